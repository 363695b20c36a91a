"""From findings to problems: the plan's own examples, suppression, grouping, waivers, crashes, verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from xltools.model import Cell, Finding, Severity, Status, Submission
from xltools.plan.lookups import Lookups
from xltools.plan.plan import Plan, Waiver
from xltools.rules import check
from xltools.rules.check import check_submission, problem, verdict
from xltools.rules.registry import Rule

VD1 = "contents=1.1 | days=30 ngày | time=Từ ngày 01/4/2023 – 01/5/2023"
VD2 = "contents=1.3 | days=10 ngày | time=Từ ngày 01/6/2023 – 15/6/2023"
Play = Callable[[str], Any]


def weights(problems: Any) -> list[tuple[str, str, str]]:
    return [(p.cell.name, p.code, p.severity.value) for p in problems]


def only(played: Any) -> Submission:
    submission = played.filings[0].submission
    assert submission is not None
    return submission


def test_plans_own_examples(play: Play) -> None:
    played = play(f"{VD1} || {VD2}")
    filing = played.filings[0]
    assert weights(filing.problems) == [
        ("C10", "Q603", "notice"),
        ("B11", "C401", "notice"),
        ("C11", "Q604", "notice"),
    ]
    assert filing.status is Status.ACCEPTED
    assert played.year.people[0].registered_days == 40


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        # what could not be read is told once, by the reader
        ("days=30 | time=31/4/2023", ["T104"]),
        ("form=mau3 | days=>30 | time=01/11/2023", ["T201", "W102"]),
        # outside the window and the quarter has one cause
        ("form=mau3 | quarter=1 | days=5 | time=01/11/2023 – 05/11/2023", ["W102"]),
        # a row that does not count claims no dates
        ("days=40 || days=30", ["Q602"]),
    ],
)
def test_one_cause_one_message(text: str, codes: list[str], play: Play) -> None:
    assert [p.code for p in play(text).filings[0].problems] == codes


def test_message_says_what_and_what_to_do(play: Play) -> None:
    (found,) = play("days=20 ngày | time=Từ ngày 01/6/2023 – 15/6/2023").filings[0].problems
    assert found.message == (
        "Khai 20 ngày nhưng thời gian đã ghi chỉ có 15 ngày (tính cả ngày đầu và ngày cuối). "
        "Sửa lại số ngày đi hoặc thời gian cụ thể."
    )
    assert found.finding[2:6] == ("20", "15", "TG-01", "TG")


def test_identical_notices_are_one_problem(play: Play) -> None:
    played = play(f"{VD1} || days=30 ngày | time=Từ ngày 01/6/2023 – 01/7/2023")
    (found,) = played.filings[0].problems
    assert (found.cell.name, [cell.name for cell in found.also]) == ("C10", ["C11"])


def test_errors_are_never_grouped(play: Play) -> None:
    played = play("days=20 | time=01/6/2023 – 15/6/2023 || days=20 | time=01/7/2023 – 15/7/2023")
    assert weights(played.filings[0].problems) == [("C10", "Q602", "error"), ("C11", "Q602", "error")]


def test_a_notice_shared_by_people_names_none(play: Play) -> None:
    text = "form=mau2 | days=30 | time=01/4 – 01/5/2023"
    (found,) = play(f"{text} || {text.replace('form=mau2 | ', '')} | person=Trần Văn Đức").filings[0].problems
    assert (found.finding.person_id, found.finding.unit, len(found.also)) == (None, "TG", 1)


def test_a_finding_told_twice_counts_once(play: Play, plan: Plan) -> None:
    submission = only(play("days=30"))
    finding = Finding("P102", Cell("Bieu", 12, 5), "Tân Bình", "xã Tân Bình, huyện Tân Biên")
    found = check_submission(submission, [finding, finding], Lookups(plan, has_roster=True))
    assert [p.code for p in found] == ["P102"]


def test_without_roster_names_and_groups_are_not_judged(play: Play, plan: Plan) -> None:
    submission = only(play("contents=1.2"))
    finding = Finding("N101", Cell("Bieu", 4, 2), "Nguyễn Thị Hoà")
    assert check_submission(submission, [finding], Lookups(plan, has_roster=False)) == ()


def test_focus_is_a_setting_of_the_plan(play: Play) -> None:
    assert play("contents=1.2 | focus=error").filings[0].status is Status.REJECTED
    assert play("contents=1.2").filings[0].status is Status.ACCEPTED_WITH_WARNINGS
    assert play("contents=1.2 | focus=off").filings[0].status is Status.ACCEPTED


@pytest.mark.parametrize(
    ("rule", "subject", "since", "until", "severity"),
    [
        ("Q602", "TG-01", None, None, "notice"),
        ("Q602", "TG", None, None, "notice"),
        ("Q602", "TG", date(2023, 6, 1), date(2023, 6, 30), "notice"),
        ("Q602", "TG", date(2023, 7, 1), None, "error"),
        ("Q602", "VP", None, None, "error"),
        ("Q701", "TG-01", None, None, "error"),
    ],
)
def test_waiver(
    rule: str, subject: str, since: date | None, until: date | None, severity: str, plan: Plan, play: Play
) -> None:
    waived = replace(plan, waivers=(Waiver(rule, subject, since, until, "Bí thư Tỉnh đoàn", "đi liên tục hai ca"),))
    submission = only(play("days=20 | time=01/6/2023 – 15/6/2023"))
    (found,) = check_submission(submission, (), Lookups(waived, has_roster=True))
    assert found.severity == severity
    assert ("Bí thư Tỉnh đoàn" in found.message) == (severity == "notice")


def test_a_crashing_rule_is_one_problem_and_stops_nothing(
    play: Play, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = only(play("days=20 | time=01/6/2023 – 15/6/2023 || days=20 | time=01/7/2023 – 15/7/2023"))

    def broken(entry: object, submission: object, lookups: object) -> Iterator[Finding]:
        raise ZeroDivisionError

    rules = (Rule("C401", Severity.NOTICE, "entry", "", "C4", broken), *check._rules_for("entry", "mau1"))
    monkeypatch.setattr(check, "_rules_for", lambda scope, form: rules if scope == "entry" else ())
    found = check_submission(submission, (), Lookups(plan, has_roster=True))
    assert [p.code for p in found] == ["F900", "Q602", "Q602"]
    assert found[0].finding.given == "C401"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("days=30", Status.ACCEPTED),
        (VD2, Status.ACCEPTED),
        ("contents=1.2", Status.ACCEPTED_WITH_WARNINGS),
        ("days=20 | time=01/6/2023 – 15/6/2023 || days=30", Status.ACCEPTED_WITH_WARNINGS),
        ("days=5 | time=01/4 – 05/4/2023 || days=5 | time=01/4 – 05/4/2023", Status.ACCEPTED_WITH_WARNINGS),
        ("days=20 | time=01/6/2023 – 15/6/2023", Status.REJECTED),  # no row that can be used
    ],
)
def test_verdict(text: str, status: Status, play: Play) -> None:
    assert play(text).filings[0].status is status


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("F101", Status.UNREADABLE),
        ("F102", Status.UNRECOGNISED),
        ("F103", Status.REJECTED),
        ("F104", Status.REJECTED),
        ("F105", Status.REJECTED),
        ("F106", Status.REJECTED),
        ("F107", Status.REJECTED),
        ("F114", Status.UNREADABLE),
        ("F115", Status.UNREADABLE),
        ("F116", Status.UNREADABLE),
        ("F120", Status.UNREADABLE),
        ("F109", Status.ACCEPTED_WITH_WARNINGS),
        ("F117", Status.ACCEPTED),
    ],
)
def test_whole_file_faults(code: str, status: Status, play: Play, plan: Plan) -> None:
    found = problem(Finding(code), Lookups(plan, has_roster=True))
    assert found is not None
    assert verdict(only(play("days=30")), [found]) is status


def test_nil_form_is_accepted(play: Play) -> None:
    assert verdict(replace(only(play("days=30")), nil=True, entries=()), ()) is Status.ACCEPTED
    assert verdict(replace(only(play("days=30")), entries=()), ()) is Status.REJECTED


def test_a_report_that_never_came_has_no_file(play: Play) -> None:
    lines = play("rows=0 | as_of=2023-04-01").problems
    assert [(line.cell, line.file, line.code, line.finding.unit) for line in lines] == [
        (None, "", "D201", "TG"),
        (None, "", "D301", "TG"),
    ]
    assert "quý I " in lines[1].message


def test_a_problem_of_the_year_names_file_and_cell(play: Play) -> None:
    played = play(
        "form=mau3 | quarter=1 | time=01/3 – 31/3/2023 | days=31 || quarter=2 | time=25/3 – 15/4/2023 | days=22"
    )
    (line,) = [line for line in played.problems if line.code == "Q801"]
    assert (line.file, line.cell.name) == (played.filings[1].file, "F7")
    assert line.cell.sha256 == played.filings[1].sha256
    assert line.finding.given == "25/3/2023 – 31/3/2023"
    assert played.filings[0].file in line.finding.expected

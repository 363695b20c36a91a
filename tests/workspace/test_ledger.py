from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from xltools.model import Failure, Filing, Finding, Problem, Severity, Status, Submission
from xltools.workspace import ledger as ledger_module
from xltools.workspace.codec import encode
from xltools.workspace.intake import Found
from xltools.workspace.ledger import Arrival, Ledger, Origin, Verdict

MORNING = datetime(2023, 2, 10, 8, 0)
NOON = datetime(2023, 2, 16, 12, 0)
FAULT = Problem(Finding("F101"), Severity.ERROR, "Không đọc được tệp.")
FORM = Submission("mau2", "Mẫu 2", {"person": 2}, 8, {}, "TG", "", None, "", 2023, None, None, True, ())
ACCEPTED = Verdict(Status.ACCEPTED, "mau2 TG", encode(FORM, ()))
UNREADABLE = Verdict(Status.UNREADABLE, None, encode(None, (FAULT,)))


def arrival(path: str, sha: str, when: datetime = MORNING, turn: int = 1, *verdicts: Verdict) -> Arrival:
    return Arrival(Found(path, 100, 1, 2), sha, when, False, turn, verdicts or (ACCEPTED,))


def held(ledger: Ledger, digest: str = "p1") -> list[tuple[str, str, datetime]]:
    return [(filing.file, filing.status.value, filing.received) for filing in ledger.filings(digest)]


def test_an_empty_ledger(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        assert (ledger.known(), ledger.filings("p1"), ledger.stale("p1"), ledger.next_turn()) == ({}, [], [], 1)


def test_what_was_recorded_is_there_after_reopening(tmp_path: Path) -> None:
    path = "2-NopBai/TG/a.xlsx"
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        ledger.record([arrival("2-NopBai/TG/a.xlsx", "aa", MORNING, 1, ACCEPTED, UNREADABLE)], "p1")
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        assert ledger.known() == {Found("2-NopBai/TG/a.xlsx", 100, 1, 2): "aa"}
        assert ledger.filings("p1") == [
            Filing(path, "aa", 0, 1, MORNING, False, Status.ACCEPTED, replace(FORM, file=path, sha256="aa"), ()),
            Filing(path, "aa", 1, 1, MORNING, False, Status.UNREADABLE, None, (FAULT,)),
        ]
        assert ledger.next_turn() == 2


def test_the_same_content_under_another_name_keeps_its_first_date(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        ledger.record([arrival("a.xlsx", "aa")], "p1")
        ledger.record([arrival("b.xlsx", "aa", NOON, 2), arrival("c.xlsx", "cc", NOON, 2)], "p1")
        assert [(file, when) for file, _, when in held(ledger)] == [
            ("a.xlsx", MORNING),
            ("b.xlsx", MORNING),
            ("c.xlsx", NOON),
        ]


def test_a_collect_is_seen_with_the_other_versions_of_its_forms(tmp_path: Path) -> None:
    other = ACCEPTED._replace(key="mau2 VP")
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        ledger.record([arrival("a.xlsx", "aa"), arrival("b.xlsx", "bb", MORNING, 1, other)], "p1")
        ledger.record([arrival("c.xlsx", "cc", MORNING, 1, UNREADABLE)], "p1")
        ledger.record([arrival("d.xlsx", "dd", NOON, 2), arrival("e.xlsx", "ee", NOON, 2, UNREADABLE)], "p1")
        assert [filing.file for filing in ledger.filings("p1", 2)] == ["a.xlsx", "d.xlsx", "e.xlsx"]
        assert [filing.file for filing in ledger.filings("p1", 1)] == [f"{name}.xlsx" for name in "abcde"]
        assert ledger.filings("p1", 3) == []


def test_what_is_recorded_or_judged_again_is_to_be_answered(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        assert ledger.answered() == 0
        ledger.record([arrival("a.xlsx", "aa")], "p1")
        assert ledger.answered() == 0
        ledger.set_answered()
        assert ledger.answered() == 1
        ledger.record([arrival("b.xlsx", "bb", NOON, 2)], "p1")
        assert ledger.answered() == 1
        ledger.set_answered()
        ledger.rejudge([], "p2")
        assert ledger.answered() == 2
        ledger.rejudge([(1, [UNREADABLE])], "p2")
        assert ledger.answered() == 0


def test_where_content_came_from_is_known_duplicates_apart(tmp_path: Path) -> None:
    copy = Verdict(Status.DUPLICATE, "mau2 TG", encode(FORM, ()))
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        ledger.record([arrival("a.xlsx", "aa", MORNING, 1, ACCEPTED, UNREADABLE), arrival("b.xlsx", "bb")], "p1")
        ledger.record([arrival("c.xlsx", "aa", NOON, 2, copy), arrival("d.xlsx", "dd", NOON, 2, UNREADABLE)], "p1")
        assert ledger.origins("p1") == {
            "aa": [Origin(1, "a.xlsx", True)],
            "bb": [Origin(2, "b.xlsx", True)],
            "dd": [Origin(4, "d.xlsx", False)],
        }
        assert ledger.origins("p2") == {}


def test_new_content_under_an_old_name_is_a_new_arrival_and_the_old_one_stays(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        ledger.record([arrival("a.xlsx", "aa")], "p1")
        ledger.record([arrival("a.xlsx", "bb", NOON, 2)], "p1")
        assert held(ledger) == [("a.xlsx", "accepted", MORNING), ("a.xlsx", "accepted", NOON)]
        assert ledger.known() == {Found("a.xlsx", 100, 1, 2): "bb"}


def test_an_arrival_recorded_twice_is_one_arrival(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        ledger.record([arrival("a.xlsx", "aa")], "p1")
        again = arrival("a.xlsx", "aa", NOON, 2, UNREADABLE)
        ledger.record([again._replace(file=Found("a.xlsx", 100, 9, 2))], "p1")
        assert held(ledger) == [("a.xlsx", "unreadable", MORNING)]
        assert ledger.known() == {Found("a.xlsx", 100, 9, 2): "aa"}


def test_a_touched_file_is_known_by_its_new_figures(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        ledger.record([arrival("a.xlsx", "aa")], "p1")
        ledger.touch([(Found("a.xlsx", 100, 7, 8), "aa"), (Found("b.xlsx", 1, 1, 1), "bb")])
        assert ledger.known() == {Found("a.xlsx", 100, 7, 8): "aa"}


def test_another_plan_makes_every_verdict_stale_until_it_is_made_anew(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        ledger.record([arrival("a.xlsx", "aa", MORNING, 1, ACCEPTED, ACCEPTED)], "p1")
        assert ledger.stale("p1") == []
        assert held(ledger, "p2") == []
        (old,) = ledger.stale("p2")
        assert (old.path, old.sha256) == ("a.xlsx", "aa")
        ledger.rejudge([(old.arrival, [UNREADABLE])], "p2")
        assert (ledger.stale("p2"), held(ledger, "p2")) == ([], [("a.xlsx", "unreadable", MORNING)])
        assert held(ledger, "p1") == []


def test_a_changed_rule_makes_every_verdict_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        ledger.record([arrival("a.xlsx", "aa")], "p1")
        monkeypatch.setattr(ledger_module, "JUDGING", "other code")
        assert len(ledger.stale("p1")) == 1
        assert ledger.filings("p1") == []


def test_a_batch_is_recorded_whole_or_not_at_all(tmp_path: Path) -> None:
    broken = arrival("b.xlsx", "bb")._replace(file=Found("b.xlsx", None, 1, 2))  # type: ignore[arg-type]
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        with pytest.raises(Failure, match="sổ nhận bài"):
            ledger.record([arrival("a.xlsx", "aa"), broken], "p1")
        assert ledger.known() == {}
        ledger.record([arrival("a.xlsx", "aa")], "p1")
        assert [file.path for file in ledger.known()] == ["a.xlsx"]


@pytest.mark.parametrize(
    "name", ["2-NopBai/TG/hai\ndòng.xlsx", "x\udcff\u202e.xlsx", "ho\u0300a.xlsx", "hòa.xlsx", "\ud800"]
)
def test_any_file_name_comes_back_as_it_was(tmp_path: Path, name: str) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        ledger.record([arrival(name, "aa")], "p1")
        assert [file.path for file in ledger.known()] == [name]
        assert [filing.file for filing in ledger.filings("p1")] == [name]


def test_many_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"

    def write(number: int) -> None:
        with Ledger.open(file) as ledger:
            for i in range(20):
                ledger.record([arrival(f"{number}-{i}.xlsx", f"{number}-{i}")], "p1")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Ledger.open(file) as ledger:
        assert len(ledger.filings("p1")) == 80


def test_a_reader_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    with Ledger.open(file) as ledger:
        ledger.record([arrival("a.xlsx", "aa")], "p1")
        writer = sqlite3.connect(file, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        assert len(ledger.filings("p1")) == 1
        writer.execute("ROLLBACK")
        writer.close()


def test_results_and_notes(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        assert ledger.result("4-TongHop/TuanThu.xlsx") is None
        ledger.set_result("4-TongHop/TuanThu.xlsx", ("d1", "s1", 10, 11))
        ledger.set_result("4-TongHop/TuanThu.xlsx", ("d2", "s2", 20, 21))
        assert ledger.result("4-TongHop/TuanThu.xlsx") == ("d2", "s2", 20, 21)
        assert ledger.note("last_as_of") is None
        ledger.set_note("last_as_of", "2023-06-30")
        assert ledger.note("last_as_of") == "2023-06-30"


def test_a_damaged_ledger_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    file.write_bytes(b"not a database at all, but long enough to look like one" * 20)
    with pytest.raises(Failure, match=r"sổ nhận bài ledger\.db"):
        Ledger.open(file)


def test_a_ledger_of_a_newer_tool_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    Ledger.open(file).close()
    db = sqlite3.connect(file)
    db.execute("PRAGMA user_version = 1000")
    db.close()
    with pytest.raises(Failure, match="mới hơn"):
        Ledger.open(file)

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xltools.counting.versions import number_versions
from xltools.model import Status

TEXT = (Path(__file__).parents[1] / "cases" / "versions.txt").read_text(encoding="utf-8")
CASES = [part.partition("\n")[::2] for part in re.split(r"(?m)^== *", TEXT)[1:]]


def shown(version):
    on_time = {True: "yes", False: "no", None: "none"}[version.on_time]
    force = "in_force" if version.in_force else "-"
    return f"{version.number} {version.status} {version.first_received:%d/%m} {on_time} {force}"


@pytest.mark.parametrize("body", [body for _, body in CASES], ids=[title for title, _ in CASES])
def test_case(body, story):
    lines = [re.split(r"\s+-> ", line) for line in body.splitlines() if "->" in line]
    for head, _ in lines:
        story.row(f"{head} | KHÔNG PHÁT SINH")
    told = dict(lines)
    assert {v.filing.file: shown(v) for v in number_versions(story.filings, story.plan)} == told
    assert [shown(v) for v in number_versions(story.filings[::-1], story.plan)] == [
        shown(v) for v in number_versions(story.filings, story.plan)
    ]


def duplicate(filing, file, turn, received):
    return replace(filing, file=file, turn=turn, received=received, status=Status.DUPLICATE)


def test_a_duplicate_bears_the_number_of_its_twin_and_is_never_in_force(story):
    for head in ("mau3 Q1 TG @26/03 #1", "mau3 Q1 TG @27/03 #2"):
        story.row(f"{head} | KHÔNG PHÁT SINH")
    first, second = story.filings
    copy = duplicate(first, "copy", 3, datetime(2023, 4, 1))
    found = {v.filing.file: shown(v) for v in number_versions([copy, second, first], story.plan)}
    assert found == {
        first.file: "1 superseded 26/03 yes -",
        second.file: "2 accepted 26/03 yes in_force",
        "copy": "1 duplicate 26/03 yes -",
    }


@pytest.mark.parametrize("change", [{"unit": None}, {"quarter": None}, {"year": 2022}])
def test_a_form_not_resolved_is_no_version_of_another(story, change):
    story.row("mau3 Q1 TG @26/03 #1 | KHÔNG PHÁT SINH")
    story.row("mau3 Q1 TG @27/03 #2 rejected | KHÔNG PHÁT SINH")
    good, bad = story.filings
    bad = replace(bad, submission=replace(bad.submission, **change))
    found = {v.filing.file: shown(v) for v in number_versions([good, bad], story.plan)}
    assert found == {good.file: "1 accepted 26/03 yes in_force", bad.file: "1 rejected 27/03 none -"}


STATUSES = st.sampled_from([Status.ACCEPTED, Status.ACCEPTED_WITH_WARNINGS, Status.REJECTED, Status.UNREADABLE])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 3), STATUSES, st.sampled_from("ab")), min_size=1, max_size=6), st.randoms())
def test_one_in_force_at_most_and_the_order_of_arrival_in_the_list_is_nothing(story, parts, random):
    story.row("mau3 Q1 TG @26/03 #1 | KHÔNG PHÁT SINH")
    model = story.filings[0]
    filings = [
        replace(model, file=f"{path}{i}", sha256=str(i), turn=turn, status=status)
        for i, (turn, status, path) in enumerate(parts)
    ]
    versions = number_versions(filings, story.plan)
    random.shuffle(filings)
    assert number_versions(filings, story.plan) == versions
    assert sum(v.in_force for v in versions) == any(s.startswith("accepted") for _, s, _ in parts)
    numbers = [v.number for v in versions if v.status is not Status.UNREADABLE]
    assert numbers == list(range(1, len(numbers) + 1))

"""The tables of tests/cases: what people type, and how it is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xltools.model import Finding, Period, Person
from xltools.plan.toml import load_builtin
from xltools.vietnamese.dates import parse_periods
from xltools.vietnamese.names import NameIndex, group_from_title, rank_of
from xltools.vietnamese.numbers import parse_days
from xltools.vietnamese.place_names import Gazetteer
from xltools.vietnamese.places import parse_places

CASES = Path(__file__).parents[1] / "cases"
PLAN = load_builtin("2023")
GROUPS = [(group.code, group.titles) for group in PLAN.groups]
GAZETTEER = Gazetteer(PLAN.places, PLAN.province, PLAN.year)


def table(name: str, columns: int) -> list[list[str]]:
    lines = [line for line in (CASES / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]
    rows = [[cell.strip().replace("⏎", "\n") for cell in re.split(r"\s*\|\s*", line)] for line in lines]
    return [row + [""] * (columns - len(row)) for row in rows]


def issue(text: str) -> tuple[Finding, ...]:
    code, _, expected = text.partition(", ")
    return (Finding(code, expected=expected),) if code else ()


def shown(period: Period) -> str:
    return str(period.first) if period.first == period.last else f"{period.first}..{period.last}"


@pytest.mark.parametrize(("typed", "read", "problem"), table("periods.txt", 3))
def test_periods(typed: str, read: str, problem: str) -> None:
    periods, issues = parse_periods(typed, 2023)
    assert ("; ".join(map(shown, periods)) if periods else "-") == read
    assert issues == issue(problem)


@pytest.mark.parametrize(("typed", "read", "problem"), table("day-counts.txt", 3))
def test_day_counts(typed: str, read: str, problem: str) -> None:
    days, issues = parse_days(typed)
    assert days == (None if read == "-" else float(read))
    assert issues == issue(problem)


@pytest.mark.parametrize(("typed", "read", "problem"), table("places.txt", 3))
def test_places(typed: str, read: str, problem: str) -> None:
    found = parse_places(typed, GAZETTEER)
    pairs = zip(found.places, found.levels, strict=True)
    assert ("; ".join(f"{place} [{level}]" for place, level in pairs) or "-") == read
    assert found.issues == issue(problem)


@pytest.mark.parametrize(("typed", "group", "rank"), table("titles.txt", 3))
def test_titles(typed: str, group: str, rank: str) -> None:
    keywords = [title for _, titles in GROUPS for title in titles]
    assert (group_from_title(typed, GROUPS) or "-") == group
    assert rank_of(typed, GROUPS) == (len(keywords) if rank == "-" else keywords.index(rank))


def roster_and_names() -> tuple[list[Person], list[list[str]]]:
    rows = table("names.txt", 5)
    start = next(place for place, row in enumerate(rows) if row[0] == "[typed]")
    people = [Person(row[0], row[1], row[2], row[3], "") for row in rows[1:start]]
    return people, rows[start + 1 :]


@pytest.mark.parametrize(("typed", "unit", "title", "person", "problem"), roster_and_names()[1])
def test_names(typed: str, unit: str, title: str, person: str, problem: str) -> None:
    found, odd = NameIndex(roster_and_names()[0]).find(typed, unit or None, title)
    assert (found.id if found else "-") == person
    assert (odd,) == (issue(problem) or (None,))

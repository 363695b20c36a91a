"""How days count, from the typed cell to the exported figure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from xltools.outputs.exports import Record

from ..at_rest import at_rest
from ..filled import done, form
from .conftest import Province

TABLE = Path(__file__).parents[1] / "cases" / "days-through-the-tool.txt"
ARRIVAL = {1: "2023-03-26", 2: "2023-06-26", 3: "2023-09-26", 4: "2023-12-26"}


class Case(NamedTuple):
    """One person's rows (quarter, days, time) and what must come out."""

    title: str
    name: str
    rows: list[tuple[int, str, str]]
    expected: list[str]


def cases() -> Iterator[Case]:
    for number, block in enumerate(TABLE.read_text("utf-8").split("\n== ")[1:]):
        title, *lines = [line for line in block.splitlines() if line.strip()]
        cells = [[cell.strip() for cell in re.split(r"\s*\|", line)] for line in lines]
        rows = [(int(quarter), days, time) for quarter, days, time in cells[:-1]]
        cells[-1][0] = cells[-1][0].removeprefix("=> ")
        given = f"{chr(65 + number // 26)}{chr(97 + number % 26)}"
        yield Case(title, f"Lê Văn {given}", rows, cells[-1])


CASES = list(cases())


class Played(NamedTuple):
    """The exports of the year in which every case is a person."""

    entries: dict[str, list[Record]]
    people: dict[str, Record]
    problems: dict[str, set[str]]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    with at_rest():
        roster = "\n".join(f"P{i} | {case.name} | Chuyên viên | TG | CV" for i, case in enumerate(CASES))
        province = Province(tmp_path_factory.mktemp("dem") / "tinh", roster)
        for quarter, day in ARRIVAL.items():
            rows = [(case.name, *done(days, time)) for case in CASES for at, days, time in case.rows if at == quarter]
            province.take(f"TG/{quarter}.xlsx", form("mau3", "TG", rows, quarter), day)
    entries: dict[str, list[Record]] = defaultdict(list)
    problems: dict[str, set[str]] = defaultdict(set)
    for one in province.export("entries"):
        entries[str(one["person"])].append(one)
    rows_of = {(e["file"], e["row"]): str(e["person"]) for e in province.export("entries")}
    for one in province.export("problems"):
        if one["cell"]:
            row = int(re.sub(r"\D", "", str(one["cell"])))
            problems[rows_of.get((one["file"], row), "")].add(str(one["code"]))
    return Played(entries, {str(one["person"]): one for one in province.export("people")}, problems)


def spelt(value: object) -> str:
    return str(value).replace(".", ",")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_days(case: Case, played: Played) -> None:
    counted, performed, stays, codes = case.expected
    person = played.people[case.name]
    order = sorted(played.entries[case.name], key=lambda e: (e["quarter"], e["row"]))
    assert " ".join(spelt(entry["counted_days"]) for entry in order) == counted
    assert spelt(person["performed_days"]) == performed
    assert f"{person['stays']}, {person['long_stays']}" == stays
    for code in codes.split():
        assert (code.removeprefix("-") in played.problems[case.name]) is not code.startswith("-"), code


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_figures_of_a_person_agree_with_each_other(case: Case, played: Played) -> None:
    person, entries = played.people[case.name], played.entries[case.name]
    assert sum(float(str(person[f"q{quarter}_days"])) for quarter in ARRIVAL) == person["performed_days"]
    assert sum(float(str(entry["counted_days"])) for entry in entries) == person["performed_days"]
    assert person["missing_days"] == max(0.0, 60 - float(str(person["performed_days"])))
    assert all(entry["counted"] for entry in entries if entry["counted_days"])

"""Plays the examples of rules: a line of ``key=value`` rows → forms → the problems found.

Rows are separated by `` || ``, values by `` | ``; what a row does not say comes from a good one. Form and contents
carry over from the row before. Keys about the person or the day (``group exempt since until as_of focus after_stay
half_days``) may stand in any row; ``rows=0`` is a year in which nothing came.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from functools import cache
from typing import NamedTuple

import pytest

from xltools.counting.year import assess
from xltools.forms.catalogue import CATALOGUE
from xltools.model import Cell, Entry, Filing, Finding, Person, Problem, Submission, Year
from xltools.plan.lookups import Lookups
from xltools.plan.plan import Plan
from xltools.plan.toml import load_builtin
from xltools.rules.check import check_submission, check_year, verdict
from xltools.vietnamese.dates import parse_periods
from xltools.vietnamese.numbers import parse_days

HOA = Person("TG-01", "Nguyễn Thị Hoà", "Chuyên viên", "TG", "CV")
DUC = Person("TG-02", "Trần Văn Đức", "Chuyên viên", "TG", "CV")

BASE = {
    "form": "mau1",
    "person": HOA.name,
    "contents": "1.1",
    "detail": "Cùng xã Đoàn ra quân Tháng Thanh niên",
    "days": "30 ngày",
    "time": "Từ ngày 01/4/2023 – 30/4/2023",
    "places": "xã Suối Dây, huyện Tân Châu",
    "result": "Mặt được: kết nạp 12 đoàn viên. Hạn chế: chi đoàn ấp sinh hoạt chưa đều.",
    "explanation": "",
    "stay": "",
    "quarter": "2",
    "file": "a.xlsx",
}
RECEIVED = {"mau1": "2023-02-10", "mau2": "2023-02-18", "mau3": "2023-{month:02}-26", "baocao": "2023-{month:02}-26"}


class Played(NamedTuple):
    filings: tuple[Filing, ...]
    year: Year
    of_year: tuple[Problem, ...]

    @property
    def problems(self) -> list[Problem]:
        found = [p for filing in self.filings for p in filing.problems]
        return found + list(self.of_year)

    @property
    def codes(self) -> list[str]:
        return [p.code for p in self.problems]


@cache
def builtin() -> Plan:
    return load_builtin("2023")


def parse_rows(text: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for part in text.split(" || "):
        given = dict(item.strip().split("=", 1) for item in part.split(" | "))
        carried = {key: rows[-1][key] for key in ("form", "contents") if rows}
        row = BASE | carried | {key.strip(): value.strip() for key, value in given.items()}
        month = 3 * int(row["quarter"])
        row.setdefault("received", RECEIVED[row["form"]].format(month=month))
        rows.append(row)
    return rows


def level(place: str) -> str:
    starts = {"chi đoàn": "chi_doan", "xã": "xa", "phường": "xa", "thị trấn": "xa", "huyện": "huyen"}
    return next((found for start, found in starts.items() if place.lower().startswith(start)), "khac")


def entry_of(row: dict[str, str], number: int, plan: Plan, cell: Callable[[str], Cell]) -> tuple[Entry, list[Finding]]:
    periods, time_issues = parse_periods(row["time"], plan.year)
    days, days_issues = parse_days(row["days"], plan.counting.session_days)
    findings = [i._replace(cell=cell("time"), given=row["time"]) for i in time_issues]
    findings += [i._replace(cell=cell("days"), given=row["days"]) for i in days_issues]
    person = next((p for p in plan.people if p.name == row["person"]), None)
    fields = ("contents", "detail", "days", "time", "places", "result", "explanation")
    entry = Entry(
        row=number,
        person_row=number,
        person=row["person"],
        person_id=person.id if person else None,
        title="",
        contents=tuple(row["contents"].split("; ")),
        detail=row["detail"],
        days=days,
        periods=periods,
        places=(row["places"],),
        levels=(level(row["places"]),),
        result=row["result"],
        explanation=row["explanation"],
        stay=row["stay"],
        raw={field: row[field] for field in fields if row[field]},
    )
    return entry, findings


def filing_of(rows: list[dict[str, str]], turn: int, lookups: Lookups) -> Filing:
    first, plan = rows[0], lookups.plan
    form = CATALOGUE[first["form"]]
    columns = {column.field: at for at, column in enumerate(form.columns, 1)}
    entries, findings = [], []
    for number, row in enumerate(rows, 12):
        read = entry_of(row, number, plan, lambda name, n=number: Cell("Bieu", n, columns.get(name, 1)))  # type: ignore[misc]
        entries.append(read[0])
        findings += read[1]
    sha = f"{turn:02}{first['form']}{first['quarter']}{first['person']}{first['file']}".encode().hex()
    file = f"2-NopBai/TG/{first['form']}-{first['file']}"
    submission = Submission(
        form=form.code,
        sheet="Bieu",
        columns=columns,
        header_row=10,
        head={"dated": Cell("Bieu", 3, 4)},
        unit="TG",
        person=first["person"] if form.personal else "",
        person_id=entries[0].person_id if form.personal else None,
        title="",
        year=plan.year,
        quarter=int(first["quarter"]) if form.quarterly else None,
        dated=None,
        nil=False,
        entries=tuple(entries),
        file=file,
        sha256=sha,
    )
    problems = check_submission(submission, findings, lookups)
    received = datetime.combine(date.fromisoformat(first["received"]), time(9))
    return Filing(file, sha, 0, turn, received, False, verdict(submission, problems), submission, problems)


def plan_of(rows: list[dict[str, str]]) -> Plan:
    said = {key: value for row in rows for key, value in row.items()}
    day = {key: date.fromisoformat(said[key]) if key in said else None for key in ("since", "until")}
    hoa = replace(HOA, group=said.get("group", "CV"), exempt=said.get("exempt", ""), **day)  # type: ignore[arg-type]
    people = (hoa, DUC) if any(row["person"] == DUC.name for row in rows) else (hoa,)
    plan = builtin()
    after = said.get("after_stay")
    counting = replace(
        plan.counting, focus=said.get("focus", "warning"), report_after_stay_days=int(after) if after else None
    )
    units = tuple(unit for unit in plan.units if unit.code == "TG")
    return replace(plan, people=people, counting=counting, units=units)


def play_text(text: str) -> Played:
    rows = parse_rows(text)
    lookups = Lookups(plan_of(rows), has_roster=True)
    as_of = next((row["as_of"] for row in rows if "as_of" in row), max(row["received"] for row in rows))
    if rows[0].get("rows") == "0":
        rows = []
    forms: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows:
        form = CATALOGUE[row["form"]]
        own = (row["quarter"] if form.quarterly else "", row["person"] if form.personal else "")
        forms.setdefault((row["received"], row["form"], row["file"], *own), []).append(row)
    turns = sorted({key[0] for key in forms})
    filings = tuple(filing_of(found, turns.index(key[0]) + 1, lookups) for key, found in sorted(forms.items()))
    year = assess(lookups.plan, filings, date.fromisoformat(as_of))
    return Played(filings, year, check_year(year, lookups))


@pytest.fixture
def play() -> Callable[[str], Played]:
    return play_text


@pytest.fixture
def plan() -> Plan:
    return builtin()

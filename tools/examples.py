"""Play examples through the tool: forms are drawn, read and judged as ``collect`` does, without a workspace.

An example is a line of rows parted by `` || ``, each ``key=value | key=value``; what a row does not say comes from a
good one. Form and contents carry over from the row before. Keys about the person or the day (``group exempt since until
as_of focus after_stay``) may stand in any row; ``rows=0`` is a year in which nothing came. The docstrings of rules
hold such lines: ``Okay: …`` and ``<code>: …``.
"""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import cache
from typing import NamedTuple

from tools.draw import FIELDS, Cell, form
from xltools.counting.results import Year
from xltools.counting.year import assess
from xltools.forms.catalogue import CATALOGUE
from xltools.model import Filing, Person, Problem
from xltools.pipeline.check import forms_in
from xltools.plan.lookups import Lookups
from xltools.plan.plan import Plan
from xltools.plan.toml import load_builtin
from xltools.rules.check import check_year, verdict
from xltools.rules.registry import Rule

HOA = Person("TG-01", "Nguyễn Thị Hoà", "Chuyên viên", "TG", "CV")
DUC = Person("TG-02", "Trần Văn Đức", "Chuyên viên", "TG", "CV")

BASE = {
    "form": "mau1",
    "person": HOA.name,
    "title": "",
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
    "dated": "",
}
"""A row nothing is said against, but for what the year of one row lacks."""
_RECEIVED = {"mau1": "2023-02-10", "mau2": "2023-02-18", "mau3": "2023-{month:02}-26", "baocao": "2023-{month:02}-26"}

Row = dict[str, str]


class Arrived(NamedTuple):
    """A file as it comes in: its name below 2-NopBai, its bytes, the day."""

    path: str
    data: bytes
    received: date


class Played(NamedTuple):
    """What the tool says of an example: the files, the forms found in them, the year, all problems."""

    files: tuple[Arrived, ...]
    filings: tuple[Filing, ...]
    year: Year
    problems: tuple[Problem, ...]

    @property
    def codes(self) -> list[str]:
        """The code of every problem."""
        return [problem.code for problem in self.problems]


def examples(rule: Rule) -> Iterator[tuple[str, str]]:
    """The examples of a rule's docstring: ``Okay`` or the code, and the line to play."""
    for line in (inspect.getdoc(rule.check) or "").splitlines():
        if found := re.match(rf"(Okay|{rule.code}): (.+)", line):
            yield found[1], found[2]


def play(text: str) -> Played:
    """Play one example line."""
    rows = parse_rows(text)
    as_of = next((row["as_of"] for row in rows if "as_of" in row), max(row["received"] for row in rows))
    plan = plan_of(rows)
    return judge(() if rows[0].get("rows") == "0" else files_of(rows), Lookups(plan, True), date.fromisoformat(as_of))


def judge(files: Sequence[Arrived], lookups: Lookups, as_of: date) -> Played:
    """Read and check files in the order of their arrival, and assess the year."""
    filings: list[Filing] = []
    days = sorted({file.received for file in files})
    for file in files:
        unit, parted, _ = file.path.partition("/")
        name, sha256 = f"2-NopBai/{file.path}", hashlib.sha256(file.data).hexdigest()
        received = datetime.combine(file.received, time(9))
        for part, (submission, problems) in enumerate(forms_in(lookups, file.data, unit if parted else "")):
            if submission is not None:
                submission = replace(submission, file=name, sha256=sha256)
            problems = tuple(_taken_in(problem, name, sha256) for problem in problems)
            status = verdict(submission, problems)
            turn = days.index(file.received) + 1
            filings.append(Filing(name, sha256, part, turn, received, False, status, submission, problems))
    year = assess(lookups.plan, filings, as_of)
    found = (*(problem for filing in filings for problem in filing.problems), *check_year(year, lookups))
    return Played(tuple(files), tuple(filings), year, found)


def _taken_in(problem: Problem, file: str, sha256: str) -> Problem:
    """The problem with cells that know their file."""
    finding = problem.finding
    cell = finding.cell._replace(file=file, sha256=sha256) if finding.cell else None
    also = tuple(one._replace(file=file, sha256=sha256) for one in problem.also)
    return replace(problem, finding=finding._replace(cell=cell), also=also)


@cache
def builtin() -> Plan:
    """The plan examples are judged by."""
    return load_builtin("2023")


def parse_rows(text: str) -> list[Row]:
    """The rows of an example line, completed from a good one."""
    rows: list[Row] = []
    for part in text.split(" || "):
        given = {key.strip(): value.strip() for key, _, value in (item.partition("=") for item in part.split(" | "))}
        carried = {key: rows[-1][key] for key in ("form", "contents") if rows}
        row = BASE | carried | given
        row.setdefault("received", _RECEIVED[row["form"]].format(month=3 * int(row["quarter"])))
        rows.append(row)
    return rows


def files_of(rows: Sequence[Row]) -> list[Arrived]:
    """The rows as forms, one file for those of one form, day and file name (and person or quarter)."""
    forms: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        spec = CATALOGUE[row["form"]]
        own = (row["quarter"] if spec.quarterly else "", row["person"] if spec.personal else "")
        forms.setdefault((row["received"], row["form"], row["file"], *own), []).append(row)
    return [_file(key, found) for key, found in sorted(forms.items())]


def _file(key: tuple[str, ...], rows: Sequence[Row]) -> Arrived:
    received, code, file, quarter, person = key
    name = "-".join(filter(None, (code, f"q{quarter}" if quarter else "", person.split()[-1] if person else "", file)))
    fields = list(FIELDS[code])
    fields += [field for field in ("explanation", "stay") if any(row[field] for row in rows)]
    if any("days" in row for row in rows) and "days" not in fields:
        fields.insert(fields.index("time"), "days")
    cells: list[list[Cell]] = [[row[field] or None for field in fields] for row in rows]
    said = {"person": person, "title": rows[0]["title"]} | ({"dated": rows[0]["dated"]} if rows[0]["dated"] else {})
    data = form(code, "TG", cells, int(quarter) if quarter else None, fields, **said)
    return Arrived(f"TG/{name}", data, date.fromisoformat(received))


def plan_of(rows: Sequence[Row]) -> Plan:
    """The built-in plan with one or two people and the settings the rows name."""
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

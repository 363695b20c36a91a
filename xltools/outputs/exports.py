"""The four exports as lists of plain records; keys and values as the contract of the tool fixes them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence

from xltools.model import Cell, CountedEntry, PersonYear, Problem, Version, Year
from xltools.rules.check import Assessment
from xltools.vietnamese.display import cell_name
from xltools.vietnamese.numbers import whole

Record = dict[str, str | int | float | bool | None]

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_INNER_FORMULA = re.compile(r"([;\n]\s*)(?=[=+\-@]\S)")
"""Where a spreadsheet that parts cells at semicolons would see a formula begin."""


def entries(assessment: Assessment) -> list[Record]:
    """Every data row read, counted or not, in the order of ``DuLieu``."""
    names = {person.person.id: person.person.name for person in assessment.year.people}
    return [_entry(counted, names) for counted in assessment.year.entries]


def _entry(counted: CountedEntry, names: dict[str, str]) -> Record:
    entry, submission = counted.entry, counted.filing.submission
    if submission is None:
        raise ValueError("an entry without its submission")
    return {
        "person_id": counted.person_id,
        "person": names.get(counted.person_id or "", entry.person),
        "unit": counted.unit,
        "form": submission.form,
        "kind": counted.kind,
        "quarter": counted.quarter,
        "contents": ";".join(entry.contents),
        "detail": entry.detail,
        "days": _number(entry.days),
        "periods": ";".join(f"{p.first.isoformat()}..{p.last.isoformat()}" for p in entry.periods or ()),
        "places": ";".join(entry.places),
        "result": entry.result,
        "explanation": entry.explanation,
        "file": counted.filing.file,
        "sheet": submission.sheet,
        "row": entry.row,
        "sha256": counted.filing.sha256,
        "counted": counted.counted,
        "counted_days": _number(counted.counted_days),
    }


def people(assessment: Assessment) -> list[Record]:
    """One record per person of the roster, in the order of ``TongHop``."""
    return [_person(person) for person in assessment.year.people]


def _person(year: PersonYear) -> Record:
    person = year.person
    return {
        "person_id": person.id,
        "person": person.name,
        "unit": person.unit,
        "title": person.title,
        "group": person.group or None,
        "exempt": person.exempt or None,
        "registered_days": _number(year.registered_days),
        "registered_stays": year.registered_stays,
        **{f"q{number}_days": _number(days) for number, days in enumerate(year.quarters, 1)},
        "performed_days": _number(year.performed_days),
        "stays": len(year.stays),
        "long_stays": year.long_stays,
        "missing_days": _number(year.missing_days),
        "contents": ";".join(year.contents),
        "outside_focus": ";".join(year.outside_focus),
        "status": year.status.value,
    }


def problems(assessment: Assessment) -> list[Record]:
    """Every problem that stands, a record per cell: of files in force or to be corrected, and of the whole year."""
    names = {person.person.id: person.person.name for person in assessment.year.people}
    people = _people_by_row(assessment.year)
    return [
        _problem(problem, cell, names.get(problem.finding.person_id or _person_at(people, cell)))
        for problem in assessment.problems
        for cell in problem.cells or (problem.cell,)
    ]


def _people_by_row(year: Year) -> dict[tuple[str, str, str, int], str]:
    """(file, sha256, sheet, row) → person, for problems that were told once for several rows."""
    return {
        (version.filing.file, version.filing.sha256, submission.sheet, entry.row): entry.person_id
        for version in year.versions
        if (submission := version.filing.submission) is not None
        for entry in submission.entries
        if entry.person_id is not None
    }


def _person_at(people: dict[tuple[str, str, str, int], str], cell: Cell | None) -> str:
    return people.get((cell.file, cell.sha256, cell.sheet, cell.row), "") if cell else ""


def _problem(problem: Problem, cell: Cell | None, person: str | None) -> Record:
    in_sheet = cell is not None and not cell.is_file
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "file": cell.file if cell else None,
        "sheet": cell.sheet if cell and in_sheet else None,
        "cell": cell_name(cell) if cell and in_sheet else None,
        "unit": problem.finding.unit,
        "person": person,
        "given": problem.finding.given,
        "expected": problem.finding.expected,
        "message": problem.message,
        "sha256": cell.sha256 if cell else None,
    }


def submissions(assessment: Assessment) -> list[Record]:
    """One record per form received, and per file that held none."""
    return [_submission(version) for version in assessment.year.versions]


def _submission(version: Version) -> Record:
    filing = version.filing
    submission = filing.submission
    return {
        "file": filing.file,
        "sha256": filing.sha256,
        "unit": submission.unit if submission else None,
        "form": submission.form if submission else None,
        "quarter": submission.quarter if submission else None,
        "person": (submission.person or None) if submission else None,
        "version": version.number,
        "received_at": filing.received.isoformat(timespec="seconds"),
        "first_received_at": version.first_received.isoformat(timespec="seconds"),
        "on_time": version.on_time,
        "status": version.status.value,
        "errors": filing.errors,
        "warnings": filing.warnings,
    }


EXPORTS: dict[str, Callable[[Assessment], list[Record]]] = {
    "entries": entries,
    "people": people,
    "problems": problems,
    "submissions": submissions,
}
"""Export by name, as ``xltools export --what`` takes it."""

FIELDS: dict[str, tuple[str, ...]] = {
    "entries": (
        "person_id", "person", "unit", "form", "kind", "quarter", "contents", "detail", "days", "periods", "places",
        "result", "explanation", "file", "sheet", "row", "sha256", "counted", "counted_days",
    ),
    "people": (
        "person_id", "person", "unit", "title", "group", "exempt", "registered_days", "registered_stays",
        "q1_days", "q2_days", "q3_days", "q4_days", "performed_days", "stays", "long_stays", "missing_days",
        "contents", "outside_focus", "status",
    ),
    "problems": (
        "code", "severity", "file", "sheet", "cell", "unit", "person", "given", "expected", "message", "sha256",
    ),
    "submissions": (
        "file", "sha256", "unit", "form", "quarter", "person", "version", "received_at", "first_received_at",
        "on_time", "status", "errors", "warnings",
    ),
}  # fmt: skip
"""The columns of each export, so that an empty one still has its header."""


def as_json(records: Sequence[Record]) -> str:
    """A JSON list of objects; numbers and truth values as such, absent values ``null``."""
    return json.dumps(records, ensure_ascii=False, indent=1) + "\n"


def as_csv(what: str, records: Sequence[Record]) -> str:
    """CSV with a header; text that a spreadsheet would run as a formula gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS[what])
    for record in records:
        writer.writerow([_csv(record[field]) for field in FIELDS[what]])
    return out.getvalue()


def _csv(value: str | float | bool | None) -> str | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        guarded = _INNER_FORMULA.sub(r"\1'", value)
        return "'" + guarded if guarded.startswith(_DANGEROUS) else guarded
    return value


def _number(value: float | None) -> int | float | None:
    """Whole days as whole numbers: 30, not 30.0."""
    return value if value is None else whole(value)

"""Where a figure of TuanThu.xlsx comes from, down to the cells somebody filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from xltools.counting.results import CountedEntry, PersonYear, Version, Year
from xltools.counting.year import days_from, explain, explain_unit
from xltools.forms.catalogue import CATALOGUE, EXPECTED, text_columns
from xltools.model import Failure, PersonStatus, column_number
from xltools.outputs import compliance_layout as layout
from xltools.outputs.columns import Column, Row, value_text
from xltools.outputs.compliance_sheets import STATUS_COLUMNS
from xltools.plan.plan import Plan
from xltools.rules.check import Assessment
from xltools.vietnamese.dates import day_text, periods_text, roman
from xltools.vietnamese.display import PERSON_STATUS, STATUS, cell_name, one_line
from xltools.vietnamese.numbers import days_text
from xltools.vietnamese.wording import say

_say = partial(say, "outputs")
_WORKBOOK = "TuanThu.xlsx"
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
_BY_STATUS = STATUS_COLUMNS | {
    "exempt": (PersonStatus.EXEMPT,),
    "people": tuple(PersonStatus),
    "subject": tuple(status for status in PersonStatus if status is not PersonStatus.EXEMPT),
    "share": (PersonStatus.MET,),
}


def trace(assessment: Assessment, target: str) -> str:
    """The sources of ``TuanThu.xlsx!TongHop!H12`` as Vietnamese lines; ``Failure`` where no figure stands."""
    sheet, cell = _split(target)
    year = assessment.year
    found = locate(assessment.plan, year, sheet, cell)
    if found is None:
        raise Failure(_say("trace.no_figure", sheet=sheet, cell=cell))
    column, record = found
    if isinstance(record, PersonYear):
        lines = _person(assessment, column, record)
    elif isinstance(record, CountedEntry):
        lines = _entry(assessment, column, record)
    else:
        lines = _unit(assessment, column, record)
    head = _say("trace.cell", target=f"{_WORKBOOK}!{sheet}!{cell}", day=day_text(year.as_of))
    return "\n".join([head, *lines]) + "\n"


def _split(target: str) -> tuple[str, str]:
    book, _, rest = target.rpartition("/")[2].partition("!")
    sheet, _, cell = rest.partition("!")
    if book != _WORKBOOK or not sheet or not cell:
        raise Failure(_say("trace.no_cell", target=one_line(target)))
    return sheet, cell.upper()


def locate(plan: Plan, year: Year, sheet: str, cell: str) -> tuple[Column[Any], PersonYear | CountedEntry | str] | None:
    """The column and record a cell (``H12``) of three sheets shows (unit ``""``: the total), or ``None``."""
    match = _CELL.fullmatch(cell.strip())
    if match is None:
        return None
    people, units = layout.people_table(plan), [unit.code for unit in layout.units_with_people(plan, year)]
    for table, records in (
        (people, year.people),
        (layout.UNITS, (*(units or [""]), "")),
        (layout.ENTRIES, year.entries),
    ):
        column, row = column_number(match[1].upper()), int(match[2]) - table.first_row
        if table.sheet == sheet and column <= len(table.columns) and 0 <= row < len(records):
            return table.columns[column - 1], records[row]
    return None


def _person(assessment: Assessment, column: Column[PersonYear], person: PersonYear) -> Iterator[str]:
    plan, year, field = assessment.plan, assessment.year, column.field
    band = f"{column.band}, " if column.band else ""
    value = value_text(column, Row(person, plan))
    yield f"{person.person.name} ({person.person.id}) – {band}{one_line(column.header)}: {value}"
    if field.startswith("report_"):
        yield from _reports(assessment, person, field.removeprefix("report_"))
        return
    entries = explain(plan, year, person.person.id, field)
    if field in ("missing_days", "status"):
        quota = plan.quota(person.person)
        yield _say("trace.quota", days=days_text(quota.min_days), stays=quota.min_stays, group=quota.name)
    if not entries:
        yield _without_entries(field)
    yield from _rows(assessment, entries, column.kind == "days" and field != "missing_days")


def _without_entries(field: str) -> str:
    if field in ("number", "person_id", "person", "unit", "title", "group", "exempt"):
        return _say("trace.from_roster")
    return _say("trace.no_rows")


def _rows(assessment: Assessment, entries: Sequence[CountedEntry], total: bool) -> Iterator[str]:
    for counted in entries:
        yield f"  {_line(counted)}"
        origin = days_from(assessment.year, counted)
        if origin is not None:
            yield _say("trace.days_from", cell=_cell(origin))
    if total:
        yield _say("trace.sum", days=days_text(sum(counted.counted_days for counted in entries)))


def _cell(counted: CountedEntry) -> str:
    return f"{one_line(counted.filing.file)}!{one_line(counted.cell.sheet)}!{cell_name(counted.cell)}"


def _line(counted: CountedEntry) -> str:
    entry = counted.entry
    raw = one_line(entry.raw.get("days" if "days" in entry.raw else "time", ""))
    notes = [_say("trace.time", periods=periods_text(entry.periods))] if entry.periods else []
    if counted.stays:
        notes.append(_say("trace.stays", numbers=", ".join(map(str, counted.stays))))
    if counted.computed:
        notes.append(_say("trace.computed"))
    if counted.overlap:
        notes.append(_say("trace.overlap", periods=periods_text(counted.overlap)))
    if counted.outside:
        notes.append(_say("trace.outside", days=counted.outside))
    days = days_text(counted.counted_days)
    return _say("trace.row", days=days, cell=_cell(counted), raw=raw, notes="; ".join(notes))


def _reports(assessment: Assessment, person: PersonYear, key: str) -> Iterator[str]:
    """The files behind "on time", "late" …: versions of the form the deadline speaks of."""
    form, quarter = EXPECTED[key]
    deadline = assessment.plan.deadline(form, quarter)
    if deadline is not None:
        yield _say("trace.deadline", limit=deadline.words)
    found = False
    for version in assessment.year.versions:
        submission = version.filing.submission
        if submission is None or (submission.form, submission.quarter) != (form, quarter):
            continue
        personal, who = CATALOGUE[form].personal, person.person
        if who.id == submission.person_id if personal else who.unit == submission.unit:
            found = True
            yield f"  {_version(version)}"
    if not found:
        name = CATALOGUE[form].name + (_say("trace.quarter", quarter=roman(quarter)) if quarter else "")
        yield _say("trace.not_received", form=name)


def _version(version: Version) -> str:
    received = day_text(version.filing.received.date())
    return _say("trace.received", file=one_line(version.filing.file), day=received, status=STATUS[version.status])


def _unit(assessment: Assessment, column: Column[Any], unit: str) -> Iterator[str]:
    plan, year, field = assessment.plan, assessment.year, column.field
    name = plan.unit_by_code[unit].name if unit else _say("compliance.province")
    yield f"{name} – {one_line(column.header)}"
    if field in _BY_STATUS:
        for person in year.people:
            if unit in ("", person.person.unit) and person.status in _BY_STATUS[field]:
                yield f"  {person.person.name} ({person.person.id}): {PERSON_STATUS[person.status]}"
        return
    if field != "performed_days":
        yield _say("trace.from_units")
        return
    yield from _rows(assessment, explain_unit(plan, year, unit, field), True)


def _entry(assessment: Assessment, column: Column[CountedEntry], counted: CountedEntry) -> Iterator[str]:
    submission = counted.filing.submission
    if submission is not None:
        yield _say("trace.entry", form=CATALOGUE[submission.form].name, row=counted.entry.row)
    if column.field in {text.field for text in text_columns()}:
        yield f"{one_line(column.header)}: {one_line(value_text(column, Row(counted, assessment.plan)))}"
    yield from _rows(assessment, [counted], False)
    for problem in counted.filing.problems:
        if problem.cell is not None and problem.cell.row == counted.entry.row:
            yield f"  {problem.code}: {problem.message}"

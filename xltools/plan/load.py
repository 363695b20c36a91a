"""KeHoach.xlsx and rosters, already read into rows, → Plan, and back. Nothing runs on a half-read plan."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from operator import attrgetter

from xltools.model import Person, Unit
from xltools.plan.assemble import assemble, read_people, sealed
from xltools.plan.plan import Plan
from xltools.plan.records import PlanError, PlanFault, Record, Rows, cell_name, header_columns, lines_below
from xltools.plan.sheets import PEOPLE, PLAN_SHEET, SETTINGS, TABLES, Field, Sheet, one_line, shown
from xltools.vietnamese.text import fold, unit_initials
from xltools.vietnamese.wording import say

_say = partial(say, "plan")
_HEADER_ROWS = 20  # of a roster: a heading of a few lines may stand above the table
_NEEDED = ("name", "title", "unit")


# ------------------------------------------------------------------ KeHoach.xlsx


def load_plan(sheets: Mapping[str, Rows]) -> Plan:
    """The plan of a workbook (sheet name → rows); ``PlanError`` with every mistake found, each with its cell."""
    faults: list[PlanFault] = []
    settings = _settings(_rows(sheets, PLAN_SHEET, faults), faults)
    tables = {sheet.name: _table(sheet, _rows(sheets, sheet, faults), faults) for sheet in TABLES}
    return assemble(settings, tables, faults)


def plan_sheets(plan: Plan) -> dict[str, list[list[object]]]:
    """Every sheet of a plan as ``load_plan`` reads it, header first; a group only proposed is left empty."""
    sheets: dict[str, list[list[object]]] = {
        PLAN_SHEET.name: [
            [field.header for field in PLAN_SHEET.fields],
            *([field.header, field.note, shown(field, attrgetter(field.key)(plan))] for field in SETTINGS),
        ]
    }
    for sheet in TABLES:
        header: list[object] = [field.header for field in sheet.fields]
        sheets[sheet.name] = [header, *(_cells(record, sheet.fields) for record in getattr(plan, sheet.key))]
    return sheets


def _cells(record: object, fields: tuple[Field, ...]) -> list[object]:
    proposed = fields is PEOPLE.fields and getattr(record, "group_proposed", False)
    return ["" if proposed and field.key == "group" else shown(field, getattr(record, field.key)) for field in fields]


def _rows(sheets: Mapping[str, Rows], sheet: Sheet, faults: list[PlanFault]) -> Rows:
    for name, rows in sheets.items():
        if fold(name) == fold(sheet.name):
            return rows
    faults.append(PlanFault(sheet.name, "", _say("load.no_sheet")))
    return ()


def _table(sheet: Sheet, rows: Rows, faults: list[PlanFault]) -> list[Record]:
    """The lines of a sheet, as typed; none where a column is missing."""
    if not rows:
        return []
    columns = header_columns(rows[0], sheet.fields)
    if missing := _missing(columns, sheet.fields):
        faults.append(PlanFault(sheet.name, "A1", _say("load.no_column", columns=missing)))
        return []
    known = {fold(one_line(rows[0][column])): column for column in columns.values()}
    for column, value in enumerate(rows[0]):
        if sheet is not PLAN_SHEET and known.get(fold(one_line(value)), column) != column:
            doubled = _say("load.doubled_column", header=one_line(value))
            faults.append(PlanFault(sheet.name, cell_name(0, column), doubled))
    return lines_below(sheet.name, rows, 0, columns)


def _missing(columns: Iterable[str], fields: Iterable[Field]) -> str:
    return ", ".join(field.header for field in fields if field.key not in columns)


def _settings(rows: Rows, faults: list[PlanFault]) -> Record:
    keys = {fold(field.header): field.key for field in SETTINGS}
    lines: dict[str, Record] = {}
    for line in _table(PLAN_SHEET, rows, faults):
        typed = one_line(line["key"])
        key = keys.get(fold(typed))
        if key is None:
            line.blame("key", _say("load.unknown_setting", typed=typed))
        elif key in lines:
            line.blame("key", _say("load.doubled_setting", typed=typed))
        else:
            lines[key] = line
        faults += line.faults
    cells = {key: line.cell("value") for key, line in lines.items()}
    # a required setting whose line is gone is blamed on the place where it would be added
    end = cell_name(len(rows), 0)
    values = {key: line["value"] for key, line in lines.items()}
    return Record(PLAN_SHEET.name, values, lambda key: cells.get(key, end))


# ------------------------------------------------------------------ a roster file


def read_roster(rows: Rows, plan: Plan, new_units: bool) -> tuple[tuple[Person, ...], tuple[Unit, ...]]:
    """The people of a roster (name, title and unit required) and units to add; ``PlanError`` with every mistake."""
    header, columns = _header(rows)
    faults: list[PlanFault] = []
    records = [line.read(PEOPLE.fields, faults) for line in lines_below(_say("roster.file"), rows, header, columns)]
    records = [record for record in records if not _number_row(record)]
    known = len(plan.units)
    if new_units:
        plan = _with_new_units(plan, records)
    people = read_people(records, plan)
    if not records:
        faults.append(PlanFault(_say("roster.file"), "", _say("roster.no_people")))
    if faults:
        raise PlanError(faults)
    return people, plan.units[known:]


def read_csv(data: bytes) -> list[list[str]]:
    """The rows of a CSV file: UTF-8, UTF-16 or cp1258; ``,``, ``;`` or tab; ``PlanError`` if it is no text."""
    text = _decode(data)
    head = text[:4096].partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    return list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))


def with_roster(plan: Plan, people: Sequence[Person], units: Sequence[Unit]) -> Plan:
    """The plan with this roster in place of its own, and these units added to its own."""
    return sealed(replace(plan, people=tuple(people), units=(*plan.units, *units)))


def _header(rows: Rows) -> tuple[int, dict[str, int]]:
    best: dict[str, int] = {}
    for number, row in enumerate(rows[:_HEADER_ROWS]):
        columns = header_columns(row, PEOPLE.fields)
        if all(key in columns for key in _NEEDED):
            return number, columns
        best = max(best, columns, key=len)
    missing = _missing(best, [field for field in PEOPLE.fields if field.key in _NEEDED])
    raise PlanError([PlanFault(_say("roster.file"), "", _say("roster.no_column", columns=missing))])


def _number_row(record: Record) -> bool:
    return all(re.fullmatch(r"\(?\d{1,2}\)?", record[key]) for key in _NEEDED)


def _with_new_units(plan: Plan, records: Sequence[Record]) -> Plan:
    for record in records:
        name = record["unit"]
        if name and plan.find_unit(name) is None:
            plan = replace(plan, units=(*plan.units, Unit(_free_code(name, plan.units), name, "ban")))
    return plan


def _free_code(name: str, units: Sequence[Unit]) -> str:
    """The initials of the name, numbered if another unit has them in either case (codes are folder names)."""
    base = unit_initials(name) or "DV"
    taken = {fold(unit.code) for unit in units}
    code, number = base, 2
    while fold(code) in taken:
        code, number = f"{base}{number}", number + 1
    return code


def _decode(data: bytes) -> str:
    # cp1258 is what Excel's plain "CSV" gives on a Vietnamese Windows
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1258")
    for encoding in encodings:
        try:
            return unicodedata.normalize("NFC", data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise PlanError([PlanFault(_say("roster.file"), "", _say("roster.no_text"))])

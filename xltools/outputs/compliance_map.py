"""From a cell of ``TuanThu.xlsx`` back to what it shows; the way ``trace`` takes."""

from __future__ import annotations

import re
from typing import NamedTuple

from xltools.model import CountedEntry, Year, column_letters
from xltools.outputs.compliance_layout import ENTRIES, UNITS, Table, people_table, units_with_people
from xltools.plan.plan import Plan

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")


class Located(NamedTuple):
    """What a cell shows: ``field`` (as in the exports, see the columns of ``compliance_layout``) of ``key``.

    ``kind`` is ``person`` (``key`` a person id), ``unit`` (a unit's code, ``""`` in the total line) or
    ``entry`` (``entry`` is set, ``key`` its person id or ``""``).
    """

    kind: str
    key: str
    field: str
    entry: CountedEntry | None = None


def locate(plan: Plan, year: Year, sheet: str, cell: str) -> Located | None:
    """What ``cell`` (``H12``) of ``TongHop``, ``TheoDonVi`` or ``DuLieu`` shows; ``None`` where no figure stands."""
    match = _CELL.fullmatch(cell.strip())
    if match is None:
        return None
    column, row = match[1].upper(), int(match[2])
    people = people_table(plan)
    if sheet == people.sheet:
        return _person(year, people, column, row)
    if sheet == UNITS.sheet:
        return _unit(plan, year, column, row)
    if sheet == ENTRIES.sheet:
        return _entry(year, column, row)
    return None


def _person(year: Year, table: Table, column: str, row: int) -> Located | None:
    field, place = _field(table, column), row - table.first_row
    if field is None or not 0 <= place < len(year.people):
        return None
    return Located("person", year.people[place].person.id, field)


def _unit(plan: Plan, year: Year, column: str, row: int) -> Located | None:
    units = units_with_people(plan, year)
    field, place = _field(UNITS, column), row - UNITS.first_row
    if field is None or place < 0 or row > UNITS.last_row(len(units)) + 1:
        return None
    return Located("unit", units[place].code if place < len(units) else "", field)


def _entry(year: Year, column: str, row: int) -> Located | None:
    field, place = _field(ENTRIES, column), row - ENTRIES.first_row
    if field is None or not 0 <= place < len(year.entries):
        return None
    counted = year.entries[place]
    return Located("entry", counted.person_id or "", field, counted)


def _field(table: Table, column: str) -> str | None:
    for place, found in enumerate(table.columns, 1):
        if column_letters(place) == column:
            return found.field
    return None

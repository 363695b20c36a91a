"""What a table shows as a whole: its columns, rows that are no entries, totals, rows that lost their values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from xltools.forms.wordings import UNTIL, columns_read
from xltools.model import Entry
from xltools.office.sheet import LONGEST_QUOTED, quoted
from xltools.plan.lookups import Lookups
from xltools.reading.entry import TimeReader, Who, add_lost_values, read_entry, total_days
from xltools.reading.recognise import Findings, Table, required_fields
from xltools.reading.rows import Row, RowKind
from xltools.reading.signals import own_cells, sample_cell, tells_a_trip
from xltools.vietnamese.dates import periods_text
from xltools.vietnamese.numbers import days_text
from xltools.vietnamese.text import fold

_Days = list[float | None]

_MOST_QUOTED = 8  # headers
_TELLING = ("person", "contents", "detail", "time", "places")  # forms may keep formulas for days in empty rows
_IN_LABEL = re.compile(r"\d+(?:[.,]\d)?(?=\s*(?:ngay\b|\W*$))")


def check_table(
    findings: Findings, found: Sequence[Row], rows: Sequence[Row], entries: Sequence[Entry], lookups: Lookups
) -> None:
    """Add what the table as a whole leaves to be said; ``found`` are its rows as they stand, ``rows`` those filled."""
    table = findings.table
    if table.sheet.hidden:
        findings.add_at("F108", findings.at(table.header_row, 1), table.sheet.name)
    _check_columns(findings, rows)
    _check_other_rows(findings, rows, lookups)
    _check_totals(findings, rows, entries, lookups)
    lost = _lost_rows(table, found)
    for number in lost:
        add_lost_values(findings, number)
    nil = [row for row in rows if row.kind is RowKind.NIL]
    if not (entries or nil or lost):
        findings.add_at("F103", findings.at(table.header_row, min(table.columns.values())))
    for row in nil if entries else ():
        findings.add("F121", "number", row.number, "KHÔNG PHÁT SINH")


def _check_columns(findings: Findings, rows: Sequence[Row]) -> None:
    """Columns the form misses (F122), columns passed over for another (F129), columns without header (F134)."""
    table = findings.table
    missing = [field for field in required_fields(table.spec) if field not in table.columns]
    if missing:
        unknown = [cell.text for cell in table.unknown if len(cell.text) <= LONGEST_QUOTED][:_MOST_QUOTED]
        asked = "; ".join(_header(table.spec.code, field) for field in missing)
        cell = findings.at(table.header_row, min(table.columns.values()))
        findings.add_at("F122", cell, "; ".join(unknown), asked)
    numbers = [row.number for row in rows if row.kind is RowKind.DATA]
    for field, double in table.doubles:
        if field != "number" and _first_filled(table, numbers, double.column):
            asked = _header(table.spec.code, field)
            findings.add_at("F129", findings.at(table.header_row, double.column), quoted(double.text), asked)
    for column in _nameless(table):
        if number := _first_filled(table, numbers, column):
            text = quoted(table.sheet.rows[number - 1][column - 1])
            findings.add_at("F134", findings.at(number, column), text)


def _header(form: str, field: str) -> str:
    wanted = "time" if field == UNTIL else field
    return next(column.header for column in columns_read(form) if column.field == wanted)


def _first_filled(table: Table, numbers: Iterable[int], column: int) -> int:
    """The first of some rows in which a column is filled; 0 if none is."""
    return next((number for number in numbers if table.sheet.rows[number - 1][column - 1] != ""), 0)


def _nameless(table: Table) -> list[int]:
    """Columns between those of the table over which no header stands."""
    taken = {*table.columns.values(), *chain.from_iterable(table.parts.values())}
    taken |= {double.column for _, double in table.doubles} | {cell.column for cell in table.unknown}
    taken |= {column for cell in table.unknown for column in cell.further}
    return [column for column in range(min(taken), max(taken)) if column not in taken]


def _check_other_rows(findings: Findings, rows: Sequence[Row], lookups: Lookups) -> None:
    """Rows that are no entries though something stands in them: examples, notes of trips, rows behind the end."""
    for row in rows:
        values = row.values
        if row.kind is RowKind.EXAMPLE:
            name = next(iter(values.keys() - {"number"}), "contents")
            shown = "contents" if "contents" in values else "person" if "person" in values else name
            findings.add("F117", shown, row.number, quoted(values[shown]), _meaning(findings.table, row, lookups))
        elif row.kind is RowKind.SAMPLE:
            shown = sample_cell(values)
            own = [quoted(values[field]) for field in own_cells(findings.table.spec, values)]
            findings.add("F133", shown, row.number, quoted(values[shown]), "; ".join(own))
        elif row.kind is RowKind.NOTE and tells_a_trip(fold(row.text)):
            column = findings.table.sheet.rows[row.number - 1].index(row.text) + 1
            findings.add_at("F136", findings.at(row.number, column), quoted(row.text))
        elif row.kind is RowKind.STRAY:
            shown = "contents" if "contents" in values else next(iter(values))
            findings.add("F128", shown, row.number, quoted(values[shown]))


def _meaning(table: Table, row: Row, lookups: Lookups) -> str:
    """What a sample row says, as it would be read of a real one; ``""`` if its days or times are placeholders."""
    times = TimeReader(lookups, UNTIL in table.columns, None, False, ())
    entry = read_entry(Findings(table), lookups, times, row, Who("", None, 0))
    if entry.days is None or not entry.periods:
        return ""
    contents = f"nội dung {'; '.join(entry.contents)}; " if entry.contents else ""
    return f"{contents}{days_text(entry.days)} ngày; {periods_text(entry.periods)}"


def _lost_rows(table: Table, found: Sequence[Row]) -> list[int]:
    """Rows that only look blank, for every value in them is an error or was never calculated."""
    notes = table.sheet.notes
    if not notes.errors and not notes.formulas:
        return []
    reached = found[-1].number if found else table.header_row
    if table.last_row >= len(table.sheet.rows) and reached >= len(table.sheet.rows):
        # rows without values end a sheet too soon
        reached = max(row for row, _ in chain(notes.errors, notes.formulas))
    filled = {row.number for row in found if row.kind is not RowKind.BLANK}
    columns = [table.columns[name] for name in _TELLING if name in table.columns]
    return [
        row
        for row in range(table.header_row + 1, reached + 1)
        if row not in filled
        and any((row, column) in notes.errors or (row, column) in notes.formulas for column in columns)
    ]


# ------------------------------------------------------------------ totals


def with_bare_total(rows: Sequence[Row], lookups: Lookups) -> list[Row]:
    """The rows; a number alone below at least two entries, and the sum of their days, is the total nobody labelled."""
    data = [index for index, row in enumerate(rows) if row.kind is RowKind.DATA]
    if len(data) > 2 and rows[data[-1]].values.keys() == {"days"}:
        *days, typed = [total_days(rows[index].values.get("days", ""), lookups) for index in data]
        if None not in days and typed == sum(day or 0 for day in days):
            return [row._replace(kind=RowKind.TOTAL) if index == data[-1] else row for index, row in enumerate(rows)]
    return list(rows)


def _check_totals(findings: Findings, rows: Sequence[Row], entries: Sequence[Entry], lookups: Lookups) -> None:
    """Compare each total with what it can be the sum of (F118): the table, the rows so far, its part."""
    by_row = {entry.row: entry for entry in entries}
    lone = sum(row.kind is RowKind.TOTAL for row in rows) == 1
    table = [entry.days for entry in entries]
    whole: _Days = []
    section: _Days = []
    person: _Days = []
    since: _Days = []
    last_person = 0
    for row in rows:
        if row.kind is RowKind.SECTION:
            section = []
        elif row.kind is RowKind.TOTAL:
            typed = _typed(row, lookups)
            parts = [table, whole, section] if lone or not since else [table, whole, section, person, since]
            sums = [_sum(part) for part in parts]
            if typed is not None and typed not in sums and None not in sums:
                expected = _sum(table if lone else since or whole)
                findings.add("F118", "days", row.number, days_text(typed), days_text(expected or 0))
            since = []
        elif (entry := by_row.get(row.number)) is not None:
            if entry.person_row != last_person:
                person, last_person = [], entry.person_row
            for part in (whole, section, person, since):
                part.append(entry.days)


def _sum(days: Sequence[float | None]) -> float | None:
    """The days of some rows together; unknown as soon as those of one row are."""
    return None if None in days else sum(day or 0 for day in days)


def _typed(row: Row, lookups: Lookups) -> float | None:
    """The number of a total row: in the days column, or behind the word itself (``Cộng: 45 ngày``)."""
    if "days" in row.values and not (isinstance(row.values["days"], str) and row.values["days"] == row.text):
        return total_days(row.values["days"], lookups)
    found = _IN_LABEL.search(fold(row.text))
    return total_days(found[0], lookups) if found else None

"""What a table as a whole leaves to be told: its columns, rows that are no entries, totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xltools.forms.wordings import UNTIL, columns_read
from xltools.office.sheet import LONGEST_QUOTED, quoted
from xltools.plan.lookups import Lookups
from xltools.reading.examples import own_cells, sample_cell
from xltools.reading.pad import Pad
from xltools.reading.recognise import Table, required_fields
from xltools.reading.rows import Row, RowKind
from xltools.reading.signals import tells_a_trip
from xltools.reading.times import Clock
from xltools.reading.values import Who, read_row
from xltools.vietnamese.dates import periods_text
from xltools.vietnamese.numbers import days_text
from xltools.vietnamese.text import fold

_MOST_QUOTED = 8  # headers


def tell_columns(pad: Pad, rows: Sequence[Row]) -> None:
    """Columns the form misses (F122), columns passed over for another (F129), columns without header (F134)."""
    table = pad.table
    missing = [field for field in required_fields(table.spec) if field not in table.columns]
    if missing:
        unknown = [cell.text for cell in table.unknown if len(cell.text) <= LONGEST_QUOTED][:_MOST_QUOTED]
        asked = "; ".join(_header(table.spec.code, field) for field in missing)
        pad.tell("F122", pad.at(table.header_row, min(table.columns.values())), "; ".join(unknown), asked)
    numbers = [row.number for row in rows if row.kind is RowKind.DATA]
    for double in table.doubles:
        if double.field != "number" and _is_filled(table, numbers, double.column):
            asked = _header(table.spec.code, double.field)
            pad.tell("F129", pad.at(table.header_row, double.column), quoted(double.text), asked)
    for column in _nameless(table):
        filled = next((row for row in numbers if table.sheet.rows[row - 1][column - 1] != ""), None)
        if filled is not None:
            pad.tell("F134", pad.at(filled, column), quoted(table.sheet.rows[filled - 1][column - 1]))


def _header(form: str, field: str) -> str:
    wanted = "time" if field == UNTIL else field
    return next(column.header for column in columns_read(form) if column.field == wanted)


def _is_filled(table: Table, numbers: Iterable[int], column: int) -> bool:
    return any(table.sheet.rows[row - 1][column - 1] != "" for row in numbers)


def _nameless(table: Table) -> list[int]:
    """Columns between those of the table over which no header stands."""
    taken = {*table.columns.values(), *(column for columns in table.parts.values() for column in columns)}
    taken |= {double.column for double in table.doubles} | {cell.column for cell in table.unknown}
    taken |= {column for cell in table.unknown for column in cell.further}
    return [column for column in range(min(taken), max(taken)) if column not in taken]


def tell_rows(pad: Pad, rows: Sequence[Row], lookups: Lookups) -> None:
    """Rows that are no entries though something stands in them: examples, notes of trips, rows behind the end."""
    for row in rows:
        if row.kind is RowKind.EXAMPLE:
            name = next(iter(row.values.keys() - {"number"}), "contents")
            shown = "contents" if "contents" in row.values else "person" if "person" in row.values else name
            pad.tell("F117", pad.cell(shown, row.number), quoted(row.values[shown]), _meaning(pad, row, lookups))
        elif row.kind is RowKind.SAMPLE:
            shown = sample_cell(row.values)
            own = [quoted(row.values[field]) for field in own_cells(pad.table.spec, row.values)]
            pad.tell("F133", pad.cell(shown, row.number), quoted(row.values[shown]), "; ".join(own))
        elif row.kind is RowKind.NOTE and tells_a_trip(fold(row.text)):
            column = pad.table.sheet.rows[row.number - 1].index(row.text) + 1
            pad.tell("F136", pad.at(row.number, column), quoted(row.text))
        elif row.kind is RowKind.STRAY:
            shown = "contents" if "contents" in row.values else next(iter(row.values))
            pad.tell("F128", pad.cell(shown, row.number), quoted(row.values[shown]))


def _meaning(pad: Pad, row: Row, lookups: Lookups) -> str:
    """What a sample row says, as it would be read of a real one; ``""`` if its days or times are placeholders."""
    clock = Clock(lookups, UNTIL in pad.table.columns, None, False, ())
    entry = read_row(Pad(pad.table), lookups, clock, row, Who("", None, 0))
    if entry.days is None or not entry.periods:
        return ""
    contents = f"nội dung {'; '.join(entry.contents)}; " if entry.contents else ""
    return f"{contents}{days_text(entry.days)} ngày; {periods_text(entry.periods)}"

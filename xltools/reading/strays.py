"""What of a file no form was read from: sheets and rows that look like entries though nobody claims them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xltools.forms.catalogue import UNIT_FORMS
from xltools.model import Cell, Finding, column_letters
from xltools.office.sheet import Sheet, Value
from xltools.reading.headers import Header, headers, named
from xltools.reading.recognise import Table
from xltools.reading.signals import is_entry, tells_a_trip
from xltools.vietnamese.display import sheet_name
from xltools.vietnamese.text import fold

_TELLING = frozenset({"contents", "detail", "days", "time", "places", "result"})
_ADDED = re.compile(r"\b(?:ngoai ra|them|bo sung)\b")
_LONGEST = 400  # characters
_FEW = 3  # so many columns of a trip make a header tell a form


def lost(sheet: Sheet, tables: Sequence[Table]) -> Iterator[Finding]:
    """Rows of a sheet that look like a form's and were not read (F127), once for each run of them.

    A list of people, phones or places is passed over: its rows show no time and no content of a trip.
    """
    for first, last, column in _runs(sheet, tables):
        where = f"dòng {first + 1}" if first == last else f"dòng {first + 1}–{last + 1}"
        cell = Cell(sheet.name, first + 1, column)
        beside = f", từ cột {column if cell.in_word else column_letters(column)}" if column > 1 else ""
        yield Finding("F127", cell, f"{where}{beside}, {sheet_name(sheet.name, 'trang tính “{}”')}")


def _runs(sheet: Sheet, tables: Sequence[Table]) -> Iterator[tuple[int, int, int]]:
    """(first index, last index, column from 1) of rows that look like a form's outside all tables and right of them."""
    rows, start = sheet.rows, 0
    headed: frozenset[int] | None = None
    for table in (*tables, None):
        stop = table.first_row - 1 if table is not None else len(rows)
        if start < stop:
            if headed is None:
                headed = frozenset(header.bottom for header in headers(sheet) if _tells_a_trip(header))
            yield from _run(rows, range(start, stop), 1, headed)
        if table is not None:
            yield from _run(rows, range(stop, table.last_row), _edge(table) + 1, frozenset())
            start = table.last_row


def _edge(table: Table) -> int:
    """The last column of a table."""
    others = [double.column for _, double in table.doubles]
    for cell in table.unknown:
        others += [cell.column, *cell.further]
    for columns in table.parts.values():
        others += columns
    return max(*table.columns.values(), *others)


def _run(
    rows: Sequence[Sequence[Value]], span: range, column: int, headed: frozenset[int]
) -> Iterator[tuple[int, int, int]]:
    """The part of ``span`` from its first telling row to its last, as one run."""
    if not span or column > len(rows[0]):
        return
    found = [
        index
        for index in span
        if index in headed or is_entry(rows[index][column - 1 :]) or _adds_a_trip(rows[index][column - 1 :])
    ]
    if found:
        yield found[0], found[-1], column


def _adds_a_trip(row: Sequence[Value]) -> bool:
    """Whether a line by itself tells of days beside those of the table: ``Ngoài ra đ/c Bình đi 5 ngày …``."""
    filled = [value for value in row if value != ""]
    if len(filled) != 1 or not isinstance(filled[0], str):
        return False
    folded = fold(filled[0][:_LONGEST])
    return bool(_ADDED.search(folded)) and tells_a_trip(folded)


def _tells_a_trip(header: Header) -> bool:
    fields = {meant.field for cell in header.cells if (meant := named(UNIT_FORMS["performed"], cell))}
    return len(fields & _TELLING) >= _FEW


def astray(sheets: Sequence[Sheet], tables: Sequence[Sequence[Table]]) -> frozenset[str]:
    """Names of visible sheets with a form that stand behind a sheet that shows something else (F131)."""
    shown = [
        (sheet, found)
        for sheet, found in zip(sheets, tables, strict=True)
        if not sheet.hidden and any(value != "" for row in sheet.rows for value in row)
    ]
    return frozenset(sheet.name for sheet, found in shown[1:] if found and not shown[0][1])

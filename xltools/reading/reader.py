"""Bytes of one file → every form in it, with the findings of reading."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from xltools.forms.catalogue import UNIT_FORMS
from xltools.model import WORD_SHEET, Cell, Finding, Submission, column_letters
from xltools.office.container import UnsafeError
from xltools.office.read import read_sheets
from xltools.office.sheet import Block, Box, Notes, Sheet, Value
from xltools.plan.lookups import Lookups
from xltools.reading.formulas import calculated
from xltools.reading.headers import Header, headers, named
from xltools.reading.recode import recoded
from xltools.reading.recognise import Table, is_ours, tables
from xltools.reading.signals import is_entry, tells_a_trip
from xltools.reading.submission import parse
from xltools.vietnamese.display import sheet_name
from xltools.vietnamese.text import fold

_TELLING = frozenset({"contents", "detail", "days", "time", "places", "result"})
_ADDED = re.compile(r"\b(?:ngoai ra|them|bo sung)\b")
_LONGEST = 400  # characters
_FEW = 3  # so many columns of a trip make a header tell a form


class Reading(NamedTuple):
    """One form of a file, or (``submission`` ``None``) the reason why the file gives none."""

    submission: Submission | None
    findings: tuple[Finding, ...]


def read(data: bytes, lookups: Lookups, folder_unit: str | None = None) -> list[Reading]:
    """Every form in a workbook, at least one reading: F101, F102, F114, F115 or F120 where there is none."""
    try:
        sheets = [calculated(recoded(sheet)) for sheet in read_sheets(data) if not is_ours(sheet)]
    except UnsafeError as error:
        return [Reading(None, (Finding(error.code, None, error.given),))]
    parts = list(chain.from_iterable(map(_parts, sheets)))
    sheets, forms = [sheet for sheet, _ in parts], [found for _, found in parts]
    behind = sheets_behind(sheets, forms)
    # of two versions of one form in a file the last is in force: never a hidden one
    order = sorted(chain.from_iterable(forms), key=lambda table: not table.sheet.hidden)
    found = []
    for table in order:
        submission, findings = parse(table, lookups, folder_unit)
        name = table.sheet.name
        if name in behind:
            findings = (*findings, Finding("F131", Cell(name, table.header_row, 1), name))
        found.append(Reading(submission, findings))
    if not found:
        return [Reading(None, (Finding("F102"),))]
    unread = [finding for sheet, own in zip(sheets, forms, strict=True) for finding in unread_rows(sheet, own)]
    first = next((index for index, table in enumerate(order) if not table.sheet.hidden), 0)
    found[first] = found[first]._replace(findings=(*found[first].findings, *unread))
    return found


def _parts(sheet: Sheet) -> list[tuple[Sheet, list[Table]]]:
    """A sheet with its forms; a Word document as a sheet for each of its tables."""
    return tables_of_document(sheet) if sheet.name.startswith(WORD_SHEET) else [(sheet, list(tables(sheet)))]


# ------------------------------------------------------------------ tables of Word documents


def tables_of_document(sheet: Sheet) -> list[tuple[Sheet, list[Table]]]:
    """A document as one sheet for each table with the forms in it; those with forms come first, text outside last.

    A table that Word broke in two is one if nothing stands between its parts. Rows are counted from 1 in the table;
    lines above it keep their order and have rows of 0 and less. A form whose header stands in no table is none.
    """
    groups = list(_groups(sheet))
    parts = [_cut(sheet, group) for group in groups]
    forms: list[list[Table]] = [[] for _ in groups]
    for table in tables(sheet):
        position = bisect_right(groups, table.header_row, key=lambda group: group[0].first) - 1
        if position >= 0 and table.header_row <= groups[position][-1].last:
            forms[position].append(_moved(table, groups[position], parts[position]))
    found = [*zip(parts, forms, strict=True), (_outside(sheet), [])]
    return sorted(found, key=lambda part: not part[1])


def _groups(sheet: Sheet) -> Iterator[list[Block]]:
    """The tables of a document, neighbours of as many columns with nothing between them together."""
    group: list[Block] = []
    for block in sheet.blocks:
        between = sheet.rows[group[-1].last : block.first - 1] if group else ()
        if group and (block.width != group[0].width or any(value != "" for row in between for value in row)):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _places(group: Sequence[Block]) -> dict[int, int]:
    """Row of the document → row of the table."""
    rows = (row for block in group for row in range(block.first, block.last + 1))
    return {row: number for number, row in enumerate(rows, 1)}


def _cut(sheet: Sheet, group: Sequence[Block]) -> Sheet:
    """The rows of a table as a sheet of their own; changes and struck text are kept for the lines above it too."""
    places = _places(group)
    merged = [
        Box(places[box.top], box.left, places[box.bottom], box.right)
        for box in sheet.notes.merged
        if box.top in places and box.bottom in places
    ]
    first = group[0].first

    def here(row: int) -> int:
        return places.get(row, row - first + 1)

    known = sheet.changes.items()
    changes = {(here(row), column): change for (row, column), change in known if row in places or row < first}
    struck = {(here(row), column) for row, column in sheet.notes.struck if row in places or row < first}
    rows = [sheet.rows[row - 1] for row in places]
    return Sheet(group[0].name, sheet.hidden, rows, Notes(merged=merged, struck=struck), changes)


def _outside(sheet: Sheet) -> Sheet:
    """The lines outside all tables."""
    inside = set(_places(sheet.blocks))
    rows = [[""] * len(row) if number in inside else row for number, row in enumerate(sheet.rows, 1)]
    return Sheet(sheet.name, sheet.hidden, rows)


def _moved(table: Table, group: Sequence[Block], sheet: Sheet) -> Table:
    """A form found in the document, on the sheet of its table."""
    places, first = _places(group), group[0].first
    return table._replace(
        sheet=sheet,
        header_row=places[table.header_row],
        above=tuple(heading._replace(row=places.get(heading.row, heading.row - first + 1)) for heading in table.above),
        first_row=places.get(table.first_row, 1),
        last_row=max(number for row, number in places.items() if row <= table.last_row),
        repeats=frozenset(places[row] for row in table.repeats if row in places),
    )


# ------------------------------------------------------------------ what no form claims


def unread_rows(sheet: Sheet, tables: Sequence[Table]) -> Iterator[Finding]:
    """Runs of rows that look like a form's and were not read (F127); lists of people or places are none."""
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


def sheets_behind(sheets: Sequence[Sheet], tables: Sequence[Sequence[Table]]) -> frozenset[str]:
    """Names of visible sheets with a form that stand behind a sheet that shows something else (F131)."""
    shown = [
        (sheet, found)
        for sheet, found in zip(sheets, tables, strict=True)
        if not sheet.hidden and any(value != "" for row in sheet.rows for value in row)
    ]
    return frozenset(sheet.name for sheet, found in shown[1:] if found and not shown[0][1])

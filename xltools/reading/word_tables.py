"""Forms of a Word document named by their own tables, as people count them: row and column of table 2."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from xltools.office.sheet import Block, Box, Notes, Sheet
from xltools.reading.recognise import Table, tables


def parted(sheet: Sheet) -> list[tuple[Sheet, list[Table]]]:
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

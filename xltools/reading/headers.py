"""Where the headers of tables stand: one row, or up to three that belong together.

Position is never trusted; neither is the number row of the plan's forms, whose numbers do not follow the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from xltools.forms.catalogue import CATALOGUE, UNIT_FORMS
from xltools.forms.wordings import (
    BEGINNINGS,
    UNTIL,
    Named,
    bare,
    begins_header,
    exactly_named,
    is_bare_header,
    is_ending,
    is_header,
    part_of,
)
from xltools.forms.wordings import named as text_named
from xltools.office.sheet import Box, Place, Sheet, Value

_WIDEST = UNIT_FORMS["performed"]  # its columns are those of all forms of days
_MIN_HEADERS = 3
_MOST_ROWS = 3
_WORDS = 160  # a header cell is no longer
_LINE = re.compile(r"^\s*\d{1,2}\s*[.)]\s*[^\W\d]|:\s*\S")
_FIGURE = re.compile(r"^\W*\d+\W*$|\d[./-]\d")  # a number, a date or a code

Rows = Sequence[Sequence[Value]]
Boxes = Mapping[Place, Box]


class HeaderCell(NamedTuple):
    """A header's column, from 1: its texts from the top, its group, further columns it is merged over."""

    column: int
    texts: tuple[str, ...]
    group: str = ""
    further: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The whole header as one text."""
        return " ".join(self.texts)


class Header(NamedTuple):
    """A header: indices of its first and last row (from 0), and its filled columns from the left."""

    top: int
    bottom: int
    cells: tuple[HeaderCell, ...]


def headers(sheet: Sheet) -> Iterator[Header]:
    """Every header of a sheet from the top, whatever form it belongs to."""
    boxes = {(box.top, box.left): box for box in sheet.notes.merged if box.right > box.left}
    index = free = 0
    while index < len(sheet.rows):
        found = _header_at(sheet.rows, index, free, boxes)
        if found is None:
            index += 1
        else:
            yield found
            index = free = found.bottom + 1


def named(form: str, cell: HeaderCell) -> Named | None:
    """What a column of a header is in a form: by its whole text, its lowest part, its first words, its group."""
    whole = exactly_named(form, cell.text)
    if whole is not None or (len(cell.texts) == 1 and not cell.group):
        return whole or text_named(form, cell.text)
    above = cell.group or cell.texts[0]
    over = text_named(form, above)
    words = bare(cell.texts[-1])
    if over is not None and over.field == "time" and (words in BEGINNINGS or is_ending(words, below_time=True)):
        return Named("time" if words in BEGINNINGS else UNTIL, 0)
    return text_named(form, cell.texts[-1]) or text_named(form, cell.text)


def is_beginning(cell: HeaderCell) -> bool:
    """Whether a column of times holds first days only (``Từ ngày``)."""
    return bare(cell.texts[-1]) in BEGINNINGS


# ------------------------------------------------------------------ finding


def _header_at(rows: Rows, index: int, free: int, boxes: Boxes) -> Header | None:
    """The header whose first telling row is ``index``; rows before ``free`` belong to another one."""
    row = rows[index]
    texts = [value for value in row if value and isinstance(value, str)]
    if len(texts) < 2:
        return None
    top = bottom = index
    if not _names_columns(row, texts, first=not free):
        if not _is_plain(row, texts) or _is_line(texts) or not _names_columns_together(rows, index, boxes):
            return None
        bottom = index + 1
    header = _composed(rows, top, bottom, boxes)
    if top > free and _heads(rows, top, header, boxes):
        header = _composed(rows, top - 1, bottom, boxes)
    while header.bottom + 1 < len(rows) and header.bottom - header.top + 1 < _MOST_ROWS:
        below = rows[header.bottom + 1]
        if not any(below) or not _is_plain(below, [value for value in below if isinstance(value, str)]):
            break
        longer = _composed(rows, header.top, header.bottom + 1, boxes)
        if not _goes_on(below, longer):
            break
        header = longer
    return header


def _names_columns(row: Sequence[Value], texts: Sequence[str], first: bool) -> bool:
    """Whether at least three cells of a row name columns.

    Data may begin with the words of a header too ("Nội dung 1.1 | Từ ngày 01/4/2023 | Kết quả: tốt"): a row that holds
    figures, or follows on another table, is a header only if two of its cells are a header and nothing else.
    """
    if sum(map(is_header, texts)) < _MIN_HEADERS:
        return False
    return sum(map(is_bare_header, texts)) > 1 or (first and not any(map(_is_figure, row)))


def _names_columns_together(rows: Rows, index: int, boxes: Boxes) -> bool:
    """Whether two rows name three columns when their cells are read one below the other."""
    if index + 1 >= len(rows) or sum(begins_header(str(value)) for value in rows[index] if value) < 2:
        return False
    below = rows[index + 1]
    if not _is_plain(below, [value for value in below if value and isinstance(value, str)]):
        return False
    cells = _composed(rows, index, index + 1, boxes).cells
    bare_cells = [cell for cell in cells if is_bare_header(cell.text) or is_bare_header(cell.texts[-1])]
    return len(bare_cells) >= _MIN_HEADERS and any(len(cell.texts) > 1 for cell in cells)


def _heads(rows: Rows, top: int, header: Header, boxes: Boxes) -> bool:
    """Whether the row above a header belongs to it: groups over its columns, or the first words of them."""
    row = rows[top - 1]
    texts = [value for value in row if value and isinstance(value, str)]
    if not texts or not _is_plain(row, texts) or _is_line(texts) or texts == [row[header.cells[0].column - 1]]:
        return False
    taken = {cell.column for cell in header.cells}
    if any(value and column not in taken and not is_bare_header(str(value)) for column, value in enumerate(row, 1)):
        return False
    return _fields(_composed(rows, top - 1, header.bottom, boxes)) > _fields(header)


def _goes_on(row: Sequence[Value], longer: Header) -> bool:
    """Whether a row below a header belongs to it: most of its cells are headers or end one begun above."""
    cells = [cell for cell in longer.cells if row[cell.column - 1] != ""]
    if len(cells) == 1 and not bare(cells[0].texts[-1]):
        return False  # "(Không phát sinh)" below a header is no remark on it
    return sum(map(_is_lower_part, cells)) * 2 > len(cells)


def _is_lower_part(cell: HeaderCell) -> bool:
    if is_bare_header(cell.texts[-1]) or (len(cell.texts) > 1 and is_bare_header(cell.text)):
        return True
    above = cell.group or cell.texts[0]
    if part_of(_WIDEST, cell.texts[-1]):
        return is_header(above)
    meant = named(_WIDEST, cell)
    return meant is not None and meant.rank == 0 and is_header(above)


def _fields(header: Header) -> int:
    """How many different fields a header names in the form it fits best."""
    return max(len({meant.field for cell in header.cells if (meant := named(form, cell))}) for form in CATALOGUE)


def _is_plain(row: Sequence[Value], texts: Sequence[str]) -> bool:
    """Whether a row holds short texts without figures and nothing else, as a header does."""
    return all(len(text) <= _WORDS for text in texts) and not any(_is_figure(value) for value in row if value != "")


def _is_line(texts: Sequence[str]) -> bool:
    """Whether a row is a line above a table: ``2. Chức vụ: Chuyên viên``, in one cell or two."""
    closed = sum(text.rstrip().endswith(":") for text in texts)
    return any(map(_LINE.search, texts)) or 0 < closed < len(texts)


def _is_figure(value: Value) -> bool:
    return bool(_FIGURE.search(value[:_WORDS])) if isinstance(value, str) else True


# ------------------------------------------------------------------ putting together


def _composed(rows: Rows, top: int, bottom: int, boxes: Boxes) -> Header:
    """The rows of a header read one below the other.

    A wide cell is a group over the columns below it. Where merged cells are not known (values pasted, .csv) it is told
    by empty cells beside it that have a text below.
    """
    cells: list[HeaderCell] = []
    groups: dict[int, tuple[str, int]] = {}  # row → text and last column of the wide cell that is open there
    for column in range(1, max(len(rows[index]) for index in range(top, bottom + 1)) + 1):
        own: list[str] = []
        group, merged = "", False
        for index in range(top, bottom + 1):
            value = rows[index][column - 1] if column <= len(rows[index]) else ""
            if value != "":
                own.append(str(value))
                box = boxes.get((index + 1, column))
                groups[index] = str(value), box.right if box else 0
            elif index in groups and groups[index][1] >= column:
                group, merged = groups[index][0], True
        last = cells[-1] if cells else None
        if own:
            if not group and rows[top][column - 1] == "" and top < bottom:
                group = _spread(last, column)
            cells.append(HeaderCell(column, tuple(own), group))
        elif merged and last is not None:
            cells[-1] = last._replace(further=(*last.further, column))
    return Header(top, bottom, tuple(cells))


def _spread(left: HeaderCell | None, column: int) -> str:
    """The group of a column whose upper cell is empty: that of the column before it, if that one has parts."""
    if left is None or left.column != column - 1:
        return ""
    return left.group or (left.texts[0] if len(left.texts) > 1 else "")

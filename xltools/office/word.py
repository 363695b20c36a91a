"""A Word document → one sheet: a row for each line of text and each row of a table, in order.

Where the edges of a table's cells do not quite meet, a cell belongs to the column it lies under.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate
from typing import NamedTuple
from xml.etree.ElementTree import Element

from xltools.model import WORD_SHEET
from xltools.office.container import MAX_CELLS, Parts, UnsafeError, local
from xltools.office.sheet import Block, Box, Notes, Run, Sheet
from xltools.office.word_text import (
    DROPPED,
    PLAIN,
    ParagraphReader,
    child,
    is_placeholder,
    shown_choice,
    split_runs,
    value,
)
from xltools.vietnamese.wording import say

_LARGEST = 20_000_000  # bytes of a part: some thousand pages of text
_MOST_COLUMNS = 63  # Word's own limit
_MOST_CELLS = 100_000  # of tables, lines outside them included; ten thousand rows of a form have 80,000
_say = partial(say, "office")
_NEWLINE, _SPACE = ("\n", PLAIN), (" ", PLAIN)


def read_word(data: bytes) -> list[Sheet]:
    """A .docx or .docm as one sheet whose ``blocks`` are its tables; ``UnsafeError`` F101 or F115."""
    parts = Parts(data)
    document = parts.main()
    body = child(_tree(parts, document), "body")
    if body is None:
        raise UnsafeError("F101")
    styles = dict(parts.relations(document).values()).get("styles", "")
    return [_Document(ParagraphReader(_tree(parts, styles) if styles in parts else None)).sheet(body)]


def _tree(parts: Parts, part: str) -> Element:
    if len(parts.read(part)) > _LARGEST:
        raise UnsafeError("F115")
    return parts.tree(part)


class _Cell(NamedTuple):
    """A cell of a table: first between two edges in twips, then from one column to another, both included."""

    left: int
    right: int
    text: tuple[Run, ...]
    merge: str  # "restart" and "continue" of cells merged downwards

    def beside(self, other: _Cell) -> _Cell:
        """The two cells as one, where they lie in one column."""
        return self._replace(text=(*self.text, *((_NEWLINE,) if self.text and other.text else ()), *other.text))


_Row = dict[int, _Cell]
"""The cells of a row by their first column."""


class _Document:
    """A sheet that is put together from the top."""

    def __init__(self, reader: ParagraphReader) -> None:
        self._reader = reader
        self._cells = 0
        self._rows: list[list[str]] = []
        self._noted = Notes()
        self._blocks: list[Block] = []

    def sheet(self, body: Element) -> Sheet:
        self._add(body)
        width = max(map(len, self._rows), default=0)
        if width * len(self._rows) > MAX_CELLS:
            raise UnsafeError("F115")
        rows = [row + [""] * (width - len(row)) for row in self._rows]
        return Sheet(WORD_SHEET + _say("word.text"), False, rows, self._noted, blocks=self._blocks)

    def _add(self, story: Element) -> None:
        for block in _inside(story, "p", "tbl"):
            if local(block.tag) == "tbl":
                self._add_table(block)
            else:
                runs, boxes = self._reader.read(block)
                self._add_paragraph(runs)
                for box in boxes:
                    self._add(box)

    def _add_paragraph(self, runs: Iterable[Run]) -> None:
        """Add a row for each line, split at tabs, with which people set two blocks side by side."""
        for line in split_runs(runs, "\n"):
            parts = split_runs(line, "\t")
            self._count(1)
            self._put(dict(enumerate(parts if len(parts) <= _MOST_COLUMNS else [line], 1)))

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > _MOST_CELLS:
            raise UnsafeError("F115")

    def _put(self, cells: Mapping[int, Iterable[Run]]) -> None:
        row = [""] * max(cells, default=0)
        for column, text in cells.items():
            runs = list(text)
            row[column - 1] = "".join(piece for piece, _ in runs)
            self._noted.add_text(runs, (len(self._rows) + 1, column))
        self._rows.append(row)

    def _add_table(self, table: Element) -> None:
        grid = []
        for cells in _grid_rows(table, self._reader):
            self._count(len(cells) + 1)
            grid.append(cells)
        rows = _columns(grid)
        first = len(self._rows) + 1
        covered = set()
        for index, row in enumerate(rows):
            for cell in row.values():
                if (index, cell.left) not in covered:
                    below = list(_below(rows, index, cell.left)) if cell.merge else []
                    covered.update(below)
                    bottom = index + len(below)
                    if bottom > index or cell.right > cell.left:
                        self._noted.merged.append(Box(first + index, cell.left, first + bottom, cell.right))
            self._put({left: cell.text for left, cell in row.items() if (index, left) not in covered})
        if rows:
            name = WORD_SHEET + _say("word.table", number=len(self._blocks) + 1)
            width = max(cell.right for row in rows for cell in row.values()) if any(rows) else 0
            self._blocks.append(Block(name, first, len(self._rows), width))


def _inside(node: Iterable[Element], *names: str) -> Iterator[Element]:
    """The nearest elements below a node that have one of the names, whatever they are wrapped in."""
    for one in node:
        name = local(one.tag)
        if name in names:
            yield one
        elif name == "AlternateContent":
            yield from _inside(shown_choice(one), *names)
        elif name == "sdt" and is_placeholder(one):
            yield from map(_blank, _inside(list(one), *names)) if "tc" in names else ()
        elif name not in DROPPED:
            yield from _inside(one, *names)


def _blank(cell: Element) -> Element:
    """A cell without its text."""
    blank = Element("tc")
    blank.extend(one for one in cell if local(one.tag) == "tcPr")
    return blank


# -- tables ------------------------------------------------------------------------------------------


def _grid_rows(table: Element, reader: ParagraphReader) -> Iterator[list[_Cell]]:
    """The cells of each row, between edges counted in twips."""
    edge = _edges(table)
    for row in _inside(table, "tr"):
        properties = child(row, "trPr")
        position = _number(child(properties, "gridBefore"), 0)
        cells: list[_Cell] = []
        if child(properties, "del") is None:
            for cell in _inside(row, "tc"):
                span = max(1, _number(child(cell, "tcPr", "gridSpan"), 1))
                merge = child(cell, "tcPr", "vMerge")
                text = tuple(_cell_runs(cell, reader))
                going = "" if merge is None else value(merge) or "continue"
                cells.append(_Cell(edge(position), edge(position + span), text, going))
                position += span
        if len(cells) > _MOST_COLUMNS:
            raise UnsafeError("F115")
        yield cells


def _edges(table: Element) -> Callable[[int], int]:
    """Column of the table's grid → its left edge in twips; all are 1 wide where a width is missing."""
    grid = child(table, "tblGrid")
    widths = [
        _number(column, 0, "w") for column in (grid if grid is not None else ()) if local(column.tag) == "gridCol"
    ]
    if not widths or not all(widths):
        return lambda column: column
    edges = [0, *accumulate(widths)]
    return lambda column: edges[column] if column < len(edges) else edges[-1] + column - len(edges) + 1


def _number(node: Element | None, default: int, name: str = "val") -> int:
    text = value(node, name) or ""
    return int(text) if text.isdecimal() and len(text) < 6 else default


def _cell_runs(cell: Element, reader: ParagraphReader) -> list[Run]:
    """The text of a cell: paragraphs on lines of their own, a table in it row by row."""
    found = _story_runs(cell, reader)
    reader.close_fields()
    return found


def _story_runs(story: Element, reader: ParagraphReader) -> list[Run]:
    found: list[Run] = []
    for block in _inside(story, "p", "tbl"):
        if local(block.tag) == "tbl":
            for row in _inside(block, "tr"):
                for inner in _inside(row, "tc"):
                    found += (*_story_runs(inner, reader), _SPACE)
                found.append(_NEWLINE)
        else:
            runs, boxes = reader.read(block)
            found += (*runs, _NEWLINE)
            for box in boxes:
                found += (*_story_runs(box, reader), _NEWLINE)
    while found and found[-1] in (_NEWLINE, _SPACE):
        found.pop()
    return found


def _columns(rows: Sequence[Sequence[_Cell]]) -> list[_Row]:
    """The rows with their cells in the columns of the first row that has most cells."""
    model = max(rows, key=len, default=())
    return [_placed(row, model) for row in rows]


def _placed(row: Sequence[_Cell], model: Sequence[_Cell]) -> _Row:
    if [cell[:2] for cell in row] == [column[:2] for column in model]:
        return {number: cell._replace(left=number, right=number) for number, cell in enumerate(row, 1)}
    found: _Row = {}
    for cell in row:
        under = [min(cell.right, column.right) - max(cell.left, column.left) for column in model]
        mostly = [n for n, column in enumerate(model, 1) if 2 * under[n - 1] > column.right - column.left]
        left, right = (mostly[0], mostly[-1]) if mostly else (under.index(max(under)) + 1,) * 2
        here = cell._replace(left=left, right=right)
        found[left] = found[left].beside(here) if left in found else here
    return found


def _below(rows: Sequence[_Row], index: int, column: int) -> Iterator[tuple[int, int]]:
    """The cells below one that are merged with it."""
    for lower in range(index + 1, len(rows)):
        cell = rows[lower].get(column)
        if cell is None or cell.merge != "continue":
            return
        yield lower, column

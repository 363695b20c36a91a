"""Edits one worksheet of a template: fills cells, drops columns, replaces a block of rows and moves the rest.

Only the small template is held as a tree; the new rows and links, however many, are put in as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from xltools.model import column_letters, column_number
from xltools.office.package import MAIN, Element, PackageError, parse_xml, xml_bytes
from xltools.office.sheet import Box
from xltools.office.sheet_xml import Chunks, clean_text, sheet_chunks, with_links

_REF = re.compile(r"^\$?([A-Z]{1,3})?\$?(\d+)?(?::\$?([A-Z]{1,3})?\$?(\d+)?)?$")
_RANGES = ("ref", "sqref")
# Children of <worksheet> that may follow <mergeCells>, in the order the schema asks for.
_AFTER_MERGES = (
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
    "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors",
    "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip


@lru_cache(maxsize=4096)
def parse_area(reference: str) -> Box:
    """The cells of ``$A$14:$F$14`` or ``B3``; whole rows or columns reach from 1 to the sheet's edge."""
    match = _REF.match(reference)
    if match is None:
        raise PackageError(f"not a range: {reference}")
    left, top, right, bottom = match.groups()
    if ":" not in reference:
        right, bottom = left, top
    return Box(
        int(top) if top else 1,
        column_number(left) if left else 1,
        int(bottom) if bottom else 1_048_576,
        column_number(right) if right else 16_384,
    )


class Move(NamedTuple):
    """A change of a sheet: the rows ``first`` … ``last`` become ``rows`` rows, and the ``dropped`` columns go."""

    first: int
    last: int
    rows: int
    dropped: frozenset[int] = frozenset()

    def row(self, row: int) -> int:
        """The new number of a row outside the block."""
        return row + self.rows - (self.last - self.first + 1) if row > self.last else row

    def column(self, column: int) -> int:
        """The new number of a column that stays."""
        return column - sum(1 for gone in self.dropped if gone < column)

    def area(self, area: Box) -> Box | None:
        """The new place of an area, ``None`` if nothing is left; one that touched the block now covers all of it."""
        top = self.first if self.first <= area.top <= self.last else self.row(area.top)
        bottom = self.first + self.rows - 1 if self.first <= area.bottom <= self.last else self.row(area.bottom)
        bottom = min(bottom, 1_048_576)
        left, right = area.left, area.right
        while left in self.dropped and left <= right:
            left += 1
        while right in self.dropped and right >= left:
            right -= 1
        if left > right or top > bottom:
            return None
        right = right if right == 16_384 else self.column(right)
        return Box(top, self.column(left), bottom, right)

    def reference(self, text: str) -> str:
        """A reference without sheet name (``$A$1:$F$20``, ``$12:$13``) as it is now; ``#REF!`` if nothing is left."""
        area = self.area(parse_area(text))
        if area is None:
            return "#REF!"
        if re.fullmatch(r"\$?\d+:\$?\d+", text):
            return f"${area.top}:${area.bottom}"
        return area.absolute if ":" in text else area.absolute.partition(":")[0]


class SheetEdit:
    """A worksheet part being edited. Rows and columns are 1-based."""

    def __init__(self, xml: bytes) -> None:
        """Parse the part. Raises ``PackageError`` if it has no ``sheetData``."""
        self.root = parse_xml(xml)
        data = self.root.find("{*}sheetData")
        if data is None:
            raise PackageError("sheet without sheetData")
        self.data: Element = data
        self.rows: dict[int, Element] = {int(row.get("r", 0)): row for row in data}
        self._new_rows: tuple[int, Chunks] | None = None  # where they begin
        self._links = ""

    # -- cells ---------------------------------------------------------------------------------------

    def cell(self, row: int, column: int) -> Element | None:
        """The ``<c>`` element, ``None`` if the template has none there."""
        name = f"{column_letters(column)}{row}"
        element = self.rows.get(row)
        return None if element is None else next((c for c in element if c.get("r") == name), None)

    def style(self, row: int, column: int) -> int:
        """Index of a cell's format."""
        cell = self.cell(row, column)
        return 0 if cell is None else int(cell.get("s", 0))

    def put(self, row: int, column: int, value: str | int) -> None:
        """Put a text or a number into a cell that is there; it keeps its format."""
        cell = self._emptied(row, column)
        if isinstance(value, int):
            etree.SubElement(cell, f"{{{MAIN}}}v").text = str(value)
        elif value:
            cell.set("t", "inlineStr")
            holder = etree.SubElement(etree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
            holder.text = clean_text(value)
            holder.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def set_formula(self, row: int, column: int, expression: str, value: str) -> None:
        """Put a formula of ours and its value into a cell that is there."""
        cell = self._emptied(row, column)
        etree.SubElement(cell, f"{{{MAIN}}}f").text = expression
        etree.SubElement(cell, f"{{{MAIN}}}v").text = value

    def _emptied(self, row: int, column: int) -> Element:
        cell = self.cell(row, column)
        if cell is None:
            raise PackageError(f"no cell {column_letters(column)}{row}")
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", "")
        return cell

    def set_height(self, row: int, height: float) -> None:
        """Fix a row's height in points."""
        self.rows[row].set("ht", f"{height:g}")
        self.rows[row].set("customHeight", "1")

    def height(self, row: int) -> float:
        """Height of a row in points."""
        element = self.rows.get(row)
        own = element.get("ht") if element is not None else None
        if own is not None:
            return float(own)
        form = self.root.find("{*}sheetFormatPr")
        return float(form.get("defaultRowHeight", 15.75)) if form is not None else 15.75

    def widths(self, count: int, digit_px: float) -> list[float]:
        """Widths of columns 1 … ``count`` in pixels at 96 dpi."""
        form = self.root.find("{*}sheetFormatPr")
        usual = float(form.get("defaultColWidth", 9.0)) if form is not None else 9.0
        widths = [usual * digit_px] * count
        for column in self.root.iterfind("{*}cols/{*}col"):
            for index in range(int(column.get("min", 1)), min(int(column.get("max", 1)), count) + 1):
                widths[index - 1] = float(column.get("width", usual)) * digit_px
        return widths

    # -- merges --------------------------------------------------------------------------------------

    def merges(self) -> list[Box]:
        """All merged areas."""
        return [parse_area(m.get("ref", "")) for m in self.root.iterfind("{*}mergeCells/{*}mergeCell")]

    def _drop_merges(self, first: int, last: int) -> None:
        """Drop the merged areas that begin in rows ``first`` … ``last``."""
        for holder in self.root.findall("{*}mergeCells"):
            for merge in list(holder):
                if first <= parse_area(merge.get("ref", "")).top <= last:
                    holder.remove(merge)

    def add_merges(self, areas: Sequence[Box]) -> None:
        """Merge further areas, given where they stand after ``apply``."""
        if not areas:
            return
        holder = self.root.find("{*}mergeCells")
        if holder is None:
            holder = etree.Element(f"{{{MAIN}}}mergeCells")
            self._insert(holder, _AFTER_MERGES)
        holder.set("count", str(len(holder) + len(areas)))
        for area in areas:
            etree.SubElement(holder, f"{{{MAIN}}}mergeCell", ref=area.name)

    def set_breaks(self, after_rows: Iterable[int]) -> None:
        """Manual page breaks, each below a row."""
        self.drop("rowBreaks")
        rows = list(after_rows)
        if not rows:
            return
        holder = etree.Element(f"{{{MAIN}}}rowBreaks", count=str(len(rows)), manualBreakCount=str(len(rows)))
        for row in rows:
            etree.SubElement(holder, f"{{{MAIN}}}brk", id=str(row), max="16383", man="1")
        self._insert(holder, _AFTER_MERGES[_AFTER_MERGES.index("rowBreaks") + 1 :])

    def _insert(self, element: Element, before: Sequence[str]) -> None:
        """Put a child of the worksheet where the schema wants it."""
        followers = {f"{{{MAIN}}}{name}" for name in before}
        for index, child in enumerate(self.root):
            if child.tag in followers:
                self.root.insert(index, element)
                return
        self.root.append(element)

    def drop(self, *names: str) -> None:
        """Remove children of the worksheet by name."""
        for name in names:
            for child in self.root.findall(f"{{*}}{name}"):
                self.root.remove(child)

    def set_links(self, links: str) -> None:
        """Put links in place of those the sheet has (see :class:`~xltools.office.sheet_xml.Links`)."""
        self.drop("hyperlinks")
        self._links = links

    # -- moving --------------------------------------------------------------------------------------

    def apply(self, move: Move, new_rows: Chunks) -> None:
        """Replace the block's rows by ``new_rows`` and move the rest; merges inside the block are dropped."""
        self._drop_merges(move.first, move.last)
        self._move_rows(move)
        self._move_columns(move)
        for child in list(self.root):
            if child is not self.data:
                for element in list(child.iter()):
                    _move_ranges(element, move.area)
        self._recount("dataValidations", "mergeCells")
        for element in self.root.iterfind("{*}rowBreaks/{*}brk"):
            element.set("id", str(move.row(int(element.get("id", 0)))))
        self._new_rows = move.first, new_rows

    def _recount(self, *holders: str) -> None:
        """Correct the ``count`` of lists; remove empty ones."""
        for name in holders:
            for holder in self.root.findall(f"{{*}}{name}"):
                holder.set("count", str(len(holder)))
                if not len(holder):
                    self.root.remove(holder)

    def _move_rows(self, move: Move) -> None:
        kept: dict[int, Element] = {}
        for number, row in sorted(self.rows.items()):
            if move.first <= number <= move.last:
                self.data.remove(row)
                continue
            target = move.row(number)
            row.set("r", str(target))
            row.attrib.pop("spans", "")
            for cell in list(row) if target != number or move.dropped else ():
                column = parse_area(cell.get("r", "")).left
                if column in move.dropped:
                    row.remove(cell)
                else:
                    cell.set("r", f"{column_letters(move.column(column))}{target}")
            kept[target] = row
        position = sum(1 for number in kept if number < move.first)
        self.data.insert(position, etree.Element(f"{{{MAIN}}}row", r=str(move.first)))  # the new rows replace it
        self.rows = kept

    def _move_columns(self, move: Move) -> None:
        holder = self.root.find("{*}cols")
        if holder is None or not move.dropped:
            return
        for column in list(holder):
            left, right = int(column.get("min", 1)), int(column.get("max", 1))
            area = move.area(Box(1, left, 1, right))
            if area is None:
                holder.remove(column)
            else:
                column.set("min", str(area.left))
                column.set("max", str(area.right))

    def chunks(self) -> Iterator[bytes]:
        """The part's XML piece by piece; can be called once, for the new rows are released as they are read."""
        xml = with_links(xml_bytes(self.root), self._links)
        if self._new_rows is None:
            return iter([xml])
        first, rows = self._new_rows
        return sheet_chunks(xml, first, rows.take())


def _move_ranges(element: Element, move: Callable[[Box], Box | None]) -> None:
    for key in _RANGES:
        value = element.get(key)
        if not value:
            continue
        areas = [move(parse_area(part)) for part in value.split(" ")]
        names = " ".join(area.name for area in areas if area is not None)
        if names:
            element.set(key, names)
        elif (parent := element.getparent()) is not None:
            parent.remove(element)

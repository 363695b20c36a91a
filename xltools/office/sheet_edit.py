"""Edit one worksheet of a template: texts by anchor, columns dropped, a block of rows replaced, the rest moved.

Only the small template is held as a tree; the new rows, however many, are spliced in as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from xltools.model import column_letters
from xltools.office.package import MAIN, RELATIONS, Element, PackageError, parse_xml, xml_bytes
from xltools.office.rows import Chunks, clean_text

_REF = re.compile(r"^\$?([A-Z]{1,3})?\$?(\d+)?(?::\$?([A-Z]{1,3})?\$?(\d+)?)?$")
_ROWS, _MERGES, _LINKS = _MARKS = ("new-rows", "new-merges", "new-links")  # stand in the tree where text goes in
_MARK = re.compile(f"<({'|'.join(_MARKS)})/>".encode())
_RANGES = ("ref", "sqref")
# Children of <worksheet> that may follow <mergeCells>, in the order the schema asks for.
_AFTER_MERGES = (
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)


class Area(NamedTuple):
    """A rectangle of cells, all ends included, 1-based."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def name(self) -> str:
        """``A14:F14``; a single cell as ``A14``."""
        first = f"{column_letters(self.left)}{self.top}"
        last = f"{column_letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"

    @property
    def absolute(self) -> str:
        """``$A$14:$F$14``, as defined names spell it."""
        first = f"${column_letters(self.left)}${self.top}"
        return f"{first}:${column_letters(self.right)}${self.bottom}"


def column_number(letters: str) -> int:
    """``A`` → 1, ``AB`` → 28."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


@lru_cache(maxsize=4096)
def parse_area(reference: str) -> Area:
    """``$A$14:$F$14`` or ``B3`` → the cells. Whole rows or columns reach from 1 to the sheet's edge."""
    match = _REF.match(reference)
    if match is None:
        raise PackageError(f"not a range: {reference}")
    left, top, right, bottom = match.groups()
    if ":" not in reference:
        right, bottom = left, top
    return Area(
        int(top) if top else 1,
        column_number(left) if left else 1,
        int(bottom) if bottom else 1_048_576,
        column_number(right) if right else 16_384,
    )


class Move(NamedTuple):
    """How a block of rows ``first`` … ``last`` that becomes ``rows`` rows, and dropped columns, move a reference."""

    first: int
    last: int
    rows: int
    dropped: frozenset[int] = frozenset()

    def row(self, row: int) -> int:
        """Where a row outside the block goes."""
        return row + self.rows - (self.last - self.first + 1) if row > self.last else row

    def column(self, column: int) -> int:
        """Where a column that stays goes."""
        return column - sum(1 for gone in self.dropped if gone < column)

    def area(self, area: Area) -> Area | None:
        """Where an area goes: what touched the block covers all of it, ``None`` if nothing is left."""
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
        return Area(top, self.column(left), bottom, right)

    def reference(self, text: str) -> str:
        """A reference without sheet name, as ``$A$1:$F$20`` or ``$12:$13``; ``#REF!`` if nothing is left."""
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
        data = self.root.find(f"{{{MAIN}}}sheetData")
        if data is None:
            raise PackageError("sheet without sheetData")
        self.data: Element = data
        self.rows: dict[int, Element] = {int(row.get("r", 0)): row for row in data}
        self._new: dict[str, Chunks] = {name: Chunks() for name in _MARKS}

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

    def set_text(self, row: int, column: int, text: str) -> None:
        """Put a text into a cell that is there; it keeps its format."""
        cell = self._emptied(row, column)
        if not text:
            return
        cell.set("t", "inlineStr")
        holder = etree.SubElement(etree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
        holder.text = clean_text(text)
        holder.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def put(self, row: int, column: int, value: str | int) -> None:
        """Put a text or a number into a cell that is there; it keeps its format."""
        if isinstance(value, str):
            self.set_text(row, column, value)
        else:
            etree.SubElement(self._emptied(row, column), f"{{{MAIN}}}v").text = str(value)

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
        form = self.root.find(f"{{{MAIN}}}sheetFormatPr")
        return float(form.get("defaultRowHeight", 15.75)) if form is not None else 15.75

    def widths(self, count: int, digit_px: float) -> list[float]:
        """Widths of columns 1 … ``count`` in pixels at 96 dpi."""
        form = self.root.find(f"{{{MAIN}}}sheetFormatPr")
        usual = float(form.get("defaultColWidth", 9.0)) if form is not None else 9.0
        widths = [usual * digit_px] * count
        for column in self.root.iterfind(f"{{{MAIN}}}cols/{{{MAIN}}}col"):
            for index in range(int(column.get("min", 1)), min(int(column.get("max", 1)), count) + 1):
                widths[index - 1] = float(column.get("width", usual)) * digit_px
        return widths

    # -- merges --------------------------------------------------------------------------------------

    def merges(self) -> list[Area]:
        """All merged areas."""
        return [parse_area(m.get("ref", "")) for m in self.root.iterfind(f"{{{MAIN}}}mergeCells/{{{MAIN}}}mergeCell")]

    def _drop_merges(self, first: int, last: int) -> None:
        """Drop the merged areas that begin in rows ``first`` … ``last``."""
        for holder in self.root.findall(f"{{{MAIN}}}mergeCells"):
            for merge in list(holder):
                if first <= parse_area(merge.get("ref", "")).top <= last:
                    holder.remove(merge)

    def add_merges(self, areas: Iterable[Area]) -> None:
        """Merge further areas, given where they stand now; once per sheet, after ``apply``."""
        text = self._new[_MERGES]
        for area in areas:
            text.add(f'<mergeCell ref="{area.name}"/>')
        if not text.count:
            return
        holder = self.root.find(f"{{{MAIN}}}mergeCells")
        if holder is None:
            holder = etree.Element(f"{{{MAIN}}}mergeCells")
            self._insert(holder, _AFTER_MERGES)
        holder.set("count", str(len(holder) + text.count))
        etree.SubElement(holder, f"{{{MAIN}}}{_MERGES}")

    def set_breaks(self, after_rows: Iterable[int]) -> None:
        """Manual page breaks, each below a row."""
        for old in self.root.findall(f"{{{MAIN}}}rowBreaks"):
            self.root.remove(old)
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
            for child in self.root.findall(f"{{{MAIN}}}{name}"):
                self.root.remove(child)

    def set_links(self, links: Iterable[tuple[str, str, str]]) -> None:
        """Hyperlinks (cell, relationship id, place in the file); a place's text must need no escape in XML."""
        self.drop("hyperlinks")
        holder = etree.Element(f"{{{MAIN}}}hyperlinks", nsmap={"r": RELATIONS})
        text = self._new[_LINKS]
        for cell, relation, location in links:
            place = f' location="{location}"' if location else ""
            text.add(f'<hyperlink ref="{cell}" r:id="{relation}"{place}/>')
        if text.count:
            etree.SubElement(holder, f"{{{MAIN}}}{_LINKS}")
            self._insert(holder, _AFTER_MERGES[_AFTER_MERGES.index("hyperlinks") + 1 :])

    # -- moving --------------------------------------------------------------------------------------

    def apply(self, move: Move, new_rows: Chunks) -> None:
        """Replace the block's rows by ``new_rows`` (numbered from ``move.first``) and move all the rest.

        Merges inside the block are dropped; give the new ones with ``add_merges`` afterwards.
        """
        self._drop_merges(move.first, move.last)
        self._move_rows(move)
        self._move_columns(move)
        for child in list(self.root):
            if child is not self.data:
                for element in list(child.iter()):
                    _move_ranges(element, move.area)
        self._recount("dataValidations", "mergeCells")
        for element in self.root.iterfind(f"{{{MAIN}}}rowBreaks/{{{MAIN}}}brk"):
            element.set("id", str(move.row(int(element.get("id", 0)))))
        self.drop("dimension")  # optional, and readers that trust a stale one lose rows
        self._new[_ROWS] = new_rows

    def _recount(self, *holders: str) -> None:
        """Make lists that carry their length tell it right; an empty one goes."""
        for name in holders:
            for holder in self.root.findall(f"{{{MAIN}}}{name}"):
                holder.set("count", str(len(holder)))
                if not len(holder):
                    self.root.remove(holder)

    def _move_rows(self, move: Move) -> None:
        kept: dict[int, Element] = {}
        mark = etree.Element(f"{{{MAIN}}}{_ROWS}")
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
        self.data.insert(position, mark)
        self.rows = kept

    def _move_columns(self, move: Move) -> None:
        holder = self.root.find(f"{{{MAIN}}}cols")
        if holder is None or not move.dropped:
            return
        for column in list(holder):
            left, right = int(column.get("min", 1)), int(column.get("max", 1))
            area = move.area(Area(1, left, 1, right))
            if area is None:
                holder.remove(column)
            else:
                column.set("min", str(area.left))
                column.set("max", str(area.right))

    def chunks(self) -> Iterator[bytes]:
        """The part's XML piece by piece; the new rows are given away and gone afterwards."""
        whole = xml_bytes(self.root)
        begin = 0
        for mark in _MARK.finditer(whole):
            yield whole[begin : mark.start()]
            yield from self._new[mark[1].decode()].take()
            begin = mark.end()
        yield whole[begin:]


def _move_ranges(element: Element, move: Callable[[Area], Area | None]) -> None:
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

"""What calamine does not show of an .ods: errors, formulas never calculated, merged cells, old codes, struck text.

Calamine also drops tabs and line breaks inside a paragraph; ``plain`` makes them spaces beforehand. Cells and rows
that stand for many (``number-columns-repeated``) are unrolled only where they hold something.
Source: OpenDocument 1.3, part 3, chapters 9 and 16; ``calcext`` as LibreOffice writes it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from xltools.office import container
from xltools.office.container import MAX_CELLS, UnsafeError
from xltools.office.ods_fonts import Fonts
from xltools.office.sheet import Box, Notes, Place

MAX_CONTENT = 50_000_000
"""Bytes of the part with the cells; a sheet of ``MAX_CELLS`` short numbers is about as long."""

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}
_EMPTY = {f"{_TABLE}number-columns-repeated", f"{_TABLE}style-name"}  # all that an empty cell says
_VALUES = [f"{_OFFICE}{name}" for name in ("value", "date-value", "time-value", "boolean-value")]
_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|Err:\d{3}")
_BREAK = re.compile(rb"<text:(?:tab|line-break)\b[^>]*/>")
_REFERENCE = re.compile(r"\[\.([$A-Z0-9]+)(?::\.([$A-Z0-9]+))?\]")


def notes(data: bytes) -> dict[str, Notes]:
    """Sheet name → what its values do not show.

    Raises ``UnsafeError``: F101 (damaged), F115 (too large), F120 (password).
    """
    parts = {member.name: member for member in container.members(data)}
    manifest = parts.get("META-INF/manifest.xml")
    if manifest is not None and b"encryption-data" in container.inflate(data, manifest, MAX_CONTENT):
        raise UnsafeError("F120")
    try:
        content = container.inflate(data, parts["content.xml"], MAX_CONTENT)
        styles = container.inflate(data, parts["styles.xml"], MAX_CONTENT) if "styles.xml" in parts else b""
        return {sheet.name: sheet.notes() for sheet in _sheets(content, Fonts(content, styles))}
    except (KeyError, ValueError, ElementTree.ParseError):
        raise UnsafeError("F101") from None


def plain(data: bytes) -> bytes:
    """The workbook with the tabs and line breaks of its texts made spaces; mostly the same bytes."""
    part = next(member for member in container.members(data) if member.name == "content.xml")
    content = container.inflate(data, part, MAX_CONTENT)
    if not _BREAK.search(content):
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for member in container.members(data):
            kept = content if member is part else container.inflate(data, member)
            target.writestr(member.name, _BREAK.sub(b"<text:s/>", kept) if member is part else kept)
    return out.getvalue()


def _sheets(content: bytes, fonts: Fonts) -> Iterator[_Sheet]:
    depth = 0  # tables may stand inside cells
    sheet = _Sheet("", fonts)
    # expat limits entity expansion by itself, and the size of the part was checked
    for event, element in ElementTree.iterparse(io.BytesIO(content), ("start", "end")):  # noqa: S314
        if element.tag == f"{_TABLE}table":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                sheet = _Sheet(element.get(f"{_TABLE}name", ""), fonts)
            elif event == "end" and depth == 0:
                yield sheet
                element.clear()
        elif event == "end" and depth == 1 and element.tag == f"{_TABLE}table-row":
            sheet.take_row(element)
            element.clear()
        elif event == "end" and depth == 1 and element.tag == f"{_TABLE}table-column":
            sheet.take_column(element)


class _Sheet:
    """The notes of one sheet, collected from the top."""

    def __init__(self, name: str, fonts: Fonts) -> None:
        self.name = name
        self._fonts = fonts
        self._columns: list[tuple[int, str]] = []  # (last column, style of its cells)
        self._row = 0  # rows behind us
        self._errors: dict[Place, str] = {}
        self._formulas: dict[Place, str] = {}
        self._codings: dict[Place, str] = {}
        self._pieces: dict[Place, Sequence[tuple[str, str]]] = {}
        self._merged: list[Box] = []
        self._filled = 0
        self._struck: set[Place] = set()
        self._reach = Box(1, 1, 0, 0)

    def notes(self) -> Notes:
        """What was found."""
        return Notes(
            self._errors, self._formulas, self._codings, self._pieces, self._merged, self._filled,
            frozenset(self._struck),
        )  # fmt: skip

    def take_column(self, column: Element) -> None:
        """A column, or several of the same style."""
        last = self._columns[-1][0] if self._columns else 0
        style = column.get(f"{_TABLE}default-cell-style-name", "")
        self._columns.append((last + _count(column, "columns-repeated"), style))

    def take_row(self, row: Element) -> None:
        """A row, or several of the same content."""
        height = _count(row, "rows-repeated")
        left = 1
        for cell in row:
            if cell.tag in _CELLS:
                width = _count(cell, "columns-repeated")
                if len(cell) or not _EMPTY.issuperset(cell.keys()):
                    box = Box(self._row + 1, left, self._row + height, left + width - 1)
                    self._take_cell(cell, box, row.get(f"{_TABLE}default-cell-style-name", ""))
                left += width
        self._row += height

    def _take_cell(self, cell: Element, box: Box, row_style: str) -> None:
        kind = cell.get(f"{_OFFICE}value-type")
        paragraphs = [part for part in cell if part.tag.startswith(_TEXT)]
        text = "\n".join("".join(part.itertext()) for part in paragraphs).strip()
        formula = cell.get(f"{_TABLE}formula")
        said = cell.get(f"{_OFFICE}string-value", text) if kind in (None, "string") else _value(cell, text)
        if cell.get(f"{_CALC}value-type") == "error" or (formula and _ERROR.fullmatch(text)):
            self._errors |= dict.fromkeys(self._places(box), text)
        elif said:
            places = self._places(box)
            self._filled += len(places)
            if self._fonts.strike and self._fonts.is_struck(self._style(cell, box, row_style), paragraphs):
                self._struck.update(places)
            if self._fonts.old and kind == "string" and not said.isascii():
                coding, pieces = self._fonts.codings(self._style(cell, box, row_style), paragraphs)
                if coding:
                    self._codings |= dict.fromkeys(places, coding)
                elif pieces:
                    self._pieces |= dict.fromkeys(places, pieces)
        elif formula and not (paragraphs or kind == "string"):
            self._formulas |= dict.fromkeys(self._places(box), _plain_formula(formula))
        height, width = _count(cell, "rows-spanned"), _count(cell, "columns-spanned")
        if height * width > 1:
            self._merged.append(Box(box.top, box.left, box.top + height - 1, box.left + width - 1))

    def _places(self, box: Box) -> list[Place]:
        """The cells of a box that holds something; F115 once the sheet spans too many."""
        self._reach = Box(1, 1, max(self._reach.bottom, box.bottom), max(self._reach.right, box.right))
        if self._reach.bottom * self._reach.right > MAX_CELLS:
            raise UnsafeError("F115")
        return [(row, column) for row in range(box.top, box.bottom + 1) for column in range(box.left, box.right + 1)]

    def _style(self, cell: Element, box: Box, row_style: str) -> str:
        own = cell.get(f"{_TABLE}style-name") or row_style
        return own or next((name for last, name in self._columns if box.left <= last), "")


def _count(element: Element, name: str) -> int:
    return max(1, int(element.get(f"{_TABLE}number-{name}", 1)))


def _value(cell: Element, text: str) -> str:
    """The value of a number, date, time or truth cell; one that lacks its value shows only as text."""
    return next((value for name in _VALUES if (value := cell.get(name))), text)


def _plain_formula(formula: str) -> str:
    """``of:=SUM([.C12:.C14];1)`` as Excel writes it: ``SUM(C12:C14,1)``; other sheets keep their brackets."""
    plain = _REFERENCE.sub(lambda match: ":".join(filter(None, match.groups())), formula.partition("=")[2])
    return plain.replace(";", ",")

"""What calamine does not show of an .ods: errors, formulas never calculated, merged cells, old codes, struck text.

Calamine also drops tabs and line breaks inside a paragraph; ``plain`` makes them spaces beforehand. Cells and rows
that stand for many (``number-columns-repeated``) are unrolled only where they hold something.
Source: OpenDocument 1.3, part 3, chapters 9 and 16; ``calcext`` as LibreOffice writes it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from xltools.office import container
from xltools.office.container import MAX_CELLS, UnsafeError
from xltools.office.sheet import Box, Look, Notes, Place, Run, is_struck
from xltools.vietnamese.legacy import coding_of_font

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
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_SVG_FAMILY = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}font-family"
_FO_FAMILY = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}font-family"
_LINES = (f"{_STYLE}text-line-through-style", f"{_STYLE}text-line-through-type")
_STRIKE = re.compile(rb'text-line-through-(?:style|type)="(?!none)|text-position="(?!0%)')
_FAMILY = re.compile(rb'font-family="([^"]*)"')
_LAST_STYLES = f"{_OFFICE}automatic-styles"
_SILENT = Look()
_MOST_SPACES = 1_000
_DEEPEST = 20  # styles above each other
_REFERENCE = re.compile(r"\[\.([$A-Z0-9]+)(?::\.([$A-Z0-9]+))?\]")


def notes(data: bytes) -> dict[str, Notes]:
    """Sheet name → what its values do not show; ``UnsafeError`` F101, F115 (too large) or F120 (password)."""
    parts = {member.name: member for member in container.members(data)}
    manifest = parts.get("META-INF/manifest.xml")
    if manifest is not None and b"encryption-data" in container.inflate(data, manifest, MAX_CONTENT):
        raise UnsafeError("F120")
    try:
        content = container.inflate(data, parts["content.xml"], MAX_CONTENT)
        styles = container.inflate(data, parts["styles.xml"], MAX_CONTENT) if "styles.xml" in parts else b""
        return {sheet.name: sheet.notes() for sheet in _sheets(content, _Styles(content, styles))}
    except (KeyError, ValueError, ElementTree.ParseError):
        raise UnsafeError("F101") from None


def plain(data: bytes) -> bytes:
    """The workbook with spaces for the tabs and line breaks in its texts; mostly the same bytes."""
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


def _sheets(content: bytes, styles: _Styles) -> Iterator[_Sheet]:
    depth = 0  # tables may stand inside cells
    sheet = _Sheet("", styles)
    # expat limits entity expansion by itself, and the size of the part was checked
    for event, element in ElementTree.iterparse(io.BytesIO(content), ("start", "end")):  # noqa: S314
        if element.tag == f"{_TABLE}table":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                sheet = _Sheet(element.get(f"{_TABLE}name", ""), styles)
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

    def __init__(self, name: str, styles: _Styles) -> None:
        self.name = name
        self._styles = styles
        self._columns: list[tuple[int, str]] = []  # (last column, style of its cells)
        self._row = 0  # rows behind us
        self._noted = Notes()
        self._filled = 0
        self._reach = Box(1, 1, 0, 0)

    def notes(self) -> Notes:
        """What was found."""
        return replace(self._noted, filled=self._filled)

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
        noted = self._noted
        kind = cell.get(f"{_OFFICE}value-type")
        paragraphs = [part for part in cell if part.tag.startswith(_TEXT)]
        text = "\n".join("".join(part.itertext()) for part in paragraphs).strip()
        formula = cell.get(f"{_TABLE}formula")
        said = cell.get(f"{_OFFICE}string-value", text) if kind in (None, "string") else _value(cell, text)
        if cell.get(f"{_CALC}value-type") == "error" or (formula and _ERROR.fullmatch(text)):
            noted.errors.update(dict.fromkeys(self._places(box), text))
        elif said:
            places = self._places(box)
            self._filled += len(places)
            if self._styles.strike or (self._styles.old and not said.isascii()):
                runs = list(self._styles.runs(self._style(cell, box, row_style), paragraphs))
                if kind == "string":
                    noted.add_text(runs, *places)
                elif is_struck(runs):
                    noted.struck.update(places)
        elif formula and not (paragraphs or kind == "string"):
            noted.formulas.update(dict.fromkeys(self._places(box), _plain_formula(formula)))
        height, width = _count(cell, "rows-spanned"), _count(cell, "columns-spanned")
        if height * width > 1:
            noted.merged.append(Box(box.top, box.left, box.top + height - 1, box.left + width - 1))

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


# -- styles --------------------------------------------------------------------------------------------


class _Styles:
    """The fonts of a workbook, looked up only where some are ``old`` or some style may ``strike`` text out."""

    def __init__(self, content: bytes, styles: bytes) -> None:
        families = {family.decode("utf-8", "replace") for part in (content, styles) for family in _FAMILY.findall(part)}
        self.old = any(coding_of_font(_bare(family)) for family in families)
        self.strike = any(map(_STRIKE.search, (content, styles)))
        self._faces: dict[str, str] = {}
        self._looks: dict[tuple[str, str], Look] = {}
        self._parents: dict[tuple[str, str], str] = {}
        if self.old or self.strike:
            for part in (styles, content):
                if part:
                    self._learn(part)

    def runs(self, cell_style: str, paragraphs: list[Element]) -> Iterator[Run]:
        """The text of a cell of a style, piece by piece."""
        look = self._look("table-cell", cell_style or "Default")
        for number, paragraph in enumerate(paragraphs):
            if number:
                yield "\n", look
            yield from self._runs(paragraph, look)

    def _runs(self, element: Element, around: Look) -> Iterator[Run]:
        style = element.get(f"{_TEXT}style-name", "")
        family = "paragraph" if element.tag == f"{_TEXT}p" else "text"
        own = self._look(family, style, around) if style else around
        if element.tag == f"{_TEXT}s":
            yield " " * min(_MOST_SPACES, int(element.get(f"{_TEXT}c", 1))), own
        yield element.text or "", own
        for child in element:
            yield from self._runs(child, own)
            yield child.tail or "", own

    def _look(self, family: str, style: str, around: Look = _SILENT) -> Look:
        """The look of a style, completed by the styles it is based on, the text around it and the default."""
        found = _SILENT
        for _ in range(_DEEPEST):
            found = found.over(self._looks.get((family, style), _SILENT))
            if not style:
                break
            style = self._parents.get((family, style), "")
        return found.over(around).over(self._looks.get((family, ""), _SILENT))

    def _learn(self, part: bytes) -> None:
        # expat limits entity expansion by itself, and the size of the part was checked
        for _, element in ElementTree.iterparse(io.BytesIO(part)):  # noqa: S314
            if element.tag == _LAST_STYLES:  # no more styles come behind it
                return
            if element.tag == f"{_STYLE}font-face":
                self._faces[element.get(f"{_STYLE}name", "")] = _bare(element.get(_SVG_FAMILY, ""))
            elif element.tag in (f"{_STYLE}style", f"{_STYLE}default-style"):
                key = element.get(f"{_STYLE}family", ""), element.get(f"{_STYLE}name", "")
                self._parents[key] = element.get(f"{_STYLE}parent-style-name", "")
                for properties in element.iter(f"{_STYLE}text-properties"):
                    look = self._said(properties)
                    self._looks[key] = look.over(self._looks.get(key, _SILENT))

    def _said(self, properties: Element) -> Look:
        """What the properties of a text say."""
        name = properties.get(f"{_STYLE}font-name", "")
        font = self._faces.get(name, name) or _bare(properties.get(_FO_FAMILY, ""))
        line = next((said for one in _LINES if (said := properties.get(one))), None)
        position = properties.get(f"{_STYLE}text-position")
        return Look(
            font or None,
            None if line is None else line != "none",
            not position.startswith("0%") if position else None,
        )


def _bare(family: str) -> str:
    """The name of the first font of a list, without quotes."""
    return family.replace("&apos;", "'").partition(",")[0].strip(" '")

"""Bytes → sheets of cell values. Spreadsheets are read by calamine, and what it does not show by a module per format.

Calamine loses values of an .xlsx without a word where a program writes cells in its own way: two cells of one place,
a value before its formula, a value in CDATA, an inline text without ``<is>``. So its cells are counted against those
in the XML: in the bytes first; only a sheet that seems to hold more than was read is parsed.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from xltools.office import container, xlsx
from xltools.office.container import Parts, UnsafeError, local
from xltools.office.sheet import NOTHING, Box, Notes, Sheet, Value
from xltools.vietnamese.wording import wording

_READABLE = ("xlsx", "xlsb", "xls", "ods", "csv", "docx")


def read_book(data: bytes) -> list[Sheet]:
    """All worksheets of a workbook; raises as ``read_sheets``, F114 for a Word document or a CSV file too."""
    if container.kind_of(data) in ("docx", "csv"):
        raise UnsafeError("F114")
    return read_sheets(data)


def read_sheets(data: bytes) -> list[Sheet]:
    """All worksheets of a workbook, one sheet of a .docx or .csv; ``UnsafeError`` F101, F114, F115 or F120."""
    kind = container.kind_of(data)
    if kind == "encrypted":
        raise UnsafeError("F120")
    if kind == "unknown":
        raise UnsafeError("F101")
    if kind not in _READABLE:
        raise UnsafeError("F114", wording("office")["foreign"][kind])
    try:
        sheets = _sheets(data, kind)
    except (UnsafeError, MemoryError):
        raise
    except Exception as error:  # calamine has many error classes, broken parts more: all mean the same here
        raise UnsafeError("F120" if "assword" in repr(error) else "F101") from None
    if not sheets:
        raise UnsafeError("F101")
    return sheets


def _sheets(data: bytes, kind: str) -> list[Sheet]:
    """The sheets of a file of a kind that can be read; a format's module is loaded when it is met."""
    if kind == "csv":
        from xltools.office import delimited

        return [delimited.read_delimited(data)]
    if kind != "xls":
        container.check_size(data)
    if kind == "docx":
        from xltools.office import word

        return word.read_word(data)
    return _spreadsheet(data, kind)


def _spreadsheet(data: bytes, kind: str) -> list[Sheet]:
    if kind == "xlsx":
        parts = xlsx.in_utf_8(Parts(data))
        sheets = _values(parts.data, xlsx.notes(parts))
        _check_complete(parts, sheets)
        return sheets
    if kind == "ods":
        from xltools.office import ods

        data = ods.plain(data)
        known = ods.notes(data)
    else:
        from xltools.office.excel_binary import xls_notes, xlsb_notes

        known = xls_notes(data) if kind == "xls" else xlsb_notes(data)
    sheets = _values(data, known)
    if any(sheet.name not in known for sheet in sheets):
        raise UnsafeError("F101")  # the two readers of the file do not agree
    return sheets


def _values(data: bytes, known: Mapping[str, Notes]) -> list[Sheet]:
    """Every worksheet as calamine reads it, with its notes."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    if len(set(book.sheet_names)) < len(book.sheet_names):
        raise UnsafeError("F101")  # calamine gives one of two sheets of the same name for both
    sheets = []
    for meta in book.sheets_metadata:
        if meta.typ == SheetTypeEnum.WorkSheet:
            sheet = book.get_sheet_by_name(meta.name)
            rows = sheet.to_python(skip_empty_area=False)
            notes = known.get(meta.name, NOTHING)
            if boxes := sheet.merged_cell_ranges:
                merged = [Box(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in boxes]
                notes = replace(notes, merged=merged)
            _compare(rows, notes)
            sheets.append(Sheet(meta.name, meta.visible != SheetVisibleEnum.Visible, rows, notes))
    return sheets


def _compare(rows: list[list[Value]], notes: Notes) -> None:
    """Refuse (F101) a sheet of which calamine lost filled cells, and blank the cells that hold an error."""
    for row, column in notes.errors:
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = ""  # some programs store an error with the value 0
    if notes.filled is not None and sum(len(row) - row.count("") for row in rows) < notes.filled:
        raise UnsafeError("F101")


# -- whether calamine gave every value of an .xlsx -------------------------------------------------------


def _check_complete(parts: Parts, sheets: Sequence[Sheet]) -> None:
    """Refuse (F101) an .xlsx of which a value is missing in ``sheets``; its parts are in UTF-8."""
    contents = parts.worksheets()
    usual = len(contents) == len(sheets) and all(map(_is_usual, contents))
    if usual and sum(map(_at_most, contents)) <= sum(map(_read, sheets)):
        return
    if any(b"<!" in content[content.find(b"sheetData") :] for content in contents):
        raise UnsafeError("F101")  # a comment may cut a number in two
    try:
        _check_closely(parts, sheets)
    except (ElementTree.ParseError, LookupError, ValueError):
        raise UnsafeError("F101") from None


def _is_usual(content: bytes) -> bool:
    """Whether the cells of a sheet can be counted by their closing tags."""
    return content.count(b"<sheetData") == 1 and b"<!" not in content


def _at_most(content: bytes) -> int:
    """How many cells of a sheet may hold a value; shared texts may be empty, and errors are among them."""
    return content.count(b"</v>") + content.count(b"</is>") - content.count(b"<v></v>")


def _read(sheet: Sheet) -> int:
    """How many cells were read, errors among them."""
    return sum(len(row) - row.count("") for row in sheet.rows) + len(sheet.notes.errors)


def _check_closely(parts: Parts, sheets: Sequence[Sheet]) -> None:
    book = parts.main()
    shared = dict(parts.relations(book).values()).get("sharedStrings", "")
    texts = [_text(item) for item in parts.tree(shared)] if shared in parts else []
    part = parts.sheets(book)
    if len(set(part.values())) < len(part):
        raise UnsafeError("F101")  # one part under two names
    if any(_read(sheet) < _held(parts.read(part[sheet.name]), texts) for sheet in sheets):
        raise UnsafeError("F101")


def _held(content: bytes, texts: Sequence[str]) -> int:
    """How many cells of a sheet hold a value, errors among them."""
    found = 0
    # expat limits entity expansion by itself, and the size of the package was checked
    for _, element in ElementTree.iterparse(io.BytesIO(content)):  # noqa: S314
        if local(element.tag) == "c":
            said = "".join(_text(child) for child in element if local(child.tag) in ("v", "is"))
            if element.get("t") == "s" and said:
                said = texts[int(said)]
            found += bool(said.strip())
        elif local(element.tag) == "row":
            element.clear()
    return found


def _text(element: Element) -> str:
    """The text of a value or of a text with its pieces, without phonetic guides."""
    if local(element.tag) == "rPh":
        return ""
    return (element.text or "") + "".join(map(_text, element))

"""Bytes → sheets of cell values; spreadsheets through calamine (the only room that knows it)."""

from __future__ import annotations

import io
from collections.abc import Mapping

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from xltools.office import container
from xltools.office import xlsx as ooxml
from xltools.office import xlsx_check as ooxml_check
from xltools.office.container import UnsafeError
from xltools.office.parts import Package
from xltools.office.sheet import NOTHING, Box, Notes, Sheet, Value

_FOREIGN = {
    "doc": "văn bản Word kiểu cũ .doc",
    "pdf": "bản in PDF",
    "picture": "ảnh",
    "archive": "tệp nén",
    "text": "trang web hoặc văn bản RTF, dù mang đuôi khác",
}


def read_book(data: bytes) -> list[Sheet]:
    """All worksheets of a workbook; raises as ``read_sheets``, F114 for a Word document or a CSV file too."""
    if container.kind_of(data) in ("docx", "csv"):
        raise UnsafeError("F114")
    return read_sheets(data)


def read_sheets(data: bytes) -> list[Sheet]:
    """All worksheets of a workbook (.xlsx, .xlsm, .xlsb, .xls, .ods); one sheet of a .docx, .docm or .csv.

    Raises ``UnsafeError`` with F101 (damaged, empty), F114 (no table), F115 (too large), F120 (password).
    """
    kind = container.kind_of(data)
    if kind in _FOREIGN:
        raise UnsafeError("F114", _FOREIGN[kind])
    if kind == "encrypted":
        raise UnsafeError("F120")
    if kind == "unknown":
        raise UnsafeError("F101")
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
        package = ooxml.in_utf_8(Package(data))
        sheets = _values(package.data, ooxml.notes(package))
        ooxml_check.check(package, sheets)
        return sheets
    data, known = _known(data, kind)
    sheets = _values(data, known)
    if any(sheet.name not in known for sheet in sheets):
        raise UnsafeError("F101")  # the two readers of the file do not agree
    return sheets


def _known(data: bytes, kind: str) -> tuple[bytes, dict[str, Notes]]:
    """The bytes for calamine, and sheet name → what it does not show."""
    if kind == "xls":
        from xltools.office import xls

        return data, xls.notes(data)
    if kind == "xlsb":
        from xltools.office import xlsb

        return data, xlsb.notes(data)
    from xltools.office import ods

    data = ods.plain(data)
    return data, ods.notes(data)


def _values(data: bytes, known: Mapping[str, Notes]) -> list[Sheet]:
    """Every worksheet as calamine reads it, with what is known of it besides."""
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
                notes = notes._replace(merged=merged)
            _compare(rows, notes)
            sheets.append(Sheet(meta.name, meta.visible != SheetVisibleEnum.Visible, rows, notes))
    return sheets


def _compare(rows: list[list[Value]], notes: Notes) -> None:
    """Refuse a sheet of which calamine lost filled cells (F101), and take from the rows what is an error in truth."""
    for row, column in notes.errors:
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = ""  # some programs store an error with the value 0
    if notes.filled is not None and sum(len(row) - row.count("") for row in rows) < notes.filled:
        raise UnsafeError("F101")

"""What calamine does not show of Excel's binary formats: error values, fonts of old codes, struck text, merged cells.

An .xls is read by xlrd. It also counts the filled cells, so that a cell which only one of the two readers sees is
not lost without a word. An .xlsb is a package whose parts are rows of records: number, length, content.
Source: [MS-XLSB] 2.1.4 (records), 2.4 (their contents).
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import xlrd

from xltools.office.container import MAX_CELLS, Parts, UnsafeError
from xltools.office.sheet import Box, Look, Notes, Run

MAX_RECORDS = 2_000_000
"""In a stream or part; a sheet of ``MAX_CELLS`` cells has about as many."""

_CELL_BYTES = {0xBD: 6, 0xBE: 2}  # of records of an .xls that hold many cells: MULRK, MULBLANK
# records of an .xlsb
_ROW, _ERROR, _ISST, _STRING, _FORMULA_STRING, _FORMULA_ERROR = 0, 3, 7, 6, 8, 11
_RICH_STRING, _BLANK, _LAST_CELL = 62, 1, 11
_SST_ITEM, _FONT, _XF, _CELL_XFS, _CELL_XFS_END, _SHEET, _MERGED = 19, 43, 47, 617, 618, 156, 176
_FONT_NAME = 21  # bytes of a font's other properties
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip

_Rich = tuple[str, tuple[tuple[int, int], ...]]
"""A text of an .xlsb and the places where its font changes: (first character, number of the font)."""


# -- .xls ----------------------------------------------------------------------------------------------


def xls_notes(data: bytes) -> dict[str, Notes]:
    """Sheet name → what its values do not show; ``UnsafeError`` F101, F115 (too large) or F120 (password)."""
    with Path(os.devnull).open("w") as log:
        try:
            book = xlrd.open_workbook(
                file_contents=data, logfile=log, formatting_info=True, on_demand=True, ragged_rows=True
            )
        except xlrd.XLRDError as error:
            raise UnsafeError("F120" if "encrypted" in str(error) else "F101") from None
        _check_work(book.mem, book.base, book.base + book.stream_len)
        looks = [Look(font.name, bool(font.struck_out), font.escapement != 0) for font in book.font_list]
        return {name: _xls_sheet(book.sheet_by_name(name), looks) for name in book.sheet_names()}


def _check_work(stream: bytes, position: int, end: int) -> None:
    """Count records and cells before xlrd walks over them, for it is slow and has no limits of its own."""
    records = cells = 0
    while position + 4 <= end:
        code, length = struct.unpack_from("<2H", stream, position)
        position += 4 + length
        records += 1
        if code in _CELL_BYTES:
            cells += length // _CELL_BYTES[code]
        if records > MAX_RECORDS or cells > MAX_CELLS:
            raise UnsafeError("F115")


def _xls_sheet(sheet: Any, looks: Sequence[Look]) -> Notes:
    noted = Notes()
    strikes = any(look.struck or look.raised for look in looks)
    rows: list[int] = []
    width = filled = 0
    for row in range(sheet.nrows):
        kinds = sheet.row_types(row)
        values = sheet.row_values(row)
        for column, kind in enumerate(kinds):
            if kind == xlrd.XL_CELL_ERROR:
                noted.errors[row + 1, column + 1] = xlrd.error_text_from_code.get(values[column], "#?")
            elif values[column] != "":
                filled += 1
                rows.append(row)
                width = max(width, column + 1)
                text = str(values[column])
                if strikes or not text.isascii():
                    noted.add_text(_xls_runs(sheet, looks, row, column, text), (row + 1, column + 1))
    if rows and (rows[-1] - rows[0] + 1) * width > MAX_CELLS:
        raise UnsafeError("F115")
    return replace(noted, filled=filled)


def _xls_runs(sheet: Any, looks: Sequence[Look], row: int, column: int, text: str) -> list[Run]:
    """The pieces of a cell's text; it begins in the font of its cell."""
    own = sheet.book.xf_list[sheet.cell_xf_index(row, column)].font_index
    changes = sheet.rich_text_runlist_map.get((row, column))
    if not changes:
        return [(text, looks[own])]
    starts = [(0, own), *changes, (len(text), own)]
    return [(text[first:last], looks[font]) for (first, font), (last, _) in pairwise(starts)]


# -- .xlsb ---------------------------------------------------------------------------------------------


def xlsb_notes(data: bytes) -> dict[str, Notes]:
    """Sheet name → what its values do not show; raises ``UnsafeError``: F101 (damaged), F115 (too large)."""
    parts = Parts(data)
    book = "xl/workbook.bin"
    relations = parts.relations(book)
    part = dict(relations.values())
    try:
        shared = _records(parts.read(part.get("sharedStrings", "")))
        texts = [_rich(body) for kind, body in shared if kind == _SST_ITEM]
        fonts = _fonts(parts.read(part.get("styles", "")))
        named = {}
        for kind, body in _records(parts.read(book)):
            if kind == _SHEET:
                identity, after = _text(body, 8)
                sheet = parts.read(relations.get(identity, ("", ""))[1])
                named[_text(body, after)[0]] = _xlsb_sheet(sheet, texts, *fonts)
    except (struct.error, IndexError, UnicodeDecodeError):
        raise UnsafeError("F101") from None
    return named


def _xlsb_sheet(part: bytes, texts: Sequence[_Rich], fonts: Sequence[Look], of_format: Sequence[int]) -> Notes:
    noted = Notes()
    row = reach = filled = 0
    for kind, body in _records(part):
        if kind == _ROW:
            (row,) = struct.unpack_from("<L", body)
        elif _BLANK < kind <= _LAST_CELL or kind == _RICH_STRING:
            column, style = struct.unpack_from("<2L", body)
            reach = max(reach, column + 1)
            if (row + 1) * reach > MAX_CELLS:
                raise UnsafeError("F115")
            place = row + 1, column + 1
            if kind in (_ERROR, _FORMULA_ERROR):
                noted.errors[place] = _ERRORS.get(body[8], "#?")
                continue
            text, changes = _cell_text(kind, body, texts)
            filled += text != ""
            if not text.isascii():
                own = of_format[style & 0xFFFFFF] if style & 0xFFFFFF < len(of_format) else -1
                starts = [(0, own), *changes, (len(text), -1)]
                runs = [
                    (text[first:last], fonts[font] if 0 <= font < len(fonts) else Look())
                    for (first, font), (last, _) in pairwise(starts)
                ]
                noted.add_text(runs, place)
        elif kind == _MERGED:
            top, bottom, left, right = struct.unpack_from("<4L", body)
            noted.merged.append(Box(top + 1, left + 1, bottom + 1, right + 1))
    return replace(noted, filled=filled)


def _cell_text(kind: int, body: bytes, texts: Sequence[_Rich]) -> _Rich:
    """The text of a cell; that of a number or a truth value does not matter."""
    if kind == _ISST:
        index: int = struct.unpack_from("<L", body, 8)[0]
        return texts[index]
    if kind in (_STRING, _FORMULA_STRING):
        return _text(body, 8)[0], ()
    if kind == _RICH_STRING:
        return _rich(body[8:])
    return "0", ()


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part; F115 if there are more than any form has, F101 if the last is cut short."""
    position = count = 0
    while position < len(part):
        kind, position = _varying(part, position, 2)
        length, position = _varying(part, position, 4)
        if position + length > len(part):
            raise UnsafeError("F101")
        yield kind, part[position : position + length]
        position += length
        count += 1
        if count > MAX_RECORDS:
            raise UnsafeError("F115")


def _varying(part: bytes, position: int, longest: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first (617 is E9 04), and the position behind it."""
    number = 0
    for index in range(longest):
        byte = part[position + index]
        number |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            return number, position + index + 1
    return number, position + longest


def _text(body: bytes, position: int) -> tuple[str, int]:
    """A text with its length in front, and the position behind it."""
    (length,) = struct.unpack_from("<L", body, position)
    end = position + 4 + 2 * length
    if end > len(body):
        raise UnsafeError("F101")
    return body[position + 4 : end].decode("utf-16-le", "replace"), end


def _rich(body: bytes) -> _Rich:
    text, after = _text(body, 1)
    if not body[0] & 1:
        return text, ()
    (count,) = struct.unpack_from("<L", body, after)
    return text, tuple(struct.iter_unpack("<2H", body[after + 4 : after + 4 + 4 * count]))


def _fonts(styles: bytes) -> tuple[list[Look], list[int]]:
    """The fonts, and which of them each format of cells uses."""
    fonts: list[Look] = []
    of_format: list[int] = []
    inside = False
    for kind, body in _records(styles):
        if kind == _FONT:
            fonts.append(Look(_text(body, _FONT_NAME)[0]))
        elif kind in (_CELL_XFS, _CELL_XFS_END):
            inside = kind == _CELL_XFS
        elif kind == _XF and inside:
            of_format.append(struct.unpack_from("<H", body, 4)[0])
    return fonts, of_format

"""What calamine does not show of an .xls: error values, fonts of old codes and struck text, as xlrd reads them.

xlrd also counts the filled cells, so that a cell which only one of the two readers sees is not lost without a word.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import xlrd

from xltools.office.container import MAX_CELLS, UnsafeError
from xltools.office.fonts import codings_of
from xltools.office.sheet import Notes, Place
from xltools.office.struck import Run, is_struck

_MAX_RECORDS = 2_000_000
_CELL_BYTES = {0xBD: 6, 0xBE: 2}  # of records that hold many cells: MULRK, MULBLANK


def notes(data: bytes) -> dict[str, Notes]:
    """Sheet name → what its values do not show.

    Raises ``UnsafeError``: F101 (xlrd cannot read it: what calamine might read would go unchecked), F115 (more
    records or cells than a form can have), F120 (password).
    """
    with Path(os.devnull).open("w") as log:
        try:
            book = xlrd.open_workbook(
                file_contents=data, logfile=log, formatting_info=True, on_demand=True, ragged_rows=True
            )
        except xlrd.XLRDError as error:
            raise UnsafeError("F120" if "encrypted" in str(error) else "F101") from None
        _check_work(book.mem, book.base, book.base + book.stream_len)
        fonts = _Fonts(book)
        return {name: _notes(book.sheet_by_name(name), fonts) for name in book.sheet_names()}


def _check_work(stream: bytes, position: int, end: int) -> None:
    """Count records and cells before xlrd walks over them, for it is slow and has no limits of its own."""
    records = cells = 0
    while position + 4 <= end:
        code, length = struct.unpack_from("<2H", stream, position)
        position += 4 + length
        records += 1
        if code in _CELL_BYTES:
            cells += length // _CELL_BYTES[code]
        if records > _MAX_RECORDS or cells > MAX_CELLS:
            raise UnsafeError("F115")


def _notes(sheet: Any, fonts: _Fonts) -> Notes:
    errors: dict[Place, str] = {}
    codings: dict[Place, str] = {}
    pieces: dict[Place, Sequence[tuple[str, str]]] = {}
    struck: set[Place] = set()
    rows: list[int] = []
    width = filled = 0
    for row in range(sheet.nrows):
        kinds = sheet.row_types(row)
        values = sheet.row_values(row)
        for column, kind in enumerate(kinds):
            if kind == xlrd.XL_CELL_ERROR:
                errors[row + 1, column + 1] = xlrd.error_text_from_code.get(values[column], "#?")
            elif values[column] != "":
                filled += 1
                rows.append(row)
                width = max(width, column + 1)
                if fonts.strike and fonts.is_struck(sheet, row, column, str(values[column])):
                    struck.add((row + 1, column + 1))
                if kind == xlrd.XL_CELL_TEXT and not values[column].isascii():
                    coding, parts = codings_of(fonts.named(sheet, row, column, values[column]))
                    if coding:
                        codings[row + 1, column + 1] = coding
                    elif parts:
                        pieces[row + 1, column + 1] = parts
    if rows and (rows[-1] - rows[0] + 1) * width > MAX_CELLS:
        raise UnsafeError("F115")
    return Notes(errors=errors, codings=codings, pieces=pieces, filled=filled, struck=frozenset(struck))


class _Fonts:
    """The fonts of a workbook's cells; ``strike`` says whether any strikes text out or raises it."""

    def __init__(self, book: Any) -> None:
        self._names = [font.name for font in book.font_list]
        self._looks = [(bool(font.struck_out), font.escapement != 0) for font in book.font_list]
        self.strike = any(map(any, self._looks))
        self._of_format = [xf.font_index for xf in book.xf_list]

    def named(self, sheet: Any, row: int, column: int, text: str) -> Iterator[tuple[str, str]]:
        """Pieces of the text with the names of their fonts."""
        return ((piece, self._names[font]) for piece, font in self._runs(sheet, row, column, text))

    def is_struck(self, sheet: Any, row: int, column: int, text: str) -> bool:
        """Whether any of the text is struck out or a raised figure."""
        return is_struck(Run(piece, *self._looks[font]) for piece, font in self._runs(sheet, row, column, text))

    def _runs(self, sheet: Any, row: int, column: int, text: str) -> Iterator[tuple[str, int]]:
        """Pieces of the text with the numbers of their fonts; a text begins in the font of its cell."""
        font = self._of_format[sheet.cell_xf_index(row, column)]
        start = 0
        for offset, following in sheet.rich_text_runlist_map.get((row, column), ()):
            yield text[start:offset], font
            start, font = offset, following
        yield text[start:], font

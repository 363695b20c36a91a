"""What calamine does not show of an .xlsb: error values, merged cells, fonts of old codes.

A part is a row of records: number, length, content. Source: [MS-XLSB] 2.1.4 (records), 2.4 (their contents).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xltools.office.container import MAX_CELLS, UnsafeError
from xltools.office.fonts import codings_of
from xltools.office.parts import Package
from xltools.office.sheet import Box, Notes, Place

MAX_RECORDS = 2_000_000
"""In one part; a sheet of ``MAX_CELLS`` cells has about as many."""

_ROW, _ERROR, _ISST, _STRING, _FORMULA_STRING, _FORMULA_ERROR = 0, 3, 7, 6, 8, 11
_RICH_STRING, _BLANK, _LAST_CELL = 62, 1, 11
_SST_ITEM, _FONT, _XF, _CELL_XFS, _CELL_XFS_END, _SHEET, _MERGED = 19, 43, 47, 617, 618, 156, 176
_FONT_NAME = 21  # bytes of a font's other properties
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


class _Rich(NamedTuple):
    """A text and the places where its font changes: (first character, font)."""

    text: str
    runs: tuple[tuple[int, int], ...] = ()


def notes(data: bytes) -> dict[str, Notes]:
    """Sheet name → what its values do not show; raises ``UnsafeError``: F101 (damaged), F115 (too large)."""
    package = Package(data)
    book = "xl/workbook.bin"
    relations = package.relations(book)
    target = {one.identity: one.target for one in relations}
    part = {one.kind: one.target for one in relations}
    try:
        texts = [
            _rich(body) for kind, body in _records(package.read(part.get("sharedStrings", ""))) if kind == _SST_ITEM
        ]
        fonts = _cell_fonts(package.read(part.get("styles", "")))
        named = {}
        for kind, body in _records(package.read(book)):
            if kind == _SHEET:
                identity, after = _text(body, 8)
                named[_text(body, after)[0]] = _Sheet(texts, fonts).read(package.read(target.get(identity, "")))
    except (struct.error, IndexError, UnicodeDecodeError):
        raise UnsafeError("F101") from None
    return named


class _CellFonts(NamedTuple):
    names: list[str]
    of_format: list[int]


class _Sheet:
    """One sheet's records, read once."""

    def __init__(self, texts: list[_Rich], fonts: _CellFonts) -> None:
        self._texts = texts
        self._fonts = fonts
        self._errors: dict[Place, str] = {}
        self._codings: dict[Place, str] = {}
        self._pieces: dict[Place, Sequence[tuple[str, str]]] = {}
        self._merged: list[Box] = []
        self._filled = 0

    def read(self, part: bytes) -> Notes:
        """The notes of the sheet."""
        row = reach = 0
        for kind, body in _records(part):
            if kind == _ROW:
                (row,) = struct.unpack_from("<L", body)
            elif _BLANK < kind <= _LAST_CELL or kind == _RICH_STRING:
                column, style = struct.unpack_from("<2L", body)
                reach = max(reach, column + 1)
                if (row + 1) * reach > MAX_CELLS:
                    raise UnsafeError("F115")
                self._take((row + 1, column + 1), kind, body, style & 0xFFFFFF)
            elif kind == _MERGED:
                top, bottom, left, right = struct.unpack_from("<4L", body)
                self._merged.append(Box(top + 1, left + 1, bottom + 1, right + 1))
        return Notes(
            errors=self._errors,
            codings=self._codings,
            pieces=self._pieces,
            merged=self._merged,
            filled=self._filled,
        )

    def _take(self, place: Place, kind: int, body: bytes, style: int) -> None:
        if kind in (_ERROR, _FORMULA_ERROR):
            self._errors[place] = _ERRORS.get(body[8], "#?")
            return
        if kind == _ISST:
            rich = self._texts[struct.unpack_from("<L", body, 8)[0]]
        elif kind in (_STRING, _FORMULA_STRING):
            rich = _Rich(_text(body, 8)[0])
        elif kind == _RICH_STRING:
            rich = _rich(body[8:])
        else:
            self._filled += 1  # a number or a truth value
            return
        if rich.text:
            self._filled += 1
            if not rich.text.isascii():
                coding, pieces = codings_of(self._runs(rich, style))
                if coding:
                    self._codings[place] = coding
                elif pieces:
                    self._pieces[place] = pieces

    def _runs(self, rich: _Rich, style: int) -> Iterator[tuple[str, str]]:
        """Pieces of the text with the names of their fonts; a text begins in the font of its cell."""
        start, font = 0, self._fonts.of_format[style] if style < len(self._fonts.of_format) else -1
        for first, following in (*rich.runs, (len(rich.text), -1)):
            yield rich.text[start:first], self._fonts.names[font] if 0 <= font < len(self._fonts.names) else ""
            start, font = first, following


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
        return _Rich(text)
    (count,) = struct.unpack_from("<L", body, after)
    runs = body[after + 4 : after + 4 + 4 * count]
    return _Rich(text, tuple(struct.iter_unpack("<2H", runs)))


def _cell_fonts(styles: bytes) -> _CellFonts:
    """The names of the fonts, and which of them each format of cells uses."""
    names: list[str] = []
    of_format: list[int] = []
    inside = False
    for kind, body in _records(styles):
        if kind == _FONT:
            names.append(_text(body, _FONT_NAME)[0])
        elif kind in (_CELL_XFS, _CELL_XFS_END):
            inside = kind == _CELL_XFS
        elif kind == _XF and inside:
            of_format.append(struct.unpack_from("<H", body, 4)[0])
    return _CellFonts(names, of_format)

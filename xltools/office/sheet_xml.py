"""Rows and links of a worksheet as XML text, about ten times as fast as a general writer.

Everything is written as what it is: text is an inline string and never a formula or a link, whatever it begins
with. Only a :class:`Formula` of our own becomes a formula; links are built from our own paths.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from math import isfinite
from typing import NamedTuple
from urllib.parse import quote

from xltools.model import Cell, column_letters
from xltools.office.package import Package, quoted_sheet

MAX_TEXT = 32_767
"""Longest text of a cell, in UTF-16 units (Excel's limit)."""

MOST_LINKS = 65_530
"""How many links Excel accepts on one sheet; cells beyond keep their text."""

_CELL_FILES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")  # in which a link may lead to a cell
_BEHIND_LINKS = (b"<printOptions", b"<pageMargins", b"<pageSetup", b"<headerFooter", b"<drawing", b"</worksheet>")
_EPOCH = date(1899, 12, 30).toordinal()
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ROW = re.compile(rb'<row\b[^>]*?\sr="(\d+)"[^>]*?(/?)>')
_CHUNK = 500


class Formula(NamedTuple):
    """A formula of ours (without ``=``) and the value a recalculation would give."""

    expression: str
    value: float | int | str


Plain = str | float | int | bool | date | None
Value = Plain | Formula
"""What a cell can hold; ``None`` is an empty cell that keeps its style."""


def clean_text(text: str) -> str:
    """The text as a cell can hold it: no forbidden characters, line feeds as line ends, not too long."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _SURROGATE.sub("\ufffd", _FORBIDDEN.sub("", text))
    if len(text) > MAX_TEXT // 2:
        text = text.encode("utf-16-le")[: 2 * MAX_TEXT].decode("utf-16-le", "ignore")
    return text


def escape_text(text: str) -> str:
    """:func:`clean_text` as XML character data; ``_x0041_`` in it stays as typed instead of becoming ``A``."""
    if not text.isprintable() or len(text) > MAX_TEXT // 2:
        text = clean_text(text)
    if "_x" in text:
        text = _ESCAPE_LIKE.sub("_x005F_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def serial(day: date) -> float:
    """Excel's serial number of a day (1900 system); a ``datetime`` keeps its time of day."""
    days = day.toordinal() - _EPOCH
    if isinstance(day, datetime):
        return days + (day.hour * 3600 + day.minute * 60 + day.second) / 86400
    return days


def number_text(value: float) -> str:
    """A number as XML holds it: ``30`` for 30.0; raises ``ValueError`` if it is not finite."""
    if not isfinite(value):
        raise ValueError(f"not a number a cell can hold: {value!r}")
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


class Chunks:
    """A sheet's rows as text, kept as UTF-8 some hundred at a time: half the memory of the strings."""

    def __init__(self) -> None:
        self.count = 0
        self._done: list[bytes] = []
        self._batch: list[str] = []

    def add(self, row: str) -> None:
        """Add a row; ``count`` is how many there are."""
        self.count += 1
        self._batch.append(row)
        if len(self._batch) == _CHUNK:
            self._close()

    def take(self) -> Iterator[bytes]:
        """All rows in order, released as they are read."""
        self._close()
        self._done.reverse()
        while self._done:
            yield self._done.pop()

    def _close(self) -> None:
        self._done.append("".join(self._batch).encode())
        self._batch.clear()


@lru_cache(maxsize=8_192, typed=True)
def _cell(value: Value, slot: str) -> str:
    """A cell after its reference, and what follows it; the same value in the same slot is built once."""
    style, _, following = slot.partition("|")
    if isinstance(value, str):
        if not value:
            return f'" s="{style}"/>{following}'
        return f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape_text(value)}</t></is></c>{following}'
    if value is None:
        return f'" s="{style}"/>{following}'
    if isinstance(value, Formula):
        return f'" s="{style}"{_formula(value)}</c>{following}'
    if isinstance(value, bool):
        return f'" s="{style}" t="b"><v>{value:d}</v></c>{following}'
    number = serial(value) if isinstance(value, date) else value
    return f'" s="{style}"><v>{number_text(number)}</v></c>{following}'


def _formula(formula: Formula) -> str:
    expression, value = formula
    expression = expression.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if isinstance(value, str):
        return f' t="str"><f>{expression}</f><v>{escape_text(value)}</v>'
    return f"><f>{expression}</f><v>{number_text(value)}</v>"


@lru_cache(maxsize=1024)
def _size(height: float) -> str:
    return f' ht="{number_text(height)}" customHeight="1"'


@lru_cache(maxsize=256)
def _slots(first_column: int, styles: tuple[int, ...]) -> tuple[str, ...]:
    following = [f'<c r="{column_letters(first_column + place)}' for place in range(1, len(styles))]
    return tuple(f"{style}|{opening}" for style, opening in zip(styles, [*following, "</row>"], strict=True))


def render_row(
    number: int,
    first_column: int,
    values: Sequence[Value],
    styles: Sequence[int],
    height: float | None = None,
) -> str:
    """One ``<row>``, numbers from 1: ``styles`` one per value; ``height`` in points, ``None`` for the sheet's own."""
    row = str(number)
    size = "" if height is None else _size(height)
    if not values:
        return f'<row r="{row}"{size}/>'
    slots = _slots(first_column, tuple(styles))
    if len(slots) != len(values):
        raise ValueError(f"{len(values)} values and {len(slots)} styles")
    # the row number stands between all pieces: one join instead of one format per cell
    opening = f'"{size}><c r="{column_letters(first_column)}'
    return row.join(['<row r="', opening, *map(_cell, values, slots)])


def _cut_at_row(sheet_xml: bytes, at_row: int) -> tuple[bytes, bytes]:
    """The sheet before and after row ``at_row``, without it and ``<dimension>``; ``ValueError`` if it has no data."""
    sheet_xml = re.sub(rb"<dimension\b[^>]*/>", b"", sheet_xml, count=1)
    sheet_xml = sheet_xml.replace(b"<sheetData/>", b"<sheetData></sheetData>", 1)
    start, end = sheet_xml.find(b"<sheetData>"), sheet_xml.find(b"</sheetData>")
    if start < 0 or end < 0:
        raise ValueError("the sheet part has no sheetData")
    for match in _ROW.finditer(sheet_xml, start, end):
        row = int(match[1])
        if row < at_row:
            continue
        if row > at_row:
            return sheet_xml[: match.start()], sheet_xml[match.start() :]
        after = match.end() if match[2] else sheet_xml.index(b"</row>", match.end()) + len(b"</row>")
        return sheet_xml[: match.start()], sheet_xml[after:]
    return sheet_xml[:end], sheet_xml[end:]


def sheet_chunks(sheet_xml: bytes, at_row: int, rows: Iterable[bytes]) -> Iterator[bytes]:
    """A sheet's part, piece by piece, with ``rows`` (ascending from ``at_row``) in place of row ``at_row``."""
    before, after = _cut_at_row(sheet_xml, at_row)
    yield before
    yield from rows
    yield after


class Links:
    """The links of one sheet to files.

    ``base`` leads from the result's folder to the one that file names start from: ``../``, or an absolute path with
    ``/`` (``//server/chung/``, ``D:/di-co-so/``).
    """

    def __init__(self, base: str) -> None:
        self._base = _folder_address(base)
        self._files: dict[str, list[tuple[str, str]]] = {}
        self._count = 0

    def add(self, cell: str, file: str, where: Cell | None) -> None:
        """Link ``cell`` to ``file`` (relative to the workspace), to the cell ``where`` in it if given."""
        if self._count == MOST_LINKS:
            return
        self._count += 1
        has_cell = where and not where.is_file and not where.in_word and file.lower().endswith(_CELL_FILES)
        place = f' location="{_sheet(where.sheet)}!{where.name}"' if where and has_cell else ""
        self._files.setdefault(file, []).append((cell, place))

    def relate(self, package: Package, part: str) -> str:
        """Relate a sheet's part to the files, each once, and return the links for :func:`with_links`."""
        targets = [self._base + _path_address(file) for file in self._files]
        ids = package.relate(part, "hyperlink", targets, external=True) if targets else []
        return "".join(
            f'<hyperlink ref="{cell}" r:id="{relation}"{place}/>'
            for relation, cells in zip(ids, self._files.values(), strict=True)
            for cell, place in cells
        )


def with_links(sheet_xml: bytes, links: str) -> bytes:
    """A sheet's part with links put where the schema wants them; the part has none yet."""
    if not links:
        return sheet_xml
    data_end = max(sheet_xml.rfind(b"</sheetData>"), sheet_xml.rfind(b"<sheetData/>"))
    at = min(place for tag in _BEHIND_LINKS if (place := sheet_xml.find(tag, data_end)) >= 0)
    return b"".join((sheet_xml[:at], f"<hyperlinks>{links}</hyperlinks>".encode(), sheet_xml[at:]))


def _folder_address(folder: str) -> str:
    """A folder (with ``/`` at its end) as the beginning of a link's address; whole paths become ``file:``."""
    if folder.startswith("//"):
        return "file:" + _path_address(folder)
    if folder[1:2] == ":":
        return f"file:///{folder[:2]}{_path_address(folder[2:])}"
    return ("file://" if folder.startswith("/") else "") + _path_address(folder)


def _path_address(path: str) -> str:
    """A relative path as a link's address, byte by byte: names need be neither printable nor UTF-8."""
    return quote(os.fsencode(path))


@lru_cache(maxsize=1024)
def _sheet(name: str) -> str:
    """A sheet's name as an attribute holds it."""
    text = clean_text(quoted_sheet(name)).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return text.replace("\n", "&#10;").replace("\t", "&#9;")

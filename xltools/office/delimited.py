"""A CSV file → one sheet of texts; nothing is taken for a number or a date."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from xltools.forms.wordings import is_header
from xltools.model import Finding
from xltools.office import container
from xltools.office.container import MAX_CELLS, UnsafeError
from xltools.office.sheet import Place, Sheet

_LARGEST = 10_000_000  # bytes; ten thousand rows of a form have three million
_MOST_COLUMNS = 1_000
_LONGEST = 32_767  # characters of a cell, as in a spreadsheet
_DELIMITERS = ",;\t"
_DECLARED = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n|$)', re.IGNORECASE)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_MARKS = "\u0300\u0301\u0303\u0309\u0323"  # the tones that Windows-1258 writes behind their letter
_CP1252 = {byte: bytes([byte]).decode("cp1252", "ignore") or byte for byte in range(0x80, 0xA0)}
_TONE = re.compile(f"[{_MARKS}]")

Rows = list[list[str]]


def read_delimited(data: bytes) -> Sheet:
    """The rows of a CSV file as the sheet ``CSV``; raises ``UnsafeError`` F115 if it is too large.

    The delimiter is the one that gives a table with the headers of a form. Text in TCVN3 or VNI comes as the
    Windows-1252 characters of its bytes. A row with more cells than the header becomes an F135: a delimiter
    stands in a text without quotes, so nobody knows what belongs to which column.
    """
    if len(data) > _LARGEST:
        raise UnsafeError("F115")
    rows = _table(_text(data))
    width = max(map(len, rows), default=0)
    longest = max((len(cell) for row in rows for cell in row), default=0)
    if width > _MOST_COLUMNS or width * len(rows) > MAX_CELLS or longest > _LONGEST:
        raise UnsafeError("F115")
    changes = dict(_overfull(rows))
    return Sheet("CSV", False, [row + [""] * (width - len(row)) for row in rows], changes=changes)


# -- the encoding ------------------------------------------------------------------------------------


def _text(data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    encoding = container.wide_encoding(data)
    if encoding:
        return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _windows_text(data)


def _windows_text(data: bytes) -> str:
    """Text in Windows-1258 if its tones stand behind vowels; else the characters of Windows-1252."""
    text = unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    tones = len(_TONE.findall(unicodedata.normalize("NFD", text)))
    if tones and 10 * len(_TONE.findall(text)) <= tones:
        return text
    return data.decode("latin-1").translate(_CP1252)


# -- the table ---------------------------------------------------------------------------------------


def _table(text: str) -> Rows:
    declared = _DECLARED.match(text)
    if declared:
        return _rows(text[declared.end() :], declared[1])
    return max((_rows(text, delimiter) for delimiter in _DELIMITERS), key=_likeness)


def _rows(text: str, delimiter: str) -> Rows:
    """The rows of a text; where quotes do not close or stand amid a cell, a quote is a sign like any other."""
    csv.field_size_limit(_LARGEST)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        lines = re.split(r"\r\n|\r|\n", text)
        return list(csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))


def _likeness(rows: Rows) -> tuple[int, int]:
    """How much rows are like a form's table: headers in one row, then rows of one width."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(map(_headers, rows), default=0), max((width * count for width, count in widths.items()), default=0)


def _headers(row: Sequence[str]) -> int:
    return sum(map(is_header, row)) if len(row) > 2 else 0


def _overfull(rows: Rows) -> Iterator[tuple[Place, Finding]]:
    """An F135 for each row below a header with more cells than it, at the first column that the header names."""
    column = width = 0
    for number, row in enumerate(rows, 1):
        if _headers(row) > 2:
            column = next(place for place, text in enumerate(row, 1) if is_header(text))
            width = len(row)
        elif column and any(row[width:]):
            yield (number, column), Finding("F135", None, str(len(row)), str(width))

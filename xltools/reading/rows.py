"""What each row below a header is: data, example, nil, total, number row, signature, blank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from xltools.forms.catalogue import CATALOGUE
from xltools.forms.spec import FormSpec
from xltools.model import Unit
from xltools.reading.recognise import Table
from xltools.reading.sheet import Value
from xltools.vietnamese.text import fold


class RowKind(StrEnum):
    """What a row of a table turns out to be."""

    BLANK = "blank"
    DATA = "data"
    EXAMPLE = "example"
    NIL = "nil"
    TOTAL = "total"
    SECTION = "section"
    END = "end"


class Row(NamedTuple):
    """A classified row; ``number`` from 1, ``values`` by field (only filled ones)."""

    number: int
    kind: RowKind
    values: dict[str, Value]


_EXAMPLE = re.compile(r"^\s*vd\s*\d*\s*[:.]")
_NUMBERS = re.compile(r"^\(?\d{1,2}\)?$")
_CODE = re.compile(r"\b\d\.\d")
_DOTS = re.compile(r"\.{2,}|…|_{2,}")
_NIL = re.compile(r"^\W*khong\s+(co\s+)?phat\s+sinh\W*$")
_TOTAL = re.compile(r"^(tong|tong cong|tong so|cong)\W*$")
_END_MARKS = (
    "lanh dao ban", "lanh dao van phong", "lanh dao tinh doan", "nguoi dang ky", "nguoi bao cao", "nguoi lap",
    "phe duyet", "truong ban", "pho truong ban", "chanh van phong", "thu truong", "tm.", "tl.", "noi nhan", "(ky",
    "bi thu", "xac nhan",
)  # fmt: skip
_DATED = re.compile(r"\bngay\b.*\bthang\b.*\bnam\b")
_SHORT = 60  # a caption of the signature block is no longer than this
_SAMPLE_NAMES = frozenset({"nguyen a", "nguyen van a"})


def classify(table: Table, units: dict[str, str]) -> Iterator[Row]:
    """The rows below the header in order, up to the signature block.

    ``units`` maps folded unit names to codes: a row that holds nothing but one of them is a section
    row. A blank row does not end a table, for people leave rows free between two entries.
    """
    rows = table.sheet.rows
    fields = [(field, column - 1) for field, column in table.columns.items()]
    first = True
    for index in range(table.header_row, min(table.last_row, len(rows))):
        row = rows[index]
        values = {field: row[column] for field, column in fields if row[column] != ""}
        if first and _is_number_row(row):
            continue
        kind = _kind(table.spec, row, values, units)
        if kind is RowKind.END:
            return
        if kind is not RowKind.BLANK:
            first = False
        yield Row(index + 1, kind, values)


def _is_number_row(row: Sequence[Value]) -> bool:
    filled = [value for value in row if value != ""]
    return len(filled) >= 3 and all(map(_is_column_number, filled))


def _is_column_number(value: Value) -> bool:
    """``(2)``, ``2``, or the -2 that a spreadsheet makes of a typed ``(2)``."""
    if isinstance(value, str):
        return bool(_NUMBERS.match(value.strip()))
    return isinstance(value, int | float) and value == int(value) and 0 < abs(value) < 100


def _kind(spec: FormSpec, row: Sequence[Value], values: dict[str, Value], units: dict[str, str]) -> RowKind:
    content = {field: value for field, value in values.items() if field != "number"}
    if not content:
        return _lone(row, units)
    if len(content) <= 2:
        texts = [_folded(value) for value in row if isinstance(value, str) and value]
        lone = _lone_text(texts, units, len(content), _counts(content.get("days", "")))
        if lone is not None and not (lone is RowKind.END and _is_entry(values, content)):
            return lone
    if _is_example(spec, content):
        return RowKind.EXAMPLE
    return RowKind.DATA


def _counts(days: Value) -> bool:
    """Whether a cell of the days column holds a number, and not a caption that stands below it."""
    return not isinstance(days, str) or any(map(str.isdigit, days))


def _is_entry(values: dict[str, Value], content: dict[str, Value]) -> bool:
    """Whether a row with words of a signature block is data all the same: numbered, with a code, or dates behind work.

    People write "Trưởng ban" as a title and "ngày 05 tháng 4 năm 2023" as a time.
    """
    if "number" in values and _is_column_number(values["number"]):
        return True
    if _CODE.search(_folded(content.get("contents", ""))):
        return True
    return len(content) > 1 and _folded(content.get("time", "")).startswith(("ngay", "tu ngay"))


def _lone(row: Sequence[Value], units: dict[str, str]) -> RowKind:
    """A row whose filled cells stand outside the table's columns, or only in STT."""
    texts = [_folded(value) for value in row if isinstance(value, str) and value]
    return _lone_text(texts, units, 1, False) or RowKind.BLANK


def _lone_text(texts: Sequence[str], units: dict[str, str], filled: int, with_days: bool) -> RowKind | None:
    for text in texts:
        if _NIL.match(text):
            return RowKind.NIL
        if _TOTAL.match(text):
            return RowKind.TOTAL
        if not with_days and (_DATED.search(text) or (len(text) <= _SHORT and text.startswith(_END_MARKS))):
            return RowKind.END
        if filled == 1 and section_key(text) in units:
            return RowKind.SECTION
    return None


@lru_cache(maxsize=65_536)
def _fold_text(text: str) -> str:
    return fold(text)


def _folded(value: Value) -> str:
    return _fold_text(value) if isinstance(value, str) else ""


@lru_cache(maxsize=16_384)
def section_key(text: str) -> str:
    """A unit's name as typed → the key under which it is looked up: folded, marks and numbering away."""
    words = re.sub(r"[^\w]+", " ", fold(text)).strip()
    words = re.sub(r"^([ivx]+|\d+|[a-h]) (?=ban|van phong|thuong truc|huyen|thi|thanh)", "", words)
    return words.removesuffix(" tinh doan")


def section_keys(units: Iterable[Unit], province: str) -> dict[str, str]:
    """Unit codes by key, each with and without the province's name behind it (``Ban … Tỉnh đoàn Tây Ninh``)."""
    whole = f" tinh doan {section_key(province)}"
    keys = {}
    for unit in units:
        key = section_key(unit.name).removesuffix(whole)
        keys[key] = keys[key + whole] = unit.code
    return keys


def _is_example(spec: FormSpec, content: dict[str, Value]) -> bool:
    contents = content.get("contents")
    if isinstance(contents, str) and _is_numbered_example(contents):
        return True
    person = content.get("person")
    if isinstance(person, str) and _fold_text(person).strip(" .") in _SAMPLE_NAMES:
        return True
    placeholders = 0
    for field, value in content.items():
        if field not in ("person", "title"):
            if not isinstance(value, str) or not _is_placeholder(spec.code, value):
                return False
            placeholders += 1
    return placeholders > 0


@lru_cache(maxsize=16_384)
def _is_numbered_example(contents: str) -> bool:
    """``VD1: 1.1 Phối hợp …``."""
    return bool(_EXAMPLE.match(fold(contents)))


@lru_cache(maxsize=65_536)
def _is_placeholder(form: str, text: str) -> bool:
    """Whether a text is the one the plan prints for people to replace."""
    return fold(text) in _samples(form) or bool(_DOTS.search(text))


@lru_cache(maxsize=8)
def _samples(form: str) -> frozenset[str]:
    """The plan's placeholder texts of a form; mẫu 1's sample days and dates look like real ones and are none."""
    return frozenset(
        fold(text)
        for sample in CATALOGUE[form].samples
        for field, text in sample.items()
        if field in ("contents", "detail", "places") or _DOTS.search(text) or "(" in text
    )

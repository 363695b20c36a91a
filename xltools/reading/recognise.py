"""Which form stands where: tables found by their header texts, forms by the titles above them.

Position is never trusted; neither is the number row of the plan's forms, whose numbers do not
follow the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from xltools.forms.catalogue import CATALOGUE
from xltools.forms.spec import FormSpec
from xltools.reading.sheet import Sheet, Value
from xltools.vietnamese.dates import date_line
from xltools.vietnamese.text import clean, fold

SKIPPED_SHEETS = frozenset({"nguongoc"})
"""Sheets of our own results that list rows but are no form."""

UNTIL = "until"
"""The column "Đến ngày" of people who split the time in two columns; no form of the plan has it."""

_MIN_HEADERS = 3
_LONGEST_HEADER = 160
_HEADING_ROWS = 16  # how far above a second table of a sheet its heading may begin
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_QUARTER = re.compile(r"\bquy\s*(iv|i{1,3}|[1-4])\b")
_YEAR = re.compile(r"\bnam\s*((?:19|20)\d\d)\b")
_FIGURE = re.compile(r"^\s*\d+\s*$|\d[./-]\d")  # a number, a date or a code
_ASIDE = re.compile(r"\([^)]*\)")
_DATED = re.compile(r"\bngay\b.*\bthang\b")


class Heading(NamedTuple):
    """A cell above a table; ``text`` is clean, ``folded`` without marks and case. Row and column from 1."""

    row: int
    column: int
    text: str
    folded: str


class Table(NamedTuple):
    """A form found: its spec, the header row, field → column, what stands above, and its last row."""

    spec: FormSpec
    sheet: Sheet
    header_row: int
    columns: dict[str, int]
    above: tuple[Heading, ...]
    last_row: int


@cache
def _wordings(form: str) -> tuple[tuple[str, str], ...]:
    """(folded wording, field) of every header of a form, the longest wording first."""
    found = {
        fold(wording): column.field
        for column in CATALOGUE[form].columns
        for wording in (column.header, *column.aliases)
    }
    return tuple(sorted(found.items(), key=lambda pair: (-len(pair[0]), pair)))


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple({wording for form in CATALOGUE for wording, _ in _wordings(form)})


@lru_cache(maxsize=16_384)
def _field(form: str, text: str) -> str:
    """The field a header text names in a form, ``""`` for none; the longest matching wording wins."""
    folded = fold(text)
    for wording, field in _wordings(form):
        # the wording alone, or followed by a space or a mark: "so ngay(tt)", "thoi gian:"
        if folded.startswith(wording) and not folded[len(wording) : len(wording) + 1].isalnum():
            return field
    return ""


@lru_cache(maxsize=65_536)
def _is_header(text: str) -> bool:
    """Whether the text names a column of any form; data cells are longer or name none."""
    if len(text) > _LONGEST_HEADER or not fold(text).startswith(_beginnings()):
        return False
    return any(_field(form, text) for form in CATALOGUE)


@lru_cache(maxsize=65_536)
def _heading_text(text: str) -> tuple[str, str]:
    plain = clean(text)
    return plain, fold(plain)


def _header_rows(rows: Sequence[Sequence[Value]]) -> Iterator[int]:
    """Indices of rows in which at least three cells name columns.

    Data may begin with the words of a header too ("Nội dung 1.1 | Từ ngày 01/4/2023 | Kết quả: tốt"): a row that
    holds figures is a header only if two of its cells are a header and nothing else.
    """
    for index, row in enumerate(rows):
        count = 0
        for value in row:
            if value and isinstance(value, str) and _is_header(value):
                count += 1
        if count >= _MIN_HEADERS and (not any(map(_is_figure, row)) or sum(map(_is_bare_header, row)) > 1):
            yield index


def _is_figure(value: Value) -> bool:
    return bool(_FIGURE.search(value)) if isinstance(value, str) else True


def _is_bare_header(value: Value) -> bool:
    return isinstance(value, str) and fold(_ASIDE.sub(" ", value)).strip(" :.*") in _beginnings()


def tables(sheet: Sheet) -> Iterator[Table]:
    """Every form on a sheet, from the top; a table without a known title is told by its columns."""
    if fold(sheet.name).replace(" ", "") in SKIPPED_SHEETS:
        return
    headers = list(_header_rows(sheet.rows))
    start = 0
    for position, header in enumerate(headers):
        above = tuple(_headings(sheet.rows, start, header))
        spec = _spec(above, sheet.rows[header])
        if spec is None:
            continue
        columns = _columns(spec, sheet.rows[header])
        stop = headers[position + 1] if position + 1 < len(headers) else len(sheet.rows)
        yield Table(spec, sheet, header + 1, columns, above, stop)
        start = header + 1


def _headings(rows: Sequence[Sequence[Value]], start: int, stop: int) -> Iterator[Heading]:
    for index in range(max(start, stop - _HEADING_ROWS) if start else 0, stop):
        for column, value in enumerate(rows[index], 1):
            if value != "":
                for line in str(value).split("\n"):
                    text, folded = _heading_text(line)
                    if text:
                        yield Heading(index + 1, column, text, folded)


def _spec(above: Sequence[Heading], header: Sequence[Value]) -> FormSpec | None:
    """The form whose title marks stand above the table; without any, the one its columns can only be."""
    title = " ".join(heading.folded for heading in above)
    for spec in CATALOGUE.values():
        if all(mark in title for mark in spec.marks) and not any(mark in title for mark in spec.not_marks):
            found = _columns(spec, header)
            required = [column.field for column in spec.columns if column.required]
            # a header may lack a column, but a table that shares next to nothing is another thing
            if sum(field in found for field in required) * 2 >= len(required):
                return spec
    for code in ("mau3", "mau2", "mau1"):
        spec = CATALOGUE[code]
        if all(column.field in _columns(spec, header) for column in spec.columns if column.required):
            return spec
    return None


def _columns(spec: FormSpec, header: Sequence[Value]) -> dict[str, int]:
    """Field → column (from 1); the first column that names a field has it. A column of last days is ``UNTIL``."""
    columns: dict[str, int] = {}
    for column, value in enumerate(header, 1):
        if value and isinstance(value, str):
            field = _field(spec.code, value)
            if field and field not in columns:
                columns[field] = column
            elif not field and fold(value).startswith("den ngay"):
                columns.setdefault(UNTIL, column)
    return columns


class Said(NamedTuple):
    """A value read from the heading and the cell that says it; ``cell`` is (row, column) or ``None``."""

    value: str
    cell: tuple[int, int] | None


def line_value(above: Sequence[Heading], wording: str) -> Said:
    """The text behind a numbered line (``1. Họ và tên: …``), in the same cell or the next filled one of its row."""
    label = fold(wording).lstrip("0123456789. ").rstrip(": ")
    for position, heading in enumerate(above):
        if heading.folded.lstrip("0123456789.) -").startswith(label):
            _, colon, rest = heading.text.partition(":")
            if rest.strip(" .…_"):
                return Said(rest.strip(), (heading.row, heading.column))
            following = above[position + 1] if position + 1 < len(above) else None
            if following is not None and following.row == heading.row and following.text.strip(" .…_"):
                return Said(following.text, (following.row, following.column))
            if colon:
                return Said("", (heading.row, heading.column))
    return Said("", None)


def quarter_and_year(above: Sequence[Heading]) -> tuple[int | None, int | None, tuple[int, int] | None]:
    """Quarter and year as the title states them, and the cell; date lines and plan references are passed over."""
    quarter = year = cell = None
    for heading in above:
        title = heading.folded.partition("kem theo")[0]
        if "ke hoach so" in title or _DATED.search(title):
            continue
        found_quarter, found_year = _QUARTER.search(title), _YEAR.search(title)
        if found_quarter and quarter is None:
            quarter = _ROMAN[found_quarter[1]]
            cell = heading.row, heading.column
        if found_year and year is None:
            year = int(found_year[1])
            cell = cell or (heading.row, heading.column)
    return quarter, year, cell


def date_heading(above: Sequence[Heading]) -> tuple[date, tuple[int, int]] | None:
    """The day of "…, ngày 10 tháng 02 năm 2023" and its cell; ``None`` where it is left open."""
    for heading in above:
        if "ke hoach" not in heading.folded and "ngay" in heading.folded:
            day = date_line(heading.text)
            if day is not None:
                return day, (heading.row, heading.column)
    return None

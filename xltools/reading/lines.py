"""What the lines above a table say: the person's name and title, quarter and year, the date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from xltools.office.sheet import Place, Value
from xltools.reading.signals import is_dated
from xltools.vietnamese.dates import date_line
from xltools.vietnamese.text import clean, fold

_LONGEST = 1_000  # of a line; a heading is no essay
_MOST_LINES = 40  # of a cell
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4}
# an l is often typed for I; "quý tư" is not "quỹ từ 01/4"
_QUARTER_NUMBER = r"([il]v|[il]{1,3}|0?[1-4]|(?<=\s)(?:mot|hai|ba|bon|tu(?=\s*(?:nam\b|[/,]|$))))\b"
_QUARTER = re.compile(
    rf"\bqu[yi]\s*{_QUARTER_NUMBER}(?:\s*(?:,|;|va|den|-|\+|&)\s*(?:qu[yi]\s*)?{_QUARTER_NUMBER}(?![./-]\d))?"
)
_YEAR = re.compile(r"\bnam\s*((?:19|20)\d\d)\b")

_OF_WHOM = r"(?:\s+(?:cua\s+)?(?:can bo|dong chi|nguoi (?:di|dang ky|bao cao)))?"
_LABELS = {
    "ho va ten": rf"(?:ho(?: va|,| &)? ?ten|ten can bo){_OF_WHOM}",
    "chuc vu": rf"(?:chuc vu|chuc danh){_OF_WHOM}",
    "": r"(?:don vi|noi)(?: cong tac)?|noi dung|ket qua",
}
"""Folded wordings of the lines a form asks for; the last are lines that end the one before."""

_NUMBERING = r"(?:\d{1,2}\s*[.)/]\s*|[-+*•]\s*)"
_ANY = "|".join(_LABELS.values())
_STARTS = re.compile(rf"{_NUMBERING}?(?:{_ANY})(?!\w)")
_PERSON = re.compile(rf"{_NUMBERING}?(?:{_LABELS['ho va ten']})(?!\w)")
_NEXT = re.compile(rf"(?<![^\s,;.…_-])(?:{_NUMBERING}(?:{_ANY})(?!\w)|(?:{_ANY})\s*[:.…_])")
_FILLER = " .…_:;,-–"
_NAME_LIKE = re.compile(r"[^\W\d_]+(?:[ .'-]+[^\W\d_]+){1,6}(?:\s*\(.*\))?")


class Heading(NamedTuple):
    """A line above a table; ``text`` is clean, ``folded`` without marks and case. Row and column from 1."""

    row: int
    column: int
    text: str
    folded: str


def headings(rows: Sequence[Sequence[Value]], start: int, stop: int) -> Iterator[Heading]:
    """The lines of text in the rows with indices from ``start`` up to ``stop``."""
    for index in range(start, stop):
        for column, value in enumerate(rows[index], 1):
            if value != "":
                for line in str(value).split("\n", _MOST_LINES)[:_MOST_LINES]:
                    text, folded = _both(line[:_LONGEST])
                    if text:
                        yield Heading(index + 1, column, text, folded)


@lru_cache(maxsize=65_536)
def _both(text: str) -> tuple[str, str]:
    plain = clean(text)
    return plain, fold(plain)


def line_value(above: Sequence[Heading], wording: str) -> tuple[str, Place | None]:
    """The text behind a numbered line (``1. Họ và tên: …``) and its cell.

    It stands in the same cell, up to the next line (``2. Chức vụ: …``) if both share one, in the next filled cell of
    the row, or below. A line that is there but says nothing gives ``""`` and its cell.
    """
    label = re.compile(rf"{_NUMBERING}?(?:{_LABELS[fold(wording).lstrip('0123456789. ').rstrip(': ')]})(?!\w)")
    for position, heading in enumerate(above):
        if not _STARTS.match(heading.folded):
            continue
        found = _behind(heading, label)
        if found is None:
            continue
        said, last = found
        if said:
            return said, (heading.row, heading.column)
        other = _beside(above, position) or (_below(above, position) if last else None)
        if other is not None:
            return other.text.strip(_FILLER), (other.row, other.column)
        if ":" in heading.text or last:
            return "", (heading.row, heading.column)
    return "", None


def _behind(heading: Heading, label: re.Pattern[str]) -> tuple[str, bool] | None:
    """The text behind a label in its cell, and whether the cell holds nothing else; ``None`` without the label."""
    folded = heading.folded
    # folding keeps every letter in its place; where it does not, the text without marks must do
    text = heading.text if len(heading.text) == len(folded) else folded
    starts = [0, *(match.start() for match in _NEXT.finditer(folded) if match.start())]
    for start, stop in zip(starts, [*starts[1:], len(folded)], strict=True):
        match = label.match(folded, start)
        if match is not None:
            return text[match.end() : stop].strip(_FILLER), stop == len(folded)
    return None


def _beside(above: Sequence[Heading], position: int) -> Heading | None:
    """The next line of the row that is no label and not only dots."""
    row = above[position].row
    for heading in above[position + 1 :]:
        if heading.row != row or _STARTS.match(heading.folded):
            return None
        if heading.text.strip(_FILLER):
            return heading
    return None


def _below(above: Sequence[Heading], position: int) -> Heading | None:
    """What stands in the row below, if it can only be what the label asks for: words without figures or label."""
    label = above[position]
    below = [heading for heading in above[position + 1 :] if heading.row == label.row + 1]
    if len(below) == 1 and _NAME_LIKE.fullmatch(below[0].text) and not _STARTS.match(below[0].folded):
        return below[0]
    return None


def quarter_and_year(above: Sequence[Heading]) -> tuple[int | None, int | None, Place | None]:
    """Quarter and year as the title states them, and the cell; a title with two quarters states none."""
    quarters: set[int] = set()
    year = year_cell = quarter_cell = None
    for heading in above:
        title = heading.folded.partition("kem theo")[0]
        if "ke hoach so" in title or is_dated(title):
            continue
        found_quarter, found_year = _QUARTER.search(title), _YEAR.search(title)
        if found_quarter:
            quarters.update(_quarter(typed) for typed in found_quarter.groups() if typed is not None)
            quarter_cell = quarter_cell or (heading.row, heading.column)
        if found_year and year is None:
            year = int(found_year[1])
            year_cell = heading.row, heading.column
    return quarters.pop() if len(quarters) == 1 else None, year, quarter_cell or year_cell


def _quarter(typed: str) -> int:
    """``ii``, ``ll``, ``02``, ``hai`` → 2."""
    if typed.isdigit():
        return int(typed)
    return _QUARTERS.get(typed) or _QUARTERS[typed.replace("l", "i")]


def opens_person(heading: Heading) -> bool:
    """Whether a line is the first of a form of one person: ``1. Họ và tên: …``."""
    return bool(_PERSON.match(heading.folded))


def states_period(heading: Heading) -> bool:
    """Whether a line states a quarter or a year."""
    return bool(_QUARTER.search(heading.folded) or _YEAR.search(heading.folded))


def date_heading(above: Sequence[Heading]) -> tuple[date, Place] | tuple[None, None]:
    """The day of "…, ngày 10 tháng 02 năm 2023" and its cell; ``None`` for both where it is left open."""
    for heading in above:
        if "ke hoach" not in heading.folded and "ngay" in heading.folded:
            day = date_line(heading.text)
            if day is not None:
                return day, (heading.row, heading.column)
    return None, None

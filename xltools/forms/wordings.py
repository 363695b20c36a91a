"""What the text of a header cell names: a field of a form, by the wordings of its column, never by similarity."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from xltools.forms.catalogue import CATALOGUE, Column, shared_column
from xltools.vietnamese.text import fold

UNTIL = "until"
"""The column "Đến ngày" of people who split the time in two columns; no form of the plan has it."""

BEGINNINGS = frozenset(
    {"tu", "tu ngay", "di", "ngay di", "bat dau", "ngay bat dau", "thoi gian bat dau", "thoi gian di"}
)
"""Headers of a column of first days where another column holds the last ones; some only below "Thời gian"."""

_ENDINGS = ("den ngay", "den het ngay", "ngay ve", "ket thuc", "ngay ket thuc", "thoi gian ket thuc", "thoi gian ve")
_SHORT_ENDINGS = frozenset({"den", "ve"})  # only below "Thời gian"
_LONGEST = 160
_LOOSE = 100
_ASIDE = re.compile(r"\([^)]*\)")
_OTHER_COUNT = re.compile(
    r"\b(?:con (?:lai|thieu|no)|chua|thieu|luy ke|cong don|buoi|tuan|moi dot|quy dinh)\b|/ ?dot\b|\bngay nghi\b"
)
"""In a header of days: it counts something else than the days of the trip (``Số ngày còn lại``, ``Số ngày (buổi)``)."""


class Named(NamedTuple):
    """The field a text names; the smaller the rank, the surer (the plan's own header has 0)."""

    field: str
    rank: int


def columns_read(form: str) -> tuple[Column, ...]:
    """The columns of a form, and name and title where people add them to a table that needs none."""
    spec = CATALOGUE[form]
    own = {column.field for column in spec.columns}
    added = ("person", "title") if spec.kind and not spec.personal else ("person",) if spec.kind else ()
    return (*spec.columns, *(shared_column(field) for field in added if field not in own))


@cache
def _wordings(form: str) -> tuple[tuple[str, Named], ...]:
    """(folded wording, what it names) of every header of a form, the longest wording first."""
    found: dict[str, Named] = {}
    for column in columns_read(form):
        for rank, wording in enumerate((column.header, *column.aliases)):
            found.setdefault(fold(wording), Named(column.field, rank))
    return tuple(sorted(found.items(), key=lambda pair: (-len(pair[0]), pair)))


@cache
def _beginnings() -> tuple[str, ...]:
    return (*{wording for form in CATALOGUE for wording, _ in _wordings(form)}, *_ENDINGS)


@lru_cache(maxsize=16_384)
def bare(text: str) -> str:
    """A header's words alone, folded: remarks in brackets and marks around it away."""
    return fold(_ASIDE.sub(" ", text[: 2 * _LONGEST])).strip(" :.*")


@lru_cache(maxsize=16_384)
def named(form: str, text: str) -> Named | None:
    """What a header text names in a form; the longest matching wording wins, behind it may stand more words."""
    words = bare(text)
    if CATALOGUE[form].kind and is_ending(words):
        return Named(UNTIL, 0 if words in _ENDINGS else _LOOSE)
    folded = fold(text)
    for wording, meant in _wordings(form):
        # the wording alone, or followed by a space or a mark: "so ngay(tt)", "thoi gian:"
        follows = folded.startswith(wording) and not folded[len(wording) : len(wording) + 1].isalnum()
        if words == wording or follows:
            if meant.field == "days" and _OTHER_COUNT.search(folded):
                return None
            return meant if words == wording else Named(meant.field, _LOOSE + meant.rank)
    return None


def exactly_named(form: str, text: str) -> Named | None:
    """What a header text names if it holds the wording and nothing else."""
    meant = named(form, text)
    return meant if meant is not None and meant.rank < _LOOSE else None


def part_of(form: str, text: str) -> str:
    """The field of which a header heads a part that stands in a column of its own (``Xã | Huyện``), ``""`` for none."""
    words = bare(text)
    return next((column.field for column in columns_read(form) if words in column.parts), "")


def is_ending(words: str, below_time: bool = False) -> bool:
    """Whether bare words head a column of last days."""
    return words.startswith("den ngay") or words in _ENDINGS or (below_time and words in _SHORT_ENDINGS)


@lru_cache(maxsize=65_536)
def is_header(text: str) -> bool:
    """Whether the text names a column of any form; data cells are longer or name none."""
    if len(text) > _LONGEST or not fold(text).startswith(_beginnings()):
        return False
    return any(named(form, text) for form in CATALOGUE)


@lru_cache(maxsize=65_536)
def begins_header(text: str) -> bool:
    """Whether the text begins with the first word of a header; its others may stand below."""
    return fold(text[:_LONGEST]).split(" ", 1)[0] in _first_words()


@cache
def _first_words() -> frozenset[str]:
    return frozenset(wording.split()[0].rstrip(",") for wording in _beginnings())


@lru_cache(maxsize=65_536)
def is_bare_header(text: str) -> bool:
    """Whether the text is the header of a column of some form and nothing else."""
    return len(text) <= _LONGEST and bare(text) in _beginnings()

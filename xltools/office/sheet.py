"""A sheet as this room hands it on: its values, and what the values do not show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise
from typing import NamedTuple

from xltools.model import Finding, column_letters
from xltools.vietnamese.dates import day_text
from xltools.vietnamese.legacy import coding_of_font
from xltools.vietnamese.numbers import days_text
from xltools.vietnamese.text import clean
from xltools.vietnamese.wording import say

Value = str | float | int | bool | date | datetime | time | timedelta
"""A cell's value as calamine gives it; an empty cell is ``""``."""

Place = tuple[int, int]
"""(row, column) of a cell, from 1."""


class Box(NamedTuple):
    """A rectangle of cells: the rows and columns of its corners, both included, from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def name(self) -> str:
        """``A14:F14``; a single cell as ``A14``."""
        first = f"{column_letters(self.left)}{self.top}"
        last = f"{column_letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"

    @property
    def absolute(self) -> str:
        """``$A$14:$F$14``, as defined names spell it."""
        first = f"${column_letters(self.left)}${self.top}"
        return f"{first}:${column_letters(self.right)}${self.bottom}"


class Look(NamedTuple):
    """How text is set; ``None`` where a style leaves it open."""

    font: str | None = None
    struck: bool | None = None
    raised: bool | None = None
    """Superscript or subscript."""
    hidden: bool | None = None

    def over(self, below: Look) -> Look:
        """The look completed by the one below it."""
        return Look._make(lower if own is None else own for own, lower in zip(self, below, strict=True))


Run = tuple[str, Look]
"""A piece of a cell's text that is set in one way."""


def old_codes(runs: Sequence[Run]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The old code of a text, and no pieces; or ``""`` and its pieces, each with its code, where they differ.

    A code is a name that ``vietnamese.legacy.convert`` takes, ``""`` for Unicode. Only pieces with letters beyond
    ASCII count: the others read the same in all codes. Neighbours in one font are joined first, for a letter of an
    old code may be split between them.
    """
    fonts = {look.font or "" for text, look in runs if not text.isascii()}
    codes = {coding_of_font(font) or "" for font in fonts}
    if len(codes) < 2:
        return (codes.pop() if codes else ""), ()
    by_font = groupby((run for run in runs if run[0]), key=lambda run: run[1].font or "")
    return "", tuple(("".join(text for text, _ in group), coding_of_font(font) or "") for font, group in by_font)


def is_struck(runs: Sequence[Run]) -> bool:
    """Whether any text is struck out, or a raised figure touches another: 30¹ reads as 301, but m² may stay m2."""
    if not any(look.struck or look.raised for _, look in runs):
        return False
    shown = [run for run in runs if run[0]]
    return any(look.struck and not text.isspace() for text, look in shown) or any(
        bool(look.raised) != bool(following.raised) and text[-1].isdigit() and after[0].isdigit()
        for (text, look), (after, following) in pairwise(shown)
    )


@dataclass(frozen=True, slots=True)
class Notes:
    """What the values of a sheet do not show, by the place of the cell."""

    errors: dict[Place, str] = field(default_factory=dict)
    """Error values (``#REF!``); they read as empty."""
    formulas: dict[Place, str] = field(default_factory=dict)
    """Formulas that were never calculated, without ``=``; they read as empty."""
    codings: dict[Place, str] = field(default_factory=dict)
    """The old code of the whole text (see :func:`old_codes`)."""
    pieces: dict[Place, Sequence[tuple[str, str]]] = field(default_factory=dict)
    """The pieces of a text in several codes, each with its code."""
    merged: list[Box] = field(default_factory=list)
    """Merged cells; readers show their value in the first cell only."""
    filled: int | None = None
    """How many cells hold a value, where the module of the format counted them itself."""
    struck: set[Place] = field(default_factory=set)
    """Cells with text struck out, or with a raised figure that touches a number (some may be empty)."""

    def add_text(self, runs: Sequence[Run], *places: Place) -> None:
        """Note the old codes of the text of some cells, and whether it is struck out."""
        coding, pieces = old_codes(runs)
        if coding:
            self.codings.update(dict.fromkeys(places, coding))
        elif pieces:
            self.pieces.update(dict.fromkeys(places, pieces))
        if is_struck(runs):
            self.struck.update(places)


NOTHING = Notes()


class Block(NamedTuple):
    """A run of rows that is named and counted on its own: a table of a Word document, of so many columns."""

    name: str
    first: int
    last: int
    width: int


class Sheet(NamedTuple):
    """A sheet's values (``rows[0][0]`` is A1); ``changes`` tell of cells whose value is not the file's."""

    name: str
    hidden: bool
    rows: Sequence[Sequence[Value]]
    notes: Notes = NOTHING
    changes: Mapping[Place, Finding] = {}
    blocks: Sequence[Block] = ()


LONGEST_QUOTED = 60
"""Characters of a cell that are quoted in a finding."""


def quoted(value: Value) -> str:
    """A cell's value on one line, cut where it gets too long to be quoted."""
    text = clean(raw_text(value))
    return text if len(text) <= LONGEST_QUOTED else f"{text[:LONGEST_QUOTED].rstrip()}…"


def raw_text(value: Value) -> str:
    """A cell's value as an official would read it: ``30``, ``0,5``, ``01/4/2023``, or the text itself."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime | date):
        return day_text(value.date() if isinstance(value, datetime) else value)
    if isinstance(value, bool):
        return say("office", "truth.yes" if value else "truth.no")
    if isinstance(value, int | float):
        return days_text(float(value))
    return str(value)

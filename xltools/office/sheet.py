"""A sheet as the room hands it on: values, what the values do not show, what was done to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from xltools.model import Finding
from xltools.vietnamese.dates import day_text
from xltools.vietnamese.numbers import days_text
from xltools.vietnamese.text import clean

Value = str | float | int | bool | date | datetime | time | timedelta
"""A cell's value as calamine gives it; an empty cell is ``""``."""

Place = tuple[int, int]
"""(row, column) of a cell, from 1."""


class Box(NamedTuple):
    """A block of merged cells, both corners included, from 1; readers show its value in the first cell only."""

    top: int
    left: int
    bottom: int
    right: int


class Notes(NamedTuple):
    """What the values of a sheet do not show.

    ``errors`` are error values (``#REF!``) and ``formulas`` the formulas that were never calculated (without
    ``=``); both read as empty. ``codings`` are the cells whose font says that their text is written in an old
    code (a name that ``vietnamese.legacy.convert`` takes). ``pieces`` are the cells written in several
    codes: each piece of the text and its coding, ``""`` for Unicode. ``merged`` are the boxes of merged cells.
    ``filled`` is how many cells hold a value, where the module of the format counted them itself. ``struck`` are
    cells with text that is struck out, or with a raised figure that touches a number (some may be empty).
    """

    errors: Mapping[Place, str] = {}
    formulas: Mapping[Place, str] = {}
    codings: Mapping[Place, str] = {}
    pieces: Mapping[Place, Sequence[tuple[str, str]]] = {}
    merged: Sequence[Box] = ()
    filled: int | None = None
    struck: Set[Place] = frozenset()


NOTHING = Notes()


class Block(NamedTuple):
    """A run of rows that is named and counted on its own: a table of a Word document, of so many columns."""

    name: str
    first: int
    last: int
    width: int


class Sheet(NamedTuple):
    """A sheet's values; ``rows[0][0]`` is A1. ``changes`` are the cells whose value is not the one in the file.

    Each says what was done so that the cell could be read; it is told where the cell is used.
    """

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
        return "Đúng" if value else "Sai"
    if isinstance(value, int | float):
        return days_text(float(value))
    return str(value)

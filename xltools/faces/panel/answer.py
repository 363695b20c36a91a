"""What a click asks and what it is answered: plain data that any host can carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

Cell = str | int | float | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """The panel's cells as typed, and for ``check`` a saved copy of the open form.

    ``button`` is a key of ``spec.BUTTONS``. ``quarter`` and ``as_of`` are ``None`` where left to the tool; ``unit`` is
    a unit's name or code, ``""`` for the whole province. ``form`` is the path of the copy, ``form_name`` the name the
    user sees.
    """

    button: str
    workspace: str
    year: int | None = None
    quarter: int | None = None
    as_of: date | None = None
    unit: str = ""
    form: str = ""
    form_name: str = ""


class Line(NamedTuple):
    """A line of the result; ``path`` is a file or folder it links to, ``""`` for none."""

    text: str
    path: str = ""


class Mark(NamedTuple):
    """A cell of the form to be marked, row and column from 1; ``severity`` is ``error``, ``warning`` or ``notice``."""

    sheet: str
    row: int
    column: int
    severity: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the host writes; ``None`` for a table: leave it as it is.

    ``verdict`` is ``done``, ``errors`` (done, some forms have errors) or ``failed`` (nothing was done; ``headline``
    says what to do). ``state``, ``board`` and ``todo`` hold the rows of the functions of ``board`` so named. ``marks``
    and ``findings`` answer ``check`` and ``clear``: the marks replace all former ones of ours; ``findings`` rows are
    severity, sheet, cell, code, message, for sheet ``KiemTra`` of the form (empty: no such sheet). ``log`` is when,
    button, unit, seconds, verdict, headline.
    """

    verdict: str
    headline: str
    lines: tuple[Line, ...] = ()
    state: tuple[Row, ...] | None = None
    board: tuple[Row, ...] | None = None
    todo: tuple[Row, ...] | None = None
    marks: tuple[Mark, ...] | None = None
    findings: tuple[Row, ...] | None = None
    log: Row = ()

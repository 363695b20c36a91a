"""What a click asks and what it is answered: plain data that any host can carry, as objects or as JSON.

JSON in: ``button``, ``cells`` (name of ``CELLS`` → text, number or null; a day is ISO text), ``form``, ``form_name``,
``trouble`` (a sentence that is to be the answer, or ""). JSON out: ``verdict``, ``cells`` (name → text), ``lines``
([text, path]), ``tables`` (name → rows, null to leave alone), ``marks`` ([sheet, row, column, severity, text]) and
``findings`` (null to leave the form alone), ``log``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from xltools.faces.panel.spec import BUTTONS, CELLS, RESULT_ROWS
from xltools.model import Failure
from xltools.vietnamese.dates import parse_day
from xltools.vietnamese.display import one_line
from xltools.vietnamese.wording import say

Cell = str | int | float | None
Row = tuple[Cell, ...]

Typed = str | int | float | date | datetime | None
"""The value of a cell as a host gets it."""

_say = partial(say, "faces")

_QUARTERS = {"theo ngày": None, "i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


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


@dataclass(frozen=True, slots=True)
class Answer:
    """What the host writes; ``None`` for a table: leave it as it is.

    ``verdict`` is ``done``, ``errors`` (done, some forms have errors) or ``failed`` (nothing was done; ``headline``
    says what to do). ``state``, ``board`` and ``todo`` hold the rows of the functions of ``press`` so named. ``marks``
    and ``findings`` answer ``check`` and ``clear``. ``marks`` rows are sheet, row, column (from 1), severity
    (``error``, ``warning`` or ``notice``) and text, and replace all former marks of ours; ``findings`` rows are
    severity, sheet, cell, code, message, for sheet ``KiemTra`` of the form (empty: no such sheet). ``log`` is when,
    button, unit, seconds, verdict, headline.
    """

    verdict: str
    headline: str
    lines: tuple[Line, ...] = ()
    state: tuple[Row, ...] | None = None
    board: tuple[Row, ...] | None = None
    todo: tuple[Row, ...] | None = None
    marks: tuple[Row, ...] | None = None
    findings: tuple[Row, ...] | None = None
    log: Row = ()

    @property
    def when(self) -> str:
        """``23/11/2023 08:15:02 · 1,2 giây``."""
        return _say("panel.when", moment=self.log[0], seconds=self.log[3]).replace(".", ",")


def fitting(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines the panel has room for; the last one says how many there are more."""
    over = len(lines) - RESULT_ROWS
    if over <= 0:
        return tuple(lines)
    return (*lines[: RESULT_ROWS - 1], Line(_say("panel.more_lines", count=over + 1)))


# ------------------------------------------------------------------ what people typed


def request(button: str, cells: Mapping[str, Typed], form: str = "", form_name: str = "") -> Request:
    """The request of a click: ``cells`` is name → value; ``Failure`` names a cell that is not understood."""
    workspace = _text(cells["xl_workspace"])
    if button in ("check", "clear"):
        return Request(button, workspace, form=form, form_name=form_name)
    return Request(
        button,
        workspace,
        year=_year(cells["xl_year"]),
        quarter=_quarter(cells["xl_quarter"]),
        as_of=_day(cells["xl_as_of"]),
        unit=_text(cells["xl_unit"]),
    )


def _text(value: Typed) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _year(value: Typed) -> int | None:
    text = _text(value)
    if not text:
        return None
    if re.fullmatch(r"[12]\d{3}", text):
        return int(text)
    raise _mistaken("year", text)


def _quarter(value: Typed) -> int | None:
    text = _text(value)
    if not text:
        return None
    meant = text.casefold().removeprefix("quý").strip()
    if meant in _QUARTERS:
        return _QUARTERS[meant]
    raise _mistaken("quarter", text)


def _day(value: Typed) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value)
    if not text:
        return None
    try:
        return parse_day(text) or date.fromisoformat(text)
    except ValueError:
        raise _mistaken("as_of", text) from None


def _mistaken(key: str, text: str) -> Failure:
    return Failure(_say(f"typed.{key}", text=one_line(text)))


# ------------------------------------------------------------------ JSON


def read_json(data: bytes) -> dict[str, Any]:
    """What a host in another Python asks; ``Failure`` where that is not exactly what this version expects."""
    try:
        asked: Any = json.loads(data)
    except ValueError:
        asked = None
    if not (
        isinstance(asked, dict)
        and asked.keys() == {"button", "cells", "form", "form_name", "trouble"}
        and all(isinstance(asked[name], str) for name in ("button", "form", "form_name", "trouble"))
        and asked["button"] in {button.key for button in BUTTONS}
        and isinstance(asked["cells"], dict)
        and asked["cells"].keys() == set(CELLS)
        and all(value is None or type(value) in (str, int, float) for value in asked["cells"].values())
    ):
        raise Failure(_say("panel.other_script"))
    return asked


def as_json(answer: Answer) -> bytes:
    """An answer in ASCII."""
    cells = {"xl_headline": answer.headline, "xl_when": answer.when}
    if answer.board is not None:
        cells["xl_board_when"] = answer.when
    return json.dumps(
        {
            "verdict": answer.verdict,
            "cells": cells,
            "lines": answer.lines,
            "tables": {"xl_state": answer.state, "xl_board": answer.board, "xl_todo": answer.todo},
            "marks": answer.marks,
            "findings": answer.findings,
            "log": answer.log,
        }
    ).encode("ascii")

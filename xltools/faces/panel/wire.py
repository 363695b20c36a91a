"""Requests and answers as JSON, for a host that runs in another Python: one object in, one object out.

In: ``button``, ``cells`` (name of ``typed.CELLS`` → text, number or null; a day is ISO text), ``form``, ``form_name``,
``trouble`` (a sentence that is to be the answer, or "").
Out: ``verdict``, ``cells`` (name → text), ``lines`` ([text, path]), ``tables`` (name → rows, null to leave alone),
``marks`` ([sheet, row, column, severity, text], one a cell) and ``findings`` (null to leave the form alone), ``log``.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from xltools.faces.panel import shown
from xltools.faces.panel.answer import Answer
from xltools.faces.panel.spec import BUTTONS
from xltools.faces.panel.typed import CELLS
from xltools.model import Failure

_OTHER_VERSION = (
    "Phần nối của LibreOffice và bộ xltools không cùng phiên bản; "
    "hãy mở cửa sổ lệnh, chạy: xltools install-libreoffice, rồi mở lại LibreOffice"
)


class Asked(NamedTuple):
    """A click as it came: the arguments of ``typed.request``; what keeps the host from it, or ``""``."""

    button: str
    cells: dict[str, str | int | float | None]
    form: str
    form_name: str
    trouble: str


def read(data: bytes) -> Asked:
    """What is asked in ``data``; ``Failure`` where that is not exactly what this version expects."""
    try:
        asked = Asked(**json.loads(data))
    except (ValueError, TypeError):
        raise Failure(_OTHER_VERSION) from None
    if not (
        all(isinstance(text, str) for text in (asked.button, asked.form, asked.form_name, asked.trouble))
        and asked.button in {button.key for button in BUTTONS}
        and isinstance(asked.cells, dict)
        and asked.cells.keys() == set(CELLS)
        and all(value is None or type(value) in (str, int, float) for value in asked.cells.values())
    ):
        raise Failure(_OTHER_VERSION)
    return asked


def written(answer: Answer) -> bytes:
    """``answer`` as JSON, in ASCII."""
    return json.dumps(
        {
            "verdict": answer.verdict,
            "cells": _cells(answer),
            "lines": answer.lines,
            "tables": {"xl_state": answer.state, "xl_board": answer.board, "xl_todo": answer.todo},
            "marks": None if answer.marks is None else shown.marks(answer.marks),
            "findings": answer.findings,
            "log": answer.log,
        }
    ).encode("ascii")


def _cells(answer: Answer) -> dict[str, str]:
    when = shown.when(answer)
    cells = {"xl_headline": answer.headline, "xl_when": when}
    return cells if answer.board is None else {**cells, "xl_board_when": when}

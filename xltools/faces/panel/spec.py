"""The control panel on paper: its buttons, sheets and named cells; drawn by ``tools.panel``, used by both hosts."""

from __future__ import annotations

from dataclasses import dataclass

from xltools.forms.catalogue import CATALOGUE, EXPECTED, MERGED
from xltools.vietnamese.wording import wording


@dataclass(frozen=True, slots=True)
class Button:
    """A button: ``key`` in Python, ``macro`` in VBA (ASCII), ``long`` work that shows progress and may be stopped."""

    key: str
    caption: str
    macro: str
    explanation: str
    long: bool = False


def _button(key: str, macro: str, long: bool = False) -> Button:
    caption, explanation = wording("faces")["buttons"][key]
    return Button(key, caption, macro, explanation, long)


def _merging(form: str) -> Button:
    spec = CATALOGUE[form]
    caption, explanation = wording("faces")["buttons"]["merge_quarterly" if spec.quarterly else "merge"]
    name = spec.in_sentence
    return Button(form, caption.format(form=name), f"Xl{spec.stem}", explanation.format(form=name))


BUTTONS = (
    _button("check", "XlKiemTra"),
    _button("clear", "XlXoaDanhDau"),
    _button("collect", "XlThuNhan", long=True),
    *map(_merging, MERGED),
    _button("compliance", "XlTuanThu"),
    _button("run", "XlChayCaQuy", long=True),
    _button("refresh", "XlCapNhat"),
)

SHEETS = {
    "DieuKhien": "shDieuKhien",
    "TinhHinh": "shTinhHinh",
    "CanXuLy": "shCanXuLy",
    "NhatKy": "shNhatKy",
    "xlwings.conf": "shCauHinh",
}
"""Sheet → VBA code name."""

FORMS = tuple(EXPECTED.values())
"""Forms of the panel, each with its quarter, in the order of its rows and columns."""

STATES: list[str] = wording("faces")["board"]["states"]
ON_TIME, LATE, NIL, EXEMPT, MISSING, PENDING = STATES
"""Words of the board for where a unit stands with a form."""

RESULT_ROWS = 10
"""Lines the panel keeps for the result of the last click."""

LOG_ROWS = 200
"""Clicks the log keeps, the newest on top."""

BOOK_ROWS = 20
"""Cells of ``xl_books``, the open workbooks to choose from."""

CELLS = ("xl_workspace", "xl_year", "xl_quarter", "xl_as_of", "xl_unit")
"""The named cells a request is made of."""

NAMES = (
    *CELLS, "xl_form",
    "xl_headline", "xl_when", "xl_result", "xl_state",
    "xl_board", "xl_board_when", "xl_todo", "xl_log",
    "xl_books", "xl_units", "xl_days",
)  # fmt: skip
"""Defined names of the workbook: inputs; result; tables, by their first body cell; lists, by all their cells."""

MESSAGES: dict[str, str] = wording("faces")["starting"]
"""The words of ``macros/KhoiDong.bas`` for a tool that does not start, kept on the hidden sheet ``xlwings.conf``:
key on the sheet → sentence; ``{0}`` is a path or an error number."""

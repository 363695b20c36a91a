"""What stands in the panel's cells, read as a request: the same for every host."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from xltools.faces.panel.answer import Request
from xltools.model import Failure
from xltools.vietnamese.display import one_line

Typed = str | int | float | date | datetime | None
"""The value of a cell as a host gets it."""

CELLS = ("xl_workspace", "xl_year", "xl_quarter", "xl_as_of", "xl_unit")
"""The named cells a request is made of."""

_QUARTERS = {"theo ngày": None, "i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def request(button: str, cells: Mapping[str, Typed], form: str = "", form_name: str = "") -> Request:
    """The request of a click. ``cells``: name of ``CELLS`` → value; ``Failure`` names the cell that is not understood.

    ``check`` and ``clear`` look only at the workspace, so a mistake in another cell does not keep them from working.
    """
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
    raise _mistaken("Năm", text, "ghi một năm, ví dụ 2023")


def _quarter(value: Typed) -> int | None:
    text = _text(value)
    if not text:
        return None
    meant = text.casefold().removeprefix("quý").strip()
    if meant in _QUARTERS:
        return _QUARTERS[meant]
    raise _mistaken("Quý", text, "chọn I, II, III, IV hoặc “theo ngày”")


def _day(value: Typed) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value)
    if not text:
        return None
    try:
        if found := _DAY_FIRST.fullmatch(text):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        raise _mistaken("Tính đến ngày", text, "ghi ngày/tháng/năm, ví dụ 30/6/2023, hoặc để trống") from None


def _mistaken(label: str, text: str, advice: str) -> Failure:
    return Failure(f"Không hiểu “{one_line(text)}” ở ô “{label}”; {advice} rồi bấm lại")

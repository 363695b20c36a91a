"""What a row or cell looks like by itself, before any form is known: an entry, a total, a time, a count of days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from xltools.office.sheet import Value
from xltools.vietnamese.text import clean, fold

_LONGEST = 400
_MANY_CELLS = 60
_FIRST_SERIAL, _LAST_SERIAL = 43_831, 47_483  # 2020-01-01 … 2029-12-31 as a spreadsheet counts days
_MOST_DAYS = 366
_FEW_FILLED = 3

_TIME = re.compile(
    r"(?<![\d./])\d{1,2}\s*[./-]\s*(?:1[0-2]|0?[1-9])(?:\s*[./-]\s*(?:20)?2\d)?(?![\d./])|\bngay\s+\d|\bthang\s+\d"
)
_CODE = re.compile(r"(?:^|\b(?:muc|noi dung|nd)\s*)1[.,][1-9](?:[.,]\d{1,2})?(?![\d/])")
_COUNT = re.compile(r"^\d{1,3}(?:[.,]\d)?(?:\s*ngay\b.*)?$")
_PLACE = re.compile(
    r"(?:^|[\s,.;(-])(?:xa|phuong|thi tran|huyen|thi xa|ap|khu pho|(?:huyen|thi|thanh|chi) doan|doan xa)\s+\w"
)
_DAY_OR_COUNT = re.compile(r"\d\s*ngay\b|\bngay\s+\d|(?<![\d/])\d{1,2}/\d{1,2}(?!\d)")
_GOING = re.compile(r"\b(?:di|nghi|them|bo sung|ngoai ra|tham gia|tham du|thay)\b")
_OF_THE_PLAN = re.compile(r"\b(?:toi thieu|it nhat|vi du|vd\d*)\b|\bso\s*:?\s*\d+\s*[-/]")
_DATED = re.compile(r"\A(?>.*?\bngay\b).*?\bthang\b")  # atomic: a long text is walked over once
_TOTAL = re.compile(
    r"^(?:tổng|cộng|tong|cong)(?:\s+(?:cộng|cong|số|so))?"
    r"(?:\s+(?:số|so))?(?:\s*$|\s*[:.,(\-–=…]|\s+(?:ngày|ngay|buổi|buoi|đợt|dot|của|cua|quý|quy|cả|ca|toàn|toan|các|cac"
    r"|đ/c|đồng chí|dong chi|ban|văn phòng|van phong|đơn vị|don vi|tháng|thang|năm|nam|\d))"
)


def is_entry(row: Sequence[Value]) -> bool:
    """Whether a row looks like one of a form: a time or a content code, and beside it another sign of a trip.

    Signs are a time, a content code, a count of days and a place; a list of people or places shows none or one.
    """
    filled = [value for value in row[:_MANY_CELLS] if value != ""]
    if len(filled) < _FEW_FILLED:
        return False
    signs = set(map(_sign, filled[1:])) | {_sign(filled[0])} - {"count"}  # the first number is a row's own
    signs.discard("")
    return len(signs) > 1 and not signs.isdisjoint(("time", "code"))


def _sign(value: Value) -> str:
    if isinstance(value, str):
        return _text_sign(value[:_LONGEST])
    if isinstance(value, date):
        return "time"
    if isinstance(value, int | float) and not isinstance(value, bool):
        if _FIRST_SERIAL <= value <= _LAST_SERIAL:
            return "time"
        return "count" if 0 < value <= _MOST_DAYS else ""
    return ""


@lru_cache(maxsize=16_384)
def _text_sign(text: str) -> str:
    folded = fold(text)
    if _CODE.search(folded):
        return "code"
    if _TIME.search(folded):
        return "time"
    if _COUNT.match(folded):
        return "count"
    return "place" if _PLACE.search(folded) else ""


def is_time(value: Value) -> bool:
    """Whether a cell holds a date, or text with one."""
    return _sign(value) == "time"


def is_dated(folded: str) -> bool:
    """Whether a folded text says ``ngày … tháng …``, as the line above a signature does."""
    return bool(_DATED.search(folded))


def tells_a_trip(folded: str) -> bool:
    """Whether a folded sentence speaks of somebody's days: ``đ/c Bình đi thêm 5 ngày``; not of the plan's own."""
    return bool(_DAY_OR_COUNT.search(folded) and _GOING.search(folded) and not _OF_THE_PLAN.search(folded))


def has_code(value: Value) -> bool:
    """Whether a cell begins with a content code (``1.1``)."""
    return _sign(value) == "code" or (isinstance(value, float) and 1 < value < 2)


def is_total(text: str) -> bool:
    """``Tổng``, ``Cộng: 45 ngày``, ``Tổng số ngày``; not ``Công tác …`` nor a person of the family Tổng."""
    return len(text) < _LONGEST and bool(_TOTAL.match(clean(text).lower()))

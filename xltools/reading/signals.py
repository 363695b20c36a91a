"""What a row or a cell looks like by itself: an entry, a total, a time, a count of days, a sample of the plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from xltools.forms.catalogue import CATALOGUE, FormSpec
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
    """Whether a row shows a time or a content code, and beside it another sign of a trip."""
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


# ------------------------------------------------------------------ what the plan prints for people to replace

_NUMBERED = re.compile(r"^\s*(?:vd|vi du)\s*\d*\s*[:.]")
_MARKED = re.compile(r"\W*(?:vd|vi du)\s*\d*\W*")
_DOTS = re.compile(r"\.{2,}|…|_{2,}")
_WORD = re.compile(r"\w+")
_NAMES = frozenset({"nguyen a", "nguyen van a"})


def is_example(spec: FormSpec, values: dict[str, Value]) -> bool:
    """Whether a row is a sample row as printed: nothing in it but placeholders and words of the sample."""
    if sample_cell(values):
        return not own_cells(spec, values)
    told = {field: value for field, value in values.items() if field not in ("number", "person", "title")}
    return bool(told) and all(isinstance(value, str) and _is_placeholder(spec.code, value) for value in told.values())


def sample_cell(values: dict[str, Value]) -> str:
    """The field whose cell marks a row as a sample: ``VD1: …``, ``VD`` or ``Nguyễn Văn A``; ``""`` for none."""
    contents, person, number = values.get("contents"), values.get("person"), values.get("number")
    if isinstance(contents, str) and _is_numbered(contents):
        return "contents"
    if isinstance(person, str) and fold(person).strip(" .") in _NAMES:
        return "person"
    return "number" if isinstance(number, str) and _MARKED.fullmatch(fold(number)) else ""


def own_cells(spec: FormSpec, values: dict[str, Value]) -> list[str]:
    """The fields of a sample row that say something else than the sample; its own mark aside."""
    return [
        field
        for field, value in values.items()
        if field not in ("number", "title", sample_cell(values)) and not _is_printed(spec.code, field, value)
    ]


def _is_printed(form: str, field: str, value: Value) -> bool:
    """Whether a cell holds no word that the sample does not have there; dots and blanks hold none."""
    if not isinstance(value, str):
        return False
    words = _words(value)
    return not words or any(words <= _words(text) for text in _printed(form).get(field, ()))


@lru_cache(maxsize=16_384)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text)))


@lru_cache(maxsize=16_384)
def _is_numbered(contents: str) -> bool:
    """``VD1: 1.1 Phối hợp …``."""
    return bool(_NUMBERED.match(fold(contents)))


@lru_cache(maxsize=65_536)
def _is_placeholder(form: str, text: str) -> bool:
    """Whether a text is one the plan prints for people to replace, the dates of its samples among them."""
    if _DOTS.search(text):
        return True
    folded = fold(text)
    return any(
        folded in texts and (field in ("contents", "detail", "places") or "(" in folded)
        for field, texts in _printed(form).items()
    )


@lru_cache(maxsize=8)
def _printed(form: str) -> dict[str, frozenset[str]]:
    """Field → the texts, folded, of the plan's sample rows."""
    samples = CATALOGUE[form].samples
    fields = {field for sample in samples for field in sample}
    return {field: frozenset(fold(sample[field]) for sample in samples if field in sample) for field in fields}

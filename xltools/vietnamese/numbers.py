"""Day counts as people type them: ``30 ngày``, ``01 buổi``, ``ba mươi ngày``, ``10 ngày x 2 đợt``."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import cache, lru_cache

from xltools.model import Finding
from xltools.vietnamese.text import BRACKETS, UnreadableError, bracketed, doubted, fold

_MOST_DAYS = 366  # a greater number is a date's serial number or a slip
_LONGEST = 300  # characters
_DIGITS = 6  # sums of a spreadsheet are off by less than that
_ONES = {"khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5, "sau": 6, "bay": 7}
_ONES |= {"tam": 8, "chin": 9}
_WORDS = "|".join([*_ONES, "muoi", "tram", "linh", "le"])
_TOKEN = re.compile(
    rf"""
      (?P<half>1\s*/\s*2(?=\s*ngay)|nua)
    | (?P<noise>(?:sang|chieu|toi|lam\ viec|cong\ tac|cong)(?![a-z])|\.(?=\s|$)|\s+)
    | (?P<number>\d+(?:[.,]\d{{1,2}})?(?![.,]?\d))
    | (?P<times>[x×*](?![a-z])|,?\s*moi\s+(?:dot|lan)(?![a-z]))
    | (?P<each>/\s*(?:dot|lan)(?![a-z]))
    | (?P<plus>\+|va(?![a-z]))
    | (?P<unit>(?:ngay|buoi|tuan|dot|lan)(?![a-z]))
    | (?P<and_half>ruoi(?![a-z]))
    | (?P<words>(?:{_WORDS})(?![a-z])(?:\s+(?:{_WORDS})(?![a-z]))*)
    | (?P<unknown>.)
    """,
    re.VERBOSE,
)
_BRACKETED_SUM = re.compile(r"\(([^()]*)\)\s*ngay")
_COUNTED = re.compile(r"(\d{1,3}(?:,5)?)\s*ngay\b")
_CUT_OFF = re.compile(r"\d,\d+\s*,")  # "10,5,": a list that goes on, or a decimal
_ANOTHER = re.compile(r"^(?!trong do\b).*?\d\s*(?:ngay|buoi)\b")
_IN_A_LIST = r"\d{1,2}(?:\s*(?:[,;-]|va|den)\s*(?:ngay )?\d{1,2})*"
_NO_DAYS = re.compile(  # figures of a remark that count no days: dates, rounds, hours, places, people
    rf"{_IN_A_LIST}\s*[/.-]\s*(?:1[0-2]|0?[1-9])(?:(?:\s*[/.]\s*|-)(?:20)?\d\d)?(?!\d|\s*[/.]\s*\d)"
    r"|\b(?:ngay|thang|thu|t|dot|lan|tuan|quy|nam|muc|noi dung|nd|ap|kp|khu pho|phuong|to|khoi|lop|so|cum|stt)"
    rf"\s*{_IN_A_LIST}(?:\.\d)*(?!\d)"
    r"|(?:\bnam |/\s*)20\d\d\b|\d{1,2}\s*(?:h|g|gio)\s*(?:\d\d)?\b"
    r"|\d{1,3}\s*(?:dot|lan|thang|chuyen|xa|phuong|huyen|ap|khu pho|kp|chi doan|co so|don vi|noi|dia diem|diem"
    r"|nguoi|can bo|dong chi|d/c|cuoc|hoat dong|noi dung|gio|dem)\b|\b[1-9]\.\d\b|^trong do\b.*"
)
_NUMBER_WORDS = re.compile(rf"(?:(?:{_WORDS}|chuc)\b\s*)+(?:ngay)?")
_UNFILLED = re.compile(r"(?:so ngay(?: di)?|[\s.,_:;/\-()\[\]]|toi thieu \d+ ngay|ngay|buoi)*")
_LABEL = re.compile(r"(?=[a-z])(?:tong(?: cong| so)* ?)?(?:(?:so )?ngay(?: di)?)? ?:|tong(?: cong| so)*(?= \d)")
_ROUND = re.compile(
    r"(?:^|(?<!moi)[\s;,.+\-])+(?:dot|lan) ?(?:thu )?(?:\d{1,2}|i{1,3}|iv|v|mot|hai|ba|nhat)(?!\d) ?[:\-]? ?(?=\d)"
)
_NEGATIVE = re.compile(r"-\s*(\d+(?:[.,]\d+)?(?:\s*ngay)?)")
_MIXED = re.compile(r"(?<![\d.,/])(\d{1,3}) 1/2(?=\s*ngay)")  # 1 1/2 ngày
_NO_COUNT = re.compile(r"\b(?:toi thieu|it nhat|toi da|khoang|hon|tren|duoi|gan)\b|[<>≥≤~±]")


Days = tuple[float | None, tuple[Finding, ...]]
"""The count of one cell, ``None`` if it could not be read, and what is odd about it."""

_UNREADABLE: Days = (None, (Finding("T201"),))
_UNFILLED_DAYS: Days = (None, (Finding("T202"),))


def parse_days(value: object, session_days: float = 0.5) -> Days:
    """The days in a cell of the days column: a number or text.

    ``session_days`` is what a ``buổi`` is worth. Findings: T201 unreadable, T202 not filled in, and with a value T203
    counted in weeks (7 days each), T205 made of a sum, a product, words or sessions, T208 with a remark that casts
    doubt on it. Zero and negative numbers are read as they stand.
    """
    if isinstance(value, str):
        return _parse_text(value, session_days)
    if value is None:
        return _UNFILLED_DAYS
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= _MOST_DAYS:
        return round(float(value), _DIGITS), ()
    return _UNREADABLE


@lru_cache(maxsize=16384)
def _parse_text(text: str, session_days: float) -> Days:
    folded = (
        fold(unicodedata.normalize("NFKC", text.replace("½", " 1/2"))).replace("⁄", "/").strip(" '\"").rstrip(" ,;")
    )
    if _UNFILLED.fullmatch(folded):
        return _UNFILLED_DAYS
    if len(folded) > _LONGEST or _NO_COUNT.search(folded) or _CUT_OFF.search(text):
        return _UNREADABLE
    if negative := _NEGATIVE.fullmatch(folded):
        days, issues = _parse_text(negative[1], session_days)
        return (None, issues) if days is None else (-days, ())
    if label := _LABEL.match(folded):
        folded = folded[label.end() :]
    try:
        days, computed = _in_brackets(_MIXED.sub(r"\1,5", folded).strip(), session_days)
    except UnreadableError:
        return _UNREADABLE
    if not math.isfinite(days) or days > _MOST_DAYS:
        return _UNREADABLE
    codes = ["T203" if "tuan" in folded else "T205" if computed else ""]
    codes.append("T208" if any(map(doubted, bracketed(folded))) else "")
    return round(days, _DIGITS), tuple(Finding(code, expected=days_text(days)) for code in codes if code)


def _in_brackets(folded: str, session_days: float) -> tuple[float, bool]:
    """A bracket holds the unit, the same count again, or a remark; another count is a contradiction."""
    whole = BRACKETS.fullmatch(folded) or _BRACKETED_SUM.fullmatch(folded)
    if whole:
        folded = whole[1].strip()
    repeated: list[float] = []

    def judge(match: re.Match[str]) -> str:
        inside = match.group(1).strip()
        if inside in ("ngay", "buoi", "tuan"):
            return f" {inside} "
        try:
            repeated.append(_evaluate(inside, session_days)[0])
        except UnreadableError:
            # a remark: "không liên tục", "02 đợt", "từ 01/4 đến 30/4", "trong đó 5 ngày ở xã"
            if len(parts := _COUNTED.findall(inside)) > 1 and "buoi" not in inside:
                repeated.append(sum(float(part.replace(",", ".")) for part in parts))
            elif any((_ANOTHER.search(inside), _NUMBER_WORDS.fullmatch(inside), _has_count(inside))):
                raise
        return " "

    days, computed = _evaluate(BRACKETS.sub(judge, folded), session_days)
    if any(other != days for other in repeated):
        raise UnreadableError("T201")
    return days, computed


def _has_count(remark: str) -> bool:
    return any(map(str.isdigit, _NO_DAYS.sub(" ", remark)))


class _Term:
    def __init__(self) -> None:
        self.value = 1.0
        self.number: float | None = None  # waits for its unit
        self.per_day: float | None = None  # days in the unit of this term
        self.factors = 0
        self.counted = False  # a factor without unit stands for days, or times
        self.each = False  # days of one round: how many rounds has to be said

    def take_unit(self, unit: str, session_days: float) -> None:
        if self.number is None:
            raise UnreadableError("T201")
        self.factors += 1
        if unit in ("dot", "lan"):
            self.value *= self.number
        elif self.per_day is not None:
            raise UnreadableError("T201")
        else:
            self.per_day = {"ngay": 1.0, "buoi": session_days, "tuan": 7.0}[unit]
            self.value *= self.number
        self.number = None

    def add_half(self) -> None:
        """``1 ngày rưỡi``; behind a product it would be unclear half of what."""
        if self.number is not None or self.per_day is None or self.factors > 1:
            raise UnreadableError("T201")
        self.value += 0.5

    def take_each(self) -> None:
        if self.number is not None or self.per_day is None:
            raise UnreadableError("T201")
        self.each = True

    def close_factor(self) -> None:
        if self.number is not None:
            self.value *= self.number
            self.factors += 1
            self.number, self.counted = None, True

    def total(self) -> float:
        self.close_factor()
        if (self.per_day is None and not self.counted) or (self.each and self.factors < 2):
            raise UnreadableError("T201")
        return self.value * (self.per_day or 1.0)


class _Sum:
    """Terms added up, with units the greater first: ``2 tuần 3 ngày``; ``computed``: more than one number of days."""

    def __init__(self, session_days: float) -> None:
        self.session_days = session_days
        self.done = 0.0
        self.term = _Term()
        self.awaited = True  # a number has to come
        self.before: float | None = None  # the unit of the term just before, where no plus stands between
        self.computed = False

    def take(self, kind: str, word: str) -> None:
        if kind in ("number", "half", "words"):
            self.computed |= kind == "words" or word == "nua"
            self._take_number(_number(kind, word))
        elif kind == "unit":
            self.computed |= word == "buoi"
            self.term.take_unit(word, self.session_days)
            if self.before is not None and (self.term.per_day or 0) >= self.before:
                raise UnreadableError("T201")
        elif kind == "and_half":
            self.computed = True
            self.term.add_half()
        elif kind == "each":
            self.term.take_each()
        elif kind in ("times", "plus") and not self.awaited:
            self.computed = True
            self.term.close_factor()
            if kind == "plus":
                self._close_term()
            self.awaited = True
        else:
            raise UnreadableError("T201")

    def total(self) -> float:
        if self.awaited:
            raise UnreadableError("T201")
        self._close_term()
        return self.done

    def _take_number(self, number: float) -> None:
        if self.term.number is not None:
            raise UnreadableError("T201")
        if not self.awaited:
            if (self.term.per_day or 0) < 1:
                raise UnreadableError("T201")
            unit, self.computed = self.term.per_day, True
            self._close_term()
            self.before = unit
        self.term.number, self.awaited = number, False

    def _close_term(self) -> None:
        if self.before is not None and self.term.per_day is None:
            raise UnreadableError("T201")
        self.done += self.term.total()
        self.term, self.before = _Term(), None


def _evaluate(text: str, session_days: float) -> tuple[float, bool]:
    """Days of a text without brackets, and whether they had to be computed: ``15 + 15 = 30`` must be true."""
    sides = [_total(_rounds(side), session_days) for side in text.split("=")]
    if any(days != sides[0][0] for days, _ in sides):
        raise UnreadableError("T201")
    return sides[0][0], any(computed for _, computed in sides)


def _rounds(text: str) -> str:
    """``Đợt 1: 15 ngày; đợt 2: 15 ngày`` as the sum that it is."""
    before, *parts = _ROUND.split(text)
    if not parts:
        return text
    if before.strip(" -"):
        raise UnreadableError("T201")
    return " + ".join(part.strip(" ;,.+-") for part in parts)


def _total(text: str, session_days: float) -> tuple[float, bool]:
    found = _Sum(session_days)
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "noise":
            found.take(match.lastgroup or "", match.group())
    return found.total(), found.computed


def _number(kind: str, word: str) -> float:
    if kind == "half":
        return 0.5
    if kind == "number":
        return float(word.replace(",", "."))
    number = _in_words().get(" ".join(word.split()))
    if number is None:
        raise UnreadableError("T201")
    return float(number)


@cache
def _in_words() -> dict[str, int]:
    """Folded number words → 0–999: ``ba muoi lam`` → 35."""
    tens = {"muoi": 10} | {f"{word} muoi": 10 * digit for word, digit in _ONES.items() if digit > 1}
    tens |= {f"{ten} {word}": number + digit for ten, number in tens.items() for word, digit in _ONES.items()}
    behind = tens | {f"{link} {word}": digit for link in ("linh", "le") for word, digit in _ONES.items()}
    hundreds = {f"{word} tram": 100 * digit for word, digit in _ONES.items()}
    hundreds |= {
        f"{front} {rest}": number + more for front, number in hundreds.items() for rest, more in behind.items()
    }
    return _ONES | tens | hundreds


def days_text(days: float) -> str:
    """``30``, ``0,5``: decimal comma, no trailing zeros."""
    return f"{days:.10g}".replace(".", ",")


def whole(value: float) -> float:
    """A count as the number that prints shortest: 30, 0.5."""
    return int(value) if value == int(value) else value

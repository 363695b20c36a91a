"""Text of a time cell → pairs of points, as typed: which date stands where, nothing filled in yet.

Three steps: one plain spelling (``plain``), the words and marks around dates as tokens (``tokens``), and the grammar
that makes points of them (``Grammar``). The calendar is in ``dates``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import NamedTuple

from xltools.vietnamese.text import UnreadableError, clean_lines, unmark

# -- One spelling ------------------------------------------------------------------------------------

_EVENING = re.compile(r"(?<!\w)tối(?!\w)", re.IGNORECASE)
_UNTIL = re.compile(r"(?<!\w)tới(?!\w)", re.IGNORECASE)
_ROMAN = re.compile(r"(?<![a-z])(?:iv|i{1,3})(?![a-z])")
_ROMAN_QUARTERS = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_BULLETS = (
    re.compile(r"\s*[-+*•●]\s*(?=\w)"),
    re.compile(r"\s*(?:\(?(?:\d{1,2}|[a-e])\)\s*|(?:\d{1,2}|[a-e])[.:]\s+)(?=\w)"),
)
# "- Từ ngày … đến ngày …", "1. Đợt 1: …"; "- 05/4" may lack its first day, "1. 4. 2023" is a date
_LONE_BULLET = re.compile(r"^(?:-|\(?(?:\d{1,2}|[a-e])[.)])\s*(?=(?:tu|dot)\b)")

_REWRITES = tuple(
    (hint, re.compile(pattern, re.MULTILINE), replacement)
    for hint, pattern, replacement in (
        ("\\", r"\\", "/"),
        ("⁄", r"(?<!\d)1⁄2(?= ?(?:ngay|buoi))", "1/2"),
        # 01. 4. 2023, 01 - 4 - 2023
        (". ", r"(?<![\d/.\-])(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})(?!\d)", r"\1.\2.\3"),
        (" - ", r"(?<![\d/.\-])(?<![\d/.\-] )(\d{1,2}) - (\d{1,2}) - (\d{4})(?![\d/.\-])", r"\1-\2-\3"),
        # T6/2023, T10: months; T2 … T7 alone are weekdays
        ("t", r"\bt\.? ?(?=\d{1,2} ?[/.] ?20\d\d\b|(?:1[0-2]|0?[189]|0[2-7])\b(?![/.\-]\d))", "thang "),
        # tháng 6-2023; ngày 05/tháng 4, năm 2023
        ("thang", r"(thang \d{1,2}) ?- ?(?=20\d\d\b(?![/.\-]))", r"\1/"),
        ("thang", r"(ngay \d{1,2}) ?[,/.\-] ?(?=thang ?\d)", r"\1 "),
        ("nam", r"(?<=\d)(?<!\d{4}) ?[,/.\-] ?(?=nam ?\d)", " "),
        # Tháng 6/2023: ngày 3, 5-7 (the month goes behind its days)
        ("thang", r"(^|; ?)(thang \d{1,2}(?: ?/ ?\d{4}| nam \d{4})?) ?[:,(]? ?((?:tu )?ngay ?\d[^;\nt]*)", r"\1\3 \2"),
        # tháng 4: 10-14, tháng 5: 8-12; numbers without a range may be counts
        (
            "thang",
            r"(^|[;,] ?)(thang \d{1,2}(?: ?/ ?\d{4}| nam \d{4})?) ?: ?"
            r"(\d{1,2}(?: ?- ?| den )\d{1,2}(?:(?:, | va )\d{1,2}(?:(?: ?- ?| den )\d{1,2})?)*)(?=$|;|, ?thang)",
            r"\1\3 \2",
        ),
        # đến ngày .../.../...
        ("den", r"\b(den(?: het)?(?: ngay)?)[\s./_]+(?:/ ?20\d\d)?$", r"\1"),
    )
)
"""A text it must hold, what is sought, what takes its place; in this order."""


def plain(text: str) -> str:
    """Folded text of a time cell: line breaks kept, list bullets taken away, Roman quarters as digits."""
    # "tới" (until) and "tối" (evening) are one word once folded
    spelt = _UNTIL.sub("đến", _EVENING.sub("chiều", unicodedata.normalize("NFKC", text)))
    lines = [unmark(line) for line in clean_lines(spelt)]
    for bullet in _BULLETS:
        if len(lines) > 1 and all(map(bullet.match, lines)):
            lines = [bullet.sub("", line, count=1) for line in lines]
    folded = _LONE_BULLET.sub("", "\n".join(lines))
    if "quy" in folded:
        folded = _ROMAN.sub(lambda match: _ROMAN_QUARTERS[match.group()], folded)
    for hint, pattern, replacement in _REWRITES:
        if hint in folded:
            folded = pattern.sub(replacement, folded)
    return folded


# -- Words and marks ---------------------------------------------------------------------------------

NUMBERS = "numbers"  # a run of numbers joined by / . or - : one date or a part of one
RANGE, LIST, FROM, NOW = "range", "list", "from", "now"
DAY, MONTH, QUARTER, YEAR = "day", "month", "quarter", "year"
WEEKDAY = "weekday"
UNKNOWN = "unknown"

_LINE = "line"
_NEXT_DAY = 17  # o'clock in Greenwich: midnight in Vietnam
_HOUR = (
    r"\d{1,2}\s*(?:gio(?:\s*\d{2}(?:\s*phut|(?!\s*[/.\-\d])))?|[hg]\d{0,2}(?![a-z\d])"
    r"|:\d{2}(?::\d{2}(?:\.\d+)?)?(?!\d)(?:\s*(?:sa|ch)(?![a-z]))?)"
)
_COUNT = r"(?:\d{1,3}(?:[.,]\d{1,2})?|1/2|nua)\s*(?:ngay|buoi)"
_MAY_COUNT = re.compile(r"[\da]\s*(?:ngay|buoi)")
_TOKEN = re.compile(
    rf"""
      (?P<hours>(?:\btu\s+)?{_HOUR}\s*(?:-|den)\s*{_HOUR} | \btu\s+{_HOUR}(?=\s*\)?\s*(?:$|;)))
    | (?P<hour>{_HOUR})
    | (?P<count>(?:^|(?<=[(,;:\n]))\s*(?:trong\s+)?(?!1/2\s*\w+\s*\d){_COUNT}
        (?=\s*(?:$|[),;:(\n.]|tu\b|ke\b|ngay\b|\d)))
    | (?P<unclear>(?<![\d/.\-])1/2(?=\s*(?:ngay|buoi))|\(\d{{1,2}}\))
    | (?P<iso>\d{{4}}-\d{{1,2}}-\d{{1,2}}t(?P<clock>\d{{2}})[\d:.]*(?P<utc>z|\+00:?00)?(?:\+07:?00)?(?![\w+\-]))
    | (?P<weekday>thu\s*(?:hai|ba|tu|nam|sau|bay|[2-7])(?![/.\-\da-z])|chu\s*nhat|\bcn\b|\bt[2-7]\b)
    | (?P<round>(?:dot|lan)\s*(?:thu\s*)?(?:\d+|[ivx]+|mot|hai|ba|nhat)(?![/.\-\da-z])\s*[:.,\-]?)
    | (?P<letter>(?:^|(?<=[;,\n]))\s*[a-e]\))
    | (?P<numbers>\d+(?:(?:\s*/\s*|[.\-])\d+)*)
    | (?P<range>[,;]?\s*(?:den|het|ket\ thuc|ngay\ ve)(?![a-z])|[-=]+>|[-→⇒➔➜⟶↔~∼÷>]+)
    | (?P<list>va(?![a-z])|[,;&+])
    | (?P<line>\n)
    | (?P<now>nay(?![a-z]))
    | (?P<from>(?:tu|bat\ dau|khoi\ hanh|ngay\ di)(?![a-z]))
    | (?P<all_day>ca\ ngay(?!\s*\d))
    | (?P<day>ngay(?![a-z]))
    | (?P<month>thang(?![a-z]))
    | (?P<quarter>quy(?![a-z]))
    | (?P<year>nam(?![a-z]))
    | (?P<week>tuan(?=\s*(?:tu\b|ngay\b|(?:[6-9]|[0-3]\d)\s*-\s*\d{{1,2}}/\d{{1,2}})))
    | (?P<noise>(?:mung|mong|cac|trong|vao|luc|cho|tinh|ke|ca|buoi|sang|trua|chieu|dem|du\ kien|duong\ lich
        |thoi\ gian)(?![a-z])|[()\[\]:"']|\.(?=\s|$|[,;)]))
    | (?P<unknown>[^\W\d]+|\S)
    """,
    re.VERBOSE,
)
_NO_MEANING = frozenset(("hours", "hour", "count", "letter", "all_day", "week", "noise"))
_WEEKDAYS = {"2": 0, "hai": 0, "3": 1, "ba": 1, "4": 2, "tu": 2, "5": 3, "nam": 3, "6": 4, "sau": 4, "7": 5, "bay": 5}


class Token(NamedTuple):
    """A word's meaning; ``numbers`` as typed (``("01", "4", "2023")``), or the weekday (0 = Monday)."""

    kind: str
    numbers: tuple[str, ...] = ()


def tokens(text: str) -> list[Token]:
    """The tokens of ``plain`` text, with hours, counts and noise gone and line breaks decided."""
    found: list[Token] = []
    before = ""
    for match in _TOKEN.finditer(text):
        kind, last = match.lastgroup or "", before
        before = kind
        if kind == "numbers":
            found += _cluster(match.group())
        elif kind == "iso":
            is_next_day = match["utc"] and int(match["clock"]) >= _NEXT_DAY
            found += [Token(UNKNOWN)] if is_next_day else _cluster(match.group().partition("t")[0])
        elif kind == "weekday":
            word = match.group()
            found.append(Token(WEEKDAY, (str(_WEEKDAYS.get(re.sub(r"^(thu|t)\s*", "", word), 6)),)))
        elif kind == "round":
            # "1 đợt 1: …" is no day before its round
            found.append(Token(UNKNOWN if found and len(found[-1].numbers) == 1 else LIST))
        elif kind == LIST and last == "hour" and found and found[-1].kind in (RANGE, FROM):
            pass  # the comma of "… đến 17h00, ngày 05/4"
        elif kind not in _NO_MEANING:
            found.append(Token(UNKNOWN if kind == "unclear" else kind))
    return _decide_lines(found)


def counts_beside(text: str) -> str:
    """The day counts beside the dates of ``plain`` text, as a sum: ``15 ngay + 15 ngay``; ``""`` for none."""
    if not _MAY_COUNT.search(text):
        return ""
    found = (match for match in _TOKEN.finditer(text) if match.lastgroup == "count")
    return " + ".join(match.group().replace("trong", "").strip() for match in found)


def _cluster(text: str) -> list[Token]:
    """``01/4-15/4/2023`` → numbers, range, numbers; a hyphen joins only where nothing else fits (``1-4-2023``)."""
    groups = [tuple(re.findall(r"\d+", group)) for group in text.split("-")]
    if all(len(group) == 1 for group in groups) and len(groups) in (3, 6):
        singles = [group[0] for group in groups]
        triples = [tuple(singles[i : i + 3]) for i in range(0, len(singles), 3)]
        if all(len(triple[0]) == 4 or len(triple[2]) == 4 or len(groups) == 3 for triple in triples):
            groups = triples
    joined: list[tuple[str, ...]] = []
    for group in groups:
        if len(group) == 1 and len(group[0]) == 4 and joined and len(joined[-1]) == 2 and len(joined[-1][1]) < 3:
            joined[-1] += group
        else:
            joined.append(group)
    found: list[Token] = []
    for group in joined:
        found += [Token(RANGE), Token(NUMBERS, group)] if found else [Token(NUMBERS, group)]
    return found


def _decide_lines(found: list[Token]) -> list[Token]:
    """A line break ends a date only where the next line does not go on with it."""
    kept: list[Token] = []
    for place, token in enumerate(found):
        if token.kind == _LINE:
            following = found[place + 1].kind if place + 1 < len(found) else LIST
            before = kept[-1].kind if kept else LIST
            goes_on = following in (RANGE, LIST, YEAR) or (following == MONTH and _lone_day(kept))
            if before not in (NUMBERS, WEEKDAY) or goes_on:
                continue
            token = Token(LIST)
        if token.kind in (RANGE, LIST, FROM) and kept and kept[-1].kind == token.kind:
            continue
        kept.append(token)
    while kept and kept[-1].kind == LIST:
        kept.pop()
    return kept[1:] if kept and kept[0].kind == LIST else kept


def _lone_day(kept: list[Token]) -> bool:
    """Whether a number stands last that is a day still without its month."""
    return bool(kept) and len(kept[-1].numbers) == 1 and (len(kept) < 2 or kept[-2].kind != MONTH)


# -- Grammar -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Point:
    """One end of a period as typed; ``unit`` says how much it covers. ``month`` of a quarter is its number."""

    unit: str
    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    year_typed: bool = True


Range = tuple[Point, Point]


class Grammar:
    """cell := item {list item};  item := [từ] point [đến point];  point := [weekday] date [weekday].

    A year of two digits is one next to ``year``, or it is no year at all.
    """

    def __init__(self, found: list[Token], year: int) -> None:
        self.tokens = found
        self.year = year
        self.place = 0
        self.unit = DAY
        self.named = False

    def cell(self) -> list[Range]:
        """All periods of the cell; ``UnreadableError`` with the code of the first fault."""
        items = [self._item()]
        while self.place < len(self.tokens):
            if not self._take(LIST):
                raise UnreadableError("T101")
            items.append(self._item())
        return items

    def _item(self) -> Range:
        if self._peek() == RANGE:
            raise UnreadableError("T106")
        opened = self._take(FROM)
        first = self._point()
        if not self._take(RANGE):
            if opened:
                raise UnreadableError("T101" if self._peek() == UNKNOWN else "T106")
            return first, first
        unfilled = [token.kind for token in self.tokens[self.place :]] in ([], [DAY])
        if unfilled or self._take(NOW):
            raise UnreadableError("T106")
        return first, self._point()

    def _point(self) -> Point:
        weekday = self._weekday()
        if weekday is not None:
            self._take(LIST)
        kind = self._peek()
        self.named = kind in (DAY, MONTH, QUARTER, YEAR)
        if self.named:
            self.unit = kind
            self.place += 1
        point = self._make(self.unit, self._numbers())
        if point.unit == DAY and point.month is None and self._take(MONTH):
            month = self._make(MONTH, self._numbers())
            point = replace(point, month=month.month, year=month.year)
        if point.year is None and self._take(YEAR):
            point = replace(point, year=self._full_year(self._numbers()[0]))
        if weekday is None:
            weekday = self._weekday_behind()
        if weekday is not None and point.unit != DAY:
            raise UnreadableError("T101")  # the Saturdays of a month
        return replace(point, weekday=weekday)

    def _make(self, unit: str, numbers: tuple[str, ...]) -> Point:
        if len(numbers) == 3 and unit == DAY:
            day, month, year = reversed(numbers) if len(numbers[0]) == 4 else numbers
            return Point(unit, _small(day), _small(month), self._full_year(year))
        if len(numbers) == 2 and 4 in (len(numbers[0]), len(numbers[1])):
            month, year = reversed(numbers) if len(numbers[0]) == 4 else numbers
            if unit == DAY and not self.named:
                unit = MONTH
            if unit in (MONTH, QUARTER):
                return Point(unit, None, _small(month), self._full_year(year))
            raise UnreadableError("T105", f"Tháng {int(month)}/{year}")
        if len(numbers) == 2 and unit == DAY:
            return Point(unit, _small(numbers[0]), _small(numbers[1]))
        if len(numbers) == 1 and unit == DAY:
            return Point(unit, _small(numbers[0]))
        if len(numbers) == 1 and unit in (MONTH, QUARTER):
            return Point(unit, None, _small(numbers[0]))
        if len(numbers) == 1 and unit == YEAR:
            return Point(unit, None, 1, self._full_year(numbers[0]))
        raise UnreadableError("T105" if len(numbers) == 2 else "T101")

    def _full_year(self, number: str) -> int:
        if len(number) not in (2, 4):
            raise UnreadableError("T101")
        if len(number) == 4:
            return int(number)
        found = self.year // 100 * 100 + int(number)
        if abs(found - self.year) > 1:
            raise UnreadableError("T105")
        return found

    def _numbers(self) -> tuple[str, ...]:
        if self._peek() != NUMBERS:
            raise UnreadableError("T101")
        self.place += 1
        return self.tokens[self.place - 1].numbers

    def _weekday(self) -> int | None:
        if self._peek() != WEEKDAY:
            return None
        self.place += 1
        return int(self.tokens[self.place - 1].numbers[0])

    def _weekday_behind(self) -> int | None:
        skip = 1 if self._peek() == LIST else 0
        if self._peek(skip) == WEEKDAY and self._peek(skip + 1) not in (DAY, NUMBERS):
            self.place += skip
            return self._weekday()
        return None

    def _peek(self, ahead: int = 0) -> str:
        place = self.place + ahead
        return self.tokens[place].kind if place < len(self.tokens) else ""

    def _take(self, kind: str) -> bool:
        if self._peek() != kind:
            return False
        self.place += 1
        return True


def _small(number: str) -> int:
    if len(number) > 2:
        raise UnreadableError("T101")
    return int(number)

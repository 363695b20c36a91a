"""Days and periods as people type them, and as the forms print them.

``parse_periods`` never guesses: what can be read in two ways, what no calendar has and what was left unfilled gives
``None`` and a finding that proposes the likely reading.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from xltools.model import Finding, Period
from xltools.vietnamese.date_grammar import (
    DAY,
    MONTH,
    NUMBERS,
    QUARTER,
    YEAR,
    Grammar,
    Point,
    Range,
    Token,
    counts_beside,
    plain,
    tokens,
)
from xltools.vietnamese.numbers import parse_days
from xltools.vietnamese.text import UnreadableError, clean, fold

_EPOCH = date(1899, 12, 30)
_LONGEST = 1000  # characters; a longer text is no period
_OVER_NEW_YEAR = 92  # days; "20/12 - 05/01/2024" more likely begins in the year before than runs backwards
_MONTHS_OF = {MONTH: 1, QUARTER: 3, YEAR: 12}
_ROMAN = ("I", "II", "III", "IV")
_WEEKDAY_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_UNFILLED = re.compile(r"(?:/\s*20\d\d(?!\d)|[\s./\\_,;:()\-]|tu|den|ngay|thang|nam|het)*")
_UNFILLED_LINE = re.compile(r"ngay[\s._]*thang[\s._]*nam[\s._]*(?:20\d\d|20)?[\s._]*")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_GREENWICH = re.compile(r"(\d{4})-(\d\d)-(\d\d)t(?:1[7-9]|2[0-3]):[\d:.]+(?:z|\+00:?00)")  # Vietnam has the next day
_BARE_DATE = re.compile(r"'?(\d{1,2})[/\-]\d{1,2}(?:[/\-]\d{2,4})?")  # what a program makes a date of, if it can
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_DATE_LINE = re.compile(
    r"ngay\s*(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(\d{4})|(?<!\d)(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})"
)


Periods = tuple[tuple[Period, ...] | None, tuple[Finding, ...]]
"""The periods of one cell, ``None`` if they could not be read, and what is odd about them."""


def parse_periods(value: object, year: int) -> Periods:
    """The periods of a time cell: text, a real date or a serial number.

    ``year`` is the plan's: it fills in where nothing says otherwise, and bounds serial numbers to the years around it.
    Findings: T101 unreadable, T102 not filled in, T103 reversed, T104 no such date, T105 ambiguous, T106 one end
    missing, T108 day and month swapped; with a value: T107 too coarse (and what it is taken for), T110 wrong weekday.
    """
    if isinstance(value, str):
        return _parse_text(value, year)
    if value is None:
        return None, (Finding("T102"),)
    if day := cell_day(value, year):
        return (Period(day, day),), ()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _near_number(float(value), year)
    return None, (Finding("T101"),)


def _near_number(value: float, year: int) -> Periods:
    """Of a number that is no day only ``26.4`` says more: a date typed as text and kept as a number, to be proposed."""
    digits, dot, month = f"{value:.10g}".partition(".")
    if dot and digits.isdigit() and int(digits) <= 31 and len(month) <= 2:
        months = [int(month), 10] if month == "1" else [int(month)]
        days = [found for m in months if (found := _calendar_day(year, m, int(digits)))]
        if days:
            return None, (Finding("T105", expected=_either(*map(_single_text, days))),)
    return None, (Finding("T101"),)


def _serial_day(value: float, year: int) -> date | None:
    low, high = ((date(y, m, d) - _EPOCH).days for y, m, d in ((year - 1, 1, 1), (year + 1, 12, 31)))
    return _EPOCH + timedelta(days=int(value)) if low <= value < high + 1 else None


@lru_cache(maxsize=65536)
def _parse_text(text: str, year: int) -> Periods:
    cleaned = clean(text)
    if len(cleaned) > _LONGEST:
        return None, (Finding("T101"),)
    folded = fold(cleaned)
    if _UNFILLED.fullmatch(folded) or _UNFILLED_LINE.fullmatch(folded):
        return None, (Finding("T102"),)
    if _SERIAL.fullmatch(cleaned):
        return parse_periods(float(cleaned.replace(",", ".")), year)
    try:
        spelt = plain(text)
        if match := _GREENWICH.fullmatch(spelt):
            typed = _real_day(*map(int, match.groups()))
            raise UnreadableError("T105", _either(*map(_single_text, (typed, typed + timedelta(days=1)))))
        found = _resolve(Grammar(_dated(tokens(spelt), year), year).cell(), year)
        _match_count(counts_beside(spelt), found[0])
        return found
    except UnreadableError as fault:
        return None, (fault.finding,)


def _dated(found: list[Token], year: int) -> list[Token]:
    """Serial numbers (``45017 - 45021``) as the dates they are, where no part of a date stands beside them."""
    if not any(len(numbers) == 1 and len(numbers[0]) == 5 for _, numbers in found):
        return found
    dated = []
    for token in found:
        if token.kind == NUMBERS and len(token.numbers) < 3:
            day = _serial_day(float(".".join(token.numbers)), year)
            if day is None:
                return found
            token = Token(NUMBERS, (str(day.day), str(day.month), str(day.year)))
        dated.append(token)
    return dated


def _match_count(beside: str, periods: tuple[Period, ...] | None) -> None:
    """More days than dates (``01/4/2023 (3 ngày)``): one of the two is wrong, or the last day is missing."""
    days = parse_days(beside)[0] if beside else None
    if days is None or periods is None:
        return
    dates, reached = 0, date.min
    for first, last in sorted(periods):
        dates += max((last - max(first - timedelta(days=1), reached)).days, 0)
        reached = max(reached, last)
    if days <= dates:
        return
    first, _ = periods[0]
    if dates > 1 or days != int(days):
        raise UnreadableError("T105")
    whole = Period(first, first + timedelta(days=days - 1))
    raise UnreadableError("T105", _either(_single_text(first), period_text(whole)))


@lru_cache(maxsize=65536)
def count_beside(text: str) -> str:
    """The number of days written beside the dates of a time cell, for ``parse_days``; ``""`` for none."""
    return counts_beside(plain(text)) if len(text) <= _LONGEST else ""


def _resolve(ranges: list[Range], year: int) -> Periods:
    """Shared months and years spread to the dates that lack them; then the calendar is asked."""
    points = _share([point for pair in ranges for point in pair], year)
    periods: list[Period] = []
    issues: list[Finding] = []
    for first, last in zip(points[::2], points[1::2], strict=True):
        period = _period(first, last)
        if first.unit != DAY and periods and periods[-1].last + timedelta(days=1) == period.first:
            period = Period(periods.pop().first, period.last)
        periods.append(period)
        issues += _weekday_issues((first, period.first), (last, period.last))
    if any(point.unit != DAY for point in points):
        issues.insert(0, Finding("T107", expected=periods_text(periods)))
    return tuple(periods), tuple(dict.fromkeys(issues))


def _either(*readings: str) -> str:
    return " hoặc ".join(reading for reading in readings if reading)


def _single_text(day: date) -> str:
    return f"Ngày {day_text(day)}"


def _share(points: list[Point], year: int) -> list[Point]:
    shared = list(points)
    following: Point | None = None
    for place in range(len(shared) - 1, -1, -1):
        following = shared[place] = _take_over(shared[place], following)
    known: int | None = None
    for place, point in enumerate(shared):
        if point.year is None:
            # a year typed only further left is safe to repeat when it is the plan's
            if known not in (None, year):
                raise UnreadableError("T105")
            shared[place] = replace(point, year=year, year_typed=False)
        elif point.year_typed:
            known = point.year
    return shared


def _take_over(point: Point, following: Point | None) -> Point:
    """``22`` before ``25/3/1961`` is 22/3/1961; days never borrow from months or quarters."""
    if point.unit == DAY and point.month is None:
        if following is None or following.month is None:
            raise UnreadableError("T105")
        if following.unit != DAY:
            raise UnreadableError("T105", _day_or_months(point, following))
        return replace(point, month=following.month, year=following.year, year_typed=False)
    if point.year is None and following is not None and following.year is not None:
        return replace(point, year=following.year, year_typed=False)
    return point


def _day_or_months(point: Point, following: Point) -> str:
    if following.unit != MONTH or following.year is None or following.month is None or point.day is None:
        return ""
    day = _calendar_day(following.year, following.month, point.day)
    if day is None or point.day > 12:
        return ""
    return f"Ngày {day_text(day)} hoặc Tháng {point.day} đến tháng {following.month}/{following.year}"


def _period(first: Point, last: Point) -> Period:
    if first.unit != last.unit:
        raise UnreadableError("T105", _mixed_units(first, last))
    start, end = _first_day(first), _last_day(last)
    if start <= end:
        return Period(start, end)
    earlier = _calendar_day(start.year - 1, start.month, start.day)
    if not first.year_typed and last.year_typed and earlier and (end - earlier).days < _OVER_NEW_YEAR:
        raise UnreadableError("T105", period_text(Period(earlier, end)))
    raise UnreadableError("T103", period_text(Period(_first_day(last), _last_day(first))))


def _mixed_units(first: Point, last: Point) -> str:
    """Both readings of ``01/4-5/2023``: to the 5th, or to the end of May."""
    if first.unit != DAY or last.unit != MONTH or last.month is None or last.year is None:
        return ""
    start = _calendar_day(last.year, first.month or 0, first.day or 0)
    fifth = _calendar_day(last.year, first.month or 0, last.month)
    readings = [Period(start, fifth)] if start and fifth and start <= fifth else []
    if start and 1 <= last.month <= 12 and start <= (end := _last_day(last)):
        readings.append(Period(start, end))
    return _either(*map(period_text, readings))


def _first_day(point: Point) -> date:
    year, month = point.year or 0, point.month or 0
    if point.unit == DAY:
        return _real_day(year, month, point.day or 0)
    months = _MONTHS_OF[point.unit]
    if not 1 <= month <= 12 // months or not 1900 <= year <= 9998:
        raise UnreadableError("T104")
    return date(year, (month - 1) * months + 1, 1)


def _last_day(point: Point) -> date:
    first = _first_day(point)
    if point.unit == DAY:
        return first
    month = first.month + _MONTHS_OF[point.unit] - 1
    return date(first.year, month, _length(first.year, month))


def _length(year: int, month: int) -> int:
    """Days of a month, 0 for what is no month of these centuries."""
    return monthrange(year, month)[1] if 1900 <= year <= 9998 and 1 <= month <= 12 else 0


def _real_day(year: int, month: int, day: int) -> date:
    if found := _calendar_day(year, month, day):
        return found
    if month > 12 and (other := _calendar_day(year, day, month)):
        raise UnreadableError("T108", _single_text(other))
    last = _length(year, month)
    raise UnreadableError("T104", _single_text(date(year, month, last)) if last and last < day <= 31 else "")


def _calendar_day(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= day <= _length(year, month) else None


def _weekday_issues(*ends: tuple[Point, date]) -> list[Finding]:
    return [
        Finding("T110", expected=f"{_WEEKDAY_NAMES[day.weekday()]} ngày {day_text(day)}")
        for point, day in ends
        if point.weekday is not None and point.unit == DAY and point.weekday != day.weekday()
    ]


def swap(day: date) -> date | None:
    """The date with day and month exchanged; ``None`` if there is none or it is the same."""
    return None if day.day == day.month else _calendar_day(day.year, day.day, day.month)


def cell_day(value: object, year: int) -> date | None:
    """The day of a cell that holds a real date or its serial number; ``None`` for text and other numbers."""
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _serial_day(float(value), year)
    return None


def swapped_dates(values: Sequence[object], year: int) -> frozenset[int]:
    """Which cells of the time columns an en-US program turned round.

    It turns ``01/4/2023`` into 4 January and leaves ``15/6/2023`` as text: columns whose real dates all have a day ≤ 12
    while their text dates all have a day > 12 show its trace. Text that is more than a bare date shows nothing. Only
    dates that change when turned are named.
    """
    real = [(place, day) for place, value in enumerate(values) if (day := cell_day(value, year))]
    if not real or any(day.day > 12 for _, day in real):
        return frozenset()
    typed = [match for value in values if isinstance(value, str) and (match := _BARE_DATE.fullmatch(clean(value)))]
    if not typed or any(int(match[1]) <= 12 for match in typed):
        return frozenset()
    return frozenset(place for place, day in real if swap(day))


def date_line(text: str) -> date | None:
    """The date in ``Tây Ninh, ngày 05 tháng 7 năm 2023`` (or ``05/7/2023``); ``None`` where it is not filled in."""
    match = _DATE_LINE.search(fold(text))
    if match is None:
        return None
    day, month, year = (int(number) for number in match.groups() if number is not None)
    return _calendar_day(year, month, day)


def parse_day(text: str) -> date | None:
    """``30/6/2023``, ``30-6-2023``, ``2023-06-30``; ``None`` for other text, ``ValueError`` for a day that is none."""
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    else:
        return None
    return date(year, month, day)


@lru_cache(maxsize=4096)
def day_text(day: date) -> str:
    """``01/4/2023``: two digits for the day, for the month only in January and February."""
    return f"{day.day:02}/{_month(day.month)}/{day.year}"


def _month(month: int) -> str:
    return f"{month:02}" if month <= 2 else str(month)


def period_text(period: Period) -> str:
    """``Từ ngày 01/4/2023 đến ngày 01/5/2023``; a single day is ``Ngày 01/4/2023``."""
    if period.first == period.last:
        return _single_text(period.first)
    return f"Từ ngày {day_text(period.first)} đến ngày {day_text(period.last)}"


def periods_text(periods: Sequence[Period]) -> str:
    """Several periods as ``period_text``, joined by ``; ``."""
    return "; ".join(map(period_text, periods))


def span_text(period: Period) -> str:
    """The short form of a period: ``01/4/2023 – 01/5/2023``; a single day is ``01/4/2023``."""
    first = day_text(period.first)
    return first if period.first == period.last else f"{first} – {day_text(period.last)}"


@lru_cache(maxsize=8192)
def spans_text(periods: tuple[Period, ...]) -> str:
    """Several periods as ``span_text``, joined by ``; ``."""
    return "; ".join(map(span_text, periods))


def long_date(day: date) -> str:
    """``ngày 05 tháng 7 năm 2023``."""
    return f"ngày {day.day:02} tháng {_month(day.month)} năm {day.year}"


def roman(quarter: int) -> str:
    """Quarter 1–4 as the forms write it: ``I`` … ``IV``."""
    return _ROMAN[quarter - 1]

"""The time of a row, typed in one column or two (from, until), and the dates a program turned round."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from xltools.forms.wordings import UNTIL
from xltools.model import Finding, Period
from xltools.office.sheet import Value, raw_text
from xltools.plan.lookups import Lookups
from xltools.reading.rows import Row, RowKind
from xltools.vietnamese.dates import cell_day, count_beside, day_text, parse_periods, period_text, swap, swapped_dates
from xltools.vietnamese.text import fold

_MONTHS = 12
_FAR = 2  # times the days declared
TIME = "time"
_ENDS = (TIME, UNTIL)
_WHOLE_QUARTER = re.compile(r"\(?(?:(?:trong|ca|suot|toan|het)\s)*quy(?: nay)?\)?")

_NUMERIC = r"(\d{1,2}[/.-]\d{1,2})(?:[/.-](?:20)?\d\d)?"
_NUMERIC_PAIR = re.compile(rf"\D*{_NUMERIC}(?!\d)\D+{_NUMERIC}(?!\d)\D*")

Doubt = tuple[str, Finding]
"""The field in which a finding stands (``TIME`` or ``UNTIL``), and the finding without its cell."""


class Time(NamedTuple):
    """The periods of a row (``None``: unreadable), the count of days written beside them, and every doubt."""

    periods: tuple[Period, ...] | None
    beside: str = ""
    doubts: tuple[Doubt, ...] = ()


class TimeReader:
    """Reads the times of one table.

    ``frame`` is where its dates should lie: the quarter of a report, the window of the plan for a registration;
    ``None`` where neither asks. ``quarter`` is known for reports that say it.
    """

    def __init__(self, lookups: Lookups, two: bool, quarter: int | None, counted: bool, rows: Iterable[Row]) -> None:
        plan = lookups.plan
        self.year = plan.year
        self.two = two
        self.quarter = plan.quarter_period(quarter) if quarter else None
        self.frame = (self.quarter or plan.window) if counted else None
        self.turned = _turned(rows, plan.year)

    def read(self, row: Row, days: float | None) -> Time:
        """The time of a row that declares ``days``."""
        cells = {field: row.values[field] for field in _ENDS if field in row.values}
        turned = [field for field in cells if (row.number, field) in self.turned]
        if turned:
            return Time(None, "", tuple(self._swapped("T108", field, cells[field]) for field in turned))
        time = self._pair(cells) if self.two else self._one(cells.get(TIME))
        misfits = self._misfits(cells, time, days) or self._typed_turned(cells, time, days)
        if misfits and time.periods is None:
            return Time(None, "", misfits)
        return time._replace(doubts=(*time.doubts, *misfits))

    def _one(self, value: Value | None) -> Time:
        periods, issues = parse_periods(_plain(value), self.year)
        given = "" if value is None else raw_text(value)
        if self.quarter and periods is None and _WHOLE_QUARTER.fullmatch(fold(given)):
            issues = (Finding("T105", expected=period_text(self.quarter)),)
        beside = count_beside(given) if periods and isinstance(value, str) else ""
        return Time(periods, beside, tuple((TIME, issue._replace(given=given)) for issue in issues))

    def _pair(self, cells: dict[str, Value]) -> Time:
        """From and until, which may share month and year; what cannot be read is blamed on its own cell."""
        if not cells:
            return self._one(None)
        if UNTIL not in cells:
            alone = self._one(cells[TIME])
            if alone.periods and all(first == last for first, last in alone.periods):
                return Time(None, "", ((UNTIL, Finding("T106")),))
            return alone
        first, last = (self._text(cells[field]) if field in cells else "" for field in _ENDS)
        joined = self._one(f"{first} - {last}")
        if joined.periods is None and first and parse_periods(first, self.year)[0]:
            blamed = tuple(issue for _, issue in joined.doubts if issue.code == "T106")
            issues = blamed or parse_periods(last, self.year)[1]
            if issues:
                return Time(None, "", tuple((UNTIL, issue._replace(given=last)) for issue in issues))
        return joined

    def _text(self, value: Value) -> str:
        day = cell_day(_plain(value), self.year)
        return day_text(day) if day else raw_text(value)

    def _misfits(self, cells: dict[str, Value], time: Time, days: float | None) -> tuple[Doubt, ...]:
        """Real dates that fit neither frame nor days, or run backwards, while turned round they would do.

        They are asked about and the value stays (T109); what runs backwards has none (T108).
        """
        real = {field: day for field, value in cells.items() if (day := cell_day(_plain(value), self.year))}
        if self.frame is None or not real or any(day.day > 12 for day in real.values()):
            return ()
        turned = {field: swap(day) or day for field, day in real.items()}
        last = UNTIL if self.two else TIME
        if time.periods is None:
            if len(real) < 2 or real[TIME] <= real[UNTIL]:
                return ()
            code, found = "T108", None
        else:
            code, found = "T109", time.periods[0]
            if len(time.periods) > 1:
                return ()
        first, end = (turned.get(field) or (found[at] if found else None) for at, field in enumerate((TIME, last)))
        if first is None or end is None or first > end or not self._fits_better(found, Period(first, end), days):
            return ()
        return tuple(self._swapped(code, field, cells[field]) for field in real if turned[field] != real[field])

    def _typed_turned(self, cells: dict[str, Value], time: Time, days: float | None) -> tuple[Doubt, ...]:
        """Text dates typed month first: turned round they are exactly the days declared, as typed far from it (T109).

        Fewer days than the time spans are nothing odd: people go on some of its days.
        """
        if days is None or not time.periods or len(time.periods) > 1:
            return ()
        (found,) = time.periods
        turned = [swap(day) or day for day in (found.first, found.last)]
        swapped = Period(turned[0], turned[1])
        inside = self.quarter is None or (self.quarter.first <= swapped.first and swapped.last <= self.quarter.last)
        far = days > found.days or found.days > _FAR * days
        numeric = _NUMERIC_PAIR.fullmatch(fold(" - ".join(map(raw_text, cells.values()))))
        if not (numeric and inside and far and max(found.first.day, found.last.day) <= _MONTHS):
            return ()
        if swapped.first > swapped.last or not _spans(swapped, days):
            return ()
        if self.two and len(cells) > 1:
            proposed = dict(zip(_ENDS, map(day_text, turned), strict=True))
        else:
            proposed = {TIME: period_text(swapped)} if TIME in cells else {}
        return tuple((field, Finding("T109", None, self._text(cells[field]), text)) for field, text in proposed.items())

    def _fits_better(self, found: Period | None, swapped: Period, days: float | None) -> bool:
        frame = self.frame
        inside = frame is not None and frame.first <= swapped.first and swapped.last <= frame.last
        if found is None:
            return inside
        outside = frame is not None and (found.last < frame.first or found.first > frame.last)
        if outside and inside:
            return True
        return days is not None and self.two and not _spans(found, days) and _spans(swapped, days)

    def _swapped(self, code: str, field: str, value: Value) -> Doubt:
        day = cell_day(_plain(value), self.year)
        turned = swap(day) if day else None
        return field, Finding(code, None, self._text(value), day_text(turned) if turned else "")


def _turned(rows: Iterable[Row], year: int) -> frozenset[tuple[int, str]]:
    """Cells (row, field) whose date an en-US program seems to have turned round."""
    cells = [
        (row.number, field, row.values[field])
        for row in rows
        if row.kind is RowKind.DATA
        for field in _ENDS
        if field in row.values
    ]
    if all(isinstance(value, str) for _, _, value in cells):
        return frozenset()
    found = swapped_dates([_plain(value) for _, _, value in cells], year)
    return frozenset(cells[index][:2] for index in found)


def _spans(period: Period, days: float) -> bool:
    """Whether a number of days is what people make of a period: both ends counted, or the last less the first."""
    return days in (period.days, period.days - 1)


def _plain(value: Value | None) -> str | float | date | None:
    """A value as the date parser takes it; durations, hours and truth values are shown and judged as text."""
    if isinstance(value, str | int | float | date | None) and not isinstance(value, bool):
        return value
    return raw_text(value)

"""One row of a table → an ``Entry``, with a finding at each cell that leaves a doubt.

A time is typed in one column or two (from, until); some programs turn day and month round.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from xltools.forms.wordings import UNTIL
from xltools.model import Entry, Finding, Period
from xltools.office.sheet import Value, raw_text
from xltools.plan.lookups import Lookups
from xltools.reading.recognise import Findings
from xltools.reading.rows import Row, RowKind
from xltools.vietnamese.dates import cell_day, count_beside, day_text, parse_periods, period_text, swap, swapped_dates
from xltools.vietnamese.numbers import Days, days_text, parse_days
from xltools.vietnamese.places import parse_places
from xltools.vietnamese.text import clean, fold

_TEXT_FIELDS = ("detail", "result", "explanation", "stay", "title")
_MONTHS = 12
_FAR = 2  # times the days declared
TIME = "time"
_ENDS = (TIME, UNTIL)
_WHOLE_QUARTER = re.compile(r"\(?(?:(?:trong|ca|suot|toan|het)\s)*quy(?: nay)?\)?")

_NUMERIC = r"(\d{1,2}[/.-]\d{1,2})(?:[/.-](?:20)?\d\d)?"
_NUMERIC_PAIR = re.compile(rf"\D*{_NUMERIC}(?!\d)\D+{_NUMERIC}(?!\d)\D*")


class Who(NamedTuple):
    """The person a row belongs to, and the row in which the name stands."""

    name: str
    person_id: str | None
    row: int


def read_entry(findings: Findings, lookups: Lookups, times: TimeReader, row: Row, who: Who) -> Entry:
    """The entry of a row; what cannot be used is ``None`` or empty, and a finding."""
    values, spec = row.values, findings.table.spec
    raw = _raw(row)
    refused = add_lost_values(findings, row.number) | findings.refused.get(row.number, set())

    def add(field: str, doubts: Sequence[Finding]) -> None:
        if field not in refused:
            cell, typed = findings.cell(field, row.number), raw.get(field, "")
            findings.found += [doubt._replace(cell=cell, given=doubt.given or typed) for doubt in doubts]

    typed_days = _days(values.get("days"), lookups)
    time = times.read(row, typed_days[0])
    for field, doubt in time.doubts:
        add(field, (doubt,))
    (days, day_doubts), beside = _with_count(typed_days, time.beside, raw, lookups)
    add(TIME, beside)
    # without dates there is nothing to compute blank days from, which is a finding of the time already; a column of
    # ours may stay empty too: the plan's own mẫu 2 has none
    blank = days is None and not raw.get("days")
    if "days" in findings.table.columns and spec.kind:
        add("days", () if blank and (spec.column("days").extra or not time.periods) else day_doubts)
    contents: tuple[str, ...] = ()
    if spec.kind:
        contents, content_doubts = lookups.contents.parse(_number(values.get("contents")))
        add("contents", content_doubts)
    places, levels, place_doubts = parse_places(raw.get("places", ""), lookups.places)
    add("places", place_doubts)
    return Entry(
        row=row.number,
        person_row=who.row,
        person=who.name,
        person_id=who.person_id,
        contents=contents,
        days=days,
        periods=time.periods,
        places=places,
        levels=levels,
        raw=raw,
        **{field: clean(raw[field]) if field in raw else "" for field in _TEXT_FIELDS},
    )


def _raw(row: Row) -> dict[str, str]:
    """Field → text as typed; first and last day of two columns as one time."""
    raw = {field: raw_text(value) for field, value in row.values.items() if field != "number"}
    if isinstance(row.values.get("contents"), float):
        raw["contents"] = f"{row.values['contents']:g}"  # a code that became a number: 1.4, not 1,4
    if UNTIL in raw:
        raw[TIME] = f"{raw.get(TIME, '')} - {raw.pop(UNTIL)}"
    return raw


def _days(value: Value | None, lookups: Lookups) -> Days:
    counting = lookups.plan.counting
    days, issues = parse_days(_number(value), counting.session_days)
    if days is not None and not counting.half_days and days != int(days):
        issues = (*issues, Finding("T204"))
    return days, issues


def _with_count(days: Days, count: str, raw: dict[str, str], lookups: Lookups) -> tuple[Days, tuple[Finding, ...]]:
    """A count beside the dates stands in for a blank days column; one that differs from it is asked about."""
    other, issues = _days(count, lookups) if count else (None, ())
    if other is None:
        return days, ()
    if not raw.get("days"):
        half = [issue for issue in issues if issue.code == "T204"]
        return (other, ()), (Finding("T205", expected=days_text(other)), *half)
    differs = days[0] is not None and other != days[0]
    return days, (Finding("T207", expected=raw["days"]),) if differs else ()


def add_lost_values(findings: Findings, row: int) -> set[str]:
    """The fields of a row whose value the program that saved the file left out; each is a finding (F109, F110)."""
    notes, found = findings.table.sheet.notes, set()
    if notes.errors or notes.formulas:
        for field, column in findings.table.columns.items():
            place = row, column
            if field != "number" and (place in notes.errors or place in notes.formulas):
                error = notes.errors.get(place)
                findings.add("F110" if error is None else "F109", field, row, error or "")
                found.add(field)
    return found


def total_days(value: Value, lookups: Lookups) -> float | None:
    """The number of a total row; ``None`` if it is none."""
    return parse_days(_number(value), lookups.plan.counting.session_days)[0]


def _number(value: Value | None) -> str | float | None:
    """A value as the number and content parsers take it; dates, hours and truth values are judged as text."""
    if isinstance(value, str | float | int | None) and not isinstance(value, bool):
        return value
    return raw_text(value)


# ------------------------------------------------------------------ the time of a row


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
        """Real dates that fit only when turned round are asked about (T109); backwards they have no value (T108)."""
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
        """Text dates typed month first, which are the days declared only when turned round (T109)."""
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

"""Days of a row against its dates, the window of the plan and the quarter; the same date claimed twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xltools.counting.days import distinct_dates, mask, periods_of
from xltools.counting.results import CountedEntry, PersonYear, Year
from xltools.forms.catalogue import CATALOGUE, REPORTS, WITH_DAYS
from xltools.model import Entry, Finding, Period, Severity, Submission
from xltools.plan.lookups import Lookups
from xltools.rules.registry import (
    FormFaults,
    RowFaults,
    YearFaults,
    days_given,
    filing_name,
    last_day,
    on_row,
    rule,
)
from xltools.vietnamese.dates import day_text, roman, span_text, spans_text
from xltools.vietnamese.numbers import days_text
from xltools.vietnamese.text import spelling

_WINDOW = "mục II.3 của Kế hoạch"
_DAYS_CLAUSE = "cột “Số ngày đi” và “Thời gian cụ thể” của các mẫu"


@rule("Q601", Severity.ERROR, clause="cột “Số ngày đi” của các mẫu", requirement="Q6")
def no_days(entry: Entry, submission: Submission, lookups: Lookups) -> RowFaults:
    """A row without days is no trip: it is a slip, or a row that should not be there.

    Okay: days=1 ngày | time=Ngày 03/4/2023
    Okay: days=0,5 ngày | time=Ngày 03/4/2023
    Q601: days=0 ngày | time=Ngày 03/4/2023
    """
    if entry.days is not None and entry.days <= 0:
        yield "days", days_given(entry), ""


@rule("Q602", Severity.ERROR, clause=_DAYS_CLAUSE, requirement="Q6")
def days_exceed_span(entry: Entry, submission: Submission, lookups: Lookups) -> RowFaults:
    """More days are claimed than the dates allow; both ends count.

    Okay: days=30 ngày | time=Từ ngày 01/4/2023 – 01/5/2023
    Okay: days=10 | time=Từ ngày 01/4/2023 – 05/4/2023; từ ngày 10/4/2023 – 14/4/2023
    Q602: days=20 ngày | time=Từ ngày 01/6/2023 – 15/6/2023
    Q602: days=11 | time=Từ ngày 01/4/2023 – 05/4/2023; từ ngày 10/4/2023 – 14/4/2023
    """
    if entry.days and entry.periods:
        span = distinct_dates(entry.periods)
        if entry.days > span:
            yield "days", days_text(entry.days), str(span)


@rule("Q603", Severity.NOTICE, clause=_DAYS_CLAUSE, requirement="Q6")
def last_less_first(entry: Entry, submission: Submission, lookups: Lookups) -> RowFaults:
    """One day less than the dates cover: taken as last day less first day, as in the plan's own VD1.

    Okay: days=31 ngày | time=Từ ngày 01/4/2023 – 01/5/2023
    Q603: days=30 ngày | time=Từ ngày 01/4/2023 – 01/5/2023
    """
    if entry.days and entry.periods:
        span = distinct_dates(entry.periods)
        if entry.days == span - 1:
            yield "days", days_text(entry.days), str(span)


@rule("Q604", Severity.NOTICE, clause=_DAYS_CLAUSE, requirement="Q6")
def fewer_days(entry: Entry, submission: Submission, lookups: Lookups) -> RowFaults:
    """Fewer days than the dates cover are allowed: the plan's VD2 says 10 days for 01/6 – 15/6.

    Okay: days=15 ngày | time=Từ ngày 01/6/2023 – 15/6/2023
    Okay: days=30 ngày | time=Từ ngày 01/4/2023 – 01/5/2023
    Q604: days=10 ngày | time=Từ ngày 01/6/2023 – 15/6/2023
    """
    if entry.days and entry.periods and entry.days > 0:
        span = distinct_dates(entry.periods)
        if span - entry.days not in (0, 1) and entry.days < span:
            yield "days", days_text(entry.days), str(span)


@rule("T206", Severity.NOTICE, clause="cột “Số ngày đi” và “Thời gian cụ thể” của các mẫu", requirement="M3")
def days_computed(person: PersonYear, year: Year, lookups: Lookups) -> YearFaults:
    """Mẫu 2 has no column for days: what counts instead is told at the dates.

    A blank cell of a column that the plan prints is told by the reader already (T202).

    Okay: form=mau2 | days=30 ngày
    Okay: form=mau1 | days=
    Okay: form=mau2 | days= | time=Từ ngày 01/11/2023 – 30/11/2023
    T206: form=mau2 | days=
    T206: form=mau1 | days=20 ngày || form=mau2 | days=
    """
    for row in person.registered:
        if row.computed and row.counted and row.source and row.days is not None and not _has_days_column(row):
            yield on_row(row, "time", expected=days_text(row.days))


def _has_days_column(row: CountedEntry) -> bool:
    """Whether the form has the column as the plan prints it; one of ours may stay empty."""
    submission = row.filing.submission
    return bool(submission and "days" in submission.columns and not CATALOGUE[submission.form].column("days").extra)


@rule(
    "Q701",
    Severity.ERROR,
    clause="mục I.2 và II.3 của Kế hoạch",
    requirement="Q7",
    forms=WITH_DAYS,
)
def dates_claimed_twice(submission: Submission, sound: Sequence[Entry], lookups: Lookups) -> FormFaults:
    """One person cannot live the same day twice: it stands on the later row, only the dates shared are taken off.

    Okay: days=30 | time=01/4/2023 – 30/4/2023 || days=30 | time=01/6/2023 – 30/6/2023
    Okay: days=30 | time=01/4/2023 – 30/4/2023 || days=30 | time=01/5/2023 – 30/5/2023
    Okay: form=mau2 | time=01/4/2023 – 30/4/2023 || form=mau2 | person=Trần Văn Đức | time=01/4/2023 – 30/4/2023
    Q701: days=30 | time=01/4/2023 – 30/4/2023 || days=30 | time=25/4/2023 – 24/5/2023
    Q701: days=5 | time=01/4/2023 – 05/4/2023 || days=5 | time=01/4/2023 – 05/4/2023
    """
    if len(sound) < 2:
        return
    origin, length = lookups.plan.window.first, lookups.plan.window.days
    window = (1 << length) - 1
    earlier: dict[str, list[tuple[int, int]]] = {}
    for entry in sound:
        dates = mask(entry.periods, origin) & window if entry.periods else 0
        if not (dates and entry.person):
            continue
        rows = earlier.setdefault(entry.person_id or spelling(entry.person), [])
        shared = [(row, dates & claimed) for row, claimed in rows if dates & claimed]
        if shared:
            both = 0
            for _, part in shared:
                both |= part
            where = "dòng " + ", ".join(str(row) for row, _ in shared)
            given = spans_text(periods_of(both, origin))
            yield entry, "time", given, where
        rows.append((entry.row, dates))


@rule("Q801", Severity.ERROR, clause="mục III.1.2 của Kế hoạch; mẫu 3", requirement="Q8")
def dates_reported_before(person: PersonYear, year: Year, lookups: Lookups) -> YearFaults:
    """A day belongs to one report: the second quarter's report may not claim what the first one did.

    Okay: form=mau3 | quarter=1 | time=01/3 – 26/3/2023 | days=26 || quarter=2 | time=27/3 – 15/4/2023 | days=20
    Q801: form=mau3 | quarter=1 | time=01/3 – 31/3/2023 | days=31 || quarter=2 | time=25/3 – 15/4/2023 | days=22
    """
    origin = lookups.plan.window.first
    for rows in (person.registered, person.performed):
        if not any(row.overlap for row in rows):
            continue
        claimed: list[tuple[CountedEntry, int]] = []
        for row in rows:
            if not (row.source and row.counted and row.entry.periods):
                continue
            dates = mask(row.entry.periods, origin)
            shared = mask(row.overlap, origin) if row.overlap else 0
            others = [(other, shared & taken) for other, taken in claimed if other.filing is not row.filing]
            others = [(other, both) for other, both in others if both]
            if others:
                yield _reported_before(row, others, lookups)
            claimed.append((row, dates))


def _reported_before(row: CountedEntry, others: list[tuple[CountedEntry, int]], lookups: Lookups) -> Finding:
    both, names = 0, []
    for other, part in others:
        both |= part
        names.append(filing_name(other.filing))
    periods: tuple[Period, ...] = periods_of(both, lookups.plan.window.first)
    return on_row(row, "time", spans_text(periods), "; ".join(dict.fromkeys(names)), periods[0].first)


# ------------------------------------------------------------------ window and quarter


@rule("W101", Severity.WARNING, clause=_WINDOW, requirement="W1", forms=WITH_DAYS)
def partly_outside_window(entry: Entry, submission: Submission, lookups: Lookups) -> RowFaults:
    """Only days inside the window count: 30 days for 01/10 – 31/10 are worth 25.

    Okay: days=25 | time=Từ ngày 01/10/2023 – 25/10/2023
    Okay: days=30 | time=Từ ngày 01/11/2023 – 30/11/2023
    W101: days=30 | time=Từ ngày 01/10/2023 – 31/10/2023
    W101: days=5 | time=Từ ngày 30/12/2022 – 03/01/2023
    """
    if entry.periods:
        first, last = lookups.plan.window
        if any(p.first < first or p.last > last for p in entry.periods) and any(
            p.first <= last and p.last >= first for p in entry.periods
        ):
            yield "time", _time(entry), span_text(lookups.plan.window)


@rule("W102", Severity.WARNING, clause=_WINDOW, requirement="W1", forms=WITH_DAYS)
def outside_window(entry: Entry, submission: Submission, lookups: Lookups) -> RowFaults:
    """Days wholly outside the window are worth nothing; most often the year or the month is a slip.

    Okay: days=30 | time=Từ ngày 01/10/2023 – 31/10/2023
    W102: days=30 | time=Từ ngày 01/11/2023 – 30/11/2023
    """
    if entry.periods and _misses(entry, *lookups.plan.window):
        yield "time", _time(entry), span_text(lookups.plan.window)


@rule("W201", Severity.WARNING, clause="tên mẫu 3: “quý … năm 2023”", requirement="W2", forms=REPORTS)
def outside_quarter(entry: Entry, submission: Submission, lookups: Lookups) -> RowFaults:
    """A report tells of its own quarter; days of another one count in it, but somebody should look.

    Outside the window altogether is the graver fault with the same cause, so it is told alone.

    Okay: form=mau3 | quarter=2 | days=30 | time=Từ ngày 01/4/2023 – 30/4/2023
    Okay: form=mau3 | quarter=1 | days=10 | time=Từ ngày 27/3/2023 – 05/4/2023
    Okay: form=mau3 | quarter=4 | days=30 | time=Từ ngày 01/11/2022 – 30/11/2022
    W201: form=mau3 | quarter=2 | days=30 | time=Từ ngày 01/3/2023 – 30/3/2023
    """
    if not entry.periods or submission.quarter is None:
        return
    if _misses(entry, *lookups.quarters[submission.quarter]) and not _misses(entry, *lookups.plan.window):
        quarter = f"quý {roman(submission.quarter)}"
        yield "time", _time(entry), quarter


@rule("W301", Severity.WARNING, clause="mục III.1.2 của Kế hoạch", requirement="W3")
def reported_before_done(person: PersonYear, year: Year, lookups: Lookups) -> YearFaults:
    """What lies after the day the report came is a plan, not a result: to be looked at again later.

    Okay: form=mau3 | quarter=2 | days=20 | time=01/6/2023 – 20/6/2023 | received=2023-06-26
    W301: form=mau3 | quarter=2 | days=30 | time=01/6/2023 – 30/6/2023 | received=2023-06-26
    """
    for row in person.performed:
        if not (row.source and row.entry.periods):
            continue
        last = last_day(row.entry.periods)
        received = row.filing.received.date()
        if last > received:
            yield on_row(row, "time", day_text(last), day_text(received), last)


def _misses(entry: Entry, first: date, last: date) -> bool:
    return all(p.last < first or p.first > last for p in entry.periods or ())


def _time(entry: Entry) -> str:
    return entry.raw.get("time") or spans_text(entry.periods or ())

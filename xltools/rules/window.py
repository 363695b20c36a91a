"""The window of the plan and the quarter of a report."""

from __future__ import annotations

from datetime import date

from xltools.forms.catalogue import REPORTS, WITH_DAYS
from xltools.model import Entry, PersonYear, Severity, Submission, Year
from xltools.plan.lookups import Lookups
from xltools.rules.registry import RowFaults, YearFaults, on_row, rule
from xltools.rules.words_of import last_day, period_short
from xltools.vietnamese.dates import day_text, roman

_WINDOW_CLAUSE = "mục II.3 của Kế hoạch"


@rule("W101", Severity.WARNING, clause=_WINDOW_CLAUSE, requirement="W1", forms=WITH_DAYS)
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
            yield "time", _time(entry), period_short(lookups.plan.window)


@rule("W102", Severity.WARNING, clause=_WINDOW_CLAUSE, requirement="W1", forms=WITH_DAYS)
def outside_window(entry: Entry, submission: Submission, lookups: Lookups) -> RowFaults:
    """Days wholly outside the window are worth nothing; most often the year or the month is a slip.

    Okay: days=30 | time=Từ ngày 01/10/2023 – 31/10/2023
    W102: days=30 | time=Từ ngày 01/11/2023 – 30/11/2023
    """
    if entry.periods and _misses(entry, *lookups.plan.window):
        yield "time", _time(entry), period_short(lookups.plan.window)


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
    return entry.raw.get("time") or "; ".join(period_short(p) for p in entry.periods or ())

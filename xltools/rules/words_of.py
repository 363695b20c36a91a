"""Short texts that rules put into their findings: the plan's own words for forms, days and stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from xltools.counting.days import mask
from xltools.forms.catalogue import CATALOGUE
from xltools.model import CountedEntry, Entry, Filing, Period
from xltools.vietnamese.dates import day_text, roman
from xltools.vietnamese.numbers import days_text


def days_given(entry: Entry) -> str:
    """The days as typed; as a number where the text is not kept."""
    return entry.raw.get("days") or days_text(entry.days or 0)


def dates_of(rows: Iterable[CountedEntry], origin: date) -> int:
    """Every date of some rows as bits counted from ``origin``, those beyond the window included."""
    days = 0
    for row in rows:
        if row.entry.periods:
            days |= mask(row.entry.periods, origin)
    return days


def last_day(periods: Iterable[Period]) -> date:
    """The last day of some periods (at least one), whatever their order."""
    return max([period.last for period in periods])


def period_short(period: Period) -> str:
    """``01/4/2023 – 01/5/2023``; one date for a single day."""
    first = day_text(period.first)
    return first if period.first == period.last else f"{first} – {day_text(period.last)}"


def runs_text(periods: Iterable[Period]) -> str:
    """Runs of days: ``01/4/2023 – 05/4/2023; 08/4/2023``."""
    return "; ".join(period_short(period) for period in periods)


def form_name(filing: Filing) -> str:
    """``mẫu 3 quý II (2-NopBai/TG/a.xlsx)``."""
    submission = filing.submission
    if submission is None:
        return filing.file
    quarter = f" quý {roman(submission.quarter)}" if submission.quarter else ""
    return f"{CATALOGUE[submission.form].in_sentence}{quarter} ({filing.file})"

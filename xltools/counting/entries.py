"""The rows of one person counted: the dates each claims, the stays they make, the days still owed by level of place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from xltools.counting.days import WORTHLESS, Calendar, Run, Worth, join_stays, periods_of, row_worth
from xltools.counting.results import CountedEntry, Stay
from xltools.model import Entry, Filing, Period, Problem, Severity
from xltools.plan.plan import Group
from xltools.vietnamese.text import fold

OVERLAP_CODES = frozenset(("Q701", "Q801"))
"""Errors that cost only the dates claimed twice, not their row."""

Lookup = Callable[[Entry], float | None]


class Row(NamedTuple):
    """A data row at place ``slot`` of ``Year.entries``; ``faulty`` by an error of its own, ``in_force`` as its form."""

    slot: int
    filing: Filing
    form: str
    entry: Entry
    person_id: str | None
    unit: str | None
    kind: str
    quarter: int | None
    faulty: bool
    in_force: bool


class Total(NamedTuple):
    """The rows of one person and kind summed: dates ``claimed``, stays (``runs``), ``valid`` if any row is sound."""

    entries: tuple[CountedEntry, ...]
    claimed: int
    runs: tuple[Run, ...]
    days: float
    valid: bool


def errors_by_row(filing: Filing) -> dict[int, list[Problem]]:
    """Row of the form's sheet → its own errors; an overlap is none, it costs only its dates."""
    found: dict[int, list[Problem]] = {}
    sheet = filing.submission.sheet if filing.submission else None
    for problem in filing.problems:
        if problem.severity is Severity.ERROR and problem.code not in OVERLAP_CODES:
            for cell in problem.cells:
                if cell.sheet == sheet:
                    found.setdefault(cell.row, []).append(problem)
    return found


def count(rows: Sequence[Row], calendar: Calendar, gap: int, days_elsewhere: Lookup | None = None) -> Total:
    """The rows of one person counted in the order given; earlier rows claim their dates first.

    ``days_elsewhere`` gives the days of a row that states none (from the person's mẫu 1); else its dates do. A row with
    an error of its own, or without periods, counts 0 and claims nothing.
    """
    claimed, total, valid = 0, 0.0, False
    claims: list[tuple[float | None, bool]] = []
    worths: list[tuple[Worth, str]] = []
    for row in rows:
        entry = row.entry
        days, computed, worth = entry.days, False, WORTHLESS
        if days is None:
            days, computed = stated_days(entry, calendar, days_elsewhere)
        if not row.faulty:
            valid = True
            if entry.periods:
                worth = row_worth(days, entry.periods, claimed, calendar)
                if worth.days > 0:
                    claimed |= worth.own
                    total += worth.days
        claims.append((days, computed))
        worths.append((worth, stay_label(entry.stay) if entry.stay else ""))
    runs, members = join_stays(worths, gap, calendar.countable)
    entries = tuple([
        CountedEntry(
            row.filing, row.entry, row.person_id, row.unit, row.kind, row.quarter, days, computed, True,
            worth.days > 0, worth.days, periods_of(worth.overlap, calendar.origin) if worth.overlap else (),
            worth.outside, stays,
        )
        for row, (days, computed), (worth, _), stays in zip(rows, claims, worths, members, strict=True)
    ])  # fmt: skip
    return Total(entries, claimed, runs, total, valid)


def uncounted(row: Row, calendar: Calendar, *, source: bool) -> CountedEntry:
    """A row that counts 0: set aside, superseded, rejected, or of nobody on the roster."""
    days, computed = stated_days(row.entry, calendar)
    return CountedEntry(
        row.filing, row.entry, row.person_id, row.unit, row.kind, row.quarter, days, computed, source, False, 0.0
    )


def stated_days(entry: Entry, calendar: Calendar, elsewhere: Lookup | None = None) -> tuple[float | None, bool]:
    """The declared days, or the computed ones and ``True``; ``None`` where neither days nor dates are known."""
    if entry.days is not None or not entry.periods:
        return entry.days, False
    found = elsewhere(entry) if elsewhere else None
    return (calendar.span_days(entry.periods) if found is None else found), True


def days_in(rows: Iterable[Row]) -> Lookup:
    """A look-up of the days stated in mẫu 1 for a row of mẫu 2 with the same dates (and contents, if several are)."""
    known: dict[tuple[Period, ...], list[Entry]] = {}
    for row in rows:
        if not row.faulty and row.entry.days is not None and row.entry.periods:
            known.setdefault(row.entry.periods, []).append(row.entry)

    def find(entry: Entry) -> float | None:
        candidates = known.get(entry.periods or (), ())
        same = [e for e in candidates if set(e.contents) == set(entry.contents)]
        if not same and len(candidates) == 1:
            same = list(candidates)
        return same[0].days if same else None

    return find


@lru_cache(maxsize=1024)
def stay_label(text: str) -> str:
    """The key of a label in column Đợt: ``Đợt 1``, ``đợt 01`` and ``1`` are one."""
    words = fold(text).removeprefix("dot").strip(" .:")
    return str(int(words)) if words.isdecimal() else words


def stays(runs: Sequence[Run], calendar: Calendar, quota: Group) -> tuple[Stay, ...]:
    """The stays as dates, numbered from 1."""
    zero, day, least = calendar.origin.toordinal(), date.fromordinal, quota.long_stay_days
    return tuple([
        Stay(number, Period(day(zero + first), day(zero + last)), days, 0 < least <= days)
        for number, (first, last, days) in enumerate(runs, 1)
    ])  # fmt: skip


def level_shortfalls(entries: Sequence[CountedEntry], quota: Group) -> dict[str, float]:
    """Level of place → days still owed; days spent at several levels go to the first of them that is still owed."""
    if not quota.level_days:
        return {}
    owed = dict(quota.level_days)
    counted = sorted((e for e in entries if e.counted), key=lambda e: len(set(e.entry.levels)))
    for entry in counted:
        left = entry.counted_days
        for level in quota.level_days:
            if level in entry.entry.levels:
                used = min(left, owed[level])
                owed[level] -= used
                left -= used
    return {level: days for level, days in owed.items() if days > 0}

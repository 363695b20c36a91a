"""Exemption and status of a person on one day: what was done, days left, and whether the quotas can still be met."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from xltools.counting.days import Calendar, Run
from xltools.counting.entries import Total
from xltools.model import Period, Person, PersonStatus
from xltools.plan.plan import Group, Plan


class Exempt(NamedTuple):
    """``extent`` is ``full``, ``partial`` or ``""``; ``dates`` the exempt dates in the window, where known."""

    extent: str
    dates: Period | None


def exemption(person: Person, plan: Plan) -> Exempt:
    """The exemption of a person within the window (section II.2, Lưu ý).

    A role exempts for the year unless its dates cover only part of the window. A period exempts fully when it covers
    the whole window, partly when it covers some of it or its dates are missing, and not at all when it is shorter than
    the plan's minimum number of months or lies outside the window.
    """
    none = Exempt("", None)
    reason = plan.exemption_by_code.get(person.exempt)
    if reason is None:
        return none
    since, until = person.since, person.until
    if reason.kind == "period":
        if since is None or until is None:
            return Exempt("partial", None)
        if until < _last_day_after(since, reason.min_months):
            return none
    dates = within(plan.window, since, until)
    if dates is None:
        return none
    return Exempt("full" if dates == plan.window else "partial", dates)


def membership(person: Person, plan: Plan) -> Period | None:
    """The part of the window in which the person is on the roster; ``None`` if there is none."""
    if person.exempt or (person.since is None and person.until is None):
        return plan.window
    return within(plan.window, person.since, person.until)


def within(window: Period, since: date | None, until: date | None) -> Period | None:
    """The common part of a window and a period whose ends may be open; ``None`` if there is none."""
    first = window.first if since is None else max(window.first, since)
    last = window.last if until is None else min(window.last, until)
    return Period(first, last) if first <= last else None


def _last_day_after(first: date, months: int) -> date:
    """The last day of a run of whole months that begins on ``first``: 01/3 and 6 months give 31/8."""
    if not months:
        return first
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    length = monthrange(year, month + 1)[1]
    return date.fromordinal(date(year, month + 1, 1).toordinal() + min(first.day, length + 1) - 2)


class Today(NamedTuple):
    """The as-of date, for everybody: ``next`` is the bit of the day after, ``left`` are the days left in the window."""

    calendar: Calendar
    gap: int
    next: int
    left: int
    closed: bool
    registration_over: bool

    @classmethod
    def of(cls, plan: Plan, as_of: date) -> Today:
        """``as_of`` compared with the window and the deadline of registration."""
        calendar = Calendar.of(plan)
        gone = min(max((as_of - calendar.origin).days + 1, 0), calendar.length)
        due = plan.registration_deadline
        left = calendar.window >> gone << gone
        closed, over = as_of > plan.window.last, due is not None and due.passed(as_of)
        return cls(calendar, plan.counting.stay_gap, gone, left, closed, over)


def long_stays(stays: Sequence[Run], quota: Group) -> int:
    """The number of stays that reach the group's minimum length; 0 where the group has no such minimum."""
    least = quota.long_stay_days
    return sum([stay.days >= least for stay in stays]) if least > 0 else 0


def person_status(
    done: Total, shortfalls: Mapping[str, float], registered: bool, quota: Group, exempt: str, member: int, today: Today
) -> tuple[PersonStatus, int, bool]:
    """Status of one person (the first that fits in the order of ``PersonStatus``), days left, can the quotas be met.

    ``done`` is what the person has done so far, ``shortfalls`` the days still owed by level of place, ``exempt`` the
    extent of the exemption, ``member`` the dates of the window on which the person belongs to the roster.
    """
    left = today.left & member
    possible = (left & today.calendar.countable).bit_count()
    met = (
        done.days >= quota.min_days
        and len(done.runs) >= quota.min_stays
        and long_stays(done.runs, quota) >= quota.long_stays
        and not shortfalls
    )
    can = met or (not today.closed and _can_meet(done, sum(shortfalls.values()), quota, left, today))
    if exempt == "full":
        return PersonStatus.EXEMPT, possible, True
    if exempt:
        status = PersonStatus.TO_DECIDE
    elif met:
        status = PersonStatus.MET
    elif today.closed:
        status = PersonStatus.NOT_MET
    elif not can:
        status = PersonStatus.CANNOT_MEET
    elif today.registration_over and not registered:
        status = PersonStatus.NOT_REGISTERED
    elif done.days * today.calendar.length < quota.min_days * today.next:
        status = PersonStatus.BEHIND
    else:
        status = PersonStatus.UNDER_WAY
    return status, possible, can


def _can_meet(done: Total, owed_by_level: float, quota: Group, left: int, today: Today) -> bool:
    """Whether some choice of the days left meets every quota; stays that reach the as-of date or later may grow."""
    countable, gap = today.calendar.countable, today.gap
    owed = max(quota.min_days - done.days, owed_by_level, 0.0)
    free = left & ~done.claimed
    if (free & countable).bit_count() < owed:
        return False
    ahead = tuple(run for run in done.runs if run.first >= today.next)
    behind = [run for run in done.runs if run.first < today.next]
    latest = max(behind, key=lambda run: run.last, default=None)
    under_way = latest if latest is not None and latest.last + gap >= today.next else None
    if under_way is not None:
        behind.remove(under_way)
    longs = max(quota.long_stays - long_stays(behind, quota), 0)
    shorts = max(quota.min_stays - len(behind), longs) - longs
    return any(
        _fits(free, countable, today.next, under_way, ahead, targets, gap, owed)
        for targets in _orders(longs, shorts, quota.long_stay_days)
    )


@lru_cache(maxsize=256)
def _orders(longs: int, shorts: int, length: float) -> tuple[tuple[float, ...], ...]:
    """The orders worth trying for the stays still owed, as the least days of each; short ones come first or last."""
    return tuple(
        (0.0,) * early + (length,) * longs + (0.0,) * (shorts - early) for early in range(shorts + 1 if longs else 1)
    )


@lru_cache(maxsize=65536)
def _fits(
    free: int,
    countable: int,
    day: int,
    under_way: Run | None,
    ahead: tuple[Run, ...],
    targets: tuple[float, ...],
    gap: int,
    owed: float,
) -> bool:
    """Walk the days from ``day``: finish each stay of ``targets`` as early as can be, then use every other day.

    Between two stays ``gap`` free days are given up (``given_up`` days worth ``lost``); where a claimed day comes too
    soon for that they are used after all. ``under_way`` is the stay that reaches ``day``, ``ahead`` are those already
    claimed for later. True when every target is reached and at least ``owed`` days can be added.
    """
    run = under_way.days if under_way else 0.0
    given_up = max(day - 1 - under_way.last, 0) if under_way else 0
    done, lost, entered, added = 0, 0, 0, 0
    while done < len(targets):
        reached = 0 < run >= targets[done]
        if reached and (done == len(targets) - 1 or given_up >= gap):
            done, run, given_up, lost = done + 1, 0.0, 0, 0
            continue
        if not free >> day and entered == len(ahead):
            return False
        if entered < len(ahead) and ahead[entered].first <= day:
            run, added, given_up, lost = run + lost + ahead[entered].days, added + lost, 0, 0
            entered += 1
            continue
        if free >> day & 1:
            worth = countable >> day & 1
            if reached:
                given_up, lost = given_up + 1, lost + worth
            else:
                run, added = run + worth, added + worth
        day += 1
    return added + (free & countable).bit_count() - (free & countable & ((1 << day) - 1)).bit_count() >= owed

"""Where a person stands on one day: status, days left, and whether the quotas can still be met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from xltools.counting.counting import Calendar, Run
from xltools.model import PersonStatus
from xltools.plan.plan import Group, Plan


class Figures(NamedTuple):
    """What a person has done so far. ``claimed`` are the dates of rows that count, ``runs`` the stays they make."""

    days: float
    runs: tuple[Run, ...]
    claimed: int
    shortfalls: Mapping[str, float]
    registered: bool


class Standing(NamedTuple):
    """The verdict: ``possible_days`` are the days left in the window after the as-of date."""

    status: PersonStatus
    possible_days: int
    can_still_meet: bool


class Today(NamedTuple):
    """What the as-of date means for everybody, worked out once.

    ``next`` is the bit of the day after, and so the number of days gone by; ``left`` are the days left in the window.
    """

    next: int
    left: int
    closed: bool
    registration_over: bool

    @classmethod
    def of(cls, plan: Plan, calendar: Calendar, as_of: date) -> Today:
        """Measure ``as_of`` against the window and the deadline of mẫu 2 (of mẫu 1 where there is none)."""
        gone = min(max((as_of - calendar.origin).days + 1, 0), calendar.length)
        due = plan.registration_deadline
        left = calendar.window >> gone << gone
        return cls(gone, left, as_of > plan.window.last, due is not None and due.passed(as_of))


def quotas_met(figures: Figures, quota: Group) -> bool:
    """Days, stays, long stays and days by level all reach what the plan asks of the group."""
    return (
        figures.days >= quota.min_days
        and len(figures.runs) >= quota.min_stays
        and long_stays(figures.runs, quota) >= quota.long_stays
        and not figures.shortfalls
    )


def long_stays(stays: Sequence[Run], quota: Group) -> int:
    """Stays that reach the group's minimum length; none where the group has no such minimum."""
    least = quota.long_stay_days
    return sum([stay.days >= least for stay in stays]) if least > 0 else 0


def stand(
    figures: Figures, quota: Group, exempt: str, on_roster: int, plan: Plan, calendar: Calendar, today: Today
) -> Standing:
    """Status of one person, the first that fits in the order of ``PersonStatus``.

    ``exempt`` is the extent of the exemption; ``on_roster`` the dates of the window on which the person belongs to
    the roster.
    """
    left = today.left & on_roster
    possible = (left & calendar.countable).bit_count()
    met = quotas_met(figures, quota)
    can = met or (not today.closed and _can_meet(figures, quota, left, plan, calendar, today))
    if exempt == "full":
        return Standing(PersonStatus.EXEMPT, possible, True)
    if exempt:
        return Standing(PersonStatus.TO_DECIDE, possible, can)
    if met:
        status = PersonStatus.MET
    elif today.closed:
        status = PersonStatus.NOT_MET
    elif not can:
        status = PersonStatus.CANNOT_MEET
    elif today.registration_over and not figures.registered:
        status = PersonStatus.NOT_REGISTERED
    elif figures.days * calendar.length < quota.min_days * today.next:
        status = PersonStatus.BEHIND
    else:
        status = PersonStatus.UNDER_WAY
    return Standing(status, possible, can)


def _can_meet(figures: Figures, quota: Group, left: int, plan: Plan, calendar: Calendar, today: Today) -> bool:
    """Whether some choice of the days left meets every quota.

    Days already claimed cannot be claimed again. A stay that reaches the as-of date, or lies after it, may still grow.
    """
    owed = max(quota.min_days - figures.days, sum(figures.shortfalls.values()), 0.0)
    free = left & ~figures.claimed
    if (free & calendar.countable).bit_count() < owed:
        return False
    gap = plan.counting.stay_gap
    ahead = tuple(run for run in figures.runs if run.first >= today.next)
    behind = [run for run in figures.runs if run.first < today.next]
    latest = max(behind, key=lambda run: run.last, default=None)
    under_way = latest if latest is not None and latest.last + gap >= today.next else None
    if under_way is not None:
        behind.remove(under_way)
    longs = max(quota.long_stays - long_stays(behind, quota), 0)
    shorts = max(quota.min_stays - len(behind), longs) - longs
    return any(
        _fits(free, calendar.countable, today.next, under_way, ahead, targets, gap, owed)
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

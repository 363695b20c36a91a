"""How days count: sets of dates, what a row is worth, and stays (đợt).

A set of dates is an ``int``: bit ``i`` is the day ``i`` days after an origin. Union is ``|``, the number of days
``bit_count()``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from xltools.model import Period
from xltools.plan.plan import Plan

Span = tuple[int, int]
"""First and last day of a period, as days after the origin."""


@lru_cache(maxsize=16384)
def mask(periods: tuple[Period, ...], origin: date) -> int:
    """The dates of periods as bits counted from ``origin``; dates before it are left out."""
    zero = origin.toordinal()
    days = 0
    for first, last in periods:
        a, b = max(first.toordinal() - zero, 0), last.toordinal() - zero
        if b >= a:
            days |= ((1 << (b - a + 1)) - 1) << a
    return days


def periods_of(days: int, origin: date) -> tuple[Period, ...]:
    """The runs of consecutive dates in a set, earliest first: the inverse of ``mask``."""
    zero = origin.toordinal()
    return tuple(Period(date.fromordinal(zero + a), date.fromordinal(zero + b)) for a, b in runs(days))


def runs(days: int) -> list[Span]:
    """First and last bit of each run of ones, lowest first."""
    found: list[Span] = []
    at = 0
    while days:
        skipped = (days & -days).bit_length() - 1
        days >>= skipped
        length = (~days & (days + 1)).bit_length() - 1
        at += skipped
        found.append((at, at + length - 1))
        days >>= length
        at += length
    return found


@dataclass(frozen=True, slots=True)
class Calendar:
    """The window of a plan as bits from its first day, and the days of it that count.

    ``declared``: a row claims the number typed; otherwise all of its dates that count. ``countable`` is the whole
    window, or its working days in mode ``workdays``.
    """

    origin: date
    length: int
    window: int
    countable: int
    declared: bool
    holidays: frozenset[date]
    workdays: bool

    @classmethod
    def of(cls, plan: Plan) -> Calendar:
        """The calendar of a plan (settings ``counting.mode``, ``holidays``)."""
        first, length = plan.window.first, plan.window.days
        whole = (1 << length) - 1
        holidays = frozenset(plan.holidays)
        workdays = plan.counting.mode == "workdays"
        countable = mask_of_workdays(plan.window, holidays) if workdays else whole
        return cls(first, length, whole, countable, plan.counting.mode == "declared", holidays, workdays)

    def span_days(self, periods: tuple[Period, ...]) -> float:
        """The number of days by the dates alone, both ends included; used where no number was declared."""
        if self.workdays:
            origin = min((p.first for p in periods), default=self.origin)
            dates = periods_of(mask(periods, origin), origin)
            return float(sum(mask_of_workdays(run, self.holidays).bit_count() for run in dates))
        return float(distinct_dates(periods))


def mask_of_workdays(period: Period, holidays: frozenset[date]) -> int:
    """Mondays to Fridays of a period less the holidays, as bits from its first day."""
    first = period.first.toordinal()
    days = (date.fromordinal(first + i) for i in range(period.days))
    return sum(1 << i for i, day in enumerate(days) if day.weekday() < 5 and day not in holidays)


def distinct_dates(periods: tuple[Period, ...]) -> int:
    """How many different dates the periods cover."""
    if len(periods) == 1:
        return periods[0].days
    if not periods:
        return 0
    return mask(periods, min(p.first for p in periods)).bit_count()


class Worth(NamedTuple):
    """What a row is worth, in days.

    ``own`` are its dates in the window that no earlier row claimed, ``overlap`` those that one did; ``outside`` is the
    number of its dates outside the window, ``spans`` are its periods within it.
    """

    days: float
    own: int
    overlap: int
    outside: int
    spans: tuple[Span, ...]


WORTHLESS = Worth(0.0, 0, 0, 0, ())


def row_worth(claim: float | None, periods: tuple[Period, ...], claimed: int, calendar: Calendar) -> Worth:
    """The least of ``claim`` (``None``: no limit) and the row's dates in the window not yet ``claimed``, in days."""
    spans, inside, outside = _in_window(periods, calendar.origin, calendar.length)
    own = inside & ~claimed
    days = float((own & calendar.countable).bit_count())
    if calendar.declared and claim is not None and claim < days:
        days = max(claim, 0.0)
    return Worth(days, own, inside & claimed, outside, spans)


@lru_cache(maxsize=16384)
def _in_window(periods: tuple[Period, ...], origin: date, length: int) -> tuple[tuple[Span, ...], int, int]:
    """The parts of periods inside a window of ``length`` days, their dates, and how many dates lie outside it."""
    zero, end = origin.toordinal(), length - 1
    spans: list[Span] = []
    inside, cut = 0, False
    for first, last in periods:
        a, b = first.toordinal() - zero, last.toordinal() - zero
        if a < 0:
            a, cut = 0, True
        if b > end:
            b, cut = end, True
        if a <= b:
            spans.append((a, b))
            inside |= ((1 << (b - a + 1)) - 1) << a
    return tuple(spans), inside, distinct_dates(periods) - inside.bit_count() if cut else 0


class Run(NamedTuple):
    """A stay: its first and last day, as days after the origin, and its counted days."""

    first: int
    last: int
    days: float


def join_stays(
    rows: Sequence[tuple[Worth, str]], gap: int, countable: int
) -> tuple[tuple[Run, ...], tuple[tuple[int, ...], ...]]:
    """The stays of one person, earliest first, and for each row the numbers (from 1) of the stays its dates belong to.

    ``rows`` are (worth, label of column Đợt). Two periods are one stay when the later starts at most ``gap`` days after
    the earlier ends; rows with one label are one stay whatever lies between them, rows with different labels never are.
    The days of a row whose periods lie in several stays fill them in order, each up to the dates the row owns there.
    """
    pieces = sorted([(*span, i) for i, (worth, _) in enumerate(rows) if worth.days > 0 for span in worth.spans])
    if not pieces:
        return (), ((),) * len(rows)
    clusters: list[_Cluster] = []
    for piece in pieces:
        label = rows[piece[2]][1]
        fitting = (c for c in reversed(clusters) if c.last >= piece[0] - gap)
        home = next((c for c in fitting if not label or c.label in ("", label)), None)
        if home is None:
            clusters.append(_Cluster(label, piece[0], piece[1], [piece]))
        else:
            home.label = home.label or label
            home.last = max(home.last, piece[1])
            home.pieces.append(piece)
    return _share_days(rows, _one_per_label(clusters), countable)


@dataclass(slots=True)
class _Cluster:
    label: str
    first: int
    last: int
    pieces: list[tuple[int, int, int]]


def _one_per_label(clusters: list[_Cluster]) -> list[_Cluster]:
    named: dict[str, _Cluster] = {}
    kept = []
    for cluster in clusters:
        twin = named.setdefault(cluster.label, cluster) if cluster.label else cluster
        if twin is cluster:
            kept.append(cluster)
        else:
            twin.last = max(twin.last, cluster.last)
            twin.pieces += cluster.pieces
    return kept


def _share_days(
    rows: Sequence[tuple[Worth, str]], clusters: Sequence[_Cluster], countable: int
) -> tuple[tuple[Run, ...], tuple[tuple[int, ...], ...]]:
    totals = [0.0] * len(clusters)
    members: list[tuple[int, ...]] = [()] * len(rows)
    several: dict[int, int] = {}
    left: dict[int, float] = {}
    for number, cluster in enumerate(clusters):
        for first, last, i in cluster.pieces:
            worth = rows[i][0]
            if len(worth.spans) == 1:
                totals[number] += worth.days
                members[i] = (number + 1,)
            else:
                several[i] = several.get(i, 0) | ((1 << (last - first + 1)) - 1) << first
        while several:
            i, dates = several.popitem()
            worth = rows[i][0]
            if dates & worth.own:
                rest = left.get(i, worth.days)
                share = min(rest, float((dates & worth.own & countable).bit_count()))
                totals[number] += share
                left[i] = rest - share
                members[i] += (number + 1,)
    stays = [Run(cluster.first, cluster.last, days) for cluster, days in zip(clusters, totals, strict=True)]
    return tuple(stays), tuple(members)

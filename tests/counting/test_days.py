from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from xltools.counting.days import (
    Calendar,
    distinct_dates,
    join_stays,
    mask,
    mask_of_workdays,
    periods_of,
    row_worth,
)
from xltools.model import Period

ORIGIN = date(2023, 1, 1)
START = st.integers(-40, 340)
PERIODS = st.lists(
    st.builds(lambda a, n: Period(ORIGIN + timedelta(a), ORIGIN + timedelta(a + n)), START, st.integers(0, 45)),
    min_size=1,
    max_size=3,
).map(tuple)
ROWS = st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 100).map(lambda n: n / 2)), PERIODS), max_size=8)
WINDOW = {ORIGIN + timedelta(i) for i in range(298)}
CALENDAR = Calendar(ORIGIN, 298, (1 << 298) - 1, (1 << 298) - 1, True, frozenset(), False)


def dates(periods):
    return {p.first + timedelta(i) for p in periods for i in range(p.days)}


@given(PERIODS)
def test_a_mask_is_the_set_of_dates(periods):
    kept = {day for day in dates(periods) if day >= ORIGIN}
    days = mask(periods, ORIGIN)
    assert days.bit_count() == len(kept)
    assert dates(periods_of(days, ORIGIN)) == kept
    assert distinct_dates(periods) == len(dates(periods))


@given(st.integers(0, 1 << 320))
def test_runs_are_maximal_and_in_order(days):
    runs = periods_of(days, ORIGIN)
    assert mask(runs, ORIGIN) == days
    assert all((b.first - a.last).days > 1 for a, b in pairwise(runs))


def weigh(rows):
    claimed, worths = 0, []
    for days, periods in rows:
        worth = row_worth(days, periods, claimed, CALENDAR)
        if worth.days > 0:
            claimed |= worth.own
        worths.append(worth)
    return worths


@given(ROWS)
def test_rows_count_like_sets_of_dates(rows):
    taken: set[date] = set()
    for (days, periods), worth in zip(rows, weigh(rows), strict=True):
        inside = dates(periods) & WINDOW
        free = inside - taken
        assert worth.days == (len(free) if days is None else min(days, len(free)))
        assert worth.outside == len(dates(periods) - WINDOW)
        assert dates(periods_of(worth.overlap, ORIGIN)) == inside & taken
        if worth.days:
            taken |= free
    assert sum(worth.days for worth in weigh(rows)) <= len(taken)


def naive_stays(rows, gap):
    """Periods as a graph: an edge where one starts at most ``gap`` days after the other ends; stays are its parts."""
    nodes = []
    for (_, periods), worth in zip(rows, weigh(rows), strict=True):
        for period in periods if worth.days > 0 else ():
            inside = sorted(dates([period]) & WINDOW)
            if inside:
                nodes.append((inside[0], inside[-1]))
    parts: list[set[tuple[date, date]]] = []
    for node in nodes:
        touching = [part for part in parts if any((max(node[0], n[0]) - min(node[1], n[1])).days <= gap for n in part)]
        parts = [part for part in parts if part not in touching] + [{node}.union(*touching)]
    return sorted((min(a for a, _ in part), max(b for _, b in part)) for part in parts)


@given(ROWS, st.integers(0, 6))
def test_stays_are_what_the_definition_says(rows, gap):
    worths = weigh(rows)
    stays, members = join_stays([(worth, "") for worth in worths], gap, CALENDAR.countable)
    assert [(ORIGIN + timedelta(s.first), ORIGIN + timedelta(s.last)) for s in stays] == naive_stays(rows, gap)
    assert sum(stay.days for stay in stays) == sum(worth.days for worth in worths)
    for worth, numbers in zip(worths, members, strict=True):
        assert bool(numbers) == (worth.days > 0)
        assert all(1 <= number <= len(stays) for number in numbers)


@given(ROWS, st.lists(st.sampled_from(["", "1", "2"]), min_size=8, max_size=8))
def test_labels_decide_where_given(rows, labels):
    worths = weigh(rows)
    pairs = list(zip(worths, labels, strict=False))
    stays, members = join_stays(pairs, 1, CALENDAR.countable)
    assert sum(stay.days for stay in stays) == sum(worth.days for worth in worths)
    labelled = {}
    for (worth, label), numbers in zip(pairs, members, strict=True):
        if worth.days and label:
            labelled.setdefault(label, set()).update(numbers)
    assert all(len(numbers) == 1 for numbers in labelled.values())
    assert len({number for numbers in labelled.values() for number in numbers}) == len(labelled)


def test_working_days_of_the_window_less_holidays(plan):
    assert mask_of_workdays(plan.window, frozenset(plan.holidays)).bit_count() == 202

from __future__ import annotations

from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from xltools.counting.days import Calendar, Run, runs
from xltools.counting.entries import Total
from xltools.counting.status import Today, person_status
from xltools.model import PersonStatus
from xltools.plan.plan import Group

LENGTH = 14


def brute(claimed: int, begin: int, quota: Group) -> bool:
    """Try every set of the days left: each day claimed counts one, touching days are one stay."""
    free = [day for day in range(begin, LENGTH) if not claimed >> day & 1]
    for choice in product((False, True), repeat=len(free)):
        days = claimed | sum(1 << day for day, taken in zip(free, choice, strict=True) if taken)
        lengths = [last - first + 1 for first, last in runs(days)]
        long = sum(length >= quota.long_stay_days for length in lengths)
        if sum(lengths) >= quota.min_days and len(lengths) >= quota.min_stays and long >= quota.long_stays:
            return True
    return False


@given(
    st.integers(0, (1 << LENGTH) - 1),
    st.integers(5, LENGTH - 1),
    st.integers(0, 12),
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(1, 5),
)
def test_possible_exactly_when_some_choice_of_days_meets_the_quotas(plan, claimed, begin, days, stays, longs, length):
    whole = (1 << LENGTH) - 1
    calendar = Calendar(plan.window.first, LENGTH, whole, whole, True, frozenset(), False)
    quota = Group("CV", "", (), days, stays, length, longs)
    done = tuple(Run(a, b, float(b - a + 1)) for a, b in runs(claimed))
    total = Total((), claimed, done, float(claimed.bit_count()), True)
    today = Today(calendar, plan.counting.stay_gap, begin, whole >> begin << begin, False, False)
    status, _, can_still_meet = person_status(total, {}, True, quota, "", whole, today)
    assume(status is not PersonStatus.MET)
    assert can_still_meet == brute(claimed, begin, quota)
    assert (status is PersonStatus.CANNOT_MEET) == (not can_still_meet)

from __future__ import annotations

from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from xltools.counting.counting import Calendar, Run, runs
from xltools.counting.standing import Figures, Today, stand
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
    figures = Figures(float(claimed.bit_count()), done, claimed, {}, True)
    today = Today(begin, whole >> begin << begin, False, False)
    verdict = stand(figures, quota, "", whole, plan, calendar, today)
    assume(verdict.status is not PersonStatus.MET)
    assert verdict.can_still_meet == brute(claimed, begin, quota)
    assert (verdict.status is PersonStatus.CANNOT_MEET) == (not verdict.can_still_meet)

"""Who is exempt, for which dates, and when a person belongs to the roster at all."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from xltools.model import Period, Person
from xltools.plan.plan import Plan


class Exempt(NamedTuple):
    """``extent`` is ``full``, ``partial`` or ``""``; ``dates`` the exempt dates in the window, where known."""

    extent: str
    dates: Period | None


NOT_EXEMPT = Exempt("", None)


def exemption(person: Person, plan: Plan) -> Exempt:
    """Weigh a person's exemption against the window (section II.2, Lưu ý).

    A role exempts for the year unless its dates cover only part of the window. A period exempts fully when it covers
    the whole window, partly when it covers some of it or its dates are missing, and not at all when it is shorter
    than the plan's minimum number of months or lies outside the window.
    """
    reason = plan.exemption_by_code.get(person.exempt)
    if reason is None:
        return NOT_EXEMPT
    since, until = person.since, person.until
    if reason.kind == "period":
        if since is None or until is None:
            return Exempt("partial", None)
        if until < _last_day_after(since, reason.min_months):
            return NOT_EXEMPT
    dates = within(plan.window, since, until)
    if dates is None:
        return NOT_EXEMPT
    return Exempt("full" if dates == plan.window else "partial", dates)


def membership(person: Person, plan: Plan) -> Period | None:
    """The part of the window in which the person is on the roster; ``None`` if there is none."""
    if person.exempt or (person.since is None and person.until is None):
        return plan.window
    return within(plan.window, person.since, person.until)


def within(window: Period, since: date | None, until: date | None) -> Period | None:
    """The common part of a window and a period whose ends may be open."""
    first = window.first if since is None else max(window.first, since)
    last = window.last if until is None else min(window.last, until)
    return Period(first, last) if first <= last else None


def _last_day_after(first: date, months: int) -> date:
    """The last day of a run of whole months that begins on ``first``: 01/3 and 6 months give 31/8."""
    if not months:
        return first
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    start_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1).toordinal()
    length = start_of_next - date(year, month + 1, 1).toordinal()
    if first.day > length:
        return date.fromordinal(start_of_next - 1)
    return date.fromordinal(date(year, month + 1, first.day).toordinal() - 1)

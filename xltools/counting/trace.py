"""Which rows of which forms give a figure of the compliance workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from xltools.counting.tally import errors_by_row
from xltools.forms.catalogue import EXPECTED, OWN_FORMS
from xltools.model import CountedEntry, PersonYear, Year
from xltools.plan.plan import Plan

Pick = Callable[[PersonYear, Plan], Iterable[CountedEntry]]


def explain(plan: Plan, year: Year, person_id: str, field: str) -> tuple[CountedEntry, ...]:
    """The entries behind one field of a person's line (``people`` export, sheet ``TongHop``), in the order they count.

    Sums of ``counted_days`` over the result give the figure of every field in days, distinct ``stays`` those in
    stays. Fields of the roster (name, exemption …) and arrivals have none. Raises ``KeyError`` for an
    unknown person or field.
    """
    person = next((p for p in year.people if p.person.id == person_id), None)
    if person is None:
        raise KeyError(person_id)
    return tuple(_FIELDS[field](person, plan))


def explain_unit(plan: Plan, year: Year, unit: str, field: str) -> tuple[CountedEntry, ...]:
    """The entries behind a field summed over the people of a unit (``""``: of the province)."""
    pick = _FIELDS[field]
    return tuple(entry for p in year.people if unit in ("", p.person.unit) for entry in pick(p, plan))


def days_from(year: Year, entry: CountedEntry) -> CountedEntry | None:
    """The row of mẫu 1 from which the days of a mẫu 2 row without days were taken; ``None`` if its dates gave them."""
    if not entry.computed or entry.kind != "registered":
        return None
    in_force = {id(version.filing) for version in year.versions if version.in_force}
    found = [
        other
        for other in year.entries
        if other.person_id == entry.person_id
        and other.filing.submission is not None
        and other.filing.submission.form == OWN_FORMS["registered"]
        and id(other.filing) in in_force
        and other.entry.periods == entry.entry.periods
        and other.entry.days == entry.days
        and other.entry.row not in errors_by_row(other.filing)
    ]
    same = [other for other in found if set(other.entry.contents) == set(entry.entry.contents)]
    return next(iter(same or found), None)


def _nothing(person: PersonYear, plan: Plan) -> Iterable[CountedEntry]:
    return ()


def _registered(person: PersonYear, plan: Plan) -> Iterable[CountedEntry]:
    return (entry for entry in person.registered if entry.counted)


def _performed(person: PersonYear, plan: Plan) -> Iterable[CountedEntry]:
    return (entry for entry in person.performed if entry.counted)


def _quarter(number: int) -> Pick:
    return lambda person, plan: (e for e in person.performed if e.counted and e.quarter == number)


def _in_long_stays(person: PersonYear, plan: Plan) -> Iterable[CountedEntry]:
    long = {stay.number for stay in person.stays if stay.long}
    return (entry for entry in person.performed if not long.isdisjoint(entry.stays))


def _outside_focus(person: PersonYear, plan: Plan) -> Iterable[CountedEntry]:
    outside = set(person.outside_focus)
    outside |= {content.code for content in plan.contents if content.parent in outside}
    return (entry for entry in person.performed if entry.counted and not outside.isdisjoint(entry.entry.contents))


def _all(person: PersonYear, plan: Plan) -> Iterable[CountedEntry]:
    return (*person.registered, *person.performed)


_FIELDS: dict[str, Pick] = {
    **dict.fromkeys(("number", "person_id", "person", "unit", "title", "group", "exempt"), _nothing),
    **dict.fromkeys((f"report_{key}" for key in EXPECTED), _nothing),
    "registered_days": _registered,
    "registered_stays": _registered,
    **{f"q{number}_days": _quarter(number) for number in (1, 2, 3, 4)},
    "performed_days": _performed,
    "stays": _performed,
    "long_stays": _in_long_stays,
    "missing_days": _performed,
    "contents": _performed,
    "outside_focus": _outside_focus,
    "possible": _performed,
    "status": _all,
}

"""Registered and performed: mẫu 1 against mẫu 2, registration against results, and who is in no form at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from xltools.counting.days import mask
from xltools.counting.results import CountedEntry, PersonYear, Year
from xltools.counting.status import membership
from xltools.forms.catalogue import REGISTRATIONS, UNIT_FORMS
from xltools.model import PersonStatus, Severity
from xltools.plan.lookups import Lookups
from xltools.rules.registry import YearFaults, dates_of, last_day, on_person, on_row, rule
from xltools.vietnamese.dates import day_text, span_text, spans_text
from xltools.vietnamese.numbers import days_text
from xltools.vietnamese.text import spelling

_TWO_FORMS = "mục III.1.2 của Kế hoạch; mẫu 1, mẫu 2"
_RESULTS = "mục III.1.2 của Kế hoạch; mẫu 2, mẫu 3"


@rule("W401", Severity.NOTICE, clause="mục II.3 và III.1.2 của Kế hoạch", requirement="W4")
def registered_after_the_trip(year: Year, lookups: Lookups) -> YearFaults:
    """The window opens before registration closes, so a trip of January may be registered in February.

    Okay: time=01/4/2023 – 30/4/2023 | received=2023-02-10
    W401: time=01/01/2023 – 30/01/2023 | received=2023-02-10
    """
    first_seen = {id(version.filing): version.first_received.date() for version in year.versions}
    for person in year.people:
        for row in person.registered:
            if not (row.source and row.entry.periods):
                continue
            last = last_day(row.entry.periods)
            received = first_seen.get(id(row.filing), row.filing.received.date())
            if last < received:
                yield on_row(row, "time", day_text(last), day_text(received))


@rule("X801", Severity.ERROR, clause="mục I.2 và III.1.2 của Kế hoạch", requirement="X8", roster=True)
def in_no_form(year: Year, lookups: Lookups) -> YearFaults:
    """The forms alone can never show who is missing: the roster does.

    A unit whose mẫu 2 has not come is told so once, not for each of its people.

    Okay: form=mau2 | as_of=2023-03-01
    Okay: rows=0 | as_of=2023-03-01
    Okay: form=mau2 | person=Trần Văn Đức | as_of=2023-02-19
    Okay: form=mau2 | person=Trần Văn Đức | as_of=2023-03-01 | exempt=van_thu
    X801: form=mau2 | person=Trần Văn Đức | as_of=2023-03-01
    """
    due = lookups.plan.registration_deadline
    if due is None or not due.passed(year.as_of):
        return
    named = {entry.person_id for entry in year.entries}
    silent = _units_without_mau2(year)
    for person in year.people:
        who = person.person
        exempt = person.status in (PersonStatus.EXEMPT, PersonStatus.TO_DECIDE)
        if who.id in named or exempt or who.unit in silent or membership(who, lookups.plan) is None:
            continue
        yield on_person(who, expected=day_text(due.day), day=due.day)


@rule("D701", Severity.WARNING, clause=_TWO_FORMS, requirement="D7", roster=True)
def mau2_differs(year: Year, lookups: Lookups) -> YearFaults:
    """Mẫu 2 gathers the mẫu 1 of the unit: it counts, and where it says something else somebody should know.

    Okay: form=mau1 || form=mau2
    D701: form=mau1 | time=01/4/2023 – 30/4/2023 || form=mau2 | time=05/4/2023 – 04/5/2023
    D701: form=mau1 | contents=1.1 || form=mau2 | contents=1.5
    D701: form=mau1 | places=xã Suối Dây, huyện Tân Châu || form=mau2 | places=xã Tân Hà, huyện Tân Châu
    """
    for mau1, mau2 in _both_forms(year):
        for one, two in _pairs(mau1, mau2, lookups)[0]:
            for field in _differences(one, two, lookups):
                yield on_row(two, field, _text(two, field), _text(one, field))


@rule("D702", Severity.WARNING, clause=_TWO_FORMS, requirement="D7", roster=True)
def not_in_mau2(year: Year, lookups: Lookups) -> YearFaults:
    """A row of mẫu 1 that mẫu 2 dropped does not count.

    Okay: form=mau1 || form=mau2
    D702: form=mau1 || form=mau1 | time=01/6/2023 – 30/6/2023 || form=mau2
    """
    for mau1, mau2 in _both_forms(year):
        for row in _pairs(mau1, mau2, lookups)[1]:
            yield on_row(row, "time", _text(row, "time"))


@rule("D703", Severity.WARNING, clause=_TWO_FORMS, requirement="D7", roster=True)
def not_in_mau1(year: Year, lookups: Lookups) -> YearFaults:
    """A row of mẫu 2 that the person's own mẫu 1 does not have counts, but nobody has signed for it.

    Okay: form=mau1 || form=mau2
    D703: form=mau1 || form=mau2 || form=mau2 | time=01/6/2023 – 30/6/2023
    """
    for mau1, mau2 in _both_forms(year):
        for row in _pairs(mau1, mau2, lookups)[2]:
            yield on_row(row, "time", _text(row, "time"))


@rule("D801", Severity.WARNING, clause=_RESULTS, requirement="D8", roster=True)
def stay_not_registered(year: Year, lookups: Lookups) -> YearFaults:
    """Done without registration: the days count, the reason should be known.

    Silent where a registered row cannot be read (it may be that one) or the unit sent no mẫu 2 (told once).

    Okay: days=30 || form=mau3 | quarter=2 | days=30 | time=05/4/2023 – 04/5/2023
    Okay: time=31/4/2023 || form=mau3 | quarter=2 | days=30 | time=01/5/2023 – 30/5/2023
    D801: days=30 || form=mau3 | quarter=3 | days=30 | time=01/8/2023 – 30/8/2023
    """
    origin = lookups.plan.window.first
    due = lookups.plan.registration_deadline
    silent = _units_without_mau2(year)
    for person in year.people:
        registered = [row for row in person.registered if row.source]
        if any(row.entry.periods is None for row in registered):
            continue
        if not registered and (person.person.unit in silent or due is None or not due.passed(year.as_of)):
            continue
        asked = dates_of(registered, origin)
        for stay in person.stays:
            rows = [row for row in person.performed if stay.number in row.stays]
            if rows and not dates_of(rows, origin) & mask((stay.period,), origin) & asked:
                yield on_row(rows[0], "time", span_text(stay.period))


@rule("D802", Severity.NOTICE, clause=_RESULTS, requirement="D8", roster=True)
def registered_not_done(person: PersonYear, year: Year, lookups: Lookups) -> YearFaults:
    """When the window has closed, a registered row none of whose days was reported.

    Plans that ask for a report after each stay say so earlier.

    Okay: days=30 | as_of=2023-10-25
    Okay: days=30 || form=mau3 | quarter=2 | days=30 | as_of=2023-10-26
    D802: days=30 | as_of=2023-10-26
    """
    plan = lookups.plan
    if year.as_of <= plan.window.last or plan.counting.report_after_stay_days is not None:
        return
    done = dates_of(person.performed, plan.window.first)
    for row in person.registered:
        if row.source and row.counted and row.entry.periods and not mask(row.entry.periods, plan.window.first) & done:
            yield on_row(row, "time", spans_text(row.entry.periods))


# ------------------------------------------------------------------ pairing mẫu 1 with mẫu 2

Rows = list[CountedEntry]


def _both_forms(year: Year) -> Iterator[tuple[Rows, Rows]]:
    """For each person named by both forms in force: the rows of mẫu 1 and of mẫu 2."""
    is_mau2 = {
        id(version.filing): version.filing.submission.form == UNIT_FORMS["registered"]
        for version in year.versions
        if version.in_force and version.filing.submission and version.filing.submission.form in REGISTRATIONS
    }
    rows: dict[str, tuple[Rows, Rows]] = defaultdict(lambda: ([], []))
    for row in year.entries:
        second = is_mau2.get(id(row.filing))
        if second is not None and row.person_id is not None:
            rows[row.person_id][second].append(row)
    return ((mau1, mau2) for mau1, mau2 in rows.values() if mau1 and mau2)


def _pairs(mau1: Rows, mau2: Rows, lookups: Lookups) -> tuple[list[tuple[CountedEntry, CountedEntry]], Rows, Rows]:
    """Rows that belong together (same dates first, then shared dates, then in order), and what is left of either."""
    origin = lookups.plan.window.first
    left, right = list(mau1), list(mau2)
    pairs: list[tuple[CountedEntry, CountedEntry]] = []
    for fits in (
        lambda a, b: a == b,
        lambda a, b: bool(a & b),
        lambda a, b: True,
    ):
        for two in list(right):
            for one in left:
                if fits(mask(one.entry.periods or (), origin), mask(two.entry.periods or (), origin)):
                    pairs.append((one, two))
                    left.remove(one)
                    right.remove(two)
                    break
    return pairs, left, right


def _differences(one: CountedEntry, two: CountedEntry, lookups: Lookups) -> Sequence[str]:
    """Fields in which two rows disagree; values that could not be read disagree with nothing."""
    a, b = one.entry, two.entry
    origin = lookups.plan.window.first
    found = []
    if a.contents and b.contents and set(a.contents) != set(b.contents):
        found.append("contents")
    if a.periods and b.periods and mask(a.periods, origin) != mask(b.periods, origin):
        found.append("time")
    if a.places and b.places and {*map(spelling, a.places)} != {*map(spelling, b.places)}:
        found.append("places")
    if a.days is not None and b.days is not None and a.days != b.days:
        found.append("days")
    return found


def _units_without_mau2(year: Year) -> set[str]:
    return {line.unit for line in year.returns if line.form == UNIT_FORMS["registered"] and line.missing}


def _text(row: CountedEntry, field: str) -> str:
    entry = row.entry
    typed = entry.raw.get(field)
    if typed:
        return typed
    return spans_text(entry.periods or ()) if field == "time" else days_text(entry.days or 0)

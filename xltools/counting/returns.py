"""The forms expected of every person and unit, and whether each came, came late or is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from xltools.counting.results import Return, Version
from xltools.counting.status import Exempt, membership, within
from xltools.counting.versions import timeliness
from xltools.forms.catalogue import CATALOGUE, EXPECTED
from xltools.model import Period, Person
from xltools.plan.plan import Deadline, Plan


class Expected(NamedTuple):
    """One form of the year that the plan expects.

    ``key`` is that of ``PersonYear.reports``; ``due`` is the deadline after which it is missing; ``span`` are the dates
    it reports on (a registration: the day it is due); ``absent`` is its state where it did not come, ``missing`` or
    ``pending``; ``begun`` tells whether it is expected yet.
    """

    key: str
    form: str
    quarter: int | None
    deadline: Deadline | None
    due: Deadline | None
    span: Period | None
    absent: str
    begun: bool


def expected_forms(plan: Plan, as_of: date) -> tuple[Expected, ...]:
    """Mẫu 1 (missing only once mẫu 2 is due), mẫu 2, and mẫu 3 of each quarter begun that touches the window."""
    found = []
    for key, (form, quarter) in EXPECTED.items():
        deadline = plan.deadline(form, quarter)
        due = deadline
        if (travels := CATALOGUE[form].sent_with) and deadline is not None:
            later = plan.deadline(travels, quarter)
            due = later if later is not None and later.day > deadline.day else deadline
        if quarter is None:
            span = Period(due.day, due.day) if due else None
            begun = due is not None
        else:
            whole = plan.quarter_period(quarter)
            span = within(plan.window, whole.first, whole.last)
            begun = due is not None and span is not None and as_of >= whole.first
        absent = "missing" if due is not None and due.passed(as_of) else "pending"
        found.append(Expected(key, form, quarter, deadline, due, span, absent, begun))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Received:
    """The forms in force by (form, unit or person, quarter); ``named``: whom a unit's form of a quarter names."""

    by_unit: dict[tuple[str, str | None, int | None], Version]
    by_person: dict[tuple[str, str | None, int | None], Version]
    named: dict[tuple[str, int | None, str | None], set[str]]


def report_state(version: Version, plan: Plan) -> str:
    """``nil``, ``on_time``, ``due_day`` or ``late``; a form without deadline is on time."""
    submission = version.filing.submission
    if submission is None or submission.nil:
        return "nil"
    return timeliness(plan, submission.form, submission.quarter, version.first_received.date()) or "on_time"


def report_states(
    plan: Plan, expected: tuple[Expected, ...], received: Received
) -> Callable[[Person, Exempt], dict[str, str]]:
    """A function that returns the state of each report of a person, see ``PersonYear.reports``."""
    by_form = [(form.key, form, *_states(form, received, plan)) for form in expected]

    def states_of(person: Person, exempt: Exempt) -> dict[str, str]:
        states = {}
        plain = not exempt.extent and person.since is None and person.until is None
        for key, form, people, units in by_form:
            state = people.get(person.id) or units.get(person.unit)
            if not plain and _is_excused(form, person, exempt, plan):
                state = "exempt"
            elif state is None:
                waived = _is_waived(plan, form, person.id, person.unit)
                state = "waived" if waived else form.absent
            states[key] = state
        return states

    return states_of


def _is_excused(expected: Expected, person: Person, exempt: Exempt, plan: Plan) -> bool:
    """Whether a person is exempt, or not on the roster, on all dates a form reports on."""
    if exempt.extent == "full":
        return True
    span = expected.span
    if span is None:
        return False
    if exempt.dates is not None and exempt.dates.first <= span.first and span.last <= exempt.dates.last:
        return True
    member = membership(person, plan)
    return member is None or member.last < span.first or span.last < member.first


def _states(expected: Expected, received: Received, plan: Plan) -> tuple[dict[str, str], dict[str, str]]:
    """State of a form by person, and by unit for the people whom no form names.

    For mẫu 1 a person's own form counts. For the others the unit's form that names the person counts, else the own
    quarterly report, else the unit's form: a nil one speaks for everybody, another leaves the person ``unnamed``.
    """
    form, quarter = expected.form, expected.quarter
    personal, gathers = CATALOGUE[form].personal, CATALOGUE[form].gathers
    own = form if personal else gathers if gathers and not CATALOGUE[gathers].expected else None
    people = {
        owner: report_state(version, plan)
        for (code, owner, period), version in received.by_person.items()
        if code == own and period == quarter and owner is not None
    }
    units: dict[str, str] = {}
    if not personal:
        for (code, unit, period), version in received.by_unit.items():
            if code == form and period == quarter and unit is not None:
                state = report_state(version, plan)
                units[unit] = state if state == "nil" else "unnamed"
                people.update(dict.fromkeys(received.named.get((form, quarter, unit), ()), state))
    return people, units


def _is_waived(plan: Plan, expected: Expected, *subjects: str) -> bool:
    """Whether a waiver of the plan excuses one of ``subjects`` (person, unit) from this form on the day it is due."""
    if not plan.waivers:
        return False
    names = (expected.form, CATALOGUE[expected.form].missing_rule)
    day = expected.due.day if expected.due else None
    return any(
        waiver.rule in names
        and waiver.subject in subjects
        and (day is None or ((not waiver.since or waiver.since <= day) and (not waiver.until or day <= waiver.until)))
        for waiver in plan.waivers
    )


def unit_returns(
    plan: Plan, expected: tuple[Expected, ...], received: Received, exempt: Mapping[str, Exempt]
) -> tuple[Return, ...]:
    """One line per unit and form, in the order of the plan: units with cadres, and forms that other units sent."""
    people: dict[str, list[Person]] = {code: [] for code in plan.unit_by_code}
    for person in plan.people:
        people.setdefault(person.unit, []).append(person)
    beside = [
        (Expected(spec.code, spec.code, None, None, None, None, "pending", False), spec.unit_kinds)
        for spec in CATALOGUE.values()
        if spec.unit_kinds
    ]
    lines = []
    for unit in plan.units:
        members = people[unit.code]
        owing = [person.id for person in members if exempt[person.id].extent != "full"]
        for form in expected:
            line = _line(plan, form, unit.code, members, owing, received)
            if members or line.received:
                lines.append(line)
        for form, kinds in beside:
            line = _line(plan, form, unit.code, [], [], received)
            if unit.kind in kinds or line.received:
                lines.append(line)
    return tuple(lines)


def _line(plan: Plan, form: Expected, unit: str, members: list[Person], owing: list[str], received: Received) -> Return:
    """The line of a form of a unit; a personal form is counted for each person ``owing`` it, another form once."""
    owed: list[tuple[str, ...]]
    spec = CATALOGUE[form.form]
    if spec.personal:
        found = {person: received.by_person.get((form.form, person, None)) for person in owing}
        came = [version for version in found.values() if version is not None]
        owed = [(person, unit) for person, version in found.items() if version is None]
        excused = len(members) - len(owing)
    else:
        version = received.by_unit.get((form.form, unit, form.quarter))
        came = [version] if version else []
        owed = [(unit,)] if owing and not came else []
        excused = int(bool(members) and not owing and not came)
    absent = ["waived" if _is_waived(plan, form, *who) else form.absent for who in owed] if form.begun else []
    late = sum(version.on_time is False for version in came)
    return Return(
        unit=unit,
        form=form.form,
        quarter=form.quarter,
        deadline=form.deadline.day if form.deadline else None,
        expected=len(absent) + (len(came) if spec.expected else 0),
        received=len(came),
        on_time=len(came) - late,
        late=late,
        nil=sum(bool(v.filing.submission and v.filing.submission.nil) for v in came),
        exempt=excused,
        waived=absent.count("waived"),
        missing=absent.count("missing"),
        pending=absent.count("pending"),
        first_received=min((version.first_received.date() for version in came), default=None),
    )

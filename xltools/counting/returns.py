"""Which forms are expected of whom, and what became of each: per person and per unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from xltools.counting.exemptions import Exempt, membership, within
from xltools.counting.versions import judge
from xltools.forms.catalogue import CATALOGUE, EXPECTED
from xltools.model import Period, Person, Return, Unit, Version
from xltools.plan.plan import Deadline, Plan


class Expected(NamedTuple):
    """One form of the year that the plan expects, and how it stands where nothing was received.

    ``key`` is that of ``PersonYear.reports``; ``span`` are the dates it reports on (a registration: the day it is due);
    ``due`` the day by which it is missing; ``absent`` is ``missing`` or ``pending``; ``begun`` whether it is expected
    yet.
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
    """Mẫu 1, mẫu 2 and the mẫu 3 of every quarter as of one day.

    A mẫu 1 is missing here only once mẫu 2 is due (it travels with it). A quarter's report is expected from the
    first day of the quarter that lies in the window.
    """
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
    """What is in force: the units' forms, the people's own forms, and whom each unit's form names."""

    by_unit: dict[tuple[str, str | None, int | None], Version]
    by_person: dict[tuple[str, str | None, int | None], Version]
    named: dict[tuple[str, int | None, str | None], set[str]]


def timing(version: Version, plan: Plan) -> str:
    """``nil``, ``on_time``, ``due_day`` or ``late``; a form without deadline is on time."""
    submission = version.filing.submission
    if submission is None or submission.nil:
        return "nil"
    return judge(plan, submission.form, submission.quarter, version.first_received.date()) or "on_time"


class Reports:
    """Answers, for one person after another, what became of each report the plan expects."""

    def __init__(self, plan: Plan, expected: tuple[Expected, ...], received: Received) -> None:
        self._plan = plan
        self._forms = [(form.key, form, *_states(form, received, plan)) for form in expected]

    def of(self, person: Person, exempt: Exempt) -> dict[str, str]:
        """State of each form: see ``PersonYear.reports``."""
        states = {}
        plain = not exempt.extent and person.since is None and person.until is None
        for key, form, people, units in self._forms:
            state = people.get(person.id) or units.get(person.unit)
            if not plain and self._excused(form, person, exempt):
                state = "exempt"
            elif state is None:
                waived = is_waived(self._plan, form, person.id, person.unit)
                state = "waived" if waived else form.absent
            states[key] = state
        return states

    def _excused(self, expected: Expected, person: Person, exempt: Exempt) -> bool:
        if exempt.extent == "full":
            return True
        span = expected.span
        if span is None:
            return False
        if exempt.dates is not None and exempt.dates.first <= span.first and span.last <= exempt.dates.last:
            return True
        member = membership(person, self._plan)
        return member is None or member.last < span.first or span.last < member.first


def _states(expected: Expected, received: Received, plan: Plan) -> tuple[dict[str, str], dict[str, str]]:
    """State of a form by person, and by unit for the people whom nothing names.

    What answers for a person is the own mẫu 1; for the others a unit's form that names the person, else the own
    quarterly report, else the unit's form: a nil one speaks for everybody, another leaves the person ``unnamed``.
    """
    form, quarter = expected.form, expected.quarter
    personal, gathers = CATALOGUE[form].personal, CATALOGUE[form].gathers
    own = form if personal else gathers if gathers and not CATALOGUE[gathers].expected else None
    people = {
        owner: timing(version, plan)
        for (code, owner, period), version in received.by_person.items()
        if code == own and period == quarter and owner is not None
    }
    units: dict[str, str] = {}
    if not personal:
        for (code, unit, period), version in received.by_unit.items():
            if code == form and period == quarter and unit is not None:
                state = timing(version, plan)
                units[unit] = state if state == "nil" else "unnamed"
                people.update(dict.fromkeys(received.named.get((form, quarter, unit), ()), state))
    return people, units


def is_waived(plan: Plan, expected: Expected, *subjects: str) -> bool:
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
    """One line per unit and form, in plan order: units that have cadres, and what anybody else sent in."""
    people: dict[str, list[Person]] = {code: [] for code in plan.unit_by_code}
    for person in plan.people:
        people.setdefault(person.unit, []).append(person)
    beside = [spec for spec in CATALOGUE.values() if spec.unit_kinds]
    lines = []
    for unit in plan.units:
        members = people[unit.code]
        for form in expected:
            count = _own_forms if CATALOGUE[form.form].personal else _unit_form
            line = count(plan, form, unit, members, received, exempt)
            if members or line.received:
                lines.append(line)
        for spec in beside:
            version = received.by_unit.get((spec.code, unit.code, None))
            if unit.kind in spec.unit_kinds or version is not None:
                lines.append(_count(unit.code, spec.code, None, None, [version] if version else []))
    return tuple(lines)


def _own_forms(
    plan: Plan, form: Expected, unit: Unit, members: list[Person], received: Received, exempt: Mapping[str, Exempt]
) -> Return:
    came, states, excused = [], [], 0
    for person in members:
        version = received.by_person.get((form.form, person.id, None))
        if exempt[person.id].extent == "full":
            excused += 1
        elif version is not None:
            came.append(version)
        else:
            states.append("waived" if is_waived(plan, form, person.id, unit.code) else form.absent)
    return _count(unit.code, form.form, form.quarter, form.deadline, came, states if form.begun else (), excused)


def _unit_form(
    plan: Plan, form: Expected, unit: Unit, members: list[Person], received: Received, exempt: Mapping[str, Exempt]
) -> Return:
    version = received.by_unit.get((form.form, unit.code, form.quarter))
    states: list[str] = []
    excused = 0
    if version is None and members:
        if all(exempt[person.id].extent == "full" for person in members):
            excused = 1
        else:
            states = ["waived" if is_waived(plan, form, unit.code) else form.absent]
    came = [version] if version else []
    return _count(unit.code, form.form, form.quarter, form.deadline, came, states if form.begun else (), excused)


def _count(
    unit: str,
    form: str,
    quarter: int | None,
    deadline: Deadline | None,
    came: list[Version],
    absent: Iterable[str] = (),
    exempt: int = 0,
) -> Return:
    states = list(absent)
    late = sum(version.on_time is False for version in came)
    return Return(
        unit=unit,
        form=form,
        quarter=quarter,
        deadline=deadline.day if deadline else None,
        expected=len(states) + (len(came) if CATALOGUE[form].expected else 0),
        received=len(came),
        on_time=len(came) - late,
        late=late,
        nil=sum(bool(v.filing.submission and v.filing.submission.nil) for v in came),
        exempt=exempt,
        waived=states.count("waived"),
        missing=states.count("missing"),
        pending=states.count("pending"),
        first_received=min((version.first_received.date() for version in came), default=None),
    )

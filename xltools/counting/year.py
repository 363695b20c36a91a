"""The year's assessment: from the filings received to every person's days, stays and status."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from xltools.counting.counting import Calendar, mask
from xltools.counting.exemptions import exemption, membership
from xltools.counting.order import by_rank
from xltools.counting.returns import Received, Reports, expected_forms, unit_returns
from xltools.counting.standing import Figures, Today, long_stays, stand
from xltools.counting.tally import Row, days_in, errors_by_row, level_shortfalls, stays, uncounted, weigh
from xltools.counting.versions import number_versions
from xltools.forms.catalogue import CATALOGUE, OWN_FORMS, UNIT_FORMS
from xltools.model import CountedEntry, Filing, Person, PersonYear, Status, Version, Year
from xltools.plan.plan import QUARTERS, Plan

_Forms = dict[tuple[str, int | None], list[Row]]


def assess(plan: Plan, filings: Sequence[Filing], as_of: date) -> Year:
    """Weigh everything received against the plan as of one day.

    The result does not depend on the order of ``filings``. ``Year.entries`` holds every data row of every form read,
    duplicates apart, in the order of ``Year.versions``; ``Year.people`` the whole roster, by unit, rank and name.
    """
    versions = number_versions(filings, plan)
    rows, received = _gather(versions)
    assessor = _Assessor(plan, as_of, rows, received)
    people = tuple([assessor.person(person) for person in by_rank(plan)])
    returns = unit_returns(plan, assessor.expected, received, assessor.exempt)
    return Year(as_of, versions, people, assessor.entries(), returns)


def _gather(versions: Iterable[Version]) -> tuple[list[Row], Received]:
    """Every data row of every form but duplicates, and the forms in force by unit, by person and by whom they name."""
    rows: list[Row] = []
    received = Received({}, {}, defaultdict(set))
    for version in versions:
        filing = version.filing
        submission = filing.submission
        if submission is None or filing.status is Status.DUPLICATE:
            continue
        form = CATALOGUE[submission.form]
        quarter = submission.quarter if form.quarterly else None
        owner = submission.person_id if form.personal else None
        if version.in_force and form.personal:
            received.by_person[form.code, owner, quarter] = version
        elif version.in_force:
            received.by_unit[form.code, submission.unit, quarter] = version
        if not form.kind:
            continue
        faulty = errors_by_row(filing)
        named = received.named[form.code, quarter, submission.unit] if version.in_force else set()
        for entry in submission.entries:
            person = entry.person_id or owner
            if person is not None:
                named.add(person)
            rows.append(Row(
                len(rows), filing, form.code, entry, person, submission.unit, form.kind, quarter,
                entry.row in faulty, version.in_force,
            ))  # fmt: skip
    return rows, received


class _Assessor:
    """Weighs one person after another; afterwards ``entries`` has every row in its place."""

    def __init__(self, plan: Plan, as_of: date, rows: list[Row], received: Received) -> None:
        self.expected = expected_forms(plan, as_of)
        self.exempt = {person.id: exemption(person, plan) for person in plan.people}
        self._plan = plan
        self._calendar = Calendar.of(plan)
        self._today = Today.of(plan, self._calendar, as_of)
        self._reports = Reports(plan, self.expected, received)
        self._outside: dict[str, frozenset[str]] = {}
        self._contents = {content.code: i for i, content in enumerate(plan.contents)}
        self._rows = rows
        self._slots: list[CountedEntry | None] = [None] * len(rows)
        self._forms: dict[str, _Forms] = {}
        for row in rows:
            if row.standing and row.person_id is not None:
                forms = self._forms.setdefault(row.person_id, {})
                forms.setdefault((row.form, row.quarter), []).append(row)

    def person(self, person: Person) -> PersonYear:
        """Everything the forms say of one person."""
        plan, calendar = self._plan, self._calendar
        gap, quota, exempt = plan.counting.stay_gap, plan.quota(person), self.exempt[person.id]
        forms = self._forms.get(person.id, {})
        own = forms.get((OWN_FORMS["registered"], None), [])
        summary = forms.get((UNIT_FORMS["registered"], None))
        registered = weigh(summary or own, calendar, gap, days_in(own) if summary and own else None)
        rows, unconsolidated = _performed(forms)
        performed = weigh(rows, calendar, gap)
        shortfalls = level_shortfalls(performed.entries, quota)
        member = membership(person, plan)
        on_roster = calendar.window if member is plan.window else mask((member,), calendar.origin) if member else 0
        figures = Figures(performed.days, performed.runs, performed.claimed, shortfalls, registered.valid)
        status, possible, can = stand(figures, quota, exempt.extent, on_roster, plan, calendar, self._today)
        for row, entry in zip((*(summary or own), *rows), (*registered.entries, *performed.entries), strict=True):
            self._slots[row.slot] = entry
        contents = self._contents_of(performed.entries)
        beside = self._outside_focus(quota.code)
        return PersonYear(
            person=person,
            registered=registered.entries,
            performed=performed.entries,
            registered_days=registered.days,
            registered_stays=len(registered.runs),
            registered_long_stays=long_stays(registered.runs, quota),
            quarters=_by_quarter(performed.entries),
            performed_days=performed.days,
            stays=stays(performed.runs, calendar, quota),
            missing_days=0.0 if exempt.extent == "full" else max(quota.min_days - performed.days, 0.0),
            contents=contents,
            outside_focus=tuple(code for code in contents if code in beside),
            shortfalls=shortfalls,
            unconsolidated=unconsolidated,
            possible_days=possible,
            can_still_meet=can,
            reports=self._reports.of(person, exempt),
            status=status,
        )

    def entries(self) -> tuple[CountedEntry, ...]:
        """Every row with what it is worth; rows that nobody counted yet are worth nothing.

        A row in force of which the roster knows no person stands in a source all the same.
        """
        roster = self._plan.person_by_id
        return tuple(
            entry
            if entry is not None
            else uncounted(row, self._calendar, source=row.standing and row.person_id not in roster)
            for row, entry in zip(self._rows, self._slots, strict=True)
        )

    def _contents_of(self, entries: Iterable[CountedEntry]) -> tuple[str, ...]:
        """The headings (1.1 … 1.5) of what counts, in the order of the plan."""
        known = self._plan.content_by_code
        codes = {code for entry in entries if entry.counted for code in entry.entry.contents}
        headings = {known[code].parent or code for code in codes if code in known}
        return tuple(sorted(headings, key=self._contents.__getitem__)) if len(headings) > 1 else tuple(headings)

    def _outside_focus(self, group: str) -> frozenset[str]:
        """Contents outside the focus of a group (section II.2); none if the plan does not ask or knows no group."""
        found = self._outside.get(group)
        if found is None:
            asked = self._plan.counting.focus != "off" and group in self._plan.group_by_code
            contents = self._plan.contents if asked else ()
            found = frozenset(c.code for c in contents if not c.open_to_all and group not in c.groups)
            self._outside[group] = found
        return found


def _performed(forms: _Forms) -> tuple[list[Row], tuple[int, ...]]:
    """The rows that tell what a person did, by quarter: the units' mẫu 3 that name the person, else the own report.

    Also the quarters known from the own report only.
    """
    rows: list[Row] = []
    unconsolidated = []
    for quarter in QUARTERS:
        summary = forms.get((UNIT_FORMS["performed"], quarter))
        own = forms.get((OWN_FORMS["performed"], quarter))
        if summary is None and own is not None:
            unconsolidated.append(quarter)
        rows += summary or own or ()
    return rows, tuple(unconsolidated)


def _by_quarter(entries: Iterable[CountedEntry]) -> tuple[float, float, float, float]:
    days = [0.0, 0.0, 0.0, 0.0]
    for entry in entries:
        if entry.quarter is not None:
            days[entry.quarter - 1] += entry.counted_days
    return days[0], days[1], days[2], days[3]

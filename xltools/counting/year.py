"""The year's assessment: from the filings received to every person's days, stays and status, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from xltools.counting.days import mask
from xltools.counting.entries import Row, count, days_in, errors_by_row, level_shortfalls, stays, uncounted
from xltools.counting.results import CountedEntry, PersonYear, Version, Year
from xltools.counting.returns import Received, expected_forms, report_states, unit_returns
from xltools.counting.status import Today, exemption, long_stays, membership, person_status
from xltools.counting.versions import number_versions
from xltools.forms.catalogue import CATALOGUE, EXPECTED, OWN_FORMS, UNIT_FORMS
from xltools.model import Filing, Person, Status
from xltools.plan.plan import QUARTERS, Plan
from xltools.vietnamese.names import rank_of
from xltools.vietnamese.text import name_sort_key

RankKey = tuple[int, int, tuple[tuple[str, str], ...], str]
_Forms = dict[tuple[str, int | None], list[Row]]


def assess(plan: Plan, filings: Sequence[Filing], as_of: date) -> Year:
    """The assessment of everything received, by the plan, as of one day.

    The result does not depend on the order of ``filings``. ``Year.entries`` holds every data row of every form read,
    duplicates apart, in the order of ``Year.versions``; ``Year.people`` the whole roster, by unit, rank and name.
    """
    versions = number_versions(filings, plan)
    rows, received = _gather(versions)
    assessor = _Assessor(plan, as_of, rows, received)
    people = tuple([assessor.person(person) for person in _by_rank(plan)])
    returns = unit_returns(plan, assessor.expected, received, assessor.exempt)
    return Year(as_of, versions, people, assessor.entries(), returns)


def rank_key(plan: Plan) -> Callable[[Person], RankKey]:
    """The sort key of people of one unit: group as the plan lists them, rank of the title, name, id."""
    groups = {code: i for i, code in enumerate(plan.group_by_code)}
    titles = tuple((group.code, group.titles) for group in plan.groups)
    ranks: dict[str, int] = {}

    def key(person: Person) -> RankKey:
        rank = ranks.get(person.title)
        if rank is None:
            rank = ranks[person.title] = rank_of(person.title, titles)
        return groups.get(person.group, len(groups)), rank, name_sort_key(person.name), person.id

    return key


def _by_rank(plan: Plan) -> list[Person]:
    units = {code: i for i, code in enumerate(plan.unit_by_code)}
    key = rank_key(plan)
    return sorted(plan.people, key=lambda person: (units.get(person.unit, len(units)), key(person)))


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
    def __init__(self, plan: Plan, as_of: date, rows: list[Row], received: Received) -> None:
        self.expected = expected_forms(plan, as_of)
        self.exempt = {person.id: exemption(person, plan) for person in plan.people}
        self._plan = plan
        self._today = Today.of(plan, as_of)
        self._reports_of = report_states(plan, self.expected, received)
        self._outside: dict[str, frozenset[str]] = {}
        self._contents = {content.code: i for i, content in enumerate(plan.contents)}
        self._rows = rows
        self._slots: list[CountedEntry | None] = [None] * len(rows)
        self._forms: dict[str, _Forms] = {}
        for row in rows:
            if row.in_force and row.person_id is not None:
                forms = self._forms.setdefault(row.person_id, {})
                forms.setdefault((row.form, row.quarter), []).append(row)

    def person(self, person: Person) -> PersonYear:
        """Everything the forms say of one person."""
        plan, calendar, gap = self._plan, self._today.calendar, self._today.gap
        quota, exempt = plan.quota(person), self.exempt[person.id]
        forms = self._forms.get(person.id, {})
        own = forms.get((OWN_FORMS["registered"], None), [])
        summary = forms.get((UNIT_FORMS["registered"], None))
        registered = count(summary or own, calendar, gap, days_in(own) if summary and own else None)
        rows, unconsolidated = _rows_performed(forms)
        performed = count(rows, calendar, gap)
        shortfalls = level_shortfalls(performed.entries, quota)
        member = membership(person, plan)
        on_roster = calendar.window if member is plan.window else mask((member,), calendar.origin) if member else 0
        status, possible, can = person_status(
            performed, shortfalls, registered.valid, quota, exempt.extent, on_roster, self._today
        )
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
            reports=self._reports_of(person, exempt),
            status=status,
        )

    def entries(self) -> tuple[CountedEntry, ...]:
        """Every row with what it is worth: 0 for a row that no person's year counts, of unknown people too."""
        roster, calendar = self._plan.person_by_id, self._today.calendar
        return tuple(
            entry or uncounted(row, calendar, source=row.in_force and row.person_id not in roster)
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


def _rows_performed(forms: _Forms) -> tuple[list[Row], tuple[int, ...]]:
    """What a person did, by the units' mẫu 3 or else the own report, and the quarters known from the latter only."""
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


def explain(plan: Plan, year: Year, person_id: str, field: str) -> tuple[CountedEntry, ...]:
    """The entries behind one field of a person's line (``people`` export, sheet ``TongHop``), in the order they count.

    The sum of their ``counted_days`` is the figure of a field in days, their distinct ``stays`` that of one in stays.
    Fields of the roster (name, exemption …) and of arrivals have none. ``KeyError`` for an unknown person or field.
    """
    person = next((p for p in year.people if p.person.id == person_id), None)
    if person is None:
        raise KeyError(person_id)
    return _behind(person, plan, field)


def explain_unit(plan: Plan, year: Year, unit: str, field: str) -> tuple[CountedEntry, ...]:
    """The entries behind a field summed over the people of a unit (``""``: of the province)."""
    people = [person for person in year.people if unit in ("", person.person.unit)]
    return tuple(entry for person in people for entry in _behind(person, plan, field))


def _behind(person: PersonYear, plan: Plan, field: str) -> tuple[CountedEntry, ...]:
    if field in _WITHOUT_ENTRIES:
        return ()
    if field == "status":
        return (*person.registered, *person.performed)
    if field in ("registered_days", "registered_stays"):
        return tuple(entry for entry in person.registered if entry.counted)
    counted = tuple(entry for entry in person.performed if entry.counted)
    if field == "long_stays":
        long = {stay.number for stay in person.stays if stay.long}
        return tuple(entry for entry in counted if not long.isdisjoint(entry.stays))
    if field == "outside_focus":
        outside = set(person.outside_focus)
        outside |= {content.code for content in plan.contents if content.parent in outside}
        return tuple(entry for entry in counted if not outside.isdisjoint(entry.entry.contents))
    quarters = _PERFORMED_IN[field]
    return tuple(entry for entry in counted if entry.quarter in quarters)


_WITHOUT_ENTRIES = {"number", "person_id", "person", "unit", "title", "group", "exempt"}
_WITHOUT_ENTRIES |= {f"report_{key}" for key in EXPECTED}
_PERFORMED_IN: dict[str, tuple[int | None, ...]] = {f"q{number}_days": (number,) for number in QUARTERS}
_PERFORMED_IN |= dict.fromkeys(("performed_days", "stays", "missing_days", "contents", "possible"), (*QUARTERS, None))


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

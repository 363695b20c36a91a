"""Forms late or missing, and reports due after each stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from xltools.counting.days import mask
from xltools.counting.results import PersonYear, Version, Year
from xltools.counting.versions import form_key
from xltools.forms.catalogue import CATALOGUE, OWN_FORMS, UNIT_FORMS
from xltools.model import ACCEPTED, Finding, PersonStatus, Severity, Status, Submission
from xltools.plan.lookups import Lookups
from xltools.plan.plan import QUARTERS, Deadline
from xltools.rules.registry import YearFaults, dates_of, last_day, on_form, on_person, on_row, rule
from xltools.vietnamese.dates import day_text, roman
from xltools.vietnamese.display import sheet_name

_REGISTRATION = "mục III.1.2 của Kế hoạch"
_OWN, _UNIT, _REPORT = OWN_FORMS["registered"], UNIT_FORMS["registered"], UNIT_FORMS["performed"]
_AFTER_STAY = "mục I.2 của Kế hoạch"


@rule("D101", Severity.WARNING, clause=_REGISTRATION, requirement="D1", roster=True)
def no_mau1(person: PersonYear, year: Year, lookups: Lookups) -> YearFaults:
    """Mẫu 2 is built from the mẫu 1 of each cadre; where mẫu 2 names a person, his own form should be there too.

    Who is in no form at all, or whose unit sent nothing, is told of by other codes.

    Okay: form=mau1 || form=mau2 | received=2023-02-18
    Okay: rows=0 | as_of=2023-03-01
    D101: form=mau2 | received=2023-02-18 | as_of=2023-03-01
    """
    due = lookups.plan.deadline(_OWN, None)
    if due is not None and person.reports.get(_OWN) == "missing" and person.registered:
        yield on_person(person.person, expected=due.words, day=due.day)


@rule("D102", Severity.WARNING, clause=_REGISTRATION, requirement="D1")
def late_mau1(year: Year, lookups: Lookups) -> YearFaults:
    """Late here is a mẫu 1 that comes when mẫu 2 is due already; late days count all the same.

    Okay: received=2023-02-14
    Okay: received=2023-02-17
    D102: received=2023-03-01
    """
    for submission, received, due in _in_force(year, lookups, _OWN):
        if due.judge(received) != "on_time" and not _before_mau2(received, lookups):
            yield _arrival(submission, received, due)


@rule("D103", Severity.NOTICE, clause=_REGISTRATION, requirement="D1")
def mau1_with_mau2(year: Year, lookups: Lookups) -> YearFaults:
    """Mẫu 1 goes to the unit's own leader by 15/02 and comes on with mẫu 2: no fault before mẫu 2 is due.

    Okay: received=2023-02-14
    Okay: received=2023-03-01
    D103: received=2023-02-15
    D103: received=2023-02-17
    """
    for submission, received, due in _in_force(year, lookups, _OWN):
        if due.judge(received) != "on_time" and _before_mau2(received, lookups):
            yield _arrival(submission, received, due)


@rule("D201", Severity.ERROR, clause=_REGISTRATION, requirement="D2")
def no_mau2(year: Year, lookups: Lookups) -> YearFaults:
    """A unit without mẫu 2 has registered nobody.

    Okay: form=mau2 | received=2023-02-18 | as_of=2023-03-01
    Okay: rows=0 | as_of=2023-02-19
    D201: rows=0 | as_of=2023-03-01
    """
    yield from _missing(_UNIT, year, lookups)


@rule("D202", Severity.WARNING, clause=_REGISTRATION, requirement="D2")
def late_mau2(year: Year, lookups: Lookups) -> YearFaults:
    """After the deadline; late days count all the same.

    Okay: form=mau2 | received=2023-02-19
    Okay: form=mau2 | received=2023-02-20
    D202: form=mau2 | received=2023-02-25
    """
    yield from _arrived(_UNIT, "late", year, lookups)


@rule("D203", Severity.WARNING, clause=_REGISTRATION, requirement="D2")
def mau2_on_due_day(year: Year, lookups: Lookups) -> YearFaults:
    """The plan's "trước ngày 20/02" leaves the 20th out; whether it may pass is for people to say.

    Okay: form=mau2 | received=2023-02-19
    Okay: form=mau2 | received=2023-02-21
    D203: form=mau2 | received=2023-02-20
    """
    yield from _arrived(_UNIT, "due_day", year, lookups)


@rule("D301", Severity.ERROR, clause=_REGISTRATION, requirement="D3")
def no_mau3(year: Year, lookups: Lookups) -> YearFaults:
    """A report that never came; missing never silently means that nobody went.

    Okay: form=mau3 | quarter=1 | time=01/3/2023 – 26/3/2023 | days=26 | received=2023-03-26 | as_of=2023-04-01
    Okay: rows=0 | as_of=2023-03-26
    D301: rows=0 | as_of=2023-04-01
    """
    yield from _missing(_REPORT, year, lookups)


@rule("D302", Severity.WARNING, clause=_REGISTRATION, requirement="D3")
def late_mau3(year: Year, lookups: Lookups) -> YearFaults:
    """After the 27th of the quarter's last month; late days count all the same.

    Okay: form=mau3 | quarter=1 | time=01/3/2023 – 10/3/2023 | days=10 | received=2023-03-26
    D302: form=mau3 | quarter=1 | time=01/3/2023 – 10/3/2023 | days=10 | received=2023-03-30
    """
    yield from _arrived(_REPORT, "late", year, lookups)


@rule("D303", Severity.WARNING, clause=_REGISTRATION, requirement="D3")
def mau3_on_due_day(year: Year, lookups: Lookups) -> YearFaults:
    """The plan's "trước ngày 27" leaves the 27th out; whether it may pass is for people to say.

    Okay: form=mau3 | quarter=1 | time=01/3/2023 – 10/3/2023 | days=10 | received=2023-03-26
    D303: form=mau3 | quarter=1 | time=01/3/2023 – 10/3/2023 | days=10 | received=2023-03-27
    """
    yield from _arrived(_REPORT, "due_day", year, lookups)


@rule("D304", Severity.NOTICE, clause=_REGISTRATION, requirement="D3", roster=True)
def not_met_with_reports_missing(person: PersonYear, year: Year, lookups: Lookups) -> YearFaults:
    """Not met may only mean not reported: the status stands, the gap is named beside it.

    Okay: rows=0 | as_of=2023-10-01
    D304: rows=0 | as_of=2023-12-31
    """
    if person.status is not PersonStatus.NOT_MET:
        return
    missing = [f"quý {roman(q)}" for q in QUARTERS if person.reports.get(f"Q{q}") in ("missing", "unnamed")]
    if missing:
        yield on_person(person.person, ", ".join(missing))


@rule("D401", Severity.WARNING, clause=_AFTER_STAY, requirement="D4", roster=True)
def late_report_after_stay(person: PersonYear, year: Year, lookups: Lookups) -> YearFaults:
    """Where the plan gives days for it, the report of each stay is due that long after its end.

    Okay: form=mau3 | quarter=1 | time=01/3/2023 – 10/3/2023 | days=10 | received=2023-03-26
    Okay: form=mau3 | quarter=1 | time=01/3/2023 – 20/3/2023 | days=20 | received=2023-03-26 | after_stay=10
    D401: form=mau3 | quarter=1 | time=01/3/2023 – 10/3/2023 | days=10 | received=2023-03-26 | after_stay=10
    """
    allowed = lookups.plan.counting.report_after_stay_days
    if allowed is None:
        return
    for stay in person.stays:
        rows = [row for row in person.performed if stay.number in row.stays]
        end = stay.period.last
        told = [row for row in rows if any(p.first <= end <= p.last for p in row.entry.periods or ())]
        if told and min(row.filing.received.date() for row in told) > end + timedelta(days=allowed):
            yield on_row(told[0], "time", day_text(end), str(allowed), end)


@rule("D402", Severity.WARNING, clause=_AFTER_STAY, requirement="D4", roster=True)
def no_report_after_stay(person: PersonYear, year: Year, lookups: Lookups) -> YearFaults:
    """A stay registered, over for longer than the plan allows, and no report names any of its days.

    Okay: time=01/3/2023 – 30/3/2023 | as_of=2023-04-20
    Okay: time=01/3/2023 – 30/3/2023 | as_of=2023-04-05 | after_stay=10
    D402: time=01/3/2023 – 30/3/2023 | as_of=2023-04-20 | after_stay=10
    """
    allowed = lookups.plan.counting.report_after_stay_days
    if allowed is None:
        return
    origin = lookups.plan.window.first
    done = dates_of(person.performed, origin)
    for row in person.registered:
        if row.source and row.counted and row.entry.periods and not mask(row.entry.periods, origin) & done:
            end = last_day(row.entry.periods)
            if year.as_of > end + timedelta(days=allowed):
                yield on_row(row, "time", day_text(end), str(allowed), end)


@rule("F119", Severity.WARNING, clause="các mẫu 1, 2, 3 kèm theo Kế hoạch", requirement="M1")
def two_versions_at_once(year: Year, lookups: Lookups) -> YearFaults:
    """Two versions of one form in one collect: which is newer the tool only infers, so it says which it took.

    Okay: received=2023-02-10 || received=2023-02-12 | file=b.xlsx
    F119: received=2023-02-10 || received=2023-02-10 | file=b.xlsx
    """
    newest: dict[tuple[object, ...], Version] = {}
    for version in reversed(year.versions):
        submission = version.filing.submission
        if submission is None or version.status not in (*ACCEPTED, Status.SUPERSEDED):
            continue
        key = form_key(submission, lookups.plan)
        if key is None:
            continue
        newer = newest.setdefault((key, version.filing.turn), version)
        if newer is not version:
            taken, kept = newer.filing.file, newer.filing.submission
            if kept is not None and taken == version.filing.file:
                taken = f"{taken}, {sheet_name(kept.sheet, 'trang tính “{}”')}"
            yield on_form(submission, "dated", "person", "unit", expected=taken)


def _in_force(year: Year, lookups: Lookups, form: str) -> Iterator[tuple[Submission, date, Deadline]]:
    """Each form in force with the day it first came and its deadline."""
    for version in year.versions:
        submission = version.filing.submission
        if version.in_force and submission is not None and submission.form == form:
            due = lookups.plan.deadline(form, submission.quarter)
            if due is not None:
                yield submission, version.first_received.date(), due


def _arrived(form: str, verdict: str, year: Year, lookups: Lookups) -> YearFaults:
    for submission, received, due in _in_force(year, lookups, form):
        if due.judge(received) == verdict:
            yield _arrival(submission, received, due)


def _arrival(submission: Submission, received: date, due: Deadline) -> Finding:
    return on_form(submission, "dated", given=day_text(received), expected=due.words, day=due.day)


def _missing(form: str, year: Year, lookups: Lookups) -> YearFaults:
    for line in year.returns:
        if line.form == form and line.missing and line.deadline is not None:
            due = lookups.plan.deadline(form, line.quarter)
            quarter = f"quý {roman(line.quarter)}" if line.quarter else CATALOGUE[form].in_sentence
            if due is not None:
                yield Finding(given=quarter, expected=due.words, unit=line.unit, day=due.day)


def _before_mau2(received: date, lookups: Lookups) -> bool:
    later = lookups.plan.deadline(_UNIT, None)
    return later is not None and later.judge(received) == "on_time"

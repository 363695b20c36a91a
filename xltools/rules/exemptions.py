"""Who need not go: exemptions that do not hold, hold in part, or are not used."""

from __future__ import annotations

from xltools.counting.status import exemption, within
from xltools.model import PersonStatus, PersonYear, Severity, Year
from xltools.plan.lookups import Lookups
from xltools.rules.registry import YearFaults, on_person, on_row, rule
from xltools.rules.words_of import period_short
from xltools.vietnamese.dates import day_text
from xltools.vietnamese.numbers import days_text

_NOTE = "mục II.2 của Kế hoạch, phần Lưu ý"


@rule("X101", Severity.ERROR, clause=_NOTE, requirement="X1", roster=True)
def study_too_short(person: PersonYear, year: Year, lookups: Lookups) -> YearFaults:
    """Study exempts from six months on ("từ 06 tháng trở lên"); a shorter course exempts nobody.

    Okay: rows=0 | exempt=hoc_tap | since=2023-01-01 | until=2023-12-31
    Okay: rows=0 | exempt=hoc_tap | since=2023-03-01 | until=2023-08-31
    X101: rows=0 | exempt=hoc_tap | since=2023-03-01 | until=2023-05-31
    """
    who, plan = person.person, lookups.plan
    reason = plan.exemption_by_code.get(who.exempt)
    if reason is None or not reason.min_months or who.since is None or who.until is None:
        return
    if not exemption(who, plan).extent and within(plan.window, who.since, who.until):
        given = f"{day_text(who.since)} – {day_text(who.until)}"
        yield on_person(who, given, str(reason.min_months))


@rule("X102", Severity.WARNING, clause=_NOTE, requirement="X2", roster=True)
def exemption_without_dates(person: PersonYear, year: Year, lookups: Lookups) -> YearFaults:
    """An exemption for a time needs that time; without it only people can decide.

    Okay: rows=0 | exempt=thai_san | since=2023-01-01 | until=2023-12-31
    Okay: rows=0 | exempt=van_thu
    X102: rows=0 | exempt=thai_san | since=2023-03-01
    """
    who = person.person
    reason = lookups.plan.exemption_by_code.get(who.exempt)
    if reason is not None and reason.kind == "period" and (who.since is None or who.until is None):
        yield on_person(who)


@rule("X201", Severity.NOTICE, clause=_NOTE, requirement="X2", roster=True)
def exempt_in_part(person: PersonYear, year: Year, lookups: Lookups) -> YearFaults:
    """Exempt while on leave ("đang trong thời gian"): what is owed for the rest of the year the plan does not say.

    Okay: rows=0 | exempt=thai_san | since=2023-01-01 | until=2023-12-31
    Okay: rows=0 | exempt=thai_san | since=2023-01-01
    X201: rows=0 | exempt=thai_san | since=2023-01-01 | until=2023-06-30
    """
    weighed = exemption(person.person, lookups.plan)
    if weighed.extent == "partial" and weighed.dates is not None:
        yield on_person(person.person, period_short(weighed.dates), period_short(lookups.plan.window))


@rule("X701", Severity.NOTICE, clause=_NOTE, requirement="X7", roster=True)
def exempt_goes_anyway(person: PersonYear, year: Year, lookups: Lookups) -> YearFaults:
    """Nobody is forbidden to go: the days are shown, outside the quota.

    Okay: days=30
    Okay: rows=0 | exempt=van_thu
    X701: exempt=van_thu | days=30
    """
    if person.status is not PersonStatus.EXEMPT:
        return
    rows = [row for row in (*person.registered, *person.performed) if row.source]
    if rows:
        parts = []
        if person.registered:
            parts.append(f"đăng ký {days_text(person.registered_days)} ngày")
        if person.performed:
            parts.append(f"kết quả đi {days_text(person.performed_days)} ngày")
        yield on_row(rows[0], "days", "; ".join(parts))


@rule("N107", Severity.WARNING, clause="mục II.2 của Kế hoạch", requirement="M5", roster=True)
def group_not_confirmed(person: PersonYear, year: Year, lookups: Lookups) -> YearFaults:
    """The group decides what is owed; one proposed from the title, or none, waits for a person to confirm.

    Okay: rows=0 | group=CV
    Okay: rows=0 | group= | exempt=van_thu
    N107: rows=0 | group=
    """
    who = person.person
    if person.status is not PersonStatus.EXEMPT and (who.group_proposed or not who.group):
        yield on_person(who, who.title, who.group)

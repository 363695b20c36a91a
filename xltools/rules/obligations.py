"""What each person owes: registered days and stays against the quotas, exemptions, the group.

Whether the days performed meet the quotas is no fault of a form but a status of the compliance workbook.
"""

from __future__ import annotations

from xltools.counting.results import CountedEntry, PersonYear, Year
from xltools.counting.status import exemption, within
from xltools.model import PersonStatus, Severity
from xltools.plan.lookups import Lookups
from xltools.rules.registry import YearFaults, on_person, on_row, rule
from xltools.vietnamese.dates import day_text, span_text
from xltools.vietnamese.numbers import days_text
from xltools.vietnamese.wording import say

_NOTE = "mục II.2 của Kế hoạch, phần Lưu ý"
_NOT_ASKED = (PersonStatus.EXEMPT, PersonStatus.TO_DECIDE)


@rule("Q101", Severity.WARNING, clause="mục I.2 và II.3 của Kế hoạch", requirement="Q1")
def too_few_days_registered(person: PersonYear, year: Year, lookups: Lookups) -> YearFaults:
    """Who registers less cannot meet it as planned.

    Rows that do not count for a fault of their own are given the benefit of the doubt: the fault is told once.

    Okay: days=30 | time=01/4/2023 – 30/4/2023 || days=30 | time=01/6/2023 – 30/6/2023
    Okay: days=30 | time=01/4/2023 – 30/4/2023 || days=30 | time=31/6/2023
    Okay: days=30 | time=01/4/2023 – 30/4/2023 | exempt=van_thu
    Q101: days=30 | time=01/4/2023 – 30/4/2023 || days=10 | time=01/6/2023 – 10/6/2023
    """
    rows, lost = _registered(person)
    quota = lookups.plan.quota(person.person)
    if rows and person.registered_days < quota.min_days and person.status not in _NOT_ASKED:
        hoped = sum(quota.min_days if row.entry.days is None else row.entry.days for row in lost)
        if person.registered_days + hoped < quota.min_days:
            yield on_row(rows[0], "days", days_text(person.registered_days), days_text(quota.min_days))


@rule("Q201", Severity.WARNING, clause="mục I.2 của Kế hoạch", requirement="Q2")
def too_few_stays_registered(person: PersonYear, year: Year, lookups: Lookups) -> YearFaults:
    """Two stays in the year for everybody; where long stays are owed as well, those are told instead.

    Okay: group=LD | contents=1.2 | days=30 | time=01/4 – 30/4/2023 || days=30 | time=01/6 – 30/6/2023
    Okay: days=60 | time=01/4/2023 – 30/5/2023
    Q201: group=LD | contents=1.2 | days=60 | time=01/4/2023 – 30/5/2023
    """
    rows, lost = _registered(person)
    quota = lookups.plan.quota(person.person)
    if not rows or person.registered_stays + len(lost) >= quota.min_stays or person.status in _NOT_ASKED:
        return
    told = quota.long_stays and person.registered_long_stays + len(lost) < quota.long_stays
    if not told:
        yield on_row(rows[0], "days", str(person.registered_stays), str(quota.min_stays))


@rule("Q301", Severity.WARNING, clause="mục II.2.3 của Kế hoạch", requirement="Q3", roster=True)
def too_few_long_stays_registered(person: PersonYear, year: Year, lookups: Lookups) -> YearFaults:
    """Chuyên viên owe two stays of 30 days each: 60 days in other portions will not do.

    Okay: days=30 | time=01/4/2023 – 30/4/2023 || days=30 | time=01/6/2023 – 30/6/2023
    Okay: group=LD | contents=1.2 | days=40 | time=01/4 – 10/5/2023 || days=20 | time=01/6 – 20/6/2023
    Q301: days=40 | time=01/4/2023 – 10/5/2023 || days=20 | time=01/6/2023 – 20/6/2023
    Q301: days=60 | time=01/4/2023 – 30/5/2023
    """
    rows, lost = _registered(person)
    quota = lookups.plan.quota(person.person)
    if not rows or not quota.long_stays or person.status in _NOT_ASKED:
        return
    found = person.registered_long_stays
    if found + len(lost) < quota.long_stays:
        asked = say("rules", "long_stays", count=quota.long_stays, days=days_text(quota.long_stay_days))
        yield on_row(rows[0], "days", str(found), asked)


@rule("Q401", Severity.NOTICE, clause="mẫu 3, cột (4): “Số ngày (tối thiểu 30 ngày)”", requirement="Q4")
def short_stay(person: PersonYear, year: Year, lookups: Lookups) -> YearFaults:
    """Mẫu 3 prints "tối thiểu 30 ngày"; only chuyên viên owe it, and the whole stay is judged, not its rows.

    Okay: form=mau3 | quarter=2 | days=30 | time=01/4/2023 – 30/4/2023
    Okay: form=mau3 | quarter=2 | days=16 | time=15/6 – 30/6/2023 || quarter=3 | days=14 | time=01/7 – 14/7/2023
    Q401: form=mau3 | quarter=2 | days=10 | time=01/4/2023 – 10/4/2023
    """
    limit = lookups.long_stay
    if person.status in _NOT_ASKED:
        return
    for stay in person.stays:
        if stay.days < limit:
            rows = [row for row in person.performed if stay.number in row.stays]
            if rows:
                yield on_row(rows[0], "days", days_text(stay.days), days_text(limit))


def _registered(person: PersonYear) -> tuple[list[CountedEntry], list[CountedEntry]]:
    """Registered rows of the form that counts, and those among them that are worth nothing."""
    rows = [row for row in person.registered if row.source]
    return rows, [row for row in rows if not row.counted]


# ------------------------------------------------------------------ exemptions and groups


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
        yield on_person(person.person, span_text(weighed.dates), span_text(lookups.plan.window))


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
            parts.append(say("rules", "registered", days=days_text(person.registered_days)))
        if person.performed:
            parts.append(say("rules", "performed", days=days_text(person.performed_days)))
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

"""What a person registered against the quotas of the plan, and stays shorter than the forms ask.

Whether the days performed meet the quotas is no fault of a form but a status of the compliance workbook.
"""

from __future__ import annotations

from xltools.model import CountedEntry, PersonStatus, PersonYear, Severity, Year
from xltools.plan.lookups import Lookups
from xltools.rules.registry import YearFaults, on_row, rule
from xltools.vietnamese.numbers import days_text

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
        asked = f"{quota.long_stays} đợt, mỗi đợt từ {days_text(quota.long_stay_days)} ngày"
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

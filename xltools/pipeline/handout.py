"""Handing out blank forms, pre-filled for each person and unit, in 1-BieuMau."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from xltools.forms.catalogue import CATALOGUE
from xltools.model import CountedEntry, Period, Person, PersonStatus, Unit, Year
from xltools.outputs.official import blank_form
from xltools.pipeline.state import Office
from xltools.vietnamese.dates import periods_text
from xltools.vietnamese.text import clean, fold
from xltools.workspace.results import write_result

Rows = list[Mapping[str, str | float | None]]


def hand_out(office: Office, year: Year, quarter: int | None) -> tuple[list[Path], int]:
    """Write the forms that are not there yet; the paths written and how many were left as they are.

    Without ``quarter`` the forms of registration (mẫu 1, mẫu 2; the meeting schedule for district unions), with
    it those of the quarter's report (báo cáo, mẫu 3), whose rows start from what was registered. A form
    that lies there already is never overwritten: somebody may have begun to fill it in.
    """
    written, kept = [], 0
    for path, code, unit, person in _wanted(office, year, quarter):
        target = office.workspace.forms / unit.code / path
        if target.exists():
            kept += 1
            continue
        rows = _registered(year, unit, person, office.plan.quarter_period(quarter)) if quarter else []
        target.parent.mkdir(parents=True, exist_ok=True)
        write_result(target, blank_form(code, office.plan, unit=unit, person=person, quarter=quarter, rows=rows))
        written.append(target)
    return written, kept


def _wanted(office: Office, year: Year, quarter: int | None) -> Iterator[tuple[str, str, Unit, Person | None]]:
    """File name, form, unit and person of every form to hand out."""
    plan = office.plan
    forms = [spec for spec in CATALOGUE.values() if spec.quarterly == (quarter is not None)]
    ending = f"-Quy{quarter}" if quarter else ""
    exempt = {one.person.id for one in year.people if one.status is PersonStatus.EXEMPT}
    for unit in plan.units:
        people = [p for p in plan.people if p.unit == unit.code and p.id not in exempt]
        names = Counter(_ascii(person.name) for person in people)
        for spec in forms:
            if not (unit.kind in spec.unit_kinds if spec.unit_kinds else people):
                continue
            if not spec.personal:
                yield f"{spec.stem}{ending}-{unit.code}.xlsx", spec.code, unit, None
                continue
            for person in people:
                name = _ascii(person.name)
                twin = f"-{_ascii(person.id)}" if names[name] > 1 else ""
                yield f"{spec.stem}{ending}-{name}{twin}.xlsx", spec.code, unit, person


def _ascii(name: str) -> str:
    """``Đỗ Thị Hoà`` → ``DoThiHoa``."""
    words = fold(name).split()
    return "".join(part.capitalize() for word in words for part in ["".join(filter(str.isalnum, word))])


def _registered(year: Year, unit: Unit, person: Person | None, quarter: Period) -> Rows:
    """The rows registered for some days of a quarter, as the first draft of its report."""
    rows: Rows = []
    for one in year.people:
        if one.person.unit != unit.code or (person is not None and one.person.id != person.id):
            continue
        rows += [_draft(counted) for counted in one.registered if counted.counted and _touches(counted, quarter)]
    return rows


def _touches(counted: CountedEntry, quarter: Period) -> bool:
    return any(p.first <= quarter.last and quarter.first <= p.last for p in counted.entry.periods or ())


def _draft(counted: CountedEntry) -> Mapping[str, str | float | None]:
    entry = counted.entry
    return {
        "person": entry.person,
        "contents": clean(entry.raw.get("contents", "")),
        "days": counted.days,
        "time": periods_text(entry.periods or ()),
        "places": "; ".join(entry.places),
    }

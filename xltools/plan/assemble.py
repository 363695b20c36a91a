"""Lines of a plan → Plan: every part is checked against the others, every mistake noted with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any

from xltools.forms.catalogue import CATALOGUE
from xltools.model import Period, Person, Place, Unit
from xltools.plan.plan import Content, Counting, Deadline, Exemption, Extras, Group, Letterhead, Plan, Waiver
from xltools.plan.records import PlanError, PlanFault, Record
from xltools.plan.sheets import DISTRICT_KINDS, SETTINGS, TABLES
from xltools.vietnamese.names import group_from_title
from xltools.vietnamese.text import fold, spelling
from xltools.vietnamese.wording import say

_say = partial(say, "plan")
_UNIT_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,30}")
_RESERVED = re.compile(r"CON|PRN|AUX|NUL|(COM|LPT)\d|TOANTINH", re.IGNORECASE)
"""What no folder may be called on Windows, and the province as it stands in the names of results."""
_RULE = re.compile(r"[A-Z]\d{3}")


def assemble(settings: Record, tables: Mapping[str, Sequence[Record]], faults: Iterable[PlanFault] = ()) -> Plan:
    """The plan of settings and tables (sheet name → lines); ``PlanError`` with ``faults`` and every mistake here."""
    found = list(faults)
    setting = settings.read(SETTINGS, found)
    lines = {sheet.key: [line.read(sheet.fields, found) for line in tables[sheet.name]] for sheet in TABLES}

    _window(setting)
    groups = _groups(lines["groups"])
    plan = Plan(
        code=setting["code"],
        year=setting["year"],
        name=setting["name"],
        province=setting["province"],
        window=Period(setting["window.first"], setting["window.last"]),
        counting=Counting(**_part(setting, "counting", Counting)),
        letterhead=Letterhead(**_part(setting, "letterhead", Letterhead)),
        extras=Extras(**_part(setting, "extras", Extras)),
        contents=_contents(lines["contents"], groups),
        groups=groups,
        exemptions=_exemptions(lines["exemptions"]),
        deadlines=_deadlines(lines["deadlines"], None if "year" in setting.bad else setting["year"]),
        units=_units(lines["units"]),
        people=(),
        places=(),
        waivers=(),
        holidays=setting["holidays"],
    )
    plan = replace(plan, people=read_people(lines["people"], plan), places=_places(lines["places"], plan))
    plan = replace(plan, waivers=_waivers(lines["waivers"], plan))
    if found:
        raise PlanError(found)
    return sealed(plan)


def sealed(plan: Plan) -> Plan:
    """The plan with the digest of its content; an equal plan gets an equal digest, however it was stored."""
    return replace(plan, digest=sha256(repr(replace(plan, digest="")).encode()).hexdigest())


def _part(setting: Record, name: str, kind: type) -> dict[str, Any]:
    return {field.name: setting[f"{name}.{field.name}"] for field in fields(kind)}


def _window(setting: Record) -> None:
    first, last, year = setting["window.first"], setting["window.last"], setting["year"]
    if year and not 2000 <= year <= 2100:
        setting.blame("year", _say("check.window.odd_year", year=year))
        return
    for key, day in (("window.first", first), ("window.last", last)):
        if day and year and day.year != year:
            setting.blame(key, _say("check.window.other_year", day=day, year=year))
    if first and last and last < first:
        setting.blame("window.last", _say("check.window.order", first=first, last=last))


def _blame_repeats(records: Iterable[Record], key: str, what: str) -> None:
    seen: dict[str, Record] = {}
    for record in records:
        first = seen.setdefault(spelling(record[key]), record)
        if first is not record and record[key]:
            what_it_is = _say(f"check.what.{what}")
            record.blame(key, _say("check.repeated", what=what_it_is, value=record[key], cell=first.cell(key)))


def _blame_order(record: Record) -> None:
    since, until = record["since"], record["until"]
    if since and until and until < since:
        record.blame("until", _say("check.order", since=since, until=until))


def _units(records: Sequence[Record]) -> tuple[Unit, ...]:
    """Units in plan order. A code is a folder name too, so two must differ by more than case."""
    _blame_repeats(records, "code", "unit_code")
    _blame_repeats(records, "name", "unit_name")
    for record in records:
        code = record["code"]
        if code and not _UNIT_CODE.fullmatch(code):
            record.blame("code", _say("check.unit.code", code=code))
        if _RESERVED.fullmatch(code):
            record.blame("code", _say("check.unit.reserved", code=code))
    return tuple(Unit(**record.values) for record in records)


def _groups(records: Sequence[Record]) -> tuple[Group, ...]:
    _blame_repeats(records, "code", "group")
    for record in records:
        if bool(record["long_stays"]) != bool(record["long_stay_days"]):
            empty = "long_stays" if record["long_stay_days"] else "long_stay_days"
            record.blame(empty, _say("check.group.half_a_long_stay"))
    return tuple(Group(**record.values) for record in records)


def _contents(records: Sequence[Record], groups: Sequence[Group]) -> tuple[Content, ...]:
    _blame_repeats(records, "code", "content")
    known = [group.code for group in groups]
    codes = {record["code"] for record in records}
    for record in records:
        for code in record["groups"]:
            if code not in known:
                record.blame("groups", _say("check.content.group", code=code, offer=", ".join(known)))
        if record["parent"] and (record["parent"] not in codes or record["parent"] == record["code"]):
            record.blame("parent", _say("check.content.parent", parent=record["parent"]))
    return tuple(Content(**record.values) for record in records)


def _exemptions(records: Sequence[Record]) -> tuple[Exemption, ...]:
    _blame_repeats(records, "code", "exemption")
    return tuple(Exemption(**record.values) for record in records)


def _deadlines(records: Sequence[Record], year: int | None) -> tuple[Deadline, ...]:
    seen: set[tuple[str, int | None]] = set()
    for record in records:
        form, quarter, day = record["form"], record["quarter"], record["day"]
        quarterly = form and CATALOGUE[form].quarterly
        if quarterly and quarter is None:
            record.blame("quarter", _say("check.deadline.no_quarter", form=form))
        if form and not quarterly and quarter is not None:
            record.blame("quarter", _say("check.deadline.quarter", form=form))
        if (form, quarter) in seen:
            record.blame("quarter" if quarter else "form", _say("check.deadline.repeated", form=form))
        # the last quarter's report may fall due in the new year
        if day and year and day.year not in (year, year + 1):
            record.blame("day", _say("check.deadline.other_year", day=day, year=year))
        seen.add((form, quarter))
    return tuple(Deadline(**record.values) for record in records)


def _places(records: Sequence[Record], plan: Plan) -> tuple[Place, ...]:
    known = [f"{record['kind']} {record['name']}" for record in records if record["kind"] in DISTRICT_KINDS]
    districts = {spelling(name): name for name in known}
    seen: dict[tuple[str, str, str], list[Record]] = {}
    places = []
    for record in records:
        kind, name, charge = record["kind"], record["name"], record["unit_in_charge"]
        district = districts.get(spelling(record["district"]), "")
        if record["district"] and not district:
            record.blame("district", _say("check.place.district", district=record["district"]))
        if district and kind in DISTRICT_KINDS:
            record.blame("district", _say("check.place.district_in_district"))
        unit = plan.find_unit(charge)
        if charge and unit is None:
            record.blame("unit_in_charge", plan.unknown_unit(charge))
        _blame_order(record)
        same = seen.setdefault((kind, spelling(name), district), [])
        if any(_overlap(record, other) for other in same):
            record.blame("name", _say("check.place.repeated", place=f"{kind} {name}"))
        same.append(record)
        places.append(Place(**{**record.values, "district": district, "unit_in_charge": unit or ""}))
    return tuple(places)


def _overlap(one: Record, other: Record) -> bool:
    return (one["since"] or date.min) <= (other["until"] or date.max) and (other["since"] or date.min) <= (
        one["until"] or date.max
    )


def _waivers(records: Sequence[Record], plan: Plan) -> tuple[Waiver, ...]:
    ids = {spelling(person.id): person.id for person in plan.people}
    waivers = []
    for record in records:
        typed = record["subject"]
        subject = ids.get(spelling(typed)) or plan.find_unit(typed) or ""
        if not subject:
            record.blame("subject", _say("check.waiver.subject", subject=typed))
        rule = record["rule"] if record["rule"] in CATALOGUE else record["rule"].upper()
        if rule and rule not in CATALOGUE and not _RULE.fullmatch(rule):
            record.blame("rule", _say("check.waiver.rule", rule=record["rule"]))
        _blame_order(record)
        waivers.append(Waiver(**{**record.values, "rule": rule, "subject": subject}))
    return tuple(waivers)


# ------------------------------------------------------------------ people


def read_people(records: Sequence[Record], plan: Plan) -> tuple[Person, ...]:
    """A roster's people in order; a missing group is proposed, a missing id given; mistakes go to the records."""
    _blame_twins(records, plan)
    taken = {spelling(record["id"]) for record in records}
    titles = [(group.code, group.titles) for group in plan.groups]
    groups = {fold(group.code): group.code for group in plan.groups}
    reasons = {fold(text): reason.code for reason in plan.exemptions for text in (reason.code, reason.name)}
    people = []
    for record in records:
        unit = plan.find_unit(record["unit"])
        if unit is None:
            record.blame("unit", plan.unknown_unit(record["unit"]))
        group = groups.get(fold(record["group"]), "")
        if record["group"] and not group:
            record.blame("group", _say("check.person.group", group=record["group"], offer=", ".join(groups.values())))
        exempt = reasons.get(fold(record["exempt"]), "")
        if record["exempt"] and not exempt:
            offer = ", ".join(reason.code for reason in plan.exemptions)
            record.blame("exempt", _say("check.person.exempt", exempt=record["exempt"], offer=offer))
        _blame_order(record)
        proposal = "" if record["group"] else group_from_title(record["title"], titles)
        people.append(
            Person(
                id=record["id"] or _free_id(unit or "", taken),
                name=record["name"],
                title=record["title"],
                unit=unit or "",
                group=group or proposal,
                exempt=exempt,
                since=record["since"],
                until=record["until"],
                group_proposed=bool(proposal),
            )
        )
    return tuple(people)


def _free_id(unit: str, taken: set[str]) -> str:
    number = 1
    while spelling(f"{unit}-{number:02}") in taken:
        number += 1
    taken.add(spelling(f"{unit}-{number:02}"))
    return f"{unit}-{number:02}"


def _blame_twins(records: Sequence[Record], plan: Plan) -> None:
    ids: dict[str, Record] = {}
    names: dict[tuple[str, str, str | None], Record] = {}
    for record in records:
        first = ids.setdefault(spelling(record["id"]), record)
        if record["id"] and first is not record:
            record.blame("id", _say("check.person.id", id=record["id"], cell=first.cell("id")))
            continue
        key = spelling(record["name"]), spelling(record["title"]), plan.find_unit(record["unit"])
        twin = names.setdefault(key, record)
        if twin is not record and not (record["id"] and twin["id"]):
            record.blame("name", _say("check.person.twin", name=record["name"], cell=twin.cell("name")))

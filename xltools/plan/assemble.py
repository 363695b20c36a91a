"""Records → Plan: every part checked against the others, every mistake noted with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from hashlib import sha256
from typing import Any

from xltools.forms.catalogue import CATALOGUE
from xltools.model import Period, Person, Place, Unit
from xltools.plan.faults import PlanError, PlanFault
from xltools.plan.people import blame_order, read_people
from xltools.plan.plan import Content, Counting, Deadline, Exemption, Extras, Group, Letterhead, Plan, Waiver
from xltools.plan.records import Raw, Record, read_record
from xltools.plan.sheets import DISTRICT_KINDS, SETTINGS, TABLES
from xltools.plan.units import UnitFinder
from xltools.vietnamese.text import spelling

_UNIT_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,30}")
_RESERVED = re.compile(r"CON|PRN|AUX|NUL|(COM|LPT)\d|TOANTINH", re.IGNORECASE)
"""What no folder may be called on Windows, and the province as it stands in the names of results."""
_RULE = re.compile(r"[A-Z]\d{3}")


def assemble(settings: Raw, tables: Mapping[str, Sequence[Raw]], faults: Iterable[PlanFault] = ()) -> Plan:
    """The plan that the settings and the tables (sheet name → lines) describe.

    Raises ``PlanError`` with ``faults`` (found by the caller) and every mistake found here.
    """
    found = list(faults)
    setting = read_record(settings, SETTINGS, found)
    lines = {sheet.name: [read_record(raw, sheet.fields, found) for raw in tables[sheet.name]] for sheet in TABLES}

    _window(setting)
    groups = _groups(lines["DoiTuong"])
    contents = _contents(lines["NoiDung"], groups)
    exemptions = _exemptions(lines["MienTru"])
    units = read_units(lines["DonVi"])
    finder = UnitFinder(units)
    people = read_people(lines["CanBo"], finder, groups, exemptions)
    plan = Plan(
        code=setting["code"],
        year=setting["year"],
        name=setting["name"],
        province=setting["province"],
        window=Period(setting["window.first"], setting["window.last"]),
        counting=Counting(**_part(setting, "counting", Counting)),
        letterhead=Letterhead(**_part(setting, "letterhead", Letterhead)),
        extras=Extras(**_part(setting, "extras", Extras)),
        contents=contents,
        groups=groups,
        exemptions=exemptions,
        deadlines=_deadlines(lines["MocHan"], None if "year" in setting.bad else setting["year"]),
        units=units,
        people=people,
        places=_places(lines["DiaBan"], finder),
        waivers=_waivers(lines["ChapNhan"], finder, people),
        holidays=setting["holidays"],
    )
    if found:
        raise PlanError(found)
    return sealed(plan)


def sealed(plan: Plan) -> Plan:
    """The plan with the digest of its content; an equal plan gets an equal digest, however it was stored."""
    return replace(plan, digest=sha256(repr(replace(plan, digest="")).encode()).hexdigest())


def read_units(records: Sequence[Record]) -> tuple[Unit, ...]:
    """Units in plan order. A code is a folder name too, so two must differ by more than case."""
    if not records:
        return ()
    _blame_repeats(records, "code", "mã đơn vị")
    _blame_repeats(records, "name", "tên đơn vị")
    for record in records:
        if record["code"] and not _UNIT_CODE.fullmatch(record["code"]):
            record.blame("code", f"mã đơn vị “{record['code']}” chỉ được gồm chữ không dấu, số và gạch nối, ví dụ TG")
        if _RESERVED.fullmatch(record["code"]):
            record.blame(
                "code", f"mã đơn vị “{record['code']}” là tên dành riêng; thêm chữ hoặc số, ví dụ {record['code']}-1"
            )
    return tuple(Unit(**record.values) for record in records)


def _part(setting: Record, name: str, kind: type) -> dict[str, Any]:
    return {field.name: setting[f"{name}.{field.name}"] for field in fields(kind)}


def _window(setting: Record) -> None:
    first, last, year = setting["window.first"], setting["window.last"], setting["year"]
    if year and not 2000 <= year <= 2100:
        setting.blame("year", f"năm {year} không hợp lý; gõ năm thực hiện kế hoạch, ví dụ 2023")
        return
    for key, day in (("window.first", first), ("window.last", last)):
        if day and year and day.year != year:
            setting.blame(key, f"ngày {day:%d/%m/%Y} không thuộc năm {year} của kế hoạch; sửa ngày hoặc sửa năm")
    if first and last and last < first:
        setting.blame(
            "window.last", f"ngày cuối {last:%d/%m/%Y} đứng trước ngày đầu {first:%d/%m/%Y}; sửa một trong hai ngày"
        )


def _blame_repeats(records: Iterable[Record], key: str, what: str) -> None:
    seen: dict[str, Record] = {}
    for record in records:
        first = seen.setdefault(spelling(record[key]), record)
        if first is not record and record[key]:
            record.blame(key, f"{what} “{record[key]}” đã có ở ô {first.cells.get(key, '')}; sửa hoặc xóa một dòng")


def _groups(records: Sequence[Record]) -> tuple[Group, ...]:
    _blame_repeats(records, "code", "mã đối tượng")
    for record in records:
        if bool(record["long_stays"]) != bool(record["long_stay_days"]):
            record.blame(
                "long_stays" if record["long_stay_days"] else "long_stay_days",
                "Số ngày của đợt dài và Số đợt dài tối thiểu phải cùng điền hoặc cùng để trống",
            )
    return tuple(Group(**record.values) for record in records)


def _contents(records: Sequence[Record], groups: Sequence[Group]) -> tuple[Content, ...]:
    _blame_repeats(records, "code", "mã nội dung")
    known = [group.code for group in groups]
    codes = {record["code"] for record in records}
    for record in records:
        for code in record["groups"]:
            if code not in known:
                offer = ", ".join(known)
                record.blame("groups", f"không có đối tượng “{code}” trong sheet DoiTuong; gõ một trong: {offer}")
        if record["parent"] and (record["parent"] not in codes or record["parent"] == record["code"]):
            record.blame("parent", f"không có nội dung “{record['parent']}” chứa chuyên đề này; sửa cột Thuộc mục")
    return tuple(Content(**record.values) for record in records)


def _exemptions(records: Sequence[Record]) -> tuple[Exemption, ...]:
    _blame_repeats(records, "code", "mã lý do")
    return tuple(Exemption(**record.values) for record in records)


def _deadlines(records: Sequence[Record], year: int | None) -> tuple[Deadline, ...]:
    seen: set[tuple[str, int | None]] = set()
    for record in records:
        form, quarter, day = record["form"], record["quarter"], record["day"]
        quarterly = form and CATALOGUE[form].quarterly
        if quarterly and quarter is None:
            record.blame("quarter", f"biểu {form} nộp theo quý; gõ quý 1, 2, 3 hoặc 4")
        if form and not quarterly and quarter is not None:
            record.blame("quarter", f"biểu {form} nộp một lần trong năm; để trống cột Quý")
        if (form, quarter) in seen:
            cell = "quarter" if quarter else "form"
            record.blame(cell, f"biểu {form} đã có hạn nộp ở dòng trên; mỗi biểu, mỗi quý chỉ một hạn")
        # the last quarter's report may fall due in the new year
        if day and year and day.year not in (year, year + 1):
            record.blame("day", f"hạn {day:%d/%m/%Y} không thuộc năm {year} của kế hoạch; sửa ngày hoặc sửa năm")
        seen.add((form, quarter))
    return tuple(Deadline(**record.values) for record in records)


def _places(records: Sequence[Record], units: UnitFinder) -> tuple[Place, ...]:
    districts = {
        spelling(f"{record['kind']} {record['name']}"): f"{record['kind']} {record['name']}"
        for record in records
        if record["kind"] in DISTRICT_KINDS
    }
    seen: dict[tuple[str, str, str], list[Record]] = {}
    places = []
    for record in records:
        district = districts.get(spelling(record["district"]), "")
        if record["district"] and not district:
            record.blame(
                "district", f"không có “{record['district']}” trong sheet này; gõ cả loại, ví dụ huyện Tân Châu"
            )
        if district and record["kind"] in DISTRICT_KINDS:
            record.blame("district", "huyện, thị xã, thành phố không thuộc địa bàn nào khác; để trống cột Thuộc")
        unit = units.find(record["unit_in_charge"])
        if record["unit_in_charge"] and unit is None:
            record.blame("unit_in_charge", units.unknown(record["unit_in_charge"]))
        blame_order(record)
        same = seen.setdefault((record["kind"], spelling(record["name"]), district), [])
        if any(_overlap(record, other) for other in same):
            record.blame("name", f"{record['kind']} {record['name']} đã có ở dòng trên cùng thời gian; xóa một dòng")
        same.append(record)
        place = record.values | {"district": district, "unit_in_charge": unit.code if unit else ""}
        places.append(Place(**place))
    return tuple(places)


def _overlap(one: Record, other: Record) -> bool:
    return (one["since"] or date.min) <= (other["until"] or date.max) and (other["since"] or date.min) <= (
        one["until"] or date.max
    )


def _waivers(records: Sequence[Record], units: UnitFinder, people: Sequence[Person]) -> tuple[Waiver, ...]:
    ids = {spelling(person.id): person.id for person in people}
    waivers = []
    for record in records:
        unit = units.find(record["subject"])
        subject = ids.get(spelling(record["subject"])) or (unit.code if unit else "")
        if not subject:
            record.blame("subject", f"“{record['subject']}” không phải mã cán bộ hay mã đơn vị trong kế hoạch")
        rule = record["rule"] if record["rule"] in CATALOGUE else record["rule"].upper()
        if rule and rule not in CATALOGUE and not _RULE.fullmatch(rule):
            record.blame("rule", f"“{record['rule']}” không phải mã quy tắc; gõ mã như C301 hoặc tên biểu như mau3")
        blame_order(record)
        waivers.append(Waiver(**record.values | {"rule": rule, "subject": subject}))
    return tuple(waivers)

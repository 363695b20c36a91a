"""Roster lines → people: units by code or name, groups proposed from titles, missing ids given."""

from __future__ import annotations

from collections.abc import Sequence

from xltools.model import Person
from xltools.plan.plan import Exemption, Group
from xltools.plan.records import Record
from xltools.plan.units import UnitFinder
from xltools.vietnamese.names import group_from_title
from xltools.vietnamese.text import fold, spelling


def read_people(
    records: Sequence[Record], units: UnitFinder, groups: Sequence[Group], exemptions: Sequence[Exemption]
) -> tuple[Person, ...]:
    """People in the order of their lines; mistakes go to the records' faults."""
    _blame_twins(records, units)
    taken = {spelling(record["id"]) for record in records}
    titles = [(group.code, group.titles) for group in groups]
    group_codes = {fold(group.code): group.code for group in groups}
    reasons = {fold(reason.code): reason.code for reason in exemptions}
    reasons |= {fold(reason.name): reason.code for reason in exemptions}
    people = []
    for record in records:
        unit = units.find(record["unit"])
        if unit is None:
            record.blame("unit", units.unknown(record["unit"]))
        group = group_codes.get(fold(record["group"]), "")
        if record["group"] and not group:
            offer = ", ".join(group_codes.values())
            record.blame("group", f"không có đối tượng “{record['group']}”; gõ một trong: {offer}")
        exempt = reasons.get(fold(record["exempt"]), "")
        if record["exempt"] and not exempt:
            record.blame(
                "exempt",
                f"lý do miễn “{record['exempt']}” không có trong kế hoạch; gõ một trong: "
                + ", ".join(reason.code for reason in exemptions),
            )
        blame_order(record)
        proposal = "" if record["group"] else group_from_title(record["title"], titles)
        code = unit.code if unit else ""
        people.append(
            Person(
                id=record["id"] or _free_id(code, taken),
                name=record["name"],
                title=record["title"],
                unit=code,
                group=group or proposal,
                exempt=exempt,
                since=record["since"],
                until=record["until"],
                group_proposed=bool(proposal),
            )
        )
    return tuple(people)


def blame_order(record: Record) -> None:
    """Fault a line whose ``until`` lies before its ``since``."""
    since, until = record["since"], record["until"]
    if since and until and until < since:
        record.blame("until", f"Đến ngày {until:%d/%m/%Y} đứng trước Từ ngày {since:%d/%m/%Y}; sửa một trong hai ngày")


def _free_id(unit: str, taken: set[str]) -> str:
    number = 1
    while spelling(f"{unit}-{number:02}") in taken:
        number += 1
    taken.add(spelling(f"{unit}-{number:02}"))
    return f"{unit}-{number:02}"


def _blame_twins(records: Sequence[Record], units: UnitFinder) -> None:
    ids: dict[str, Record] = {}
    names: dict[tuple[str, str, str], Record] = {}
    for record in records:
        first = ids.setdefault(spelling(record["id"]), record)
        if record["id"] and first is not record:
            cell = first.cells.get("id", "")
            record.blame("id", f"mã cán bộ {record['id']} đã dùng ở ô {cell}; đặt cho mỗi người một mã riêng")
            continue
        unit = units.find(record["unit"])
        twin = names.setdefault(
            (spelling(record["name"]), spelling(record["title"]), unit.code if unit else ""), record
        )
        if twin is not record and not (record["id"] and twin["id"]):
            record.blame(
                "name",
                f"{record['name']} đã có ở ô {twin.cells.get('name', '')} với cùng đơn vị và chức vụ; "
                "nếu là hai người thì điền Mã cán bộ cho cả hai, nếu là một người thì xóa một dòng",
            )

"""A roster file (``--roster``) → people, and new units where they are allowed."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from xltools.model import Person, Unit
from xltools.plan.assemble import sealed
from xltools.plan.faults import PlanError, PlanFault
from xltools.plan.grid import Rows, header_columns, raw_records
from xltools.plan.people import read_people
from xltools.plan.plan import Plan
from xltools.plan.records import Record, read_record
from xltools.plan.sheets import PEOPLE
from xltools.plan.units import UnitFinder
from xltools.vietnamese.text import fold, unit_initials

_HEADER_ROWS = 20  # a heading of a few lines may stand above the table
_NEEDED = ("name", "title", "unit")
_FILE = "Danh sách cán bộ"


def read_roster(rows: Rows, plan: Plan, new_units: bool) -> tuple[tuple[Person, ...], tuple[Unit, ...]]:
    """The people of a roster and the units to add to the plan (empty unless ``new_units``).

    The header may stand in any of the first rows, its columns in any order; only name, title and unit
    are required. Raises ``PlanError`` with every mistake found, each with its cell.
    """
    header, columns = _header(rows)
    faults: list[PlanFault] = []
    records = [read_record(raw, PEOPLE.fields, faults) for raw in raw_records(_FILE, rows, header, columns)]
    records = [record for record in records if not _number_row(record)]
    added = _new_units(records, plan.units) if new_units else ()
    people = read_people(records, UnitFinder((*plan.units, *added)), plan.groups, plan.exemptions)
    if not records:
        faults.append(PlanFault(_FILE, "", "chưa có cán bộ nào dưới dòng tiêu đề; điền danh sách rồi chạy lại"))
    if faults:
        raise PlanError(faults)
    return people, added


def read_csv(data: bytes) -> list[list[str]]:
    """The rows of a CSV file as spreadsheets save it: UTF-8 or UTF-16 or cp1258; ``,``, ``;`` or tab.

    Raises ``PlanError`` where the bytes are no text.
    """
    text = _decode(data)
    head = text[:4096].partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    return list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))


def with_roster(plan: Plan, people: Sequence[Person], units: Sequence[Unit]) -> Plan:
    """The plan with this roster in place of its own, and these units added to its own."""
    return sealed(replace(plan, people=tuple(people), units=(*plan.units, *units)))


def _header(rows: Rows) -> tuple[int, dict[str, int]]:
    best: dict[str, int] = {}
    for number, row in enumerate(rows[:_HEADER_ROWS]):
        columns = header_columns(row, PEOPLE.fields)
        if all(key in columns for key in _NEEDED):
            return number, columns
        best = max(best, columns, key=len)
    missing = ", ".join(field.header for field in PEOPLE.fields if field.key in _NEEDED and field.key not in best)
    raise PlanError([PlanFault(_FILE, "", f"không tìm thấy cột {missing}; ghi tên các cột này ở dòng tiêu đề")])


def _number_row(record: Record) -> bool:
    """Whether the line only numbers the columns: (1) (2) (3)."""
    return all(re.fullmatch(r"\(?\d{1,2}\)?", record[key]) for key in _NEEDED)


def _new_units(records: Sequence[Record], units: Sequence[Unit]) -> tuple[Unit, ...]:
    finder = UnitFinder(units)
    added: list[Unit] = []
    for record in records:
        name = record["unit"]
        if name and finder.find(name) is None:
            added.append(Unit(_free_code(name, (*units, *added)), name, "ban"))
            finder = UnitFinder((*units, *added))
    return tuple(added)


def _free_code(name: str, units: Sequence[Unit]) -> str:
    """The initials of the name, numbered if another unit has them in either case (codes are folder names)."""
    base = unit_initials(name) or "DV"
    taken = {fold(unit.code) for unit in units}
    code, number = base, 2
    while fold(code) in taken:
        code, number = f"{base}{number}", number + 1
    return code


def _decode(data: bytes) -> str:
    # cp1258 is what Excel's plain "CSV" gives on a Vietnamese Windows
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1258")
    for encoding in encodings:
        try:
            return unicodedata.normalize("NFC", data.decode(encoding))
        except UnicodeDecodeError:
            continue
    message = "không đọc được chữ trong tệp này; mở bằng Excel và lưu lại dạng .xlsx hoặc CSV UTF-8"
    raise PlanError([PlanFault(_FILE, "", message)])

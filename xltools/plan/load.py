"""KeHoach.xlsx, already read into rows, → Plan. Nothing runs on a half-read plan."""

from __future__ import annotations

from collections.abc import Mapping

from xltools.plan.assemble import assemble
from xltools.plan.faults import PlanFault
from xltools.plan.grid import Rows, blame_doubled_headers, cell_name, header_columns, missing_headers, raw_records
from xltools.plan.plan import Plan
from xltools.plan.records import Raw
from xltools.plan.sheets import PLAN_SHEET, SETTINGS, TABLES, Sheet
from xltools.plan.values import one_line
from xltools.vietnamese.text import fold

Sheets = Mapping[str, Rows]
"""Sheet name → rows."""


def load_plan(sheets: Sheets) -> Plan:
    """The plan a workbook holds.

    Raises ``PlanError`` with every mistake found, each with its sheet and cell.
    """
    faults: list[PlanFault] = []
    settings = _settings(_rows(sheets, PLAN_SHEET, faults), faults)
    tables = {sheet.name: _table(sheet, _rows(sheets, sheet, faults), faults) for sheet in TABLES}
    return assemble(settings, tables, faults)


def _rows(sheets: Sheets, sheet: Sheet, faults: list[PlanFault]) -> Rows:
    for name, rows in sheets.items():
        if fold(name) == fold(sheet.name):
            return rows
    faults.append(PlanFault(sheet.name, "", "thiếu sheet này; chép lại từ một tệp KeHoach.xlsx mới tạo"))
    return ()


def _table(sheet: Sheet, rows: Rows, faults: list[PlanFault]) -> list[Raw]:
    if not rows:
        return []
    columns = header_columns(rows[0], sheet.fields)
    if missing := missing_headers(columns, sheet.fields):
        faults.append(PlanFault(sheet.name, "A1", f"dòng 1 thiếu cột {missing}; ghi lại đúng tên cột"))
        return []
    faults += blame_doubled_headers(sheet.name, rows[0], columns)
    return raw_records(sheet.name, rows, 0, columns)


def _settings(rows: Rows, faults: list[PlanFault]) -> Raw:
    sheet = PLAN_SHEET.name
    by_header = {fold(field.header): field.key for field in SETTINGS}
    values: dict[str, object] = {}
    cells: dict[str, str] = {}
    lines: list[Raw] = []
    if rows:
        columns = header_columns(rows[0], PLAN_SHEET.fields)
        if missing := missing_headers(columns, PLAN_SHEET.fields):
            faults.append(PlanFault(sheet, "A1", f"dòng 1 thiếu cột {missing}; ghi lại đúng tên cột"))
        else:
            lines = raw_records(sheet, rows, 0, columns)
    for line in lines:
        typed = one_line(line.values["key"])
        key = by_header.get(fold(typed))
        if key is None:
            faults.append(PlanFault(sheet, line.cells["key"], f"không có thiết lập “{typed}”; sửa tên hoặc xóa dòng"))
        elif key in values:
            faults.append(PlanFault(sheet, line.cells["key"], f"thiết lập {typed} có hai lần; xóa một dòng"))
        else:
            values[key] = line.values["value"]
            cells[key] = line.cells["value"]
    # a required setting whose line is gone is blamed on the place where it would be added
    end = cell_name(len(rows), 0)
    return Raw(sheet, values, {field.key: cells.get(field.key, end) for field in SETTINGS})

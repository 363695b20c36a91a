"""The control panel made ready for a plan: its folder, year, units and days filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import zip_longest

from xltools.office.package import Package, PackageError
from xltools.office.sheet_edit import SheetEdit, parse_area
from xltools.plan.plan import QUARTERS, Plan

UNIT_ROWS, DAY_ROWS = 200, 20
"""Cells of the lists ``xl_units`` and ``xl_days``; what does not fit can still be typed."""

_EPOCH = date(1899, 12, 30)


def filled_panel(panel: bytes, plan: Plan, folder: str) -> bytes:
    """``panel``, a workbook with the defined names of ``panel.spec``, for ``plan``; its macros and buttons untouched.

    ``folder`` is the path of the workspace, ``""`` to leave it to the user. Raises ``PackageError`` if a name is
    missing.
    """
    package = Package(panel)
    names = package.defined_names()
    edits: dict[str, SheetEdit] = {}
    values: dict[str, Sequence[str | int]] = {
        "xl_workspace": [folder],
        "xl_year": [plan.year],
        "xl_units": [unit.name for unit in plan.units],
        "xl_days": [(day - _EPOCH).days for day in days(plan)],
    }
    for name, column in values.items():
        if name not in names:
            raise PackageError(f"the panel has no defined name {name}")
        sheet, _, reference = names[name].rpartition("!")
        part = package.sheet_part(sheet.strip("'"))
        edit = edits.setdefault(part, SheetEdit(package.part(part)))
        area = parse_area(reference)
        rows = range(area.top, area.bottom + 1)
        for row, value in zip_longest(rows, column[: len(rows)], fillvalue=""):
            edit.put(int(row), area.left, value)
    for part, edit in edits.items():
        package.replace_streamed(part, edit.chunks())
    return package.to_bytes()


def days(plan: Plan) -> list[date]:
    """Days as of which one looks at a year: each deadline, the last day for stays, the end of each quarter."""
    ends = [date(plan.year + quarter // 4, quarter * 3 % 12 + 1, 1) - timedelta(1) for quarter in QUARTERS]
    return sorted({*ends, plan.window.last, *(deadline.day for deadline in plan.deadlines)})

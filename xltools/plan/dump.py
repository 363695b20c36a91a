"""Plan → rows of KeHoach.xlsx; ``load_plan(plan_sheets(plan)) == plan``."""

from __future__ import annotations

from operator import attrgetter

from xltools.plan.plan import Plan
from xltools.plan.sheets import PEOPLE, PLAN_SHEET, SETTINGS, TABLES, Field
from xltools.plan.values import shown


def plan_sheets(plan: Plan) -> dict[str, list[list[object]]]:
    """Every sheet with its header row: text, numbers and dates, ``""`` for an empty cell.

    A group that was only proposed is left empty, so that it stays a proposal until a person fills it in.
    """
    sheets: dict[str, list[list[object]]] = {
        PLAN_SHEET.name: [
            [field.header for field in PLAN_SHEET.fields],
            *([field.header, field.note, shown(field, attrgetter(field.key)(plan))] for field in SETTINGS),
        ]
    }
    for sheet in TABLES:
        header: list[object] = [field.header for field in sheet.fields]
        sheets[sheet.name] = [header, *(_line(record, sheet.fields) for record in getattr(plan, sheet.key))]
    return sheets


def _line(record: object, fields: tuple[Field, ...]) -> list[object]:
    proposed = fields is PEOPLE.fields and getattr(record, "group_proposed", False)
    return ["" if proposed and field.key == "group" else shown(field, getattr(record, field.key)) for field in fields]

"""A new workspace: folders, plan, roster, control panel."""

from __future__ import annotations

from pathlib import Path

from xltools.office.container import UnsafeError
from xltools.pipeline.state import own_rows
from xltools.plan import DEFAULT_PLAN
from xltools.plan.load import read_csv, read_roster, with_roster
from xltools.plan.records import PlanError, PlanFault
from xltools.plan.toml import load_builtin
from xltools.workspace.layout import PANEL, Workspace
from xltools.workspace.results import write_result


def new(
    folder: Path,
    plan: str = DEFAULT_PLAN,
    roster: Path | None = None,
    new_units: bool = False,
    share: Path | None = None,
) -> Workspace:
    """Make a workspace for a plan; everything is checked before anything is written.

    ``PlanError`` for an unknown plan or a roster with mistakes, ``Failure`` for a folder in use.
    """
    from xltools.outputs.panel_file import filled_panel
    from xltools.outputs.plan_workbook import write_plan
    from xltools.outputs.template import shipped_bytes

    chosen = load_builtin(plan)
    if roster is not None:
        chosen = with_roster(chosen, *read_roster(_rows(roster), chosen, new_units))
    workspace = Workspace.create(folder, share)
    write_result(workspace.plan, write_plan(chosen))
    write_result(workspace.panel, filled_panel(shipped_bytes(PANEL), chosen, str(workspace.root)))
    for unit in chosen.units:
        (workspace.drop / unit.code).mkdir(exist_ok=True)
    return workspace


def _rows(roster: Path) -> list[list[object]]:
    try:
        if roster.suffix.lower() == ".csv":
            return [list(row) for row in read_csv(roster.read_bytes())]
        sheets = own_rows(roster)
    except FileNotFoundError:
        raise PlanError([PlanFault(roster.name, "", "không thấy tệp danh sách này; kiểm tra lại đường dẫn")]) from None
    except UnsafeError:
        raise PlanError([PlanFault(roster.name, "", "không đọc được; lưu lại dạng .xlsx hoặc .csv")]) from None
    return [list(row) for row in next(iter(sheets.values()))]

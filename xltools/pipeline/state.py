"""An open workspace: its plan, its ledger, and the year as they give it."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from xltools.model import Cell
from xltools.office.container import UnsafeError
from xltools.office.read import read_book
from xltools.office.sheet import Value
from xltools.plan.load import load_plan
from xltools.plan.lookups import Lookups
from xltools.plan.plan import Plan
from xltools.plan.records import PlanError, PlanFault
from xltools.workspace.layout import PLAN, Workspace
from xltools.workspace.ledger import Ledger


@dataclass(frozen=True)
class Office:
    """A workspace somebody works in: folders, plan, open ledger."""

    workspace: Workspace
    plan: Plan
    ledger: Ledger

    @property
    def lookups(self) -> Lookups:
        """What the rules know: this plan, with its roster."""
        return Lookups(self.plan, True)


def read_plan(workspace: Workspace) -> Plan:
    """The plan of ``KeHoach.xlsx``; ``PlanError`` names every mistake with its sheet and cell."""
    try:
        return load_plan(own_rows(workspace.plan))
    except UnsafeError:
        message = "không mở được tệp này; mở bằng Excel rồi lưu lại dạng .xlsx, hoặc chép lại từ bản lưu"
        raise PlanError([PlanFault(PLAN, "", message)]) from None


def own_rows(path: Path) -> dict[str, Sequence[Sequence[Value]]]:
    """Sheet name → rows of a workbook of the coordinator's (KeHoach.xlsx, a roster).

    ``PlanError`` names every cell whose value is an error or was never calculated: it would look empty. Raises
    ``UnsafeError`` for a file that is no workbook.
    """
    sheets = read_book(path.read_bytes())
    faults = []
    for sheet in sheets:
        cells = {**sheet.notes.errors, **dict.fromkeys(sheet.notes.formulas, "")}
        for (row, column), value in sorted(cells.items()):
            word = f"ô báo lỗi {value}" if value else "công thức chưa được tính"
            cell = Cell(sheet.name, row, column).name
            faults.append(PlanFault(sheet.name, cell, f"{word}; gõ thẳng giá trị vào ô rồi lưu lại"))
    if faults:
        raise PlanError(faults)
    return {sheet.name: sheet.rows for sheet in sheets}


@contextmanager
def opened(folder: Path) -> Iterator[Office]:
    """Open a workspace for as long as the block runs."""
    workspace = Workspace.open(folder)
    with _no_collector():
        plan = read_plan(workspace)
        with Ledger.open(workspace.ledger) as ledger:
            yield Office(workspace, plan, ledger)


@contextmanager
def _no_collector() -> Iterator[None]:
    # a year is a large heap without cycles: walking it over and over costs up to two thirds of the time
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()

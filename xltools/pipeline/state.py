"""A workspace, new or open: its folders, plan and ledger, and the year as they give it."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from pathlib import Path

from xltools.counting.year import assess
from xltools.model import Cell, Filing
from xltools.office.container import UnsafeError
from xltools.office.read import read_book
from xltools.office.sheet import Value
from xltools.plan import DEFAULT_PLAN
from xltools.plan.load import load_plan, read_csv, read_roster, with_roster
from xltools.plan.lookups import Lookups
from xltools.plan.plan import Plan
from xltools.plan.records import PlanError, PlanFault
from xltools.plan.toml import load_builtin
from xltools.rules.check import Assessment
from xltools.vietnamese.wording import say
from xltools.workspace.layout import PANEL, PLAN, Workspace
from xltools.workspace.ledger import Ledger
from xltools.workspace.results import write_result

_say = partial(say, "pipeline")


def new(
    folder: Path,
    plan: str = DEFAULT_PLAN,
    roster: Path | None = None,
    new_units: bool = False,
    share: Path | None = None,
) -> Workspace:
    """Make a workspace for a plan; ``PlanError`` or ``Failure`` before anything is written."""
    from xltools.outputs.plan_workbook import write_plan
    from xltools.outputs.template import filled_panel, shipped_bytes

    chosen = load_builtin(plan)
    if roster is not None:
        chosen = with_roster(chosen, *read_roster(_roster_rows(roster), chosen, new_units))
    workspace = Workspace.create(folder, share)
    write_result(workspace.plan, write_plan(chosen))
    write_result(workspace.panel, filled_panel(shipped_bytes(PANEL), chosen, str(workspace.root)))
    for unit in chosen.units:
        (workspace.drop / unit.code).mkdir(exist_ok=True)
    return workspace


def read_plan(workspace: Workspace) -> Plan:
    """The plan of ``KeHoach.xlsx``; ``PlanError`` names every mistake with its sheet and cell."""
    try:
        return load_plan(_own_rows(workspace.plan))
    except UnsafeError:
        raise PlanError([PlanFault(PLAN, "", _say("unreadable_plan"))]) from None


def _roster_rows(roster: Path) -> list[list[object]]:
    try:
        if roster.suffix.lower() == ".csv":
            return [list(row) for row in read_csv(roster.read_bytes())]
        sheets = _own_rows(roster)
    except FileNotFoundError:
        raise PlanError([PlanFault(roster.name, "", _say("no_roster"))]) from None
    except UnsafeError:
        raise PlanError([PlanFault(roster.name, "", _say("unreadable_roster"))]) from None
    return [list(row) for row in next(iter(sheets.values()))]


def _own_rows(path: Path) -> dict[str, Sequence[Sequence[Value]]]:
    """Sheet name → rows of the coordinator's workbook; ``PlanError`` names cells with an error or no value."""
    sheets = read_book(path.read_bytes())
    faults = []
    for sheet in sheets:
        cells = {**sheet.notes.errors, **dict.fromkeys(sheet.notes.formulas, "")}
        for (row, column), value in sorted(cells.items()):
            words = _say("cell_with_error", value=value) if value else _say("cell_not_calculated")
            faults.append(PlanFault(sheet.name, Cell(sheet.name, row, column).name, words))
    if faults:
        raise PlanError(faults)
    return {sheet.name: sheet.rows for sheet in sheets}


@dataclass(frozen=True)
class OpenWorkspace:
    """A workspace in use: its folders, plan and ledger; whatever follows from them is worked out once."""

    folders: Workspace
    plan: Plan
    ledger: Ledger

    @cached_property
    def lookups(self) -> Lookups:
        """The plan and its roster, indexed."""
        return Lookups(self.plan, True)

    @cached_property
    def filings(self) -> list[Filing]:
        """Every submission judged under this plan."""
        return self.ledger.filings(self.plan.digest)

    @cached_property
    def _assessments(self) -> dict[date, Assessment]:
        return {}

    def assess(self, as_of: date | None = None) -> Assessment:
        """The year as of a day, today unless told."""
        day = as_of or date.today()
        if day not in self._assessments:
            self._assessments[day] = Assessment(self.plan, assess(self.plan, self.filings, day))
        return self._assessments[day]

    def forget(self) -> None:
        """Verdicts were recorded: read the filings and assess the year anew when asked again."""
        vars(self).pop("filings", None)
        self._assessments.clear()


@contextmanager
def opened(folder: Path) -> Iterator[OpenWorkspace]:
    """Open a workspace for as long as the block runs; ``Failure`` where it cannot be used."""
    workspace = Workspace.open(folder)
    with _no_collector():
        plan = read_plan(workspace)
        with Ledger.open(workspace.ledger) as ledger:
            yield OpenWorkspace(workspace, plan, ledger)


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

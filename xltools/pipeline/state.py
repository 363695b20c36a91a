"""An open workspace: its plan, its ledger, and the year as they give it."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from xltools.merging.versions import form_key
from xltools.merging.year import assess as assess_year
from xltools.model import ACCEPTED, CellRef, Filing, Status, Version, Year
from xltools.plan.faults import PlanError, PlanFault
from xltools.plan.load import load_plan
from xltools.plan.plan import Plan
from xltools.reading.container import UnsafeError
from xltools.reading.grid import read_book
from xltools.reading.sheet import Value
from xltools.rules.check import Context, YearProblem, check_year
from xltools.workspace.layout import PLAN, Workspace
from xltools.workspace.ledger import Ledger


@dataclass(frozen=True)
class Office:
    """A workspace somebody works in: folders, plan, open ledger."""

    workspace: Workspace
    plan: Plan
    ledger: Ledger

    @property
    def context(self) -> Context:
        """What the rules know: this plan, with its roster."""
        return Context(self.plan, True)


@dataclass(frozen=True)
class Assessment:
    """The year as of one day, and every problem that stands."""

    office: Office
    year: Year

    @cached_property
    def problems(self) -> tuple[YearProblem, ...]:
        """Those of the files and those of the year; costs as much as the assessment itself."""
        return (*standing(self.office.plan, self.year.versions), *check_year(self.year, self.office.context))


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
            cell = CellRef(sheet.name, row, column).name
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


def assess(office: Office, filings: Sequence[Filing], as_of: date) -> Assessment:
    """The year's assessment."""
    return Assessment(office, assess_year(office.plan, filings, as_of))


def standing(plan: Plan, versions: Sequence[Version]) -> Iterator[YearProblem]:
    """Problems of the files themselves, without those put right since.

    That is done by a newer version, by a newer file of that name, or by the same file in the right folder.
    """
    newest = {version.filing.file: version.filing.turn for version in sorted(versions, key=lambda v: v.filing.turn)}
    in_force = {_form(plan, v): v.number for v in versions if v.in_force}
    accepted = {_content(v) for v in versions if v.filing.status in ACCEPTED}
    for version in sorted(versions, key=lambda v: (v.filing.file, v.filing.turn, v.filing.part)):
        filing = version.filing
        replaced = version.status is Status.SUPERSEDED or filing.turn < newest[filing.file]
        moved = filing.status is Status.REJECTED and _content(version) in accepted
        if not (replaced or moved) and version.number >= in_force.get(_form(plan, version), 0):
            for problem in filing.problems:
                yield YearProblem(filing.file, filing.sha256, problem)


def _content(version: Version) -> tuple[str, int]:
    return version.filing.sha256, version.filing.part


def _form(plan: Plan, version: Version) -> object:
    """What a version is one of; a file of its own where the form is not resolved."""
    submission = version.filing.submission
    return (form_key(submission, plan) if submission else None) or _content(version)

"""The year at a glance: figures per form, units × forms, what waits for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from xltools.faces.panel.answer import Row
from xltools.forms.catalogue import EXPECTED, form_name
from xltools.model import Problem, Return, Severity, Unit
from xltools.rules.check import Assessment
from xltools.rules.messages import problem_text
from xltools.vietnamese.display import one_line
from xltools.workspace.layout import Workspace

FORMS = tuple(EXPECTED.values())
"""Forms of the panel in the order of its rows and columns."""

ON_TIME, LATE, NIL, EXEMPT, MISSING, PENDING = (
    "Đúng hạn", "Trễ", "Không phát sinh", "Miễn", "Thiếu", "Chưa đến hạn",
)  # fmt: skip
_MOST = 500  # lines of CanXuLy; the rest is in TuanThu.xlsx
_OPENED = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".docx"}  # what a click may open


def state(returns: Sequence[Return], unit: str) -> tuple[Row, ...]:
    """A row per form: name, expected, received, on time, late, nil, exempt, missing; ``unit`` ``""`` adds up all."""
    rows: list[Row] = []
    for form, quarter in FORMS:
        found = [r for r in returns if (r.form, r.quarter) == (form, quarter) and unit in ("", r.unit)]
        figures = (
            sum(getattr(one, field) for one in found)
            for field in ("expected", "received", "on_time", "late", "nil", "exempt", "missing")
        )
        rows.append((form_name(form, quarter), *figures))
    return tuple(rows)


def board(units: Sequence[Unit], returns: Sequence[Return], unit: str) -> tuple[Row, ...]:
    """A row per unit that owes anything: its name, then a word per form."""
    by_form = {(r.unit, r.form, r.quarter): r for r in returns}
    rows: list[Row] = []
    for one in units:
        found = [by_form.get((one.code, form, quarter)) for form, quarter in FORMS]
        if any(found) and unit in ("", one.code):
            rows.append((one.name, *(_word(returned) for returned in found)))
    return tuple(rows)


def _word(returned: Return | None) -> str:
    """One word for a unit's form; where several people owe it, how many of how many."""
    if returned is None:
        return ""
    if returned.missing:
        word = MISSING
    elif returned.late:
        word = LATE
    elif returned.pending:
        word = PENDING
    elif returned.nil and returned.nil == returned.received:
        word = NIL
    elif returned.received:
        word = ON_TIME
    else:
        word = EXEMPT if returned.exempt or returned.waived else ""
    if returned.expected > 1 and word in (MISSING, LATE, PENDING, ON_TIME):
        return f"{word} ({returned.received}/{returned.expected})"
    return word


def waiting(assessment: Assessment, unit: str) -> list[Problem]:
    """Errors, then warnings; those of exemptions (X…) concern the roster and are left to TuanThu.xlsx."""
    shown = [
        problem
        for problem in assessment.problems
        if problem.severity is not Severity.NOTICE
        and not problem.code.startswith("X")
        and unit in ("", problem.finding.unit)
    ]
    shown.sort(key=lambda problem: problem.severity is not Severity.ERROR)
    return shown


def todo(workspace: Workspace, assessment: Assessment, problems: Sequence[Problem]) -> tuple[Row, ...]:
    """Of each problem: severity, unit, person, file, place, what to do, path to open; ``_MOST`` at most."""
    names = {p.person.id: p.person.name for p in assessment.year.people}
    units = {one.code: one.name for one in assessment.plan.units}
    return tuple(_line(problem, workspace, units, names) for problem in problems[:_MOST])


def _line(problem: Problem, workspace: Workspace, units: dict[str, str], names: dict[str, str]) -> Row:
    text = problem_text(problem)
    return (
        text.severity,
        units.get(problem.finding.unit or "", ""),
        names.get(problem.finding.person_id or "", ""),
        one_line(problem.file),
        text.place,
        text.message,
        _link(workspace.share / problem.file) if problem.file else "",
    )


def _link(file: Path) -> str:
    """What a link to a sender's file opens: of anything that is no form, which may be a program, the folder only."""
    return str(file if file.suffix.lower() in _OPENED else file.parent)


class Survey(NamedTuple):
    """All three tables of the panel, and how many errors wait, those beyond the table's end too."""

    state: tuple[Row, ...]
    board: tuple[Row, ...]
    todo: tuple[Row, ...]
    errors: int


def survey(workspace: Workspace, assessment: Assessment, unit: str) -> Survey:
    """The tables as of the assessment's day; ``unit`` ``""`` shows all."""
    plan, year = assessment.plan, assessment.year
    problems = waiting(assessment, unit)
    return Survey(
        state(year.returns, unit),
        board(plan.units, year.returns, unit),
        todo(workspace, assessment, problems),
        sum(problem.severity is Severity.ERROR for problem in problems),
    )

"""One click: a request in, an answer out; whatever goes wrong is a sentence in the answer."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.counting.results import Return
from xltools.faces import report
from xltools.faces.panel.answer import Answer, Line, Request, Row
from xltools.faces.panel.spec import BUTTONS, EXEMPT, FORMS, LATE, MISSING, NIL, ON_TIME, PENDING
from xltools.forms.catalogue import CATALOGUE, MERGED, form_name
from xltools.model import Failure, Problem, Severity, Unit
from xltools.rules.messages import problem_text
from xltools.vietnamese.display import STATUS, one_line
from xltools.vietnamese.wording import say, wording

if TYPE_CHECKING:
    from xltools.pipeline.commands import Done
    from xltools.pipeline.state import OpenWorkspace
    from xltools.plan.plan import Plan
    from xltools.rules.check import Assessment

Progress = Callable[[int, int], None]
"""Told how many more files were read, and of how many."""

_CAPTIONS = {button.key: button.caption for button in BUTTONS}
_FIGURES = ("expected", "received", "on_time", "late", "nil", "exempt", "missing")
_MOST = 500  # lines of CanXuLy; the rest is in TuanThu.xlsx
_OPENED = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".docx"}  # what a click may open
_PROVINCE = "-ToanTinh.xlsx"

_say = partial(say, "faces")


def press(request: Request, progress: Progress | None = None) -> Answer:
    """Do what a button says; never raises: what went wrong is a sentence of the answer."""
    began = time.monotonic()
    try:
        answer = _answer(request, progress)
    except Failure as failure:
        answer = Answer("failed", str(failure))
    except Exception as fault:
        answer = Answer("failed", _say("panel.fault", fault=one_line(f"{type(fault).__name__}: {fault}")))
    return _logged(answer, request.button, request.unit, time.monotonic() - began)


def refused(button: str, sentence: str) -> Answer:
    """The answer to a click that cannot even be made a request, with why not."""
    return _logged(Answer("failed", sentence), button, "", 0)


def _logged(answer: Answer, button: str, unit: str, seconds: float) -> Answer:
    moment, verdict = f"{datetime.now():%d/%m/%Y %H:%M:%S}", wording("faces")["verdicts"][answer.verdict]
    return replace(answer, log=(moment, _CAPTIONS.get(button, ""), unit, round(seconds, 1), verdict, answer.headline))


def _answer(request: Request, progress: Progress | None) -> Answer:
    if request.button == "clear":
        return Answer("done", _say("panel.cleared", form=one_line(request.form_name)), marks=(), findings=())
    if request.button == "check":
        return _check(request)
    return _work(request, progress)


def _folder(request: Request) -> Path:
    text = request.workspace.strip().strip('"')
    if not text:
        raise Failure(_say("panel.no_workspace"))
    if "://" in text:
        raise Failure(_say("panel.workspace_online", text=one_line(text)))
    return Path(text)


# ------------------------------------------------------------------ the open form


def _check(request: Request) -> Answer:
    from xltools.pipeline.check import check

    if not request.form:
        raise Failure(_say("panel.no_form"))
    folder = _folder(request) if request.workspace.strip() else None
    forms = check([Path(request.form)], folder)
    marks, findings, lines = [], [], []
    for one in forms:
        name = CATALOGUE[one.submission.form].name if one.submission else _say("panel.file")
        lines.append(Line(f"{name}: {STATUS[one.status]}"))
        for problem in one.problems:
            text = problem_text(problem)
            note = f"{text.severity}: {text.message}"
            marks += [(*cell[:3], problem.severity.value, note) for cell in problem.cells]
            places = [(cell.sheet, cell.name) for cell in problem.cells] or [("", "")]
            findings += [(text.severity, *place, text.code, text.message) for place in places]
    errors = sum(one.errors for one in forms)
    others = sum(len(one.problems) for one in forms) - errors  # a problem may stand in several cells
    if folder is None:
        lines.append(Line(_say("panel.no_roster")))
    key = "panel.checked" if findings else "panel.clean"
    headline = _say(key, form=one_line(request.form_name), errors=errors, others=others)
    return Answer("errors" if errors else "done", headline, tuple(lines), marks=tuple(marks), findings=tuple(findings))


# ------------------------------------------------------------------ the workspace


def _work(request: Request, progress: Progress | None) -> Answer:
    from xltools.pipeline import commands

    with commands.opened(_folder(request)) as workspace:
        plan = workspace.plan
        if request.year is not None and request.year != plan.year:
            raise Failure(_say("panel.other_year", year=plan.year, typed=request.year))
        unit = _unit(request.unit, plan)
        lines = tuple(_do(request, workspace, unit, progress))
        caption = _CAPTIONS[request.button]
        try:
            assessment = commands.assess(workspace, request.as_of)
        except Failure as failure:
            if request.button == "refresh":
                raise
            # the work stands; only the tables beside it are those of before
            return Answer("errors", _say("panel.done_without_tables", button=caption, failure=failure), lines)
        returns, problems = assessment.year.returns, waiting(assessment, unit)
        errors = sum(one.severity is Severity.ERROR for one in problems)
        return Answer(
            "errors" if errors else "done",
            _say("panel.done_errors" if errors else "panel.done", button=caption, count=errors),
            lines,
            state(returns, unit),
            board(plan.units, returns, unit),
            todo(workspace, assessment, problems),
        )


def _unit(typed: str, plan: Plan) -> str:
    """The code of the unit chosen, ``""`` for all."""
    code = plan.find_unit(typed) if typed.strip() else ""
    if code is not None:
        return code
    raise Failure(_say("panel.no_unit", text=one_line(typed)))


def _do(request: Request, workspace: OpenWorkspace, unit: str, progress: Progress | None) -> list[Line]:
    from xltools.pipeline import commands

    button, as_of = request.button, request.as_of
    if unit and button in ("compliance", "run"):
        raise Failure(_say("panel.whole_province"))
    if button == "refresh":
        return []
    if button == "collect":
        done = commands.collect(workspace, progress=progress, whole=True)
    elif button in MERGED:
        done = commands.merge(workspace, button, request.quarter, unit or None, as_of)
    elif button == "compliance":
        done = commands.compliance(workspace, as_of)
    else:
        done = commands.run(workspace, request.quarter, None, as_of, progress)
    # after a run the errors stand in the headline only
    errors = [] if button == "run" else report.errors(done)
    return [*map(Line, report.collected(done)), *_results(done, errors)]


def _results(done: Done, errors: Sequence[str]) -> list[Line]:
    """Result files, a linked line each; the forms of single units merged with the province's are one line a folder."""
    merged = tuple(
        str(one.path).removesuffix(_PROVINCE) + "-" for one in done.made if one.path.name.endswith(_PROVINCE)
    )
    lines: list[Line] = []
    folders: Counter[str] = Counter()
    for one in done.made:
        if str(one.path).startswith(merged) and not one.path.name.endswith(_PROVINCE):
            folders[str(one.path.parent)] += 1
        else:
            lines.append(Line(report.made(one), str(one.path)))
        lines += [Line(one.notice)] if one.notice else []
    units = [Line(_say("panel.of_units", count=count, folder=folder), folder) for folder, count in folders.items()]
    return [*lines, *map(Line, errors), *units]


# ------------------------------------------------------------------ the tables


def state(returns: Sequence[Return], unit: str) -> tuple[Row, ...]:
    """A row per form: name, expected, received, on time, late, nil, exempt, missing; ``unit`` ``""`` adds up all."""
    rows: list[Row] = []
    for form, quarter in FORMS:
        found = [r for r in returns if (r.form, r.quarter) == (form, quarter) and unit in ("", r.unit)]
        rows.append((form_name(form, quarter), *(sum(getattr(one, field) for one in found) for field in _FIGURES)))
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


def todo(workspace: OpenWorkspace, assessment: Assessment, problems: Sequence[Problem]) -> tuple[Row, ...]:
    """Of each problem: severity, unit, person, file, place, what to do, path to open; ``_MOST`` at most."""
    names = {p.person.id: p.person.name for p in assessment.year.people}
    units = {one.code: one.name for one in assessment.plan.units}
    return tuple(_todo_row(problem, workspace.folders.share, units, names) for problem in problems[:_MOST])


def _todo_row(problem: Problem, share: Path, units: dict[str, str], names: dict[str, str]) -> Row:
    text = problem_text(problem)
    return (
        text.severity,
        units.get(problem.finding.unit or "", ""),
        names.get(problem.finding.person_id or "", ""),
        one_line(problem.file),
        text.place,
        text.message,
        _link(share / problem.file) if problem.file else "",
    )


def _link(file: Path) -> str:
    """What a link to a sender's file opens: of anything that is no form, which may be a program, the folder only."""
    return str(file if file.suffix.lower() in _OPENED else file.parent)

"""Commands on a workspace that is opened for each of them, and what they make as the command line shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from xltools.faces import report
from xltools.outputs import exports, summaries, tracing
from xltools.pipeline import commands
from xltools.pipeline.state import OpenWorkspace

How = ParamSpec("How")
Result = TypeVar("Result")


def on(
    folder: Path, command: Callable[Concatenate[OpenWorkspace, How], Result], *arguments: How.args, **how: How.kwargs
) -> Result:
    """Open the workspace in ``folder`` and do the command."""
    with commands.opened(folder) as workspace:
        return command(workspace, *arguments, **how)


def sentences(done: commands.Done) -> list[str]:
    """What a command is told to have done."""
    return [*report.collected(done), *report.results(done), *report.errors(done)]


def status(folder: Path, shape: str = "text", as_of: date | None = None) -> str:
    assessment = on(folder, commands.assess, as_of)
    show: Any = summaries.status_json if shape == "json" else summaries.status_text
    return str(show(assessment.plan, assessment.year))


def trace(folder: Path, target: str, as_of: date | None = None) -> str:
    return tracing.trace(on(folder, commands.assess_as_shown, as_of), target)


def as_csv(folder: Path, what: str, as_of: date | None = None) -> str:
    return exports.as_csv(what, on(folder, commands.export, what, as_of))

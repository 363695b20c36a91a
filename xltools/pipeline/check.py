"""Bytes of a file → its forms and their problems; what ``check`` and ``collect`` share. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.model import Failure, Finding, Problem, Submission
from xltools.pipeline.workers import read_all
from xltools.plan import DEFAULT_PLAN
from xltools.plan.lookups import Lookups
from xltools.plan.toml import load_builtin
from xltools.reading.reader import read
from xltools.rules.check import check_file, check_submission, verdict
from xltools.vietnamese.wording import say

if TYPE_CHECKING:
    from xltools.outputs.summaries import Checked

Form = tuple[Submission | None, tuple[Problem, ...]]
"""A form found in a file, ``None`` where there is none, and its problems."""


def check(files: Sequence[Path], workspace: Path | None = None) -> list[Checked]:
    """Every form of the files with its problems; without ``workspace`` by the built-in plan, without roster rules."""
    from xltools.outputs.summaries import Checked  # not at the top: judging a file does not depend on it

    for file in files:
        if not file.is_file():
            raise Failure(say("pipeline", "no_file", file=file))
    lookups = _lookups(workspace)
    found: dict[Path, list[Form]] = {}
    for file, outcome in read_all(files, 1, _forms, lookups):
        found[file] = outcome.value or [(None, check_file([Finding("F116")], lookups))]
    return [
        Checked(str(file), submission, verdict(submission, problems), problems)
        for file in files
        for submission, problems in found[file]
    ]


def _lookups(workspace: Path | None) -> Lookups:
    if workspace is None:
        return Lookups(load_builtin(DEFAULT_PLAN), False)
    # not at the top: a check by the built-in plan does not wait for what only a workspace needs
    from xltools.pipeline.state import read_plan
    from xltools.workspace.layout import Workspace

    return Lookups(read_plan(Workspace.open(workspace)), True)


def _forms(lookups: Lookups, file: Path) -> list[Form]:
    return forms_in(lookups, file.read_bytes(), None)


def forms_in(lookups: Lookups, data: bytes, folder: str | None) -> list[Form]:
    """Every form in a file with its problems; ``folder``: the one below 2-NopBai, ``None`` where it says nothing."""
    unit = lookups.plan.find_unit(folder or "")
    stray = () if unit is not None or folder is None else (Finding("F112", None, folder),)
    found: list[Form] = []
    for reading in read(data, lookups, unit):
        findings = (*reading.findings, *stray)
        if reading.submission is None:
            found.append((None, check_file(findings, lookups)))
        else:
            found.append((reading.submission, check_submission(reading.submission, findings, lookups)))
    return found

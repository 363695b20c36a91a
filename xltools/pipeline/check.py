"""Checking files without taking them in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from xltools.model import Failure, Finding, Problem, Submission
from xltools.outputs import summaries
from xltools.outputs.summaries import Checked
from xltools.pipeline.examine import forms_in
from xltools.pipeline.workers import read_all
from xltools.plan import DEFAULT_PLAN
from xltools.plan.lookups import Lookups
from xltools.plan.toml import load_builtin
from xltools.rules.check import check_file, verdict

Form = tuple[Submission | None, tuple[Problem, ...]]


class CheckDone(NamedTuple):
    """The text of a check, and how many errors it found."""

    text: str
    errors: int


def check(files: Sequence[Path], workspace: Path | None = None, shape: str = "text") -> CheckDone:
    """Check files without taking them in: text or JSON (``shape``); nothing is written.

    Without ``workspace`` the built-in plan is used and rules that need a roster keep silent. ``Failure`` for a
    file that is not there.
    """
    checked = look_at(files, workspace)
    roster = workspace is not None
    text = summaries.checked_json(checked, roster) if shape == "json" else summaries.checked_text(checked)
    return CheckDone(text, sum(one.errors for one in checked))


def look_at(files: Sequence[Path], workspace: Path | None = None) -> list[Checked]:
    """Every form of the files with its problems, in their order; for faces that show them in a way of their own."""
    for file in files:
        if not file.is_file():
            raise Failure(f"Không thấy tệp {file}; kiểm tra lại đường dẫn")
    lookups = _bench(workspace)
    found: dict[Path, list[Form]] = {}
    for file, outcome in read_all(files, 1, _forms, lookups):
        found[file] = outcome.value or [(None, check_file([Finding("F116")], lookups))]
    return [
        Checked(str(file), submission, verdict(submission, problems), problems)
        for file in files
        for submission, problems in found[file]
    ]


def _bench(workspace: Path | None) -> Lookups:
    if workspace is None:
        return Lookups(load_builtin(DEFAULT_PLAN), False)
    # a check by the built-in plan shall not wait for what only a workspace needs
    from xltools.pipeline.state import read_plan
    from xltools.workspace.layout import Workspace

    return Lookups(read_plan(Workspace.open(workspace)), True)


def _forms(lookups: Lookups, file: Path) -> list[Form]:
    return forms_in(lookups, file.read_bytes(), None)

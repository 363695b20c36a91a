"""Checking files without taking them in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xltools.model import Failure, Finding, Problem, Submission
from xltools.pipeline.examine import Bench, forms_in, prepare, told
from xltools.pipeline.state import read_plan
from xltools.plan.toml import load_builtin
from xltools.reading.pool import read_all
from xltools.reports.summaries import Checked
from xltools.rules.check import verdict
from xltools.workspace.layout import Workspace

DEFAULT_PLAN = "2023"

Form = tuple[Submission | None, tuple[Problem, ...]]


def check_files(files: Sequence[Path], workspace: Path | None) -> list[Checked]:
    """Every form of the files, in their order; nothing is written.

    Without ``workspace`` the built-in plan is used and rules that need a roster keep silent. ``Failure`` for a
    file that is not there.
    """
    for file in files:
        if not file.is_file():
            raise Failure(f"Không thấy tệp {file}; kiểm tra lại đường dẫn")
    bench = (
        prepare(read_plan(Workspace.open(workspace)), True) if workspace else prepare(load_builtin(DEFAULT_PLAN), False)
    )
    found: dict[Path, list[Form]] = {}
    for file, outcome in read_all(files, 1, _forms, bench):
        found[file] = outcome.value or [(None, told([Finding("F116")], bench.context))]
    return [
        Checked(str(file), submission, verdict(submission, problems), problems)
        for file in files
        for submission, problems in found[file]
    ]


def _forms(bench: Bench, file: Path) -> list[Form]:
    return forms_in(bench, file.read_bytes(), None)

"""One file → its verdict: read, check, encode. Runs in a worker process that may die."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from xltools.merging.versions import form_key
from xltools.model import Problem, Submission
from xltools.pipeline.examine import Bench, forms_in
from xltools.plan.plan import Plan
from xltools.rules.check import verdict
from xltools.workspace import archive
from xltools.workspace.codec import encode
from xltools.workspace.intake import Found, NotTakenError, read_bytes
from xltools.workspace.ledger import Verdict


class Task(NamedTuple):
    """A file to judge: its name in the workspace and where its bytes lie.

    ``found`` is the file as the scan saw it in 2-NopBai, ``None`` for bytes that cannot change (the archive).
    ``archive`` is the root under which the bytes are to be kept, ``""`` where they are already.
    """

    file: str
    path: str
    found: Found | None
    archive: str


class Judged(NamedTuple):
    """What a worker sends back; ``notice`` instead of a content for a file that could not be taken now."""

    sha256: str
    verdicts: tuple[Verdict, ...]
    notice: str = ""


def judge(bench: Bench, task: Task) -> Judged:
    """Read, archive and check one file."""
    try:
        data, sha256 = keep(task)
    except NotTakenError as reason:
        return Judged("", (), str(reason))
    forms = forms_in(bench, data, folder_of(task.file))
    return Judged(sha256, tuple(_verdict(bench.desk.plan, *form) for form in forms))


def keep(task: Task) -> tuple[bytes, str]:
    """The bytes of a task's file, archived, and their sha256; ``NotTakenError`` where the file is in use or gone."""
    path = Path(task.path)
    data = read_bytes(path, task.found) if task.found else path.read_bytes()
    return data, archive.store(data, task.file, Path(task.archive)) if task.archive else ""


def folder_of(path: str) -> str:
    """``TG`` for ``2-NopBai/TG/…/file``; ``""`` for a file outside any unit folder."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else ""


def _verdict(plan: Plan, submission: Submission | None, problems: tuple[Problem, ...]) -> Verdict:
    key = form_key(submission, plan) if submission else None
    return Verdict(verdict(submission, problems), json.dumps(key) if key else None, encode(submission, problems))

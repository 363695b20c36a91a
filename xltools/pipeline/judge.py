"""One file → its verdict: read, check, encode. Runs in a worker process that may die."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from xltools.counting.versions import form_key
from xltools.model import Finding, Problem, Submission
from xltools.pipeline.examine import forms_in
from xltools.plan.lookups import Lookups
from xltools.plan.plan import Plan
from xltools.rules.check import check_file, verdict
from xltools.vietnamese.display import one_line
from xltools.workspace import archive, intake
from xltools.workspace.codec import encode
from xltools.workspace.intake import Found, NotTakenError, read_bytes, sha256_of
from xltools.workspace.layout import reason
from xltools.workspace.ledger import Verdict


class Task(NamedTuple):
    """A file to judge: its name in the workspace, where its bytes lie and how many they are.

    ``found`` is the file as the scan saw it in 2-NopBai, ``None`` for bytes that cannot change (the archive).
    ``archive`` is the root under which the bytes are to be kept, ``""`` where they are already.
    """

    file: str
    path: str
    size: int
    found: Found | None
    archive: str


class Judged(NamedTuple):
    """What a worker sends back: no verdicts, but a ``notice``, for a file that could not be taken now."""

    sha256: str
    verdicts: tuple[Verdict, ...]
    notice: str = ""


def judge(lookups: Lookups, task: Task) -> Judged:
    """Read, archive and check one file."""
    if is_large(task):
        return judge_large(lookups, task)
    try:
        data, sha256 = keep(task)
    except NotTakenError as left:
        return Judged("", (), str(left))
    except FileNotFoundError:
        notice = (
            f"{one_line(task.file)}: bản gốc trong kho lưu không còn nên không xét lại được, biểu này không được tính; "
            "mở tệp, lưu lại rồi nộp lại"
        )
        return Judged("", (whole_file(lookups, Finding("F101")),), notice)
    forms = forms_in(lookups, data, folder_of(task.file))
    return Judged(sha256, tuple(_verdict(lookups.plan, *form) for form in forms))


def is_large(task: Task) -> bool:
    """Whether a file is too large to be a form, and so known by its sha256 only."""
    return task.size > intake.MAX_BYTES


def judge_large(lookups: Lookups, task: Task) -> Judged:
    """The verdict on a file of any size, of which a small piece is in memory at a time."""
    try:
        sha256 = sha256_of(Path(task.path), task.found) if task.found else ""
    except NotTakenError as left:
        return Judged("", (), str(left))
    return Judged(sha256, (whole_file(lookups, Finding("F115", None, f"{task.size >> 20} MB")),))


def keep(task: Task) -> tuple[bytes, str]:
    """The bytes of a task's file, archived, and their sha256.

    ``NotTakenError`` where the file is in use or gone, or the system refuses for now; ``FileNotFoundError`` where
    the archive has lost it.
    """
    path = Path(task.path)
    try:
        data = read_bytes(path, task.found) if task.found else path.read_bytes()
        return data, archive.store(data, task.file, Path(task.archive)) if task.archive else ""
    except OSError as error:
        if not task.found and isinstance(error, FileNotFoundError):
            raise
        raise NotTakenError(
            f"{one_line(task.file)}: kho lưu không dùng được ({reason(error)}), để lại cho lần nhận sau; "
            "kiểm tra dung lượng đĩa và quyền truy cập"
        ) from error


def whole_file(lookups: Lookups, finding: Finding) -> Verdict:
    """The verdict on a file that shows no form because of one fault."""
    return _verdict(lookups.plan, None, check_file([finding], lookups))


def folder_of(path: str) -> str:
    """``TG`` for ``2-NopBai/TG/…/file``; ``""`` for a file outside any unit folder."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else ""


def _verdict(plan: Plan, submission: Submission | None, problems: tuple[Problem, ...]) -> Verdict:
    key = form_key(submission, plan) if submission else None
    return Verdict(verdict(submission, problems), json.dumps(key) if key else None, encode(submission, problems))

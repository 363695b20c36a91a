"""One file → its verdict: read, check, encode. Runs in a worker process that may die."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from xltools.model import Finding, Problem, Submission
from xltools.plan.plan import Plan
from xltools.reading.parse import Desk
from xltools.reading.reader import read
from xltools.reading.rows import section_key
from xltools.rules.check import check_submission, problem, verdict
from xltools.rules.context import Context
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


class Bench(NamedTuple):
    """What a worker needs for every file, made once per process."""

    desk: Desk
    context: Context


def prepare(plan: Plan, has_roster: bool) -> Bench:
    """Indexes and rule tables of a plan."""
    return Bench(Desk(plan, has_roster), Context(plan, has_roster))


def judge(bench: Bench, task: Task) -> Judged:
    """Read, archive and check one file."""
    try:
        data, sha256 = keep(task)
    except NotTakenError as reason:
        return Judged("", (), str(reason))
    return Judged(sha256, tuple(_verdict(*form) for form in forms_in(bench, data, folder_of(task.file))))


def keep(task: Task) -> tuple[bytes, str]:
    """The bytes of a task's file, archived, and their sha256; ``NotTakenError`` where the file is in use or gone."""
    path = Path(task.path)
    data = read_bytes(path, task.found) if task.found else path.read_bytes()
    return data, archive.store(data, task.file, Path(task.archive)) if task.archive else ""


def folder_of(path: str) -> str:
    """``TG`` for ``2-NopBai/TG/…/file``; ``""`` for a file outside any unit folder."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else ""


def forms_in(bench: Bench, data: bytes, folder: str | None) -> list[tuple[Submission | None, tuple[Problem, ...]]]:
    """Every form in a file with its problems; one pair without submission where there is none.

    ``folder`` is the name of the folder below 2-NopBai, ``""`` for none; ``None`` where folders say nothing (``check``).
    """
    unit = unit_of(bench.desk, folder)
    stray = () if unit is not None or folder is None else (Finding("F112", None, folder),)
    found: list[tuple[Submission | None, tuple[Problem, ...]]] = []
    for reading in read(data, bench.desk, unit):
        findings = (*reading.findings, *stray)
        if reading.submission is None:
            found.append((None, told(findings, bench.context)))
        else:
            found.append((reading.submission, check_submission(reading.submission, findings, bench.context)))
    return found


def told(findings: Iterable[Finding], context: Context) -> tuple[Problem, ...]:
    """Findings of a file in which no form was found, as problems."""
    return tuple(found for finding in findings if (found := problem(finding, context)) is not None)


def unit_of(desk: Desk, folder: str | None) -> str | None:
    """The unit whose folder this is: named by its code in any case, or by its name."""
    if not folder:
        return None
    code = folder.upper()
    return code if code in desk.plan.unit_by_code else desk.units.get(section_key(folder))


def _verdict(submission: Submission | None, problems: tuple[Problem, ...]) -> Verdict:
    return Verdict.of(verdict(submission, problems), submission, encode(submission, problems))

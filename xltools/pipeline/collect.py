"""Taking in what lies in 2-NopBai: archive, verdict, ledger, receipts. Running it twice changes nothing."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import NamedTuple

from xltools.counting.results import Version
from xltools.counting.versions import form_key
from xltools.model import ACCEPTED, Finding, Status
from xltools.pipeline.check import Form, forms_in
from xltools.pipeline.state import OpenWorkspace
from xltools.pipeline.workers import Outcome, read_all
from xltools.plan.lookups import Lookups
from xltools.rules.check import check_file, verdict
from xltools.vietnamese.display import one_line
from xltools.vietnamese.wording import say
from xltools.workspace import archive
from xltools.workspace.codec import decode, encode
from xltools.workspace.intake import MAX_BYTES, Found, NotTakenError, read_bytes, scan, settle, sha256_of
from xltools.workspace.layout import Workspace, reason
from xltools.workspace.ledger import Arrival, Origin, Stale, Verdict
from xltools.workspace.results import Written, write_result

Progress = Callable[[int, int], None]
"""Called as files are read: how many more, and how many there are in all."""

Task = Found | Stale
"""A file to judge: one that was found in 2-NopBai, or bytes of the archive that were judged under another plan."""

_BATCH = 500

_say = partial(say, "pipeline")


class Done(NamedTuple):
    """What a command did.

    Files are (path, sha256): ``arrived`` those new or changed (``None``: nothing was to be taken in), ``rejudged``
    those judged again under a changed plan or by another version of the tool, ``answered`` those that got a receipt.
    ``notices`` are Vietnamese lines on files left aside, the same in every collect while those files lie there.
    ``made`` are the result files. ``errors`` counts those that stand in the forms received, after a collect those in
    the files answered.
    """

    arrived: tuple[tuple[str, str], ...] | None = None
    rejudged: tuple[tuple[str, str], ...] = ()
    answered: frozenset[tuple[str, str]] = frozenset()
    notices: tuple[str, ...] = ()
    made: tuple[Written, ...] = ()
    errors: int = 0


class Judged(NamedTuple):
    """What a worker sends back: no verdicts, but a ``notice``, for a file that could not be taken now."""

    sha256: str
    verdicts: tuple[Verdict, ...]
    notice: str = ""


# ------------------------------------------------------------------ the files of a workspace


def collect(
    workspace: OpenWorkspace,
    workers: int | None = None,
    as_of: date | None = None,
    progress: Progress | None = None,
    at_rest: bool = False,
) -> Done:
    """Take in every complete new or changed file, and judge again what was judged under an older plan.

    ``as_of`` is the receiving date of what is taken in now, recorded as entered by hand. ``at_rest``: nobody is
    writing any of the files, so that none has to be watched for a while.
    """
    known = workspace.ledger.known()
    seen, left = scan(workspace.folders)
    new = [one for one in seen if one not in known]
    fresh, unsettled = (
        settle(workspace.folders, new, sleep=lambda _: None) if at_rest else settle(workspace.folders, new)
    )
    done = _take_in(workspace, fresh, known, workers, as_of, progress)
    return done._replace(notices=(*left, *unsettled, *done.notices))


def has_news(workspace: OpenWorkspace) -> bool:
    """Whether a collect would find anything to do: new or changed files, a changed plan, a receipt that is owed."""
    ledger = workspace.ledger
    if ledger.answered() < ledger.next_turn() - 1 or ledger.stale(workspace.plan.digest):
        return True
    known = ledger.known()
    return any(one not in known for one in scan(workspace.folders)[0])


def rejudge(workspace: OpenWorkspace) -> None:
    """Judge again what was judged under an older plan, and take in nothing."""
    _take_in(workspace, [], {}, None, None, None)


def reply(workspace: OpenWorkspace, versions: Sequence[Version]) -> frozenset[tuple[str, str]]:
    """Write the receipts the ledger knows to be owed; the (path, sha256) answered."""
    from xltools.outputs.receipts import receipt

    answered = workspace.ledger.answered()
    files: dict[tuple[str, str], list[Version]] = defaultdict(list)
    for version in versions:
        files[version.filing.file, version.filing.sha256].append(version)
    owed = {file: forms for file, forms in files.items() if any(one.filing.turn > answered for one in forms)}
    for (file, sha256), forms in owed.items():
        text = receipt(sorted(forms, key=lambda version: version.filing.part), workspace.plan)
        # a receipt can be made again from the ledger: no need to wait for the disk ten thousand times
        write_result(workspace.folders.receipt(file, sha256), text.encode("utf-8", "replace"), durable=False)
    workspace.ledger.set_answered()
    return frozenset(owed)


def default_workers() -> int:
    """One worker per core, up to four: beyond that the ledger is the limit."""
    return min(os.cpu_count() or 1, 4)


def _take_in(
    workspace: OpenWorkspace,
    found: Sequence[Found],
    known: dict[Found, str],
    workers: int | None,
    as_of: date | None,
    progress: Progress | None,
) -> Done:
    """Judge files, and make the verdicts durable a batch at a time: the archived bytes first, then the ledger."""
    ledger, digest = workspace.ledger, workspace.plan.digest
    stale = ledger.stale(digest)
    for one in stale:
        _restore(workspace.folders, one)
    received = datetime.combine(as_of, datetime.min.time()) if as_of else datetime.now().replace(microsecond=0)
    how = received, as_of is not None, ledger.next_turn()
    recorded = {file.path: sha256 for file, sha256 in known.items()}
    origins = ledger.origins(digest)
    done = Done(())
    tasks: list[Task] = [*stale, *found]
    outcomes = _in_order(tasks, workers or default_workers(), (workspace.lookups, workspace.folders))
    while batch := list(islice(outcomes, _BATCH)):
        done = _record(workspace, batch, recorded, origins, how, done)
        if progress is not None:
            progress(len(batch), len(tasks))
    workspace.forget()
    return done


def _restore(folders: Workspace, one: Stale) -> None:
    """Archive again what the archive has lost, if it still lies where it came from."""
    if one.size > MAX_BYTES or archive.path_of(folders.archive, one.sha256, one.path).exists():
        return
    with contextlib.suppress(OSError):
        source = folders.path(one.path)
        if source.stat().st_size == one.size:
            data = source.read_bytes()
            if hashlib.sha256(data).hexdigest() == one.sha256:
                archive.store(data, one.path, folders.archive)
                archive.make_durable(folders.archive, [(one.sha256, one.path)])


def _in_order(
    tasks: Sequence[Task], workers: int, state: tuple[Lookups, Workspace]
) -> Iterator[tuple[Task, Outcome[Judged]]]:
    """Outcomes in the order of the tasks, so that nothing depends on which worker was faster."""
    waiting: dict[Task, Outcome[Judged]] = {}
    upcoming = iter(tasks)
    wanted = next(upcoming, None)
    for task, outcome in read_all(tasks, workers, judge, state):
        waiting[task] = outcome
        while wanted is not None and wanted in waiting:
            yield wanted, waiting.pop(wanted)
            wanted = next(upcoming, None)


def _record(
    workspace: OpenWorkspace,
    batch: Sequence[tuple[Task, Outcome[Judged]]],
    recorded: dict[str, str],
    origins: dict[str, list[Origin]],
    how: tuple[datetime, bool, int],
    done: Done,
) -> Done:
    """Make the verdicts of a batch durable and add it to what was ``done``.

    ``recorded``: path → sha256 of the files known. ``how``: when arrivals are received, whether that was entered by
    hand, and the number of this collect.
    """
    folders, ledger, digest = workspace.folders, workspace.ledger, workspace.plan.digest
    rejudged: list[tuple[Stale, Sequence[Verdict]]] = []
    arrivals: list[Arrival] = []
    touched: list[tuple[Found, str]] = []
    notices: list[str] = []
    for task, outcome in batch:
        judged = outcome.value or _lost(workspace, task, outcome)
        if judged.notice:
            notices.append(judged.notice)
        if not judged.verdicts:
            continue
        if isinstance(task, Stale):
            rejudged.append((task, _verdicts(workspace.lookups, origins, task, task.sha256, judged.verdicts)))
            continue
        if recorded.get(task.path) == judged.sha256:
            touched.append((task, judged.sha256))
            continue
        verdicts = _verdicts(workspace.lookups, origins, task, judged.sha256, judged.verdicts)
        arrivals.append(Arrival(task, judged.sha256, *how, verdicts))
    archive.make_durable(
        folders.archive, [(one.sha256, one.file.path) for one in arrivals if one.file.size <= MAX_BYTES]
    )
    ledger.rejudge([(task.arrival, verdicts) for task, verdicts in rejudged], digest)
    ledger.record(arrivals, digest)
    ledger.touch(touched)
    return done._replace(
        arrived=(*(done.arrived or ()), *((one.file.path, one.sha256) for one in arrivals)),
        rejudged=(*done.rejudged, *((task.path, task.sha256) for task, _ in rejudged)),
        notices=(*done.notices, *notices),
    )


def _verdicts(
    lookups: Lookups, origins: dict[str, list[Origin]], task: Task, sha256: str, found: Sequence[Verdict]
) -> Sequence[Verdict]:
    """The verdicts, or those of a duplicate: the same bytes accepted, or judged in the same folder, before."""
    arrival = task.arrival if isinstance(task, Stale) else None
    unit = _unit(lookups, task.path)
    same = origins.setdefault(sha256, [])
    for one in same:
        earlier = arrival is None or (one.arrival is not None and one.arrival < arrival)
        # the earlier bytes under their own name again: the sender has gone back to them
        if earlier and one.path != task.path and (one.accepted or _unit(lookups, one.path) == unit):
            return [_duplicate(lookups, verdict, one.path) for verdict in found]
    same.append(Origin(arrival, task.path, any(verdict.status in ACCEPTED for verdict in found)))
    return found


def _unit(lookups: Lookups, path: str) -> str | None:
    """The unit in whose folder a file lies."""
    return lookups.plan.find_unit(folder_of(path))


def _duplicate(lookups: Lookups, verdict: Verdict, path: str) -> Verdict:
    submission, _ = decode(verdict.record)
    problems = check_file([Finding("F111", None, "", path)], lookups)
    return verdict._replace(status=Status.DUPLICATE, record=encode(submission, problems))


def _lost(workspace: OpenWorkspace, task: Task, outcome: Outcome[Judged]) -> Judged:
    """The verdict on a file that cost a worker its life; the bytes are kept all the same."""
    workspace.folders.log(task.path, f"{outcome.failure}: {outcome.detail}")
    if task.size > MAX_BYTES:
        return _judge_large(workspace.lookups, workspace.folders, task)
    try:
        _, sha256 = _keep(workspace.folders, task)
    except NotTakenError as left:
        return Judged("", (), str(left))
    except FileNotFoundError:
        sha256 = ""
    return Judged(sha256, (_whole_file(workspace.lookups, Finding("F116")),))


# ------------------------------------------------------------------ one file, in a worker process that may die


def judge(state: tuple[Lookups, Workspace], task: Task) -> Judged:
    """Read, archive and check one file."""
    lookups, folders = state
    if task.size > MAX_BYTES:
        return _judge_large(lookups, folders, task)
    try:
        data, sha256 = _keep(folders, task)
    except NotTakenError as left:
        return Judged("", (), str(left))
    except FileNotFoundError:
        notice = _say("original_lost", file=one_line(task.path))
        return Judged("", (_whole_file(lookups, Finding("F101")),), notice)
    forms = forms_in(lookups, data, folder_of(task.path))
    return Judged(sha256, tuple(_verdict(lookups, form) for form in forms))


def _judge_large(lookups: Lookups, folders: Workspace, task: Task) -> Judged:
    """The verdict on a file too large to be a form: known by its sha256 only, read a small piece at a time."""
    try:
        sha256 = task.sha256 if isinstance(task, Stale) else sha256_of(folders.path(task.path), task)
    except NotTakenError as left:
        return Judged("", (), str(left))
    return Judged(sha256, (_whole_file(lookups, Finding("F115", None, f"{task.size >> 20} MB")),))


def _keep(folders: Workspace, task: Task) -> tuple[bytes, str]:
    """A task's bytes, archived, and their sha256; ``NotTakenError`` for now, ``FileNotFoundError`` for good."""
    try:
        if isinstance(task, Stale):
            return archive.path_of(folders.archive, task.sha256, task.path).read_bytes(), task.sha256
        data = read_bytes(folders.path(task.path), task)
        return data, archive.store(data, task.path, folders.archive)
    except OSError as error:
        if isinstance(task, Stale) and isinstance(error, FileNotFoundError):
            raise
        raise NotTakenError(_say("archive_refuses", file=one_line(task.path), reason=reason(error))) from error


def _whole_file(lookups: Lookups, finding: Finding) -> Verdict:
    """The verdict on a file that shows no form because of one fault."""
    return _verdict(lookups, (None, check_file([finding], lookups)))


def folder_of(path: str) -> str:
    """``TG`` for ``2-NopBai/TG/…/file``; ``""`` for a file outside any unit folder."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else ""


def _verdict(lookups: Lookups, form: Form) -> Verdict:
    submission, problems = form
    key = form_key(submission, lookups.plan) if submission else None
    return Verdict(verdict(submission, problems), json.dumps(key) if key else None, encode(submission, problems))

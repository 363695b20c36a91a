"""Taking in what lies in 2-NopBai: archive, verdict, ledger. Running it twice changes nothing."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from xltools.model import ACCEPTED, Finding, Status
from xltools.pipeline.judge import Judged, Task, folder_of, is_large, judge, judge_large, keep, whole_file
from xltools.pipeline.state import Office
from xltools.pipeline.workers import Outcome, read_all
from xltools.plan.lookups import Lookups
from xltools.rules.check import check_file
from xltools.workspace import archive, intake
from xltools.workspace.codec import decode, encode
from xltools.workspace.intake import Found, NotTakenError, scan, settle
from xltools.workspace.ledger import Arrival, Origin, Stale, Verdict

Progress = Callable[[int, int], None]
"""Called as files are read: how many more, and how many there are in all."""

_BATCH = 500


class Collected(NamedTuple):
    """What a collect did.

    ``arrived`` are the (path, sha256) of files new or changed, ``rejudged`` those of files judged again under a
    changed plan or by another version of the tool; ``notices`` say in Vietnamese what was left aside and why.
    """

    arrived: tuple[tuple[str, str], ...]
    rejudged: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]


def default_workers() -> int:
    """One worker per core, up to four: beyond that the ledger is the limit."""
    return min(os.cpu_count() or 1, 4)


def collect(office: Office, workers: int | None, as_of: date | None, progress: Progress | None = None) -> Collected:
    """Take in every complete new or changed file, and judge again what was judged under an older plan.

    ``as_of`` is the receiving date of what is taken in now, recorded as entered by hand.
    """
    known = office.ledger.known()
    seen, left = scan(office.workspace)
    fresh, unsettled = settle(office.workspace, [one for one in seen if one not in known])
    collected = _judge_all(office, fresh, known, workers, as_of, progress)
    return collected._replace(notices=(*left, *unsettled, *collected.notices))


def has_news(office: Office) -> bool:
    """Whether 2-NopBai holds new or changed files, the plan has changed, or a reply is owed."""
    ledger = office.ledger
    if ledger.answered() < ledger.next_turn() - 1 or ledger.stale(office.plan.digest):
        return True
    known = office.ledger.known()
    return any(one not in known for one in scan(office.workspace)[0])


def rejudge(office: Office) -> None:
    """Judge again what was judged under an older plan, and take in nothing."""
    _judge_all(office, [], {}, None, None, None)


def _judge_all(
    office: Office,
    found: Sequence[Found],
    known: dict[Found, str],
    workers: int | None,
    as_of: date | None,
    progress: Progress | None,
) -> Collected:
    stale = office.ledger.stale(office.plan.digest)
    tasks = [*(_archived(office, one) for one in stale), *(_dropped(office, one) for one in found)]
    taking = _Intake(office, known, stale, as_of)
    answers = _in_order(tasks, workers or default_workers(), taking.lookups)
    while batch := list(islice(answers, _BATCH)):
        taking.record(batch)
        if progress is not None:
            progress(len(batch), len(tasks))
    return Collected(tuple(taking.arrived), tuple(taking.rejudged), tuple(taking.left))


def _dropped(office: Office, one: Found) -> Task:
    return Task(one.path, str(office.workspace.path(one.path)), one.size, one, str(office.workspace.archive))


def _archived(office: Office, one: Stale) -> Task:
    path = archive.path_of(office.workspace.archive, one.sha256, one.path)
    if one.size <= intake.MAX_BYTES and not path.exists():
        _restore(office, one)
    return Task(one.path, str(path), one.size, None, "")


def _restore(office: Office, one: Stale) -> None:
    """Archive again what the archive has lost, if it still lies where it came from."""
    with contextlib.suppress(OSError):
        source = office.workspace.path(one.path)
        if source.stat().st_size == one.size:
            data = source.read_bytes()
            if hashlib.sha256(data).hexdigest() == one.sha256:
                archive.store(data, one.path, office.workspace.archive)
                archive.make_durable(office.workspace.archive, [(one.sha256, one.path)])


def _in_order(tasks: Sequence[Task], workers: int, lookups: Lookups) -> Iterator[tuple[Task, Outcome[Judged]]]:
    """Outcomes in the order of the tasks, so that nothing depends on which worker was faster."""
    waiting: dict[Task, Outcome[Judged]] = {}
    upcoming = iter(tasks)
    wanted = next(upcoming, None)
    for task, outcome in read_all(tasks, workers, judge, lookups):
        waiting[task] = outcome
        while wanted is not None and wanted in waiting:
            yield wanted, waiting.pop(wanted)
            wanted = next(upcoming, None)


class _Intake:
    """Turns outcomes into durable verdicts, a batch at a time."""

    def __init__(self, office: Office, known: dict[Found, str], stale: Sequence[Stale], as_of: date | None) -> None:
        self.office = office
        self.lookups = Lookups(office.plan, True)
        self.known = {file.path: sha256 for file, sha256 in known.items()}
        self.stale = iter(stale)
        self.origins = office.ledger.origins(office.plan.digest)
        self.turn = office.ledger.next_turn()
        self.by_hand = as_of is not None
        now = datetime.now().replace(microsecond=0)
        self.received = datetime.combine(as_of, datetime.min.time()) if as_of else now
        self.arrived: list[tuple[str, str]] = []
        self.rejudged: list[tuple[str, str]] = []
        self.left: list[str] = []

    def record(self, batch: Sequence[tuple[Task, Outcome[Judged]]]) -> None:
        """Make the verdicts of a batch durable: the archived bytes first, then the ledger."""
        rejudged: list[tuple[int, Sequence[Verdict]]] = []
        arrivals: list[Arrival] = []
        touched: list[tuple[Found, str]] = []
        for task, outcome in batch:
            judged = outcome.value or self._lost(task, outcome)
            if judged.notice:
                self.left.append(judged.notice)
            one = None if task.found else next(self.stale)
            if not judged.verdicts:
                continue
            if one is not None:
                self.rejudged.append((one.path, one.sha256))
                rejudged.append((one.arrival, self._verdicts(one.path, one.sha256, judged.verdicts, one.arrival)))
            elif task.found is not None:
                if self.known.get(task.file) == judged.sha256:
                    touched.append((task.found, judged.sha256))
                else:
                    arrivals.append(self._arrival(task.found, judged))
        kept = [(one.sha256, one.file.path) for one in arrivals if one.file.size <= intake.MAX_BYTES]
        archive.make_durable(self.office.workspace.archive, kept)
        digest = self.office.plan.digest
        self.office.ledger.rejudge(rejudged, digest)
        self.office.ledger.record(arrivals, digest)
        self.office.ledger.touch(touched)
        self.arrived += [(one.file.path, one.sha256) for one in arrivals]

    def _arrival(self, file: Found, judged: Judged) -> Arrival:
        verdicts = self._verdicts(file.path, judged.sha256, judged.verdicts, None)
        return Arrival(file, judged.sha256, self.received, self.by_hand, self.turn, verdicts)

    def _verdicts(self, path: str, sha256: str, found: Sequence[Verdict], arrival: int | None) -> Sequence[Verdict]:
        """The verdicts, or those of a duplicate: the same bytes accepted, or judged in the same folder, before."""
        unit = self._unit(path)
        origins = self.origins.setdefault(sha256, [])
        for one in origins:
            earlier = arrival is None or (one.arrival is not None and one.arrival < arrival)
            # the earlier bytes under their own name again: the sender has gone back to them
            if earlier and one.path != path and (one.accepted or self._unit(one.path) == unit):
                return [self._duplicate(verdict, one.path) for verdict in found]
        origins.append(Origin(arrival, path, any(verdict.status in ACCEPTED for verdict in found)))
        return found

    def _unit(self, path: str) -> str | None:
        """The unit in whose folder a file lies."""
        return self.lookups.plan.find_unit(folder_of(path) or "")

    def _duplicate(self, verdict: Verdict, path: str) -> Verdict:
        submission, _ = decode(verdict.record)
        problems = check_file([Finding("F111", None, "", path)], self.lookups)
        return verdict._replace(status=Status.DUPLICATE, record=encode(submission, problems))

    def _lost(self, task: Task, outcome: Outcome[Judged]) -> Judged:
        """The verdict on a file that cost a worker its life; the bytes are kept all the same."""
        self.office.workspace.log(task.file, f"{outcome.failure}: {outcome.detail}")
        if is_large(task):
            return judge_large(self.lookups, task)
        try:
            _, sha256 = keep(task)
        except NotTakenError as left:
            return Judged("", (), str(left))
        except FileNotFoundError:
            sha256 = ""
        return Judged(sha256, (whole_file(self.lookups, Finding("F116")),))

"""Worker processes that may die: a file that crashes, hangs or devours memory costs itself and nothing else.

A worker lives long and gets tasks in chunks, a second chunk waiting while it works on the first. It
counts the tasks it begins in memory shared with the parent, so that after a death the culprit is known
exactly and the rest of its chunk is done by another worker (``work`` must bear being run twice).
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

Task = TypeVar("Task")
State = TypeVar("State")
Answer = TypeVar("Answer")

WALL = 20.0
MEMORY = 1 << 30

_CHUNK = 32
_AHEAD = 8000  # bytes a worker's pipe surely holds (Windows: 8 KiB), so that sending ahead never blocks
_FLUSH = 0.05  # seconds after which finished answers are sent though the chunk is not done
_STARTS = 3  # workers that may die in a row before finishing anything
_FRAMES = 8  # calls told of an exception, the innermost
_DETAIL = 4000  # characters
_PR_SET_PDEATHSIG = 1
_LINUX = sys.platform == "linux"


class Outcome(NamedTuple, Generic[Answer]):
    """What became of a task: ``value``, or ``failure`` (``crashed``, ``timeout``, ``memory``) and an English detail."""

    value: Answer | None
    failure: str = ""
    detail: str = ""


def read_all(
    tasks: Iterable[Task],
    workers: int,
    work: Callable[[State, Task], Answer],
    state: State,
    wall: float = WALL,
    memory: int = MEMORY,
    chunk: int = _CHUNK,
) -> Iterator[tuple[Task, Outcome[Answer]]]:
    """Run ``work(state, task)`` for every task in ``workers`` processes; outcomes come in any order.

    ``work`` is an importable function, ``state`` is handed to each worker once. ``wall`` is seconds per task,
    ``memory`` bytes per worker beyond what it starts with (enforced on Linux), ``chunk`` how many tasks a
    worker gets at a time at most (1 where some take much longer than others). Every task gets exactly one
    outcome, whatever ``work`` does to its process. ``RuntimeError`` if workers die before they can begin.
    Closing the iterator ends the workers.
    """
    waiting = deque(tasks)
    crew = _Crew[State, Task, Answer](work, state, wall, memory, chunk)
    try:
        for _ in range(min(max(workers, 1), len(waiting))):
            crew.hire()
        while waiting or crew.busy:
            crew.feed(waiting)
            yield from crew.gather(waiting)
    finally:
        crew.dismiss()


class _Worker(Generic[State, Task, Answer]):
    """The parent's end of one process: what it was given and how far it has come."""

    def __init__(self, crew: _Crew[State, Task, Answer]) -> None:
        context = crew.context
        orders, self.orders = context.Pipe(duplex=False)
        self.answers, answers = context.Pipe(duplex=False)
        _widen(self.answers)
        self.begun = context.RawValue("Q", 0)  # tasks begun over the worker's life
        self.given: deque[Task] = deque()  # tasks given and not answered
        self.chunks: deque[int] = deque()  # sizes of the chunks they came in
        self.answered = 0
        self.seen = 0
        self.waited = 0.0
        self.process = context.Process(
            target=_labour,
            args=(orders, answers, self.begun, crew.work, crew.state, crew.memory),
            daemon=True,
        )
        self.process.start()
        orders.close()
        answers.close()

    def give(self, tasks: list[Task], packed: Any) -> None:
        self.given.extend(tasks)
        self.chunks.append(len(tasks))
        # a worker that just died is noticed when its answers end
        with contextlib.suppress(OSError):
            self.orders.send_bytes(packed)

    def take(self) -> list[tuple[Task, Outcome[Answer]]]:
        """Answers that have come; ``EOFError`` or ``OSError`` when there will be no more."""
        answers: list[Outcome[Answer]] = []
        for packed, failure, detail in self.answers.recv():
            answers.append(Outcome(None if failure else ForkingPickler.loads(packed), failure, detail))
        self.answered += len(answers)
        done = len(answers)
        while self.chunks and done >= self.chunks[0]:
            done -= self.chunks.popleft()
        if done:
            self.chunks[0] -= done
        return [(self.given.popleft(), answer) for answer in answers]

    def overdue(self, waited: float, wall: float) -> bool:
        """Whether one task has lasted longer than ``wall`` seconds, of which ``waited`` were just spent waiting."""
        if not self.given or self.begun.value != self.seen:
            self.seen = self.begun.value
            self.waited = 0.0
            return False
        self.waited += waited
        return self.waited > wall

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.process.close()
        self.orders.close()
        self.answers.close()


class _Crew(Generic[State, Task, Answer]):
    """The workers at hand; replaces the dead."""

    def __init__(
        self, work: Callable[[State, Task], Answer], state: State, wall: float, memory: int, chunk: int
    ) -> None:
        # fork is 10 times faster to start and safe here; elsewhere it does not exist or is not safe
        self.context: Any = multiprocessing.get_context("fork" if _LINUX else "spawn")
        self.work, self.state, self.wall, self.memory, self.chunk = work, state, wall, memory, chunk
        self.workers: list[_Worker[State, Task, Answer]] = []
        self.fruitless = 0

    @property
    def busy(self) -> bool:
        return any(worker.given for worker in self.workers)

    def hire(self) -> None:
        self.workers.append(_Worker(self))

    def feed(self, waiting: deque[Task]) -> None:
        """Give tasks to whoever has less than two chunks; they shrink towards the end, so that all finish together."""
        for level in (0, 1):
            for worker in self.workers:
                if not waiting or len(worker.chunks) > level:
                    continue
                size = max(1, min(self.chunk, len(waiting) // (4 * len(self.workers))))
                tasks = [waiting.popleft() for _ in range(size)]
                packed = ForkingPickler.dumps(tasks)
                if worker.chunks and len(packed) > _AHEAD:
                    waiting.extendleft(reversed(tasks))
                    continue
                worker.give(tasks, packed)

    def gather(self, waiting: deque[Task]) -> Iterator[tuple[Task, Outcome[Answer]]]:
        """Wait for answers, deaths or overdue tasks; what a lost worker had left goes back to ``waiting``."""
        patience = max(0.01, min(0.5, self.wall / 4))
        started = time.monotonic()
        ready = set(wait([worker.answers for worker in self.workers], patience))
        waited = time.monotonic() - started
        for worker in list(self.workers):
            if worker.answers in ready:
                try:
                    found = worker.take()
                except (EOFError, OSError):
                    yield from self.replace(worker, waiting, "crashed")
                    continue
                self.fruitless = 0
                worker.waited = 0.0
                yield from found
            # time the caller spent elsewhere is not held against the task
            elif worker.overdue(waited, self.wall):
                yield from self.replace(worker, waiting, "timeout")

    def replace(
        self, worker: _Worker[State, Task, Answer], waiting: deque[Task], failure: str
    ) -> Iterator[tuple[Task, Outcome[Answer]]]:
        """Put another in a lost worker's place; the task it was at is the only one that failed."""
        worker.process.kill()
        worker.process.join()
        code = worker.process.exitcode
        finished = worker.begun.value - worker.answered - 1
        left = list(worker.given)
        self.workers.remove(worker)
        worker.end()
        if finished >= 0:
            self.fruitless = 0
            culprit = left.pop(finished)
        else:
            self.fruitless += 1
            if self.fruitless >= _STARTS:
                raise RuntimeError(f"worker processes end before they begin (exit status {code})")
        waiting.extendleft(reversed(left))
        if waiting:
            self.hire()
        if finished >= 0:
            detail = (
                f"no answer within {self.wall:g} s" if failure == "timeout" else f"process ended, exit status {code}"
            )
            yield culprit, Outcome(None, failure, detail)

    def dismiss(self) -> None:
        for worker in self.workers:
            worker.end()
        self.workers.clear()


def _labour(
    orders: Connection,
    answers: Connection,
    begun: Any,
    work: Callable[[State, Task], Answer],
    state: State,
    memory: int,
) -> None:
    """A worker's life: tasks in, answers out, until the parent closes the pipe or is gone."""
    _restrain(memory)
    while True:
        try:
            tasks = ForkingPickler.loads(orders.recv_bytes())
        except (EOFError, OSError):
            return
        finished: list[tuple[bytes, str, str]] = []
        flushed = time.monotonic()
        for task in tasks:
            begun.value += 1
            finished.append(_attempt(work, state, task))
            if time.monotonic() - flushed > _FLUSH:
                answers.send(finished)
                finished = []
                flushed = time.monotonic()
        if finished:
            answers.send(finished)


def _attempt(work: Callable[[State, Task], Answer], state: State, task: Task) -> tuple[bytes, str, str]:
    try:
        # pickled here, so that an answer that cannot be sent is this task's fault alone
        return bytes(ForkingPickler.dumps(work(state, task))), "", ""
    except MemoryError:
        return b"", "memory", "MemoryError"
    except BaseException as error:  # a panic of the reader is no Exception, nor is SystemExit
        return b"", "crashed", "".join(traceback.format_exception(error, limit=-_FRAMES))[-_DETAIL:]


def _restrain(memory: int) -> None:
    """No Ctrl+C (the parent's business), no panic texts on the screen, no core dumps, no more than ``memory``."""
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)
    os.close(silence)
    if sys.platform == "linux":
        import ctypes
        import resource

        # nobody else would end a hanging worker whose parent was killed
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        allowed = resource.getrlimit(resource.RLIMIT_AS)[1]
        # what the fork inherited counts too, and may be large before the first file is opened
        size = int(Path("/proc/self/statm").read_bytes().split()[0])
        limit = size * resource.getpagesize() + memory
        if allowed != resource.RLIM_INFINITY:
            limit = min(limit, allowed)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _widen(pipe: Connection) -> None:
    # room for some hundred answers while the parent writes to the ledger
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, 1 << 20)

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xltools.pipeline import workers as pool
from xltools.pipeline.workers import Outcome, read_all


def alone(task: str, work: Any, state: str, **limits: Any) -> Outcome[Any]:
    """The outcome of a single task, in a process of its own."""
    ((_, outcome),) = read_all((task,), 1, work, state, **limits)
    return outcome


def spin() -> None:
    while True:
        pass


def interrupt() -> None:
    raise KeyboardInterrupt


def fail() -> None:
    raise ValueError("hỏng")


DEEDS: dict[str, Callable[[], object]] = {
    "abort": os.abort,
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "leave": lambda: os._exit(3),
    "exit": lambda: sys.exit("bye"),
    "interrupt": interrupt,
    "raise": fail,
    "unsendable": lambda: spin,
    "eat": lambda: len(bytearray(8 << 30)),
    "fill": lambda: bytearray(1 << 27) and "filled",
    "hang": lambda: time.sleep(3600),
    "spin": spin,
    "long": lambda: "x" * (3 << 20),
    "slow": lambda: time.sleep(0.2),
}


def labour(state: str, task: str) -> object:
    """What a task says it does, it does; any other gives itself back."""
    word, _, rest = task.partition(" ")
    answer = DEEDS[word]() if word in DEEDS else None
    return (lambda: answer) if callable(answer) else answer or f"{state}:{rest or word}"


def outcomes(tasks: list[str], workers: int = 2, wall: float = 20.0) -> dict[str, Outcome[object]]:
    found = list(read_all(tasks, workers, labour, "s", wall=wall))
    assert Counter(task for task, _ in found) == Counter(tasks), "every task has exactly one outcome"
    return dict(found)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_every_task_is_answered(workers: int) -> None:
    tasks = [str(number) for number in range(500)]
    assert outcomes(tasks, workers) == {task: Outcome(f"s:{task}") for task in tasks}


def test_no_tasks_no_workers() -> None:
    assert outcomes([]) == {}


# what the task does → what is said of it
DEATHS = [
    ("abort", "crashed"),
    ("killed", "crashed"),
    ("leave", "crashed"),
    ("exit", "crashed"),
    ("interrupt", "crashed"),
    ("raise", "crashed"),
    ("unsendable", "crashed"),
    ("eat", "memory"),
    ("hang", "timeout"),
    ("spin", "timeout"),
]


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(("word", "failure"), DEATHS)
def test_a_deadly_file_costs_only_itself(word: str, failure: str, workers: int) -> None:
    tasks = [f"fine {number}" for number in range(60)]
    tasks.insert(7, f"{word} a")
    tasks.insert(33, f"{word} b")
    found = outcomes(tasks, workers, wall=0.5)
    assert {task for task, outcome in found.items() if outcome.failure} == {f"{word} a", f"{word} b"}
    assert {found[f"{word} {letter}"].failure for letter in "ab"} == {failure}
    assert found["fine 59"] == Outcome("s:59")


def test_nothing_but_deadly_files() -> None:
    found = outcomes([f"abort {number}" for number in range(12)])
    assert {outcome.failure for outcome in found.values()} == {"crashed"}


def test_a_slow_caller_does_not_make_files_overdue() -> None:
    found = []
    for task, outcome in read_all([f"slow {n}" for n in range(4)], 2, labour, "s", wall=0.6):
        time.sleep(0.7)
        found.append((task, outcome.failure))
    assert sorted(found) == [(f"slow {n}", "") for n in range(4)]


def test_large_answers_and_large_tasks_do_not_block() -> None:
    tasks = [f"long {number}" for number in range(20)] + ["fine " + letter * 100_000 for letter in "abcdefgh"]
    found = outcomes(tasks)
    assert found["long 3"].value == "x" * (3 << 20)
    assert found["fine " + "b" * 100_000].value == "s:" + "b" * 100_000


def test_one_file() -> None:
    assert alone("fine 1", labour, "s") == Outcome("s:1")
    assert alone("abort", labour, "s").failure == "crashed"
    assert alone("hang", labour, "s", wall=0.2).failure == "timeout"


def test_workers_started_afresh_do_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    # the way of Windows and macOS; the worker must find `labour` by its name
    monkeypatch.setattr(pool, "_LINUX", False)
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    monkeypatch.setattr(labour, "__module__", "test_workers")
    sys.modules.setdefault("test_workers", sys.modules[__name__])
    try:
        found = outcomes(["fine 1", "abort", "fine 2", "fine 3"])
    finally:
        sys.modules.pop("test_workers", None)
    assert found.pop("abort").failure == "crashed"
    assert found == {f"fine {n}": Outcome(f"s:{n}") for n in (1, 2, 3)}


def test_an_exception_is_told_with_its_place() -> None:
    detail = alone("raise", labour, "s").detail
    assert detail.endswith("ValueError: hỏng\n")
    assert "in fail" in detail


def test_memory_counts_from_what_the_worker_starts_with() -> None:
    inherited = bytearray(1 << 28)
    assert alone("fill", labour, "s", memory=len(inherited)).value == "filled"
    assert alone("eat", labour, "s", memory=len(inherited)).failure == "memory"


def test_leaving_early_ends_the_workers() -> None:
    results = read_all(["fine 1"] + ["hang"] * 10, 2, labour, "s")
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


SCRIPT = """
import os, sys, time
from xltools.pipeline.workers import read_all

def work(state, task):
    os.write(1, f"{os.getpid()}{os.linesep}".encode())
    time.sleep(60)

for _ in read_all(range(4), 2, work, None, wall=60):
    pass
"""


@pytest.mark.parametrize("stroke", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_parent_leaves_no_worker_behind(stroke: signal.Signals, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as parent:
        assert parent.stdout is not None
        workers = [int(parent.stdout.readline()) for _ in range(2)]
        parent.send_signal(stroke)
        parent.wait()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    survivors = [pid for pid in workers if Path(f"/proc/{pid}").exists()]
    for pid in survivors:
        os.kill(pid, signal.SIGKILL)
    assert survivors == []

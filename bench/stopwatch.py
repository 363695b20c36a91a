"""Run a command in a fresh process and say how long it took and how much memory its largest process had (POSIX)."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Lap(NamedTuple):
    """Wall and processor seconds, peak memory in MB of the largest process of the command, what it printed."""

    wall: float
    cpu: float
    peak: float
    printed: str


def lap(arguments: list[str], accept: tuple[int, ...] = (0,)) -> Lap:
    """Run ``python <arguments>`` from the checkout; ``RuntimeError`` with its last words if it fails."""
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=printed, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        said.seek(0)
        if process.returncode not in accept:
            raise RuntimeError(f"{' '.join(arguments)}: {said.read().decode().strip()[-500:]}")
        return Lap(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, printed.read().decode())


def tool(*arguments: str | Path) -> Lap:
    """Run ``xltools <arguments>``; some forms with errors are no failure."""
    start = "from xltools.cli import main; main()"
    return lap(["-c", start, *map(str, arguments)], accept=(0, 1))

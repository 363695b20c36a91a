"""Run a command in a fresh process and say how long it took and how much memory its largest process had (POSIX)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]

_source = ROOT


def freeze(room: Path) -> None:
    """Let every lap from now on run a copy of the source: an edit half way would compare different programs."""
    global _source
    for name in ("xltools", "bench", "workbooks"):
        shutil.copytree(ROOT / name, room / name, ignore=shutil.ignore_patterns("demo"))
    shutil.copy2(ROOT / "xltools" / "demo.py", room / "xltools")
    shutil.copytree(ROOT / "tests" / "panel", room / "tests" / "panel")  # the Excel a click talks to
    _source = room


class Lap(NamedTuple):
    """Wall and processor seconds, peak memory in MB of the largest process of the command, what it printed."""

    wall: float
    cpu: float
    peak: float
    printed: str


def lap(arguments: list[str], accept: tuple[int, ...] = (0,)) -> Lap:
    """Run ``python <arguments>`` from the source; ``RuntimeError`` with its last words if it fails."""
    with tempfile.NamedTemporaryFile() as figures:
        launch = [sys.executable, "-I", "-S", str(_source / "bench" / "launch.py"), figures.name]
        done = subprocess.run(
            [*launch, sys.executable, *arguments], cwd=_source, capture_output=True, text=True, check=False
        )
        if done.returncode not in accept:
            raise RuntimeError(f"{' '.join(arguments)}: {done.stderr.strip()[-500:]}")
        wall, cpu, peak = map(float, figures.read().split())
    return Lap(wall, cpu, peak, done.stdout)


def click(form: Path, room: Path) -> Lap:
    """``Kiểm tra`` on the control panel with ``form`` open, from the start of our process to its end.

    Excel's own time, here that of the stand-in of the tests, is not in ``wall``.
    """
    panel = _source / "workbooks" / "BangDieuKhien.xlsm"
    startup = _source / "tests" / "panel" / "startup"
    os.environ |= {
        "PYTHONPATH": f"{startup}{os.pathsep}{_source}",
        "PANEL_BOOKS": f"{form}{os.pathsep}{panel}",
        "PANEL_OUT": str(room),
    }
    try:
        done = lap(["-P", "-m", "xltools.buttons", "check", f"--wb={panel.name}", "--from_xl=1", "--hwnd=1"])
    finally:
        for name in ("PYTHONPATH", "PANEL_BOOKS", "PANEL_OUT"):
            del os.environ[name]
    return done._replace(wall=done.wall - float((room / "seconds").read_text()))


def tool(*arguments: str | Path) -> Lap:
    """Run ``xltools <arguments>``; some forms with errors are no failure."""
    start = "from xltools.faces.cli import main; main()"
    return lap(["-c", start, *map(str, arguments)], accept=(0, 1))

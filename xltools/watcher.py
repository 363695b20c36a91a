"""The shared folder: a full scan every little while; the scan is the truth, nothing else is listened to."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from xltools.model import Failure
from xltools.pipeline import commands
from xltools.workspace.trouble import reason

INTERVAL = 10.0
"""Seconds between two scans; one of ten thousand files takes some hundredths of a second."""


def watch(folder: Path, once: bool, say: Callable[[str], None]) -> int:
    """Collect now, and unless ``once`` again and again until interrupted; the exit status of the first round.

    A share that is out of reach for a while, or a workspace somebody else is at, is waited for: only the first
    round may fail. Troubles are told once.
    """
    errors = _round(folder, say)
    told = ""
    while not once:
        time.sleep(INTERVAL)
        try:
            if commands.has_news(folder):
                _round(folder, say)
            told = ""
        except (Failure, OSError) as error:
            trouble = str(error) if isinstance(error, Failure) else f"Chưa quét được ({reason(error)}); sẽ thử lại"
            if trouble != told:
                told = trouble
                say(told)
    return 1 if errors else 0


def _round(folder: Path, say: Callable[[str], None]) -> int:
    """One collect; how many errors stand."""
    done = commands.collect(folder)
    for line in done.lines:
        say(line)
    return done.errors

"""The shared folder: a full scan every little while; the scan is the truth, nothing else is listened to."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from xltools.model import Failure
from xltools.pipeline import commands
from xltools.workspace.layout import reason

INTERVAL = 10.0
"""Seconds between two scans; one of ten thousand files takes some hundredths of a second."""


def watch(folder: Path, once: bool, say: Callable[[str], None]) -> int:
    """Collect now, and unless ``once`` again and again until interrupted; the exit status of the first round.

    A share that is out of reach for a while, or a workspace somebody else is at, is waited for: only the first
    round may fail. Troubles, and notices on files that are left aside, are told once.
    """
    first = _round(folder, frozenset(), say)
    notices = frozenset(first.notices)
    told = ""
    while not once:
        time.sleep(INTERVAL)
        try:
            if commands.has_news(folder):
                notices = frozenset(_round(folder, notices, say).notices)
            told = ""
        except (Failure, OSError) as error:
            trouble = str(error) if isinstance(error, Failure) else f"Chưa quét được ({reason(error)}); sẽ thử lại"
            if trouble != told:
                told = trouble
                say(told)
    return 1 if first.errors else 0


def _round(folder: Path, told: frozenset[str], say: Callable[[str], None]) -> commands.Done:
    """One collect, of which only what is new is said."""
    done = commands.collect(folder)
    if not told or not done.idle or not told.issuperset(done.notices):
        for line in done.lines:
            if line not in told:
                say(line)
    return done

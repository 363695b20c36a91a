"""The shared folder: a full scan every little while; the scan is the truth, nothing else is listened to."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from xltools import pipeline
from xltools.model import Failure

INTERVAL = 10.0
"""Seconds between two scans; one of ten thousand files takes some hundredths of a second."""


def watch(folder: Path, once: bool, say: Callable[[str], None]) -> int:
    """Collect now, and unless ``once`` again and again until interrupted; the exit status of the last round.

    A share that is out of reach for a while is waited for: only the first round may fail.
    """
    while True:
        done = pipeline.collect(folder)
        for line in done.lines:
            say(line)
        if once:
            return 1 if done.errors else 0
        _wait_for_next(folder, say)


def _wait_for_next(folder: Path, say: Callable[[str], None]) -> None:
    """Sleep until a scan finds something new; troubles are told once and outlived."""
    told = ""
    while True:
        time.sleep(INTERVAL)
        try:
            if pipeline.has_news(folder):
                return
            told = ""
        except (Failure, OSError) as error:
            if str(error) != told:
                told = str(error)
                say(told)

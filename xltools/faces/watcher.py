"""``xltools watch``: a full scan of the shared folder every few seconds; nothing else is listened to."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from xltools.faces import report
from xltools.model import Failure
from xltools.pipeline import commands
from xltools.vietnamese.wording import say as words
from xltools.workspace.layout import reason

INTERVAL = 10.0
"""Seconds between two scans; one of ten thousand files takes some hundredths of a second."""


def watch(folder: Path, once: bool, say: Callable[[str], None]) -> int:
    """Collect now, and unless ``once`` again and again until interrupted; the exit status of the first round.

    A share that is out of reach for a while, or a workspace somebody else is working in, is waited for: only the
    first round may fail. Troubles, and notices on files that are left aside, are told once.
    """
    with commands.opened(folder) as workspace:
        first = commands.collect(workspace)
    _tell(first, frozenset(), say)
    notices = frozenset(first.notices)
    told = ""
    while not once:
        time.sleep(INTERVAL)
        try:
            with commands.opened(folder) as workspace:
                if commands.has_news(workspace):
                    done = commands.collect(workspace)
                    _tell(done, notices, say)
                    notices = frozenset(done.notices)
            told = ""
        except (Failure, OSError) as error:
            trouble = str(error) if isinstance(error, Failure) else words("faces", "watch.retry", reason=reason(error))
            if trouble != told:
                told = trouble
                say(told)
    return 1 if first.errors else 0


def _tell(done: commands.Done, told: frozenset[str], say: Callable[[str], None]) -> None:
    """Say what is new in a round."""
    if told and not done.answered and told.issuperset(done.notices):
        return
    for line in (*report.collected(done), *report.errors(done)):
        if line not in told:
            say(line)

"""Sentences for what a command did, or why it could not do its work: the same in every face."""

from __future__ import annotations

import errno
import tempfile
import traceback
from functools import partial
from typing import TYPE_CHECKING

from xltools.vietnamese.wording import say

if TYPE_CHECKING:
    from xltools.pipeline.commands import Done
    from xltools.workspace.results import Written

_say = partial(say, "faces")


def collected(done: Done) -> list[str]:
    """What was taken in and answered, a line each; empty where nothing was to be taken in."""
    if done.arrived is None:
        return []
    lines = [_say("done.received", count=len(done.arrived))]
    if done.rejudged:
        lines.append(_say("done.rejudged", count=len(done.rejudged)))
    late = len(done.answered.difference(done.arrived, done.rejudged))
    if late:
        lines.append(_say("done.answered_late", count=late))
    return [*lines, *done.notices]


def made(written: Written) -> str:
    """Where a result file is, and whether its content is new."""
    return _say("done.written" if written.changed else "done.unchanged", path=written.path)


def errors(done: Done) -> list[str]:
    """How many errors the forms have and where they are listed; empty where there are none."""
    if not done.errors:
        return []
    return [_say("done.errors_standing" if done.made else "done.errors_received", count=done.errors)]


def results(done: Done) -> list[str]:
    """A line for each result file, and the notice on it if there is one."""
    return [line for one in done.made for line in (made(one), one.notice) if line]


def system_sentence(error: OSError) -> str:
    """One sentence for what the operating system refused."""
    name = error.filename if isinstance(error.filename, str) else ""
    where = f" “{name}”" if name else ""
    if isinstance(error, PermissionError):
        return _say("failed.no_permission", where=where)
    if isinstance(error, FileNotFoundError):
        return _say("failed.not_found", where=where)
    if error.errno == errno.ENOSPC:
        return _say("failed.disk_full", where=where)
    return _say("failed.system", number=error.errno, where=where)


def fault_sentence() -> str:
    """One sentence for the exception being handled, which is written to a file of its own."""
    with tempfile.NamedTemporaryFile("w", -1, "utf-8", prefix="xltools-", suffix=".log", delete=False) as log:
        traceback.print_exc(file=log)
    return _say("failed.fault", log=log.name)

"""One writer at a time per workspace; readers are not held up.

The operating system holds the lock and drops it when the process ends, however it ends. Who holds it stands in a file
of its own, since Windows lets nobody read a locked one.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from xltools.model import Failure
from xltools.vietnamese.display import one_line
from xltools.vietnamese.wording import say
from xltools.workspace.layout import Workspace, quoted

_say = partial(say, "workspace")


@contextmanager
def writing(workspace: Workspace, patience: float = 10.0) -> Iterator[None]:
    """Be the only writer of the workspace; :class:`Failure`, saying who writes, after ``patience`` seconds."""
    from filelock import FileLock, Timeout  # 25 ms, for those who write only

    lock = FileLock(workspace.lock, patience, fallback_to_soft=False)
    holder = workspace.lock.with_name("lock-holder")
    try:
        workspace.lock.touch()  # FileLock would make a folder that is missing
        lock.acquire(poll_interval=0.1)
        holder.write_text(_signature(), encoding="utf-8")
    except Timeout:
        raise Failure(_say("lock.held", holder=_text(holder) or _say("lock.somebody"))) from None
    except OSError as error:
        lock.release()
        raise Failure(_say("lock.not_writable", folder=quoted(workspace.lock.parent))) from error
    try:
        yield
    finally:
        lock.release()


def _text(holder: Path) -> str:
    try:
        return one_line(holder.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return ""


def _signature() -> str:
    user = "?"
    with contextlib.suppress(Exception):  # no login name in a service or container
        user = getpass.getuser()
    since = datetime.now().strftime(_say("lock.since"))
    return _say("lock.holder", user=user, machine=platform.node(), process=os.getpid(), since=since)

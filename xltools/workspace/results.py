"""Result files: never half-written, never lost because somebody has the old one open, not rewritten for nothing."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from functools import partial
from pathlib import Path
from typing import NamedTuple

from xltools.model import Failure
from xltools.vietnamese.display import one_line
from xltools.vietnamese.wording import say
from xltools.workspace.layout import Workspace, quoted, reason
from xltools.workspace.ledger import Ledger

_PATIENCE = 3.0  # seconds in which a virus scanner or a closing Excel lets go
_STEP = 0.25
_NUMBERS = range(2, 100)
_say = partial(say, "workspace")


class Written(NamedTuple):
    """Where a result went, whether bytes were written, and a Vietnamese line if it could not go to its place."""

    path: Path
    changed: bool
    notice: str = ""


def write_result(path: Path, data: bytes, durable: bool = True) -> Written:
    """Where ``data`` went that was to replace the file at ``path`` in one step; equal content is left untouched.

    ``durable`` waits until it is on the disk; replies by the thousand, which can be made again, do without.
    A target that stays open in another program for 3 s is left alone: the result goes to ``name (2).xlsx``, and
    the notice says so. :class:`Failure` if the folder cannot be written to.
    """
    if _holds(path, data):
        return Written(path, False)
    # a short name of its own: the target's may already be as long as names can be
    mark = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]
    draft = path.with_name(f"~{mark}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _fill(draft, data, durable)
        return _place(draft, path)
    except OSError as error:
        raise Failure(_say("results.not_written", folder=quoted(path.parent), reason=reason(error))) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def _fill(draft: Path, data: bytes, durable: bool) -> None:
    with draft.open("wb") as out:
        out.write(data)
        if durable:
            out.flush()
            os.fsync(out.fileno())


def _place(draft: Path, path: Path) -> Written:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            draft.replace(path)
        except PermissionError:
            if time.monotonic() >= deadline:
                break
            time.sleep(_STEP)
        else:
            return Written(path, True)
    for number in _NUMBERS:
        other = path.with_name(f"{path.stem} ({number}){path.suffix}")
        with contextlib.suppress(PermissionError):
            draft.replace(other)
            notice = _say("results.beside", file=one_line(path.name), other=one_line(other.name))
            return Written(other, True, notice)
    raise Failure(_say("results.not_replaced", file=quoted(path)))


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


class Results:
    """Result files with the digests of what they were made from, remembered in the ledger."""

    def __init__(self, workspace: Workspace, ledger: Ledger) -> None:
        self._workspace = workspace
        self._ledger = ledger

    def is_current(self, path: Path, digest: str) -> bool:
        """Whether ``path`` was made from inputs of this digest and still is as it was written."""
        known = self._ledger.result(self._key(path))
        if known is None or known[0] != digest:
            return False
        _, sha256, size, mtime_ns = known
        try:
            status = path.stat()
            if (status.st_size, status.st_mtime_ns) == (size, mtime_ns):
                return True
            return status.st_size == size and hashlib.sha256(path.read_bytes()).hexdigest() == sha256
        except OSError:
            return False

    def write(self, path: Path, data: bytes, digest: str) -> Written:
        """As :func:`write_result`; remembers the digest of the inputs."""
        written = write_result(path, data)
        # a result that had to go beside its place is made again next time
        if written.path == path:
            status = path.stat()
            sha = hashlib.sha256(data).hexdigest()
            self._ledger.set_result(self._key(path), (digest, sha, status.st_size, status.st_mtime_ns))
        return written

    def _key(self, path: Path) -> str:
        root = self._workspace.root
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)

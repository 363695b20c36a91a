"""Files in 2-NopBai: finding them, waiting until they are complete, reading them without disturbing their sender."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from xltools.model import Failure
from xltools.vietnamese.display import one_line
from xltools.vietnamese.wording import say
from xltools.workspace.layout import DROP, Workspace, quoted, reason

MAX_BYTES = 100 << 20
"""Larger files are no forms: they are neither read into memory nor archived."""

_YOUNG = 1_000_000_000  # ns: a file changed since may still be being written
_STALLED = 120_000_000_000  # ns: a broken file nobody has written to for so long will not become whole
_PAUSE = 0.5  # seconds between two looks
_LOOKS = 6
_RESERVED = 64  # bytes of zeros at the end by which space not yet written to is known
_PIECE = 1 << 20  # bytes read at a time of what is too large for memory
_TAIL = 65_557  # bytes: the end record of a zip and the longest comment after it
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_say = partial(say, "workspace")
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

_IGNORED = re.compile(
    r"~\$.*|.*\.tmp|~syncthing~.*|\.syncthing\..*|.*\.part|.*\.crdownload|\._.*|\.~lock\..*|desktop\.ini|thumbs\.db|\.ds_store"
    # Excel saves through a temporary file of eight hex digits without extension
    r"|[0-9a-f]{8}",
    re.IGNORECASE | re.DOTALL,
)
_IGNORED_FOLDERS = re.compile(
    r"\..*|@eadir|#recycle|\$recycle\.bin|system volume information", re.IGNORECASE | re.DOTALL
)
_CONFLICT = re.compile(r"\.sync-conflict-|conflicted copy|case conflict", re.IGNORECASE)


class Found(NamedTuple):
    """A file in 2-NopBai as it was seen: ``path`` relative to the workspace with ``/``, size in bytes, times in ns."""

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int


class NotTakenError(Exception):
    """A file has to be left for the next collect; the message is a Vietnamese notice of one line."""


def scan(workspace: Workspace) -> tuple[list[Found], list[str]]:
    """Every regular file below 2-NopBai in order of path (no links), and notices on what was left aside."""
    found: list[Found] = []
    notices: list[str] = []
    try:
        _walk(str(workspace.drop), DROP + "/", found, notices)
    except OSError as error:
        raise Failure(_say("intake.no_drop", folder=quoted(workspace.drop))) from error
    return sorted(found), notices


def _walk(folder: str, prefix: str, found: list[Found], notices: list[str]) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            path = prefix + entry.name
            try:
                if entry.is_dir(follow_symlinks=False):
                    if not _IGNORED_FOLDERS.fullmatch(entry.name):
                        _walk(entry.path, path + "/", found, notices)
                    continue
                if _IGNORED.fullmatch(entry.name):
                    continue
                status = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue  # Excel deletes and renames while saving; the next scan sees it
            except OSError:
                notices.append(_notice("no_access", path))
                continue
            if stat.S_ISREG(status.st_mode):
                found.append(_found(path, status))
            else:
                notices.append(_notice("no_file", path))


def _found(path: str, status: os.stat_result) -> Found:
    return Found(path, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _notice(key: str, path: str, **values: str) -> str:
    return _say(f"intake.{key}", file=one_line(path), **values)


def settle(
    workspace: Workspace,
    found: Iterable[Found],
    clock: Callable[[], int] = time.time_ns,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[list[Found], list[str]]:
    """Those of ``found`` that are complete, and notices; waits at most 3 s for those written just now.

    Complete: size and times are the same at two looks, and a file changed of late also has its end (end record of a
    zip, sectors of an OLE file). One that is still being written, or is gone, is left for the next collect with a
    notice. A broken file that rests through every look is taken as it is, so that its sender hears of it, unless it
    is empty or ends in zeros: space that a copy has reserved. Conflict copies of sync programs are taken, with a
    notice.
    """
    whole: list[Found] = []
    pending: list[Found] = []
    now = clock()
    found = list(found)
    notices = [_notice("conflict", file.path) for file in found if _CONFLICT.search(file.path)]
    for file in found:
        age = _age(file, now)
        ready = age > _STALLED or (age > _YOUNG and _has_end(workspace.path(file.path), file))
        (whole if ready else pending).append(file)
    first = set(pending)
    for _ in range(_LOOKS):
        if not pending:
            break
        sleep(_PAUSE)
        pending = _look_again(workspace, pending, whole, notices)
    broken = [file for file in pending if file in first and not _is_reserved(workspace.path(file.path), file)]
    notices += [_notice("incomplete", file.path) for file in pending if file not in broken]
    return sorted(whole + broken), notices


def _look_again(workspace: Workspace, pending: list[Found], whole: list[Found], notices: list[str]) -> list[Found]:
    """The files to wait for longer; the others go into ``whole`` or, where they are gone, ``notices``."""
    waiting = []
    for file in pending:
        path = workspace.path(file.path)
        try:
            now = _found(file.path, os.lstat(path))
        except OSError:
            notices.append(_notice("gone", file.path))
            continue
        if now == file and _has_end(path, file):
            whole.append(file)
        else:
            waiting.append(now)
    return waiting


def _age(file: Found, now: int) -> int:
    # mtime is the sender's word; ctime (where it is the time of change) is this machine's own. In the future: young
    changed = max(file.mtime_ns, file.ctime_ns) if os.name == "posix" else file.mtime_ns
    return now - changed


def _has_end(path: Path, file: Found) -> bool:
    """Whether the bytes look complete; a file that cannot be opened just now counts as not complete."""
    try:
        with _opened(path) as handle:
            head = os.read(handle, 512)
            os.lseek(handle, max(0, file.size - _TAIL), os.SEEK_SET)
            return is_whole(head, _read(handle, _TAIL), file.size)
    except OSError:
        return False


def _is_reserved(path: Path, file: Found) -> bool:
    """Whether the file is empty or ends in zeros, as one does whose bytes are still to be copied."""
    try:
        with _opened(path) as handle:
            os.lseek(handle, max(0, file.size - _RESERVED), os.SEEK_SET)
            return not _read(handle, _RESERVED).strip(b"\0")
    except OSError:
        return True


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    handle = os.open(path, _OPEN)
    try:
        yield handle
    finally:
        os.close(handle)


def _read(handle: int, size: int) -> bytes:
    """Up to ``size`` bytes; fewer only at the end of the file."""
    data = os.read(handle, size)
    while 0 < len(data) < size and (more := os.read(handle, size - len(data))):
        data += more
    return data


def is_whole(head: bytes, tail: bytes, size: int) -> bool:
    """Whether a file of ``size`` bytes, known by its first 512 and last 65,557 bytes, is complete.

    Zip: the end record's directory ends where the record begins. OLE: all sectors the header speaks of lie inside.
    An empty file, or one that is zeros so far (a copy that reserved its space), is not. Any other is.
    """
    if not head.strip(b"\0"):
        return False
    if head.startswith(b"PK"):
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) - at < 22:
            return False
        length = int.from_bytes(tail[at + 12 : at + 16], "little")
        offset = int.from_bytes(tail[at + 16 : at + 20], "little")
        # 0xffffffff: a zip64, whose true figures stand elsewhere
        return 0xFFFFFFFF in (length, offset) or offset + length <= size - len(tail) + at
    if head.startswith(_OLE):
        return size >= _ole_size(head)
    return True


def _ole_size(head: bytes) -> int:
    """Least size of an OLE file by its header: every FAT sector listed there, and the directory, must begin inside."""
    if len(head) < 512:
        return 512
    shift = int.from_bytes(head[30:32], "little")
    if shift not in (9, 12):
        return 512
    sectors = [int.from_bytes(head[at : at + 4], "little") for at in (48, *range(76, 512, 4))]
    last = max((sector for sector in sectors if sector < 0xFFFFFFFA), default=0)
    return ((last + 1) << shift) + 1


def read_bytes(path: Path, found: Found) -> bytes:
    """The bytes of a file; :class:`NotTakenError` if it changed since it was found, vanished or cannot be opened."""
    with _held(path, found) as handle:
        # one byte more than there should be, so that growth shows
        data = _read(handle, found.size + 1)
        if len(data) != found.size:
            raise NotTakenError(_notice("changed", found.path))
    return data


def sha256_of(path: Path, found: Found) -> str:
    """The sha256 of a file too large for memory; :class:`NotTakenError` as for :func:`read_bytes`."""
    digest = hashlib.sha256()
    with _held(path, found) as handle:
        while piece := os.read(handle, _PIECE):
            digest.update(piece)
    return digest.hexdigest()


@contextmanager
def _held(path: Path, found: Found) -> Iterator[int]:
    """The open file, which is the one that was found before and after."""
    try:
        with _opened(path) as handle:
            unchanged = _same(os.fstat(handle), found)
            if unchanged:
                yield handle
                unchanged = _same(os.fstat(handle), found)
    except FileNotFoundError:
        raise NotTakenError(_notice("gone", found.path)) from None
    except OSError as error:
        raise NotTakenError(_notice("unreadable", found.path, reason=reason(error))) from error
    if not unchanged:
        raise NotTakenError(_notice("changed", found.path))


def _same(status: os.stat_result, found: Found) -> bool:
    return stat.S_ISREG(status.st_mode) and status.st_size == found.size and status.st_mtime_ns == found.mtime_ns

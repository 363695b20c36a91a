"""What lies in 2-NopBai: find it, wait until it is whole, read it without disturbing its sender."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from xltools.vietnamese.display import one_line
from xltools.workspace.layout import DROP, Workspace, WorkspaceError
from xltools.workspace.trouble import reason

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
    """A file in 2-NopBai: ``path`` relative to the workspace with ``/``, the unit's folder, stat figures (ns)."""

    path: str
    unit_folder: str | None
    size: int
    mtime_ns: int
    ctime_ns: int


class Look(NamedTuple):
    """Files found, and Vietnamese notices (one line each) about what was left aside."""

    found: list[Found]
    notices: list[str]


class NotTakenError(Exception):
    """A file has to be left for the next collect; the message is a Vietnamese notice of one line."""


def scan(workspace: Workspace) -> Look:
    """Every regular file below 2-NopBai, in order of path; links are not followed.

    :class:`WorkspaceError` if 2-NopBai itself is out of reach.
    """
    found: list[Found] = []
    notices: list[str] = []
    try:
        _walk(str(workspace.drop), DROP + "/", None, found, notices)
    except OSError as error:
        raise WorkspaceError(
            f"Không mở được thư mục nộp bài “{one_line(str(workspace.drop))}”; "
            "kiểm tra kết nối mạng và quyền truy cập rồi chạy lại"
        ) from error
    found.sort()
    return Look(found, notices)


def _walk(folder: str, prefix: str, unit: str | None, found: list[Found], notices: list[str]) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            path = prefix + name
            try:
                if entry.is_dir(follow_symlinks=False):
                    if not _IGNORED_FOLDERS.fullmatch(name):
                        _walk(entry.path, path + "/", unit or name, found, notices)
                    continue
                if _IGNORED.fullmatch(name):
                    continue
                status = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue  # Excel deletes and renames while saving; the next scan sees it
            except OSError:
                notices.append(f"{one_line(path)}: không có quyền đọc, để lại; kiểm tra quyền truy cập")
                continue
            if stat.S_ISREG(status.st_mode):
                found.append(Found(path, unit, status.st_size, status.st_mtime_ns, status.st_ctime_ns))
            else:
                notices.append(
                    f"{one_line(path)}: không phải tệp thường (liên kết, thiết bị…), bỏ qua; hãy chép tệp thật"
                )


def settle(
    workspace: Workspace,
    found: Iterable[Found],
    clock: Callable[[], int] = time.time_ns,
    sleep: Callable[[float], None] = time.sleep,
) -> Look:
    """Those of ``found`` that are whole, after waiting (at most 3 s) for those written just now.

    Whole: size and times unchanged over two looks, and a file changed of late also has its end (zip end
    record, OLE sectors). One that is still being written, or is gone, is left for the next collect with a
    notice. A broken file that rests through every look is taken as it is (its sender shall hear of it, and
    should the rest of it still come, that is a new file), unless it ends in zeros or is empty: space that a copy
    has reserved. Conflict copies of sync programs are taken, with a notice.
    """
    whole: list[Found] = []
    notices: list[str] = []
    pending: list[Found] = []
    now = clock()
    for file in found:
        if _CONFLICT.search(file.path):
            notices.append(
                f"{one_line(file.path)}: bản trùng do phần mềm đồng bộ tạo ra, vẫn nhận; kiểm tra bản nào đúng"
            )
        age = _age(file, now)
        if age > _STALLED or (age > _YOUNG and _has_end(workspace.path(file.path), file)):
            whole.append(file)
        else:
            pending.append(file)
    first = set(pending)
    for _ in range(_LOOKS):
        if not pending:
            break
        sleep(_PAUSE)
        pending = _look_again(workspace, pending, whole, notices)
    broken = [file for file in pending if file in first and not _is_reserved(workspace.path(file.path), file)]
    whole += broken
    pending = [file for file in pending if file not in broken]
    notices += [f"{one_line(file.path)}: đang được ghi hoặc chép dở, để lại cho lần nhận sau" for file in pending]
    whole.sort()
    return Look(whole, notices)


def _look_again(workspace: Workspace, pending: list[Found], whole: list[Found], notices: list[str]) -> list[Found]:
    """Second look at files: into ``whole``, ``notices`` (gone), or returned to wait longer."""
    waiting = []
    for file in pending:
        path = workspace.path(file.path)
        try:
            status = os.lstat(path)
        except OSError:
            notices.append(f"{one_line(file.path)}: không còn ở đó, để lại cho lần nhận sau")
            continue
        now = Found(file.path, file.unit_folder, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
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
    """Whether the bytes look whole; a file that cannot be opened just now counts as not whole."""
    try:
        handle = os.open(path, _OPEN)
    except OSError:
        return False
    try:
        head = os.read(handle, 512)
        os.lseek(handle, max(0, file.size - _TAIL), os.SEEK_SET)
        return is_whole(head, _read(handle, _TAIL), file.size)
    except OSError:
        return False
    finally:
        os.close(handle)


def _read(handle: int, size: int) -> bytes:
    """Up to ``size`` bytes; fewer only at the end of the file."""
    data = os.read(handle, size)
    while 0 < len(data) < size and (more := os.read(handle, size - len(data))):
        data += more
    return data


def _is_reserved(path: Path, file: Found) -> bool:
    """Whether the file is empty or ends in zeros, as one does whose bytes are still to be copied."""
    try:
        handle = os.open(path, _OPEN)
    except OSError:
        return True
    with os.fdopen(handle, "rb") as stream:
        stream.seek(max(0, file.size - _RESERVED))
        return not stream.read().strip(b"\0")


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
    """The file's bytes, if it still is the file that was found; the handle is closed before anybody parses.

    :class:`NotTakenError` if it changed, vanished or cannot be opened.
    """
    with _held(path, found) as handle:
        # one byte more than there should be, so that growth shows
        data = _read(handle, found.size + 1)
        if len(data) != found.size:
            raise _changed(found)
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
        handle = os.open(path, _OPEN)
        try:
            if not _same(os.fstat(handle), found):
                raise _changed(found)
            yield handle
            if not _same(os.fstat(handle), found):
                raise _changed(found)
        finally:
            os.close(handle)
    except FileNotFoundError:
        raise NotTakenError(f"{one_line(found.path)}: không còn ở đó, để lại cho lần nhận sau") from None
    except OSError as error:
        raise NotTakenError(
            f"{one_line(found.path)}: không đọc được ({reason(error)}), để lại cho lần nhận sau; "
            "đóng tệp nếu đang mở và kiểm tra quyền truy cập"
        ) from error


def _changed(found: Found) -> NotTakenError:
    return NotTakenError(f"{one_line(found.path)}: vừa thay đổi, để lại cho lần nhận sau")


def _same(status: os.stat_result, found: Found) -> bool:
    return stat.S_ISREG(status.st_mode) and status.st_size == found.size and status.st_mtime_ns == found.mtime_ns

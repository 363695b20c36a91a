"""One writer at a time per workspace; readers are not held up.

The operating system holds the lock and drops it when the process ends, however it ends, so no stale lock
is ever left. The text in the file only says who holds it.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import platform
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from xltools.vietnamese.display import one_line
from xltools.workspace.layout import Workspace, WorkspaceError

_STEP = 0.1
_BYTE = 1 << 30  # on Windows a locked byte cannot be read, so it lies far behind the text

if sys.platform == "win32":
    import msvcrt

    def _claim(handle: int) -> None:
        os.lseek(handle, _BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _claim(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def writing(workspace: Workspace, patience: float = 10.0) -> Iterator[None]:
    """Be the only writer of the workspace; :class:`WorkspaceError`, saying who writes, after ``patience`` seconds."""
    try:
        handle = os.open(workspace.lock, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise WorkspaceError(
            f"Không ghi được vào “{one_line(str(workspace.lock.parent))}”; kiểm tra quyền ghi và dung lượng đĩa"
        ) from error
    try:
        _wait(handle, patience)
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, _signature().encode())
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _wait(handle: int, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            _claim(handle)
        except OSError:
            if time.monotonic() >= deadline:
                raise WorkspaceError(
                    f"Thư mục làm việc đang được {_holder(handle)} cập nhật; đợi xong rồi chạy lại"
                ) from None
            time.sleep(_STEP)
        else:
            return


def _holder(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    return one_line(os.read(handle, 500).decode(errors="replace")) or "một chương trình khác"


def _signature() -> str:
    user = "?"
    with contextlib.suppress(Exception):  # no login name in a service or container
        user = getpass.getuser()
    return f"{user} (máy {platform.node()}, tiến trình {os.getpid()}) từ {datetime.now():%H:%M:%S ngày %d/%m/%Y}"

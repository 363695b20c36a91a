"""The archive: the original bytes of every file taken in, named by their sha256, never changed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

_FEW = 16  # up to so many files, syncing one by one is quicker than a sync of the whole system
_BINARY = getattr(os, "O_BINARY", 0)
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY


def path_of(root: Path, sha256: str, name: str) -> Path:
    """Where content that came under ``name`` is kept: ``<sha256[:2]>/<sha256>.<ext>``."""
    return root / f"{sha256[:2]}/{sha256}{_extension(name)}"


def store(data: bytes, name: str, root: Path) -> str:
    """Keep ``data`` under its sha256, which is returned (hex).

    Atomic, and safe with several processes at once; content already there in full length is left as it is. Not
    yet durable: see :func:`make_durable`. ``OSError`` if it cannot be written.
    """
    sha = hashlib.sha256(data).hexdigest()
    target = path_of(root, sha, name)
    with contextlib.suppress(FileNotFoundError):
        # a power cut may have left a file shorter than what was written
        if target.stat().st_size == len(data):
            return sha
    draft = Path(f"{target}.{os.getpid()}.tmp")
    try:
        handle = os.open(draft, _WRITE, 0o644)
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(draft, _WRITE, 0o644)
    try:
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(handle, view) :]
        finally:
            os.close(handle)
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return sha


def make_durable(root: Path, stored: Iterable[tuple[str, str]]) -> None:
    """Return once the contents ``(sha256, name)`` are on the disk: one sync for a batch, not one a file."""
    batch = set(stored)
    if len(batch) > _FEW and hasattr(os, "sync"):
        os.sync()
        return
    targets = [path_of(root, sha, name) for sha, name in batch]
    for target in targets:
        _sync(target, os.O_RDWR)
    if targets and os.name == "posix":
        # the root too: a file's folder may be new in it
        for folder in sorted({root, *(target.parent for target in targets)}):
            _sync(folder, os.O_RDONLY)


def _sync(path: Path, mode: int) -> None:
    handle = os.open(path, mode | _BINARY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_FIT = re.compile(r"\.[a-z0-9]{1,8}", re.ASCII)


def _extension(name: str) -> str:
    ext = name[name.rfind(".") :].lower()
    return ext if _FIT.fullmatch(ext) else ".bin"

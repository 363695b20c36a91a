"""Folders made once for all workers of a test run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from filelock import FileLock


class Shared:
    """``shared(name, make)`` is a folder filled by ``make``: the first worker to ask makes it, the others wait."""

    def __init__(self, base: Path) -> None:
        self._base = base

    def __call__(self, name: str, make: Callable[[Path], None]) -> Path:
        made, unfinished = self._base / name, self._base / f"{name} (dở)" / name
        with FileLock(self._base / f"{name}.lock"):
            if not made.exists():
                unfinished.parent.mkdir()  # a second try in one run fails here: what failed once is not hidden
                make(unfinished)
                unfinished.rename(made)
        return made

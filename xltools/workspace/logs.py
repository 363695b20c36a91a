"""What went wrong inside the tool, for whoever mends it: one text file, in English, never shown to officials."""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path

NAME = "reader.log"


def log(folder: Path, file: str, detail: str) -> None:
    """Add to the log in ``folder`` what happened to ``file``. A log that cannot be written stops nothing."""
    moment = datetime.now().isoformat(" ", "seconds")
    with contextlib.suppress(OSError), (folder / NAME).open("a", encoding="utf-8", errors="backslashreplace") as out:
        out.write(f"{moment} {file!r}: {detail.rstrip()}\n")

"""``collect`` with its replies timed apart: ``python -m bench.collect FOLDER DATE`` prints the seconds they took."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from xltools import pipeline
from xltools.pipeline import replies


def main(folder: Path, as_of: date) -> float:
    """Collect; the seconds spent on receipts and lists of problems."""
    spent = 0.0
    write = replies.reply

    def timed(*arguments: Any, **options: Any) -> Any:
        nonlocal spent
        start = time.perf_counter()
        try:
            return write(*arguments, **options)
        finally:
            spent += time.perf_counter() - start

    replies.reply = timed
    pipeline.collect(folder, as_of=as_of)
    return spent


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2])))

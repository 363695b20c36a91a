"""``collect`` with its replies timed apart: ``python -m bench.collect FOLDER DATE`` prints the seconds they took."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from xltools.pipeline import commands


def main(folder: Path, as_of: date) -> float:
    """Collect; the seconds spent on receipts and lists of problems. ``RuntimeError`` if they were not seen written."""
    spent: list[float] = []
    names = vars(commands)
    write = names["reply"]

    def timed(*arguments: Any, **options: Any) -> Any:
        start = time.perf_counter()
        answered = write(*arguments, **options)
        spent.append(time.perf_counter() - start)
        return answered

    names["reply"] = timed
    with commands.opened(folder) as workspace:
        commands.collect(workspace, as_of=as_of)
    if not spent:
        raise RuntimeError("collect wrote its replies without passing here")
    return sum(spent)


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2])))

"""``python -m tests.corpus [PAGE]``: measure reading and write the page, else print it."""

from __future__ import annotations

import sys
from pathlib import Path

from .report import page
from .run import measure_all

text = page(measure_all())
if len(sys.argv) > 1:
    Path(sys.argv[1]).write_text(text, encoding="utf-8")
else:
    sys.stdout.write(text)

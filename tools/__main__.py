"""``python -m tools``: make everything in workbooks/ and docs/ from source, and say what was written."""

from __future__ import annotations

from tools.build import build_all

for path in build_all():
    print(path)

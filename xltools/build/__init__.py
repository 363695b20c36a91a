"""Everything in workbooks/ and docs/ made from source."""

from __future__ import annotations

from pathlib import Path

from xltools.build.templates import build_templates
from xltools.rules.docs import render

ROOT = Path(__file__).parents[2]


def build_all(root: Path = ROOT) -> list[Path]:
    """Write the templates and the generated documents below ``root``; twice the same bytes. The paths written."""
    annex = root / "docs" / "phu-luc-quy-tac.md"
    annex.parent.mkdir(parents=True, exist_ok=True)
    annex.write_text(render(), encoding="utf-8")
    return [*build_templates(root / "workbooks"), annex]

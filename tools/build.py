"""Everything that is generated: workbooks/, documents in docs/, ``xltools/digests.py``."""

from __future__ import annotations

from pathlib import Path

from tools.annex import render
from tools.demo import build_demo
from tools.digests import digests_text
from tools.panel import build_panel
from tools.templates import build_templates

ROOT = Path(__file__).parents[1]


def build_all(root: Path = ROOT) -> list[Path]:
    """Write templates, panel, demo files and generated documents below ``root``; twice the same bytes. The paths.

    LibreOffice is asked only for demo files in its formats whose content has changed.
    """
    annex, digests = root / "docs" / "phu-luc-quy-tac.md", root / "xltools" / "digests.py"
    for path, text in ((annex, render()), (digests, digests_text())):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    templates = build_templates(root / "workbooks")
    panel = build_panel(root / "workbooks")
    return [*templates, panel, *build_demo(root / "workbooks" / "demo"), annex, digests]

"""Everything that is generated: workbooks/, documents in docs/, ``xltools/digests.py``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tools.annex import render
from tools.commands import render_commands
from tools.demo import build_demo
from tools.dictionary import render_dictionary
from tools.digests import digests_text
from tools.gallery import render_gallery
from tools.macros import render_macros
from tools.panel import build_panel
from tools.templates import build_templates

ROOT = Path(__file__).parents[1]
TEXTS: dict[str, Callable[[], str]] = {
    "docs/lenh.md": render_commands,
    "docs/loi.md": render_gallery,
    "docs/phu-luc-quy-tac.md": render,
    "docs/so-lieu.md": render_dictionary,
    "macros/NutBam.bas": render_macros,
    "xltools/digests.py": digests_text,
}
"""Generated texts by their path in the checkout."""


def build_all(root: Path = ROOT) -> list[Path]:
    """Write templates, panel, demo files and generated documents below ``root``; twice the same bytes. The paths.

    LibreOffice is asked only for demo files in its formats whose content has changed.
    """
    texts = [root / name for name in TEXTS]
    for path, text in zip(texts, TEXTS.values(), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text().encode())
    templates = build_templates(root / "workbooks")
    panel = build_panel(root / "workbooks")
    return [*templates, panel, *build_demo(root / "workbooks" / "demo"), *texts]

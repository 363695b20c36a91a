"""The suite itself: what needs LibreOffice says so."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
STARTERS = {
    "libreoffice.py",  # conversions, behind the fixture that gives the marker office
    "faces/panel/clicks.py",  # clicks, behind the same fixture
    "corpus/programs.py",  # the corpus, marked by hand
}


def test_libreoffice_is_started_from_few_places() -> None:
    """A test that starts it in its own way would run in ``make quick`` and share a profile with other workers."""
    starts = re.compile(r"""["']soffice["']\]?[,)]""")
    found = {
        path.relative_to(ROOT / "tests").as_posix()
        for path in (ROOT / "tests").rglob("*.py")
        if starts.search(path.read_text("utf-8")) and "monkeypatch.setattr" not in path.read_text("utf-8")
    }
    assert found == STARTERS

"""A workspace written by an earlier version (fixtures/workspace-before.zip): judged again once, nothing lost.

It holds accepted, rejected, unreadable, superseded and duplicate files, all but one with a receiving date entered by
hand; ``expected/`` in it is what that version exported.
"""

from __future__ import annotations

import os
import sqlite3
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from xltools.pipeline import commands
from xltools.workspace.archive import path_of
from xltools.workspace.layout import Workspace

from ..on import as_csv, on, sentences

STORED = Path(__file__).parents[1] / "fixtures" / "workspace-before.zip"
DAY = date(2023, 6, 30)
REJUDGED = "Kế hoạch hoặc chương trình đã thay đổi: đã xét lại 10 tệp nhận trước đây."
WHAT = ("entries", "people", "problems", "submissions")


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The stored workspace, 2-NopBai filled from its archive; beside it ``expected``."""
    with zipfile.ZipFile(STORED) as stored:
        stored.extractall(tmp_path)
    root = tmp_path / "nam-2023"
    for name, sha256, *_ in arrivals(root):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(path_of(root / ".xltools/archive", sha256, name).read_bytes())
        os.utime(path, (1_600_000_000, 1_600_000_000))
    return root


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def arrivals(root: Path) -> list[tuple[str, str, str, int, int]]:
    workspace = Workspace.open(root)
    with closing(sqlite3.connect(workspace.ledger)) as db:
        return [
            (path.decode(), *row)
            for path, *row in db.execute("SELECT path, sha256, received, by_hand, turn FROM arrivals ORDER BY id")
        ]


def exports(root: Path) -> dict[str, bytes]:
    return {f"{what}.csv": as_csv(root, what, DAY).encode("utf-8", "backslashreplace") for what in WHAT}


def test_it_is_judged_again_once_and_keeps_receipts_versions_and_dates(before: Path) -> None:
    known, receipts, archive = arrivals(before), contents(before / "3-PhanHoi"), contents(before / ".xltools/archive")
    assert (len(known), sum(by_hand for *_, by_hand, _ in known)) == (10, 9)
    first = on(before, commands.collect, as_of=DAY)
    assert [line for line in sentences(first) if "xét lại" in line] == [REJUDGED]
    assert any("Đã nhận 0 tệp mới" in line for line in sentences(first))
    assert not any("xét lại" in line for line in sentences(on(before, commands.collect, as_of=DAY)))
    assert exports(before) == contents(before.parent / "expected")
    assert arrivals(before) == known
    assert contents(before / "3-PhanHoi") == receipts
    assert contents(before / ".xltools/archive") == archive


def test_whoever_looks_before_collecting_judges_it_again_too(before: Path) -> None:
    assert exports(before) == contents(before.parent / "expected")
    assert not any("xét lại" in line for line in sentences(on(before, commands.collect, as_of=DAY)))


def test_files_gone_from_the_drop_folder_are_judged_from_the_archive(before: Path) -> None:
    for path in (before / "2-NopBai").rglob("*.xlsx"):
        path.unlink()
    assert REJUDGED in sentences(on(before, commands.collect, as_of=DAY))
    assert exports(before) == contents(before.parent / "expected")

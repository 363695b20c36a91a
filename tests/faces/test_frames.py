from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from xltools import frames
from xltools.faces import demo
from xltools.outputs.exports import FIELDS
from xltools.pipeline import commands

from ..on import on

DAY = date(2023, 7, 1)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("frames") / "tinh"
    demo.begin(target)
    first, files = next(demo.rounds())
    demo.deliver(target, first, files)
    on(target, commands.collect, as_of=first, at_rest=True)
    return target


@pytest.mark.parametrize("what", ["entries", "people", "problems", "submissions"])
def test_a_frame_has_the_columns_and_rows_of_the_export(what: str, workspace: Path) -> None:
    frame = getattr(frames, what)(workspace, DAY)
    assert list(frame.columns) == list(FIELDS[what])
    assert len(frame) == len(on(workspace, commands.export, what, DAY)) > 0


def test_numbers_are_numbers_and_times_are_times(workspace: Path) -> None:
    entries, received = frames.entries(workspace, DAY), frames.submissions(workspace, DAY)
    registered = entries[(entries.person_id == "CB10") & entries.counted].counted_days.sum()
    assert registered == 70
    assert entries.quarter.isna().any()
    assert entries.row.dtype == "Int64"
    assert received.received_at.min().date() == date(2023, 2, 10)


def test_pandas_is_imported_only_when_a_frame_is_asked_for() -> None:
    code = "import sys, xltools.frames; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_frame_of_no_workspace_says_so(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="thư mục"):
        frames.people(tmp_path)

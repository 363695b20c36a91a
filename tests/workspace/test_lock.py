from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from xltools.model import Failure
from xltools.workspace.layout import Workspace
from xltools.workspace.ledger import Ledger
from xltools.workspace.lock import writing

HOLD = """
import sys, time
from pathlib import Path
from xltools.workspace.layout import Workspace
from xltools.workspace.lock import writing
with writing(Workspace.open(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(space: Workspace) -> subprocess.Popen[str]:
    """Another process that writes to the workspace."""
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(space.root)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_writer_is_told_who_writes_and_readers_are_not_held_up(space: Workspace) -> None:
    with holder(space) as first:
        try:
            with pytest.raises(Failure) as refusal, writing(space, patience=0.2):
                pytest.fail("two writers at once")
            assert f"tiến trình {first.pid}) từ " in str(refusal.value)
            assert "đợi xong rồi chạy lại" in str(refusal.value)
            with Ledger.open(space.ledger) as ledger:
                assert ledger.filings("p") == []
        finally:
            first.kill()


def test_a_writer_that_was_killed_leaves_no_lock(space: Workspace) -> None:
    with holder(space) as first:
        first.send_signal(signal.SIGKILL)
    with writing(space, patience=0):
        assert space.lock.exists()


def test_a_waiting_writer_goes_on_when_the_first_is_done(space: Workspace) -> None:
    with holder(space) as first:
        first.terminate()
        with writing(space, patience=5):
            pass
    with writing(space, patience=0):
        pass


def test_a_workspace_without_its_state_folder_cannot_be_locked(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="kiểm tra quyền ghi"), writing(Workspace(tmp_path, tmp_path)):
        pytest.fail("locked nothing")

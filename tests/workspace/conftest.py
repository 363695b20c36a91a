from __future__ import annotations

from pathlib import Path

import pytest

from xltools.workspace.layout import Workspace


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """An empty workspace."""
    workspace = Workspace.create(tmp_path / "w")
    workspace.plan.write_bytes(b"plan")
    return workspace

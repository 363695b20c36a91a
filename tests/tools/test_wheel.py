"""What is installed: the package with its data and workbooks/, nothing of tools/, tests/ or docs/."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"])
    with zipfile.ZipFile(wheel) as members:
        return set(members.namelist())


def test_only_the_package_is_installed(packed: set[str]) -> None:
    assert {name.partition("/")[0].partition("-")[0] for name in packed} == {"xltools"}


@pytest.mark.parametrize(
    ("folder", "below"), [("xltools", ""), ("workbooks", "xltools/")], ids=["package", "workbooks and the demo's files"]
)
def test_every_file_of_the_folder_is_installed(packed: set[str], folder: str, below: str) -> None:
    files = [path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()]
    kept = {f"{below}{name}" for name in files if "__pycache__" not in name}
    assert len(kept) > 60
    assert kept <= packed

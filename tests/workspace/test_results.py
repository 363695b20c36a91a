from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from xltools.model import Failure
from xltools.workspace.layout import Workspace
from xltools.workspace.ledger import Ledger
from xltools.workspace.results import Results, write_result


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[float]]:
    """Let files be open in Excel, as Windows sees it, for so many tries; returns the naps taken."""

    def hold(*names: str, tries: int = 10_000) -> list[float]:
        naps: list[float] = []
        clock = [0.0]
        left = dict.fromkeys(names, tries)
        replace = Path.replace

        def guarded(self: Path, target: Path) -> Path:
            if left.get(target.name, 0) > 0:
                left[target.name] -= 1
                raise PermissionError(13, "Access is denied")
            return replace(self, target)

        def nap(seconds: float) -> None:
            naps.append(seconds)
            clock[0] += seconds

        monkeypatch.setattr(Path, "replace", guarded)
        monkeypatch.setattr(time, "sleep", nap)
        monkeypatch.setattr(time, "monotonic", lambda: clock[0])
        return naps

    return hold


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_result_is_written_and_its_folder_made(tmp_path: Path) -> None:
    target = tmp_path / "Quy1/Mau3-TG.xlsx"
    assert write_result(target, b"one") == (target, True, "")
    assert files(tmp_path / "Quy1") == {"Mau3-TG.xlsx": b"one"}


def test_the_same_content_is_not_written_again(tmp_path: Path) -> None:
    target = tmp_path / "TuanThu.xlsx"
    write_result(target, b"one")
    before = target.stat()
    assert write_result(target, b"one") == (target, False, "")
    assert (target.stat().st_ino, target.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert write_result(target, b"two").changed
    assert target.read_bytes() == b"two"


def test_a_target_that_is_let_go_in_time_is_replaced(tmp_path: Path, opened: Callable[..., list[float]]) -> None:
    target = tmp_path / "TuanThu.xlsx"
    target.write_bytes(b"old")
    naps = opened("TuanThu.xlsx", tries=4)
    assert write_result(target, b"new") == (target, True, "")
    assert (files(tmp_path), len(naps)) == ({"TuanThu.xlsx": b"new"}, 4)


def test_a_target_open_in_excel_is_left_and_the_result_goes_beside_it(
    tmp_path: Path, opened: Callable[..., list[float]]
) -> None:
    target = tmp_path / "TuanThu.xlsx"
    target.write_bytes(b"old")
    naps = opened("TuanThu.xlsx")
    written = write_result(target, b"new")
    assert sum(naps) <= 3
    assert written.path == tmp_path / "TuanThu (2).xlsx"
    assert "TuanThu.xlsx đang mở" in written.notice
    assert "TuanThu (2).xlsx" in written.notice
    write_result(target, b"newer")
    assert files(tmp_path) == {"TuanThu.xlsx": b"old", "TuanThu (2).xlsx": b"newer"}


def test_when_that_is_open_too_the_next_number_is_taken(tmp_path: Path, opened: Callable[..., list[float]]) -> None:
    opened("a.xlsx", "a (2).xlsx")
    assert write_result(tmp_path / "a.xlsx", b"new").path.name == "a (3).xlsx"


def test_a_failed_write_leaves_the_old_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Failure, match="dung lượng đĩa"):
        write_result(target, b"new")
    assert files(tmp_path) == {"a.xlsx": b"old"}


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "Quy1").write_bytes(b"")
    with pytest.raises(Failure, match="Quy1"):
        write_result(tmp_path / "Quy1/a.xlsx", b"new")


# -- remembered results -------------------------------------------------------------------


@pytest.fixture
def kept(space: Workspace) -> Iterator[Results]:
    with Ledger.open(space.ledger) as ledger:
        yield Results(space, ledger)


def rewrite(path: Path) -> None:
    path.write_bytes(b"ONE")


def touch(path: Path) -> None:
    os.utime(path, ns=(1, 1))


# what happens to a result after it was written → whether it still is current
FATES: list[tuple[Callable[[Path], object], bool]] = [
    (Path.exists, True),
    (touch, True),
    (rewrite, False),
    (Path.unlink, False),
]


@pytest.mark.parametrize(("fate", "current"), FATES)
def test_a_result_is_current_while_its_bytes_are(
    space: Workspace, kept: Results, fate: Callable[[Path], object], current: bool
) -> None:
    target = space.compliance
    assert not kept.is_current(target, "d1")
    kept.write(target, b"one", "d1")
    fate(target)
    assert kept.is_current(target, "d1") is current
    assert not kept.is_current(target, "d2")


def test_a_result_on_the_share_is_remembered_too(kept: Results, tmp_path: Path) -> None:
    kept.write(tmp_path / "chung/Mau2-TG.xlsx", b"one", "d1")
    assert kept.is_current(tmp_path / "chung/Mau2-TG.xlsx", "d1")


def test_a_result_that_went_beside_its_place_is_made_again(
    space: Workspace, kept: Results, opened: Callable[..., list[float]]
) -> None:
    target = space.compliance
    kept.write(target, b"one", "d1")
    opened("TuanThu.xlsx")
    kept.write(target, b"two", "d2")
    assert not kept.is_current(target, "d2")

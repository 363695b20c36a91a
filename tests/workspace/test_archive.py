from __future__ import annotations

import hashlib
import multiprocessing
import os
from pathlib import Path

import pytest

from xltools.workspace.archive import make_durable, path_of, store

# name under which the file came → ending in the archive
ENDINGS = """
mẫu 2.xlsx   .xlsx
MAU.XLS      .xls
baocao       .bin
a.b.ods      .ods
a.            .bin
x.xl sx      .bin
x.xlsx\u202e .bin
x.đuôi       .bin
x./../y      .bin
"""


@pytest.mark.parametrize("line", ENDINGS.strip().splitlines())
def test_content_is_kept_under_its_hash(tmp_path: Path, line: str) -> None:
    name, ending = line.rsplit(maxsplit=1)
    name = name.rstrip(" ")
    sha = store(b"abc", name, tmp_path)
    assert sha == hashlib.sha256(b"abc").hexdigest()
    assert path_of(tmp_path, sha, name) == tmp_path / "ba" / f"{sha}{ending}"
    assert path_of(tmp_path, sha, name).read_bytes() == b"abc"


def test_storing_again_changes_nothing(tmp_path: Path) -> None:
    sha = store(b"abc", "a.xlsx", tmp_path)
    path = path_of(tmp_path, sha, "a.xlsx")
    before = path.stat()
    assert store(b"abc", "b.xlsx", tmp_path) == sha
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("left", [b"", b"ab"])
def test_content_cut_short_by_a_power_cut_is_written_again(tmp_path: Path, left: bytes) -> None:
    path = path_of(tmp_path, store(b"abc", "a.xlsx", tmp_path), "a.xlsx")
    path.write_bytes(left)
    store(b"abc", "a.xlsx", tmp_path)
    assert path.read_bytes() == b"abc"


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        store(b"abc", "a.xlsx", tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def _store_all(root: Path) -> None:
    for number in range(200):
        store(b"%d" % number * 5000, "a.xlsx", root)


def test_several_processes_store_the_same_files(tmp_path: Path) -> None:
    workers = [multiprocessing.get_context("fork").Process(target=_store_all, args=(tmp_path,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) == 200
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.stem for path in kept)


@pytest.mark.parametrize("count", [1, 40])
def test_a_stored_batch_can_be_made_durable(tmp_path: Path, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int | str] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_ino))
    monkeypatch.setattr(os, "sync", lambda: synced.append("system"))
    stored = [(store(b"%d" % number, "a.xlsx", tmp_path), "a.xlsx") for number in range(count)]
    make_durable(tmp_path, stored)
    path = path_of(tmp_path, *stored[0])
    file, *folders = [one.stat().st_ino for one in (path, path.parent, tmp_path)]
    if count == 1:
        assert synced[0] == file
        assert sorted(map(str, synced[1:])) == sorted(map(str, folders))
    else:
        assert synced == ["system"]
    with pytest.raises(FileNotFoundError):
        make_durable(tmp_path, [("00" * 32, "never.xlsx")])

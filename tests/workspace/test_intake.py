from __future__ import annotations

import hashlib
import io
import os
import shutil
import time
import zipfile
from pathlib import Path

import pytest

from xltools.model import Failure
from xltools.workspace.intake import Found, NotTakenError, read_bytes, scan, settle, sha256_of
from xltools.workspace.layout import Workspace

HOUR = 3_600_000_000_000


def zipped(text: str = "nội dung") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.xml", text * 200)
    return buffer.getvalue()


def drop(space: Workspace, name: str, data: bytes | None = None) -> Path:
    path = space.drop / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zipped() if data is None else data)
    return path


def names(found: list[Found]) -> list[str]:
    return [file.path for file in found]


def later() -> int:
    """A clock ten seconds on: files written just now count as settled, but not as long untouched."""
    return time.time_ns() + 10_000_000_000


# -- scan ---------------------------------------------------------------------------------


def test_files_of_any_depth_are_found(space: Workspace) -> None:
    drop(space, "lạc.xlsx")
    drop(space, "TG/mẫu 2.xlsx")
    drop(space, "TG/quý 1/cũ/mẫu 3.xls", b"12345")
    found, notices = scan(space)
    assert names(found) == ["2-NopBai/TG/mẫu 2.xlsx", "2-NopBai/TG/quý 1/cũ/mẫu 3.xls", "2-NopBai/lạc.xlsx"]
    assert found[1].size == 5
    assert notices == []


IGNORED = """
~$mau2.xlsx            mở trong Excel
x.tmp                  tệp tạm
~WRL0003.tmp           tệp tạm của Word
A1B2C3D0               tệp tạm của Excel, không đuôi
~syncthing~mau.xlsx    đang đồng bộ
.syncthing.mau.xlsx    đang đồng bộ
mau.xlsx.part          đang tải
mau.xlsx.crdownload    đang tải
._mau.xlsx             của macOS
.~lock.mau.xlsx#       mở trong LibreOffice
desktop.ini            của Windows
Thumbs.db              của Windows
.DS_Store              của macOS
.stversions/mau.xlsx   bản cũ của phần mềm đồng bộ
$RECYCLE.BIN/mau.xlsx  thùng rác
@eaDir/mau.xlsx        của ổ mạng
"""


@pytest.mark.parametrize("line", IGNORED.strip().splitlines())
def test_files_of_programs_are_ignored(space: Workspace, line: str) -> None:
    drop(space, "TG/" + line.split("  ")[0].strip())
    assert scan(space) == ([], [])


@pytest.mark.parametrize(
    "name", ["A1B2C3D4.xlsx", "baocao", "tmp.xlsx", "mau.part.xlsx", "x\u202e.xlsx", "hai\ndòng.xlsx"]
)
def test_files_of_people_are_not(space: Workspace, name: str) -> None:
    drop(space, name)
    assert names(scan(space)[0]) == [f"2-NopBai/{name}"]


def test_names_that_only_look_alike_are_two_files_and_broken_bytes_are_kept(space: Workspace) -> None:
    drop(space, "ho\u0300a.xlsx")
    drop(space, "hòa.xlsx")
    drop(space, os.fsdecode(b"\xff\xfe.xlsx"))
    found = scan(space)[0]
    assert len(found) == 3
    assert all(read_bytes(space.path(file.path), file) == zipped() for file in found)


def test_links_pipes_and_devices_are_left_with_a_notice(space: Workspace, tmp_path: Path) -> None:
    outside = tmp_path / "bí mật"
    outside.mkdir()
    (outside / "x.xlsx").write_bytes(zipped())
    os.mkfifo(space.drop / "ống.xlsx")
    (space.drop / "liên kết.xlsx").symlink_to(outside / "x.xlsx")
    (space.drop / "thư mục").symlink_to(outside)
    (space.drop / "vòng").symlink_to(space.drop)
    (space.drop / "thiết bị.xlsx").symlink_to("/dev/zero")
    found, notices = scan(space)
    assert found == []
    assert len(notices) == 5
    assert all("không phải tệp thường" in notice for notice in notices)


def test_a_drop_folder_out_of_reach_is_an_error(space: Workspace) -> None:
    shutil.rmtree(space.drop)
    with pytest.raises(Failure, match="thư mục nộp bài"):
        scan(space)


# -- settle -------------------------------------------------------------------------------


class Sleeper:
    """A sleep that takes no time, but lets things happen meanwhile."""

    def __init__(self, *events: object) -> None:
        self.events = list(events)
        self.slept = 0.0

    def __call__(self, seconds: float) -> None:
        self.slept += seconds
        if self.events:
            event = self.events.pop(0)
            assert callable(event)
            event()


def test_old_files_are_not_waited_for(space: Workspace) -> None:
    drop(space, "a.xlsx")
    found = scan(space)[0]
    sleeper = Sleeper()
    assert settle(space, found, later, sleeper) == (found, [])
    assert sleeper.slept == 0


def test_a_file_written_just_now_is_looked_at_twice(space: Workspace) -> None:
    drop(space, "a.xlsx")
    found = scan(space)[0]
    sleeper = Sleeper()
    assert settle(space, found, sleep=sleeper) == (found, [])
    assert sleeper.slept == 0.5


def test_a_file_of_the_future_is_looked_at_twice(space: Workspace) -> None:
    os.utime(drop(space, "a.xlsx"), ns=(0, time.time_ns() + HOUR))
    sleeper = Sleeper()
    assert names(settle(space, scan(space)[0], later, sleeper)[0]) == ["2-NopBai/a.xlsx"]
    assert sleeper.slept == 0.5


def test_a_file_still_growing_is_waited_for(space: Workspace) -> None:
    data = zipped()
    path = drop(space, "a.xlsx", data[:100])
    sleeper = Sleeper(lambda: path.write_bytes(data[:300]), lambda: path.write_bytes(data))
    (file,), notices = settle(space, scan(space)[0], sleep=sleeper)
    assert (file.size, notices) == (len(data), [])
    assert read_bytes(path, file) == data
    assert sleeper.slept == 1.5


# name, first bytes of the file that is not whole
HALF_COPIED = [
    ("giữ chỗ.xlsx", zipped()[:300] + bytes(5000)),
    ("toàn số không.xlsx", bytes(9000)),
    ("toàn số không.xls", bytes(9000)),
    ("rỗng.xlsx", b""),
    ("cắt.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22) + b"\x09\x00" + bytes(16) + b"\x40" + bytes(1500)),
]


@pytest.mark.parametrize(("name", "data"), HALF_COPIED)
def test_a_half_copied_file_is_left_for_the_next_collect(space: Workspace, name: str, data: bytes) -> None:
    path = drop(space, name, data)
    sleeper = Sleeper()
    found, notices = settle(space, scan(space)[0], later, sleeper)
    assert found == []
    assert notices == [f"2-NopBai/{name}: đang được ghi hoặc chép dở, để lại cho lần nhận sau"]
    assert sleeper.slept <= 3
    path.write_bytes(zipped())
    assert names(settle(space, scan(space)[0], later, sleeper)[0]) == [f"2-NopBai/{name}"]


@pytest.mark.parametrize("data", [zipped()[:-30], b"PK" + zipped()[400:], b"PK\x03\x04 garbage"])
def test_a_cut_file_that_rests_is_taken_so_that_its_sender_hears_of_it(space: Workspace, data: bytes) -> None:
    drop(space, "cắt.xlsx", data)
    found = scan(space)[0]
    sleeper = Sleeper()
    assert settle(space, found, later, sleeper) == (found, [])
    assert sleeper.slept == 3


def test_a_broken_file_nobody_writes_to_any_more_is_taken(space: Workspace) -> None:
    drop(space, "cắt.xlsx", zipped()[:-30])
    found = scan(space)[0]
    assert settle(space, found, lambda: time.time_ns() + HOUR, Sleeper()) == (found, [])


@pytest.mark.parametrize("data", [b"ho ten,so ngay\n", b"%PDF-1.7 ...", b"<html>", zipped() + b"comment"])
def test_other_files_only_have_to_be_at_rest(space: Workspace, data: bytes) -> None:
    drop(space, "a.xlsx", data)
    found = scan(space)[0]
    assert settle(space, found, later, Sleeper()) == (found, [])


def test_a_file_that_vanishes_is_left_with_a_notice(space: Workspace) -> None:
    path = drop(space, "a\n.xlsx")
    found, notices = settle(space, scan(space)[0], sleep=Sleeper(path.unlink))
    assert (found, notices) == ([], ["2-NopBai/a\ufffd.xlsx: không còn ở đó, để lại cho lần nhận sau"])


@pytest.mark.parametrize("name", ["mau.sync-conflict-20230601-1.xlsx", "mau (may 2's conflicted copy 2023-06-01).xlsx"])
def test_conflict_copies_are_taken_and_told(space: Workspace, name: str) -> None:
    drop(space, name)
    found, notices = settle(space, scan(space)[0], later, Sleeper())
    assert len(found) == 1
    assert "phần mềm đồng bộ" in notices[0]


# -- reading ------------------------------------------------------------------------------


def grow(path: Path) -> None:
    with path.open("ab") as out:
        out.write(b"x")


def become_a_link(path: Path) -> None:
    path.rename(path.with_suffix(".old"))
    path.symlink_to(path.with_suffix(".old"))


def become_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize("change", [Path.unlink, grow, become_a_link, become_a_pipe])
def test_a_file_that_changed_since_it_was_found_is_left(space: Workspace, change: object) -> None:
    path = drop(space, "a.xlsx")
    (file,) = scan(space)[0]
    assert callable(change)
    change(path)
    with pytest.raises(NotTakenError, match="để lại cho lần nhận sau"):
        read_bytes(path, file)


def test_a_file_of_any_size_is_known_by_its_hash(space: Workspace) -> None:
    data = bytes(range(256)) * (3 << 12)
    path = drop(space, "phim.mp4", data)
    (file,) = scan(space)[0]
    assert sha256_of(path, file) == hashlib.sha256(data).hexdigest()
    grow(path)
    with pytest.raises(NotTakenError, match="vừa thay đổi"):
        sha256_of(path, file)

"""What ``xltools doctor`` finds on a machine and in a workspace."""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path

import pytest

from xltools.faces import doctor
from xltools.faces.panel import install
from xltools.pipeline import commands
from xltools.workspace.layout import Workspace
from xltools.workspace.lock import writing

from ..cli_shell import Shell
from ..on import on


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    commands.new(tmp_path / "tinh", share=tmp_path / "chung")
    on(tmp_path / "tinh", commands.collect, workers=1)
    return tmp_path / "tinh"


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The profile of a LibreOffice that was opened once."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(install, "soffice", lambda: Path("/opt/soffice"))
    folder = tmp_path / "libreoffice" / "4" / "user"
    folder.mkdir(parents=True)
    return folder


def said(folder: Path | None, good: bool | None) -> str:
    return "\n".join(words for found, words in doctor.examine(folder) if found is good)


def test_a_sound_workspace_has_nothing_to_mend(xltools: Shell, folder: Path, user: Path) -> None:
    answer = xltools("doctor", folder)
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert all(line[:2] in ("✓ ", "– ") for line in lines)
    for words in ("Python 3", "xltools ", "KeHoach.xlsx: năm 2023", "sổ nhận bài (phiên bản 1)", "Thư mục chung", "GB"):
        assert any(words in line for line in lines), words


def test_no_workspace(xltools: Shell, tmp_path: Path) -> None:
    answer = xltools("doctor", tmp_path / "khong")
    assert answer.code == 1
    assert answer.out.splitlines()[-1].startswith("✗ Không thấy thư mục")


def test_a_newer_ledger(folder: Path) -> None:
    with sqlite3.connect(folder / ".xltools" / "ledger.db") as db:
        db.execute("PRAGMA user_version = 99")
    assert "do bản xltools mới hơn ghi (phiên bản 99, bản này đọc đến 1)" in said(folder, False)


def test_a_broken_ledger(folder: Path) -> None:
    (folder / ".xltools" / "ledger.db").write_bytes(b"x" * 5000)
    assert "ledger.db" in said(folder, False)


def test_a_plan_with_mistakes(folder: Path) -> None:
    (folder / "KeHoach.xlsx").write_bytes(b"PK")
    assert "KeHoach.xlsx" in said(folder, False)


def test_a_workspace_somebody_writes_in(folder: Path) -> None:
    with writing(Workspace.open(folder)):
        assert "đang được" in said(folder, None)


def test_a_share_that_is_gone(folder: Path) -> None:
    (folder.parent / "chung").rename(folder.parent / "khac")
    assert "Không mở được thư mục chung" in said(folder, False)


def test_a_folder_that_is_gone_or_shut(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "4-TongHop").rmdir()

    def refused(**_: object) -> None:
        raise PermissionError(13, "no")

    assert "Thiếu thư mục" in said(folder, False)
    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", refused)
    assert "2-NopBai (không có quyền)" in said(folder, False)


def test_a_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = type("Usage", (), {"free": 10_000_000})
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: full)
    assert "Đĩa còn trống 0,0 GB; dọn bớt" in said(folder, False)


def test_a_long_path() -> None:
    assert doctor._length(Path("x" * 200))[0] is False
    assert doctor._length(Path("x" * 20))[0] is True


def test_a_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ["click>=8.1", "khong-co>=1", 'pytest-khong-co; extra == "dev"']
    monkeypatch.setattr(doctor, "requires", lambda _: asked)
    assert "Thiếu thư viện khong-co:" in said(None, False)
    assert " -m pip install khong-co" in said(None, False)
    assert "pytest" not in said(None, False)


# ------------------------------------------------------------------ LibreOffice


def test_no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "soffice", lambda: None)
    assert "Không thấy LibreOffice" in said(None, None)


def test_libreoffice_without_our_script(user: Path) -> None:
    assert "Chưa cài phần nối với LibreOffice" in said(None, None)


def test_libreoffice_with_our_script(user: Path) -> None:
    install._copy_script(user)
    assert f"đã cài, dùng {sys.executable}" in said(None, True)
    assert "chưa có thư mục tin cậy" in said(None, False)
    install._trust(user, Path("/a b/c"))
    assert "file:///a%20b/c" in said(None, True)


def test_a_script_of_another_version_or_interpreter(user: Path) -> None:
    scripts = install._copy_script(user)
    (scripts / install.SCRIPT).write_text("# cũ")
    assert "không cùng phiên bản" in said(None, False)
    (scripts / install.SETTINGS).write_text(json.dumps({"python": "/khong/co"}))
    assert "gọi /khong/co nay không còn" in said(None, False)

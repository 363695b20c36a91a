"""install-libreoffice without a folder renews the script and leaves no panel where the console happens to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from xltools.faces.panel import install

from ...cli_shell import Shell


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "hồ sơ" / "user").mkdir(parents=True)
    (tmp_path / "nơi đang đứng").mkdir()
    monkeypatch.chdir(tmp_path / "nơi đang đứng")
    return tmp_path / "hồ sơ"


def test_without_a_folder_only_the_script_is_renewed(xltools: Shell, profile: Path) -> None:
    done = xltools("install-libreoffice", "--profile", profile)
    assert done.code == 0
    assert "ghi thêm thư mục năm" in done.err
    assert install.is_current(profile / "user")
    assert list(Path.cwd().iterdir()) == []
    assert install.trusted(profile / "user") == []


def test_only_a_folder_that_is_named_is_trusted(xltools: Shell, profile: Path) -> None:
    done = xltools("install-libreoffice", "--profile", profile, "--trust")
    assert (done.code, done.out) == (2, "")
    assert "Ghi thư mục năm vào lệnh" in done.err
    assert not install.is_current(profile / "user")


def test_it_is_taken_away_again(xltools: Shell, profile: Path) -> None:
    xltools("install-libreoffice", "--profile", profile)
    done = xltools("install-libreoffice", "--profile", profile, "--remove")
    assert done.code == 0
    assert not any(path.is_file() for path in install.script_folder(profile / "user").rglob("*"))

"""``xltools panel`` and ``xltools install-libreoffice`` as commands."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from xltools.faces.panel import excel as buttons
from xltools.faces.panel import install
from xltools.faces.panel.answer import Answer
from xltools.faces.panel.spec import BUTTONS
from xltools.model import Failure

from ..cli_shell import Shell


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """Windows with the panel open; the buttons clicked there."""
    clicked: list[tuple[str, object]] = []
    book = object()

    def pressed(key: str, on: object) -> Answer:
        clicked.append((key, on is book))
        return Answer("done", "Xong rồi.")

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(buttons, "_open_panel", lambda: book)
    monkeypatch.setattr(buttons, "pressed", pressed)
    return clicked


def test_elsewhere_one_sentence_says_what_to_use(xltools: Shell) -> None:
    assert "xltools install-libreoffice" in xltools("panel").sentence


def test_a_button_by_name(windows: list[tuple[str, object]]) -> None:
    said: list[str] = []
    assert buttons.press_from_console("check", lambda: "", said.append) == 0
    assert (windows, said) == ([("check", True)], ["Xong rồi."])


def test_a_button_by_number(windows: list[tuple[str, object]]) -> None:
    said: list[str] = []
    assert buttons.press_from_console(None, lambda: " 3 ", said.append) == 0
    assert windows == [(BUTTONS[2].key, True)]
    assert len(said) == len(BUTTONS) + 1
    assert said[2].startswith("3. Thu nhận: ")


@pytest.mark.parametrize("typed", ["", "0", "9", "-1", "x", "1.5"])
def test_no_button(windows: list[tuple[str, object]], typed: str) -> None:
    with pytest.raises(Failure, match="Không chọn nút nào"):
        buttons.press_from_console(None, lambda: typed, lambda _: None)
    assert windows == []


def test_errors_in_a_form_are_no_clean_end(windows: list[tuple[str, object]], monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(buttons, "pressed", lambda key, book: Answer("errors", "2 lỗi."))
    assert buttons.press_from_console("check", lambda: "", said.append) == 1
    assert said == ["2 lỗi."]


def test_what_the_panel_could_not_do_fails_here_too(
    windows: list[tuple[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buttons, "pressed", lambda key, book: Answer("failed", "Chưa ghi thư mục làm việc"))
    with pytest.raises(Failure, match="Chưa ghi thư mục làm việc"):
        buttons.press_from_console("run", lambda: "", lambda _: None)


def test_no_panel_open(windows: list[tuple[str, object]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buttons, "_open_panel", lambda: None)
    with pytest.raises(Failure, match="BangDieuKhien"):
        buttons.press_from_console("check", lambda: "", lambda _: None)


def test_a_panel_that_takes_nothing(windows: list[tuple[str, object]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buttons, "pressed", lambda key, book: None)
    with pytest.raises(Failure, match="Không ghi được"):
        buttons.press_from_console("check", lambda: "", lambda _: None)


# ------------------------------------------------------------------ LibreOffice


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_installing_twice_and_taking_away(xltools: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "soffice", lambda: None)
    (tmp_path / "ho so" / "user").mkdir(parents=True)
    call = ("install-libreoffice", tmp_path / "bang", "--profile", tmp_path / "ho so")
    first = xltools(*call, "--trust")
    assert first.code == 0
    assert "Không thấy soffice nên chưa lập được BangDieuKhien.ods" in first.err
    once = files(tmp_path)
    assert {Path(name).name for name in once} == {
        "registrymodifications.xcu",
        "xltools_calc.json",
        "xltools_calc_marks.py",
        *(path.name for path in Path(install.__file__).with_name("calc").glob("*.py")),
    }
    xltools(*call, "--trust")
    assert files(tmp_path) == once
    assert xltools(*call, "--remove").code == 0
    assert list(files(tmp_path)) == ["ho so/user/registrymodifications.xcu"]


def test_other_settings_of_the_profile_stay(tmp_path: Path) -> None:
    other = '<item oor:path="/x"><prop oor:name="y" oor:op="fuse"><value>1</value></prop></item>\n'
    text = install._EMPTY_REGISTRY.replace("</oor:items>", other + "</oor:items>")
    (tmp_path / install._REGISTRY).write_text(text, encoding="utf-8")
    for folder in ("/a & b", "/c", "/c/d"):
        install._trust(tmp_path, Path(folder))
    assert install.trusted(tmp_path) == ["file:///a%20%26%20b", "file:///c"]
    assert other in (tmp_path / install._REGISTRY).read_text(encoding="utf-8")
    assert not install.is_trusted(tmp_path, Path("/cc"))


def test_no_profile(xltools: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert "Chưa thấy hồ sơ của LibreOffice" in xltools("install-libreoffice").sentence
    assert "không phải thư mục hồ sơ" in xltools("install-libreoffice", "--profile", tmp_path).sentence

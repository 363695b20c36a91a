"""The workbook holds macros/*.bas byte for byte, and its buttons, sheets and macros name each other rightly."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from oletools.mraptor import MacroRaptor
from pyopenvba import ExcelFile

from xltools.faces.panel.spec import BUTTONS, MESSAGES, SHEETS

from .small_panel import MACROS, small_panel, sources
from .structure import faults, structure


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_panel(tmp_path_factory.mktemp("panel") / "panel.xlsm")


def test_source_in_the_workbook_is_the_source_in_macros(panel: Path) -> None:
    modules = structure(panel).modules
    written = {path.stem: path.read_bytes() for path in MACROS.glob("*.bas")}
    assert written
    assert {name: modules[name] for name in written} == written
    assert set(modules) - set(written) == {"ThisWorkbook", *SHEETS.values()}


def test_another_reader_finds_the_same_source(panel: Path) -> None:
    with ExcelFile(str(panel)) as book:
        assert set(sources()) <= set(book.module_names())
        for name, source in sources().items():
            assert book.get_module(name).splitlines() == source.splitlines()


def test_every_button_has_its_macro_and_every_sheet_its_module(panel: Path) -> None:
    assert faults(panel) == []
    assert structure(panel).buttons == tuple((button.caption, button.macro) for button in BUTTONS)


def test_every_macro_passes_on_the_key_of_its_button() -> None:
    calls = dict(re.findall(r"Public Sub (\w+)\(\)\n {4}Press (.+)\nEnd Sub", sources()["NutBam"]))
    assert calls == {button.macro: f'"{button.key}"' + ", True" * button.long for button in BUTTONS}


def test_a_renamed_macro_is_noticed(tmp_path: Path) -> None:
    macros = sources() | {"NutBam": sources()["NutBam"].replace("Sub XlMau2", "Sub XlMauHai")}
    assert faults(small_panel(tmp_path / "x.xlsm", macros)) == [
        "button 'Tổng hợp mẫu 2' calls XlMau2, which there is not",
        "no button calls XlMauHai",
    ]


def test_a_wrong_code_name_is_noticed(tmp_path: Path) -> None:
    names = {**SHEETS, "TinhHinh": "Sheet2"}
    assert faults(small_panel(tmp_path / "x.xlsm", code_names=names)) == [
        "no module for code name Sheet2",
        "no sheet with code name shTinhHinh",
    ]


def test_a_lost_caption_is_noticed(tmp_path: Path) -> None:
    buttons = [replace(button, caption="") if button.key == "check" else button for button in BUTTONS]
    # XlsxWriter writes "Button 1" where it gets no caption
    assert structure(small_panel(tmp_path / "x.xlsm", buttons=buttons)).buttons[0] != ("Kiểm tra", "XlKiemTra")


def test_a_source_that_is_not_ascii_is_refused(tmp_path: Path) -> None:
    macros = sources() | {"NutBam": sources()["NutBam"] + "' Kiểm tra\n"}
    with pytest.raises(ValueError, match=r"module NutBam, line \d+ is not ASCII: ' Kiểm tra"):
        small_panel(tmp_path / "x.xlsm", macros)


def test_building_again_gives_the_same_bytes(panel: Path, tmp_path: Path) -> None:
    assert small_panel(tmp_path / "panel.xlsm").read_bytes() == panel.read_bytes()


def test_nothing_runs_by_itself() -> None:
    raptor = MacroRaptor("\n".join(sources().values()))
    raptor.scan()
    assert not raptor.autoexec
    assert not raptor.suspicious


def test_an_automatic_macro_would_be_noticed() -> None:
    raptor = MacroRaptor('Sub Workbook_Open()\nCreateObject("WScript.Shell").Run "calc"\nEnd Sub\n')
    raptor.scan()
    assert raptor.autoexec
    assert raptor.suspicious


def test_every_message_of_the_macros_has_its_words() -> None:
    asked = set(re.findall(r'"(Msg_\w+)"', sources()["KhoiDong"]))
    assert asked == set(MESSAGES)


@pytest.mark.parametrize("word", ["Declare ", "Auto_", "Workbook_", "Worksheet_", "Shell("])
def test_macros_do_without(word: str) -> None:
    assert not [name for name, source in sources().items() if word.lower() in source.lower()]

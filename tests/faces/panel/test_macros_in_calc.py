"""Real clicks in LibreOffice Calc: button → Sub → user script → a process of our Python → cells."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from xltools.faces.panel.spec import BUTTONS, MESSAGES

from ...libreoffice import LibreOffice
from .calc import Calc
from .small_panel import small_panel, sources

ANSWER = """
import json, sys
request = json.load(sys.stdin)
words = f"Đã làm {request['button']} sau «{request['before']}» bằng Python {sys.version_info.major} {sys.executable}"
print(json.dumps({"headline": words}))
"""


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_panel(tmp_path_factory.mktemp("panel") / "Bảng điều khiển.xlsm")


@pytest.fixture(scope="module")
def calc(tmp_path_factory: pytest.TempPathFactory, libreoffice: LibreOffice) -> Iterator[Calc]:
    """Calc with the script installed."""
    with libreoffice.calc(tmp_path_factory.mktemp("calc")) as calc:
        shutil.copy(Path(__file__).with_name("stub_script.py"), calc.scripts / "xltools_calc.py")
        (calc.scripts / "stub.json").write_text(json.dumps([sys.executable, "-P", "-c", ANSWER]), encoding="utf-8")
        yield calc


@pytest.fixture(scope="module")
def bare_calc(tmp_path_factory: pytest.TempPathFactory, libreoffice: LibreOffice) -> Iterator[Calc]:
    """Calc as it comes, without the script."""
    with libreoffice.calc(tmp_path_factory.mktemp("calc")) as calc:
        yield calc


def headline(calc: Calc) -> str:
    return str(calc.read("DieuKhien", "B1")[0][0])


def test_calc_finds_every_button_and_its_macro(calc: Calc, panel: Path) -> None:
    assert calc.open(panel) == [[button.caption, button.macro] for button in BUTTONS]


def test_a_click_goes_through_to_the_cells(calc: Calc, panel: Path) -> None:
    calc.open(panel)
    for button in BUTTONS:
        if button.key not in ("run", "mau3"):
            calc.write("DieuKhien", "B1", "chưa bấm")
            calc.click(button.macro)
            assert headline(calc) == f"Đã làm {button.key} sau «chưa bấm» bằng Python 3 {sys.executable}"


def test_forty_clicks(calc: Calc, panel: Path) -> None:
    calc.open(panel)
    for number in range(40):
        calc.write("DieuKhien", "B1", str(number))
        calc.click("XlMau2")
        assert f"«{number}»" in headline(calc)


def test_a_missing_script_is_told(bare_calc: Calc, panel: Path) -> None:
    bare_calc.open(panel)
    bare_calc.click("XlMau2")
    assert headline(bare_calc) == MESSAGES["Msg_NoScript"]


def test_a_failing_script_is_told(calc: Calc, panel: Path) -> None:
    calc.open(panel)
    calc.click("XlChayCaQuy")
    before, after = MESSAGES["Msg_Failed"].split("{0}")
    assert headline(calc).startswith(before)
    assert "bumm" in headline(calc)
    assert headline(calc).endswith(after)


def test_a_click_during_another_is_told(calc: Calc, panel: Path) -> None:
    calc.open(panel)
    calc.click("XlMau3")
    assert headline(calc) == MESSAGES["Msg_Busy"]
    calc.click("XlMau2")
    assert headline(calc).startswith("Đã làm mau2")


def test_a_panel_without_its_settings_does_not_hang(calc: Calc, panel: Path) -> None:
    calc.open(panel)
    calc.remove_sheet("xlwings.conf")
    assert calc.click("XlMau2") < 5
    assert headline(calc) == ""


def test_a_renamed_macro_is_not_found(calc: Calc, tmp_path: Path) -> None:
    macros = sources() | {"NutBam": sources()["NutBam"].replace("Sub XlMau2", "Sub XlMauHai")}
    assert ["Tổng hợp mẫu 2", ""] in calc.open(small_panel(tmp_path / "renamed.xlsm", macros))


def test_what_libreoffice_cannot_compile_does_nothing(calc: Calc, tmp_path: Path) -> None:
    """Why every click here is looked at in a cell: LibreOffice says nothing without a screen."""
    macros = sources() | {
        "KhoiDong": sources()["KhoiDong"] + "#If VBA7 Then\nSub A()\nEnd Sub\n#Else\nSub A()\nEnd Sub\n#End If\n"
    }
    calc.open(small_panel(tmp_path / "twins.xlsm", macros))
    calc.click("XlMau2")
    assert headline(calc) == ""


def test_a_panel_saved_as_ods_keeps_its_buttons(calc: Calc, panel: Path, tmp_path: Path) -> None:
    calc.open(panel)
    calc.save_as(tmp_path / "panel.ods", "calc8")
    assert calc.open(tmp_path / "panel.ods") == [[button.caption, button.macro] for button in BUTTONS]
    calc.click("XlMau2")
    assert headline(calc).startswith("Đã làm mau2")

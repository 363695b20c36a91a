"""A click in Excel, by a VBA interpreter: which command line it makes, and what it says when that does not run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from xltools.faces.panel.excel import TOO_LONG, UNWRITTEN
from xltools.faces.panel.spec import BUTTONS, MESSAGES, Button

from .excel import BLOCKED_BY_POLICY, FILE_NOT_FOUND, FOLDER, PERMISSION_DENIED, WINDOWS, Excel, RefusedError, Run
from .small_panel import small_panel

OWN = r"%LOCALAPPDATA%\xltools\python\python.exe"
NAME = "Bảng điều khiển - quý 2.xlsm"


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_panel(tmp_path_factory.mktemp("panel") / NAME)


def ends(code: int) -> Run:
    return lambda arguments, style: code


def refuses(number: int, *programs: str) -> Run:
    """Windows that refuses these programs, all of them if none is named."""

    def run(arguments: list[str], style: int) -> int:
        if not programs or arguments[0] in programs:
            raise RefusedError(number)
        return 0

    return run


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.key)
def test_a_click_starts_the_tool(panel: Path, button: Button) -> None:
    styles = []

    def run(arguments: list[str], style: int) -> int:
        styles.append(style)
        assert arguments == [
            OWN,
            "-P",
            "-m",
            "xltools.buttons",
            button.key,
            f"--wb={NAME}",
            "--from_xl=1",
            r"--app=C:\Program Files\Microsoft Office\root\Office16\Microsoft Excel",
            "--hwnd=264738",
        ]
        assert excel.status_bar == MESSAGES["Msg_Running"]
        return 0

    excel = Excel(panel, run)
    excel.click(button.macro)
    assert styles == [7 if button.long else 0]
    assert (excel.headline, excel.dialogs, excel.status_bar) == ("", [], False)


def test_the_interpreter_of_the_sheet_comes_first(panel: Path) -> None:
    excel = Excel(panel, ends(0))
    excel.write("xlwings.conf", "B1", r"D:\Công cụ\python.exe")
    excel.click("XlMau2")
    assert [line.split(" -P ")[0] for line in excel.command_lines] == ['"D:\\Công cụ\\python.exe"']


def test_python_on_the_path_comes_last(panel: Path) -> None:
    excel = Excel(panel, refuses(FILE_NOT_FOUND, OWN))
    excel.click("XlMau2")
    assert [line.split(" -P ")[0] for line in excel.command_lines] == [f'"{OWN}"', "python"]
    assert excel.headline == ""


def test_programs_in_the_current_folder_are_not_started(panel: Path) -> None:
    excel = Excel(panel, refuses(FILE_NOT_FOUND, OWN))
    excel.click("XlMau2")
    assert excel.folders == [WINDOWS, WINDOWS]
    assert excel.shell.folder == FOLDER


def test_a_folder_that_has_gone_does_not_matter(panel: Path) -> None:
    def run(arguments: list[str], style: int) -> int:
        excel.gone = FOLDER
        return 0

    excel = Excel(panel, run)
    excel.click("XlMau2")
    assert (excel.headline, excel.shell.folder) == ("", WINDOWS)


@pytest.mark.parametrize(
    ("run", "message", "detail"),
    [
        (refuses(FILE_NOT_FOUND), "Msg_NoPython", ""),
        (refuses(FILE_NOT_FOUND + 1), "Msg_NoPython", ""),
        (ends(9009), "Msg_NoPython", ""),
        (ends(1), "Msg_NoTool", ""),
        (ends(2), "Msg_NoTool", ""),
        (ends(-1073741510), "Msg_Stopped", ""),
        (ends(TOO_LONG), "Msg_TooLong", ""),
        (ends(UNWRITTEN), "Msg_Failed", "74"),
        (refuses(BLOCKED_BY_POLICY), "Msg_Blocked", "800704EC"),
        (refuses(PERMISSION_DENIED), "Msg_Blocked", "70"),
        (ends(-1073741819), "Msg_Failed", "C0000005"),
    ],
)
def test_what_kept_the_tool_from_starting_is_told(panel: Path, run: Run, message: str, detail: str) -> None:
    excel = Excel(panel, run)
    excel.click("XlMau2")
    assert excel.headline == MESSAGES[message].replace("{0}", detail)
    assert (excel.dialogs, excel.status_bar) == ([], False)


def test_a_wrong_interpreter_is_named(panel: Path) -> None:
    excel = Excel(panel, refuses(FILE_NOT_FOUND))
    excel.write("xlwings.conf", "B1", r"D:\cu\python.exe")
    excel.click("XlMau2")
    assert excel.headline == MESSAGES["Msg_WrongPath"].replace("{0}", r"D:\cu\python.exe")
    assert len(excel.command_lines) == 1


def test_a_forbidden_shell_is_told(panel: Path) -> None:
    excel = Excel(panel, ends(0))
    excel.shell = None
    excel.click("XlMau2")
    assert excel.headline == MESSAGES["Msg_Blocked"].replace("{0}", "429 ActiveX component can't create object")


def test_an_equals_sign_in_the_name_is_told(tmp_path: Path) -> None:
    excel = Excel(small_panel(tmp_path / "a=b.xlsm"), ends(0))
    excel.click("XlMau2")
    assert (excel.headline, excel.command_lines) == (MESSAGES["Msg_BadName"], [])


def test_a_click_during_another_is_told(panel: Path) -> None:
    said = []

    def run(arguments: list[str], style: int) -> int:
        excel.click("XlMau3")
        said.append(excel.headline)
        return 0

    excel = Excel(panel, run)
    excel.click("XlMau2")
    assert (said, len(excel.command_lines)) == ([MESSAGES["Msg_Busy"]], 1)
    excel.run = ends(0)
    excel.click("XlMau3")
    assert len(excel.command_lines) == 2


def test_a_panel_without_its_settings_still_speaks(panel: Path) -> None:
    excel = Excel(panel, ends(0))
    excel.remove_sheet("xlwings.conf")
    excel.click("XlMau2")
    (words,) = excel.dialogs
    assert words.isascii()
    assert "Hay mo lai tep goc" in words


def test_the_command_line_reaches_python(panel: Path, tmp_path: Path) -> None:
    """The chain's link to the tool: a process gets what xlwings looks for, Vietnamese and spaces whole."""
    (tmp_path / "xltools").mkdir()
    (tmp_path / "xltools" / "__init__.py").touch()
    program = "import json, pathlib, sys; pathlib.Path(__file__).with_name('seen').write_text(json.dumps(sys.argv[1:]))"
    (tmp_path / "xltools" / "buttons.py").write_text(program)

    def run(arguments: list[str], style: int) -> int:
        environment = os.environ | {"PYTHONPATH": str(tmp_path)}
        return subprocess.run([sys.executable, *arguments[1:]], env=environment, cwd=tmp_path, check=False).returncode

    Excel(panel, run).click("XlThuNhan")
    key, *options = json.loads((tmp_path / "xltools" / "seen").read_text())
    assert key == "collect"
    assert dict(option.split("=") for option in options) == {
        "--wb": NAME,
        "--from_xl": "1",
        "--app": r"C:\Program Files\Microsoft Office\root\Office16\Microsoft Excel",
        "--hwnd": "264738",
    }

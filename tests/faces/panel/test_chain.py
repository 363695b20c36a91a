"""The whole chain in Excel: button → Sub → command line → a process of ours → ``Book.caller()`` → the cells."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from xltools.faces.panel.marks import CHECK_SHEET
from xltools.faces.panel.spec import BUTTONS, Button

from ...filled import PLACE, VD1, form
from .excel import Excel
from .office import NAME, PANEL, ROOT

STARTUP = Path(__file__).parent / "startup"


class Windows:
    """Runs the command lines of the macros by our own interpreter, with our Excel in it."""

    def __init__(self, books: list[Path], out: Path) -> None:
        self.books, self.out = books, out
        self.codes: list[int] = []

    def __call__(self, arguments: list[str], style: int) -> int:
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join((str(STARTUP), str(ROOT))),
            "PANEL_BOOKS": os.pathsep.join(map(str, self.books)),
            "PANEL_OUT": str(self.out),
        }
        done = subprocess.run([sys.executable, *arguments[1:]], env=environment, cwd="/", check=False)
        self.codes.append(done.returncode)
        return done.returncode


@pytest.fixture
def books(tmp_path: Path) -> list[Path]:
    rows = [(*VD1, PLACE), ("9.9 Việc khác", "mấy ngày", "Từ ngày 31/6/2023 – 01/5/2023", "")]
    path = tmp_path / "Mẫu 1.xlsx"
    path.write_bytes(form("mau1", "TG", rows, person="Phan Văn Bình"))
    return [path, Path(shutil.copy(PANEL, tmp_path / NAME))]


def headline() -> tuple[str, str]:
    """Sheet and cell of the headline."""
    sheet, _, cell = load_workbook(PANEL).defined_names["xl_headline"].attr_text.replace("$", "").partition("!")
    return sheet.strip("'"), cell


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.key)
def test_a_click_changes_the_cells(books: list[Path], tmp_path: Path, button: Button) -> None:
    (tmp_path / "out").mkdir()
    windows = Windows(books, tmp_path / "out")
    excel = Excel(books[-1], windows)
    excel.click(button.macro)
    assert (windows.codes, excel.dialogs, excel.status_bar) == ([0], [], False)
    panel = load_workbook(tmp_path / "out" / NAME)
    sheet, cell = headline()
    told = panel[sheet][cell].value
    words = {"check": "“Mẫu 1.xlsx”: ", "clear": "Đã xoá đánh dấu của “Mẫu 1.xlsx”"}
    assert told.startswith(words.get(button.key, "Chưa ghi thư mục làm việc"))
    assert panel["NhatKy"]["B5"].value == button.caption
    checked = load_workbook(tmp_path / "out" / "Mẫu 1.xlsx")
    assert (CHECK_SHEET in checked.sheetnames) == (button.key == "check")


def test_a_workbook_that_is_not_open_is_told_by_the_macro(books: list[Path], tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    windows = Windows(books[:1], tmp_path / "out")
    excel = Excel(books[-1], windows)
    excel.click("XlMau2")
    assert windows.codes == [74]
    assert "(lỗi 74)" in excel.read(*headline())

"""A column is one line of forms.toml, a form one block there and its day in the plan: tried on a copy of the tool."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

ROOT = Path(__file__).parents[2]
ROSTER = "Họ và tên,Chức vụ,Đơn vị,Đối tượng\nLê Thị Mai,Trưởng ban,TG,LD\nPhan Văn Bình,Chuyên viên,TG,CV\n"
REPORT = {
    "Họ và tên": "Phan Văn Bình",
    "Nội dung": "1.1",
    "Cụ thể nội dung đi cơ sở": "Ra quân làm đường nông thôn",
    "Số ngày đi": 20,
    "Thời gian cụ thể": "Từ ngày 01/3/2023 – 20/3/2023",
    "Địa điểm": "xã Suối Dây, huyện Tân Châu",
    "Nêu khái quát": "Mặt được: đông đoàn viên. Hạn chế: thiếu kinh phí.",
}
COLUMN = '    { field = "partner", header = "Đơn vị phối hợp", width = 18, aliases = ["phoi hop"] },\n'
FORM = """
[[forms]]
code = "mau4"
name = "Mẫu 4 – Phiếu xác nhận"
in_sentence = "mẫu 4"
stem = "Mau4"
kind = "performed"
expected = true
title = "PHIẾU XÁC NHẬN"
subtitle = "Kết quả đi công tác cơ sở năm {year}"
marks = ["phieu xac nhan"]
signatures = ["", "TRƯỞNG BAN....."]
columns = [
    { field = "number" },
    { field = "person", required = true },
    { field = "contents", required = true },
    { field = "time", required = true },
    { field = "places", required = true },
    { field = "confirmed", header = "Xác nhận của cơ sở", width = 24, required = true },
]
"""
DEADLINE = """
[[deadlines]]
form = "mau4"
day = 2023-11-15
inclusive = true
"""


class Tool:
    """A copy of the tool whose data may be changed, and a workspace made by it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.workspace = folder, folder / "tinh"
        for name in ("xltools", "tools", "workbooks"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "demo"))

    def add(self, file: str, text: str, before: str = "") -> None:
        path = self.folder / "xltools" / file
        old = path.read_text(encoding="utf-8")
        assert before in old
        path.write_text(old.replace(before, text + before, 1) if before else old + text, encoding="utf-8")

    def python(self, code: str, *words: str | Path) -> str:
        environment = os.environ | {"PYTHONPATH": str(self.folder), "PYTHONUTF8": "1"}
        command = [sys.executable, "-c", code, *map(str, words)]
        done = subprocess.run(command, env=environment, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        return done.stdout

    def run(self, *words: str | Path) -> str:
        return self.python("from xltools.faces.cli import main; main()", *words)

    def start(self, quarter: int | None = None) -> None:
        """Draw the templates, make a workspace and hand out its forms."""
        self.python("from pathlib import Path; from tools.templates import build_templates as b; b(Path('workbooks'))")
        roster = self.folder / "roster.csv"
        roster.write_text(ROSTER, encoding="utf-8")
        self.run("new", self.workspace, "--roster", roster)
        self.run("forms", self.workspace, *(("--quarter", str(quarter)) if quarter else ()))

    def fill(self, name: str, values: dict[str, object]) -> list[str]:
        """Fill the first row of a form handed out to TG, drop it; the headers of its table."""
        book = openpyxl.load_workbook(self.workspace / "1-BieuMau" / "TG" / name)
        sheet = book.worksheets[0]
        header = header_row(sheet)
        columns = {str(cell.value): cell.column for cell in sheet[header] if cell.value}
        body = next(row for row in range(header + 1, header + 20) if not any(cell.value for cell in sheet[row]))
        for wording, value in values.items():
            column = next(column for text, column in columns.items() if text.startswith(wording))
            sheet.cell(body, column, value)
        target = self.workspace / "2-NopBai" / "TG" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        book.save(target)
        return list(columns)

    def export(self, what: str) -> list[dict[str, object]]:
        return list(json.loads(self.run("export", self.workspace, "--what", what, "--format", "json")))

    def sheet(self, path: str, name: str = "") -> Worksheet:
        book = openpyxl.load_workbook(self.workspace / "4-TongHop" / path)
        found = book[name] if name else book.worksheets[0]
        assert isinstance(found, Worksheet)
        return found


def header_row(sheet: Worksheet) -> int:
    return next(cell.row for row in sheet for cell in row if cell.value in ("Họ và tên", "Mã cán bộ"))


def column_of(sheet: Worksheet, header: str) -> list[object]:
    row = header_row(sheet)
    column = next(cell.column for cell in sheet[row] if cell.value == header)
    return [sheet.cell(below, column).value for below in range(row + 1, sheet.max_row + 1)]


@pytest.fixture
def tool(tmp_path: Path) -> Tool:
    return Tool(tmp_path)


def test_a_column_is_one_line(tool: Tool) -> None:
    tool.add("forms/forms.toml", COLUMN, before='    { field = "result", required = true },\n')
    tool.start(quarter=1)
    headers = tool.fill("Mau3-Quy1-TG.xlsx", {**REPORT, "Đơn vị phối hợp": "Đoàn xã Suối Dây"})
    assert "Đơn vị phối hợp" in headers
    tool.run("run", tool.workspace, "--quarter", "1", "--as-of", "2023-03-30")
    (entry,) = tool.export("entries")
    assert (entry["counted_days"], entry["partner"]) == (20, "Đoàn xã Suối Dây")
    merged = tool.sheet("Quy1/Mau3-TG.xlsx")
    assert "Đoàn xã Suối Dây" in column_of(merged, "Đơn vị phối hợp")
    sources = list(tool.sheet("Quy1/Mau3-TG.xlsx", "NguonGoc").values)
    assert any("Đoàn xã Suối Dây" in str(row) for row in sources)
    data = tool.sheet("TuanThu.xlsx", "DuLieu")
    assert "Đoàn xã Suối Dây" in column_of(data, "Đơn vị phối hợp")
    cell = next(cell.coordinate for row in data for cell in row if cell.value == "Đoàn xã Suối Dây")
    assert "Đoàn xã Suối Dây" in tool.run("trace", tool.workspace, f"TuanThu.xlsx!DuLieu!{cell}")


def test_a_form_is_one_block_and_its_day(tool: Tool) -> None:
    tool.add("forms/forms.toml", FORM)
    tool.add("plan/builtin/2023.toml", DEADLINE)
    tool.start()
    confirmed = "Đoàn xã Suối Dây xác nhận"
    tool.fill("Mau4-TG.xlsx", {
        "Họ và tên": "Phan Văn Bình",
        "Nội dung": "1.1",
        "Thời gian cụ thể": "Từ ngày 01/3/2023 – 20/3/2023",
        "Địa điểm": "xã Suối Dây, huyện Tân Châu",
        "Xác nhận": confirmed,
    })  # fmt: skip
    tool.run("collect", tool.workspace, "--as-of", "2023-11-15")
    (submission,) = tool.export("submissions")
    assert (submission["form"], submission["unit"], submission["on_time"]) == ("mau4", "TG", True)
    assert str(submission["status"]).startswith("accepted")
    (entry,) = tool.export("entries")
    assert (entry["form"], entry["kind"], entry["counted"]) == ("mau4", "performed", False)
    assert "Mẫu 4" in tool.run("status", tool.workspace, "--as-of", "2023-11-15")
    assert entry["confirmed"] == confirmed

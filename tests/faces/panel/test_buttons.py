"""Buttons in Excel: the workspace's work and the panel's tables, beside the command line doing the same."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
import xlwings
from openpyxl import load_workbook
from openpyxl.cell import Cell

from xltools.faces import demo
from xltools.faces.panel import excel as buttons
from xltools.faces.panel.answer import Answer, Line
from xltools.faces.panel.spec import LOG_ROWS, RESULT_ROWS
from xltools.outputs.exports import FIELDS
from xltools.pipeline import commands
from xltools.workspace.layout import Workspace
from xltools.workspace.lock import writing

from ...at_rest import at_rest
from ...cli_shell import Shell
from ...on import on
from .engine import Excel, used
from .office import NAME, Office

DAY = datetime(2023, 12, 31)
_TIME = re.compile(r"\d\d:\d\d(:\d\d)?")
ARGUMENTS = {
    "collect": ["collect"],
    "mau2": ["merge", "--form", "mau2", "--as-of", "2023-12-31"],
    "mau3": ["merge", "--form", "mau3", "--quarter", "4", "--as-of", "2023-12-31"],
    "compliance": ["compliance", "--as-of", "2023-12-31"],
    "run": ["run", "--quarter", "4", "--as-of", "2023-12-31"],
}


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's workspace with all its files in the drop folder, none of them collected."""
    target = tmp_path_factory.mktemp("gốc") / "tỉnh"
    demo.begin(target)
    for day, files in demo.rounds():
        demo.deliver(target, day, files)
    return target


@pytest.fixture(scope="module")
def collected(delivered: Path) -> Path:
    target = delivered.with_name("đã nhận")
    shutil.copytree(delivered, target)
    with at_rest():
        on(target, commands.collect, as_of=date(2023, 12, 20))
    return target


@pytest.fixture
def office(tmp_path: Path, quick: None) -> Office:
    (tmp_path / "mở").mkdir()
    return Office(tmp_path / "mở")


def made(workspace: Path) -> dict[str, str]:
    """All that came of a command: results, replies, and what the ledger says, but for the time of day."""
    found = {
        path.relative_to(workspace).as_posix(): path.read_bytes().decode("latin-1")
        for folder in ("3-PhanHoi", "4-TongHop")
        for path in (workspace / folder).rglob("*")
        if path.is_file()
    }
    for what in FIELDS:
        found[what] = repr(on(workspace, commands.export, what, DAY.date()))
    return {name: text if name.endswith(".xlsx") else _TIME.sub("…", text) for name, text in found.items()}


@pytest.mark.parametrize("button", ARGUMENTS)
def test_a_button_does_what_the_command_does(
    office: Office, button: str, tmp_path: Path, request: pytest.FixtureRequest, xltools: Shell
) -> None:
    source = request.getfixturevalue("delivered" if button in ("collect", "run") else "collected")
    for place in ("nút", "lệnh"):
        (tmp_path / place).mkdir()
        shutil.copytree(source, tmp_path / place / "tỉnh")
    pressed, typed = tmp_path / "nút" / "tỉnh", tmp_path / "lệnh" / "tỉnh"
    day = None if button == "collect" else DAY
    headline = office.click(button, xl_workspace=str(pressed), xl_year=2023, xl_quarter="IV", xl_as_of=day)
    command, *options = ARGUMENTS[button]
    said = xltools(command, typed, *options)
    assert headline.partition(":")[2].strip().startswith("xong")
    assert made(pressed) == made(typed)
    told = {line.replace(str(typed), str(pressed)) for line in said.err.splitlines()}
    first = office.cell("xl_result")
    for cell in (office.panel.content["DieuKhien"].cell(first.row + row, first.column) for row in range(RESULT_ROWS)):
        if cell.value and cell.value not in told:  # several lines of the command in one
            assert cell.hyperlink.target in str(told)
        if cell.hyperlink:
            assert Path(cell.hyperlink.target).exists()
            assert str(cell.value).endswith(cell.hyperlink.target)
    assert told & set(office.lines)


def test_the_tables_are_the_status_of_the_command(office: Office, collected: Path, xltools: Shell) -> None:
    office.click("refresh", xl_workspace=str(collected), xl_as_of=DAY)
    status = json.loads(xltools("status", collected, "--format", "json", "--as-of", "2023-12-31").out)
    fields = ("expected", "received", "on_time", "late", "nil", "exempt", "missing")
    totals = {(one["form"], one["quarter"]): [one[field] for field in fields] for one in status["totals"]}
    state = office.cell("xl_state").resize(6, 8).value
    forms = [("mau1", None), ("mau2", None), *(("mau3", quarter) for quarter in range(1, 5))]
    assert [row[1:] for row in state] == [totals[form] for form in forms]
    assert [row[0] for row in state][::5] == ["Mẫu 1", "Mẫu 3 quý IV"]
    lost = {one["unit"] for one in status["units"] if one["missing"] and (one["form"], one["quarter"]) in forms}
    assert sum(any("Thiếu" in str(cell) for cell in row[1:]) for row in office.table("xl_board", 7)) == len(lost) > 0
    problems = [one for one in on(collected, commands.export, "problems", DAY.date()) if one["severity"] == "error"]
    todo = office.table("xl_todo", 7)
    assert {row[0] for row in todo} <= {"Lỗi", "Cảnh báo"}
    assert {row[5] for row in todo if row[0] == "Lỗi"} == {
        one["message"] for one in problems if not str(one["code"]).startswith("X")
    }
    links = [cell.hyperlink.target for cell in used(office.panel.content["CanXuLy"]) if cell.hyperlink]
    assert links
    assert all(Path(link).exists() for link in links)


def test_old_lines_go_and_the_log_grows(office: Office, collected: Path) -> None:
    office.click("refresh", xl_workspace=str(collected), xl_as_of=DAY)
    all_units = len(office.table("xl_board", 7))
    unit = office.table("xl_board", 7)[0][0]
    office.click("mau2", xl_unit=unit)
    assert [row[0] for row in office.table("xl_board", 7)] == [unit]
    assert all_units > 1
    assert [row[1] for row in office.table("xl_log", 6)] == ["Tổng hợp mẫu 2", "Cập nhật tình hình"]
    office.click("mau2", xl_unit="Ban ma")
    assert office.lines == []
    assert [row[0] for row in office.table("xl_board", 7)] == [unit]  # a failure leaves the tables as they are


def test_the_log_keeps_the_newest(office: Office) -> None:
    first = office.cell("xl_log")
    first.resize(LOG_ROWS + 5, 6).value = [[f"lúc {n}", "Kiểm tra", None, 1, "Xong", None] for n in range(LOG_ROWS + 5)]
    office.click("refresh")
    log = office.table("xl_log", 6)
    assert (len(log), log[1][0], log[-1][0]) == (LOG_ROWS, "lúc 0", f"lúc {LOG_ROWS - 2}")


# ------------------------------------------------------------------ text as text

TRAPS = ("=1+1", '=HYPERLINK("http://x")', "+84 90", "-Nguyễn", "@SUM(A1)", "'dấu", "1/2", "0123", "TRUE", "12,5", "=")


@pytest.mark.parametrize("number_format", ["@", "General"])
def test_no_text_becomes_anything_else(
    office: Office, monkeypatch: pytest.MonkeyPatch, number_format: str, tmp_path: Path
) -> None:
    rows = tuple((text,) * 7 for text in TRAPS)
    answer = Answer(
        "done", "=1+1", tuple(Line(text) for text in TRAPS[:9]), None, rows, rows, log=("=x", "b", "", 1, "v", "h")
    )
    monkeypatch.setattr(buttons, "press", lambda request, progress: answer)
    for sheet in office.panel.content.worksheets:
        for cell in used(sheet):
            if sheet.title != "xlwings.conf":
                cell.number_format = number_format
    assert office.click("refresh") == "=1+1"
    assert office.lines == list(TRAPS[:9])
    board = office.table("xl_board", 7)
    assert [row[0] for row in board] == [row[6] for row in board] == list(TRAPS)
    assert [row[1] for row in office.table("xl_todo", 7)] == list(TRAPS)
    assert not [cell for sheet in office.panel.content for cell in used(sheet) if formula(cell)]
    office.panel.content.save(tmp_path / "lưu.xlsx")
    saved = load_workbook(tmp_path / "lưu.xlsx")
    assert not [cell for sheet in saved for cell in used(sheet) if cell.value in TRAPS and cell.data_type == "f"]


def formula(cell: Cell) -> bool:
    return cell.data_type == "f" and cell.value in TRAPS


def test_the_engine_takes_formulas_as_excel_does(office: Office) -> None:
    cell = office.book.sheets["NhatKy"].range("J50")
    cell.value = "=1+1"
    assert formula(office.panel.content["NhatKy"]["J50"])
    cell.value = "0123"
    assert cell.value == 123


# ------------------------------------------------------------------ what goes wrong


def no_workspace(office: Office, folder: Path) -> None:
    office.cell("xl_workspace").value = str(folder / "không có")


def address(office: Office, folder: Path) -> None:
    office.cell("xl_workspace").value = "https://tinhdoan.sharepoint.com/sites/x/2023"


def other_year(office: Office, folder: Path) -> None:
    office.cell("xl_year").value = 2024


def no_year(office: Office, folder: Path) -> None:
    office.cell("xl_year").value = "năm nay"


def no_day(office: Office, folder: Path) -> None:
    office.cell("xl_as_of").value = "31/6/2023"


def other_version(office: Office, folder: Path) -> None:
    ledger = next(path for path in folder.rglob("*.db"))
    import sqlite3

    with sqlite3.connect(ledger) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()


def mistaken_plan(office: Office, folder: Path) -> None:
    book = load_workbook(folder / "KeHoach.xlsx")
    del book[book.sheetnames[0]]
    book.save(folder / "KeHoach.xlsx")


FAULTS = {
    no_workspace: "không có",
    address: "địa chỉ trên mạng",
    other_year: "Kế hoạch năm 2023, bảng điều khiển ghi năm 2024",
    no_year: "Không hiểu “năm nay” ở ô “Năm”",
    no_day: "Không hiểu “31/6/2023” ở ô “Tính đến ngày”",
    other_version: "cài bản xltools mới nhất",
    mistaken_plan: "KeHoach.xlsx",
}


@pytest.mark.parametrize("harm", FAULTS, ids=lambda harm: harm.__name__)
@pytest.mark.parametrize("button", ["collect", "mau2", "refresh"])
def test_a_mistake_is_a_sentence_and_nothing_is_done(
    office: Office, collected: Path, tmp_path: Path, harm: object, button: str
) -> None:
    folder = tmp_path / "tỉnh"
    shutil.copytree(collected, folder)
    office.cell("xl_workspace").value = str(folder)
    harm(office, folder)  # type: ignore[operator]
    before = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    headline = office.click(button)
    assert FAULTS[harm] in headline  # type: ignore[index]
    assert "trục trặc" not in headline
    assert office.last[4:] == ["Không làm được", headline]
    assert {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()} == before


def test_two_clicks_at_once_are_told(office: Office, collected: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing.__wrapped__, "__defaults__", (0.0,))  # type: ignore[attr-defined]
    with writing(Workspace.open(collected)):
        assert "đang được" in office.click("compliance", xl_workspace=str(collected))


def test_a_form_of_another_year_is_told(office: Office, tmp_path: Path) -> None:
    from ...filled import PLACE, VD1, form

    path = tmp_path / "năm cũ.xlsx"
    row = (VD1[0], VD1[1], VD1[2].replace("2023", "2022"), PLACE)
    path.write_bytes(form("mau1", "TG", [row], person="Phan Văn Bình", year="2022"))
    office.open(path)
    assert "không có lỗi" not in office.click("check")
    assert "Xem lại ngày, tháng, năm đã ghi" in str(
        list(office.panel.app.books("năm cũ.xlsx").content["KiemTra"].values)
    )


@pytest.mark.parametrize(
    "how",
    [
        {"name": "Book1", "fullname": "Book1"},
        {"fullname": "https://d.docs.live.net/1234/Bảng điều khiển.xlsm"},
        {"read_only": True},
    ],
    ids=["unsaved", "OneDrive", "read-only"],
)
def test_where_the_panel_lies_does_not_matter(
    tmp_path: Path, quick: None, collected: Path, how: dict[str, str]
) -> None:
    office = Office(tmp_path, **how)
    assert office.click("refresh", xl_workspace=str(collected)).startswith("Cập nhật tình hình: xong")


def test_a_form_on_onedrive_or_never_saved_is_checked(office: Office, tmp_path: Path) -> None:
    from ...filled import PLACE, VD1, form

    path = tmp_path / "mẫu.xlsx"
    path.write_bytes(form("mau1", "TG", [(*VD1, PLACE)], person="Phan Văn Bình"))
    book = office.open(path, name="Book1", fullname="https://d.docs.live.net/1/Book1")
    assert "“Book1”: 0 lỗi" in office.click("check")
    assert [copy.suffix for copy in book.copies] == [".xlsx"]


def test_a_protected_table_is_named(office: Office, collected: Path) -> None:
    office.panel.content["TinhHinh"].protection.enable()
    assert "Không ghi được sheet TinhHinh: bỏ bảo vệ" in office.click("refresh", xl_workspace=str(collected))
    assert office.table("xl_todo", 7)


def test_a_protected_panel_is_left_to_the_macro(office: Office, collected: Path) -> None:
    office.cell("xl_workspace").value = str(collected)
    before = made(collected)
    office.panel.content["DieuKhien"].protection.enable()
    assert buttons.click("compliance", office.book) == buttons.UNWRITTEN
    assert made(collected) == before


def test_a_button_of_a_newer_panel_is_told(office: Office) -> None:
    assert "không cùng phiên bản" in office.click("thongke")


# ------------------------------------------------------------------ the process


def test_progress_stands_in_the_status_bar(
    office: Office, delivered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buttons, "_STEP", 0.0)
    shutil.copytree(delivered, tmp_path / "tỉnh")
    office.click("collect", xl_workspace=str(tmp_path / "tỉnh"))
    *told, last = office.excel.status
    assert last is False
    total = len([path for path in (tmp_path / "tỉnh" / "2-NopBai").rglob("*") if path.is_file()])
    assert f"/{total} tệp…" in str(told[-1])


def test_a_stop_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(request: object, progress: object) -> Answer:
        raise KeyboardInterrupt

    monkeypatch.setattr(buttons, "press", stopped)
    assert office.click("run").startswith("Đã dừng theo yêu cầu")


def test_a_click_that_hangs_ends() -> None:
    program = "import time\nfrom xltools.faces.panel.excel import limited\nwith limited(0.2):\n    time.sleep(60)\n"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == buttons.TOO_LONG


def test_xlwings_comes_without_what_it_does_not_need() -> None:
    program = (
        "import sys; from xltools.faces.panel import excel as buttons\n"
        "with buttons.without(*buttons.NOT_NEEDED): import xlwings\n"
        "found = {'numpy', 'pandas', 'PIL', 'matplotlib', 'xlwings.pro'} & set(sys.modules)\n"
        "import numpy\n"
        "sys.exit(len(found) + xlwings.__pro__)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_machine_without_xlwings_is_told_by_the_macro(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlwings", None)
    assert buttons.main(["check"]) == 1


def test_a_workbook_that_is_not_there_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    Excel().start()
    monkeypatch.setattr(sys, "argv", ["x", "check", f"--wb={NAME}", "--from_xl=1", "--hwnd=1"])
    assert buttons.main(["check"]) == buttons.UNWRITTEN


def test_the_caller_is_found_by_its_arguments(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["x", "refresh", f"--wb={NAME}", "--from_xl=1", "--hwnd=1"])
    assert xlwings.Book.caller().name == NAME
    assert buttons.main(sys.argv[1:]) == 0
    assert "Chưa ghi thư mục làm việc" in office.headline

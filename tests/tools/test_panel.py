"""The control panel as committed: its macros, buttons, names and lists; looks are in test_panel_looks."""

from __future__ import annotations

import re
import shutil
from datetime import date
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from oletools.mraptor import MacroRaptor
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator

from tools.panel import MACROS, build_panel, draw_panel
from tools.panel_front import SETTINGS
from xltools.faces.panel.answer import Request
from xltools.faces.panel.press import press
from xltools.faces.panel.spec import BOOK_ROWS, BUTTONS, FORMS, MESSAGES, NAMES, RESULT_ROWS, SHEETS
from xltools.forms.catalogue import form_name
from xltools.office.package import Package
from xltools.outputs.template import filled_panel, panel_days, shipped_bytes
from xltools.pipeline import commands
from xltools.plan.toml import load_builtin
from xltools.workspace.layout import PANEL

from ..faces.panel.structure import faults, structure
from .panel_read import COMMITTED, place

FIXTURES = Path(__file__).parents[1] / "fixtures" / "plans"


def values(book: Workbook, name: str) -> list[object]:
    sheet, cells = place(book, name)
    return [row[0].value for row in book[sheet][cells]]


# ------------------------------------------------------------------ macros and buttons


def test_building_gives_the_committed_bytes(tmp_path: Path) -> None:
    assert build_panel(tmp_path).read_bytes() == COMMITTED.read_bytes(), "run make build"
    assert shipped_bytes(PANEL) == COMMITTED.read_bytes()


def test_buttons_macros_and_code_names_fit_together() -> None:
    found = structure(COMMITTED)
    assert faults(COMMITTED) == []
    assert found.buttons == tuple((button.caption, button.macro) for button in BUTTONS)
    assert found.code_names == {"ThisWorkbook", *SHEETS.values()}


def test_source_in_the_workbook_is_the_source_in_macros() -> None:
    modules = structure(COMMITTED).modules
    written = {path.stem: path.read_bytes() for path in MACROS.glob("*.bas")}
    assert {name: modules[name] for name in modules if name not in {"ThisWorkbook", *SHEETS.values()}} == written
    assert len(written) == 2


def test_nothing_runs_by_itself() -> None:
    raptor = MacroRaptor("\n".join(source.decode() for source in structure(COMMITTED).modules.values()))
    raptor.scan()
    assert not raptor.autoexec
    assert not raptor.suspicious


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.key)
def test_the_tool_answers_every_button(button: object) -> None:
    answer = press(Request(button.key, "", form_name="a.xlsx"))  # type: ignore[attr-defined]
    assert answer.log[1] == button.caption  # type: ignore[attr-defined]
    assert "trục trặc" not in answer.headline


def macros_with(folder: Path, old: str, new: str) -> Path:
    shutil.copytree(MACROS, folder)
    source = (folder / "NutBam.bas").read_text(encoding="ascii")
    assert old in source
    (folder / "NutBam.bas").write_text(source.replace(old, new), encoding="utf-8")
    return folder


def changed(path: Path, part: str, old: str, new: str) -> Path:
    """The panel with a text replaced in the parts whose names match."""
    package = Package(COMMITTED.read_bytes())
    for name in [name for name in package.names if re.fullmatch(part, name)]:
        package.replace(name, package.part(name).decode().replace(old, new, 1).encode())
    path.write_bytes(package.to_bytes())
    assert path.read_bytes() != COMMITTED.read_bytes()
    return path


def test_a_renamed_macro_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / PANEL
    path.write_bytes(draw_panel(macros_with(tmp_path / "macros", "Sub XlMau2", "Sub XlMauHai")))
    assert faults(path) == [
        "button 'Tổng hợp mẫu 2' calls XlMau2, which there is not",
        "no button calls XlMauHai",
    ]


def test_a_source_that_is_not_ascii_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"module NutBam, line 4 is not ASCII: ' Một Sub"):
        draw_panel(macros_with(tmp_path / "macros", "' One Sub", "' Một Sub"))


def test_a_lost_caption_is_noticed(tmp_path: Path) -> None:
    path = changed(tmp_path / PANEL, r"xl/drawings/vmlDrawing\d+\.vml", ">Kiểm tra<", "><")
    assert structure(path).buttons[0] == ("", "XlKiemTra")


def test_a_wrong_code_name_is_noticed(tmp_path: Path) -> None:
    path = changed(tmp_path / PANEL, r"xl/worksheets/sheet2\.xml", "shTinhHinh", "Sheet2")
    assert faults(path) == ["no module for code name Sheet2", "no sheet with code name shTinhHinh"]


def test_office_finds_the_parts_as_its_schemas_want_them(tmp_path: Path) -> None:
    assert OpenXmlValidator().validate(COMMITTED).errors == []
    broken = changed(tmp_path / PANEL, r"xl/worksheets/sheet1\.xml", "<sheetData>", "<nonsense/><sheetData>")
    assert OpenXmlValidator().validate(broken).errors != []


# ------------------------------------------------------------------ cells


def test_every_name_the_hosts_look_for_is_there(book: Workbook) -> None:
    ours = {name for name in book.defined_names if name.startswith("xl_")}
    assert ours == set(NAMES)
    sheets = {name: place(book, name)[0] for name in NAMES}
    tables = {"xl_board": "TinhHinh", "xl_board_when": "TinhHinh", "xl_todo": "CanXuLy", "xl_log": "NhatKy"}
    lists = dict.fromkeys(("xl_books", "xl_units", "xl_days"), "xlwings.conf")
    assert sheets == dict.fromkeys(NAMES, "DieuKhien") | tables | lists
    assert len(values(book, "xl_books")) == BOOK_ROWS


def test_below_each_name_lies_what_the_hosts_fill(book: Workbook, front: Worksheet) -> None:
    def header(name: str) -> list[object]:
        sheet, cell = place(book, name)
        above = book[sheet][cell].row - 1
        return [cell.value for cell in book[sheet][above] if cell.value]

    forms = [form_name(*form) for form in FORMS]
    assert header("xl_board") == ["Đơn vị", *forms]
    assert header("xl_todo") == ["Mức độ", "Đơn vị", "Cán bộ", "Tệp", "Ô", "Việc cần làm", "Mở"]
    assert header("xl_log") == ["Lúc", "Nút", "Đơn vị", "Giây", "Kết quả", "Ghi chú"]
    state = front[place(book, "xl_state")[1]]
    columns = range(state.column, state.column + 8)
    texts = [front.cell(state.row - 1, column).value for column in columns]
    assert texts == ["Biểu", "Phải nộp", "Đã nhận", "Đúng hạn", "Trễ", "Không phát sinh", "Miễn", "Thiếu"]
    assert [front.cell(state.row + row, state.column).value for row in range(len(FORMS))] == forms
    result = front[place(book, "xl_result")[1]]
    assert front.max_row == result.row + RESULT_ROWS - 1


def test_cells_that_hold_texts_of_senders_turn_nothing_into_a_formula_or_a_date(book: Workbook) -> None:
    for name, columns in (("xl_board", 7), ("xl_todo", 5), ("xl_log", 3)):
        sheet, cell = place(book, name)
        first = book[sheet][cell]
        for column in range(first.column, first.column + columns):
            whole = book[sheet].column_dimensions[get_column_letter(column)]
            cell_format = first.offset(0, column - first.column).number_format
            assert "@" in (whole.number_format, cell_format), (name, column)


def test_settings_come_from_the_default_plan_and_everything_else_is_empty(book: Workbook, front: Worksheet) -> None:
    typed = {setting.name: front[place(book, setting.name)[1]].value for setting in SETTINGS}
    assert typed == {
        "xl_workspace": None, "xl_year": 2023, "xl_quarter": "theo ngày",
        "xl_as_of": None, "xl_unit": None, "xl_form": None,
    }  # fmt: skip
    assert front[place(book, "xl_headline")[1]].value == "Ghi thư mục làm việc rồi bấm nút."
    assert not any(values(book, "xl_books"))


def test_the_hidden_sheet_holds_what_the_macros_and_xlwings_read(book: Workbook) -> None:
    conf = book["xlwings.conf"]
    assert conf.sheet_state == "hidden"  # not veryHidden: the messages send a person there
    told = {key: value for key, value in conf.iter_rows(max_col=2, values_only=True) if key}
    assert told == {"Interpreter_Win": None, **MESSAGES}


# ------------------------------------------------------------------ choosing


def test_dropdowns_offer_what_they_should(book: Workbook, front: Worksheet) -> None:
    rules = {str(rule.sqref): rule for rule in front.data_validations.dataValidation}
    shown = {name: rules[place(book, name)[1]] for name in (setting.name for setting in SETTINGS)}
    assert len(rules) == len(shown)
    lists = {name: rule.formula1 for name, rule in shown.items() if rule.type == "list"}
    assert lists.pop("xl_quarter") == '"theo ngày,I,II,III,IV"'
    sources = {"xl_as_of": "xl_days", "xl_unit": "xl_units", "xl_form": "xl_books"}
    assert lists == {name: f"OFFSET({s},0,0,MAX(1,COUNTA({s})),1)" for name, s in sources.items()}
    for name, rule in shown.items():
        assert len(rule.promptTitle) <= 32, name
        assert 0 < len(rule.prompt) <= 255, name
        assert not rule.showErrorMessage  # what is not understood is told by the tool


def test_lists_hold_the_units_and_the_days_of_the_plan(book: Workbook) -> None:
    plan = load_builtin("2023")
    assert [name for name in values(book, "xl_units") if name] == [unit.name for unit in plan.units]
    offered = [moment.date() for moment in values(book, "xl_days") if moment]  # type: ignore[attr-defined]
    assert offered == panel_days(plan)
    assert {deadline.day for deadline in plan.deadlines} <= set(offered)
    assert {date(2023, 3, 31), date(2023, 6, 30), date(2023, 9, 30), date(2023, 12, 31)} <= set(offered)
    assert all(earlier < later for earlier, later in pairwise(offered))


def test_a_new_workspace_has_a_panel_of_its_own(tmp_path: Path) -> None:
    workspace = commands.new(tmp_path / "Đi cơ sở & 1+2", plan=str(FIXTURES / "quang-tri-2020.toml"))
    made = workspace.root / PANEL
    book = openpyxl.load_workbook(made, keep_vba=True)
    front = book["DieuKhien"]
    assert front[place(book, "xl_workspace")[1]].value == str(tmp_path / "Đi cơ sở & 1+2")
    assert front[place(book, "xl_year")[1]].value == 2020
    units = [name for name in values(book, "xl_units") if name]
    assert units == [unit.name for unit in load_builtin(str(FIXTURES / "quang-tri-2020.toml")).units]
    before, after = Package(COMMITTED.read_bytes()), Package(made.read_bytes())
    changed = [name for name in before.names if before.part(name) != after.part(name)]
    assert before.names == after.names
    assert changed == ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet5.xml"]
    assert OpenXmlValidator().validate(made).errors == []


def test_a_shorter_plan_leaves_nothing_of_the_longer_one() -> None:
    few = load_builtin(str(FIXTURES / "quang-tri-2020.toml"))
    once = filled_panel(draw_panel(), few, "")
    assert filled_panel(COMMITTED.read_bytes(), few, "") == once

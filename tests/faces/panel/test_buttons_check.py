"""Kiểm tra and Xoá đánh dấu in Excel: what they do to an open form, over all forms of the demo."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from xltools.faces.panel.excel_form import Form
from xltools.faces.panel.marks import CHECK_HEADERS, CHECK_SHEET, COLOURS, KEPT_COLUMN
from xltools.vietnamese.display import SEVERITY

from ...filled import PLACE, VD1, form
from .engine import Book, used
from .office import FORMS, Office, checked

WORDS = {severity.value: word for severity, word in SEVERITY.items()}
OURS = {f"FF{colour}" for colour in COLOURS.values()}
BAD = ("9.9 Việc khác", "mấy ngày", "Từ ngày 31/6/2023 – 01/5/2023")


def parts(book: Workbook) -> dict[str, bytes]:
    """What a workbook would be saved as, but for styles no cell uses any more."""
    book.save(io.BytesIO())  # the first saving leaves traces of its own
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as file:
        kept = (name for name in file.namelist() if name not in ("xl/styles.xml", "docProps/core.xml"))
        return {name: file.read(name) for name in kept}


def marked(book: Book) -> set[tuple[str, str]]:
    """Cells in our colours."""
    return {
        (sheet.title, cell.coordinate)
        for sheet in book.content.worksheets
        for cell in used(sheet)
        if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in OURS
    }


def first_of_merged(book: Book, sheet: str, cell: str) -> str:
    for area in book.content[sheet].merged_cells.ranges:
        if cell in area:
            return str(area.coord.partition(":")[0])
    return cell


def listed(book: Book, sheet: str = CHECK_SHEET) -> list[tuple[Any, ...]]:
    rows = book.content[sheet].iter_rows(max_col=len(CHECK_HEADERS), values_only=True)
    assert next(rows) == CHECK_HEADERS
    return [tuple(cell or "" for cell in row) for row in rows if any(row)]


def expected(problems: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """The list of the problems of ``xltools check``, a line a cell."""
    return [
        (WORDS[one["severity"]], one["sheet"] or "" if cell else "", cell or "", one["code"], one["message"])
        for one in problems
        for cell in ([one["cell"], *one["also"]] if one["cell"] else [None])
    ]


def faulty(folder: Path, name: str = "Mẫu 1 của tôi.xlsx") -> Path:
    path = folder / name
    path.write_bytes(form("mau1", "TG", [(*VD1, PLACE), (*BAD, "")], person="Phan Văn Bình"))
    return path


@pytest.fixture
def office(tmp_path: Path) -> Office:
    (tmp_path / "mở").mkdir()
    return Office(tmp_path / "mở")


@pytest.mark.parametrize("path", FORMS, ids=lambda path: f"{path.parts[-3]} {path.parts[-2]} {path.name}")
def test_marks_are_those_of_the_command_and_go_without_a_trace(office: Office, path: Path) -> None:
    book = office.open(path)
    before, problems = parts(book.content), checked(path)
    for _ in range(2):  # a second click renews
        headline = office.click("check")
        assert book.name in headline
        assert bool(problems) == (CHECK_SHEET in book.content.sheetnames)
        if problems:
            assert book.content.sheetnames[-1] == CHECK_SHEET
            assert listed(book) == expected(problems)
        places = {(one["sheet"], cell) for one in problems if one["cell"] for cell in (one["cell"], *one["also"])}
        assert marked(book) == {(sheet, first_of_merged(book, sheet, cell)) for sheet, cell in places}
    office.click("clear")
    assert parts(book.content) == before
    assert not book.edited


def test_the_demo_has_something_to_mark() -> None:
    assert sum(bool(checked(path)) for path in FORMS) > 10
    assert len(FORMS) > 50


def test_notes_say_what_is_wrong_and_cells_are_linked(office: Office, tmp_path: Path) -> None:
    book = office.open(faulty(tmp_path))
    assert re.fullmatch(r"“Mẫu 1 của tôi.xlsx”: \d+ lỗi, \d+ điểm khác; .*", office.click("check"))
    (first, *_) = [row for row in listed(book) if row[2]]
    note = book.content[first[1]][first[2]].comment
    assert note is not None
    assert f"{first[0]}: {first[4]}" in note.text
    links = [cell.hyperlink.target for cell in book.content[CHECK_SHEET]["C"] if cell.hyperlink]
    assert f"#'{first[1]}'!{first[2]}" in links


def test_the_copy_holds_what_is_not_saved_and_is_gone_afterwards(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "sạch.xlsx"
    path.write_bytes(form("mau1", "TG", [(*VD1, PLACE)], person="Phan Văn Bình"))
    book = office.open(path)
    before = book.path.read_bytes()
    assert "0 lỗi" in office.click("check")
    sheet = book.sheets(1)
    cell = next(c for c in used(sheet.sheet) if c.value == "30 ngày")
    sheet.range((cell.row, cell.column)).raw_value = "mấy ngày"
    assert "0 lỗi" not in office.click("check")
    assert (sheet.name, cell.coordinate) in marked(book)
    assert book.path.read_bytes() == before
    assert len(book.copies) == 2
    assert not [copy for copy in book.copies if copy.parent.exists()]


def test_colours_and_notes_of_others_stay(office: Office, tmp_path: Path) -> None:
    path = faulty(tmp_path)
    first = expected(checked(path))[0]
    content = load_workbook(path)
    content[first[1]][first[2]].fill = PatternFill("solid", fgColor="FF00B050")
    content[first[1]][first[2]].comment = Comment("Chị Hoa xem lại giúp", "Bình")
    content.save(path)
    book = office.open(path)
    before = parts(book.content)
    office.click("check")
    cell = book.content[first[1]][first[2]]
    assert cell.comment.text == "Chị Hoa xem lại giúp"
    assert cell.fill.fgColor.rgb in OURS
    office.click("clear")
    assert parts(book.content) == before


def test_a_colour_given_since_stays(office: Office, tmp_path: Path) -> None:
    book = office.open(faulty(tmp_path))
    office.click("check")
    sheet, cell = sorted(marked(book))[0]
    book.content[sheet][cell].fill = PatternFill("solid", fgColor="FF112233")
    office.click("clear")
    assert book.content[sheet][cell].fill.fgColor.rgb == "FF112233"
    assert book.content[sheet][cell].comment is None


def test_marks_are_found_without_their_list(office: Office, tmp_path: Path) -> None:
    book = office.open(faulty(tmp_path))
    office.click("check")
    book.content.remove(book.content[CHECK_SHEET])
    office.click("clear")
    assert marked(book) == set()
    assert not [1 for sheet in book.sheets for _ in sheet.notes]


@pytest.mark.parametrize(("column", "typed"), [(0, "một"), (2, "đầu bảng"), (2, None), (3, "vàng"), (3, "=1+1")])
def test_a_list_that_somebody_has_edited_keeps_nothing_marked(
    office: Office, tmp_path: Path, column: int, typed: str | None
) -> None:
    book = office.open(faulty(tmp_path))
    office.click("check")
    own = book.content[CHECK_SHEET]
    for row in range(2, own.max_row + 1):
        own.cell(row, KEPT_COLUMN + column).value = typed
    office.click("clear")
    assert marked(book) == set()
    assert CHECK_SHEET not in book.content.sheetnames


def test_marks_are_found_where_rows_moved_them(office: Office, tmp_path: Path) -> None:
    book = office.open(faulty(tmp_path))
    office.click("check")
    sheet = book.content.worksheets[0]
    places = [cell for name, cell in marked(book) if name == sheet.title]
    bottom = max(int(re.sub(r"\D", "", cell)) for cell in places)
    sheet.move_range(f"A{bottom}:J{bottom}", rows=3)  # cells take their colours along, openpyxl leaves the notes
    for cell in [cell for cell in sheet[bottom] if cell.comment]:
        text, cell.comment = cell.comment.text, None
        sheet.cell(bottom + 3, cell.column).comment = Comment(text, "")
    office.click("clear")
    assert marked(book) == set()


def test_a_sheet_of_that_name_may_be_somebody_elses(office: Office, tmp_path: Path) -> None:
    path = faulty(tmp_path)
    content = load_workbook(path)
    content.create_sheet(CHECK_SHEET)["A1"] = "Tôi tự ghi"
    content.save(path)
    book = office.open(path)
    before = parts(book.content)
    office.click("check")
    assert book.content.sheetnames[-1] == f"{CHECK_SHEET} 2"
    assert any(f"{CHECK_SHEET} 2" in line for line in office.lines)
    assert listed(book, f"{CHECK_SHEET} 2")
    office.click("clear")
    assert parts(book.content) == before


def test_a_protected_sheet_gets_its_list_only(office: Office, tmp_path: Path) -> None:
    path = faulty(tmp_path)
    content = load_workbook(path)
    content.worksheets[0].protection.enable()
    content.save(path)
    book = office.open(path)
    before = parts(book.content)
    office.click("check")
    assert listed(book)
    assert marked(book) == set()
    assert "đang được bảo vệ nên không đánh dấu" in office.lines[0]
    office.click("clear")
    assert parts(book.content) == before


def test_a_workbook_of_fixed_structure_is_listed_on_the_panel(office: Office, tmp_path: Path) -> None:
    path = faulty(tmp_path)
    content = load_workbook(path)
    content.security.lockStructure = True
    content.save(path)
    book = office.open(path)
    before = parts(book.content)
    office.click("check")
    assert "Cấu trúc của tệp đang được bảo vệ" in office.lines[0]
    assert any(checked(path)[0]["message"] in line for line in office.lines)
    assert parts(book.content) == before


def test_marks_shut_in_since_are_told(office: Office, tmp_path: Path) -> None:
    book = office.open(faulty(tmp_path))
    office.click("check")
    book.content.worksheets[0].protection.enable()
    before = parts(book.content)
    assert "bỏ bảo vệ rồi bấm lại" in office.click("clear")
    assert parts(book.content) == before


def test_a_fault_half_way_leaves_nothing(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = office.open(faulty(tmp_path))
    before = parts(book.content)
    paint, painted = Form.paint, []

    def busy(form: Form, sheet: str, place: str, colour: str) -> None:
        painted.append(place)
        if len(painted) == 2:
            raise OSError("Excel is busy")
        paint(form, sheet, place, colour)

    monkeypatch.setattr(Form, "paint", busy)
    assert "Không làm việc được với Excel (OSError: Excel is busy)" in office.click("check")
    assert parts(book.content) == before


# ------------------------------------------------------------------ which form


def test_the_form_is_the_next_window_behind_the_panel(office: Office, tmp_path: Path) -> None:
    for name in ("một.xlsx", "hai.xlsx", "ba.xlsx"):
        office.open(shutil.copy(faulty(tmp_path), tmp_path / name))
    office.excel.front[1].visible = False
    assert "“hai.xlsx”" in office.click("check")
    assert "“một.xlsx”" in office.click("check", xl_form="Một.xlsx")
    assert [cell for cell in office.cell("xl_books").resize(20, 1).value if cell] == ["hai.xlsx", "một.xlsx"]


def test_the_form_is_named_before_it_is_touched(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    monkeypatch.setattr(
        "xltools.faces.panel.marks.clear", lambda form, words: said.append((form.title, office.headline))
    )
    office.open(faulty(tmp_path))
    office.click("check")
    assert said == [("Mẫu 1 của tôi.xlsx", "Đang kiểm tra “Mẫu 1 của tôi.xlsx”…")]


@pytest.mark.parametrize("button", ["check", "clear"])
def test_no_form_is_told(office: Office, button: str) -> None:
    assert "Không có biểu nào mở phía sau" in office.click(button)
    assert "“cũ.xlsx” không mở trong Excel" in office.click(button, xl_form="cũ.xlsx")
    office.excel.protected_view = 1
    assert "Bật chỉnh sửa" in office.click(button, xl_form=None)
    assert office.last[4] == "Không làm được"

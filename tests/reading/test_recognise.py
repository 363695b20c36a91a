"""Which form stands where on a sheet, and what its heading says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from xltools.forms.catalogue import CATALOGUE
from xltools.model import column_letters
from xltools.office.sheet import Box, Notes, Sheet
from xltools.plan.lookups import Lookups
from xltools.plan.toml import load_builtin
from xltools.reading.lines import Heading, date_heading, line_value, quarter_and_year
from xltools.reading.reader import read
from xltools.reading.recognise import Table, tables
from xltools.vietnamese.text import clean, fold

from ..filled import done, draw, saved

CASES = Path(__file__).parents[1] / "cases" / "recognised-forms.txt"


def sheet(lines: list[str], name: str = "Sheet1") -> Sheet:
    """A sheet from lines of cells; as long as its longest row, as the reader gives it."""
    rows = [[cell.strip().replace("⏎", "\n") for cell in line.split("|")] for line in lines if line[:2] != "~ "]
    width = max(map(len, rows))
    merged = [box(area) for line in lines if line[:2] == "~ " for area in line[2:].split()]
    return Sheet(name, False, [row + [""] * (width - len(row)) for row in rows], Notes(merged=merged))


def box(area: str) -> Box:
    """``C4:H4`` → the box; columns up to Z."""
    (left, top), (right, bottom) = ((ord(cell[0]) - 64, int(cell[1:])) for cell in area.split(":"))
    return Box(top, left, bottom, right)


def cases() -> Iterator[tuple[str, list[str], list[str]]]:
    for block in CASES.read_text("utf-8").split("\n== ")[1:]:
        title, *lines = block.splitlines()
        grid = [line for line in lines if line and not line.startswith("=> ")]
        yield title, grid, [line.removeprefix("=> ") for line in lines if line.startswith("=> ")]


def told(table: Table) -> str:
    quarter, year, _ = quarter_and_year(table.above)
    order = sorted(table.columns, key=table.columns.__getitem__)
    places = {name: "+".join(map(column_letters, table.parts.get(name, [table.columns[name]]))) for name in order}
    columns = " ".join(f"{name} {where}" for name, where in places.items())
    repeated = f"; repeated {' '.join(map(str, sorted(table.repeats)))}" if table.repeats else ""
    return f"{table.spec.code}, quý {quarter or '-'}, {year or '-'}; {table.header_row}; {columns}{repeated}"


@pytest.mark.parametrize(("grid", "expected"), [case[1:] for case in cases()], ids=[case[0] for case in cases()])
def test_forms(grid: list[str], expected: list[str]) -> None:
    found = [told(table) for table in tables(sheet(grid))]
    assert (found or ["none"]) == expected


@pytest.mark.parametrize("grid", [case[1] for case in cases()], ids=[case[0] for case in cases()])
def test_a_table_ends_where_the_heading_of_the_next_begins(grid: list[str]) -> None:
    found = list(tables(sheet(grid)))
    ends = [*(table.first_row - 1 for table in found[1:]), len([line for line in grid if line[:2] != "~ "])]
    assert [table.last_row for table in found] == ends[: len(found)]
    assert all(table.above[0].row == table.first_row for table in found[1:] if table.above)


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_header_of_every_form_is_its_column(code: str) -> None:
    spec = CATALOGUE[code]
    title = [spec.title, spec.subtitle.format(subject="x", report_subject="x", quarter="II", year=2023)]
    for mangle in (str, str.upper, lambda text: fold(text).capitalize(), lambda text: text.replace(" ", "⏎", 1)):
        grid = [*title, " | ".join(mangle(column.header) for column in spec.columns)]
        (table,) = tables(sheet(grid))
        assert table.spec is spec
        assert list(table.columns) == [column.field for column in spec.columns]


@pytest.mark.parametrize("name", ["NguonGoc", "DanhMuc", "KiemTra", "Nguồn gốc"])
def test_sheets_of_ours_that_list_rows_are_no_forms(name: str) -> None:
    book = Workbook()
    draw(book.worksheets[0], "mau3", "TG", [("Phan Văn Bình", *done("1", "01/4/2023"))], 2)
    draw(book.create_sheet(name), "mau3", "TG", [("Phan Văn Bình", *done("1", "02/4/2023"))], 2)
    (found,) = read(saved(book), Lookups(load_builtin("2023"), False))
    assert found.submission is not None
    assert found.submission.sheet == "Sheet"


def above(*lines: str) -> list[Heading]:
    found = []
    for row, line in enumerate(lines, 1):
        for column, text in enumerate(line.split("|"), 1):
            if text.strip():
                found.append(Heading(row, column, clean(text), fold(clean(text))))
    return found


@pytest.mark.parametrize(
    ("line", "value", "cell"),
    [
        ("1. Họ và tên: Phan Văn Bình", "Phan Văn Bình", (1, 1)),
        ("1. Họ và tên: | Phan Văn Bình", "Phan Văn Bình", (1, 2)),
        ("1. Họ và tên | | Phan Văn Bình", "Phan Văn Bình", (1, 3)),
        ("1) HỌ VÀ TÊN:Phan Văn Bình", "Phan Văn Bình", (1, 1)),
        ("Họ và tên: Phan Văn Bình", "Phan Văn Bình", (1, 1)),
        ("1. Ho va ten: Phan Van Binh", "Phan Van Binh", (1, 1)),
        ("1. Họ và tên: ...........", "", (1, 1)),
        ("1. Họ và tên: ____ | ……", "", (1, 1)),
        ("1. Họ và tên:", "", (1, 1)),
        ("2. Chức vụ: Chuyên viên", "", None),
        ("1. Họ và tên: Phan Văn Bình   2. Chức vụ: Chuyên viên", "Phan Văn Bình", (1, 1)),
        ("1. Họ và tên: Phan Văn Bình, chức vụ: Chuyên viên", "Phan Văn Bình", (1, 1)),
        ("2. Chức vụ: Chuyên viên  1. Họ và tên: Phan Văn Bình", "Phan Văn Bình", (1, 1)),
        ("Họ và tên: ......Phan Văn Bình......", "Phan Văn Bình", (1, 1)),
        ("1. Họ và tên......Phan Văn Bình", "Phan Văn Bình", (1, 1)),
        ("1. Họ và tên Phan Văn Bình", "Phan Văn Bình", (1, 1)),
        ("- Họ tên cán bộ: Phan Văn Bình", "Phan Văn Bình", (1, 1)),
        ("Họ, tên: Phan Văn Bình", "Phan Văn Bình", (1, 1)),
        ("1. Họ và tên: | | ...... | Phan Văn Bình", "Phan Văn Bình", (1, 4)),
        ("1. Họ và tên: | 2. Chức vụ: | Chuyên viên", "", (1, 1)),
        ("1. Họ và tên: ⏎ Phan Văn Bình", "Phan Văn Bình", (2, 1)),
        ("1. Họ và tên: ⏎ 2. Chức vụ: Chuyên viên", "", (1, 1)),
        ("1. Họ và tên: ⏎ 3. Nội dung đăng ký cụ thể như sau:", "", (1, 1)),
        ("1. Họ và tên: ⏎ BAN TUYÊN GIÁO | Phan Văn Bình", "", (1, 1)),
        ("(Ký, ghi rõ họ tên) | Phan Văn Bình", "", None),
        ("Kính gửi đồng chí có họ và tên: Phan Văn Bình", "", None),
    ],
)
def test_the_name_in_its_cell_or_the_next(line: str, value: str, cell: tuple[int, int] | None) -> None:
    assert line_value(above(*line.split("⏎")), "1. Họ và tên:") == (value, cell)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("2. Chức vụ: Chuyên viên", "Chuyên viên"),
        ("1. Họ và tên: Phan Văn Bình   2. Chức vụ: Chuyên viên", "Chuyên viên"),
        ("1. Họ và tên: Phan Văn Bình - Chức vụ: Chuyên viên", "Chuyên viên"),
        ("Họ và tên: Phan Văn Bình | Chức vụ: | Chuyên viên", "Chuyên viên"),
        ("Chức vụ: Chuyên viên; đơn vị công tác: Ban Tuyên giáo", "Chuyên viên"),
    ],
)
def test_the_title_beside_the_name(line: str, value: str) -> None:
    assert line_value(above(line), "2. Chức vụ:")[0] == value


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Tây Ninh, ngày 10 tháng 02 năm 2023", date(2023, 2, 10)),
        ("Tây Ninh, ngày      tháng      năm 2023", None),
        ("Tây Ninh, ngày ... tháng ... năm 2023", None),
        ("(Kèm theo Kế hoạch số 12, ngày 05 tháng 01 năm 2023)", None),
    ],
)
def test_the_date_line(line: str, day: date | None) -> None:
    assert date_heading(above(line))[0] == day


@pytest.mark.parametrize(
    "text", ["quý II", "Quý 2", "QUÝ II", "quy ii", "quý  2", "quý 02", "QUÝ HAI", "quí II", "quý ll", "quý Il"]
)
def test_quarters_as_written(text: str) -> None:
    assert quarter_and_year(above(f"Kết quả {text} năm 2023"))[:2] == (2, 2023)


def test_words_that_begin_like_a_quarter_are_none() -> None:
    assert quarter_and_year(above("Kính gửi quý vị", "quý V năm 2023", "Quỹ từ thiện", "quý 2023"))[0] is None


@pytest.mark.parametrize(
    ("text", "quarter"), [("quý IV", 4), ("quý lV", 4), ("quý l", 1), ("Quý tư năm 2023", 4), ("quý II, quý III", None)]
)
def test_other_quarters(text: str, quarter: int | None) -> None:
    assert quarter_and_year(above(text))[0] == quarter


def test_a_quarter_below_the_line_of_the_year() -> None:
    assert quarter_and_year(above("Kế hoạch năm 2023", "Quý III")) == (3, 2023, (2, 1))

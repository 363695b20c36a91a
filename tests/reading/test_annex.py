"""The plan's own annex, its three forms one after another, retyped in Word and in Excel."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import docx
import pytest
from openpyxl import Workbook

from ..cli_shell import Shell


class Form(NamedTuple):
    """A form as the plan prints it, from its letterhead to its signatures."""

    lines: tuple[str, ...]
    rows: tuple[str, ...]
    signatures: tuple[str, str]


LEFT, RIGHT = ("BCH ĐOÀN TỈNH TÂY NINH", "BAN....."), ("ĐOÀN TNCS HỒ CHÍ MINH", "Tây Ninh, ngày tháng năm 2023")
KEPT = "(Kèm theo Kế hoạch số -KH/TĐTN-TCKT, ngày / / của Ban Thường vụ Tỉnh đoàn)"
SUBJECT = "Đi công tác cơ sở theo chủ trương “1+2” năm 2023"
DOTS = "Từ ngày .../.../... đến ngày .../.../..."

ANNEX = (
    Form(
        ("BẢN ĐĂNG KÝ", SUBJECT, KEPT, "1. Họ và tên:", "2. Chức vụ:", "3. Nội dung đăng ký cụ thể như sau:"),
        (
            "STT|Nội dung|Số ngày đi|Thời gian cụ thể|Địa điểm",
            "(1)|(2)|(3)|(4)|(5)",
            "1|VD1: 1.1 Phối hợp tổ chức, triển khai hoạt động tại cơ sở|30 ngày|Từ ngày 01/4/2023 – 01/5/2023"
            "|Xã A, Huyện..... Hoặc Huyện....",
            "2|VD2: 1.3 Theo chuyên đề|10 ngày|Từ ngày 01/6/2023 – 15/6/2023|Xã A, Huyện..... Hoặc Huyện....",
        ),
        ("Lãnh đạo Ban/Văn phòng phê duyệt", "Người đăng ký"),
    ),
    Form(
        ("BẢN TỔNG HỢP ĐĂNG KÝ", SUBJECT, KEPT),
        (
            "STT|Họ và tên|Chức vụ|Nội dung đi cơ sở|Thời gian cụ thể|Địa điểm",
            f"1|Nguyễn A|||{DOTS}|Huyện đoàn ...",
            "2|||||",
        ),
        ("Phê duyệt của Lãnh đạo Tỉnh đoàn", "Trưởng Ban/VP....."),
    ),
    Form(
        ("TỔNG HỢP BÁO CÁO", "Kết quả đi công tác quý năm 2023", KEPT),
        (
            "STT|Họ và tên|Nội dung|Cụ thể nội dung đi cơ sở|Số ngày đi|Thời gian cụ thể|Địa điểm"
            "|Nêu khái quát những kết quả chủ yếu (mặt được, hạn chế của từng nội dung); đề xuất, kiến nghị (nếu có)",
            "(1)||(2)|(3)|(4)|(5)|(6)|",
            "1|Nguyễn Văn A|Tham gia cùng cơ sở tổ chức, triển khai hoạt động công tác đoàn"
            f"|Đề nghị ghi rõ hoạt động tham gia|Số ngày (tối thiểu 30 ngày)|{DOTS}||",
            "Tổng|||||||",
        ),
        ("", "TRƯỞNG BAN....."),
    ),
)


def in_word(path: Path) -> None:
    document = docx.Document()

    def table(rows: list[list[str]]) -> None:
        grid = document.add_table(len(rows), len(rows[0]))
        for row, texts in zip(grid.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text

    for form in ANNEX:
        table([["\n".join(LEFT), "\n".join(RIGHT)]])
        for line in form.lines:
            document.add_paragraph(line)
        table([row.split("|") for row in form.rows])
        document.add_paragraph()
        table([list(form.signatures)])
        document.add_page_break()
    document.save(str(path))


def in_excel(path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for form in ANNEX:
        for left, right in zip(LEFT, RIGHT, strict=True):
            sheet.append([left, None, None, right])
        for line in form.lines:
            sheet.append([line])
        for row in form.rows:
            sheet.append([text or None for text in row.split("|")])
        sheet.append([])
        sheet.append([form.signatures[0] or None, None, None, form.signatures[1]])
        sheet.append([None])
        sheet.append([None])
    book.save(path)


PLACES = {
    "annex.docx": [
        ("Word: bảng 2", "dòng 3, cột 2"), ("Word: bảng 2", "dòng 4, cột 2"),
        ("Word: bảng 5", "dòng 2, cột 2"), ("Word: bảng 8", "dòng 3, cột 3"),
    ],
    "annex.xlsx": [("Sheet", "B11"), ("Sheet", "B12"), ("Sheet", "B23"), ("Sheet", "C36")],
}  # fmt: skip


@pytest.mark.parametrize(("name", "write"), [("annex.docx", in_word), ("annex.xlsx", in_excel)])
def test_the_examples_of_the_plan_are_read_right_and_told_as_examples(
    name: str, write: Callable[[Path], None], tmp_path: Path, xltools: Shell
) -> None:
    write(tmp_path / name)
    answer = xltools("check", tmp_path / name, "--format", "json")
    forms: list[dict[str, Any]] = json.loads(answer.out)
    assert [form["form"] for form in forms] == ["mau1", "mau2", "mau3"]
    examples = [one for form in forms for one in form["problems"] if one["code"] == "F117"]
    assert [(one["sheet"], one["cell"]) for one in examples] == PLACES[name]
    assert [one["expected"] for one in examples] == [
        "nội dung 1.1; 30 ngày; Từ ngày 01/4/2023 đến ngày 01/5/2023",
        "nội dung 1.3; 10 ngày; Từ ngày 01/6/2023 đến ngày 15/6/2023",
        "",
        "",
    ]
    assert all("đọc được: nội dung 1." in one["message"] for one in examples[:2])


@pytest.mark.parametrize(("name", "write"), [("annex.docx", in_word), ("annex.xlsx", in_excel)])
def test_nothing_of_the_annex_is_taken_for_data(
    name: str, write: Callable[[Path], None], tmp_path: Path, xltools: Shell
) -> None:
    write(tmp_path / name)
    forms = json.loads(xltools("check", tmp_path / name, "--format", "json").out)
    told = [sorted({one["code"] for one in form["problems"]} - {"F117"}) for form in forms]
    # of nobody's, of no unit, in no quarter, not filled in; and nothing else
    assert told == [["F103", "F104", "F107"], ["F103", "F104"], ["F103", "F104", "F106"]]

"""One workbook with all that readers lose, in the formats LibreOffice saves."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from ..libreoffice import LibreOffice

LONG = "dài " * 8_000


def lossy() -> Workbook:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Trang 1"
    sheet["A1"], sheet["B1"], sheet["C1"], sheet["D1"] = "Họ và tên", 5, "=1/0", "=NA()"
    sheet["E1"], sheet["F1"] = "=B1+1", '=B99&""'
    sheet["A2"], sheet["B2"] = "§oµn", CellRichText("x ", TextBlock(InlineFont(rFont="VNI-Times"), "Ñoaøn"))
    sheet["A2"].font = Font(name=".VnTime")
    sheet["C2"] = CellRichText(
        TextBlock(InlineFont(rFont=".VnTime"), "§oµn "), TextBlock(InlineFont(rFont="Times New Roman"), "xã Hòa Hội")
    )
    sheet["D2"] = "Đoàn xã"
    sheet["A4"], sheet["B4"] = "gộp dọc", "gộp ngang"
    sheet.merge_cells("A4:A7")
    sheet.merge_cells("B4:D4")
    sheet["A8"], sheet["B8"], sheet["C8"] = date(2023, 4, 1), datetime(2023, 4, 1, 10, 30), time(7, 30)
    for column, shown in zip("DEFG", ('0" ngày"', "0\\ \\n\\g\\à\\y", 'General" ngày"', '[Red]0 "d"'), strict=True):
        sheet[f"{column}8"], sheet[f"{column}8"].number_format = 30, shown
    sheet["A9"], sheet["B9"], sheet["C9"] = "hai\ndòng", "  hai  cách ", "có chú thích"
    sheet["C9"].comment, sheet["D9"].comment = Comment("LỜI CHÚ", "x"), Comment("LỜI CHÚ", "x")
    sheet["E9"], sheet["F9"], sheet["G9"] = "trước\tsau", "🙂 \u200fphải", LONG
    for row in range(30, 34):
        for column in range(1, 5):
            sheet.cell(row, column, 7)
    book.create_sheet("Ẩn")["C5"] = "x"
    book["Ẩn"].sheet_state = "hidden"
    book.create_sheet("Trống")
    return book


@pytest.fixture(scope="session")
def saved_by_office(tmp_path_factory: pytest.TempPathFactory, libreoffice: LibreOffice) -> dict[str, bytes]:
    """The workbook as ``xls`` and ``ods``."""
    source = tmp_path_factory.mktemp("lossy") / "a.xlsx"
    lossy().save(source)
    return {kind: libreoffice.convert(kind, source)[0].read_bytes() for kind in ("xls", "ods")}

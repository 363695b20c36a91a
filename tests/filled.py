"""Forms as people fill them in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xltools.forms.catalogue import CATALOGUE

Cell = str | float | date | None

ROMAN = ("", "I", "II", "III", "IV")
UNITS = {"TG": "BAN TUYÊN GIÁO", "VP": "VĂN PHÒNG TỈNH ĐOÀN", "TCKT": "BAN TỔ CHỨC – KIỂM TRA"}
FIELDS = {
    "mau1": ("contents", "days", "time", "places"),
    "mau2": ("person", "title", "contents", "time", "places"),
    "baocao": ("contents", "detail", "days", "time", "places", "result"),
    "mau3": ("person", "contents", "detail", "days", "time", "places", "result"),
}
VD1 = ("1.1 Phối hợp tổ chức, triển khai hoạt động tại cơ sở", "30 ngày", "Từ ngày 01/4/2023 – 01/5/2023")
VD2 = ("1.3 Theo chuyên đề", "10 ngày", "Từ ngày 01/6/2023 – 15/6/2023")
PLACE = "Xã Suối Dây, huyện Tân Châu"
DETAIL, RESULT = "Tham gia ra quân làm đường nông thôn", "Mặt được: đông đoàn viên tham gia. Hạn chế: thiếu kinh phí."


def heading(sheet: Worksheet, form: str, unit: str, quarter: int | None, **said: str) -> int:
    """Write the lines above a table; the row in which its header goes."""
    spec = CATALOGUE[form]
    sheet["A1"], sheet["E1"] = "BCH ĐOÀN TỈNH TÂY NINH", "ĐOÀN TNCS HỒ CHÍ MINH"
    sheet["A2"] = UNITS.get(unit, unit)
    sheet["E2"] = said.get("dated", "Tây Ninh, ngày      tháng      năm 2023")
    sheet["A4"] = spec.title
    sheet["A5"] = spec.subtitle.format(
        subject="Đi công tác cơ sở theo chủ trương “1+2” năm 2023",
        report_subject="Kết quả đi công tác",
        quarter=ROMAN[quarter or 0] or "...",
        year=said.get("year", "2023"),
    )
    row = 6
    for field, wording in spec.lines:
        sheet.cell(row, 1, f"{wording} {said.get(field, '')}".strip())
        row += 1
    return row


def draw(
    sheet: Worksheet,
    form: str,
    unit: str,
    rows: Sequence[Sequence[Cell]],
    quarter: int | None = None,
    fields: Sequence[str] = (),
    **said: str,
) -> None:
    """A filled-in form; ``rows`` in the order of ``fields``, a row ``("không phát sinh",)`` is a nil return."""
    spec = CATALOGUE[form]
    shown = ("number", *(fields or FIELDS[form]))
    header = heading(sheet, form, unit, quarter, **said)
    for column, name in enumerate(shown, 1):
        sheet.cell(header, column, spec.column(name).header)
    for row in rows:
        at = sheet.max_row + 1
        for column, value in enumerate(row, 2):
            cell = sheet.cell(at, column, value)
            if isinstance(value, str):
                cell.data_type = "s"  # text that looks like a formula stays text


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def form(
    code: str,
    unit: str,
    rows: Sequence[Sequence[Cell]],
    quarter: int | None = None,
    fields: Sequence[str] = (),
    **said: str,
) -> bytes:
    """A workbook with one filled-in form."""
    book = Workbook()
    draw(book.worksheets[0], code, unit, rows, quarter, fields, **said)
    return saved(book)


def done(days: Cell, time: Cell, contents: str = "1.1", place: str = PLACE) -> tuple[Cell, ...]:
    """The cells of a báo cáo row: contents, detail, days, time, place, result."""
    return contents, DETAIL, days, time, place, RESULT

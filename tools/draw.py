"""Draw forms the plainest way: the plan's words, one row per trip, nothing else. For examples and tests."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xltools.forms.catalogue import CATALOGUE
from xltools.vietnamese.dates import roman

Cell = str | float | date | None

UNITS = {"TG": "BAN TUYÊN GIÁO", "VP": "VĂN PHÒNG TỈNH ĐOÀN", "TCKT": "BAN TỔ CHỨC – KIỂM TRA"}
"""Names as they stand in letterheads; what is not here is written as given."""
FIELDS = {
    "mau1": ("contents", "days", "time", "places"),
    "mau2": ("person", "title", "contents", "time", "places"),
    "baocao": ("contents", "detail", "days", "time", "places", "result"),
    "mau3": ("person", "contents", "detail", "days", "time", "places", "result"),
}
"""The columns most senders keep, besides the number."""


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
        quarter=roman(quarter) if quarter else "...",
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
) -> int:
    """A filled-in form; ``rows`` in the order of ``fields``, a row ``("không phát sinh",)`` is a nil return.

    Returns the row of the header.
    """
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
    return header


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
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

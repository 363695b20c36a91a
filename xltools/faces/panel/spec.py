"""The control panel on paper: its buttons, sheets and named cells; drawn by ``build``, read by both hosts."""

from __future__ import annotations

from dataclasses import dataclass

from xltools.forms.catalogue import CATALOGUE, MERGED


@dataclass(frozen=True, slots=True)
class Button:
    """A button: ``key`` in Python, ``macro`` in VBA (ASCII), ``long`` work that shows progress and may be stopped."""

    key: str
    caption: str
    macro: str
    explanation: str
    long: bool = False


def _merging(form: str) -> Button:
    spec = CATALOGUE[form]
    source = "của quý đã chọn" if spec.quarterly else "từ các biểu đã nhận"
    return Button(form, f"Tổng hợp {spec.in_sentence}", f"Xl{spec.stem}", f"Lập {spec.in_sentence} {source}.")


BUTTONS = (
    Button(
        "check",
        "Kiểm tra",
        "XlKiemTra",
        "Kiểm tra biểu mở ngay sau bảng này, hoặc biểu đã chọn; lỗi hiện trong ô.",
    ),
    Button("clear", "Xoá đánh dấu", "XlXoaDanhDau", "Xoá màu, ghi chú và sheet KiemTra đã thêm vào biểu đó."),
    Button(
        "collect", "Thu nhận", "XlThuNhan", "Nhận các tệp trong 2-NopBai, kiểm tra, ghi biên nhận vào 3-PhanHoi.", True
    ),
    *map(_merging, MERGED),
    Button("compliance", "Bảng tuân thủ", "XlTuanThu", "Lập TuanThu.xlsx: ai đạt, ai chậm, vì sao."),
    Button("run", "Chạy cả quý", "XlChayCaQuy", "Thu nhận, mẫu 2, mẫu 3 và bảng tuân thủ trong một lần.", True),
    Button("refresh", "Cập nhật tình hình", "XlCapNhat", "Xem lại ai đã nộp, ai còn thiếu; không nhận tệp mới."),
)

SHEETS = {
    "DieuKhien": "shDieuKhien",
    "TinhHinh": "shTinhHinh",
    "CanXuLy": "shCanXuLy",
    "NhatKy": "shNhatKy",
    "xlwings.conf": "shCauHinh",
}
"""Sheet → VBA code name."""

RESULT_ROWS = 10
"""Lines the panel keeps for the result of the last click."""

CHECK_SHEET = "KiemTra"
"""Sheet added to a checked form, the last one: headers in row 1, findings below."""

CHECK_HEADERS = ("Mức độ", "Trang tính", "Ô", "Mã", "Việc cần làm")
"""Columns A–E of the sheet."""

KEPT_HEADERS = ("Số", "Trang tính cũ", "Ô cũ", "Màu cũ")
"""Hidden columns H–K: where a marked cell was, and its colour as RRGGBB, empty for none.

The note of a mark begins with ``NOTE_MARK``, so that a cell moved by rows inserted above is still found.
"""

KEPT_COLUMN = 8

NOTE_MARK = "xltools #{}:"
"""First line of the note put on a cell, with the number of its line in ``Số``."""

MARK_COLOURS = {"error": 0xFFC7CE, "warning": 0xFFEB9C, "notice": 0xDDEBF7}
"""Severity → colour of a marked cell (RGB)."""

LOG_ROWS = 200
"""Clicks the log keeps, the newest on top."""

BOOK_ROWS = 20
"""Cells of ``xl_books``, the open workbooks to choose from."""

NAMES = (
    "xl_workspace", "xl_year", "xl_quarter", "xl_as_of", "xl_unit", "xl_form",
    "xl_headline", "xl_when", "xl_result", "xl_state",
    "xl_board", "xl_board_when", "xl_todo", "xl_log",
    "xl_books", "xl_units", "xl_days",
)  # fmt: skip
"""Defined names of the workbook: inputs; result; tables, by their first body cell; lists, by all their cells."""

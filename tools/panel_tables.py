"""The control panel's tables: TinhHinh (units × forms), CanXuLy (what waits for somebody), NhatKy (clicks)."""

from __future__ import annotations

from tools.panel_looks import AMBER, BLUE, GREEN, INK, RED, SILVER, Pen, Sheet
from xltools.faces.panel.spec import EXEMPT, FORMS, LATE, MISSING, NIL, ON_TIME, PENDING
from xltools.forms.catalogue import form_name

WORDS = {ON_TIME: GREEN, LATE: AMBER, MISSING: RED, NIL: BLUE, EXEMPT: SILVER, PENDING: "#FFFFFF"}
"""Word that begins a cell of TinhHinh → its colour."""
LEVELS = {"Lỗi": RED, "Cảnh báo": AMBER}
"""Word in the first column of CanXuLy → its colour."""
VERDICTS = {"Không làm được": RED, "Xong, có lỗi": AMBER, "Xong": GREEN}
"""Beginning of a verdict, the more exact first → its colour."""

_HEADER = 3  # row of the column headings on each of these sheets
_UNITS, _PROBLEMS, _CLICKS = 60, 500, 200  # body rows that are formatted


def draw_tables(pen: Pen, board: Sheet, todo: Sheet, log: Sheet) -> None:
    """All three; their bodies are empty."""
    _board(pen, board)
    _todo(pen, todo)
    _log(pen, log)


def _board(pen: Pen, sheet: Sheet) -> None:
    columns = [("Đơn vị", 400, "unit"), *((form_name(*form), 132, "word") for form in FORMS)]
    _head(pen, sheet, "TÌNH HÌNH NỘP BIỂU THEO ĐƠN VỊ", columns)
    pen.define("xl_board_when", "TinhHinh", 1, 0)
    sheet.write_blank(1, 0, None, pen.look("note", num_format="@"))
    sheet.write_string(2, 0, "Số trong ngoặc: đã nhận / phải nộp", pen.look("note"))
    last = len(columns) - 1
    for column, word in enumerate(WORDS, 1):
        sheet.write_string(2, column, word, pen.look("figure", font_size=9))
    body = _HEADER + 1
    for row in range(body, body + _UNITS):
        for column, (_, _, look) in enumerate(columns):
            sheet.write_blank(row, column, None, pen.look(look))
    pen.define("xl_board", "TinhHinh", body, 0)
    for word, colour in WORDS.items():
        begins = {"type": "text", "criteria": "begins with", "value": word, "format": pen.fill(colour)}
        sheet.conditional_format(2, 1, body + _UNITS - 1, last, begins)
    _ruled(pen, sheet, _UNITS, last)


def _todo(pen: Pen, sheet: Sheet) -> None:
    columns = [
        ("Mức độ", 80, "body"), ("Đơn vị", 210, "body"), ("Cán bộ", 150, "body"), ("Tệp", 240, "body"),
        ("Ô", 130, "body"), ("Việc cần làm", 460, "sentence"), ("Mở", 60, "link"),
    ]  # fmt: skip
    _head(pen, sheet, "VIỆC CẦN XỬ LÝ", columns, bodies=True)
    note = "Lỗi trước, cảnh báo sau, nhiều nhất 500 dòng; đầy đủ ở 4-TongHop/TuanThu.xlsx. Bấm ở cột Mở để mở tệp."
    sheet.write_string(1, 0, note, pen.look("note"))
    body, last = _HEADER + 1, len(columns) - 1
    pen.define("xl_todo", "CanXuLy", body, 0)
    sheet.autofilter(_HEADER, 0, _HEADER + _PROBLEMS, last)
    for word, colour in LEVELS.items():
        begins = {"type": "text", "criteria": "begins with", "value": word, "format": pen.fill(colour, bold=True)}
        sheet.conditional_format(body, 0, _HEADER + _PROBLEMS, 0, begins)
    _ruled(pen, sheet, _PROBLEMS, last)


def _log(pen: Pen, sheet: Sheet) -> None:
    columns = [
        ("Lúc", 150, "body"), ("Nút", 160, "body"), ("Đơn vị", 240, "body"), ("Giây", 60, "number"),
        ("Kết quả", 170, "body"), ("Ghi chú", 550, "sentence"),
    ]  # fmt: skip
    _head(pen, sheet, "NHẬT KÝ", columns, bodies=True)
    sheet.write_string(1, 0, f"Mỗi lần bấm nút một dòng, mới nhất ở trên, giữ {_CLICKS} dòng.", pen.look("note"))
    body = _HEADER + 1
    pen.define("xl_log", "NhatKy", body, 0)
    for word, colour in VERDICTS.items():
        begins = {"type": "text", "criteria": "begins with", "value": word, "format": pen.fill(colour)}
        sheet.conditional_format(body, 4, _HEADER + _CLICKS, 4, {**begins, "stop_if_true": True})
    _ruled(pen, sheet, _CLICKS, len(columns) - 1)


def _ruled(pen: Pen, sheet: Sheet, rows: int, last: int) -> None:
    """Lines around the cells of each row that is written in, so that nothing of an empty table is printed."""
    rule = {"type": "formula", "criteria": f'=$A{_HEADER + 2}<>""', "format": pen.lines()}
    sheet.conditional_format(_HEADER + 1, 0, _HEADER + rows, last, rule)


def _head(pen: Pen, sheet: Sheet, title: str, columns: list[tuple[str, int, str]], *, bodies: bool = False) -> None:
    """Title and column headings (text, width in pixels, look); ``bodies``: whole columns look as their cells do."""
    for column, (text, width, look) in enumerate(columns):
        sheet.set_column_pixels(column, column, width, pen.look(look) if bodies else None)
        sheet.write_string(_HEADER, column, text, pen.look("header", font_size=10))
        for row in range(_HEADER if bodies else 0):
            sheet.write_blank(row, column, None, pen.look("note"))
    sheet.write_string(0, 0, title, pen.look("title", font_size=14))
    sheet.set_row_pixels(0, 30)
    sheet.set_row_pixels(_HEADER, 30)
    sheet.freeze_panes(_HEADER + 1, 1)
    sheet.hide_gridlines(2 if not bodies else 1)
    sheet.set_tab_color(INK)
    pen.page(sheet, _HEADER)

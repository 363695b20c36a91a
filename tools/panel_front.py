"""The control panel's first sheet, DieuKhien: settings, buttons, figures of the year, result of the last click.

At 100 % all but the last lines of the result fits a screen of 1366 × 768, which leaves about 1340 × 520 pixels to the
cells; LibreOffice Calc draws the columns an eighth wider, and they fit there too.
"""

from __future__ import annotations

from typing import NamedTuple

from tools.panel_looks import AMBER, RED, Pen, Sheet
from tools.panel_tables import VERDICTS
from xltools.faces.panel.spec import BUTTONS, FORMS, RESULT_ROWS
from xltools.forms.catalogue import form_name

SHEET = "DieuKhien"

_WIDTHS = (8, 160, 194, 8, 140, 250, 10, 88, 42, 42, 42, 36, 62, 40, 40)  # pixels
_LABEL, _INPUT, _BUTTON, _EXPLANATION, _STATE = 1, 2, 4, 5, 7
_LAST = len(_WIDTHS) - 1
_TITLE, _PURPOSE, _HEADLINE, _WHEN, _BLOCKS, _FIRST = 0, 1, 3, 4, 6, 7  # rows
_RESULT = _FIRST + len(BUTTONS) + 2
_HEIGHTS = {_TITLE: 32, _PURPOSE: 18, 2: 6, _HEADLINE: 38, _WHEN: 18, 5: 4, _BLOCKS: 22, _RESULT - 2: 4}
_STEP = 32  # height of a row with a button
_LINE = 18
_INSET = 3  # pixels between a button and the edges of its cell

_STATE_HEADERS = ("Biểu", "Phải nộp", "Đã nhận", "Đúng hạn", "Trễ", "Không phát sinh", "Miễn", "Thiếu")


class Setting(NamedTuple):
    """An input cell: ``hint`` stands below its label, ``help`` shows while the cell is chosen."""

    name: str
    label: str
    hint: str
    help: str
    choices: str | tuple[str, ...] = ()


def _filled(name: str) -> str:
    """The cells of a list that hold something: empty ones would stand in the dropdown too."""
    return f"=OFFSET({name},0,0,MAX(1,COUNTA({name})),1)"


SETTINGS = (
    Setting(
        "xl_workspace", "Thư mục làm việc", "nơi có KeHoach.xlsx",
        "Đường dẫn trên máy hoặc ổ chung, ví dụ D:\\CongTacCoSo\\2023. Không dùng địa chỉ mạng (https://…).",
    ),
    Setting("xl_year", "Năm", "năm của kế hoạch", "Phải trùng với năm trong KeHoach.xlsx; để trống cũng được."),
    Setting(
        "xl_quarter", "Quý", "cho mẫu 3 và Chạy cả quý",
        "Quý cần tổng hợp. “theo ngày”: quý của ngày ở ô dưới.",
        ("theo ngày", "I", "II", "III", "IV"),
    ),
    Setting(
        "xl_as_of", "Tính đến ngày", "để trống: hôm nay",
        "Đúng hạn, trễ, thiếu tính đến hết ngày này. Chọn một mốc của kế hoạch hoặc ghi ngày/tháng/năm.",
        _filled("xl_days"),
    ),
    Setting(
        "xl_unit", "Đơn vị", "để trống: toàn tỉnh",
        "Chọn một đơn vị thì chỉ tổng hợp và chỉ hiện biểu của đơn vị ấy.",
        _filled("xl_units"),
    ),
    Setting(
        "xl_form", "Biểu cần kiểm tra", "để trống: tệp ngay sau bảng",
        "Tên tệp đang mở trong Excel; danh sách được cập nhật sau mỗi lần bấm nút.",
        _filled("xl_books"),
    ),
)  # fmt: skip


def draw_front(pen: Pen, sheet: Sheet) -> None:
    """The sheet as handed out: no workspace, no figures."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column_pixels(column, column, width)
    for row in range(_RESULT + RESULT_ROWS):
        pitch = _STEP if _FIRST <= row < _FIRST + len(BUTTONS) else _LINE
        sheet.set_row_pixels(row, _HEIGHTS.get(row, pitch))
    sheet.write_string(_TITLE, _LABEL, "BẢNG ĐIỀU KHIỂN – ĐI CÔNG TÁC CƠ SỞ", pen.look("title"))
    purpose = "Thu nhận, kiểm tra và tổng hợp biểu đi công tác cơ sở: ghi các ô màu vàng, rồi bấm nút."
    sheet.write_string(_PURPOSE, _LABEL, purpose, pen.look("note"))
    _answer(pen, sheet)
    _settings(pen, sheet)
    _buttons(pen, sheet)
    _state(pen, sheet)
    sheet.hide_gridlines(2)
    sheet.hide_row_col_headers()
    sheet.set_first_sheet()
    sheet.activate()
    pen.page(sheet)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, _RESULT + RESULT_ROWS - 1, _LAST)


def _heading(pen: Pen, sheet: Sheet, row: int, text: str, first: int, last: int) -> None:
    for column in range(first, last + 1):
        sheet.write_blank(row, column, None, pen.look("block"))
    sheet.write_string(row, first, text, pen.look("block"))


def _answer(pen: Pen, sheet: Sheet) -> None:
    """The answer in one line on top, its details at the bottom."""
    sheet.merge_range(_HEADLINE, _LABEL, _HEADLINE, _LAST, "Ghi thư mục làm việc rồi bấm nút.", pen.look("headline"))
    sheet.write_blank(_WHEN, _LABEL, None, pen.look("note", num_format="@"))
    _heading(pen, sheet, _RESULT - 1, "Kết quả lần bấm gần nhất", _LABEL, _LAST)
    for row in range(_RESULT, _RESULT + RESULT_ROWS):
        sheet.write_blank(row, _LABEL, None, pen.look("result"))
    pen.define("xl_headline", SHEET, _HEADLINE, _LABEL)
    pen.define("xl_when", SHEET, _WHEN, _LABEL)
    pen.define("xl_result", SHEET, _RESULT, _LABEL)
    # coloured as the newest line of NhatKy judges it, if the headline is that line's: VBA's own messages are not logged
    for verdict, colour in VERDICTS.items():
        judged = f'LEFT(OFFSET(xl_log,0,4),{len(verdict)})="{verdict}"'
        rule: dict[str, object] = {"type": "formula", "criteria": f"=AND(OFFSET(xl_log,0,5)=xl_headline,{judged})"}
        rule |= {"format": pen.fill(colour), "stop_if_true": True}
        sheet.conditional_format(_HEADLINE, _LABEL, _HEADLINE, _LAST, rule)


def _settings(pen: Pen, sheet: Sheet) -> None:
    _heading(pen, sheet, _BLOCKS, "Thiết lập", _LABEL, _INPUT)
    for row, setting in enumerate(SETTINGS, _FIRST):
        words = (pen.look("label"), setting.label, pen.look("hint"), f"\n{setting.hint}")
        sheet.write_rich_string(row, _LABEL, *words, pen.look("label"))
        number_format = {"xl_year": "0", "xl_as_of": "dd/mm/yyyy"}.get(setting.name, "@")
        sheet.write_blank(row, _INPUT, None, pen.look("input", num_format=number_format))
        rule: dict[str, object] = {"validate": "any", "input_title": setting.label, "input_message": setting.help}
        rule["show_error"] = False  # anything may be typed: the tool says what it does not understand
        if setting.choices:
            source = setting.choices if isinstance(setting.choices, str) else list(setting.choices)
            rule |= {"validate": "list", "source": source}
        sheet.data_validation(row, _INPUT, row, _INPUT, rule)
        pen.define(setting.name, SHEET, row, _INPUT)
    quarter = next(row for row, setting in enumerate(SETTINGS, _FIRST) if setting.name == "xl_quarter")
    sheet.write_string(quarter, _INPUT, "theo ngày", pen.look("input"))


def _buttons(pen: Pen, sheet: Sheet) -> None:
    _heading(pen, sheet, _BLOCKS, "Nút bấm", _BUTTON, _EXPLANATION)
    for row, button in enumerate(BUTTONS, _FIRST):
        place = {
            "macro": button.macro,
            "caption": button.caption,
            "description": button.explanation,
            "width": _WIDTHS[_BUTTON] - 2 * _INSET,
            "height": _STEP - 2 * _INSET,
            "x_offset": _INSET,
            "y_offset": _INSET,
        }
        sheet.insert_button(row, _BUTTON, place)
        sheet.write_string(row, _EXPLANATION, button.explanation, pen.look("explanation"))


def _state(pen: Pen, sheet: Sheet) -> None:
    _heading(pen, sheet, _BLOCKS, "Tình hình nộp biểu", _STATE, _LAST)
    for column, text in enumerate(_STATE_HEADERS, _STATE):
        sheet.write_string(_FIRST, column, text, pen.look("header", font_size=8))
    body = _FIRST + 1
    for row, form in enumerate(FORMS, body):
        sheet.write_string(row, _STATE, form_name(*form), pen.look("name", indent=0))
        for column in range(_STATE + 1, _LAST + 1):
            sheet.write_blank(row, column, None, pen.look("figure"))
    pen.define("xl_state", SHEET, body, _STATE)
    end = body + len(FORMS)
    for header, colour in (("Thiếu", RED), ("Trễ", AMBER)):
        column = _STATE + _STATE_HEADERS.index(header)
        some = {"type": "cell", "criteria": ">", "value": 0, "format": pen.fill(colour, bold=True)}
        sheet.conditional_format(body, column, end - 1, column, some)
    others = (("TinhHinh", "Từng đơn vị", 0), ("CanXuLy", "Việc cần xử lý", 2), ("NhatKy", "Nhật ký", 5))
    for name, text, offset in others:
        link = f"internal:'{name}'!A1"
        sheet.write_url(end, _STATE + offset, link, pen.look("go"), f"→ {text}", f"Mở sheet {name}")

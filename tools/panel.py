"""Draw the control panel, ``workbooks/BangDieuKhien.xlsm``: its sheets, and the macros of ``macros/*.bas``.

The hosts find every cell by its defined name (``panel.spec.NAMES``), so a person may restyle and move things in Excel.
Colours that follow the words in a cell are conditional formats: who writes an answer writes values only. Building twice
gives the same bytes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import xlsxwriter

from tools.panel_front import draw_front
from tools.panel_looks import FONT, SIZE, Pen, Sheet
from tools.panel_tables import draw_tables
from tools.vba import BOOK, vba_project
from xltools.faces.panel.spec import BOOK_ROWS, MESSAGES, SHEETS
from xltools.outputs.template import DAY_ROWS, UNIT_ROWS, filled_panel
from xltools.plan import DEFAULT_PLAN
from xltools.plan.toml import load_builtin
from xltools.workspace.layout import PANEL

MACROS = Path(__file__).parents[1] / "macros"

_CONF = "xlwings.conf"
_CREATED = datetime(2023, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_LISTS = (
    ("xl_books", "Tệp đang mở", BOOK_ROWS, "@"),
    ("xl_units", "Đơn vị", UNIT_ROWS, "@"),
    ("xl_days", "Mốc ngày", DAY_ROWS, "dd/mm/yyyy"),
)
_FIRST_LIST = 4  # column


def build_panel(target: Path) -> Path:
    """Write the panel of the default plan into folder ``target``; the file."""
    target.mkdir(parents=True, exist_ok=True)
    path = target / PANEL
    path.write_bytes(filled_panel(draw_panel(), load_builtin(DEFAULT_PLAN), ""))
    return path


def draw_panel(macros: Path = MACROS) -> bytes:
    """The panel of no plan yet, with the modules in ``macros``; ``ValueError`` for a source that is not ASCII."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "default_format_properties": {"font_name": FONT, "font_size": SIZE},
            "default_column_width": 64,
            "default_row_height": 17,
        },
    )
    book.set_properties({"created": _CREATED, "title": "Bảng điều khiển", "author": "xltools"})
    book.set_vba_name(BOOK)
    sheets: dict[str, Sheet] = {}
    for name, code_name in SHEETS.items():
        sheets[name] = book.add_worksheet(name)
        sheets[name].set_vba_name(code_name)
    pen = Pen(book)
    draw_front(pen, sheets["DieuKhien"])
    draw_tables(pen, sheets["TinhHinh"], sheets["CanXuLy"], sheets["NhatKy"])
    _settings(pen, sheets[_CONF])
    sources = {path.stem: path.read_text(encoding="utf-8") for path in sorted(macros.glob("*.bas"))}
    book.add_vba_project(BytesIO(vba_project(SHEETS.values(), sources)), is_stream=True)
    book.close()
    return out.getvalue()


def _settings(pen: Pen, sheet: Sheet) -> None:
    """``xlwings.conf``: keys and values as xlwings wants them, from A1 on; beside them the lists to choose from."""
    sheet.set_column_pixels(0, 0, 130)
    sheet.set_column_pixels(1, 1, 640)
    sheet.set_column_pixels(2, 3, 150)
    for row, (key, value) in enumerate({"Interpreter_Win": "", **MESSAGES}.items()):
        sheet.write_string(row, 0, key, pen.look("body", valign="top"))
        sheet.write(row, 1, value or None, pen.look("sentence" if value else "input"))
    note = "Đường dẫn của python.exe nếu xltools không tự tìm thấy; bình thường để trống."
    sheet.write_string(0, 2, note, pen.look("note", text_wrap=True))
    for column, (name, title, rows, number_format) in enumerate(_LISTS, _FIRST_LIST):
        sheet.set_column_pixels(column, column, 240)
        sheet.write_string(0, column, title, pen.look("header"))
        for row in range(1, rows + 1):
            sheet.write_blank(row, column, None, pen.look("body", num_format=number_format, align="left"))
        pen.define(name, _CONF, 1, column, rows)
    sheet.hide()
    pen.page(sheet)

"""Draw the official forms as templates: ``workbooks/*.xlsx`` from the form specs.

Everything the filler looks for is a defined name (``xl_…``), so a person may restyle a template in Excel or
LibreOffice: fonts, widths, a logo, rows moved. Building twice gives the same bytes.

Names on the form's sheet: ``xl_issuer xl_unit xl_union xl_date xl_title xl_subtitle xl_reference`` (heading cells),
``xl_line_<field>`` (numbered lines), ``xl_col_<field>`` (header cells), ``xl_sample`` ``xl_section`` ``xl_body``
``xl_total`` (one prototype row each), ``xl_sign_left/right`` ``xl_signer_left/right``, ``xl_end`` (last row).
On ``NguonGoc``: ``xl_src_<key>`` (header cells), ``xl_source`` and ``xl_source_section`` (prototype rows). On
``DanhMuc``: ``xl_list_contents xl_list_places xl_list_people``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from xltools.forms.catalogue import CATALOGUE, Column, FormSpec
from xltools.model import column_letters
from xltools.outputs.printing import text_height
from xltools.plan import DEFAULT_PLAN
from xltools.plan.toml import load_builtin

_FONT = "Times New Roman"
_CREATED = datetime(2023, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_MARGINS_MM = {"left": 30.0, "right": 20.0, "top": 20.0, "bottom": 20.0}
_MM_PER_INCH = 25.4
_SCALE = 0.88  # printed size of a full table: 12 pt type comes out at 10.5 pt
_DIGIT_PX = 8  # width of a digit in Times New Roman 12 at 96 dpi, the unit of column widths
_SIGN_ROWS = 4
_INPUT_HEIGHT = 33.0  # two lines of 12 pt

Format = Any  # XlsxWriter ships no types

_LOOKS: dict[str, dict[str, object]] = {
    "issuer": {"align": "center", "font_size": 13},
    "unit": {"align": "center", "font_size": 13, "bold": True, "text_wrap": True, "valign": "top"},
    "union": {"align": "center", "font_size": 13, "bold": True, "underline": 1},
    "date": {"align": "center", "font_size": 13, "italic": True, "valign": "top"},
    "title": {"align": "center", "font_size": 14, "bold": True, "text_wrap": True},
    "subtitle": {"align": "center", "font_size": 13, "bold": True, "text_wrap": True},
    "reference": {"align": "center", "font_size": 12, "italic": True, "text_wrap": True},
    "line": {"font_size": 13, "text_wrap": True},
    "header": {"align": "center", "bold": True, "text_wrap": True, "border": 1},
    "number": {"align": "center", "italic": True, "border": 1},
    "section": {"bold": True, "text_wrap": True, "border": 1, "bg_color": "#F2F2F2"},
    "total": {"bold": True, "align": "center", "border": 1},
    "sign": {"align": "center", "font_size": 13, "bold": True, "text_wrap": True, "valign": "top"},
    "note": {"italic": True, "text_wrap": True, "valign": "top"},
    "source": {"text_wrap": True, "valign": "top", "border": 1, "font_size": 11, "num_format": "@"},
    "source_number": {"align": "center", "valign": "top", "border": 1, "font_size": 11},
    "source_link": {
        "text_wrap": True,
        "valign": "top",
        "border": 1,
        "font_size": 11,
        "font_color": "#0563C1",
        "underline": 1,
        "num_format": "@",
    },
    "source_section": {"bold": True, "valign": "top", "border": 1, "font_size": 11, "bg_color": "#F2F2F2"},
}

SOURCE_COLUMNS: tuple[tuple[str, str, float], ...] = (
    ("number", "STT", 6),
    ("row", "Dòng trong biểu", 9),
    ("name", "Họ và tên", 22),
    ("file", "Tệp nguồn", 50),  # LibreOffice does not wrap the text of a link
    ("sheet", "Trang tính", 14),
)
"""First columns of ``NguonGoc`` (key, header, width); one per column of the form follows, then these."""
SOURCE_LAST: tuple[tuple[str, str, float], ...] = (
    ("declared", "Số ngày khai", 9),
    ("counted", "Số ngày được tính", 10),
    ("note", "Ghi chú", 34),
)


def build_templates(target: Path) -> list[Path]:
    """Write every template into folder ``target``; returns the files, in the order of the catalogue."""
    target.mkdir(parents=True, exist_ok=True)
    files = []
    for code, spec in CATALOGUE.items():
        path = target / f"{code}.xlsx"
        path.write_bytes(draw_template(spec))
        files.append(path)
    return files


def draw_template(spec: FormSpec) -> bytes:
    """One template as a file."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "default_format_properties": {"font_name": _FONT, "font_size": 12},
            "default_column_width": 72,
            "default_row_height": 21,
        },
    )
    book.set_properties({"created": _CREATED, "title": spec.title, "author": "xltools"})
    _Drawing(book, spec).draw()
    book.close()
    return out.getvalue()


def sheet_widths(spec: FormSpec) -> list[float]:
    """Column widths in characters, so that the table as usually handed out prints at about ``_SCALE``."""
    paper = 297.0 if spec.landscape else 210.0
    usable = (paper - _MARGINS_MM["left"] - _MARGINS_MM["right"]) / _SCALE / _MM_PER_INCH * 96
    usual = [column for column in spec.columns if column.extra != "stay"]
    fixed = sum(column.width for column in usual if column.width <= 6)
    room = usable / _DIGIT_PX - fixed - 0.7 * len(usual)
    factor = min(1.0, room / sum(column.width for column in usual if column.width > 6))
    return [column.width if column.width <= 6 else round(column.width * factor, 1) for column in spec.columns]


class _Drawing:
    """One workbook being drawn; rows and columns are 0-based, as XlsxWriter counts them."""

    def __init__(self, book: Any, spec: FormSpec) -> None:
        self.book = book
        self.spec = spec
        self.name = spec.stem
        self.sheet = book.add_worksheet(self.name)
        self.last = len(spec.columns) - 1
        self.half = self._half()
        self.row = 0
        self.formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def _half(self) -> int:
        """Column where the right-hand blocks begin: about the middle of the official columns."""
        widths = sheet_widths(self.spec)[: len(self.spec.official)]
        middle, so_far = sum(widths) * 0.5, 0.0
        for column, width in enumerate(widths):
            if so_far + width / 2 >= middle:
                return column
            so_far += width
        return len(widths) - 1

    def format(self, look: Mapping[str, object], **more: object) -> Format:
        """A cell format; the same properties give the same format."""
        properties = {"font_name": _FONT, "font_size": 12, "valign": "vcenter", **look, **more}
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(properties)
        return self.formats[key]

    def define(self, name: str, row: int, first: int, last: int | None = None, sheet: str = "") -> None:
        """Anchor: a cell or a stretch of one row."""
        ref = f"${column_letters(first + 1)}${row + 1}"
        if last is not None and last > first:
            ref += f":${column_letters(last + 1)}${row + 1}"
        self.book.define_name(name, f"={sheet or self.name}!{ref}")

    def put(self, name: str, first: int, last: int, text: str, look: str) -> None:
        """A text over columns ``first`` to ``last`` of the current row, with its anchor."""
        if last > first:
            self.sheet.merge_range(self.row, first, self.row, last, text, self.format(_LOOKS[look]))
        else:
            self.sheet.write_string(self.row, first, text, self.format(_LOOKS[look]))
        self.define(name, self.row, first)

    def draw(self) -> None:
        self._page()
        self._heading()
        header = self.row
        self._table()
        self._signatures()
        self.sheet.print_area(0, 0, self.row, self.last)
        numbered = any(column.number for column in self.spec.columns)
        self.sheet.repeat_rows(header, header + (1 if numbered else 0))
        if self.spec.gathers:
            self._sources()
        self._lists()

    def _page(self) -> None:
        sheet = self.sheet
        sheet.set_paper(9)
        if self.spec.landscape:
            sheet.set_landscape()
        inches = {side: mm / _MM_PER_INCH for side, mm in _MARGINS_MM.items()}
        sheet.set_margins(inches["left"], inches["right"], inches["top"], inches["bottom"])
        sheet.set_footer(f'&C&"{_FONT},Regular"&11Trang &P/&N', {"margin": 0.4})
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.hide_gridlines(2)
        for column, width in enumerate(sheet_widths(self.spec)):
            sheet.set_column(column, column, width)

    def _heading(self) -> None:
        spec, head = self.spec, load_builtin(DEFAULT_PLAN).letterhead
        self.sheet.set_row(self.row, 18)
        self.put("xl_issuer", 0, self.half - 1, head.body, "issuer")
        self.put("xl_union", self.half, self.last, head.union, "union")
        self.row += 1
        self.sheet.set_row(self.row, 18)
        self.put("xl_unit", 0, self.half - 1, "BAN.....", "unit")
        self.put("xl_date", self.half, self.last, f"{head.place}, ngày      tháng      năm 2023", "date")
        self.row += 2
        words = {"subject": head.subject, "report_subject": head.report_subject, "quarter": ".....", "year": 2023}
        self.sheet.set_row(self.row, 20)
        self.put("xl_title", 0, self.last, spec.title, "title")
        self.row += 1
        self.sheet.set_row(self.row, 18)
        self.put("xl_subtitle", 0, self.last, spec.subtitle.format_map(words), "subtitle")
        self.row += 1
        if spec.kind:
            dots = f"(Kèm theo Kế hoạch số .....{head.symbol}, ngày ...../...../..... của {head.issuer})"
            self.put("xl_reference", 0, self.last, dots, "reference")
            self.row += 1
        self.row += 1
        for number, (field, wording) in enumerate(spec.lines, 1):
            self.sheet.set_row(self.row, 18)
            self.put(f"xl_line_{field or number}", 0, self.last, wording, "line")
            self.row += 1

    def _table(self) -> None:
        spec, sheet = self.spec, self.sheet
        for index, column in enumerate(spec.columns):
            sheet.write_string(self.row, index, column.header, self.format(_LOOKS["header"]))
            self.define(f"xl_col_{column.field}", self.row, index)
        self._fit([column.header for column in spec.columns], bold=True)
        self.row += 1
        if any(column.number for column in spec.columns):
            for index, column in enumerate(spec.columns):
                sheet.write(self.row, index, column.number or None, self.format(_LOOKS["number"]))
            self.row += 1
        for number, sample in enumerate(spec.samples):
            for index, column in enumerate(spec.columns):
                look = self.format(_cell_look(column), italic=True, font_color="#808080")
                sheet.write(self.row, index, sample.get(column.field) or None, look)
            self._fit([sample.get(column.field, "") for column in spec.columns])
            if number == 0:
                self.define("xl_sample", self.row, 0, self.last)
            self.row += 1
        if spec.gathers:
            sheet.merge_range(self.row, 0, self.row, self.last, "Tên đơn vị", self.format(_LOOKS["section"]))
            self.define("xl_section", self.row, 0, self.last)
            self.row += 1
        for index, column in enumerate(spec.columns):
            sheet.write_blank(self.row, index, None, self.format(_cell_look(column)))
        sheet.set_row(self.row, _INPUT_HEIGHT)
        self.define("xl_body", self.row, 0, self.last)
        self._validate()
        self.row += 1
        if spec.total:
            self._total()

    def _fit(self, texts: list[str], *, bold: bool = False) -> None:
        """Height of the current row that shows all of its texts, one per column."""
        widths = [width * _DIGIT_PX + 5 for width in sheet_widths(self.spec)]
        heights = [text_height(text, width, 12, bold) for text, width in zip(texts, widths, strict=True)]
        self.sheet.set_row(self.row, max(_INPUT_HEIGHT, *heights))

    def _validate(self) -> None:
        """Lists to choose from in the input row; in a sheet range, since an inline list breaks above 255 characters."""
        several = "cách nhau bằng dấu chấm phẩy"
        texts = {
            "contents": ("Nội dung", f"Chọn trong danh mục; nhiều nội dung thì ghi mã, {several} (1.1; 1.5)."),
            "places": ("Địa điểm", f"Chọn trong danh mục hoặc ghi: xã ..., huyện ...; nhiều nơi {several}."),
        }
        if not self.spec.personal:
            texts["people"] = ("Họ và tên", "Chọn tên trong danh sách cán bộ của đơn vị.")
        for key, (title, hint) in texts.items():
            index = self._index("person" if key == "people" else key)
            if index is None:
                continue
            rule = {
                "validate": "list",
                "source": f"=xl_list_{key}",
                "input_title": title,
                "input_message": hint,
                "error_type": "warning",
                "error_title": title,
                "error_message": "Nội dung vừa nhập không có trong danh mục. Vẫn giữ?",
            }
            self.sheet.data_validation(self.row, index, self.row, index, rule)

    def _index(self, field: str) -> int | None:
        return next((i for i, column in enumerate(self.spec.columns) if column.field == field), None)

    def _total(self) -> None:
        days = self._index("days") or 0
        for index in range(self.last + 1):
            self.sheet.write_blank(self.row, index, None, self.format(_LOOKS["total"]))
        self.sheet.merge_range(self.row, 0, self.row, days - 1, "Tổng", self.format(_LOOKS["total"]))
        self.sheet.set_row(self.row, 20)
        self.define("xl_total", self.row, 0, self.last)
        self.row += 1

    def _signatures(self) -> None:
        self.row += 1
        left, right = self.spec.signatures
        self.sheet.set_row(self.row, 36)
        self.put("xl_sign_left", 0, self.half - 1, left, "sign")
        self.put("xl_sign_right", self.half, self.last, right, "sign")
        self.row += _SIGN_ROWS
        self.sheet.set_row(self.row, 18)
        self.put("xl_signer_left", 0, self.half - 1, "", "sign")
        self.put("xl_signer_right", self.half, self.last, "", "sign")
        self.define("xl_end", self.row, 0)

    def _sources(self) -> None:
        sheet = self.book.add_worksheet("NguonGoc")
        sheet.hide()
        own = [(column.field, column.header, column.width) for column in self.spec.columns if column.field != "number"]
        columns = [*SOURCE_COLUMNS, *own, *SOURCE_LAST]
        last = len(columns) - 1
        sheet.write_string(0, 0, "NGUỒN GỐC SỐ LIỆU", self.format({"bold": True, "font_size": 14}))
        explanation = "Mỗi dòng của biểu lấy từ ô nào, của tệp nào. Trong từng cột: ô nguồn, rồi nguyên văn đã ghi."
        sheet.write_string(1, 0, explanation, self.format(_LOOKS["note"], text_wrap=False))
        for index, (key, header, width) in enumerate(columns):
            sheet.set_column(index, index, {"file": width, "result": 44}.get(key, min(width, 24)))
            short = "Kết quả, đề xuất" if key == "result" else header
            sheet.write_string(3, index, short, self.format(_LOOKS["header"]))
            self.define(f"xl_src_{key}", 3, index, sheet="NguonGoc")
            numeric = key in ("number", "row", "declared", "counted")
            look = "source_number" if numeric else "source_link" if key == "file" else "source"
            sheet.write_blank(4, index, None, self.format(_LOOKS[look]))
        sheet.merge_range(5, 0, 5, last, "", self.format(_LOOKS["source_section"]))
        self.define("xl_source", 4, 0, last, sheet="NguonGoc")
        self.define("xl_source_section", 5, 0, last, sheet="NguonGoc")
        sheet.set_row(3, 64)
        sheet.freeze_panes(4, 3)
        sheet.repeat_rows(3)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.6, 0.6)
        sheet.set_footer(f'&C&"{_FONT},Regular"&11Trang &P/&N')
        sheet.print_area(0, 0, 5, last)

    def _lists(self) -> None:
        sheet = self.book.add_worksheet("DanhMuc")
        sheet.hide()
        sheet.set_column(0, 2, 60)
        for index, key in enumerate(("contents", "places", "people")):
            header = ("Nội dung", "Địa điểm", "Họ và tên")[index]
            sheet.write_string(0, index, header, self.format(_LOOKS["header"]))
            sheet.write_blank(1, index, None, self.format({"num_format": "@", "text_wrap": True}))
            self.define(f"xl_list_{key}", 1, index, sheet="DanhMuc")


def _cell_look(column: Column) -> dict[str, object]:
    """How an input cell looks: text everywhere but in the counting columns, so that Excel turns nothing into a date."""
    look: dict[str, object] = {"align": column.align, "text_wrap": True, "border": 1, "valign": "top"}
    if column.field not in ("number", "days"):
        look["num_format"] = "@"
    return look

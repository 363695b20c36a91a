"""``TuanThu.xlsx`` as XlsxWriter draws it: looks, headers, small tables, chart; one row of each big table.

The big tables get their other rows from :mod:`xltools.office.sheet_xml`, in the styles of that one row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any

from xltools.counting.results import Year
from xltools.forms.catalogue import EXPECTED
from xltools.model import PersonStatus, Severity
from xltools.office.sheet_xml import Formula, Value
from xltools.outputs import compliance_layout as layout
from xltools.outputs.columns import REPORT_WORDS, Column
from xltools.outputs.compliance_sheets import STATUS_COLUMNS, Note, notes, return_lines, return_totals, unit_lines
from xltools.outputs.printing import text_height
from xltools.plan.plan import Plan
from xltools.vietnamese.dates import long_date
from xltools.vietnamese.display import PERSON_STATUS, SEVERITY
from xltools.vietnamese.wording import say

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_say = partial(say, "outputs")
FONT = "Times New Roman"
_NOTE_WIDTHS = (34, 110)
_RULE = "#A6A6A6"
_HEAD = "#D9E2EC"
_BAND = "#EAEFF5"

_COLOURS = {
    PersonStatus.EXEMPT: "#EDEDED",
    PersonStatus.TO_DECIDE: "#E4DFEC",
    PersonStatus.MET: "#D8EBD0",
    PersonStatus.NOT_MET: "#F4B9A7",
    PersonStatus.CANNOT_MEET: "#F8CFC2",
    PersonStatus.NOT_REGISTERED: "#FCE4D6",
    PersonStatus.BEHIND: "#FFF0C2",
    PersonStatus.UNDER_WAY: "#DDEBF7",
}
_SERIOUS = (PersonStatus.NOT_MET, PersonStatus.CANNOT_MEET, PersonStatus.NOT_REGISTERED)
_REPORT_COLOURS = {
    "missing": "#F4B9A7",
    "unnamed": "#FCE4B8",
    "late": "#FFF0C2",
    "due_day": "#FFF0C2",
    "on_time": "#D8EBD0",
    "received": "#D8EBD0",
    "nil": "#DDEBF7",
    "pending": "#F5F5F5",
    "exempt": "#EDEDED",
    "waived": "#E4DFEC",
}
_SEVERITY_COLOURS = {Severity.ERROR: "#F4B9A7", Severity.WARNING: "#FFF0C2", Severity.NOTICE: "#F5F5F5"}
# light enough for the numbers in the bars
_CHART_COLOURS = {
    "dat": "#7DB892",
    "dang_thuc_hien": "#A9CCE3",
    "cham": "#F7DC6F",
    "khong_dat": "#DF8570",
    "chua_dang_ky": "#F5CBA7",
    "can_xem_xet": "#D2C4E0",
}


class Pens:
    """The cell formats, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def make(self, **properties: Any) -> Format:
        """A format in the house font."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"font_name": FONT, "font_size": layout.SIZE, "valign": "vcenter"} | properties
            )
        return self._made[key]

    def cell(self, kind: str, **more: Any) -> Format:
        """A table cell of a column's kind."""
        looks: dict[str, dict[str, Any]] = {
            "text": {"align": "left"},
            "centre": {"align": "center"},
            "shrunk": {"align": "center", "text_wrap": False, "shrink": True},
            "number": {"align": "center"},
            "percent": {"align": "center", "num_format": "0%"},
            "date": {"align": "center", "num_format": "dd/mm/yyyy"},
            "link": {"align": "center", "text_wrap": False, "shrink": True, "font_color": "#1F4E79", "underline": 1},
            "faint": {"align": "left", "font_size": 8, "font_color": "#808080", "text_wrap": False},
        }
        return self.make(**({"border": 1, "border_color": _RULE, "text_wrap": True} | looks[layout.LOOKS[kind]] | more))

    @property
    def head(self) -> Format:
        """A header cell."""
        return self.make(
            bold=True, border=1, border_color=_RULE, bg_color=_HEAD, align="center", text_wrap=True, font_size=10.5
        )


def draw(plan: Plan, year: Year, problems: int, version: str) -> bytes:
    """The workbook without the rows of ``TongHop``, ``VanDe`` (there will be ``problems``) and ``DuLieu``."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {
            "title": _say("compliance.property_title", year=plan.year),
            "author": plan.letterhead.issuer,
            "comments": f"xltools {version}",
            "created": datetime(plan.year, 1, 1),
        }
    )
    pens = Pens(book)
    _draw_people(book, pens, plan, year)
    _draw_units(book, pens, plan, year)
    _draw_returns(book, pens, plan, year)
    _draw_problems(book, pens, plan, year, problems)
    _draw_entries(book, pens, plan, year)
    _draw_notes(book, pens, plan, year, version)
    book.close()
    return out.getvalue()


# -- what all sheets share ---------------------------------------------------------------------------


def _open_sheet(book: Workbook, pens: Pens, plan: Plan, year: Year, table: layout.Table, rows: int) -> Worksheet:
    """A sheet with its head lines, header, widths, panes, filter and print set-up."""
    sheet = book.add_worksheet(table.sheet)
    _head_lines(sheet, pens, plan, year, table.title)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width, pens.make())
    _draw_header(sheet, pens, table)
    last = table.last_row(rows)
    sheet.freeze_panes(table.header_row, table.frozen)
    sheet.autofilter(table.header_row - 1, 0, last - 1, len(table.columns) - 1)
    bands = any(column.band for column in table.columns)
    sheet.repeat_rows(table.header_row - (2 if bands else 1), table.header_row - 1)
    printed = sum(column.kind != "hash" for column in table.columns)
    sheet.print_area(0, 0, last - 1, printed - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A{table.first_row}:XFD{last}"})
    _set_up_page(sheet)
    return sheet


def _head_lines(sheet: Worksheet, pens: Pens, plan: Plan, year: Year, title: str) -> None:
    sheet.set_row(1, 22)
    sheet.write_string(0, 0, plan.letterhead.body, pens.make(bold=True, font_size=12))
    sheet.write_string(1, 0, title.format(year=plan.year), pens.make(bold=True, font_size=15))
    sheet.write_string(2, 0, plan.name, pens.make(font_size=12))
    sheet.write_string(3, 0, _say("compliance.as_of", day=long_date(year.as_of)), pens.make(italic=True, font_size=12))


def _draw_header(sheet: Worksheet, pens: Pens, table: layout.Table) -> None:
    row = table.header_row - 1
    bands = any(column.band for column in table.columns)
    place = 0
    for band, group in groupby(table.columns, key=lambda column: column.band):
        columns = list(group)
        for offset, column in enumerate(columns):
            sheet.write_string(row, place + offset, column.header, pens.head)
            if bands and not band:
                sheet.merge_range(row - 1, place + offset, row, place + offset, column.header, pens.head)
        if band:
            sheet.merge_range(row - 1, place, row - 1, place + len(columns) - 1, band, pens.head)
        place += len(columns)
    sheet.set_row(row, _header_height(table.columns, above=bands))
    if bands:
        lines = max(column.band.count("\n") + 1 for column in table.columns)
        sheet.set_row(row - 1, 15.75 * lines + 3)


def _header_height(columns: Sequence[Column[Any]], *, above: bool) -> float:
    """Room for the longest header and the filter buttons; headers without band also have the row above."""
    lines = 1
    for column in columns:
        count, used = (0 if above and not column.band else 1), 0.0
        for word in column.header.split():
            if used and used + 1 + len(word) > column.width - 1:
                count, used = count + 1, 0.0
            used += len(word) + (1 if used else 0)
        lines = max(lines, count)
    return 14.5 * (lines + 1)


def _set_up_page(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.65)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f'&L&"{FONT},Regular"&9&A&R&"{FONT},Regular"&9{_say("compliance.page")} &P/&N')
    sheet.hide_gridlines(2)
    sheet.set_zoom(90)


def _prototype(sheet: Worksheet, pens: Pens, table: layout.Table) -> None:
    for place, column in enumerate(table.columns):
        bold = {"bold": True} if column.field in ("status", "performed_days") else {}
        sheet.write_blank(table.first_row - 1, place, None, pens.cell(column.kind, **bold))


def _colour(
    book: Workbook, sheet: Worksheet, cells: str, words: Mapping[Any, str], colours: Mapping[Any, str], *bold: object
) -> None:
    """Colour the cells that begin with a word."""
    for key, word in words.items():
        pen = book.add_format({"bg_color": colours[key], "bold": key in bold})
        rule = {"type": "text", "criteria": "begins with", "value": word, "format": pen, "stop_if_true": True}
        sheet.conditional_format(cells, rule)


# -- sheets ------------------------------------------------------------------------------------------


def _draw_people(book: Workbook, pens: Pens, plan: Plan, year: Year) -> None:
    table, rows = layout.people_table(plan), len(year.people)
    sheet = _open_sheet(book, pens, plan, year, table, rows)
    _prototype(sheet, pens, table)
    _colour(book, sheet, table.cells("status", "status", rows), PERSON_STATUS, _COLOURS, *_SERIOUS)
    first, *_, last = EXPECTED
    cells = table.cells(f"report_{first}", f"report_{last}", rows)
    _colour(book, sheet, cells, REPORT_WORDS, _REPORT_COLOURS, "missing")


def _draw_units(book: Workbook, pens: Pens, plan: Plan, year: Year) -> None:
    lines, total_line = unit_lines(plan, year)
    sheet = _open_sheet(book, pens, plan, year, layout.UNITS, len(lines))
    for offset, line in enumerate(lines):
        _write_line(sheet, pens, layout.UNITS, layout.UNITS.first_row - 1 + offset, line)
    total = layout.UNITS.last_row(len(lines))
    sheet.print_area(0, 0, total + 3 + _chart_height(len(lines)) // 20, len(layout.UNITS.columns) - 1)
    _write_line(sheet, pens, layout.UNITS, total, total_line, bold=True, bg_color=_BAND)
    if lines:
        sheet.insert_chart(total + 2, 0, _unit_chart(book, len(lines)), {"object_position": 3})


def _write_line(
    sheet: Worksheet, pens: Pens, table: layout.Table, row: int, line: Sequence[Value], **more: Any
) -> None:
    sheet.set_row(row, layout.height_rule(table)(line))
    for place, (column, value) in enumerate(zip(table.columns, line, strict=True)):
        pen = pens.cell(column.kind, **more)
        if value is None or value == "":
            sheet.write_blank(row, place, None, pen)
        elif isinstance(value, Formula):
            sheet.write_formula(row, place, "=" + value.expression, pen, value.value)
        elif isinstance(value, str):
            sheet.write_string(row, place, value, pen)
        elif isinstance(value, date):
            sheet.write_datetime(row, place, value, pen)
        else:
            sheet.write_number(row, place, value, pen)


def _chart_height(rows: int) -> int:
    """Pixels for a bar of readable thickness per unit, title and legend."""
    return 130 + 40 * rows


def _unit_chart(book: Workbook, rows: int) -> Any:
    """Bars by unit, stacked by status."""
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    first, last = layout.UNITS.first_row - 1, layout.UNITS.last_row(rows) - 1
    fields = [column.field for column in layout.UNITS.columns]
    font = {"name": FONT, "size": 10}
    for field in STATUS_COLUMNS:
        place = fields.index(field)
        chart.add_series(
            {
                "name": [layout.UNITS.sheet, layout.UNITS.header_row - 1, place],
                "categories": [layout.UNITS.sheet, first, 2, last, 2],
                "values": [layout.UNITS.sheet, first, place, last, place],
                "fill": {"color": _CHART_COLOURS[field]},
                "border": {"color": "#7F7F7F", "width": 0.5},
                "gap": 45,
                "overlap": 100,
                "data_labels": {"value": True, "num_format": "0;;;", "font": font},
            }
        )
    chart.set_title({"name": _say("compliance.chart"), "name_font": font | {"size": 13}})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_y_axis({"num_font": font, "reverse": True})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_size({"width": 1080, "height": _chart_height(rows)})
    return chart


def _draw_returns(book: Workbook, pens: Pens, plan: Plan, year: Year) -> None:
    table = layout.returns_table(plan, year)
    units = layout.units_in_order(plan, year)
    sheet = _open_sheet(book, pens, plan, year, table, len(units))
    for offset, line in enumerate(return_lines(plan, year)):
        _write_line(sheet, pens, table, table.first_row - 1 + offset, line)
    if len(table.columns) > 3:
        cells = table.cells(table.columns[3].field, table.columns[-1].field, len(units))
        _colour(book, sheet, cells, REPORT_WORDS, _REPORT_COLOURS, "missing")
    top = table.last_row(len(units)) + 1
    totals = return_totals(plan, year)
    sheet.print_area(0, 0, top + len(totals), len(table.columns) - 1)
    if totals:
        sheet.write_string(top - 1, 2, _say("compliance.sum_of_forms"), pens.make(bold=True))
    for offset, line in enumerate(totals):
        _write_line(sheet, pens, table, top + offset, line, bg_color=_BAND)


def _draw_problems(book: Workbook, pens: Pens, plan: Plan, year: Year, rows: int) -> None:
    sheet = _open_sheet(book, pens, plan, year, layout.PROBLEMS, rows)
    _prototype(sheet, pens, layout.PROBLEMS)
    cells = layout.PROBLEMS.cells("severity", "severity", rows)
    _colour(book, sheet, cells, SEVERITY, _SEVERITY_COLOURS, Severity.ERROR)


def _draw_entries(book: Workbook, pens: Pens, plan: Plan, year: Year) -> None:
    rows = len(year.entries)
    sheet = _open_sheet(book, pens, plan, year, layout.ENTRIES, rows)
    _prototype(sheet, pens, layout.ENTRIES)
    cells = layout.ENTRIES.cells("number", "row", rows)
    grey = book.add_format({"font_color": "#7F7F7F", "italic": True})
    criteria = f'=${layout.ENTRIES.letters("counted")}{layout.ENTRIES.first_row}="{_say("entry.not_counted")}"'
    sheet.conditional_format(cells, {"type": "formula", "criteria": criteria, "format": grey})


def _draw_notes(book: Workbook, pens: Pens, plan: Plan, year: Year, version: str) -> None:
    sheet = book.add_worksheet(layout.NOTES_SHEET)
    _head_lines(sheet, pens, plan, year, _say("compliance.notes"))
    for place, width in enumerate(_NOTE_WIDTHS):
        sheet.set_column(place, place, width, pens.make())
    row = 5
    for note in notes(plan, year, version):
        row = _write_note(sheet, pens, row, note)
    sheet.print_area(0, 0, row - 1, 1)
    _set_up_page(sheet)


def _write_note(sheet: Worksheet, pens: Pens, row: int, note: Note) -> int:
    name, text = note
    if not text:
        sheet.merge_range(row, 0, row, 1, name, pens.make(bold=True, bg_color=_HEAD, border=1, border_color=_RULE))
        return row + 1
    heights = (text_height(words, width * 7 + 5, layout.SIZE) for words, width in zip(note, _NOTE_WIDTHS, strict=True))
    sheet.set_row(row, max(heights))
    sheet.write_string(row, 0, name, pens.cell("text", valign="top"))
    sheet.write_string(row, 1, text, pens.cell("text", valign="top"))
    return row + 1

"""Type the demo's forms: into the form as handed out, or drawn anew by a sender who preferred a sheet of his own."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tools.demo_story import Cell, StoryFile
from xltools.forms.catalogue import CATALOGUE, Column, FormSpec
from xltools.model import column_letters
from xltools.outputs.official import blank_form, official_date, open_date
from xltools.outputs.printing import text_height
from xltools.plan.plan import Plan
from xltools.vietnamese.dates import roman

_SIZE = 12
_DIGIT_PX = 8  # width of a digit in Times New Roman 12, the unit of column widths
_NIL = "không phát sinh"
_SAVED = datetime(2023, 1, 1)


@dataclass(frozen=True, slots=True)
class _Look:
    """How a sender's own sheet looks: its name, font, where the form begins, whether it has the number row."""

    sheet: str
    font: str
    row: int
    column: int
    numbered: bool


_LOOKS = {
    "retyped": _Look("Trang tính1", "Arial", 1, 1, numbered=False),
    "moved": _Look("Sheet1", "Calibri", 3, 2, numbered=True),
}


def form_bytes(file: StoryFile, plan: Plan) -> bytes:
    """The workbook of a story file, as .xlsx; the same bytes every time."""
    if not file.form:
        book = _foreign(file)
    elif file.look == "form":
        book = _filled(file, plan)
    else:
        book = _drawn(file, plan, _LOOKS[file.look])
    return saved(book)


def _filled(file: StoryFile, plan: Plan) -> Workbook:
    """The handed-out form, opened, filled in and saved."""
    spec = CATALOGUE[file.form]
    unit = plan.unit_by_code[file.unit]
    blank = blank_form(file.form, plan, unit=unit, person=None, quarter=file.quarter)
    book = load_workbook(BytesIO(blank))
    sheet = book.worksheets[0]
    anchors = {name: text.attr_text.partition("!")[2].replace("$", "") for name, text in book.defined_names.items()}
    _head(sheet, anchors, file, spec, plan)
    columns = {
        c.field: sheet[anchors[f"xl_col_{c.field}"]].column for c in spec.columns if f"xl_col_{c.field}" in anchors
    }
    top, samples = _top_row(anchors["xl_body"]), len(spec.samples)
    if not file.examples_kept:
        _plain(sheet, range(top, top + samples), top + samples)
    first = top + samples if file.examples_kept else top
    after = _type_rows(sheet, file, spec, first, columns, as_text=True)
    _heighten(sheet, range(first, after))
    if spec.total:
        # Excel keeps the sum beside the formula, openpyxl cannot: the sender's figure stands there
        sheet.cell(_top_row(anchors["xl_total"]), columns["days"], sum(_days(file)))
    return book


def _heighten(sheet: Worksheet, rows: range) -> None:
    """Rows as high as Excel makes them for their text."""
    for row in rows:
        texts = ((str(cell.value), cell) for cell in sheet[row] if cell.value is not None)
        widths = ((text, sheet.column_dimensions[column_letters(cell.column)].width) for text, cell in texts)
        sheet.row_dimensions[row].height = max(text_height(text, width * _DIGIT_PX, _SIZE) for text, width in widths)


def _top_row(ref: str) -> int:
    """First row of ``A12`` or ``A12:G21``."""
    return int(re.sub(r"[A-Z]", "", ref.partition(":")[0]))


def _head(sheet: Worksheet, anchors: dict[str, str], file: StoryFile, spec: FormSpec, plan: Plan) -> None:
    if file.dated:
        sheet[anchors["xl_date"]].value = _date_line(file, plan)
    for field, wording in spec.lines:
        if field:
            sheet[anchors[f"xl_line_{field}"]].value = f"{wording} {getattr(file, field)}"


def _date_line(file: StoryFile, plan: Plan) -> str:
    return official_date(plan.letterhead.place, file.dated) if file.dated else open_date(plan)


def _plain(sheet: Worksheet, rows: range, like: int) -> None:
    """Empty the example rows and give them the look of row ``like``, an empty one."""
    for row in rows:
        for cell, model in zip(sheet[row], sheet[like], strict=True):
            cell.value = None
            cell.font = Font(name=model.font.name, size=model.font.size)


def _type_rows(
    sheet: Worksheet, file: StoryFile, spec: FormSpec, first: int, columns: dict[str, int], *, as_text: bool
) -> int:
    """Type the table from row ``first``; number the rows that name somebody. Returns the row after the last."""
    numbering = 0
    for offset, row in enumerate(file.rows):
        values = dict(zip(file.fields, row, strict=True))
        nil = str(row[0]).casefold() == _NIL
        if not nil and (spec.personal or values.get("person") or "unit" in values):
            numbering += 1
            sheet.cell(first + offset, columns["number"], numbering)
        for field, value in values.items():
            if value is not None:
                sheet.cell(first + offset, columns[field], _typed(value, field, as_text=as_text))
    return first + len(file.rows)


def _typed(value: Cell, field: str, *, as_text: bool) -> Cell:
    """In the handed-out form every column but the days is formatted as text, so a number typed there is text."""
    return str(value) if as_text and field != "days" else value


def _drawn(file: StoryFile, plan: Plan, look: _Look) -> Workbook:
    """The form drawn anew: same words, same order, the columns the sender kept."""
    spec = CATALOGUE[file.form]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = look.sheet
    kept = [c for c in spec.columns if c.field == "number" or c.field in file.fields]
    columns = {column.field: look.column + index for index, column in enumerate(kept)}
    last = look.column + len(kept) - 1
    row = look.row
    right = columns["places"]
    for issuer, union in _letterhead(file, plan):
        sheet.cell(row, look.column, issuer)
        sheet.cell(row, right, union)
        row += 1
    row += 1
    for text in _titles(file, spec, plan):
        sheet.cell(row, look.column, text).alignment = Alignment(horizontal="center")
        sheet.merge_cells(start_row=row, end_row=row, start_column=look.column, end_column=last)
        row += 1
    for field, wording in spec.lines:
        sheet.cell(row, look.column, f"{wording} {getattr(file, field)}" if field else wording)
        row += 1
    first = _header(sheet, row, kept, columns, numbered=look.numbered)
    after = _type_rows(sheet, file, spec, first, columns, as_text=False)
    if spec.total:
        sheet.cell(after, look.column, "Tổng")
        sheet.cell(after, columns["days"], sum(_days(file)))
        after += 1
    sheet.cell(after + 1, look.column, spec.signatures[0].rstrip(".") or None)
    sheet.cell(after + 1, right, spec.signatures[1].rstrip(".") or None)
    _dress(sheet, look, kept, columns, row, after)
    return book


def _letterhead(file: StoryFile, plan: Plan) -> Iterator[tuple[str, str]]:
    yield plan.letterhead.body, plan.letterhead.union
    yield plan.unit_by_code[file.unit].name.upper(), _date_line(file, plan)


def _titles(file: StoryFile, spec: FormSpec, plan: Plan) -> Iterator[str]:
    head = plan.letterhead
    quarter = roman(file.quarter) if file.quarter else "....."
    yield spec.title
    yield spec.subtitle.format(
        subject=head.subject, report_subject=head.report_subject, quarter=quarter, year=plan.year
    )


def _header(sheet: Worksheet, row: int, kept: list[Column], columns: dict[str, int], *, numbered: bool) -> int:
    for column in kept:
        sheet.cell(row, columns[column.field], column.header)
    if not numbered or not any(column.number for column in kept):
        return row + 1
    for column in kept:
        sheet.cell(row + 1, columns[column.field], column.number or None)
    return row + 2


def _days(file: StoryFile) -> Iterator[float]:
    """The numbers of the days column, however they were typed."""
    at = file.fields.index("days")
    for row in file.rows:
        found = re.match(r"\d+", str(row[at] or ""))
        if found:
            yield int(found[0]) * (0.5 if "buổi" in str(row[at]) else 1)


def _dress(sheet: Worksheet, look: _Look, kept: list[Column], columns: dict[str, int], header: int, after: int) -> None:
    thin = Side(style="thin")
    border = Border(thin, thin, thin, thin)
    for row, cells in enumerate(sheet.iter_rows(), 1):
        for column, cell in enumerate(cells, 1):
            cell.font = Font(name=look.font, size=11, bold=row == header)
            if header <= row < after and column >= look.column:
                cell.border = border
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    for kind in kept:
        sheet.column_dimensions[column_letters(columns[kind.field])].width = kind.width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _foreign(file: StoryFile) -> Workbook:
    """A table that has nothing to do with the plan."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(file.fields))
    for row in file.rows:
        sheet.append(list(row))
    return book


def saved(book: Workbook) -> bytes:
    """The workbook's bytes, with one fixed date wherever the format keeps one."""
    book.properties.creator = "xltools"
    book.properties.created = _SAVED
    out = BytesIO()
    book.save(out)
    fixed = BytesIO()
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2023-01-01T00:00:00Z", data)
            target.writestr(zipfile.ZipInfo(name, (2023, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED, 9)
    return fixed.getvalue()

"""The forms that were handed out, filled in with a spreadsheet program."""

from __future__ import annotations

import io

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from xltools.outputs.official import blank_form

from .drafts import Draft, Table
from .grids import Cell, Grid
from .layouts import ONCE
from .truth import LOOKUPS, PEOPLE

_HEADERS = {
    "STT": "number",
    "Họ và tên": "person",
    "Chức vụ": "title",
    "Nội dung": "contents",
    "Nội dung đi cơ sở": "contents",
    "Cụ thể nội dung đi cơ sở": "detail",
    "Số ngày đi": "days",
    "Thời gian cụ thể": "time",
    "Địa điểm": "places",
}


def saved(book: Workbook) -> bytes:
    """A workbook's bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled_in(draft: Draft) -> tuple[Workbook, Table]:
    """The blank form of the draft's unit or person with the rows typed below its examples."""
    form, plan = draft.form, LOOKUPS.plan
    blank = blank_form(
        form.code, plan, unit=plan.unit_by_code[form.unit], person=PEOPLE.get(form.person), quarter=form.quarter
    )
    book = load_workbook(io.BytesIO(blank))
    sheet = book.worksheets[0]
    header = next(cell.row for cell in sheet["A"] if cell.value == "STT")
    columns = {}
    for cell in sheet[header]:
        text = str(cell.value or "")
        if field := _HEADERS.get(text) or ("result" if text.startswith("Nêu khái quát") else ""):
            columns[field] = cell.column
    if form.person:
        columns.pop("person", None)
    table = Table(draft, Grid(sheet.title), header, columns)
    row = max(cell.row for cell in sheet["A"] if str(cell.value) in ("1", "2") and cell.row > header) + 1
    _make_room(sheet, row, len(draft.rows))
    before = ""
    for number, typed in enumerate(draft.rows, 1):
        hidden = {"person"} if draft.choice["body"] == ONCE and typed.person == before else set()
        for field, column in columns.items():
            cell = Cell(number) if field == "number" else typed.cells[field]
            if field not in hidden and cell.value not in (None, ""):
                _write(sheet, row, column, cell)
        table.at.append(row)
        before = typed.person
        row += 1
    return book, table


def _make_room(sheet: Worksheet, row: int, count: int) -> None:
    """Rows put in where the form has too few, as people do: what stands below moves down with its merged cells."""
    free = 0
    while all(cell.value is None for cell in sheet[row + free]) and row + free <= sheet.max_row:
        free += 1
    if (missing := count + 1 - free) <= 0:
        return
    moved = [box for box in sheet.merged_cells.ranges if box.min_row > row]
    sheet.insert_rows(row, missing)
    for box in moved:
        box.shift(0, missing)


def _write(sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
    shown = sheet.cell(row, column)
    shown.value = f"={cell.formula}" if cell.formula else cell.value
    if isinstance(cell.value, str) and not cell.formula:
        shown.data_type = "s"
    if not isinstance(cell.value, str | float | int):
        shown.number_format = "dd/mm/yyyy"
    if cell.font:
        shown.font = Font(name=cell.font)

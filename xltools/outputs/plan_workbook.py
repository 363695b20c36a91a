"""KeHoach.xlsx: the plan as a workbook an official can read and change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from xltools.model import Person
from xltools.office.package import Package
from xltools.outputs.printing import MAX_HEIGHT, text_height
from xltools.plan.load import plan_sheets
from xltools.plan.plan import Plan
from xltools.plan.sheets import PEOPLE, PLAN_SHEET, SETTINGS, SHEETS, TABLES, Field, Sheet
from xltools.vietnamese.wording import say

_say = partial(say, "outputs")
_SIZE = 12
_FONT = Font(name="Times New Roman", size=_SIZE)
_BOLD = Font(name="Times New Roman", size=_SIZE, bold=True)
_THIN = Side(style="thin", color="808080")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEADER_FILL = PatternFill("solid", start_color="D9E2F3")
_FIXED_FILL = PatternFill("solid", start_color="F2F2F2")
_PROPOSED_FILL = PatternFill("solid", start_color="FFFF00")
_TOP = Alignment(vertical="top", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="top", wrap_text=True)
_CENTER = Alignment(horizontal="center", vertical="top", wrap_text=True)
_HEADER = Alignment(horizontal="center", vertical="center", wrap_text=True)
_CENTERED = frozenset({"date", "number", "integer", "boolean"})
_SPARE_ROWS = 300  # lines below the last that still have their dropdowns
_LONGEST_LIST = 500
_PIXELS = 7  # of one character of column width
_STAMP = datetime(2000, 1, 1)  # one fixed date: the same plan gives the same bytes


def write_plan(plan: Plan) -> bytes:
    """The workbook of ``plan``, nine sheets; equal plans give equal bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    rows = plan_sheets(plan)
    for spec in SHEETS:
        sheet = book.create_sheet(spec.name)
        _fill(sheet, spec, rows[spec.name])
        _print_setup(sheet)
    _settings_look(book[PLAN_SHEET.name])
    for spec in TABLES:
        _dropdowns(book, book[spec.name], spec)
    _mark_proposals(book[PEOPLE.name], plan)
    book.properties.creator, book.properties.title = plan.letterhead.issuer, plan.name
    return _fixed(book)


def _fill(sheet: Worksheet, spec: Sheet, rows: Sequence[Sequence[object]]) -> None:
    for number, row in enumerate(rows, 1):
        for column, (field, value) in enumerate(zip(spec.fields, row, strict=True), 1):
            cell = sheet.cell(number, column)
            _put(cell, value)
            cell.border = _BORDER
            _dress(cell, field)
        sheet.row_dimensions[number].height = _height(spec, row, bold=number == 1)
    for column, field in enumerate(spec.fields, 1):
        header = sheet.cell(1, column)
        header.font, header.fill, header.alignment, header.number_format = _BOLD, _HEADER_FILL, _HEADER, "General"
        header.comment = _note(field.note)
        # the whole column, so that what is typed below the last line looks and counts the same
        whole = sheet.column_dimensions[get_column_letter(column)]
        whole.width = field.width
        _dress(whole, field)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(spec.fields))}{max(len(rows), 2)}"


def _height(spec: Sheet, row: Sequence[object], *, bold: bool) -> float:
    heights = (
        text_height(value, _PIXELS * field.width, _SIZE, bold)
        for field, value in zip(spec.fields, row, strict=True)
        if isinstance(value, str)
    )
    return min(MAX_HEIGHT, max(heights))


def _put(cell: Cell | MergedCell, value: object) -> None:
    """Set a value; text stays text, whatever it looks like."""
    if value == "":
        return
    if isinstance(value, str):
        cell.value = value
        cell.data_type = "s"
    elif isinstance(value, int | float | date):
        cell.value = value


def _dress(target: object, field: Field) -> None:
    """Font, alignment and number format of a field, for a cell or a whole column."""
    target.font = _FONT  # type: ignore[attr-defined]
    target.alignment = _CENTER if field.kind in _CENTERED else _TOP  # type: ignore[attr-defined]
    number_format = {"date": "dd/mm/yyyy", "number": "General", "integer": "0"}.get(field.kind, "@")
    target.number_format = number_format  # type: ignore[attr-defined]


def _note(text: str) -> Comment:
    note = Comment(text, "KeHoach")
    note.width, note.height = 300, 40 + 18 * (len(text) // 40 + 1)
    return note


def _print_setup(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins.left, sheet.page_margins.right = 0.8, 0.6
    sheet.page_margins.top = sheet.page_margins.bottom = 0.8
    sheet.print_title_rows = "1:1"
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        center=_HeaderFooterPart(f"&A – {_say('plan.page')} &P/&N", "Times New Roman", 11)
    )


def _settings_look(sheet: Worksheet) -> None:
    for row, field in enumerate(SETTINGS, 2):
        for column in (1, 2):
            sheet.cell(row, column).fill = _FIXED_FILL
        value = sheet.cell(row, 3)
        _dress(value, field)
        value.alignment = _LEFT
        if field.kind == "boolean" or field.choices:
            _offer(sheet, f"C{row}", field, _inline(field))


def _dropdowns(book: Workbook, sheet: Worksheet, spec: Sheet) -> None:
    last = sheet.max_row + _SPARE_ROWS
    for column, field in enumerate(spec.fields, 1):
        cells = f"{get_column_letter(column)}2:{get_column_letter(column)}{last}"
        if field.kind in ("codes", "quotas"):
            continue  # several values in a cell: a dropdown would replace what is there
        if field.source:
            name = f"Ma_{field.source}"
            # as long as the list itself, so that codes added later are offered and no blank lines are
            codes = f"{field.source}!$A$2:$A${_LONGEST_LIST}"
            formula = f"{field.source}!$A$2:INDEX({codes},MAX(1,COUNTA({codes})))"
            book.defined_names[name] = DefinedName(name, attr_text=formula)
            _offer(sheet, cells, field, name)
        elif field.kind == "boolean" or field.choices:
            _offer(sheet, cells, field, _inline(field))


def _inline(field: Field) -> str:
    labels = (
        (_say("plan.yes"), _say("plan.no")) if field.kind == "boolean" else tuple(label for _, label in field.choices)
    )
    formula = f'"{",".join(labels)}"'
    if len(formula) > 255:
        raise ValueError(f"too long for an inline list: {field.key}")
    return formula


def _offer(sheet: Worksheet, cells: str, field: Field, formula: str) -> None:
    rule = DataValidation("list", formula1=formula, allow_blank=not field.required, showErrorMessage=True)
    # a warning, not a ban: a unit may also be given by its name
    rule.errorStyle = "warning"
    rule.errorTitle, rule.error = "KeHoach", _say("plan.not_in_list")
    rule.add(cells)
    sheet.add_data_validation(rule)


def _mark_proposals(sheet: Worksheet, plan: Plan) -> None:
    column = next(number for number, field in enumerate(PEOPLE.fields, 1) if field.key == "group")
    for row, person in enumerate(plan.people, 2):
        if not person.group or person.group_proposed:
            cell = sheet.cell(row, column)
            cell.fill = _PROPOSED_FILL
            cell.comment = _note(_proposal(person, plan))


def _proposal(person: Person, plan: Plan) -> str:
    if not person.group:
        return _say("plan.group_unknown", title=person.title)
    return _say("plan.group_proposed", group=person.group, name=plan.group_by_code[person.group].name)


def _fixed(book: Workbook) -> bytes:
    """The package without anything that depends on the clock."""
    buffer = BytesIO()
    book.save(buffer)
    package = Package(buffer.getvalue())
    core = package.part("docProps/core.xml")
    for moment in (book.properties.created, book.properties.modified):
        core = core.replace(_iso(moment), _iso(_STAMP))
    package.replace("docProps/core.xml", core)
    return package.to_bytes()


def _iso(moment: datetime) -> bytes:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode()

"""Traps in what a sheet shows and hides, in rows beside the entries, and in values that are read as they stand."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from .drafts import Draft, Table
from .grids import Cell, Grid
from .official import saved
from .spoiling import Edit, all_touched, typed_as
from .trap import ALL, UNIT, WITH_DAYS, Trap, not_word, plain, with_merges, with_strikes

_NIL = ("KHÔNG PHÁT SINH", "khong phat sinh ", "Không phát sinh trong quý", "không có")


def _each_sheet(change: Callable[[Workbook, Worksheet], None]) -> Callable[[bytes], bytes]:
    """A rewriting of a saved workbook, sheet by sheet."""

    def rewrite(data: bytes) -> bytes:
        book = load_workbook(io.BytesIO(data))
        for sheet in book.worksheets:
            change(book, sheet)
        return saved(book)

    return rewrite


def _hide_rows(book: Workbook, sheet: Worksheet) -> None:
    """Every other row hidden, as a filter leaves them."""
    sheet.auto_filter.ref = sheet.dimensions
    for row in range(2, sheet.max_row + 1, 2):
        sheet.row_dimensions[row].hidden = True


def _group_rows(book: Workbook, sheet: Worksheet) -> None:
    """Rows folded away in a group, a column hidden."""
    sheet.row_dimensions.group(10, sheet.max_row, hidden=True)
    sheet.column_dimensions.group("C", "D", hidden=True)


def _protect(book: Workbook, sheet: Worksheet) -> None:
    """Sheet and workbook locked with a password."""
    sheet.protection.set_password("1234")
    book.security.workbookPassword, book.security.lockStructure = "CC1A", True


def _annotate(book: Workbook, sheet: Worksheet) -> None:
    """Notes on cells that say something else than the cells."""
    for row in sheet.iter_rows(min_row=8):
        for cell in row:
            if cell.value is not None:
                cell.comment = Comment("Ngày 20/6/2023, 5 ngày, nội dung 1.5", "Ban")


def _in_two_fonts(book: Workbook, sheet: Worksheet) -> None:
    """Every text in two fonts, the second half bold."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and len(cell.value) > 1:
                half = len(cell.value) // 2
                first = TextBlock(InlineFont(rFont="Arial"), cell.value[:half])
                cell.value = CellRichText(first, TextBlock(InlineFont(rFont="Calibri", b=True), cell.value[half:]))


def _with_phonetics(data: bytes) -> bytes:
    """How to pronounce it beside every shared text, as East Asian programs save it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith(".xml"):
                content = re.sub(rb"</t></(si|is)>", rb'</t><rPh sb="0" eb="1"><t>1.5</t></rPh></\1>', content)
            new.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def _numbered_like_codes(grids: list[Grid], tables: list[Table], turn: int) -> None:
    """Rows numbered 1.1, 1.2 … in the column STT."""
    table = tables[0]
    for number, (row, at) in enumerate(zip(table.draft.rows, table.at, strict=True), 1):
        table.grid.put(at, table.columns["number"], f"1.{number}" if turn % 2 else float(f"1.{number}"))
        row.touched = True


def _footer(grids: list[Grid], tables: list[Table], turn: int) -> None:
    """A caption of the signatures right below the last row, in the column STT."""
    table = tables[0]
    below = table.at[-1] + 1
    table.grid.shift_down(below, 1)
    caption = ("Người lập biểu", "NGƯỜI LẬP BIỂU", "Người tổng hợp", "Người lập bảng")[turn % 4]
    table.grid.put(below, table.columns["number"], caption)
    for row in table.draft.rows:
        row.touched = True


def _nil_row(grids: list[Grid], tables: list[Table], turn: int) -> None:
    """``KHÔNG PHÁT SINH`` in a merged row below entries: the entries stand, the row is asked about."""
    table = tables[0]
    below, left, right = table.at[-1] + 1, min(table.columns.values()), max(table.columns.values())
    table.grid.shift_down(below, 1)
    table.grid.put(below, left, _NIL[turn % len(_NIL)])
    table.grid.merged.append((below, left, below, right))
    for row in table.draft.rows:
        row.touched = True


def _bare_total(grids: list[Grid], tables: list[Table], turn: int) -> None:
    """The sum of all days below their column, and no word beside it."""
    table = tables[0]
    below = table.at[-1] + 1
    table.grid.shift_down(below, 1)
    table.grid.put(below, table.columns["days"], float(sum(r.truth.days or 0 for r in table.draft.rows if r.truth)))
    for row in table.draft.rows:
        row.touched = True


def _summary_beside(grids: list[Grid], tables: list[Table], turn: int) -> None:
    """A small table of one's own at the right, under a header in the same row."""
    table = tables[0]
    right = max(table.columns.values()) + 2
    table.grid.line(table.header_row, {right: "STT", right + 1: "Họ và tên", right + 2: "Tổng số ngày"})
    for number, at in enumerate(table.at[:3], 1):
        table.grid.line(at, {right: str(number), right + 1: "Trần Ánh", right + 2: "9"})
    for row in table.draft.rows:
        row.touched = True


def _no_days(drafts: list[Draft], turn: int) -> None:
    """No day at all: read as typed, for the rules to ask about."""
    row = drafts[0].rows[turn % len(drafts[0].rows)]
    row.cells["days"] = (Cell(0), Cell("0 ngày"), Cell("00"), Cell("0,0"))[turn % 4]
    row.touched = True
    if row.truth:
        row.truth = replace(row.truth, days=0)


def _struck(drafts: list[Draft], turn: int) -> None:
    """A row struck out as a whole, or its time only: nobody can say whether it still counts."""
    row = drafts[0].rows[turn % len(drafts[0].rows)]
    fields = tuple(row.cells) if turn % 2 else ("time",)
    row.cells |= {field: row.cells[field]._replace(struck=True) for field in fields if field in row.cells}
    row.truth, row.touched = None, True


def _wrong_year(*values: str) -> Edit:
    """A year that nobody means."""
    return typed_as("time", *values)


MORE_TRAPS = (
    Trap("năm gõ nhầm (12/5/2032)", ALL, _wrong_year("12/5/2032", "12/5/2003", "12/5/1023", "12/05/20233")),
    Trap("dòng bị gạch ngang", ALL, _struck, programs=with_strikes),
    Trap("số ngày là 0", WITH_DAYS, _no_days),
    Trap("số ngày âm", WITH_DAYS, typed_as("days", -3, "-3 ngày", "- 3", "-0,5")),
    Trap("dòng bị ẩn, đang lọc", ALL, all_touched, rewrite=_each_sheet(_hide_rows), programs=plain),
    Trap("dòng, cột gom nhóm, thu gọn", ALL, all_touched, rewrite=_each_sheet(_group_rows), programs=plain),
    Trap("trang khóa bằng mật khẩu", ALL, all_touched, rewrite=_each_sheet(_protect), programs=plain),
    Trap("ghi chú gắn vào ô", ALL, all_touched, rewrite=_each_sheet(_annotate), programs=plain),
    Trap("hai phông trong một ô", ALL, all_touched, rewrite=_each_sheet(_in_two_fonts), programs=plain),
    Trap("chữ phiên âm kèm ô", ALL, all_touched, rewrite=_with_phonetics, programs=plain),
    Trap("STT là 1.1, 1.2", ALL, redraw=_numbered_like_codes),
    Trap("“Người lập biểu” ở cột STT", ALL, redraw=_footer, programs=not_word),
    Trap("dòng “không phát sinh” dưới dòng đã ghi", UNIT, redraw=_nil_row, programs=with_merges),
    Trap("dòng cộng không ghi chữ", WITH_DAYS, redraw=_bare_total, programs=not_word),
    Trap("bảng khác ở bên phải", UNIT, redraw=_summary_beside, programs=not_word),
)
"""More traps, in the order of the page."""

"""What goes wrong in a form: each function spoils what is typed, the sheet, or the saved bytes."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from .drafts import Draft, Table
from .encodings import LOST, encode
from .grids import Cell, Grid
from .official import saved
from .truth import PEOPLE
from .typing_styles import DATES, without_marks

Edit = Callable[[list[Draft], int], None]
"""Changes what is typed; the number says which of the workbooks of its trap it is."""

Redraw = Callable[[list[Grid], list[Table], int], None]
"""Changes the sheets."""


# ------------------------------------------------------------------ ways of editing


def typed_as(field: str, *values: str | float | Cell) -> Edit:
    """One of the values in a field of one row, which nobody can then read right."""
    return in_turn((field,), *values)


def in_turn(fields: tuple[str, ...], *values: str | float | Cell, row: int | None = None) -> Edit:
    """One of the values in one of the fields of one row (given, or another one each time)."""

    def edit(drafts: list[Draft], turn: int) -> None:
        spoilt = drafts[0].rows[(turn if row is None else row) % len(drafts[0].rows)]
        value = values[turn % len(values)]
        spoilt.cells[fields[turn % len(fields)]] = value if isinstance(value, Cell) else Cell(value)
        spoilt.truth, spoilt.touched = None, True

    return edit


def uncalculated(drafts: list[Draft], turn: int) -> None:
    """Days as a sum that no program has worked out yet: 15 to whoever reads the formula."""
    row = drafts[0].rows[turn % len(drafts[0].rows)]
    row.cells["days"], row.touched = Cell(None, formula=("10+5", "SUM(5,10)", "3*5", "(20-5)*1")[turn % 4]), True
    if row.truth:
        row.truth = replace(row.truth, days=15)


def misspelt_in_turn(grids: list[Grid], tables: list[Table], turn: int) -> None:
    """A header that no longer says what its column is; another one in every workbook."""
    table = tables[0]
    wrong = {"time": "Thòi gan", "places": "Ở đâu", "contents": "Nôi dug"}
    field = list(wrong)[turn % 3]
    table.grid.put(table.header_row, table.columns[field], wrong[field])
    for row in table.draft.rows:
        row.touched = True


def days_as_date(drafts: list[Draft], turn: int) -> None:
    """``1/2`` or ``3-4`` typed for days, which a spreadsheet makes a date of."""
    row = drafts[0].rows[turn % len(drafts[0].rows)]
    row.cells["days"] = Cell((date(2023, 2, 1), date(2023, 4, 3))[turn % 2])
    row.truth, row.touched = None, True


def all_touched(drafts: list[Draft], turn: int) -> None:
    """Every row is the trap's; what is wrong comes with the saved bytes."""
    for row in drafts[0].rows:
        row.touched = True


def _all_lost(draft: Draft) -> None:
    for row in draft.rows:
        row.truth, row.touched = None, True


def nobody_can_know(drafts: list[Draft], turn: int) -> None:
    """Nothing of the file can be read right; what is wrong comes with the saved bytes."""
    _all_lost(drafts[0])


def of_another_year(drafts: list[Draft], turn: int) -> None:
    """The form of the year before."""
    drafts[0].year = 2022
    _all_lost(drafts[0])


def without_quarter(drafts: list[Draft], turn: int) -> None:
    """The quarter left open in the title."""
    drafts[0].form = replace(drafts[0].form, quarter=None)
    _all_lost(drafts[0])


def without_days(drafts: list[Draft], turn: int) -> None:
    """The column of days left out."""
    drafts[0].fields = tuple(field for field in drafts[0].fields if field != "days")
    _all_lost(drafts[0])


# ------------------------------------------------------------------ dates


def _turned(day: date) -> date | None:
    return date(day.year, day.day, day.month) if day.day <= 12 else None


def american(drafts: list[Draft], turn: int) -> None:
    """Two columns typed in a program of American dates: it turns what it can and leaves the rest as text."""
    for row in drafts[0].rows:
        first, last = row.truth.runs[0] if row.truth else (None, None)
        if first is None or last is None:
            continue
        for field, day in (("time", first), ("until", last)):
            other = _turned(day)
            row.cells[field] = Cell(other or DATES["tháng hai chữ số"]([(day, day)]))
            row.touched |= other not in (None, day)


def out_of_quarter(drafts: list[Draft], turn: int) -> None:
    """01/4 … 12/4 become days of another quarter; nothing else in the column tells."""
    for row in drafts[0].rows[:4]:
        day = date(2023, 4, 1) + timedelta(days=turn % 3)
        if row.truth is None:
            continue
        row.truth = replace(row.truth, runs=((day, day),), days=1)
        row.cells["days"], row.cells["time"] = Cell(1), Cell(_turned(day))
        row.touched = True


# ------------------------------------------------------------------ names


def unmarked(drafts: list[Draft], turn: int) -> None:
    """Names without their marks."""
    draft = drafts[0]
    draft.name = without_marks(draft.name)
    for row in draft.rows:
        row.cells["person"] = Cell(without_marks(PEOPLE[row.person].name))
        row.touched = True


def stranger(drafts: list[Draft], turn: int) -> None:
    """A name that is nobody's, near to somebody's."""
    draft = drafts[0]
    name = ("Phạm Quyết Thắng", "Trần Ảnh", "Nguyễn Thị Lam", "Lê Mai")[turn % 4]
    touched = draft.rows if draft.form.person else draft.rows[turn % 3 : turn % 3 + 1]
    draft.name = name
    for row in touched:
        row.cells["person"], row.truth, row.touched = Cell(name), None, True


def other_person(drafts: list[Draft], turn: int) -> None:
    """A personal form with a column of names, one of them somebody else's."""
    draft = drafts[0]
    draft.fields = (draft.fields[0], "person", *draft.fields[1:])
    row = draft.rows[1 + turn % (len(draft.rows) - 1)]
    row.cells["person"] = Cell("Nguyễn Thị Loan" if draft.form.unit == "TG" else "Ngô Quỳnh Như")
    row.truth, row.touched = None, True


# ------------------------------------------------------------------ sheets


def merged_over_two(grids: list[Grid], tables: list[Table], turn: int) -> None:
    """One cell of days or time over two rows: nobody knows what each of them had."""
    table, (first, second) = tables[0], (1, 2)
    field = ("days", "time")[turn % 2]
    rows, column = table.draft.rows, table.columns[field]
    if table.at[second] - table.at[first] != 1:
        first, second = 0, 1
    table.grid.cells.pop((table.at[second], column), None)
    table.grid.merged.append((table.at[first], column, table.at[second], column))
    for row in (rows[first], rows[second]):
        row.truth, row.touched = None, True


def second_time(grids: list[Grid], tables: list[Table], turn: int) -> None:
    """Time as planned and time as done, side by side."""
    table = tables[0]
    column = max(table.columns.values()) + 1
    table.grid.put(table.header_row, column, "Thời gian thực tế")
    for row, at in zip(table.draft.rows, table.at, strict=True):
        table.grid.put(at, column, "20/6/2023 - 21/6/2023")
        row.truth, row.touched = None, True


def below_signature(grids: list[Grid], tables: list[Table], turn: int) -> None:
    """The last row is remembered only after the form was signed."""
    table = tables[0]
    old, new = table.at[-1], table.grid.last_row + 2
    for column in table.columns.values():
        if cell := table.grid.cells.pop((old, column), None):
            table.grid.cells[new, column] = cell
    table.at[-1] = new
    table.draft.rows[-1].touched = True


def other_title(grids: list[Grid], tables: list[Table], turn: int) -> None:
    """Title or quarter in words of one's own."""
    table = tables[0]
    title, subtitle = (place for place in sorted(table.grid.cells) if place[0] in _title_rows(table))
    words = ("BÁO CÁO TỔNG HỢP", "MẪU 3", "TỔNG HỢP KẾT QUẢ ĐI CƠ SỞ")
    quarters = ("quý 02", "QUÝ HAI", "quí II", "quý II, quý III", "quý 2/2023", "quý ll", "QUÝ II")
    if turn % 2:
        table.grid.put(*title, words[turn // 2 % len(words)])
    else:
        table.grid.put(*subtitle, f"Kết quả đi công tác {quarters[turn // 2 % len(quarters)]} năm 2023")
    for row in table.draft.rows:
        row.touched = True


def _title_rows(table: Table) -> tuple[int, int]:
    """Title and subtitle: the two rows above the line that names the plan."""
    row = next(row for (row, _), cell in table.grid.cells.items() if str(cell.value).startswith("(Kèm theo"))
    return row - 2, row - 1


def continued(grids: list[Grid], tables: list[Table], turn: int) -> None:
    """The second half goes on on another sheet, without title and header."""
    table = tables[0]
    half = len(table.draft.rows) // 2
    rows, at = table.draft.rows[half:], table.at[half:]
    other = Grid("Trang 2")
    for number, old in enumerate(at, 3):
        for column in table.columns.values():
            if cell := table.grid.cells.pop((old, column), None):
                other.cells[number, column] = cell
    draft = replace(table.draft, rows=rows)
    del table.draft.rows[half:], table.at[half:]
    for row in rows:
        row.touched = True
    grids.append(other)
    tables.append(Table(draft, other, 0, table.columns, list(range(3, 3 + len(rows)))))


def far_below(grids: list[Grid], tables: list[Table], turn: int) -> None:
    """10,000 blank rows before the second half."""
    table, middle = tables[0], len(tables[0].at) // 2
    table.grid.shift_down(table.at[middle], 10_000)
    table.at[middle:] = [at + 10_000 for at in table.at[middle:]]
    for row in table.draft.rows[middle:]:
        row.touched = True


def wide(grids: list[Grid], tables: list[Table], turn: int) -> None:
    """200 columns nobody asked for."""
    table = tables[0]
    for column in range(max(table.columns.values()) + 1, 201):
        table.grid.put(table.header_row, column, f"Cột {column}")
        for at in table.at:
            table.grid.put(at, column, float(column))
    for row in table.draft.rows:
        row.touched = True


def recoded(grids: list[Grid], tables: list[Table], turn: int) -> None:
    """The sheets in an old code whose font is gone."""
    for grid in grids:
        encode(grid, list(LOST.values())[turn % 2])
    for row in tables[0].draft.rows:
        row.touched = True


def unknown_section(grids: list[Grid], tables: list[Table], turn: int) -> None:
    """A row inside the table that names no unit of the plan."""
    table = tables[0]
    rows, middle = table.draft.rows, len(table.draft.rows) // 2
    left, right = min(table.columns.values()), max(table.columns.values())
    limit = table.at[middle]
    table.grid.shift_down(limit, 1)
    table.at[middle:] = [at + 1 for at in table.at[middle:]]
    table.grid.put(limit, left, ("B. Chuyên viên", "II. CÁC ĐỒNG CHÍ KHÁC", "Tháng 6", "* Đợt cao điểm hè")[turn % 4])
    table.grid.merged.append((limit, left, limit, right))
    for row in rows[middle:]:
        row.touched = True


def shifted(drafts: list[Draft], turn: int) -> None:
    """A row typed one column too far to the right."""
    draft = drafts[0]
    row = draft.rows[turn % len(draft.rows)]
    fields = [field for field in draft.fields if field != "number"]
    old = dict(row.cells)
    for field, other in zip(fields[1:], fields, strict=False):
        row.cells[field] = old[other]
    row.cells[fields[0]] = Cell(None)
    row.truth, row.touched = None, True


def half_an_example(drafts: list[Draft], turn: int) -> None:
    """The example row of the form, overwritten in part."""
    draft = drafts[0]
    row = draft.rows[0]
    if draft.form.code == "mau1":
        row.cells["contents"] = Cell("VD1: 1.1 Phối hợp tổ chức, triển khai hoạt động tại cơ sở")
    elif draft.form.code == "mau2":
        row.cells["places"] = Cell("Huyện đoàn ...")
    else:
        row.cells["detail"] = Cell("Đề nghị ghi rõ hoạt động tham gia")
        row.cells["days"] = Cell("Số ngày (tối thiểu 30 ngày)")
    row.truth, row.touched = None, True


def long_text(drafts: list[Draft], turn: int) -> None:
    """A cell as full as a cell can be."""
    row = drafts[0].rows[turn % len(drafts[0].rows)]
    text = ("Cùng cơ sở ra quân làm đường. " * 1100)[:32_767].strip()
    row.cells["detail"], row.touched = Cell(text), True
    if row.truth:
        row.truth = replace(row.truth, detail=text)


def strewn(*signs: str) -> Edit:
    """Signs that nobody sees, or that say nothing, in the cells of every row."""

    def edit(drafts: list[Draft], turn: int) -> None:
        for number, row in enumerate(drafts[0].rows):
            sign = signs[number % len(signs)]
            for field in ("person", "time", "places", "contents"):
                cell = row.cells[field]
                if isinstance(cell.value, str):
                    row.cells[field] = Cell(sign + cell.value + sign)
            row.touched = True

    return edit


def repeated_time(drafts: list[Draft], turn: int) -> None:
    """Ditto marks for days and time: the row had the same as the one above."""
    one, other = drafts[0].rows[:2]
    if one.truth and other.truth:
        other.truth = replace(other.truth, runs=one.truth.runs, days=one.truth.days)
    mark = ("nt", '"', "như trên", "-nt-")[turn % 4]
    other.cells["time"] = other.cells["days"] = Cell(mark)
    other.touched = True


def counted_from_1904(data: bytes) -> bytes:
    """The workbook with the dates of an old Macintosh: the same days, other serial numbers."""
    book = load_workbook(io.BytesIO(data))
    book.epoch = CALENDAR_MAC_1904
    return saved(book)


def as_html(data: bytes) -> bytes:
    """A web page in place of the workbook, as some systems export under the name .xls."""
    return "<html><body><table><tr><td>STT</td><td>Nội dung</td></tr></table></body></html>".encode()

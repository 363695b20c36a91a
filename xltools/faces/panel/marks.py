"""What a click does to a form open in Excel: finds it, copies it, puts marks on it and takes them off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from xltools.faces.panel import shown
from xltools.faces.panel.answer import Cell, Mark, Row
from xltools.faces.panel.spec import CHECK_HEADERS, CHECK_SHEET, KEPT_COLUMN, KEPT_HEADERS, MARK_COLOURS, NOTE_MARK
from xltools.model import Failure
from xltools.vietnamese.display import one_line

if TYPE_CHECKING:
    from xlwings import Book, Range, Sheet

_COLOURS = {severity: (rgb >> 16, rgb >> 8 & 255, rgb & 255) for severity, rgb in MARK_COLOURS.items()}
_PLACE = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
_COLOUR = re.compile(r"(?:[0-9A-F]{6})?")
_OUR_NOTE = re.compile(re.escape(NOTE_MARK).replace(r"\{\}", r"(\d+)") + r"\s")
_WIDTHS = (11, 24, 8, 8, 100)  # columns of CHECK_HEADERS, in characters
_LONGEST = 1000  # characters of a note; the whole text is on the sheet of findings
_LINKED = 1  # column of the findings' cell, after which its sheet is known


# ------------------------------------------------------------------ which form


def others(panel: Book) -> list[Book]:
    """The open workbooks people see, but the panel: from the front window to the back."""
    books = {book.name: book for book in panel.app.books}
    try:  # the collection is in window order, which that of the books is not
        windows = panel.app.api.Windows
        front = [windows(index) for index in range(1, windows.Count + 1)]
        names = [window.Parent.Name for window in front if window.Visible]
    except Exception:  # not Excel on Windows
        names = list(books)
    return [books[name] for name in dict.fromkeys(names) if name in books and name != panel.name]


def chosen(panel: Book, seen: Sequence[Book], name: str) -> Book:
    """The form named on the panel, else the first behind it; ``Failure`` says what to do where there is none."""
    if name:
        for book in seen:
            if book.name.casefold() == name.casefold():
                return book
        raise Failure(
            f"“{one_line(name)}” không mở trong Excel; mở biểu đó, hoặc xoá trống ô “Biểu cần kiểm tra”, rồi bấm lại"
        )
    if seen:
        return seen[0]
    with suppress(AttributeError):  # not Excel on Windows
        if panel.app.api.ProtectedViewWindows.Count:
            raise Failure("Biểu đang mở ở chế độ chỉ xem; bấm Enable Editing (Bật chỉnh sửa) trong biểu rồi bấm lại")
    raise Failure("Không có biểu nào mở phía sau bảng điều khiển; mở biểu cần kiểm tra rồi bấm lại")


@contextmanager
def copied(form: Book) -> Iterator[Path]:
    """The form as it is now, saved elsewhere; its own file, name and state of being saved stay as they are."""
    with TemporaryDirectory(prefix="xltools-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / (form.name if "." in form.name else f"{form.name}.xlsx")  # never saved: Book1
        with form.app.properties(display_alerts=False):
            form.api.SaveCopyAs(str(path))
        yield path


# ------------------------------------------------------------------ text as text


def table(first: Range, rows: Sequence[Row], width: int, height: int) -> None:
    """Write rows from a cell on in one go, blank to ``height`` rows.

    A text stays a text whatever it begins with (``=``, ``+``, ``-``, ``@``, digits): a column of format ``@`` takes it
    so, elsewhere Excel's own mark for it, ``'``, goes before it.
    """
    marks = ["" if first(1, column).number_format == "@" else "'" for column in range(1, width + 1)]
    blank = (None,) * width
    lines = [*rows, *[blank] * (height - len(rows))]
    if lines:
        values = [[_entered(cell, mark) for cell, mark in zip(line, marks, strict=True)] for line in lines]
        first.resize(len(lines), width).value = values


def _entered(value: Cell, mark: str) -> Cell:
    if not isinstance(value, str) or not value:
        return value
    return mark + value[:8000]  # longer ones some versions of Excel refuse


def link(cells: Iterable[tuple[Range, str]], area: Range) -> None:
    """Links from cells to addresses in place of those of ``area``; the values are to be written afterwards."""
    if area.api.Hyperlinks.Count:
        area.api.ClearHyperlinks()
    name, size = area.font.name, area.font.size
    added = 0
    for cell, address in cells:
        cell.add_hyperlink(address, "…", one_line(address)[:250])
        added += 1
    if added and name and size:  # a link takes the font of Excel's style for links
        area.font.name, area.font.size = name, size


# ------------------------------------------------------------------ marks


class _Kept(NamedTuple):
    """What a marked cell was before: its place then, its colour (``RRGGBB`` or ``""``)."""

    sheet: str
    cell: str
    colour: str


def put(form: Book, marks: Sequence[Mark], findings: Sequence[Row]) -> list[str]:
    """Mark the cells and list the findings on a sheet of their own; remarks for the panel.

    What the cells were is written down before the first is touched, so that ``clear`` mends even a click cut short.
    ``Failure``, and nothing is changed, where the workbook takes no sheet.
    """
    if not findings:
        return []
    if form.api.ProtectStructure:
        raise Failure("Cấu trúc của tệp đang được bảo vệ nên không thêm được sheet và đánh dấu")
    sheets = {sheet.name: sheet for sheet in form.sheets}
    locked = {name for name in {mark.sheet for mark in marks} & sheets.keys() if sheets[name].api.ProtectContents}
    cells = [
        (mark, sheets[mark.sheet].range((mark.row, mark.column)))
        for mark in shown.marks(_first_cells(marks, sheets))
        if mark.sheet not in locked
    ]
    kept = [_Kept(mark.sheet, cell.get_address(False, False), _hex(cell.color)) for mark, cell in cells]
    active = form.sheets.active
    try:
        own = _list(form, findings, kept, sheets)
        for number, (mark, cell) in enumerate(cells, 1):
            _mark(cell, mark, number)
    except Exception:
        clear(form)
        raise
    finally:
        with suppress(Exception):  # only to leave people where they were
            active.api.Activate()
    remarks = [f"Sheet “{one_line(name)}” đang được bảo vệ nên không đánh dấu trong ô." for name in sorted(locked)]
    if own != CHECK_SHEET:
        remarks.append(f"Biểu có sẵn sheet {CHECK_SHEET} riêng; danh sách lỗi nằm ở sheet “{own}”.")
    return remarks


def _first_cells(marks: Iterable[Mark], sheets: dict[str, Sheet]) -> Iterator[Mark]:
    """Marks on cells there are; one on a merged cell is where the merged cell's content is."""
    for mark in marks:
        if mark.sheet in sheets and mark.row > 0 and mark.column > 0:
            area = sheets[mark.sheet].range((mark.row, mark.column)).merge_area
            yield mark._replace(row=area.row, column=area.column)


def _mark(cell: Range, mark: Mark, number: int) -> None:
    """A note somebody wrote stays as it is; the text is on the sheet of findings too."""
    cell.color = _COLOURS[mark.severity]
    if cell.note is None:
        note = cell.add_note(f"{NOTE_MARK.format(number)}\n{mark.text}"[:_LONGEST])
        with suppress(Exception):  # a box of the usual size still shows the beginning
            note.api.Shape.TextFrame.AutoSize = True


def _list(form: Book, findings: Sequence[Row], kept: Sequence[_Kept], sheets: dict[str, Sheet]) -> str:
    """The sheet of findings, last in the workbook; its name."""
    taken = {name.casefold() for name in sheets}
    names = (CHECK_SHEET, *(f"{CHECK_SHEET} {number}" for number in range(2, 100)))
    name = next(name for name in names if name.casefold() not in taken)
    sheet = form.sheets.add(name, after=form.sheets[len(form.sheets) - 1])
    hidden = sheet.range((1, KEPT_COLUMN))
    table(hidden, [KEPT_HEADERS, *((number, *one) for number, one in enumerate(kept, 1))], len(KEPT_HEADERS), 0)
    hidden.resize(1, len(KEPT_HEADERS)).column_width = 0
    for column, width in enumerate(_WIDTHS, 1):
        sheet.range((1, column)).column_width = width
    body = sheet.range((2, 1)).resize(len(findings), len(_WIDTHS))
    body.columns[len(_WIDTHS) - 1].wrap_text = True
    targets = (
        (body[row, _LINKED + 1], "#'{}'!{}".format(str(finding[_LINKED]).replace("'", "''"), finding[_LINKED + 1]))
        for row, finding in enumerate(findings)
        if finding[_LINKED] in sheets and finding[_LINKED + 1]
    )
    link(targets, body.columns[_LINKED + 1])
    table(sheet.range((1, 1)), [CHECK_HEADERS, *findings], len(CHECK_HEADERS), 0)
    sheet.range((1, 1)).resize(1, len(CHECK_HEADERS)).font.bold = True
    return name


def clear(form: Book) -> None:
    """Take off all that ``put`` did, here or in another host; ``Failure``, and nothing is changed, if that is shut."""
    sheets = {sheet.name: sheet for sheet in form.sheets}
    own = [sheet for sheet in sheets.values() if _ours(sheet)]
    kept = {number: one for sheet in own for number, one in _kept(sheet)}
    noted = [
        (int(found[1]), note.location)
        for sheet in sheets.values()
        if sheet not in own
        for note in sheet.notes
        if (found := _OUR_NOTE.match(note.text))
    ]
    moved = {number for number, _ in noted}
    rest = [
        (number, sheets[one.sheet].range(one.cell))
        for number, one in kept.items()
        if number not in moved and one.sheet in sheets  # somebody's own note was there, or ours is deleted
    ]
    for sheet in [cell.sheet for _, cell in (*noted, *rest)]:
        if sheet.api.ProtectContents:
            raise Failure(f"Sheet “{one_line(sheet.name)}” đang được bảo vệ; bỏ bảo vệ rồi bấm lại để xoá đánh dấu cũ")
    if own and form.api.ProtectStructure:
        raise Failure("Cấu trúc của tệp đang được bảo vệ; bỏ bảo vệ rồi bấm lại để xoá đánh dấu cũ")
    for number, cell in noted:
        _uncolour(cell, kept.get(number, _Kept("", "", "")))
        if (note := cell.note) is not None:
            note.delete()
    for number, cell in rest:
        _uncolour(cell, kept[number])
    for sheet in own:
        sheet.delete()


def _uncolour(cell: Range, before: _Kept) -> None:
    """The colour of before, unless somebody gave the cell another since."""
    if cell.color in _COLOURS.values():
        cell.color = f"#{before.colour}" if before.colour else None


def _hex(colour: tuple[int, int, int] | None) -> str:
    return "" if colour is None else "{:02X}{:02X}{:02X}".format(*colour)


def _ours(sheet: Sheet) -> bool:
    """Whether a sheet is a list of ours and no namesake of somebody's own."""
    if not sheet.name.casefold().startswith(CHECK_SHEET.casefold()):
        return False
    return tuple(sheet.range((1, KEPT_COLUMN)).resize(1, len(KEPT_HEADERS)).value) == KEPT_HEADERS


def _kept(sheet: Sheet) -> Iterator[tuple[int, _Kept]]:
    last = sheet.used_range.last_cell.row
    if last > 1:
        rows = sheet.range((2, KEPT_COLUMN)).resize(last - 1, len(KEPT_HEADERS)).options(ndim=2).value
        for number, *rest in rows:
            before = _Kept(*("" if cell is None else str(cell) for cell in rest))
            if not (_PLACE.fullmatch(before.cell) and _COLOUR.fullmatch(before.colour)):
                continue  # the list may have been edited
            with suppress(TypeError, ValueError):
                yield int(float(number)), before

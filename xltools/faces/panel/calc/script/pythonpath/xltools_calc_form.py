"""An open form and what we put on it: coloured cells, notes, and the sheet ``KiemTra``, which keeps what was before."""

from __future__ import annotations

import re
from contextlib import contextmanager

from xltools_calc_cells import block, name_of, quiet, texts, write, write_field
from xltools_calc_tool import Trouble

SHEET = "KiemTra"
HEADERS = ("Mức độ", "Trang tính", "Ô", "Mã", "Việc cần làm")
WIDTHS = (2500, 3500, 2000, 2000, 16000)  # 1/100 mm
KEPT = ("Số", "Trang tính cũ", "Ô cũ", "Màu cũ")
KEPT_COLUMN = 8
NOTE_MARK = "xltools #{}:"
COLOURS = {"error": 0xFFC7CE, "warning": 0xFFEB9C, "notice": 0xDDEBF7}  # the weightiest first
NO_FILL = -1
PLACE = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
COLOUR = re.compile(r"(?:[0-9A-F]{6})?")
LONGEST = 1000  # characters of a note; the whole text is on the sheet of findings
BOLD = 150  # com.sun.star.awt.FontWeight
TOP = 1  # com.sun.star.table.CellVertJustify2


class Form:
    """A form by its document."""

    def __init__(self, book):
        self.book = book

    def clear(self):
        """Take away all that ``put`` did, here or in Excel; ``Trouble``, and nothing is changed, where that is shut."""
        own = [self.book.Sheets.getByName(name) for name in self.book.Sheets.ElementNames if self._is_ours(name)]
        kept = {int(row[0]): row[1:4] for sheet in own for row in _kept(sheet) if row[0].isdigit()}
        noted = [one for sheet in self._sheets() for one in _noted(sheet)]
        cells = [(cell, kept.get(number, ("", "", ""))[2]) for number, cell in noted]
        moved = {number for number, _ in noted}
        for number, (name, place, fill) in kept.items():  # somebody's own note was there, or ours is deleted
            if number not in moved and self.book.Sheets.hasByName(name):
                cells.append((self.book.Sheets.getByName(name).getCellRangeByName(place), fill))
        self._must_be_open(own, [cell.Spreadsheet for cell, _ in cells])
        with self._one_step():
            for cell, fill in cells:
                _paint_back(cell, fill)
                _remove_note(cell)
            for sheet in own:
                self.book.Sheets.removeByName(sheet.Name)

    def _must_be_open(self, own, marked):
        if not own and not marked:
            return
        advice = "bỏ bảo vệ rồi bấm lại để xoá đánh dấu cũ"
        if self.book.isReadonly():
            raise Trouble(f"“{self.book.Title}” mở ở chế độ chỉ đọc; mở lại để sửa được rồi bấm lại")
        for sheet in marked:
            if sheet.isProtected():
                raise Trouble(f"Sheet “{sheet.Name}” đang được bảo vệ; {advice}")
        if own and self.book.isProtected():
            raise Trouble(f"Cấu trúc của tệp đang được bảo vệ; {advice}")

    def put(self, marks, findings):
        """Mark the cells and list the findings on a sheet of their own; remarks for the panel.

        ``Trouble``, and nothing is changed, where the workbook takes no sheet.
        """
        if self.book.isReadonly():
            raise Trouble("Tệp mở ở chế độ chỉ đọc nên không đánh dấu được")
        if self.book.isProtected():
            raise Trouble("Cấu trúc của tệp đang được bảo vệ nên không thêm được sheet và đánh dấu")
        locked = {sheet.Name for sheet in self._sheets() if sheet.isProtected()}
        places = self._places(mark for mark in marks if mark[0] not in locked)
        with self._one_step():
            own = self._list(findings, self._mark(places))
        shut = sorted(locked.intersection(mark[0] for mark in marks))
        remarks = [f"Sheet “{name}” đang được bảo vệ nên không đánh dấu trong ô." for name in shut]
        if own != SHEET:
            remarks.append(f"Biểu có sẵn sheet {SHEET} riêng; danh sách lỗi nằm ở sheet “{own}”.")
        return remarks

    @contextmanager
    def _one_step(self):
        """What is done is one step for the user to take back."""
        self.book.UndoManager.enterUndoContext("xltools")
        try:
            with quiet(self.book):
                yield
        finally:
            self.book.UndoManager.leaveUndoContext()

    def _is_ours(self, name):
        """Whether a sheet is a list of ours and no namesake of somebody's own."""
        if not name.casefold().startswith(SHEET.casefold()):
            return False
        return tuple(texts(self.book.Sheets.getByName(name), KEPT_COLUMN - 1, KEPT_COLUMN + len(KEPT) - 2)[0]) == KEPT

    def _sheets(self):
        names = (name for name in self.book.Sheets.ElementNames if not self._is_ours(name))
        return [self.book.Sheets.getByName(name) for name in names]

    def _mark(self, places):
        """Colours and notes on the cells; a row for ``KEPT`` for each. A note somebody wrote stays as it is."""
        kept = []
        for (name, place), (severity, text) in places.items():
            sheet = self.book.Sheets.getByName(name)
            cell = sheet.getCellRangeByName(place)
            kept.append((len(kept) + 1, name, place, _fill(cell)))
            cell.CellBackColor = COLOURS[severity]
            if not cell.Annotation.String:
                sheet.Annotations.insertNew(cell.CellAddress, f"{NOTE_MARK.format(len(kept))}\n{text}"[:LONGEST])
        return kept

    def _places(self, marks):
        """(sheet, cell) → severity and text; a box of merged cells is marked at its first."""
        places = {}
        weight = list(COLOURS).index
        for name, row, column, severity, text in marks:
            if not self.book.Sheets.hasByName(name) or row < 1 or column < 1:
                continue
            sheet = self.book.Sheets.getByName(name)
            cursor = sheet.createCursorByRange(sheet.getCellByPosition(column - 1, row - 1))
            cursor.collapseToMergedArea()
            key = name, name_of(cursor.getCellByPosition(0, 0))
            before, told = places.get(key, (severity, ""))
            places[key] = min(before, severity, key=weight), "\n".join(filter(None, (told, text)))
        return places

    def _list(self, findings, kept):
        sheets = self.book.Sheets
        taken = {name.casefold() for name in sheets.ElementNames}
        names = (SHEET, *(f"{SHEET} {number}" for number in range(2, 100)))
        own = next(name for name in names if name.casefold() not in taken)
        sheets.insertNewByName(own, sheets.Count)
        sheet = sheets.getByName(own)
        first = sheet.getCellByPosition(0, 0)
        write(first, [HEADERS, *findings])
        block(first, 1, len(HEADERS)).CharWeight = BOLD
        body = block(first, len(findings) + 1, len(HEADERS))
        body.IsTextWrapped, body.VertJustify = True, TOP
        for number, (_, name, place, _, _) in enumerate(findings, 1):
            if place and sheets.hasByName(name):
                quoted = name.replace("'", "''")
                write_field(self.book, sheet.getCellByPosition(2, number), place, f"#'{quoted}'.{place}")
        write(sheet.getCellByPosition(KEPT_COLUMN - 1, 0), [KEPT, *kept])
        for column, width in enumerate(WIDTHS):
            sheet.Columns.getByIndex(column).Width = width
        for column in range(len(KEPT)):
            sheet.Columns.getByIndex(KEPT_COLUMN - 1 + column).IsVisible = False
        return own


def _kept(sheet):
    """The rows of the hidden columns, as texts; those that somebody has edited into nonsense are passed over."""
    rows = texts(sheet, KEPT_COLUMN - 1, KEPT_COLUMN + len(KEPT) - 2)
    return [row for row in rows if PLACE.fullmatch(row[2]) and COLOUR.fullmatch(row[3])]


def _noted(sheet):
    """Number and cell of each note of ours."""
    notes = (sheet.Annotations.getByIndex(index) for index in range(sheet.Annotations.Count))
    numbered = ((_number(note.String), note.Position) for note in notes)
    return [
        (number, sheet.getCellByPosition(place.Column, place.Row)) for number, place in numbered if number is not None
    ]


def _number(note):
    """The number in the first line of a note of ours; ``None`` for a note of somebody else."""
    before, after = NOTE_MARK.split("{}")
    first = note.partition("\n")[0].strip()
    number = first[len(before) : len(first) - len(after)]
    return int(number) if number.isdigit() and first == NOTE_MARK.format(number) else None


def _fill(cell):
    """The cell's colour as RRGGBB, "" where it has none of its own."""
    own = cell.getPropertyState("CellBackColor").value == "DIRECT_VALUE" and cell.CellBackColor != NO_FILL
    return f"{cell.CellBackColor:06X}" if own else ""


def _paint_back(cell, fill):
    """Give a cell back the colour it had, unless somebody has given it another since."""
    if cell.CellBackColor not in COLOURS.values():
        return
    if fill:
        cell.CellBackColor = int(fill, 16)
    else:
        cell.setPropertyToDefault("CellBackColor")


def _remove_note(cell):
    notes = cell.Spreadsheet.Annotations
    for index in reversed(range(notes.Count)):
        note = notes.getByIndex(index)
        if _number(note.String) is not None and note.Position == cell.CellAddress:
            notes.removeByIndex(index)

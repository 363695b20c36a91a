"""Cells of a spreadsheet through UNO, and an open form as ``xltools_calc_marks`` sees it."""

from __future__ import annotations

import urllib.request
from contextlib import contextmanager
from pathlib import Path

import uno
from xltools_calc_marks import KEPT_COLUMN

DATA = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: numbers, dates, texts, formulas
WIDTHS = (2500, 3500, 2000, 2000, 16000)  # columns of the findings, 1/100 mm
NO_FILL = -1
BOLD = 150  # com.sun.star.awt.FontWeight
TOP = 1  # com.sun.star.table.CellVertJustify2


def option(name, value):
    """A ``PropertyValue``."""
    made = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    made.Name, made.Value = name, value
    return made


def local_path(url):
    """The path of a file URL; what is no URL is a path already."""
    return urllib.request.url2pathname(url[len("file://") :]) if url.startswith("file:") else url


@contextmanager
def quiet(book):
    """Draw once at the end."""
    book.lockControllers()
    try:
        yield
    finally:
        book.unlockControllers()


def at(cell, rows, columns=0):
    """The cell so many rows below and columns to the right."""
    place = cell.CellAddress
    return cell.Spreadsheet.getCellByPosition(place.Column + columns, place.Row + rows)


def block(cell, rows, columns):
    """The range of that size from a cell on, as far as the sheet goes."""
    sheet, place = cell.Spreadsheet, cell.CellAddress
    bottom = min(place.Row + rows, sheet.Rows.Count) - 1
    return sheet.getCellRangeByPosition(place.Column, place.Row, place.Column + columns - 1, bottom)


def last_row(sheet):
    """Index of the last row in use."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    return cursor.RangeAddress.EndRow


def write(cell, rows):
    """Rows of equal length from a cell on; a data array takes text as text, never as a formula."""
    if rows:
        block(cell, len(rows), len(rows[0])).setDataArray(tuple(map(tuple, rows)))


def write_link(book, cell, text, url):
    """Text, with a link to a URL if there is one; a place in the workbook is a URL with ``#``."""
    cell.setString("" if url else text)
    if url:
        field = book.createInstance("com.sun.star.text.TextField.URL")
        field.Representation, field.URL = text, url
        cell.insertTextContent(cell.createTextCursor(), field, False)


def url_of(path):
    """The URL of a path, "" for none."""
    return Path(path).as_uri() if path else ""


class Form:
    """A form by its document."""

    def __init__(self, book):
        self.book = book
        self.title = book.Title

    def sheets(self):
        """Names of the sheets, in order."""
        return list(self.book.Sheets.ElementNames)

    def locks(self):
        """Whether nothing can be changed, whether no sheet can be added, which sheets cannot be changed."""
        shut = [name for name in self.sheets() if self._sheet(name).isProtected()]
        return self.book.isReadonly(), self.book.isProtected(), shut

    @contextmanager
    def one_step(self):
        """What is done is one step for the user to take back."""
        self.book.UndoManager.enterUndoContext("xltools")
        try:
            with quiet(self.book):
                yield
        finally:
            self.book.UndoManager.leaveUndoContext()

    def rows(self, sheet, column, count):
        """Texts of some columns, from the first row to the last one used."""
        found = self._sheet(sheet)
        rows = found.getCellRangeByPosition(column - 1, 0, column + count - 2, last_row(found)).DataArray
        return [[str(int(value)) if isinstance(value, float) else value for value in row] for row in rows]

    def first_cell(self, sheet, row, column):
        """Row and column of a cell, or of the first one of the merged cells it belongs to."""
        found = self._sheet(sheet)
        cursor = found.createCursorByRange(found.getCellByPosition(column - 1, row - 1))
        cursor.collapseToMergedArea()
        place = cursor.RangeAddress
        return place.StartRow + 1, place.StartColumn + 1

    def colour(self, sheet, place):
        """The colour of a cell; one it has by its style counts only if it was chosen for the cell itself."""
        cell = self._cell(sheet, place)
        own = cell.getPropertyState("CellBackColor").value == "DIRECT_VALUE" and cell.CellBackColor != NO_FILL
        return f"{cell.CellBackColor:06X}" if own else ""

    def paint(self, sheet, place, colour):
        """Give a cell a colour."""
        cell = self._cell(sheet, place)
        if colour:
            cell.CellBackColor = int(colour, 16)
        else:
            cell.setPropertyToDefault("CellBackColor")

    def notes(self, sheet):
        """Text and place of every note of a sheet."""
        found = self._sheet(sheet)
        notes = [found.Annotations.getByIndex(index) for index in range(found.Annotations.Count)]
        return [(note.String, _place(found, note.Position)) for note in notes]

    def add_note(self, sheet, place, text):
        """Put a note on a cell, unless somebody has put one there."""
        cell = self._cell(sheet, place)
        if not cell.Annotation.String:
            cell.Spreadsheet.Annotations.insertNew(cell.CellAddress, text)

    def remove_note(self, sheet, place):
        """Take the note off a cell."""
        notes, address = self._sheet(sheet).Annotations, self._cell(sheet, place).CellAddress
        for index in reversed(range(notes.Count)):
            if notes.getByIndex(index).Position == address:
                notes.removeByIndex(index)

    def add_list(self, name, rows, kept):
        """A last sheet with the findings, their places linked, and the hidden columns; both with their headers."""
        sheets = self.book.Sheets
        sheets.insertNewByName(name, sheets.Count)
        sheet = sheets.getByName(name)
        first = sheet.getCellByPosition(0, 0)
        write(first, rows)
        block(first, 1, len(rows[0])).CharWeight = BOLD
        body = block(first, len(rows), len(rows[0]))
        body.IsTextWrapped, body.VertJustify = True, TOP
        for number, (_, where, place, _, _) in enumerate(rows):
            if number and place and sheets.hasByName(where):
                quoted = where.replace("'", "''")
                write_link(self.book, sheet.getCellByPosition(2, number), place, f"#'{quoted}'.{place}")
        write(sheet.getCellByPosition(KEPT_COLUMN - 1, 0), kept)
        for column, width in enumerate(WIDTHS):
            sheet.Columns.getByIndex(column).Width = width
        for column in range(len(kept[0])):
            sheet.Columns.getByIndex(KEPT_COLUMN - 1 + column).IsVisible = False

    def remove_sheet(self, name):
        """Delete a sheet."""
        self.book.Sheets.removeByName(name)

    def _sheet(self, name):
        return self.book.Sheets.getByName(name)

    def _cell(self, sheet, place):
        return self._sheet(sheet).getCellRangeByName(place)


def _place(sheet, address):
    """``B7``."""
    name = sheet.getCellByPosition(address.Column, address.Row).AbsoluteName
    return name.rpartition(".")[2].replace("$", "")

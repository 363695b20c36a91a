"""Cells of a spreadsheet through UNO."""

from __future__ import annotations

import urllib.request
from contextlib import contextmanager
from pathlib import Path

import uno

DATA = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: numbers, dates, texts, formulas


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
    place, sheet = cell.CellAddress, cell.Spreadsheet
    bottom = min(place.Row + rows, sheet.Rows.Count) - 1
    return sheet.getCellRangeByPosition(place.Column, place.Row, place.Column + columns - 1, bottom)


def last_row(sheet):
    """Index of the last row in use."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    return cursor.RangeAddress.EndRow


def texts(sheet, first, last):
    """The rows of some columns (from 0), as texts."""
    rows = sheet.getCellRangeByPosition(first, 0, last, last_row(sheet)).DataArray
    return [[str(int(value)) if isinstance(value, float) else value for value in row] for row in rows]


def name_of(cell):
    """``B7``."""
    return cell.AbsoluteName.rpartition(".")[2].replace("$", "")


def write(cell, rows):
    """Rows of equal length from a cell on; a data array takes text as text, never as a formula."""
    if rows:
        block(cell, len(rows), len(rows[0])).setDataArray(tuple(map(tuple, rows)))


def write_link(book, cell, text, path):
    """Text, with a link to a file or folder if there is a path."""
    if path:
        write_field(book, cell, text, Path(path).as_uri())
    else:
        cell.setString(text)


def write_field(book, cell, text, url):
    """A text that leads to a URL, a place in the workbook with ``#``."""
    field = book.createInstance("com.sun.star.text.TextField.URL")
    field.Representation, field.URL = text, url
    cell.setString("")
    cell.insertTextContent(cell.createTextCursor(), field, False)

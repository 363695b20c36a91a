"""A form open in Excel: which one it is, its cells through xlwings, and ways to write that both form and panel use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from xltools.faces.panel.answer import Cell, Row
from xltools.faces.panel.marks import KEPT_COLUMN
from xltools.model import Failure
from xltools.vietnamese.display import one_line
from xltools.vietnamese.wording import say

if TYPE_CHECKING:
    from xlwings import Book, Range

_WIDTHS = (11, 24, 8, 8, 100)  # columns of the findings, in characters
_LINKED = 1  # column of the findings' sheet, after which its cell is known

_say = partial(say, "faces")


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
        raise Failure(_say("excel.form_not_open", form=one_line(name)))
    if seen:
        return seen[0]
    with suppress(AttributeError):  # not Excel on Windows
        if panel.app.api.ProtectedViewWindows.Count:
            raise Failure(_say("excel.form_protected_view"))
    raise Failure(_say("panel.no_form"))


@contextmanager
def copied(book: Book) -> Iterator[Path]:
    """The form as it is now, saved elsewhere; its own file, name and state of being saved stay as they are."""
    with TemporaryDirectory(prefix="xltools-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / (book.name if "." in book.name else f"{book.name}.xlsx")  # never saved: Book1
        with book.app.properties(display_alerts=False):
            book.api.SaveCopyAs(str(path))
        yield path


# ------------------------------------------------------------------ text as text


def table(first: Range, rows: Sequence[Row], width: int, height: int) -> None:
    """Write rows from a cell on, blank to ``height`` rows; a text stays a text whatever it begins with."""
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


# ------------------------------------------------------------------ cells for the marks


class Form:
    """A form as ``marks`` sees it."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.title = book.name

    def sheets(self) -> list[str]:
        """Names of the sheets, in order."""
        return [sheet.name for sheet in self.book.sheets]

    def locks(self) -> tuple[bool, bool, list[str]]:
        """Whether nothing can be changed (never: Excel saves elsewhere), whether no sheet added, which sheets not."""
        shut = [sheet.name for sheet in self.book.sheets if sheet.api.ProtectContents]
        return False, bool(self.book.api.ProtectStructure), shut

    @contextmanager
    def one_step(self) -> Iterator[None]:
        """Leave people at the sheet where they were."""
        active = self.book.sheets.active
        try:
            yield
        finally:
            with suppress(Exception):  # it may be the list that was taken away
                active.api.Activate()

    def rows(self, sheet: str, column: int, count: int) -> list[list[str]]:
        """Texts of some columns, from the first row to the last one used."""
        found = self.book.sheets[sheet]
        height = found.used_range.last_cell.row
        rows = found.range((1, column)).resize(height, count).options(ndim=2).value
        return [[_typed(value) for value in row] for row in rows]

    def first_cell(self, sheet: str, row: int, column: int) -> tuple[int, int]:
        """Row and column of a cell, or of the first one of the merged cells it belongs to."""
        area = self.book.sheets[sheet].range((row, column)).merge_area
        return area.row, area.column

    def colour(self, sheet: str, place: str) -> str:
        """The colour of a cell."""
        colour = self._cell(sheet, place).color
        return "" if colour is None else "{:02X}{:02X}{:02X}".format(*colour)

    def paint(self, sheet: str, place: str, colour: str) -> None:
        """Give a cell a colour."""
        self._cell(sheet, place).color = f"#{colour}" if colour else None

    def notes(self, sheet: str) -> list[tuple[str, str]]:
        """Text and place of every note of a sheet."""
        return [(note.text, note.location.get_address(False, False)) for note in self.book.sheets[sheet].notes]

    def add_note(self, sheet: str, place: str, text: str) -> None:
        """Put a note on a cell, unless somebody has put one there."""
        cell = self._cell(sheet, place)
        if cell.note is None:
            note = cell.add_note(text)
            with suppress(Exception):  # a box of the usual size still shows the beginning
                note.api.Shape.TextFrame.AutoSize = True

    def remove_note(self, sheet: str, place: str) -> None:
        """Take the note off a cell."""
        if (note := self._cell(sheet, place).note) is not None:
            note.delete()

    def add_list(self, name: str, rows: Sequence[Row], kept: Sequence[Row]) -> None:
        """A last sheet with the findings, their places linked, and the hidden columns; both with their headers."""
        sheets = self.book.sheets
        names = self.sheets()
        sheet = sheets.add(name, after=sheets[len(sheets) - 1])
        hidden = sheet.range((1, KEPT_COLUMN))
        table(hidden, kept, len(kept[0]), 0)
        hidden.resize(1, len(kept[0])).column_width = 0
        for column, width in enumerate(_WIDTHS, 1):
            sheet.range((1, column)).column_width = width
        body = sheet.range((2, 1)).resize(len(rows) - 1, len(_WIDTHS))
        body.columns[len(_WIDTHS) - 1].wrap_text = True
        targets = (
            (body[row, _LINKED + 1], "#'{}'!{}".format(str(finding[_LINKED]).replace("'", "''"), finding[_LINKED + 1]))
            for row, finding in enumerate(rows[1:])
            if finding[_LINKED] in names and finding[_LINKED + 1]
        )
        link(targets, body.columns[_LINKED + 1])
        table(sheet.range((1, 1)), rows, len(_WIDTHS), 0)
        sheet.range((1, 1)).resize(1, len(_WIDTHS)).font.bold = True

    def remove_sheet(self, name: str) -> None:
        """Delete a sheet."""
        self.book.sheets[name].delete()

    def _cell(self, sheet: str, place: str) -> Range:
        return self.book.sheets[sheet].range(place)


def _typed(value: Any) -> str:
    """A cell's value as it was typed; Excel has whole numbers as floats."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)

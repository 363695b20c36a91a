"""An Excel for xlwings to talk to: open workbooks of openpyxl, entered and read as Excel does; nothing is on a screen.

``Excel().start()`` makes it the one xlwings finds; ``--wb= --from_xl=1`` find its workbooks as on Windows.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import xlwings
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

Box = tuple[int, int, int, int]  # row, column, rows, columns


class RefusedError(Exception):
    """What Excel answers by an error, such as a change to a protected sheet."""


def entered(value: object, number_format: str) -> tuple[object, bool]:
    """What a cell holds after a value was put in as if typed, and whether it got the mark ``'`` of a text."""
    if not isinstance(value, str):
        return (str(value), False) if number_format == "@" and isinstance(value, (int, float)) else (value, False)
    if value == "" or number_format == "@":
        return value or None, False
    if value.startswith("'"):
        return value[1:], True
    if re.match(r"[=+\-@].", value) and not re.fullmatch(r"[+-]?[\d.,]+%?", value):
        return Formula(value), False
    if value.upper() in ("TRUE", "FALSE"):
        return value.upper() == "TRUE", False
    for pattern in ("%d/%m/%Y", "%d/%m/%Y %H:%M:%S", "%d/%m"):
        with suppress(ValueError):
            return datetime.strptime(value, pattern), False
    with suppress(ValueError):
        return float(value.replace(",", ".")), False
    return value, False


class Formula(str):
    """A text Excel would calculate."""


class Excel:
    """The application: its workbooks from the front window to the back."""

    name, type = "test", "desktop"

    def __init__(self) -> None:
        self.opened: list[Book] = []  # in the order of opening
        self.front: list[Book] = []
        self.status: list[object] = []
        self.protected_view = 0

    def start(self) -> Excel:
        engine = xlwings.Engine(impl=self)
        xlwings.engines.add(engine)
        engine.activate()
        return self

    def open(self, path: Path, **how: Any) -> Book:
        """Open a workbook in front of the others."""
        book = Book(self, path, **how)
        self.opened.append(book)
        self.front.insert(0, book)
        return book

    @property
    def apps(self) -> Apps:
        return Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: object, options: object) -> object:
        return "" if value is None else value

    @staticmethod
    def clean_value_data(data: Any, day: Any, empty: Any, number: Any, errors: Any) -> list[list[object]]:
        return [[empty if value in ("", None) else value for value in row] for row in data]


class Apps:
    def __init__(self, excel: Excel) -> None:
        self.excel = excel

    def __iter__(self) -> Iterator[App]:
        yield App(self.excel)

    def __len__(self) -> int:
        return 1


class App:
    pid, version, selection = 1, "16.0", None
    screen_updating = display_alerts = True

    def __init__(self, excel: Excel) -> None:
        self.engine = self.excel = excel

    @property
    def books(self) -> Books:
        return Books(self.excel)

    @property
    def api(self) -> Any:
        windows = [SimpleNamespace(Parent=SimpleNamespace(Name=b.name), Visible=b.visible) for b in self.excel.front]
        return SimpleNamespace(
            Windows=Numbered(windows), ProtectedViewWindows=Numbered([0] * self.excel.protected_view)
        )

    @property
    def status_bar(self) -> object:
        return self.excel.status[-1] if self.excel.status else False

    @status_bar.setter
    def status_bar(self, value: object) -> None:
        self.excel.status.append(value)


class Numbered(list[Any]):
    """A collection as Excel counts, from 1."""

    @property
    def Count(self) -> int:  # noqa: N802
        return len(self)

    def __call__(self, index: int) -> Any:
        return self[index - 1]


class Books:
    def __init__(self, excel: Excel) -> None:
        self.excel = self.api = excel

    def __iter__(self) -> Iterator[Book]:
        return iter(self.excel.opened)

    def __len__(self) -> int:
        return len(self.excel.opened)

    def __call__(self, name: Any) -> Book:
        return next(book for book in self if book.name.lower() == str(name).lower())

    @property
    def active(self) -> Book:
        return self.excel.front[0]


class Book:
    def __init__(
        self,
        excel: Excel,
        path: Path,
        visible: bool = True,
        read_only: bool = False,
        fullname: str = "",
        name: str = "",
    ) -> None:
        self.app, self.path, self.visible, self.read_only = App(excel), path, visible, read_only
        self.name = name or path.name
        self.fullname = fullname or str(path)
        self.edited = False  # whether the content of the sheets it came with was changed
        self.copies: list[Path] = []
        self.content = loaded(path)
        self.added: set[str] = set()

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    @property
    def api(self) -> Any:
        return SimpleNamespace(SaveCopyAs=self.save_copy, ProtectStructure=self.locked)

    @property
    def locked(self) -> bool:
        return bool(self.content.security and self.content.security.lockStructure)

    def save_copy(self, path: str) -> None:
        """The file as it came while nothing in it has changed: openpyxl would lose what it calculates to."""
        self.copies.append(Path(path))
        if self.edited:
            self.content.save(path)
        else:
            shutil.copyfile(self.path, path)


def loaded(path: Path) -> Workbook:
    if path.suffix in (".xlsx", ".xlsm"):
        return load_workbook(path, keep_vba=path.suffix == ".xlsm")
    from python_calamine import CalamineWorkbook  # here: the time it takes to load is not Excel's

    book, source = Workbook(), CalamineWorkbook.from_path(path)
    for name in source.sheet_names:
        sheet = book.create_sheet(name)
        for row in source.get_sheet_by_name(name).to_python(skip_empty_area=False):
            sheet.append([str(value) for value in row])
    book.remove(book.worksheets[0])
    return book


class Names:
    def __init__(self, book: Book) -> None:
        self.book = book

    def __call__(self, name: Any) -> Any:
        place = self.book.content.defined_names[name].attr_text.replace("$", "")
        sheet, _, cells = place.rpartition("!")
        return SimpleNamespace(refers_to_range=self.book.sheets(sheet.strip("'")).range(cells))


class Sheets:
    def __init__(self, book: Book) -> None:
        self.book = book

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, sheet) for sheet in self.book.content.worksheets)

    def __len__(self) -> int:
        return len(self.book.content.worksheets)

    def __call__(self, key: Any) -> Sheet:
        content = self.book.content
        return Sheet(self.book, content.worksheets[key - 1] if isinstance(key, int) else content[key])

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.content.active)

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        content = self.book.content
        if self.book.locked:
            raise RefusedError("structure")
        index = None if after is None else content.index(after.sheet) + 1
        sheet = content.create_sheet(name, index)
        self.book.added.add(sheet.title)
        content.active = sheet
        return Sheet(self.book, sheet)


class Sheet:
    def __init__(self, book: Book, sheet: Any) -> None:
        self.book, self.sheet = book, sheet

    @property
    def name(self) -> str:
        return str(self.sheet.title)

    @property
    def api(self) -> Any:
        def activate() -> None:
            self.book.content.active = self.sheet

        return SimpleNamespace(ProtectContents=bool(self.sheet.protection.sheet), Activate=activate)

    def range(self, first: Any, last: Any = None) -> Range:
        if isinstance(first, Range):
            first = (first.row, first.column)
        if isinstance(first, tuple) and len(first) == 4:
            return Range(self, first)
        if isinstance(first, tuple):
            row, column = first
            below, right = (last.row, last.column) if isinstance(last, Range) else last or first
            return Range(self, (row, column, below - row + 1, right - column + 1))
        left, top, right, bottom = range_boundaries(first)
        return Range(self, (top, left, bottom - top + 1, right - left + 1))

    @property
    def used_range(self) -> Range:
        return self.range(self.sheet.dimensions)

    @property
    def notes(self) -> list[Note]:
        return [Note(self, cell) for cell in used(self.sheet) if cell.comment is not None]

    def delete(self) -> None:
        self.book.added.discard(self.name)
        self.book.content.remove(self.sheet)


def used(sheet: Any) -> list[Cell]:
    """The cells there are; asking openpyxl for one in between would make it."""
    return list(sheet._cells.values())


class Range:
    max_cells_per_read = max_cells_per_write = None

    def __init__(self, sheet: Sheet, box: Box) -> None:
        self.sheet, (self.row, self.column, *shape) = sheet, box
        self.shape = tuple(shape)

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> Range:
        if column is None:
            row, column = divmod(row - 1, self.shape[1])
            row, column = row + 1, column + 1
        return Range(self.sheet, (self.row + row - 1, self.column + column - 1, 1, 1))

    def cells(self, there: bool = True) -> list[list[Cell]]:
        """The cells, made where there are none; to be read only: ``there`` false."""
        (row, column), (rows, columns), sheet = (self.row, self.column), self.shape, self.sheet.sheet

        def cell(row: int, column: int) -> Cell:
            return sheet.cell(row, column) if there else sheet._cells.get((row, column)) or Cell(sheet, row, column)

        return [[cell(r, c) for c in range(column, column + columns)] for r in range(row, row + rows)]

    @property
    def first(self) -> Cell:
        return self.cells(there=False)[0][0]

    def change(self) -> None:
        if self.sheet.sheet.protection.sheet:
            raise RefusedError(f"{self.sheet.name} is protected")

    @property
    def raw_value(self) -> tuple[tuple[object, ...], ...]:
        return tuple(tuple(cell.value for cell in row) for row in self.cells(there=False))

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self.change()
        self.sheet.book.edited |= self.sheet.name not in self.sheet.book.added
        rows = data if isinstance(data, (list, tuple)) else [[data]]
        for cells, values in zip(self.cells(), rows, strict=True):
            for cell, value in zip(cells, values, strict=True):
                if not isinstance(cell, MergedCell):
                    enter(cell, value)

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    def get_address(self, rows: bool, columns: bool, external: bool) -> str:
        ends = {(self.row, self.column), (self.row + self.shape[0] - 1, self.column + self.shape[1] - 1)}
        marks = ("$" if columns else "", "$" if rows else "")
        return ":".join(f"{marks[0]}{get_column_letter(column)}{marks[1]}{row}" for row, column in sorted(ends))

    @property
    def number_format(self) -> str:
        return str(self.first.number_format)

    @property
    def color(self) -> tuple[int, int, int] | None:
        fill = self.first.fill
        if fill.fill_type is None:
            return None
        rgb = fill.fgColor.rgb if fill.fgColor.type == "rgb" else "FFCCCCCC"
        return int(rgb[2:4], 16), int(rgb[4:6], 16), int(rgb[6:8], 16)

    @color.setter
    def color(self, colour: Any) -> None:
        self.change()
        if isinstance(colour, tuple):
            colour = "#{:02X}{:02X}{:02X}".format(*colour)
        self.cells()[0][0].fill = PatternFill("solid", fgColor=f"FF{colour[1:]}") if colour else PatternFill()

    @property
    def merge_area(self) -> Range:
        for area in self.sheet.sheet.merged_cells.ranges:
            if (self.row, self.column) in [place for line in area.rows for place in line]:
                return self.sheet.range(area.coord)
        return self

    @property
    def note(self) -> Note | None:
        return Note(self.sheet, self.first) if self.first.comment else None

    def add_note(self, text: str) -> Note:
        self.change()
        self.cells()[0][0].comment = Comment(text, "")
        return Note(self.sheet, self.first)

    def add_hyperlink(self, address: str, text: str, tip: str) -> None:
        self.raw_value = text
        self.first.hyperlink = address

    @property
    def api(self) -> Any:
        linked = [cell for row in self.cells(there=False) for cell in row if cell.hyperlink]

        def clear() -> None:
            for cell in linked:
                cell.hyperlink = None

        return SimpleNamespace(Hyperlinks=Numbered(linked), ClearHyperlinks=clear)

    @property
    def columns(self) -> Range:
        return self

    @property
    def font(self) -> Any:
        return SimpleNamespace(name="", size=0, bold=False)

    wrap_text = False

    @property
    def column_width(self) -> float:
        return float(self.sheet.sheet.column_dimensions[get_column_letter(self.column)].width)

    @column_width.setter
    def column_width(self, width: float) -> None:
        for column in range(self.column, self.column + self.shape[1]):
            self.sheet.sheet.column_dimensions[get_column_letter(column)].width = width


def enter(cell: Cell, value: object) -> None:
    held, marked = entered(value, cell.number_format)
    cell.value = held  # type: ignore[assignment]
    if isinstance(held, str) and not isinstance(held, Formula):
        cell.data_type = "s"
    elif isinstance(held, Formula):
        cell.data_type = "f"
    cell.quotePrefix = marked  # type: ignore[attr-defined]


class Note:
    def __init__(self, sheet: Sheet, cell: Cell) -> None:
        self.sheet, self.cell = sheet, cell
        self.api = SimpleNamespace(Shape=SimpleNamespace(TextFrame=SimpleNamespace(AutoSize=False)))

    @property
    def text(self) -> str:
        return str(self.cell.comment.text) if self.cell.comment else ""

    @text.setter
    def text(self, text: str) -> None:
        self.cell.comment = Comment(text, "")

    @property
    def location(self) -> Range:
        return Range(self.sheet, (self.cell.row, self.cell.column, 1, 1))

    def delete(self) -> None:
        self.cell.comment = None

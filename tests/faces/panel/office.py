"""The panel and forms open in our Excel, clicked as people click."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

import xlwings

from xltools.faces.panel import excel as buttons
from xltools.outputs.summaries import checked_json
from xltools.pipeline.check import check

from .engine import Book, Excel

ROOT = Path(__file__).parents[3]
PANEL = ROOT / "workbooks" / "BangDieuKhien.xlsm"
DEMO = ROOT / "workbooks" / "demo"
FORMS = sorted(
    path
    for path in DEMO.rglob("*.*")
    if path.parent.parent.parent == DEMO and (path.suffix != ".xlsx" or is_zipfile(path))  # one is cut short
)
NAME = "Bảng điều khiển - quý 2.xlsm"


class Office:
    """A panel in a folder of its own, in front of whatever else is opened."""

    def __init__(self, folder: Path, **how: Any) -> None:
        self.folder = folder
        self.excel = Excel().start()
        self.file = Path(shutil.copy(PANEL, folder / NAME))
        self.panel = self.excel.open(self.file, **how)

    def open(self, path: Path, **how: Any) -> Book:
        """Open a copy of a form; the panel comes to the front again."""
        book = self.excel.open(Path(shutil.copy(path, self.folder)), **how)
        self.excel.front.remove(self.panel)
        self.excel.front.insert(0, self.panel)
        return book

    def click(self, button: str, **cells: str | int | datetime | None) -> str:
        """Type into named cells, press a button; the headline. What fails must have been told on the sheet."""
        for name, value in cells.items():
            self.cell(name).value = value
        assert buttons.click(button, self.book) == 0
        assert self.excel.status[-1:] in ([], [False])
        return self.headline

    @property
    def book(self) -> xlwings.Book:
        return xlwings.Book(impl=self.panel)

    def cell(self, name: str) -> xlwings.Range:
        return self.book.names[name].refers_to_range[0, 0]

    def table(self, name: str, width: int) -> list[list[Any]]:
        """The lines of a table that hold anything."""
        first = self.cell(name)
        rows = first.resize(first.sheet.used_range.last_cell.row - first.row + 1, width).options(ndim=2).value
        return [row for row in rows if any(cell is not None for cell in row)]

    @property
    def headline(self) -> str:
        return str(self.cell("xl_headline").value)

    @property
    def lines(self) -> list[str]:
        """The lines of the result."""
        return [str(text) for text in self.cell("xl_result").resize(10, 1).value if text]

    @property
    def last(self) -> list[Any]:
        """The newest click of the log."""
        return self.table("xl_log", 6)[0]


def checked(path: Path, workspace: Path | None = None) -> list[dict[str, Any]]:
    """The problems ``xltools check --format json`` finds in a file."""
    forms = json.loads(checked_json(check([path], workspace), workspace is not None))
    return [problem for form in forms for problem in form["problems"]]

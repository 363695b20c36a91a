"""The committed control panel, read by openpyxl."""

from __future__ import annotations

from pathlib import Path

from openpyxl.workbook import Workbook

from xltools.workspace.layout import PANEL

COMMITTED = Path(__file__).parents[2] / "workbooks" / PANEL


def place(book: Workbook, name: str) -> tuple[str, str]:
    """Sheet and cells of a defined name."""
    ((sheet, cells),) = book.defined_names[name].destinations
    return sheet, cells.replace("$", "")

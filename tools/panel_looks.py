"""What the sheets of the control panel have in common: font, colours, cell formats, page set-up."""

from __future__ import annotations

from typing import Any

from xltools.model import column_letters

Format = Any  # XlsxWriter ships no types
Sheet = Any

FONT = "Arial"
SIZE = 10
INK, GREY, LINE = "#1F3864", "#666666", "#BFBFBF"
GREEN, AMBER, RED, BLUE, SILVER = "#E2EFDA", "#FFEB9C", "#F8CBC6", "#D6DCE8", "#E3E3E3"

LOOKS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 16, "font_color": INK},
    "note": {"font_color": GREY, "font_size": 9},
    "block": {"bold": True, "font_color": INK, "bottom": 2, "bottom_color": INK, "valign": "bottom"},
    "header": {
        "bold": True, "font_size": 9, "font_color": INK, "align": "center", "text_wrap": True,
        "bg_color": "#DDE5F1", "border": 1, "border_color": LINE,
    },
    "label": {"bold": True, "text_wrap": True},
    "hint": {"font_color": GREY, "font_size": 8, "bold": False},
    "input": {
        "bg_color": "#FFF8DC", "border": 1, "border_color": LINE, "align": "left", "text_wrap": True, "font_size": 9,
        "num_format": "@", "indent": 1,
    },
    "explanation": {"font_size": 9, "text_wrap": True, "indent": 1},
    "headline": {
        "bold": True, "font_size": 11, "text_wrap": True, "indent": 1,
        "bg_color": "#EAF0F8", "border": 1, "border_color": LINE,
    },
    "name": {"border": 1, "border_color": LINE, "num_format": "@", "indent": 1},
    "unit": {"num_format": "@", "text_wrap": True, "indent": 1},
    "word": {"num_format": "@", "align": "center"},
    "figure": {"border": 1, "border_color": LINE, "align": "center"},
    "body": {"valign": "top", "text_wrap": True, "num_format": "@"},
    "sentence": {"valign": "top", "text_wrap": True},  # a text cell shows ##### above 255 characters in older Excel
    "number": {"valign": "top", "align": "center", "num_format": "0.0"},
    "link": {"valign": "top", "align": "center", "font_color": "#0563C1", "underline": 1},
    "go": {"font_size": 9, "font_color": "#0563C1", "underline": 1},
    "result": {"font_size": 9, "indent": 1},
}  # fmt: skip


class Pen:
    """A workbook being drawn: formats made once, names defined. Rows and columns are 0-based, as XlsxWriter counts."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def look(self, name: str, **more: object) -> Format:
        """The cell format of that name in ``LOOKS``; ``more`` overrides it."""
        properties = {"font_name": FONT, "font_size": SIZE, "valign": "vcenter", **LOOKS[name], **more}
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(properties)
        return self._formats[key]

    def fill(self, colour: str, **more: object) -> Format:
        """A conditional colour; with lines, as Calc does not add those of another condition."""
        return self.book.add_format({"bg_color": colour, "border": 1, "border_color": LINE, **more})

    def lines(self) -> Format:
        """Conditional lines around a cell."""
        return self.book.add_format({"border": 1, "border_color": LINE})

    def define(self, name: str, sheet: str, row: int, column: int, rows: int = 1) -> None:
        """A defined name for a cell, or for ``rows`` cells of a column."""
        letters = column_letters(column + 1)
        reference = f"${letters}${row + 1}" + (f":${letters}${row + rows}" if rows > 1 else "")
        self.book.define_name(name, f"='{sheet}'!{reference}")

    def page(self, sheet: Sheet, header: int | None = None) -> None:
        """Prints on A4 across, one page wide; ``header`` is the row repeated on every page."""
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.5, 0.5, 0.6, 0.7)
        sheet.center_horizontally()
        sheet.set_footer(f'&C&"{FONT},Regular"&9&A – Trang &P/&N', {"margin": 0.35})
        if header is not None:
            sheet.repeat_rows(header)

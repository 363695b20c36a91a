"""Vietnamese text and workbooks as programs of the time before Unicode leave them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

FONTS = {"TCVN3": ".VnTime", "TCVN3H": ".VnTimeH", "VNI": "VNI-Times"}
_CASES = Path(__file__).parent / "cases" / "legacy.txt"


def cases() -> list[tuple[str, str, str]]:
    """Text, coding and meaning, as the table of cases has them."""
    lines = [line for line in _CASES.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    rows = [tuple(cell.strip(" ") for cell in line.split("|")) for line in lines]
    return [(typed, coding, meant) for typed, coding, meant in rows]


@cache
def _letters(coding: str) -> dict[str, str]:
    """Letter → its code, from the rows of single letters in the table of cases."""
    found: dict[str, str] = {}
    for typed, named, meant in cases():
        pairs = list(zip(typed.split(), meant.split(), strict=True)) if " " not in meant or len(meant) < 14 else []
        if named == coding and all(len(letter) == 1 and not letter.isascii() for _, letter in pairs):
            found |= {letter: code for code, letter in reversed(pairs)}
    return found


def coded(text: str, coding: str) -> str:
    """Text as it is typed in a coding; TCVN3 has small letters only where a letter bears a tone."""
    letters = _letters(coding.removesuffix("H"))
    small = {letter.upper(): code for letter, code in letters.items()}
    return "".join(letters.get(one, small.get(one, one)) for one in unicodedata.normalize("NFC", text))


def in_old_font(book: Workbook, coding: str, font: str | None = None) -> Workbook:
    """The same workbook with every text typed in a coding, shown in its font or in another one."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    set_old(sheet, cell.coordinate, cell.value, coding, font)
    return book


def set_old(sheet: Worksheet, place: str, text: str, coding: str, font: str | None = None) -> None:
    """Write a text into a cell as it is typed in a coding."""
    sheet[place] = re.sub("^=", "'=", coded(text, coding))
    sheet[place].font = Font(name=font or FONTS[coding])

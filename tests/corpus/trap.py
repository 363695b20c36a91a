"""What a trap of the corpus is, and which programs can save it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .programs import PROGRAMS, WORD, by_openpyxl, by_word
from .spoiling import Edit, Redraw

UNIT = ("mau2", "mau3")
REPORTS = ("mau3", "baocao")
WITH_DAYS = ("mau1", "mau3", "baocao")
ALL = ("mau1", "mau2", "mau3", "baocao")


@dataclass(frozen=True)
class Trap:
    """What is wrong in a workbook, and which workbooks can hold it.

    ``edit`` changes what is typed, ``redraw`` the sheet, ``rewrite`` the saved bytes. ``programs`` tells which
    programs can save it, ``fixed`` the values of axes it needs.
    """

    name: str
    forms: tuple[str, ...] = ALL
    edit: Edit | None = None
    redraw: Redraw | None = None
    rewrite: Callable[[bytes], bytes] | None = None
    programs: Callable[[str], bool] = lambda name: True
    fixed: Mapping[str, str] = field(default_factory=dict)


def uncalculated(name: str) -> bool:
    """Formulas are saved without a result."""
    return PROGRAMS[name].repack is not None


def plain(name: str) -> bool:
    """An ordinary .xlsx."""
    return name == ".xlsx (openpyxl)"


def real_dates(name: str) -> bool:
    """A real date stays one."""
    return PROGRAMS[name].dates


def with_merges(name: str) -> bool:
    """Merged cells are kept."""
    return PROGRAMS[name].merges


def with_fonts(name: str) -> bool:
    """Fonts are kept."""
    return PROGRAMS[name].looks


def with_strikes(name: str) -> bool:
    """Text that is struck out stays so."""
    program = PROGRAMS[name]
    return program.draw is by_word or (program.draw is by_openpyxl and program.looks)


def with_sheets(name: str) -> bool:
    """Several sheets are kept."""
    return PROGRAMS[name].sheets


def unicode(name: str) -> bool:
    """Every character is kept."""
    return "1258" not in name


def not_word(name: str) -> bool:
    """Rows stay where they are."""
    return name != WORD


def any_character(name: str) -> bool:
    """Control characters are kept."""
    return "XlsxWriter" in name or ".csv UTF-8" in name


def keeps_errors(name: str) -> bool:
    """Error cells are kept."""
    return "XlsxWriter" in name or "LibreOffice" in name


def light(name: str) -> bool:
    """Ten thousand rows are written at once."""
    return name in (".xlsx (openpyxl)", ".xlsx (XlsxWriter)", ".xlsx ô không ghi địa chỉ", ".csv UTF-8, dấu phẩy")

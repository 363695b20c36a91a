"""Workbooks of every format a form may come in, and what a reader must not lose without a word."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from openpyxl import Workbook

from xltools.model import Person
from xltools.office.container import UnsafeError
from xltools.office.read import read_book, read_sheets
from xltools.plan.lookups import Lookups
from xltools.plan.toml import load_builtin
from xltools.reading.reader import read

from ..docx_parts import document, paragraph
from ..filled import done, draw, form, saved
from ..libreoffice import LibreOffice
from ..zips import unzipped, zipped

PLAN = replace(load_builtin("2023"), people=(Person("TG-02", "Phan Văn Bình", "Chuyên viên", "TG", "CV"),))
LOOKUPS = Lookups(PLAN, True)
ROWS = [
    ("Phan Văn Bình", *done("30 ngày", "Từ ngày 01/4/2023 – 01/5/2023")),
    (None, *done(2.5, "06/6/2023 - 08/6/2023")),
]


def codes(data: bytes) -> list[tuple[str, str]]:
    """Code and cell of every finding of a workbook."""
    return [(one.code, one.cell.name if one.cell else "") for found in read(data, LOOKUPS) for one in found.findings]


def edited(data: bytes, change: Callable[[str], str], part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook with one part rewritten."""
    parts = unzipped(data)
    before = parts[part].decode()
    after = change(before)
    assert after != before
    return zipped({**parts, part: after})


def cell(reference: str, inside: str, attributes: str = "") -> Callable[[str], str]:
    """Replace a cell of the sheet's XML."""
    return lambda text: re.sub(
        rf'<c r="{reference}"[^>]*?(/>|>.*?</c>)', f'<c r="{reference}"{attributes}>{inside}</c>', text
    )


# ------------------------------------------------------------------ formats


@pytest.fixture(scope="module")
def formats(tmp_path_factory: pytest.TempPathFactory, libreoffice: LibreOffice) -> dict[str, bytes]:
    """One mẫu 3 in the formats LibreOffice saves."""
    source = tmp_path_factory.mktemp("formats") / "a.xlsx"
    source.write_bytes(form("mau3", "TG", ROWS, 2))
    saved = {kind: libreoffice.convert(kind, source)[0].read_bytes() for kind in ("xls", "ods")}
    return {"xlsx": source.read_bytes(), **saved}


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_form_reads_the_same_in_every_format(formats: dict[str, bytes], kind: str) -> None:
    expected, found = (read(formats[one], LOOKUPS, "TG") for one in ("xlsx", kind))
    assert found == expected
    assert found[0].submission is not None
    assert [entry.days for entry in found[0].submission.entries] == [30, 2.5]


@pytest.mark.parametrize("named", ["a.xlsx", "a.xls", "a.txt", "a"])
def test_the_bytes_tell_the_format_not_the_name(formats: dict[str, bytes], named: str, tmp_path: Path) -> None:
    path = tmp_path / named
    path.write_bytes(formats["xls"])
    assert read(path.read_bytes(), LOOKUPS) == read(formats["xls"], LOOKUPS)


# ------------------------------------------------------------------ places


def test_the_first_row_is_row_one_wherever_the_data_begins() -> None:
    book = Workbook()
    book.worksheets[0]["C5"] = "x"
    (sheet,) = read_book(saved(book))
    assert (len(sheet.rows), sheet.rows[4][2]) == (5, "x")


@pytest.mark.parametrize("declared", ["A1", "A1:B2", "A1:XFD1048576"])
def test_the_declared_size_says_nothing(declared: str) -> None:
    original = form("mau3", "TG", ROWS, 2)
    data = edited(original, lambda text: re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="{declared}"', text))
    assert read(data, LOOKUPS) == read(original, LOOKUPS)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_read_and_told(state: Literal["hidden", "veryHidden"]) -> None:
    book = Workbook()
    draw(book.create_sheet("Ẩn"), "mau3", "TG", ROWS, 2)
    book["Ẩn"].sheet_state = state
    data = saved(book)
    assert [(sheet.name, sheet.hidden) for sheet in read_book(data)] == [("Sheet", False), ("Ẩn", True)]
    assert codes(data) == [("F108", "A6")]


def test_hidden_rows_are_read() -> None:
    book = Workbook()
    draw(book.worksheets[0], "mau3", "TG", ROWS, 2)
    book.worksheets[0].row_dimensions[8].hidden = True
    found = read(saved(book), LOOKUPS)[0].submission
    assert found is not None
    assert len(found.entries) == 2


# ------------------------------------------------------------------ what readers lose


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?"])
def test_an_error_cell_is_told_not_taken_for_an_empty_one(error: str) -> None:
    data = edited(form("mau3", "TG", ROWS, 2), cell("E7", f"<f>1/0</f><v>{error}</v>", ' t="e"'))
    assert codes(data) == [("F109", "E7")]


def test_a_formula_without_a_value_is_told() -> None:
    data = edited(form("mau3", "TG", ROWS, 2), cell("E7", "<f>IF(1,15,30)</f>"))
    assert codes(data) == [("F110", "E7")]


def test_a_simple_formula_without_a_value_is_calculated_and_told() -> None:
    data = edited(form("mau3", "TG", ROWS, 2), cell("E7", "<f>15+15</f>"))
    assert codes(data) == [("F130", "E7")]


def test_a_table_of_formulas_without_values_is_not_called_empty() -> None:
    book = Workbook()
    draw(book.worksheets[0], "mau3", "TG", ROWS[:1], 2)
    for column in "BCDEFGH":
        book.worksheets[0][f"{column}7"] = "='Sheet'!A1"
    assert codes(saved(book)) == [("F110", f"{column}7") for column in "BCDEFGH"]


def test_a_row_that_only_looks_blank_is_told() -> None:
    book = Workbook()
    draw(book.worksheets[0], "mau3", "TG", [*ROWS, *ROWS], 2)
    for row in (8, 10):  # in the middle, and at the end of the sheet
        for column in "CDEFGH":
            book.worksheets[0][f"{column}{row}"] = "='Sheet'!A1"
    found = codes(saved(book))
    assert found == [("F110", f"{column}{row}") for row in (8, 10) for column in "CDEFGH"]


def test_formulas_waiting_in_empty_rows_and_below_the_table_are_nothing_lost() -> None:
    book = Workbook()
    draw(book.worksheets[0], "mau3", "TG", ROWS, 2)
    sheet = book.worksheets[0]
    sheet["E9"], sheet["E10"] = '=IF(F9="","",1)', '=IF(F10="","",1)'
    sheet["A11"], sheet["E11"] = "Tổng", "=SUM(E7:E10)"
    sheet["F13"], sheet["C14"] = "TRƯỞNG BAN", "=A1"
    assert codes(saved(book)) == []


def test_a_calculated_value_is_a_value() -> None:
    data = edited(form("mau3", "TG", ROWS, 2), cell("E7", "<f>15+15</f><v>30</v>"))
    assert codes(data) == []


# ------------------------------------------------------------------ what is no form


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "F101"),
        (bytes(4096), "F101"),
        (b"PK\x03\x04", "F101"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "F101"),
        (b"%PDF-1.4", "F114"),
        (b"<html><table><tr><td>STT</td></tr></table></html>", "F114"),
        (b"{\\rtf1 STT}", "F114"),
    ],
)
def test_what_is_no_workbook(data: bytes, code: str) -> None:
    with pytest.raises(UnsafeError) as refused:
        read_book(data)
    assert refused.value.code == code
    assert [(found.submission, [one.code for one in found.findings]) for found in read(data, LOOKUPS)] == [
        (None, [code])
    ]


@pytest.mark.parametrize(
    ("data", "name"),
    [(document(paragraph("STT")), "Word: ngoài bảng"), ("STT;Họ và tên;Nội dung\n".encode(), "CSV")],
)
def test_what_is_no_workbook_but_may_hold_a_form(data: bytes, name: str) -> None:
    with pytest.raises(UnsafeError, match="F114"):
        read_book(data)
    assert [sheet.name for sheet in read_sheets(data)] == [name]
    assert codes(data) == [("F102", "")]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_workbook_cut_short(share: float) -> None:
    data = form("mau3", "TG", ROWS, 2)
    assert codes(data[: int(len(data) * share)]) == [("F101", "")]


def test_a_sheet_in_utf_16_that_is_cut_off() -> None:
    data = zipped({"xl/worksheets/sheet1.xml": "<worksheet/>".encode("utf-16")[:-1]})
    assert codes(data) == [("F101", "")]


def test_a_part_whose_header_is_cut_off() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
        target.comment = b"PK\x03\x04"
    data = bytearray(out.getvalue())
    entry = data.index(b"PK\x01\x02")
    data[entry + 42 : entry + 46] = (len(data) - 4).to_bytes(4, "little")  # the entry leads into the comment
    assert codes(bytes(data)) == [("F101", "")]


def test_a_workbook_without_any_form() -> None:
    book = Workbook()
    book.worksheets[0].append(["Chúc mừng năm mới"])
    assert codes(saved(book)) == [("F102", "")]
    assert codes(saved(Workbook())) == [("F102", "")]


def test_a_cell_at_the_far_end_of_a_sheet() -> None:
    book = Workbook()
    draw(book.worksheets[0], "mau3", "TG", ROWS, 2)
    book.worksheets[0]["XFD1048576"] = "x"
    assert codes(saved(book)) == [("F115", "")]

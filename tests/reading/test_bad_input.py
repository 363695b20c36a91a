"""Sheets nobody meant to send: gaps, width, length, odd characters; in every format a verdict, and at once."""

from __future__ import annotations

import time
from dataclasses import replace
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from xltools.model import Person
from xltools.plan.lookups import Lookups
from xltools.plan.toml import load_builtin
from xltools.reading.reader import Reading, read

from ..filled import done, draw, form, saved
from ..libreoffice import LibreOffice
from ..office import xlsb_writer
from ..office.test_ods import book as ods_book
from ..office.test_ods import number as ods_number
from ..office.test_ods import row as ods_row
from ..office.test_ods import table as ods_table
from ..office.test_ods import text as ods_text
from ..office.test_read import cell, edited

LOOKUPS = Lookups(
    replace(load_builtin("2023"), people=(Person("TG-02", "Phan Văn Bình", "Chuyên viên", "TG", "CV"),)), True
)
ENTRY = ("Phan Văn Bình", *done("30 ngày", "Từ ngày 01/4/2023 – 30/4/2023"))
LONGEST = 32_767
Rows = list[list[str | float]]


def form_rows() -> Rows:
    """A mẫu 3 with two rows; its header is in row 6."""
    book = Workbook()
    draw(book.worksheets[0], "mau3", "TG", [ENTRY, ENTRY], 2)
    return [["" if value is None else value for value in row] for row in book.worksheets[0].iter_rows(values_only=True)]


def gap(at: int) -> Rows:
    rows = form_rows()
    return [*rows[:at], *[[""] * 8 for _ in range(10_000)], *rows[at:]]


def wide() -> Rows:
    return [[*row, *(f"thêm {column}" for column in range(192))] for row in form_rows()]


def written(text: str) -> Rows:
    """The text as the result of the first row."""
    rows = form_rows()
    rows[6][7] = text
    return rows


GRIDS: dict[str, Rows] = {
    "as it should be": form_rows(),
    "10,000 blank rows above": gap(0),
    "10,000 blank rows below the header": gap(6),
    "10,000 blank rows between two rows": gap(7),
    "10,000 blank rows below the table": [*gap(8), ["", "", "TRƯỞNG BAN"]],
    "200 columns": wide(),
    "a long text": written("Mặt được. " * 3_276),
    "emoji": written("🙂👍🏽 " * 500),
    "marks of direction": written("\u200f\u202eMặt được\u200e\ufeff"),
}


def xlsx(rows: Rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append([None if value == "" else value for value in row])
    return saved(book)


def ods(rows: Rows) -> bytes:
    def shown(value: str | float) -> str:
        if value == "":
            return "<table:table-cell/>"
        return ods_text(escape(value)) if isinstance(value, str) else ods_number(str(value))

    return ods_book(ods_table(*(ods_row(*map(shown, row)) for row in rows), name="Sheet"))


def xlsb(rows: Rows) -> bytes:
    return xlsb_writer.book({"Sheet": [[None if value == "" else value for value in row] for row in rows]})


@pytest.fixture(scope="module")
def xls(tmp_path_factory: pytest.TempPathFactory, libreoffice: LibreOffice) -> dict[str, bytes]:
    """All grids as LibreOffice saves them."""
    folder = tmp_path_factory.mktemp("grids")
    files = {name: folder / f"{number}.xlsx" for number, name in enumerate(GRIDS)}
    for name, path in files.items():
        path.write_bytes(xlsx(GRIDS[name]))
    saved = libreoffice.convert("xls", *files.values())
    return {name: path.read_bytes() for name, path in zip(files, saved, strict=True)}


def summary(found: list[Reading]) -> list[tuple[list[float | None], list[tuple[str, str]]]]:
    """Of each form the days of its rows, and code and cell of its findings."""
    return [
        (
            [entry.days for entry in one.submission.entries] if one.submission else [],
            [(finding.code, finding.cell.name if finding.cell else "") for finding in one.findings],
        )
        for one in found
    ]


@pytest.mark.parametrize("name", GRIDS)
def test_no_row_is_lost_and_all_formats_agree(name: str, xls: dict[str, bytes]) -> None:
    expected = summary(read(xlsx(GRIDS[name]), LOOKUPS))
    assert [days for days, _ in expected] == [[30, 30]]
    assert summary(read(ods(GRIDS[name]), LOOKUPS)) == expected
    assert summary(read(xlsb(GRIDS[name]), LOOKUPS)) == expected
    assert summary(read(xls[name], LOOKUPS)) == expected


# ------------------------------------------------------------------ characters

ODD = ["\x01", "\x00", "\ufffe", "\uffff", "\x7f", "\x85", "\u2028", "\ud800", "\udfff\ud800", "\U0010ffff", "\u0301"]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("column", range(1, 8))
def test_odd_characters_in_a_cell_break_nothing(odd: str, column: int) -> None:
    rows = form_rows()
    rows[6][column] = f"{rows[6][column]}{odd}"
    (found,) = read(xlsb(rows), LOOKUPS)
    assert found.submission is not None
    assert len(found.submission.entries) == 2


@pytest.mark.parametrize("odd", ["_x0001_", "_xD800_", "&#x1;", "&#xFFFF;", "&#x85;", "&#x200F;", "_x0000_"])
@pytest.mark.parametrize("column", "BCDEFGH")
def test_odd_characters_as_xlsx_writes_them(odd: str, column: str) -> None:
    data = edited(
        form("mau3", "TG", [ENTRY, ENTRY], 2), cell(f"{column}7", f"<is><t>a{odd}b</t></is>", ' t="inlineStr"')
    )
    (found,) = read(data, LOOKUPS)
    assert found.submission is not None
    assert len(found.submission.entries) == 2


@settings(max_examples=40)
@given(st.lists(st.lists(st.text(max_size=8) | st.floats(allow_nan=False), max_size=9), max_size=6))
def test_no_rows_below_a_header_break_it(more: Rows) -> None:
    found = read(xlsb([*form_rows(), *more]), LOOKUPS)
    assert found
    assert found[0].submission is not None


# ------------------------------------------------------------------ lengths

REPEATED = (
    *"x1à🙂(\".-/ \n\t…µ§", "ngày ", "ngày 1/4 ", "01/4/2023; ", "xã A, ", "1.1;", "10 ngày + ", "Nguyễn ", "và ",
    "VD1: ",
)  # fmt: skip


@pytest.mark.parametrize("again", REPEATED)
def test_cells_as_long_as_they_can_be_cost_no_time(again: str) -> None:
    """Seven cells, each a word over and over: what walks over a text more than once for each word takes minutes."""
    rows = form_rows()
    rows[6][1:] = [(again * LONGEST)[: LONGEST - 1] + "x"] * 7
    data = xlsb(rows)
    start = time.process_time()
    (found,) = read(data, LOOKUPS)
    assert time.process_time() - start < 5
    assert 7 in {finding.cell.row for finding in found.findings if finding.cell}


@pytest.mark.parametrize("again", REPEATED)
def test_headings_as_long_as_they_can_be_cost_no_time(again: str) -> None:
    rows = [[(again * LONGEST)[:LONGEST]] * 8, *form_rows()]
    data = xlsb(rows)
    start = time.process_time()
    found = read(data, LOOKUPS)
    assert time.process_time() - start < 5
    assert [len(one.submission.entries) for one in found if one.submission] == [2]


@pytest.mark.parametrize("again", REPEATED)
def test_rows_between_tables_as_long_as_they_can_be_cost_no_time(again: str) -> None:
    rows = form_rows()
    long = ["", (again * LONGEST)[:LONGEST], "", "", "", (again * LONGEST)[:LONGEST], "", ""]
    data = xlsb([*rows, long] * 5)
    start = time.process_time()
    found = read(data, LOOKUPS)
    assert time.process_time() - start < 5
    assert sum(len(one.submission.entries) for one in found if one.submission) >= 10

"""Struck-out text, by which officials cancel a row, is told in every format and never counted as if it stood."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from xltools.office.read import read_sheets
from xltools.office.sheet import Look, Place, is_struck, old_codes
from xltools.plan.lookups import Lookups
from xltools.plan.toml import load_builtin
from xltools.reading.reader import read

from ..filled import done, draw, saved
from ..libreoffice import LibreOffice
from ..zips import unzipped, zipped

STRUCK = {(1, 1), (2, 1), (3, 1), (4, 1), (5, 2)}
LOOKUPS = Lookups(load_builtin("2023"), False)


def rich(*pieces: tuple[str, InlineFont]) -> CellRichText:
    return CellRichText(*(TextBlock(font, text) for text, font in pieces))


def cancelled() -> Workbook:
    """Column A is struck, or has a raised figure at a number; column B is not, but for B5."""
    plain, struck, raised = InlineFont(), InlineFont(strike=True), InlineFont(vertAlign="superscript")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A2"] = "huỷ", 30
    for name in ("A1", "A2"):
        sheet[name].font = Font(strike=True)
    sheet["A3"] = rich(("01/4 - ", plain), ("02/4", struck))
    sheet["A4"] = rich(("30", plain), ("1", raised))
    sheet["B1"], sheet["B2"] = "còn", 30
    sheet["B2"].font = Font(bold=True, underline="single")
    sheet["B3"] = rich(("100 m", plain), ("2", raised))
    sheet["B4"] = rich(("đậm", InlineFont(b=True)), (" thường", plain))
    sheet["B5"] = rich(("05/5/2023 ", plain), ("(bỏ)", struck))
    return book


def struck_in(data: bytes) -> set[Place]:
    return set(read_sheets(data)[0].notes.struck)


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory, libreoffice: LibreOffice) -> dict[str, bytes]:
    source = tmp_path_factory.mktemp("struck") / "a.xlsx"
    cancelled().save(source)
    return {kind: libreoffice.convert(kind, source)[0].read_bytes() for kind in ("xls", "ods", "xlsx")}


def test_struck_cells_of_an_xlsx_are_found() -> None:
    assert struck_in(saved(cancelled())) == STRUCK


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsx"])
def test_struck_cells_are_found_in_what_libreoffice_saves(converted: dict[str, bytes], kind: str) -> None:
    assert struck_in(converted[kind]) == STRUCK


def test_a_shared_string_may_be_struck() -> None:
    """Excel writes such texts beside the sheet, openpyxl in it."""
    book = Workbook()
    book.worksheets[0]["A1"], book.worksheets[0]["A2"] = "co", "khong"
    run = b"<r><rPr><strike/></rPr><t>co</t></r>"
    parts = {name: content.replace(b"<t>co</t>", run) for name, content in unzipped(saved(book)).items()}
    assert struck_in(zipped(parts)) == {(1, 1)}


def test_a_font_that_says_it_is_not_struck_is_none() -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "còn"
    book.worksheets[0]["A1"].font = Font(strike=False)
    assert b"strike" in unzipped(saved(book))["xl/styles.xml"]
    assert struck_in(saved(book)) == set()


def test_struck_runs_of_word_are_found() -> None:
    document = docx.Document()
    table = document.add_table(2, 3)
    for column, dress in enumerate(("strike", "double_strike", "bold")):
        setattr(table.cell(0, column).paragraphs[0].add_run("30 ngày").font, dress, True)
    for column, text in enumerate(("30", "m", " ")):
        run = table.cell(1, column).paragraphs[0].add_run(text)
        run.font.strike = text == " "
        table.cell(1, column).paragraphs[0].add_run("2").font.superscript = True
    out = io.BytesIO()
    document.save(out)
    assert struck_in(out.getvalue()) == {(1, 1), (1, 2), (2, 1)}


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([("30", "")], False),
        ([("30", "s")], True),
        ([("30", ""), (" ", "s")], False),
        ([("30", ""), ("1", "r")], True),
        ([("30", ""), ("", ""), ("1", "r")], True),
        ([("1", "r"), ("30", "")], True),
        ([("30 ngày", ""), ("1", "r")], False),
        ([("1", "r"), ("2", "r")], False),
    ],
)
def test_what_is_struck(runs: list[tuple[str, str]], expected: bool) -> None:
    assert is_struck([(text, Look(None, look == "s", look == "r")) for text, look in runs]) is expected


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([("Doan", ".VnTime")], ("", ())),
        ([("§oµn", ".VnTime")], ("TCVN3", ())),
        ([("§oµn ", ".VnTime"), ("2023", "Arial")], ("TCVN3", ())),
        ([("Đoàn", "Arial"), ("§o", ".VnTime"), ("µn", ".VnTime")], ("", (("Đoàn", ""), ("§oµn", "TCVN3")))),
    ],
)
def test_old_codes_by_font(runs: list[tuple[str, str]], expected: tuple[str, tuple[tuple[str, str], ...]]) -> None:
    assert old_codes([(text, Look(font)) for text, font in runs]) == expected


def in_form(strike: Callable[[Workbook], None]) -> list[tuple[str, str, str]]:
    """F137, its cell and what it quotes, of a báo cáo with two rows in which something is struck."""
    book = Workbook()
    rows = [done(2, "06/6/2023 - 07/6/2023"), done(3, "12/6/2023 - 14/6/2023")]
    draw(book.worksheets[0], "baocao", "TG", rows, 2, person="Phan Văn Bình", title="Chuyên viên")
    strike(book)
    (found,) = read(saved(book), LOOKUPS)
    return [(f.code, f.cell.name, f.given) for f in found.findings if f.cell and f.code == "F137"]


def test_a_struck_row_is_told_at_its_cells_and_no_other() -> None:
    def strike(book: Workbook) -> None:
        sheet = book.worksheets[0]
        for cell in sheet[sheet.max_row]:
            cell.font = Font(strike=True)

    told = in_form(strike)
    assert [cell for _, cell, _ in told] == [f"{letter}11" for letter in "BCDEFG"]
    assert [given for _, _, given in told][:3] == ["1.1", "Tham gia ra quân làm đường nông thôn", "3"]
    assert in_form(lambda book: None) == []


def test_a_struck_heading_is_told() -> None:
    def strike(book: Workbook) -> None:
        book.worksheets[0]["A2"].font = Font(strike=True)

    assert [(code, given) for code, _, given in in_form(strike)] == [("F137", "BAN TUYÊN GIÁO")]

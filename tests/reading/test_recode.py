"""Forms in old fonts are read as they were meant, each cell told; what is not sure is asked about."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from xltools.model import Entry, Finding, Person
from xltools.office.sheet import Notes, Sheet
from xltools.plan.lookups import Lookups
from xltools.plan.toml import load_builtin
from xltools.reading.reader import Reading, read
from xltools.reading.recode import recoded

from ..filled import Cell, done, draw, saved
from ..old_fonts import FONTS, coded, in_old_font, set_old

PLAN = replace(
    load_builtin("2023"),
    people=(
        Person("TG-01", "Huỳnh Đức Dương", "Trưởng ban", "TG", "LD"),
        Person("TG-02", "Phan Văn Bình", "Chuyên viên", "TG", "CV"),
    ),
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LOOKUPS = Lookups(PLAN, True)
ROWS: list[tuple[Cell, ...]] = [
    ("Phan Văn Bình", *done("30 ngày", "Từ ngày 01/4/2023 – 01/5/2023")),
    ("Huỳnh Đức Dương", *done(2, "06/6/2023 - 07/6/2023", place="Xã Phước Vinh, huyện Châu Thành")),
]
HEADER = 6


def mau3() -> Workbook:
    book = Workbook()
    draw(book.worksheets[0], "mau3", "TG", ROWS, 2)
    return book


def reading(book: Workbook) -> Reading:
    (found,) = read(saved(book), LOOKUPS)
    return found


def entries(found: Reading) -> list[Entry]:
    assert found.submission is not None
    assert (found.submission.unit, found.submission.quarter, found.submission.year) == ("TG", 2, 2023)
    return [replace(entry, raw={}) for entry in found.submission.entries]


def lowered(found: list[Entry]) -> list[Entry]:
    return [replace(one, detail=one.detail.lower(), result=one.result.lower()) for one in found]


def told(found: Reading, code: str) -> dict[str, tuple[str, str]]:
    return {one.cell.name: (one.given, one.expected) for one in found.findings if one.code == code and one.cell}


def other_codes(found: Reading) -> set[str]:
    return {one.code for one in found.findings} - {"F123"}


MEANT = entries(reading(mau3()))
DATA_CELLS = {f"{column}{row}" for row in (7, 8) for column in "BCDEFGH"}
TEXT_CELLS = DATA_CELLS - {"C7", "C8", "E8", "F8"}  # a code, a number and bare dates have nothing to turn into Unicode


@pytest.mark.parametrize("kept", ["inline", "shared"])
@pytest.mark.parametrize("coding", ["TCVN3", "VNI"])
def test_a_form_wholly_in_an_old_font(coding: str, kept: str) -> None:
    data = saved(in_old_font(mau3(), coding))
    (found,) = read(shared(data) if kept == "shared" else data, LOOKUPS)
    assert lowered(entries(found)) == lowered(MEANT)
    changes = told(found, "F123")
    assert {place: changes.get(place) for place in TEXT_CELLS} == dict.fromkeys(TEXT_CELLS, (coding, ""))
    assert other_codes(found) == set()


def test_headings_in_a_font_of_capitals() -> None:
    book = in_old_font(mau3(), "TCVN3")
    for row in book.worksheets[0].iter_rows(max_row=HEADER):
        for cell in row:
            cell.font = Font(name=FONTS["TCVN3H"])
    found = reading(book)
    assert lowered(entries(found)) == lowered(MEANT)
    assert set(told(found, "F123").values()) == {("TCVN3", "")}
    assert other_codes(found) == set()


def test_old_cells_in_a_unicode_sheet_and_unicode_cells_in_an_old_font() -> None:
    book = mau3()
    sheet = book.worksheets[0]
    set_old(sheet, "B8", "Huỳnh Đức Dương", "TCVN3")
    set_old(sheet, "G8", "Xã Phước Vinh, huyện Châu Thành", "VNI")
    sheet["B7"].font = Font(name=".VnTime")  # Unicode text: the font is wrong, not the text
    found = reading(book)
    assert entries(found) == MEANT
    assert told(found, "F123") == {"B8": ("TCVN3", ""), "G8": ("VNI", "")}
    assert other_codes(found) == set()


@pytest.mark.parametrize("coding", ["TCVN3", "VNI"])
def test_a_form_whose_font_was_changed_is_known_by_its_header(coding: str) -> None:
    found = reading(in_old_font(mau3(), coding, font="Times New Roman"))
    assert lowered(entries(found)) == lowered(MEANT)
    assert told(found, "F123").keys() >= TEXT_CELLS
    assert other_codes(found) == set()


@pytest.mark.parametrize("coding", ["TCVN3", "VNI"])
def test_a_lone_cell_that_looks_coded_is_asked_about(coding: str) -> None:
    book = mau3()
    set_old(book.worksheets[0], "D8", "Tập huấn kỹ năng", coding, font="Times New Roman")
    found = reading(book)
    typed = coded("Tập huấn kỹ năng", coding)
    assert told(found, "F124") == {"D8": (typed, "Tập huấn kỹ năng")}
    assert told(found, "F123") == {}
    assert entries(found)[1].detail == typed


@pytest.mark.parametrize("font", ["Times New Roman", ".VnTime"])
def test_coded_words_amid_unicode_are_asked_about(font: str) -> None:
    book = mau3()
    book.worksheets[0]["D8"] = "Tập huấn kü n¨ng"
    book.worksheets[0]["D8"].font = Font(name=font)
    assert told(reading(book), "F124") == {"D8": ("Tập huấn kü n¨ng", "Tập huấn kỹ năng")}


def test_a_form_in_unicode_with_an_old_font_all_over() -> None:
    book = mau3()
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            cell.font = Font(name=".VnTime")
    book.worksheets[0]["D8"] = "Lê Tú"  # would be "Lờ Tỳ"
    found = reading(book)
    assert [one.detail for one in entries(found)] == [MEANT[0].detail, "Lê Tú"]
    assert {one.code for one in found.findings} == set()


def test_text_that_makes_sense_either_way_follows_its_fellows() -> None:
    book = in_old_font(mau3(), "TCVN3")
    set_old(book.worksheets[0], "D8", "Vũ Tú", "TCVN3")  # typed "Vò Tó"
    assert entries(reading(book))[1].detail == "Vũ Tú"


def test_text_that_makes_sense_either_way_is_asked_about_where_nothing_decides() -> None:
    book = mau3()
    sheet = book.worksheets[0]
    sheet["D8"] = "Vò Tó"
    sheet["D8"].font = Font(name=".VnTime")
    assert told(reading(book), "F124") == {"D8": ("Vò Tó", "Vũ Tú")}
    sheet["D7"].font = Font(name=".VnTime")  # holds Unicode
    set_old(sheet, "H7", "Mặt được", "TCVN3")
    assert told(reading(book), "F124") == {"D8": ("Vò Tó", "Vũ Tú")}


def rich(*pieces: tuple[str, str]) -> CellRichText:
    return CellRichText(*[TextBlock(InlineFont(rFont=font), text) for font, text in pieces])


@pytest.mark.parametrize("inline", [True, False])
def test_pieces_of_a_text_in_different_fonts(inline: bool) -> None:
    book = mau3()
    old = coded("Xã Phước Vinh", "TCVN3")
    book.worksheets[0]["G8"] = rich((".VnTime", old), ("Times New Roman", ", huyện Châu Thành"))
    data = saved(book) if inline else shared(saved(book))
    (found,) = read(data, LOOKUPS)
    assert entries(found) == MEANT
    assert told(found, "F123") == {"G8": ("TCVN3", "")}
    assert other_codes(found) == set()


def test_pieces_in_one_font_and_pieces_that_overrule_the_font_of_their_cell() -> None:
    book = mau3()
    sheet = book.worksheets[0]
    sheet["D7"] = rich(
        (".VnTime", coded("Tham gia ra quân ", "TCVN3")), (".VnArial", coded("làm đường nông thôn", "TCVN3"))
    )
    sheet["D8"] = rich(("Times New Roman", "Tham gia ra quân"), ("Arial", " làm đường nông thôn"))
    sheet["D8"].font = Font(name=".VnTime")
    found = reading(book)
    assert entries(found) == MEANT
    assert told(found, "F123") == {"D7": ("TCVN3", "")}


def shared(data: bytes) -> bytes:
    """The same workbook with its texts in a part of their own, as Excel keeps them."""
    out = io.BytesIO()
    inline = re.compile(r't="inlineStr"><is>(.*?)</is></c>')
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        parts = {name: source.read(name).decode() for name in source.namelist()}
        texts = inline.findall(parts["xl/worksheets/sheet1.xml"])
        assert len(texts) > 10
        for number in range(len(texts)):
            parts["xl/worksheets/sheet1.xml"] = inline.sub(
                f't="s"><v>{number}</v></c>', parts["xl/worksheets/sheet1.xml"], count=1
            )
        items = "".join(f"<si>{text}</si>" for text in texts)
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{items}</sst>'
        parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
            "</Relationships>",
            f'<Relationship Id="rIdS" Type="{OFFICE}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>',
        )
        for name, text in parts.items():
            target.writestr(name, text)
    return out.getvalue()


# ------------------------------------------------------------------ the step by itself


def sheet_of(*cells: str, **notes: dict[tuple[int, int], object]) -> Sheet:
    return Sheet("A", False, [list(cells)], Notes(**notes))  # type: ignore[arg-type]


def test_a_sheet_without_any_sign_is_handed_on_as_it_is() -> None:
    sheet = sheet_of("Họ và tên", "xã Hoà", "30", "Lê Tú", "Café")
    assert recoded(sheet) is sheet


def test_one_header_word_is_not_enough_to_turn_a_whole_sheet() -> None:
    done = recoded(sheet_of("Hä vµ tªn", "Vò Tó"))
    assert done.rows == [["Hä vµ tªn", "Vò Tó"]]
    assert done.changes == {(1, 1): Finding("F124", None, "Hä vµ tªn", "Họ và tên")}


def test_pieces_that_do_not_make_up_the_text_are_left() -> None:
    sheet = sheet_of("V¨n An", pieces={(1, 1): (("V¨n", "TCVN3"), ("x", ""))})
    assert recoded(sheet).rows == [["V¨n An"]]


def test_changes_made_before_are_kept() -> None:
    sheet = sheet_of("V¨n", codings={(1, 1): "TCVN3"})._replace(changes={(9, 9): Finding("F130", None, "x")})
    assert recoded(sheet).changes == {(9, 9): Finding("F130", None, "x"), (1, 1): Finding("F123", None, "TCVN3")}

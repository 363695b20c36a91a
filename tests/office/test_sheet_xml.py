from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from xltools.model import Cell
from xltools.office import sheet_xml
from xltools.office.package import Package
from xltools.office.sheet_xml import MAX_TEXT, Formula, Links, clean_text, render_row, sheet_chunks, with_links

from ..zips import unzipped, zipped

SHEET = (
    b'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<dimension ref="A1:B9"/><sheetData>%s</sheetData><pageMargins left="1"/></worksheet>'
)


def splice_rows(sheet: bytes, at: int, rows: Iterable[str]) -> bytes:
    """The whole sheet, rows put in place of row ``at``."""
    return b"".join(sheet_chunks(sheet, at, [row.encode() for row in rows]))


def workbook(*rows: str) -> bytes:
    """A workbook of one sheet that holds ``rows`` from row 1."""
    drawn = io.BytesIO()
    book = xlsxwriter.Workbook(drawn, {"in_memory": True})
    book.add_worksheet("S")
    book.close()
    parts = unzipped(drawn.getvalue())
    sheet = "xl/worksheets/sheet1.xml"
    return zipped({**parts, sheet: splice_rows(parts[sheet], 1, rows)})


def read_back(*values: object) -> list[object]:
    """What openpyxl finds after ``values`` were written to row 1."""
    data = workbook(render_row(1, 1, values, [0] * len(values)))  # type: ignore[arg-type]
    sheet = openpyxl.load_workbook(io.BytesIO(data))["S"]
    return [sheet.cell(1, column).value for column in range(1, len(values) + 1)]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("Đỗ Thị Hoà", '<c r="C7" s="4" t="inlineStr"><is><t xml:space="preserve">Đỗ Thị Hoà</t></is></c>'),
        ("=1+1", '<c r="C7" s="4" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>'),
        (" a < b & c\n", '<c r="C7" s="4" t="inlineStr"><is><t xml:space="preserve"> a &lt; b &amp; c\n</t></is></c>'),
        ("a\x00\x0bb\r\nc\rd", '<c r="C7" s="4" t="inlineStr"><is><t xml:space="preserve">ab\nc\nd</t></is></c>'),
        ("x\udc80", '<c r="C7" s="4" t="inlineStr"><is><t xml:space="preserve">x\ufffd</t></is></c>'),
        ("_x0041_", '<c r="C7" s="4" t="inlineStr"><is><t xml:space="preserve">_x005F_x0041_</t></is></c>'),
        ("", '<c r="C7" s="4"/>'),
        (None, '<c r="C7" s="4"/>'),
        (30.0, '<c r="C7" s="4"><v>30</v></c>'),
        (0.5, '<c r="C7" s="4"><v>0.5</v></c>'),
        (1, '<c r="C7" s="4"><v>1</v></c>'),
        (True, '<c r="C7" s="4" t="b"><v>1</v></c>'),
        (date(2023, 4, 1), '<c r="C7" s="4"><v>45017</v></c>'),
        (datetime(2023, 4, 1, 12), '<c r="C7" s="4"><v>45017.5</v></c>'),
        (Formula("A1&B1", "x<y"), '<c r="C7" s="4" t="str"><f>A1&amp;B1</f><v>x&lt;y</v></c>'),
        (Formula("SUM(A1:A2)", 3.0), '<c r="C7" s="4"><f>SUM(A1:A2)</f><v>3</v></c>'),
    ],
)
def test_a_cell_is_written_as_what_it_is(value: object, cell: str) -> None:
    assert render_row(7, 3, [value], [4]) == f'<row r="7">{cell}</row>'  # type: ignore[list-item]


def test_cells_follow_each_other_and_keep_their_styles() -> None:
    assert render_row(12, 26, [1, None, "a"], [0, 5, 6], height=31.5) == (
        '<row r="12" ht="31.5" customHeight="1"><c r="Z12" s="0"><v>1</v></c><c r="AA12" s="5"/>'
        '<c r="AB12" s="6" t="inlineStr"><is><t xml:space="preserve">a</t></is></c></row>'
    )
    assert render_row(3, 1, [], []) == '<row r="3"/>'


def test_one_style_per_value() -> None:
    with pytest.raises(ValueError, match="2 values and 1 styles"):
        render_row(1, 1, ["a", "b"], [0])


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_cell_holds_what_is_not_a_number(value: float) -> None:
    with pytest.raises(ValueError, match="not a number"):
        render_row(1, 1, [value], [0])


def test_text_is_cut_at_the_limit_of_a_cell_counted_in_utf_16() -> None:
    assert len(clean_text("đ" * 40_000)) == MAX_TEXT
    assert len(clean_text("😀" * 40_000).encode("utf-16-le")) // 2 <= MAX_TEXT
    assert clean_text("😀" * 40_000).endswith("😀")


@given(st.lists(st.one_of(st.text(), st.integers(-(10**9), 10**9), st.booleans(), st.dates()), min_size=1, max_size=6))
def test_every_row_is_well_formed_and_holds_the_cleaned_values(values: list[object]) -> None:
    xml = render_row(1, 1, values, range(len(values)))  # type: ignore[arg-type]
    cells = etree.fromstring(xml.encode())
    assert [c.get("s") for c in cells] == [str(n) for n in range(len(values))]
    for cell, value in zip(cells, values, strict=True):
        if isinstance(value, str):
            text = "".join(map(str, cell.itertext())).replace("_x005F_", "_")
            assert text == clean_text(value).replace("_x005F_", "_")


def test_text_like_a_formula_or_a_link_comes_back_as_text() -> None:
    texts = ["=1+1", "@SUM(A1)", "+84", "-1", "http://a.example", "'quoted", "1.10", "00123", '=HYPERLINK("x")']
    assert read_back(*texts) == texts


def test_both_readers_see_numbers_dates_and_cached_values() -> None:
    values = (1.5, True, date(2023, 10, 25), Formula("1+1", 2))
    row = render_row(1, 1, values, [0, 0, 0, 0])
    assert CalamineWorkbook.from_filelike(io.BytesIO(workbook(row))).get_sheet_by_name("S").to_python() == [
        [1.5, True, 45224.0, 2.0]
    ]
    assert read_back(*values) == [1.5, True, 45224, "=1+1"]


@pytest.mark.parametrize(
    ("present", "at", "new", "expected"),
    [
        ("", 1, "1 2", "1 2"),
        ("1 2", 3, "3 4", "1 2 3 4"),
        ("1 2", 2, "2 3 4", "1 2 3 4"),
        ("1 5 9", 5, "5 6", "1 5 6 9"),
        ("1 9", 5, "5 6", "1 5 6 9"),
        ("1 5 9", 5, "", "1 9"),
    ],
)
def test_rows_take_the_place_of_the_prototype(present: str, at: int, new: str, expected: str) -> None:
    old = "".join(f'<row r="{n}" spans="1:2"><c r="A{n}"><v>0</v></c></row>' for n in present.split())
    sheet = splice_rows(SHEET % old.encode(), at, [render_row(int(n), 1, [1], [0]) for n in new.split()])
    found = etree.fromstring(sheet).iter("{*}row")
    assert [(r.get("r"), r[0][0].text) for r in found] == [
        (n, "1" if n in new.split() else "0") for n in expected.split()
    ]


def test_an_empty_prototype_and_an_empty_sheet_are_filled_too() -> None:
    row = render_row(2, 1, ["a"], [0])
    assert b'<sheetData><row r="2">' in splice_rows(SHEET % b'<row r="2" ht="30"/>', 2, [row])
    assert b'<sheetData><row r="2">' in splice_rows(SHEET.replace(b"%s</sheetData>", b"</sheetData>"), 2, [row])
    assert b'<sheetData><row r="2">' in splice_rows(b"<worksheet><sheetData/></worksheet>", 2, [row])


def test_a_stale_dimension_does_not_stay() -> None:
    assert b"dimension" not in splice_rows(SHEET % b"", 1, [render_row(1, 1, ["a"], [0])])


def test_a_part_without_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="no sheetData"):
        splice_rows(b"<chartsheet/>", 1, [])


def test_pieces_join_to_the_same_sheet() -> None:
    rows = [render_row(n, 1, [n], [0]) for n in range(1, 1202)]
    chunks = list(sheet_chunks(SHEET % b"", 1, [row.encode() for row in rows]))
    assert len(chunks) > 3
    assert "".join(rows).encode() in b"".join(chunks)


# -- links ---------------------------------------------------------------------------------------------


@pytest.fixture
def package() -> Package:
    drawn = io.BytesIO()
    book = xlsxwriter.Workbook(drawn, {"in_memory": True})
    sheet = book.add_worksheet("S")
    for row in range(4):
        sheet.write_string(row, 0, "x")
    sheet.conditional_format("A1:A4", {"type": "no_blanks", "format": book.add_format({"bold": True})})
    book.close()
    return Package(drawn.getvalue())


def linked(package: Package, made: Links) -> dict[str, tuple[str, str | None]]:
    """Cell → target and place, as openpyxl reads them."""
    part = package.sheet_part("S")
    package.replace(part, with_links(package.part(part), made.relate(package, part)))
    sheet = openpyxl.load_workbook(io.BytesIO(package.to_bytes()))["S"]
    return {c.coordinate: (c.hyperlink.target, c.hyperlink.location) for (c,) in sheet["A1:A4"] if c.hyperlink}


@pytest.mark.parametrize(
    ("file", "sheet", "expected"),
    [
        ("2-NopBai/TG/a.xlsx", "Sheet1", ("../2-NopBai/TG/a.xlsx", "'Sheet1'!D13")),
        ("2-NopBai/TG/50% & #1.xlsx", "Tờ 'một'", ("../2-NopBai/TG/50%25%20%26%20%231.xlsx", "'Tờ ''một'''!D13")),
        ("a\udcff.ods", 'x"<&>\x00', ("../a%FF.ods", "'x\"<&>'!D13")),
        ("javascript:x.xls", "S", ("../javascript%3Ax.xls", "'S'!D13")),
        ("quét.pdf", "S", ("../qu%C3%A9t.pdf", None)),
    ],
)
def test_a_link_leads_to_the_cell_whatever_the_file_is_called(
    package: Package, file: str, sheet: str, expected: tuple[str, str | None]
) -> None:
    made = Links("../")
    made.add("A2", file, Cell(sheet, 13, 4))
    assert linked(package, made) == {"A2": expected}


def test_a_file_is_related_once_however_many_cells_lead_to_it(package: Package) -> None:
    made = Links("//server/chung/")
    made.add("A1", "a.xlsx", Cell("S", 1, 1))
    made.add("A2", "b.xlsx", None)
    made.add("A3", "a.xlsx", Cell("S", 2, 1))
    found = linked(package, made)
    assert found["A3"] == ("file://server/chung/a.xlsx", "'S'!A2")
    assert found["A2"] == ("file://server/chung/b.xlsx", None)
    assert package.part("xl/worksheets/_rels/sheet1.xml.rels").count(b"<Relationship ") == 2


def test_no_more_links_than_a_sheet_may_have(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_xml, "MOST_LINKS", 2)
    made = Links("../")
    for row in (1, 2, 3):
        made.add(f"A{row}", "a.xlsx", None)
    assert list(linked(package, made)) == ["A1", "A2"]


def test_a_sheet_without_links_stays_as_it_is(package: Package) -> None:
    part = package.sheet_part("S")
    assert with_links(package.part(part), Links("../").relate(package, part)) == package.part(part)


@pytest.mark.parametrize(
    ("base", "target"),
    [
        ("../../", "../../a.xlsx"),
        ("/mnt/chung đoàn/", "file:///mnt/chung%20%C4%91o%C3%A0n/a.xlsx"),
        ("//server/thư mục/", "file://server/th%C6%B0%20m%E1%BB%A5c/a.xlsx"),
        ("D:/đi cơ sở/", "file:///D:/%C4%91i%20c%C6%A1%20s%E1%BB%9F/a.xlsx"),
    ],
)
def test_forms_may_lie_on_a_share_or_another_disk(package: Package, base: str, target: str) -> None:
    made = Links(base)
    made.add("A1", "a.xlsx", None)
    assert linked(package, made)["A1"][0] == target

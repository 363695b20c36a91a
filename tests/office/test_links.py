from __future__ import annotations

import io

import openpyxl
import pytest
import xlsxwriter

from xltools.model import Cell
from xltools.office import links
from xltools.office.links import Links
from xltools.office.package import Package


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
    package.replace(part, made.put(package, part))
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
    assert len(package.relations(package.sheet_part("S"))) == 2


def test_no_more_links_than_a_sheet_may_have(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MOST_LINKS", 2)
    made = Links("../")
    for row in (1, 2, 3):
        made.add(f"A{row}", "a.xlsx", None)
    assert list(linked(package, made)) == ["A1", "A2"]


def test_a_sheet_without_links_stays_as_it_is(package: Package) -> None:
    part = package.sheet_part("S")
    assert Links("../").put(package, part) == package.part(part)


def test_a_part_replaced_in_pieces_reads_back_whole(package: Package) -> None:
    part = package.sheet_part("S")
    whole = package.part(part)
    package.replace_streamed(part, (whole[at : at + 100] for at in range(0, len(whole), 100)))
    assert package.part(part) == whole
    assert Package(package.to_bytes()).part(part) == whole


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

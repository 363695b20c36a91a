from __future__ import annotations

import io
import zipfile
from posixpath import basename, dirname

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from xltools.office.package import MAIN, Package, PackageError, xml_bytes
from xltools.outputs.template import template_bytes


def workbook() -> bytes:
    """Two sheets and a hidden one, a name on each of the two, a formula, a text box."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    first, second = book.add_worksheet("Số liệu"), book.add_worksheet("Khác")
    book.add_worksheet("Mới").hide()
    first.write_formula("A1", "=1+1", None, 2)
    first.insert_textbox("C3", "BIỂU TƯỢNG")
    second.write("A1", "x")
    second.print_area("A1:B2")
    book.define_name("o_so", "='Số liệu'!$A$1")
    book.define_name("o_khac", "=Khác!$A$1")
    book.close()
    return out.getvalue()


def with_parts(data: bytes, extra: dict[str, bytes]) -> bytes:
    """A package with more parts in it."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as file:
        for name, content in extra.items():
            file.writestr(name, content)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def test_an_untouched_package_keeps_every_part_and_its_order() -> None:
    data = workbook()
    again = Package(data).to_bytes()
    assert list(parts(again).items()) == list(parts(data).items())
    assert Package(again).to_bytes() == again


def test_replacing_one_part_leaves_the_others_as_they_are() -> None:
    data = workbook()
    package, before = Package(data), parts(data)
    sheet = package.sheet_part("Khác")
    package.replace(sheet, package.part(sheet).replace(b"</worksheet>", b"<!-- --></worksheet>"))
    after = parts(package.to_bytes())
    assert [name for name in after if after[name] != before[name]] == [sheet]
    assert any("drawing" in name for name in after)


def test_a_part_replaced_in_pieces_reads_back_whole() -> None:
    package = Package(workbook())
    part = package.sheet_part("Khác")
    whole = package.part(part)
    package.replace_streamed(part, (whole[at : at + 100] for at in range(0, len(whole), 100)))
    assert package.part(part) == whole
    assert Package(package.to_bytes()).part(part) == whole


@given(st.dictionaries(st.text("abcđ/ ", min_size=1, max_size=8), st.binary(max_size=400), max_size=6))
def test_any_parts_survive(extra: dict[str, bytes]) -> None:
    written = parts(Package(with_parts(template_bytes("mau1"), extra)).to_bytes())
    assert {name: written[name] for name in extra} == extra


def test_sheets_are_found_by_name_shown_and_removed() -> None:
    package = Package(workbook())
    package.remove_sheet("Khác")
    book = openpyxl.load_workbook(io.BytesIO(package.to_bytes()))
    assert [(sheet.title, sheet.sheet_state) for sheet in book] == [("Số liệu", "visible"), ("Mới", "hidden")]
    assert list(book.defined_names) == ["o_so"]
    package.show_sheet("Mới")
    assert openpyxl.load_workbook(io.BytesIO(package.to_bytes()))["Mới"].sheet_state == "visible"


def test_links_point_outside_and_parts_inside() -> None:
    package = Package(workbook())
    sheet = package.sheet_part("Khác")
    (link,) = package.relate(sheet, "hyperlink", ["../2-NopBai/TG/a.xlsx"], external=True)
    (other,) = package.relate(sheet, "comments", ["xl/comments1.xml"])
    relations = f"{dirname(sheet)}/_rels/{basename(sheet)}.rels"
    assert b'Target="../2-NopBai/TG/a.xlsx" TargetMode="External"' in package.part(relations)
    assert package.relations(sheet) == {other: ("comments", "xl/comments1.xml")}
    package.unrelate(sheet, {link})
    assert link.encode() not in package.part(relations)


def test_the_calculation_chain_can_be_dropped_with_all_that_refers_to_it() -> None:
    package = Package(with_parts(workbook(), {"xl/calcChain.xml": b"<calcChain/>"}))
    types = package.part("[Content_Types].xml")
    chain = b'<Override PartName="/xl/calcChain.xml" ContentType="application/x-chain"/></Types>'
    package.replace("[Content_Types].xml", types.replace(b"</Types>", chain))
    package.relate(package.workbook, "calcChain", ["xl/calcChain.xml"])
    package.drop_calc_chain()
    assert b"calcChain" not in b"".join(parts(package.to_bytes()).values())


def test_the_same_edit_gives_the_same_bytes() -> None:
    def edited() -> bytes:
        package = Package(workbook())
        root = package.xml(package.workbook)
        root.find(f"{{{MAIN}}}sheets")[0].set("name", "Đã đổi")  # type: ignore[index]
        package.replace(package.workbook, xml_bytes(root))
        return package.to_bytes()

    assert edited() == edited()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "nothing"),
        (b"PK\3\4 not really", "no zip"),
        (workbook()[:2000], "cut off"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "an old .xls"),
    ],
)
def test_what_is_no_package_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(PackageError):
        Package(data)


def test_a_zip_that_is_no_package_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", "a")
    with pytest.raises(PackageError):
        Package(out.getvalue())


def test_missing_parts_and_sheets_are_named() -> None:
    package = Package(workbook())
    with pytest.raises(PackageError, match=r"xl/none\.xml"):
        package.part("xl/none.xml")
    with pytest.raises(PackageError, match="Không có"):
        package.sheet_part("Không có")


def test_xml_entities_are_not_expanded() -> None:
    package = Package(workbook())
    bomb = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><worksheet>&a;</worksheet>'
    package.replace(package.sheet_part("Khác"), bomb)
    assert package.xml(package.sheet_part("Khác")).text is None

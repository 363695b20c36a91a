"""What calamine does not show of an .xlsx is found by our own look at it."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.styles import Font

from xltools.office.container import Parts, UnsafeError
from xltools.office.read import read_book
from xltools.office.sheet import Notes
from xltools.office.xlsx import in_utf_8, moved, notes

from ..zips import unzipped, zipped


def workbook(**cells: object) -> bytes:
    book = openpyxl.Workbook()
    for name, value in cells.items():
        book.worksheets[0][name] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook_in_font(name: str) -> bytes:
    """A workbook whose second cell style has a font of that name."""
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "x"
    book.worksheets[0]["A1"].font = Font(name=name)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_sheet(data: bytes, sheet: bytes) -> bytes:
    """A workbook with another sheet part in place of its own."""
    return zipped({**unzipped(data), "xl/worksheets/sheet1.xml": sheet})


def test_formulas_without_values_and_error_cells_are_found() -> None:
    data = workbook(A1="=1+1", B2="x")
    assert notes(Parts(data)) == {"Sheet": Notes(formulas={(1, 1): "1+1"})}
    sheet = b'<worksheet><sheetData><row r="3"><c r="D3" t="e"><f>A1</f><v>#REF!</v></c></row></sheetData></worksheet>'
    assert notes(Parts(with_sheet(data, sheet))) == {"Sheet": Notes(errors={(3, 4): "#REF!"})}


def test_an_empty_text_result_is_a_value() -> None:
    sheet = b'<c r="A1" t="str"><f>IF(1,"")</f><v></v></c><c r="A2"><f>1</f><v>1</v></c>'
    assert notes(Parts(with_sheet(workbook(), sheet))) == {}


def test_a_sheet_that_spans_too_much_is_refused_and_mere_formats_are_not() -> None:
    far = b'<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>'
    with pytest.raises(UnsafeError) as caught:
        notes(Parts(with_sheet(workbook(), far)))
    assert caught.value.code == "F115"
    styled = b'<c r="A1"><v>1</v></c><c r="XFD1048576" s="3"/>'
    assert notes(Parts(with_sheet(workbook(), styled))) == {}


# ------------------------------------------------------------------ the many ways to write the same sheet


def prefixed(content: bytes) -> bytes:
    return re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", content).replace(b"xmlns=", b"xmlns:x=")


def in_utf_16(content: bytes) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-16" standalone="yes"?>' + content.decode()).encode("utf-16")


def split(content: bytes) -> bytes:
    return content.replace(b"<c ", b"<c\n ")


WAYS: dict[str, Callable[[bytes], bytes]] = {
    "as Excel": bytes,
    "prefixed": prefixed,
    "single quotes": lambda content: content.replace(b'"', b"'"),
    "style first": lambda content: re.sub(rb'<c (r="\w+")([^<>/]*)', rb"<c\2 \1", content),
    "tags over two lines": split,
    "UTF-16": in_utf_16,
    "UTF-16, prefixed": lambda content: in_utf_16(prefixed(content)),
    "cells without places": lambda content: re.sub(rb'<c r="\w+"', rb"<c", content),
    "rows and cells without places": lambda content: re.sub(rb'<(c|row) r="\w+"', rb"<\1", content),
}

SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" s="1" t="inlineStr"><is><t>V\xc2\xa8n</t></is></c><c r="B1"><v>1</v></c></row>'
    b'<row r="2"><c r="A2" t="e"><v>#REF!</v></c><c r="B2" s="0"><f>A2&amp;&quot;x&quot;</f></c><c r="C2" s="1"/></row>'
    b'<row r="3"><c r="A3"><f>1+1</f><v>2</v></c><c r="B3"><f t="shared" ref="B3:B4" si="0">$A3*B1</f></c></row>'
    b'<row r="4"><c r="A4"><v>3</v></c><c r="B4"><f t="shared" si="0"/></c></row>'
    b"</sheetData></worksheet>"
)
STYLED = workbook_in_font(".VnTime")
SAID = Notes(
    errors={(2, 1): "#REF!"},
    formulas={(2, 2): 'A2&"x"', (3, 2): "$A3*B1", (4, 2): "$A4*B2"},
    codings={(1, 1): "TCVN3"},
)


@pytest.mark.parametrize("way", WAYS)
def test_a_sheet_says_the_same_however_it_is_written(way: str) -> None:
    data = with_sheet(STYLED, WAYS[way](SHEET))
    assert notes(in_utf_8(Parts(data))) == {"Sheet": SAID}
    (sheet,) = read_book(data)
    assert sheet.rows == [["V¨n", 1.0], ["", ""], [2.0, ""], [3.0, ""]]


@pytest.mark.parametrize(
    "target", ["/xl/worksheets/sheet1.xml", "worksheets/sheet1.xml", "./worksheets/../worksheets/sheet1.xml"]
)
def test_parts_are_found_by_relations(target: str) -> None:
    parts = unzipped(with_sheet(STYLED, SHEET))
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = re.sub(rb'Target="[^"]*sheet1.xml"', b'Target="%s"' % target.encode(), parts[name])
    assert notes(Parts(zipped(parts))) == {"Sheet": SAID}


def test_parts_may_lie_elsewhere_under_other_names() -> None:
    def renamed(text: bytes) -> bytes:
        return text.replace(b"worksheets/sheet1.xml", b"Trang/mot.xml").replace(b"styles.xml", b"kieu.xml")

    parts = {renamed(name.encode()).decode(): content for name, content in unzipped(with_sheet(STYLED, SHEET)).items()}
    parts["xl/_rels/workbook.xml.rels"] = renamed(parts["xl/_rels/workbook.xml.rels"])
    parts["[Content_Types].xml"] = renamed(parts["[Content_Types].xml"])
    assert notes(Parts(zipped(parts))) == {"Sheet": SAID}


def test_a_package_without_relations_is_no_workbook() -> None:
    parts = unzipped(with_sheet(STYLED, SHEET))
    del parts["xl/_rels/workbook.xml.rels"]
    with pytest.raises(UnsafeError) as caught:
        read_book(zipped(parts))
    assert caught.value.code == "F101"


def test_a_sheet_that_breaks_off_within_its_cells_ends_the_search() -> None:
    for content in (b"<c " * 20_000, b'<c r="A1"' * 20_000, b'<c r="A1"><f>' * 20_000, b"<f" * 20_000, b"<c>" * 20_000):
        started = time.process_time()
        notes(Parts(with_sheet(STYLED, content)))
        assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("formula", "down", "right", "expected"),
    [
        ("A1+B2", 1, 0, "A2+B3"),
        ("A1+B2", 0, 1, "B1+C2"),
        ("$A1+A$1+$A$1", 2, 3, "$A3+D$1+$A$1"),
        ("SUM(E7:$E$9)", 1, 0, "SUM(E8:$E$9)"),
        ("Z9", 0, 1, "AA9"),
        ("AZ9+ZZ1", 0, 1, "BA9+AAA1"),
        ('IF(A1="B2",LOG10(A1),0)', 1, 0, 'IF(A2="B2",LOG10(A2),0)'),
        ("'Quý 1'!A1+TG1!B2", 1, 0, "'Quý 1'!A2+TG1!B3"),
        ("SUM(A:A)", 1, 0, ""),
        ("SUM(1:2)", 1, 0, ""),
        ("A1", -1, 0, ""),
        ("B1", 0, -2, ""),
    ],
)
def test_a_shared_formula_in_another_cell(formula: str, down: int, right: int, expected: str) -> None:
    assert moved(formula, down, right) == expected

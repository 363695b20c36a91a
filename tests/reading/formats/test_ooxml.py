"""What calamine does not show of an .xlsx is found by our own look at it."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from xltools.reading.container import UnsafeError
from xltools.reading.formats.ooxml import notes
from xltools.reading.sheet import Notes


def workbook(**cells: object) -> bytes:
    book = openpyxl.Workbook()
    for name, value in cells.items():
        book.worksheets[0][name] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_sheet(data: bytes, sheet: bytes) -> bytes:
    """A workbook with another sheet part in place of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else source.read(name))
    return out.getvalue()


def test_formulas_without_values_and_error_cells_are_found() -> None:
    data = workbook(A1="=1+1", B2="x")
    assert notes(data) == {"Sheet": Notes(formulas={(1, 1): "1+1"})}
    sheet = b'<worksheet><sheetData><row r="3"><c r="D3" t="e"><f>A1</f><v>#REF!</v></c></row></sheetData></worksheet>'
    assert notes(with_sheet(data, sheet)) == {"Sheet": Notes(errors={(3, 4): "#REF!"})}


def test_an_empty_text_result_is_a_value() -> None:
    sheet = b'<c r="A1" t="str"><f>IF(1,"")</f><v></v></c><c r="A2"><f>1</f><v>1</v></c>'
    assert notes(with_sheet(workbook(), sheet)) == {}


def test_a_sheet_that_spans_too_much_is_refused_and_mere_formats_are_not() -> None:
    far = b'<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>'
    with pytest.raises(UnsafeError) as caught:
        notes(with_sheet(workbook(), far))
    assert caught.value.code == "F115"
    styled = b'<c r="A1"><v>1</v></c><c r="XFD1048576" s="3"/>'
    assert notes(with_sheet(workbook(), styled)) == {}

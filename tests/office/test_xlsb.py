"""What an .xlsb holds beside its values, in workbooks written record by record."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.office import xlsb
from xltools.office.container import UnsafeError, kind_of
from xltools.office.grid import read_book
from xltools.office.sheet import Box, Sheet

from .xlsb_writer import Calculated, Cell, Error, InCell, Inline, Text, book, record, wide

FONTS = ("Times New Roman", ".VnTime", "VNI-Times")


def only(rows: list[list[object]], **more: object) -> Sheet:
    (found,) = read_book(book({"Trang 1": rows}, fonts=FONTS, **more))  # type: ignore[arg-type]
    return found


def refused(data: bytes) -> str:
    with pytest.raises(UnsafeError) as error:
        read_book(data)
    return error.value.code


def test_it_is_a_kind_of_its_own() -> None:
    assert kind_of(book({"A": [["x"]]})) == "xlsb"


def test_values_and_hidden_sheets() -> None:
    values = [["Họ tên", 5, 2.5, True, Calculated(7.0), Calculated("kết quả"), Calculated(False), Inline("🙂")]]
    found = read_book(book({"A": values, "Ẩn": [[None, "x"]]}, hidden=["Ẩn"]))
    assert [(one.name, one.hidden) for one in found] == [("A", False), ("Ẩn", True)]
    assert found[0].rows == [["Họ tên", 5, 2.5, True, 7.0, "kết quả", False, "🙂"]]
    assert found[1].rows == [["", "x"]]


@pytest.mark.parametrize(
    ("code", "shown"), [(0x00, "#NULL!"), (0x07, "#DIV/0!"), (0x17, "#REF!"), (0x1D, "#NAME?"), (0x2A, "#N/A")]
)
@pytest.mark.parametrize("calculated", [False, True])
def test_errors(code: int, shown: str, calculated: bool) -> None:
    found = only([["x"], [None, Error(code, calculated)]])
    assert found.notes.errors == {(2, 2): shown}
    assert [value for row in found.rows for value in row if value != ""] == ["x"]


def test_merged_cells() -> None:
    assert only([["x"]], merged=[(4, 1, 7, 1), (1, 2, 1, 4)]).notes.merged == [Box(4, 1, 7, 1), Box(1, 2, 1, 4)]


def test_fonts_of_cells_and_pieces() -> None:
    pieces = Text("§oµn xã Hòa Hội", ((0, 1), (5, 0)))
    found = only(
        [[Cell("§oµn", 1), Text("x Ñoaøn", ((2, 2),)), pieces, Cell("Doan", 1), Cell(Inline("§oµn"), 1), "Đoàn"]]
    )
    assert found.notes.codings == {(1, 1): "TCVN3", (1, 2): "VNI", (1, 5): "TCVN3"}
    assert found.notes.pieces == {(1, 3): (("§oµn ", "TCVN3"), ("xã Hòa Hội", ""))}


@pytest.mark.parametrize("font", [9, 0xFFFFFF])
def test_a_format_that_is_not_there(font: int) -> None:
    assert xlsb.notes(book({"A": [[Cell("§oµn", font)]]}, fonts=FONTS))["A"].codings == {}


# ------------------------------------------------------------------ what is refused


def test_a_text_with_pieces_in_the_cell_itself_is_not_read_by_calamine() -> None:
    assert only([["x"]]).rows == [["x"]]
    assert refused(book({"A": [["x", InCell(Text("Việt"))]]})) == "F101"


@pytest.mark.parametrize("far", [(1_048_575, 0), (0, 0xFFFFFFF0), (0xFFFFFFF0, 0)])
def test_a_cell_far_away(far: tuple[int, int]) -> None:
    row, column = far
    part = record(0, struct.pack("<L", row)) + record(5, struct.pack("<2Ld", column, 0, 1.0))
    if row:
        part += record(5, struct.pack("<2Ld", 16_383, 0, 1.0))
    with pytest.raises(UnsafeError) as error:
        xlsb._Sheet([], xlsb._CellFonts([], [])).read(part)
    assert error.value.code == "F115"


def test_records_without_end() -> None:
    with pytest.raises(UnsafeError) as error:
        sum(1 for _ in xlsb._records(record(500) * (xlsb.MAX_RECORDS + 1)))
    assert error.value.code == "F115"


@pytest.mark.parametrize("broken", [b"\x00\xff\xff\xff\x7f", b"\xff", b"\x05\x02\x00\x00"])
def test_a_part_cut_short(broken: bytes) -> None:
    with pytest.raises((UnsafeError, IndexError, struct.error)):
        xlsb._Sheet([], xlsb._CellFonts([], [])).read(broken)


@given(st.binary(max_size=200))
def test_no_bytes_break_it(part: bytes) -> None:
    try:
        found = xlsb._Sheet([xlsb._Rich("x")], xlsb._CellFonts(["Arial"], [0])).read(part)
    except (UnsafeError, IndexError, struct.error):
        return
    assert found.filled is not None


@given(st.integers(0, 0x3FFF), st.binary(max_size=300))
def test_records_come_back(kind: int, body: bytes) -> None:
    assert list(xlsb._records(record(kind, body) + record(7))) == [(kind, body), (7, b"")]


@given(st.text())
def test_texts_come_back(text: str) -> None:
    assert xlsb._text(wide(text) + b"x", 0)[1] == len(wide(text))

"""What Excel's binary formats hold beside their values: LibreOffice's files, and workbooks written record by record."""

from __future__ import annotations

import struct
from dataclasses import replace
from datetime import date, datetime, time

import pytest
import xlrd
from hypothesis import given
from hypothesis import strategies as st

from xltools.office import excel_binary
from xltools.office.container import UnsafeError, kind_of
from xltools.office.read import read_book
from xltools.office.sheet import Box, Look, Notes, Sheet

from .conftest import LONG
from .xlsb_writer import Calculated, Cell, Error, InCell, Inline, Text, book, record, wide

FORMULA, BOUNDSHEET, FONT, MULBLANK = 0x06, 0x85, 0x31, 0xBE


@pytest.fixture(scope="module")
def data(saved_by_office: dict[str, bytes]) -> bytes:
    return saved_by_office["xls"]


@pytest.fixture(scope="module")
def sheets(data: bytes) -> list[Sheet]:
    return read_book(data)


def stream(data: bytes) -> tuple[int, int]:
    """Where the records of the workbook begin and end in the file; LibreOffice writes them in one piece."""
    book = xlrd.open_workbook(file_contents=data, on_demand=True)
    start = data.index(bytes(book.mem[book.base : book.base + 64]))
    assert data[start : start + book.stream_len] == book.mem[book.base : book.base + book.stream_len]
    return start, start + book.stream_len


def records(data: bytes, code: int) -> list[int]:
    """The positions in the file of the records with a number."""
    position, end = stream(data)
    found = []
    while position + 4 <= end:
        kind, length = struct.unpack_from("<2H", data, position)
        if kind == code:
            found.append(position)
        position += 4 + length
    return found


def patched(data: bytes, position: int, new: bytes) -> bytes:
    assert data[position : position + len(new)] != new
    return data[:position] + new + data[position + len(new) :]


def test_values_places_and_hidden_sheets(sheets: list[Sheet]) -> None:
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("Trang 1", False), ("Ẩn", True), ("Trống", False)]
    rows = sheets[0].rows
    assert rows[0][:2] == ["Họ và tên", 5]
    assert rows[7][:7] == [date(2023, 4, 1), datetime(2023, 4, 1, 10, 30), time(7, 30), 30, 30, 30, 30]
    assert rows[8][:7] == ["hai\ndòng", "  hai  cách ", "có chú thích", "", "trước\tsau", "🙂 \u200fphải", LONG]
    assert rows[32][:4] == [7, 7, 7, 7]
    assert sheets[1].rows[4][2] == "x"


def test_errors_merged_cells_and_fonts(sheets: list[Sheet]) -> None:
    notes = sheets[0].notes
    assert notes.errors == {(1, 3): "#DIV/0!", (1, 4): "#N/A"}
    assert notes.codings == {(2, 1): "TCVN3", (2, 2): "VNI"}
    assert notes.pieces == {(2, 3): (("§oµn ", "TCVN3"), ("xã Hòa Hội", ""))}
    assert list(notes.merged) == [Box(4, 1, 7, 1), Box(4, 2, 4, 4)]
    assert notes.formulas == {}
    assert sheets[1].notes.errors == {}


def test_an_error_of_unknown_number_refuses_the_file(data: bytes) -> None:
    at = next(at for at in records(data, FORMULA) if data[at + 10] == 2)  # the kind of its result: an error
    with pytest.raises(UnsafeError) as refused:
        read_book(patched(data, at + 12, b"\x99"))
    assert refused.value.code == "F101"


def verdict(data: bytes) -> list[Notes] | str:
    """The notes of the sheets, or the code for which the file is refused."""
    try:
        return [sheet.notes for sheet in read_book(data)]
    except UnsafeError as refused:
        return refused.code


@pytest.mark.parametrize(
    ("code", "offset", "new"),
    [
        (BOUNDSHEET, 4, b"\xff\xff\xff\x7f"),  # a sheet that begins behind the end
        (BOUNDSHEET, 12, "X".encode("utf-16-le")),  # calamine and xlrd may see another name, never no notes
        (FONT, 2, b"\xff\xff"),  # a record longer than the file
    ],
)
def test_damage_is_told_or_does_no_harm(data: bytes, sheets: list[Sheet], code: int, offset: int, new: bytes) -> None:
    assert verdict(patched(data, records(data, code)[0] + offset, new)) in ("F101", [sheet.notes for sheet in sheets])


def test_cells_that_only_one_reader_sees_refuse_the_file(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = {name: replace(one, filled=(one.filled or 0) + 1) for name, one in excel_binary.xls_notes(data).items()}
    monkeypatch.setattr(excel_binary, "xls_notes", lambda data: counted)
    with pytest.raises(UnsafeError) as refused:
        read_book(data)
    assert refused.value.code == "F101"


def test_a_sheet_that_only_one_reader_sees_refuses_the_file(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_binary, "xls_notes", lambda data: {"Trang 1": Notes()})
    with pytest.raises(UnsafeError) as refused:
        read_book(data)
    assert refused.value.code == "F101"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_a_file_cut_short(data: bytes, share: float) -> None:
    with pytest.raises(UnsafeError) as refused:
        read_book(data[: int(len(data) * share)])
    assert refused.value.code == "F101"


def test_a_password(data: bytes) -> None:
    start, _ = stream(data)
    (length,) = struct.unpack_from("<H", data, start + 2)
    after = start + 4 + length  # the record behind the first becomes FILEPASS
    with pytest.raises(UnsafeError) as refused:
        read_book(patched(data, after, b"\x2f\x00"))
    assert refused.value.code == "F120"


# ------------------------------------------------------------------ bounds


RECORD = struct.pack("<2H", 0, 0)
BLANKS = struct.pack("<2H", MULBLANK, 8_000) + bytes(8_000)


@pytest.mark.parametrize("body", [RECORD * 2_000_001, BLANKS * 251])
def test_the_work_is_bounded(body: bytes) -> None:
    with pytest.raises(UnsafeError) as refused:
        excel_binary._check_work(body, 0, len(body))
    assert refused.value.code == "F115"
    excel_binary._check_work(body, 0, len(body) // 2)


# -- .xlsb ---------------------------------------------------------------------------------------------

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
    assert excel_binary.xlsb_notes(book({"A": [[Cell("§oµn", font)]]}, fonts=FONTS))["A"].codings == {}


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
        excel_binary._xlsb_sheet(part, [], [], [])
    assert error.value.code == "F115"


def test_records_without_end() -> None:
    with pytest.raises(UnsafeError) as error:
        sum(1 for _ in excel_binary._records(record(500) * (excel_binary.MAX_RECORDS + 1)))
    assert error.value.code == "F115"


@pytest.mark.parametrize("broken", [b"\x00\xff\xff\xff\x7f", b"\xff", b"\x05\x02\x00\x00"])
def test_a_part_cut_short(broken: bytes) -> None:
    with pytest.raises((UnsafeError, IndexError, struct.error)):
        excel_binary._xlsb_sheet(broken, [], [], [])


@given(st.binary(max_size=200))
def test_no_bytes_break_it(part: bytes) -> None:
    try:
        found = excel_binary._xlsb_sheet(part, [("x", ())], [Look("Arial")], [0])
    except (UnsafeError, IndexError, struct.error):
        return
    assert found.filled is not None


@given(st.integers(0, 0x3FFF), st.binary(max_size=300))
def test_records_come_back(kind: int, body: bytes) -> None:
    assert list(excel_binary._records(record(kind, body) + record(7))) == [(kind, body), (7, b"")]


@given(st.text())
def test_texts_come_back(text: str) -> None:
    assert excel_binary._text(wide(text) + b"x", 0)[1] == len(wide(text))

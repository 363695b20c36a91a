"""What an .xls holds beside its values, and what happens where the two readers of it disagree."""

from __future__ import annotations

import struct
from datetime import date, datetime, time

import pytest
import xlrd

from xltools.office import xls
from xltools.office.container import UnsafeError
from xltools.office.grid import read_book
from xltools.office.sheet import Box, Notes, Sheet

from .conftest import LONG

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
    counted = {name: one._replace(filled=(one.filled or 0) + 1) for name, one in xls.notes(data).items()}
    monkeypatch.setattr(xls, "notes", lambda data: counted)
    with pytest.raises(UnsafeError) as refused:
        read_book(data)
    assert refused.value.code == "F101"


def test_a_sheet_that_only_one_reader_sees_refuses_the_file(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xls, "notes", lambda data: {"Trang 1": xls.Notes()})
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
        xls._check_work(body, 0, len(body))
    assert refused.value.code == "F115"
    xls._check_work(body, 0, len(body) // 2)

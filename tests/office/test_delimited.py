"""CSV files in every encoding and with every delimiter come back as they were typed."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.office import container, delimited
from xltools.office.container import UnsafeError
from xltools.office.delimited import read_delimited
from xltools.reading.recode import recoded

HEADER = ["STT", "Nội dung", "Số ngày đi", "Thời gian cụ thể", "Địa điểm"]
ROW = ["1", "1.1", "2,5", "01/4/2023 - 03/4/2023", "Xã Suối Dây, huyện Tân Châu"]
TITLE = ["Tây Ninh, ngày 10 tháng 02 năm 2023", "", "", "", ""]
TABLE = [TITLE, HEADER, ROW]


def written(rows: list[list[str]], delimiter: str = ",", newline: str = "\r\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return out.getvalue()


def decomposed(text: str) -> bytes:
    """Text as Windows-1258 holds it: the tone behind its letter."""
    plain = "ÀÂĂÈÉÊÔƠÙÛƯàâăèéêôơùûưÁáÓóÄäËëÏïÖöÜüÍíÑñÚú"
    letters = [c if c in plain else "".join(_with_tone(c)) for c in text]
    return "".join(letters).encode("cp1258")


def _with_tone(letter: str) -> tuple[str, str]:
    parts = unicodedata.normalize("NFD", letter)
    tones = "".join(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tones)), tones


def rows(data: bytes) -> list[list[str]]:
    return [[str(value) for value in row] for row in read_delimited(data).rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_form(encoding: str, newline: str, delimiter: str) -> None:
    data = written(TABLE, delimiter, newline).encode(encoding)
    assert container.kind_of(data) == "csv"
    sheet = read_delimited(data)
    assert (sheet.name, sheet.hidden, list(sheet.rows), sheet.changes) == ("CSV", False, TABLE, {})


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_windows_1258(delimiter: str) -> None:
    assert rows(decomposed(written(TABLE, delimiter))) == TABLE


@pytest.mark.parametrize(
    "header",
    [
        ["STT", "Néi dung", "Sè ngµy ®i", "Thêi gian cô thÓ", "§Þa ®iÓm"],
        ["STT", "Noäi dung", "Soá ngaøy ñi", "Thôøi gian cuï theå", "Ñòa ñieåm"],
    ],
    ids=["TCVN3", "VNI"],
)
def test_old_codes_come_as_the_characters_of_their_bytes(header: list[str]) -> None:
    data = written([header, ["1", "1.1", "2,5", "01/4/2023", "x"]], ";").encode("cp1252")
    sheet = recoded(read_delimited(data))
    assert sheet.rows[0] == HEADER
    assert sheet.changes[1, 2].code == "F123"


def test_english_quotes_of_windows_1252() -> None:
    assert rows("STT;“a”;–\n".encode("cp1252")) == [["STT", "“a”", "–"]]


@pytest.mark.parametrize("first", ["sep=;\r\n", '"sep=;"\r\n', "SEP=;\n"])
def test_the_line_by_which_excel_is_told_the_delimiter(first: str) -> None:
    assert rows((first + "a,b;c\r\n").encode()) == [["a,b", "c"]]


def test_line_breaks_and_quotes_in_a_cell() -> None:
    typed = [HEADER, ["1", '1.1 Họp "3 chủ động"', "30", "01/4/2023\n- 01/5/2023", "Xã A\r\nHuyện B"]]
    assert rows(written(typed, ";").encode()) == typed


def test_quotes_that_do_not_close_swallow_no_rows() -> None:
    text = 'STT;Nội dung;Số ngày;Thời gian;Địa điểm\n1;"1.1;30;01/4/2023;x\n2;1.2;10;01/6/2023;y\n'
    assert [row[:3] for row in rows(text.encode())] == [
        ["STT", "Nội dung", "Số ngày"],
        ["1", '"1.1', "30"],
        ["2", "1.2", "10"],
        ["", "", ""],
    ]


def test_rows_of_unequal_length_are_filled_up() -> None:
    assert rows("Bản đăng ký\nSTT,Nội dung,Số ngày\n1\n".encode()) == [
        ["Bản đăng ký", "", ""],
        ["STT", "Nội dung", "Số ngày"],
        ["1", "", ""],
    ]


def test_a_row_with_more_cells_than_the_header_is_told() -> None:
    text = ",".join(HEADER) + "\n1,1.1,30,01/4/2023,Xã A, huyện B\n2,1.1,30,01/6/2023,Xã A,\n"
    change = read_delimited(text.encode()).changes
    assert {place: (one.code, one.given, one.expected) for place, one in change.items()} == {(2, 1): ("F135", "6", "5")}


# ------------------------------------------------------------------ limits


@pytest.mark.parametrize(
    "data",
    [
        b"a" * (delimited._LARGEST + 1),
        b"," * 1_000,
        b"a" * 32_768 + b",b",
        b",,,,,,,,,\n" * 100_001,
    ],
    ids=["bytes", "columns", "cell", "cells"],
)
def test_limits(data: bytes) -> None:
    with pytest.raises(UnsafeError, match="F115"):
        read_delimited(data)


def test_the_longest_cell_that_is_read() -> None:
    assert rows(b"a" * 32_767 + b",b") == [["a" * 32_767, "b"]]


# ------------------------------------------------------------------ whatever is typed

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('\n",;\t'), max_size=12)
ROWS = st.lists(st.lists(TEXT, min_size=5, max_size=5), max_size=6)


@given(
    ROWS, st.sampled_from(",;\t"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.sampled_from(["\r\n", "\n"])
)
def test_any_table_comes_back(typed: list[list[str]], delimiter: str, encoding: str, newline: str) -> None:
    table = [HEADER, *typed]
    assert rows(written(table, delimiter, newline).encode(encoding)) == table


@given(st.binary(max_size=200))
def test_any_bytes_give_rows_of_one_length(data: bytes) -> None:
    assert len({len(row) for row in rows(data)}) <= 1

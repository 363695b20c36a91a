"""Whole sheets as people lay them out: what is read, what is told, and that nothing is passed over in silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from xltools.model import Finding, Person
from xltools.office.sheet import Notes, Sheet, Value
from xltools.plan.lookups import Lookups
from xltools.plan.toml import load_builtin
from xltools.reading.reader import read, unread_rows
from xltools.reading.recognise import tables
from xltools.reading.submission import parse
from xltools.vietnamese.numbers import days_text

from ..filled import done, draw, saved

CASES = Path(__file__).parents[1] / "cases" / "layouts.txt"
ROSTER = (
    Person("TG-01", "Lê Thị Mai", "Trưởng ban", "TG", "LD"),
    Person("TG-02", "Phan Văn Bình", "Chuyên viên", "TG", "CV"),
    Person("VP-01", "Cao Minh Trí", "Chánh Văn phòng", "VP", "LD"),
)
LOOKUPS = Lookups(replace(load_builtin("2023"), people=ROSTER), True)
HEADERS = {
    "mau1": ("BẢN ĐĂNG KÝ", "STT | Nội dung | Số ngày | Thời gian | Địa điểm"),
    "mau2": ("BẢN TỔNG HỢP ĐĂNG KÝ", "STT | Họ và tên | Chức vụ | Nội dung | Thời gian | Địa điểm"),
    "mau3": (
        "TỔNG HỢP BÁO CÁO quý II năm 2023",
        "STT | Họ và tên | Nội dung | Cụ thể | Số ngày | Thời gian | Địa điểm | Kết quả",
    ),
}
MAU3 = HEADERS["mau3"][1].split(" | ")
TITLE = [HEADERS["mau3"][0], *[""] * 7]
ENTRY = ["1", "Phan Văn Bình", "1.1", "Làm đường", "3", "01/4/2023 - 03/4/2023", "xã Suối Dây", "Tốt"]
PHONES = (
    ["STT", "Họ và tên", "Chức vụ", "Điện thoại"],
    *([number, "Phan Văn Bình", "Chuyên viên", "0900 000 000"] for number in range(1, 9)),
)


def grid(lines: list[str]) -> Sheet:
    rows: list[list[Value]] = []
    for line in lines:
        for whole in HEADERS.get(line.strip(), (line,)):
            rows.append([cell.strip() for cell in whole.split("|")])
    width = max(map(len, rows))
    return Sheet("Sheet1", False, [row + [""] * (width - len(row)) for row in rows])


def cases() -> Iterator[tuple[str, list[str], list[str]]]:
    for block in CASES.read_text("utf-8").split("\n== ")[1:]:
        title, *lines = block.splitlines()
        told = [line[3:] for line in lines if line.startswith("=> ")]
        yield title, [line for line in lines if line and not line.startswith("=> ")], told


def told(finding: Finding) -> str:
    place = finding.cell.name if finding.cell else "-"
    said = " → ".join(filter(None, (finding.given, finding.expected)))
    said = f"→ {finding.expected}" if finding.expected and not finding.given else said
    return f"{place} {finding.code}" + (f" ({said})" if said else "")


def readings(sheet: Sheet) -> list[str]:
    found = list(tables(sheet))
    unread = list(unread_rows(sheet, found))
    lines = []
    for table in found:
        form, findings = parse(table, LOOKUPS, "TG")
        entries = [f"{e.row} {e.person or '-'} {'-' if e.days is None else days_text(e.days)}" for e in form.entries]
        problems = sorted(told(finding) for finding in (*findings, *unread) if finding.code != "T205")
        unread = []
        lines.append(f"{form.form}; {', '.join(entries)}; {'; '.join(problems)}".strip())
    return lines or ["none"]


@pytest.mark.parametrize(("lines", "expected"), [case[1:] for case in cases()], ids=[case[0] for case in cases()])
def test_layouts(lines: list[str], expected: list[str]) -> None:
    assert readings(grid(lines)) == expected


# ------------------------------------------------------------------ files of several sheets


def book(**sheets: object) -> bytes:
    """A workbook: each sheet ``"form"``, a list of rows, or ``"hidden"`` before either."""
    made = Workbook()
    del made["Sheet"]
    for name, what in sheets.items():
        sheet = made.create_sheet(name)
        if name.startswith("hidden"):
            sheet.sheet_state = "hidden"
        if what == "form":
            draw(sheet, "mau3", "TG", [("Phan Văn Bình", *done("1", "05/4/2023"))], 2)
        elif isinstance(what, list | tuple):
            for row in what:
                sheet.append(list(row))
    return saved(made)


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        ({"A": "form"}, []),
        ({"A": "form", "B": []}, []),
        ({"A": [], "B": "form"}, []),
        ({"A": [["Ghi chú"]], "B": "form"}, ["F131 B"]),
        ({"A": "form", "B": [["Ghi chú"], ["Đã kiểm tra"]]}, []),
        ({"A": "form", "B": PHONES}, []),
        ({"A": "form", "B": [[1, "xã Suối Dây", "huyện Tân Châu"], [2, "xã Suối Đá", "huyện Dương Minh Châu"]]}, []),
        ({"A": "form", "B": [["1.1", "Phối hợp tổ chức"], ["1.2", "Kiểm tra, giám sát"]]}, []),
        ({"A": "form", "B": [["", "x"], ENTRY]}, ["F127 dòng 2, trang tính “B”"]),
        ({"A": "form", "B": [ENTRY, ["chữ ký"], ENTRY]}, ["F127 dòng 1–3, trang tính “B”"]),
        ({"A": "form", "hiddenB": [ENTRY]}, ["F127 dòng 1, trang tính “hiddenB”"]),
        ({"A": "form", "B": [[1, "Bình", 3, 45017]]}, ["F127 dòng 1, trang tính “B”"]),
        ({"A": "form", "DanhMuc": [ENTRY]}, []),
        ({"A": "form", "B": [["Họ tên", "Thời gian", "Địa điểm", "Số ngày"]]}, ["F127 dòng 1, trang tính “B”"]),
        ({"hiddenA": [["x"]], "B": "form"}, []),
        ({"hiddenA": "form", "B": [["x"]]}, ["F108 hiddenA"]),
        ({"A": "form", "B": "form"}, []),
    ],
    ids=str,
)
def test_sheets_beside_the_form(sheets: dict[str, object], expected: list[str]) -> None:
    found = read(book(**sheets), LOOKUPS, "TG")
    assert all(reading.submission is not None for reading in found)
    assert [f"{one.code} {one.given}" for reading in found for one in reading.findings] == expected


def test_visible_forms_come_last_for_the_last_of_two_versions_counts() -> None:
    found = read(book(A="form", hiddenB="form", C=[ENTRY], D="form"), LOOKUPS, "TG")
    assert [reading.submission and reading.submission.sheet for reading in found] == ["hiddenB", "A", "D"]
    assert [[finding.code for finding in reading.findings] for reading in found] == [["F108"], ["F127"], []]


def test_a_file_in_which_nothing_is_known_says_so_once() -> None:
    (reading,) = read(book(A=[ENTRY], B=[ENTRY]), LOOKUPS, "TG")
    assert (reading.submission, [finding.code for finding in reading.findings]) == (None, ["F102"])


# ------------------------------------------------------------------ nothing is dropped


ANY_ROW = st.one_of(
    st.just(ENTRY),
    st.just([""] * 8),
    st.just(["Tổng", "", "", "", "3", "", "", ""]),
    st.just(["", "Ban Tuyên giáo", "", "", "", "", "", ""]),
    st.just(["", "", "", "", "", "TRƯỞNG BAN", "", ""]),
    st.just(["", "Ghi chú: x", "", "", "", "", "", ""]),
    st.just(["STT", "Họ và tên", "Chức vụ", "Điện thoại", "", "", "", ""]),
    st.just(TITLE),
    st.just(MAU3),
)


@settings(max_examples=150)
@given(st.lists(ANY_ROW, max_size=12))
def test_every_entry_is_read_or_told(rows: list[list[str]]) -> None:
    sheet = Sheet("Sheet1", False, [TITLE, MAU3, *rows])
    found = list(tables(sheet))
    seen: set[int] = set()
    for table in found:
        form, findings = parse(table, LOOKUPS, "TG")
        seen |= {entry.row for entry in form.entries}
        seen |= {finding.cell.row for finding in findings if finding.cell and finding.code == "F128"}
    for finding in unread_rows(sheet, found):
        numbers = [int(word) for word in finding.given.partition(",")[0].removeprefix("dòng ").split("–")]
        seen |= set(range(numbers[0], numbers[-1] + 1))
    assert {number for number, row in enumerate(sheet.rows, 1) if row == ENTRY} <= seen


# ------------------------------------------------------------------ bad input


def seconds(rows: list[list[str]], notes: Notes) -> float:
    sheet = Sheet("Sheet1", False, rows, notes)
    start = process_time()
    found = list(tables(sheet))
    for table in found:
        parse(table, LOOKUPS, "TG")
    list(unread_rows(sheet, found))
    return process_time() - start


@pytest.mark.parametrize(
    "rows",
    [
        [TITLE, *[MAU3, ENTRY] * 2_500],
        [TITLE, *[MAU3] * 5_000],
        [TITLE, MAU3, ENTRY] * 1_000,
        [TITLE, MAU3, ENTRY, *[[""] * 8] * 10_000, ENTRY],
        [TITLE + [""] * 192, MAU3 + [""] * 192, *[ENTRY + ["x"] * 192] * 500],
        [["STT", "Họ và tên", "Chức vụ", "Điện thoại", "", "", "", ""], ENTRY] * 2_500,
        [["x " * 500_000, *[""] * 7], ["y\n" * 300_000, *[""] * 7], TITLE, MAU3, ENTRY],
    ],
    ids=["repeated with rows", "repeated", "thousand forms", "blank rows", "wide", "other headers", "giant heading"],
)
def test_strange_sheets_are_read_in_time(rows: list[list[str]]) -> None:
    errors = {(number, 3): "#REF!" for number in range(1, len(rows), 3)}
    assert seconds(rows, Notes()) < 10
    assert seconds(rows, Notes(errors=errors)) < 10

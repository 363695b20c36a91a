"""Ditto marks and merged cells: what a cell that stands for another is taken for, and what is told about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from xltools.forms.catalogue import CATALOGUE
from xltools.model import Entry, Finding, Person
from xltools.office.sheet import Box, Notes, Sheet, Value
from xltools.plan.lookups import Lookups
from xltools.plan.toml import load_builtin
from xltools.reading.reader import read
from xltools.reading.recognise import Findings, Table
from xltools.reading.rows import Row, RowKind, filled, is_ditto

from ..filled import DETAIL, FIELDS, PLACE, RESULT, Cell, done, draw, form, saved

CASES = Path(__file__).parents[1] / "cases" / "dittos.txt"
ROSTER = (
    Person("TG-01", "Lê Thị Mai", "Trưởng ban", "TG", "LD"),
    Person("TG-02", "Phan Văn Bình", "Chuyên viên", "TG", "CV"),
)
LOOKUPS = Lookups(replace(load_builtin("2023"), people=ROSTER), True)
MAU3 = FIELDS["mau3"]
FIRST = 7  # the row below the header of mẫu 3 as tests.filled draws it


def table() -> list[list[str]]:
    lines = [line for line in CASES.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [[cell.strip().replace("⏎", "\n") for cell in re.split(r"\s\|\s", line)] for line in lines]


def findings_of(data: bytes) -> tuple[Sequence[Entry], list[tuple[str, str, str, str]]]:
    """The entries of a form, and (cell, code, given, expected) of every finding."""
    (reading,) = read(data, LOOKUPS)
    assert reading.submission is not None
    told = sorted((f.cell.name if f.cell else "", f.code, f.given, f.expected) for f in reading.findings)
    return reading.submission.entries, told


def two_rows(field: str, above: str, typed: str) -> tuple[Sequence[Entry], list[tuple[str, str, str, str]]]:
    rows = [("Phan Văn Bình", *done("1", "05/4/2023")), ("Phan Văn Bình", *done("1", "06/4/2023"))]
    at = MAU3.index(field)
    filled_in = [
        (*row[:at], None if text == "-" else text, *row[at + 1 :])
        for row, text in zip(rows, (above, typed), strict=True)
    ]
    return findings_of(form("mau3", "TG", filled_in, 2))


@pytest.mark.parametrize(("field", "above", "typed", "read_as", "told"), table())
def test_what_a_cell_below_another_is_taken_for(field: str, above: str, typed: str, read_as: str, told: str) -> None:
    entries, findings = two_rows(field, above, typed)
    assert (entries[1].raw.get(field) or "-") == read_as
    cell = f"{'ABCDEFGH'[MAU3.index(field) + 1]}{FIRST + 1}"
    here = [(code, expected) for where, code, _, expected in findings if where == cell]
    code, _, expected = told.partition(", ")
    assert here == ([] if code == "-" else [(code, expected)])


def test_a_repeated_value_is_read_like_the_one_above() -> None:
    rows = [
        ("Phan Văn Bình", "1.5", DETAIL, "2", "05/4/2023 - 06/4/2023", PLACE, RESULT),
        ("nt", "nt", "nt", "nt", "08/4/2023 - 09/4/2023", "nt", "nt"),
        ('"', "-nt-", "như trên", "''", "10/4/2023 - 11/4/2023", "〃", '-"-'),
    ]
    entries, findings = findings_of(form("mau3", "TG", rows, 2))
    first, *others = entries
    for entry in others:
        assert (entry.person_id, entry.person_row) == ("TG-02", FIRST)
        assert (entry.contents, entry.days, entry.places) == (first.contents, first.days, first.places)
        assert (entry.detail, entry.result) == (first.detail, first.result)
    assert {code for _, code, _, _ in findings} == {"F125"}
    assert ("B8", "F125", "nt", "Phan Văn Bình") in findings
    assert ("E9", "F125", "''", "2") in findings
    assert len(findings) == 12


def test_a_date_kept_as_a_date_is_repeated_as_one() -> None:
    rows = [("Phan Văn Bình", *done("1", datetime(2023, 4, 15))), ("Lê Thị Mai", *done("1", "nt"))]
    entries, findings = findings_of(form("mau3", "TG", rows, 2))
    assert entries[1].periods == entries[0].periods
    assert findings == [("F8", "F125", "nt", "15/4/2023")]


def test_a_ditto_repeats_the_row_right_above_and_no_other() -> None:
    rows = [
        ("Phan Văn Bình", *done("1", "05/4/2023")),
        ("Phan Văn Bình", *done("1", "06/4/2023", place="")),
        ("Phan Văn Bình", *done("1", "07/4/2023", place="nt")),
    ]
    entries, findings = findings_of(form("mau3", "TG", rows, 2))
    assert entries[2].places == ()
    assert [(cell, code) for cell, code, _, _ in findings] == [("G8", "P101"), ("G9", "F132")]


def test_the_name_above_a_nameless_row_is_repeated() -> None:
    rows = [
        ("Phan Văn Bình", *done("1", "05/4/2023")),
        (None, *done("1", "06/4/2023")),
        ("nt", *done("1", "07/4/2023")),
    ]
    entries, findings = findings_of(form("mau3", "TG", rows, 2))
    assert [(entry.person_id, entry.person_row) for entry in entries] == [("TG-02", FIRST)] * 3
    assert findings == [("B9", "F125", "nt", "Phan Văn Bình")]


def test_a_ditto_without_a_name_above_is_nobody() -> None:
    entries, findings = findings_of(form("mau3", "TG", [("nt", *done("1", "05/4/2023"))], 2))
    assert entries[0].person_id is None
    assert findings == [("B7", "F132", "nt", "")]


def test_an_unknown_name_repeated_is_told_once() -> None:
    rows = [("Người Lạ", *done("1", "05/4/2023")), ("nt", *done("1", "06/4/2023"))]
    entries, findings = findings_of(form("mau3", "TG", rows, 2))
    assert [entry.person for entry in entries] == ["Người Lạ", "Người Lạ"]
    assert [(cell, code) for cell, code, _, _ in findings] == [("B7", "N101"), ("B8", "F125")]


@pytest.mark.parametrize("between", [("Ban Tuyên giáo",), ("Tổng", None, None, "2")])
def test_a_ditto_does_not_reach_across_a_section_or_a_total(between: tuple[Cell, ...]) -> None:
    rows = [("Phan Văn Bình", *done("1", "05/4/2023")), between, ("Lê Thị Mai", *done("1", "06/4/2023", place="nt"))]
    entries, findings = findings_of(form("mau3", "TG", rows, 2))
    assert entries[-1].places == ()
    assert findings == [("G9", "F132", "nt", "")]


def test_the_plans_example_row_is_not_repeated() -> None:
    sample = CATALOGUE["mau1"].samples[0]
    rows: list[tuple[Cell, ...]] = [tuple(sample[name] for name in FIELDS["mau1"]), ("nt", "nt", "05/4/2023", PLACE)]
    _, findings = findings_of(form("mau1", "TG", rows, person="Phan Văn Bình"))
    assert [code for _, code, _, _ in findings] == ["F117", "F132", "F132"]


def test_the_number_column_may_hold_marks() -> None:
    book = Workbook()
    draw(book.worksheets[0], "mau3", "TG", [("Phan Văn Bình", *done("1", "05/4/2023"))], 2)
    book.worksheets[0]["A7"] = "nt"
    entries, findings = findings_of(saved(book))
    assert (len(entries), findings) == (1, [])


def test_both_ends_of_a_time_in_two_columns_may_be_repeated() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["BAN TUYÊN GIÁO"],
        ["BẢN TỔNG HỢP ĐĂNG KÝ năm 2023"],
        ["STT", "Họ và tên", "Chức vụ", "Nội dung đi cơ sở", "Từ ngày", "Đến ngày", "Địa điểm"],
        [1, "Phan Văn Bình", "Chuyên viên", "1.1", "01/4/2023", "01/5/2023", PLACE],
        [2, "Lê Thị Mai", "Trưởng ban", "1.2", "nt", "nt", PLACE],
    ):
        sheet.append(row)
    entries, findings = findings_of(saved(book))
    assert entries[1].periods == entries[0].periods
    assert findings == [("E5", "F125", "nt", "01/4/2023"), ("F5", "F125", "nt", "01/5/2023")]


# ------------------------------------------------------------------ merged cells


def merged(*boxes: str, rows: int = 3, **cells: Cell) -> tuple[Sequence[Entry], list[tuple[str, str, str, str]]]:
    """Mẫu 3 with rows 7, 8, 9 filled in, then cells changed, then boxes merged (values below the first kept out)."""
    book = Workbook()
    sheet = book.worksheets[0]
    draw(sheet, "mau3", "TG", [("Phan Văn Bình", *done("1", f"{day:02}/4/2023")) for day in range(5, 5 + rows)], 2)
    for name, value in cells.items():
        sheet[name] = value
    for box in boxes:
        sheet.merge_cells(box)
    return findings_of(saved(book))


@pytest.mark.parametrize(("column", "field"), [("C", "contents"), ("D", "detail"), ("G", "places"), ("H", "result")])
def test_a_merged_text_belongs_to_all_its_rows(column: str, field: str) -> None:
    entries, findings = merged(f"{column}7:{column}9")
    assert len({getattr(entry, field) for entry in entries}) == 1
    assert getattr(entries[2], field)
    assert [(cell, code, given) for cell, code, given, _ in findings] == [
        (f"{column}8", "F125", "(ô gộp)"), (f"{column}9", "F125", "(ô gộp)"),
    ]  # fmt: skip


def test_a_merged_name_is_silently_fine() -> None:
    entries, findings = merged("B7:B9", "A7:A9")
    assert [(entry.person_id, entry.person_row) for entry in entries] == [("TG-02", FIRST)] * 3
    assert findings == []


@pytest.mark.parametrize("column", ["E", "F"])
def test_merged_days_or_dates_stand_for_no_row(column: str) -> None:
    _, findings = merged(f"{column}7:{column}9")
    assert findings == [(f"{column}{row}", "F126", f"{column}7:{column}9", "3") for row in (7, 8, 9)]


def test_an_empty_box_gives_nothing() -> None:
    entries, findings = merged("G7:G9", G7=None)
    assert [entry.places for entry in entries] == [(), (), ()]
    assert [code for _, code, _, _ in findings] == ["P101"] * 3


def test_a_box_over_one_row_of_data_is_no_matter() -> None:
    blank = dict.fromkeys((f"{column}8" for column in "BCDEFGH"), None)
    boxes = [f"{column}7:{column}8" for column in "ABCDEFGH"]
    entries, findings = merged(*boxes, rows=2, **blank)
    assert len(entries) == 1
    assert findings == []


def test_a_box_within_a_row_leaves_the_second_cell_empty() -> None:
    entries, findings = merged("F7:G7", rows=1)
    assert entries[0].places == ()
    assert [(cell, code) for cell, code, _, _ in findings] == [("G7", "P101")]


def test_blank_cells_below_a_filled_one_are_not_filled() -> None:
    entries, findings = merged(G8=None, C9=None)
    assert (entries[1].places, entries[2].contents) == ((), ())
    assert [(cell, code) for cell, code, _, _ in findings] == [("C9", "C103"), ("G8", "P101")]


def test_a_ditto_in_a_box_stands_for_the_row_above_the_box() -> None:
    entries, findings = merged("G8:G9", G8="nt")
    assert len({entry.places for entry in entries}) == 1
    assert [(cell, code, given) for cell, code, given, _ in findings] == [("G8", "F125", "nt"), ("G9", "F125", "nt")]


def test_a_ditto_below_a_box_stands_for_the_box() -> None:
    entries, findings = merged("C7:C8", C9="nt", C7="1.5")
    assert [entry.contents for entry in entries] == [("1.5",)] * 3
    assert findings == [("C8", "F125", "(ô gộp)", "1.5"), ("C9", "F125", "nt", "1.5")]


def resolved(boxes: Sequence[Box], *rows: dict[str, Value]) -> tuple[list[Row], list[Finding]]:
    """Rows of mẫu 3 from row 2 on, some of whose cells lie in merged boxes."""
    spec = CATALOGUE["mau3"]
    columns = {column.field: number for number, column in enumerate(spec.official, 1)}
    findings = Findings(Table(spec, Sheet("S", False, [], Notes(merged=boxes)), 1, columns, (), len(rows) + 1))
    found = filled((Row(number, RowKind.DATA, values) for number, values in enumerate(rows, 2)), findings)
    return list(found), findings.found


def test_what_a_box_hides_is_not_read() -> None:
    """LibreOffice keeps the contents of hidden cells if asked to."""
    shown: dict[str, Value] = {"person": "Phan Văn Bình", "contents": "1.5", "days": 30, "places": "xã Tân Hà"}
    hidden: dict[str, Value] = {"person": "Lê Thị Mai", "contents": "1.2", "days": 10, "places": "xã Tân Hội"}
    rows, findings = resolved([Box(2, 2, 3, 2), Box(2, 3, 3, 3), Box(2, 5, 3, 5), Box(2, 6, 2, 7)], shown, hidden)
    assert rows[0].values == {"person": "Phan Văn Bình", "contents": "1.5", "days": 30}
    assert rows[1].values == {"contents": "1.5", "places": "xã Tân Hội"}
    assert sorted(f.code for f in findings) == ["F125", "F126", "F126"]


def test_a_box_over_rows_and_columns_fills_its_first_column() -> None:
    rows, _ = resolved([Box(2, 3, 3, 4)], {"contents": "1.5", "detail": "hidden"}, {"detail": "hidden", "days": 1})
    assert [row.values for row in rows] == [{"contents": "1.5"}, {"days": 1, "contents": "1.5"}]


def test_a_box_that_starts_in_the_header_gives_its_rows_nothing() -> None:
    rows, findings = resolved([Box(1, 3, 2, 3)], {"contents": "1.5", "days": 1})
    assert (rows[0].values, findings) == ({"days": 1}, [])


def test_very_many_boxes_that_overlap_take_no_time() -> None:
    boxes = [Box(top, 3, 100_000, 3) for top in range(2, 20_000)]
    rows, findings = resolved(boxes, *({"contents": "1.5", "days": 1} for _ in range(5_000)))
    assert len(rows) == 5_000
    assert len(findings) == 4_999


@given(st.text(max_size=50))
def test_a_mark_holds_no_figure_and_few_letters(text: str) -> None:
    if is_ditto(text):
        assert not any(map(str.isdigit, text))
        assert sum(map(str.isalpha, text)) <= 22

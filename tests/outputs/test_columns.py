"""Every column shows its own fact, in the exports and in the sheets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from xltools.counting.results import CountedEntry, PersonYear, Stay, Version
from xltools.forms import catalogue
from xltools.model import (
    Cell,
    Entry,
    Filing,
    Finding,
    Period,
    Person,
    PersonStatus,
    Problem,
    Severity,
    Status,
    Submission,
)
from xltools.outputs import columns
from xltools.outputs.columns import ENTRIES, PEOPLE, PROBLEMS, SUBMISSIONS, Column, Row, export_values, sheet_values
from xltools.outputs.exports import FIELDS
from xltools.plan.plan import Plan
from xltools.plan.toml import load_builtin

PLAN: Plan = load_builtin("2023")
PERIOD = Period(date(2023, 4, 1), date(2023, 5, 1))
ENTRY = Entry(
    row=13, person_row=12, person="Người viết", person_id="CB7", title="Chuyên viên", contents=("1.1", "1.5"),
    detail="việc cụ thể", days=30.0, periods=(PERIOD,), places=("xã A, huyện B", "phường 4"), levels=("xa", "xa"),
    result="kết quả", explanation="giải trình", stay="", raw={"days": "30 ngày", "car": "Xe 7 chỗ"},
)  # fmt: skip
SUBMISSION = Submission(
    "mau3", "Trang 2", {"days": 5, "time": 6}, 11, {}, "TG", "Người nộp", "CB7", "", 2023, 2, None, False, (ENTRY,)
)
FILING = Filing(
    "2-NopBai/TG/a.xlsx", "f" * 64, 0, 1, datetime(2023, 6, 20, 8, 30), False, Status.ACCEPTED_WITH_WARNINGS,
    SUBMISSION, (),
)  # fmt: skip
COUNTED = CountedEntry(
    FILING, ENTRY, "CB7", "VP", "performed", 3, 30.0, False, True, True, 28.5, outside=2, stays=(4, 5)
)
PERSON = Person("CB7", "Lê Ẩn", "Trưởng Ban", "TG", "LD", "van_thu", group_proposed=True)
YEAR = PersonYear(
    PERSON, (), (), 31.0, 3, 0, (1.0, 2.5, 4.0, 8.0), 15.5, (Stay(1, PERIOD, 30, True), Stay(2, PERIOD, 2, False)),
    44.5, ("1.2",), ("1.4",), {}, (2,), 25, True,
    {"mau1": "on_time", "mau2": "late", "Q1": "missing", "Q2": "nil", "Q3": "pending", "Q4": "waived"},
    PersonStatus.BEHIND,
)  # fmt: skip
CELL = Cell("Trang 3", 14, 4, "2-NopBai/TG/a.xlsx", "f" * 64)
PROBLEM = Problem(
    Finding("T304", CELL, "đã ghi", "cần ghi", "CB7", "VP"), Severity.WARNING, "Câu báo.", (CELL._replace(row=15),)
)
VERSION = Version(FILING, 2, Status.SUPERSEDED, datetime(2023, 6, 1, 7), False, False)


OF_FORMS = {column.field for column in catalogue.text_columns()}
"""Columns that some form has and no table names: each is added by a form's specification alone."""


def exported(table: tuple[Column[Any], ...], row: Row[Any]) -> dict[str, object]:
    return {field: value(row) for field, value in export_values(table).items()}


def in_sheet(table: tuple[Column[Any], ...], row: Row[Any]) -> dict[str, object]:
    shown = dict(zip([c.header for c in table], [value(row) for value in sheet_values(table)], strict=True))
    return {header: value for header, value in shown.items() if header not in ("Mã băm của tệp (SHA-256)",)}


def test_the_keys_of_the_exports_are_those_scripts_rely_on() -> None:
    assert {what: " ".join(field for field in fields if field not in OF_FORMS) for what, fields in FIELDS.items()} == {
        "entries": "person_id person unit form kind quarter contents detail days periods places result explanation"
        " file sheet row sha256 counted counted_days",
        "people": "person_id person unit title group exempt registered_days registered_stays q1_days q2_days q3_days"
        " q4_days performed_days stays long_stays missing_days contents outside_focus status",
        "problems": "code severity file sheet cell unit person given expected message sha256",
        "submissions": "file sha256 unit form quarter person version received_at first_received_at on_time status"
        " errors warnings",
    }


def test_an_entry_s_facts_stand_each_in_its_column() -> None:
    row, table = Row(COUNTED, PLAN, "Lê Ẩn", 17), tuple(c for c in ENTRIES if c.field not in OF_FORMS)
    assert exported(table, row) == {
        "person_id": "CB7", "person": "Lê Ẩn", "unit": "VP", "form": "mau3", "kind": "performed", "quarter": 3,
        "contents": "1.1;1.5", "detail": "việc cụ thể", "days": 30, "periods": "2023-04-01..2023-05-01",
        "places": "xã A, huyện B;phường 4", "result": "kết quả", "explanation": "giải trình",
        "file": "2-NopBai/TG/a.xlsx", "sheet": "Trang 2", "row": 13, "sha256": "f" * 64, "counted": True,
        "counted_days": 28.5,
    }  # fmt: skip
    assert in_sheet(table, row) == {
        "STT cán bộ": 17, "Mã cán bộ": "CB7", "Họ và tên": "Lê Ẩn", "Đơn vị": "VP", "Biểu mẫu": "Mẫu 3",
        "Loại": "Thực hiện", "Quý": 3, "Nội dung": "1.1; 1.5", "Cụ thể nội dung": "việc cụ thể", "Số ngày khai": 30,
        "Thời gian cụ thể": "01/4/2023 – 01/5/2023", "Địa điểm": "xã A, huyện B; phường 4", "Kết quả": "kết quả",
        "Giải trình": "giải trình", "Được tính": "Có", "Số ngày được tính": 28.5, "Đợt số": "4; 5",
        "Ghi chú": "2 ngày ngoài thời gian của kế hoạch", "Tệp": "2-NopBai/TG/a.xlsx", "Trang tính": "Trang 2",
        "Ô (nhấn để mở)": "E13", "Dòng": 13,
    }  # fmt: skip


def test_a_person_s_facts_stand_each_in_its_column() -> None:
    row = Row(YEAR, PLAN, "Lê Ẩn", 17)
    assert exported(PEOPLE, row) == {
        "person_id": "CB7", "person": "Lê Ẩn", "unit": "TG", "title": "Trưởng Ban", "group": "LD",
        "exempt": "van_thu", "registered_days": 31, "registered_stays": 3, "q1_days": 1, "q2_days": 2.5, "q3_days": 4,
        "q4_days": 8, "performed_days": 15.5, "stays": 2, "long_stays": 1, "missing_days": 44.5, "contents": "1.2",
        "outside_focus": "1.4", "status": "cham",
    }  # fmt: skip
    fields = [column.field for column in PEOPLE]
    assert dict(zip(fields, [value(row) for value in sheet_values(PEOPLE)], strict=True)) == {
        "number": 17, "person_id": "CB7", "person": "Lê Ẩn", "title": "Trưởng Ban", "unit": "TG",
        "group": "LD (đề xuất)", "exempt": "Không thuộc diện miễn: Văn thư", "registered_days": 31,
        "registered_stays": 3, "q1_days": 1, "q2_days": 2.5, "q3_days": 4, "q4_days": 8, "performed_days": 15.5,
        "missing_days": 44.5, "stays": 2, "long_stays": 1, "contents": "1.2", "outside_focus": "1.4",
        "report_mau1": "Đúng hạn", "report_mau2": "Trễ hạn", "report_Q1": "Thiếu",
        "report_Q2": "Không phát sinh (có báo cáo cá nhân)", "report_Q3": "Chưa đến hạn",
        "report_Q4": "Được chấp nhận", "status": "Chậm tiến độ", "possible": "Còn 25 ngày: còn có thể hoàn thành",
    }  # fmt: skip
    headers = {column.field: column.header for column in PEOPLE}
    assert (headers["title"], headers["unit"], headers["q3_days"], headers["missing_days"], headers["stays"]) == (
        "Chức vụ", "Đơn vị", "Quý III", "Còn thiếu", "Số đợt",
    )  # fmt: skip


def test_a_problem_s_facts_stand_each_in_its_column() -> None:
    row = Row(PROBLEM, PLAN, "Lê Ẩn", 17)
    assert exported(PROBLEMS, row) == {
        "code": "T304", "severity": "warning", "file": "2-NopBai/TG/a.xlsx", "sheet": "Trang 3", "cell": "D14",
        "unit": "VP", "person": "Lê Ẩn", "given": "đã ghi", "expected": "cần ghi", "message": "Câu báo.",
        "sha256": "f" * 64,
    }  # fmt: skip
    assert in_sheet(PROBLEMS, row) == {
        "STT": 17, "Mức độ": "Cảnh báo", "Mã": "T304", "Đơn vị": "VP", "Cán bộ": "Lê Ẩn", "Tệp": "2-NopBai/TG/a.xlsx",
        "Trang tính": "Trang 3", "Ô (nhấn để mở)": "D14", "Nội dung khai": "đã ghi", "Yêu cầu": "cần ghi",
        "Thông báo": "Câu báo. Cũng như vậy ở ô: D15.",
    }  # fmt: skip


def test_a_problem_of_a_whole_file_or_of_none_names_no_cell() -> None:
    whole = replace(PROBLEM, finding=Finding("F101", Cell("", 0, 0, "2-NopBai/TG/b.xls", "e" * 64)), also=())
    row = Row(whole, PLAN)
    assert {"file": "2-NopBai/TG/b.xls", "sheet": None, "cell": None}.items() <= exported(PROBLEMS, row).items()
    assert {"Ô (nhấn để mở)": "Mở tệp", "Đơn vị": "TG"}.items() <= in_sheet(PROBLEMS, row).items()
    none = Row(replace(PROBLEM, finding=Finding("H101"), also=()), PLAN)
    assert {"file": None, "sheet": None, "cell": None, "sha256": None}.items() <= exported(PROBLEMS, none).items()
    assert in_sheet(PROBLEMS, none)["Ô (nhấn để mở)"] == ""


def test_a_submission_s_facts_stand_each_in_its_column() -> None:
    assert exported(SUBMISSIONS, Row(VERSION, PLAN)) == {
        "file": "2-NopBai/TG/a.xlsx", "sha256": "f" * 64, "unit": "TG", "form": "mau3", "quarter": 2,
        "person": "Người nộp", "version": 2, "received_at": "2023-06-20T08:30:00",
        "first_received_at": "2023-06-01T07:00:00", "on_time": False, "status": "superseded", "errors": 0,
        "warnings": 0,
    }  # fmt: skip


@pytest.mark.parametrize("table", [ENTRIES, PEOPLE, PROBLEMS, SUBMISSIONS])
def test_no_table_has_a_field_twice(table: tuple[Column[Any], ...]) -> None:
    fields = [column.field for column in table]
    assert len(set(fields)) == len(fields)


def test_every_text_column_of_a_form_is_a_column_of_entries() -> None:
    assert {column.field for column in ENTRIES} >= OF_FORMS
    column = columns.form_text(catalogue.Column("car", "Phương tiện", 12))
    row = Row(COUNTED, PLAN)
    assert exported((column,), row) == {"car": "Xe 7 chỗ"}
    assert in_sheet((column,), row) == {"Phương tiện": "Xe 7 chỗ"}
    assert columns.value_text(column, Row(replace(COUNTED, entry=replace(ENTRY, raw={})), PLAN)) == ""

"""From the bytes of a form to its values, each with the cell it stands in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from xltools.forms.catalogue import CATALOGUE
from xltools.model import Cell as At
from xltools.model import Finding, Period, Person, Submission
from xltools.office.sheet import raw_text
from xltools.outputs.official import blank_form
from xltools.plan.lookups import Lookups
from xltools.plan.toml import load_builtin
from xltools.reading.reader import read

from ..filled import DETAIL, FIELDS, PLACE, RESULT, VD1, VD2, Cell, done, draw, form, saved

ROSTER = (
    Person("TG-01", "Lê Thị Mai", "Trưởng ban", "TG", "LD"),
    Person("TG-02", "Phan Văn Bình", "Chuyên viên", "TG", "CV"),
    Person("VP-01", "Cao Minh Trí", "Chánh Văn phòng", "VP", "LD"),
)
PLAN = replace(load_builtin("2023"), people=ROSTER)
LOOKUPS = Lookups(PLAN, True)


def one(data: bytes, folder: str | None = None, lookups: Lookups = LOOKUPS) -> tuple[Submission, list[Finding]]:
    """The one form of a workbook."""
    (reading,) = read(data, lookups, folder)
    assert reading.submission is not None
    return reading.submission, list(reading.findings)


def codes(found: list[Finding]) -> list[str]:
    return [finding.code for finding in found]


def mau3(*rows: tuple[Cell, ...], **said: str) -> bytes:
    return form("mau3", "TG", rows, 2, **said)


# ------------------------------------------------------------------ values and their cells


def test_every_value_of_the_plans_example_and_its_cell() -> None:
    data = form("mau1", "TG", [(*VD1, PLACE), (*VD2, PLACE)], person="Phan Văn Bình", title="Chuyên viên")
    found, findings = one(data)
    assert findings == []
    assert (found.form, found.unit, found.person_id, found.year, found.quarter) == ("mau1", "TG", "TG-02", 2023, None)
    assert {name: cell.name for name, cell in found.head.items()} == {
        "unit": "A2", "quarter": "A5", "person": "A6", "title": "A7",
    }  # fmt: skip
    first, second = found.entries
    assert first.contents == ("1.1",)
    assert (first.days, first.periods) == (30, (Period(date(2023, 4, 1), date(2023, 5, 1)),))
    assert (first.places, first.levels) == (("xã Suối Dây, huyện Tân Châu",), ("xa",))
    assert first.raw == {"contents": VD1[0], "days": "30 ngày", "time": VD1[2], "places": PLACE}
    assert (second.contents, second.days) == (("1.3",), 10)
    assert second.periods == (Period(date(2023, 6, 1), date(2023, 6, 15)),)
    assert [found.cell(name, second.row).name for name in ("contents", "days", "time", "places")] == [
        "B11", "C11", "D11", "E11",
    ]  # fmt: skip


def test_cells_of_a_table_that_was_moved() -> None:
    book = Workbook()
    draw(book.worksheets[0], "mau3", "TG", [("Phan Văn Bình", *done("nhiều", "05/4/2023"))], 2)
    book.worksheets[0].insert_rows(1, 6)
    book.worksheets[0].insert_cols(1, 2)
    found, findings = one(saved(book))
    assert findings == [Finding("T201", At("Sheet", 13, 7), "nhiều")]
    assert found.cell("days", 13).name == "G13"
    assert found.header_row == 12


def test_a_name_typed_once_or_merged_stands_for_the_rows_below() -> None:
    names = ("Phan Văn Bình", None, None, "Lê Thị Mai")
    rows = [(name, *done("1", f"{day:02}/4/2023")) for day, name in enumerate(names, 1)]
    book = Workbook()
    draw(book.worksheets[0], "mau3", "TG", rows, 2)
    book.worksheets[0].merge_cells("B7:B9")
    found, findings = one(saved(book))
    assert findings == []
    assert [(entry.person_id, entry.row, entry.person_row) for entry in found.entries] == [
        ("TG-02", 7, 7), ("TG-02", 8, 7), ("TG-02", 9, 7), ("TG-01", 10, 10),
    ]  # fmt: skip


def test_rows_before_any_name_are_nobodys() -> None:
    found, findings = one(mau3((None, *done("1", "01/4/2023")), ("Lê Thị Mai", *done("1", "01/4/2023"))))
    assert [entry.person_id for entry in found.entries] == [None, "TG-01"]
    assert findings == [Finding("N106", At("Sheet", 7, 2))]


def test_a_section_row_ends_the_reach_of_a_name() -> None:
    rows: list[tuple[Cell, ...]] = [
        ("Lê Thị Mai", *done("1", "01/4/2023")),
        ("Ban Tuyên giáo",),
        (None, *done("1", "02/4/2023")),
    ]
    found, findings = one(mau3(*rows))
    assert [entry.person_id for entry in found.entries] == ["TG-01", None]
    assert "N106" in codes(findings)


def test_of_namesakes_a_row_means_the_one_of_the_unit_it_stands_under() -> None:
    namesakes = (Person("TG-09", "Võ An", "", "TG", "CV"), Person("VP-09", "Võ An", "", "VP", "CV"))
    lookups = Lookups(replace(PLAN, people=(*ROSTER, *namesakes)), True)
    trip = ("Võ An", *done("1", "01/4/2023"))
    found, findings = one(mau3(trip, ("VĂN PHÒNG TỈNH ĐOÀN",), trip, ("BAN TUYÊN GIÁO",), trip), lookups=lookups)
    assert [entry.person_id for entry in found.entries] == ["TG-09", "VP-09", "TG-09"]
    assert findings == [Finding("N105", At("Sheet", 9, 2), "Võ An", "VP")]


# ------------------------------------------------------------------ kinds of cells


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("contents", 1.3, ("1.3",)),
        ("contents", "1,3", ("1.3",)),
        ("contents", "1.1; 1.5", ("1.1", "1.5")),
        ("days", 30, 30),
        ("days", 2.5, 2.5),
        ("days", "30 ngày", 30),
        ("days", "2,5", 2.5),
        ("periods", datetime(2023, 4, 15), (Period(date(2023, 4, 15), date(2023, 4, 15)),)),
        ("periods", "15/4/2023", (Period(date(2023, 4, 15), date(2023, 4, 15)),)),
        ("periods", "15/4/2023⏎-⏎16/4/2023", (Period(date(2023, 4, 15), date(2023, 4, 16)),)),
        ("periods", "15/4/2023 \u2013 16/4/2023", (Period(date(2023, 4, 15), date(2023, 4, 16)),)),
        ("days", True, None),
        ("periods", True, None),
        ("contents", datetime(2023, 3, 1), ()),
        ("result", "  nhiều   chỗ trống ", "nhiều chỗ trống"),
        ("detail", 5, "5"),
    ],
)
def test_a_cell_of_any_kind(field: str, value: Cell, expected: object) -> None:
    row = dict(zip(FIELDS["mau3"], ("Phan Văn Bình", *done("1", "15/4/2023")), strict=True))
    typed = value.replace("⏎", "\n") if isinstance(value, str) else value
    row["time" if field == "periods" else field] = typed
    found, findings = one(mau3(tuple(row.values())))
    assert getattr(found.entries[0], field) == expected
    assert bool(findings) is (expected in (None, ()))


@pytest.mark.parametrize(
    ("value", "text"),
    [(30.0, "30"), (0.5, "0,5"), (datetime(2023, 4, 1), "01/4/2023"), (date(2023, 12, 5), "05/12/2023"), ("x", "x"),
     (True, "Đúng")],
)  # fmt: skip
def test_what_a_cell_is_quoted_as(value: Cell, text: str) -> None:
    assert raw_text(value or "") == text


def test_a_row_keeps_what_can_be_read_beside_what_cannot() -> None:
    found, findings = one(mau3(("Phan Văn Bình", "gì đó", DETAIL, "mấy hôm", "hôm nọ", "", RESULT)))
    (entry,) = found.entries
    assert (entry.contents, entry.days, entry.periods, entry.detail) == ((), None, None, DETAIL)
    assert sorted(codes(findings)) == ["C101", "P101", "T101", "T201"]
    assert {finding.cell.name for finding in findings if finding.cell} == {"C7", "E7", "F7", "G7"}
    assert entry.raw["time"] == "hôm nọ"


# ------------------------------------------------------------------ forms as handed out


@pytest.mark.parametrize("code", ["mau1", "mau2", "baocao", "mau3"])
def test_a_form_sent_back_unfilled_holds_nobody_and_no_day(code: str) -> None:
    quarter = 2 if CATALOGUE[code].quarterly else None
    found, findings = one(blank_form(code, PLAN, unit=PLAN.unit_by_code["TG"], person=ROSTER[1], quarter=quarter))
    assert (found.form, found.unit, found.quarter, found.entries, found.nil) == (code, "TG", quarter, (), False)
    assert "F103" in codes(findings)
    assert set(codes(findings)) <= {"F103", "F117"}


def test_example_rows_left_in_are_told_and_not_counted() -> None:
    samples = CATALOGUE["mau1"].samples
    rows = [tuple(sample[name] for name in FIELDS["mau1"]) for sample in samples]
    found, findings = one(form("mau1", "TG", [*rows, (*VD1, PLACE)], person="Phan Văn Bình"))
    assert [entry.days for entry in found.entries] == [30]
    assert codes(findings) == ["F117", "F117"]


# ------------------------------------------------------------------ nil, total


@pytest.mark.parametrize("text", ["KHÔNG PHÁT SINH", "Không phát sinh", "khong phat sinh", "(Không phát sinh)"])
def test_nil(text: str) -> None:
    found, findings = one(mau3((text,)))
    assert (found.nil, found.entries, findings) == (True, (), [])


@pytest.mark.parametrize("marks", [("-", "-", "-"), ("/", "0"), ("0", "–", 0, "-")])
def test_one_row_struck_out_is_nil(marks: tuple[Cell, ...]) -> None:
    found, findings = one(mau3(marks))
    assert (found.nil, found.entries, findings) == (True, (), [])


@pytest.mark.parametrize("rows", [[("-",)], [(None, "-", "-"), (None, "-", "-")], [("Lê Thị Mai", "-", "-", 0)]])
def test_a_mark_alone_or_beside_something_is_not(rows: list[tuple[Cell, ...]]) -> None:
    found, findings = one(mau3(*rows))
    assert not found.nil
    assert findings


@pytest.mark.parametrize("where", [8, 12])
def test_a_sentence_about_a_trip_is_told_in_the_table_and_below_it(where: int) -> None:
    sentence = "Ngoài ra đ/c Bình đi thêm 5 ngày từ 01/5 đến 05/5/2023"
    book = Workbook()
    sheet = book.worksheets[0]
    draw(sheet, "mau3", "TG", [("Lê Thị Mai", *done("1", "01/4/2023"))], 2)
    sheet.cell(10, 6, "TRƯỞNG BAN")
    sheet.cell(where, 1, sentence)
    found, findings = one(saved(book))
    assert len(found.entries) == 1
    assert findings == [Finding("F136", At("Sheet", where, 1), sentence)]


@pytest.mark.parametrize("name", ["Phan Văn Bình (nghỉ)", "Phan Văn Bình (?)"])
def test_a_remark_that_somebody_did_not_go_is_told(name: str) -> None:
    found, findings = one(mau3((name, *done("1", "01/4/2023"))))
    assert [entry.person_id for entry in found.entries] == ["TG-02"]
    assert findings == [Finding("N110", At("Sheet", 7, 2), name)]


def test_nil_beside_data_is_told_and_the_data_counts() -> None:
    found, findings = one(mau3(("KHÔNG PHÁT SINH",), ("Phan Văn Bình", *done("1", "01/4/2023"))))
    assert (found.nil, len(found.entries)) == (False, 1)
    assert codes(findings) == ["F121"]


@pytest.mark.parametrize(("total", "told"), [("3", []), (3, []), ("3 ngày", []), ("40", ["F118"]), ("", [])])
def test_a_typed_total_is_checked(total: Cell, told: list[str]) -> None:
    book = Workbook()
    rows = [("Phan Văn Bình", *done("1", "01/4/2023")), (None, *done("2", "03/4/2023 - 04/4/2023"))]
    draw(book.worksheets[0], "mau3", "TG", rows, 2)
    book.worksheets[0]["A9"], book.worksheets[0]["E9"] = "Tổng", total
    found, findings = one(saved(book))
    assert len(found.entries) == 2
    assert codes(findings) == told


# ------------------------------------------------------------------ whose form it is


@pytest.mark.parametrize(
    ("heading", "folder", "unit", "told"),
    [
        ("BAN TUYÊN GIÁO", None, "TG", []),
        ("BAN TUYÊN GIÁO", "TG", "TG", []),
        ("Ban Tuyên giáo Tỉnh đoàn", None, "TG", []),
        ("BAN.....", "TG", "TG", []),
        ("BAN.....", None, None, ["F104"]),
        ("BAN TUYÊN GIÁO", "VP", "TG", ["F113"]),
        ("BAN TUYÊN HUẤN", None, None, ["F104"]),
    ],
)
def test_the_unit(heading: str, folder: str | None, unit: str | None, told: list[str]) -> None:
    found, findings = one(form("mau3", heading, [("Phan Văn Bình", *done("1", "01/4/2023"))], 2), folder)
    assert found.unit == unit
    assert [code for code in codes(findings) if code.startswith("F")] == told


@pytest.mark.parametrize(
    ("name", "person", "told"),
    [
        ("Phan Văn Bình", "TG-02", []),
        ("PHAN VĂN BÌNH", "TG-02", []),
        ("Đ/c Phan Văn Bình (chuyên viên)", "TG-02", []),
        ("Phan Van Binh", None, ["F107"]),
        ("Phan Văn Bính", None, ["F107"]),
        ("", None, ["F107"]),
        ("...........", None, ["F107"]),
        ("Cao Minh Trí", "VP-01", []),
    ],
)
def test_the_person_of_a_form_of_ones_own(name: str, person: str | None, told: list[str]) -> None:
    found, findings = one(form("mau1", "TG", [(*VD1, PLACE)], person=name))
    assert found.person_id == person
    assert [code for code in codes(findings) if code == "F107"] == told


def test_a_form_of_ones_own_goes_by_the_roster_where_the_unit_is_open() -> None:
    found, findings = one(form("mau1", "BAN.....", [(*VD1, PLACE)], person="Phan Văn Bình"))
    assert (found.unit, codes(findings)) == ("TG", [])


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Phan Văn Bình", []),
        ("Phan Van Binh", ["N102"]),
        ("Người Lạ", ["N101"]),
        ("Cao Minh Trí", ["N105"]),
    ],
)
def test_a_name_in_a_row(name: str, told: list[str]) -> None:
    _, findings = one(mau3((name, *done("1", "01/4/2023"))))
    assert codes(findings) == told


def test_another_title_than_the_rosters_is_a_remark() -> None:
    rows = [("Phan Văn Bình", "Phó Trưởng ban", VD1[0], VD1[2], PLACE)]
    assert codes(one(form("mau2", "TG", rows))[1]) == ["N104"]


def test_without_a_roster_nobody_is_unknown() -> None:
    lookups = Lookups(replace(PLAN, people=()), False)
    found, findings = one(mau3(("Người Lạ", *done("1", "01/4/2023"))), lookups=lookups)
    assert (found.entries[0].person, found.entries[0].person_id, findings) == ("Người Lạ", None, [])
    found, findings = one(form("mau1", "TG", [(*VD1, PLACE)], person="Người Lạ"), lookups=lookups)
    assert (found.person, findings) == ("Người Lạ", [])


@pytest.mark.parametrize(("year", "told"), [("2023", []), ("2022", ["F105"]), ("", [])])
def test_the_year(year: str, told: list[str]) -> None:
    assert codes(one(mau3(("Phan Văn Bình", *done("1", "01/4/2023")), year=year))[1]) == told


def test_a_quarter_left_open() -> None:
    data = form("mau3", "TG", [("Phan Văn Bình", *done("1", "01/4/2023"))])
    found, findings = one(data)
    assert (found.quarter, codes(findings)) == (None, ["F106"])


# ------------------------------------------------------------------ dates a program turned round


def test_a_column_of_turned_dates_is_asked_about() -> None:
    rows = [("Phan Văn Bình", *done("1", datetime(2023, 1, 4))), (None, *done("1", "15/4/2023"))]
    found, findings = one(mau3(*rows))
    assert found.entries[0].periods is None
    assert findings == [Finding("T108", At("Sheet", 7, 6), "04/01/2023", "01/4/2023")]


def test_true_dates_are_left_alone() -> None:
    rows = [("Phan Văn Bình", *done("1", datetime(2023, 4, 15))), (None, *done("1", datetime(2023, 5, 20)))]
    found, findings = one(mau3(*rows))
    assert findings == []
    assert [str(entry.periods[0].first) for entry in found.entries if entry.periods] == ["2023-04-15", "2023-05-20"]


@pytest.mark.parametrize("until", ["01/5/2023", datetime(2023, 5, 1)])
def test_first_and_last_day_in_two_columns_are_one_period(until: Cell) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["BAN TUYÊN GIÁO"],
        ["BẢN TỔNG HỢP ĐĂNG KÝ năm 2023"],
        ["STT", "Họ và tên", "Chức vụ", "Nội dung đi cơ sở", "Từ ngày", "Đến ngày", "Địa điểm"],
        [1, "Phan Văn Bình", "Chuyên viên", "1.1", datetime(2023, 4, 1), until, PLACE],
    ):
        sheet.append(row)
    found, findings = one(saved(book))
    assert findings == []
    assert found.entries[0].periods == (Period(date(2023, 4, 1), date(2023, 5, 1)),)
    assert found.entries[0].raw["time"] == "01/4/2023 - 01/5/2023"

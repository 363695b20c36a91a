from __future__ import annotations

from dataclasses import replace

import pytest

from xltools.counting.consolidate import SourceCell, rows_by_unit, sections_of, units_shown
from xltools.model import Person


def sections(story, form, unit, quarter=None):
    by_unit = rows_by_unit(story.plan, story.year(), form, quarter)
    return list(sections_of(story.plan, form, units_shown(story.plan, by_unit, unit), titled=unit is None))


def rows(story, form, unit, quarter=None):
    (section,) = sections(story, form, unit, quarter)
    assert section.title is None
    return section.rows


def brief(row):
    return (row.values.get("person") or "", row.values["contents"], row.kept)


def test_a_unit_s_rows_come_by_rank_name_and_date(story):
    story.plan = replace(story.plan, people=(*story.plan.people, Person("P4", "Lê Văn Anh", "Chuyên viên", "TG", "CV")))
    for line in (
        "mau3 Q2 | 1.5 | 5 | 11/04-15/04",
        "mau3 Q2 | 1.1 | 5 | 01/04-05/04",
        "mau3 Q2 | 1.1 | 5 | 01/04-05/04 | person P4",
        "mau3 Q2 | 1.2 | 5 | 01/06-05/06 | person P2",
    ):
        story.row(line)
    assert list(map(brief, rows(story, "mau3", "TG", 2))) == [
        ("Trần Văn Ân", "1.2", True),
        ("Lê Văn Anh", "1.1", True),
        ("Lê Thị Đào", "1.1", True),
        ("Lê Thị Đào", "1.5", True),
    ]


def test_values_are_printed_as_the_plan_writes_them_with_their_cells(story):
    story.row("mau3 Q2 | 1.1 | 30 | 01/04-01/05 | detail Ra quân")
    (row,) = rows(story, "mau3", "TG", 2)
    assert row.values == {
        "person": "Lê Thị Đào",
        "contents": "1.1",
        "detail": "Ra quân",
        "days": 30.0,
        "time": "Từ ngày 01/4/2023 đến ngày 01/5/2023",
        "places": "xã Suối Dây, huyện Tân Châu",
        "result": "",
        "stay": "",
        "explanation": "",
    }
    assert (row.counted_days, row.note, row.person_id) == (30.0, "", "P1")
    assert SourceCell("days", "mau3 Q2", "Sheet1", "E10", "30") in row.sources
    assert SourceCell("person", "mau3 Q2", "Sheet1", "B10", "Lê Thị Đào") in row.sources


def test_a_person_s_own_form_fills_the_gap_and_names_the_cells_above_its_table(story):
    story.row("mau1 P1 | 1.1 | 30 | 01/04-01/05")
    story.row("mau2 TG | 1.1 | 10 | 01/06-10/06 | person P2")
    leader, own = rows(story, "mau2", "TG")
    assert (leader.person_id, own.person_id) == ("P2", "P1")
    assert own.values["title"] == "Chuyên viên"
    assert SourceCell("person", "mau1 P1", "Sheet1", "B5", "Lê Thị Đào") in own.sources
    assert own.note == "Lấy từ mẫu 1; mẫu 2 của đơn vị chưa có dòng của cán bộ này"


def test_a_row_with_an_error_is_left_out_with_the_reason(story):
    story.row("mau3 Q2 | 1.1 | 40 | 01/04-10/04 | !Q602")
    story.row("mau3 Q2 | 1.1 | 10 | 01/05-10/05")
    bad, good = rows(story, "mau3", "TG", 2)
    assert (bad.kept, bad.note, bad.counted_days) == (False, "Lỗi Q602.", 0.0)
    assert (good.kept, good.note, good.counted_days) == (True, "", 10.0)


def test_what_is_taken_off_is_said(story):
    story.row("mau3 Q4 | 1.1 | 30 | 01/10-31/10")
    story.row("mau3 Q4 | 1.1 | 5 | 25/10-29/10 | !Q701")
    first, second = rows(story, "mau3", "TG", 4)
    assert first.note == "6 ngày ngoài thời gian của kế hoạch; được tính 25 ngày"
    assert second.note.split("; ") == [
        "4 ngày ngoài thời gian của kế hoạch",
        "1 ngày trùng với dòng khác: Ngày 25/10/2023",
        "được tính 0 ngày",
    ]
    assert [first.kept, second.kept] == [True, True]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("mau3 Q2 | KHÔNG PHÁT SINH", "KHÔNG PHÁT SINH"),
        ("mau3 Q1 | KHÔNG PHÁT SINH", "Chưa nhận được báo cáo của đơn vị"),
        ("mau3 Q2 rejected | 1.1 | 5 | 01/04-05/04", "Chưa nhận được báo cáo của đơn vị"),
        ("mau3 Q2 | 1.1 | 5 | 01/04-05/04 | !Q602", "Chưa có dòng nào được chấp nhận, xem trang NguonGoc"),
    ],
)
def test_a_table_without_rows_says_why(story, line, text):
    story.row(line)
    first = rows(story, "mau3", "TG", 2)[0]
    assert (first.values, first.kept) == ({"contents": text}, True)


def test_a_unit_without_anybody_subject_to_the_plan(story):
    people = tuple(replace(p, exempt="van_thu") if p.unit == "VP" else p for p in story.plan.people)
    story.plan = replace(story.plan, people=people)
    (row,) = rows(story, "mau2", "VP")
    assert row.values == {"contents": "Không có cán bộ thuộc diện thực hiện"}
    with pytest.raises(KeyError):
        rows(story, "mau2", "XX")


def test_the_province_has_a_section_per_unit_in_plan_order(story):
    story.row("mau2 VP | 1.1 | 10 | 01/06-10/06 | person P3")
    whole = sections(story, "mau2", None)
    assert [s.title for s in whole] == ["Văn phòng Tỉnh đoàn", "Ban Tuyên giáo"]
    assert [row.values["contents"] for s in whole for row in s.rows] == ["1.1", "Chưa nhận được đăng ký của đơn vị"]
    assert list(rows_by_unit(story.plan, story.year(), "mau2", None)) == ["VP", "TG"]


def test_a_row_in_another_unit_s_form_stays_in_that_unit_s_table(story):
    story.row("mau3 Q2 VP | 1.1 | 10 | 01/06-10/06")
    (row,) = rows(story, "mau3", "VP", 2)
    assert brief(row) == ("Lê Thị Đào", "1.1", True)

"""Forms in Word documents: read as in a spreadsheet, their cells named by table, row and column."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xltools.model import Person, Submission
from xltools.plan.lookups import Lookups
from xltools.plan.toml import load_builtin
from xltools.reading.reader import Reading, read
from xltools.vietnamese.display import cell_name, place_name

from ..docx_parts import cell, document, paragraph, row, run, table
from ..filled import DETAIL, PLACE, RESULT, form

PLAN = replace(load_builtin("2023"), people=(Person("TG-02", "Phan Văn Bình", "Chuyên viên", "TG", "CV"),))
LOOKUPS = Lookups(PLAN, True)

LETTERHEAD = table(
    row(
        cell("BCH ĐOÀN TỈNH TÂY NINH", "BAN TUYÊN GIÁO"),
        cell("ĐOÀN TNCS HỒ CHÍ MINH", "Tây Ninh, ngày 10 tháng 6 năm 2023"),
    )
)
SIGNATURES = table(row("", "TRƯỞNG BAN"), row("", "Lê Thị Mai"))
HEADER = row("STT", "Họ và tên", "Nội dung", "Cụ thể nội dung", "Số ngày đi", "Thời gian cụ thể", "Địa điểm", "Kết quả")
NUMBERS = row("(1)", "", "(2)", "(3)", "(4)", "(5)", "(6)", "")
TITLE = paragraph("TỔNG HỢP BÁO CÁO") + paragraph("Kết quả đi công tác quý II năm 2023")


def trip(number: str, days: str, time: str, person: str = "Phan Văn Bình") -> str:
    return row(number, person, "1.1", DETAIL, days, time, PLACE, RESULT)


FIRST, SECOND = trip("1", "30", "01/4/2023 - 01/5/2023"), trip("2", "2,5", "06/6/2023 - 08/6/2023")
GAP = paragraph("")


def only(body: str) -> tuple[Submission, Reading]:
    (found,) = read(document(body), LOOKUPS)
    assert found.submission is not None
    return found.submission, found


def told(found: Reading) -> list[str]:
    return [f"{one.code} {place_name([one.cell]) if one.cell else ''}".strip() for one in found.findings]


def days(submission: Submission) -> list[float | None]:
    return [entry.days for entry in submission.entries]


def test_a_form_reads_as_in_a_spreadsheet() -> None:
    submission, found = only(LETTERHEAD + TITLE + table(HEADER, NUMBERS, FIRST, SECOND) + SIGNATURES)
    rows = [
        ("Phan Văn Bình", "1.1", DETAIL, "30", "01/4/2023 - 01/5/2023", PLACE, RESULT),
        ("Phan Văn Bình", "1.1", DETAIL, "2,5", "06/6/2023 - 08/6/2023", PLACE, RESULT),
    ]
    (same,) = read(form("mau3", "TG", rows, 2, dated="Tây Ninh, ngày 10 tháng 6 năm 2023"), LOOKUPS)
    assert same.submission is not None
    assert [replace(one, row=0, person_row=0, raw={}) for one in submission.entries] == [
        replace(one, row=0, person_row=0, raw={}) for one in same.submission.entries
    ]
    for name in ("form", "unit", "year", "quarter", "dated", "nil", "columns"):
        assert getattr(submission, name) == getattr(same.submission, name), name
    assert (told(found), told(same)) == ([], [])


def test_cells_are_named_by_table_row_and_column() -> None:
    submission, found = only(
        LETTERHEAD + TITLE + table(HEADER, NUMBERS, FIRST, trip("2", "3", "31/6/2023")) + SIGNATURES
    )
    assert submission.sheet == "Word: bảng 2"
    assert [entry.row for entry in submission.entries] == [3, 4]
    assert told(found) == ["T104 bảng 2, dòng 4, cột 6"]


def test_what_stands_above_the_table_is_said_so() -> None:
    submission, found = only(LETTERHEAD + TITLE.replace("2023", "2022") + table(HEADER, FIRST))
    assert told(found) == ["F105 bảng 2, phía trên bảng"]
    assert {name: cell_name(at) for name, at in submission.head.items()} == {
        "quarter": "phía trên bảng",
        "unit": "phía trên bảng",
        "dated": "phía trên bảng",
    }


@pytest.mark.parametrize(
    "lines",
    [
        [paragraph("1. Họ và tên: Phan Văn Bình"), paragraph("2. Chức vụ: Chuyên viên")],
        [paragraph("1. Họ và tên:\tPhan Văn Bình"), paragraph("2. Chức vụ:\tChuyên viên")],
        [paragraph("1. Họ và tên: Phan Văn Bình\t2. Chức vụ: Chuyên viên")],
        [table(row("1. Họ và tên:", "Phan Văn Bình"), row("2. Chức vụ:", "Chuyên viên"))],
        ["<w:p><w:r><w:t>1. Họ và tên: Phan Văn Bình</w:t><w:br/><w:t>2. Chức vụ: Chuyên viên</w:t></w:r></w:p>"],
    ],
)
def test_the_lines_of_a_personal_form(lines: list[str]) -> None:
    own = table(
        row("STT", "Nội dung", "Số ngày đi", "Thời gian cụ thể", "Địa điểm"),
        row("1", "1.1", "30", "01/4/2023 - 01/5/2023", PLACE),
    )
    submission, found = only(
        LETTERHEAD + paragraph("BẢN ĐĂNG KÝ") + "".join(lines).replace("\t", "</w:t><w:tab/><w:t>") + own
    )
    assert (submission.form, submission.person_id, submission.title) == ("mau1", "TG-02", "Chuyên viên")
    assert told(found) == []


# ------------------------------------------------------------------ tables that Word broke in two


@pytest.mark.parametrize(
    "parts",
    [
        table(HEADER, FIRST) + GAP + table(SECOND),
        table(HEADER, FIRST) + table(SECOND),
        table(HEADER, FIRST) + GAP + GAP + table(HEADER, SECOND),
        table(HEADER, NUMBERS, FIRST) + GAP + table(HEADER, NUMBERS, SECOND),
        table(HEADER) + GAP + table(FIRST, SECOND),
    ],
    ids=["no header", "nothing between", "header repeated", "numbers repeated", "header alone"],
)
def test_a_table_in_two_parts_is_read_whole(parts: str) -> None:
    submission, found = only(LETTERHEAD + TITLE + parts + SIGNATURES)
    assert (days(submission), told(found)) == ([30, 2.5], [])


def test_rows_are_counted_on_through_both_parts() -> None:
    submission, found = only(
        LETTERHEAD + TITLE + table(HEADER, FIRST) + GAP + table(HEADER, trip("2", "3", "31/6/2023"))
    )
    assert [entry.row for entry in submission.entries] == [2, 4]
    assert told(found) == ["T104 bảng 2, dòng 4, cột 6"]


NARROW = table(row("2", "Phan Văn Bình", "1.1", "2,5", "06/6/2023 - 08/6/2023", PLACE))


@pytest.mark.parametrize(
    ("between", "part"),
    [(GAP, NARROW), (paragraph("Phần bổ sung"), table(SECOND))],
    ids=["other columns", "a line between"],
)
def test_a_part_that_may_be_another_table_is_told_not_read(between: str, part: str) -> None:
    submission, found = only(LETTERHEAD + TITLE + table(HEADER, FIRST) + between + part + SIGNATURES)
    assert (days(submission), told(found)) == ([30], ["F127 bảng 3, dòng 1, cột 1"])
    assert found.findings[0].given == "dòng 1, bảng 3"


def test_a_table_typed_with_tabs_is_told_not_read() -> None:
    typed = "".join(
        paragraph("\t".join(cells)).replace("\t", "</w:t><w:tab/><w:t>")
        for cells in (
            ("STT", "Nội dung", "Số ngày đi", "Thời gian", "Địa điểm"),
            ("1", "1.1", "30", "01/4/2023", PLACE),
        )
    )
    assert [one.code for found in read(document(typed), LOOKUPS) for one in found.findings] == ["F102"]
    submission, found = only(LETTERHEAD + TITLE + table(HEADER, FIRST) + paragraph("") + typed)
    assert (days(submission), told(found)) == ([30], ["F127 ngoài bảng, dòng 7, cột 1"])


def test_lists_and_letterheads_are_nothing_lost() -> None:
    people = table(row("TT", "Cán bộ", "Điện thoại"), row("1", "Phan Văn Bình", "0901234567"))
    submission, found = only(people + LETTERHEAD + TITLE + table(HEADER, FIRST) + SIGNATURES + people)
    assert (submission.sheet, told(found)) == ("Word: bảng 3", [])


def test_several_forms_each_with_its_own_table() -> None:
    second = TITLE.replace("quý II ", "quý III ")
    found = read(
        document(
            LETTERHEAD
            + TITLE
            + table(HEADER, FIRST)
            + SIGNATURES
            + LETTERHEAD
            + second
            + table(HEADER, trip("1", "3", "06/7/2023 - 08/7/2023"))
        ),
        LOOKUPS,
    )
    said = [one.submission for one in found if one.submission]
    assert [(one.sheet, one.quarter, one.unit) for one in said] == [
        ("Word: bảng 2", 2, "TG"),
        ("Word: bảng 5", 3, "TG"),
    ]
    assert [told(one) for one in found] == [[], []]


# ------------------------------------------------------------------ cells


def test_merged_cells_stand_for_all_their_rows() -> None:
    def joined(text: str, kind: str) -> str:
        return cell(*([text] if text else []), properties=f'<w:vMerge w:val="{kind}"/>')

    def part(kind: str, number: str, time: str) -> str:
        first = kind == "restart"
        return row(
            number, joined("Phan Văn Bình" * first, kind), joined("1.1" * first, kind), DETAIL, "3", time, PLACE, RESULT
        )

    body = table(HEADER, part("restart", "1", "06/6/2023 - 08/6/2023"), part("continue", "2", "12/6/2023 - 14/6/2023"))
    submission, found = only(LETTERHEAD + TITLE + body)
    assert [(entry.person_id, entry.contents) for entry in submission.entries] == [("TG-02", ("1.1",))] * 2
    assert told(found) == ["F125 bảng 2, dòng 3, cột 3"]


def test_old_fonts_are_told_at_their_cells() -> None:
    font = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
    old = row(
        "1", cell(paragraph(run("Phan V¨n B×nh", font))), "1.1", DETAIL, "30", "01/4/2023 - 01/5/2023", PLACE, RESULT
    )
    submission, found = only(LETTERHEAD + TITLE + table(HEADER, old))
    assert submission.entries[0].person_id == "TG-02"
    assert told(found) == ["F123 bảng 2, dòng 2, cột 2"]


def test_a_code_that_is_only_a_number_of_a_list_is_not_passed_over() -> None:
    numbered = "<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:p>"
    cells = row("1", "Phan Văn Bình", cell(numbered), DETAIL, "30", "01/4/2023 - 01/5/2023", PLACE, RESULT)
    submission, found = only(LETTERHEAD + TITLE + table(HEADER, cells))
    assert submission.entries[0].contents == ()
    assert told(found) == ["C103 bảng 2, dòng 2, cột 3"]


def test_a_document_without_a_form() -> None:
    assert [one.code for found in read(document(paragraph("Kính gửi")), LOOKUPS) for one in found.findings] == ["F102"]
    assert [one.code for found in read(document(""), LOOKUPS) for one in found.findings] == ["F102"]


def test_a_paragraph_about_a_trip_below_the_table_is_told() -> None:
    text = "Ngoài ra đ/c Bình đi thêm 5 ngày từ 01/5 đến 05/5/2023"
    body = LETTERHEAD + TITLE + table(HEADER, FIRST) + paragraph(text) + SIGNATURES
    (reading,) = read(document(body), LOOKUPS, "TG")
    assert reading.submission is not None
    assert len(reading.submission.entries) == 1
    assert [finding.code for finding in reading.findings] == ["F127"]

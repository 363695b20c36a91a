from __future__ import annotations

from datetime import date, datetime

import pytest

from xltools.counting.results import Version
from xltools.model import Cell, Filing, Finding, Period, Person, Problem, Severity, Status, Submission, Unit
from xltools.outputs.receipts import receipt
from xltools.plan.plan import Counting, Deadline, Exemption, Extras, Plan
from xltools.plan.toml import load_builtin

PLAN = Plan(
    code="2023",
    year=2023,
    name="Kế hoạch đi công tác cơ sở năm 2023",
    province="Tây Ninh",
    window=Period(date(2023, 1, 1), date(2023, 10, 25)),
    counting=Counting(),
    letterhead=load_builtin("2023").letterhead,
    extras=Extras(),
    contents=(),
    groups=(),
    exemptions=(Exemption("thai_san", "nghỉ thai sản", "period"),),
    deadlines=(
        Deadline("mau2", None, date(2023, 2, 20)),
        Deadline("mau3", 2, date(2023, 6, 27), inclusive=True),
    ),
    units=(Unit("TG", "Ban Tuyên giáo", "ban"),),
    people=(Person("C1", "Trần Thị Bưởi", "Chuyên viên", "TG", "CV", exempt="thai_san"),),
    places=(),
    waivers=(),
)


def form(code: str = "mau2", quarter: int | None = None, person_id: str | None = None, nil: bool = False) -> Submission:
    person = "Trần Thị Bưởi" if person_id else ""
    return Submission(code, "Mẫu 2", {"person": 2}, 8, {}, "TG", person, person_id, "", 2023, quarter, None, nil, ())


def problem(code: str, severity: Severity, cell: Cell | None = None, **texts: str) -> Problem:
    fields = {"given": "", "expected": "", "message": f"Nội dung {code}."} | texts
    return Problem(Finding(code, cell, fields["given"], fields["expected"]), severity, fields["message"])


def version(
    submission: Submission | None,
    *problems: Problem,
    status: Status = Status.ACCEPTED,
    received: date = date(2023, 2, 10),
    on_time: bool | None = None,
    file: str = "2-NopBai/TG/mẫu 2.xlsx",
    by_hand: bool = False,
) -> Version:
    moment = datetime(received.year, received.month, received.day, 8, 5)
    filing = Filing(file, "1a2b3c4d5e6f" + "0" * 52, 0, 1, moment, by_hand, status, submission, problems)
    return Version(filing, 1 if submission else 0, status, moment, on_time, True)


def lines(*versions: Version) -> list[str]:
    return receipt(versions, PLAN).removeprefix("\ufeff").split("\r\n")


def test_a_clean_form() -> None:
    assert lines(version(form(), on_time=True)) == [
        "BIÊN NHẬN",
        "Kế hoạch đi công tác cơ sở năm 2023",
        "",
        "Tệp:          2-NopBai/TG/mẫu 2.xlsx",
        "Nhận lúc:     08:05 ngày 10/02/2023",
        "Mã nội dung:  1a2b3c4d5e6f",
        "",
        "Mẫu 2 – Bản tổng hợp đăng ký (sheet “Mẫu 2”)",
        "Đơn vị:       Ban Tuyên giáo",
        "Lần nộp:      1",
        "Thời hạn:     đúng hạn (trước ngày 20/02/2023)",
        "Kết quả:      Đã nhận, không có lỗi",
        "",
    ]


def test_problems_stand_errors_first_and_in_order_of_cells() -> None:
    found = (
        problem("T110", Severity.WARNING, Cell("Mẫu 2", 9, 5)),
        problem("T101", Severity.ERROR, Cell("Mẫu 2", 14, 5), given="từ\n hè", expected="ngày/tháng/năm"),
        problem("T104", Severity.ERROR, Cell("Mẫu 2", 9, 5)),
    )
    text = lines(version(form(), *found))
    at = text.index("Lỗi cần sửa (2):")
    assert text[at:] == [
        "Lỗi cần sửa (2):",
        "1. Nội dung T104.",
        "   Tại: sheet “Mẫu 2”, ô E9",
        "   Mã: T104",
        "2. Nội dung T101.",
        "   Tại: sheet “Mẫu 2”, ô E14",
        "   Đã ghi: từ hè",
        "   Cần: ngày/tháng/năm",
        "   Mã: T101",
        "",
        "Điểm cần xem lại (1):",
        "1. Nội dung T110.",
        "   Tại: sheet “Mẫu 2”, ô E9",
        "   Mã: T110",
        "",
    ]


def test_the_same_fault_in_several_cells_names_them_all() -> None:
    cells = (Cell("Mẫu 2", 10, 5), Cell("Mẫu 2", 11, 5))
    fault = Problem(Finding("P104", Cell("Mẫu 2", 9, 5)), Severity.NOTICE, "Ghi chú.", cells)
    assert "   Tại: sheet “Mẫu 2”, ô E9, E10, E11" in lines(version(form(), fault))


# verdict · severity of the problem, if any → words of the receipt
VERDICTS = [
    (Status.ACCEPTED, None, "Đã nhận, không có lỗi"),
    (Status.ACCEPTED_WITH_WARNINGS, Severity.WARNING, "Đã nhận; có điểm cần xem lại"),
    (Status.ACCEPTED_WITH_WARNINGS, Severity.ERROR, "Đã nhận; các dòng có lỗi chưa được tính, đề nghị sửa và nộp lại"),
    (Status.REJECTED, Severity.ERROR, "CHƯA NHẬN: biểu có lỗi nêu dưới đây; đề nghị sửa và nộp lại"),
    (Status.DUPLICATE, Severity.NOTICE, "Trùng nội dung với tệp đã nộp; không tính thêm"),
    (Status.SUPERSEDED, None, "Đã có bản nộp sau thay thế"),
]


@pytest.mark.parametrize(("status", "severity", "words"), VERDICTS)
def test_the_verdict_in_words(status: Status, severity: Severity | None, words: str) -> None:
    found = [problem("T101", severity)] if severity else []
    assert f"Kết quả:      {words}" in lines(version(form(), *found, status=status))


@pytest.mark.parametrize("status", [Status.UNREADABLE, Status.UNRECOGNISED])
def test_a_file_in_which_nothing_was_found(status: Status) -> None:
    text = lines(version(None, problem("F101", Severity.ERROR), status=status))
    assert [line.partition(":")[0] for line in text if line.startswith(("Kết quả", "Lỗi", "Đơn vị", "Lần"))] == [
        "Kết quả",
        "Lỗi cần sửa (1)",
    ]
    assert "CHƯA NHẬN" in "".join(text)


# form, quarter, received, on time → words
TIMINGS = [
    ("mau2", None, date(2023, 2, 19), True, "đúng hạn (trước ngày 20/02/2023)"),
    ("mau2", None, date(2023, 2, 20), False, "đúng ngày hạn (trước ngày 20/02/2023; nhận lần đầu ngày 20/02/2023)"),
    ("mau2", None, date(2023, 2, 21), False, "muộn hạn (trước ngày 20/02/2023; nhận lần đầu ngày 21/02/2023)"),
    ("mau3", 2, date(2023, 6, 27), True, "đúng hạn (chậm nhất ngày 27/6/2023)"),
]


@pytest.mark.parametrize(("code", "quarter", "received", "on_time", "words"), TIMINGS)
def test_the_deadline_in_words(code: str, quarter: int | None, received: date, on_time: bool, words: str) -> None:
    assert f"Thời hạn:     {words}" in lines(version(form(code, quarter), received=received, on_time=on_time))


def test_a_form_without_deadline_says_nothing_of_one() -> None:
    text = lines(version(form("baocao", 2, "C1")))
    assert "Thời hạn" not in "".join(text)
    assert {"Quý:          II", "Cán bộ:       Trần Thị Bưởi"} <= set(text)


def test_several_forms_in_one_file_are_numbered() -> None:
    text = lines(version(form()), version(form("mau3", 1, nil=True)))
    assert [line for line in text if line[:2] in ("1.", "2.")] == [
        "1. Mẫu 2 – Bản tổng hợp đăng ký (sheet “Mẫu 2”)",
        "2. Mẫu 3 – Tổng hợp báo cáo kết quả (sheet “Mẫu 2”)",
    ]
    assert "Nội dung:     không phát sinh" in text


def test_the_reason_of_an_exemption_is_never_shown() -> None:
    told = problem("X201", Severity.NOTICE, message="Đồng chí đang nghỉ thai sản.", given="nghỉ thai sản")
    text = "\n".join(lines(version(form("mau1", None, "C1"), told)))
    assert "thai" not in text
    assert "X201" not in text
    assert "Đã nhận, không có lỗi" in text


def test_a_receiving_date_entered_by_hand_is_marked() -> None:
    text = lines(version(form(), by_hand=True))
    assert "Nhận lúc:     ngày 10/02/2023 (ngày nhận do cán bộ tổng hợp nhập)" in text


def test_no_name_or_value_breaks_a_line_or_the_encoding() -> None:
    fault = problem("T101", Severity.ERROR, Cell("a\nb", 1, 1), given="x\u202ey\udcff" + "dài " * 100)
    text = receipt([version(form(), fault, file="2-NopBai/hai\ndòng\udcff.xlsx")], PLAN)
    assert "Tệp:          2-NopBai/hai\ufffddòng\ufffd.xlsx\r\n" in text
    assert text.encode("utf-8").startswith(b"\xef\xbb\xbf")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line) < 250 for line in text.split("\r\n"))


def test_texts_are_not_taken_for_markup() -> None:
    fault = problem("T101", Severity.ERROR, given="<b> & {{ 1 + 1 }}")
    assert "   Đã ghi: <b> & {{ 1 + 1 }}" in lines(version(form(), fault))

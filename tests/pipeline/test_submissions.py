"""Versions, duplicates, arrival, folders: which of the files received is in force, and since when."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from xltools.model import Failure
from xltools.pipeline import commands

from ..filled import PLACE, Cell, done, draw, form, saved
from ..on import on, sentences, status
from .conftest import Province

BINH, HOA = "Phan Văn Bình", "Đỗ Thu Hoà"
FIRST = [(BINH, *done("10", "01/4/2023 - 10/4/2023"))]
SECOND = [(BINH, *done("12", "01/4/2023 - 12/4/2023"))]
REGISTERED = ("1.1", "30", "01/4/2023 – 01/5/2023", PLACE)


def mau3(rows: list[tuple[Cell, ...]], unit: str = "TG", quarter: int = 2, **said: str) -> bytes:
    return form("mau3", unit, rows, quarter, **said)


def mau1(name: str = BINH) -> bytes:
    return form("mau1", "TG", [REGISTERED], person=name, title="Chuyên viên")


# ------------------------------------------------------------------ versions


def test_the_newest_accepted_version_is_in_force(province: Province) -> None:
    old = province.take("TG/a.xlsx", mau3(FIRST), "2023-06-20")
    new = province.take("TG/b.xlsx", mau3(SECOND), "2023-06-24")
    assert (province.only(old)["status"], province.only(new)["status"]) == ("superseded", "accepted")
    assert (province.only(old)["version"], province.only(new)["version"]) == (1, 2)
    assert province.person("TG-02")["q2_days"] == 12
    assert province.only(new)["first_received_at"] == "2023-06-20T00:00:00"
    assert province.only(new)["received_at"] == "2023-06-24T00:00:00"


def test_a_file_overwritten_by_its_sender_is_a_new_version(province: Province) -> None:
    file = province.take("TG/a.xlsx", mau3(FIRST), "2023-06-20")
    province.take("TG/a.xlsx", mau3(SECOND), "2023-06-24")
    assert [one["status"] for one in province.of("submissions", file)] == ["superseded", "accepted"]
    assert province.person("TG-02")["q2_days"] == 12
    assert len(province.receipts()) == 2


def test_a_rejected_newer_version_displaces_nothing(province: Province) -> None:
    good = province.take("TG/a.xlsx", mau3(FIRST), "2023-06-20")
    bad = province.take("TG/b.xlsx", mau3([(BINH, *done("40", "01/4/2023 - 10/4/2023"))]), "2023-06-24")
    assert (province.only(good)["status"], province.only(bad)["status"]) == ("accepted", "rejected")
    assert province.person("TG-02")["q2_days"] == 10
    assert "Q602" in province.codes(bad)
    better = province.take("TG/c.xlsx", mau3(SECOND), "2023-06-25")
    assert province.only(better)["version"] == 3
    assert province.codes(bad) == set()


def test_of_two_versions_in_one_collect_the_later_date_line_wins(province: Province) -> None:
    later = province.put("TG/a.xlsx", mau3(FIRST, dated="Tây Ninh, ngày 24 tháng 6 năm 2023"))
    earlier = province.put("TG/b.xlsx", mau3(SECOND, dated="Tây Ninh, ngày 20 tháng 6 năm 2023"))
    province.collect("2023-06-26")
    assert (province.only(later)["status"], province.only(earlier)["status"]) == ("accepted", "superseded")
    told = [one for one in province.export("problems") if one["code"] == "F119"]
    assert [(one["severity"], one["file"], one["expected"]) for one in told] == [("warning", earlier, later)]


def test_of_two_versions_of_one_day_the_greater_path_wins(province: Province) -> None:
    files = [province.put(f"TG/{name}.xlsx", mau3(rows)) for name, rows in (("b", SECOND), ("a", FIRST))]
    province.collect("2023-06-26")
    assert [province.only(file)["status"] for file in files] == ["accepted", "superseded"]
    assert province.person("TG-02")["q2_days"] == 12


def test_the_same_file_twice_counts_once(province: Province) -> None:
    data = mau3(FIRST)
    one = province.take("TG/a.xlsx", data, "2023-06-20")
    two = province.take("TG/sub/copy.xlsx", data, "2023-06-29")
    assert (province.only(one)["status"], province.only(two)["status"]) == ("accepted", "duplicate")
    assert province.codes(two) == {"F111"}
    assert province.only(two)["on_time"] is True
    assert province.only(two)["received_at"] == "2023-06-20T00:00:00"
    assert len(province.export("entries")) == 1
    assert "Trùng nội dung" in province.receipts()[next(k for k in province.receipts() if "copy" in k)]


# ------------------------------------------------------------------ arrival


@pytest.mark.parametrize(
    ("code", "day", "on_time", "said"),
    [
        ("mau2", "2023-02-19", True, None),
        ("mau2", "2023-02-20", False, "D203"),
        ("mau2", "2023-02-21", False, "D202"),
        ("mau1", "2023-02-14", True, None),
        ("mau3", "2023-06-26", True, None),
        ("mau3", "2023-06-27", False, "D303"),
        ("mau3", "2023-06-28", False, "D302"),
    ],
)
def test_before_the_day_is_strict(province: Province, code: str, day: str, on_time: bool, said: str | None) -> None:
    registered = [(BINH, "Chuyên viên", REGISTERED[0], REGISTERED[2], PLACE)]
    data = {"mau1": mau1(), "mau2": form("mau2", "TG", registered), "mau3": mau3(FIRST)}[code]
    file = province.take("TG/a.xlsx", data, day)
    assert province.only(file)["on_time"] is on_time
    lateness = {one for one in province.codes(file) if one in ("D102", "D103", "D202", "D203", "D302", "D303")}
    assert lateness == ({said} if said else set())
    if code == "mau3":
        assert province.person("TG-02")["q2_days"] == 10  # late days count all the same


def test_mau1_on_the_fifteenth_is_not_on_time(province: Province) -> None:
    file = province.take("TG/a.xlsx", mau1(), "2023-02-15")
    assert "D103" in province.codes(file)
    assert "D102" not in province.codes(file)


def test_a_report_of_ones_own_has_no_deadline(province: Province) -> None:
    file = province.take("TG/a.xlsx", form("baocao", "TG", [done("3", "01/4/2023 - 03/4/2023")], 2, person=BINH))
    assert province.only(file)["on_time"] is None


def test_the_day_of_arrival_is_todays_unless_told(province: Province) -> None:
    file = province.put("TG/a.xlsx", mau3(FIRST))
    on(province.root, commands.run, workers=1, as_of=date(2023, 6, 20))
    assert str(province.only(file)["received_at"]).startswith(date.today().isoformat())


def test_the_first_readable_version_gives_the_date(province: Province) -> None:
    province.take("TG/a.xlsx", b"PK\x03\x04 torn", "2023-06-20")
    file = province.take("TG/a.xlsx", mau3(FIRST), "2023-06-28")
    received = {one["status"]: one["on_time"] for one in province.of("submissions", file)}
    assert received == {"unreadable": None, "accepted": False}


# ------------------------------------------------------------------ nil


@pytest.mark.parametrize("words", ["KHÔNG PHÁT SINH", "không phát sinh", "Không phát sinh.", "- Khong phat sinh -"])
def test_a_nil_return_is_no_missing_one(province: Province, words: str) -> None:
    file = province.take("TG/a.xlsx", mau3([(words,)]), "2023-06-26")
    assert province.only(file)["status"] == "accepted"
    assert province.of("entries", file) == []
    told = status(province.root, "json", date(2023, 6, 30))
    assert '"unit": "TG",\n   "form": "mau3",\n   "quarter": 2' in told
    missing = [one["unit"] for one in province.export("problems", "2023-06-30") if one["code"] == "D301"]
    assert missing.count("TG") == 1  # quarter I never came
    assert missing.count("VP") == 2


# ------------------------------------------------------------------ folders


def test_a_file_in_no_units_folder_goes_by_its_heading(province: Province) -> None:
    for path in ("a.xlsx", "Phong ban la/b.xlsx"):
        file = province.take(path, mau3(FIRST if path == "a.xlsx" else SECOND), "2023-06-20")
        assert "F112" in province.codes(file)
        assert province.only(file)["unit"] == "TG"
        assert province.only(file)["status"] == "accepted_with_warnings"


def test_a_heading_without_unit_goes_by_the_folder(province: Province) -> None:
    file = province.take("TG/quy 2/a.xlsx", mau3(FIRST, unit="BAN....."), "2023-06-20")
    assert (province.only(file)["unit"], province.only(file)["status"]) == ("TG", "accepted")


def test_the_heading_counts_where_the_folder_is_anothers(province: Province) -> None:
    file = province.take("VP/a.xlsx", mau3(FIRST), "2023-06-20")
    assert province.only(file)["unit"] == "TG"
    assert "F113" in province.codes(file)
    assert province.person("TG-02")["q2_days"] == 10


def test_neither_heading_nor_folder_rejects_the_file(province: Province) -> None:
    file = province.take("a.xlsx", mau3(FIRST, unit="BAN....."), "2023-06-20")
    assert province.only(file)["status"] == "rejected"
    assert {"F104", "F112"} <= province.codes(file)
    assert [entry["counted"] for entry in province.of("entries", file)] == [False]


def test_moving_a_file_to_its_folder_puts_it_right(province: Province) -> None:
    stray = province.take("a.xlsx", mau3(FIRST, unit="BAN....."), "2023-06-20")
    shutil.move(province.drop / "a.xlsx", province.drop / "TG/a.xlsx")
    done = province.collect("2023-06-29")
    moved = province.only("2-NopBai/TG/a.xlsx")
    assert (moved["status"], moved["received_at"]) == ("accepted", "2023-06-20T00:00:00")
    assert moved["on_time"] is True
    assert province.person("TG-02")["q2_days"] == 10
    assert province.codes(stray) == set()
    assert done.errors == 0


def test_folders_are_known_in_any_case_and_by_name(province: Province) -> None:
    for folder, rows in (("tg", FIRST), ("Ban Tuyên giáo", SECOND)):
        file = province.take(f"{folder}/a.xlsx", mau3(rows, unit="BAN....."), "2023-06-20")
        assert province.only(file)["unit"] == "TG"


# ------------------------------------------------------------------ several forms in one workbook


def test_several_forms_in_one_workbook_are_several_submissions(province: Province) -> None:
    book = Workbook()
    draw(book.worksheets[0], "mau3", "TG", FIRST, 2)
    draw(book.create_sheet("Quy I"), "mau3", "TG", [(BINH, *done("5", "01/3/2023 - 05/3/2023"))], 1)
    draw(book.create_sheet("Dang ky"), "mau1", "TG", [REGISTERED], person=HOA, title="Chuyên viên")
    file = province.take("TG/ca nam.xlsx", saved(book), "2023-03-20")
    kinds = [(one["form"], one["quarter"], one["status"]) for one in province.of("submissions", file)]
    assert sorted(kinds, key=str) == [("mau1", None, "accepted"), ("mau3", 1, "accepted"), ("mau3", 2, "accepted")]
    assert (province.person("TG-02")["q1_days"], province.person("TG-02")["q2_days"]) == (5, 10)
    (text,) = province.receipts().values()
    assert text.count("Lần nộp:") == 3


def test_the_same_sheet_twice_in_a_workbook_counts_once_and_is_told(province: Province) -> None:
    book = Workbook()
    draw(book.worksheets[0], "mau3", "TG", FIRST, 2)
    draw(book.create_sheet("Sheet1 (2)"), "mau3", "TG", FIRST, 2)
    file = province.take("TG/a.xlsx", saved(book), "2023-06-20")
    assert sorted(one["status"] for one in province.of("submissions", file)) == ["accepted", "superseded"]
    assert province.person("TG-02")["q2_days"] == 10
    (told,) = (one for one in province.export("problems") if one["code"] == "F119")
    assert told["expected"] == f"{file}, trang tính “Sheet1 (2)”"


def test_a_form_on_a_hidden_sheet_is_read_and_told(province: Province) -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "Xem trang sau"
    sheet = book.create_sheet("an")
    draw(sheet, "mau3", "TG", FIRST, 2)
    sheet.sheet_state = "veryHidden"
    file = province.take("TG/a.xlsx", saved(book), "2023-06-20")
    assert "F108" in province.codes(file)
    assert province.person("TG-02")["q2_days"] == 10


# ------------------------------------------------------------------ which form counts


def test_mau2_counts_where_it_names_the_person_and_takes_days_from_mau1(province: Province) -> None:
    own = province.take("TG/1.xlsx", mau1(), "2023-02-10")
    other = province.take("TG/2.xlsx", mau1(HOA), "2023-02-10")
    table = [(BINH, "Chuyên viên", REGISTERED[0], REGISTERED[2], PLACE)]
    summary = province.take("TG/m2.xlsx", form("mau2", "TG", table), "2023-02-18")
    days = {one["file"]: (one["days"], one["counted"], one["counted_days"]) for one in province.export("entries")}
    assert days[own] == (30, False, 0)
    assert days[other] == (30, True, 30)
    assert days[summary] == (None, True, 30)
    assert province.person("TG-02")["registered_days"] == 30


def test_mau2_without_days_and_without_mau1_counts_the_span(province: Province) -> None:
    table = [(BINH, "Chuyên viên", REGISTERED[0], REGISTERED[2], PLACE)]
    province.take("TG/m2.xlsx", form("mau2", "TG", table), "2023-02-18")
    assert province.person("TG-02")["registered_days"] == 31


def test_a_difference_between_mau1_and_mau2_is_a_warning(province: Province) -> None:
    province.take("TG/1.xlsx", mau1(), "2023-02-10")
    table = [(BINH, "Chuyên viên", "1.1", "01/6/2023 - 30/6/2023", PLACE)]
    province.take("TG/m2.xlsx", form("mau2", "TG", table), "2023-02-18")
    told = [one for one in province.export("problems") if str(one["code"]).startswith("D70")]
    assert told
    assert {one["severity"] for one in told} == {"warning"}


def test_the_units_report_counts_before_the_persons_own(province: Province) -> None:
    own = province.take("TG/bc.xlsx", form("baocao", "TG", [done("3", "01/4/2023 - 03/4/2023")], 2, person=BINH))
    assert province.person("TG-02")["q2_days"] == 3
    assert flagged(province)
    province.take("TG/m3.xlsx", mau3([(HOA, *done("5", "01/4/2023 - 05/4/2023"))]))
    assert province.person("TG-02")["q2_days"] == 3  # the mẫu 3 does not name him
    province.take("TG/m3b.xlsx", mau3(FIRST))
    assert province.person("TG-02")["q2_days"] == 10
    assert [one["counted"] for one in province.of("entries", own)] == [False]
    assert not flagged(province)


def flagged(province: Province) -> bool:
    """Whether TongHop says that a quarter is known from the person's own report only."""
    on(province.root, commands.compliance, as_of=date(2023, 12, 31))
    book = load_workbook(province.root / "4-TongHop/TuanThu.xlsx", data_only=True)
    return any("có báo cáo cá nhân" in str(row) for row in book["TongHop"].iter_rows(values_only=True))


# ------------------------------------------------------------------ people


def test_a_name_in_no_roster_costs_its_row_and_names_the_nearest(province: Province) -> None:
    rows = [*FIRST, ("Phan Văn Binh", *done("3", "01/5/2023 - 03/5/2023")), ("Ai Đó", *done("3", "01/5/2023"))]
    file = province.take("TG/a.xlsx", mau3(rows), "2023-06-20")
    told = {
        str(one["given"]): str(one["expected"]) for one in province.of("problems", file) if one["severity"] == "error"
    }
    assert "Phan Văn Bình" in told["Phan Văn Binh"]
    assert province.only(file)["status"] == "accepted_with_warnings"
    assert [one["person_id"] for one in province.of("entries", file)] == ["TG-02", None, None]
    assert [one["counted_days"] for one in province.of("entries", file)] == [10, 0, 0]


def test_two_people_of_one_name(tmp_path_factory: pytest.TempPathFactory) -> None:
    roster = """
    A1 | Lê Thị Mai | Trưởng ban  | TG | LD
    A2 | Lê Thị Mai | Chuyên viên | TG | CV
    A3 | Lê Thị Mai | Chuyên viên | VP | CV
    """
    province = Province(tmp_path_factory.mktemp("hai") / "tinh", roster)
    file = province.take("TG/a.xlsx", mau3([("Lê Thị Mai", *done("3", "01/4/2023 - 03/4/2023"))]), "2023-06-20")
    assert "N103" in province.codes(file)
    assert [one["person_id"] for one in province.of("entries", file)] == [None]
    file = province.take("VP/a.xlsx", mau3([("Lê Thị Mai", *done("3", "01/4/2023 - 03/4/2023"))], unit="VP"))
    assert [one["person_id"] for one in province.of("entries", file)] == ["A3"]
    file = province.take("TG/1.xlsx", mau1("Lê Thị Mai"), "2023-02-10")
    assert [one["person_id"] for one in province.of("entries", file)] == ["A2"]  # told apart by the title


def test_every_person_of_the_roster_has_a_line(province: Province) -> None:
    # by unit as in the plan, then rank, then tên
    assert [one["person_id"] for one in province.export("people")] == [
        "VP-01", "VP-02", "VP-03", "TG-01", "TG-02", "TG-03",
    ]  # fmt: skip
    assert province.person("VP-03")["status"] == "mien"
    assert province.person("VP-03")["exempt"] == "van_thu"
    assert province.person("VP-02")["status"] == "can_xem_xet"


# ------------------------------------------------------------------ what a collect says of itself


def test_a_collect_tells_the_errors_of_its_own_files(province: Province) -> None:
    province.put("TG/a.xlsx", mau3([("Người Lạ", *done("2", "01/4/2023 - 02/4/2023"))]))
    first = province.collect("2023-06-20")
    errors = first.errors
    assert errors > 0
    assert sentences(first)[-1] == f"Có {errors} lỗi trong các biểu vừa nhận; xem 3-PhanHoi."
    province.put("VP/a.xlsx", mau3([("Cao Minh Trí", *done("3", "01/4/2023 - 03/4/2023"))], "VP"))
    assert province.collect("2023-06-22").errors == 0
    assert on(province.root, commands.merge, "mau3", 2).errors == errors


def test_a_receipt_counts_the_versions_of_earlier_collects(province: Province) -> None:
    province.take("TG/a.xlsx", mau3(FIRST), "2023-06-20")
    province.take("VP/a.xlsx", mau3([("Cao Minh Trí", *done("3", "01/4/2023 - 03/4/2023"))], "VP"), "2023-06-20")
    province.take("TG/b.xlsx", mau3(SECOND), "2023-06-28")
    (text,) = [text for name, text in province.receipts().items() if "/b" in name]
    assert "Lần nộp:      2" in text
    assert "đúng hạn" in text


def test_a_sender_who_goes_back_to_an_earlier_version_is_believed(province: Province) -> None:
    file = province.take("TG/a.xlsx", mau3(FIRST), "2023-06-20")
    province.take("TG/a.xlsx", mau3(SECOND), "2023-06-22")
    province.take("TG/a.xlsx", mau3(FIRST), "2023-06-24")
    assert [one["status"] for one in province.of("submissions", file)] == ["superseded", "superseded", "accepted"]
    assert province.person("TG-02")["q2_days"] == 10


def test_a_rejected_newer_version_is_told_by_the_status(province: Province) -> None:
    province.take("TG/a.xlsx", mau3(FIRST), "2023-06-20")
    assert "Bản gửi sau" not in status(province.root)
    newer = province.take("TG/b.xlsx", mau3([]), "2023-06-24")
    assert province.only(newer)["status"] == "rejected"
    told = status(province.root).splitlines()
    assert told[told.index("Bản gửi sau chưa nhận được, vẫn tính theo bản trước:") + 1] == f"  {newer}"


def test_a_problem_told_once_for_several_rows_has_a_record_for_each(province: Province) -> None:
    rows = [(BINH, *done("10", "01/4/2023 - 15/4/2023")), (HOA, *done("10", "01/4/2023 - 15/4/2023"))]
    file = province.take("TG/a.xlsx", mau3(rows), "2023-06-20")
    found = [one for one in province.of("problems", file) if one["code"] == "Q604"]
    assert [one["person"] for one in found] == [BINH, HOA]
    assert len({one["cell"] for one in found}) == 2


def test_a_cell_of_the_plan_that_only_looks_empty_is_named(province: Province) -> None:
    book = load_workbook(province.root / "KeHoach.xlsx")
    book["CanBo"]["F7"] = '=VLOOKUP("a",A1:B2,2)'
    book.save(province.root / "KeHoach.xlsx")
    with pytest.raises(Failure, match=r"CanBo, ô F7: công thức chưa được tính"):
        province.export("people")

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from xltools.plan.load import load_plan
from xltools.plan.plan import Plan
from xltools.plan.records import PlanError, PlanFault

Grid = dict[str, list[list[object]]]
CASES = Path(__file__).parents[1] / "cases"


def table(name: str) -> list[list[str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [[part.strip() for part in line.split("|")] for line in lines if line and not line.startswith("#")]


def typed(sheets: Grid, sheet: str, cell: str, value: object) -> Grid:
    """The sheets with one cell typed anew."""
    found = re.fullmatch(r"([A-Z])(\d+)", cell)
    assert found
    row = sheets[sheet][int(found[2]) - 1]
    row[ord(found[1]) - ord("A")] = value
    return sheets


def faults(sheets: Grid) -> tuple[PlanFault, ...]:
    with pytest.raises(PlanError) as raised:
        load_plan(sheets)
    return raised.value.faults


@pytest.mark.parametrize(("sheet", "cell", "value", "words"), table("plan-mistakes.txt"))
def test_mistake_is_named_by_its_cell(sheets: Grid, sheet: str, cell: str, value: str, words: str) -> None:
    found = faults(typed(sheets, sheet, cell, value))
    assert [(fault.sheet, fault.cell) for fault in found] == [(sheet, cell)]
    assert words in found[0].message


@pytest.mark.parametrize(("sheet", "cell", "value"), table("plan-spellings.txt"))
def test_spelling_of_a_value_is_free(sheets: Grid, plan: Plan, sheet: str, cell: str, value: str) -> None:
    again = load_plan(typed(sheets, sheet, cell, value))
    if (sheet, cell) == ("NoiDung", "D3"):
        assert set(again.contents[1].groups) == {"TT", "LD"}
    else:
        assert again == plan


@pytest.mark.parametrize("value", [date(2023, 1, 1), datetime(2023, 1, 1)])
def test_real_dates(sheets: Grid, plan: Plan, value: date) -> None:
    assert load_plan(typed(sheets, "KeHoach", "C6", value)) == plan


def test_codes_typed_as_numbers(sheets: Grid, plan: Plan) -> None:
    assert load_plan(typed(sheets, "NoiDung", "A2", 1.1)) == plan
    assert load_plan(typed(sheets, "KeHoach", "C2", 2023.0)) == plan


def test_all_mistakes_in_one_pass(sheets: Grid) -> None:
    typed(sheets, "CanBo", "D3", "Ban Tuyên huấn")
    typed(sheets, "CanBo", "E4", "GV")
    typed(sheets, "MocHan", "C2", "hôm qua")
    assert {(fault.sheet, fault.cell) for fault in faults(sheets)} == {
        ("CanBo", "D3"),
        ("CanBo", "E4"),
        ("MocHan", "C2"),
    }


def test_error_is_one_line_with_place_and_count(sheets: Grid) -> None:
    typed(sheets, "CanBo", "D3", "Ban Tuyên huấn")
    typed(sheets, "CanBo", "E4", "GV")
    with pytest.raises(PlanError) as raised:
        load_plan(sheets)
    text = str(raised.value)
    assert text.startswith("CanBo, ô D3: không có đơn vị")
    assert text.endswith("(còn 1 lỗi khác)")
    assert "\n" not in text


def test_missing_sheet_and_column(sheets: Grid) -> None:
    del sheets["DiaBan"]
    sheets["CanBo"][0][2] = "Ghi chú"
    found = faults(sheets)
    assert PlanFault("DiaBan", "", "thiếu sheet này; chép lại từ một tệp KeHoach.xlsx mới tạo") in found
    assert any(fault.sheet == "CanBo" and "Chức vụ" in fault.message for fault in found)


def test_missing_setting_is_named(sheets: Grid) -> None:
    del sheets["KeHoach"][2]
    assert [(fault.sheet, "nam" in fault.message) for fault in faults(sheets)] == [("KeHoach", True)]


def test_column_given_twice(sheets: Grid) -> None:
    for row in sheets["CanBo"]:
        row.append(row[1])
    assert [(fault.cell, "hai lần" in fault.message) for fault in faults(sheets)] == [("I1", True)]


def test_same_person_twice_needs_ids_or_titles(sheets: Grid) -> None:
    sheets["CanBo"].append(["", "Nguyễn Thị Loan", "Chuyên viên", "TG", "CV", "", "", ""])
    assert [(fault.cell, "đã có ở ô B4" in fault.message) for fault in faults(sheets)] == [("B6", True)]
    sheets["CanBo"][-1][0] = "TG-09"
    assert len(load_plan(sheets).people) == 5
    sheets["CanBo"][-1][0], sheets["CanBo"][-1][2] = "", "Phó Trưởng Ban"
    assert load_plan(sheets).people[-1].id == "TG-03"


def test_names_that_differ_by_a_mark_are_two_people(sheets: Grid) -> None:
    sheets["CanBo"].append(["", "Nguyễn Thị Loán", "Chuyên viên", "TG", "CV", "", "", ""])
    assert len(load_plan(sheets).people) == 5


def test_missing_ids_are_given_in_order_of_the_lines(sheets: Grid) -> None:
    for row in sheets["CanBo"][1:]:
        row[0] = ""
    sheets["CanBo"][4][0] = "TG-01"
    assert [person.id for person in load_plan(sheets).people] == ["TTTD-01", "TG-02", "TG-03", "TG-01"]


def test_group_is_proposed_never_assumed(sheets: Grid) -> None:
    for row in sheets["CanBo"][1:]:
        row[4] = ""
    people = load_plan(sheets).people
    assert [(person.group, person.group_proposed) for person in people] == [
        ("TT", True),
        ("LD", True),
        ("CV", True),
        ("", False),
    ]


def test_place_twice_is_a_fault_only_while_both_exist(sheets: Grid) -> None:
    sheets["DiaBan"].append(["xã", "Suối Dây", "huyện Tân Châu", "01/07/2025", "", ""])
    assert len(load_plan(sheets).places) == 3
    sheets["DiaBan"][-1][3] = "30/06/2025"
    assert [fault.cell for fault in faults(sheets)] == ["B4"]


def test_columns_may_move_and_notes_may_stand_beside(sheets: Grid, plan: Plan) -> None:
    sheets["CanBo"] = [[*reversed(row), "ghi thêm" if number else ""] for number, row in enumerate(sheets["CanBo"])]
    sheets["Nháp"] = [["của riêng tôi"]]
    assert load_plan(sheets) == plan


def test_digest_follows_the_content(sheets: Grid, plan: Plan) -> None:
    sheets["CanBo"].insert(1, [""] * 8)
    assert load_plan(sheets).digest == plan.digest
    assert load_plan(typed(sheets, "DoiTuong", "D2", 61)).digest != plan.digest

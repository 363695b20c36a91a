from __future__ import annotations

from datetime import date

import pytest

from xltools.plan.load import read_csv, read_roster, with_roster
from xltools.plan.plan import Plan
from xltools.plan.records import PlanError, PlanFault

ROSTER = """
TỈNH ĐOÀN TÂY NINH;;;;
DANH SÁCH CÁN BỘ NĂM 2023;;;;
TT;Họ tên;Ban/Văn phòng;Chức danh;Ghi chú
(1);(2);(3);(4);(5)
1;Lê Minh Đức;Ban Tuyên giáo;Phó Trưởng Ban;
2;Phạm Ngọc Ánh;TNCN;Chuyên viên;mới về
3;Phạm Ngọc Anh;tncn;Chuyên viên;
;;;;
4;Võ Thị Bé Sáu;VP;Kế toán;
""".lstrip()


def roster(text: str, plan: Plan, *, new_units: bool = False) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    people, units = read_roster(read_csv(text.encode()), plan, new_units)
    return (
        [(person.id, person.name, person.unit, person.group) for person in people],
        [(unit.code, unit.name, unit.kind) for unit in units],
    )


def faults(text: str, plan: Plan, *, new_units: bool = False) -> tuple[PlanFault, ...]:
    with pytest.raises(PlanError) as raised:
        read_roster(read_csv(text.encode()), plan, new_units)
    return raised.value.faults


def test_header_anywhere_columns_in_any_order(plan: Plan) -> None:
    people, units = roster(ROSTER, plan)
    assert people == [
        ("TG-01", "Lê Minh Đức", "TG", "LD"),
        ("TNCN-01", "Phạm Ngọc Ánh", "TNCN", "CV"),
        ("TNCN-02", "Phạm Ngọc Anh", "TNCN", "CV"),
        ("VP-01", "Võ Thị Bé Sáu", "VP", ""),
    ]
    assert units == []


def test_all_columns_of_the_contract(plan: Plan) -> None:
    people, _ = read_roster(
        [
            ["Mã cán bộ", "Họ và tên", "Chức vụ", "Đơn vị", "Đối tượng", "Miễn", "Từ ngày", "Đến ngày"],
            [7.0, "Lê Minh Đức", "Chuyên viên", "TG", "CV", "thai_san", date(2023, 1, 1), "30/6/2023"],
        ],
        plan,
        new_units=False,
    )
    person = people[0]
    assert (person.id, person.exempt, person.group_proposed) == ("7", "thai_san", False)
    assert (person.since, person.until) == (date(2023, 1, 1), date(2023, 6, 30))


@pytest.mark.parametrize(
    ("line", "cell", "words"),
    [
        ("Lê Minh Đức;Chuyên viên;Ban Tuyên huấn", "C2", "TG (Ban Tuyên giáo)"),
        (";Chuyên viên;TG", "A2", "chưa điền"),
        ("Lê Minh Đức;;TG", "B2", "chưa điền"),
        ("Lê Minh Đức;Chuyên viên;", "C2", "chưa điền"),
        ("Lê Minh Đức;Chuyên viên;TG\nLê  minh đức;Chuyên viên;Ban Tuyên giáo", "A3", "đã có ở ô A2"),
    ],
)
def test_mistakes_are_named_by_cell(plan: Plan, line: str, cell: str, words: str) -> None:
    found = faults(f"Họ và tên;Chức vụ;Đơn vị\n{line}\n", plan)
    assert [(fault.cell, words in fault.message) for fault in found] == [(cell, True)]


def test_no_header_no_people(plan: Plan) -> None:
    assert "Chức vụ" in faults("Họ và tên;Đơn vị\nLê Minh Đức;TG\n", plan)[0].message
    assert "chưa có cán bộ" in faults("Họ và tên;Đơn vị;Chức vụ\n", plan)[0].message
    assert "không tìm thấy cột" in faults("", plan)[0].message


def test_new_units_get_codes_from_their_initials(plan: Plan) -> None:
    lines = ["Lê A;Chuyên viên;Ban Tổng kết", "Lê B;Chuyên viên;Trường Đoàn", "Lê C;Chuyên viên;Ban Thành tích"]
    lines += ["Lê D;Chuyên viên;Ban Tập huấn", "Lê E;Chuyên viên;trường đoàn", "Lê G;Chuyên viên;Ban Thi đua Giỏi"]
    people, units = roster("Họ và tên;Chức vụ;Đơn vị\n" + "\n".join(lines), plan, new_units=True)
    assert [unit[0] for unit in units] == ["TK", "TD", "TT", "TH", "TDG"]
    assert {unit[2] for unit in units} == {"ban"}
    assert [person[2] for person in people] == ["TK", "TD", "TT", "TH", "TD", "TDG"]
    _, clash = roster("Họ và tên;Chức vụ;Đơn vị\nLê A;Chuyên viên;Ban Thanh gươm", plan, new_units=True)
    assert clash == [("TG2", "Ban Thanh gươm", "ban")]


def test_plan_with_roster(plan: Plan) -> None:
    people, units = read_roster(
        read_csv(ROSTER.replace("TNCN", "Trường Đoàn").replace("tncn", "TD").encode()), plan, True
    )
    new = with_roster(plan, people, units)
    assert new.unit_by_code["TD"].name == "Trường Đoàn"
    assert new.people == people
    assert new.digest != plan.digest


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_as_spreadsheets_save_it(encoding: str, separator: str) -> None:
    text = f'Họ và tên{separator}"Ban{separator} Văn phòng"\r\nNguyễn Thị Ngọc Ánh{separator}"hai\ndòng"\r\n'
    assert read_csv(text.encode(encoding)) == [
        ["Họ và tên", f"Ban{separator} Văn phòng"],
        ["Nguyễn Thị Ngọc Ánh", "hai\ndòng"],
    ]


def test_csv_of_an_older_windows() -> None:
    # cp1258 keeps the tone apart from its letter
    assert read_csv("Họ va\u0300 tên;Đơn vi\u0323\nĐôDa;Ba\u0301".encode("cp1258", "ignore"))[0][1] == "Đơn vị"


def test_csv_that_is_no_text() -> None:
    with pytest.raises(PlanError, match="không đọc được chữ"):
        read_csv(b"PK\x03\x04\xd2\xff\x9d\x8d")

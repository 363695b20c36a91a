"""A small plan as KeHoach.xlsx holds it, and the fixtures' folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from xltools.plan.load import load_plan, plan_sheets
from xltools.plan.plan import Plan
from xltools.plan.toml import load_builtin

TESTS = Path(__file__).parents[1]
PROVINCES = (
    "2023",
    *(str(TESTS / "fixtures" / "plans" / name) for name in ("ba-ria-vung-tau.toml", "quang-tri-2020.toml")),
)

ROSTER = [
    ["TTTD-01", "Huỳnh Đăng Khoa", "Bí thư Tỉnh đoàn", "TTTD", "TT", "", "", ""],
    ["TG-01", "Nguyễn Thị Lan", "Trưởng Ban", "TG", "LD", "", "", ""],
    ["TG-02", "Nguyễn Thị Loan", "Chuyên viên", "TG", "CV", "", "", ""],
    ["VP-01", "Trần Thuý Hoà", "Văn thư", "VP", "", "van_thu", "", ""],
]
WAIVER = ["D301", "TG", "01/03/2023", "31/03/2023", "Phó Bí thư Tỉnh đoàn", "Mất điện kéo dài"]

Grid = dict[str, list[list[object]]]


def small_sheets() -> Grid:
    """The sheets of the plan 2023 with four people, one waiver and few places."""
    sheets = plan_sheets(load_builtin("2023"))
    sheets["CanBo"] += [list(row) for row in ROSTER]
    sheets["ChapNhan"].append(list(WAIVER))
    sheets["DiaBan"] = [
        sheets["DiaBan"][0],
        ["huyện", "Tân Châu", "", "", "", "H-TANCHAU"],
        ["xã", "Suối Dây", "huyện Tân Châu", "", "30/06/2025", ""],
    ]
    return sheets


@pytest.fixture
def sheets() -> Grid:
    return small_sheets()


@pytest.fixture(scope="session")
def plan() -> Plan:
    return load_plan(small_sheets())


@pytest.fixture(params=PROVINCES, ids=["tay-ninh", "ba-ria-vung-tau", "quang-tri"])
def province(request: pytest.FixtureRequest) -> Plan:
    """Each of the three plans."""
    return load_builtin(request.param)

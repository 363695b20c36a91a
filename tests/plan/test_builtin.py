"""The built-in plan says what the plan of 2023 says, and two other provinces are files of the same kind."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from xltools.plan.load import load_plan, plan_sheets
from xltools.plan.plan import Plan
from xltools.plan.records import PlanError
from xltools.plan.toml import builtin_names, load_builtin

PLANS = Path(__file__).parents[1] / "fixtures" / "plans"


@pytest.fixture(scope="module")
def plan2023() -> Plan:
    return load_builtin("2023")


def test_names() -> None:
    assert builtin_names() == ("2023",)


def test_window(plan2023: Plan) -> None:
    assert plan2023.window == (date(2023, 1, 1), date(2023, 10, 25))
    assert plan2023.window.days == 298


def test_working_days_of_the_window(plan2023: Plan) -> None:
    days = (date.fromordinal(n) for n in range(plan2023.window.first.toordinal(), plan2023.window.last.toordinal() + 1))
    assert sum(day.weekday() < 5 and day not in plan2023.holidays for day in days) == 202


@pytest.mark.parametrize(
    ("group", "focus", "long_stays", "long_stay_days"),
    [("TT", "1.2 1.5", 0, 0), ("LD", "1.2 1.4 1.5", 0, 0), ("CV", "1.1 1.5", 2, 30)],
)
def test_groups(plan2023: Plan, group: str, focus: str, long_stays: int, long_stay_days: float) -> None:
    quota = plan2023.group_by_code[group]
    assert [content.code for content in plan2023.contents if group in content.groups] == focus.split()
    assert (quota.min_days, quota.min_stays) == (60, 2)
    assert (quota.long_stays, quota.long_stay_days) == (long_stays, long_stay_days)


def test_contents(plan2023: Plan) -> None:
    headings = [content.code for content in plan2023.contents if not content.parent]
    topics = [content for content in plan2023.contents if content.parent]
    assert headings == ["1.1", "1.2", "1.3", "1.4", "1.5"]
    assert [topic.code for topic in topics] == [f"1.3.{number}" for number in range(1, 10)]
    assert all(topic.parent == "1.3" and topic.open_to_all for topic in topics)
    assert plan2023.content_by_code["1.3"].open_to_all


def test_slips_of_the_printed_plan_are_not_repeated(plan2023: Plan) -> None:
    text = " ".join(f"{content.name} {content.phrases}" for content in plan2023.contents)
    assert "thắp sáng niềm tin" in text
    assert "thấp sáng" not in text
    assert "chủ trương chủ trương" not in text + plan2023.letterhead.subject


def test_deadlines_are_strict(plan2023: Plan) -> None:
    due = [
        (deadline.form, deadline.quarter, f"{deadline.day:%d/%m/%Y}", deadline.inclusive)
        for deadline in plan2023.deadlines
    ]
    assert due == [
        ("mau1", None, "15/02/2023", False),
        ("mau2", None, "20/02/2023", False),
        ("mau3", 1, "27/03/2023", False),
        ("mau3", 2, "27/06/2023", False),
        ("mau3", 3, "27/09/2023", False),
        ("mau3", 4, "27/12/2023", False),
    ]


def test_exemptions(plan2023: Plan) -> None:
    reasons = [(reason.code, reason.kind, reason.min_months) for reason in plan2023.exemptions]
    assert reasons == [
        ("hoc_tap", "period", 6),
        ("thai_san", "period", 0),
        ("van_thu", "role", 0),
        ("ke_toan", "role", 0),
        ("thi_dua", "role", 0),
    ]


def test_places_before_and_after_the_merger(plan2023: Plan) -> None:
    before = [place for place in plan2023.places if place.until == date(2025, 6, 30)]
    after = [place for place in plan2023.places if place.since == date(2025, 7, 1)]
    districts = [place for place in before if not place.district]
    assert (len(districts), len(before) - len(districts), len(after)) == (9, 94, 96)
    assert {unit.code for unit in plan2023.units if unit.kind == "huyen"} == {
        place.unit_in_charge for place in districts
    }
    assert "phường 4, thành phố Tây Ninh" in [place.canonical for place in before]
    assert not any(place.district for place in after)


def test_every_plan_survives_the_workbook(province: Plan) -> None:
    assert load_plan(plan_sheets(province)) == province


def test_another_province_differs_only_as_data() -> None:
    vung_tau = load_builtin(str(PLANS / "ba-ria-vung-tau.toml"))
    assert {group.min_stays for group in vung_tau.groups} == {0}
    assert [group.level_days for group in vung_tau.groups] == [{"chi_doan": 30, "xa": 20, "huyen": 10}] * 3
    assert vung_tau.exemption_by_code["om_dau"].kind == "period"
    quang_tri = load_builtin(str(PLANS / "quang-tri-2020.toml"))
    assert quang_tri.window == (date(2020, 3, 1), date(2020, 12, 31))
    assert quang_tri.counting.report_after_stay_days == 10
    assert quang_tri.deadline("mau3", 1) is None


@pytest.mark.parametrize(
    ("name", "words"),
    [("2099", "dùng một trong: 2023"), ("khong-co.toml", "không tìm thấy"), ("../2023", "không có kế hoạch")],
)
def test_unknown_plan(name: str, words: str) -> None:
    with pytest.raises(PlanError, match=words):
        load_builtin(name)


@pytest.mark.parametrize(
    ("old", "new", "cell", "words"),
    [
        ("year = 2020", "year = 2020 2021", "", "sai cú pháp"),
        ('kind = "ban"', 'kind = "phong"', "units[2].kind", "thuong_truc, ban"),
        ("report_after_stay_days = 10", "report_in = 10", "counting.report_in", "không có thiết lập"),
        ("min_days = 60", "min_day = 60", "groups[1].min_day", "không có cột"),
        ("last = 2020-12-31", 'last = "32/12/2020"', "window.last", "không có ngày"),
        ("quang-tri-2020-dia-ban.csv", "mat.csv", "", "không tìm thấy"),
    ],
)
def test_mistake_in_a_toml_plan(tmp_path: Path, old: str, new: str, cell: str, words: str) -> None:
    for file in PLANS.glob("quang-tri*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    path = tmp_path / "quang-tri-2020.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(PlanError) as raised:
        load_builtin(str(path))
    first = raised.value.faults[0]
    assert (first.cell, words in first.message) == (cell, True), first


def test_digest_tells_plans_apart() -> None:
    names = ("2023", str(PLANS / "ba-ria-vung-tau.toml"), str(PLANS / "quang-tri-2020.toml"))
    digests = {load_builtin(name).digest for name in names}
    assert len(digests) == 3
    assert load_builtin("2023").digest in digests

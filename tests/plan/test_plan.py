from __future__ import annotations

from dataclasses import replace

import pytest

from xltools.model import Unit
from xltools.plan.plan import Plan


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("TG", "TG"), ("tg", "TG"), ("h-tanbien", "H-TANBIEN"), ("Ban Tuyên giáo", "TG"), ("BAN TUYEN GIAO", "TG"),
        ("Ban Tuyên giáo Tỉnh đoàn Tây Ninh", "TG"), ("II. Ban Tuyên giáo", "TG"), ("Ban Tuyển giáo", "TG"),
        ("Doan-tt", "Doan-tt"), ("DOAN-TT", "Doan-tt"), ("doan khoi doanh nghiep", "Doan-tt"),
        ("Ban Tuyên truyền", None), ("", None), ("T", None), ("la", None),
    ],
)  # fmt: skip
def test_a_unit_is_found_by_what_people_write(plan: Plan, typed: str, code: str | None) -> None:
    plan = replace(plan, units=(*plan.units, Unit("Doan-tt", "Đoàn Khối Doanh nghiệp", "truc_thuoc")))
    assert plan.find_unit(typed) == code


def test_a_unit_without_marks_is_found_only_where_no_other_could_be_meant(plan: Plan) -> None:
    twins = replace(plan, units=(Unit("A", "Ban Tuyên giáo", "ban"), Unit("B", "Ban Tuyên giao", "ban")))
    assert [twins.find_unit(text) for text in ("ban tuyên giao", "Ban tuyen giao")] == ["B", None]


def test_a_line_of_a_form_is_no_code(plan: Plan) -> None:
    assert plan.unit_in_heading("TG") is None
    assert plan.unit_in_heading("I. BAN TUYÊN GIÁO TỈNH ĐOÀN:") == "TG"


def test_an_unknown_unit_is_told_with_those_most_like_it(plan: Plan) -> None:
    assert plan.unknown_unit("Ban Tuyên truyền").startswith(
        "không có đơn vị “Ban Tuyên truyền” trong kế hoạch; gần nhất là TG (Ban Tuyên giáo)"
    )
    assert plan.unknown_unit("???").startswith("không có đơn vị “???” trong kế hoạch; gõ một trong: TTTD, VP, ")

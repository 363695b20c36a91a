"""Whose folder a file lies in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xltools.model import Unit
from xltools.pipeline.examine import unit_of
from xltools.plan.lookups import Lookups
from xltools.plan.toml import load_builtin

PLAN = load_builtin("2023")
LOOKUPS = Lookups(replace(PLAN, units=(*PLAN.units, Unit("Doan-tt", "Đoàn Khối Doanh nghiệp", "truc_thuoc"))), False)


@pytest.mark.parametrize(
    ("folder", "unit"),
    [
        ("TG", "TG"),
        ("tg", "TG"),
        ("Ban Tuyên giáo", "TG"),
        ("Doan-tt", "Doan-tt"),
        ("DOAN-TT", "Doan-tt"),
        ("doan khoi doanh nghiep", "Doan-tt"),
        ("la", None),
        ("", None),
        (None, None),
    ],
)
def test_a_folder_is_known_by_code_in_any_case_or_by_name(folder: str | None, unit: str | None) -> None:
    assert unit_of(LOOKUPS, folder) == unit

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.plan.toml import load_builtin
from xltools.vietnamese.text import clean, clean_lines, fold, name_sort_key, spelling, unit_initials

SYLLABLES = (
    "Nguyễn Trần Lê Phạm Huỳnh Hoàng Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý "
    "An Ánh Anh Ân Đức Dũng Hòa Thúy Thủy Quý Lan Loan Ước Ư Tuấn Yến"
)
names = st.lists(st.sampled_from(SYLLABLES.split()), min_size=2, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("Thuý", "THÚY"),
        ("Tỉnh uỷ", "tỉnh ủy"),
        ("Hùynh", "Huỳnh"),
        ("Ðặng", "Đặng"),
        ("Ɖặng", "đặng"),
        ("Nguyễn\u00a0 Văn\u200b A", "nguyễn văn a"),
        ("Lê\nThị", "Lê Thị"),
    ],
)
def test_two_spellings_of_the_same_words(one: str, other: str) -> None:
    assert spelling(one) == spelling(other)
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Anh", "Ánh"), ("Lan", "Loan"), ("Quí", "Quý"), ("An", "Ân"), ("Du", "Đu"), ("Tư", "Từ")]
)
def test_different_people_stay_different(one: str, other: str) -> None:
    assert spelling(one) != spelling(other)


@given(names)
def test_case_and_composition_do_not_change_the_key(name: str) -> None:
    for form in (name.upper(), name.lower(), unicodedata.normalize("NFD", name), f"  {name.replace(' ', '   ')} "):
        assert spelling(form) == spelling(name)
        assert fold(form) == fold(name)
        assert name_sort_key(form) == name_sort_key(name)


@given(st.text(max_size=60))
def test_cleaning_and_folding_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)
    assert "\n" not in clean(text)


def test_no_two_places_of_the_plan_share_a_spelling_by_accident() -> None:
    names = {place.name for place in load_builtin("2023").places}
    assert len({spelling(name) for name in names}) == len(names)


def test_soft_hyphen_is_noise_in_unicode_and_a_letter_in_tcvn3() -> None:
    assert clean("Suối\u00ad Dây") == "Suối Dây"
    assert clean("D\u00ad¬ng") == "D\u00ad¬ng"


def test_lines_of_a_cell() -> None:
    assert clean_lines(" xã A \r\n\n huyện\u00a0B") == ["xã A", "huyện B"]


def test_office_order_is_given_name_first_in_vietnamese_alphabet() -> None:
    ordered = [
        "Bùi Văn An",
        "Trần Văn An",
        "Lê Thị Án",
        "Lê Thị Ăn",
        "Lê Thị Ân",
        "Hồ Dung",
        "Hồ Đang",
        "Hồ Em",
        "Hồ Êm",
        "Hồ Hoa",
        "Hồ Hòa",
        "Hồ Hỏa",
        "Hồ Hõa",
        "Hồ Hóa",
        "Hồ Họa",
        "Hồ Oanh",
        "Hồ Ông",
        "Hồ Ơn",
        "Hồ Tuấn",
        "Hồ Tư",
        "Hồ Yến",
    ]
    shuffled = ordered[1::2] + ordered[::2]
    assert sorted(shuffled, key=name_sort_key) == ordered


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Ban Tổ chức – Kiểm tra", "TCKT"),
        ("Ban Tuyên giáo", "TG"),
        ("Văn phòng Tỉnh đoàn", "VPTD"),
        ("Trường Đoàn", "TD"),
        ("Đoàn khối 2", "DK2"),
    ],
)
def test_codes_for_new_units(name: str, code: str) -> None:
    assert unit_initials(name) == code

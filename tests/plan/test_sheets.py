from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.model import Failure
from xltools.plan.sheets import SETTINGS, TABLES, Field, parse, shown

WORDS = st.text("aăâbđêghỉô ưýXĐỚ19.,:=+“”/–\n", min_size=1, max_size=12)
FIELDS = [*SETTINGS, *(field for sheet in TABLES for field in sheet.fields)]
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
LEVELS = st.sampled_from(["huyen", "xa", "chi_doan"])


def values(field: Field) -> st.SearchStrategy[object]:
    """Values a plan can hold in a field."""
    labels = [value for value, _ in field.choices]
    return {
        "text": WORDS.map(lambda text: parse(Field("", "", ""), text)),
        "lines": st.lists(WORDS.map(lambda text: parse(Field("", "", ""), text)).filter(bool)).map(tuple),
        "codes": st.lists(st.sampled_from(labels or ["1.1", "TT"]), unique=True).map(tuple),
        "date": DAYS,
        "dates": st.lists(DAYS, unique=True).map(sorted).map(tuple),
        "number": st.integers(0, 1000).map(lambda halves: halves / 2),
        "integer": st.integers(1, 4),
        "boolean": st.booleans(),
        "choice": st.sampled_from(labels or [""]),
        "quotas": st.dictionaries(LEVELS, st.integers(1, 60).map(float)),
    }[field.kind]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
@given(data=st.data())
def test_what_is_written_is_read_back(field: Field, data: st.DataObject) -> None:
    value = data.draw(values(field))
    if field.required and value == "":
        return
    cell = shown(field, value)
    again = parse(field, cell) if cell != "" or not field.required else value
    assert again == value or (cell == "" and again == field.default)


@pytest.mark.parametrize("kind", ["date", "dates", "number", "integer", "boolean", "choice", "quotas"])
@given(raw=st.one_of(WORDS, st.floats(), st.booleans(), st.dates(), st.none()))
def test_any_cell_gives_a_value_or_a_sentence(kind: str, raw: object) -> None:
    field = Field("x", "Cột", "Ghi chú", kind, choices=(("xa", "xã"),) if kind in ("choice", "quotas") else ())
    sentence = "đọc được;"
    try:
        parse(field, raw)
    except Failure as fault:
        sentence = str(fault)
    assert ";" in sentence


def test_every_header_has_its_note() -> None:
    for sheet in TABLES:
        headers = [field.header for field in sheet.fields]
        assert len(set(headers)) == len(headers)
        assert all(field.note and "\n" not in field.note for field in sheet.fields)


def test_roster_headers_are_fixed() -> None:
    roster = next(sheet for sheet in TABLES if sheet.name == "CanBo")
    assert ", ".join(field.header for field in roster.fields) == (
        "Mã cán bộ, Họ và tên, Chức vụ, Đơn vị, Đối tượng, Miễn, Từ ngày, Đến ngày"
    )

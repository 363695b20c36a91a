"""Formulas that were never calculated: what is worked out, what stays, and that the work is bounded."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.model import Cell, Finding, Person
from xltools.office.sheet import Notes, Place, Sheet, Value, raw_text
from xltools.plan.lookups import Lookups
from xltools.plan.toml import load_builtin
from xltools.reading.formulas import calculated
from xltools.reading.reader import read

from ..filled import done, form
from ..office.test_read import cell, edited

CASES = Path(__file__).parents[1] / "cases" / "formulas.txt"
G5 = (5, 7)


def sheet(formulas: dict[Place, str], values: dict[Place, Value], errors: dict[Place, str] | None = None) -> Sheet:
    """A sheet that ends at its last value, as calamine gives it."""
    height = max((row for row, _ in values), default=0)
    width = max((column for _, column in values), default=0)
    rows = [[values.get((row, column), "") for column in range(1, width + 1)] for row in range(1, height + 1)]
    return Sheet("Trang 1", False, rows, Notes(errors=errors or {}, formulas=formulas))


def place(name: str) -> Place:
    return int(name[1:]), ord(name[0]) - 64


def value(text: str) -> Value:
    if text.startswith("“"):
        return text.strip("“”")
    if text == "Đúng":
        return True
    day = re.fullmatch(r"(\d+)/(\d+)/(\d+)", text)
    return date(int(day[3]), int(day[2]), int(day[1])) if day else float(text.replace(",", "."))


def cases() -> list[list[str]]:
    lines = [line for line in CASES.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


@pytest.mark.parametrize(("formula", "cells", "expected"), cases())
def test_what_a_formula_gives(formula: str, cells: str, expected: str) -> None:
    pairs = [one.split(" = ", 1) for one in cells.split("; ") if one]
    formulas = {place(name): said[1:] for name, said in pairs if said.startswith("=")}
    errors = {place(name): said for name, said in pairs if said.startswith("#")}
    values = {place(name): value(said) for name, said in pairs if said[0] not in "=#"}
    found = calculated(sheet({G5: formula[1:], **formulas}, values, errors))
    if expected == "F110":
        assert found.notes.formulas[G5] == formula[1:]
        assert G5 not in found.changes
        assert len(found.rows) < 5 or len(found.rows[4]) < 7 or found.rows[4][6] == ""
    else:
        assert G5 not in found.notes.formulas
        assert found.changes[G5] == Finding("F130", None, formula, expected)
        assert raw_text(found.rows[4][6]) == expected


def test_no_line_of_the_table_stands_twice() -> None:
    lines = [tuple(case[:2]) for case in cases()]
    assert len(set(lines)) == len(lines) > 80


# ------------------------------------------------------------------ the sheet


def test_a_sheet_that_ends_too_soon_grows() -> None:
    found = calculated(sheet({(4, 3): "A1*2"}, {(1, 1): 15.0, (1, 2): "x"}))
    assert found.rows == [[15.0, "x", ""], ["", "", ""], ["", "", ""], ["", "", 30.0]]


def test_a_formula_at_the_far_end_of_a_sheet_makes_no_rows() -> None:
    before = sheet({(1_048_576, 16_384): "A1*2"}, {(1, 1): 15.0})
    assert calculated(before) is before


def test_a_sheet_without_formulas_is_left_alone() -> None:
    before = sheet({}, {(1, 1): 15.0})
    assert calculated(before) is before


def test_the_values_of_the_file_are_not_touched() -> None:
    before = sheet({(2, 1): "A1"}, {(1, 1): 15.0})
    calculated(before)
    assert before.rows == [[15.0]]
    assert before.notes.formulas == {(2, 1): "A1"}


# ------------------------------------------------------------------ bounds


def test_a_long_chain_downwards_is_followed() -> None:
    """A column of numbers: 1, =A1+1, =A2+1 …"""
    found = calculated(sheet({(row, 1): f"A{row - 1}+1" for row in range(2, 1001)}, {(1, 1): 1.0}))
    assert found.notes.formulas == {}
    assert found.rows[999] == [1000.0]


def test_a_long_chain_upwards_ends_in_a_report() -> None:
    found = calculated(sheet({(row, 1): f"A{row + 1}+1" for row in range(1, 1000)}, {(1000, 1): 1.0}))
    assert (1, 1) in found.notes.formulas
    assert found.rows[998] == [2.0]


@pytest.mark.parametrize(
    "formula", ["(" * 400 + "1" + ")" * 99, "-" * 400 + "1", "SUM(" * 90 + "1" + ")" * 90, "1+" * 300 + "1"]
)
def test_what_is_too_deep_or_too_long_stays(formula: str) -> None:
    before = sheet({(1, 1): formula}, {(2, 1): 1.0})
    assert calculated(before) is before


def test_many_large_sums_are_not_all_worked_out() -> None:
    """A million cells, summed a thousand times: the cells looked at are counted."""

    class Row(list[Value]):
        reads = 0

        def __getitem__(self, key: object) -> Value:  # type: ignore[override]
            Row.reads += 1
            return super().__getitem__(key)  # type: ignore[index,no-any-return]

    rows = [Row([1.0] * 10) for _ in range(10_000)]
    formulas = {(row, 11): "SUM(A1:J5000)" for row in range(1, 1001)}
    found = calculated(Sheet("x", False, rows, Notes(formulas=formulas)))
    assert Row.reads <= 100_000
    assert [found.rows[row][10] for row in (0, 1)] == [50_000.0, ""]
    assert len(found.notes.formulas) == 999


@given(st.text(alphabet="=SUM(),:+-*/AB19.$ E\"'!%&", max_size=60))
def test_no_text_breaks_it(formula: str) -> None:
    found = calculated(sheet({(1, 3): formula}, {(1, 1): 2.0, (1, 2): date(2023, 4, 1), (2, 1): "x"}))
    assert ((1, 3) in found.notes.formulas) != ((1, 3) in found.changes)


@given(st.lists(st.floats(-1e6, 1e6) | st.text(max_size=3), min_size=1, max_size=20))
def test_a_sum_is_the_sum_of_the_numbers(column: list[float | str]) -> None:
    values: dict[Place, Value] = {(row, 1): one for row, one in enumerate(column, 1)}
    found = calculated(sheet({(1, 2): f"SUM(A1:A{len(column)})"}, values))
    if any(one != "" for one in column):
        assert found.rows[0][1] == pytest.approx(sum(one for one in column if isinstance(one, float)))
    else:
        assert (1, 2) in found.notes.formulas


# ------------------------------------------------------------------ in a form

PEOPLE = (Person("TG-02", "Phan Văn Bình", "Chuyên viên", "TG", "CV"),)


def test_days_given_as_a_sum_are_counted_and_told() -> None:
    lookups = Lookups(replace(load_builtin("2023"), people=PEOPLE), True)
    rows = [("Phan Văn Bình", *done("30 ngày", "Từ ngày 01/4/2023 – 30/4/2023"))]
    (found,) = read(edited(form("mau3", "TG", rows, 2), cell("E7", "<f>10*2+10</f>")), lookups)
    assert found.submission is not None
    assert [entry.days for entry in found.submission.entries] == [30]
    assert found.findings == (Finding("F130", Cell("Sheet", 7, 5), "=10*2+10", "30"),)

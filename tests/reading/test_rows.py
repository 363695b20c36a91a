"""What each row below a header is taken for, from tests/cases/rows-of-tables.txt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from xltools.forms.catalogue import CATALOGUE
from xltools.model import Unit
from xltools.office.sheet import Sheet, Value
from xltools.plan.toml import load_builtin
from xltools.reading.recognise import Table
from xltools.reading.rows import Row, RowKind, classify

CASES = Path(__file__).parents[1] / "cases" / "rows-of-tables.txt"
PLAN = load_builtin("2023")


def kinds(form: str, *rows: Sequence[Value]) -> list[Row]:
    spec = CATALOGUE[form]
    columns = {column.field: number for number, column in enumerate(spec.official, 1)}
    header = [column.header for column in spec.official]
    padded = [[*row, *[""] * (len(header) - len(row))] for row in rows]
    table = Table(spec, Sheet("S", False, [header, *padded]), 1, columns, (), len(rows) + 1)
    return list(classify(table, PLAN))


def cases() -> list[tuple[str, list[str], str]]:
    found = []
    for line in CASES.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            cells, _, kind = line.partition("↳")
            form, *row = [cell.strip() for cell in cells.split("|")]
            found.append((form, row, kind.strip()))
    return found


@pytest.mark.parametrize(
    ("form", "row", "kind"), cases(), ids=lambda value: value if isinstance(value, str) else "-".join(value)[:40]
)
def test_rows(form: str, row: list[str], kind: str) -> None:
    found = kinds(form, row)
    assert [one.kind for one in found] == ([] if kind == "end" else [RowKind(kind)])


def test_the_number_row_is_passed_over_once() -> None:
    numbers = ["(1)", "", "(2)", "(3)", "(4)", "(5)", "(6)", ""]
    data = ["1", "Phan Văn Bình", "1.1", "Làm đường", "3", "05/4/2023", "xã Suối Dây", "Tốt"]
    found = kinds("mau3", numbers, data)
    assert [(row.number, row.kind) for row in found] == [(3, RowKind.DATA)]
    assert found[0].values["person"] == "Phan Văn Bình"


def test_the_number_row_typed_as_numbers() -> None:
    data = ["1", "Phan Văn Bình", "1.1", "Làm đường", "3", "05/4/2023", "xã Suối Dây", "Tốt"]
    rows: tuple[list[Value], ...] = (
        [1, 2, 3, 4, 5, 6, 7, 8],
        [-1.0, "", -2.0, -3.0, -4.0, -5.0, -6.0, ""],
        ["1", "", "2", "3", "4"],
    )
    for numbers in rows:
        assert [row.number for row in kinds("mau3", numbers, data)] == [3]


def test_blank_rows_do_not_end_a_table_and_signatures_do() -> None:
    data = ["1", "Phan Văn Bình", "1.1", "Làm đường", "3", "05/4/2023", "xã Suối Dây", "Tốt"]
    found = kinds("mau3", data, [], [], data, ["", "", "", "", "", "TRƯỞNG BAN....."], data)
    assert [row.number for row in found if row.kind is RowKind.DATA] == [2, 5]


def test_a_value_keeps_its_type() -> None:
    (row,) = kinds("mau3", [1.0, "Phan Văn Bình", 1.1, "x", 3, "05/4/2023", "", ""])
    assert (row.values["contents"], row.values["days"]) == (1.1, 3)
    assert "places" not in row.values


@pytest.mark.parametrize(
    "text", ["Ban Tuyên giáo", "BAN TUYÊN GIÁO", "I. Ban Tuyên giáo", "1) Ban Tuyên giáo Tỉnh đoàn", "Ban  Tuyên giáo:"]
)
def test_units_as_written(text: str) -> None:
    assert PLAN.unit_in_heading(text) == "TG"


@pytest.mark.parametrize("province", ["Tây Ninh", "Bà Rịa – Vũng Tàu"])
@pytest.mark.parametrize("name", ["Ban Tuyên giáo", "Ban Tuyên giáo Tỉnh đoàn", "Ban Tuyên giáo Tỉnh đoàn {}"])
@pytest.mark.parametrize("typed", ["BAN TUYÊN GIÁO", "I. Ban Tuyên giáo Tỉnh đoàn", "Ban Tuyên giáo Tỉnh đoàn {}"])
def test_a_unit_may_be_followed_by_its_province(province: str, name: str, typed: str) -> None:
    plan = replace(PLAN, units=(Unit("TG", name.format(province), "ban"),), province=province)
    assert plan.unit_in_heading(typed.format(province)) == "TG"
    assert plan.unit_in_heading("Ban Tuyên giáo Tỉnh đoàn Cà Mau") is None

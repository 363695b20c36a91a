"""The time cells of whole tables, as tests/cases/times.txt tells them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from xltools.forms.catalogue import CATALOGUE
from xltools.model import Period
from xltools.plan.lookups import Lookups
from xltools.plan.toml import load_builtin
from xltools.reading.reader import read

from ..filled import DETAIL, PLACE, RESULT, Cell, heading, saved

LOOKUPS = Lookups(load_builtin("2023"), False)
PERSON = "Phan Văn Bình"
OTHERS = {"person": PERSON, "contents": "1.1", "detail": DETAIL, "places": PLACE, "result": RESULT}


def tables() -> Iterator[tuple[str, str, int | None, list[list[str]]]]:
    text = (Path(__file__).parents[1] / "cases" / "times.txt").read_text("utf-8")
    for block in re.split(r"^== ", text, flags=re.MULTILINE)[1:]:
        head, *lines = [line for line in block.splitlines() if line]
        title, form, quarter = (part.strip() for part in head.split("|"))
        yield title, form, int(quarter) if quarter else None, [[c.strip() for c in line.split("|")] for line in lines]


def typed(text: str) -> Cell | time:
    if not text.startswith("{"):
        return text or None
    inside = text.strip("{}")
    if ":" in inside:
        return time.fromisoformat(inside)
    return datetime.fromisoformat(inside) if "-" in inside else float(inside)


def workbook(form: str, quarter: int | None, rows: list[list[str]]) -> bytes:
    two = rows[0][1] != "."
    book = Workbook()
    sheet = book.worksheets[0]
    header = heading(sheet, form, "TG", quarter, person=PERSON)
    fields = [column.field for column in CATALOGUE[form].official if column.field != "time"]
    fields = [*(field for field in fields if field not in ("number", "title", "places")), "time", "until", "places"]
    fields = [field for field in fields if two or field != "until"]
    headers = {"time": "Từ ngày", "until": "Đến ngày"} if two else {}
    for column, field in enumerate(["number", *fields], 1):
        sheet.cell(header, column, headers.get(field) or CATALOGUE[form].column(field).header)
    for number, (first, until, days, *_) in enumerate(rows, 1):
        values = OTHERS | {"time": typed(first), "until": typed(until), "days": days or None}
        for column, field in enumerate(fields, 2):
            sheet.cell(header + number, 1, number)
            cell = sheet.cell(header + number, column, values[field])
            if isinstance(values[field], str):
                cell.data_type = "s"
    return saved(book)


def shown(periods: tuple[Period, ...] | None) -> str:
    return "; ".join(f"{a}" if a == b else f"{a}..{b}" for a, b in periods) if periods else "-"


@pytest.mark.parametrize(("title", "form", "quarter", "rows"), [pytest.param(*t, id=t[0]) for t in tables()])
def test_times(title: str, form: str, quarter: int | None, rows: list[list[str]]) -> None:
    (reading,) = read(workbook(form, quarter, rows), LOOKUPS, None)
    found = reading.submission
    assert found is not None
    names = {found.columns["time"]: "từ", found.columns.get("until", 0): "đến"}
    assert [shown(entry.periods) for entry in found.entries] == [row[3] for row in rows]
    for entry, row in zip(found.entries, rows, strict=True):
        told = [
            f"{f.code} {names[f.cell.column]}" + (f", {f.expected}" if f.expected else "")
            for f in reading.findings
            if f.cell is not None and f.cell.row == entry.row and f.cell.column in names
        ]
        assert told == [problem.strip() for problem in row[4].split(";") if problem], row
        others = {f.code for f in reading.findings if f.cell is not None and f.cell.column not in names}
        assert not others, title


def test_the_number_of_days_beside_the_dates_is_the_one_that_counts() -> None:
    rows = [["Từ 01/4 đến 15/4/2023 (10 ngày)", ".", ""], ["Từ 01/6 đến 15/6/2023 (02 buổi)", ".", ""]]
    (reading,) = read(workbook("mau2", None, rows), LOOKUPS, None)
    assert reading.submission is not None
    assert [entry.days for entry in reading.submission.entries] == [10, 1]


def test_a_column_of_thousands_of_dates_is_read_at_once() -> None:
    days = [date(2023, 4, 1) + timedelta(days=i % 28) for i in range(3000)]
    rows = [[f"{{{day}}}", ".", "1"] for day in days]
    (reading,) = read(workbook("mau3", 2, rows), LOOKUPS, None)
    assert reading.submission is not None
    assert [entry.periods for entry in reading.submission.entries] == [(Period(day, day),) for day in days]

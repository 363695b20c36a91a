"""A form typed but not yet laid out: rows of cells by field, each with what it must be read as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .grids import Cell, Grid
from .truth import PEOPLE, Form, Line
from .typing_styles import CONTENTS, DAYS, NAMES, day_cell, place_text, time_cell

Choice = Mapping[str, str]
"""Axis → the value a workbook takes of it."""


@dataclass
class TypedRow:
    """A row as typed. ``truth`` is ``None`` where nobody can read it right; ``touched`` rows are those of a trap."""

    cells: dict[str, Cell]
    truth: Line | None
    person: str
    touched: bool = False


@dataclass
class Draft:
    """A form with its rows as typed, and the styles they were typed in."""

    form: Form
    rows: list[TypedRow]
    choice: Choice
    fields: tuple[str, ...]
    name: str = ""
    title: str = ""
    year: int = 2023
    unit: str = ""


@dataclass
class Table:
    """Where a draft came to stand: its grid, header row, columns, and the row of every typed row."""

    draft: Draft
    grid: Grid
    header_row: int
    columns: dict[str, int]
    at: list[int] = field(default_factory=list)
    bottom: int = 0


def typed(form: Form, choice: Choice, with_days: bool = True, split_time: bool = False) -> Draft:
    """The form typed in the styles of ``choice``; ``split_time`` for two columns Từ ngày | Đến ngày.

    People split the time in two only where every row has one run of days: rows with several stay out.
    """
    fields = _FIELDS[form.code]
    if not with_days and form.code == "mau2":
        fields = tuple(name for name in fields if name != "days")
    rows = []
    for meant in form.lines:
        if split_time and len(meant.runs) > 1:
            continue
        line = meant if "days" in fields else replace(meant, days=None)
        person = PEOPLE[line.person]
        cells = {
            "contents": CONTENTS[choice["contents"]](line.contents),
            "days": DAYS[choice["days"]](meant.days or 0),
            "time": time_cell(choice["dates"], line.runs),
            "places": Cell(place_text(choice["places"], line)),
            "detail": Cell(line.detail),
            "result": Cell(line.result),
            "person": Cell(NAMES[choice["names"]](person)),
            "title": Cell(person.title),
        }
        if split_time:
            first, last = line.runs[0]
            cells |= {"time": day_cell(choice["dates"], first), "until": day_cell(choice["dates"], last)}
        rows.append(TypedRow(cells, line, line.person))
    owner = PEOPLE.get(form.person)
    return Draft(
        form,
        rows,
        choice,
        fields,
        name=NAMES[choice["names"]](owner) if owner else "",
        title=owner.title if owner else "",
    )


_FIELDS = {
    "mau1": ("number", "contents", "days", "time", "places"),
    "mau2": ("number", "person", "title", "contents", "time", "places", "days"),
    "mau3": ("number", "person", "contents", "detail", "days", "time", "places", "result"),
    "baocao": ("number", "contents", "detail", "days", "time", "places", "result"),
}

"""``4-TongHop/TuanThu.xlsx``: who has met the plan, who has not, and why, each figure traceable to a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from xltools import __version__
from xltools.model import Problem, Year
from xltools.office.links import Links
from xltools.office.package import Package
from xltools.office.rows import Value, render_row, sheet_chunks
from xltools.outputs.compliance_cells import entry_values, people_values, problem_values, problems_in_order
from xltools.outputs.compliance_layout import ENTRIES, PROBLEMS, Table, height_rule, people_table
from xltools.outputs.compliance_skeleton import draw
from xltools.plan.plan import Plan

_CELL_STYLE = re.compile(rb'<c r="[A-Z]+\d+" s="(\d+)"')


def compliance_workbook(plan: Plan, year: Year, problems: Sequence[Problem], *, link_base: str = "../") -> bytes:
    """The workbook as bytes; the same input gives the same bytes.

    ``problems`` are all problems that stand, of the files and of the year, in any order. ``link_base`` leads
    from the workbook's folder to the one that file names start from (see :class:`Links`).
    """
    ordered = problems_in_order(plan, year, problems)
    package = Package(draw(plan, year, len(ordered), __version__))
    _trust_cached_values(package)

    people = people_table(plan)
    _fill(package, people, people_values(plan, year, people))

    links = Links(link_base)
    letters = PROBLEMS.letters("cell")
    for row, problem in enumerate(ordered, PROBLEMS.first_row):
        if problem.file:
            links.add(f"{letters}{row}", problem.file, problem.cell)
    _fill(package, PROBLEMS, problem_values(plan, ordered), links)

    links = Links(link_base)
    letters = ENTRIES.letters("cell")
    for row, counted in enumerate(year.entries, ENTRIES.first_row):
        links.add(f"{letters}{row}", counted.filing.file, counted.cell)
    _fill(package, ENTRIES, entry_values(year), links)
    return package.to_bytes()


def _fill(package: Package, table: Table, values: Iterable[Sequence[Value]], links: Links | None = None) -> None:
    """Put a table's rows in place of its one drawn row, in the styles of that row."""
    part = package.sheet_part(table.sheet)
    sheet = links.put(package, part) if links else package.part(part)
    styles = _styles(sheet, table.first_row)
    height = height_rule(table)
    rows = (render_row(number, 1, cells, styles, height(cells)) for number, cells in enumerate(values, table.first_row))
    package.replace_streamed(part, sheet_chunks(sheet, table.first_row, rows))


def _styles(sheet: bytes, row: int) -> tuple[int, ...]:
    """Cell formats of the drawn row."""
    start = sheet.index(b'<row r="%d"' % row)
    return tuple(int(style) for style in _CELL_STYLE.findall(sheet[start : sheet.index(b"</row>", start)]))


def _trust_cached_values(package: Package) -> None:
    """Spare the reader a recalculation on opening, and the question whether to save it: the values are right."""
    name = package.workbook
    package.replace(name, package.part(name).replace(b' fullCalcOnLoad="1"', b""))

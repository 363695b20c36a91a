"""``4-TongHop/TuanThu.xlsx``: who has met the plan, who has not, and why, each figure traceable to a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from xltools import __version__
from xltools.counting.results import Year
from xltools.model import WHOLE_FILE, PersonStatus, Problem, Severity
from xltools.office.package import Package
from xltools.office.sheet_xml import Formula, Links, Value, render_row, sheet_chunks, with_links
from xltools.outputs import compliance_layout as layout
from xltools.outputs.columns import KIND_WORDS, Row, entry_rows, people_rows, problem_rows, problem_unit, sheet_values
from xltools.outputs.compliance_drawing import draw
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

    people = layout.people_table(plan)
    _fill(package, people, people_values(plan, year, people))

    links = Links(link_base)
    letters = layout.PROBLEMS.letters("cell")
    for at, problem in enumerate(ordered, layout.PROBLEMS.first_row):
        if problem.file:
            links.add(f"{letters}{at}", problem.file, problem.cell)
    _fill(package, layout.PROBLEMS, table_values(layout.PROBLEMS, problem_rows(plan, ordered)), links)

    links = Links(link_base)
    letters = layout.ENTRIES.letters("cell")
    for at, counted in enumerate(year.entries, layout.ENTRIES.first_row):
        links.add(f"{letters}{at}", counted.filing.file, counted.cell)
    _fill(package, layout.ENTRIES, table_values(layout.ENTRIES, entry_rows(plan, year)), links)
    return package.to_bytes()


def problems_in_order(plan: Plan, year: Year, problems: Iterable[Problem]) -> list[Problem]:
    """Errors first, then warnings and notices; in each by unit, person, file, place."""
    weights = {severity: place for place, severity in enumerate(Severity)}
    units = {unit.code: place for place, unit in enumerate(layout.units_in_order(plan, year))}
    people = {row.record.person.id: row.number for row in people_rows(plan, year)}

    def place(problem: Problem) -> tuple[object, ...]:
        unit = problem_unit(Row(problem, plan))
        return (
            weights[problem.severity],
            units.get(unit, len(units)),
            unit,
            people.get(problem.finding.person_id or "", 0),
            problem.file,
            (problem.cell or WHOLE_FILE)[:3],
            problem.code,
        )

    return sorted(problems, key=place)


def table_values(table: layout.Table, rows: Iterable[Row[Any]]) -> Iterator[tuple[Value, ...]]:
    """The cells of each row, in the columns of ``table``."""
    values = sheet_values(table.columns)
    for row in rows:
        yield tuple([value(row) for value in values])


def people_values(plan: Plan, year: Year, table: layout.Table) -> Iterator[tuple[Value, ...]]:
    """The cells of ``TongHop``; what a reader would check is a formula over ``DuLieu`` with the value it gives."""
    formulas = _people_formulas(table, len(year.entries))
    cells = table_values(table, people_rows(plan, year))
    for at, (person, values) in enumerate(zip(year.people, cells, strict=True), table.first_row):
        quota = f"{plan.quota(person.person).min_days:g}"
        row: list[Value] = []
        for column, value in zip(table.columns, values, strict=True):
            formula = formulas.get(column.field, "")
            plain = not formula or (column.field == "missing_days" and person.status is PersonStatus.EXEMPT)
            row.append(value if plain else Formula(formula.replace("@", quota).replace("#", str(at)), value))  # type: ignore[arg-type]  # a figure
        yield tuple(row)


def _people_formulas(table: layout.Table, entries: int) -> dict[str, str]:
    """Field → formula; ``#`` stands for the row, ``@`` for the person's quota of days."""
    key = f"{layout.ENTRIES.span('number', entries)},$A#"
    days, kind = layout.ENTRIES.span("counted_days", entries), layout.ENTRIES.span("kind", entries)
    quarter = layout.ENTRIES.span("quarter", entries)
    formulas = {"registered_days": f'SUMIFS({days},{key},{kind},"{KIND_WORDS["registered"]}")'}
    for n in (1, 2, 3, 4):
        formulas[f"q{n}_days"] = f'SUMIFS({days},{key},{kind},"{KIND_WORDS["performed"]}",{quarter},{n})'
    formulas["performed_days"] = f"SUM({table.letters('q1_days')}#:{table.letters('q4_days')}#)"
    formulas["missing_days"] = f"MAX(0,@-{table.letters('performed_days')}#)"
    return formulas


def _fill(package: Package, table: layout.Table, values: Iterable[Sequence[Value]], links: Links | None = None) -> None:
    """Put a table's rows in place of its one drawn row, in the styles of that row."""
    part = package.sheet_part(table.sheet)
    sheet = with_links(package.part(part), links.relate(package, part) if links else "")
    styles = _styles(sheet, table.first_row)
    height = layout.height_rule(table)
    rows = (
        render_row(number, 1, cells, styles, height(cells)).encode()
        for number, cells in enumerate(values, table.first_row)
    )
    package.replace_streamed(part, sheet_chunks(sheet, table.first_row, rows))


def _styles(sheet: bytes, row: int) -> tuple[int, ...]:
    """Cell formats of the drawn row."""
    start = sheet.index(b'<row r="%d"' % row)
    return tuple(int(style) for style in _CELL_STYLE.findall(sheet[start : sheet.index(b"</row>", start)]))


def _trust_cached_values(package: Package) -> None:
    """Keep programs from recalculating on opening and then asking whether to save: the values are right."""
    name = package.workbook
    package.replace(name, package.part(name).replace(b' fullCalcOnLoad="1"', b""))

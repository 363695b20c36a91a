"""Where everything stands in ``TuanThu.xlsx``: sheets, columns, rows; the writer and ``trace`` both go by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from xltools.counting.results import Return, Year
from xltools.forms.catalogue import CATALOGUE, form_name
from xltools.model import Unit, column_letters
from xltools.outputs import columns as facts
from xltools.outputs.columns import Column
from xltools.outputs.printing import MAX_HEIGHT, text_height
from xltools.plan.plan import Plan
from xltools.vietnamese.wording import say, wording

_TEXTS = wording("outputs")["compliance"]


@dataclass(frozen=True)
class Table:
    """A sheet's table: header in row ``header_row`` (bands in the row above), data below it."""

    sheet: str
    title: str
    header_row: int
    columns: tuple[Column[Any], ...]
    frozen: int

    @property
    def first_row(self) -> int:
        """First row of data."""
        return self.header_row + 1

    @cached_property
    def _places(self) -> dict[str, int]:
        return {column.field: place for place, column in enumerate(self.columns, 1)}

    def letters(self, field: str) -> str:
        """Letters of a field's column. ``KeyError`` if the table has none."""
        return column_letters(self._places[field])

    def span(self, field: str, count: int) -> str:
        """The cells of ``count`` rows of a column as a formula names them: ``DuLieu!$A$7:$A$90``."""
        letters = self.letters(field)
        return f"{self.sheet}!${letters}${self.first_row}:${letters}${self.last_row(count)}"

    def cells(self, first: str, last: str, count: int) -> str:
        """The cells of ``count`` rows from one field's column to another's: ``A7:C90``."""
        return f"{self.letters(first)}{self.first_row}:{self.letters(last)}{self.last_row(count)}"

    def last_row(self, count: int) -> int:
        """Last row of data; the first one where there is none, so that no range is empty."""
        return self.first_row + max(count, 1) - 1


def people_table(plan: Plan) -> Table:
    """``TongHop``: a row per person, in the order of ``Year.people``."""
    long_days = {group.long_stay_days for group in plan.groups if group.long_stay_days}
    columns = facts.PEOPLE
    if len(long_days) == 1:
        header = say("outputs", "compliance.long_stays", days=long_days.pop())
        columns = tuple(replace(c, header=header) if c.field == "long_stays" else c for c in columns)
    return Table("TongHop", _TEXTS["people"], 7, columns, 3)


PROBLEMS = Table("VanDe", _TEXTS["problems"], 6, tuple(c for c in facts.PROBLEMS if c.only != "export"), 0)
ENTRIES = Table("DuLieu", _TEXTS["entries"], 6, facts.ENTRIES, 3)
UNITS = Table(
    "TheoDonVi",
    _TEXTS["units"],
    6,
    (
        Column("number", "STT", 5, "ordinal"),
        Column("unit", "Mã đơn vị", 11, "code"),
        Column("unit_name", "Đơn vị", 38),
        Column("people", "Cán bộ", 8, "count"),
        Column("exempt", "Miễn", 8, "count"),
        Column("subject", "Thuộc diện", 8, "count"),
        Column("dat", "Đạt", 8, "count"),
        Column("dang_thuc_hien", "Đang thực hiện", 9, "count"),
        Column("cham", "Chậm tiến độ", 9, "count"),
        Column("khong_dat", "Không đạt, không thể đạt", 11, "count"),
        Column("chua_dang_ky", "Chưa đăng ký", 9, "count"),
        Column("can_xem_xet", "Cần xem xét", 9, "count"),
        Column("performed_days", "Tổng số ngày", 9, "days"),
        Column("share", "Tỉ lệ đạt", 9, "percent"),
    ),
    3,
)
NOTES_SHEET = "GhiChu"


def returns_table(plan: Plan, year: Year) -> Table:
    """``NopBaoCao``: a row per unit; state and date received for every form the year expects."""
    columns: list[Column[Any]] = [
        Column("number", "STT", 5, "ordinal"),
        Column("unit", "Mã đơn vị", 11, "code"),
        Column("unit_name", "Đơn vị", 30),
    ]
    for form, quarter in expected_forms(year):
        band = form_name(form, quarter)
        deadline = plan.deadline(form, quarter)
        if deadline:
            band += f"\n({deadline.words})"
        key = f"{form}_{quarter}" if quarter else form
        columns.append(Column(key, "Tình trạng", 13, "word", band=band))
        columns.append(Column(f"{key}_received", "Ngày nhận", 10, "date", band=band))
    return Table("NopBaoCao", _TEXTS["returns"], 7, tuple(columns), 3)


def is_idle(due: Return) -> bool:
    """Whether a return is neither owed nor here: a form without deadline that nobody sent."""
    return due.deadline is None and not (due.expected or due.received or due.exempt or due.waived)


def expected_forms(year: Year) -> list[tuple[str, int | None]]:
    """Forms (and quarters) that are owed or came, in the order in which a year meets them."""
    keys = {(r.form, r.quarter) for r in year.returns if not is_idle(r)}
    return sorted(keys, key=lambda key: (list(CATALOGUE).index(key[0]), key[1] or 0))


def units_in_order(plan: Plan, year: Year) -> tuple[Unit, ...]:
    """Units that have people or owe forms, in plan order."""
    present = {p.person.unit for p in year.people} | {r.unit for r in year.returns if not is_idle(r)}
    known = tuple(unit for unit in plan.units if unit.code in present)
    strange = sorted(present - {unit.code for unit in known})
    return known + tuple(Unit(code, code, "") for code in strange)


def units_with_people(plan: Plan, year: Year) -> tuple[Unit, ...]:
    """The units of ``TheoDonVi``, in plan order."""
    present = {p.person.unit for p in year.people}
    return tuple(unit for unit in units_in_order(plan, year) if unit.code in present)


# -- looks and heights -------------------------------------------------------------------------------

SIZE = 11
"""Font size of the tables, in points."""

LOOKS = {
    "text": "text",
    "texts": "text",
    "file": "text",
    "word": "centre",
    "codes": "centre",
    "periods": "centre",
    "flag": "centre",
    "count": "number",
    "ordinal": "number",
    "days": "number",
    "code": "shrunk",
    "link": "link",
    "percent": "percent",
    "date": "date",
    "hash": "faint",
}
"""How the cells of a column look, by its kind."""

_WRAPPED = ("text", "centre", "date")


def height_rule(table: Table) -> Callable[[Sequence[object]], float]:
    """How tall a row of ``table`` must be to show all its text; takes the row's values."""
    places = [place for place, column in enumerate(table.columns) if LOOKS[column.kind] in _WRAPPED]
    widths = [table.columns[place].width for place in places]

    def height(values: Sequence[object]) -> float:
        return max(map(_height, map(values.__getitem__, places), widths))

    return height


@lru_cache(maxsize=16_384)
def _height(value: object, width: float) -> float:
    """Height in points of one value in a column ``width`` characters wide."""
    text = value if isinstance(value, str) else ""
    return min(text_height(text, width * 7 + 5, SIZE), MAX_HEIGHT)

"""What stands above a table: whose form it is, of which unit, quarter and year."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from xltools.model import Cell
from xltools.plan.lookups import Lookups
from xltools.reading.lines import date_heading, line_value, quarter_and_year
from xltools.reading.pad import Pad
from xltools.reading.rows import RowKind, classify
from xltools.vietnamese.names import take_apart, titles_agree


class Head(NamedTuple):
    """What the heading says, ``None`` where it does not; ``cells`` are the cells that say it."""

    unit: str | None
    person: str
    person_id: str | None
    title: str
    quarter: int | None
    year: int | None
    dated: date | None
    cells: dict[str, Cell]


def read_head(pad: Pad, lookups: Lookups, folder_unit: str | None) -> Head:
    """Read the heading of a table; what is missing or contradicts the folder is told."""
    return _Heading(pad, lookups, folder_unit).read()


class _Heading:
    def __init__(self, pad: Pad, lookups: Lookups, folder_unit: str | None) -> None:
        self.pad = pad
        self.table = pad.table
        self.spec = pad.table.spec
        self.lookups = lookups
        self.folder_unit = folder_unit
        self.cells: dict[str, Cell] = {}

    def read(self) -> Head:
        plan, above = self.lookups.plan, self.table.above
        said_unit = self._unit()
        name, title, person_id, person_unit = self._person(said_unit or self.folder_unit)
        own_unit = person_unit if self.spec.personal else None
        unit = own_unit or said_unit or self.folder_unit
        quarter, year, cell = quarter_and_year(above)
        dated = date_heading(above)
        self._locate("quarter", cell)
        self._locate("dated", dated[1] if dated else None)
        if year is not None and year != plan.year:
            self.pad.tell("F105", self.cells.get("quarter"), str(year), str(plan.year))
        if self.spec.quarterly and quarter is None:
            self.pad.tell("F106", self.cells.get("quarter"))
        if unit is None:
            self.pad.tell("F104", self.cells.get("unit"), self._unit_text(), "; ".join(u.name for u in plan.units[:7]))
        elif self.folder_unit is not None and unit != self.folder_unit:
            own, folder = plan.unit_by_code[unit].name, self._unit_name(self.folder_unit)
            self.pad.tell("F113", self.cells.get("unit"), own, folder)
        for at in dict.fromkeys(self.cells.values()):
            self.pad.tell_change(at.row, at.column)
        return Head(
            unit=unit,
            person=name,
            person_id=person_id,
            title=title,
            quarter=quarter if self.spec.quarterly else None,
            year=year,
            dated=dated[0] if dated else None,
            cells=self.cells,
        )

    def _locate(self, name: str, cell: tuple[int, int] | None) -> None:
        if cell is not None:
            self.cells[name] = self.pad.at(*cell)

    def _unit(self) -> str | None:
        """The unit named above the table."""
        for heading in self.table.above:
            code = self.lookups.plan.unit_in_heading(heading.folded)
            if code is not None:
                self._locate("unit", (heading.row, heading.column))
                return code
        return None

    def _unit_text(self) -> str:
        return next((h.text for h in self.table.above if h.folded.startswith(("ban ", "ban.", "van phong"))), "")

    def _unit_name(self, code: str) -> str:
        unit = self.lookups.plan.unit_by_code.get(code)
        return unit.name if unit else code

    def _person(self, unit: str | None) -> tuple[str, str, str | None, str | None]:
        """Name, title, person id and unit of the one person of a personal form."""
        if not self.spec.personal:
            return "", "", None, None
        lines = dict(self.spec.lines)
        said = line_value(self.table.above, lines["person"])
        title = line_value(self.table.above, lines["title"])
        self._locate("person", said.cell)
        self._locate("title", title.cell)
        text = said.value or self._first_name()
        where = self.cells.get("person")
        typed = take_apart(text)
        name = typed.name
        if typed.doubted:
            self.pad.tell("N110", where, text)
        if not name or (typed.others and not self.lookups.has_roster):
            self.pad.tell("F107", where, text)
            return "", title.value, None, None
        if not self.lookups.has_roster:
            return name, title.value, None, None
        person, issue = self.lookups.names.find(text, unit, title.value)
        if issue is not None:
            # a personal form without its person is no use as a whole
            code = "F107" if person is None else issue.code
            self.pad.tell(code, where, text, issue.expected)
        if person is None:
            return name, title.value, None, None
        if title.value and person.title and not titles_agree(title.value, person.title):
            self.pad.tell("N104", self.cells.get("title"), title.value, person.title)
        return person.name, title.value, person.id, person.unit

    def _first_name(self) -> str:
        """The name in the table, where a personal form has it only there."""
        column = self.table.columns.get("person")
        if column is None:
            return ""
        for row in classify(self.table, self.lookups.plan):
            value = row.values.get("person")
            if row.kind in (RowKind.DATA, RowKind.NIL) and isinstance(value, str):
                self._locate("person", (row.number, column))
                return value
        return ""

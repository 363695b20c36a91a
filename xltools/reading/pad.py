"""Where the readers of one table write down what they find."""

from __future__ import annotations

from xltools.model import CellRef, Finding
from xltools.office.sheet import Change, Value, quoted
from xltools.reading.recognise import Table


class Pad:
    """The findings of one table, in the order they were made, and its way of naming cells.

    ``refused`` are the fields of each row about which everything has been said.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.findings: list[Finding] = []
        self.refused: dict[int, set[str]] = {}

    def at(self, row: int, column: int) -> CellRef:
        """A cell of the table's sheet."""
        return CellRef(self.table.sheet.name, row, column)

    def cell(self, field: str, row: int) -> CellRef:
        """The cell of a field in a row; the table's first column if it lacks the field."""
        return self.at(row, self.table.columns.get(field) or min(self.table.columns.values()))

    def tell(self, code: str, where: CellRef | None, given: str = "", expected: str = "") -> None:
        """Write a finding down."""
        self.findings.append(Finding(code, where, given, expected))

    def refuse(self, code: str, field: str, row: int, given: str = "", expected: str = "") -> None:
        """Tell why the value of a field cannot be used; nothing else is then said about it."""
        self.tell(code, self.cell(field, row), given, expected)
        self.refused.setdefault(row, set()).add(field)

    def tell_changes(self, row: int) -> None:
        """Tell the same of all cells of a row that is used."""
        for column in self.table.columns.values():
            self.tell_change(row, column)

    def tell_change(self, row: int, column: int) -> None:
        """Tell, where a cell is used, what was done to it so that it could be read, and what is struck out in it."""
        sheet = self.table.sheet
        if (row, column) in sheet.notes.struck and (text := quoted(self._value(row, column))):
            self.tell("F137", self.at(row, column), text)
        change: Change | None = sheet.changes.get((row, column))
        if change is not None:
            self.tell(change.code, self.at(row, column), change.given, change.expected)

    def _value(self, row: int, column: int) -> Value:
        """What a cell holds; lines above a table of a Word document have rows of 0 and less."""
        if row > 0:
            return self.table.sheet.rows[row - 1][column - 1]
        return next((line.text for line in self.table.above if (line.row, line.column) == (row, column)), "")

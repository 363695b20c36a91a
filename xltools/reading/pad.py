"""Where the readers of one table write down what they find."""

from __future__ import annotations

from xltools.model import Cell, Finding
from xltools.office.sheet import Value, quoted
from xltools.reading.recognise import Table


class Pad:
    """The findings of one table, in the order they were made, and its way of naming cells.

    ``refused`` are the fields of each row about which everything has been said.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.findings: list[Finding] = []
        self.refused: dict[int, set[str]] = {}

    def at(self, row: int, column: int) -> Cell:
        """A cell of the table's sheet."""
        return Cell(self.table.sheet.name, row, column)

    def cell(self, field: str, row: int) -> Cell:
        """The cell of a field in a row; the table's first column if it lacks the field."""
        return self.at(row, self.table.columns.get(field) or min(self.table.columns.values()))

    def tell(self, code: str, where: Cell | None, given: str = "", expected: str = "") -> None:
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
        if (change := sheet.changes.get((row, column))) is not None:
            self.findings.append(change._replace(cell=self.at(row, column)))

    def _value(self, row: int, column: int) -> Value:
        """What a cell holds; lines above a table of a Word document have rows of 0 and less."""
        if row > 0:
            return self.table.sheet.rows[row - 1][column - 1]
        return next((line.text for line in self.table.above if (line.row, line.column) == (row, column)), "")

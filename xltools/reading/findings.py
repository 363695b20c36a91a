"""The findings of one table while it is read."""

from __future__ import annotations

from xltools.model import Cell, Finding
from xltools.office.sheet import Value, quoted
from xltools.reading.recognise import Table


class Findings:
    """The findings of one table, in the order they were made.

    ``refused`` are the fields of each row of which nothing more is to be said.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.found: list[Finding] = []
        self.refused: dict[int, set[str]] = {}

    def at(self, row: int, column: int) -> Cell:
        """A cell of the table's sheet."""
        return Cell(self.table.sheet.name, row, column)

    def cell(self, field: str, row: int) -> Cell:
        """The cell of a field in a row; the table's first column if it lacks the field."""
        return self.at(row, self.table.columns.get(field) or min(self.table.columns.values()))

    def add(self, code: str, field: str, row: int, given: str = "", expected: str = "") -> None:
        """Add a finding of a field in a row."""
        self.add_at(code, self.cell(field, row), given, expected)

    def add_at(self, code: str, cell: Cell | None, given: str = "", expected: str = "") -> None:
        """Add a finding of a cell."""
        self.found.append(Finding(code, cell, given, expected))

    def refuse(self, code: str, field: str, row: int, given: str = "", expected: str = "") -> None:
        """Add why the value of a field cannot be used; nothing else is then said about it."""
        self.add(code, field, row, given, expected)
        self.refused.setdefault(row, set()).add(field)

    def add_changes(self, row: int, *columns: int) -> None:
        """Add, where cells are used, what was done to them so that they could be read, and what is struck out."""
        sheet = self.table.sheet
        for column in columns:
            if (row, column) in sheet.notes.struck and (text := quoted(self._value(row, column))):
                self.add_at("F137", self.at(row, column), text)
            if (change := sheet.changes.get((row, column))) is not None:
                self.found.append(change._replace(cell=self.at(row, column)))

    def _value(self, row: int, column: int) -> Value:
        """What a cell holds; lines above a table of a Word document have rows of 0 and less."""
        if row > 0:
            return self.table.sheet.rows[row - 1][column - 1]
        return next((line.text for line in self.table.above if (line.row, line.column) == (row, column)), "")

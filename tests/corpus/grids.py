"""A sheet as the corpus draws it, before any program writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

Place = tuple[int, int]
"""(row, column) from 1."""


class Cell(NamedTuple):
    """A cell: its value, its font if it is not the usual one, the formula (without ``=``) that gave the value,
    whether it is struck out."""

    value: str | float | date | None
    font: str = ""
    formula: str = ""
    struck: bool = False


class Part(NamedTuple):
    """A run of rows that a Word document shows as ``text`` (lines) or as a ``table`` of ``columns`` (left, right)."""

    kind: str
    top: int
    bottom: int
    columns: tuple[int, int]


@dataclass
class Grid:
    """One sheet: cells, merged boxes (top, left, bottom, right), and what its rows are."""

    name: str = "Sheet1"
    hidden: bool = False
    cells: dict[Place, Cell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def put(self, row: int, column: int, value: Cell | str | float | None) -> None:
        """Write a cell; nothing is written for an empty value."""
        cell = value if isinstance(value, Cell) else Cell(value)
        if cell.value not in (None, "") or cell.formula:
            self.cells[row, column] = cell

    def line(self, row: int, values: Mapping[int, str]) -> None:
        """Write a row of texts by column."""
        for column, value in values.items():
            self.put(row, column, value)

    def shift_down(self, first: int, count: int) -> None:
        """Move everything from row ``first`` on down by ``count`` rows."""

        def moved(row: int) -> int:
            return row + count if row >= first else row

        self.cells = {(moved(row), column): cell for (row, column), cell in self.cells.items()}
        self.merged = [(moved(top), left, moved(bottom), right) for top, left, bottom, right in self.merged]
        self.parts = [part._replace(top=moved(part.top), bottom=moved(part.bottom)) for part in self.parts]

    @property
    def last_row(self) -> int:
        """The last row with a cell in it, 0 for an empty sheet."""
        return max((row for row, _ in self.cells), default=0)

    def covering(self, row: int) -> frozenset[int]:
        """The rows in which a remark on ``row`` may stand: its own, and the first of any merged box over it."""
        return frozenset({row, *(top for top, _, bottom, _ in self.merged if top <= row <= bottom)})

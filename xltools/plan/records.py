"""Lines of a plan's sheets (or of its TOML tables), and the mistakes in them, before they make a Plan.

The header of a sheet is found by its words; the order of columns is free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from xltools.model import Failure, column_letters
from xltools.plan.sheets import Field, default, one_line, parse, tidy
from xltools.vietnamese.text import fold
from xltools.vietnamese.wording import say

Rows = Sequence[Sequence[object]]
"""Raw cell values (str, float, int, bool, date, datetime, ``""`` or None); ``[0][0]`` is A1."""

_say = partial(say, "plan")


class PlanFault(NamedTuple):
    """A mistake, where it stands, what to do; ``cell`` is ``D7``, a TOML key, or empty for a whole sheet or file."""

    sheet: str
    cell: str
    message: str

    def __str__(self) -> str:
        """``CanBo, ô D7: …``."""
        place = _say("cell", sheet=self.sheet, cell=self.cell) if self.cell else self.sheet
        return f"{place}: {self.message}"


class PlanError(Failure):
    """A plan or roster that cannot be used; ``faults`` holds every mistake found, at least one."""

    def __init__(self, faults: Iterable[PlanFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        """One Vietnamese line: the first fault and how many more there are."""
        first, more = str(self.faults[0]), len(self.faults) - 1
        return _say("more_faults", first=first, more=more) if more else first


@dataclass(frozen=True, slots=True)
class Record:
    """A line: field key → value, as typed until ``read``; a field blamed is in ``bad`` and holds its default."""

    sheet: str
    values: Mapping[str, Any]
    cell: Callable[[str], str]
    bad: set[str] = field(default_factory=set)
    faults: list[PlanFault] = field(default_factory=list)

    def __getitem__(self, key: str) -> Any:
        """The value of a field."""
        return self.values[key]

    def blame(self, key: str, message: str) -> None:
        """Note a mistake in the cell of ``key``; one cell is blamed once."""
        if key not in self.bad:
            self.bad.add(key)
            self.faults.append(PlanFault(self.sheet, self.cell(key), message))

    def read(self, fields: Iterable[Field], faults: list[PlanFault]) -> Record:
        """The line with every field parsed; what cannot be read is added to ``faults`` with its cell."""
        values: dict[str, Any] = {}
        record = Record(self.sheet, values, self.cell, set(), faults)
        for one in fields:
            try:
                values[one.key] = parse(one, self.values.get(one.key))
            except Failure as failure:
                record.blame(one.key, str(failure))
                values[one.key] = default(one)
        return record


def cell_name(row: int, column: int) -> str:
    """0-based row and column → ``D7``."""
    return f"{column_letters(column + 1)}{row + 1}"


def header_columns(row: Sequence[object], fields: Iterable[Field]) -> dict[str, int]:
    """Field key → 0-based column of its header in ``row``; exact headers win over aliases, the first of two equal."""
    places: dict[str, int] = {}
    for column, value in enumerate(row):
        places.setdefault(fold(one_line(value)).rstrip(" :*"), column)
    columns: dict[str, int] = {}
    for one in fields:
        for header in (one.header, *one.aliases):
            place = places.get(fold(header), -1)
            if place >= 0 and place not in columns.values():
                columns[one.key] = place
                break
    return columns


def lines_below(sheet: str, rows: Rows, header: int, columns: Mapping[str, int]) -> list[Record]:
    """The lines below row ``header`` (0-based) that hold anything in the known columns, as typed."""
    records = []
    for number in range(header + 1, len(rows)):
        row = rows[number]
        values = {key: row[column] if column < len(row) else "" for key, column in columns.items()}
        if any(tidy(value) for value in values.values()):
            records.append(Record(sheet, values, partial(_cell_of, number, columns)))
    return records


def _cell_of(row: int, columns: Mapping[str, int], key: str) -> str:
    return cell_name(row, columns[key]) if key in columns else ""

"""Records: what a plan's sheets (or its TOML tables) say, line by line, before they make a Plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from xltools.plan.faults import PlanFault
from xltools.plan.sheets import Field
from xltools.plan.values import UnreadableError, parse


@dataclass(frozen=True, slots=True)
class Raw:
    """One line as typed: field key → raw value, and the cell (or TOML key) each stands in."""

    sheet: str
    values: Mapping[str, object]
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """One line read: field key → value. A field already blamed is in ``bad``; unread, it holds its default."""

    sheet: str
    values: dict[str, Any]
    cells: Mapping[str, str]
    bad: set[str]
    faults: list[PlanFault]

    def __getitem__(self, key: str) -> Any:
        """The value of a field."""
        return self.values[key]

    def blame(self, key: str, message: str) -> None:
        """Note a mistake in the cell of ``key``; one cell is blamed once."""
        if key not in self.bad:
            self.bad.add(key)
            self.faults.append(PlanFault(self.sheet, self.cells.get(key, ""), message))


def read_record(raw: Raw, fields: Iterable[Field], faults: list[PlanFault]) -> Record:
    """Parse every field of a line; what cannot be read is added to ``faults`` with its cell."""
    values: dict[str, Any] = {}
    bad = set()
    for field in fields:
        try:
            values[field.key] = parse(field, raw.values.get(field.key))
        except UnreadableError as fault:
            faults.append(PlanFault(raw.sheet, raw.cells.get(field.key, ""), str(fault)))
            values[field.key] = {} if field.kind == "quotas" else field.default
            bad.add(field.key)
    return Record(raw.sheet, values, raw.cells, bad, faults)

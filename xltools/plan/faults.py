"""Mistakes in a plan or a roster: collected in one pass, raised together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from xltools.model import Failure


class PlanFault(NamedTuple):
    """One mistake: where it stands and, in Vietnamese, what to do about it.

    ``sheet`` is a sheet of KeHoach.xlsx or the name of a file; ``cell`` is as Excel writes it
    (``D7``), for a TOML plan the key (``units[3].code``), or empty where a whole sheet is meant.
    """

    sheet: str
    cell: str
    message: str

    def __str__(self) -> str:
        """``CanBo, ô D7: …``."""
        place = f"{self.sheet}, ô {self.cell}" if self.cell else self.sheet
        return f"{place}: {self.message}"


class PlanError(Failure):
    """A plan or roster that cannot be used; ``faults`` holds every mistake found, at least one."""

    def __init__(self, faults: Iterable[PlanFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        """One Vietnamese line: the first fault and how many more there are."""
        more = len(self.faults) - 1
        return f"{self.faults[0]}" + (f" (còn {more} lỗi khác)" if more else "")

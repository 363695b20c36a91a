"""Finding a unit by what somebody typed: its code or its name."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from xltools.model import Unit
from xltools.vietnamese.text import fold, spelling


class UnitFinder:
    """Units by code or name; without marks only where that leaves no doubt."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units
        self._exact: dict[str, Unit] = {}
        self._folded: dict[str, set[str]] = {}
        for unit in units:
            for text in (unit.code, unit.name):
                self._exact.setdefault(spelling(text), unit)
                self._folded.setdefault(fold(text), set()).add(unit.code)

    def find(self, text: str) -> Unit | None:
        """The unit of that code or name, ``None`` if there is none."""
        codes = self._folded.get(fold(text), set())
        if unit := self._exact.get(spelling(text)):
            return unit
        return next(unit for unit in self._units if unit.code in codes) if len(codes) == 1 else None

    def nearest(self, text: str) -> tuple[Unit, ...]:
        """Up to three units most like ``text``, the most alike first; empty if none is."""
        near = get_close_matches(fold(text), self._folded, n=6, cutoff=0.5)
        codes = dict.fromkeys(code for key in near for code in sorted(self._folded[key]))
        by_code = {unit.code: unit for unit in self._units}
        return tuple(by_code[code] for code in list(codes)[:3])

    def unknown(self, text: str) -> str:
        """The message for a unit that is not in the plan."""
        near = ", ".join(f"{unit.code} ({unit.name})" for unit in self.nearest(text))
        advice = f"gần nhất là {near}" if near else f"gõ một trong: {', '.join(unit.code for unit in self._units)}"
        return f"không có đơn vị “{text}” trong kế hoạch; {advice}"

"""Finding a unit by what somebody typed: its code or its name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from xltools.model import Unit
from xltools.plan.values import alike


class UnitFinder:
    """Units by code or name, forgiving on case and spacing."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units: dict[str, Unit] = {}
        for unit in units:
            self._units.setdefault(alike(unit.name), unit)
        for unit in list(self._units.values()):
            self._units[alike(unit.code)] = unit

    def find(self, text: str) -> Unit | None:
        """The unit of that code or name, ``None`` if there is none."""
        return self._units.get(alike(text))

    def nearest(self, text: str) -> str:
        """The units most like ``text``, as ``TG (Ban Tuyên giáo)``, for a message; all codes if none is near."""
        near = get_close_matches(alike(text), self._units, n=6, cutoff=0.5)
        units = list(dict.fromkeys(self._units[key].code for key in near))[:3]
        names = {unit.code: unit.name for unit in self._units.values()}
        return ", ".join(f"{code} ({names[code]})" for code in units) or ", ".join(names)

    def unknown(self, text: str) -> str:
        """The message for a unit that is not in the plan."""
        return f"không có đơn vị “{text}” trong sheet DonVi; gần nhất là: {self.nearest(text)}"

"""Finding a unit by what somebody typed: its code or its name, above tables and between their rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache

from xltools.model import Unit
from xltools.vietnamese.text import fold, spelling

_UNIT = re.compile(
    r"^(?:(?:[ivx]+|\d{1,2}|[a-h])\s*[.)/-]\s*)?"
    r"(?:ban|van phong|trung tam|thuong truc|(?:huyen|thi|thanh|tinh) doan|hoi|doan (?:khoi|truong|co quan))\b"
)


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


@lru_cache(maxsize=16_384)
def section_key(text: str) -> str:
    """A unit's name as typed → the key under which it is looked up: folded, marks and numbering away."""
    words = re.sub(r"[^\w]+", " ", fold(text)).strip()
    words = re.sub(r"^([ivx]+|\d+|[a-h]) (?=ban|van phong|thuong truc|huyen|thi|thanh)", "", words)
    return words.removesuffix(" tinh doan")


def section_keys(units: Iterable[Unit], province: str) -> dict[str, str]:
    """Unit codes by key, each with and without the province's name behind it (``Ban … Tỉnh đoàn Tây Ninh``)."""
    whole = f" tinh doan {section_key(province)}"
    keys = {}
    for unit in units:
        key = section_key(unit.name).removesuffix(whole)
        keys[key] = keys[key + whole] = unit.code
    return keys


def looks_like_a_unit(folded: str) -> bool:
    """Whether a text begins as the name of a unit does, of the plan or not."""
    return bool(_UNIT.match(folded))

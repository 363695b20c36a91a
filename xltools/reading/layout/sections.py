"""Names of units as people write them, above tables and between their rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from xltools.model import Unit
from xltools.vietnamese.text import fold

_UNIT = re.compile(
    r"^(?:(?:[ivx]+|\d{1,2}|[a-h])\s*[.)/-]\s*)?"
    r"(?:ban|van phong|trung tam|thuong truc|(?:huyen|thi|thanh|tinh) doan|hoi|doan (?:khoi|truong|co quan))\b"
)


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

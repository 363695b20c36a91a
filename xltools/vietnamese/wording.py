"""The Vietnamese texts of a room, which live beside its code in ``wording.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parents[1]


@cache
def wording(room: str) -> dict[str, Any]:
    """The texts of a room by key, tables as nested dicts; ``FileNotFoundError`` for a room without texts."""
    return tomllib.loads((_PACKAGE / room / "wording.toml").read_text(encoding="utf-8"))


def say(room: str, key: str, **values: object) -> str:
    """One text of a room with placeholders filled in; ``a.b``: key ``b`` of table ``a``. ``KeyError`` if missing."""
    text: Any = wording(room)
    for name in key.split("."):
        text = text[name]
    return str(text).format_map(values)

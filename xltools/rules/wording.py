"""Findings into Vietnamese sentences."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from xltools.rules.messages import words

_LONGEST = 160
_OPTIONAL = re.compile(r"\[([^\]]*)\]")


@cache
def _template(code: str, given: bool, expected: bool) -> str:
    """Message and remedy, without the bracketed parts whose value is empty."""

    def keep(part: re.Match[str]) -> str:
        text = part.group(1)
        empty = ("{given}" in text and not given) or ("{expected}" in text and not expected)
        return "" if empty else text

    entry = words(code)
    return f"{_OPTIONAL.sub(keep, entry.message)} {entry.remedy}"


def clip(text: str) -> str:
    """One line of at most 160 characters; a cell can hold 32,767."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


@lru_cache(maxsize=4096)
def sentence(code: str, given: str, expected: str) -> str:
    """What an official reads: what is wrong, then what to do."""
    return _template(code, bool(given), bool(expected)).format(given=clip(given), expected=clip(expected))

"""The words of every code, from ``messages.toml``; read only when a problem has to be put into words."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Words:
    """What an official reads of one code: one sentence each, in Vietnamese.

    ``message`` may hold ``{given}`` and ``{expected}``. ``okay`` and ``bad`` are example texts.
    """

    title: str
    message: str
    remedy: str
    okay: str
    bad: str


@cache
def _source() -> str:
    return Path(__file__).with_name("messages.toml").read_text(encoding="utf-8")


@cache
def known_codes() -> frozenset[str]:
    """Every code that has words. A scan of the headings: parsing all of it would slow each start."""
    return frozenset(re.findall(r"^\[([A-Z]\d{3})\]$", _source(), re.MULTILINE))


@cache
def all_words() -> dict[str, Words]:
    """Code → words, in the order of the file."""
    return {code: Words(**entry) for code, entry in tomllib.loads(_source()).items()}


def words(code: str) -> Words:
    """The words of one code; ``KeyError`` if there are none."""
    return all_words()[code]

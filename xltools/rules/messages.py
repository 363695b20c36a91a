"""What officials read of a problem: the words of its code, from ``messages.toml``, with its values and its place."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from xltools.model import Problem
from xltools.vietnamese.display import SEVERITY, cell_name, place_name

_LONGEST = 160  # characters of a value; a cell can hold 32,767
_OPTIONAL = re.compile(r"\[([^\]]*)\]")


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
    """A value on one line, cut where it is too long for a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


@lru_cache(maxsize=4096)
def sentence(code: str, given: str, expected: str) -> str:
    """What an official reads: what is wrong, then what to do."""
    return _template(code, bool(given), bool(expected)).format(given=clip(given), expected=clip(expected))


class ProblemText(NamedTuple):
    """A problem as officials read it everywhere, in parts.

    ``sheet`` and ``cell`` name the first cell, ``place`` all of them; ``""`` where no cell is to blame.
    """

    severity: str
    code: str
    sheet: str
    cell: str
    place: str
    message: str


def problem_text(problem: Problem, sheet: str = "sheet “{}”", most: int | None = None) -> ProblemText:
    """The words of a problem; ``place`` calls a sheet by the pattern ``sheet`` and lists ``most`` cells."""
    cells = problem.cells
    first, shown = (cells[0].sheet, cell_name(cells[0])) if cells else ("", "")
    place = place_name(cells[:most], sheet) if cells else ""
    more = "…" if most is not None and len(cells) > most else ""
    return ProblemText(SEVERITY[problem.severity], problem.code, first, shown, place + more, problem.message)

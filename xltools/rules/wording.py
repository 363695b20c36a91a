"""Findings into Vietnamese sentences."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from xltools.model import Problem
from xltools.rules.messages import words
from xltools.vietnamese.display import cell_name, place_name
from xltools.vietnamese.words import SEVERITY

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

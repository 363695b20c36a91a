"""Text that is shown but may not be meant: struck out, or a raised figure that reads as a part of a number."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple


class Run(NamedTuple):
    """A piece of a text: whether it is struck out, whether it stands raised or lowered."""

    text: str
    struck: bool
    raised: bool


def is_struck(runs: Iterable[Run]) -> bool:
    """Whether any text is struck out, or a raised figure touches another: 30¹ reads as 301, m² as m2."""
    written = [run for run in runs if run.text]
    return any(run.struck and not run.text.isspace() for run in written) or any(
        one.raised != two.raised and one.text[-1].isdigit() and two.text[0].isdigit() for one, two in pairwise(written)
    )

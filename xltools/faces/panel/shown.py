"""An answer as every host shows it: lines that fit, one mark a cell, when and how long."""

from __future__ import annotations

from collections.abc import Iterable

from xltools.faces.panel.answer import Answer, Line, Mark
from xltools.faces.panel.spec import RESULT_ROWS
from xltools.model import Severity
from xltools.vietnamese.display import SEVERITY

_WEIGHT = {severity.value: weight for weight, severity in enumerate(Severity)}
_WORDS = {severity.value: word for severity, word in SEVERITY.items()}


def when(answer: Answer) -> str:
    """``23/11/2023 08:15:02 · 1,2 giây``."""
    moment, seconds = answer.log[0], answer.log[3]
    return f"{moment} · {seconds} giây".replace(".", ",")


def lines(answer: Answer) -> tuple[Line, ...]:
    """Those the panel has room for; the last one says how many there are more."""
    over = len(answer.lines) - RESULT_ROWS
    if over <= 0:
        return answer.lines
    return (*answer.lines[: RESULT_ROWS - 1], Line(f"… và {over + 1} dòng nữa"))


def marks(found: Iterable[Mark]) -> tuple[Mark, ...]:
    """One mark a cell, by place: the weightiest severity, every text once, each with its severity's word."""
    cells: dict[tuple[str, int, int], list[Mark]] = {}
    for mark in found:
        cells.setdefault((mark.sheet, mark.row, mark.column), []).append(mark)
    shown = []
    for place, here in sorted(cells.items()):
        here.sort(key=lambda mark: _WEIGHT[mark.severity])
        texts = dict.fromkeys(f"{_WORDS[mark.severity]}: {mark.text}" for mark in here)
        shown.append(Mark(*place, here[0].severity, "\n".join(texts)))
    return tuple(shown)

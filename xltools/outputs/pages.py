"""Where a printed table breaks: page heights, and breaks that keep the signature block with the last rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xltools.office.package import MAIN
from xltools.office.sheet_edit import SheetEdit
from xltools.outputs.heights import PX_PER_POINT

_PAPER = {False: (595.3, 841.9), True: (841.9, 595.3)}  # A4 in points, by landscape
_POINTS_PER_INCH = 72
SHORTEST = 0.95
"""The least that a program or printer makes of a page's height."""
_DOUBT = tuple(round(SHORTEST + step / 100, 2) for step in range(9))  # up to 1.03
_MAX_BREAKS = 1023


class Line(NamedTuple):
    """A row as it will be printed. ``heading``: must not end a page; ``whole``: number of the row it is a part of."""

    height: float
    heading: bool = False
    whole: int = 0


def page_height(edit: SheetEdit, table_px: float) -> float:
    """Points of sheet that fit on one page of A4 when the table is printed one page wide."""
    setup = edit.root.find(f"{{{MAIN}}}pageSetup")
    margins = edit.root.find(f"{{{MAIN}}}pageMargins")
    landscape = setup is not None and setup.get("orientation") == "landscape"
    width, height = _PAPER[landscape]
    if margins is not None:
        width -= _POINTS_PER_INCH * (float(margins.get("left", 0.7)) + float(margins.get("right", 0.7)))
        height -= _POINTS_PER_INCH * (float(margins.get("top", 0.75)) + float(margins.get("bottom", 0.75)))
    scale = min(1.0, width / (table_px / PX_PER_POINT))
    return height / scale


class _Page:
    """How far a page is filled, if pages hold ``height`` points; ``start`` is the line it begins with."""

    def __init__(self, height: float, used: float) -> None:
        self.height = height
        self.used = used
        self.start = 0

    def overflows(self, line: Line, index: int) -> bool:
        return self.used + line.height > self.height and index > self.start

    def turn(self, used: float, start: int) -> None:
        self.used, self.start = used, start

    def take(self, line: Line, index: int, repeated: float) -> None:
        """Print a line, on the next page below the ``repeated`` rows if it has no room on this one."""
        used = self.used + line.height
        if used > self.height and index > self.start:
            self.start = index
            used = repeated + line.height
        self.used = used


def page_breaks(above: float, repeated: float, lines: Sequence[Line], below: float, page: float) -> list[int]:
    """Indexes of ``lines`` before which a page must be broken by hand.

    ``above`` is the height of what stands over the table's rows on the first page, ``repeated`` that of the header
    rows on every further page, ``below`` that of total and signature block. Where the end might be torn apart, the
    last two rows (fewer, if they are too tall) move to the last page with it; a heading is not left at a page's foot.
    Both are judged for pages that turn out up to 5 % shorter and 3 % taller than ``page``, in steps of 1 %.
    """
    forced: set[int] = set()
    pages = [_Page(page * doubt, above) for doubt in _DOUBT]
    heads = 0  # headings directly above the line
    for index, line in enumerate(lines):
        first = index - heads
        if heads and any(one.start < first and one.overflows(line, index) for one in pages):
            forced.add(first)
            for one in pages:
                one.turn(repeated + sum(h.height for h in lines[first:index]), first)
        for one in pages:
            one.take(line, index, repeated)
        heads = heads + 1 if line.heading else 0
    if len(lines) > 1:
        tail = max(1, _tail(lines, SHORTEST * page - repeated - below))
        if any(one.start > tail or one.used + below > one.height for one in pages):
            forced.add(tail)
    return sorted(forced - {0})[:_MAX_BREAKS]


def _tail(lines: Sequence[Line], room: float) -> int:
    """First line of the end of the table that goes with the signature block: two whole rows if they fit in ``room``."""
    last = lines[-1].whole
    for keep in (2, 1):
        tail = next(i for i, line in enumerate(lines) if line.whole > last - keep)
        while tail > 0 and lines[tail - 1].heading:
            tail -= 1
        if sum(line.height for line in lines[tail:]) <= room:
            return tail
    return len(lines) - 1

"""How a table prints: row heights that show all text, and page breaks that keep the signature block with the rows.

A spreadsheet only fits row heights by itself when a person opens the file, and never for merged cells; a
form that goes to print must carry them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from xltools.office.package import MAIN
from xltools.office.sheet_edit import SheetEdit

MAX_HEIGHT = 400.0
"""Tallest row used, in points; Excel shows at most 409.5."""

PX_PER_POINT = 96 / 72
_LINE = 1.28  # line pitch of Times New Roman, in sizes, as Excel and LibreOffice space wrapped text
_PADDING_PX = 7  # the cell's inner margin, both sides, and its grid line
_SLACK = 1.05  # printers and screens place glyphs a little differently
_HORN = 80  # ơ and ư are wider than o and u
_OTHER = 600  # a character the table does not know

# Advance widths in 1/1000 of the size for U+0020 … U+007E; the marks of Vietnamese letters add nothing.
_REGULAR = """
250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 500 500 278 278 564 564
564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722 667 556 611 722 722 944 722 722 611 333
278 333 469 500 333 444 500 444 500 444 333 500 500 278 278 500 278 778 500 500 500 500 333 389 278 500 500 722 500 500
444 480 200 480 541
"""
_BOLD = """
250 333 555 500 500 1000 833 278 333 333 500 570 250 333 250 278 500 500 500 500 500 500 500 500 500 500 333 333 570 570
570 500 930 722 667 722 722 667 611 778 778 389 500 778 667 944 722 778 611 778 722 556 667 722 722 1000 722 722 667 333
278 333 581 500 333 500 556 444 556 444 333 500 556 278 333 556 278 833 556 500 556 556 444 389 333 556 500 722 500 500
444 394 220 394 520
"""
_FURTHER = {"đ": "d", "Đ": "D", "–": "n", "—": "M", "“": "a", "”": "a", "‘": "(", "’": "(", "…": "M", "\u00a0": " "}


def _table(widths: str) -> dict[str, int]:
    table = {chr(32 + index): int(width) for index, width in enumerate(widths.split())}
    return table | {character: table[like] for character, like in _FURTHER.items()}


_TABLES = {False: _table(_REGULAR), True: _table(_BOLD)}


@lru_cache(maxsize=4096)
def _character(character: str, bold: bool) -> int:
    """Advance width in 1/1000 of the size."""
    table = _TABLES[bold]
    if character in table:
        return table[character]
    parts = unicodedata.normalize("NFD", character)
    return table.get(parts[0], _OTHER) + (_HORN if "\u031b" in parts else 0)


@lru_cache(maxsize=65_536)
def _word(word: str, bold: bool) -> int:
    return sum(_character(character, bold) for character in word)


def _room(width_px: float, size: float) -> float:
    """What fits on a line, in 1/1000 of the size."""
    return max(1.0, (width_px - _PADDING_PX) / (size * PX_PER_POINT) * 1000 / _SLACK)


def _line_starts(text: str, width_px: float, size: float, bold: bool) -> list[int]:
    """Where in ``text`` each wrapped line begins."""
    room = _room(width_px, size)
    space = _TABLES[bold][" "]
    starts: list[int] = []
    position = 0
    for paragraph in text.split("\n"):
        starts.append(position)
        used = 0.0
        for word in paragraph.split(" "):
            width: float = _word(word, bold)
            if used and used + space + width <= room:
                used += space + width
            else:
                if used:
                    starts.append(position)
                at, rest = position, len(word)
                while width > room and rest > 1:  # a word longer than the line is broken where the line ends
                    cut = max(1, int(rest * room / width))
                    width *= 1 - cut / rest
                    at, rest = at + cut, rest - cut
                    starts.append(at)
                used = max(width, 1)
            position += len(word) + 1
    return starts


def wrapped_lines(text: str, width_px: float, size: float, bold: bool = False) -> int:
    """Lines ``text`` takes when wrapped into ``width_px`` pixels (96 dpi) at ``size`` points; at least 1."""
    return len(_line_starts(text, width_px, size, bold))


def text_height(text: str, width_px: float, size: float, bold: bool = False) -> float:
    """Height in points that shows all of ``text``, in quarter points."""
    return height_of(width_px, size, bold)(text)


@lru_cache(maxsize=256)
def height_of(width_px: float, size: float, bold: bool) -> Callable[[str], float]:
    """:func:`text_height` for the cells of one column: texts that recur there are wrapped once."""

    @lru_cache(maxsize=2048)
    def height(text: str) -> float:
        lines = wrapped_lines(text, width_px, size, bold)
        return ceil((lines * size * _LINE + 3) * 4) / 4

    return height


def split_text(text: str, width_px: float, size: float, bold: bool = False, limit: float = MAX_HEIGHT) -> list[str]:
    """A text taller than ``limit`` points, cut between lines into pieces that are not; joined they give it."""
    lines = max(1, int((limit - 3) / (size * _LINE)))
    if wrapped_lines(text, width_px, size, bold) <= lines:
        return [text]
    cuts = _line_starts(text, width_px, size, bold)[::lines]
    return [text[begin:end] for begin, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]


# -- pages -------------------------------------------------------------------------------------------

_PAPER = {False: (595.3, 841.9), True: (841.9, 595.3)}  # A4 in points, by landscape
_POINTS_PER_INCH = 72
SHORTEST = 0.95
"""Programs and printers differ: a page may turn out this much shorter (as a share of its height)."""
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


def page_breaks(above: float, repeated: float, lines: Sequence[Line], below: float, page: float) -> list[int]:
    """Indexes of ``lines`` before which a page must be broken by hand.

    ``above`` is the height of what stands over the table's rows on the first page, ``repeated`` that of the header
    rows on every further page, ``below`` that of total and signature block. Where the end might be torn apart, the
    last two rows (fewer, if they are too tall) move to the last page with it; a heading is not left at a page's foot.
    Both are judged for pages that turn out up to 5 % shorter and 3 % taller than ``page``, in steps of 1 %.
    """
    forced: set[int] = set()
    rooms = [page * doubt for doubt in _DOUBT]
    used, starts = [above] * len(rooms), [0] * len(rooms)  # per doubt: how far its page is filled, where it began
    heads = 0  # headings directly above the line
    for index, line in enumerate(lines):
        first, height = index - heads, line.height
        if heads and any(
            start < first and u + height > room for room, u, start in zip(rooms, used, starts, strict=True)
        ):
            forced.add(first)
            used = [repeated + sum(h.height for h in lines[first:index])] * len(rooms)
            starts = [first] * len(rooms)
        for place, room in enumerate(rooms):
            used[place] += height
            if used[place] > room and index > starts[place]:
                used[place], starts[place] = repeated + height, index
        heads = heads + 1 if line.heading else 0
    if len(lines) > 1:
        tail = max(1, _tail(lines, SHORTEST * page - repeated - below))
        if any(start > tail or u + below > room for room, u, start in zip(rooms, used, starts, strict=True)):
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

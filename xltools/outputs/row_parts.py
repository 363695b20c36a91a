"""A row of a table as rows of a sheet: heights that show all text, and very long texts that go on in the next row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from xltools.office.rows import Value
from xltools.outputs.printing import MAX_HEIGHT, split_text
from xltools.outputs.template import TableColumn

LEAST = 20.0
"""Lowest row of a table, in points."""


class Part(NamedTuple):
    """What of a table's row stands in one row of the sheet."""

    values: dict[str, Value]
    height: float


def row_parts(
    columns: Sequence[TableColumn],
    values: Mapping[str, Value],
    look: str,
    least: float = LEAST,
    limit: float = MAX_HEIGHT,
) -> list[Part]:
    """A row of the table, as more than one of the sheet where a text needs more height than ``limit``."""
    height = fitting_height(columns, values, look)
    if height <= limit:
        shown: dict[str, Value] = {c.field: values.get(c.field) for c in columns}
        return [Part(shown, max(least, height))]
    pieces: list[dict[str, Value]] = [{}]
    for column in columns:
        value = values.get(column.field)
        texts: list[Value] = [value]
        if isinstance(value, str):
            texts = list(split_text(value, column.width_px, *column.fonts[look], limit))
        pieces += [{} for _ in range(len(texts) - len(pieces))]
        for piece, text in zip(pieces, texts, strict=False):
            piece[column.field] = text
    return [Part(piece, max(least, fitting_height(columns, piece, look))) for piece in pieces]


def fitting_height(columns: Sequence[TableColumn], values: Mapping[str, Value], look: str) -> float:
    """Height that shows every text of a row."""
    tallest = LEAST
    for column in columns:
        value = values.get(column.field)
        if value and isinstance(value, str):
            height = column.heights[look](value)
            if height > tallest:
                tallest = height
    return tallest

"""Rows of a merged mẫu 2 / mẫu 3 as the merging room hands them to whoever prints them."""

from __future__ import annotations

from typing import NamedTuple


class SourceCell(NamedTuple):
    """Where one value of a merged row was typed.

    ``field`` is the column's field name; ``file`` is relative to the workspace, with ``/``; ``cell`` is as
    Excel writes it (``D13``); ``raw`` is the text as typed.
    """

    field: str
    file: str
    sheet: str
    cell: str
    raw: str


class MergedRow(NamedTuple):
    """One row of the official table, or one left out of it (``kept`` false, the reason in ``note``).

    ``values`` maps field → what is printed (days are numbers). ``counted_days`` is what the row is
    worth. Neighbouring rows with the same ``person_id`` (the same name, where it is ``None``) are one
    person: numbered once, the name printed once.
    """

    values: dict[str, str | float | None]
    sources: tuple[SourceCell, ...] = ()
    note: str = ""
    counted_days: float | None = None
    kept: bool = True
    person_id: str | None = None


class Section(NamedTuple):
    """The rows of one unit; ``title`` is the unit's name where several units share a table, else ``None``."""

    title: str | None
    rows: tuple[MergedRow, ...]

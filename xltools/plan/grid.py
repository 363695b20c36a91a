"""Rows of a sheet → records: the header is found by its words, the order of columns is free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from xltools.model import column_letters
from xltools.plan.faults import PlanFault
from xltools.plan.records import Raw
from xltools.plan.sheets import Field
from xltools.plan.values import one_line, tidy
from xltools.vietnamese.text import fold

Rows = Sequence[Sequence[object]]
"""Raw cell values (str, float, int, bool, date, datetime, ``""`` or None); ``[0][0]`` is A1."""


def cell_name(row: int, column: int) -> str:
    """0-based row and column → ``D7``."""
    return f"{column_letters(column + 1)}{row + 1}"


def header_columns(row: Sequence[object], fields: Iterable[Field]) -> dict[str, int]:
    """Field key → 0-based column, for every field whose header (or an alias of it) stands in ``row``.

    The exact header wins over an alias; of two equal headers the first counts.
    """
    places: dict[str, int] = {}
    for column, value in enumerate(row):
        places.setdefault(fold(one_line(value)).rstrip(" :*"), column)
    columns: dict[str, int] = {}
    for field in fields:
        for header in (field.header, *field.aliases):
            place = places.get(fold(header), -1)
            if place >= 0 and place not in columns.values():
                columns[field.key] = place
                break
    return columns


def missing_headers(columns: Mapping[str, int], fields: Iterable[Field]) -> str:
    """The headers not found, as a list for a message; ``""`` if none is missing."""
    return ", ".join(field.header for field in fields if field.key not in columns)


def raw_records(sheet: str, rows: Rows, header: int, columns: Mapping[str, int]) -> list[Raw]:
    """One record per line below row ``header`` (0-based) that holds anything in the known columns."""
    records = []
    for number in range(header + 1, len(rows)):
        row = rows[number]
        values = {key: row[column] if column < len(row) else "" for key, column in columns.items()}
        if any(tidy(value) for value in values.values()):
            records.append(Raw(sheet, values, _Cells(number, columns)))
    return records


class _Cells(Mapping[str, str]):
    """Field key → its cell in one line; named only when there is something to say of it."""

    __slots__ = ("_columns", "_number")

    def __init__(self, number: int, columns: Mapping[str, int]) -> None:
        self._number = number
        self._columns = columns

    def __getitem__(self, key: str) -> str:
        return cell_name(self._number, self._columns[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def blame_doubled_headers(sheet: str, row: Sequence[object], columns: Mapping[str, int]) -> list[PlanFault]:
    """A fault for each known header that stands in ``row`` twice."""
    known = {fold(one_line(row[column])): column for column in columns.values()}
    return [
        PlanFault(sheet, cell_name(0, column), f"cột {one_line(value)} có hai lần; xóa một cột")
        for column, value in enumerate(row)
        if known.get(fold(one_line(value)), column) != column
    ]

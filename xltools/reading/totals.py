"""Whether the totals people write into a table are the sums of the rows they stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xltools.model import Entry
from xltools.plan.lookups import Lookups
from xltools.reading.pad import Pad
from xltools.reading.rows import Row, RowKind
from xltools.reading.values import total_days
from xltools.vietnamese.numbers import days_text
from xltools.vietnamese.text import fold

_IN_LABEL = re.compile(r"\d+(?:[.,]\d)?(?=\s*(?:ngay\b|\W*$))")


class _Sum:
    """Days of some rows; unknown (``None``) as soon as those of one row are."""

    def __init__(self) -> None:
        self.days: float | None = 0
        self.rows = 0

    def add(self, days: float | None) -> None:
        self.rows += 1
        self.days = None if self.days is None or days is None else self.days + days


def tell_totals(pad: Pad, rows: Sequence[Row], entries: Sequence[Entry], lookups: Lookups) -> None:
    """Compare each total with what it can be the sum of (F118): the table, all rows so far, or those of its part.

    Among several totals one may be a person's, a unit's or the whole table's; it is wrong if it is none of them.
    """
    by_row = {entry.row: entry for entry in entries}
    lone = sum(row.kind is RowKind.TOTAL for row in rows) == 1
    whole, section, person, since = _Sum(), _Sum(), _Sum(), _Sum()
    table = _Sum()
    for each in entries:
        table.add(each.days)
    last_person = 0
    for row in rows:
        if row.kind is RowKind.SECTION:
            section = _Sum()
        elif row.kind is RowKind.TOTAL:
            typed = _typed(row, lookups)
            parts = [table, whole, section] if lone or not since.rows else [table, whole, section, person, since]
            sums = [part.days for part in parts]
            if typed is not None and typed not in sums and None not in sums:
                expected = table if lone else since if since.rows else whole
                pad.tell("F118", pad.cell("days", row.number), days_text(typed), days_text(expected.days or 0))
            since = _Sum()
        elif (entry := by_row.get(row.number)) is not None:
            if entry.person_row != last_person:
                person, last_person = _Sum(), entry.person_row
            for part in (whole, section, person, since):
                part.add(entry.days)


def with_bare_total(rows: Sequence[Row], lookups: Lookups) -> list[Row]:
    """The rows; a number alone below at least two entries, and the sum of their days, is the total nobody labelled."""
    data = [index for index, row in enumerate(rows) if row.kind is RowKind.DATA]
    if len(data) > 2 and rows[data[-1]].values.keys() == {"days"}:
        *days, typed = [total_days(rows[index].values.get("days", ""), lookups) for index in data]
        if None not in days and typed == sum(day or 0 for day in days):
            return [row._replace(kind=RowKind.TOTAL) if index == data[-1] else row for index, row in enumerate(rows)]
    return list(rows)


def _typed(row: Row, lookups: Lookups) -> float | None:
    """The number of a total row: in the days column, or behind the word itself (``Cộng: 45 ngày``)."""
    if "days" in row.values and not (isinstance(row.values["days"], str) and row.values["days"] == row.text):
        return total_days(row.values["days"], lookups)
    found = _IN_LABEL.search(fold(row.text))
    return total_days(found[0], lookups) if found else None

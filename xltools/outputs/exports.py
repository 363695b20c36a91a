"""The four exports as lists of plain records, as JSON and as CSV; their columns are those of ``columns``."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from xltools.outputs import columns
from xltools.outputs.columns import ENTRIES, PEOPLE, PROBLEMS, SUBMISSIONS, Column, Row, Value, export_values
from xltools.rules.check import Assessment

Record = dict[str, Value]

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_INNER_FORMULA = re.compile(r"([;\n]\s*)(?=[=+\-@]\S)")
"""Where a formula would begin in a spreadsheet that splits cells at semicolons."""

COLUMNS: dict[str, Sequence[Column[Any]]] = {
    "entries": ENTRIES,
    "people": PEOPLE,
    "problems": PROBLEMS,
    "submissions": SUBMISSIONS,
}
"""The columns of each export, by its name as ``xltools export --what`` takes it."""

_ROWS: dict[str, Callable[[Assessment], Iterator[Row[Any]]]] = {
    "entries": lambda a: columns.entry_rows(a.plan, a.year),
    "people": lambda a: columns.people_rows(a.plan, a.year),
    "problems": lambda a: columns.problem_cell_rows(a.plan, a.year, a.problems),
    "submissions": lambda a: columns.submission_rows(a.plan, a.year),
}

FIELDS = {what: tuple(export_values(table)) for what, table in COLUMNS.items()}
"""The keys of each export, so that an empty one still has its header."""


def export_records(what: str, assessment: Assessment) -> list[Record]:
    """The records of an export, with the keys of ``FIELDS[what]`` in that order."""
    values = export_values(COLUMNS[what])
    return [{field: value(row) for field, value in values.items()} for row in _ROWS[what](assessment)]


def as_json(records: Sequence[Record]) -> str:
    """A JSON list of objects; numbers and truth values as such, absent values ``null``."""
    return json.dumps(records, ensure_ascii=False, indent=1) + "\n"


def as_csv(what: str, records: Sequence[Record]) -> str:
    """CSV with a header; text that a spreadsheet would run as a formula gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS[what])
    for record in records:
        writer.writerow([_csv(record[field]) for field in FIELDS[what]])
    return out.getvalue()


def _csv(value: Value) -> str | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        guarded = _INNER_FORMULA.sub(r"\1'", value)
        return "'" + guarded if guarded.startswith(_DANGEROUS) else guarded
    return value

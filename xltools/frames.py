"""The analysts' door: entries, people, problems and submissions of a workspace as pandas DataFrames.

Columns, their order and their values are those of ``xltools export``; ``as_of`` is the day the year is judged on,
without it that of the last ``compliance`` or ``run``, else today. pandas is imported when a frame is asked for.
Raises what the pipeline raises: a folder that is no workspace, a plan that cannot be read.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.outputs.exports import COLUMNS, FIELDS
from xltools.pipeline import commands

if TYPE_CHECKING:
    from pandas import DataFrame


def entries(folder: str | Path, as_of: date | None = None) -> DataFrame:
    """Every data row read from any form, counted or not; days as numbers, ``contents`` and ``periods`` as text."""
    return _frame(folder, "entries", as_of)


def people(folder: str | Path, as_of: date | None = None) -> DataFrame:
    """One row per person of the roster: days registered and performed, stays, what is missing, status."""
    return _frame(folder, "people", as_of)


def problems(folder: str | Path, as_of: date | None = None) -> DataFrame:
    """Every problem that stands, with file, sheet and cell."""
    return _frame(folder, "problems", as_of)


def submissions(folder: str | Path, as_of: date | None = None) -> DataFrame:
    """Every form received, version by version; the two receiving times as timestamps."""
    return _frame(folder, "submissions", as_of)


def _frame(folder: str | Path, what: str, as_of: date | None) -> DataFrame:
    import pandas as pd

    with commands.opened(Path(folder)) as workspace:
        records = commands.export(workspace, what, as_of)
    frame = pd.DataFrame.from_records(records, columns=list(FIELDS[what]))
    for column in COLUMNS[what]:
        if column.field not in frame:
            continue
        if column.kind == "time":
            frame[column.field] = pd.to_datetime(frame[column.field])
        elif column.kind == "ordinal":
            frame[column.field] = frame[column.field].astype("Int64")  # whole numbers that may be absent
    return frame

"""Sheets as they were meant: text of old codes in Unicode, simple formulas calculated.

What was done is kept in ``Sheet.changes``; what could not be done stays in ``Sheet.notes``.
"""

from __future__ import annotations

from xltools.reading.formulas import calculated
from xltools.reading.recode import recoded
from xltools.reading.sheet import Sheet


def restored(sheet: Sheet) -> Sheet:
    """The sheet with what can be made readable made readable."""
    return calculated(recoded(sheet))

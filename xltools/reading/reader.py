"""Bytes of one file → every form in it, with the findings of reading."""

from __future__ import annotations

from typing import NamedTuple

from xltools.model import Finding, Submission
from xltools.reading.container import UnsafeError
from xltools.reading.desk import Desk
from xltools.reading.grid import read_book
from xltools.reading.parse import parse
from xltools.reading.recognise import tables
from xltools.reading.restore import restored


class Reading(NamedTuple):
    """One form of a file, or (``submission`` ``None``) the reason why the file gives none."""

    submission: Submission | None
    findings: tuple[Finding, ...]


def read(data: bytes, desk: Desk, folder_unit: str | None = None) -> list[Reading]:
    """Every form in a workbook, at least one reading.

    A file that cannot be opened gives one reading with F101, F114, F115 or F120; one that holds no
    form gives F102. Nothing is raised for what a file contains.
    """
    try:
        sheets = [restored(sheet) for sheet in read_book(data)]
    except UnsafeError as error:
        return [Reading(None, (Finding(error.code),))]
    found = [Reading(*parse(table, desk, folder_unit)) for sheet in sheets for table in tables(sheet)]
    return found or [Reading(None, (Finding("F102"),))]

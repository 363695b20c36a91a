"""Bytes of one file → every form in it, with the findings of reading."""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple

from xltools.model import WORD_SHEET, Cell, Finding, Submission
from xltools.office.container import UnsafeError
from xltools.office.read import read_sheets
from xltools.office.sheet import Sheet
from xltools.plan.lookups import Lookups
from xltools.reading.formulas import calculated
from xltools.reading.recode import recoded
from xltools.reading.recognise import Table, is_ours, tables
from xltools.reading.strays import astray, lost
from xltools.reading.submission import parse
from xltools.reading.word_tables import parted


class Reading(NamedTuple):
    """One form of a file, or (``submission`` ``None``) the reason why the file gives none."""

    submission: Submission | None
    findings: tuple[Finding, ...]


def read(data: bytes, lookups: Lookups, folder_unit: str | None = None) -> list[Reading]:
    """Every form in a workbook, at least one reading.

    A file that cannot be opened gives one reading with F101, F114, F115 or F120; one that holds no
    form gives F102. Nothing is raised for what a file contains.
    """
    try:
        sheets = [calculated(recoded(sheet)) for sheet in read_sheets(data) if not is_ours(sheet)]
    except UnsafeError as error:
        return [Reading(None, (Finding(error.code, None, error.given),))]
    parts = list(chain.from_iterable(map(_parts, sheets)))
    sheets, forms = [sheet for sheet, _ in parts], [found for _, found in parts]
    behind = astray(sheets, forms)
    # of two versions of one form in a file the last is in force: never a hidden one
    order = sorted(chain.from_iterable(forms), key=lambda table: not table.sheet.hidden)
    found = []
    for table in order:
        submission, findings = parse(table, lookups, folder_unit)
        name = table.sheet.name
        if name in behind:
            findings = (*findings, Finding("F131", Cell(name, table.header_row, 1), name))
        found.append(Reading(submission, findings))
    if not found:
        return [Reading(None, (Finding("F102"),))]
    unread = [finding for sheet, own in zip(sheets, forms, strict=True) for finding in lost(sheet, own)]
    first = next((index for index, table in enumerate(order) if not table.sheet.hidden), 0)
    found[first] = found[first]._replace(findings=(*found[first].findings, *unread))
    return found


def _parts(sheet: Sheet) -> list[tuple[Sheet, list[Table]]]:
    """A sheet with its forms; a Word document as a sheet for each of its tables."""
    return parted(sheet) if sheet.name.startswith(WORD_SHEET) else [(sheet, list(tables(sheet)))]

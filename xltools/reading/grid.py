"""Bytes → sheets of cell values, through calamine (the only room that knows it)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from xml.etree import ElementTree

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from xltools.reading import container
from xltools.reading.container import NOTHING_LOST, Lost, UnsafeError

Value = str | float | int | bool | date | datetime | time | timedelta
"""A cell's value as calamine gives it; an empty cell is ``""``."""

_FOREIGN = {"doc", "docx", "pdf", "picture", "archive", "text"}


class Sheet(NamedTuple):
    """A sheet's values; ``rows[0][0]`` is A1. ``lost`` are cells whose value the reader could not show."""

    name: str
    hidden: bool
    rows: Sequence[Sequence[Value]]
    lost: Lost


def read_book(data: bytes) -> list[Sheet]:
    """All worksheets of a workbook in .xlsx, .xlsm, .xlsb, .xls or .ods.

    Raises ``UnsafeError`` with F101 (damaged, empty), F114 (no spreadsheet), F115 (too large), F120 (password).
    """
    kind = container.kind_of(data)
    if kind in _FOREIGN:
        raise UnsafeError("F114")
    if kind == "encrypted":
        raise UnsafeError("F120")
    if kind == "unknown":
        raise UnsafeError("F101")
    lost: dict[str, Lost] = {}
    try:
        if kind != "xls":
            container.check_size(data)
            lost = container.scan_sheets(data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [
            (meta.name, meta.visible != SheetVisibleEnum.Visible)
            for meta in book.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet
        ]
        parts = _parts(data, lost) if lost else {}
        sheets = [
            Sheet(
                name,
                hidden,
                book.get_sheet_by_name(name).to_python(skip_empty_area=False),
                parts.get(name, NOTHING_LOST),
            )
            for name, hidden in names
        ]
    except (UnsafeError, MemoryError):
        raise
    except Exception as error:  # calamine has many error classes, broken parts more: all mean the same here
        raise UnsafeError("F120" if "assword" in repr(error) else "F101") from None
    if not sheets:
        raise UnsafeError("F101")
    return sheets


def _parts(data: bytes, lost: dict[str, Lost]) -> dict[str, Lost]:
    """Sheet name → what is lost in it, by way of the workbook's relations."""
    by_name = {member.name: member for member in container.members(data)}
    try:
        book, relations = (
            # expat limits entity expansion by itself, and the size of a part was checked
            ElementTree.fromstring(container.inflate(data, by_name[name]))  # noqa: S314
            for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
        )
    except (KeyError, ElementTree.ParseError):
        raise UnsafeError("F101") from None
    target = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    found = {}
    for sheet in book.iter():
        identity = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
        part = target.get(identity, "").removeprefix("/xl/")
        if sheet.tag.endswith("}sheet") and f"xl/{part}" in lost:
            found[sheet.get("name", "")] = lost[f"xl/{part}"]
    return found

"""Traps in Word documents: texts in pieces, lists in cells, tables that go on as another table."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable

import docx
from docx.document import Document
from docx.table import Table, _Cell

from .layouts import HEADERS
from .programs import WORD
from .spoiling import all_touched
from .trap import ALL, Trap

_FONTS = ("Times New Roman", "Arial", "Calibri")
_IN_WORD = {"program": WORD, "header": HEADERS[0]}


def _changed(change: Callable[[Document, Table], None]) -> Callable[[bytes], bytes]:
    """A rewriting of a document by its table of entries, the one with most cells."""

    def rewrite(data: bytes) -> bytes:
        document = docx.Document(io.BytesIO(data))
        change(document, max(document.tables, key=lambda table: len(table._cells)))
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    return rewrite


def _in_pieces(document: Document, table: Table) -> None:
    """Every text in three pieces, each in a font of its own, as spelling checks and pasting leave it."""
    for cell in _cells(table):
        for paragraph in cell.paragraphs:
            text = paragraph.text
            for run in paragraph.runs:
                run.text = ""
            for piece, font in enumerate(_FONTS):
                size = len(text) // len(_FONTS) + 1
                paragraph.add_run(text[piece * size : (piece + 1) * size]).font.name = font


def _as_lists(document: Document, table: Table) -> None:
    """Entries as list items of Word: the bullet is no text."""
    for cell in _cells(table, first=1):
        for paragraph in cell.paragraphs:
            paragraph.style = document.styles["List Bullet"]


def _split(document: Document, table: Table, with_header: bool) -> None:
    """The second half as a table of its own, on a page of its own."""
    rows = table._tbl.tr_lst
    other = copy.deepcopy(table._tbl)
    middle = len(rows) // 2
    for row in rows[middle:]:
        table._tbl.remove(row)
    for row in other.tr_lst[with_header:middle]:
        other.remove(row)
    document.add_page_break()
    table._tbl.addnext(other)
    table._tbl.addnext(copy.deepcopy(document.paragraphs[-1]._p))


def _cells(table: Table, first: int = 0) -> list[_Cell]:
    """Every cell once, from row ``first``."""
    found = {id(cell._tc): cell for row in table.rows[first:] for cell in row.cells}
    return list(found.values())


WORD_TRAPS = (
    Trap("Word: mỗi ô nhiều đoạn, nhiều phông", ALL, all_touched, rewrite=_changed(_in_pieces), fixed=_IN_WORD),
    Trap("Word: ô là danh sách có dấu đầu dòng", ALL, all_touched, rewrite=_changed(_as_lists), fixed=_IN_WORD),
    Trap(
        "Word: bảng tách đôi, lặp lại tiêu đề",
        ALL,
        all_touched,
        rewrite=_changed(lambda document, table: _split(document, table, True)),
        fixed=_IN_WORD,
    ),
    Trap(
        "Word: bảng tách đôi, không có tiêu đề",
        ALL,
        all_touched,
        rewrite=_changed(lambda document, table: _split(document, table, False)),
        fixed=_IN_WORD,
    ),
)
"""Traps of Word, in the order of the page."""

"""Rows whose cells stand for others: ditto marks and cells merged over several rows."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from xltools.forms.wordings import UNTIL
from xltools.office.sheet import Box, Value, quoted, raw_text
from xltools.reading.findings import Findings
from xltools.reading.rows import Row, RowKind
from xltools.vietnamese.display import range_name
from xltools.vietnamese.text import fold

_COUNTED = frozenset({"days", "time", UNTIL})  # of one row alone: nobody knows how a shared one is parted
_OF_A_PERSON = ("person", "title")  # typed once for several rows
_LIKE_ABOVE = r"(?:nhu|giong|tuong tu)(?: nhu)?(?: (?:dong|hang|o|muc|phan))?(?: phia| ben)?(?: o)? tren"
_DITTO = re.compile(rf"n\W?t|{_LIKE_ABOVE}|tuong tu|\"{{1,3}}|''|,,|〃|″|//")
_BARE = "//"  # a ditto between dashes; alone it may strike a cell out
_AROUND = " .-–—:*()[]"
_LONGEST = 40  # characters of a text that may be a ditto mark
_MERGED = "(ô gộp)"


def filled(rows: Iterable[Row], findings: Findings) -> Iterator[Row]:
    """The rows with the values they repeat from above put in, each told at its cell (F125).

    A ditto repeats the cell of the data row right above, never across a section, a total or a header; with nothing
    there it is refused (F132). A box over several rows belongs to all of them, but one of days or times is refused in
    each (F126): it stands for no single row. What a box hides is not read.
    """
    return _repeated(_unmerged(list(rows), findings), findings)


def is_ditto(value: Value) -> bool:
    """Whether a cell holds a mark for "as above" and nothing else: ``nt``, ``-nt-``, ``như trên``, ``"``, ``〃``."""
    return isinstance(value, str) and len(value) <= _LONGEST and _is_mark(value)


@lru_cache(maxsize=16_384)
def _is_mark(text: str) -> bool:
    mark = fold(text).replace("´", "'").replace("`", "'")
    inside = mark.strip(_AROUND)
    if _DITTO.fullmatch(inside):
        return inside != _BARE or mark != inside
    return bool(_DITTO.fullmatch(inside.strip("\"'").strip(_AROUND)))


def _repeated(rows: Iterable[Row], findings: Findings) -> Iterator[Row]:
    """Rows with their dittos resolved; a row without a name belongs to the person above."""
    above: dict[str, Value] = {}
    for row in rows:
        if row.kind is not RowKind.DATA:
            above = above if row.kind is RowKind.EXAMPLE else {}
            yield row
            continue
        values = dict(row.values)
        for field, mark in row.values.items():
            if field != "number" and is_ditto(mark):
                del values[field]
                if field in above:
                    values[field] = above[field]
                    findings.add("F125", field, row.number, raw_text(mark), quoted(above[field]))
                else:
                    findings.refuse("F132", field, row.number, raw_text(mark))
        own = values
        if "person" not in values:
            values = {field: above[field] for field in _OF_A_PERSON if field in above} | values
        elif "person" in row.values and is_ditto(row.values["person"]):
            own = {field: value for field, value in values.items() if field != "person"}
        above = values
        yield row._replace(values=own)


def _unmerged(rows: Sequence[Row], findings: Findings) -> list[Row]:
    """Rows with the values of merged cells in every row they cover."""
    values = {row.number: dict(row.values) for row in rows if row.kind is RowKind.DATA}
    for field, box, covered in _boxes(list(values), findings):
        is_first = covered[0] == box.top and findings.table.columns[field] == box.left
        value = values[box.top].get(field, "") if is_first else ""
        hidden = covered[1:] if is_first else covered
        for number in hidden:
            values[number].pop(field, None)
            if value != "" and field not in _COUNTED and field != "person":
                values[number][field] = value
                if not is_ditto(value):
                    findings.add("F125", field, number, _MERGED, quoted(value))
        if value != "" and field in _COUNTED and hidden:
            whole = range_name(findings.at(box.top, box.left), findings.at(box.bottom, box.left))
            for number in covered:
                findings.refuse("F126", field, number, whole, str(len(covered)))
    return [row._replace(values=values[row.number]) if row.number in values else row for row in rows]


def _boxes(numbers: Sequence[int], findings: Findings) -> Iterator[tuple[str, Box, Sequence[int]]]:
    """Merged boxes by the field they lie in, each with the rows of data it covers, ``numbers`` from the top.

    Boxes that overlap, which no spreadsheet writes, are read up to the first.
    """
    below = sorted(box for box in findings.table.sheet.notes.merged if box.bottom > findings.table.header_row)
    if not below:
        return
    for field, column in findings.table.columns.items():
        reached = 0
        for box in below:
            if field == "number" or not box.left <= column <= box.right or box.top <= reached:
                continue
            reached = box.bottom
            covered = numbers[bisect_left(numbers, box.top) : bisect_right(numbers, box.bottom)]
            if covered:
                yield field, box, covered

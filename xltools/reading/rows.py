"""The rows of a table: what each of them is, whom it belongs to, and what dittos and merged cells repeat."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from xltools.forms.wordings import UNTIL
from xltools.office.sheet import Box, Value, quoted, raw_text
from xltools.plan.plan import Plan, looks_like_a_unit
from xltools.reading.recognise import Findings, Table
from xltools.reading.signals import has_code, is_example, is_time, is_total, sample_cell, tells_a_trip
from xltools.vietnamese.display import range_name
from xltools.vietnamese.text import fold


class RowKind(StrEnum):
    """What a row of a table turns out to be.

    ``NAME`` is a person's name that heads the rows below it, ``SAMPLE`` an example row of the plan in which cells were
    overwritten, ``STRAY`` an entry below the end of the table.
    """

    BLANK = "blank"
    DATA = "data"
    EXAMPLE = "example"
    SAMPLE = "sample"
    NIL = "nil"
    TOTAL = "total"
    SECTION = "section"
    NAME = "name"
    NOTE = "note"
    STRAY = "stray"
    END = "end"


class Row(NamedTuple):
    """A classified row, numbered from 1: filled ``values`` by field, the ``text`` that made it what it is."""

    number: int
    kind: RowKind
    values: dict[str, Value]
    text: str = ""


_NUMBERS = re.compile(r"^\(?\d{1,2}\)?$")
_CODE = re.compile(r"\b\d\.\d")
_NIL = re.compile(
    r"\W*(?:khong|ko|k)\s+(?:(?:co\s+)?phat\s+sinh|co)(?:\s+(?:gi|moi))?(?:\s+(?:trong\s+)?(?:quy|ky)(?:\s+(?:nay|[iv]{1,3}|[1-4]))?"
    r"(?:\s*[/,]?\s*(?:nam\s*)?20\d\d)?)?\W*$"
)
_QUARTER = r"(?:trong\s+)?(?:quy|ky|thang)(?:\s+(?:nay|[iv]{1,3}|[1-4]))?(?:\s*[/,]?\s*(?:nam\s*)?20\d\d)?"
_TRIP = r"(?:\s+(?:di|cong tac|co so))*"
_NOTHING_DONE = re.compile(  # alone in its row
    rf"\W*(?:{_QUARTER}\W*)?(?:(?:ban|don vi|van phong|phong|co quan)\s+)?(?:khong|ko|chua)\s+(?:"
    rf"(?:co\s+)?phat\s+sinh|(?:co\s+)?(?:to chuc|thuc hien|trien khai){_TRIP}|di{_TRIP}"
    rf"|co\s+(?:can bo|dong chi|d/c|ai|nguoi|chuyen|dot)(?:\s+nao)?{_TRIP})"
    rf"(?:\s+{_QUARTER})?(?:\W+|\s+(?:do|vi)\s[^\d]{{1,80}})?"
)
_STRUCK_OUT = frozenset({"-", "–", "—", "/", "0", "x"})
_NOTE = re.compile(r"^\W*(?:ghi chu|chu thich|luu y|chu y|giai thich|nguon)\b")
_SUBDIVISION = re.compile(r"^\W*(?:[ivx\d]+\W+)?(?:dot|thang|quy|tuan|lan|nam|dau|giua|cuoi|trang)\b")
_END_MARKS = (
    "lanh dao ban", "lanh dao van phong", "lanh dao tinh doan", "nguoi dang ky", "nguoi bao cao", "nguoi lap",
    "phe duyet", "truong ban", "pho truong ban", "chanh van phong", "pho chanh van phong", "thu truong", "tm.", "tl.",
    "kt.", "noi nhan", "(ky", "bi thu", "pho bi thu", "xac nhan", "(da ky", "da ky",
)  # fmt: skip
_TITLES = (
    "ban dang ky", "bang dang ky", "ban tong hop", "bang tong hop", "tong hop bao cao", "tong hop dang ky", "bao cao",
    "bch doan", "ban chap hanh", "doan tncs", "1. ho va ten", "ho va ten:", "1. ho ten",
)  # fmt: skip
_DATED = re.compile(r"\A(?>.*?\bngay\b)(?>.*?\bthang\b).*?\bnam\b")  # atomic: a long text is walked over once
_SHORT = 60  # a caption of the signature block is no longer than this
_NAMES_ITS_WORK = 4  # so many filled cells below a signature are an entry, whatever they say


def classify(table: Table, plan: Plan) -> Iterator[Row]:
    """The rows below the header in order; behind the signature block only those that look like entries.

    A row that holds nothing but the name of a unit of ``plan`` is a section row. A blank row does not end a table, for
    people leave rows free between two entries.
    """
    rows = table.sheet.rows
    fields = [(field, column - 1) for field, column in table.columns.items()]
    first, ended = True, False
    for index in range(table.header_row, min(table.last_row, len(rows))):
        row = rows[index]
        if index + 1 in table.repeats:
            first = True
            continue
        if first and _is_number_row(row):
            continue
        values = {field: row[column] for field, column in fields if row[column] != ""}
        if table.parts:
            _join_parts(table, row, values)
        found = _row(table, index + 1, row, values, plan)
        if ended:
            if found.kind is RowKind.DATA and _is_stray(values):
                yield found._replace(kind=RowKind.STRAY)
            elif found.kind is RowKind.NOTE:
                yield found
            continue
        if found.kind is RowKind.END:
            ended = True
            continue
        if found.kind is not RowKind.BLANK:
            first = False
        yield found


def headed(rows: Iterable[Row]) -> Iterator[Row]:
    """Rows in which a name alone, with entries without name right below it, is what heads them and no entry."""
    before: Row | None = None
    for row in rows:
        if before is not None:
            heads = row.kind is RowKind.DATA and "person" not in row.values and _is_name(before)
            yield before._replace(kind=RowKind.NAME) if heads else before
        before = row
    if before is not None:
        yield before


def with_nothing_done(rows: Iterable[Row]) -> list[Row]:
    """The rows; the one entry of a table that is struck out in two cells or more says that there is nothing."""
    rows = list(rows)
    entries = [row for row in rows if row.kind not in (RowKind.BLANK, RowKind.NOTE, RowKind.EXAMPLE)]
    if len(entries) != 1 or entries[0].kind is not RowKind.DATA:
        return rows
    marks = [raw_text(value).strip().lower() for field, value in entries[0].values.items() if field != "number"]
    if len(marks) < 2 or not _STRUCK_OUT.issuperset(marks):
        return rows
    return [row._replace(kind=RowKind.NIL, text=marks[0]) if row is entries[0] else row for row in rows]


def _is_name(row: Row) -> bool:
    return row.kind is RowKind.DATA and "person" in row.values and row.values.keys() <= {"number", "person", "title"}


def _join_parts(table: Table, row: Sequence[Value], values: dict[str, Value]) -> None:
    """Put together what stands in several columns: ``Nguyễn Văn | An`` below one "Họ và tên", ``xã | huyện``."""
    for field, columns in table.parts.items():
        filled = [row[column - 1] for column in columns if row[column - 1] != ""]
        if len(filled) == 1:
            values[field] = filled[0]
        elif filled:
            values[field] = {"places": ", ", "result": "; "}.get(field, " ").join(map(raw_text, filled))


def _is_number_row(row: Sequence[Value]) -> bool:
    filled = [value for value in row if value != ""]
    return len(filled) >= 3 and all(map(_is_column_number, filled))


def _is_column_number(value: Value) -> bool:
    """``(2)``, ``2``, or the -2 that a spreadsheet makes of a typed ``(2)``."""
    if isinstance(value, str):
        return bool(_NUMBERS.match(value.strip()))
    return isinstance(value, int | float) and value == int(value) and 0 < abs(value) < 100


def _row(table: Table, number: int, row: Sequence[Value], values: dict[str, Value], plan: Plan) -> Row:
    content = {field: value for field, value in values.items() if field != "number"}
    if len(content) <= 2:
        lone = _lone(table, row, values, content, plan)
        if lone is not None:
            return Row(number, lone[0], values, lone[1])
        if not content:
            return Row(number, RowKind.BLANK, values)
    elif (label := _total_label(row, values)) or all(map(_ends, content.values())):
        return Row(number, RowKind.TOTAL if label else RowKind.END, values, label)
    if is_example(table.spec, values):
        return Row(number, RowKind.EXAMPLE, values)
    return Row(number, RowKind.SAMPLE if sample_cell(values) else RowKind.DATA, values)


def _lone(
    table: Table, row: Sequence[Value], values: dict[str, Value], content: dict[str, Value], plan: Plan
) -> tuple[RowKind, str] | None:
    """What a row with at most two filled columns is by one of its texts, if by any."""
    with_days = _counts(content.get("days", ""))
    alone = len(content) <= 1
    texts = [(column, value) for column, value in enumerate(row, 1) if isinstance(value, str) and value]
    others = [column for column, _ in texts if column != table.columns.get("number")]
    for column, text in texts:
        folded = _fold_text(text)
        if _NIL.match(folded) or (len(others) <= 1 and _is_nil(folded, content)):
            return RowKind.NIL, text
        if is_total(text):
            return RowKind.TOTAL, text
        if alone and len(texts) <= 2 and _is_note(text, content):
            return RowKind.NOTE, text
        if not with_days and _ends(text):
            return None if _is_entry(values, content) else (RowKind.END, text)
        if alone and not content and folded.startswith(_TITLES):
            return RowKind.END, text
        if alone and plan.unit_in_heading(folded):
            return RowKind.SECTION, text
        if alone and not with_days and _is_section(table, column, folded, content):
            return RowKind.SECTION, text
    return None


def _is_nil(folded: str, content: dict[str, Value]) -> bool:
    """Whether a text alone in its row says that nothing was done; a bare ``Không`` only where contents stand."""
    if len(content) > 1:
        return False
    return bool(_NOTHING_DONE.fullmatch(folded)) or ("contents" in content and folded.strip(" .-()") == "khong")


def _is_note(text: str, content: dict[str, Value]) -> bool:
    """A note, or a sentence about somebody's trip."""
    folded = _fold_text(text)
    if _NOTE.match(folded):
        return True
    return (not content or _ends(text)) and tells_a_trip(folded) and not _SUBDIVISION.match(folded)


def _is_section(table: Table, column: int, folded: str, content: dict[str, Value]) -> bool:
    """Whether a text alone in its row heads the rows below it: a unit the plan does not know, or a person."""
    if len(folded) > _SHORT or _SUBDIVISION.match(folded):
        return False
    if content:
        return "person" in content and looks_like_a_unit(folded)
    leftmost = min(table.columns.get("person", 1), table.columns.get("contents", 1))
    return column <= leftmost and len(folded.split()) > 1


def _ends(value: Value) -> bool:
    """Whether a cell holds a date line or a caption of the signature block."""
    folded = _folded(value)
    return bool(folded) and (bool(_DATED.search(folded)) or (len(folded) <= _SHORT and folded.startswith(_END_MARKS)))


def _total_label(row: Sequence[Value], values: dict[str, Value]) -> str:
    """The label of a total row with remarks in other cells; its time is no date and its contents no code."""
    label = next((value for value in row if isinstance(value, str) and value), "")
    if not label or not is_total(label) or is_time(values.get("time", "")) or has_code(values.get("contents", "")):
        return ""
    return label


def _counts(days: Value) -> bool:
    """Whether a cell of the days column holds a number, and not a caption that stands below it."""
    return not isinstance(days, str) or any(map(str.isdigit, days))


def _is_entry(values: dict[str, Value], content: dict[str, Value]) -> bool:
    """Whether a row with words of a signature block is data: numbered, with a code, or dates behind work."""
    if "number" in values and _is_column_number(values["number"]):
        return True
    if _CODE.search(_folded(content.get("contents", ""))):
        return True
    return len(content) > 1 and _folded(content.get("time", "")).startswith(("ngay", "tu ngay"))


def _is_stray(values: dict[str, Value]) -> bool:
    """Whether a row below the end of a table is an entry, and not names and captions of the signature block."""
    number = values.get("number", "")
    signs = (
        number != "" and _is_column_number(number),
        is_time(values.get("time", "")),
        has_code(values.get("contents", "")),
        "days" in values and _counts(values["days"]),
    )
    return sum(signs) > 1 or len(values.keys() - {"number"}) >= _NAMES_ITS_WORK


@lru_cache(maxsize=65_536)
def _fold_text(text: str) -> str:
    return fold(text)


def _folded(value: Value) -> str:
    return _fold_text(value) if isinstance(value, str) else ""


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
    """Merged boxes by the field they lie in, each with the rows of data it covers."""
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

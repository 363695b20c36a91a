"""Which form stands where: tables found by their headers, forms by the titles above them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from xltools.forms.catalogue import CATALOGUE, GATHERED_IN, OWN_FORMS, UNIT_FORMS, FormSpec
from xltools.forms.wordings import UNTIL, part_of
from xltools.model import Cell, Finding
from xltools.office.sheet import Sheet, Value, quoted
from xltools.reading.headers import Header, HeaderCell, headers, is_beginning, named
from xltools.reading.lines import Heading, headings, opens_person, states_period
from xltools.reading.signals import is_dated, is_entry, is_time, is_total
from xltools.vietnamese.names import take_apart
from xltools.vietnamese.text import fold, spelling

OUR_SHEETS = frozenset({"nguongoc", "danhmuc", "kiemtra"})
"""Sheets of our own that are no form: sources of a result, lists behind dropdowns, faults marked in a form."""

_HEADING_ROWS = 60  # how far above its header a heading may begin
_ROWS_ASKED = 500  # below a header, for the names in them
_OPENINGS = (
    "bch ", "ban ", "van phong", "thuong truc", "doan tncs", "bao cao", "tong hop", "bang ", "lich hop", "phieu ",
    "danh sach", "dang ky", "ket qua di", "mau ", "bieu ", "phu luc",
)  # fmt: skip
_PAGE = re.compile(r"^(?:trang|page)?\W*\d+(?:\W+\d+)?\W*$")
_REGISTERS = re.compile(r"^(?:(?:ban|bang|phieu|danh sach) )?dang ky")
_PERFORMED = frozenset({"detail", "result"})


class Columns(NamedTuple):
    """What a header's columns are, those of a field in ``parts``, ``doubles`` of a field, and ``unknown`` ones."""

    fields: dict[str, int]
    parts: dict[str, tuple[int, ...]]
    doubles: tuple[tuple[str, HeaderCell], ...]
    unknown: tuple[HeaderCell, ...]


class Table(NamedTuple):
    """A form found.

    ``columns`` is field → column and ``parts`` all columns of a field that has several; ``header_row`` is the last row
    of the header, ``first_row`` the first of what belongs to the form, ``last_row`` its last. ``above`` is the heading;
    ``repeats`` are rows in which the header is repeated. Rows and columns from 1.
    """

    spec: FormSpec
    sheet: Sheet
    header_row: int
    columns: dict[str, int]
    above: tuple[Heading, ...]
    last_row: int
    first_row: int = 1
    parts: Mapping[str, tuple[int, ...]] = {}
    doubles: tuple[tuple[str, HeaderCell], ...] = ()
    unknown: tuple[HeaderCell, ...] = ()
    repeats: frozenset[int] = frozenset()


def is_ours(sheet: Sheet) -> bool:
    """Whether a sheet was added by the tool and holds no form."""
    return fold(sheet.name).replace(" ", "") in OUR_SHEETS


def tables(sheet: Sheet) -> Iterator[Table]:
    """Every form on a sheet, from the top; a table without a known title is told by its columns.

    A header that comes again with nothing above it goes on with the same table; a second table without a title of its
    own has that of the one before.
    """
    table: Table | None = None
    repeats: list[int] = []
    low = 0
    for header in headers(sheet):
        start = _first_row(sheet.rows, header, low, table)
        low = header.bottom + 1
        own = tuple(headings(sheet.rows, start, header.top))
        if table is not None:
            if not any(map(_says_something, own)) and _same_columns(table, header):
                repeats.extend(range(header.top + 1, header.bottom + 2))
                continue
            yield table._replace(last_row=start, repeats=frozenset(repeats))
            repeats.clear()
        table = _table(sheet, header, start, own, table)
    if table is not None:
        yield table._replace(repeats=frozenset(repeats))


def _says_something(heading: Heading) -> bool:
    return not _PAGE.match(heading.folded)


def _same_columns(table: Table, header: Header) -> bool:
    found = _columns(table.spec.code, header.cells).fields
    return len(found) > 2 and found.items() <= table.columns.items()


def _table(sheet: Sheet, header: Header, start: int, own: tuple[Heading, ...], before: Table | None) -> Table | None:
    spec, above = _spec(own, header), own
    if before is not None and not any(states_period(heading) for heading in own):
        titles = tuple(heading for heading in before.above if _is_title(heading, before.spec))
        inherited = _spec((*own, *titles), header)
        if inherited is before.spec:
            spec, above = inherited, (*own, *titles)
    if spec is None:
        return None
    if spec.code in GATHERED_IN and _is_of_several(sheet, header, spec, above):
        spec = CATALOGUE[GATHERED_IN[spec.code]]
    columns = _columns(spec.code, header.cells)
    return Table(
        spec=spec,
        sheet=sheet,
        header_row=header.bottom + 1,
        columns=columns.fields,
        above=above,
        last_row=len(sheet.rows),
        first_row=start + 1,
        parts=columns.parts,
        doubles=columns.doubles,
        unknown=columns.unknown,
    )


def _is_of_several(sheet: Sheet, header: Header, spec: FormSpec, above: Sequence[Heading]) -> bool:
    """Whether a form titled as one person's is its unit's: summed up, or nobody above it and several in its rows."""
    column = _columns(spec.code, header.cells).fields.get("person")
    if column is None or any(map(opens_person, above)):
        return False
    if any("tong hop" in heading.folded for heading in above):
        return True
    names = set()
    for row in sheet.rows[header.bottom + 1 : header.bottom + 1 + _ROWS_ASKED]:
        name = row[column - 1]
        if isinstance(name, str) and " " in name.strip() and is_entry(row):
            names.add(spelling(take_apart(name).name))
            if len(names) > 1:
                return True
    return False


def _is_title(heading: Heading, spec: FormSpec) -> bool:
    return states_period(heading) or any(mark in heading.folded for mark in spec.marks)


# ------------------------------------------------------------------ the heading


def _first_row(rows: Sequence[Sequence[Value]], header: Header, low: int, table: Table | None) -> int:
    """Index of the row in which the heading of a table begins: below other entries, and from its own first line."""
    start = header.top
    low = max(low, start - _HEADING_ROWS)
    while start > low and not _is_row_of(table, rows[start - 1]):
        start -= 1
    if table is None:
        return start
    for heading in headings(rows, start, header.top):
        if _opens(heading):
            return heading.row - 1
    return start


def _opens(heading: Heading) -> bool:
    """Whether a form begins with this line, and not the signature block of the one before."""
    if is_dated(heading.folded):
        return False
    return heading.folded.startswith(_OPENINGS) or opens_person(heading) or states_period(heading)


def _is_row_of(table: Table | None, row: Sequence[Value]) -> bool:
    """Whether a row above a header is an entry or a total of what stands before."""
    if is_entry(row):
        return True
    if table is None:
        return False
    filled = [field for field, column in table.columns.items() if row[column - 1] != ""]
    if len(filled) > 2:
        return True
    return any(_is_figure(row[table.columns[field] - 1]) for field in ("days", "time") if field in filled) or any(
        isinstance(value, str) and is_total(value) for value in row
    )


def _is_figure(value: Value) -> bool:
    return not isinstance(value, str) or value.strip().isdigit() or (is_time(value) and not is_dated(fold(value)))


# ------------------------------------------------------------------ the form


def _spec(above: Sequence[Heading], header: Header) -> FormSpec | None:
    """The form whose title marks stand above the table; without any, the one its columns can only be."""
    title = " ".join(heading.folded for heading in above)
    for spec in CATALOGUE.values():
        if all(mark in title for mark in spec.marks) and not any(mark in title for mark in spec.not_marks):
            found, required = _columns(spec.code, header.cells).fields, required_fields(spec)
            # a header may lack a column, but a table that shares next to nothing is another thing
            if sum(field in found for field in required) * 2 >= len(required) and not _is_report(spec, above, header):
                return spec
    return _by_columns(header)


def required_fields(spec: FormSpec) -> tuple[str, ...]:
    """The fields a table of the form cannot do without; a form of one person has the name above its table."""
    return tuple(c.field for c in spec.columns if c.required and not (spec.personal and c.field == "person"))


def _is_report(spec: FormSpec, above: Sequence[Heading], header: Header) -> bool:
    """Whether columns of results contradict a registration that is only mentioned above (``… so với đăng ký``)."""
    if spec.code != OWN_FORMS["registered"] or any(_REGISTERS.match(heading.folded) for heading in above):
        return False
    return _columns(OWN_FORMS["performed"], header.cells).fields.keys() >= _PERFORMED


def _by_columns(header: Header) -> FormSpec | None:
    found = _columns(UNIT_FORMS["performed"], header.cells).fields
    performed = not _PERFORMED.isdisjoint(found)
    forms = UNIT_FORMS if "person" in found else OWN_FORMS
    spec = CATALOGUE[forms["performed" if performed else "registered"]]
    found = _columns(spec.code, header.cells).fields
    missing = [field for field in required_fields(spec) if field not in found]
    return spec if len(missing) <= performed else None  # seven columns of eight still can be nothing else


# ------------------------------------------------------------------ the columns


@lru_cache(maxsize=256)  # most files have the header of the form handed out
def _columns(form: str, cells: tuple[HeaderCell, ...]) -> Columns:
    """What each column is: the surest name of a field has it, else the first. A column of last days is ``UNTIL``."""
    called: dict[str, list[tuple[int, HeaderCell]]] = {}
    parts: dict[str, list[int]] = {}
    unknown = []
    for cell in cells:
        meant = named(form, cell)
        if meant is not None:
            called.setdefault(meant.field, []).append((meant.rank, cell))
        elif part := part_of(form, cell.texts[-1]):
            parts.setdefault(part, []).append(cell.column)
        else:
            unknown.append(cell)
    if UNTIL in called and "time" in called:  # first and last day in two columns say more than one column of times
        called["time"] = [(-1 if is_beginning(cell) else rank, cell) for rank, cell in called["time"]]
    fields: dict[str, int] = {}
    doubles = []
    for field, claims in called.items():
        _, best = min(claims, key=lambda pair: pair[0])
        fields[field] = best.column
        parts[field] = [best.column, *best.further, *parts.get(field, ())]
        doubles += [(field, cell) for _, cell in claims if cell is not best]
    for field, columns in parts.items():
        fields.setdefault(field, columns[0])
    several = {field: tuple(sorted(columns)) for field, columns in parts.items() if len(columns) > 1}
    return Columns(dict(sorted(fields.items(), key=lambda pair: pair[1])), several, tuple(doubles), tuple(unknown))


class Findings:
    """The findings of one table in order; ``refused``: fields of a row of which nothing more is to be said."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.found: list[Finding] = []
        self.refused: dict[int, set[str]] = {}

    def at(self, row: int, column: int) -> Cell:
        """A cell of the table's sheet."""
        return Cell(self.table.sheet.name, row, column)

    def cell(self, field: str, row: int) -> Cell:
        """The cell of a field in a row; the table's first column if it lacks the field."""
        return self.at(row, self.table.columns.get(field) or min(self.table.columns.values()))

    def add(self, code: str, field: str, row: int, given: str = "", expected: str = "") -> None:
        """Add a finding of a field in a row."""
        self.add_at(code, self.cell(field, row), given, expected)

    def add_at(self, code: str, cell: Cell | None, given: str = "", expected: str = "") -> None:
        """Add a finding of a cell."""
        self.found.append(Finding(code, cell, given, expected))

    def refuse(self, code: str, field: str, row: int, given: str = "", expected: str = "") -> None:
        """Add why the value of a field cannot be used; nothing else is then said about it."""
        self.add(code, field, row, given, expected)
        self.refused.setdefault(row, set()).add(field)

    def add_changes(self, row: int, *columns: int) -> None:
        """Add, where cells are used, what was done to them so that they could be read, and what is struck out."""
        sheet = self.table.sheet
        for column in columns:
            if (row, column) in sheet.notes.struck and (text := quoted(self._value(row, column))):
                self.add_at("F137", self.at(row, column), text)
            if (change := sheet.changes.get((row, column))) is not None:
                self.found.append(change._replace(cell=self.at(row, column)))

    def _value(self, row: int, column: int) -> Value:
        """What a cell holds; lines above a table of a Word document have rows of 0 and less."""
        if row > 0:
            return self.table.sheet.rows[row - 1][column - 1]
        return next((line.text for line in self.table.above if (line.row, line.column) == (row, column)), "")

"""The rows of the official mẫu 2 and mẫu 3, of one unit or of the province."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from xltools.counting.exemptions import exemption
from xltools.counting.order import rank_key
from xltools.counting.rows import MergedRow, Section, SourceCell
from xltools.counting.tally import errors_by_row
from xltools.forms.catalogue import CATALOGUE, GATHERED_IN
from xltools.model import Cell, CountedEntry, Entry, Filing, Person, Submission, Version, Year
from xltools.plan.plan import Plan
from xltools.vietnamese.dates import periods_text
from xltools.vietnamese.display import cell_name
from xltools.vietnamese.numbers import days_text
from xltools.vietnamese.text import clean, name_sort_key

_NIL = "KHÔNG PHÁT SINH"
_NOT_HERE = {"registered": "Chưa nhận được đăng ký của đơn vị", "performed": "Chưa nhận được báo cáo của đơn vị"}
_NOBODY = "Không có cán bộ thuộc diện thực hiện"
_NO_ROW = "Chưa có dòng nào được chấp nhận, xem trang NguonGoc"
_OWN_FORM = "Lấy từ {own}; {units} của đơn vị chưa có dòng của cán bộ này"


class Table(NamedTuple):
    """What one unit's part of a merged form is made of.

    ``rows`` are in no order yet; ``version`` is the unit's own form, if one is in force; ``subject`` tells whether
    the plan asks anything of anybody in the unit.
    """

    name: str
    rows: list[CountedEntry]
    version: Version | None
    subject: bool


def tables_by_unit(plan: Plan, year: Year, form: str, quarter: int | None) -> dict[str, Table]:
    """Unit code → its table of ``mau2``, or of ``mau3`` of a quarter, in plan order.

    Units with cadres and units that sent rows have one. The rows are those of the forms that count: the unit's own
    form and, for people it does not name, their mẫu 1 or quarterly report.
    """
    kind = CATALOGUE[form].kind
    rows: dict[str, list[CountedEntry]] = {}
    for counted in year.entries:
        if counted.source and counted.kind == kind and counted.quarter == quarter:
            rows.setdefault(_unit_of(counted, plan), []).append(counted)
    in_force = _unit_forms(year, form, quarter)
    subject = {p.unit for p in plan.people if exemption(p, plan).extent != "full"}
    members = {p.unit for p in plan.people}
    return {
        unit.code: Table(unit.name, rows.get(unit.code, []), in_force.get(unit.code), unit.code in subject)
        for unit in plan.units
        if unit.code in members or unit.code in rows or unit.code in in_force
    }


def tables_for(plan: Plan, tables: Mapping[str, Table], unit: str | None) -> tuple[Table, ...]:
    """The tables one file shows: that of a unit, or all of them for the province (``None``).

    Raises ``KeyError`` for a unit the plan does not have.
    """
    if unit is None:
        return tuple(tables.values())
    return (tables.get(unit) or Table(plan.unit_by_code[unit].name, [], None, False),)


def sections_of(plan: Plan, form: str, tables: Iterable[Table], *, titled: bool) -> Iterator[Section]:
    """The sections of a merged form, one after the other; with the unit's name above each where ``titled``.

    People come by group, rank and name, the rows of each by date; rows with an error are left out (``kept`` false)
    with the error as note.
    """
    writer = _Writer(plan, form)
    for table in tables:
        yield Section(table.name if titled else None, writer.section(table))


def facts(table: Table) -> Iterator[tuple[object, ...]]:
    """What a table's section follows from, beside plan and form: where these are the same, so is the section."""
    yield table.name, table.subject, table.version and _identity(table.version.filing)
    filing = None
    for counted in table.rows:
        if counted.filing is not filing:
            filing = counted.filing
            yield _identity(filing)
        yield (
            counted.entry.row,
            counted.person_id,
            counted.days,
            counted.computed,
            counted.counted_days,
            counted.outside,
            counted.overlap,
        )


def _identity(filing: Filing) -> tuple[str, str, int, int]:
    return filing.file, filing.sha256, filing.part, filing.turn


def _submission(filing: Filing) -> Submission:
    submission = filing.submission
    if submission is None:
        raise ValueError(f"no form in {filing.file}")
    return submission


def _unit_of(counted: CountedEntry, plan: Plan) -> str:
    """The unit in whose table a row belongs: that of the form, or of the person for a form of one's own."""
    person = plan.person_by_id.get(counted.person_id or "")
    if person is not None and CATALOGUE[_submission(counted.filing).form].personal:
        return person.unit
    return counted.unit or ""


def _unit_forms(year: Year, form: str, quarter: int | None) -> dict[str, Version]:
    found = {}
    for version in year.versions:
        submission = version.filing.submission
        if version.in_force and submission is not None and (submission.form, submission.quarter) == (form, quarter):
            found[submission.unit or ""] = version
    return found


def _text_row(text: str, sources: tuple[SourceCell, ...] = ()) -> MergedRow:
    return MergedRow({"contents": text}, sources)


class _Form:
    """What the rows of one filing have in common: its errors by row, the cells above its table, its columns."""

    def __init__(self, filing: Filing) -> None:
        submission = _submission(filing)
        self.filing = filing
        self.errors = errors_by_row(filing)
        self.note = ""
        if units := GATHERED_IN.get(submission.form):
            own = CATALOGUE[submission.form].in_sentence
            self.note = _OWN_FORM.format(own=own, units=CATALOGUE[units].in_sentence)
        self._sheet = submission.sheet
        self._above = [
            SourceCell(field, filing.file, submission.head[field].sheet, cell_name(submission.head[field]), raw)
            for field, raw in (("person", submission.person), ("title", submission.title))
            if field not in submission.columns and field in submission.head
        ]
        self._columns = submission.columns.items()

    def sources(self, entry: Entry) -> tuple[SourceCell, ...]:
        """The cells a row was read from; name and title of a form of one's own stand above its table."""
        file, sheet, typed = self.filing.file, self._sheet, entry.raw
        cells = self._above.copy()
        for field, column in self._columns:
            named = field == "person"
            raw = typed.get(field, "") or (entry.person if named else "")
            if raw:
                cell = Cell(sheet, entry.person_row if named else entry.row, column)
                cells.append(SourceCell(field, file, sheet, cell_name(cell), raw))
        return tuple(cells)


class _Writer:
    """Turns counted entries into rows of one form."""

    def __init__(self, plan: Plan, form: str) -> None:
        self._plan = plan
        self._form = form
        self._fields = [c.field for c in CATALOGUE[form].columns if c.field != "number"]
        self._rank = rank_key(plan)

    def section(self, table: Table) -> tuple[MergedRow, ...]:
        """The rows of a unit, and a line of text where none can be printed."""
        forms = {id(counted.filing): counted.filing for counted in table.rows}
        read = {key: _Form(filing) for key, filing in forms.items()}
        found = [self._row(counted, read[id(counted.filing)]) for counted in sorted(table.rows, key=self._place)]
        if any(row.kept for row in found):
            return tuple(found)
        if table.version is None:
            text = _NOT_HERE[CATALOGUE[self._form].kind] if table.subject or found else _NOBODY
            return (_text_row(text), *found)
        filing = table.version.filing
        submission = _submission(filing)
        if not submission.nil:
            return (_text_row(_NO_ROW), *found)
        cell = submission.cell("contents", submission.header_row)
        source = SourceCell("contents", filing.file, cell.sheet, cell_name(cell), _NIL)
        return (_text_row(_NIL, (source,)), *found)

    def _place(self, counted: CountedEntry) -> tuple[bool, object, date]:
        entry = counted.entry
        person = self._person(counted)
        first = min((period.first for period in entry.periods or ()), default=date.max)
        return person is None, self._rank(person) if person else name_sort_key(entry.person), first

    def _person(self, counted: CountedEntry) -> Person | None:
        return self._plan.person_by_id.get(counted.person_id or "")

    def _row(self, counted: CountedEntry, form: _Form) -> MergedRow:
        errors = form.errors.get(counted.entry.row)
        return MergedRow(
            values=self._values(counted),
            sources=form.sources(counted.entry),
            note="; ".join(error.message for error in errors) if errors else _note(counted, form.note),
            counted_days=counted.counted_days,
            kept=not errors,
            person_id=counted.person_id,
        )

    def _values(self, counted: CountedEntry) -> dict[str, str | float | None]:
        entry, submission, person = counted.entry, _submission(counted.filing), self._person(counted)
        values: dict[str, str | float | None] = {
            "person": person.name if person else clean(entry.person or submission.person),
            "title": clean(entry.title or submission.title) or (person.title if person else ""),
            "contents": clean(entry.raw.get("contents", "")) or "; ".join(entry.contents),
            "detail": entry.detail,
            "days": counted.days,
            "time": periods_text(entry.periods) if entry.periods else clean(entry.raw.get("time", "")),
            "places": "; ".join(entry.places) or clean(entry.raw.get("places", "")),
            "result": entry.result,
            "stay": entry.stay,
            "explanation": entry.explanation,
        }
        return {field: values[field] for field in self._fields}


def _note(counted: CountedEntry, own: str) -> str:
    """Why a row is worth other than what is printed, and (``own``) where its figures come from."""
    notes = [own] if own else []
    if counted.computed:
        notes.append("Số ngày không khai, được tính theo mẫu 1 hoặc theo thời gian")
    if counted.outside:
        notes.append(f"{counted.outside} ngày ngoài thời gian của kế hoạch")
    if counted.overlap:
        twice = sum(period.days for period in counted.overlap)
        notes.append(f"{twice} ngày trùng với dòng khác: {periods_text(counted.overlap)}")
    if counted.days is not None and counted.days != counted.counted_days:
        notes.append(f"được tính {days_text(counted.counted_days)} ngày")
    return "; ".join(notes)

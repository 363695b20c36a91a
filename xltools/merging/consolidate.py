"""The rows of the official mẫu 2 and mẫu 3, of one unit or of the province."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from xltools.forms.catalogue import CATALOGUE
from xltools.merging.exemptions import exemption
from xltools.merging.order import rank_key
from xltools.merging.rows import MergedRow, Section, SourceCell
from xltools.merging.tally import errors_by_row
from xltools.model import CountedEntry, Filing, Person, Problem, Submission, Version, Year
from xltools.plan.plan import Plan
from xltools.vietnamese.dates import periods_text
from xltools.vietnamese.numbers import days_text
from xltools.vietnamese.text import clean, name_sort_key

_NIL = "KHÔNG PHÁT SINH"
_NOT_HERE = {"mau2": "Chưa nhận được đăng ký của đơn vị", "mau3": "Chưa nhận được báo cáo của đơn vị"}
_NOBODY = "Không có cán bộ thuộc diện thực hiện"
_NO_ROW = "Chưa có dòng nào được chấp nhận, xem trang NguonGoc"
_OWN_FORM = {
    "mau1": "Lấy từ mẫu 1; mẫu 2 của đơn vị chưa có dòng của cán bộ này",
    "baocao": "Lấy từ báo cáo cá nhân; mẫu 3 của đơn vị chưa có dòng của cán bộ này",
}


def consolidate(plan: Plan, year: Year, form: str, unit: str | None, quarter: int | None) -> tuple[Section, ...]:
    """The sections of ``mau2`` or of ``mau3`` of a quarter: one without title for a unit, all for the province.

    Raises ``KeyError`` for a unit the plan does not have.
    """
    return sections_for(plan, sections_by_unit(plan, year, form, quarter), unit)


def sections_for(plan: Plan, sections: Mapping[str, Section], unit: str | None) -> tuple[Section, ...]:
    """What one file shows of :func:`sections_by_unit`: see :func:`consolidate`."""
    if unit is None:
        return tuple(sections.values())
    own = sections.get(unit) or Section(plan.unit_by_code[unit].name, (_text_row(_NOBODY),))
    return (replace(own, title=None),)


def sections_by_unit(plan: Plan, year: Year, form: str, quarter: int | None) -> dict[str, Section]:
    """Unit code → its section (titled with its name), in plan order: units with cadres, and units that sent rows.

    The rows are those of the forms that count: the unit's own form and, for people it does not name, their mẫu 1
    or quarterly report. People come by group, rank and name, the rows of each by date; rows with an error are left
    out (``kept`` false) with the error as note.
    """
    kind = CATALOGUE[form].kind
    rows: dict[str, list[CountedEntry]] = {}
    for counted in year.entries:
        if counted.source and counted.kind == kind and counted.quarter == quarter:
            rows.setdefault(_unit_of(counted, plan), []).append(counted)
    in_force = _unit_forms(year, form, quarter)
    subject = {p.unit for p in plan.people if exemption(p, plan).extent != "full"}
    members = {p.unit for p in plan.people}
    writer = _Writer(plan, form)
    return {
        unit.code: Section(
            unit.name, writer.section(rows.get(unit.code, []), in_force.get(unit.code), unit.code in subject)
        )
        for unit in plan.units
        if unit.code in members or unit.code in rows or unit.code in in_force
    }


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


class _Writer:
    """Turns counted entries into rows of one form."""

    def __init__(self, plan: Plan, form: str) -> None:
        self._plan = plan
        self._form = form
        self._fields = [c.field for c in CATALOGUE[form].columns if c.field != "number"]
        self._rank = rank_key(plan)
        self._errors: dict[int, dict[int, list[Problem]]] = {}

    def section(self, rows: list[CountedEntry], version: Version | None, subject: bool) -> tuple[MergedRow, ...]:
        """The rows of a unit, and a line of text where none can be printed."""
        found = [self._row(counted) for counted in sorted(rows, key=self._place)]
        if any(row.kept for row in found):
            return tuple(found)
        if version is None:
            text = _NOT_HERE[self._form] if subject or found else _NOBODY
            return (_text_row(text), *found)
        submission = _submission(version.filing)
        if not submission.nil:
            return (_text_row(_NO_ROW), *found)
        cell = submission.cell("contents", submission.header_row)
        source = SourceCell("contents", version.filing.file, cell.sheet, cell.name, _NIL)
        return (_text_row(_NIL, (source,)), *found)

    def _place(self, counted: CountedEntry) -> tuple[bool, object, date]:
        entry = counted.entry
        person = self._person(counted)
        first = min((period.first for period in entry.periods or ()), default=date.max)
        return person is None, self._rank(person) if person else name_sort_key(entry.person), first

    def _person(self, counted: CountedEntry) -> Person | None:
        return self._plan.person_by_id.get(counted.person_id or "")

    def _row(self, counted: CountedEntry) -> MergedRow:
        errors = self._errors.setdefault(id(counted.filing), errors_by_row(counted.filing)).get(counted.entry.row)
        return MergedRow(
            values=self._values(counted),
            sources=_sources(counted),
            note="; ".join(error.message for error in errors) if errors else _note(counted),
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


def _sources(counted: CountedEntry) -> tuple[SourceCell, ...]:
    """The cells a row was read from; the name and title of a form of one's own stand above its table."""
    entry, submission = counted.entry, _submission(counted.filing)
    file = counted.filing.file
    cells = []
    for field, raw in (("person", submission.person), ("title", submission.title)):
        if field not in submission.columns and field in submission.head:
            cell = submission.head[field]
            cells.append(SourceCell(field, file, cell.sheet, cell.name, raw))
    for field in submission.columns:
        raw = entry.raw.get(field, "") or (entry.person if field == "person" else "")
        if raw:
            cell = submission.cell(field, entry.person_row if field == "person" else entry.row)
            cells.append(SourceCell(field, file, cell.sheet, cell.name, raw))
    return tuple(cells)


def _note(counted: CountedEntry) -> str:
    """Why a row is worth other than what is printed, and where its figures come from."""
    notes = []
    own = _OWN_FORM.get(_submission(counted.filing).form)
    if own:
        notes.append(own)
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

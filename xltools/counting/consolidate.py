"""The rows of the official mẫu 2 and mẫu 3, of one unit or of the province."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import NamedTuple

from xltools.counting.entries import errors_by_row
from xltools.counting.results import CountedEntry, Version, Year
from xltools.counting.status import exemption
from xltools.counting.year import RankKey, rank_key
from xltools.forms.catalogue import CATALOGUE, GATHERED_IN, text_columns
from xltools.model import Cell, Filing, Person, Problem, Submission
from xltools.plan.plan import Plan
from xltools.vietnamese.dates import periods_text
from xltools.vietnamese.display import cell_name
from xltools.vietnamese.numbers import days_text
from xltools.vietnamese.text import clean, name_sort_key
from xltools.vietnamese.wording import say

_say = partial(say, "counting")


class SourceCell(NamedTuple):
    """Where a value of a merged row was typed: ``file`` from the workspace, ``cell`` as ``D13``, ``raw`` as typed."""

    field: str
    file: str
    sheet: str
    cell: str
    raw: str


class MergedRow(NamedTuple):
    """One row of the official table, or one left out of it (``kept`` false, the reason in ``note``).

    ``values`` maps field → what is printed (days are numbers). ``counted_days`` is what the row is worth. Neighbouring
    rows with the same ``person_id`` (the same name, where it is ``None``) are one person: numbered once, the name
    printed once.
    """

    values: dict[str, str | float | None]
    sources: tuple[SourceCell, ...] = ()
    note: str = ""
    counted_days: float | None = None
    kept: bool = True
    person_id: str | None = None


class Section(NamedTuple):
    """The rows of one unit; ``title`` is the unit's name where several units share a table, else ``None``."""

    title: str | None
    rows: tuple[MergedRow, ...]


class UnitRows(NamedTuple):
    """What makes a unit's section: ``entries`` in no order, its form in force, and whether the plan asks anything."""

    name: str
    entries: list[CountedEntry]
    version: Version | None
    subject: bool


def rows_by_unit(plan: Plan, year: Year, form: str, quarter: int | None) -> dict[str, UnitRows]:
    """Unit code → its rows of ``mau2``, or of ``mau3`` of a quarter, in the order of the plan.

    Units with cadres and units that sent rows have an entry. The rows are those of the forms that count: the unit's own
    form and, for people it does not name, their mẫu 1 or quarterly report.
    """
    kind = CATALOGUE[form].kind
    entries: dict[str, list[CountedEntry]] = {}
    for counted in year.entries:
        if counted.source and counted.kind == kind and counted.quarter == quarter:
            entries.setdefault(_unit_of(counted, plan), []).append(counted)
    in_force = {
        found.unit or "": version
        for version in year.versions
        if version.in_force
        and (found := version.filing.submission) is not None
        and (found.form, found.quarter) == (form, quarter)
    }
    subject = {p.unit for p in plan.people if exemption(p, plan).extent != "full"}
    members = {p.unit for p in plan.people}
    return {
        unit.code: UnitRows(unit.name, entries.get(unit.code, []), in_force.get(unit.code), unit.code in subject)
        for unit in plan.units
        if unit.code in members or unit.code in entries or unit.code in in_force
    }


def units_shown(plan: Plan, by_unit: Mapping[str, UnitRows], unit: str | None) -> tuple[UnitRows, ...]:
    """The rows of one file: a unit's, or all units' (``None``); ``KeyError`` for a unit the plan does not have."""
    if unit is None:
        return tuple(by_unit.values())
    return (by_unit.get(unit) or UnitRows(plan.unit_by_code[unit].name, [], None, False),)


def sections_of(plan: Plan, form: str, units: Iterable[UnitRows], *, titled: bool) -> Iterator[Section]:
    """Sections of a merged form by group, rank, name and date; rows with errors are not ``kept``."""
    rank = rank_key(plan)
    for unit in units:
        yield Section(unit.name if titled else None, tuple(_section(plan, form, unit, rank)))


def fingerprint(unit: UnitRows) -> Iterator[tuple[object, ...]]:
    """Everything a unit's section follows from besides plan and form: equal fingerprints give equal sections."""
    yield unit.name, unit.subject, unit.version and _identity(unit.version.filing)
    filing = None
    for counted in unit.entries:
        if counted.filing is not filing:
            filing = counted.filing
            yield _identity(filing)
        worth = counted.days, counted.computed, counted.counted_days, counted.outside, counted.overlap
        yield counted.entry.row, counted.person_id, *worth


def _identity(filing: Filing) -> tuple[str, str, int, int]:
    return filing.file, filing.sha256, filing.part, filing.turn


def _submission(filing: Filing) -> Submission:
    if filing.submission is None:
        raise ValueError(f"no form in {filing.file}")
    return filing.submission


def _person(counted: CountedEntry, plan: Plan) -> Person | None:
    return plan.person_by_id.get(counted.person_id or "")


def _unit_of(counted: CountedEntry, plan: Plan) -> str:
    person = _person(counted, plan)
    if person is not None and CATALOGUE[_submission(counted.filing).form].personal:
        return person.unit
    return counted.unit or ""


def _section(plan: Plan, form: str, unit: UnitRows, rank: Callable[[Person], RankKey]) -> Iterator[MergedRow]:
    def place(counted: CountedEntry) -> tuple[bool, object, date]:
        entry, person = counted.entry, _person(counted, plan)
        first = min((period.first for period in entry.periods or ()), default=date.max)
        return person is None, rank(person) if person else name_sort_key(entry.person), first

    filings = {id(counted.filing): counted.filing for counted in unit.entries}
    shared = {key: (errors_by_row(filing), _cells_above(filing)) for key, filing in filings.items()}
    fields = [column.field for column in CATALOGUE[form].columns if column.field != "number"]
    rows = [
        _row(counted, _person(counted, plan), fields, *shared[id(counted.filing)])
        for counted in sorted(unit.entries, key=place)
    ]
    if not any(row.kept for row in rows):
        yield _line_of_text(form, unit, bool(rows))
    yield from rows


def _line_of_text(form: str, unit: UnitRows, has_rows: bool) -> MergedRow:
    """Why a section has no rows to print: nothing came, nothing is asked, nothing happened or nothing was accepted."""
    if unit.version is None:
        asked = unit.subject or has_rows
        return MergedRow({"contents": _say(f"not_received.{CATALOGUE[form].kind}" if asked else "nobody_subject")})
    submission = _submission(unit.version.filing)
    if not submission.nil:
        return MergedRow({"contents": _say("no_row_accepted")})
    cell, nil = submission.cell("contents", submission.header_row), _say("nil")
    return MergedRow(
        {"contents": nil}, (SourceCell("contents", unit.version.filing.file, cell.sheet, cell_name(cell), nil),)
    )


def _cells_above(filing: Filing) -> list[SourceCell]:
    """Name and title of a form of one's own, which stand above its table."""
    submission = _submission(filing)
    return [
        SourceCell(field, filing.file, submission.head[field].sheet, cell_name(submission.head[field]), raw)
        for field, raw in (("person", submission.person), ("title", submission.title))
        if field not in submission.columns and field in submission.head
    ]


def _row(
    counted: CountedEntry,
    person: Person | None,
    fields: list[str],
    errors: Mapping[int, list[Problem]],
    above: list[SourceCell],
) -> MergedRow:
    faults = errors.get(counted.entry.row)
    values = _values(counted, person)
    return MergedRow(
        values={field: values[field] for field in fields},
        sources=(*above, *_cells(counted)),
        note="; ".join(fault.message for fault in faults) if faults else _note(counted),
        counted_days=counted.counted_days,
        kept=not faults,
        person_id=counted.person_id,
    )


def _cells(counted: CountedEntry) -> Iterator[SourceCell]:
    entry, submission, file = counted.entry, _submission(counted.filing), counted.filing.file
    sheet, typed = submission.sheet, entry.raw
    for field, column in submission.columns.items():
        named = field == "person"
        raw = typed.get(field, "") or (entry.person if named else "")
        if raw:
            cell = Cell(sheet, entry.person_row if named else entry.row, column)
            yield SourceCell(field, file, sheet, cell_name(cell), raw)


def _values(counted: CountedEntry, person: Person | None) -> dict[str, str | float | None]:
    entry, submission = counted.entry, _submission(counted.filing)
    return {
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
        **{column.field: clean(entry.raw.get(column.field, "")) for column in text_columns()},
    }


def _note(counted: CountedEntry) -> str:
    """Why a row is worth other than what is printed, and from where its figures come if not from the unit's form."""
    notes = []
    form = _submission(counted.filing).form
    if units := GATHERED_IN.get(form):
        notes.append(_say("own_form", own=CATALOGUE[form].in_sentence, units=CATALOGUE[units].in_sentence))
    if counted.computed:
        notes.append(_say("days_computed"))
    if counted.outside:
        notes.append(_say("outside_window", days=counted.outside))
    if counted.overlap:
        twice = sum(period.days for period in counted.overlap)
        notes.append(_say("overlap", days=twice, periods=periods_text(counted.overlap)))
    if counted.days is not None and counted.days != counted.counted_days:
        notes.append(_say("counted", days=days_text(counted.counted_days)))
    return "; ".join(notes)

"""One row of a table → an ``Entry``, with a finding at each cell that leaves a doubt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xltools.forms.wordings import UNTIL
from xltools.model import Entry, Finding
from xltools.office.sheet import Value, raw_text
from xltools.plan.lookups import Lookups
from xltools.reading.findings import Findings
from xltools.reading.rows import Row
from xltools.reading.times import TIME, TimeReader
from xltools.vietnamese.numbers import Days, days_text, parse_days
from xltools.vietnamese.places import parse_places
from xltools.vietnamese.text import clean

_TEXT_FIELDS = ("detail", "result", "explanation", "stay", "title")


class Who(NamedTuple):
    """The person a row belongs to, and the row in which the name stands."""

    name: str
    person_id: str | None
    row: int


def read_entry(findings: Findings, lookups: Lookups, times: TimeReader, row: Row, who: Who) -> Entry:
    """The entry of a row; what cannot be used is ``None`` or empty, and a finding."""
    values, spec = row.values, findings.table.spec
    raw = _raw(row)
    refused = add_lost_values(findings, row.number) | findings.refused.get(row.number, set())

    def add(field: str, doubts: Sequence[Finding]) -> None:
        if field not in refused:
            cell, typed = findings.cell(field, row.number), raw.get(field, "")
            findings.found += [doubt._replace(cell=cell, given=doubt.given or typed) for doubt in doubts]

    typed_days = _days(values.get("days"), lookups)
    time = times.read(row, typed_days[0])
    for field, doubt in time.doubts:
        add(field, (doubt,))
    (days, day_doubts), beside = _with_count(typed_days, time.beside, raw, lookups)
    add(TIME, beside)
    # without dates there is nothing to compute blank days from, which is a finding of the time already; a column of
    # ours may stay empty too: the plan's own mẫu 2 has none
    blank = days is None and not raw.get("days")
    if "days" in findings.table.columns and spec.kind:
        add("days", () if blank and (spec.column("days").extra or not time.periods) else day_doubts)
    contents: tuple[str, ...] = ()
    if spec.kind:
        contents, content_doubts = lookups.contents.parse(_number(values.get("contents")))
        add("contents", content_doubts)
    places, levels, place_doubts = parse_places(raw.get("places", ""), lookups.places)
    add("places", place_doubts)
    return Entry(
        row=row.number,
        person_row=who.row,
        person=who.name,
        person_id=who.person_id,
        contents=contents,
        days=days,
        periods=time.periods,
        places=places,
        levels=levels,
        raw=raw,
        **{field: clean(raw[field]) if field in raw else "" for field in _TEXT_FIELDS},
    )


def _raw(row: Row) -> dict[str, str]:
    """Field → text as typed; first and last day of two columns as one time."""
    raw = {field: raw_text(value) for field, value in row.values.items() if field != "number"}
    if isinstance(row.values.get("contents"), float):
        raw["contents"] = f"{row.values['contents']:g}"  # a code that became a number: 1.4, not 1,4
    if UNTIL in raw:
        raw[TIME] = f"{raw.get(TIME, '')} - {raw.pop(UNTIL)}"
    return raw


def _days(value: Value | None, lookups: Lookups) -> Days:
    counting = lookups.plan.counting
    days, issues = parse_days(_number(value), counting.session_days)
    if days is not None and not counting.half_days and days != int(days):
        issues = (*issues, Finding("T204"))
    return days, issues


def _with_count(days: Days, count: str, raw: dict[str, str], lookups: Lookups) -> tuple[Days, tuple[Finding, ...]]:
    """A count beside the dates stands in for a blank days column; one that differs from it is asked about."""
    other, issues = _days(count, lookups) if count else (None, ())
    if other is None:
        return days, ()
    if not raw.get("days"):
        half = [issue for issue in issues if issue.code == "T204"]
        return (other, ()), (Finding("T205", expected=days_text(other)), *half)
    differs = days[0] is not None and other != days[0]
    return days, (Finding("T207", expected=raw["days"]),) if differs else ()


def add_lost_values(findings: Findings, row: int) -> set[str]:
    """The fields of a row whose value the program that saved the file left out; each is a finding (F109, F110)."""
    notes, found = findings.table.sheet.notes, set()
    if notes.errors or notes.formulas:
        for field, column in findings.table.columns.items():
            place = row, column
            if field != "number" and (place in notes.errors or place in notes.formulas):
                error = notes.errors.get(place)
                findings.add("F110" if error is None else "F109", field, row, error or "")
                found.add(field)
    return found


def total_days(value: Value, lookups: Lookups) -> float | None:
    """The number of a total row; ``None`` if it is none."""
    return parse_days(_number(value), lookups.plan.counting.session_days)[0]


def _number(value: Value | None) -> str | float | None:
    """A value as the number and content parsers take it; dates, hours and truth values are judged as text."""
    if isinstance(value, str | float | int | None) and not isinstance(value, bool):
        return value
    return raw_text(value)

"""One row of a table → an ``Entry``, with every doubt told at its cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xltools.forms.wordings import UNTIL
from xltools.model import Entry, Finding
from xltools.office.sheet import Value, raw_text
from xltools.plan.lookups import Lookups
from xltools.reading.pad import Pad
from xltools.reading.rows import Row
from xltools.reading.times import TIME, Clock
from xltools.vietnamese.numbers import Days, days_text, parse_days
from xltools.vietnamese.places import parse_places
from xltools.vietnamese.text import clean

_TEXT_FIELDS = ("detail", "result", "explanation", "stay", "title")


class Who(NamedTuple):
    """The person a row belongs to, and the row in which the name stands."""

    name: str
    person_id: str | None
    row: int


def read_row(pad: Pad, lookups: Lookups, clock: Clock, row: Row, who: Who) -> Entry:
    """The entry of a row."""
    values, spec = row.values, pad.table.spec
    raw = {field: raw_text(value) for field, value in values.items() if field != "number"}
    if isinstance(values.get("contents"), float):
        raw["contents"] = f"{values['contents']:g}"  # a code that became a number: 1.4, not 1,4
    if UNTIL in raw:
        raw[TIME] = f"{raw.get(TIME, '')} - {raw.pop(UNTIL)}"
    lost = tell_lost(pad, row.number) | pad.refused.get(row.number, set())

    def tell(field: str, issues: Sequence[Finding], given: str | None = None) -> None:
        if field not in lost:
            cell, shown = pad.cell(field, row.number), raw.get(field, "") if given is None else given
            pad.findings += [issue._replace(cell=cell, given=shown) for issue in issues]

    typed = _days(values.get("days"), lookups)
    time = clock.read(row, typed[0])
    for doubt in time.doubts:
        tell(doubt.field, (doubt.issue,), doubt.given)
    (days, day_issues), beside = _with_count(typed, time.beside, raw, lookups)
    tell(TIME, beside)
    if "days" in pad.table.columns and spec.kind:
        # a column of ours may stay empty: the plan's own mẫu 2 has none; and without dates there is nothing to
        # compute the days from, which is told at the time already
        blank = days is None and not raw.get("days")
        silent = blank and (spec.column("days").extra or not time.periods)
        tell("days", () if silent else day_issues)
    contents: tuple[str, ...] = ()
    if spec.kind:
        contents, content_issues = lookups.contents.parse(_number(values.get("contents")))
        tell("contents", content_issues)
    places, levels, place_issues = parse_places(raw.get("places", ""), lookups.places)
    tell("places", place_issues)
    texts = {name: clean(raw[name]) if name in raw else "" for name in _TEXT_FIELDS}
    return Entry(
        row=row.number,
        person_row=who.row,
        person=who.name,
        person_id=who.person_id,
        title=texts["title"],
        contents=contents,
        detail=texts["detail"],
        days=days,
        periods=time.periods,
        places=places,
        levels=levels,
        result=texts["result"],
        explanation=texts["explanation"],
        stay=texts["stay"],
        raw=raw,
    )


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


def tell_lost(pad: Pad, row: int) -> set[str]:
    """Tell the cells of a row whose value the program that saved the file left out; their fields."""
    notes = pad.table.sheet.notes
    if not notes.errors and not notes.formulas:
        return set()
    found = set()
    for name, column in pad.table.columns.items():
        if name != "number" and (row, column) in notes.errors:
            pad.tell("F109", pad.cell(name, row), notes.errors[row, column])
            found.add(name)
        elif name != "number" and (row, column) in notes.formulas:
            pad.tell("F110", pad.cell(name, row))
            found.add(name)
    return found


def total_days(value: Value, lookups: Lookups) -> float | None:
    """The number of a total row."""
    return parse_days(_number(value), lookups.plan.counting.session_days)[0]


def _number(value: Value | None) -> str | float | None:
    """A value as the number and content parsers take it; dates, hours and truth values are judged as text."""
    if isinstance(value, str | float | int | None) and not isinstance(value, bool):
        return value
    return raw_text(value)

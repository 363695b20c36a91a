"""One row of a table → an ``Entry``, with every doubt told at its cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from xltools.model import Entry
from xltools.reading.desk import Desk, raw_text
from xltools.reading.pad import Pad
from xltools.reading.rows import Row
from xltools.reading.sheet import Value
from xltools.reading.wordings import UNTIL
from xltools.vietnamese.dates import Periods, day_text, parse_periods, swap
from xltools.vietnamese.numbers import Days, parse_days
from xltools.vietnamese.parsed import Issue
from xltools.vietnamese.text import clean

_TEXT_FIELDS = ("detail", "result", "explanation", "stay", "title")


class Who(NamedTuple):
    """The person a row belongs to, and the row in which the name stands."""

    name: str
    person_id: str | None
    row: int


def read_row(pad: Pad, desk: Desk, row: Row, who: Who, swapped: bool) -> Entry:
    """The entry of a row; ``swapped`` rows have a date that an en-US program seems to have turned round."""
    values, spec = row.values, pad.table.spec
    raw = {field: raw_text(value) for field, value in values.items() if field != "number"}
    if isinstance(values.get("contents"), float):
        raw["contents"] = f"{values['contents']:g}"  # a code that became a number: 1.4, not 1,4
    lost = tell_lost(pad, row.number) | pad.refused.get(row.number, set())

    def tell(field: str, issues: Sequence[Issue]) -> None:
        if field not in lost:
            for issue in issues:
                pad.tell(issue.code, pad.cell(field, row.number), raw.get(field, ""), issue.expected)

    time = _time(values, raw, desk, swapped)
    tell("time", time.issues)
    days = _days(values, desk)
    if "days" in pad.table.columns and spec.kind:
        blank = days.days is None and not raw.get("days")
        # a column of ours may stay empty: the plan's own mẫu 2 has none; and without dates there is nothing to
        # compute the days from, which is told at the time already
        silent = blank and (spec.column("days").extra or not time.periods)
        tell("days", () if silent else days.issues)
    contents: tuple[str, ...] = ()
    if spec.kind:
        contents, content_issues = desk.contents.parse(_number(values.get("contents")))
        tell("contents", content_issues)
    places, levels, place_issues = desk.places.parse(raw.get("places", ""))
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
        days=days.days,
        periods=time.periods,
        places=places,
        levels=levels,
        result=texts["result"],
        explanation=texts["explanation"],
        stay=texts["stay"],
        raw=raw,
    )


def _time(values: dict[str, Value], raw: dict[str, str], desk: Desk, swapped: bool) -> Periods:
    time = values.get("time")
    if UNTIL in raw:
        time = raw["time"] = f"{raw.get('time', '')} - {raw.pop(UNTIL)}"
    if swapped and isinstance(time, date):
        turned = swap(time.date() if isinstance(time, datetime) else time)
        return Periods(None, (Issue("T108", day_text(turned) if turned else ""),))
    return parse_periods(_plain(time), desk.plan.year)


def _days(values: dict[str, Value], desk: Desk) -> Days:
    counting = desk.plan.counting
    days, issues = parse_days(_number(values.get("days")), counting.session_days)
    if days is not None and not counting.half_days and days != int(days):
        issues = (*issues, Issue("T204"))
    return Days(days, issues)


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


def total_days(value: Value, desk: Desk) -> float | None:
    """The number of a total row."""
    return parse_days(_number(value), desk.plan.counting.session_days).days


def _plain(value: Value | None) -> str | float | date | datetime | None:
    """A value as the date parser takes it; durations and truth values have no meaning there."""
    return value if isinstance(value, str | float | int | date | datetime) and not isinstance(value, bool) else None


def _number(value: Value | None) -> str | float | None:
    """A value as the number and content parsers take it; a date is shown as text and judged as such."""
    if isinstance(value, bool):
        return None
    return value if isinstance(value, str | float | int | None) else raw_text(value)

"""The plan made ready for reading, and how a cell's value is quoted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from xltools.plan.plan import Plan
from xltools.reading.contents import ContentIndex
from xltools.reading.sections import section_keys
from xltools.reading.sheet import Value
from xltools.vietnamese.dates import day_text
from xltools.vietnamese.names import NameIndex
from xltools.vietnamese.numbers import days_text
from xltools.vietnamese.places import Gazetteer
from xltools.vietnamese.text import clean

LONGEST_QUOTED = 60
"""Characters of a cell that are quoted in a finding."""


@dataclass(frozen=True)
class Desk:
    """The plan made ready: indexes of names, places, contents and units.

    Without ``has_roster`` names are read but looked up in no roster, and nobody is reported as unknown.
    """

    plan: Plan
    has_roster: bool
    names: NameIndex = field(init=False)
    places: Gazetteer = field(init=False)
    contents: ContentIndex = field(init=False)
    units: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        plan = self.plan
        object.__setattr__(self, "names", NameIndex(plan.people))
        object.__setattr__(self, "places", Gazetteer(plan.places, plan.province, plan.year))
        object.__setattr__(self, "contents", ContentIndex(plan.contents))
        object.__setattr__(self, "units", section_keys(plan.units, plan.province))


def quoted(value: Value) -> str:
    """A cell's value on one line, cut where it gets too long to be quoted."""
    text = clean(raw_text(value))
    return text if len(text) <= LONGEST_QUOTED else f"{text[:LONGEST_QUOTED].rstrip()}…"


def raw_text(value: Value) -> str:
    """A cell's value as an official would read it: ``30``, ``0,5``, ``01/4/2023``, or the text itself."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime | date):
        return day_text(value.date() if isinstance(value, datetime) else value)
    if isinstance(value, bool):
        return "Đúng" if value else "Sai"
    if isinstance(value, int | float):
        return days_text(float(value))
    return str(value)

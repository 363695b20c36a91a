"""The plan made ready for reading."""

from __future__ import annotations

from dataclasses import dataclass, field

from xltools.plan.plan import Plan
from xltools.reading.entries.contents import ContentIndex
from xltools.reading.layout.sections import section_keys
from xltools.vietnamese.names import NameIndex
from xltools.vietnamese.places import Gazetteer


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

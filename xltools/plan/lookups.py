"""What the plan and its roster know, indexed for readers and rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from xltools.model import Period
from xltools.plan.contents import ContentIndex
from xltools.plan.plan import QUARTERS, Plan
from xltools.vietnamese.names import NameIndex
from xltools.vietnamese.place_names import Gazetteer


@dataclass(frozen=True)
class Lookups:
    """The plan with its indexes, made before forking; without ``has_roster`` names are read but not looked up."""

    plan: Plan
    has_roster: bool
    names: NameIndex = field(init=False)
    places: Gazetteer = field(init=False)
    contents: ContentIndex = field(init=False)

    def __post_init__(self) -> None:
        plan = self.plan
        object.__setattr__(self, "names", NameIndex(plan.people))
        object.__setattr__(self, "places", Gazetteer(plan.places, plan.province, plan.year))
        object.__setattr__(self, "contents", ContentIndex(plan.contents))

    @cached_property
    def focus(self) -> dict[str, frozenset[str]]:
        """Group → content codes nobody of that group is asked to explain (its focus and what is open to all)."""
        return {
            group.code: frozenset(c.code for c in self.plan.contents if c.open_to_all or group.code in c.groups)
            for group in self.plan.groups
        }

    @cached_property
    def in_no_list(self) -> frozenset[str]:
        """Contents open to all that stand in no group's focus."""
        return frozenset(c.code for c in self.plan.contents if c.open_to_all and not c.groups and not c.parent)

    @cached_property
    def group_of(self) -> dict[str, str]:
        """Person id → group code, people without a known group left out."""
        known = self.plan.group_by_code
        return {person.id: person.group for person in self.plan.people if person.group in known}

    @cached_property
    def levels(self) -> dict[str, frozenset[str]]:
        """Content code → place levels expected; contents that expect none left out."""
        return {c.code: frozenset(c.levels) for c in self.plan.contents if c.levels}

    @cached_property
    def long_stay(self) -> float:
        """The length of a long stay the forms print ("tối thiểu 30 ngày"); 0 where no group has one."""
        return max((group.long_stay_days for group in self.plan.groups), default=0)

    @cached_property
    def quarters(self) -> dict[int, Period]:
        """Quarter → its first and last day."""
        return {quarter: self.plan.quarter_period(quarter) for quarter in QUARTERS}

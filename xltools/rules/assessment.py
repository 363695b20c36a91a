"""The year of a workspace as of one day, with every problem that stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from xltools.counting.versions import form_key
from xltools.model import ACCEPTED, Problem, Status, Version, Year
from xltools.plan.lookups import Lookups
from xltools.plan.plan import Plan
from xltools.rules.check import check_year


@dataclass(frozen=True)
class Assessment:
    """The plan, the year as of one day, and every problem that stands."""

    plan: Plan
    year: Year

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Those of the files and those of the year; costs as much as the assessment itself."""
        return (*standing(self.plan, self.year.versions), *check_year(self.year, Lookups(self.plan, True)))


def standing(plan: Plan, versions: Sequence[Version]) -> Iterator[Problem]:
    """Problems of the files themselves, without those put right since.

    That is done by a newer version, by a newer file of that name, or by the same file in the right folder.
    """
    newest = {version.filing.file: version.filing.turn for version in sorted(versions, key=lambda v: v.filing.turn)}
    in_force = {_form(plan, v): v.number for v in versions if v.in_force}
    accepted = {_content(v) for v in versions if v.filing.status in ACCEPTED}
    for version in sorted(versions, key=lambda v: (v.filing.file, v.filing.turn, v.filing.part)):
        filing = version.filing
        replaced = version.status is Status.SUPERSEDED or filing.turn < newest[filing.file]
        moved = filing.status is Status.REJECTED and _content(version) in accepted
        if not (replaced or moved) and version.number >= in_force.get(_form(plan, version), 0):
            yield from filing.problems


def _content(version: Version) -> tuple[str, int]:
    return version.filing.sha256, version.filing.part


def _form(plan: Plan, version: Version) -> object:
    """What a version is one of; a file of its own where the form is not resolved."""
    submission = version.filing.submission
    return (form_key(submission, plan) if submission else None) or _content(version)

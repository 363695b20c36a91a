"""Bytes of a file → its forms and their problems: the heart that check and collect share; writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from xltools.model import Finding, Problem, Submission
from xltools.plan.plan import Plan
from xltools.reading.entries.desk import Desk
from xltools.reading.layout.sections import section_key
from xltools.reading.reader import read
from xltools.rules.check import check_submission, problem
from xltools.rules.context import Context


class Bench(NamedTuple):
    """What is needed for every file, made once per process."""

    desk: Desk
    context: Context


def prepare(plan: Plan, has_roster: bool) -> Bench:
    """Indexes and rule tables of a plan."""
    return Bench(Desk(plan, has_roster), Context(plan, has_roster))


def forms_in(bench: Bench, data: bytes, folder: str | None) -> list[tuple[Submission | None, tuple[Problem, ...]]]:
    """Every form in a file with its problems; one pair without submission where there is none.

    ``folder`` is the name of the folder below 2-NopBai, ``""`` for none; ``None`` where folders say nothing, as
    for ``check``.
    """
    unit = unit_of(bench.desk, folder)
    stray = () if unit is not None or folder is None else (Finding("F112", None, folder),)
    found: list[tuple[Submission | None, tuple[Problem, ...]]] = []
    for reading in read(data, bench.desk, unit):
        findings = (*reading.findings, *stray)
        if reading.submission is None:
            found.append((None, told(findings, bench.context)))
        else:
            found.append((reading.submission, check_submission(reading.submission, findings, bench.context)))
    return found


def told(findings: Iterable[Finding], context: Context) -> tuple[Problem, ...]:
    """Findings of a file in which no form was found, as problems."""
    return tuple(found for finding in findings if (found := problem(finding, context)) is not None)


def unit_of(desk: Desk, folder: str | None) -> str | None:
    """The unit whose folder this is: named by its code in any case, or by its name."""
    if not folder:
        return None
    return desk.plan.unit_by_folder.get(folder.casefold()) or desk.units.get(section_key(folder))

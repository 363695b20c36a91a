"""Findings of readers and rules → the problems an official reads; forms and years → verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from xltools.counting.counting import OVERLAP_CODES
from xltools.model import Entry, Finding, Problem, Severity, Status, Submission, Year
from xltools.plan.lookups import Lookups
from xltools.plan.plan import Plan, Waiver
from xltools.rules.catalogue import RULES
from xltools.rules.registry import Rule, Scope, Sighting
from xltools.rules.wording import sentence

__all__ = ["Lookups", "YearProblem", "check_submission", "check_year", "problem", "verdict"]

_WEIGHTS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}


class YearProblem(NamedTuple):
    """A problem of the year and the file it stands in (``None`` for a report that never came)."""

    file: str | None
    sha256: str | None
    problem: Problem


def problem(finding: Finding, lookups: Lookups, day: date | None = None) -> Problem | None:
    """Put severity and words to a finding; ``None`` where the plan's settings silence its code.

    An error or warning covered by a waiver of the plan weighs as a notice that names the approver; ``day`` is
    the day the waiver must cover (``None``: any). ``KeyError`` for a code that is not registered.
    """
    rule = RULES[finding.code]
    if rule.roster and not lookups.has_roster:
        return None
    severity = rule.severity
    if rule.setting:
        setting = getattr(lookups.plan.counting, rule.setting)
        if setting == "off":
            return None
        severity = Severity(setting)
    message = sentence(finding.code, finding.given, finding.expected)
    waiver = _waiver(lookups.plan, finding, day) if lookups.plan.waivers and severity != Severity.NOTICE else None
    if waiver is not None:
        severity = Severity.NOTICE
        message = f"{message} (Được chấp nhận: {waiver.approver}, {waiver.reason})"
    return Problem(
        finding.code,
        severity,
        finding.where,
        finding.given,
        finding.expected,
        message,
        finding.person_id,
        finding.unit,
    )


def _waiver(plan: Plan, finding: Finding, day: date | None) -> Waiver | None:
    subjects = {finding.person_id, finding.unit}
    for waiver in plan.waivers:
        if waiver.rule != finding.code or waiver.subject not in subjects:
            continue
        if day is None or ((waiver.since or day) <= day <= (waiver.until or day)):
            return waiver
    return None


# ------------------------------------------------------------------ one form


@cache
def _rules_for(scope: Scope, form: str) -> tuple[Rule, ...]:
    return tuple(r for r in RULES.values() if r.scope is scope and (not r.forms or form in r.forms))


def check_submission(submission: Submission, findings: Sequence[Finding], lookups: Lookups) -> tuple[Problem, ...]:
    """Every problem of one form: the reader's findings, then entry and submission rules.

    A finding told twice counts once; identical warnings and notices of one column become one
    problem whose ``also`` lists the other cells. Ordered by row, column, code. Rules see parsed
    values only, so what could not be read is reported by the reader alone.
    """
    rows = {entry.row: entry for entry in submission.entries}
    found = [_attributed(finding, submission, rows, lookups) for finding in findings]
    for rule in _rules_for(Scope.ENTRY, submission.form):
        if rule.roster and not lookups.has_roster:
            continue
        for entry in submission.entries:
            try:
                for finding in rule.check(entry, submission, lookups):
                    found.append(_attributed(finding, submission, rows, lookups))
            except Exception as fault:
                found.append((_crash(rule, fault), None))
    problems = _judged(found, lookups)
    spoilt = {p.where.row for p in problems if p.severity is Severity.ERROR and p.where is not None}
    sound = tuple(entry for entry in submission.entries if entry.row not in spoilt)
    found = []
    for rule in _rules_for(Scope.SUBMISSION, submission.form):
        for finding in _guarded(rule, submission, sound, lookups):
            found.append(_attributed(finding, submission, rows, lookups))
    problems += _judged(found, lookups)
    return _grouped(problems) if problems else ()


def _attributed(
    finding: Finding, submission: Submission, rows: dict[int, Entry], lookups: Lookups
) -> tuple[Finding, date | None]:
    """Name person and unit of a finding, and the day a waiver has to cover."""
    here = finding.where is not None and finding.where.sheet == submission.sheet
    entry = rows.get(finding.where.row) if here and finding.where is not None else None
    person_id = finding.person_id or (entry.person_id if entry is not None else submission.person_id)
    day = entry.periods[0].first if entry is not None and entry.periods else None
    return finding._replace(person_id=person_id, unit=finding.unit or submission.unit), day


def _judged(found: Iterable[tuple[Finding, date | None]], lookups: Lookups) -> list[Problem]:
    judged: dict[Finding, Problem | None] = {}
    for finding, day in found:
        if finding not in judged:
            judged[finding] = problem(finding, lookups, day)
    return [p for p in judged.values() if p is not None]


def _guarded(rule: Rule, *arguments: Any) -> Iterator[Any]:
    """Run a rule; a crash becomes one finding of its own and stops nothing."""
    try:
        yield from rule.check(*arguments)
    except Exception as fault:
        crash = _crash(rule, fault)
        yield crash if rule.scope in (Scope.ENTRY, Scope.SUBMISSION) else Sighting(crash)


def _crash(rule: Rule, fault: Exception) -> Finding:
    return Finding("F900", None, rule.code, type(fault).__name__)


def _grouped(problems: list[Problem]) -> tuple[Problem, ...]:
    """Identical warnings and notices of one column as one problem, at the topmost cell."""
    if len(problems) == 1:
        return (problems[0],)
    problems.sort(key=_place)
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for i, found in enumerate(problems):
        key: tuple[object, ...] = (i,)
        if found.severity is not Severity.ERROR and found.where is not None:
            key = (found.code, found.where.sheet, found.where.column, found.given, found.expected, found.message)
        groups.setdefault(key, []).append(found)
    return tuple([_joined(group) if len(group) > 1 else group[0] for group in groups.values()])


def _joined(same: list[Problem]) -> Problem:
    first = same[0]
    also = tuple([found.where for found in same[1:] if found.where is not None])
    person = first.person_id if all(found.person_id == first.person_id for found in same) else None
    return replace(first, also=also, person_id=person)


def _place(found: Problem) -> tuple[int, int, str, str, str]:
    where = found.where
    return (where.row, where.column, found.code, where.sheet, found.given) if where else (0, 0, found.code, "", "")


def verdict(submission: Submission | None, problems: Sequence[Problem]) -> Status:
    """Accepted, with or without warnings; rejected only where the whole file is at fault.

    Whole-file faults are those of the registry, and a table in which no row can be used
    (every row carries an error that keeps it out of the count).
    """
    errors = [p for p in problems if p.severity is Severity.ERROR]
    for found in errors:
        fatal = RULES[found.code].fatal
        if fatal is not None:
            return fatal
    if submission is None:
        return Status.UNRECOGNISED
    spoilt = {p.where.row for p in errors if p.where is not None and p.code not in OVERLAP_CODES}
    usable = submission.nil or any(entry.row not in spoilt for entry in submission.entries)
    if not usable:
        return Status.REJECTED
    serious = any(p.severity is not Severity.NOTICE for p in problems)
    return Status.ACCEPTED_WITH_WARNINGS if serious else Status.ACCEPTED


# ------------------------------------------------------------------ the year


def check_year(year: Year, lookups: Lookups) -> tuple[YearProblem, ...]:
    """Every problem of persons, units and the year as a whole, ordered by file, cell, code, unit and person."""
    by_file: dict[tuple[str, str], list[Problem]] = {}
    for finding, filing, day in _sightings(year, lookups):
        judged = problem(finding, lookups, day)
        if judged is not None:
            by_file.setdefault((filing.file, filing.sha256) if filing else ("", ""), []).append(judged)
    return tuple(
        YearProblem(file or None, sha256 or None, found)
        for (file, sha256), problems in sorted(by_file.items(), key=itemgetter(0))
        for found in (_grouped(problems) if file else sorted(problems, key=_whose))
    )


def _sightings(year: Year, lookups: Lookups) -> Iterator[Sighting]:
    for rule in _rules_for(Scope.PERSON, ""):
        for person in year.people:
            yield from _guarded(rule, person, year, lookups)
    for rule in _rules_for(Scope.YEAR, ""):
        yield from _guarded(rule, year, lookups)


def _whose(found: Problem) -> tuple[str, str, str, str]:
    return found.code, found.unit or "", found.person_id or "", found.given

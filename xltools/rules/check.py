"""Findings of readers and rules → the problems an official reads; forms and years → verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property

from xltools.counting.entries import OVERLAP_CODES
from xltools.counting.results import Version, Year
from xltools.counting.versions import form_key
from xltools.model import ACCEPTED, WHOLE_FILE, Entry, Finding, Problem, Severity, Status, Submission
from xltools.plan.lookups import Lookups
from xltools.plan.plan import Plan, Waiver
from xltools.rules.catalogue import RULES
from xltools.rules.messages import sentence
from xltools.rules.registry import Rule
from xltools.vietnamese.wording import say

_WEIGHTS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}


def problem(finding: Finding, lookups: Lookups) -> Problem | None:
    """A finding with severity and words; ``None`` where the plan's settings silence its code.

    An error or warning covered by a waiver of the plan weighs as a notice that names the approver. ``KeyError`` for a
    code that is not registered.
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
    waiver = _waiver(lookups.plan, finding) if lookups.plan.waivers and severity != Severity.NOTICE else None
    if waiver is not None:
        severity = Severity.NOTICE
        by = " ".join(f"{waiver.approver}, {waiver.reason}".split())
        message = f"{message} {say('rules', 'waived', waiver=by)}"
    return Problem(finding, severity, message)


def _waiver(plan: Plan, finding: Finding) -> Waiver | None:
    subjects, day = {finding.person_id, finding.unit}, finding.day
    for waiver in plan.waivers:
        if waiver.rule != finding.code or waiver.subject not in subjects:
            continue
        if day is None or ((waiver.since or day) <= day <= (waiver.until or day)):
            return waiver
    return None


# ------------------------------------------------------------------ one form


@cache
def _rules_for(scope: str, form: str) -> tuple[Rule, ...]:
    return tuple(r for r in RULES.values() if r.scope == scope and (not r.forms or form in r.forms))


def check_submission(submission: Submission, findings: Sequence[Finding], lookups: Lookups) -> tuple[Problem, ...]:
    """Every problem of one form: the reader's findings, then entry and submission rules.

    A finding told twice counts once; identical warnings and notices of one column become one problem whose ``also``
    lists the other cells. Ordered by row, column, code. Rules see parsed values only, so what could not be read is
    reported by the reader alone.
    """
    rows = {entry.row: entry for entry in submission.entries}
    found = [_placed(finding, submission, rows) for finding in findings]
    for rule in _rules_for("entry", submission.form):
        if rule.roster and not lookups.has_roster:
            continue
        for entry in submission.entries:
            found.extend(_guarded(rule, _in_entry(rule, entry, submission, lookups)))
    problems = _judged(found, lookups)
    spoilt = {cell.row for p in problems if p.severity is Severity.ERROR for cell in p.cells}
    sound = tuple(entry for entry in submission.entries if entry.row not in spoilt)
    found = []
    for rule in _rules_for("submission", submission.form):
        found.extend(_guarded(rule, _in_form(rule, submission, sound, lookups)))
    problems += _judged(found, lookups)
    return _grouped(problems) if problems else ()


def check_file(findings: Iterable[Finding], lookups: Lookups) -> tuple[Problem, ...]:
    """Every problem of a file in which no form was found."""
    return tuple(_judged(findings, lookups))


def _placed(finding: Finding, submission: Submission, rows: Mapping[int, Entry]) -> Finding:
    """A finding of the readers with its person, its unit and the day a waiver must cover."""
    cell = finding.cell
    entry = rows.get(cell.row) if cell is not None and cell.sheet == submission.sheet else None
    person_id = entry.person_id if entry else submission.person_id
    return finding._replace(person_id=person_id, unit=submission.unit, day=_first_day(entry) if entry else None)


def _in_entry(rule: Rule, entry: Entry, submission: Submission, lookups: Lookups) -> Iterator[Finding]:
    for field, given, expected in rule.check(entry, submission, lookups):
        yield _in_row(rule, submission, entry, field, given, expected)


def _in_form(rule: Rule, submission: Submission, sound: Sequence[Entry], lookups: Lookups) -> Iterator[Finding]:
    for entry, field, given, expected in rule.check(submission, sound, lookups):
        yield _in_row(rule, submission, entry, field, given, expected)


def _in_row(rule: Rule, submission: Submission, entry: Entry, field: str, given: str, expected: str) -> Finding:
    cell = submission.cell(field, entry.row)
    return Finding(rule.code, cell, given, expected, entry.person_id, submission.unit, _first_day(entry))


def _first_day(entry: Entry) -> date | None:
    return entry.periods[0].first if entry.periods else None


def _in_year(rule: Rule, *subject: object) -> Iterator[Finding]:
    for finding in rule.check(*subject):
        yield finding._replace(code=rule.code)


def _guarded(rule: Rule, found: Iterator[Finding]) -> Iterator[Finding]:
    """What a rule finds; a crash becomes one finding of its own and stops nothing."""
    try:
        yield from found
    except Exception as fault:
        yield Finding("F900", given=rule.code, expected=type(fault).__name__)


def _judged(found: Iterable[Finding], lookups: Lookups) -> list[Problem]:
    """The problems of one file; a finding told twice counts once, one without a cell is of the file as a whole."""
    judged = {finding: problem(finding._replace(cell=finding.cell or WHOLE_FILE), lookups) for finding in found}
    return [p for p in judged.values() if p is not None]


def _grouped(problems: list[Problem]) -> tuple[Problem, ...]:
    """Identical warnings and notices of one column as one problem, at the topmost cell."""
    if len(problems) == 1:
        return (problems[0],)
    problems.sort(key=_place)
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for i, found in enumerate(problems):
        key: tuple[object, ...] = (i,)
        cell, finding = found.cell, found.finding
        if found.severity is not Severity.ERROR and cell is not None and not cell.is_file:
            key = (finding.code, cell.sheet, cell.column, finding.given, finding.expected, found.message)
        groups.setdefault(key, []).append(found)
    return tuple([_joined(group) if len(group) > 1 else group[0] for group in groups.values()])


def _joined(same: list[Problem]) -> Problem:
    first = same[0]
    also = tuple([cell for found in same[1:] for cell in found.cells])
    people = {found.finding.person_id for found in same}
    finding = first.finding if len(people) == 1 else first.finding._replace(person_id=None)
    return replace(first, finding=finding, also=also)


def _place(found: Problem) -> tuple[int, int, str, str, str]:
    cell = found.cell or WHOLE_FILE
    return cell.row, cell.column, found.code, cell.sheet, found.finding.given


def verdict(submission: Submission | None, problems: Sequence[Problem]) -> Status:
    """Accepted, with or without warnings; rejected only where the whole file is at fault.

    Whole-file faults are those of the registry, and a table in which no row can be used (every row carries an error
    that keeps it out of the count).
    """
    errors = [p for p in problems if p.severity is Severity.ERROR]
    for found in errors:
        fatal = RULES[found.code].fatal
        if fatal is not None:
            return fatal
    if submission is None:
        return Status.UNRECOGNISED
    spoilt = {cell.row for p in errors if p.code not in OVERLAP_CODES for cell in p.cells}
    usable = submission.nil or any(entry.row not in spoilt for entry in submission.entries)
    if not usable:
        return Status.REJECTED
    serious = any(p.severity is not Severity.NOTICE for p in problems)
    return Status.ACCEPTED_WITH_WARNINGS if serious else Status.ACCEPTED


# ------------------------------------------------------------------ the year


def check_year(year: Year, lookups: Lookups) -> tuple[Problem, ...]:
    """Every problem of persons, units and the year as a whole, ordered by file, cell, code, unit and person."""
    by_file: dict[tuple[str, str], list[Problem]] = {}
    for finding in _year_findings(year, lookups):
        if (judged := problem(finding, lookups)) is not None:
            cell = finding.cell or WHOLE_FILE
            by_file.setdefault((cell.file, cell.sha256), []).append(judged)
    return tuple(
        found
        for (file, _), problems in sorted(by_file.items())
        for found in (_grouped(problems) if file else sorted(problems, key=_subject))
    )


def _year_findings(year: Year, lookups: Lookups) -> Iterator[Finding]:
    for rule in _rules_for("person", ""):
        for person in year.people:
            yield from _guarded(rule, _in_year(rule, person, year, lookups))
    for rule in _rules_for("year", ""):
        yield from _guarded(rule, _in_year(rule, year, lookups))


def _subject(found: Problem) -> tuple[str, str, str, str]:
    finding = found.finding
    return finding.code, finding.unit or "", finding.person_id or "", finding.given


@dataclass(frozen=True)
class Assessment:
    """The plan, the year as of one day, and every problem that stands."""

    plan: Plan
    year: Year

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Those of the files and those of the year; costs as much as the assessment itself."""
        return (*open_problems(self.plan, self.year.versions), *check_year(self.year, Lookups(self.plan, True)))


def open_problems(plan: Plan, versions: Sequence[Version]) -> Iterator[Problem]:
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

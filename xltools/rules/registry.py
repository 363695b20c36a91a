"""The registry: one code, one entry, for ever.

A rule is a generator function; the name of its first parameter says what it looks at:

* ``entry(entry, submission, lookups)``: one row of a form; yields (field, given, expected);
* ``submission(submission, sound, lookups)``: one form, with the entries that carry no error; yields
  (entry, field, given, expected);
* ``person(person, year, lookups)``: one person's year; yields what :func:`on_row`, :func:`on_person` and
  :func:`on_form` give, or for a unit ``Finding(expected=…, unit=…)``;
* ``year(year, lookups)``: the whole assessment; yields the same.

No rule repeats its code: ``check`` adds it, with the person, the unit and the day a waiver must cover. Codes of the
readers stand in the same registry without a function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from xltools.model import CountedEntry, Entry, Finding, Person, Severity, Status, Submission
from xltools.rules.messages import known_codes


class Scope(StrEnum):
    """What a rule looks at; ``reader`` codes come from parsers, readers and the intake."""

    READER = "reader"
    ENTRY = "entry"
    SUBMISSION = "submission"
    PERSON = "person"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the registry.

    ``clause`` is where the plan says it, ``requirement`` the row of ``requirements.toml``. ``forms``
    are the forms it applies to (empty: all). ``setting`` names the field of ``Plan.counting`` that
    decides the severity (``off`` silences). ``roster`` rules keep silent without a roster.
    ``fatal`` is the verdict of a fault that costs the whole file, ``None`` for all others.
    """

    code: str
    severity: Severity
    scope: Scope
    clause: str
    requirement: str
    check: Callable[..., Iterator[Any]]
    forms: tuple[str, ...] = ()
    setting: str = ""
    roster: bool = False
    fatal: Status | None = None


RowFaults = Iterator[tuple[str, str, str]]
"""What an entry rule finds in its row: field, given, expected."""

FormFaults = Iterator[tuple[Entry, str, str, str]]
"""What a submission rule finds: the entry, then as an entry rule."""

YearFaults = Iterator[Finding]
"""What a person or year rule finds."""

REGISTRY: dict[str, Rule] = {}
"""Every code, in the order of registration; complete once ``xltools.rules.catalogue`` is imported."""

Check = TypeVar("Check", bound=Callable[..., Iterator[Any]])


def register(rule: Rule) -> Rule:
    """Enter a rule. ``ValueError`` on a repeated code or one without words in ``messages.toml``."""
    if rule.code in REGISTRY:
        raise ValueError(f"rule {rule.code} is registered twice")
    if rule.code not in known_codes():
        raise ValueError(f"rule {rule.code} has no entry in messages.toml")
    REGISTRY[rule.code] = rule
    return rule


def rule(
    code: str,
    severity: Severity,
    *,
    clause: str,
    requirement: str,
    forms: tuple[str, ...] = (),
    setting: str = "",
    roster: bool = False,
) -> Callable[[Check], Check]:
    """Register a generator function under ``code``; see the module for the four signatures."""

    def enter(check: Check) -> Check:
        scope = Scope(check.__code__.co_varnames[0])
        register(Rule(code, severity, scope, clause, requirement, check, forms, setting, roster))
        return check

    return enter


def on_row(row: CountedEntry, field: str, given: str = "", expected: str = "", day: date | None = None) -> Finding:
    """A fault of a field of a counted row; the day a waiver must cover is the row's first, unless given."""
    submission, entry = row.filing.submission, row.entry
    cell = submission.cell(field, entry.row) if submission else None
    if day is None and entry.periods:
        day = entry.periods[0].first
    return Finding("", cell, given, expected, row.person_id, row.unit, day)


def on_person(person: Person, given: str = "", expected: str = "", day: date | None = None) -> Finding:
    """A fault of a person for which no cell can be blamed; without ``day`` any waiver of the rule covers it."""
    return Finding("", None, given, expected, person.id, person.unit, day)


def on_form(form: Submission, *lines: str, given: str = "", expected: str = "", day: date | None = None) -> Finding:
    """A fault of a form, at the first of some heading lines that it has (none: of the file as a whole)."""
    return Finding("", form.heading(*lines), given, expected, form.person_id, form.unit, day)

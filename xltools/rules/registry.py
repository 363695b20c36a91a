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

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from xltools.counting.days import mask
from xltools.counting.results import CountedEntry
from xltools.forms.catalogue import CATALOGUE
from xltools.model import Entry, Filing, Finding, Period, Person, Severity, Status, Submission
from xltools.rules.messages import known_codes
from xltools.vietnamese.dates import roman
from xltools.vietnamese.numbers import days_text

SCOPES = ("entry", "submission", "person", "year", "reader")
"""What a rule looks at; ``reader`` codes come from parsers, readers and the intake."""


def _found_by_readers(*_: object) -> Iterator[Finding]:
    """What the readers found is handed in; there is nothing to look for."""
    return iter(())


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the registry.

    ``scope`` is one of :data:`SCOPES`, ``clause`` where the plan says it, ``requirement`` the row of
    ``requirements.toml``. ``forms`` are the forms it applies to (empty: all). ``setting`` names the field of
    ``Plan.counting`` that decides the severity (``off`` silences). ``roster`` rules keep silent without a roster.
    ``fatal`` is the verdict of a fault that costs the whole file, ``None`` for all others.
    """

    code: str
    severity: Severity
    scope: str
    clause: str
    requirement: str
    check: Callable[..., Iterator[Any]] = _found_by_readers
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
    """Enter a rule; ``ValueError`` on a repeated code, one without words in ``messages.toml``, an unknown scope."""
    if rule.code in REGISTRY:
        raise ValueError(f"rule {rule.code} is registered twice")
    if rule.code not in known_codes():
        raise ValueError(f"rule {rule.code} has no entry in messages.toml")
    if rule.scope not in SCOPES:
        raise ValueError(f"rule {rule.code}: no first parameter is called {rule.scope}")
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
        register(
            Rule(code, severity, check.__code__.co_varnames[0], clause, requirement, check, forms, setting, roster)
        )
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


# ------------------------------------------------------------------ texts and dates that rule bodies share


def days_given(entry: Entry) -> str:
    """The days as typed; as a number where the text is not kept."""
    return entry.raw.get("days") or days_text(entry.days or 0)


def dates_of(rows: Iterable[CountedEntry], origin: date) -> int:
    """Every date of some rows as bits counted from ``origin``, those beyond the window included."""
    days = 0
    for row in rows:
        if row.entry.periods:
            days |= mask(row.entry.periods, origin)
    return days


def last_day(periods: Iterable[Period]) -> date:
    """The last day of some periods (at least one), whatever their order."""
    return max([period.last for period in periods])


def filing_name(filing: Filing) -> str:
    """``mẫu 3 quý II (2-NopBai/TG/a.xlsx)``."""
    submission = filing.submission
    if submission is None:
        return filing.file
    quarter = f" quý {roman(submission.quarter)}" if submission.quarter else ""
    return f"{CATALOGUE[submission.form].in_sentence}{quarter} ({filing.file})"

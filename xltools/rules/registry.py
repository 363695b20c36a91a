"""The registry: one code, one entry, for ever.

A rule is a generator function; the name of its first parameter says what it looks at:

* ``entry(entry, submission, lookups)``: one row of a form;
* ``submission(submission, sound, lookups)``: one form, with the entries that carry no error;
* ``person(person, year, lookups)``: one person's year;
* ``year(year, lookups)``: the whole assessment.

Entry and submission rules yield ``Finding``; person and year rules yield ``Sighting``, because a
year holds many files. Codes of the readers stand in the same registry without a function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from xltools.model import Filing, Finding, Severity, Status
from xltools.rules.messages import known_codes


class Scope(StrEnum):
    """What a rule looks at; ``reader`` codes come from parsers, readers and the intake."""

    READER = "reader"
    ENTRY = "entry"
    SUBMISSION = "submission"
    PERSON = "person"
    YEAR = "year"


class Sighting(NamedTuple):
    """A finding of the year with the filing it stands in (``None``: a report that never came).

    ``day`` is the day a waiver must cover; ``None``: any waiver of the rule and subject does.
    """

    finding: Finding
    filing: Filing | None = None
    day: date | None = None


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

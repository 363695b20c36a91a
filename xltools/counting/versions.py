"""Versions of one form: which is in force, which are superseded, and whether the form came on time."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from xltools.counting.results import Version
from xltools.forms.catalogue import CATALOGUE
from xltools.model import ACCEPTED, Filing, Status, Submission
from xltools.plan.plan import Plan

FormKey = tuple[str, str | None, int | None, str | None]
"""(form, unit, quarter, person): what a newer version replaces."""

_NO_FORM = (Status.UNREADABLE, Status.UNRECOGNISED)


def form_key(submission: Submission, plan: Plan) -> FormKey | None:
    """The form a submission is a version of, ``None`` if unclear; a personal form is the same whatever its unit."""
    form = CATALOGUE[submission.form]
    owner = submission.person_id if form.personal else submission.unit
    if owner is None or (form.quarterly and submission.quarter is None):
        return None
    if submission.year not in (None, plan.year):
        return None
    quarter = submission.quarter if form.quarterly else None
    return (form.code, None, quarter, owner) if form.personal else (form.code, owner, quarter, None)


def number_versions(filings: Sequence[Filing], plan: Plan) -> tuple[Version, ...]:
    """Every filing with its place among the versions of its form.

    Versions are ordered by turn, then the date line of the form (none first), then path (NFC), then part. The newest
    accepted one is in force and the accepted ones before it are superseded; a rejected newer one displaces nothing.
    Filings that belong to no form are versions of their own. The result is ordered by form, unit as in the plan,
    quarter, person and number, whatever the order of ``filings``.
    """
    groups: dict[FormKey, list[Filing]] = defaultdict(list)
    strays: list[Filing] = []
    for filing in filings:
        submission = filing.submission
        key = form_key(submission, plan) if submission and filing.status not in _NO_FORM else None
        if key is None:
            strays.append(filing)
        else:
            groups[key].append(filing)
    units = {code: i for i, code in enumerate(plan.unit_by_code)}
    forms = {code: i for i, code in enumerate(CATALOGUE)}

    def place(key: FormKey) -> tuple[int, int, str, int, str]:
        form, unit, quarter, person = key
        return forms[form], units.get(unit or "", len(units)), unit or "", quarter or 0, person or ""

    versions: list[Version] = []
    for key in sorted(groups, key=place):
        versions += _number(groups[key], key, plan)
    strays.sort(key=lambda f: (_order(f), f.sha256))
    versions += [Version(f, 1, f.status, f.received, None, False) for f in strays]
    return tuple(versions)


def _order(filing: Filing) -> tuple[int, date, str, int]:
    dated = filing.submission.dated if filing.submission else None
    return filing.turn, dated or date.min, unicodedata.normalize("NFC", filing.file), filing.part


def _number(group: list[Filing], key: FormKey, plan: Plan) -> list[Version]:
    if len(group) > 1:
        group = sorted(group, key=lambda f: (_order(f), f.sha256))
    first = min(filing.received for filing in group)
    verdict = timeliness(plan, key[0], key[2], first.date())
    on_time = None if verdict is None else verdict == "on_time"
    counted = [filing for filing in group if filing.status is not Status.DUPLICATE]
    newest = next((filing for filing in reversed(counted) if filing.status in ACCEPTED), None)
    numbers: dict[tuple[str, int], int] = {}
    for filing in counted:
        numbers.setdefault((filing.sha256, filing.part), len(numbers) + 1)
    versions = []
    for filing in group:
        in_force = filing is newest
        status = filing.status
        if status in ACCEPTED and not in_force:
            status = Status.SUPERSEDED
        number = numbers.get((filing.sha256, filing.part), max(len(numbers), 1))
        versions.append(Version(filing, number, status, first, on_time, in_force))
    return versions


def timeliness(plan: Plan, form: str, quarter: int | None, received: date) -> str | None:
    """``on_time``, ``due_day`` or ``late``, mẫu 1 not before mẫu 2 is; ``None`` without a deadline."""
    deadline = plan.deadline(form, quarter)
    if deadline is None:
        return None
    verdict = deadline.judge(received)
    if (travels := CATALOGUE[form].sent_with) and verdict != "on_time":
        later = plan.deadline(travels, quarter)
        if later is not None and later.judge(received) == "on_time":
            return "on_time"
    return verdict

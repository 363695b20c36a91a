"""Bytes of a file → its forms and their problems: the heart that check and collect share; writes nothing."""

from __future__ import annotations

from xltools.model import Finding, Problem, Submission
from xltools.plan.lookups import Lookups
from xltools.reading.reader import read
from xltools.rules.check import check_file, check_submission


def forms_in(lookups: Lookups, data: bytes, folder: str | None) -> list[tuple[Submission | None, tuple[Problem, ...]]]:
    """Every form in a file with its problems; one pair without submission where there is none.

    ``folder`` is the name of the folder below 2-NopBai, ``""`` for none; ``None`` where folders say nothing, as
    for ``check``.
    """
    unit = lookups.plan.find_unit(folder or "")
    stray = () if unit is not None or folder is None else (Finding("F112", None, folder),)
    found: list[tuple[Submission | None, tuple[Problem, ...]]] = []
    for reading in read(data, lookups, unit):
        findings = (*reading.findings, *stray)
        if reading.submission is None:
            found.append((None, check_file(findings, lookups)))
        else:
            found.append((reading.submission, check_submission(reading.submission, findings, lookups)))
    return found

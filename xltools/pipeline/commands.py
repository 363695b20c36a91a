"""What can be done in an open workspace: every command, button and tick of the watcher is one call here.

A face opens the workspace once (``with opened(folder) as workspace``) and tells in its own words what came of the
calls. ``Failure`` (and its kinds) says in one Vietnamese sentence why the work could not be done.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from xltools.counting.versions import number_versions
from xltools.forms.catalogue import CATALOGUE, MERGED
from xltools.model import Problem, Severity
from xltools.outputs import exports
from xltools.pipeline.collect import Done as Done
from xltools.pipeline.collect import Progress as Progress
from xltools.pipeline.collect import collect as take_in
from xltools.pipeline.collect import has_news as has_news
from xltools.pipeline.collect import rejudge, reply
from xltools.pipeline.state import OpenWorkspace
from xltools.pipeline.state import new as new
from xltools.pipeline.state import opened as opened
from xltools.rules.check import Assessment, open_problems
from xltools.workspace.lock import writing
from xltools.workspace.results import Written

_LAST_DAY = "last_as_of"


def hand_out(workspace: OpenWorkspace, quarter: int | None = None) -> tuple[list[Path], int]:
    """Hand out forms, of a ``quarter`` if given; the paths written, and how many were there already."""
    from xltools.pipeline import results

    with writing(workspace.folders):
        return results.hand_out(workspace, _current(workspace, None).year, quarter)


def collect(
    workspace: OpenWorkspace,
    workers: int | None = None,
    as_of: date | None = None,
    progress: Progress | None = None,
    whole: bool = False,
    at_rest: bool = False,
) -> Done:
    """Take in what lies in 2-NopBai: archive, check, record, reply.

    ``as_of`` dates the arrivals. ``whole`` reads every filing, for a caller that assesses the year next, not only
    those the new files bear on. ``at_rest``: nobody is writing any of the files.
    """
    with writing(workspace.folders):
        done = take_in(workspace, workers, as_of, progress, at_rest)
        before = workspace.ledger.answered()
        since = None if whole or not before else before + 1
        filings = workspace.ledger.filings(workspace.plan.digest, since) if since else workspace.filings
        versions = number_versions(filings, workspace.plan)
        answered = reply(workspace, versions)
        problems = open_problems(workspace.plan, versions)
        errors = _errors(one for one in problems if one.cell and (one.cell.file, one.cell.sha256) in answered)
        return done._replace(answered=answered, errors=errors)


def merge(
    workspace: OpenWorkspace,
    form: str,
    quarter: int | None = None,
    unit: str | None = None,
    as_of: date | None = None,
) -> Done:
    """Mẫu 2, or mẫu 3 of a quarter, of every unit and of the province (or of one unit)."""
    with writing(workspace.folders):
        assessment = _current(workspace, as_of)
        made = _merge(workspace, assessment, form, quarter, unit)
        return Done(made=made, errors=_errors(open_problems(workspace.plan, assessment.year.versions)))


def compliance(workspace: OpenWorkspace, as_of: date | None = None) -> Done:
    """``TuanThu.xlsx``."""
    with writing(workspace.folders):
        assessment = _current(workspace, as_of)
        return Done(made=(_compliance(workspace, assessment),), errors=_errors(assessment.problems))


def run(
    workspace: OpenWorkspace,
    quarter: int | None = None,
    workers: int | None = None,
    as_of: date | None = None,
    progress: Progress | None = None,
) -> Done:
    """The quarter-end batch: collect, merge, compliance. ``as_of`` does not date arrivals back."""
    with writing(workspace.folders):
        done = take_in(workspace, workers, None, progress)
        assessment = workspace.assess(as_of)
        answered = reply(workspace, assessment.year.versions)
        made = (
            *(one for form in MERGED for one in _merge(workspace, assessment, form, quarter, None, workers)),
            _compliance(workspace, assessment),
        )
        return done._replace(answered=answered, made=made, errors=_errors(assessment.problems))


def assess(workspace: OpenWorkspace, as_of: date | None = None) -> Assessment:
    """The year as of a day, today unless told; this writes only where something is to be judged again."""
    if not _is_outdated(workspace):
        return workspace.assess(as_of)
    with writing(workspace.folders):
        return _current(workspace, as_of)


def assess_as_shown(workspace: OpenWorkspace, as_of: date | None = None) -> Assessment:
    """The same; unless told as of the last compliance or run, whose results people have before them."""
    last = workspace.ledger.note(_LAST_DAY)
    return assess(workspace, as_of or (date.fromisoformat(last) if last else None))


def export(workspace: OpenWorkspace, what: str, as_of: date | None = None) -> list[exports.Record]:
    """An export as records; without ``as_of`` as of the last compliance or run, else of today."""
    return exports.export_records(what, assess_as_shown(workspace, as_of))


def _current(workspace: OpenWorkspace, as_of: date | None) -> Assessment:
    """The year for a command that writes; judged and answered again where the plan has changed."""
    outdated = _is_outdated(workspace)
    if outdated:
        rejudge(workspace)
    assessment = workspace.assess(as_of)
    if outdated:
        reply(workspace, assessment.year.versions)
    return assessment


def _is_outdated(workspace: OpenWorkspace) -> bool:
    return bool(workspace.ledger.stale(workspace.plan.digest))


def _merge(
    workspace: OpenWorkspace,
    assessment: Assessment,
    form: str,
    quarter: int | None,
    unit: str | None,
    workers: int | None = None,
) -> tuple[Written, ...]:
    from xltools.pipeline import results

    if not CATALOGUE[form].quarterly:
        quarter = None
    elif quarter is None:
        quarter = results.default_quarter(workspace, assessment.year.as_of)
    return results.merge(workspace, assessment.year, form, quarter, unit, workers)


def _compliance(workspace: OpenWorkspace, assessment: Assessment) -> Written:
    from xltools.pipeline import results

    made = results.compliance(workspace, assessment)
    workspace.ledger.set_note(_LAST_DAY, assessment.year.as_of.isoformat())
    return made


def _errors(problems: Iterable[Problem]) -> int:
    return sum(bool(one.file) and one.severity is Severity.ERROR for one in problems)

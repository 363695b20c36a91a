"""The official forms and the compliance workbook, each written again only when its content changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from xltools.counting.consolidate import UnitRows, fingerprint, rows_by_unit, sections_of, units_shown
from xltools.digests import DRAWING
from xltools.model import Failure, Year
from xltools.outputs.template import template_bytes
from xltools.pipeline.collect import default_workers
from xltools.pipeline.state import Office
from xltools.pipeline.workers import read_all
from xltools.plan.plan import Plan
from xltools.rules.check import Assessment
from xltools.workspace.results import Results, write_result

_MANY_ROWS = 1_000  # from so many on, starting processes is worth it
_WALL = 600.0  # seconds for one file
_MEMORY = 4 << 30


class Made(NamedTuple):
    """A result file and whether its bytes are new; ``notice`` where it could not go to its own place."""

    path: Path
    changed: bool
    notice: str


class Job(NamedTuple):
    """A merged form to be drawn for several units; what a process of its own has to know."""

    plan: Plan
    form: str
    quarter: int | None
    as_of: date
    by_unit: dict[str, UnitRows]
    root: str

    def rows(self, unit: str | None) -> int:
        """Rows received for one file."""
        return sum(len(one.entries) for one in units_shown(self.plan, self.by_unit, unit))


def merge(
    office: Office, year: Year, form: str, quarter: int | None, unit: str | None, workers: int | None = None
) -> list[Made]:
    """Mẫu 2, or mẫu 3 of a quarter: of one unit, or of every unit with people and of the province."""
    plan, workspace = office.plan, office.workspace
    typed, unit = unit, unit and plan.find_unit(unit)
    if typed and unit is None:
        raise Failure(f"Không có đơn vị “{typed}” trong kế hoạch; dùng một trong: {', '.join(plan.unit_by_code)}")
    staffed = {person.unit for person in plan.people}
    units = [unit] if unit else [*(u.code for u in plan.units if u.code in staffed), None]
    paths = {code: workspace.merged(form, code, quarter) for code in units}
    root = _relative(workspace.share, paths[units[0]].parent)
    job = Job(plan, form, quarter, year.as_of, rows_by_unit(plan, year, form, quarter), root)
    digests = _digests(job, units)
    results = Results(workspace, office.ledger)
    made = {code: Made(path, False, "") for code, path in paths.items()}
    outdated = [code for code in units if not results.is_current(paths[code], digests[code])]
    for code, data in _drawn(job, outdated, workers or default_workers()):
        made[code] = Made(*results.write(paths[code], data, digests[code]))
    for code, one in made.items():
        shared = workspace.shared_copy(paths[code]) if code else None
        if shared is not None and one.path.exists():
            write_result(shared, one.path.read_bytes())
    return list(made.values())


def _digests(job: Job, units: Sequence[str | None]) -> dict[str | None, str]:
    """Unit → digest of all that its file follows from."""
    common = job.form, job.quarter, job.as_of, job.plan.digest, job.root, _digest(template_bytes(job.form))
    by_rows = {id(one): _digest(*fingerprint(one)) for one in job.by_unit.values()}
    return {
        code: _digest(code, common, [by_rows.get(id(one)) for one in units_shown(job.plan, job.by_unit, code)])
        for code in units
    }


def _drawn(job: Job, units: Sequence[str | None], workers: int) -> Iterator[tuple[str | None, bytes]]:
    """Unit and file, in the order of ``units``; large tables are drawn in processes of their own."""
    if workers < 2 or len(units) < 2 or sum(map(job.rows, units)) < _MANY_ROWS:
        yield from ((unit, draw(job, unit)) for unit in units)
        return
    # the province first: it takes as long as all units together
    tasks = sorted(units, key=job.rows, reverse=True)
    answers = read_all(tasks, workers, draw, job, _WALL, _MEMORY, chunk=1)
    ready: dict[str | None, bytes] = {}
    for unit in units:
        while unit not in ready:
            task, outcome = next(answers)
            # what failed there is tried once more here, where its error is told
            ready[task] = outcome.value or draw(job, task)
        yield unit, ready.pop(unit)


def draw(job: Job, unit: str | None) -> bytes:
    """The merged form of a unit or of the province."""
    from xltools.outputs.official import merged_form

    return merged_form(
        job.form,
        job.plan,
        unit=job.plan.unit_by_code[unit] if unit else None,
        quarter=job.quarter,
        as_of=job.as_of,
        sections=sections_of(job.plan, job.form, units_shown(job.plan, job.by_unit, unit), titled=unit is None),
        root=job.root,
    )


def compliance(office: Office, assessment: Assessment) -> Made:
    """``TuanThu.xlsx``; what it says follows from the plan, the day and what was received, so those are its digest."""
    year = assessment.year
    path = office.workspace.compliance
    digest = _digest(office.plan.digest, year.as_of, list(_received(year)))
    results = Results(office.workspace, office.ledger)
    if results.is_current(path, digest):
        return Made(path, False, "")
    from xltools.outputs.compliance import compliance_workbook

    link_base = _relative(office.workspace.share, office.workspace.results)
    data = compliance_workbook(office.plan, year, assessment.problems, link_base=link_base)
    return Made(*results.write(path, data, digest))


def _received(year: Year) -> Iterator[tuple[object, ...]]:
    for version in year.versions:
        filing = version.filing
        yield filing.file, filing.sha256, filing.part, filing.turn, filing.received, filing.by_hand, version.status


def _digest(*inputs: object) -> str:
    return hashlib.sha256(repr((DRAWING, inputs)).encode("utf-8", "surrogatepass")).hexdigest()


def _relative(base: Path, folder: Path) -> str:
    """How links in a file of ``folder`` reach ``base``: ``../`` or, on another disk, the whole path."""
    try:
        steps = len(folder.relative_to(base).parts)
    except ValueError:
        return base.as_posix().rstrip("/") + "/"
    return "../" * steps


def default_quarter(office: Office, as_of: date) -> int:
    """The quarter of a day; the nearest one of the plan's year for a day outside it."""
    year = office.plan.year
    return office.plan.quarter_of(min(max(as_of, date(year, 1, 1)), date(year, 12, 31)))

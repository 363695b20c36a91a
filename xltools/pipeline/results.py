"""The files a workspace hands out: blank forms, official forms, the compliance workbook.

A result is written again only when its content has changed.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from xltools.counting.consolidate import UnitRows, fingerprint, rows_by_unit, sections_of, units_shown
from xltools.counting.results import CountedEntry, Year
from xltools.digests import DRAWING
from xltools.forms.catalogue import CATALOGUE
from xltools.model import Failure, Period, Person, PersonStatus, Unit
from xltools.outputs.template import template_bytes
from xltools.pipeline.collect import default_workers
from xltools.pipeline.state import OpenWorkspace
from xltools.pipeline.workers import read_all
from xltools.plan.plan import Plan
from xltools.rules.check import Assessment
from xltools.vietnamese.dates import periods_text
from xltools.vietnamese.text import clean, fold
from xltools.vietnamese.wording import say
from xltools.workspace.results import Results, Written, write_result

Rows = list[Mapping[str, str | float | None]]

_MANY_ROWS = 1_000  # from so many on, starting processes is worth it
_WALL = 600.0  # seconds for one file
_MEMORY = 4 << 30


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
    workspace: OpenWorkspace, year: Year, form: str, quarter: int | None, unit: str | None, workers: int | None = None
) -> tuple[Written, ...]:
    """Mẫu 2, or mẫu 3 of a quarter: of one unit, or of every unit with people and of the province."""
    plan, folders = workspace.plan, workspace.folders
    typed, unit = unit, unit and plan.find_unit(unit)
    if typed and unit is None:
        raise Failure(say("pipeline", "no_unit", unit=typed, units=", ".join(plan.unit_by_code)))
    staffed = {person.unit for person in plan.people}
    units = [unit] if unit else [*(u.code for u in plan.units if u.code in staffed), None]
    paths = {code: folders.merged(form, code, quarter) for code in units}
    root = _relative(folders.share, paths[units[0]].parent)
    job = Job(plan, form, quarter, year.as_of, rows_by_unit(plan, year, form, quarter), root)
    digests = _digests(job, units)
    results = Results(folders, workspace.ledger)
    made = {code: Written(path, False) for code, path in paths.items()}
    outdated = [code for code in units if not results.is_current(paths[code], digests[code])]
    for code, data in _drawn(job, outdated, workers or default_workers()):
        made[code] = results.write(paths[code], data, digests[code])
    for code, one in made.items():
        shared = folders.shared_copy(paths[code]) if code else None
        if shared is not None and one.path.exists():
            write_result(shared, one.path.read_bytes())
    return tuple(made.values())


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


def compliance(workspace: OpenWorkspace, assessment: Assessment) -> Written:
    """``TuanThu.xlsx``; what it says follows from the plan, the day and what was received, so those are its digest."""
    year = assessment.year
    path = workspace.folders.compliance
    digest = _digest(workspace.plan.digest, year.as_of, list(_received(year)))
    results = Results(workspace.folders, workspace.ledger)
    if results.is_current(path, digest):
        return Written(path, False)
    from xltools.outputs.compliance import compliance_workbook

    link_base = _relative(workspace.folders.share, workspace.folders.results)
    data = compliance_workbook(workspace.plan, year, assessment.problems, link_base=link_base)
    return results.write(path, data, digest)


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


def default_quarter(workspace: OpenWorkspace, as_of: date) -> int:
    """The quarter of a day; the nearest one of the plan's year for a day outside it."""
    year = workspace.plan.year
    return workspace.plan.quarter_of(min(max(as_of, date(year, 1, 1)), date(year, 12, 31)))


# ------------------------------------------------------------------ blank forms


def hand_out(workspace: OpenWorkspace, year: Year, quarter: int | None) -> tuple[list[Path], int]:
    """Write the forms that are not there yet; the paths written and how many were left as they are.

    Without ``quarter`` the forms of registration (mẫu 1, mẫu 2; the meeting schedule for district unions), with
    it those of the quarter's report (báo cáo, mẫu 3), whose rows start from what was registered. A form
    that lies there already is never overwritten: somebody may have begun to fill it in.
    """
    from xltools.outputs.official import blank_form

    written, kept = [], 0
    for path, code, unit, person in _wanted(workspace, year, quarter):
        target = workspace.folders.forms / unit.code / path
        if target.exists():
            kept += 1
            continue
        rows = _registered(year, unit, person, workspace.plan.quarter_period(quarter)) if quarter else []
        target.parent.mkdir(parents=True, exist_ok=True)
        write_result(target, blank_form(code, workspace.plan, unit=unit, person=person, quarter=quarter, rows=rows))
        written.append(target)
    return written, kept


def _wanted(
    workspace: OpenWorkspace, year: Year, quarter: int | None
) -> Iterator[tuple[str, str, Unit, Person | None]]:
    """File name, form, unit and person of every form to hand out."""
    plan = workspace.plan
    forms = [spec for spec in CATALOGUE.values() if spec.quarterly == (quarter is not None)]
    ending = f"-Quy{quarter}" if quarter else ""
    exempt = {one.person.id for one in year.people if one.status is PersonStatus.EXEMPT}
    for unit in plan.units:
        people = [p for p in plan.people if p.unit == unit.code and p.id not in exempt]
        names = Counter(_ascii(person.name) for person in people)
        for spec in forms:
            if not (unit.kind in spec.unit_kinds if spec.unit_kinds else people):
                continue
            if not spec.personal:
                yield f"{spec.stem}{ending}-{unit.code}.xlsx", spec.code, unit, None
                continue
            for person in people:
                name = _ascii(person.name)
                twin = f"-{_ascii(person.id)}" if names[name] > 1 else ""
                yield f"{spec.stem}{ending}-{name}{twin}.xlsx", spec.code, unit, person


def _ascii(name: str) -> str:
    """``Đỗ Thị Hoà`` → ``DoThiHoa``."""
    words = fold(name).split()
    return "".join(part.capitalize() for word in words for part in ["".join(filter(str.isalnum, word))])


def _registered(year: Year, unit: Unit, person: Person | None, quarter: Period) -> Rows:
    """The rows registered for some days of a quarter, as the first draft of its report."""
    rows: Rows = []
    for one in year.people:
        if one.person.unit != unit.code or (person is not None and one.person.id != person.id):
            continue
        for row in one.registered:
            periods = row.entry.periods or ()
            if row.counted and any(p.first <= quarter.last and quarter.first <= p.last for p in periods):
                rows.append(_draft(row))
    return rows


def _draft(counted: CountedEntry) -> Mapping[str, str | float | None]:
    entry = counted.entry
    return {
        "person": entry.person,
        "contents": clean(entry.raw.get("contents", "")),
        "days": counted.days,
        "time": periods_text(entry.periods or ()),
        "places": "; ".join(entry.places),
    }

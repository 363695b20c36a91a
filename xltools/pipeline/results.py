"""The official forms and the compliance workbook, each written again only when its content changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from xltools import __version__
from xltools.merging.consolidate import sections_by_unit, sections_for
from xltools.merging.rows import Section
from xltools.model import Failure, Year
from xltools.pipeline.state import Assessment, Office
from xltools.workspace.results import Results, Written, write_result
from xltools.writing.template import template_bytes


class Made(NamedTuple):
    """A result file and whether its bytes are new; ``notice`` where it could not go to its own place."""

    path: Path
    changed: bool
    notice: str


def merge(assessment: Assessment, form: str, quarter: int | None, unit: str | None) -> list[Made]:
    """Mẫu 2, or mẫu 3 of a quarter: of one unit, or of every unit with people and of the province."""
    office, year = assessment.office, assessment.year
    plan = office.plan
    if unit is not None and unit not in plan.unit_by_code:
        raise Failure(f"Không có đơn vị “{unit}” trong kế hoạch; dùng một trong: {', '.join(plan.unit_by_code)}")
    staffed = {person.unit for person in plan.people}
    units: Iterable[str | None] = [unit] if unit else [*(u.code for u in plan.units if u.code in staffed), None]
    sections = sections_by_unit(plan, year, form, quarter)
    return [_merge_one(office, year, form, quarter, code, sections_for(plan, sections, code)) for code in units]


def _merge_one(
    office: Office, year: Year, form: str, quarter: int | None, unit: str | None, sections: tuple[Section, ...]
) -> Made:
    plan, workspace = office.plan, office.workspace
    path = workspace.merged(form, unit, quarter)

    def draw() -> bytes:
        from xltools.writing.official import merged_form

        return merged_form(
            form,
            plan,
            unit=plan.unit_by_code[unit] if unit else None,
            quarter=quarter,
            as_of=year.as_of,
            sections=sections,
            root=_relative(workspace.share, path.parent),
        )

    digest = _digest(form, unit, quarter, year.as_of, plan.digest, sections, template_bytes(form))
    made = _write(office, path, digest, draw)
    shared = workspace.shared_copy(path) if unit else None
    if shared is not None and made.path.exists():
        write_result(shared, made.path.read_bytes())
    return made


def compliance(assessment: Assessment) -> Made:
    """``TuanThu.xlsx``; what it says follows from the plan, the day and what was received, so those are its digest."""
    office, year = assessment.office, assessment.year

    def draw() -> bytes:
        from xltools.writing.compliance import compliance_workbook

        link_base = _relative(office.workspace.share, office.workspace.results)
        return compliance_workbook(office.plan, year, assessment.problems, link_base=link_base)

    return _write(
        office, office.workspace.compliance, _digest(office.plan.digest, year.as_of, list(_received(year))), draw
    )


def _received(year: Year) -> Iterator[tuple[object, ...]]:
    for version in year.versions:
        filing = version.filing
        yield filing.file, filing.sha256, filing.part, filing.turn, filing.received, filing.by_hand, version.status


def _write(office: Office, path: Path, digest: str, draw: Callable[[], bytes]) -> Made:
    results = Results(office.workspace, office.ledger)
    if results.is_current(path, digest):
        return Made(path, False, "")
    written: Written = results.write(path, draw(), digest)
    return Made(written.path, written.changed, written.notice)


def _digest(*inputs: object) -> str:
    return hashlib.sha256(repr((__version__, inputs)).encode("utf-8", "surrogatepass")).hexdigest()


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

"""What can be done in a workspace: every command, button and tick of the watcher is one call here.

Each function opens the workspace, does its work and closes it. ``Failure`` (and its kinds) says in one
Vietnamese sentence why the work could not be done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

from xltools.counting.versions import number_versions
from xltools.counting.year import assess as assess_year
from xltools.forms.catalogue import CATALOGUE, MERGED
from xltools.model import Problem, Severity
from xltools.outputs import exports, summaries
from xltools.outputs.exports import FIELDS as FIELDS
from xltools.pipeline.collect import Collected, Progress, rejudge
from xltools.pipeline.collect import collect as take_in
from xltools.pipeline.collect import has_news as something_new
from xltools.pipeline.replies import reply
from xltools.pipeline.setup import new as new
from xltools.pipeline.state import Office, opened
from xltools.rules.check import Assessment, open_problems
from xltools.workspace.lock import writing
from xltools.workspace.results import write_result

Shown = TypeVar("Shown")

_LAST_DAY = "last_as_of"


class Done(NamedTuple):
    """What a command says when it is done, and how many errors stand in the forms received.

    ``notices`` are those of the lines which every collect repeats while the files they speak of lie there;
    ``idle`` is whether a collect had nothing to answer.
    """

    lines: tuple[str, ...]
    errors: int
    notices: tuple[str, ...] = ()
    idle: bool = False


def hand_out(folder: Path, quarter: int | None = None) -> Done:
    """Blank forms, pre-filled, into 1-BieuMau; the quarter's report forms where ``quarter`` is given."""
    from xltools.pipeline import handout as forms

    with opened(folder) as office, writing(office.workspace):
        written, kept = forms.hand_out(office, _current(office, None).year, quarter)
    lines = [f"Đã phát {len(written)} biểu mẫu vào {office.workspace.forms}."]
    if kept:
        lines.append(f"{kept} biểu mẫu đã có từ trước được giữ nguyên.")
    return Done(tuple(lines), 0)


def collect(
    folder: Path, workers: int | None = None, as_of: date | None = None, progress: Progress | None = None
) -> Done:
    """Take in what lies in 2-NopBai: archive, check, record, reply. The errors told are those of the files answered."""
    with opened(folder) as office, writing(office.workspace):
        collected = take_in(office, workers, as_of, progress)
        before = office.ledger.answered()
        filings = office.ledger.filings(office.plan.digest, before + 1 if before else None)
        versions = number_versions(filings, office.plan)
        answered = reply(office, versions)
        problems = open_problems(office.plan, versions)
        errors = _errors(p for p in problems if p.cell and (p.cell.file, p.cell.sha256) in answered)
        lines = _collected(collected, answered)
        if errors:
            lines.append(f"Có {errors} lỗi trong các biểu vừa nhận; xem 3-PhanHoi.")
        return Done(tuple(lines), errors, collected.notices, not answered)


def has_news(folder: Path) -> bool:
    """Whether a collect would find anything to do; costs one scan of 2-NopBai."""
    with opened(folder) as office:
        return something_new(office)


def merge(
    folder: Path, form: str, quarter: int | None = None, unit: str | None = None, as_of: date | None = None
) -> Done:
    """Mẫu 2, or mẫu 3 of a quarter, of every unit and of the province (or of one unit)."""
    with opened(folder) as office, writing(office.workspace):
        assessment = _current(office, as_of)
        return _done(
            _merge(office, assessment, form, quarter, unit), tuple(open_problems(office.plan, assessment.year.versions))
        )


def compliance(folder: Path, as_of: date | None = None) -> Done:
    """``TuanThu.xlsx``."""
    with opened(folder) as office, writing(office.workspace):
        assessment = _current(office, as_of)
        return _done(_compliance(office, assessment), assessment.problems)


def run(
    folder: Path,
    quarter: int | None = None,
    workers: int | None = None,
    as_of: date | None = None,
    progress: Progress | None = None,
) -> Done:
    """The quarter-end batch: collect, merge, compliance, status. ``as_of`` does not date arrivals back."""
    with opened(folder) as office, writing(office.workspace):
        collected = take_in(office, workers, None, progress)
        assessment = _assess(office, as_of)
        lines = [
            *_collected(collected, reply(office, assessment.year.versions)),
            *(path for form in MERGED for path in _merge(office, assessment, form, quarter, None, workers)),
            *_compliance(office, assessment),
            "",
            *summaries.status_text(office.plan, assessment.year).splitlines(),
        ]
        return _done(lines, assessment.problems)


def status(folder: Path, shape: str = "text", as_of: date | None = None) -> str:
    """Expected, received, on time, late, nil, exempt, waived, missing: as text or JSON."""
    with opened(folder) as office:
        year = _seen(office, as_of).year
        return summaries.status_json(office.plan, year) if shape == "json" else summaries.status_text(office.plan, year)


def look(folder: Path, show: Callable[[Office, Assessment], Shown], as_of: date | None = None) -> Shown:
    """What ``show`` makes of the year as it stands, for a face that has its own way of showing it."""
    with opened(folder) as office:
        return show(office, _seen(office, as_of))


def trace(folder: Path, target: str, as_of: date | None = None) -> str:
    """Which cells of which files made a figure of a result."""
    from xltools.outputs.tracing import trace as explain

    with opened(folder) as office:
        return explain(_shown(office, as_of), target)


def export(folder: Path, what: str, as_of: date | None = None) -> list[exports.Record]:
    """An export as records; without ``as_of`` as of the last compliance or run, else of today."""
    with opened(folder) as office:
        return exports.export_records(what, _shown(office, as_of))


def exported(folder: Path, what: str, shape: str, as_of: date | None = None) -> bytes:
    """An export as the bytes of a CSV or JSON file (UTF-8)."""
    records = export(folder, what, as_of)
    text = exports.as_json(records) if shape == "json" else exports.as_csv(what, records)
    return text.encode("utf-8", "backslashreplace")


def save(path: Path, data: bytes) -> list[str]:
    """Write a file in one step; says where it went, which is beside ``path`` where that is open elsewhere."""
    return _made([write_result(path, data)])


def _current(office: Office, as_of: date | None) -> Assessment:
    """The assessment of what is in the ledger, for a writer; judged and answered again where the plan has changed."""
    outdated = _outdated(office)
    if outdated:
        rejudge(office)
    assessment = _assess(office, as_of)
    if outdated:
        reply(office, assessment.year.versions)
    return assessment


def _seen(office: Office, as_of: date | None) -> Assessment:
    """The same for a command that only looks: it becomes the writer where something is to be judged again."""
    if not _outdated(office):
        return _assess(office, as_of)
    with writing(office.workspace):
        return _current(office, as_of)


def _outdated(office: Office) -> bool:
    return bool(office.ledger.stale(office.plan.digest))


def _shown(office: Office, as_of: date | None) -> Assessment:
    last = office.ledger.note(_LAST_DAY)
    return _seen(office, as_of or (date.fromisoformat(last) if last else None))


def _assess(office: Office, as_of: date | None) -> Assessment:
    return Assessment(
        office.plan, assess_year(office.plan, office.ledger.filings(office.plan.digest), as_of or date.today())
    )


def _collected(collected: Collected, answered: set[tuple[str, str]]) -> list[str]:
    lines = [f"Đã nhận {len(collected.arrived)} tệp mới; biên nhận nằm trong 3-PhanHoi."]
    if collected.rejudged:
        lines.append(
            f"Kế hoạch hoặc chương trình đã thay đổi: đã xét lại {len(collected.rejudged)} tệp nhận trước đây."
        )
    late = len(answered.difference(collected.arrived, collected.rejudged))
    if late:
        lines.append(f"Đã ghi biên nhận cho {late} tệp nhận từ trước mà chưa trả lời.")
    return [*lines, *collected.notices]


def _merge(
    office: Office, assessment: Assessment, form: str, quarter: int | None, unit: str | None, workers: int | None = None
) -> list[str]:
    from xltools.pipeline import results

    year = assessment.year
    if not CATALOGUE[form].quarterly:
        quarter = None
    elif quarter is None:
        quarter = results.default_quarter(office, year.as_of)
    return _made(results.merge(office, year, form, quarter, unit, workers))


def _compliance(office: Office, assessment: Assessment) -> list[str]:
    from xltools.pipeline import results

    made = results.compliance(office, assessment)
    office.ledger.set_note(_LAST_DAY, assessment.year.as_of.isoformat())
    return _made([made])


def _made(made: Sequence[tuple[Path, bool, str]]) -> list[str]:
    words = {True: "Đã ghi", False: "Không đổi"}
    return [line for path, changed, notice in made for line in (f"{words[changed]}: {path}", notice) if line]


def _done(lines: Sequence[str], problems: Sequence[Problem]) -> Done:
    errors = _errors(problems)
    if errors:
        lines = [*lines, f"Còn {errors} lỗi trong các biểu đã nhận; xem 3-PhanHoi hoặc sheet VanDe của TuanThu.xlsx."]
    return Done(tuple(lines), errors)


def _errors(problems: Iterable[Problem]) -> int:
    return sum(bool(problem.file) and problem.severity is Severity.ERROR for problem in problems)

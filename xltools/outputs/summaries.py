"""Short texts for the screen: what a check found, who has sent what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from xltools.counting.results import Return, Version, Year
from xltools.counting.versions import FormKey, form_key
from xltools.forms.catalogue import CATALOGUE, form_name
from xltools.model import Problem, Severity, Status, Submission
from xltools.plan.plan import Plan
from xltools.rules.messages import problem_text
from xltools.vietnamese.dates import day_text, roman
from xltools.vietnamese.display import STATUS, cell_name, one_line
from xltools.vietnamese.wording import say, wording

_say = partial(say, "outputs")
_FIGURES: dict[str, str] = wording("outputs")["status"]["figures"]
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}


@dataclass(frozen=True, slots=True)
class Checked:
    """One form (or unusable file) as ``xltools check`` saw it."""

    file: str
    submission: Submission | None
    status: Status
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        """Number of errors."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)


def checked_text(checked: Iterable[Checked]) -> str:
    """A paragraph per form: what it is, the verdict, each problem with its cell."""
    lines = []
    for one in checked:
        lines.append(f"{one_line(one.file)}: {_what(one.submission)}{STATUS[one.status]}")
        for problem in sorted(one.problems, key=lambda p: _RANK[p.severity]):
            text = problem_text(problem, "sheet {}", 6)
            place = f"{text.place} · " if text.place else ""
            lines.append(f"  {text.severity} · {place}{text.code}: {text.message}")
        lines.append("")
    return "\n".join(lines)


def _what(submission: Submission | None) -> str:
    if submission is None:
        return ""
    words = [CATALOGUE[submission.form].name]
    if submission.quarter:
        words.append(_say("check.quarter", quarter=roman(submission.quarter)))
    words += [text for text in (submission.person, submission.unit) if text]
    return ", ".join(words) + ": "


def checked_json(checked: Iterable[Checked], roster: bool) -> str:
    """The same as a JSON list; ``roster`` tells whether names were checked against one."""
    return json.dumps([_checked_record(one, roster) for one in checked], ensure_ascii=False, indent=1) + "\n"


def _checked_record(one: Checked, roster: bool) -> dict[str, object]:
    submission = one.submission
    return {
        "file": one.file,
        "status": one.status.value,
        "form": submission.form if submission else None,
        "unit": submission.unit if submission else None,
        "quarter": submission.quarter if submission else None,
        "person": (submission.person or None) if submission else None,
        "roster": roster,
        "errors": one.errors,
        "warnings": sum(problem.severity is Severity.WARNING for problem in one.problems),
        "problems": [
            {
                "code": text.code,
                "severity": problem.severity.value,
                "sheet": text.sheet or None,
                "cell": text.cell or None,
                "also": [cell_name(cell) for cell in problem.also],
                "given": problem.finding.given,
                "expected": problem.finding.expected,
                "message": text.message,
            }
            for problem in one.problems
            for text in (problem_text(problem),)
        ],
    }


def status_text(plan: Plan, year: Year) -> str:
    """Figures per form, then who is missing, by unit."""
    lines = [_say("status.title", day=day_text(year.as_of)), ""]
    rows = [[_say("status.form"), *_FIGURES.values()]]
    rows += [[form_name(form, quarter), *map(str, figures)] for (form, quarter), figures in _totals(year.returns)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    for field, title in wording("outputs")["status"]["units"].items():
        found = [
            f"  {form_name(one.form, one.quarter)}: {plan.unit_by_code[one.unit].name} ({getattr(one, field)})"
            for one in year.returns
            if getattr(one, field)
        ]
        if found:
            lines += ["", f"{title}:", *found]
    pending = rejected_newer(plan, year)
    if pending:
        lines += ["", _say("status.rejected_newer")]
        lines += [f"  {one_line(version.filing.file)}" for version in pending]
    return "\n".join(lines) + "\n"


def rejected_newer(plan: Plan, year: Year) -> list[Version]:
    """Rejected versions newer than the one in force: the form counts as it was, and somebody has to send it again."""
    keyed = [(form_key(v.filing.submission, plan), v) for v in year.versions if v.filing.submission is not None]
    in_force: dict[FormKey | None, int] = {key: version.number for key, version in keyed if key and version.in_force}
    return [
        version
        for key, version in keyed
        if version.status is Status.REJECTED and version.number > in_force.get(key, version.number)
    ]


def _totals(returns: Sequence[Return]) -> list[tuple[tuple[str, int | None], list[int]]]:
    totals: dict[tuple[str, int | None], list[int]] = {}
    for one in returns:
        figures = totals.setdefault((one.form, one.quarter), [0] * len(_FIGURES))
        for position, field in enumerate(_FIGURES):
            figures[position] += getattr(one, field)
    return sorted(totals.items(), key=lambda item: (list(CATALOGUE).index(item[0][0]), item[0][1] or 0))


def status_json(plan: Plan, year: Year) -> str:
    """As-of date, totals per form, and one record per unit and form."""
    record = {
        "as_of": year.as_of.isoformat(),
        "totals": [
            {"form": form, "quarter": quarter, **dict(zip(_FIGURES, figures, strict=True))}
            for (form, quarter), figures in _totals(year.returns)
        ],
        "units": [
            {
                "unit": one.unit,
                "form": one.form,
                "quarter": one.quarter,
                "deadline": one.deadline.isoformat() if one.deadline else None,
                **{field: getattr(one, field) for field in _FIGURES},
            }
            for one in year.returns
        ],
        "rejected_newer": [version.filing.file for version in rejected_newer(plan, year)],
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"

"""Biên nhận: what goes back to the sender of a file: what was taken in, and what to correct."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from xltools.counting.results import Version
from xltools.forms.catalogue import CATALOGUE
from xltools.model import ACCEPTED, WHOLE_FILE, Filing, Problem, Severity
from xltools.plan.plan import Plan
from xltools.rules.messages import problem_text
from xltools.vietnamese.dates import day_text, roman
from xltools.vietnamese.display import one_line, sheet_name
from xltools.vietnamese.wording import say, wording

if TYPE_CHECKING:
    from jinja2 import Template

_LONGEST = 200  # characters of a value quoted back

_say = partial(say, "outputs")
_TEXTS = wording("outputs")["receipt"]


def receipt(versions: Sequence[Version], plan: Plan) -> str:
    """The receipt for one file: ``versions`` are the forms found in it, in order of part (at least one).

    Vietnamese, with BOM and CRLF for Notepad; to be encoded as UTF-8. Problems about exemptions (X…) are
    left out: they concern the roster, and the reason of an exemption goes to nobody else.
    """
    first = versions[0].filing
    text = _template().render(
        plan=plan,
        file=one_line(first.file),
        received=_moment(first),
        by_hand=first.by_hand,
        sha256=first.sha256,
        forms=[_form(version, plan) for version in versions],
    )
    return "\ufeff" + text.replace("\n", "\r\n")


def _moment(filing: Filing) -> str:
    """The receiving date, with the hour where the machine saw it."""
    key = "receipt.received_day" if filing.by_hand else "receipt.received_time"
    return _say(key, day=day_text(filing.received.date()), time=filing.received)


def _form(version: Version, plan: Plan) -> dict[str, Any]:
    submission = version.filing.submission
    problems = [p for p in version.filing.problems if not p.code.startswith("X")]
    shown: dict[str, Any] = {
        "verdict": _verdict(version, problems),
        "groups": [
            (heading, [_problem(p) for p in sorted(found, key=_place)])
            for severity, heading in _TEXTS["heading"].items()
            if (found := [p for p in problems if p.severity == severity])
        ],
    }
    if submission is None:
        return shown
    unit = plan.unit_by_code.get(submission.unit or "")
    person = plan.person_by_id.get(submission.person_id or "")
    return shown | {
        "name": CATALOGUE[submission.form].name,
        "sheet": sheet_name(submission.sheet),
        "unit": unit.name if unit else "",
        "quarter": roman(submission.quarter) if submission.quarter else "",
        "person": person.name if person else _short(submission.person),
        "number": version.number,
        "timing": _timing(version, plan),
        "nil": submission.nil,
    }


def _verdict(version: Version, problems: list[Problem]) -> str:
    if version.status not in ACCEPTED:
        return str(_TEXTS["verdict"][version.status.value])
    severities = {problem.severity for problem in problems}
    if Severity.ERROR in severities:
        return _say("receipt.faulty")
    return _say("receipt.to_review" if Severity.WARNING in severities else "receipt.faultless")


def _timing(version: Version, plan: Plan) -> str:
    submission = version.filing.submission
    deadline = plan.deadline(submission.form, submission.quarter) if submission else None
    if version.on_time is None or deadline is None:
        return ""
    state = deadline.judge(version.first_received.date())
    if version.on_time:
        # a mẫu 1 travels with mẫu 2: here it is late only when mẫu 2 is
        key = "on_time" if state == "on_time" else "after_leader"
    else:
        key = "due_day" if state == "due_day" else "late"
    return _say(f"receipt.{key}", limit=deadline.words, day=day_text(version.first_received.date()))


def _problem(problem: Problem) -> dict[str, str]:
    text, finding = problem_text(problem), problem.finding
    return text._asdict() | {"given": _short(finding.given), "expected": _short(finding.expected)}


def _place(problem: Problem) -> tuple[str, int, int, str]:
    return (*(problem.cell or WHOLE_FILE)[:3], problem.code)


def _short(text: str) -> str:
    line = one_line(" ".join(text.split()))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, select_autoescape

    source = (files("xltools.outputs") / "templates" / "bien-nhan.txt.j2").read_text(encoding="utf-8")
    environment = Environment(
        autoescape=select_autoescape(default_for_string=False), trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(source)

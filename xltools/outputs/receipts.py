"""Biên nhận: what goes back to the sender of a file: what was taken in, and what to correct."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from xltools.forms.catalogue import CATALOGUE
from xltools.model import ACCEPTED, WHOLE_FILE, Filing, Problem, Severity, Status, Version
from xltools.plan.plan import Plan
from xltools.rules.messages import problem_text
from xltools.vietnamese.dates import day_text, roman
from xltools.vietnamese.display import one_line, sheet_name

if TYPE_CHECKING:
    from jinja2 import Template

_LONGEST = 200  # characters of a value quoted back

_VERDICTS = {
    Status.REJECTED: "CHƯA NHẬN: biểu có lỗi nêu dưới đây; đề nghị sửa và nộp lại",
    Status.DUPLICATE: "Trùng nội dung với tệp đã nộp; không tính thêm",
    Status.SUPERSEDED: "Đã có bản nộp sau thay thế",
    Status.UNREADABLE: "CHƯA NHẬN: không đọc được tệp; đề nghị sửa theo nội dung dưới đây và nộp lại",
    Status.UNRECOGNISED: "CHƯA NHẬN: không nhận ra mẫu nào của kế hoạch; đề nghị dùng mẫu đã phát và nộp lại",
}
_HEADINGS = (
    (Severity.ERROR, "Lỗi cần sửa"),
    (Severity.WARNING, "Điểm cần xem lại"),
    (Severity.NOTICE, "Lưu ý"),
)


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
    day = f"ngày {day_text(filing.received.date())}"
    return day if filing.by_hand else f"{filing.received:%H:%M} {day}"


def _form(version: Version, plan: Plan) -> dict[str, Any]:
    submission = version.filing.submission
    problems = [p for p in version.filing.problems if not p.code.startswith("X")]
    shown: dict[str, Any] = {
        "verdict": _verdict(version, problems),
        "groups": [
            (heading, [_problem(p) for p in sorted(found, key=_place)])
            for severity, heading in _HEADINGS
            if (found := [p for p in problems if p.severity is severity])
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
    status = version.status
    if status not in ACCEPTED:
        return _VERDICTS[status]
    if any(p.severity is Severity.ERROR for p in problems):
        return "Đã nhận; các dòng có lỗi chưa được tính, đề nghị sửa và nộp lại"
    if any(p.severity is Severity.WARNING for p in problems):
        return "Đã nhận; có điểm cần xem lại"
    return "Đã nhận, không có lỗi"


def _timing(version: Version, plan: Plan) -> str:
    submission = version.filing.submission
    deadline = plan.deadline(submission.form, submission.quarter) if submission else None
    if version.on_time is None or deadline is None:
        return ""
    limit = deadline.words
    first = version.first_received.date()
    if version.on_time and deadline.judge(first) != "on_time":
        # a mẫu 1 travels with mẫu 2: here it is late only when mẫu 2 is
        return f"nhận ngày {day_text(first)}, sau hạn nộp cho lãnh đạo đơn vị ({limit})"
    if version.on_time:
        return f"đúng hạn ({limit})"
    word = "đúng ngày hạn" if deadline.judge(first) == "due_day" else "muộn hạn"
    return f"{word} ({limit}; nhận lần đầu ngày {day_text(first)})"


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

"""The lines of the small sheets of ``TuanThu.xlsx``: ``TheoDonVi``, ``NopBaoCao`` and ``GhiChu``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from xltools.counting.results import Return, Year
from xltools.forms.catalogue import CATALOGUE, form_name
from xltools.model import PersonStatus, column_letters
from xltools.office.sheet_xml import Formula, Value
from xltools.outputs import compliance_layout as layout
from xltools.outputs.columns import LEVEL_WORDS, REPORT_WORDS
from xltools.plan.plan import Group, Plan, Waiver
from xltools.vietnamese.dates import day_text
from xltools.vietnamese.display import PERSON_STATUS
from xltools.vietnamese.numbers import days_text, whole
from xltools.vietnamese.wording import say, wording

_say = partial(say, "outputs")
_NOTES = wording("outputs")["notes"]

STATUS_COLUMNS: dict[str, tuple[PersonStatus, ...]] = {
    "dat": (PersonStatus.MET,),
    "dang_thuc_hien": (PersonStatus.UNDER_WAY,),
    "cham": (PersonStatus.BEHIND,),
    "khong_dat": (PersonStatus.NOT_MET, PersonStatus.CANNOT_MEET),
    "chua_dang_ky": (PersonStatus.NOT_REGISTERED,),
    "can_xem_xet": (PersonStatus.TO_DECIDE,),
}
"""Column of ``TheoDonVi`` → the statuses it counts; together everybody the plan applies to."""

UnitLine = tuple[Value, ...]
_NONE = "–"


def unit_lines(plan: Plan, year: Year) -> tuple[list[UnitLine], UnitLine]:
    """Lines in the columns of ``TheoDonVi`` and their total: formulas over ``TongHop`` with the values they give."""
    table, count = layout.people_table(plan), len(year.people)
    units, status = table.span("unit", count), table.span("status", count)
    days = table.span("performed_days", count)
    tally = Counter((p.person.unit, p.status) for p in year.people)
    performed: dict[str, float] = defaultdict(float)
    for one in year.people:
        performed[one.person.unit] += one.performed_days
    lines: list[UnitLine] = []
    sums = [0.0] * (len(layout.UNITS.columns) - 4)
    for number, unit in enumerate(layout.units_with_people(plan, year), 1):
        row = layout.UNITS.first_row + number - 1
        key = f"{units},$B{row}"
        people = sum(tally[unit.code, s] for s in PersonStatus)
        subject = people - tally[unit.code, PersonStatus.EXEMPT]
        by_status = [
            Formula(
                "+".join(f'COUNTIFS({key},{status},"{PERSON_STATUS[s]}")' for s in statuses),
                sum(tally[unit.code, s] for s in statuses),
            )
            for statuses in ((PersonStatus.EXEMPT,), *STATUS_COLUMNS.values())
        ]
        cells = (
            Formula(f"COUNTIFS({key})", people),
            by_status[0],
            Formula(f"D{row}-E{row}", subject),
            *by_status[1:],
            Formula(f"SUMIFS({days},{key})", performed[unit.code]),
        )
        sums = [total + float(cell.value) for total, cell in zip(sums, cells, strict=True)]
        lines.append((number, unit.code, unit.name, *cells, _share(row, float(cells[3].value), subject)))
    return lines, _total(len(lines), sums)


def _share(row: int, met: float, subject: float) -> Formula:
    return Formula(f'IF(F{row}=0,"{_NONE}",ROUND(G{row}/F{row},4))', round(met / subject, 4) if subject else _NONE)


def _total(count: int, sums: Sequence[float]) -> UnitLine:
    first, last = layout.UNITS.first_row, layout.UNITS.last_row(count)
    letters = [column_letters(place) for place in range(4, 4 + len(sums))]
    cells = [Formula(f"SUM({c}{first}:{c}{last})", whole(value)) for c, value in zip(letters, sums, strict=True)]
    return (None, None, _say("compliance.province"), *cells, _share(last + 1, sums[3], sums[2]))


# -- NopBaoCao ---------------------------------------------------------------------------------------


def return_lines(plan: Plan, year: Year) -> list[tuple[Value, ...]]:
    """Lines in the columns of ``NopBaoCao``: per form its state in words and the first date received."""
    forms = layout.expected_forms(year)
    found = {(r.unit, r.form, r.quarter): r for r in year.returns if not layout.is_idle(r)}
    lines = []
    for number, unit in enumerate(layout.units_in_order(plan, year), 1):
        cells: list[Value] = [number, unit.code, unit.name]
        for form, quarter in forms:
            due = found.get((unit.code, form, quarter))
            cells += [_return_text(plan, year, due), due.first_received] if due else [None, None]
        lines.append(tuple(cells))
    return lines


def _return_text(plan: Plan, year: Year, due: Return) -> str:
    """A line per state, the worst first (``Thiếu: 1``, ``Đúng hạn: 3``); a single form's state without number."""
    states = {state: count for state, count in _states(plan, year, due).items() if count}
    if due.form in CATALOGUE and CATALOGUE[due.form].personal:
        return "\n".join(
            _say("compliance.state_count", state=REPORT_WORDS[state], count=count) for state, count in states.items()
        )
    late = _say("compliance.also_late") if "nil" in states and due.late else ""
    return ", ".join(REPORT_WORDS[state] for state in states) + late


def _states(plan: Plan, year: Year, due: Return) -> dict[str, int]:
    """State → number of forms, each form once: a nil return is on time or late as well, but shown as nil."""
    on_time = max(due.on_time - due.nil, 0)
    late = max(due.received - due.nil - on_time, 0)
    deadline = plan.deadline(due.form, due.quarter)
    if deadline is None:
        return {"received": due.received - due.nil, "nil": due.nil, "waived": due.waived, "exempt": due.exempt}
    due_day = 0
    if late == 1 and due.first_received and deadline.judge(due.first_received) == "due_day":
        late, due_day = 0, 1
    nothing = not (due.received or due.missing or due.pending or due.waived or due.exempt)
    ahead = nothing and not deadline.passed(year.as_of)
    return {
        "missing": due.missing,
        "late": late,
        "due_day": due_day,
        "on_time": on_time,
        "nil": due.nil,
        "pending": due.pending + ahead,
        "waived": due.waived,
        "exempt": due.exempt,
    }


def return_totals(plan: Plan, year: Year) -> list[tuple[Value, ...]]:
    """Lines below ``NopBaoCao``: how many forms are in each state."""
    forms = layout.expected_forms(year)
    sums = {key: Counter[str]() for key in forms}
    for due in year.returns:
        if not layout.is_idle(due):
            sums[due.form, due.quarter].update(_states(plan, year, due))
    lines = []
    for state in ("on_time", "received", "due_day", "late", "nil", "exempt", "waived", "missing", "pending"):
        cells: list[Value] = [None, None, REPORT_WORDS[state]]
        for key in forms:
            cells += [sums[key][state], None]
        lines.append(tuple(cells))
    return lines if forms else []


# -- GhiChu ------------------------------------------------------------------------------------------

Note = tuple[str, str]
"""A line of ``GhiChu``: name and text; without text it is a heading."""


def _note(name: str, text: str) -> Note:
    """A line whose name stands in the texts as ``name``."""
    return _NOTES[name], text


def _heading(name: str) -> Note:
    return _NOTES[name], ""


def notes(plan: Plan, year: Year, version: str) -> Iterator[Note]:
    """Every line of ``GhiChu``, in order: the plan, how days were counted, what the words mean."""
    yield from _about(plan, year)
    yield from _counting(plan)
    yield _heading("sheets")
    yield from _NOTES["sheet"].items()
    for content in plan.contents:
        if not content.parent:
            yield _say("notes.content", code=content.code), content.name
    yield _heading("statuses")
    for status in PersonStatus:
        yield PERSON_STATUS[status], _NOTES["status"][status.value]
    yield _heading("reports")
    for state, meaning in _NOTES["report"].items():
        yield REPORT_WORDS[state], meaning
    yield _heading("units")
    for unit in layout.units_in_order(plan, year):
        yield unit.code, unit.name
    if plan.waivers:
        yield _heading("waivers")
        for waiver in plan.waivers:
            yield _waiver(plan, waiver)
    yield _heading("tool")
    yield _note("version", f"xltools {version}")
    if plan.digest:
        yield _note("digest", plan.digest[:16])


def _about(plan: Plan, year: Year) -> Iterator[Note]:
    head, window = plan.letterhead, plan.window
    yield _heading("about")
    yield _note("as_of", day_text(year.as_of))
    yield _note("plan", plan.name)
    signed = _say("notes.signed", day=day_text(head.signed)) if head.signed else ""
    number = f"{head.number or '…'}{head.symbol}"
    yield _note("number", _say("notes.number_text", number=number, signed=signed, issuer=head.issuer))
    yield _note("window", _say("notes.window_text", first=day_text(window.first), last=day_text(window.last)))
    for group in plan.groups:
        yield _say("notes.group", code=group.code), f"{group.name}: {_quota(group)}"
    for deadline in plan.deadlines:
        name = form_name(deadline.form, deadline.quarter)
        yield _say("notes.deadline", form=name[:1].lower() + name[1:]), deadline.words


def _quota(group: Group) -> str:
    parts = [_say("notes.quota", days=days_text(group.min_days))]
    if group.min_stays:
        parts.append(_say("notes.quota_stays", stays=group.min_stays))
    if group.long_stays:
        days = days_text(group.long_stay_days)
        parts.append(_say("notes.quota_long_stays", stays=group.long_stays, days=days))
    levels = [
        _say("notes.quota_level", level=LEVEL_WORDS.get(level, level), days=days_text(days))
        for level, days in group.level_days.items()
    ]
    if levels:
        parts.append(_say("notes.quota_levels", levels=", ".join(levels)))
    return ", ".join(parts)


def _counting(plan: Plan) -> Iterator[Note]:
    counting, gap = plan.counting, plan.counting.stay_gap
    yield _heading("counting")
    yield _note("days", _NOTES["mode"].get(counting.mode, counting.mode))
    half = "notes.half_day_counts" if counting.half_days else "notes.half_day_does_not_count"
    yield _note("half_day", _say(half, days=days_text(counting.session_days)))
    yield _note("once", _NOTES["once_text"])
    between = _NOTES["stay_gap_none"] if gap <= 1 else _say("notes.stay_gap", days=gap - 1)
    yield _note("stay", _say("notes.stay_text", gap=between))
    yield _note("focus", _NOTES["outside_focus"].get(counting.focus, counting.focus))
    if counting.report_after_stay_days is not None:
        text = _say("notes.report_after_stay_text", days=counting.report_after_stay_days)
        yield _note("report_after_stay", text)
    yield _note("registered_source", _NOTES["registered_source_text"])
    yield _note("performed_source", _NOTES["performed_source_text"])


def _waiver(plan: Plan, waiver: Waiver) -> Note:
    person, unit = plan.person_by_id.get(waiver.subject), plan.unit_by_code.get(waiver.subject)
    name = person.name if person else unit.name if unit else waiver.subject
    text = _say(
        "notes.waiver",
        approver=waiver.approver,
        since=_say("notes.waiver_since", day=day_text(waiver.since)) if waiver.since else "",
        until=_say("notes.waiver_until", day=day_text(waiver.until)) if waiver.until else "",
        reason=_say("notes.waiver_reason", reason=waiver.reason) if waiver.reason else "",
    )
    return f"{waiver.rule}: {name}", text

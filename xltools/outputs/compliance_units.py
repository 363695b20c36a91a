"""The small tables of ``TuanThu.xlsx``: ``TheoDonVi`` and ``NopBaoCao``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from xltools.forms.catalogue import CATALOGUE
from xltools.model import PersonStatus, Return, Year, column_letters
from xltools.office.rows import Formula, Value
from xltools.outputs.compliance_layout import (
    REPORT_WORDS,
    UNITS,
    expected_forms,
    is_idle,
    people_table,
    units_in_order,
    units_with_people,
)
from xltools.plan.plan import Plan
from xltools.vietnamese.numbers import whole
from xltools.vietnamese.words import PERSON_STATUS

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
    table, count = people_table(plan), len(year.people)
    units, status = table.span("unit", count), table.span("status", count)
    days = table.span("performed_days", count)
    tally = Counter((p.person.unit, p.status) for p in year.people)
    performed: dict[str, float] = defaultdict(float)
    for one in year.people:
        performed[one.person.unit] += one.performed_days
    lines: list[UnitLine] = []
    sums = [0.0] * (len(UNITS.columns) - 4)
    for number, unit in enumerate(units_with_people(plan, year), 1):
        row = UNITS.first_row + number - 1
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
    first, last = UNITS.first_row, UNITS.last_row(count)
    letters = [column_letters(place) for place in range(4, 4 + len(sums))]
    cells = [Formula(f"SUM({c}{first}:{c}{last})", whole(value)) for c, value in zip(letters, sums, strict=True)]
    return (None, None, "Toàn tỉnh", *cells, _share(last + 1, sums[3], sums[2]))


# -- NopBaoCao ---------------------------------------------------------------------------------------


def return_lines(plan: Plan, year: Year) -> list[tuple[Value, ...]]:
    """Lines in the columns of ``NopBaoCao``: per form its state in words and the first date received."""
    forms = expected_forms(year)
    found = {(r.unit, r.form, r.quarter): r for r in year.returns if not is_idle(r)}
    lines = []
    for number, unit in enumerate(units_in_order(plan, year), 1):
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
        return "\n".join(f"{REPORT_WORDS[state]}: {count}" for state, count in states.items())
    late = ", trễ hạn" if "nil" in states and due.late else ""
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
    forms = expected_forms(year)
    sums = {key: Counter[str]() for key in forms}
    for due in year.returns:
        if not is_idle(due):
            sums[due.form, due.quarter].update(_states(plan, year, due))
    lines = []
    for state in ("on_time", "received", "due_day", "late", "nil", "exempt", "waived", "missing", "pending"):
        cells: list[Value] = [None, None, REPORT_WORDS[state]]
        for key in forms:
            cells += [sums[key][state], None]
        lines.append(tuple(cells))
    return lines if forms else []

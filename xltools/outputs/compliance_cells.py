"""The values of the big tables of ``TuanThu.xlsx``, row by row: ``TongHop``, ``VanDe``, ``DuLieu``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from xltools.forms.catalogue import CATALOGUE, EXPECTED
from xltools.model import WHOLE_FILE, CountedEntry, Period, Person, PersonStatus, PersonYear, Problem, Severity, Year
from xltools.office.rows import Formula, Value
from xltools.outputs.compliance_layout import (
    ENTRIES,
    KIND_WORDS,
    LEVEL_WORDS,
    REPORT_WORDS,
    Table,
    people_rows,
    units_in_order,
)
from xltools.plan.plan import Plan
from xltools.rules.messages import problem_text
from xltools.vietnamese import words
from xltools.vietnamese.dates import day_text
from xltools.vietnamese.display import cell_name, one_line
from xltools.vietnamese.numbers import days_text, whole

_MOST_CELLS = 12


@lru_cache(maxsize=8192)
def spans_text(periods: tuple[Period, ...]) -> str:
    """Periods in the shortest way that leaves no doubt: ``01/4/2023 – 01/5/2023; 03/6/2023``."""
    return "; ".join(
        day_text(p.first) if p.first == p.last else f"{day_text(p.first)} – {day_text(p.last)}" for p in periods
    )


# -- TongHop -----------------------------------------------------------------------------------------


def people_values(plan: Plan, year: Year, table: Table) -> Iterator[tuple[Value, ...]]:
    """One tuple per person, in the columns of ``TongHop``.

    What a reader would check is a formula over ``DuLieu`` with the value it gives.
    """
    formulas = _people_formulas(table, len(year.entries))
    for place, person in enumerate(year.people):
        yield _person_values(plan, person, place + 1, str(table.first_row + place), formulas)


def _people_formulas(table: Table, entries: int) -> dict[str, str]:
    """Field → formula, ``#`` standing for the row."""
    key = f"{ENTRIES.span('number', entries)},$A#"
    days, kind = ENTRIES.span("counted_days", entries), ENTRIES.span("kind", entries)
    quarter = ENTRIES.span("quarter", entries)
    formulas = {"registered_days": f'SUMIFS({days},{key},{kind},"{KIND_WORDS["registered"]}")'}
    for n in (1, 2, 3, 4):
        formulas[f"q{n}_days"] = f'SUMIFS({days},{key},{kind},"{KIND_WORDS["performed"]}",{quarter},{n})'
    formulas["performed_days"] = f"SUM({table.letters('q1_days')}#:{table.letters('q4_days')}#)"
    formulas["missing_days"] = f"MAX(0,@-{table.letters('performed_days')}#)"
    return formulas


def _person_values(plan: Plan, year: PersonYear, count: int, row: str, formulas: dict[str, str]) -> tuple[Value, ...]:
    person = year.person

    def live(field: str, value: float) -> Formula:
        return Formula(formulas[field].replace("#", row), whole(value))

    quota = plan.quota(person).min_days
    owed = formulas["missing_days"].replace("@", f"{quota:g}").replace("#", row)
    exempt = year.status is PersonStatus.EXEMPT
    return (
        count,
        person.id,
        person.name,
        person.title,
        person.unit,
        _group(plan, person),
        exemption_text(plan, year),
        live("registered_days", year.registered_days),
        year.registered_stays,
        *(live(f"q{n}_days", days) for n, days in enumerate(year.quarters, 1)),
        live("performed_days", year.performed_days),
        whole(year.missing_days) if exempt else Formula(owed, whole(year.missing_days)),
        len(year.stays),
        year.long_stays,
        "; ".join(year.contents),
        "; ".join(year.outside_focus),
        *(_report(year, key) for key in EXPECTED),
        words.PERSON_STATUS[year.status],
        outlook_text(year),
    )


def _group(plan: Plan, person: Person) -> str:
    if person.group not in plan.group_by_code:
        return "Chưa rõ"
    return f"{person.group} (đề xuất)" if person.group_proposed else person.group


def exemption_text(plan: Plan, year: PersonYear) -> str:
    """Why a person is exempt, in part exempt, or claims it without ground; with the dates given."""
    person = year.person
    if not person.exempt:
        return ""
    reason = plan.exemption_by_code.get(person.exempt)
    text = reason.name if reason else person.exempt
    since = f"từ {day_text(person.since)}" if person.since else ""
    until = f"đến {day_text(person.until)}" if person.until else ""
    if since or until:
        text += f" ({f'{since} {until}'.strip()})"
    if year.status is PersonStatus.EXEMPT:
        return f"Miễn: {text}"
    if year.status is PersonStatus.TO_DECIDE:
        return f"Miễn một phần, cần xem xét: {text}"
    return f"Không thuộc diện miễn: {text}"


def _report(year: PersonYear, key: str) -> str:
    state = year.reports.get(key)
    if state is None:
        return ""
    text = REPORT_WORDS.get(state, state)
    if key.startswith("Q") and int(key[1]) in year.unconsolidated:
        text += " (có báo cáo cá nhân)"
    return text


def outlook_text(year: PersonYear) -> str:
    """What is still possible before the window closes."""
    if year.status is PersonStatus.EXEMPT:
        return ""
    if year.status is PersonStatus.MET:
        return "Đã hoàn thành"
    owed = ", ".join(
        f"{LEVEL_WORDS.get(level, level)} {days_text(days)} ngày" for level, days in year.shortfalls.items()
    )
    owed = f" (còn thiếu: {owed})" if owed else ""
    if year.status is PersonStatus.NOT_MET or year.possible_days <= 0:
        return f"Đã hết thời gian thực hiện{owed}"
    verdict = "còn có thể hoàn thành" if year.can_still_meet else "không còn đủ ngày"
    return f"Còn {year.possible_days} ngày: {verdict}{owed}"


# -- DuLieu ------------------------------------------------------------------------------------------


def entry_values(year: Year) -> Iterator[tuple[Value, ...]]:
    """One tuple per entry, in the columns of ``DuLieu`` and the order of ``Year.entries``."""
    numbers = people_rows(year)
    names = {p.person.id: p.person.name for p in year.people}
    for counted in year.entries:
        entry, submission = counted.entry, counted.filing.submission
        if submission is None:
            raise ValueError("an entry without its submission")
        person_id = counted.person_id or ""
        yield (
            numbers.get(person_id),
            person_id,
            names.get(person_id) or entry.person,
            counted.unit or "",
            CATALOGUE[submission.form].short_name,
            KIND_WORDS.get(counted.kind, counted.kind),
            counted.quarter,
            "; ".join(entry.contents),
            entry.detail,
            entry.days if entry.days is None else whole(entry.days),
            spans_text(entry.periods or ()),
            "; ".join(entry.places),
            entry.result,
            entry.explanation,
            "Có" if counted.counted else "Không",
            whole(counted.counted_days) if counted.counted else 0,
            "; ".join(map(str, counted.stays)),
            entry_note(counted),
            one_line(counted.filing.file),
            submission.sheet,
            cell_name(counted.cell),
            entry.row,
            counted.filing.sha256,
        )


def entry_note(counted: CountedEntry) -> str:
    """Why a row is worth what it is worth."""
    if not counted.source and not counted.counted:
        return "Không lấy số liệu từ biểu này"
    notes = []
    if counted.computed and counted.days is not None:
        notes.append(f"không ghi số ngày: lấy {days_text(counted.days)} ngày theo mẫu 1 hoặc theo thời gian đã ghi")
    if counted.overlap:
        notes.append(f"trùng ngày với dòng khác: {spans_text(counted.overlap)}")
    if counted.outside:
        notes.append(f"{counted.outside} ngày ngoài thời gian của kế hoạch")
    if not counted.counted and not counted.overlap:
        notes.append("không được tính, xem VanDe")
    text = "; ".join(notes)
    return text[:1].upper() + text[1:]


# -- VanDe -------------------------------------------------------------------------------------------


def problems_in_order(plan: Plan, year: Year, problems: Sequence[Problem]) -> list[Problem]:
    """Errors first, then warnings and notices; in each by unit, person, file, place."""
    weights = {severity: place for place, severity in enumerate(Severity)}
    units = {unit.code: place for place, unit in enumerate(units_in_order(plan, year))}
    people = people_rows(year)
    unit_of = problem_unit(plan)

    def place(problem: Problem) -> tuple[object, ...]:
        unit = unit_of(problem)
        person = people.get(problem.finding.person_id or "", 0)
        return (
            weights[problem.severity],
            units.get(unit, len(units)),
            unit,
            person,
            problem.file,
            (problem.cell or WHOLE_FILE)[:3],
            problem.code,
        )

    return sorted(problems, key=place)


def problem_unit(plan: Plan) -> Callable[[Problem], str]:
    """How a problem's unit is found: its own, its person's, or the folder its file lies in."""

    def unit_of(problem: Problem) -> str:
        if problem.finding.unit:
            return problem.finding.unit
        person = plan.person_by_id.get(problem.finding.person_id or "")
        if person is not None:
            return person.unit
        parts = problem.file.split("/")
        return parts[1] if len(parts) > 2 and parts[1] in plan.unit_by_code else ""

    return unit_of


def problem_values(plan: Plan, problems: Sequence[Problem]) -> Iterator[tuple[Value, ...]]:
    """One tuple per problem, in the columns of ``VanDe``."""
    unit_of = problem_unit(plan)
    for count, problem in enumerate(problems, 1):
        person = plan.person_by_id.get(problem.finding.person_id or "")
        text = problem_text(problem)
        yield (
            count,
            text.severity,
            text.code,
            unit_of(problem),
            person.name if person else "",
            one_line(problem.file),
            text.sheet,
            text.cell or ("Mở tệp" if problem.file else ""),
            problem.finding.given,
            problem.finding.expected,
            text.message + _further_cells(problem),
        )


def _further_cells(problem: Problem) -> str:
    """A sentence with the further cells where the same stands; the sheet named where it is another."""
    if not problem.also:
        return ""
    own = problem.cells[0]
    named = (cell_name(c) if c.sheet == own.sheet else f"{c.sheet}!{cell_name(c)}" for c in problem.also[:_MOST_CELLS])
    cells = ("; " if own.in_word else ", ").join(named)
    more = len(problem.also) - _MOST_CELLS
    return f" Cũng như vậy ở ô: {cells}{f' và {more} ô khác' if more > 0 else ''}."

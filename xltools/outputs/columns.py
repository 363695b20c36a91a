"""What is shown of people, entries, problems and submissions: one table of columns each.

The exports, the sheets of ``TuanThu.xlsx``, ``trace`` and the data frames all derive from these tables: a column
added here appears in each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

from xltools.counting.results import CountedEntry, PersonYear, Version, Year
from xltools.forms.catalogue import CATALOGUE, EXPECTED, text_columns
from xltools.forms.catalogue import Column as FormColumn
from xltools.model import Person, PersonStatus, Problem, Submission
from xltools.plan.plan import Plan
from xltools.rules.messages import problem_text
from xltools.vietnamese.dates import day_text, roman, spans_text
from xltools.vietnamese.display import PERSON_STATUS, cell_name, one_line
from xltools.vietnamese.numbers import days_text, whole
from xltools.vietnamese.wording import say, wording

R = TypeVar("R")
Value = str | int | float | bool | None

_say = partial(say, "outputs")
REPORT_WORDS: dict[str, str] = wording("outputs")["reports"]
KIND_WORDS: dict[str, str] = wording("outputs")["kinds"]
LEVEL_WORDS: dict[str, str] = wording("outputs")["levels"]
_MOST_CELLS = 12


class Row(NamedTuple, Generic[R]):
    """A record with the name and number (``STT`` in ``TongHop``) of its person in the roster."""

    record: R
    plan: Plan
    person: str = ""
    number: int | None = None


def _nothing(row: Row[Any]) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One fact about a record.

    ``field`` is its key in the exports, ``header`` and ``width`` (in characters) those of its column in a sheet;
    neighbours with the same ``band`` share a heading above their own. ``kind`` says how the value is rendered:
    ``text``, ``code``, ``codes``, ``texts`` (several), ``word`` (one of a few), ``count``, ``ordinal`` (a whole number
    that may be absent), ``days``, ``periods``, ``flag``, ``file``, ``link`` (to a cell), ``hash``, ``date``, ``time``
    or ``percent``. ``value`` is what trace shows. Where an export gives something else (a code for a word), that is
    ``export``; where a sheet does (a remark in addition), that is ``sheet``. ``only`` is ``"sheet"`` or ``"export"``
    for a column the other lacks; in the exports a column follows ``export_after``, if given.
    """

    field: str
    header: str
    width: float
    kind: str = "text"
    value: Callable[[Row[R]], Any] = _nothing
    band: str = ""
    export: Callable[[Row[R]], Any] | None = None
    sheet: Callable[[Row[R]], Any] | None = None
    only: str = ""
    export_after: str = ""


# -- rendering ---------------------------------------------------------------------------------------


_IN_EXPORTS: dict[str, Callable[[Any], Value]] = {
    "codes": ";".join,
    "texts": ";".join,
    "days": whole,
    "periods": lambda periods: ";".join(f"{p.first.isoformat()}..{p.last.isoformat()}" for p in periods),
    "time": lambda moment: moment.isoformat(timespec="seconds"),
}
_IN_SHEETS: dict[str, Callable[[Any], Value]] = {
    "codes": "; ".join,
    "texts": "; ".join,
    "days": whole,
    "periods": spans_text,
    "flag": lambda flag: _say("entry.counted") if flag else _say("entry.not_counted"),
    "file": one_line,
}


def _renderer(find: Callable[[Row[R]], Any], render: Callable[[Any], Value] | None) -> Callable[[Row[R]], Value]:
    if render is None:
        return find

    def rendered(row: Row[R]) -> Value:
        value = find(row)
        return None if value is None else render(value)

    return rendered


def export_values(columns: Sequence[Column[R]]) -> dict[str, Callable[[Row[R]], Value]]:
    """Key → value of each exported column, in the order of the export."""
    order = [c for c in columns if c.only != "sheet" and not c.export_after]
    for column in columns:
        if column.export_after:
            place = next(place for place, c in enumerate(order) if c.field == column.export_after)
            order.insert(place + 1, column)
    return {c.field: _renderer(c.export or c.value, _IN_EXPORTS.get(c.kind)) for c in order}


def sheet_values(columns: Sequence[Column[R]]) -> list[Callable[[Row[R]], Value]]:
    """The value of each column of a sheet, left to right."""
    return [_renderer(c.sheet or c.value, _IN_SHEETS.get(c.kind)) for c in columns]


def value_text(column: Column[R], row: Row[R]) -> str:
    """A value in a sentence."""
    value = column.value(row)
    if isinstance(value, int | float):
        return days_text(value)
    return "; ".join(value) if isinstance(value, tuple) else str(value or "")


# -- people ------------------------------------------------------------------------------------------


def people_rows(plan: Plan, year: Year) -> Iterator[Row[PersonYear]]:
    """Every person of the roster, in the order of ``TongHop``."""
    for number, person in enumerate(year.people, 1):
        yield Row(person, plan, person.person.name, number)


def _group(row: Row[PersonYear]) -> str:
    person = row.record.person
    if person.group not in row.plan.group_by_code:
        return _say("person.group_unknown")
    return _say("person.group_proposed", group=person.group) if person.group_proposed else person.group


def _exemption(row: Row[PersonYear]) -> str:
    """Why a person is exempt, in part exempt, or claims it without ground; with the dates given."""
    person, status = row.record.person, row.record.status
    if not person.exempt:
        return ""
    known = row.plan.exemption_by_code.get(person.exempt)
    reason = (known.name if known else person.exempt) + _between(person)
    if status is PersonStatus.EXEMPT:
        return _say("person.exempt", reason=reason)
    return _say("person.exempt_in_part" if status is PersonStatus.TO_DECIDE else "person.not_exempt", reason=reason)


def _between(person: Person) -> str:
    since = _say("person.since", day=day_text(person.since)) if person.since else ""
    until = _say("person.until", day=day_text(person.until)) if person.until else ""
    return f" ({f'{since} {until}'.strip()})" if since or until else ""


def _outlook(row: Row[PersonYear]) -> str:
    """What is still possible before the window closes."""
    year = row.record
    if year.status is PersonStatus.EXEMPT:
        return ""
    if year.status is PersonStatus.MET:
        return _say("person.done")
    levels = ", ".join(
        _say("person.owed_level", level=LEVEL_WORDS.get(level, level), days=days_text(days))
        for level, days in year.shortfalls.items()
    )
    owed = _say("person.owed", levels=levels) if levels else ""
    if year.status is PersonStatus.NOT_MET or year.possible_days <= 0:
        return _say("person.closed", owed=owed)
    key = "person.possible" if year.can_still_meet else "person.impossible"
    return _say(key, days=year.possible_days, owed=owed)


def _quarter(number: int) -> Column[PersonYear]:
    return Column(
        f"q{number}_days", f"Quý {roman(number)}", 5, "days", lambda row: row.record.quarters[number - 1], _DONE
    )


def _report(key: str) -> Column[PersonYear]:
    form, quarter = EXPECTED[key]

    def state(row: Row[PersonYear]) -> str:
        found = row.record.reports.get(key, "")
        return REPORT_WORDS.get(found, found)

    def with_remark(row: Row[PersonYear]) -> str:
        own = quarter in row.record.unconsolidated and key in row.record.reports
        return _say("person.unconsolidated", state=state(row)) if own else state(row)

    header = f"Quý {roman(quarter)}" if quarter else CATALOGUE[form].short_name
    return Column(f"report_{key}", header, 8, "word", state, "Nộp biểu mẫu", sheet=with_remark, only="sheet")


_DONE = "Số ngày thực hiện"

PEOPLE: tuple[Column[PersonYear], ...] = (
    Column("number", "STT", 4.5, "ordinal", sheet=lambda row: row.number, only="sheet"),
    Column("person_id", "Mã cán bộ", 8, "code", lambda row: row.record.person.id),
    Column("person", "Họ và tên", 17, "text", lambda row: row.record.person.name),
    Column("title", "Chức vụ", 14, "text", lambda row: row.record.person.title, export_after="unit"),
    Column("unit", "Đơn vị", 7.5, "code", lambda row: row.record.person.unit),
    Column("group", "Đối tượng", 8, "word", lambda row: row.record.person.group or None, sheet=_group),
    Column("exempt", "Miễn", 16, "text", _exemption, export=lambda row: row.record.person.exempt or None),
    Column("registered_days", "Số ngày đăng ký", 6.5, "days", lambda row: row.record.registered_days),
    Column("registered_stays", "Số đợt đăng ký", 6.5, "count", lambda row: row.record.registered_stays),
    *map(_quarter, (1, 2, 3, 4)),
    Column("performed_days", "Luỹ kế", 5.5, "days", lambda row: row.record.performed_days, _DONE),
    Column("missing_days", "Còn thiếu", 6, "days", lambda row: row.record.missing_days, export_after="long_stays"),
    Column("stays", "Số đợt", 4.5, "count", lambda row: len(row.record.stays)),
    Column("long_stays", "Đợt dài ngày", 6, "count", lambda row: row.record.long_stays),
    Column("contents", "Nội dung", 8, "codes", lambda row: row.record.contents),
    Column("outside_focus", "Ngoài trọng tâm", 8, "codes", lambda row: row.record.outside_focus),
    *map(_report, EXPECTED),
    Column(
        "status", "Trạng thái", 11.5, "word", lambda row: PERSON_STATUS[row.record.status],
        export=lambda row: row.record.status.value,
    ),
    Column("possible", "Còn có thể", 15, "text", _outlook, only="sheet"),
)  # fmt: skip
"""One row per person of the roster: the export ``people``, the sheet ``TongHop``."""


# -- entries -----------------------------------------------------------------------------------------


def entry_rows(plan: Plan, year: Year) -> Iterator[Row[CountedEntry]]:
    """Every row read from a form, counted or not, in the order of ``DuLieu``."""
    people = {row.record.person.id: row for row in people_rows(plan, year)}
    for counted in year.entries:
        person = people.get(counted.person_id or "")
        name = person.person if person else ""
        yield Row(counted, plan, name or counted.entry.person, person.number if person else None)


def _form(row: Row[CountedEntry]) -> Submission:
    submission = row.record.filing.submission
    if submission is None:
        raise ValueError("an entry without its submission")
    return submission


def _entry_note(row: Row[CountedEntry]) -> str:
    """Why a row is worth what it is worth."""
    counted = row.record
    if not counted.source and not counted.counted:
        return _say("entry.other_form_counts")
    notes = []
    if counted.computed and counted.days is not None:
        notes.append(_say("entry.computed", days=days_text(counted.days)))
    if counted.overlap:
        notes.append(_say("entry.overlap", periods=spans_text(counted.overlap)))
    if counted.outside:
        notes.append(_say("entry.outside", days=counted.outside))
    if not counted.counted and not counted.overlap:
        notes.append(_say("entry.faulty"))
    text = "; ".join(notes)
    return text[:1].upper() + text[1:]


def form_text(column: FormColumn) -> Column[CountedEntry]:
    """A column of text that stands in a form only."""
    return Column(
        column.field, column.header, column.width, "text", lambda row: row.record.entry.raw.get(column.field, "")
    )


ENTRIES: tuple[Column[CountedEntry], ...] = (
    Column("number", "STT cán bộ", 6, "ordinal", lambda row: row.number, only="sheet"),
    Column("person_id", "Mã cán bộ", 8, "code", lambda row: row.record.person_id),
    Column("person", "Họ và tên", 16, "text", lambda row: row.person),
    Column("unit", "Đơn vị", 8, "code", lambda row: row.record.unit),
    Column(
        "form", "Biểu mẫu", 8, "word", lambda row: CATALOGUE[_form(row).form].short_name,
        export=lambda row: _form(row).form,
    ),
    Column(
        "kind", "Loại", 8, "word", lambda row: KIND_WORDS.get(row.record.kind, row.record.kind),
        export=lambda row: row.record.kind,
    ),
    Column("quarter", "Quý", 5, "ordinal", lambda row: row.record.quarter),
    Column("contents", "Nội dung", 7.5, "codes", lambda row: row.record.entry.contents),
    Column("detail", "Cụ thể nội dung", 24, "text", lambda row: row.record.entry.detail),
    Column("days", "Số ngày khai", 7, "days", lambda row: row.record.entry.days),
    Column("periods", "Thời gian cụ thể", 12, "periods", lambda row: row.record.entry.periods or ()),
    Column("places", "Địa điểm", 17, "texts", lambda row: row.record.entry.places),
    Column("result", "Kết quả", 27, "text", lambda row: row.record.entry.result),
    Column("explanation", "Giải trình", 14, "text", lambda row: row.record.entry.explanation),
    *map(form_text, text_columns()),
    Column("counted", "Được tính", 6.5, "flag", lambda row: row.record.counted, export_after="sha256"),
    Column("counted_days", "Số ngày được tính", 7, "days", lambda row: row.record.counted_days, export_after="counted"),
    Column("stay", "Đợt số", 6, "codes", lambda row: tuple(map(str, row.record.stays)), only="sheet"),
    Column("note", "Ghi chú", 18, "text", _entry_note, only="sheet"),
    Column("file", "Tệp", 24, "file", lambda row: row.record.filing.file),
    Column("sheet", "Trang tính", 9, "text", lambda row: _form(row).sheet),
    Column("cell", "Ô (nhấn để mở)", 7.5, "link", lambda row: cell_name(row.record.cell), only="sheet"),
    Column("row", "Dòng", 6, "ordinal", lambda row: row.record.entry.row),
    Column("sha256", "Mã băm của tệp (SHA-256)", 68, "hash", lambda row: row.record.filing.sha256),
)  # fmt: skip
"""One row per row of a form: the export ``entries``, the sheet ``DuLieu``."""


# -- problems ----------------------------------------------------------------------------------------


def problem_rows(plan: Plan, problems: Iterable[Problem]) -> Iterator[Row[Problem]]:
    """The problems as ``VanDe`` numbers them, each with the person it concerns."""
    for number, problem in enumerate(problems, 1):
        person = plan.person_by_id.get(problem.finding.person_id or "")
        yield Row(problem, plan, person.name if person else "", number)


def problem_cell_rows(plan: Plan, year: Year, problems: Iterable[Problem]) -> Iterator[Row[Problem]]:
    """A row per cell in which a problem stands; its person is that of the form's row where the problem names none."""
    people = {
        (version.filing.file, version.filing.sha256, submission.sheet, entry.row): entry.person_id
        for version in year.versions
        if (submission := version.filing.submission) is not None
        for entry in submission.entries
    }
    for problem in problems:
        for cell in problem.cells or (problem.cell,):
            place = (cell.file, cell.sha256, cell.sheet, cell.row) if cell else None
            finding = problem.finding._replace(cell=cell)
            person = plan.person_by_id.get(finding.person_id or (people.get(place) if place else "") or "")
            yield Row(replace(problem, finding=finding, also=()), plan, person.name if person else "")


def problem_unit(row: Row[Problem]) -> str:
    """Code of the problem's own unit, its person's, or the one in whose folder the file lies; ``""`` for none."""
    finding, plan = row.record.finding, row.plan
    if finding.unit:
        return finding.unit
    person = plan.person_by_id.get(finding.person_id or "")
    if person is not None:
        return person.unit
    parts = row.record.file.split("/")
    return plan.find_unit(parts[1]) or "" if len(parts) > 2 else ""


def _cell(row: Row[Problem]) -> str | None:
    return problem_text(row.record).cell or None


def _cell_or_file(row: Row[Problem]) -> str:
    return _cell(row) or (_say("problem.open_file") if row.record.file else "")


def _message(row: Row[Problem]) -> str:
    """The message and the further cells where the same stands; the sheet named where it is another."""
    problem, message = row.record, problem_text(row.record).message
    if not problem.also:
        return message
    own = problem.cells[0]
    named = (cell_name(c) if c.sheet == own.sheet else f"{c.sheet}!{cell_name(c)}" for c in problem.also[:_MOST_CELLS])
    cells = ("; " if own.in_word else ", ").join(named)
    count = len(problem.also) - _MOST_CELLS
    more = _say("problem.more", count=count) if count > 0 else ""
    return _say("problem.also", message=message, cells=cells, more=more)


PROBLEMS: tuple[Column[Problem], ...] = (
    Column("number", "STT", 6, "ordinal", lambda row: row.number, only="sheet"),
    Column(
        "severity", "Mức độ", 10, "word", lambda row: problem_text(row.record).severity,
        export=lambda row: row.record.severity.value, export_after="code",
    ),
    Column("code", "Mã", 7, "word", lambda row: row.record.code),
    Column("unit", "Đơn vị", 10, "code", lambda row: row.record.finding.unit, sheet=problem_unit, export_after="cell"),
    Column("person", "Cán bộ", 18, "text", lambda row: row.person or None, export_after="unit"),
    Column("file", "Tệp", 30, "file", lambda row: row.record.file or None),
    Column("sheet", "Trang tính", 12, "text", lambda row: problem_text(row.record).sheet or None),
    Column("cell", "Ô (nhấn để mở)", 9, "link", _cell, sheet=_cell_or_file),
    Column("given", "Nội dung khai", 24, "text", lambda row: row.record.finding.given),
    Column("expected", "Yêu cầu", 24, "text", lambda row: row.record.finding.expected),
    Column("message", "Thông báo", 52, "text", lambda row: problem_text(row.record).message, sheet=_message),
    Column(
        "sha256", "Mã băm của tệp (SHA-256)", 68, "hash",
        lambda row: row.record.cell.sha256 or None if row.record.cell else None, only="export",
    ),
)  # fmt: skip
"""One row per problem that stands: the export ``problems`` (a row per cell), the sheet ``VanDe``."""


# -- submissions -------------------------------------------------------------------------------------


def submission_rows(plan: Plan, year: Year) -> Iterator[Row[Version]]:
    """Every form received, version by version, and every file that held none."""
    return (Row(version, plan) for version in year.versions)


def _of_form(field: str) -> Callable[[Row[Version]], Any]:
    """A field of the form; ``None`` for a file that held none, or where it says nothing."""
    return lambda row: getattr(row.record.filing.submission, field, None) or None


SUBMISSIONS: tuple[Column[Version], ...] = (
    Column("file", "Tệp", 24, "file", lambda row: row.record.filing.file),
    Column("sha256", "Mã băm của tệp (SHA-256)", 68, "hash", lambda row: row.record.filing.sha256),
    Column("unit", "Đơn vị", 8, "code", _of_form("unit")),
    Column("form", "Biểu mẫu", 8, "code", _of_form("form")),
    Column("quarter", "Quý", 5, "ordinal", _of_form("quarter")),
    Column("person", "Họ và tên", 16, "text", _of_form("person")),
    Column("version", "Lần nộp", 6, "ordinal", lambda row: row.record.number),
    Column("received_at", "Nhận lúc", 16, "time", lambda row: row.record.filing.received),
    Column("first_received_at", "Nhận lần đầu", 16, "time", lambda row: row.record.first_received),
    Column("on_time", "Đúng hạn", 8, "flag", lambda row: row.record.on_time),
    Column("status", "Kết quả", 16, "word", lambda row: row.record.status.value),
    Column("errors", "Số lỗi", 6, "count", lambda row: row.record.filing.errors),
    Column("warnings", "Số cảnh báo", 6, "count", lambda row: row.record.filing.warnings),
)
"""One row per form received: the export ``submissions``, of which there is no sheet."""

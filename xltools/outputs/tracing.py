"""Where a figure of TuanThu.xlsx comes from, down to the cells somebody filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltools.counting.year import days_from, explain, explain_unit
from xltools.forms.catalogue import CATALOGUE, EXPECTED
from xltools.model import CountedEntry, Failure, PersonStatus, PersonYear, Version
from xltools.outputs.compliance_cells import exemption_text, outlook_text
from xltools.outputs.compliance_layout import REPORT_WORDS, UNITS, people_table
from xltools.outputs.compliance_map import Located, locate
from xltools.plan.plan import Plan
from xltools.rules.check import Assessment
from xltools.vietnamese.dates import day_text, periods_text, roman
from xltools.vietnamese.display import cell_name, one_line
from xltools.vietnamese.numbers import days_text
from xltools.vietnamese.words import PERSON_STATUS, STATUS

_WORKBOOK = "TuanThu.xlsx"
_BY_STATUS = {status.value: (status,) for status in PersonStatus} | {
    "khong_dat": (PersonStatus.NOT_MET, PersonStatus.CANNOT_MEET),
    "exempt": (PersonStatus.EXEMPT,),
    "people": tuple(PersonStatus),
    "subject": tuple(status for status in PersonStatus if status is not PersonStatus.EXEMPT),
    "share": (PersonStatus.MET,),
}


def trace(assessment: Assessment, target: str) -> str:
    """The sources of ``TuanThu.xlsx!TongHop!H12`` as Vietnamese lines; ``Failure`` where no figure stands."""
    sheet, cell = _split(target)
    plan, year = assessment.plan, assessment.year
    found = locate(plan, year, sheet, cell)
    if found is None:
        raise Failure(f"Ô {sheet}!{cell} không chứa số liệu; chọn một ô trong bảng của TongHop, TheoDonVi hoặc DuLieu")
    lines = {"person": _person, "unit": _unit, "entry": _entry}[found.kind](assessment, found)
    day = day_text(year.as_of)
    return "\n".join([f"{_WORKBOOK}!{sheet}!{cell} (tính đến ngày {day})", *lines]) + "\n"


def _split(target: str) -> tuple[str, str]:
    book, _, rest = target.rpartition("/")[2].partition("!")
    sheet, _, cell = rest.partition("!")
    if book != _WORKBOOK or not sheet or not cell:
        raise Failure(
            f"Không hiểu “{one_line(target)}”; viết dạng 'TuanThu.xlsx!TongHop!H12' "
            "(với mẫu 2, mẫu 3 đã tổng hợp, xem sheet NguonGoc của chính tệp ấy)"
        )
    return sheet, cell.upper()


def _person(assessment: Assessment, found: Located) -> Iterator[str]:
    plan, year = assessment.plan, assessment.year
    person = next(one for one in year.people if one.person.id == found.key)
    header = next(column for column in people_table(plan).columns if column.field == found.field)
    band = f"{header.band}, " if header.band else ""
    shown = _shown(plan, person, found.field)
    yield f"{person.person.name} ({person.person.id}) – {band}{one_line(header.header)}: {shown}"
    if found.field.startswith("report_"):
        yield from _reports(assessment, person, found.field.removeprefix("report_"))
        return
    entries = explain(plan, year, person.person.id, found.field)
    if found.field in ("missing_days", "status"):
        quota = plan.quota(person.person)
        yield f"Chỉ tiêu: {days_text(quota.min_days)} ngày, {quota.min_stays} đợt ({quota.name})"
    if not entries:
        yield _without_entries(found.field)
    yield from _rows(assessment, entries, _adds_up(found.field))


def _shown(plan: Plan, person: PersonYear, field: str) -> str:
    if field == "exempt":
        return exemption_text(plan, person)
    if field == "possible":
        return outlook_text(person)
    if field == "status":
        return PERSON_STATUS[person.status]
    if field.startswith("report_"):
        return REPORT_WORDS[person.reports[field.removeprefix("report_")]]
    if field in ("person", "person_id"):
        return person.person.name if field == "person" else person.person.id
    if field in ("stays", "long_stays"):
        return str(len(person.stays) if field == "stays" else person.long_stays)
    if field.startswith("q") and field.endswith("_days"):
        return days_text(person.quarters[int(field[1]) - 1])
    value = getattr(person, field, getattr(person.person, field, ""))
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return days_text(value) if isinstance(value, int | float) else str(value)


def _adds_up(field: str) -> bool:
    return field.endswith("_days") and field != "missing_days"


def _without_entries(field: str) -> str:
    if field in ("number", "person_id", "person", "unit", "title", "group", "exempt"):
        return "Lấy từ KeHoach.xlsx, sheet CanBo."
    return "Không có dòng nào trong các biểu đang có hiệu lực."


def _rows(assessment: Assessment, entries: Sequence[CountedEntry], total: bool) -> Iterator[str]:
    for counted in entries:
        yield f"  {_line(counted)}"
        origin = days_from(assessment.year, counted)
        if origin is not None:
            yield f"    số ngày lấy từ {_cell(origin)}"
    if total:
        yield f"  Cộng: {days_text(sum(counted.counted_days for counted in entries))}"


def _cell(counted: CountedEntry) -> str:
    return f"{one_line(counted.filing.file)}!{one_line(counted.cell.sheet)}!{cell_name(counted.cell)}"


def _line(counted: CountedEntry) -> str:
    entry = counted.entry
    field = "days" if "days" in entry.raw else "time"
    raw = one_line(entry.raw.get(field, ""))
    notes = [f"thời gian: {periods_text(entry.periods)}"] if entry.periods else []
    if counted.stays:
        notes.append("đợt số " + ", ".join(map(str, counted.stays)))
    if counted.computed:
        notes.append("số ngày do máy tính")
    if counted.overlap:
        notes.append(f"trừ ngày trùng: {periods_text(counted.overlap)}")
    if counted.outside:
        notes.append(f"{counted.outside} ngày ngoài thời gian của kế hoạch")
    return f"{days_text(counted.counted_days)} ngày ← {_cell(counted)} “{raw}” ({'; '.join(notes)})"


def _reports(assessment: Assessment, person: PersonYear, key: str) -> Iterator[str]:
    """The files behind "on time", "late" …: versions of the form the deadline speaks of."""
    plan = assessment.plan
    form, quarter = EXPECTED[key]
    deadline = plan.deadline(form, quarter)
    if deadline is not None:
        yield f"Hạn: {deadline.words}"
    found = False
    for version in assessment.year.versions:
        submission = version.filing.submission
        if submission is None or (submission.form, submission.quarter) != (form, quarter):
            continue
        personal, who = CATALOGUE[form].personal, person.person
        if who.id == submission.person_id if personal else who.unit == submission.unit:
            found = True
            yield f"  {_version(version)}"
    if not found:
        name = CATALOGUE[form].name + (f" quý {roman(quarter)}" if quarter else "")
        yield f"  Chưa nhận được {name}."


def _version(version: Version) -> str:
    received = day_text(version.filing.received.date())
    return f"{one_line(version.filing.file)}: nhận ngày {received}, {STATUS[version.status]}"


def _unit(assessment: Assessment, found: Located) -> Iterator[str]:
    plan, year = assessment.plan, assessment.year
    header = next(column for column in UNITS.columns if column.field == found.field)
    yield f"{_unit_name(plan, found.key)} – {one_line(header.header)}"
    if found.field in _BY_STATUS:
        for person in year.people:
            if found.key in ("", person.person.unit) and person.status in _BY_STATUS[found.field]:
                yield f"  {person.person.name} ({person.person.id}): {PERSON_STATUS[person.status]}"
        return
    if found.field != "performed_days":
        yield "Lấy từ KeHoach.xlsx, sheet DonVi."
        return
    yield from _rows(assessment, explain_unit(plan, year, found.key, found.field), True)


def _unit_name(plan: Plan, code: str) -> str:
    return plan.unit_by_code[code].name if code else "Toàn tỉnh"


def _entry(assessment: Assessment, found: Located) -> Iterator[str]:
    counted = found.entry
    if counted is None:
        raise ValueError("an entry is located without being there")
    submission = counted.filing.submission
    if submission is not None:
        yield f"{CATALOGUE[submission.form].name}, dòng {counted.entry.row}"
    yield from _rows(assessment, [counted], False)
    for problem in counted.filing.problems:
        if problem.cell is not None and problem.cell.row == counted.entry.row:
            yield f"  {problem.code}: {problem.message}"

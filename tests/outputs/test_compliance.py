from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from xltools.counting.results import PersonYear, Return, Year
from xltools.counting.year import assess
from xltools.forms.catalogue import CATALOGUE
from xltools.model import Cell, Entry, Filing, Finding, Period, Person, Problem, Severity, Status, Submission
from xltools.office.sheet_xml import Formula
from xltools.outputs.columns import entry_rows
from xltools.outputs.compliance import compliance_workbook, people_values, table_values
from xltools.outputs.compliance_layout import ENTRIES, PROBLEMS, UNITS, people_table, returns_table
from xltools.outputs.compliance_sheets import return_lines
from xltools.outputs.tracing import locate
from xltools.plan.plan import Plan
from xltools.plan.toml import load_builtin

from ..libreoffice import LibreOffice

CASES = Path(__file__).parents[1] / "cases" / "compliance.txt"
AS_OF = date(2023, 9, 30)
SHEETS = ["TongHop", "TheoDonVi", "NopBaoCao", "VanDe", "DuLieu", "GhiChu"]


def section(name: str) -> list[list[str]]:
    """The lines below ``[name]`` as lists of cells."""
    text = CASES.read_text("utf-8").split(f"[{name}]")[1].split("\n", 1)[1]
    lines = text.split("\n\n")[0].strip("\n").split("\n")
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def period(text: str) -> Period:
    first, last = text.split("..")
    return Period(date.fromisoformat(first), date.fromisoformat(last))


def a_plan() -> Plan:
    people = tuple(
        Person(code, name, title, unit, group, exempt, *(period(when) if when else (None, None)))
        for code, name, title, unit, group, exempt, when in section("cán bộ")
    )
    return replace(load_builtin("2023"), people=people)


def a_filing(plan: Plan, turn: int, key: tuple[str, str, str, str, str], lines: list[list[str]]) -> Filing:
    received, unit, form, quarter, owner = key
    columns = {column.field: place for place, column in enumerate(CATALOGUE[form].columns, 1)}
    nil = lines[0][5] == "KHÔNG PHÁT SINH"
    entries = tuple(
        Entry(
            row=row,
            person_row=row,
            person=plan.person_by_id[person].name if person else "Người lạ",
            person_id=person or None,
            title="",
            contents=tuple(contents.split("; ")),
            detail=detail,
            days=float(days) if days else None,
            periods=(period(when),),
            places=(place,),
            levels=("xa",),
            result=result,
            explanation=explanation,
            stay="",
        )
        for row, (_, _, _, _, person, contents, days, when, place, detail, result, explanation) in enumerate(lines, 13)
        if not nil
    )
    name = plan.person_by_id[owner].name if owner else ""
    submission = Submission(
        form, "Sheet1", columns, 11, {}, unit, name, owner or None, "", 2023,
        int(quarter) if quarter else None, None, nil, entries,
    )  # fmt: skip
    file = f"2-NopBai/{unit}/{form} {quarter} {name} (đã ký).xlsx".replace("  ", " ")
    return Filing(
        file, f"{turn:064x}", 0, turn, datetime.fromisoformat(received), False, Status.ACCEPTED, submission, ()
    )


def filings(plan: Plan) -> list[Filing]:
    def key(line: list[str]) -> tuple[str, str, str, str, str]:
        owner = line[4] if CATALOGUE[line[2]].personal else ""
        return line[0], line[1], line[2], line[3], owner

    lines = [line + [""] * (12 - len(line)) for line in section("dòng")]
    groups = groupby(sorted(lines, key=key), key=key)
    return [a_filing(plan, turn, group, list(members)) for turn, (group, members) in enumerate(groups, 1)]


PLAN = a_plan()
FILINGS = filings(PLAN)


def problems() -> list[Problem]:
    found = []
    for severity, code, unit, person, file, sheet, cell, text, expected, message in section("vấn đề"):
        where = None
        if file:
            where = Cell(sheet, int(cell[1:]), ord(cell[0]) - 64, file) if cell else Cell("", 0, 0, file)
        finding = Finding(code, where, text, expected, person or None, unit or None)
        found.append(Problem(finding, Severity(severity), message))
    return found


@pytest.fixture(scope="module")
def plan() -> Plan:
    return PLAN


@pytest.fixture(scope="module")
def year(plan: Plan) -> Year:
    return assess(plan, FILINGS, AS_OF)


@pytest.fixture(scope="module")
def data(plan: Plan, year: Year) -> bytes:
    return compliance_workbook(plan, year, problems())


@pytest.fixture(scope="module")
def book(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def header(sheet: Worksheet, row: int) -> list[object]:
    return [cell.value for cell in sheet[row]]


def column(sheet: Worksheet, letters: str, first: int, count: int) -> list[object]:
    return [sheet[f"{letters}{row}"].value for row in range(first, first + count)]


@pytest.fixture
def recalculated(libreoffice: LibreOffice, tmp_path: Path) -> Callable[[bytes], openpyxl.Workbook]:
    """The workbook after LibreOffice has worked out every formula anew."""

    def convert(data: bytes) -> openpyxl.Workbook:
        source = tmp_path / "TuanThu.xlsx"
        source.write_bytes(data)
        return openpyxl.load_workbook(libreoffice.convert("xlsx", source)[0], data_only=True)

    return convert


def cells(book: openpyxl.Workbook) -> dict[tuple[str, str], object]:
    found = {(sheet.title, cell.coordinate): cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    return {place: value for place, value in found.items() if value not in (None, "")}


def test_sheets_stand_in_the_order_of_the_contract(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == SHEETS


def test_a_recalculation_gives_every_cached_value(
    data: bytes, book: openpyxl.Workbook, recalculated: Callable[[bytes], openpyxl.Workbook]
) -> None:
    again, before = cells(recalculated(data)), cells(book)
    # an official reads the cached values; none may change when a formula is worked out
    assert {k: v for k, v in again.items() if before.get(k) != v} == {}
    assert again.keys() == before.keys()
    formulas = openpyxl.load_workbook(io.BytesIO(data))
    assert sum(cell.data_type == "f" for row in formulas["TongHop"].iter_rows() for cell in row) > 25 * 6


def test_a_recalculation_notices_a_wrong_cached_value(
    data: bytes, recalculated: Callable[[bytes], openpyxl.Workbook]
) -> None:
    old, new = io.BytesIO(data), io.BytesIO()
    with zipfile.ZipFile(old) as source, zipfile.ZipFile(new, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, re.sub(rb"</f><v>60</v>", b"</f><v>61</v>", part))
    wrong = cells(openpyxl.load_workbook(io.BytesIO(new.getvalue()), data_only=True))
    right = cells(recalculated(new.getvalue()))
    assert 61 in wrong.values()
    assert 61 not in right.values()


def test_every_figure_of_a_person_stands_in_its_column(plan: Plan, year: Year, book: openpyxl.Workbook) -> None:
    table, sheet = people_table(plan), book["TongHop"]
    expected = {
        "person_id": [p.person.id for p in year.people],
        "registered_days": [p.registered_days for p in year.people],
        "q2_days": [p.quarters[1] for p in year.people],
        "performed_days": [p.performed_days for p in year.people],
        "missing_days": [p.missing_days for p in year.people],
        "stays": [len(p.stays) for p in year.people],
        "long_stays": [p.long_stays for p in year.people],
    }
    for field, values in expected.items():
        assert column(sheet, table.letters(field), table.first_row, len(year.people)) == values, field
    assert "Đợt ≥ 30 ngày" in header(sheet, table.header_row - 1)


def test_words_of_people_who_are_exempt_waiting_or_done(plan: Plan, year: Year, book: openpyxl.Workbook) -> None:
    table, sheet = people_table(plan), book["TongHop"]
    rows = {p.person.id: table.first_row + place for place, p in enumerate(year.people)}

    def words(person: str, *fields: str) -> list[object]:
        return [sheet[f"{table.letters(field)}{rows[person]}"].value for field in fields]

    assert words("VP02", "exempt", "status", "possible", "report_Q1") == ["Miễn: Văn thư", "Miễn", None, "Miễn"]
    assert words("TC04", "exempt", "status") == [
        "Miễn một phần, cần xem xét: Cán bộ nữ đang trong thời gian nghỉ thai sản (từ 01/02/2023 đến 31/7/2023)",
        "Cần xem xét",
    ]
    assert words("TG02", "status", "possible", "report_mau2") == ["Đạt", "Đã hoàn thành", "Đúng ngày hạn"]
    assert words("TT02", "status", "possible") == ["Đang thực hiện", "Còn 25 ngày: còn có thể hoàn thành"]
    assert words("TH03", "report_Q1", "report_Q2") == ["Không phát sinh", "Đúng hạn (có báo cáo cá nhân)"]


@settings(max_examples=25)
@given(st.sets(st.sampled_from(range(len(FILINGS)))), st.dates(date(2023, 1, 1), date(2024, 1, 31)))
def test_sums_over_the_data_give_the_cached_figures_whatever_came_in(chosen: set[int], as_of: date) -> None:
    year = assess(PLAN, [FILINGS[place] for place in chosen], as_of)
    table = people_table(PLAN)
    at = {c.field: place for place, c in enumerate(ENTRIES.columns)}
    data = [
        [row[at[f]] for f in ("number", "kind", "quarter", "counted_days")]
        for row in table_values(ENTRIES, entry_rows(PLAN, year))
    ]
    for count, row in enumerate(people_values(PLAN, year, table), 1):
        figures = {
            c.field: value.value for c, value in zip(table.columns, row, strict=True) if isinstance(value, Formula)
        }
        assert figures["registered_days"] == sum(d for n, kind, _, d in data if (n, kind) == (count, "Đăng ký"))  # type: ignore[misc]
        for q in (1, 2, 3, 4):
            done = sum(d for n, kind, quarter, d in data if (n, kind, quarter) == (count, "Thực hiện", q))  # type: ignore[misc]
            assert figures[f"q{q}_days"] == done
        assert figures["performed_days"] == sum(float(figures[f"q{q}_days"]) for q in (1, 2, 3, 4))
        assert figures.get("missing_days", 0) == max(0, 60 - float(figures["performed_days"])) or row[-2] == "Miễn"


def test_units_add_up(year: Year, data: bytes, book: openpyxl.Workbook) -> None:
    sheet = book["TheoDonVi"]
    total = UNITS.last_row(7) + 1
    assert [sheet[f"{c}{total}"].value for c in "CDEF"] == ["Toàn tỉnh", 25, 4, 21]
    for row in range(UNITS.first_row, total + 1):
        counts = [sheet.cell(row, place).value for place in range(7, 13)]
        assert sum(float(str(count)) for count in counts) == sheet[f"F{row}"].value  # every status is counted once
    assert sheet[f"{UNITS.letters('performed_days')}{total}"].value == sum(p.performed_days for p in year.people)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert "Tình trạng thực hiện theo đơn vị" in package.read("xl/charts/chart1.xml").decode()


def test_what_units_sent_and_when(plan: Plan, year: Year, book: openpyxl.Workbook) -> None:
    table, sheet = returns_table(plan, year), book["NopBaoCao"]
    bands = [value for value in header(sheet, table.header_row - 1) if value]
    assert bands[3:5] == ["Mẫu 1\n(trước ngày 15/02/2023)", "Mẫu 2\n(trước ngày 20/02/2023)"]
    rows = {sheet[f"B{row}"].value: row for row in range(table.first_row, table.first_row + 7)}

    def state(unit: str, form: str) -> tuple[object, object]:
        return sheet[f"{table.letters(form)}{rows[unit]}"].value, sheet[
            f"{table.letters(form + '_received')}{rows[unit]}"
        ].value

    assert state("TTTD", "mau2") == ("Đúng hạn", datetime(2023, 2, 14))
    assert state("TG", "mau2") == ("Đúng ngày hạn", datetime(2023, 2, 20))
    assert state("TNCN", "mau2") == ("Trễ hạn", datetime(2023, 2, 24))
    assert state("TTNTH", "mau2") == ("Thiếu", None)
    assert state("TTNTH", "mau1") == ("Thiếu: 2\nĐúng hạn: 2", datetime(2023, 2, 10))
    assert state("TTNTH", "mau3_1") == ("Không phát sinh", datetime(2023, 3, 25))
    assert state("TTNTH", "mau3_4") == ("Chưa đến hạn", None)


def test_a_form_without_deadline_is_received_and_a_nil_one_may_be_late(plan: Plan, year: Year) -> None:
    schedule = Return("H-TANBIEN", "lich_hop", None, None, 0, 1, 1, 0, 0, 0, 0, 0, 0, date(2023, 3, 28))
    quarter_1 = replace(schedule, form="mau3", quarter=1, deadline=date(2023, 3, 27), expected=1, on_time=0, late=1)

    def words(due: Return) -> list[object]:
        (line,) = return_lines(plan, replace(year, people=(), returns=(due,)))
        return list(line[3:])

    assert words(schedule) == ["Đã nhận", date(2023, 3, 28)]
    assert words(replace(quarter_1, nil=1)) == ["Không phát sinh, trễ hạn", date(2023, 3, 28)]
    assert words(quarter_1) == ["Trễ hạn", date(2023, 3, 28)]
    assert words(replace(quarter_1, first_received=date(2023, 3, 27)))[0] == "Đúng ngày hạn"


def test_problems_stand_errors_first_with_a_link_to_the_cell(book: openpyxl.Workbook) -> None:
    sheet, count = book["VanDe"], len(problems())
    severities = column(sheet, PROBLEMS.letters("severity"), PROBLEMS.first_row, count)
    order = ["Lỗi", "Cảnh báo", "Lưu ý"]
    assert severities == sorted(severities, key=lambda word: order.index(str(word)))
    rows = range(PROBLEMS.first_row, PROBLEMS.first_row + count)
    linked = {row: sheet[f"{PROBLEMS.letters('cell')}{row}"] for row in rows}
    links = {sheet[f"{PROBLEMS.letters('file')}{row}"].value: cell for row, cell in linked.items() if cell.hyperlink}
    whole, faulty = links["2-NopBai/linh tinh/hỏng.xlsx"], links["2-NopBai/TNCN/đăng ký #1.xlsx"]
    assert (whole.value, whole.hyperlink.target) == ("Mở tệp", "../2-NopBai/linh%20tinh/h%E1%BB%8Fng.xlsx")
    assert faulty.hyperlink.target == "../2-NopBai/TNCN/%C4%91%C4%83ng%20k%C3%BD%20%231.xlsx"
    assert faulty.hyperlink.location == f"'Sheet1'!{faulty.value}"
    assert sum(cell.hyperlink is not None for cell in linked.values()) == sum(bool(at.file) for at in problems())


def test_every_row_read_is_in_the_data_with_its_place(year: Year, book: openpyxl.Workbook) -> None:
    sheet = book["DuLieu"]
    for row, counted in enumerate(year.entries, ENTRIES.first_row):
        place = [sheet[f"{ENTRIES.letters(f)}{row}"].value for f in ("file", "cell", "row", "sha256")]
        assert place == [counted.filing.file, counted.cell.name, counted.entry.row, counted.filing.sha256]
    days = column(sheet, ENTRIES.letters("counted_days"), ENTRIES.first_row, len(year.entries))
    assert all(isinstance(value, int | float) for value in days)


def test_text_of_a_form_is_never_run(plan: Plan, year: Year) -> None:
    first = year.entries[0]
    evil = '=HYPERLINK("http://evil.example","x")'
    bad = replace(first, entry=replace(first.entry, detail=evil, result="+1+1", explanation="@SUM(A1)\x07"))
    data = compliance_workbook(plan, replace(year, entries=(bad, *year.entries[1:])), problems())
    sheet = openpyxl.load_workbook(io.BytesIO(data))["DuLieu"]
    found = [sheet[f"{ENTRIES.letters(f)}{ENTRIES.first_row}"] for f in ("detail", "result", "explanation")]
    assert [(cell.value, cell.data_type) for cell in found] == [(evil, "s"), ("+1+1", "s"), ("@SUM(A1)", "s")]


def test_the_same_year_gives_the_same_bytes(plan: Plan, year: Year, data: bytes) -> None:
    assert compliance_workbook(plan, year, problems()[::-1]) == data


def test_no_wall_clock_time_is_in_the_file(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2023-01-01T00:00:00Z" in package.read("docProps/core.xml")


def test_an_empty_year_is_a_workbook_too(recalculated: Callable[[bytes], openpyxl.Workbook]) -> None:
    plan = load_builtin("2023")
    data = compliance_workbook(plan, assess(plan, [], date(2023, 1, 5)), [])
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    assert book.sheetnames == SHEETS
    assert cells(recalculated(data)) == cells(book)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("TongHop!H8", ("TT01", "registered_days")),
        ("TongHop!$K$9", ("TT02", "q2_days")),
        ("TongHop!Z32", ("TH04", "status")),
        ("TongHop!H7", None),
        ("TongHop!H33", None),
        ("TongHop!AZ8", None),
        ("TheoDonVi!G7", ("TTTD", "dat")),
        ("TheoDonVi!D14", ("", "people")),
        ("TheoDonVi!D15", None),
        ("NopBaoCao!D8", None),
        ("TongHop!8", None),
    ],
)
def test_a_cell_leads_back_to_what_it_shows(
    plan: Plan, year: Year, place: str, expected: tuple[str, str] | None
) -> None:
    sheet, cell = place.split("!")
    found = locate(plan, year, sheet, cell)
    if expected is None:
        assert found is None
        return
    assert found is not None
    column, record = found
    key = record.person.id if isinstance(record, PersonYear) else record
    assert (key, column.field) == expected


def test_every_row_of_the_data_leads_back_to_its_entry(plan: Plan, year: Year) -> None:
    for row, counted in enumerate(year.entries, ENTRIES.first_row):
        found = locate(plan, year, "DuLieu", f"{ENTRIES.letters('counted_days')}{row}")
        assert found is not None
        assert (found[0].field, found[1]) == ("counted_days", counted)
    assert locate(plan, year, "DuLieu", f"A{ENTRIES.last_row(len(year.entries)) + 1}") is None

from __future__ import annotations

import re
import unicodedata
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from xltools.model import Person
from xltools.outputs.plan_workbook import write_plan
from xltools.plan.load import load_plan, plan_sheets, with_roster
from xltools.plan.plan import Plan, Waiver
from xltools.plan.sheets import SHEETS
from xltools.plan.toml import load_builtin

PLANS = Path(__file__).parents[1] / "fixtures" / "plans"
NAMES = ("2023", str(PLANS / "ba-ria-vung-tau.toml"), str(PLANS / "quang-tri-2020.toml"))


def grids(data: bytes) -> dict[str, list[list[object]]]:
    """What the reader of the pipeline sees."""
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    plan = load_builtin(NAMES[1])
    return openpyxl.load_workbook(BytesIO(write_plan(plan)))


@pytest.mark.parametrize("name", NAMES, ids=["2023", "vung-tau", "quang-tri"])
def test_the_workbook_gives_the_plan_back(name: str) -> None:
    plan = load_builtin(name)
    data = write_plan(plan)
    again = load_plan(grids(data))
    assert again == plan
    assert write_plan(again) == data


WORDS = st.text("abcđêơ ỳỗ=+-@'\"<>&0123./", min_size=1, max_size=20).filter(lambda text: text.strip())
DATES = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2025, 1, 1)))
TITLES = st.sampled_from(["Trưởng Ban", "Chuyên viên", "Văn thư", "Bí thư Tỉnh đoàn", "=1+1"])


@settings(max_examples=25)
@given(
    lines=st.lists(
        st.tuples(WORDS, TITLES, st.sampled_from(["TG", "VP"]), st.sampled_from(["", "CV"]), DATES), max_size=6
    ),
    reason=WORDS,
)
def test_any_roster_survives(lines: list[tuple[str, str, str, str, date | None]], reason: str) -> None:
    plan = load_builtin("2023")
    people = tuple(
        Person(f"0{number}", name, title, unit, group, "thai_san", since)
        for number, (name, title, unit, group, since) in enumerate(lines)
    )
    waivers = (Waiver("C301", "TG", None, date(2023, 5, 1), "Bí thư", reason),)
    drafted = plan_sheets(with_roster(plan, people, ()))
    drafted["ChapNhan"].append(["C301", "TG", "", date(2023, 5, 1), waivers[0].approver, reason])
    typed = load_plan(drafted)
    assert load_plan(grids(write_plan(typed))) == typed
    assert [person.id for person in typed.people] == [person.id for person in people]


def test_every_header_explains_itself(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [sheet.name for sheet in SHEETS]
    for spec in SHEETS:
        sheet = book[spec.name]
        for column, field in enumerate(spec.fields, 1):
            cell = sheet.cell(1, column)
            assert (cell.value, cell.comment.text) == (field.header, field.note)


def test_lists_sit_in_the_sheets(book: openpyxl.Workbook) -> None:
    rules = [(sheet.title, rule) for sheet in book for rule in sheet.data_validations.dataValidation]
    assert all(len(rule.formula1) <= 255 for _, rule in rules)
    assert not any(rule.showDropDown for _, rule in rules)  # in the file format this would hide the arrow
    sources = {rule.formula1 for title, rule in rules if title == "CanBo"}
    assert sources == {"Ma_DonVi", "Ma_DoiTuong", "Ma_MienTru"}
    assert book.defined_names["Ma_DonVi"].attr_text.startswith("DonVi!$A$2:INDEX(")


def test_look(book: openpyxl.Workbook) -> None:
    for sheet in book:
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
            "landscape",
            9,
            0,
        )
        assert sheet.auto_filter.ref.startswith("A1:")
        fonts = {(cell.font.name, cell.font.size) for row in sheet.iter_rows() for cell in row}
        assert fonts == {("Times New Roman", 12)}
    assert book["NoiDung"]["A2"].number_format == "@"
    assert book["CanBo"]["G4"].number_format == "dd/mm/yyyy"
    assert book["CanBo"]["G4"].value.date() == date(2022, 3, 1)
    assert book["CanBo"].column_dimensions["G"].number_format == "dd/mm/yyyy"


def test_a_proposed_group_waits_for_a_person(book: openpyxl.Workbook) -> None:
    confirmed, proposed = book["CanBo"]["E2"], book["CanBo"]["E3"]
    assert (confirmed.value, confirmed.comment) == ("TT", None)
    assert (proposed.value, proposed.fill.start_color.rgb) == (None, "00FFFF00")
    assert proposed.comment.text.startswith("Đề xuất theo chức vụ: LD")


def test_text_is_never_a_formula() -> None:
    plan = load_builtin("2023")
    tricky = with_roster(plan, [Person("P1", '=HYPERLINK("x")', "Chuyên viên", "TG", "CV")], ())
    data = write_plan(tricky)
    assert load_plan(grids(data)).people[0].name == '=HYPERLINK("x")'
    cell = openpyxl.load_workbook(BytesIO(data))["CanBo"]["B2"]
    assert cell.data_type == "s"


def test_all_text_is_nfc_vietnamese() -> None:
    texts = [str(value) for rows in plan_sheets(load_builtin("2023")).values() for row in rows for value in row]
    assert all(unicodedata.is_normalized("NFC", text) for text in texts)
    english = re.compile(r"\b(true|false|none|the|declared|warning|manual|role|period|yes|no)\b", re.IGNORECASE)
    assert not [text for text in texts if english.search(text)]


def test_equal_plans_give_equal_bytes() -> None:
    one: Plan = load_builtin("2023")
    assert write_plan(one) == write_plan(load_builtin("2023"))

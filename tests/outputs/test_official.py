from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from xltools.counting.consolidate import MergedRow, Section, SourceCell
from xltools.forms.catalogue import CATALOGUE
from xltools.model import Period, Person, Place, Unit
from xltools.office.package import Package
from xltools.outputs.official import blank_form, merged_form
from xltools.outputs.template import template_bytes
from xltools.plan.plan import Content, Counting, Extras, Plan
from xltools.plan.toml import load_builtin

from ..libreoffice import LibreOffice

AS_OF = date(2023, 7, 5)
UNITS = (
    Unit("TTTD", "Thường trực Tỉnh đoàn", "thuong_truc"),
    Unit("VP", "Văn phòng Tỉnh đoàn", "van_phong", "Phan Thị Hoà"),
    Unit("TCKT", "Ban Tổ chức – Kiểm tra", "ban", "Đỗ Minh Quân"),
    Unit("TNCN", "Ban Thanh niên Nông thôn, Công nhân, Viên chức và Đô thị", "ban", "Lê Ẩn"),
)
PEOPLE = (
    Person("TNCN-01", "Lê Ẩn", "Trưởng Ban", "TNCN", "LD"),
    Person("TNCN-02", "Trần Thị Loan", "Chuyên viên", "TNCN", "CV"),
)
PLAN = Plan(
    code="2023",
    year=2023,
    name="Đi công tác cơ sở",
    province="Tây Ninh",
    window=Period(date(2023, 1, 1), date(2023, 10, 25)),
    counting=Counting(),
    letterhead=dataclasses.replace(load_builtin("2023").letterhead, number="12", signed=date(2023, 1, 30)),
    extras=Extras(),
    contents=tuple(Content(f"1.{i}", "Nội dung dài của kế hoạch " * 12) for i in range(1, 6)),
    groups=(),
    exemptions=(),
    deadlines=(),
    units=UNITS,
    people=PEOPLE,
    places=(
        Place("xã", "Suối Dây", "huyện Tân Châu"),
        Place("xã", "Mới", "", since=date(2025, 7, 1)),
    ),
    waivers=(),
)
UNIT = {unit.code: unit for unit in UNITS}
LONG = "Phối hợp ra quân Chiến dịch thanh niên tình nguyện hè; hạn chế: thiếu kinh phí; đề xuất hỗ trợ. " * 40


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def texts(sheet: Worksheet) -> str:
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)


def table(sheet: Worksheet, header: str = "STT") -> list[list[object]]:
    """Rows from the header row down to the signature block, trailing blank rows left out."""
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    begin = next(i for i, row in enumerate(rows) if row[0] == header)
    end = next(
        (i for i in range(begin, len(rows)) if str(rows[i][0]).startswith(("Tổng", "Phê duyệt", "TM."))), len(rows)
    )
    return rows[begin:end]


def row(person: Person, days: float, *, kept: bool = True, note: str = "", **values: str) -> MergedRow:
    file = f"2-NopBai/{person.unit}/bài số 1 #{person.id} 50%.xlsx"
    own = {
        "person": person.name,
        "title": person.title,
        "contents": "1.1",
        "days": days,
        "time": "01/4/2023 – 30/4/2023",
    }
    sources = (
        SourceCell("days", file, "Mau3", "E11", f"{days:g} ngày"),
        SourceCell("time", file, "Mau3", "F11", "tháng 4"),
    )
    return MergedRow(own | values, sources, note, days if kept else 0.0, kept, person.id)


def mau3(rows: Sequence[MergedRow], template: bytes | None = None) -> bytes:
    sections = [Section(None, tuple(rows))]
    return merged_form("mau3", PLAN, unit=UNIT["TNCN"], quarter=2, as_of=AS_OF, sections=sections, template=template)


# -- blank forms -------------------------------------------------------------------------------------------------


def test_a_blank_mau1_is_pre_filled_and_keeps_the_plan_s_examples() -> None:
    book = opened(blank_form("mau1", PLAN, unit=UNIT["TNCN"], person=PEOPLE[1]))
    said = texts(book["Mau1"])
    for text in (
        "BAN THANH NIÊN NÔNG THÔN, CÔNG NHÂN, VIÊN CHỨC VÀ ĐÔ THỊ",
        "Tây Ninh, ngày      tháng      năm 2023",
        "(Kèm theo Kế hoạch số 12-KH/TĐTN-TCKT, ngày 30/01/2023 của Ban Thường vụ Tỉnh đoàn)",
        "1. Họ và tên: Trần Thị Loan",
        "2. Chức vụ: Chuyên viên",
        "VD1: 1.1 Phối hợp tổ chức, triển khai hoạt động tại cơ sở",
    ):
        assert text in said
    assert table(book["Mau1"])[0] == ["STT", "Nội dung", "Số ngày đi", "Thời gian cụ thể", "Địa điểm", "Giải trình"]
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == ["Mau1"]


def test_input_cells_are_text_so_that_no_date_is_turned_round() -> None:
    sheet = opened(blank_form("mau1", PLAN, unit=UNIT["VP"]))["Mau1"]
    begin = next(cell.row for cell in sheet["A"] if cell.value == "STT")
    empty = sheet[begin + 4]
    assert [cell.number_format for cell in empty] == ["General", "@", "General", "@", "@", "@"]
    assert all(cell.border.left.style and cell.border.bottom.style for cell in empty)


def test_dropdowns_cover_every_input_row_and_read_their_lists_from_a_hidden_sheet() -> None:
    book = opened(blank_form("mau2", PLAN, unit=UNIT["TNCN"]))
    sheet = book["Mau2"]
    body = book.defined_names["xl_body"].attr_text.replace("$", "").partition("!")[2]
    first, last = re.findall(r"\d+", body)
    rules = {rule.formula1: rule for rule in sheet.data_validations.dataValidation}
    assert set(rules) == {"xl_list_contents", "xl_list_places", "xl_list_people"}
    for rule in rules.values():
        assert [re.findall(r"\d+", str(area)) for area in rule.sqref.ranges] == [[first, last]]
        assert rule.errorStyle == "warning"
    lists = {name: book.defined_names[name].attr_text.replace("$", "") for name in rules}
    assert lists["xl_list_people"] == "'DanhMuc'!C2:C3"
    choices = book["DanhMuc"]
    assert choices.sheet_state == "hidden"
    assert [cell.value for cell in choices["C"]][1:3] == ["Lê Ẩn", "Trần Thị Loan"]
    assert choices["A2"].value == f"1.1 {PLAN.contents[0].name}"
    assert [cell.value for cell in choices["B"] if cell.value] == ["Địa điểm", "xã Suối Dây, huyện Tân Châu"]


def test_a_mau1_stays_on_one_page_even_under_a_long_unit_name() -> None:
    for unit, least in ((UNIT["VP"], 10), (UNIT["TNCN"], 7)):
        sheet = opened(blank_form("mau1", PLAN, unit=unit))["Mau1"]
        begin = next(cell.row for cell in sheet["A"] if str(cell.value) == "2")
        end = next(cell.row for cell in sheet["A"] if str(cell.value).startswith("Lãnh đạo"))
        assert end - begin - 2 >= least
        assert not sheet.row_breaks.brk


def test_a_quarter_s_form_can_start_from_registered_rows() -> None:
    rows = [{"person": "Lê Ẩn", "contents": "1.2"}, {"person": "Lê Ẩn", "contents": "1.5"}, {"person": "Trần Thị Loan"}]
    sheet = opened(blank_form("mau3", PLAN, unit=UNIT["TNCN"], quarter=3, rows=rows))["Mau3"]
    assert "Kết quả đi công tác quý III năm 2023" in texts(sheet)
    assert [line[:3] for line in table(sheet)[3:6]] == [
        [1, "Lê Ẩn", "1.2"],
        [None, "Lê Ẩn", "1.5"],
        [2, "Trần Thị Loan", None],
    ]


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_blank_form_is_read_by_both_readers(code: str) -> None:
    data = blank_form(code, PLAN, unit=UNIT["VP"], person=PEOPLE[0], quarter=1)
    first = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    sheet = opened(data).worksheets[0]
    assert any(CATALOGUE[code].title in line for line in first)
    assert CATALOGUE[code].title in texts(sheet)
    assert blank_form(code, PLAN, unit=UNIT["VP"], person=PEOPLE[0], quarter=1) == data


# -- merged forms ------------------------------------------------------------------------------------------------


def test_people_are_numbered_and_named_once() -> None:
    rows = [row(PEOPLE[0], 10), row(PEOPLE[0], 20.5), row(PEOPLE[1], 30)]
    sheet = opened(mau3(rows))["Mau3"]
    assert [line[:2] + line[4:5] for line in table(sheet)[2:]] == [
        [1, "Lê Ẩn", 10],
        [None, None, 20.5],
        [2, "Trần Thị Loan", 30],
    ]
    top = next(cell.row for cell in sheet["A"] if cell.value == 1)
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {f"A{top}:A{top + 1}", f"B{top}:B{top + 1}"} <= merged


def test_the_date_line_the_unit_and_its_leader_stand_where_the_form_has_them() -> None:
    said = texts(opened(mau3([row(PEOPLE[0], 1)]))["Mau3"])
    assert "Tây Ninh, ngày 05 tháng 7 năm 2023" in said
    assert "TRƯỞNG BAN\nLê Ẩn" in said
    assert "Nguyễn Văn A" not in said


@pytest.mark.parametrize(
    ("unit", "caption"),
    [
        ("VP", "CHÁNH VĂN PHÒNG"),
        ("TTTD", "TM. THƯỜNG TRỰC TỈNH ĐOÀN"),
        (None, "TM. BAN THƯỜNG VỤ TỈNH ĐOÀN\nBAN TỔ CHỨC – KIỂM TRA\nĐỗ Minh Quân"),
    ],
)
def test_who_signs_depends_on_the_unit(unit: str | None, caption: str) -> None:
    owner = UNIT[unit] if unit else None
    data = merged_form("mau3", PLAN, unit=owner, quarter=1, as_of=AS_OF, sections=[])
    assert caption in texts(opened(data)["Mau3"])


def test_the_province_s_form_has_a_row_per_unit_and_numbers_people_throughout() -> None:
    sections = [Section("Văn phòng Tỉnh đoàn", (row(PEOPLE[1], 5),)), Section("Ban Tuyên giáo", (row(PEOPLE[0], 7),))]
    data = merged_form("mau2", PLAN, unit=None, quarter=None, as_of=AS_OF, sections=sections)
    sheet = opened(data)["Mau2"]
    assert [line[0] for line in table(sheet)[1:-1]] == ["Văn phòng Tỉnh đoàn", 1, "Ban Tuyên giáo", 2]
    top = next(cell.row for cell in sheet["A"] if cell.value == "Ban Tuyên giáo")
    assert f"A{top}:H{top}" in {str(area) for area in sheet.merged_cells.ranges}


def test_columns_of_ours_stand_only_where_the_plan_wants_them() -> None:
    for extras, headers in (
        (Extras(mau2_days=False, explanation=False), []),
        (Extras(mau2_days=True, explanation=False, stay=True), ["Số ngày đi", "Đợt"]),
    ):
        plan = dataclasses.replace(PLAN, extras=extras)
        data = merged_form("mau2", plan, unit=UNIT["TNCN"], quarter=None, as_of=AS_OF, sections=[])
        sheet = opened(data)["Mau2"]
        assert table(sheet)[0][6:] == headers
        assert sheet.print_area.endswith(f"${'F' if not headers else 'H'}${sheet.max_row}")
        used = [key for key in sheet.column_dimensions if sheet.column_dimensions[key].width]
        assert max(used) <= ("F" if not headers else "H")


def test_the_total_is_a_formula_whose_value_a_recalculation_gives(tmp_path: Path, libreoffice: LibreOffice) -> None:
    rows = [row(PEOPLE[0], 10, result=LONG), row(PEOPLE[0], 20.5), row(PEOPLE[1], 30), row(PEOPLE[1], 9, kept=False)]
    path = tmp_path / "mau3.xlsx"
    path.write_bytes(mau3(rows))
    formulas, values = opened(path.read_bytes())["Mau3"], openpyxl.load_workbook(path, data_only=True)["Mau3"]
    place = next(c.coordinate for line in formulas.iter_rows() for c in line if str(c.value).startswith("=SUM("))
    assert values[place].value == 60.5
    (saved,) = libreoffice.convert("ods", path)
    recalculated = CalamineWorkbook.from_path(str(saved)).get_sheet_by_name("Mau3").to_python()
    assert 60.5 in next(line for line in recalculated if line[0] == "Tổng")


def test_no_text_is_cut_however_long() -> None:
    sheet = opened(mau3([row(PEOPLE[0], 10, result=LONG), row(PEOPLE[1], 20)]))["Mau3"]
    pieces = [line[7] for line in table(sheet)[2:] if line[7]]
    assert len(pieces) > 1
    assert "".join(str(piece) for piece in pieces) == LONG
    heights = [dimension.height for dimension in sheet.row_dimensions.values() if dimension.height]
    assert max(heights) <= 409.5


def test_text_from_a_form_is_never_a_formula_or_a_link() -> None:
    evil = '=HYPERLINK("http://x","y")'
    data = mau3([row(PEOPLE[0], 1, result=evil, explanation="\x00\x0b<c>&amp;", contents="http://x.example")])
    for name in ("Mau3", "NguonGoc"):
        sheet = opened(data)[name]
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f" or str(cell.value).startswith("=SUM(E")
                assert cell.hyperlink is None or str(cell.hyperlink.target).startswith("../../2-NopBai/")
    assert evil in texts(opened(data)["Mau3"])
    assert "<c>&amp;" in texts(opened(data)["Mau3"])


def test_every_row_names_the_cells_it_came_from_and_those_left_out_say_why() -> None:
    rows = [row(PEOPLE[0], 10, note="Trùng 2 ngày"), row(PEOPLE[1], 5, kept=False, note="Thiếu thời gian")]
    book = opened(mau3(rows))
    sheet = book["NguonGoc"]
    assert sheet.sheet_state == "visible"
    header, first, title, left = table(sheet)[:4]
    line = dict(zip(header, first, strict=True))
    assert (line["STT"], line["Họ và tên"], line["Trang tính"], line["Ghi chú"]) != (None, None, None, None)
    assert line["Tệp nguồn"] == "2-NopBai/TNCN/bài số 1 #TNCN-01 50%.xlsx"
    assert line["Số ngày đi"] == "E11: 10 ngày"
    assert line["Thời gian cụ thể"] == "F11: tháng 4"
    assert (line["Số ngày khai"], line["Số ngày được tính"], line["Ghi chú"]) == (10, 10, "Trùng 2 ngày")
    assert book["Mau3"].cell(int(str(line["Dòng trong biểu"])), 5).value == 10
    assert title[0] == "Các dòng không đưa vào biểu"
    assert (left[0], left[-1], left[-2]) == (None, "Thiếu thời gian", 0)
    links = [cell.hyperlink for cells in sheet.iter_rows() for cell in cells if cell.hyperlink]
    assert [link.target for link in links] == [
        "../../2-NopBai/TNCN/b%C3%A0i%20s%E1%BB%91%201%20%23TNCN-01%2050%25.xlsx",
        "../../2-NopBai/TNCN/b%C3%A0i%20s%E1%BB%91%201%20%23TNCN-02%2050%25.xlsx",
    ]
    assert links[0].location == "'Mau3'!E11"


@pytest.mark.parametrize(
    ("root", "address"),
    [
        ("../", "../2-NopBai/"),
        ("C:/di co so/", "file:///C:/di%20co%20so/2-NopBai/"),
        ("//may-chu/chung/", "file://may-chu/chung/2-NopBai/"),
        ("/home/tckt/", "file:///home/tckt/2-NopBai/"),
    ],
)
def test_links_reach_the_share_wherever_it_lies(root: str, address: str) -> None:
    sections = [Section(None, (row(PEOPLE[0], 1),))]
    data = merged_form("mau2", PLAN, unit=UNIT["TNCN"], quarter=None, as_of=AS_OF, sections=sections, root=root)
    cells = [cell for line in opened(data)["NguonGoc"].iter_rows() for cell in line if cell.hyperlink]
    assert [cell.hyperlink.target.startswith(address) for cell in cells] == [True]


@pytest.mark.parametrize(
    ("file", "shown", "target"),
    [
        ("2-NopBai/TNCN/mẫu\udcff.xlsx", "2-NopBai/TNCN/mẫu\ufffd.xlsx", "2-NopBai/TNCN/m%E1%BA%ABu%FF.xlsx"),
        ("2-NopBai/TNCN/a\x07\nb.xlsx", "2-NopBai/TNCN/a\ufffd\ufffdb.xlsx", "2-NopBai/TNCN/a%07%0Ab.xlsx"),
    ],
)
def test_a_file_may_be_called_anything(file: str, shown: str, target: str) -> None:
    whole = row(PEOPLE[0], 1)
    data = mau3([whole._replace(sources=tuple(source._replace(file=file) for source in whole.sources))])
    header, line = table(opened(data)["NguonGoc"])[:2]
    assert dict(zip(header, line, strict=True))["Tệp nguồn"] == shown
    (link,) = [cell.hyperlink for cells in opened(data)["NguonGoc"].iter_rows() for cell in cells if cell.hyperlink]
    assert link.target == f"../../{target}"


def test_a_restyled_template_keeps_what_is_not_ours() -> None:
    """A logo, a text box and an extra row above the heading survive; the filler follows the anchors."""
    blank = io.BytesIO(template_bytes("mau3"))
    with zipfile.ZipFile(blank, "a") as file:
        file.writestr("xl/media/logo.png", b"\x89PNG not really")
        file.writestr("xl/drawings/drawing1.xml", "<xdr:wsDr xmlns:xdr='x'>hộp chữ</xdr:wsDr>")
    restyled = Package(blank.getvalue())
    sheet = restyled.sheet_part("Mau3")
    (relation,) = restyled.relate(sheet, "drawing", ["xl/drawings/drawing1.xml"])
    xml = restyled.part(sheet).replace(
        b"</worksheet>",
        b'<drawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="'
        + relation.encode()
        + b'"/></worksheet>',
    )
    restyled.replace(sheet, _one_row_lower(xml))
    names = restyled.part("xl/workbook.xml").decode()
    lower = re.sub(r"(<definedName[^>]*>)(Mau3!)([^<]*)", lambda m: m[1] + m[2] + _refs_lower(m[3]), names)
    restyled.replace("xl/workbook.xml", lower.encode())
    template = restyled.to_bytes()

    filled = mau3([row(PEOPLE[0], 10), row(PEOPLE[1], 20)], template)
    with zipfile.ZipFile(io.BytesIO(template)) as before, zipfile.ZipFile(io.BytesIO(filled)) as after:
        ours = {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml", "[Content_Types].xml"}
        same = [name for name in before.namelist() if name in after.namelist() and name not in ours]
        changed = [name for name in same if before.read(name) != after.read(name)]
        assert changed == ["xl/_rels/workbook.xml.rels"]
        assert {"xl/media/logo.png", "xl/drawings/drawing1.xml", "xl/styles.xml"} <= set(same)
        assert relation.encode() in after.read("xl/worksheets/sheet1.xml")
    plain = mau3([row(PEOPLE[0], 10), row(PEOPLE[1], 20)])
    shifted = Package(filled).defined_names()
    for name, reference in Package(plain).defined_names().items():
        expected = _refs_lower(reference.partition("!")[2]) if "Mau3" in reference else reference.partition("!")[2]
        assert shifted[name].partition("!")[2] == expected, name


def _refs_lower(text: str) -> str:
    return re.sub(r"\$(\d+)", lambda m: f"${int(m[1]) + 1}", text)


def _one_row_lower(xml: bytes) -> bytes:
    """The sheet with one row put in at the top, as Excel would save it."""
    text = re.sub(r'(<row r="|<c r="[A-Z]+)(\d+)', lambda m: f"{m[1]}{int(m[2]) + 1}", xml.decode())
    return re.sub(
        r'((?:sq)?ref=")([A-Z0-9: ]+)"',
        lambda m: m[1] + re.sub(r"([A-Z]+)(\d+)", lambda n: f"{n[1]}{int(n[2]) + 1}", m[2]) + '"',
        text,
    ).encode()


def test_the_same_rows_give_the_same_bytes() -> None:
    rows = [row(PEOPLE[0], 10), row(PEOPLE[1], 20)]
    assert mau3(rows) == mau3(rows)


@pytest.mark.parametrize(("code", "quarter"), [("mau2", None), ("mau3", 2)])
def test_a_unit_of_many_people_has_room_for_all(code: str, quarter: int | None) -> None:
    people = tuple(Person(f"VP-{n:02}", f"Lê Văn {n}", "Chuyên viên", "VP", "CV") for n in range(30))
    crowded = dataclasses.replace(PLAN, people=people)
    few = opened(blank_form(code, PLAN, unit=UNIT["VP"], quarter=quarter)).worksheets[0].max_row
    many = opened(blank_form(code, crowded, unit=UNIT["VP"], quarter=quarter)).worksheets[0].max_row
    assert many - few >= 60 - 20

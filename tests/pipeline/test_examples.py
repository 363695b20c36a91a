"""The plan's own examples, from the blank form to the figures."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from xltools.pipeline import commands

from ..filled import DETAIL, PLACE, RESULT, VD1, VD2, Cell, form, saved
from ..on import on, status, trace
from .conftest import Province

DAY = date(2023, 6, 30)
REPORT = [
    ("Phan Văn Bình", VD1[0], DETAIL, *VD1[1:], PLACE, RESULT),
    (None, VD2[0], DETAIL, *VD2[1:], PLACE, RESULT),
]


def fill(blank: bytes, rows: list[dict[str, Cell]], numbering: bool = True) -> bytes:
    """Type rows over the examples of a handed-out form, by header text."""
    book = load_workbook(io.BytesIO(blank))
    sheet = book.worksheets[0]
    header, columns = headers(sheet)
    body = header + 1 + any(str(cell.value).startswith("(") for cell in sheet[header + 1])
    for offset, row in enumerate(rows):
        values: dict[str, Cell] = {"STT": str(offset + 1) if numbering else None, **row}
        for name, column in columns.items():
            sheet.cell(body + offset, column).value = values.get(name)
    return saved(book)


def headers(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    for row in sheet.iter_rows():
        if row[0].value == "STT":
            return row[0].row, {str(cell.value): cell.column for cell in row if cell.value}
    raise AssertionError("no header")


def typed(contents: str, days: str, time: str, **more: Cell) -> dict[str, Cell]:
    return {"Số ngày đi": days, "Thời gian cụ thể": time, "Địa điểm": PLACE, "Nội dung": contents, **more}


@pytest.fixture
def handed_out(province: Province) -> Province:
    on(province.root, commands.hand_out)
    return province


def blank(province: Province, name: str) -> bytes:
    return (province.root / "1-BieuMau" / name).read_bytes()


def test_forms_are_handed_out_to_everybody_but_the_exempt(handed_out: Province) -> None:
    names = {path.relative_to(handed_out.root / "1-BieuMau").as_posix() for path in handed_out.root.rglob("Mau*")}
    assert names == {
        "TG/Mau1-LeThiMai.xlsx",
        "TG/Mau1-PhanVanBinh.xlsx",
        "TG/Mau1-DoThuHoa.xlsx",
        "TG/Mau2-TG.xlsx",
        "VP/Mau1-CaoMinhTri.xlsx",
        "VP/Mau1-TaNgocDiep.xlsx",  # on leave for a part of the year only
        "VP/Mau2-VP.xlsx",
    }


def test_the_two_examples_registered_on_the_handed_out_form(handed_out: Province) -> None:
    rows = [typed(*VD1), typed(*VD2)]
    file = handed_out.take("TG/dang ky.xlsx", fill(blank(handed_out, "TG/Mau1-PhanVanBinh.xlsx"), rows), "2023-02-10")
    entries = [(e["contents"], e["days"], e["periods"], e["counted_days"]) for e in handed_out.of("entries", file)]
    assert entries == [
        ("1.1", 30, "2023-04-01..2023-05-01", 30),
        ("1.3", 10, "2023-06-01..2023-06-15", 10),
    ]
    person = handed_out.person("TG-02", "2023-02-14")
    assert (person["registered_days"], person["registered_stays"]) == (40, 2)
    told = handed_out.only(file)
    assert (told["status"], told["errors"], told["warnings"]) == ("accepted", 0, 0)
    assert {"Q603", "Q604", "C401"} <= handed_out.codes(file)


def test_a_form_handed_in_unfilled_is_told_so_and_counts_nobody(handed_out: Province) -> None:
    for name in ("Mau1-PhanVanBinh.xlsx", "Mau2-TG.xlsx"):
        file = handed_out.take(f"TG/{name}", blank(handed_out, f"TG/{name}"))
        assert handed_out.only(file)["status"] == "rejected"
        assert handed_out.of("entries", file) == []
        assert "F103" in handed_out.codes(file)
        assert "chưa có dòng số liệu nào" in handed_out.receipts()[next(k for k in handed_out.receipts() if name in k)]
    assert handed_out.person("TG-02")["registered_days"] == 0


def test_the_two_examples_done_are_forty_days_in_two_stays(province: Province) -> None:
    file = province.take("TG/mau3.xlsx", form("mau3", "TG", REPORT, quarter=2), "2023-06-26")
    person = province.person("TG-02")
    figures = {name: person[name] for name in ("q1_days", "q2_days", "q3_days", "q4_days", "performed_days", "stays")}
    assert figures == {"q1_days": 0, "q2_days": 40, "q3_days": 0, "q4_days": 0, "performed_days": 40, "stays": 2}
    assert (person["long_stays"], person["missing_days"], person["contents"]) == (1, 20, "1.1;1.3")
    assert {one["severity"] for one in province.of("problems", file)} == {"notice"}
    assert province.only(file)["status"] == "accepted"


def test_the_quarters_report_starts_from_what_was_registered(province: Province) -> None:
    registered = [("Phan Văn Bình", "Chuyên viên", VD1[0], VD1[2], PLACE)]
    province.take("TG/mau2.xlsx", form("mau2", "TG", registered))
    on(province.root, commands.hand_out, 2)
    book = load_workbook(province.root / "1-BieuMau/TG/BaoCao-Quy2-PhanVanBinh.xlsx")
    _, columns = headers(book.worksheets[0])
    draft = [row for row in book.worksheets[0].iter_rows(values_only=True) if PLACE[3:12] in str(row)]
    assert len(draft) == 1
    assert draft[0][columns["Nội dung"] - 1] == VD1[0]
    assert draft[0][columns["Số ngày đi"] - 1] == 31
    sent = fill(saved(book), [{**typed(VD1[0], "30", VD1[2]), "Cụ thể nội dung đi cơ sở": DETAIL, "Nêu": RESULT}])
    file = province.take("TG/bc.xlsx", sent, "2023-06-20")
    assert province.only(file)["person"] == "Phan Văn Bình"
    assert province.person("TG-02")["q2_days"] == 30


def test_handing_out_again_overwrites_nothing(handed_out: Province) -> None:
    begun = handed_out.root / "1-BieuMau/TG/Mau2-TG.xlsx"
    begun.write_bytes(b"half filled in")
    assert on(handed_out.root, commands.hand_out)[0] == []
    assert begun.read_bytes() == b"half filled in"


def test_the_quarter_end_batch(province: Province) -> None:
    file = province.take("TG/mau3.xlsx", form("mau3", "TG", REPORT, quarter=2), "2023-06-26")
    on(province.root, commands.run, quarter=2, workers=1, as_of=DAY)
    assert status(province.root, as_of=DAY).startswith("Tình hình nộp tính đến ngày 30/6/2023")
    assert set(province.results()) == {
        "Mau2-TG.xlsx", "Mau2-VP.xlsx", "Mau2-ToanTinh.xlsx", "TuanThu.xlsx",
        "Quy2/Mau3-TG.xlsx", "Quy2/Mau3-VP.xlsx", "Quy2/Mau3-ToanTinh.xlsx",
    }  # fmt: skip
    merged = load_workbook(province.root / "4-TongHop/Quy2/Mau3-TG.xlsx", data_only=True)
    names = [row[1] for row in merged.worksheets[0].iter_rows(values_only=True) if row[1]]
    assert names.count("Phan Văn Bình") == 1
    sources = [row for row in merged["NguonGoc"].iter_rows(values_only=True) if "mau3.xlsx" in str(row)]
    assert len(sources) == 2
    book = load_workbook(province.root / "4-TongHop/TuanThu.xlsx", data_only=True)
    assert book.sheetnames == ["TongHop", "TheoDonVi", "NopBaoCao", "VanDe", "DuLieu", "GhiChu"]
    cell = find(book["TongHop"], 40)
    told = trace(province.root, f"TuanThu.xlsx!TongHop!{cell}")
    assert "Phan Văn Bình" in told
    assert f"30 ngày ← {file}!Sheet!E7 “30 ngày”" in told
    assert f"10 ngày ← {file}!Sheet!E8 “10 ngày”" in told
    assert "Cộng: 40" in told


def find(sheet: Worksheet, value: Cell) -> str:
    return next(cell.coordinate for row in sheet.iter_rows() for cell in row if cell.value == value)


def test_an_export_shows_the_day_of_the_last_compliance(province: Province) -> None:
    province.take("TG/mau3.xlsx", form("mau3", "TG", REPORT, quarter=2), "2023-06-26")
    on(province.root, commands.compliance, as_of=date(2023, 7, 1))
    status = [one["status"] for one in on(province.root, commands.export, "people") if one["person_id"] == "TG-02"]
    assert status == [province.person("TG-02", "2023-07-01")["status"]] == ["chua_dang_ky"]
    assert province.person("TG-02", "2023-12-31")["status"] == "khong_dat"
    summary = load_workbook(province.root / "4-TongHop/TuanThu.xlsx", data_only=True)["TongHop"]
    assert "tính đến ngày 01/7/2023" in trace(province.root, f"TuanThu.xlsx!TongHop!{find(summary, 40)}")


def test_without_a_quarter_the_one_of_the_day_is_merged(province: Province) -> None:
    for day, folder in ((date(2023, 5, 5), "Quy2"), (date(2024, 2, 1), "Quy4"), (date(2022, 12, 1), "Quy1")):
        on(province.root, commands.merge, "mau3", unit="TG", as_of=day)
        assert list(province.results()) == [f"{folder}/Mau3-TG.xlsx"]
        (province.root / f"4-TongHop/{folder}/Mau3-TG.xlsx").unlink()

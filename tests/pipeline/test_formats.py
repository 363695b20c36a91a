"""Word documents, CSV files and files nobody can read through a whole collect: archived, answered, counted, traced."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date

import pytest
from openpyxl import load_workbook

from xltools.pipeline import commands
from xltools.workspace.layout import Workspace

from ..at_rest import at_rest
from ..docx_parts import cell, document, paragraph, row, table
from ..filled import DETAIL, PLACE, RESULT
from ..on import on, trace
from .conftest import Province

DAY = date(2023, 6, 30)
WORD, CSV = "2-NopBai/TG/mau3.docx", "2-NopBai/TG/mau1.csv"


def trip(number: str, days: str, time: str) -> str:
    return row(number, "Phan Văn Bình", "1.1", DETAIL, days, time, PLACE, RESULT)


MAU3 = document(
    table(row(cell("BCH ĐOÀN TỈNH TÂY NINH", "BAN TUYÊN GIÁO"), "ĐOÀN TNCS HỒ CHÍ MINH"))
    + paragraph("TỔNG HỢP BÁO CÁO")
    + paragraph("Kết quả đi công tác quý II năm 2023")
    + table(
        row("STT", "Họ và tên", "Nội dung", "Cụ thể nội dung", "Số ngày", "Thời gian", "Địa điểm", "Kết quả"),
        trip("1", "30", "01/4/2023 - 01/5/2023"),
        trip("2", "4", "06/6/2023 - 08/6/2023"),
    )
)
MAU1 = f"""BAN TUYÊN GIÁO;;;;
BẢN ĐĂNG KÝ;;;;
1. Họ và tên: Phan Văn Bình;;;;
2. Chức vụ: Chuyên viên;;;;
3. Nội dung đăng ký cụ thể như sau:;;;;
STT;Nội dung;Số ngày đi;Thời gian cụ thể;Địa điểm
1;1.1;2,5;01/4/2023 - 03/4/2023;{PLACE}
2;1.1;30;01/5/2023 - 30/5/2023;{PLACE}
3;1.1;30;01/7/2023 – 03/7/2023;{PLACE}
"""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
FOREIGN = {
    "VP/bieu.doc": (_OLE + "WordDocument".encode("utf-16-le"), "F114", "Word kiểu cũ .doc"),
    "VP/bieu.pdf": (b"%PDF-1.7\n%%EOF", "F114", "bản in PDF"),
    "VP/bieu.jpg": (b"\xff\xd8\xff\xe0" + bytes(99) + b"x", "F114", "ảnh"),
    "VP/bieu.rtf": (b"{\\rtf1 STT}", "F114", "RTF"),
    "VP/bieu.xls": (b"<html><table><tr><td>STT</td></tr></table></html>", "F114", "trang web"),
    "VP/bieu.zip": (b"PK\x05\x06" + bytes(18), "F101", ""),
    "VP/thu.txt": ("Kính gửi Ban Tổ chức – Kiểm tra, Văn phòng xin báo cáo.".encode(), "F102", ""),
    "VP/khoa.docx": (_OLE + "EncryptedPackage".encode("utf-16-le"), "F120", ""),
}  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    with at_rest():
        province = Province(tmp_path_factory.mktemp("dinh dang") / "tinh")
        province.put("TG/mau3.docx", MAU3)
        province.put("TG/mau1.csv", MAU1.encode("utf-8-sig"))
        for name, (data, _, _) in FOREIGN.items():
            province.put(name, data)
        province.collect("2023-06-20")
        on(province.root, commands.run, quarter=2, workers=1, as_of=DAY)
        yield province


def test_both_are_taken_and_counted(office: Province) -> None:
    assert [(one["form"], one["status"], one["errors"]) for one in map(office.only, (WORD, CSV))] == [
        ("mau3", "accepted_with_warnings", 1),
        ("mau1", "accepted_with_warnings", 1),
    ]
    entries = {(one["file"], one["sheet"], one["row"]): one["counted_days"] for one in office.export("entries")}
    assert entries == {
        (WORD, "Word: bảng 2", 2): 30,
        (WORD, "Word: bảng 2", 3): 0,
        (CSV, "CSV", 7): 2.5,
        (CSV, "CSV", 8): 30,
        (CSV, "CSV", 9): 0,
    }


def test_problems_are_named_by_their_cells(office: Province) -> None:
    found = {(one["file"], one["sheet"], one["cell"]) for one in office.export("problems") if one["code"] == "Q602"}
    assert found == {(WORD, "Word: bảng 2", "dòng 3, cột 5"), (CSV, "CSV", "C9")}


def test_receipts_name_the_places(office: Province) -> None:
    receipts = office.receipts()
    word, comma = (next(text for name, text in receipts.items() if part in name) for part in ("mau3", "mau1"))
    assert "(bảng 2)" in word
    assert "   Tại: bảng 2, dòng 3, cột 5" in word
    assert "Word:" not in word
    assert "   Tại: sheet “CSV”, ô C9" in comma


@pytest.mark.parametrize("name", FOREIGN)
def test_what_cannot_be_read_is_kept_and_answered(office: Province, name: str) -> None:
    data, code, kind = FOREIGN[name]
    (problem,) = office.of("problems", f"2-NopBai/{name}")
    assert problem["code"] == code
    assert kind in str(problem["given"])
    receipt = next(text for path, text in office.receipts().items() if name.rpartition("/")[2] in path)
    assert f"Mã: {code}" in receipt
    if code == "F114":
        assert "Gửi tệp .xlsx" in receipt
        assert ".docx" in receipt
    kept = list(Workspace.open(office.root).archive.rglob(f"*{name[name.rindex('.') :]}"))
    assert data in [path.read_bytes() for path in kept]


def test_originals_are_kept_under_their_kind(office: Province) -> None:
    archive = Workspace.open(office.root).archive
    for ending, data in ((".docx", MAU3), (".csv", MAU1.encode("utf-8-sig"))):
        assert data in [path.read_bytes() for path in archive.rglob(f"*{ending}")]


def test_results_lead_to_the_document_and_name_the_cell(office: Province) -> None:
    path = office.root / "4-TongHop" / "Quy2" / "Mau3-TG.xlsx"
    texts = [str(one.value) for line in load_workbook(path)["NguonGoc"].iter_rows() for one in line if one.value]
    assert "dòng 2, cột 5: 30" in texts
    for result in (path, office.root / "4-TongHop" / "TuanThu.xlsx"):
        with zipfile.ZipFile(result) as package:
            parts = [
                package.read(part).decode() for part in package.namelist() if part.startswith("xl/worksheets/sheet")
            ]
        links = [link for part in parts for link in re.findall(r"<hyperlink [^>]*>", part)]
        assert links
        assert [link for link in links if "Word" in link or "CSV" in link] == []


def test_a_figure_is_traced_to_its_cell_of_the_document(office: Province) -> None:
    book = load_workbook(office.root / "4-TongHop" / "TuanThu.xlsx")
    cells = [(one.coordinate, one.value) for line in book["DuLieu"].iter_rows() for one in line]
    at = next(name for name, value in cells if value == "dòng 2, cột 5")
    said = trace(office.root, f"TuanThu.xlsx!DuLieu!{at}", DAY)
    assert f"{WORD}!Word: bảng 2!dòng 2, cột 5 “30”" in said

"""Thousands of filled-in forms as Excel writes them, made fast: one prototype per layout, its shared strings varied."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import xlsxwriter

from xltools.forms.catalogue import CATALOGUE, FormSpec

PEOPLE_PER_UNIT = 24
FILES_PER_UNIT = PEOPLE_PER_UNIT + 4
"""A mẫu 1 from everybody and four mẫu 3 from the unit."""

_ROWS = {"mau1": 4, "mau3": PEOPLE_PER_UNIT}
_STRINGS = "xl/sharedStrings.xml"
_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
_MIDDLES = ("Văn", "Thị", "Minh", "Ngọc", "Thanh", "Hoàng", "Thị Mỹ", "Đức", "Quốc", "Thị Thu")
_GIVEN = ("Anh", "Ánh", "Bình", "Châu", "Dung", "Duyên", "Đạt", "Giang", "Hải", "Hoà", "Hương", "Lan", "Loan", "Phúc")
_CONTENTS = (
    "1.1 Phối hợp tổ chức, triển khai hoạt động tại cơ sở",
    "1.2 Kiểm tra, giám sát",
    "1.3 Theo chuyên đề",
    "1.4 Dự họp và sinh hoạt chuyên đề",
    "1.5 Tham dự sinh hoạt chi đoàn",
    "1.1; 1.5",
)
_WEIGHTS = (50, 1, 4, 1, 30, 14)  # most people do what their group is asked to
_PLACES = (
    "Xã Suối Dây, huyện Tân Châu",
    "Huyện Bến Cầu",
    "Phường 3, thành phố Tây Ninh",
    "Xã Ninh Điền, huyện Châu Thành",
    "Thị xã Hoà Thành",
    "Xã Thạnh Tây, huyện Tân Biên",
    "Xã Phước Chỉ, thị xã Trảng Bàng",
)
_RESULT = "Mặt được: cơ sở triển khai đầy đủ. Hạn chế: hồ sơ lưu chưa khoa học."


class Worker(NamedTuple):
    """A person of the invented roster."""

    name: str
    title: str
    group: str


class Office(NamedTuple):
    """A unit and its people."""

    name: str
    people: list[Worker]


def offices(files: int) -> list[Office]:
    """As many units as send ``files`` forms, rounded up; the same every time."""
    chance = random.Random(2023)  # noqa: S311
    count = -(-files // FILES_PER_UNIT)
    return [Office(f"Ban Công tác số {number}", _people(chance)) for number in range(1, count + 1)]


def _people(chance: random.Random) -> list[Worker]:
    names: dict[str, None] = {}
    while len(names) < PEOPLE_PER_UNIT:
        names[f"{chance.choice(_SURNAMES)} {chance.choice(_MIDDLES)} {chance.choice(_GIVEN)}"] = None
    return [
        Worker(name, *(("Chuyên viên", "CV") if index else ("Trưởng Ban", "LD"))) for index, name in enumerate(names)
    ]


def write_roster(path: Path, units: list[Office]) -> None:
    """The roster as ``xltools new --roster`` takes it."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("Họ và tên", "Chức vụ", "Đơn vị", "Đối tượng"))
        writer.writerows((one.name, one.title, unit.name, one.group) for unit in units for one in unit.people)


def write_forms(drop: Path, codes: dict[str, str], units: list[Office], files: int) -> int:
    """Write ``files`` forms below ``drop``, in the folders of the units (name → code); returns their bytes in all."""
    made = 0
    for name, data in _forms(codes, units, files):
        target = drop / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        made += len(data)
    return made


def _forms(codes: dict[str, str], units: list[Office], files: int) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(7)  # noqa: S311
    layouts = {code: Prototype(CATALOGUE[code], rows) for code, rows in _ROWS.items()}
    left = files
    for unit in units:
        folder = codes[unit.name]
        for number, one in enumerate(unit.people):
            if left:
                yield f"{folder}/dang ky {number + 1:02}.xlsx", layouts["mau1"].filled(_registration(unit, one, chance))
                left -= 1
        for quarter in range(1, 5):
            if left:
                yield f"{folder}/bao cao quy {quarter}.xlsx", layouts["mau3"].filled(_report(unit, quarter, chance))
                left -= 1


def one_form() -> bytes:
    """A single mẫu 1, as the roster of ``offices(1)`` would send it."""
    unit = offices(1)[0]
    return Prototype(CATALOGUE["mau1"], _ROWS["mau1"]).filled(_registration(unit, unit.people[1], random.Random(1)))  # noqa: S311


def _registration(unit: Office, one: Worker, chance: random.Random) -> dict[str, str]:
    values = {"unit": unit.name.upper(), "person": one.name, "title": one.title}
    for row in range(_ROWS["mau1"]):
        first = date(2023, 3 * row + 1, chance.randint(1, 11))
        values |= _row(row, first, 15, chance)
    return values


def _report(unit: Office, quarter: int, chance: random.Random) -> dict[str, str]:
    values = {"unit": unit.name.upper(), "quarter": ("I", "II", "III", "IV")[quarter - 1]}
    for row, one in enumerate(unit.people):
        first = date(2023, 3 * quarter - 2, chance.randint(1, 11))
        values |= {f"person{row}": one.name, f"detail{row}": "Cùng cơ sở tổ chức hoạt động", f"result{row}": _RESULT}
        values |= _row(row, first, 15, chance)
    return values


def _row(row: int, first: date, days: int, chance: random.Random) -> dict[str, str]:
    last = first + timedelta(days - 1)
    return {
        f"contents{row}": chance.choices(_CONTENTS, _WEIGHTS)[0],
        f"days{row}": f"{days} ngày",
        f"time{row}": f"Từ ngày {first:%d/%m/%Y} – {last:%d/%m/%Y}",
        f"places{row}": chance.choice(_PLACES),
    }


class Prototype:
    """One filled-in form drawn by XlsxWriter, whose texts can be replaced at the cost of one zip member."""

    def __init__(self, spec: FormSpec, rows: int) -> None:
        drawn = _draw(spec, rows)
        rest = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(drawn)) as source, zipfile.ZipFile(rest, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                if name != _STRINGS:
                    target.writestr(name, source.read(name))
            self.pieces = source.read(_STRINGS).decode().split("§")
        self.rest = rest.getvalue()

    def filled(self, values: dict[str, str]) -> bytes:
        """The form with ``values`` in place of its marks; marks without a value become blank."""
        texts = [piece if index % 2 == 0 else escape(values.get(piece, "")) for index, piece in enumerate(self.pieces)]
        out = io.BytesIO(self.rest)
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as target:
            target.writestr(_STRINGS, "".join(texts))
        return out.getvalue()


def _draw(spec: FormSpec, rows: int) -> bytes:
    """The official layout with ``§field<row>§`` marks where the sender types."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    text = {"font_name": "Times New Roman", "font_size": 12, "text_wrap": True, "valign": "top"}
    cell, plain = book.add_format({**text, "border": 1, "num_format": "@"}), book.add_format(text)
    bold = book.add_format({**text, "bold": True, "border": 1, "align": "center"})
    sheet, lists = book.add_worksheet(), book.add_worksheet("DanhMuc")
    for row, content in enumerate(_CONTENTS):
        lists.write(row, 0, content)
    heading = ("BCH ĐOÀN TỈNH TÂY NINH", "§unit§", "", spec.title)
    subtitle = spec.subtitle.format(
        subject="Đi công tác cơ sở theo chủ trương “1+2” năm 2023",
        report_subject="Kết quả đi công tác",
        quarter="§quarter§",
        year=2023,
    )
    at = 0
    for line in (*heading, subtitle, "", *(f"{wording} §{field}§" for field, wording in spec.lines if field)):
        sheet.write(at, 0, line, plain)
        at += 1
    sheet.write(1, 4, "Tây Ninh, ngày 10 tháng 02 năm 2023", plain)
    for column, kind in enumerate(spec.official):
        sheet.set_column(column, column, kind.width)
        sheet.write(at, column, kind.header, bold)
        sheet.write(at + 1, column, kind.number, bold)
    contents = [kind.field for kind in spec.official].index("contents")
    sheet.data_validation(
        at + 2, contents, at + 1 + rows, contents, {"validate": "list", "source": "=DanhMuc!$A$1:$A$6"}
    )
    for row in range(rows):
        for column, kind in enumerate(spec.official):
            sheet.write(at + 2 + row, column, row + 1 if kind.field == "number" else f"§{kind.field}{row}§", cell)
    book.close()
    return out.getvalue()

"""The smallest file for every code of the readers and the intake; rules bring their own examples."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tools.draw import Cell, saved
from tools.examples import DUC, HOA, Arrived, Played, builtin, files_of, judge, parse_rows
from xltools.model import Person
from xltools.pipeline import commands
from xltools.plan.lookups import Lookups
from xltools.rules.check import Assessment
from xltools.rules.messages import words

AS_OF = date(2023, 6, 30)
PEOPLE = (
    HOA,
    DUC,
    Person("TG-03", "Nguyễn Văn Nam", "Phó Trưởng ban", "TG", "LD"),
    Person("TG-04", "Nguyễn Văn Nam", "Chuyên viên", "TG", "CV"),
    Person("TG-05", "Đặng Thị Hoà", "Chuyên viên", "TG", "CV"),
    Person("VP-01", "Cao Minh Trí", "Chánh Văn phòng", "VP", "LD"),
)

UNSHOWN = {
    "F116": "chỉ gặp khi một tệp làm tiến trình đọc bị treo hoặc dừng; không có biểu mẫu nào làm được việc ấy.",
    "F900": "chỉ gặp khi chính một quy tắc của chương trình bị lỗi; không có biểu mẫu nào gây ra.",
}
"""Codes for which there is no file, and why."""

# What a row says wrong, where it is not simply the example of messages.toml in the column the code is about.
_LINES = {
    "C103": "contents=",
    "N101": "form=mau3 | person=Lê Văn Lạ",
    "N102": "form=mau3 | person=Dang Thi Hoa",
    "N103": "form=mau3 | person=Nguyễn Văn Nam",
    "N104": "form=mau2 | title=Phó Trưởng ban",
    "N105": "form=mau3 | person=Cao Minh Trí",
    "N106": "form=mau3 | person=",
    "N109": "form=mau3 | person=Nguyễn Thị Hoà, Trần Văn Đức",
    "N110": "form=mau3 | person=Nguyễn Thị Hoà (nghỉ)",
    "T207": "days=20 ngày | time=Từ ngày 01/4/2023 – 30/4/2023 (30 ngày)",
    "T204": "days=10,5 ngày | time=01/4/2023 – 11/4/2023",
    "T208": "days=30 ngày (chưa đi)",
    "F107": "person=",
    "F117": "contents=VD1: 1.1 Phối hợp tổ chức, triển khai hoạt động tại cơ sở | time=Từ ngày 01/4/2023 – 01/5/2023"
    " | places=Xã A, Huyện..... Hoặc Huyện....",
    "F121": "form=mau3 | person=KHÔNG PHÁT SINH | contents= | detail= | days= | time= | places= | result="
    " || person=Nguyễn Thị Hoà | contents=1.1",
    "F124": "form=mau3 | detail=Tập huấn kü n¨ng",
    "F125": "form=mau3 || places=nt | days=3 | time=02/5/2023 – 04/5/2023",
    "F132": "form=mau3 | places=nt",
    "F133": "contents=VD1: 1.1 Phối hợp tổ chức, triển khai hoạt động tại cơ sở | days=20",
}
_COLUMN = {"T1": "time", "T2": "days", "C1": "contents", "P1": "places", "Q5": "places"}
_MAU3 = "form=mau3"
_TWO = "form=mau3 | days=3 | time=03/4/2023 – 05/4/2023 || days=2 | time=10/4/2023 – 11/4/2023"


def reader_example(code: str) -> Played | None:
    """The smallest files that give a code of the readers or the intake, judged; ``None`` for :data:`UNSHOWN`."""
    if code in UNSHOWN:
        return None
    plan = replace(builtin(), people=PEOPLE)
    if code == "T204":
        plan = replace(plan, counting=replace(plan.counting, half_days=False))
    if code == "F111":
        return _collected([Arrived("TG/dang ky.xlsx", *_one()), Arrived("TG/dang ky (1).xlsx", *_one())])
    return judge(_files(code), Lookups(plan, True), AS_OF)


def _one() -> tuple[bytes, date]:
    return files_of(parse_rows("form=mau1"))[0].data, AS_OF


def _collected(files: list[Arrived]) -> Played:
    """The same through a workspace, for what only the intake sees."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "w"
        commands.new(workspace)
        for file in files:
            path = workspace / "2-NopBai" / file.path
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(file.data)
        with commands.opened(workspace) as opened:
            commands.collect(opened, workers=1, as_of=AS_OF, at_rest=True)
            return _played(files, commands.assess(opened, AS_OF))


def _played(files: list[Arrived], assessment: Assessment) -> Played:
    filings = tuple(version.filing for version in assessment.year.versions)
    return Played(tuple(files), filings, assessment.year, tuple(assessment.problems))


def _files(code: str) -> list[Arrived]:
    if code in _BYTES:
        name, data = _BYTES[code]()
        return [Arrived(f"TG/{name}", data, AS_OF)]
    line, edit = _EDITS.get(code, ("", None))
    if not line and code[:2] in _COLUMN:
        line = f"{_COLUMN[code[:2]]}={words(code).bad}"
    files = files_of(parse_rows(_LINES.get(code) or line or _MAU3))
    if edit:
        files = [file._replace(data=_edited(file.data, edit)) for file in files]
    if code in _FOLDERS:
        files = [file._replace(path=file.path.replace("TG/", _FOLDERS[code])) for file in files]
    return files


def _edited(data: bytes, edit: Callable[[Worksheet], None]) -> bytes:
    book = load_workbook(io.BytesIO(data))
    edit(book.worksheets[0])
    return saved(book)


def _put(**cells: Cell) -> Callable[[Worksheet], None]:
    """Type values into cells: ``_put(E7="nhiều")``."""

    def edit(sheet: Worksheet) -> None:
        for name, value in cells.items():
            sheet[name] = value

    return edit


def _book(sheet: Worksheet) -> Workbook:
    assert isinstance(sheet.parent, Workbook)  # noqa: S101 - every sheet here was loaded with its book
    return sheet.parent


def _move_below(sheet: Worksheet) -> None:
    """The second row goes below the signatures."""
    sheet["F9"] = "TRƯỞNG BAN"
    sheet.move_range("A8:H8", rows=3)


def _without_header(sheet: Worksheet) -> None:
    """A second sheet with rows that lost their header."""
    other = _book(sheet).create_sheet("Trang 2")
    for row in ("Nguyễn Thị Hoà", "1.1", 3, "03/4/2023 – 05/4/2023"), ("Trần Văn Đức", "1.2", 2, "10/4 – 11/4/2023"):
        other.append(row)


def _aside(sheet: Worksheet) -> None:
    """The form on a hidden second sheet."""
    book = _book(sheet)
    book.create_sheet("Ghi chú", 0)["A1"] = "Gửi đồng chí"
    book.active = 0


def _hidden(sheet: Worksheet) -> None:
    _aside(sheet)
    sheet.sheet_state = "hidden"


def _struck(sheet: Worksheet) -> None:
    sheet["C10"].font = Font(strike=True)


def _two_times(sheet: Worksheet) -> None:
    sheet["F9"], sheet["F10"] = "Thời gian đăng ký", "Từ ngày 01/6/2023 – 30/6/2023"


def _nameless_column(sheet: Worksheet) -> None:
    """Family name and given name in two columns, only one of them with a header."""
    sheet.insert_cols(3)
    sheet["B7"], sheet["C7"] = "Nguyễn Thị", "Hoà"


def _old_font(sheet: Worksheet) -> None:
    sheet["D7"] = "TËp huÊn kü n¨ng"
    sheet["D7"].font = Font(name=".VnTime")


_EDITS: dict[str, tuple[str, Callable[[Worksheet], None]]] = {
    "T108": (
        "form=mau3 | days=1",
        _put(F7=datetime(2023, 1, 4), C8="1.1", D8="như trên", E8=1, F8="15/4/2023"),
    ),
    "T109": ("form=mau3 | days=3 | time=4/1/2023 - 4/3/2023", _put()),
    "N108": ("form=mau1", _put(F9="Họ và tên", F10="Trần Văn Đức")),
    "F103": ("form=mau3", _put(B7=None, C7=None, D7=None, E7=None, F7=None, G7=None, H7=None)),
    "F104": (_MAU3, _put(A2="BAN TUYÊN HUẤN")),
    "F105": ("form=mau1", _put(A5="Đi công tác cơ sở theo chủ trương “1+2” năm 2022")),
    "F106": (_MAU3, _put(A5="Kết quả đi công tác quý ... năm 2023")),
    "F108": (_MAU3, _hidden),
    "F109": (_MAU3, _put(E7="#REF!")),
    "F110": (_MAU3, _put(E7="=IF(1,15,30)")),
    "F118": (_TWO, _put(A9="Tổng", E9=50)),
    "F122": ("form=mau1", _put(C9="Thời lượng")),
    "F123": (_MAU3, _old_font),
    "F126": (_TWO, lambda sheet: sheet.merge_cells("E7:E8")),
    "F127": (_MAU3, _without_header),
    "F128": (_TWO, _move_below),
    "F129": ("form=mau1", _two_times),
    "F130": (_MAU3, _put(E7="=15+15")),
    "F131": (_MAU3, _aside),
    "F134": (_MAU3, _nameless_column),
    "F136": (_MAU3, _put(A8="Ngoài ra đ/c Bình đi thêm 5 ngày từ ngày 01/5 đến ngày 05/5/2023")),
    "F137": ("form=mau1", _struck),
}
"""For a code the line its form is drawn from, and what is done to the form then."""

_CSV = """BẢN ĐĂNG KÝ
BAN TUYÊN GIÁO
Đi công tác cơ sở theo chủ trương “1+2” năm 2023
1. Họ và tên: Nguyễn Thị Hoà
STT,Nội dung,Số ngày đi,Thời gian cụ thể,Địa điểm
1,1.1,30,01/4/2023 - 30/4/2023,Xã Suối Dây, huyện Tân Châu
"""
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def _far_cell() -> bytes:
    return _edited(files_of(parse_rows(_MAU3))[0].data, _put(XFD1048576="x", B1048576="x"))


_BYTES: dict[str, Callable[[], tuple[str, bytes]]] = {
    "F101": lambda: ("dang ky.xlsx", files_of(parse_rows("form=mau1"))[0].data[:2000]),
    "F102": lambda: ("danh ba.xlsx", _edited(saved(Workbook()), _put(A1="Họ và tên", B1="Điện thoại"))),
    "F114": lambda: ("bao cao.pdf", b"%PDF-1.7"),
    "F115": lambda: ("bao cao.xlsx", _far_cell()),
    "F120": lambda: ("mat khau.xlsx", _OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(600)),
    "F135": lambda: ("dang ky.csv", _CSV.encode()),
}
"""For a code of whole files its name and bytes."""

_FOLDERS = {"F104": "", "F112": "Ban moi/", "F113": "VP/"}

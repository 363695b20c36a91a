"""Where everything stands in ``TuanThu.xlsx``: sheets, columns, rows, words.

The writer draws by these constants and ``compliance_map`` finds its way back by them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter

from xltools.forms.catalogue import CATALOGUE, EXPECTED, form_name
from xltools.model import Return, Unit, Year, column_letters
from xltools.outputs.heights import MAX_HEIGHT, text_height
from xltools.plan.plan import Plan
from xltools.vietnamese.dates import roman

REPORT_WORDS = {
    "on_time": "Đúng hạn",
    "received": "Đã nhận",
    "due_day": "Đúng ngày hạn",
    "late": "Trễ hạn",
    "missing": "Thiếu",
    "unnamed": "Không có tên",
    "pending": "Chưa đến hạn",
    "exempt": "Miễn",
    "nil": "Không phát sinh",
    "waived": "Được chấp nhận",
}
KIND_WORDS = {"registered": "Đăng ký", "performed": "Thực hiện"}
LEVEL_WORDS = {"huyen": "cấp huyện", "xa": "cấp xã", "chi_doan": "chi đoàn", "khac": "nơi khác"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``field`` as in the exports, header, width in characters, ``kind`` of its cells.

    ``kind`` is ``text``, ``centre``, ``code`` (shrunk rather than wrapped), ``number``, ``percent``, ``date``,
    ``link`` or ``faint`` (not printed).
    Neighbours with the same ``band`` share a heading above their own.
    """

    field: str
    header: str
    width: float
    kind: str = "text"
    band: str = ""


@dataclass(frozen=True)
class Table:
    """A sheet's table: header in row ``header_row`` (bands in the row above), data below it."""

    sheet: str
    title: str
    header_row: int
    columns: tuple[Column, ...]
    frozen: int

    @property
    def first_row(self) -> int:
        """First row of data."""
        return self.header_row + 1

    @cached_property
    def _places(self) -> dict[str, int]:
        return {column.field: place for place, column in enumerate(self.columns, 1)}

    def letters(self, field: str) -> str:
        """Letters of a field's column. ``KeyError`` if the table has none."""
        return column_letters(self._places[field])

    def span(self, field: str, count: int, *, sheet: bool = True) -> str:
        """The cells of ``count`` rows of a column as a formula names them: ``DuLieu!$A$7:$A$90``."""
        letters = self.letters(field)
        cells = f"${letters}${self.first_row}:${letters}${self.last_row(count)}"
        return f"{self.sheet}!{cells}" if sheet else cells

    def last_row(self, count: int) -> int:
        """Last row of data; the first one where there is none, so that no range is empty."""
        return self.first_row + max(count, 1) - 1


def people_table(plan: Plan) -> Table:
    """``TongHop``: a row per person, in the order of ``Year.people``."""
    long_days = {group.long_stay_days for group in plan.groups if group.long_stay_days}
    long_header = f"Đợt ≥ {min(long_days):g} ngày" if len(long_days) == 1 else "Đợt dài ngày"
    done, sent = "Số ngày thực hiện", "Nộp biểu mẫu"
    columns = (
        Column("number", "STT", 4.5, "centre"),
        Column("person_id", "Mã cán bộ", 8, "code"),
        Column("person", "Họ và tên", 17),
        Column("title", "Chức vụ", 14),
        Column("unit", "Đơn vị", 7.5, "code"),
        Column("group", "Đối tượng", 8, "centre"),
        Column("exempt", "Miễn", 16),
        Column("registered_days", "Số ngày đăng ký", 6.5, "number"),
        Column("registered_stays", "Số đợt đăng ký", 6.5, "number"),
        *(Column(f"q{n}_days", f"Quý {roman(n)}", 5, "number", done) for n in (1, 2, 3, 4)),
        Column("performed_days", "Luỹ kế", 5.5, "number", done),
        Column("missing_days", "Còn thiếu", 6, "number"),
        Column("stays", "Số đợt", 4.5, "number"),
        Column("long_stays", long_header, 6, "number"),
        Column("contents", "Nội dung", 8, "centre"),
        Column("outside_focus", "Ngoài trọng tâm", 8, "centre"),
        *(
            Column(f"report_{key}", f"Quý {roman(n)}" if n else CATALOGUE[form].short_name, 8, "centre", sent)
            for key, (form, n) in EXPECTED.items()
        ),
        Column("status", "Trạng thái", 11.5, "centre"),
        Column("possible", "Còn có thể", 15),
    )
    return Table("TongHop", "TỔNG HỢP KẾT QUẢ ĐI CÔNG TÁC CƠ SỞ CỦA TỪNG CÁN BỘ NĂM {year}", 7, columns, 3)


UNITS = Table(
    "TheoDonVi",
    "KẾT QUẢ ĐI CÔNG TÁC CƠ SỞ THEO ĐƠN VỊ NĂM {year}",
    6,
    (
        Column("number", "STT", 5, "centre"),
        Column("unit", "Mã đơn vị", 11, "code"),
        Column("unit_name", "Đơn vị", 38),
        Column("people", "Cán bộ", 8, "number"),
        Column("exempt", "Miễn", 8, "number"),
        Column("subject", "Thuộc diện", 8, "number"),
        Column("dat", "Đạt", 8, "number"),
        Column("dang_thuc_hien", "Đang thực hiện", 9, "number"),
        Column("cham", "Chậm tiến độ", 9, "number"),
        Column("khong_dat", "Không đạt, không thể đạt", 11, "number"),
        Column("chua_dang_ky", "Chưa đăng ký", 9, "number"),
        Column("can_xem_xet", "Cần xem xét", 9, "number"),
        Column("performed_days", "Tổng số ngày", 9, "number"),
        Column("share", "Tỉ lệ đạt", 9, "percent"),
    ),
    3,
)

PROBLEMS = Table(
    "VanDe",
    "CÁC VẤN ĐỀ CẦN XEM LẠI NĂM {year}",
    6,
    (
        Column("number", "STT", 6, "centre"),
        Column("severity", "Mức độ", 10, "centre"),
        Column("code", "Mã", 7, "centre"),
        Column("unit", "Đơn vị", 10, "code"),
        Column("person", "Cán bộ", 18),
        Column("file", "Tệp", 30),
        Column("sheet", "Trang tính", 12),
        Column("cell", "Ô (nhấn để mở)", 9, "link"),
        Column("given", "Nội dung khai", 24),
        Column("expected", "Yêu cầu", 24),
        Column("message", "Thông báo", 52),
    ),
    0,
)

ENTRIES = Table(
    "DuLieu",
    "DỮ LIỆU TỪNG DÒNG ĐĂNG KÝ, BÁO CÁO NĂM {year}",
    6,
    (
        Column("number", "STT cán bộ", 6, "centre"),
        Column("person_id", "Mã cán bộ", 8, "code"),
        Column("person", "Họ và tên", 16),
        Column("unit", "Đơn vị", 8, "code"),
        Column("form", "Biểu mẫu", 8, "centre"),
        Column("kind", "Loại", 8, "centre"),
        Column("quarter", "Quý", 5, "centre"),
        Column("contents", "Nội dung", 7.5, "centre"),
        Column("detail", "Cụ thể nội dung", 24),
        Column("days", "Số ngày khai", 7, "number"),
        Column("periods", "Thời gian cụ thể", 12, "centre"),
        Column("places", "Địa điểm", 17),
        Column("result", "Kết quả", 27),
        Column("explanation", "Giải trình", 14),
        Column("counted", "Được tính", 6.5, "centre"),
        Column("counted_days", "Số ngày được tính", 7, "number"),
        Column("stay", "Đợt số", 6, "centre"),
        Column("note", "Ghi chú", 18),
        Column("file", "Tệp", 24),
        Column("sheet", "Trang tính", 9),
        Column("cell", "Ô (nhấn để mở)", 7.5, "link"),
        Column("row", "Dòng", 6, "centre"),
        Column("sha256", "Mã băm của tệp (SHA-256)", 68, "faint"),
    ),
    3,
)

RETURNS_SHEET = "NopBaoCao"
NOTES_SHEET = "GhiChu"


def returns_table(plan: Plan, year: Year) -> Table:
    """``NopBaoCao``: a row per unit; state and date received for every form the year expects."""
    columns = [
        Column("number", "STT", 5, "centre"),
        Column("unit", "Mã đơn vị", 11, "code"),
        Column("unit_name", "Đơn vị", 30),
    ]
    for form, quarter in expected_forms(year):
        name = form_name(form, quarter)
        deadline = plan.deadline(form, quarter)
        limit = f"\n({deadline.words})" if deadline else ""
        key = f"{form}_{quarter}" if quarter else form
        columns.append(Column(key, "Tình trạng", 13, "centre", name + limit))
        columns.append(Column(f"{key}_received", "Ngày nhận", 10, "date", name + limit))
    return Table(RETURNS_SHEET, "TÌNH HÌNH NỘP BIỂU MẪU CỦA CÁC ĐƠN VỊ NĂM {year}", 7, tuple(columns), 3)


def is_idle(due: Return) -> bool:
    """Whether a return is neither owed nor here: a form without deadline that nobody sent."""
    return due.deadline is None and not (due.expected or due.received or due.exempt or due.waived)


def expected_forms(year: Year) -> list[tuple[str, int | None]]:
    """Forms (and quarters) that are owed or came, in the order in which a year meets them."""
    keys = {(r.form, r.quarter) for r in year.returns if not is_idle(r)}
    return sorted(keys, key=lambda key: (list(CATALOGUE).index(key[0]), key[1] or 0))


def units_in_order(plan: Plan, year: Year) -> tuple[Unit, ...]:
    """Units that have people or owe forms, in plan order."""
    present = {p.person.unit for p in year.people} | {r.unit for r in year.returns if not is_idle(r)}
    known = tuple(unit for unit in plan.units if unit.code in present)
    strange = sorted(present - {unit.code for unit in known})
    return known + tuple(Unit(code, code, "") for code in strange)


def units_with_people(plan: Plan, year: Year) -> tuple[Unit, ...]:
    """The units of ``TheoDonVi``, in plan order."""
    present = {p.person.unit for p in year.people}
    return tuple(unit for unit in units_in_order(plan, year) if unit.code in present)


def people_rows(year: Year) -> dict[str, int]:
    """Person id → STT in ``TongHop``, from 1."""
    return {person.person.id: number for number, person in enumerate(year.people, 1)}


SIZE = 11
"""Font size of the tables, in points."""

_WRAPPED = ("text", "centre", "date")


def height_rule(table: Table) -> Callable[[Sequence[object]], float]:
    """How tall a row of ``table`` must be to show all its text; takes the row's values (more than one wraps)."""
    wrapped = [(place, column.width) for place, column in enumerate(table.columns) if column.kind in _WRAPPED]
    pick = itemgetter(*(place for place, _ in wrapped))
    widths = [width for _, width in wrapped]

    def height(values: Sequence[object]) -> float:
        return max(map(_height, pick(values), widths))

    return height


@lru_cache(maxsize=16_384)
def _height(value: object, width: float) -> float:
    """Height in points of one value in a column ``width`` characters wide."""
    text = value if isinstance(value, str) else ""
    return min(text_height(text, width * 7 + 5, SIZE), MAX_HEIGHT)

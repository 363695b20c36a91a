"""What was really done: the one truth behind every workbook of the corpus, typed by hand. Invented people only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from xltools.model import Person
from xltools.plan.lookups import Lookups
from xltools.plan.toml import load_builtin

Run = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True)
class Line:
    """One row of a form as its writer meant it.

    ``places`` are official names (``xã Suối Dây, huyện Tân Châu``); ``inside`` is what stands before the first
    of them when typed (``Chi đoàn ấp 3``). A place that no list knows (a school) is typed as it stands.
    """

    person: str
    contents: tuple[str, ...]
    days: float | None
    runs: tuple[Run, ...]
    places: tuple[str, ...]
    inside: str = ""
    detail: str = ""
    result: str = ""


@dataclass(frozen=True)
class Form:
    """A form as its sender meant it; ``person`` is ``""`` for the forms of a unit."""

    code: str
    unit: str
    lines: tuple[Line, ...]
    person: str = ""
    quarter: int | None = None


def runs(text: str) -> tuple[Run, ...]:
    """``2023-04-05..2023-04-07 2023-04-26`` → runs of days."""
    found = []
    for part in text.split():
        first, _, last = part.partition("..")
        found.append((date.fromisoformat(first), date.fromisoformat(last or first)))
    return tuple(found)


def line(person: str, contents: str, days: float, when: str, *places: str, inside: str = "", did: int = 0) -> Line:
    """A row; ``did`` counts into ``WORK`` for the forms that tell what was done (1 …), 0 for the others."""
    detail, result = WORK[did]
    return Line(person, tuple(contents.split()), days, runs(when), places, inside, detail, result)


ROSTER = (
    Person("TG-01", "Lê Thị Mai", "Trưởng ban", "TG", "LD"),
    Person("TG-02", "Trần Ánh", "Phó Trưởng ban", "TG", "LD"),
    Person("TG-03", "Trần Anh", "Chuyên viên", "TG", "CV"),
    Person("TG-04", "Nguyễn Thị Lan", "Chuyên viên", "TG", "CV"),
    Person("TG-05", "Nguyễn Thị Loan", "Chuyên viên", "TG", "CV"),
    Person("TG-06", "Đỗ Thị Hoà", "Chuyên viên", "TG", "CV"),
    Person("TG-07", "Đặng Thúy Uyên", "Chuyên viên", "TG", "CV"),
    Person("TG-08", "Võ Minh Hòa", "Phó Trưởng ban", "TG", "LD"),
    Person("TG-09", "Võ Minh Hòa", "Chuyên viên", "TG", "CV"),
    Person("VP-01", "Huỳnh Quốc Quý", "Chánh Văn phòng", "VP", "LD"),
    Person("VP-02", "Ngô Quỳnh Như", "Chuyên viên", "VP", "CV"),
    Person("VP-03", "Nguyễn Thị Lan", "Chuyên viên", "VP", "CV"),
    Person("VP-04", "Lê Hữu Đức", "Phó Chánh Văn phòng", "VP", "LD"),
)
PEOPLE = {person.id: person for person in ROSTER}
LOOKUPS = Lookups(replace(load_builtin("2023"), people=ROSTER), True)
UNITS = {"TG": "BAN TUYÊN GIÁO", "VP": "VĂN PHÒNG TỈNH ĐOÀN"}

WORK = (
    ("", ""),
    ("Kiểm tra hồ sơ đoàn vụ của bốn chi đoàn", "Mặt được: hồ sơ đầy đủ. Hạn chế: sổ ghi chưa kịp thời."),
    ("Dự họp Ban Thường vụ mở rộng", "Mặt được: thống nhất lịch ra quân. Hạn chế: vắng hai chi đoàn."),
    ("Giám sát việc thu nộp đoàn phí; dự sinh hoạt chi đoàn", "Mặt được: thu đạt 95%. Hạn chế: nộp chậm."),
    ("Cùng cơ sở làm 2 km đường nông thôn", "Mặt được: 120 lượt đoàn viên tham gia. Hạn chế: thiếu kinh phí."),
    ("Dự ba buổi sinh hoạt chủ điểm", "Mặt được: sinh hoạt đều. Hạn chế: nội dung còn đơn điệu."),
    ("Hướng dẫn phần mềm quản lý đoàn viên", "Mặt được: cập nhật 310 hồ sơ. Hạn chế: đường truyền yếu."),
    ("Khảo sát nhu cầu học nghề của thanh niên", "Mặt được: thu 200 phiếu. Hạn chế: ít thanh niên công nhân."),
    ("Dự sinh hoạt chi đoàn khu phố", "Mặt được: kết nạp 3 đoàn viên. Hạn chế: chưa có nơi sinh hoạt."),
    ("Tổ chức trại hè cho thiếu nhi", "Mặt được: 85 em tham gia. Hạn chế: trời mưa nhiều. Đề xuất: hỗ trợ lều trại."),
    ("Góp ý văn kiện đại hội", "Mặt được: đúng tiến độ. Hạn chế: ít ý kiến."),
    ("Khảo sát câu lạc bộ sở thích của học sinh", "Mặt được: có bốn câu lạc bộ. Hạn chế: thiếu người phụ trách."),
)
"""(what was done, what came of it) by number."""

_SUOI_DAY = "xã Suối Dây, huyện Tân Châu"
_TAN_BINH = "xã Tân Bình, huyện Tân Biên"
_HOA_THANH = "xã Hòa Thạnh, huyện Châu Thành"
_SCHOOL = "Trường THPT Trần Phú, xã Tân Hà, huyện Tân Châu"

MAU1 = (
    Form(
        "mau1",
        "TG",
        (
            line("TG-03", "1.1", 30, "2023-04-01..2023-05-01", _TAN_BINH),
            line("TG-03", "1.1 1.5", 10, "2023-05-08..2023-05-20", _TAN_BINH),
            line("TG-03", "1.5", 0.5, "2023-05-26", _SUOI_DAY, inside="Chi đoàn ấp 3"),
            line("TG-03", "1.5", 3, "2023-06-05 2023-06-07 2023-06-09", "phường 3, thành phố Tây Ninh"),
            line("TG-03", "1.3", 10, "2023-06-12..2023-06-16 2023-07-03..2023-07-07", "huyện Bến Cầu"),
            line("TG-03", "1.4", 1, "2023-07-20", "huyện Bến Cầu"),
            line("TG-03", "1.3.2", 5, "2023-08-07..2023-08-11", _SCHOOL),
            line("TG-03", "1.1", 31, "2023-08-25..2023-09-30", _HOA_THANH),
        ),
        person="TG-03",
    ),
    Form(
        "mau1",
        "TG",
        (
            line("TG-06", "1.1", 30, "2023-03-01..2023-03-31", "thị trấn Gò Dầu, huyện Gò Dầu"),
            line("TG-06", "1.5", 1.5, "2023-04-12..2023-04-13", "thị trấn Gò Dầu, huyện Gò Dầu"),
            line("TG-06", "1.5", 2, "2023-04-28..2023-05-02", "thị xã Hòa Thành"),
            line(
                "TG-06",
                "1.1 1.5",
                34,
                "2023-06-15..2023-07-31",
                "xã Tân Hà, huyện Tân Châu",
                "xã Tân Hội, huyện Tân Châu",
            ),
        ),
        person="TG-06",
    ),
    Form(
        "mau1",
        "VP",
        (
            line("VP-01", "1.2", 10, "2023-02-06..2023-02-17", "huyện Dương Minh Châu"),
            line("VP-01", "1.4", 1, "2023-03-08", "phường Trảng Bàng, thị xã Trảng Bàng"),
            line("VP-01", "1.4", 1, "2023-03-24", "phường Trảng Bàng, thị xã Trảng Bàng"),
            line("VP-01", "1.2 1.5", 20, "2023-09-04..2023-09-15 2023-10-02..2023-10-13", "thị xã Trảng Bàng"),
        ),
        person="VP-01",
    ),
)

MAU2 = (
    Form(
        "mau2",
        "TG",
        (
            line("TG-01", "1.2", 5, "2023-03-06..2023-03-10", "huyện Bến Cầu"),
            line("TG-01", "1.4", 1, "2023-03-17", "huyện Bến Cầu"),
            line(
                "TG-02", "1.2 1.5", 10, "2023-04-10..2023-04-14 2023-05-08..2023-05-12", "phường 3, thành phố Tây Ninh"
            ),
            line("TG-03", "1.1", 30, "2023-04-01..2023-05-01", _TAN_BINH),
            line("TG-03", "1.5", 3, "2023-06-05 2023-06-07 2023-06-09", _SUOI_DAY, inside="Chi đoàn ấp 3"),
            line("TG-04", "1.1", 30, "2023-05-15..2023-06-15", _SUOI_DAY),
            line("TG-05", "1.1", 30, "2023-07-01..2023-07-31", _HOA_THANH),
            line("TG-08", "1.2", 4, "2023-08-14..2023-08-18", "thị xã Hòa Thành"),
            line(
                "TG-09",
                "1.1 1.5",
                30,
                "2023-09-01..2023-10-04",
                "xã Tân Hà, huyện Tân Châu",
                "xã Tân Hội, huyện Tân Châu",
            ),
            line("TG-07", "1.3", 2.5, "2023-10-10..2023-10-12", _SCHOOL),
        ),
    ),
    Form(
        "mau2",
        "VP",
        (
            line("VP-01", "1.2", 10, "2023-02-06..2023-02-17", "huyện Dương Minh Châu"),
            line("VP-01", "1.4", 1, "2023-03-24", "phường Trảng Bàng, thị xã Trảng Bàng"),
            line("VP-02", "1.1", 30, "2023-04-03..2023-05-05", "thị trấn Gò Dầu, huyện Gò Dầu"),
            line("VP-02", "1.1 1.5", 30, "2023-06-20..2023-07-25", "thị trấn Gò Dầu, huyện Gò Dầu"),
            line("VP-03", "1.1", 30, "2023-05-18..2023-06-18", _TAN_BINH),
            line("VP-03", "1.5", 1, "2023-06-26", "phường 3, thành phố Tây Ninh", inside="Khu phố 2"),
            line("VP-04", "1.3.7", 3, "2023-08-01..2023-08-03", "huyện Tân Biên"),
            line("VP-04", "1.2", 6, "2023-08-22..2023-08-24 2023-09-12..2023-09-14", "huyện Tân Biên"),
        ),
    ),
)

MAU3 = (
    Form(
        "mau3",
        "TG",
        (
            line("TG-01", "1.2", 3, "2023-04-05..2023-04-07", "huyện Bến Cầu", did=1),
            line("TG-01", "1.4", 0.5, "2023-05-19", "huyện Bến Cầu", did=2),
            line(
                "TG-02",
                "1.2 1.5",
                10,
                "2023-04-10..2023-04-14 2023-05-08..2023-05-12",
                "phường 3, thành phố Tây Ninh",
                did=3,
            ),
            line("TG-03", "1.1", 30, "2023-04-01..2023-05-01", _TAN_BINH, did=4),
            line("TG-03", "1.5", 3, "2023-06-05 2023-06-07 2023-06-09", _SUOI_DAY, inside="Chi đoàn ấp 3", did=5),
            line(
                "TG-04",
                "1.1 1.5",
                30,
                "2023-05-15..2023-06-15",
                "xã Tân Hà, huyện Tân Châu",
                "xã Tân Hội, huyện Tân Châu",
                did=6,
            ),
            line("TG-05", "1.3", 10, "2023-06-01..2023-06-15", "thị xã Hòa Thành", did=7),
            line("TG-06", "1.5", 1, "2023-04-26", "phường Trảng Bàng, thị xã Trảng Bàng", inside="Khu phố 2", did=8),
            line("TG-06", "1.1", 20, "2023-05-29..2023-06-20", _HOA_THANH, did=9),
            line("TG-07", "1.4", 2, "2023-06-22..2023-06-23", "thị trấn Gò Dầu, huyện Gò Dầu", did=10),
            line("TG-07", "1.3.2", 5, "2023-04-24..2023-04-28", _SCHOOL, did=11),
        ),
        quarter=2,
    ),
)

BAOCAO = (
    Form(
        "baocao",
        "TG",
        (
            line("TG-04", "1.1", 12, "2023-04-03..2023-04-16", _SUOI_DAY, did=4),
            line("TG-04", "1.5", 0.5, "2023-04-20", _SUOI_DAY, inside="Chi đoàn ấp 3", did=5),
            line("TG-04", "1.3", 4, "2023-04-25..2023-04-28", "thị xã Hòa Thành", did=7),
            line("TG-04", "1.1 1.5", 20, "2023-05-04..2023-05-15 2023-05-22..2023-05-31", _TAN_BINH, did=6),
            line("TG-04", "1.5", 3, "2023-06-02 2023-06-06 2023-06-14", "phường 3, thành phố Tây Ninh", did=8),
            line("TG-04", "1.3.2", 2, "2023-06-15..2023-06-16", _SCHOOL, did=11),
            line("TG-04", "1.1", 10, "2023-06-19..2023-06-30", _HOA_THANH, did=9),
        ),
        person="TG-04",
        quarter=2,
    ),
    Form(
        "baocao",
        "VP",
        (
            line("VP-04", "1.2", 3, "2023-04-05..2023-04-07", "huyện Tân Biên", did=1),
            line("VP-04", "1.4", 1, "2023-04-11", "huyện Tân Biên", did=2),
            line("VP-04", "1.2", 10, "2023-05-08..2023-05-19", "huyện Dương Minh Châu", did=3),
            line("VP-04", "1.4", 2, "2023-06-22..2023-06-23", "thị trấn Gò Dầu, huyện Gò Dầu", did=10),
        ),
        person="VP-04",
        quarter=2,
    ),
)

FORMS = {"mau1": MAU1, "mau2": MAU2, "mau3": MAU3, "baocao": BAOCAO}

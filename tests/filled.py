"""Forms as people fill them in, drawn by ``tools.draw``, and what they often say."""

from __future__ import annotations

from tools.draw import FIELDS as FIELDS
from tools.draw import UNITS as UNITS
from tools.draw import Cell as Cell
from tools.draw import draw as draw
from tools.draw import form as form
from tools.draw import heading as heading
from tools.draw import saved as saved

VD1 = ("1.1 Phối hợp tổ chức, triển khai hoạt động tại cơ sở", "30 ngày", "Từ ngày 01/4/2023 – 01/5/2023")
VD2 = ("1.3 Theo chuyên đề", "10 ngày", "Từ ngày 01/6/2023 – 15/6/2023")
PLACE = "Xã Suối Dây, huyện Tân Châu"
DETAIL, RESULT = "Tham gia ra quân làm đường nông thôn", "Mặt được: đông đoàn viên tham gia. Hạn chế: thiếu kinh phí."


def done(days: Cell, time: Cell, contents: str = "1.1", place: str = PLACE) -> tuple[Cell, ...]:
    """The cells of a báo cáo row: contents, detail, days, time, place, result."""
    return contents, DETAIL, days, time, place, RESULT

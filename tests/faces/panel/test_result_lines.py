"""The result of a click names the province's files; those of single units are counted, a line a folder."""

from __future__ import annotations

from xltools.faces.panel.answer import Line
from xltools.faces.panel.press import _brief


def line(path: str) -> Line:
    return Line(f"Đã ghi: {path}", path)


def test_files_of_units_are_one_line_beside_the_province_s() -> None:
    all_units = [line(f"/w/4-TongHop/Mau2-{unit}.xlsx") for unit in ("TG", "H-GODAU", "ToanTinh")]
    quarter = [line(f"/w/4-TongHop/Quy3/Mau3-{unit}.xlsx") for unit in ("TG", "ToanTinh")]
    first, last = Line("Đã nhận 2 tệp mới."), line("/w/4-TongHop/TuanThu.xlsx")
    assert _brief([first, *all_units, *quarter, last]) == [
        first,
        all_units[-1],
        quarter[-1],
        last,
        Line("Của từng đơn vị, 2 tệp: /w/4-TongHop", "/w/4-TongHop"),
        Line("Của từng đơn vị, 1 tệp: /w/4-TongHop/Quy3", "/w/4-TongHop/Quy3"),
    ]


def test_the_file_of_one_unit_alone_is_named() -> None:
    alone = [line("/w/4-TongHop/Mau2-H-GODAU.xlsx")]
    assert _brief(alone) == alone

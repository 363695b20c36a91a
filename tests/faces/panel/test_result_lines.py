"""The result of a click names the province's files; those of single units are counted, a line a folder."""

from __future__ import annotations

from pathlib import Path

from xltools.faces.panel.answer import Line
from xltools.faces.panel.press import _results
from xltools.pipeline.commands import Done
from xltools.workspace.results import Written


def made(path: str, changed: bool = True, notice: str = "") -> Written:
    return Written(Path(path), changed, notice)


def test_files_of_units_are_one_line_beside_the_province_s() -> None:
    all_units = [made(f"/w/4-TongHop/Mau2-{unit}.xlsx", notice=f"{unit} đang mở") for unit in ("TG", "H-GODAU")]
    province = [made("/w/4-TongHop/Mau2-ToanTinh.xlsx"), made("/w/4-TongHop/Quy3/Mau3-ToanTinh.xlsx", changed=False)]
    quarter = [made("/w/4-TongHop/Quy3/Mau3-TG.xlsx")]
    done = Done(made=(*all_units, province[0], *quarter, province[1], made("/w/4-TongHop/TuanThu.xlsx")))
    assert _results(done, ["Còn 1 lỗi"]) == [
        Line("TG đang mở"),
        Line("H-GODAU đang mở"),
        Line("Đã ghi: /w/4-TongHop/Mau2-ToanTinh.xlsx", "/w/4-TongHop/Mau2-ToanTinh.xlsx"),
        Line("Không đổi: /w/4-TongHop/Quy3/Mau3-ToanTinh.xlsx", "/w/4-TongHop/Quy3/Mau3-ToanTinh.xlsx"),
        Line("Đã ghi: /w/4-TongHop/TuanThu.xlsx", "/w/4-TongHop/TuanThu.xlsx"),
        Line("Còn 1 lỗi"),
        Line("Của từng đơn vị, 2 tệp: /w/4-TongHop", "/w/4-TongHop"),
        Line("Của từng đơn vị, 1 tệp: /w/4-TongHop/Quy3", "/w/4-TongHop/Quy3"),
    ]


def test_the_file_of_one_unit_alone_is_named() -> None:
    path = "/w/4-TongHop/Mau2-H-GODAU.xlsx"
    assert _results(Done(made=(made(path),)), []) == [Line(f"Đã ghi: {path}", path)]

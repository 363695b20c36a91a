"""Workbooks in which something cannot be read, or only by asking: right or told, never silently wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from . import spoiling
from .cases import Recipe, fits, forms_for, make
from .drafts import Choice, Draft, Table
from .encodings import NFC
from .grids import Cell, Grid
from .layouts import (
    BODIES,
    DITTO,
    HEADERS,
    MERGED,
    OFFICIAL,
    ONCE,
    PLACES_MERGED,
    REPEATED,
    SEVERAL,
    SIGNED,
    SPLIT,
    STACKED,
)
from .more_traps import MORE_TRAPS
from .spoiling import Edit, Redraw, in_turn, strewn, typed_as
from .trap import (
    ALL,
    REPORTS,
    UNIT,
    WITH_DAYS,
    Trap,
    any_character,
    keeps_errors,
    light,
    not_word,
    plain,
    real_dates,
    uncalculated,
    unicode,
    with_fonts,
    with_merges,
    with_sheets,
)
from .typing_styles import REAL
from .word_traps import WORD_TRAPS

_EACH = 8  # workbooks with every trap
_CALM = tuple(body for body in BODIES if body not in (ONCE, MERGED, DITTO, PLACES_MERGED, REPEATED))
_ONE_COLUMN = {"header": HEADERS[0]}


def _cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


TRAPS = (
    Trap(
        "ngày bị đảo với tháng, có ô còn là chữ", ALL, spoiling.american, programs=real_dates, fixed={"header": SPLIT}
    ),
    Trap(
        "ngày bị đảo với tháng, ra ngoài quý",
        REPORTS,
        spoiling.out_of_quarter,
        programs=real_dates,
        fixed=_ONE_COLUMN,
    ),
    Trap(
        "ngày không có trên lịch (31/4)",
        ALL,
        typed_as(
            "time",
            "Từ ngày 20/4/2023 đến ngày 31/4/2023",
            "31/4",
            "30/02/2023",
            "31.6.2023",
            "00/5/2023",
            "05/13/2023",
            "32/5",
            "ngày 29 tháng 02 năm 2023",
        ),
    ),
    Trap(
        "ngày về trước ngày đi",
        ALL,
        typed_as(
            "time",
            "15/6/2023 - 01/6/2023",
            "Từ ngày 10/5 đến ngày 08/5/2023",
            "12-10/5/2023",
            "01/6 đến 31/5/2023",
            "01/4/2023 - 05/3/2023",
        ),
    ),
    Trap(
        "ngày hiểu được nhiều cách (01/4-5/2023)",
        ALL,
        typed_as(
            "time",
            "01/4-5/2023",
            "01-04/2023",
            "6-7/2023",
            "ngày 5",
            "từ 01/4 đến 15",
            "ngày 2, 4, 6/2023",
            "1-4",
            "28/12 - 05/01/2023",
        ),
    ),
    Trap(
        "thứ không khớp với ngày",
        ALL,
        typed_as(
            "time",
            "thứ Hai ngày 05/4/2023",
            "Chủ nhật, 05/5/2023",
            "T6 06/4/2023",
            "từ thứ 2 ngày 03/4 đến thứ 5 ngày 07/4/2023",
        ),
    ),
    Trap(
        "thời gian không rõ ngày",
        ALL,
        typed_as(
            "time",
            "01/4 hoặc 02/4",
            "tháng 6",
            "đầu tháng 5",
            "01/4 đến nay",
            "4/15/2023",
            "01/4 đến 30/4 (trừ 15/4)",
            "hàng tuần",
            "10/4/2023 - 14/4/2O23",
        ),
    ),
    Trap("thời gian chưa điền", ALL, typed_as("time", "Từ ngày .../.../... đến ngày .../.../...", "...", "")),
    Trap("“nt” ở số ngày và thời gian", WITH_DAYS, spoiling.repeated_time, fixed=_ONE_COLUMN),
    Trap(
        "số ngày không phải một số",
        WITH_DAYS,
        typed_as("days", ">30", "30-35 ngày", "khoảng 10", "1 tháng", "3O", "10 20", "10 ngày, 5 ngày", "3 ngày 2 đêm"),
    ),
    Trap("số ngày bị đổi thành ngày", WITH_DAYS, spoiling.days_as_date, programs=real_dates),
    Trap("họ tên không dấu", ALL, spoiling.unmarked),
    Trap("họ tên không có trong danh sách", ALL, spoiling.stranger),
    Trap(
        "trùng họ tên, không ghi chức vụ",
        ("mau3",),
        typed_as("person", "Võ Minh Hòa", "VÕ MINH HOÀ", "Đ/c Võ Minh Hòa"),
    ),
    Trap(
        "hai người trong một ô",
        UNIT,
        typed_as(
            "person",
            "Nguyễn Thị Lan, Ngô Quỳnh Như",
            "Lê Thị Mai\nTrần Anh",
            "Trần Anh và Lê Thị Mai",
            "Lê Thị Mai; Trần Ánh",
            "Trần Ánh + 2",
            "Trần Ánh - Trần Anh",
            "Lê Thị Mai/Trần Anh",
            "Trần Ánh cùng đoàn",
        ),
    ),
    Trap("tên người khác trong biểu cá nhân", ("mau1", "baocao"), spoiling.other_person),
    Trap(
        "địa điểm trùng tên, sai huyện",
        ALL,
        typed_as(
            "places",
            "Xã Tân Bình",
            "Tân Biên",
            "xã Suối Dây, huyện Gò Dầu",
            "UBND xã Tân Bình",
            "Hoa Thanh",
            "Phường 3, thị xã Hòa Thành",
            "Gò Dầu",
            "xã Tân Binh, huyện Tân Biên",
        ),
    ),
    Trap(
        "địa điểm còn dấu chấm, quá rộng",
        ALL,
        typed_as(
            "places",
            "Xã A, Huyện..... Hoặc Huyện....",
            "Huyện đoàn ...",
            "xã ....., huyện .....",
            "trong tỉnh",
            "5 xã huyện Tân Châu",
            "huyện Tân Biên hoặc huyện Tân Châu",
        ),
    ),
    Trap(
        "mã nội dung không có (1.7; 1.10)",
        ALL,
        typed_as("contents", "1.7", 1.7, "1.10", "1.1; 1.7", "2.1", "1.2, 5", "1-2; 1-5", "12"),
    ),
    Trap(
        "mã nội dung bị đổi thành ngày",
        ALL,
        typed_as("contents", Cell(date(2023, 3, 1)), Cell(date(2023, 1, 5))),
        programs=real_dates,
    ),
    Trap(
        "nội dung không thuộc Kế hoạch",
        ALL,
        typed_as(
            "contents",
            "Họp giao ban cơ quan",
            "Công việc khác",
            "nt?",
            "không thực hiện 1.2; 1.5",
            "1.2 đến 1.5",
            "KTGS, SHCĐ",
            "Sinh hoạt ngày 1.5",
            "chưa rõ 1.1 hay 1.5",
        ),
    ),
    Trap("“nt” ở dòng đầu", ALL, in_turn(("places", "contents", "time"), "nt", '"', "như trên", row=0)),
    Trap("dòng ví dụ sửa dở", ALL, spoiling.half_an_example),
    Trap("dòng gõ lệch một cột", ALL, spoiling.shifted, fixed=_ONE_COLUMN),
    Trap("phép tính chưa có kết quả", WITH_DAYS, spoiling.uncalculated, programs=uncalculated),
    Trap(
        "công thức chưa có kết quả",
        ALL,
        in_turn(("places", "time", "contents"), Cell(None, formula='CONCATENATE("xã ",Z99)')),
        programs=uncalculated,
    ),
    Trap(
        "ô báo lỗi (#N/A)",
        WITH_DAYS,
        in_turn(("places", "days", "time", "contents"), Cell("#N/A", formula="NA()")),
        programs=keeps_errors,
        fixed=_ONE_COLUMN,
    ),
    Trap(
        "số ngày, thời gian gộp hai dòng",
        WITH_DAYS,
        redraw=spoiling.merged_over_two,
        programs=with_merges,
        fixed=_ONE_COLUMN,
    ),
    Trap("dòng nhóm không phải tên đơn vị", ALL, redraw=spoiling.unknown_section),
    Trap("thiếu cột Số ngày đi", WITH_DAYS, spoiling.without_days),
    Trap("hai cột thời gian", ALL, redraw=spoiling.second_time, programs=not_word),
    Trap("tên cột gõ sai", ALL, redraw=spoiling.misspelt_in_turn, fixed=_ONE_COLUMN),
    Trap("dòng nằm dưới phần ký tên", ALL, redraw=spoiling.below_signature, programs=not_word, fixed={"frame": SIGNED}),
    Trap("bảng nối sang trang khác, không có tiêu đề", ALL, redraw=spoiling.continued, programs=with_sheets),
    Trap("biểu của năm 2022", ALL, spoiling.of_another_year),
    Trap("chưa ghi quý", REPORTS, spoiling.without_quarter),
    Trap("tên biểu, quý viết khác", ("mau3",), redraw=spoiling.other_title, programs=not_word),
    Trap("TCVN3, VNI, phông đã đổi thành Times New Roman", ALL, redraw=spoiling.recoded, programs=with_fonts),
    Trap(
        "ngày đếm từ năm 1904",
        ALL,
        spoiling.all_touched,
        rewrite=spoiling.counted_from_1904,
        programs=plain,
        fixed={"dates": REAL, "header": SPLIT},
    ),
    Trap("ký tự điều khiển", ALL, strewn("\x07", "\x0b", "\x1f"), programs=any_character),
    Trap("ô dài 32.767 ký tự", REPORTS, spoiling.long_text, programs=not_word, fixed={"encoding": NFC}),
    Trap("10.000 dòng trống ở giữa", ALL, redraw=spoiling.far_below, programs=light),
    Trap("200 cột thừa", ALL, redraw=spoiling.wide, programs=not_word),
    Trap("biểu tượng cảm xúc", ALL, strewn("😀", "✅", "👉"), programs=unicode),
    Trap(
        "ký tự không nhìn thấy, dấu định hướng",
        ALL,
        strewn("\u200f", "\u202a", "\u200b", "\ufeff", "\u2060"),
        programs=unicode,
    ),
    Trap("bảng HTML mang tên .xls", ALL, spoiling.nobody_can_know, rewrite=spoiling.as_html, programs=uncalculated),
    Trap("tệp bị cắt cụt", ALL, spoiling.nobody_can_know, rewrite=_cut, programs=uncalculated),
    *MORE_TRAPS,
    *WORD_TRAPS,
)
"""Every trap, in the order of the page."""


def trapped(choices: Sequence[Choice]) -> Iterator[Recipe]:
    """Eight workbooks with every trap, drawn from the choices of the careful ones."""
    for number, trap in enumerate(TRAPS):
        for turn, choice in enumerate(_chosen(trap, choices, number * 13)):
            made = partial(
                make,
                f"t{number:02}{turn}",
                choice,
                forms_for(choice, turn),
                trap=trap.name,
                edit=partial(_edited, trap.edit, turn) if trap.edit else None,
                redraw=partial(_redrawn, trap.redraw, turn) if trap.redraw else None,
                rewrite=trap.rewrite,
            )
            yield Recipe(choice, made)


def _edited(edit: Edit, turn: int, drafts: list[Draft]) -> None:
    edit(drafts, turn)


def _redrawn(redraw: Redraw, turn: int, grids: list[Grid], tables: list[Table]) -> None:
    redraw(grids, tables, turn)


def _chosen(trap: Trap, choices: Sequence[Choice], start: int) -> list[Choice]:
    """Eight choices that can hold the trap, programs and forms as different as may be."""
    possible: list[Choice] = []
    for offset in range(len(choices)):
        choice = {**choices[(start + offset) % len(choices)], **trap.fixed}
        choice["encoding"] = choice["encoding"] if choice["encoding"].startswith("Unicode") else NFC
        if (
            choice["form"] in trap.forms
            and choice["frame"] not in (OFFICIAL, SEVERAL, STACKED)
            and choice["body"] in _CALM
            and (choice["dates"] != REAL or trap.fixed.get("dates") == REAL)
            and trap.programs(choice["program"])
            and fits(choice)
        ):
            possible.append(choice)
    found: list[Choice] = []
    while len(found) < _EACH:
        # the least seen program first, then the least seen form, then the order of the choices
        found.append(
            min(
                (c for c in possible if c not in found),
                key=lambda c: (
                    sum(c["program"] == other["program"] for other in found),
                    sum(c["form"] == other["form"] for other in found),
                    possible.index(c),
                ),
            )
        )
    return found

"""The measure itself: it sees what is wrong, told or not, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from .cases import AXES, Case, make
from .drafts import Draft, TypedRow
from .encodings import tcvn3, vni
from .grids import Cell
from .layouts import PLAIN
from .measure import RIGHT, SILENT, TOLD, measured
from .truth import MAU3, runs
from .typing_styles import DATES, DAYS, PLACES, in_words, other_tone_place

PLAINLY = {axis: values[0] for axis, values in AXES.items()} | {"form": "mau3", "frame": PLAIN}


def made(change: Callable[[TypedRow], None] = lambda row: None, program: str = ".xlsx (openpyxl)") -> Case:
    """Mẫu 3 typed plainly, its third row changed."""

    def edit(drafts: list[Draft]) -> None:
        change(drafts[0].rows[2])

    return make("x", PLAINLY | {"program": program}, [MAU3[0]], edit=edit)


def meant(**values: object) -> Callable[[TypedRow], None]:
    """Another truth behind the same typing: what a reader that errs would give."""

    def change(row: TypedRow) -> None:
        assert row.truth is not None
        row.truth = replace(row.truth, **values)  # type: ignore[arg-type]

    return change


@pytest.mark.parametrize("program", [".xlsx (openpyxl)", ".docx"])
def test_plain_typing_is_read(program: str) -> None:
    assert {result.verdict for result in measured(made(program=program))} == {RIGHT}


@pytest.mark.parametrize("program", [".xlsx (openpyxl)", ".docx"])
@pytest.mark.parametrize(
    ("values", "differences"),
    [
        ({"person": "TG-03"}, ("họ tên",)),
        ({"contents": ("1.2",)}, ("nội dung",)),
        ({"days": 9}, ("số ngày",)),
        ({"runs": runs("2023-04-10..2023-04-14 2023-05-08..2023-05-11")}, ("thời gian",)),
        ({"places": ("phường 2, thành phố Tây Ninh",)}, ("địa điểm",)),
        ({"detail": "khác", "result": "khác"}, ("cụ thể", "kết quả")),
    ],
)
def test_a_value_that_is_not_the_one_meant_is_silently_wrong(
    program: str, values: dict[str, object], differences: tuple[str, ...]
) -> None:
    results = measured(made(meant(**values), program))
    assert [r.verdict for r in results] == [RIGHT, RIGHT, SILENT, *[RIGHT] * 8]
    assert results[2].differences == differences


def test_runs_are_compared_as_sets_of_days() -> None:
    parted = runs("2023-04-10..2023-04-12 2023-04-13..2023-04-14 2023-05-08..2023-05-12")
    assert {result.verdict for result in measured(made(meant(runs=parted)))} == {RIGHT}


def test_what_is_told_counts_only_in_its_own_row() -> None:
    def change(row: TypedRow) -> None:
        row.cells["days"] = Cell("nhiều")

    case = made(change)
    wrong = case.tables[0].draft.rows[3]
    meant(days=1)(wrong)
    results = measured(case)
    assert [r.verdict for r in results[:5]] == [RIGHT, RIGHT, TOLD, SILENT, RIGHT]
    assert results[2].codes == ("T201",)


def test_a_row_nobody_typed_is_seen() -> None:
    case = made()
    del case.tables[0].draft.rows[5], case.tables[0].at[5]
    assert [r.differences for r in measured(case) if r.verdict != RIGHT] == [("dòng thừa",)]


def test_a_form_in_the_wrong_quarter_is_wrong_in_every_row() -> None:
    case = made()
    case.tables[0].draft.form = replace(MAU3[0], quarter=3)
    assert {(r.verdict, r.differences) for r in measured(case)} == {(SILENT, ("quý",))}


def test_a_file_that_is_refused_is_told() -> None:
    case = made()
    case.data = b"%PDF-1.4"
    assert {(r.verdict, r.codes) for r in measured(case)} == {(TOLD, ("F114",))}


# ------------------------------------------------------------------ the typing of the corpus


def test_styles_write_what_they_are_called() -> None:
    days = runs("2023-04-05..2023-04-07 2023-02-26")
    assert DATES["như Kế hoạch in"](days) == "Từ ngày 05/4/2023 – 07/4/2023; Ngày 26/02/2023"
    assert DATES["rút gọn, năm ở cuối"](days) == "5-7/4, 26/2/2023"
    assert DATES["chung tháng"](days[:1]) == "từ ngày 05 đến ngày 07/4/2023"
    assert DATES["liệt kê ngày"](days[:1]) == "các ngày 05, 06, 07/4/2023"
    assert DATES["có thứ"](days[1:]) == "Chủ nhật ngày 26/02/2023"
    assert [DAYS["bằng chữ"](n).value for n in (0.5, 1.5, 31)] == ["nửa ngày", "một ngày rưỡi", "ba mươi mốt ngày"]
    assert [DAYS["phép nhân"](n).value for n in (30, 10, 1)] == ["10 ngày x 3 đợt", "5 ngày x 2 đợt", "1 ngày"]
    assert in_words(15) == "mười lăm"
    assert [other_tone_place(name) for name in ("Hoà", "Thúy Uyên", "Quý", "Hoàng")] == [
        "Hòa",
        "Thuý Uyên",
        "Quý",
        "Hoàng",
    ]
    assert PLACES["viết tắt"]("xã Suối Dây, huyện Tân Châu") == "X. Suối Dây, H. Tân Châu"
    assert PLACES["chỉ ghi xã"]("xã Tân Bình, huyện Tân Biên") == "Xã Tân Bình, huyện Tân Biên"


def test_old_codes() -> None:
    assert tcvn3("Uỷ ban nhân dân Tỉnh Ánh") == "Uû ban nh©n d©n TØnh ¸nh"
    assert vni("Nguyễn Thị Ánh, đường số 3") == "Nguyeãn Thò AÙnh, ñöôøng soá 3"

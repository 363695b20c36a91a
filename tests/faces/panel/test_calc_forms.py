"""Checking and clearing the open form in LibreOffice Calc: the verdict of ``xltools check``, nothing else touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from xltools.faces.panel.answer import Request
from xltools.faces.panel.marks import CHECK_HEADERS, CHECK_SHEET, COLOURS
from xltools.faces.panel.press import press

from .calc import Calc

DEMO = Path(__file__).parents[3] / "workbooks" / "demo"
FAULTY = "2023-06-26/DKTH/Mau 3 DKTH quy 2.xlsx"
"""One error, at E10 of sheet Mau3."""

BROKEN = "2023-02-14/DKTH/Dang ky - Luan.xlsx"
"""LibreOffice does not open it, and neither does the tool."""

FORMS = sorted(
    {
        FAULTY,
        "2023-02-10/TG/dangky_Anh.xlsx",
        *(str(path.relative_to(DEMO)) for path in DEMO.rglob("*") if path.suffix in (".ods", ".xls")),
        *(str(path.relative_to(DEMO)) for path in DEMO.glob("2023-02-14/*/*.xlsx")),
        *(str(path.relative_to(DEMO)) for path in DEMO.glob("2023-09-2*/*/*.xlsx")),
    }
    - {BROKEN}
)


def clicked(calc: Calc, macro: str = "XlKiemTra") -> str:
    calc.click(macro)
    return str(calc.named("xl_headline")[0][0])


def ours(calc: Calc, title: str, before: dict[str, list[str]]) -> dict[str, list[str]]:
    """What was marked, but for the list itself."""
    now = calc.marked(title)
    return {cell: look for cell, look in now.items() if before.get(cell) != look and not cell.startswith(CHECK_SHEET)}


def opened(calc: Calc, form: str = FAULTY, **how: bool) -> tuple[str, dict[str, list[str]]]:
    title = calc.open_form(DEMO / form, *how.values())
    return title, calc.marked(title)


@pytest.mark.parametrize("form", FORMS)
def test_marks_are_those_of_check_and_go_without_a_trace(fresh: Calc, province: Path, form: str) -> None:
    fresh.fill_in("xl_workspace", str(province))
    title, before = opened(fresh, form)
    answer = press(Request("check", str(province), form=str(DEMO / form), form_name=title))
    assert clicked(fresh) == answer.headline
    assert [row[0] for row in fresh.named("xl_result", 3) if row[0]] == [line.text for line in answer.lines]
    cells: dict[str, list[tuple[int, str]]] = {}
    for sheet, row, column, severity, text in answer.marks or ():
        cells.setdefault(f"{sheet}!{chr(64 + column)}{row}", []).append((list(COLOURS).index(severity), text))
    expected = {
        place: (list(COLOURS.values())[min(found)[0]], "\n".join(dict.fromkeys(text for _, text in sorted(found))))
        for place, found in cells.items()
    }
    marked = ours(fresh, title, before)
    assert {cell: (colour, note.partition("\n")[2]) for cell, (colour, note) in marked.items()} == expected
    if answer.findings:
        rows = fresh.in_form(title, CHECK_SHEET, f"A1:E{len(answer.findings) + 1}")
        assert rows == [list(CHECK_HEADERS), *map(list, answer.findings)]
    else:
        assert CHECK_SHEET not in fresh.sheets(title)
    assert clicked(fresh, "XlXoaDanhDau") == f"Đã xoá đánh dấu của “{title}”."
    assert fresh.marked(title) == before
    assert CHECK_SHEET not in fresh.sheets(title)


def test_what_is_checked_is_what_stands_there_unsaved(fresh: Calc, tmp_path: Path) -> None:
    title, _ = opened(fresh)
    assert clicked(fresh) == f"“{title}”: 1 lỗi, 0 điểm khác; xem sheet KiemTra của biểu."
    fresh.type_in(title, "Mau3", "E10", "10")
    assert clicked(fresh).startswith(f"“{title}”: 0 lỗi")
    fresh.type_in(title, "Mau3", "E10", "20")
    assert "1 lỗi" in clicked(fresh)
    assert (fresh.folder / title).read_bytes() == (DEMO / FAULTY).read_bytes()  # never saved


def test_without_a_workspace_the_form_alone_is_judged(fresh: Calc) -> None:
    opened(fresh)
    clicked(fresh)
    assert ["Chưa ghi thư mục làm việc nên chưa đối chiếu danh sách cán bộ."] in fresh.named("xl_result", 4)


def test_clicking_again_renews(fresh: Calc) -> None:
    title, before = opened(fresh)
    clicked(fresh)
    once = fresh.marked(title)
    clicked(fresh)
    assert fresh.marked(title) == once
    assert fresh.sheets(title).count(CHECK_SHEET) == 1
    clicked(fresh, "XlXoaDanhDau")
    assert fresh.marked(title) == before


def test_colour_and_note_of_somebody_else_stay(fresh: Calc) -> None:
    title, _ = opened(fresh)
    fresh.paint(title, "Mau3", "E10", 0x00CC66, "của tôi")
    fresh.paint(title, "Mau3", "B10", 0x3366CC, "của tôi nữa")
    before = fresh.marked(title)
    clicked(fresh)
    assert fresh.marked(title)["Mau3!E10"] == ["FFC7CE", "của tôi"]
    clicked(fresh, "XlXoaDanhDau")
    assert fresh.marked(title) == before


def test_marks_are_found_where_rows_were_inserted_above(fresh: Calc) -> None:
    title, before = opened(fresh)
    clicked(fresh)
    fresh.insert_rows(title, "Mau3", 0, 3)
    assert "Mau3!E13" in fresh.marked(title)
    clicked(fresh, "XlXoaDanhDau")
    assert len(fresh.marked(title)) == len(before)
    assert not [note for _, note in fresh.marked(title).values() if "xltools" in note]


@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".xls"])
def test_marks_saved_with_the_form_can_still_be_cleared(fresh: Calc, tmp_path: Path, suffix: str) -> None:
    by_suffix = {Path(form).suffix: form for form in FORMS}
    title, before = opened(fresh, FAULTY if suffix == ".xlsx" else by_suffix[suffix])
    sheet = fresh.sheets(title)[0]
    fresh.type_in(title, sheet, "E10", "999" if suffix == ".xls" else "20")
    clicked(fresh)
    saved = tmp_path / f"đã lưu{suffix}"
    fresh.save_form(title, saved)
    had_list = CHECK_SHEET in fresh.sheets(title)
    assert had_list
    fresh.close_forms()
    title = fresh.open_form(saved)
    clicked(fresh, "XlXoaDanhDau")
    assert CHECK_SHEET not in fresh.sheets(title)
    assert not [note for _, note in fresh.marked(title).values() if "xltools" in note]
    assert {cell: look[0] for cell, look in fresh.marked(title).items()} == {c: look[0] for c, look in before.items()}


# ------------------------------------------------------------------ which form


def test_no_form_is_told(fresh: Calc) -> None:
    for macro in ("XlKiemTra", "XlXoaDanhDau"):
        headline = clicked(fresh, macro)
        assert headline.startswith("Không có biểu nào mở phía sau bảng điều khiển")
        assert fresh.named("xl_log", 1, 6)[0][5] == headline


def test_of_several_forms_one_is_chosen(fresh: Calc) -> None:
    title, before = opened(fresh)
    other, _ = opened(fresh, "2023-02-10/TG/dangky_Anh.xlsx")
    assert clicked(fresh).startswith("Có 2 biểu đang mở (")
    assert fresh.marked(title) == before
    assert sorted(row[0] for row in fresh.named("xl_books", 2)) == sorted([title, other])
    fresh.fill_in("xl_form", title.upper())
    assert clicked(fresh).startswith(f"“{title}”: 1 lỗi")
    fresh.fill_in("xl_form", "khác.xlsx")
    assert clicked(fresh).startswith("“khác.xlsx” không mở trong LibreOffice")


# ------------------------------------------------------------------ forms that are shut


def test_a_protected_sheet_is_told_and_left(fresh: Calc) -> None:
    title, before = opened(fresh)
    fresh.protect(title, "Mau3")
    assert "1 lỗi" in clicked(fresh)
    assert fresh.named("xl_result") == [["Sheet “Mau3” đang được bảo vệ nên không đánh dấu trong ô."]]
    assert ours(fresh, title, before) == {}
    assert fresh.in_form(title, CHECK_SHEET, "B2:C2") == [["Mau3", "E10"]]


@pytest.mark.parametrize(("read_only", "words"), [(True, "Tệp mở ở chế độ chỉ đọc"), (False, "Cấu trúc của tệp")])
def test_a_form_that_takes_nothing_has_its_list_on_the_panel(fresh: Calc, read_only: bool, words: str) -> None:
    title, before = opened(fresh, read_only=read_only)
    if not read_only:
        fresh.protect(title, "")
    clicked(fresh)
    first, second, *_ = (row[0] for row in fresh.named("xl_result", 3))
    assert first.startswith(words)
    assert second.startswith("Lỗi: Mau3: E10: Q602: Khai 20 ngày")
    assert fresh.marked(title) == before


def test_a_sheet_of_that_name_of_somebody_else_stays(fresh: Calc) -> None:
    title, _ = opened(fresh)
    fresh.add_sheet(title, CHECK_SHEET)
    fresh.type_in(title, CHECK_SHEET, "A1", "việc riêng")
    clicked(fresh)
    assert fresh.named("xl_result") == [["Biểu có sẵn sheet KiemTra riêng; danh sách lỗi nằm ở sheet “KiemTra 2”."]]
    clicked(fresh, "XlXoaDanhDau")
    assert fresh.in_form(title, CHECK_SHEET, "A1") == [["việc riêng"]]
    assert "KiemTra 2" not in fresh.sheets(title)

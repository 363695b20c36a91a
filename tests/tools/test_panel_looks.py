"""The control panel as seen: that it fits a small screen, no text is cut, words have their colours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree, html
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tools.panel_tables import LEVELS, VERDICTS, WORDS
from xltools.faces.panel.spec import BUTTONS, FORMS, MESSAGES, SHEETS
from xltools.model import Severity
from xltools.office.package import Package
from xltools.outputs.printing import wrapped_lines
from xltools.vietnamese.display import SEVERITY
from xltools.vietnamese.wording import wording

from ..faces.panel.calc import Calc
from ..libreoffice import LibreOffice
from .panel_read import COMMITTED, place

SCREEN = 1340, 520
"""Pixels that Excel's ribbon leaves to the cells at 100 % on a screen of 1366 × 768."""
CALC_WIDER = 1.12
"""How much wider than Excel LibreOffice Calc draws a column (measured on its window)."""
DIGIT = 7
"""Pixels of a digit in Arial 10, the unit of column widths."""

# ------------------------------------------------------------------ the screen


def widths(sheet: Worksheet) -> list[int]:
    """Pixels of each column, up to the last one that has a width of its own ."""
    found = {}
    for column in sheet.column_dimensions.values():
        found |= dict.fromkeys(range(column.min, column.max + 1), round(column.width * DIGIT))
    return [found[column] for column in range(1, max(found) + 1)]


def heights(sheet: Worksheet) -> list[int]:
    return [round(sheet.row_dimensions[row].height * 4 / 3) for row in range(1, sheet.max_row + 1)]


def boxes() -> Iterator[tuple[int, int, list[int]]]:
    """Of each button: its first column and row (from 0), and the anchor they begin."""
    package = Package(COMMITTED.read_bytes())
    (part,) = [name for name in package.names if name.endswith(".vml")]
    for anchor in etree.fromstring(package.part(part)).iter("{urn:schemas-microsoft-com:office:excel}Anchor"):
        numbers = [int(number) for number in str(anchor.text).split(",")]
        yield numbers[0], numbers[2], numbers


def fits(front: Worksheet, last_row: int) -> bool:
    wide, high = sum(widths(front)), sum(heights(front)[:last_row])
    return wide <= SCREEN[0] and wide * CALC_WIDER <= SCREEN[0] and high <= SCREEN[1]


def test_buttons_and_state_fit_a_small_screen(book: Workbook, front: Worksheet) -> None:
    state = front[place(book, "xl_state")[1]].row
    result = front[place(book, "xl_result")[1]].row
    last = max(row + 1 for _, row, _ in boxes())
    assert state + len(FORMS) - 1 <= last < result
    assert fits(front, last)
    assert fits(front, result + 3)  # and the first lines of the result
    assert front.sheet_view.zoomScale in (None, 100)
    assert not fits(front, front.max_row + 3)
    assert [cell.column for cell in front[state] if cell.value is not None or cell.has_style][-1] == len(widths(front))


def test_each_button_lies_in_a_cell_of_its_own_beside_its_explanation(front: Worksheet) -> None:
    across, down = widths(front), heights(front)
    rows = []
    for (column, row, anchor), button in zip(boxes(), BUTTONS, strict=True):
        rows.append(row)
        left, right = anchor[1], anchor[5]
        top, bottom = anchor[3], anchor[7]
        assert (anchor[4], anchor[6]) == (column, row)
        assert 0 < left < right < across[column]
        assert 0 < top < bottom < down[row]
        assert front.cell(row + 1, column + 2).value == button.explanation
        assert bottom - top >= 24
        assert wrapped_lines(button.caption, right - left, 12) == 1
    assert rows == list(range(rows[0], rows[0] + len(BUTTONS)))


def test_no_text_is_cut(book: Workbook, front: Worksheet) -> None:
    """Arial is about an eighth wider than the Times New Roman that the widths of ``heights`` are of."""
    across, down = widths(front), heights(front)
    for row in front.iter_rows():
        for cell in row:
            look = cell.alignment
            if isinstance(cell.value, str) and look.wrap_text and cell.coordinate not in front.merged_cells:
                label = cell.column == 2
                room = across[cell.column - 1] / 1.12 - 9 * int(look.indent or 0)
                size = 8 if label else cell.font.size
                lines = sum(wrapped_lines(line, room, size, bool(cell.font.bold)) for line in cell.value.split("\n"))
                assert lines * size * 1.2 * 4 / 3 <= down[cell.row - 1] + 1, cell.coordinate
    longest = max(MESSAGES.values(), key=len) + " " * 12
    (merged,) = front.merged_cells.ranges
    assert merged.coord.startswith(place(book, "xl_headline")[1] + ":")
    assert wrapped_lines(longest, sum(across[1:]) / 1.12, 11, True) <= 2


def test_one_font_and_pages_that_print(book: Workbook) -> None:
    assert book.sheetnames == list(SHEETS)
    assert book.active.title == "DieuKhien"
    for sheet in book:
        assert {cell.font.name for row in sheet.iter_rows() for cell in row} == {"Arial"}
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert not sheet.protection.sheet  # the hosts write into it
    for name in ("TinhHinh", "CanXuLy", "NhatKy"):
        assert book[name].freeze_panes == "B5"
        assert book[name].print_title_rows == "$4:$4"
    assert book["CanXuLy"].auto_filter.ref == "A4:G504"


# ------------------------------------------------------------------ colours, as LibreOffice works them out

GREEN, AMBER, RED = "#E2EFDA", "#FFEB9C", "#F8CBC6"


@pytest.fixture(scope="module")
def calc(tmp_path_factory: pytest.TempPathFactory, libreoffice: LibreOffice) -> Iterator[Calc]:
    with libreoffice.calc(tmp_path_factory.mktemp("calc")) as calc:
        yield calc


def colours(calc: Calc, folder: Path) -> dict[str, set[str]]:
    """Text of a cell → the colours it is seen in ("" for none), over all sheets."""
    calc.save_as(folder / "seen.html", "HTML (StarCalc)")
    seen: dict[str, set[str]] = {}
    for cell in html.parse(str(folder / "seen.html"), html.HTMLParser(encoding="utf-8")).iter("td"):
        seen.setdefault(cell.text_content().strip(), set()).add(cell.get("bgcolor", ""))
    return seen


def test_words_have_their_colours(calc: Calc, tmp_path: Path) -> None:
    calc.open(COMMITTED)
    calc.put("xl_board", [["Ban A", *(f"{word} (1/3)" for word in WORDS)], ["Ban B", "x Thiếu", "", "", "", "", ""]])
    calc.put("xl_todo", [[f"{level}", f"của {level}"] for level in ("Lỗi", "Cảnh báo", "Lưu ý")])
    calc.put("xl_state", [["Mẫu 1", 41, 42, 43, 44, 45, 46, 47], ["Mẫu 2", 51, 52, 53, 0, 55, 56, 0]])
    seen = colours(calc, tmp_path)
    words = {word: seen[f"{word} (1/3)"] for word in WORDS}
    assert words == {word: {colour} for word, colour in WORDS.items()}
    assert len(set(WORDS.values())) == len(WORDS)
    assert (WORDS["Đúng hạn"], WORDS["Trễ"], WORDS["Thiếu"]) == (GREEN, AMBER, RED)
    assert seen["Lỗi"] == {RED}
    assert seen["Cảnh báo"] == {AMBER}
    plain = ("x Thiếu", "Ban A", "Lưu ý", "của Lỗi", "41", "43", "45", "0")
    assert {text: seen[text] for text in plain} == {text: {""} for text in plain}
    assert (seen["44"], seen["47"]) == ({AMBER}, {RED})


@pytest.mark.parametrize(("verdict", "colour"), [("done", GREEN), ("errors", AMBER), ("failed", RED)])
def test_the_headline_has_the_colour_of_its_verdict(calc: Calc, tmp_path: Path, verdict: str, colour: str) -> None:
    calc.open(COMMITTED)
    calc.put("xl_headline", [["Câu trả lời."]])
    calc.put("xl_log", [["", "", "", 1, wording("faces")["verdicts"][verdict], "Câu trả lời."]])
    assert colours(calc, tmp_path)["Câu trả lời."] == {colour, ""}  # on NhatKy without
    calc.put("xl_headline", [["Lời của macro."]])
    assert colours(calc, tmp_path)["Lời của macro."] == {"#EAF0F8"}


def test_words_of_the_conditions_are_the_tool_s_words() -> None:
    assert set(LEVELS) <= set(SEVERITY.values())
    assert SEVERITY[Severity.ERROR] in LEVELS
    for verdict in wording("faces")["verdicts"].values():
        assert any(verdict.startswith(begin) for begin in VERDICTS), verdict

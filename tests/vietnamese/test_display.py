"""How a cell is named to people: as Excel shows it, or by table, row and column of a Word document."""

from __future__ import annotations

import pytest

from xltools.model import Cell
from xltools.vietnamese.display import cell_name, place_name, range_name, sheet_name


def at(sheet: str, *places: tuple[int, int]) -> list[Cell]:
    return [Cell(sheet, row, column) for row, column in places]


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        (Cell("Mẫu 2", 13, 4), "D13"),
        (Cell("CSV", 2, 28), "AB2"),
        (Cell("Word 2", 1, 1), "A1"),
        (Cell("Word: bảng 2", 3, 4), "dòng 3, cột 4"),
        (Cell("Word: bảng 2", 1, 1), "dòng 1, cột 1"),
        (Cell("Word: bảng 2", 0, 1), "phía trên bảng"),
        (Cell("Word: bảng 2", -7, 2), "phía trên bảng"),
    ],
)
def test_a_cell(cell: Cell, name: str) -> None:
    assert cell_name(cell) == name


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (at("Mẫu 2", (9, 5)), "sheet “Mẫu 2”, ô E9"),
        (at("Mẫu 2", (9, 5), (10, 5)), "sheet “Mẫu 2”, ô E9, E10"),
        (at("a\nb", (1, 1)), "sheet “a\ufffdb”, ô A1"),
        (at("{0}", (1, 1)), "sheet “{0}”, ô A1"),
        (at("Word: bảng 2", (3, 4)), "bảng 2, dòng 3, cột 4"),
        (at("Word: bảng 2", (3, 4), (4, 4)), "bảng 2, dòng 3, cột 4; dòng 4, cột 4"),
        (at("Word: bảng 2", (0, 1), (-1, 1), (2, 1)), "bảng 2, phía trên bảng; dòng 2, cột 1"),
    ],
)
def test_cells_with_their_sheet(cells: list[Cell], words: str) -> None:
    assert place_name(cells) == words


def test_cells_of_one_column() -> None:
    assert range_name(Cell("Mẫu 2", 5, 4), Cell("Mẫu 2", 7, 4)) == "D5:D7"
    assert range_name(Cell("Word: bảng 2", 5, 4), Cell("Word: bảng 2", 7, 4)) == "dòng 5–7, cột 4"


def test_a_sheet_by_other_words() -> None:
    assert sheet_name("Mẫu 2", "sheet {}") == "sheet Mẫu 2"
    assert sheet_name("Word: bảng 12", "sheet {}") == "bảng 12"

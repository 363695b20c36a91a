"""What both hosts do with marks: one a cell, put and taken away again, over a form that is a dictionary."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from xltools.faces.panel import marks
from xltools.vietnamese.wording import wording

WORDS = wording("faces")["marks"]


class Paper:
    """A form with sheet ``A``, whose cells C1 and D1 are merged, and a sheet ``B``."""

    title = "Biểu"

    def __init__(self, colours: dict[tuple[str, str], str] | None = None, locked: tuple[str, ...] = ()) -> None:
        self.colours = colours or {}
        self.texts: dict[tuple[str, str], str] = {}
        self.lists: dict[str, tuple[list[Any], list[Any]]] = {"A": ([], []), "B": ([], [])}
        self.locked = locked
        self.read_only = False

    def sheets(self) -> list[str]:
        return list(self.lists)

    def locks(self) -> tuple[bool, bool, tuple[str, ...]]:
        return self.read_only, False, self.locked

    @contextmanager
    def one_step(self) -> Iterator[None]:
        yield

    def rows(self, sheet: str, column: int, count: int) -> list[list[str]]:
        return [list(map(str, row)) for row in self.lists[sheet][1]] or [[""] * count]

    def first_cell(self, sheet: str, row: int, column: int) -> tuple[int, int]:
        return (row, 3) if (sheet, row, column) == ("A", 1, 4) else (row, column)

    def colour(self, sheet: str, place: str) -> str:
        return self.colours.get((sheet, place), "")

    def paint(self, sheet: str, place: str, colour: str) -> None:
        self.colours.pop((sheet, place), None)
        if colour:
            self.colours[sheet, place] = colour

    def notes(self, sheet: str) -> list[tuple[str, str]]:
        return [(text, place) for (name, place), text in self.texts.items() if name == sheet]

    def add_note(self, sheet: str, place: str, text: str) -> None:
        self.texts.setdefault((sheet, place), text)

    def remove_note(self, sheet: str, place: str) -> None:
        del self.texts[sheet, place]

    def add_list(self, name: str, rows: list[Any], kept: list[Any]) -> None:
        self.lists[name] = (rows, kept)

    def remove_sheet(self, name: str) -> None:
        del self.lists[name]


FOUND = [
    ("A", 1, 3, "warning", "Cảnh báo: b"),
    ("A", 1, 4, "error", "Lỗi: a"),  # of the same merged cell
    ("A", 1, 4, "warning", "Cảnh báo: b"),
    ("B", 2, 28, "notice", "Lưu ý: c"),
    ("B", 0, 1, "error", "outside"),
    ("C", 1, 1, "error", "no such sheet"),
]
FINDINGS = [("Lỗi", "A", "C1", "X1", "a")]


def test_a_cell_gets_one_mark_of_all_its_texts_and_the_heaviest_colour() -> None:
    paper = Paper()
    assert marks.put(paper, FOUND, FINDINGS, WORDS) == []
    assert paper.colours == {("A", "C1"): "FFC7CE", ("B", "AB2"): "DDEBF7"}
    assert paper.texts == {("A", "C1"): "xltools #1:\nLỗi: a\nCảnh báo: b", ("B", "AB2"): "xltools #2:\nLưu ý: c"}
    assert paper.lists["KiemTra"][0] == [marks.CHECK_HEADERS, *FINDINGS]


def test_nothing_is_left_when_marks_are_cleared() -> None:
    paper = Paper({("A", "C1"): "112233", ("A", "C9"): "445566"})
    marks.put(paper, FOUND, FINDINGS, WORDS)
    marks.clear(paper, WORDS)
    assert paper.colours == {("A", "C1"): "112233", ("A", "C9"): "445566"}
    assert (paper.texts, paper.sheets()) == ({}, ["A", "B"])


@pytest.mark.parametrize("text", ["xltools #1: xin xem lại", "xltools #x:\n", "Chị Hoa: xltools #1:\n"])
def test_a_note_somebody_wrote_is_no_mark(text: str) -> None:
    paper = Paper({("A", "B1"): "FFC7CE"})
    paper.add_note("A", "B1", text)
    marks.clear(paper, WORDS)
    assert (paper.colours, paper.texts) == ({("A", "B1"): "FFC7CE"}, {("A", "B1"): text})


def test_sheets_that_are_shut_are_told() -> None:
    paper = Paper(locked=("A",))
    assert marks.put(paper, FOUND, FINDINGS, WORDS) == ["Sheet “A” đang được bảo vệ nên không đánh dấu trong ô."]
    assert paper.colours == {("B", "AB2"): "DDEBF7"}
    paper.locked = ("B",)
    with pytest.raises(marks.Trouble, match="Sheet “B” đang được bảo vệ; bỏ bảo vệ"):
        marks.clear(paper, WORDS)
    paper.read_only = True
    with pytest.raises(marks.Trouble, match="“Biểu” mở ở chế độ chỉ đọc"):
        marks.clear(paper, WORDS)
    assert paper.colours == {("B", "AB2"): "DDEBF7"}


def test_where_nothing_can_be_marked_the_findings_are_lines() -> None:
    paper = Paper()
    paper.read_only = True
    with pytest.raises(marks.Trouble) as shut:
        marks.put(paper, FOUND, FINDINGS, WORDS)
    first, second = marks.on_panel(shut.value, FINDINGS, WORDS)
    assert first == "Tệp mở ở chế độ chỉ đọc nên không đánh dấu được; các lỗi được ghi ngay dưới đây."
    assert second == "Lỗi: A: C1: X1: a"

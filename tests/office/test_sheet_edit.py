from __future__ import annotations

import pytest
from lxml import etree

from xltools.office.package import MAIN, PackageError
from xltools.office.sheet import Box
from xltools.office.sheet_edit import Move, SheetEdit, parse_area
from xltools.office.sheet_xml import Chunks, render_row

SHEET = (
    f'<worksheet xmlns="{MAIN}"><dimension ref="A1:B4"/><sheetData>'
    + "".join(f'<row r="{n}"><c r="A{n}" s="{n}"/><c r="B{n}"><v>{n}</v></c></row>' for n in range(1, 5))
    + '</sheetData><mergeCells count="2"><mergeCell ref="A1:B1"/><mergeCell ref="A2:A3"/></mergeCells>'
    '<conditionalFormatting sqref="A2:B3 B4"/><pageMargins left="1"/></worksheet>'
).encode()


def rows_of(edit: SheetEdit) -> dict[str, list[str | None]]:
    """Row number → what its cells hold, as the edit is written."""
    root = etree.fromstring(b"".join(edit.chunks()))
    return {str(row.get("r")): ["".join(map(str, c.itertext())) for c in row] for row in root.iter("{*}row")}


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, {"1": ["", "1"], "2": ["", "4"]}),
        (1, {"1": ["", "1"], "2": ["n"], "3": ["", "4"]}),
        (3, {"1": ["", "1"], "2": ["n"], "3": ["n"], "4": ["n"], "5": ["", "4"]}),
    ],
)
def test_a_block_becomes_as_many_rows_as_there_are(count: int, expected: dict[str, list[str]]) -> None:
    edit, rows = SheetEdit(SHEET), Chunks()
    for number in range(count):
        rows.add(render_row(2 + number, 1, ["n"], [0]))
    edit.apply(Move(2, 3, count), rows)
    assert rows_of(edit) == expected


def test_what_refers_to_the_block_follows_it() -> None:
    edit, rows = SheetEdit(SHEET), Chunks()
    for number in range(2, 6):
        rows.add(render_row(number, 1, ["n", 1], [0, 0]))
    edit.apply(Move(2, 3, 4), rows)
    edit.add_merges([Box(2, 1, 5, 1)])
    assert edit.merges() == [Box(1, 1, 1, 2), Box(2, 1, 5, 1)]
    written = b"".join(edit.chunks())
    assert b'sqref="A2:B5 B6"' in written
    assert b'<mergeCells count="2">' in written
    assert b"dimension" not in written


def test_a_dropped_column_takes_its_cells_along() -> None:
    edit = SheetEdit(SHEET)
    edit.apply(Move(2, 3, 0, frozenset({1})), Chunks())
    assert rows_of(edit) == {"1": ["1"], "2": ["4"]}
    assert edit.style(1, 1) == 0


def test_cells_take_texts_numbers_and_formulas_and_keep_their_format() -> None:
    edit = SheetEdit(SHEET)
    edit.put(1, 1, "Đoàn")
    edit.put(2, 1, 7)
    edit.set_formula(3, 1, "SUM(B1:B2)", "3")
    edit.put(4, 2, "")
    assert [edit.style(row, 1) for row in (1, 2, 3)] == [1, 2, 3]
    assert rows_of(edit) == {"1": ["Đoàn", "1"], "2": ["7", "2"], "3": ["SUM(B1:B2)3", "3"], "4": ["", ""]}
    with pytest.raises(PackageError, match="C9"):
        edit.put(9, 3, "x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("$A$2:$B$3", "$A$2:$B$7"), ("$B$4", "$B$8"), ("$4:$4", "$8:$8"), ("A1", "$A$1")],
)
def test_references_move_with_the_rows(text: str, expected: str) -> None:
    assert Move(2, 3, 6).reference(text) == expected


def test_a_reference_of_which_nothing_is_left() -> None:
    assert Move(2, 3, 0, frozenset({1})).reference("$A$1:$A$9") == "#REF!"
    with pytest.raises(PackageError, match="not a range"):
        parse_area("Mau2!A1")

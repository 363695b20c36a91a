"""The marks of a check on an open form: coloured cells, notes, and the sheet ``KiemTra``, which keeps what was before.

The same in every host: ``install-libreoffice`` gives LibreOffice's own Python a copy of this file, which therefore
needs no more than Python 3.7 and its standard library. ``form`` is the host's open workbook (``excel_form.Form``,
``xltools_calc_form.Form``); its cells are named by sheet and place (``B7``), its colours are ``RRGGBB``, ``""`` for
none. ``words`` is the table ``marks`` of ``wording.toml``.
"""

from __future__ import annotations

import re
from typing import Any, Iterable, Iterator, Sequence  # noqa: UP035 - the names Python 3.7 has

CHECK_SHEET = "KiemTra"
CHECK_HEADERS = ("Mức độ", "Trang tính", "Ô", "Mã", "Việc cần làm")
"""Sheet added to a checked form, the last one: headers in row 1 of columns A–E, findings below."""

KEPT_COLUMN = 8
KEPT_HEADERS = ("Số", "Trang tính cũ", "Ô cũ", "Màu cũ")
"""Its hidden columns H–K: where a marked cell was, and the colour it had.

The note of a mark begins with ``NOTE_MARK`` and the number of its row, so that a cell moved by rows inserted above is
still found.
"""

NOTE_MARK = "xltools #{}:"
COLOURS = {"error": "FFC7CE", "warning": "FFEB9C", "notice": "DDEBF7"}
"""Severity → colour of a marked cell; the weightiest first."""

_OUR_NOTE = re.compile(r"\s*xltools #(\d+):[ \t]*(?:[\r\n]|$)")
_PLACE = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
_COLOUR = re.compile(r"(?:[0-9A-F]{6})?")
_LONGEST = 1000  # characters of a note; the whole text is on the sheet of findings


class Trouble(Exception):  # noqa: N818 - told to the user, not to a programmer
    """Why a form cannot be marked, or a click came to nothing: one Vietnamese sentence."""


def clear(form: Any, words: dict[str, str]) -> None:
    """Take off all that ``put`` did, in whatever host; ``Trouble``, and nothing is changed, where the form is shut."""
    own = [name for name in form.sheets() if _is_ours(form, name)]
    kept = {number: before for name in own for number, before in _kept(form, name)}
    noted = [
        (int(found.group(1)), sheet, place)
        for sheet in form.sheets()
        if sheet not in own
        for text, place in form.notes(sheet)
        for found in [_OUR_NOTE.match(text)]
        if found
    ]
    moved = {number for number, _, _ in noted}
    rest = [  # somebody's own note was there, or ours is deleted
        (sheet, place, colour)
        for number, (sheet, place, colour) in kept.items()
        if number not in moved and sheet in form.sheets()
    ]
    _must_be_open(form, own, [sheet for _, sheet, _ in noted] + [sheet for sheet, _, _ in rest], words)
    if not (own or noted or rest):
        return
    with form.one_step():
        for number, sheet, place in noted:
            _uncolour(form, sheet, place, kept.get(number, ("", "", ""))[2])
            form.remove_note(sheet, place)
        for sheet, place, colour in rest:
            _uncolour(form, sheet, place, colour)
        for name in own:
            form.remove_sheet(name)


def put(
    form: Any, marks: Iterable[Sequence[Any]], findings: Sequence[Sequence[Any]], words: dict[str, str]
) -> list[str]:
    """Mark cells and list the findings on a sheet of their own; remarks for the panel.

    ``marks`` are (sheet, row, column, severity, text), ``findings`` rows below ``CHECK_HEADERS``; none: nothing is
    done. What the cells were is written down before the first is touched, so that ``clear`` mends even a click cut
    short. ``Trouble``, and nothing is changed, where the workbook takes no sheet.
    """
    if not findings:
        return []
    read_only, structure_locked, shut = form.locks()
    if read_only:
        raise Trouble(words["read_only"])
    if structure_locked:
        raise Trouble(words["structure_locked"])
    names = form.sheets()
    locked = sorted({mark[0] for mark in marks}.intersection(shut))
    cells = _one_a_cell(form, [mark for mark in marks if mark[0] in names and mark[0] not in locked])
    kept = [(number, *cell[:2], form.colour(*cell[:2])) for number, cell in enumerate(cells, 1)]
    taken = {name.casefold() for name in names}
    own = next(
        name
        for name in (CHECK_SHEET, *(f"{CHECK_SHEET} {number}" for number in range(2, 100)))
        if name.casefold() not in taken
    )
    with form.one_step():
        try:
            form.add_list(own, [CHECK_HEADERS, *findings], [KEPT_HEADERS, *kept])
            for number, (sheet, place, severity, text) in enumerate(cells, 1):
                form.paint(sheet, place, COLOURS[severity])
                form.add_note(sheet, place, f"{NOTE_MARK.format(number)}\n{text}"[:_LONGEST])
        except Exception:
            clear(form, words)
            raise
    remarks = [words["sheet_locked"].format(sheet=name) for name in locked]
    if own != CHECK_SHEET:
        remarks.append(words["other_list"].format(usual=CHECK_SHEET, sheet=own))
    return remarks


def on_panel(trouble: Trouble, findings: Sequence[Sequence[Any]], words: dict[str, str]) -> list[str]:
    """The lines for the panel where the form takes no marks: why, then every finding."""
    return [words["listed_here"].format(trouble=trouble)] + [": ".join(filter(None, row)) for row in findings]


def _must_be_open(form: Any, own: list[str], marked: list[str], words: dict[str, str]) -> None:
    read_only, structure_locked, shut = form.locks()
    if (own or marked) and read_only:
        raise Trouble(words["clear_read_only"].format(form=form.title))
    for sheet in marked:
        if sheet in shut:
            raise Trouble(words["clear_sheet_locked"].format(sheet=sheet))
    if own and structure_locked:
        raise Trouble(words["clear_structure_locked"])


def _one_a_cell(form: Any, marks: Iterable[Sequence[Any]]) -> list[tuple[str, str, str, str]]:
    """(sheet, place, severity, text) of each cell, by place: the weightiest severity, every text once."""
    weight = list(COLOURS).index
    cells: dict[tuple[str, int, int], list[tuple[int, str]]] = {}
    for sheet, row, column, severity, text in marks:
        if row > 0 and column > 0:
            cells.setdefault((sheet, *form.first_cell(sheet, row, column)), []).append((weight(severity), text))
    severities = list(COLOURS)
    found = []
    for (sheet, row, column), texts in sorted(cells.items()):
        texts.sort(key=lambda one: one[0])
        together = "\n".join(dict.fromkeys(text for _, text in texts))
        found.append((sheet, _letters(column) + str(row), severities[texts[0][0]], together))
    return found


def _letters(column: int) -> str:
    """``A`` for 1, ``AA`` for 27."""
    name = ""
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(65 + letter) + name
    return name


def _is_ours(form: Any, name: str) -> bool:
    """Whether a sheet is a list of ours and no namesake of somebody's own."""
    if not name.casefold().startswith(CHECK_SHEET.casefold()):
        return False
    return tuple(form.rows(name, KEPT_COLUMN, len(KEPT_HEADERS))[0]) == KEPT_HEADERS


def _kept(form: Any, name: str) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """Number and (sheet, place, colour) of each row of the hidden columns, which somebody may have edited since."""
    for number, sheet, place, colour in form.rows(name, KEPT_COLUMN, len(KEPT_HEADERS)):
        if number.isdigit() and _PLACE.fullmatch(place) and _COLOUR.fullmatch(colour):
            yield int(number), (sheet, place, colour)


def _uncolour(form: Any, sheet: str, place: str, before: str) -> None:
    """The colour of before, unless somebody gave the cell another since."""
    if form.colour(sheet, place) in COLOURS.values():
        form.paint(sheet, place, before)

"""Which workbooks the corpus holds: every value of every axis meets values of all the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import NamedTuple

from openpyxl import Workbook

from .drafts import Choice, Draft, Table, typed
from .encodings import ENCODINGS, NFC, TCVN3, VNI, encode
from .grids import Grid
from .layouts import (
    BODIES,
    DITTO,
    EVERY,
    FRAMES,
    HEADERS,
    MERGED,
    NEXT_CELL,
    OFFICIAL,
    ONCE,
    PLACES_MERGED,
    REPEATED,
    SEVERAL,
    SPLIT,
    STACKED,
    SUBTOTALS,
    TOTAL,
    sheets,
)
from .official import filled_in, saved
from .programs import PROGRAMS, WORD, Program
from .truth import FORMS, Form
from .typing_styles import CALCULATED, CONTENTS, DATES, DAYS, NAMES, PLACES

AXES: dict[str, tuple[str, ...]] = {
    "form": ("mau1", "mau2", "mau3", "baocao"),
    "frame": FRAMES,
    "header": HEADERS,
    "body": BODIES,
    "program": tuple(PROGRAMS),
    "encoding": tuple(ENCODINGS),
    "dates": tuple(DATES),
    "days": tuple(DAYS),
    "names": tuple(NAMES),
    "places": tuple(PLACES),
    "contents": tuple(CONTENTS),
}
_EACH = 16  # workbooks with every value of every axis, at least
_PERSONAL = ("mau1", "baocao")
_ONLY_DRAWN = ("thêm cột", "đổi thứ tự cột")


@dataclass
class Case:
    """A workbook: its bytes (or what LibreOffice is to convert) and the forms that must be read from it."""

    name: str
    choice: Choice
    data: bytes
    tables: list[Table]
    office: str = ""
    trap: str = ""
    word: bool = False
    unit: str = ""


class Recipe(NamedTuple):
    """A workbook that is still to be made."""

    choice: Choice
    make: Callable[[], Case]


def fits(choice: Mapping[str, str]) -> bool:
    """Whether the values chosen so far can stand in one workbook."""
    return not any(clash(choice) for clash in _CLASHES)


def _is(choice: Mapping[str, str], axis: str, *values: str) -> bool:
    return choice.get(axis) in values


def _program(choice: Mapping[str, str]) -> Program | None:
    return PROGRAMS.get(choice.get("program", ""))


def _official_is_fixed(choice: Mapping[str, str]) -> bool:
    """A form handed out has its header and its rows; a library that only draws cannot hold it."""
    if not _is(choice, "frame", OFFICIAL):
        return False
    program = _program(choice)
    return (
        choice.get("header", HEADERS[0]) != HEADERS[0]
        or choice.get("body", EVERY) not in (EVERY, ONCE)
        or (program is not None and program.repack is None and not program.office)
    )


def _program_cannot(choice: Mapping[str, str]) -> bool:
    """A text file has no merged cells, fonts or sheets; only some programs keep a formula's result."""
    program = _program(choice)
    if program is None:
        return False
    return (
        (not program.merges and (_is(choice, "body", MERGED, PLACES_MERGED) or _is(choice, "header", SPLIT)))
        or (not program.looks and _is(choice, "encoding", TCVN3, VNI))
        or (not program.sheets and _is(choice, "frame", "ở trang tính thứ hai", "ở trang tính ẩn", SEVERAL))
        or (not program.results and _is(choice, "days", CALCULATED))
    )


_CLASHES: tuple[Callable[[Mapping[str, str]], bool], ...] = (
    _official_is_fixed,
    _program_cannot,
    lambda c: _is(c, "program", WORD) and _is(c, "frame", "dời xuống C5", NEXT_CELL),
    lambda c: _is(c, "program", ".csv Windows-1258, chấm phẩy") and c.get("encoding", NFC) != NFC,
    lambda c: _is(c, "frame", SEVERAL, STACKED, NEXT_CELL) and not _is(c, "form", *_PERSONAL),
    lambda c: _is(c, "body", ONCE, MERGED) and not _is(c, "form", "mau2", "mau3"),
    lambda c: _is(c, "body", TOTAL) and _is(c, "form", "mau2"),
    lambda c: _is(c, "body", SUBTOTALS) and not _is(c, "form", "mau3"),
    lambda c: _is(c, "body", REPEATED) and _is(c, "header", SPLIT),
    lambda c: _is(c, "names", "chức vụ xuống dòng") and _is(c, "form", *_PERSONAL),
    # TCVN3 and VNI have no look-alike Đ
    lambda c: _is(c, "names", "chữ Ð của bảng mã khác") and _is(c, "encoding", TCVN3, VNI),
    lambda c: _is(c, "body", DITTO, PLACES_MERGED) and _is(c, "places", "huyện trước"),
)


def choices() -> Iterator[dict[str, str]]:
    """Choices over all axes, greedily: the rarest value first, then the values that have met it least."""
    used: Counter[tuple[str, str]] = Counter()
    met: Counter[frozenset[tuple[str, str]]] = Counter()
    values = [(axis, value) for axis in AXES for value in AXES[axis]]
    while True:
        rarest = min(values, key=lambda v: (used[v], values.index(v)))
        if used[rarest] >= _EACH:
            return
        choice = _completed(dict([rarest]), used, met)
        pairs = list(choice.items())
        used.update(pairs)
        met.update(frozenset(pair) for pair in combinations(pairs, 2))
        yield choice


def _completed(
    choice: dict[str, str], used: Counter[tuple[str, str]], met: Counter[frozenset[tuple[str, str]]]
) -> dict[str, str]:
    for axis in AXES:
        if axis in choice:
            continue
        possible = [value for value in AXES[axis] if fits({**choice, axis: value})]
        mates = list(choice.items())
        choice[axis] = min(
            possible,
            key=lambda v: (sum(met[frozenset({(axis, v), m})] for m in mates), used[axis, v], AXES[axis].index(v)),
        )
    return {axis: choice[axis] for axis in AXES}


def careful(chosen: Sequence[Choice]) -> Iterator[Recipe]:
    """The workbooks a careful clerk reads without asking anybody; every other mẫu 2 has no days column."""
    seen: Counter[str] = Counter()
    for number, choice in enumerate(chosen, 1):
        form = choice["form"]
        turn = seen[form]
        seen[form] += 1
        with_days = turn % 4 > 1 or choice["frame"] == OFFICIAL
        yield Recipe(choice, partial(make, f"{number:03}", choice, forms_for(choice, turn), with_days))


def forms_for(choice: Choice, turn: int) -> list[Form]:
    """The truth a workbook carries: all personal forms where several stand in it, else one after the other."""
    known = FORMS[choice["form"]]
    return list(known) if choice["frame"] in (SEVERAL, STACKED) else [known[turn % len(known)]]


def make(
    name: str,
    choice: Choice,
    forms: list[Form],
    with_days: bool = True,
    trap: str = "",
    edit: Callable[[list[Draft]], None] | None = None,
    redraw: Callable[[list[Grid], list[Table]], None] | None = None,
    rewrite: Callable[[bytes], bytes] | None = None,
) -> Case:
    """A workbook of the corpus.

    A trap may ``edit`` what is typed, ``redraw`` the sheets, ``rewrite`` the saved bytes.
    """
    program = PROGRAMS[choice["program"]]
    split = choice["header"] == SPLIT
    drafts = [typed(form, choice, with_days, split) for form in forms]
    if edit:
        edit(drafts)
    code = ENCODINGS.get(choice["encoding"], ENCODINGS[NFC])
    if choice["frame"] == OFFICIAL:
        for row in drafts[0].rows:
            row.cells = {f: code(c) if isinstance(c.value, str) else c for f, c in row.cells.items()}
        book, table = filled_in(drafts[0])
        tables = [table]
        data = _repacked(program, book)
    else:
        grids, tables = sheets(drafts)
        if redraw:
            redraw(grids, tables)
        for grid in grids:
            encode(grid, code)
        data = program.save(grids)
    if rewrite:
        data = rewrite(data)
    return Case(name, choice, data, tables, program.office, trap, choice["program"] == WORD, forms[0].unit)


def _repacked(program: Program, book: Workbook) -> bytes:
    return program.repack(book) if program.repack else saved(book)

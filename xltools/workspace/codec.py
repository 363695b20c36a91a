"""Submissions and problems as compact JSON, by position and column, so that a ledger of thousands loads at once."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from sys import intern
from typing import Any

from xltools.model import Cell, Entry, Finding, Period, Problem, Severity, Submission

_ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_DECODE = json.JSONDecoder().decode
_SEVERITIES = {severity.value: severity for severity in Severity}


def encode(submission: Submission | None, problems: tuple[Problem, ...]) -> str:
    """One compact JSON text; :func:`decode` gives back equal values."""
    packed = None if submission is None else _pack_submission(submission)
    return _ENCODE([packed, [_pack_problem(problem) for problem in problems]])


def decode(text: str | bytes, file: str = "", sha256: str = "") -> tuple[Submission | None, tuple[Problem, ...]]:
    """What :func:`encode` was given, its cells in this file. Bytes are UTF-8."""
    packed, problems = _DECODE(text if isinstance(text, str) else text.decode("utf-8", "surrogatepass"))
    submission = None if packed is None else _unpack_submission(packed, file, sha256)
    return submission, tuple([_unpack_problem(problem, file, sha256) for problem in problems])


def _pack_submission(s: Submission) -> list[Any]:
    return [
        s.form,
        s.sheet,
        s.columns,
        s.header_row,
        {line: cell[:3] for line, cell in s.head.items()},
        s.unit,
        s.person,
        s.person_id,
        s.title,
        s.year,
        s.quarter,
        s.dated and s.dated.toordinal(),
        s.nil,
        _pack_entries(s.entries) if s.entries else None,
    ]


def _unpack_submission(p: list[Any], file: str, sha256: str) -> Submission:
    form, sheet, columns, header_row, head, unit, person, person_id, title, year, quarter, dated, nil, entries = p
    return Submission(
        intern(form),
        intern(sheet),
        _columns(tuple(columns.items())),
        header_row,
        _head(tuple([(name, *cell) for name, cell in head.items()])),
        unit and intern(unit),
        person,
        person_id,
        title,
        year,
        quarter,
        None if dated is None else date.fromordinal(dated),
        nil,
        () if entries is None else _unpack_entries(*entries),
        file,
        sha256,
    )


# Entries are kept by column: a value that all rows share is written once (a list of one), and a
# column whose texts are those of ``raw`` is written as 0. Fewer tokens, three times faster to load.
_TEXTS = ("person", "title", "detail", "result", "explanation", "stay")


def _pack_entries(entries: tuple[Entry, ...]) -> list[Any]:
    fields = list(dict.fromkeys(name for entry in entries for name in entry.raw))
    raw = {name: [entry.raw.get(name) for entry in entries] for name in fields}
    texts = {name: [getattr(entry, name) for entry in entries] for name in _TEXTS}
    return [
        len(entries),
        {name: _shared(column) for name, column in raw.items()},
        {name: 0 if column == raw.get(name) else _shared(column) for name, column in texts.items()},
        [
            _shared([e.row for e in entries]),
            _shared([e.person_row for e in entries]),
            _shared([e.person_id for e in entries]),
            _shared([e.days for e in entries]),
            _shared([e.contents for e in entries]),
            _shared([e.places for e in entries]),
            _shared([e.levels for e in entries]),
            _shared([_pack_periods(e.periods) for e in entries]),
        ],
    ]


def _unpack_entries(
    count: int, raw: dict[str, list[Any]], texts: dict[str, Any], values: list[list[Any]]
) -> tuple[Entry, ...]:
    raws = {name: _texts(column, count) for name, column in raw.items()}
    person, title, detail, result, explanation, stay = [
        raws[name] if column == 0 else _texts(column, count) for name, column in texts.items()
    ]
    row, person_row, days = [_spread(values[i], count) for i in (0, 1, 3)]
    person_id = _texts(values[2], count)
    contents, places, levels = [_spread([_tuple(*items) for items in column], count) for column in values[4:7]]
    periods = _spread([None if days is None else _periods(*days) for days in values[7]], count)
    return tuple(
        map(
            Entry,
            row,
            person_row,
            person,
            person_id,
            title,
            contents,
            detail,
            days,
            periods,
            places,
            levels,
            result,
            explanation,
            stay,
            _unpack_raws(raws, count),
        )
    )


def _unpack_raws(raws: dict[str, list[Any]], count: int) -> list[dict[str, str]]:
    if not raws:
        return [{} for _ in range(count)]
    rows = [dict(zip(raws, row, strict=False)) for row in zip(*raws.values(), strict=True)]
    for column in raws.values():
        if None in column:
            return [{name: text for name, text in row.items() if text is not None} for row in rows]
    return rows


def _spread(column: list[Any], count: int) -> list[Any]:
    """A column as it was before :func:`_shared`."""
    return column if len(column) == count else column * count


def _shared(column: list[Any]) -> list[Any]:
    # 30 and 30.0 are equal but written differently, so types count too
    first = column[0]
    same = column.count(first) == len(column) and len(set(map(type, column))) == 1
    return [first] if same else column


def _pack_periods(periods: tuple[Period, ...] | None) -> list[int] | None:
    if periods is None:
        return None
    return [day.toordinal() for period in periods for day in period]


# The same few names, dates, places and columns stand in thousands of forms: each is kept once. It costs half the
# memory, and whatever is worked out of equal periods is found again at once.


def _texts(column: list[Any], count: int) -> list[Any]:
    """As :func:`_spread`; texts of several rows are kept once for all forms."""
    return [text and intern(text) for text in column] if len(column) == count else column * count


@lru_cache(maxsize=16384)
def _tuple(*items: str) -> tuple[str, ...]:
    return tuple(map(intern, items))


@lru_cache(maxsize=16384)
def _periods(*days: int) -> tuple[Period, ...]:
    return tuple(map(_period, days[::2], days[1::2]))


@lru_cache(maxsize=16384)
def _period(first: int, last: int) -> Period:
    return Period(date.fromordinal(first), date.fromordinal(last))


@lru_cache(maxsize=1024)
def _columns(columns: tuple[tuple[str, int], ...]) -> dict[str, int]:
    return dict(columns)


@lru_cache(maxsize=1024)
def _head(cells: tuple[tuple[str, str, int, int], ...]) -> dict[str, Cell]:
    return {name: Cell(sheet, row, column) for name, sheet, row, column in cells}


def _pack_problem(p: Problem) -> list[Any]:
    code, cell, given, expected, person_id, unit, day = p.finding
    where, also = cell and cell[:3], [cell[:3] for cell in p.also]
    return [code, p.severity, where, given, expected, p.message, person_id, unit, also, day and day.toordinal()]


def _unpack_problem(p: list[Any], file: str, sha256: str) -> Problem:
    code, severity, where, given, expected, message, person_id, unit, also, day = p
    cell = None if where is None else Cell(where[0], where[1], where[2], file, sha256)
    finding = Finding(code, cell, given, expected, person_id, unit, None if day is None else date.fromordinal(day))
    cells = tuple([Cell(sheet, row, column, file, sha256) for sheet, row, column in also])
    return Problem(finding, _SEVERITIES[severity], message, cells)

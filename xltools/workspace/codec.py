"""Submissions and problems as compact JSON, by position and column, so that a ledger of thousands loads at once."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import Any

from xltools.model import CellRef, Entry, Period, Problem, Severity, Submission

_ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_SEVERITIES = {severity.value: severity for severity in Severity}


def encode(submission: Submission | None, problems: tuple[Problem, ...]) -> str:
    """One compact JSON text; :func:`decode` gives back equal values."""
    packed = None if submission is None else _pack_submission(submission)
    return _ENCODE([packed, [_pack_problem(problem) for problem in problems]])


def decode(text: str | bytes) -> tuple[Submission | None, tuple[Problem, ...]]:
    """What :func:`encode` was given. Bytes are UTF-8."""
    packed, problems = json.loads(text)
    submission = None if packed is None else _unpack_submission(packed)
    return submission, tuple([_unpack_problem(problem) for problem in problems])


def _pack_submission(s: Submission) -> list[Any]:
    return [
        s.form,
        s.sheet,
        s.columns,
        s.header_row,
        s.head,
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


def _unpack_submission(p: list[Any]) -> Submission:
    form, sheet, columns, header_row, head, unit, person, person_id, title, year, quarter, dated, nil, entries = p
    return Submission(
        form,
        sheet,
        columns,
        header_row,
        {name: CellRef(*cell) for name, cell in head.items()},
        unit,
        person,
        person_id,
        title,
        year,
        quarter,
        None if dated is None else date.fromordinal(dated),
        nil,
        () if entries is None else _unpack_entries(*entries),
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
    raws = {name: column if len(column) == count else column * count for name, column in raw.items()}
    person, title, detail, result, explanation, stay = [
        raws[name] if column == 0 else column if len(column) == count else column * count
        for name, column in texts.items()
    ]
    row, person_row, person_id, days = [v if len(v) == count else v * count for v in values[:4]]
    # the tuples of a shared value are shared as well
    contents, places, levels = [list(map(tuple, v)) for v in values[4:7]]
    periods = list(map(_unpack_periods, values[7]))
    return tuple(
        map(
            Entry,
            row,
            person_row,
            person,
            person_id,
            title,
            contents if len(contents) == count else contents * count,
            detail,
            days,
            periods if len(periods) == count else periods * count,
            places if len(places) == count else places * count,
            levels if len(levels) == count else levels * count,
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


def _shared(column: list[Any]) -> list[Any]:
    # 30 and 30.0 are equal but written differently, so types count too
    first = column[0]
    same = column.count(first) == len(column) and len(set(map(type, column))) == 1
    return [first] if same else column


def _pack_periods(periods: tuple[Period, ...] | None) -> list[int] | None:
    if periods is None:
        return None
    return [day.toordinal() for period in periods for day in period]


def _unpack_periods(days: list[int] | None) -> tuple[Period, ...] | None:
    if days is None:
        return None
    if len(days) == 2:
        return (_period(days[0], days[1]),)
    return tuple(map(_period, days[::2], days[1::2]))


@lru_cache(maxsize=16384)
def _period(first: int, last: int) -> Period:
    return Period(date.fromordinal(first), date.fromordinal(last))


def _pack_problem(p: Problem) -> list[Any]:
    return [p.code, p.severity, p.where, p.given, p.expected, p.message, p.person_id, p.unit, p.also]


def _unpack_problem(p: list[Any]) -> Problem:
    code, severity, where, given, expected, message, person_id, unit, also = p
    return Problem(
        code,
        _SEVERITIES[severity],
        None if where is None else CellRef(*where),
        given,
        expected,
        message,
        person_id,
        unit,
        tuple([CellRef(*cell) for cell in also]),
    )

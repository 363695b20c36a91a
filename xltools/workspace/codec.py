"""Submissions and problems as JSON records of the ledger, written and read by msgspec."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from sys import intern
from typing import Any

import msgspec

from xltools.model import Cell, Entry, Problem, Submission

_RECORD = tuple[Submission | None, tuple[Problem, ...]]
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_RECORD).decode
_fields = attrgetter(*Entry.__slots__)


def encode(submission: Submission | None, problems: tuple[Problem, ...]) -> bytes:
    """A record from which :func:`decode` gives equal values; it does not say in which file they were found."""
    nowhere = (
        submission and replace(submission, file="", sha256=""),
        tuple([_placed(problem, "", "") for problem in problems]),
    )
    try:
        return _encode(nowhere)
    except UnicodeEncodeError:  # the name of a file, told in a problem, may hold bytes that are no text
        return json.dumps(msgspec.to_builtins(nowhere)).encode()


def decode(record: bytes, file: str = "", sha256: str = "") -> tuple[Submission | None, tuple[Problem, ...]]:
    """The values behind a record, with their cells in this file."""
    try:
        submission, problems = _decode(record)
    except msgspec.DecodeError:
        submission, problems = msgspec.convert(json.loads(record), _RECORD)
    if submission is not None:
        columns, head = _shared(submission.columns), _shared(submission.head)
        entries = tuple([Entry(*map(_shared, _fields(entry))) for entry in submission.entries])
        submission = replace(submission, columns=columns, head=head, entries=entries, file=file, sha256=sha256)
    return submission, tuple([_placed(problem, file, sha256) for problem in problems])


def _placed(problem: Problem, file: str, sha256: str) -> Problem:
    def placed(cell: Cell) -> Cell:
        return Cell(cell.sheet, cell.row, cell.column, file, sha256)

    cell, also = problem.cell and placed(problem.cell), tuple([placed(cell) for cell in problem.also])
    return Problem(problem.finding._replace(cell=cell), problem.severity, problem.message, also)


# The same few names, dates and places stand in thousands of forms: each is kept once. It costs a third of the memory,
# and whatever is worked out of equal periods is found again at once.


def _shared(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return intern(value)
    if kind is dict:
        return {intern(key): _shared(item) for key, item in value.items()}
    return _shared_tuple(value) if isinstance(value, tuple) else value


@lru_cache(maxsize=16384)
def _shared_tuple(items: tuple[Any, ...]) -> tuple[Any, ...]:
    return items

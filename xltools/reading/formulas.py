"""Formulas that were never calculated, worked out where that is safe: sums, the four operations, days between dates.

Only what Excel would say is said: text in a ``SUM`` counts nothing, an error or an unknown function leaves the formula
as it is. Nothing of a sender is executed, and the work for one sheet is bounded.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from xltools.model import Finding, column_number
from xltools.office.container import MAX_CELLS
from xltools.office.sheet import Place, Sheet, Value, raw_text

_LONGEST = 500  # characters of a formula
_DEEPEST = 20  # formulas leading to each other, and brackets within each other
_MOST_READS = 100_000  # cells looked at, for all formulas of a sheet
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d*)?(?:E[+-]?\d{1,2})?|\.\d+)(?![\w.])
    | (?P<sum>SUM\s*\()
    | (?P<cell>\$?[A-Z]{1,3}\$?[1-9]\d{0,6})(?![\w.(!])
    | (?P<mark>[-+*/(),:])
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_PLACE = re.compile(r"\$?([A-Z]+)\$?(\d+)")
_EPOCH = datetime(1899, 12, 30)
_DAY = timedelta(days=1)

_Token = tuple[str, str]
_Operand = float | date


def calculated(sheet: Sheet) -> Sheet:
    """The sheet with the results of simple formulas (F130 in ``changes``); the others stay in its notes."""
    if not sheet.notes.formulas:
        return sheet
    sums = _Sums(sheet)
    results: dict[Place, Value] = {}
    for place in sorted(sheet.notes.formulas):
        if place[0] * place[1] <= MAX_CELLS:  # else the sheet would grow too large to hold it
            try:
                results[place] = sums.result(place)
            except ArithmeticError:  # it cannot be calculated here and stays as it is
                continue
    if not results:
        return sheet
    formulas = {place: text for place, text in sheet.notes.formulas.items() if place not in results}
    told = {
        place: Finding("F130", None, f"={sheet.notes.formulas[place]}", raw_text(value))
        for place, value in results.items()
    }
    return sheet._replace(
        rows=_written(sheet, results),
        notes=replace(sheet.notes, formulas=formulas),
        changes={**sheet.changes, **told},
    )


def _written(sheet: Sheet, results: dict[Place, Value]) -> list[list[Value]]:
    """The rows with the results; calamine ends a sheet at the last value, so there may be too few."""
    rows = [list(row) for row in sheet.rows]
    width = max(*(column for _, column in results), *map(len, rows[:1]), 0)
    rows += [[] for _ in range(len(rows), max(row for row, _ in results))]
    for row in rows:
        row += [""] * (width - len(row))
    for (number, column), value in results.items():
        rows[number - 1][column - 1] = value
    return rows


class _Sums:
    """The formulas of one sheet while they are worked out; a reference may lead to another of them."""

    def __init__(self, sheet: Sheet) -> None:
        self._rows = sheet.rows
        self._errors = sheet.notes.errors
        self._formulas = sheet.notes.formulas
        self._done: dict[Place, Value] = {}
        self._open: list[Place] = []
        self._reads = 0
        used = [*self._formulas, *self._errors, (len(self._rows), max(map(len, self._rows), default=0))]
        self.last = max(row for row, _ in used), max(column for _, column in used)

    def result(self, place: Place) -> Value:
        """The value of the formula of a cell."""
        if place not in self._done:
            if place in self._open or len(self._open) >= _DEEPEST:
                raise ArithmeticError
            self._open.append(place)
            try:
                self._done[place] = _Formula(self._formulas[place], self).value()
            finally:
                self._open.pop()
        return self._done[place]

    def cell(self, place: Place) -> Value:
        """The value of a cell, calculated if need be; ``""`` if it is blank."""
        self.spend(1)
        if place in self._errors:
            raise ArithmeticError
        if place in self._formulas:
            return self.result(place)
        row, column = place
        values = self._rows[row - 1] if row <= len(self._rows) else ()
        return values[column - 1] if column <= len(values) else ""

    def spend(self, reads: int) -> None:
        """Count cells looked at."""
        self._reads += reads
        if self._reads > _MOST_READS:
            raise ArithmeticError


class _Formula:
    """One formula, read from left to right; any method raises ``ArithmeticError`` at what is not one of ours."""

    def __init__(self, text: str, sums: _Sums) -> None:
        self._tokens = list(_tokens(text))
        self._next = 0
        self._sums = sums
        self._depth = 0
        self._refers = self._filled = False

    def value(self) -> Value:
        """The result: a number, a date, or whatever the one cell holds to which the formula points."""
        if len(self._tokens) == 1 and self._tokens[0][0] == "cell":
            found = self._sums.cell(_place(self._tokens[0][1]))
            if found == "":
                raise ArithmeticError
            return found
        value = self._sum()
        if self._next < len(self._tokens) or (self._refers and not self._filled):
            raise ArithmeticError  # a formula that waits in an empty row is no value
        if isinstance(value, date):
            return value
        if not math.isfinite(value):
            raise ArithmeticError
        return float(f"{value:.15g}")  # as many digits as Excel keeps

    def _sum(self) -> _Operand:
        value = self._product()
        while mark := self._take("+", "-"):
            value = _added(value, self._product(), 1 if mark == "+" else -1)
        return value

    def _product(self) -> _Operand:
        value = self._factor()
        while mark := self._take("*", "/"):
            left, right = _number(value), _number(self._factor())
            value = left * right if mark == "*" else left / right
        return value

    def _factor(self) -> _Operand:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ArithmeticError
        try:
            if mark := self._take("+", "-"):
                return _number(self._factor()) * (1 if mark == "+" else -1)
            if self._take("("):
                value = self._sum()
                self._expect(")")
                return value
            return self._operand()
        finally:
            self._depth -= 1

    def _operand(self) -> _Operand:
        kind, text = self._token()
        self._next += 1
        if kind == "number":
            return float(text)
        if kind == "sum":
            return self._total()
        if kind == "cell":
            value = self._cell(_place(text))
            if value == "":
                return 0.0
            if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value):
                return float(value)
            if isinstance(value, (int, float, date)) and not isinstance(value, bool):
                return value
        raise ArithmeticError

    def _total(self) -> float:
        """The arguments of a ``SUM``; of cells only numbers and dates count."""
        total = 0.0
        while True:
            total += sum(self._range()) if self._token()[0] == "cell" and self._is_alone() else _number(self._sum())
            if not self._take(","):
                self._expect(")")
                return total

    def _is_alone(self) -> bool:
        """Whether the cell that follows is an argument by itself, or the corner of a range."""
        following = self._tokens[self._next + 1 : self._next + 2]
        return following in ([("mark", ",")], [("mark", ")")], [("mark", ":")])

    def _range(self) -> Iterator[float]:
        first = last = self._corner()
        if self._take(":"):
            last = self._corner()
        (top, bottom), (left, right) = (sorted(pair) for pair in zip(first, last, strict=True))
        bottom, right = min(bottom, self._sums.last[0]), min(right, self._sums.last[1])
        self._sums.spend(max(0, bottom - top + 1) * max(0, right - left + 1))
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                value = self._cell((row, column))
                if isinstance(value, (int, float, date)) and not isinstance(value, bool):
                    yield _number(value)

    def _corner(self) -> Place:
        kind, text = self._token()
        if kind != "cell":
            raise ArithmeticError
        self._next += 1
        return _place(text)

    def _cell(self, place: Place) -> Value:
        value = self._sums.cell(place)
        self._refers = True
        self._filled |= value != ""
        return value

    def _token(self) -> _Token:
        return self._tokens[self._next] if self._next < len(self._tokens) else ("", "")

    def _take(self, *marks: str) -> str:
        kind, text = self._token()
        if kind == "mark" and text in marks:
            self._next += 1
            return text
        return ""

    def _expect(self, mark: str) -> None:
        if not self._take(mark):
            raise ArithmeticError


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None or len(text) > _LONGEST:
            raise ArithmeticError
        kind = found.lastgroup or ""
        yield kind, found[kind].upper()
        position = found.end()


def _place(text: str) -> Place:
    found = _PLACE.fullmatch(text)
    if found is None:
        raise ArithmeticError
    return int(found[2]), column_number(found[1])


def _added(left: _Operand, right: _Operand, sign: int) -> _Operand:
    """Days between two dates are a number; a date and whole days make a date."""
    if isinstance(left, date) and isinstance(right, date) and sign < 0:
        return _number(left) - _number(right)
    if isinstance(right, date) and sign > 0:
        left, right = right, left
    if isinstance(right, date):
        raise ArithmeticError
    if isinstance(left, date):
        if right != int(right):
            raise ArithmeticError
        return left + sign * int(right) * _DAY
    return left + sign * right


def _number(value: _Operand) -> float:
    """A number, or the serial number of a date."""
    if not isinstance(value, date):
        return value
    at = value if isinstance(value, datetime) else datetime.combine(value, time())
    return (at - _EPOCH) / _DAY

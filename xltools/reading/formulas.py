"""Formulas that were never calculated, worked out where that is safe: sums, the four operations, days between dates.

Only what Excel would say is said: text in a ``SUM`` counts nothing, an error or an unknown function leaves the formula
as it is. Nothing of a sender is executed, and the work for one sheet is bounded.
"""

from __future__ import annotations

import ast
import math
import re
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
    | (?P<cells>\$?[A-Z]{1,3}\$?[1-9]\d{0,6}(?:\s*:\s*\$?[A-Z]{1,3}\$?[1-9]\d{0,6})?)(?![\w.(!])
    | (?P<mark>[-+*/(),])
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_PLACE = re.compile(r"([A-Z]+)(\d+)")
_NOT_IN_NAME = re.compile(r"[$\s]")
_EPOCH = datetime(1899, 12, 30)
_DAY = timedelta(days=1)

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
                self._done[place] = _Formula(self).value(self._formulas[place])
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
    """One formula; any method raises ``ArithmeticError`` at what is not one of ours."""

    def __init__(self, sums: _Sums) -> None:
        self._sums = sums
        self._refers = self._filled = False

    def value(self, text: str) -> Value:
        """The result: a number, a date, or whatever the one cell holds to which the formula points."""
        tree = _parsed(text)
        if isinstance(tree, ast.Name) and not {*"(:"} & {*text}:
            if (found := self._sums.cell(_corners(tree.id)[0])) == "":
                raise ArithmeticError
            return found
        value = self._of(tree)
        if self._refers and not self._filled:
            raise ArithmeticError  # a formula that waits in an empty row is no value
        if isinstance(value, date):
            return value
        if not math.isfinite(value):
            raise ArithmeticError
        return float(f"{value:.15g}")  # as many digits as Excel keeps

    def _of(self, node: ast.expr, depth: int = 0) -> _Operand:
        if depth > _DEEPEST:
            raise ArithmeticError
        match node:
            case ast.Constant(float(number)):
                return number
            case ast.Name(name):
                return self._operand(name)
            case ast.UnaryOp(ast.UAdd() | ast.USub() as sign, operand):
                return _number(self._of(operand, depth + 1)) * (-1 if isinstance(sign, ast.USub) else 1)
            case ast.BinOp(left, ast.Add() | ast.Sub() as sign, right):
                return _added(self._of(left, depth), self._of(right, depth), -1 if isinstance(sign, ast.Sub) else 1)
            case ast.BinOp(left, ast.Mult() | ast.Div() as sign, right):
                one, two = _number(self._of(left, depth)), _number(self._of(right, depth))
                return one / two if isinstance(sign, ast.Div) else one * two
            case ast.Call(ast.Name("SUM"), [_, *_] as arguments, []):
                return sum([self._argument(argument, depth + 1) for argument in arguments], 0.0)
        raise ArithmeticError

    def _operand(self, name: str) -> _Operand:
        first, *rest = _corners(name)
        value = self._cell(first)
        if rest:
            raise ArithmeticError
        if value == "":
            return 0.0
        if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value):
            return float(value)
        if isinstance(value, bool) or not isinstance(value, (int, float, date)):
            raise ArithmeticError
        return value

    def _argument(self, node: ast.expr, depth: int) -> float:
        """An argument of a ``SUM``; of cells only numbers and dates count."""
        if not isinstance(node, ast.Name):
            return _number(self._of(node, depth))
        corners = _corners(node.id)
        (top, bottom), (left, right) = (sorted(pair) for pair in zip(corners[0], corners[-1], strict=True))
        bottom, right = min(bottom, self._sums.last[0]), min(right, self._sums.last[1])
        self._sums.spend(max(0, bottom - top + 1) * max(0, right - left + 1))
        cells = [self._cell((row, column)) for row in range(top, bottom + 1) for column in range(left, right + 1)]
        return sum(_number(v) for v in cells if isinstance(v, (int, float, date)) and not isinstance(v, bool))

    def _cell(self, place: Place) -> Value:
        value = self._sums.cell(place)
        self._refers = True
        self._filled |= value != ""
        return value


def _parsed(text: str) -> ast.expr:
    """The formula as a tree of numbers, names of cells and ranges, the four operations, brackets and ``SUM``."""
    source, position = [], 0
    while position < len(text) <= _LONGEST:
        found = _TOKEN.match(text, position)
        if found is None:
            break
        position = found.end()
        word = found[found.lastgroup or 0].upper()
        if found.lastgroup == "number":
            word = repr(float(word))
        elif found.lastgroup == "cells":
            word = _NOT_IN_NAME.sub("", word.replace(":", "_"))
        source.append(word)
    if position < len(text) or re.search(r", \)", " ".join(source)):
        raise ArithmeticError
    try:
        return ast.parse(" ".join(source), mode="eval").body
    except (SyntaxError, MemoryError, RecursionError):
        raise ArithmeticError from None


def _corners(name: str) -> list[Place]:
    """The cell that a name of a tree means, or the first and the last of a range."""
    places = [_PLACE.fullmatch(part) for part in name.split("_")]
    if not all(places):
        raise ArithmeticError
    return [(int(place[2]), column_number(place[1])) for place in places if place]


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

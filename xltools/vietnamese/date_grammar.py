"""Tokens of a time cell → pairs of points, as typed: which date stands where, nothing filled in yet."""

from __future__ import annotations

from dataclasses import dataclass, replace

from xltools.model import Finding
from xltools.vietnamese import date_words as words
from xltools.vietnamese.date_words import Token


@dataclass(frozen=True, slots=True)
class Point:
    """One end of a period as typed; ``unit`` says how much it covers. ``month`` of a quarter is its number."""

    unit: str
    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    year_typed: bool = True


class DateError(Exception):
    """Stops the reading of one cell at its root cause."""

    def __init__(self, code: str, expected: str = "") -> None:
        super().__init__(code)
        self.issue = Finding(code, expected=expected)


Range = tuple[Point, Point]


class Grammar:
    """cell := item {list item};  item := [từ] point [đến point];  point := [weekday] date [weekday].

    A year of two digits is one next to ``year``, or it is no year at all.
    """

    def __init__(self, found: list[Token], year: int) -> None:
        self.tokens = found
        self.year = year
        self.place = 0
        self.unit = words.DAY
        self.named = False

    def cell(self) -> list[Range]:
        """All the cell holds, or ``DateError``."""
        items = [self._item()]
        while self.place < len(self.tokens):
            if not self._take(words.LIST):
                raise DateError("T101")
            items.append(self._item())
        return items

    def _item(self) -> Range:
        if self._peek() == words.RANGE:
            raise DateError("T106")
        opened = self._take(words.FROM)
        first = self._point()
        if not self._take(words.RANGE):
            if opened:
                raise DateError("T101" if self._peek() == words.UNKNOWN else "T106")
            return first, first
        unfilled = [token.kind for token in self.tokens[self.place :]] in ([], [words.DAY])
        if unfilled or self._take(words.NOW):
            raise DateError("T106")
        return first, self._point()

    def _point(self) -> Point:
        weekday = self._weekday()
        if weekday is not None:
            self._take(words.LIST)
        kind = self._peek()
        self.named = kind in (words.DAY, words.MONTH, words.QUARTER, words.YEAR)
        if self.named:
            self.unit = kind
            self.place += 1
        point = self._make(self.unit, self._numbers())
        if point.unit == words.DAY and point.month is None and self._take(words.MONTH):
            month = self._make(words.MONTH, self._numbers())
            point = replace(point, month=month.month, year=month.year)
        if point.year is None and self._take(words.YEAR):
            point = replace(point, year=self._full_year(self._numbers()[0]))
        if weekday is None:
            weekday = self._weekday_behind()
        if weekday is not None and point.unit != words.DAY:
            raise DateError("T101")  # the Saturdays of a month
        return replace(point, weekday=weekday)

    def _make(self, unit: str, numbers: tuple[str, ...]) -> Point:
        if len(numbers) == 3 and unit == words.DAY:
            day, month, year = reversed(numbers) if len(numbers[0]) == 4 else numbers
            return Point(unit, _small(day), _small(month), self._full_year(year))
        if len(numbers) == 2 and 4 in (len(numbers[0]), len(numbers[1])):
            month, year = reversed(numbers) if len(numbers[0]) == 4 else numbers
            if unit == words.DAY and not self.named:
                unit = words.MONTH
            if unit in (words.MONTH, words.QUARTER):
                return Point(unit, None, _small(month), self._full_year(year))
            raise DateError("T105", f"Tháng {int(month)}/{year}")
        if len(numbers) == 2 and unit == words.DAY:
            return Point(unit, _small(numbers[0]), _small(numbers[1]))
        if len(numbers) == 1 and unit == words.DAY:
            return Point(unit, _small(numbers[0]))
        if len(numbers) == 1 and unit in (words.MONTH, words.QUARTER):
            return Point(unit, None, _small(numbers[0]))
        if len(numbers) == 1 and unit == words.YEAR:
            return Point(unit, None, 1, self._full_year(numbers[0]))
        raise DateError("T105" if len(numbers) == 2 else "T101")

    def _full_year(self, number: str) -> int:
        if len(number) not in (2, 4):
            raise DateError("T101")
        if len(number) == 4:
            return int(number)
        found = self.year // 100 * 100 + int(number)
        if abs(found - self.year) > 1:
            raise DateError("T105")
        return found

    def _numbers(self) -> tuple[str, ...]:
        if self._peek() != words.NUMBERS:
            raise DateError("T101")
        self.place += 1
        return self.tokens[self.place - 1].numbers

    def _weekday(self) -> int | None:
        if self._peek() != words.WEEKDAY:
            return None
        self.place += 1
        return int(self.tokens[self.place - 1].numbers[0])

    def _weekday_behind(self) -> int | None:
        """A weekday behind its date, ``…, thứ Tư`` too, unless a date follows that it belongs to."""
        skip = 1 if self._peek() == words.LIST else 0
        if self._peek(skip) == words.WEEKDAY and self._peek(skip + 1) not in (words.DAY, words.NUMBERS):
            self.place += skip
            return self._weekday()
        return None

    def _peek(self, ahead: int = 0) -> str:
        place = self.place + ahead
        return self.tokens[place].kind if place < len(self.tokens) else ""

    def _take(self, kind: str) -> bool:
        if self._peek() != kind:
            return False
        self.place += 1
        return True


def _small(number: str) -> int:
    if len(number) > 2:
        raise DateError("T101")
    return int(number)

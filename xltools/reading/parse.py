"""A table's rows → a ``Submission``, with every doubt as a ``Finding`` at its cell.

The reader forgives and reports; it never guesses and never drops a filled row without a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from xltools.model import CellRef, Entry, Finding, Submission
from xltools.plan.plan import Plan
from xltools.reading.contents import ContentIndex
from xltools.reading.grid import Value
from xltools.reading.recognise import UNTIL, Table, date_heading, line_value, quarter_and_year
from xltools.reading.rows import Row, RowKind, classify, section_key, section_keys
from xltools.vietnamese.dates import Periods, day_text, parse_periods, swap, swapped_dates
from xltools.vietnamese.names import NameIndex, clean_name, titles_agree
from xltools.vietnamese.numbers import days_text, parse_days
from xltools.vietnamese.parsed import Issue
from xltools.vietnamese.places import Gazetteer
from xltools.vietnamese.text import clean

_TEXT_FIELDS = ("detail", "result", "explanation", "stay", "title")
_TELLING = ("person", "contents", "detail", "time", "places")  # forms may keep formulas for days in empty rows


@dataclass(frozen=True)
class Desk:
    """The plan made ready for reading: indexes of names, places, contents and units.

    Without ``has_roster`` names are read but looked up in no roster, and nobody is reported as unknown.
    """

    plan: Plan
    has_roster: bool
    names: NameIndex = field(init=False)
    places: Gazetteer = field(init=False)
    contents: ContentIndex = field(init=False)
    units: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        plan = self.plan
        object.__setattr__(self, "names", NameIndex(plan.people))
        object.__setattr__(self, "places", Gazetteer(plan.places, plan.province, plan.year))
        object.__setattr__(self, "contents", ContentIndex(plan.contents))
        object.__setattr__(self, "units", section_keys(plan.units, plan.province))


def raw_text(value: Value) -> str:
    """A cell's value as an official would read it: ``30``, ``0,5``, ``01/4/2023``, or the text itself."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime | date):
        return day_text(value.date() if isinstance(value, datetime) else value)
    if isinstance(value, bool):
        return "Đúng" if value else "Sai"
    if isinstance(value, int | float):
        return days_text(float(value))
    return str(value)


def parse(table: Table, desk: Desk, folder_unit: str | None) -> tuple[Submission, tuple[Finding, ...]]:
    """Read a table; ``folder_unit`` is the unit whose folder the file lay in, used where the form is silent."""
    return _Reader(table, desk, folder_unit).read()


class _Reader:
    """One reading of one table: collects entries and findings while it walks down the rows."""

    def __init__(self, table: Table, desk: Desk, folder_unit: str | None) -> None:
        self.table = table
        self.spec = table.spec
        self.desk = desk
        self.folder_unit = folder_unit
        self.sheet = table.sheet.name
        self.findings: list[Finding] = []
        self.head: dict[str, CellRef] = {}

    def read(self) -> tuple[Submission, tuple[Finding, ...]]:
        plan, above = self.desk.plan, self.table.above
        header_unit = self._unit()
        name, title, person_id, person_unit = self._person(header_unit or self.folder_unit)
        unit = (
            (person_unit or header_unit or self.folder_unit) if self.spec.personal else header_unit or self.folder_unit
        )
        quarter, year, cell = quarter_and_year(above)
        dated = date_heading(above)
        self._locate("quarter", cell)
        self._locate("dated", dated[1] if dated else None)
        if year is not None and year != plan.year:
            self._find("F105", self.head.get("quarter"), str(year), str(plan.year))
        if self.spec.quarterly and quarter is None:
            self._find("F106", self.head.get("quarter"))
        if unit is None:
            self._find("F104", self.head.get("unit"), self._unit_text(), "; ".join(u.name for u in plan.units[:7]))
        elif self.folder_unit is not None and unit != self.folder_unit:
            self._find("F113", self.head.get("unit"), plan.unit_by_code[unit].name, self._unit_name(self.folder_unit))
        found = list(classify(self.table, self.desk.units))
        rows = [row for row in found if row.kind is not RowKind.BLANK]
        entries = self._entries(rows, unit, name, person_id)
        nil = not entries and any(row.kind is RowKind.NIL for row in rows)
        hollow = self._hollow_rows(found)
        self._whole_table(rows, entries, nil, hollow)
        submission = Submission(
            form=self.spec.code,
            sheet=self.sheet,
            columns=self.table.columns,
            header_row=self.table.header_row,
            head=self.head,
            unit=unit,
            person=name,
            person_id=person_id,
            title=title,
            year=year,
            quarter=quarter if self.spec.quarterly else None,
            dated=dated[0] if dated else None,
            nil=nil,
            entries=tuple(entries),
        )
        return submission, tuple(self.findings)

    # the heading

    def _locate(self, name: str, cell: tuple[int, int] | None) -> None:
        if cell is not None:
            self.head[name] = CellRef(self.sheet, *cell)

    def _find(self, code: str, where: CellRef | None, given: str = "", expected: str = "") -> None:
        self.findings.append(Finding(code, where, given, expected))

    def _unit(self) -> str | None:
        """The unit named above the table."""
        for heading in self.table.above:
            code = self.desk.units.get(section_key(heading.folded))
            if code is not None:
                self._locate("unit", (heading.row, heading.column))
                return code
        return None

    def _unit_text(self) -> str:
        return next((h.text for h in self.table.above if h.folded.startswith(("ban ", "ban.", "van phong"))), "")

    def _unit_name(self, code: str) -> str:
        unit = self.desk.plan.unit_by_code.get(code)
        return unit.name if unit else code

    def _person(self, unit: str | None) -> tuple[str, str, str | None, str | None]:
        """Name, title, person id and unit of the one person of a personal form."""
        if not self.spec.personal:
            return "", "", None, None
        lines = dict(self.spec.lines)
        said = line_value(self.table.above, lines["person"])
        title = line_value(self.table.above, lines["title"])
        self._locate("person", said.cell)
        self._locate("title", title.cell)
        text = said.value or self._first_name()
        where = self.head.get("person")
        name = clean_name(text)
        if not name:
            self._find("F107", where, text)
            return "", title.value, None, None
        if not self.desk.has_roster:
            return name, title.value, None, None
        match = self.desk.names.find(name, unit, title.value)
        if match.issue is not None:
            # a personal form without its person is no use as a whole
            code = "F107" if match.person is None else match.issue.code
            self._find(code, where, text, match.issue.expected)
        if match.person is None:
            return name, title.value, None, None
        self._compare_title(title.value, match.person.title, self.head.get("title"))
        return match.person.name, title.value, match.person.id, match.person.unit

    def _first_name(self) -> str:
        """The name in the table, where a personal form has it only there."""
        column = self.table.columns.get("person")
        if column is None:
            return ""
        for row in classify(self.table, self.desk.units):
            value = row.values.get("person")
            if row.kind in (RowKind.DATA, RowKind.NIL) and isinstance(value, str):
                self._locate("person", (row.number, column))
                return value
        return ""

    def _compare_title(self, given: str, known: str, where: CellRef | None) -> None:
        if given and known and not titles_agree(given, known):
            self._find("N104", where, given, known)

    # the rows

    def _entries(self, rows: Sequence[Row], unit: str | None, name: str, person_id: str | None) -> list[Entry]:
        entries: list[Entry] = []
        swapped = self._swapped(rows)
        person_row = 0
        for row in rows:
            if row.kind is RowKind.SECTION and not self.spec.personal:
                name, person_id, person_row = "", None, 0
            if row.kind is not RowKind.DATA:
                continue
            if not self.spec.personal and self.spec.kind:
                if row.values.get("person"):
                    name, person_id = self._row_person(row, unit)
                    person_row = row.number
                elif not person_row:
                    self._find("N106", self._cell("person", row.number))
            entries.append(self._entry(row, name, person_id, person_row or row.number, row.number in swapped))
        return entries

    def _row_person(self, row: Row, unit: str | None) -> tuple[str, str | None]:
        text = raw_text(row.values["person"])
        name = clean_name(text)
        title = raw_text(row.values.get("title", ""))
        if not self.desk.has_roster:
            return name, None
        match = self.desk.names.find(name, unit, title)
        where = self._cell("person", row.number)
        if match.issue is not None:
            self._find(match.issue.code, where, text, match.issue.expected)
        if match.person is None:
            return name, None
        self._compare_title(title, match.person.title, self._cell("title", row.number))
        return match.person.name, match.person.id

    def _cell(self, name: str, row: int) -> CellRef:
        return CellRef(self.sheet, row, self.table.columns.get(name) or min(self.table.columns.values()))

    def _swapped(self, rows: Sequence[Row]) -> frozenset[int]:
        """Rows whose date an en-US program seems to have turned round."""
        dated = [row for row in rows if isinstance(row.values.get("time"), date)]
        if not dated:
            return frozenset()
        column = [row for row in rows if row.kind is RowKind.DATA and "time" in row.values]
        found = swapped_dates([row.values["time"] for row in column], self.desk.plan.year)
        return frozenset(column[index].number for index in found)

    def _entry(self, row: Row, name: str, person_id: str | None, person_row: int, swapped: bool) -> Entry:
        values, desk = row.values, self.desk
        raw = {field: raw_text(value) for field, value in values.items() if field != "number"}
        if isinstance(values.get("contents"), float):
            raw["contents"] = f"{values['contents']:g}"  # a code that became a number: 1.4, not 1,4
        lost = self._lost(row.number)
        time = values.get("time")
        if UNTIL in raw:
            time = raw["time"] = f"{raw.get('time', '')} - {raw.pop(UNTIL)}"
        if swapped and isinstance(time, date):
            turned = swap(time.date() if isinstance(time, datetime) else time)
            time_read = Periods(None, (Issue("T108", day_text(turned) if turned else ""),))
        else:
            time_read = parse_periods(_plain(time), desk.plan.year)
        self._report("time", row.number, raw, time_read.issues, lost)
        counting = desk.plan.counting
        days, day_issues = parse_days(_number(values.get("days")), counting.session_days)
        if days is not None and not counting.half_days and days != int(days):
            day_issues = (*day_issues, Issue("T204"))
        if "days" in self.table.columns and self.spec.kind:
            # a column of ours may stay empty: the plan's own mẫu 2 has none
            optional = self.spec.column("days").extra and days is None and not raw.get("days")
            if optional or (days is None and not raw.get("days") and not time_read.periods):
                day_issues = ()  # nothing to compute them from, which is told at the time already
            self._report("days", row.number, raw, day_issues, lost)
        contents: tuple[str, ...] = ()
        if self.spec.kind:
            contents, content_issues = desk.contents.parse(_number(values.get("contents")))
            self._report("contents", row.number, raw, content_issues, lost)
        places, levels, place_issues = desk.places.parse(raw.get("places", ""))
        self._report("places", row.number, raw, place_issues, lost)
        texts = {name: clean(raw[name]) if name in raw else "" for name in _TEXT_FIELDS}
        return Entry(
            row=row.number,
            person_row=person_row,
            person=name,
            person_id=person_id,
            title=texts["title"],
            contents=contents,
            detail=texts["detail"],
            days=days,
            periods=time_read.periods,
            places=places,
            levels=levels,
            result=texts["result"],
            explanation=texts["explanation"],
            stay=texts["stay"],
            raw=raw,
        )

    def _report(self, name: str, row: int, raw: dict[str, str], issues: Sequence[Issue], lost: set[str]) -> None:
        if issues and name not in lost:
            for issue in issues:
                self._find(issue.code, self._cell(name, row), raw.get(name, ""), issue.expected)

    def _lost(self, row: int) -> set[str]:
        """Fields of a row whose value the program that saved the file left out; each is reported here."""
        errors, uncalculated = self.table.sheet.lost
        if not errors and not uncalculated:
            return set()
        found = set()
        for name, column in self.table.columns.items():
            if name != "number" and (row, column) in errors:
                self._find("F109", self._cell(name, row), errors[row, column])
                found.add(name)
            elif name != "number" and (row, column) in uncalculated:
                self._find("F110", self._cell(name, row))
                found.add(name)
        return found

    # the table as a whole

    def _whole_table(self, rows: Sequence[Row], entries: Sequence[Entry], nil: bool, hollow: bool) -> None:
        if self.table.sheet.hidden:
            self._find("F108", CellRef(self.sheet, self.table.header_row, 1), self.sheet)
        for row in rows:
            if row.kind is RowKind.EXAMPLE:
                name = next(iter(row.values.keys() - {"number"}), "contents")
                shown = "contents" if "contents" in row.values else "person" if "person" in row.values else name
                self._find("F117", self._cell(shown, row.number), raw_text(row.values[shown]))
            elif row.kind is RowKind.TOTAL and row.values.get("days"):
                self._check_total(row, entries)
        if not (entries or nil or hollow):
            self._find("F103", CellRef(self.sheet, self.table.header_row, min(self.table.columns.values())))
        if nil or not any(row.kind is RowKind.NIL for row in rows):
            return
        for row in rows:
            if row.kind is RowKind.NIL:
                self._find("F121", self._cell("number", row.number), "KHÔNG PHÁT SINH")

    def _hollow_rows(self, found: Sequence[Row]) -> bool:
        """Report rows that only look blank, for every value in them is an error or was never calculated."""
        errors, uncalculated = self.table.sheet.lost
        if not errors and not uncalculated:
            return False
        table = self.table
        reached = found[-1].number if found else table.header_row
        whole = reached >= min(table.last_row, len(table.sheet.rows))
        if whole and table.last_row >= len(table.sheet.rows):
            reached = max(row for row, _ in (*errors, *uncalculated))  # rows without values end a sheet too soon
        told = {row.number for row in found if row.kind is not RowKind.BLANK}
        columns = {table.columns[name] for name in _TELLING if name in table.columns}
        rows = {row for row, column in (*errors, *uncalculated) if column in columns and row not in told}
        hollow = sorted(row for row in rows if table.header_row < row <= reached)
        for row in hollow:
            self._lost(row)
        return bool(hollow)

    def _check_total(self, row: Row, entries: Sequence[Entry]) -> None:
        typed, _ = parse_days(_number(row.values["days"]), self.desk.plan.counting.session_days)
        actual = sum(entry.days or 0 for entry in entries)
        if typed is not None and typed != actual:
            self._find("F118", self._cell("days", row.number), days_text(typed), days_text(actual))


def _plain(value: Value | None) -> str | float | date | datetime | None:
    """A value as the date parser takes it; durations and truth values have no meaning there."""
    return value if isinstance(value, str | float | int | date | datetime) and not isinstance(value, bool) else None


def _number(value: Value | None) -> str | float | None:
    """A value as the number and content parsers take it; a date is shown as text and judged as such."""
    if isinstance(value, bool):
        return None
    return value if isinstance(value, str | float | int | None) else raw_text(value)

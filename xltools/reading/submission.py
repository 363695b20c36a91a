"""A table → a ``Submission``, with every doubt as a ``Finding`` at its cell.

The reader forgives and reports; it never guesses and never drops a filled row in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xltools.forms.wordings import UNTIL
from xltools.model import Cell, Entry, Finding, Person, Submission
from xltools.office.sheet import raw_text
from xltools.plan.lookups import Lookups
from xltools.reading.entry import TimeReader, Who, read_entry
from xltools.reading.lines import date_heading, line_value, quarter_and_year
from xltools.reading.recognise import Findings, Table
from xltools.reading.rows import Row, RowKind, classify, filled, headed, with_nothing_done
from xltools.reading.table_checks import check_table, with_bare_total
from xltools.vietnamese.names import take_apart, titles_agree
from xltools.vietnamese.text import spelling

_USED = frozenset({RowKind.DATA, RowKind.NAME, RowKind.SECTION, RowKind.NIL})


def parse(table: Table, lookups: Lookups, folder_unit: str | None) -> tuple[Submission, tuple[Finding, ...]]:
    """The form of a table and the findings; ``folder_unit`` is the unit of the file's folder, for silent forms."""
    return _Reader(table, lookups, folder_unit).read()


class _Reader:
    """One reading of one table."""

    def __init__(self, table: Table, lookups: Lookups, folder_unit: str | None) -> None:
        self.table = table
        self.spec = table.spec
        self.lookups = lookups
        self.folder_unit = folder_unit
        self.findings = Findings(table)
        self.head: dict[str, Cell] = {}

    def read(self) -> tuple[Submission, tuple[Finding, ...]]:
        found = with_nothing_done(classify(self.table, self.lookups.plan))
        form = self._heading(found)
        filled_in = filled(headed(row for row in found if row.kind is not RowKind.BLANK), self.findings)
        rows = with_bare_total(list(filled_in), self.lookups)
        entries = self._entries(rows, form)
        nil = not entries and any(row.kind is RowKind.NIL for row in rows)
        check_table(self.findings, found, rows, entries, self.lookups)
        return replace(form, nil=nil, entries=tuple(entries)), tuple(self.findings.found)

    # the heading

    def _heading(self, rows: Sequence[Row]) -> Submission:
        """The form without entries; what the heading lacks, or says against the plan or the folder, is a finding."""
        plan, above, findings, head = self.lookups.plan, self.table.above, self.findings, self.head
        said_unit = self._said_unit()
        name, title, person = self._person(said_unit or self.folder_unit, rows)
        unit = (person.unit if person else None) or said_unit or self.folder_unit
        quarter, year, title_cell = quarter_and_year(above)
        dated, dated_cell = date_heading(above)
        self._locate("quarter", title_cell)
        self._locate("dated", dated_cell)
        if year is not None and year != plan.year:
            findings.add_at("F105", head.get("quarter"), str(year), str(plan.year))
        if self.spec.quarterly and quarter is None:
            findings.add_at("F106", head.get("quarter"))
        if unit is None:
            said = next((line.text for line in above if line.folded.startswith(("ban ", "ban.", "van phong"))), "")
            findings.add_at("F104", head.get("unit"), said, "; ".join(known.name for known in plan.units[:7]))
        elif self.folder_unit is not None and unit != self.folder_unit:
            own, folder = plan.unit_by_code[unit], plan.unit_by_code.get(self.folder_unit)
            findings.add_at("F113", head.get("unit"), own.name, folder.name if folder else self.folder_unit)
        for cell in dict.fromkeys(head.values()):
            findings.add_changes(cell.row, cell.column)
        return Submission(
            form=self.spec.code,
            sheet=self.table.sheet.name,
            columns=self.table.columns,
            header_row=self.table.header_row,
            head=head,
            unit=unit,
            person=name,
            person_id=person.id if person else None,
            title=title,
            year=year,
            quarter=quarter if self.spec.quarterly else None,
            dated=dated,
            nil=False,
            entries=(),
        )

    def _locate(self, line: str, place: tuple[int, int] | None) -> None:
        if place is not None:
            self.head[line] = self.findings.at(*place)

    def _said_unit(self) -> str | None:
        """The unit named above the table."""
        for line in self.table.above:
            code = self.lookups.plan.unit_in_heading(line.folded)
            if code is not None:
                self._locate("unit", (line.row, line.column))
                return code
        return None

    def _person(self, unit: str | None, rows: Sequence[Row]) -> tuple[str, str, Person | None]:
        """Name and title of the one person of a personal form, and who of the roster it is."""
        if not self.spec.personal:
            return "", "", None
        lines = dict(self.spec.lines)
        said, said_cell = line_value(self.table.above, lines["person"])
        title, title_cell = line_value(self.table.above, lines["title"])
        self._locate("person", said_cell)
        self._locate("title", title_cell)
        text = said or self._first_name(rows)
        cell = self.head.get("person")
        typed = take_apart(text)
        if typed.doubted:
            self.findings.add_at("N110", cell, text)
        if not typed.name or (typed.others and not self.lookups.has_roster):
            self.findings.add_at("F107", cell, text)
            return "", title, None
        if not self.lookups.has_roster:
            return typed.name, title, None
        person, issue = self.lookups.names.find(text, unit, title)
        if issue is not None:
            # a personal form without its person is no use as a whole
            self.findings.add_at("F107" if person is None else issue.code, cell, text, issue.expected)
        if person is None:
            return typed.name, title, None
        if title and person.title and not titles_agree(title, person.title):
            self.findings.add_at("N104", self.head.get("title"), title, person.title)
        return person.name, title, person

    def _first_name(self, rows: Sequence[Row]) -> str:
        """The name in the table, where a personal form has it only there."""
        for row in rows:
            value = row.values.get("person")
            if row.kind in (RowKind.DATA, RowKind.NIL) and isinstance(value, str):
                self._locate("person", (row.number, self.table.columns["person"]))
                return value
        return ""

    # the rows

    def _entries(self, rows: Sequence[Row], form: Submission) -> list[Entry]:
        entries: list[Entry] = []
        times = TimeReader(self.lookups, UNTIL in self.table.columns, form.quarter, bool(self.spec.kind), rows)
        who = Who(form.person, form.person_id, 0)
        unit = form.unit  # of the rows below a line that names one
        for row in rows:
            if row.kind in _USED:
                self.findings.add_changes(row.number, *self.table.columns.values())
            if row.kind is not RowKind.DATA:
                if row.kind is RowKind.SECTION:
                    unit = self.lookups.plan.unit_in_heading(row.text) or unit
                if not self.spec.personal:
                    who = self._person_of_rows_below(row, form.unit, unit, who)
                continue
            if self.spec.personal:
                self._check_person(row, form)
            elif self.spec.kind:
                if row.values.get("person"):
                    who = self._row_person(row, form.unit, unit)
                elif not who.row and "person" not in self.findings.refused.get(row.number, ()):
                    self.findings.add("N106", "person", row.number)
            own = who if who.row else who._replace(row=row.number)
            entries.append(read_entry(self.findings, self.lookups, times, row, own))
        return entries

    def _person_of_rows_below(self, row: Row, own: str | None, unit: str | None, who: Who) -> Who:
        """Whose the rows below this one are that name nobody: of a name in a row of its own, else nobody's."""
        if row.kind is RowKind.NAME:
            return self._row_person(row, own, unit)
        if row.kind is RowKind.SECTION and self.lookups.has_roster:
            person, issue = self.lookups.names.find(row.text, unit)
            if person is not None and issue is None:
                return Who(person.name, person.id, row.number)
        parts = row.kind in (RowKind.SECTION, RowKind.TOTAL) or "person" in row.values
        return Who("", None, 0) if parts else who

    def _check_person(self, row: Row, form: Submission) -> None:
        """Add a finding for a row of somebody else in a form of one person."""
        text = raw_text(row.values.get("person", ""))
        if not text or not form.person or spelling(take_apart(text).name) == spelling(form.person):
            return
        person = self.lookups.names.find(text, form.unit)[0] if self.lookups.has_roster else None
        if person is None or person.id != form.person_id:
            self.findings.add("N108", "person", row.number, text, form.person)

    def _row_person(self, row: Row, own: str | None, unit: str | None) -> Who:
        """Whom a row names: ``unit`` is the one it stands under, ``own`` the form's."""
        add, number = self.findings.add, row.number
        text, title = raw_text(row.values["person"]), raw_text(row.values.get("title", ""))
        typed = take_apart(text)
        if typed.doubted:
            add("N110", "person", number, text)
        if not self.lookups.has_roster:
            if typed.others:
                add("N109", "person", number, text, "; ".join((typed.name, *typed.others)))
            return Who(typed.name, None, number)
        person, issue = self.lookups.names.find(text, unit, title)
        if issue is not None:
            add(issue.code, "person", number, text, issue.expected)
        if person is None:
            return Who(typed.name, None, number)
        if issue is None and own is not None and person.unit != own:
            add("N105", "person", number, text, person.unit)
        if title and person.title and not titles_agree(title, person.title):
            add("N104", "title", number, title, person.title)
        return Who(person.name, person.id, number)

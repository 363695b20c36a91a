"""A table's rows → a ``Submission``, with every doubt as a ``Finding`` at its cell.

The reader forgives and reports; it never guesses and never drops a filled row without a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from xltools.forms.wordings import UNTIL
from xltools.model import Entry, Finding, Submission
from xltools.office.sheet import raw_text
from xltools.plan.lookups import Lookups
from xltools.reading.fill import filled
from xltools.reading.heading import Head, read_head
from xltools.reading.leftovers import tell_columns, tell_rows
from xltools.reading.pad import Pad
from xltools.reading.recognise import Table
from xltools.reading.rows import Row, RowKind, classify, headed, with_nothing_done
from xltools.reading.times import Clock
from xltools.reading.totals import tell_totals, with_bare_total
from xltools.reading.values import Who, read_row, tell_lost
from xltools.vietnamese.names import take_apart, titles_agree
from xltools.vietnamese.text import spelling

_TELLING = ("person", "contents", "detail", "time", "places")  # forms may keep formulas for days in empty rows
_USED = frozenset({RowKind.DATA, RowKind.NAME, RowKind.SECTION, RowKind.NIL})


def parse(table: Table, lookups: Lookups, folder_unit: str | None) -> tuple[Submission, tuple[Finding, ...]]:
    """Read a table; ``folder_unit`` is the unit whose folder the file lay in, used where the form is silent."""
    return _Reader(table, lookups, folder_unit).read()


class _Reader:
    """One reading of one table: collects entries and findings while it walks down the rows."""

    def __init__(self, table: Table, lookups: Lookups, folder_unit: str | None) -> None:
        self.table = table
        self.spec = table.spec
        self.lookups = lookups
        self.folder_unit = folder_unit
        self.pad = Pad(table)

    def read(self) -> tuple[Submission, tuple[Finding, ...]]:
        head = read_head(self.pad, self.lookups, self.folder_unit)
        found = with_nothing_done(classify(self.table, self.lookups.plan))
        told = filled(headed(row for row in found if row.kind is not RowKind.BLANK), self.pad)
        rows = with_bare_total(list(told), self.lookups)
        entries = self._entries(rows, head)
        nil = not entries and any(row.kind is RowKind.NIL for row in rows)
        hollow = self._hollow_rows(found)
        self._whole_table(rows, entries, nil, hollow)
        submission = Submission(
            form=self.spec.code,
            sheet=self.table.sheet.name,
            columns=self.table.columns,
            header_row=self.table.header_row,
            head=head.cells,
            unit=head.unit,
            person=head.person,
            person_id=head.person_id,
            title=head.title,
            year=head.year,
            quarter=head.quarter,
            dated=head.dated,
            nil=nil,
            entries=tuple(entries),
        )
        return submission, tuple(self.pad.findings)

    # the rows

    def _entries(self, rows: Sequence[Row], head: Head) -> list[Entry]:
        entries: list[Entry] = []
        quarter = head.quarter if self.spec.quarterly else None
        clock = Clock(self.lookups, UNTIL in self.table.columns, quarter, bool(self.spec.kind), rows)
        who = Who(head.person, head.person_id, 0)
        unit = head.unit  # of the rows below a line that names one
        for row in rows:
            if row.kind in _USED:
                self.pad.tell_changes(row.number)
            if row.kind is not RowKind.DATA:
                if row.kind is RowKind.SECTION:
                    unit = self.lookups.plan.unit_in_heading(row.text) or unit
                if not self.spec.personal:
                    who = self._heads(row, head.unit, unit, who)
                continue
            if self.spec.personal:
                self._check_person(row, head)
            elif self.spec.kind:
                if row.values.get("person"):
                    who = self._row_person(row, head.unit, unit)
                elif not who.row and "person" not in self.pad.refused.get(row.number, ()):
                    self.pad.tell("N106", self.pad.cell("person", row.number))
            own = who if who.row else who._replace(row=row.number)
            entries.append(read_row(self.pad, self.lookups, clock, row, own))
        return entries

    def _heads(self, row: Row, own: str | None, unit: str | None, who: Who) -> Who:
        """Whose the rows below this one are that name nobody: of a name in a row of its own, else nobody's."""
        if row.kind is RowKind.NAME:
            return self._row_person(row, own, unit)
        if row.kind is RowKind.SECTION and self.lookups.has_roster:
            person, issue = self.lookups.names.find(row.text, unit)
            if person is not None and issue is None:
                return Who(person.name, person.id, row.number)
        parts = row.kind in (RowKind.SECTION, RowKind.TOTAL) or "person" in row.values
        return Who("", None, 0) if parts else who

    def _check_person(self, row: Row, head: Head) -> None:
        """Tell a row of somebody else in a form of one person."""
        text = raw_text(row.values.get("person", ""))
        if not text or not head.person or spelling(take_apart(text).name) == spelling(head.person):
            return
        person = self.lookups.names.find(text, head.unit)[0] if self.lookups.has_roster else None
        if person is None or person.id != head.person_id:
            self.pad.tell("N108", self.pad.cell("person", row.number), text, head.person)

    def _row_person(self, row: Row, own: str | None, unit: str | None) -> Who:
        """Whom a row names: ``unit`` is the one it stands under, ``own`` the form's."""
        text = raw_text(row.values["person"])
        typed = take_apart(text)
        name, title = typed.name, raw_text(row.values.get("title", ""))
        if typed.doubted:
            self.pad.tell("N110", self.pad.cell("person", row.number), text)
        if not self.lookups.has_roster:
            if typed.others:
                self.pad.tell("N109", self.pad.cell("person", row.number), text, "; ".join((name, *typed.others)))
            return Who(name, None, row.number)
        person, issue = self.lookups.names.find(text, unit, title)
        if issue is not None:
            self.pad.tell(issue.code, self.pad.cell("person", row.number), text, issue.expected)
        if person is None:
            return Who(name, None, row.number)
        if issue is None and own is not None and person.unit != own:
            self.pad.tell("N105", self.pad.cell("person", row.number), text, person.unit)
        if title and person.title and not titles_agree(title, person.title):
            self.pad.tell("N104", self.pad.cell("title", row.number), title, person.title)
        return Who(person.name, person.id, row.number)

    # the table as a whole

    def _whole_table(self, rows: Sequence[Row], entries: Sequence[Entry], nil: bool, hollow: bool) -> None:
        table, pad = self.table, self.pad
        if table.sheet.hidden:
            pad.tell("F108", pad.at(table.header_row, 1), table.sheet.name)
        tell_columns(pad, rows)
        tell_rows(pad, rows, self.lookups)
        tell_totals(pad, rows, entries, self.lookups)
        if not (entries or nil or hollow):
            pad.tell("F103", pad.at(table.header_row, min(table.columns.values())))
        if nil or not any(row.kind is RowKind.NIL for row in rows):
            return
        for row in rows:
            if row.kind is RowKind.NIL:
                pad.tell("F121", pad.cell("number", row.number), "KHÔNG PHÁT SINH")

    def _hollow_rows(self, found: Sequence[Row]) -> bool:
        """Report rows that only look blank, for every value in them is an error or was never calculated."""
        table, notes = self.table, self.table.sheet.notes
        if not notes.errors and not notes.formulas:
            return False
        reached = found[-1].number if found else table.header_row
        whole = reached >= min(table.last_row, len(table.sheet.rows))
        if whole and table.last_row >= len(table.sheet.rows):
            # rows without values end a sheet too soon
            reached = max(row for row, _ in chain(notes.errors, notes.formulas))
        told = {row.number for row in found if row.kind is not RowKind.BLANK}
        columns = {table.columns[name] for name in _TELLING if name in table.columns}
        hollow = [
            row
            for row in range(table.header_row + 1, reached + 1)
            if row not in told
            and any((row, column) in notes.errors or (row, column) in notes.formulas for column in columns)
        ]
        for row in hollow:
            tell_lost(self.pad, row)
        return bool(hollow)

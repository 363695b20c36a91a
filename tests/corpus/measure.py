"""What was read against what was meant: right, told, or silently wrong, row by row."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import NamedTuple

from xltools.model import Entry, Finding, Severity, Submission
from xltools.plan.lookups import Lookups
from xltools.reading.reader import Reading, read
from xltools.rules.catalogue import RULES
from xltools.rules.check import check_submission

from .cases import Case
from .drafts import Table, TypedRow
from .truth import LOOKUPS, PEOPLE, Form, Line

_CONTEXT = Lookups(LOOKUPS.plan, LOOKUPS.has_roster)
RIGHT, TOLD, SILENT = "right", "told", "silent"
_WHOLE_TABLE = {"F122", "F124", "F127", "F129"}
"""Remarks that stand at a header or a sheet and speak of every row below."""


class Result(NamedTuple):
    """One row: how it was read, what differs, and the codes of errors and warnings at it."""

    case: Case
    row: TypedRow | None
    verdict: str
    differences: tuple[str, ...]
    codes: tuple[str, ...]
    false_alarm: bool = False
    read_as: str = ""


@dataclass(frozen=True)
class Reply:
    """What the reader made of one file."""

    readings: Sequence[Reading]

    def grave(self) -> Iterable[Finding]:
        """All findings that ask somebody to look."""
        return (f for reading in self.readings for f in reading.findings if weighs(f))


def weighs(finding: Finding) -> bool:
    """Whether a finding is an error or a warning, and not only a notice."""
    return RULES[finding.code].severity in (Severity.ERROR, Severity.WARNING)


def measured(case: Case) -> list[Result]:
    """Read a workbook and judge every row that was typed, and every row that nobody typed."""
    reply = Reply(read(case.data, LOOKUPS, case.unit))
    left = list(reply.readings)
    results: list[Result] = []
    for table in case.tables:
        reading = _reading_of(table, left)
        if reading is None or reading.submission is None:
            results += _lost_table(case, table, reply)
        else:
            left.remove(reading)
            results += _judged(case, table, reading, reply)
    for reading in left:
        for entry in reading.submission.entries if reading.submission else ():
            results.append(_extra(case, entry, reading))
    return results


def _reading_of(table: Table, left: Sequence[Reading]) -> Reading | None:
    """The reading of the same form, best of the same person; else what was read where the form stands."""
    form = table.draft.form
    alike = [r for r in left if r.submission is not None and r.submission.form == form.code]
    own = [r for r in alike if r.submission and r.submission.person_id == form.person]
    there = [r for r in left if r.submission and r.submission.header_row == table.header_row]
    return next(iter(own or alike or there), None)


def _lost_table(case: Case, table: Table, reply: Reply) -> list[Result]:
    """A form that was not found: told if the file is refused, or the table is said to be unknown."""
    told = tuple(dict.fromkeys(f.code for f in reply.grave() if _whole(f)))
    verdict = TOLD if told else SILENT
    return [Result(case, row, verdict, ("biểu",), told) for row in table.draft.rows]


def _whole(finding: Finding) -> bool:
    return finding.code in _WHOLE_TABLE or RULES[finding.code].fatal is not None


# ------------------------------------------------------------------ one form


def _judged(case: Case, table: Table, reading: Reading, reply: Reply) -> list[Result]:
    submission = reading.submission
    if submission is None:
        raise ValueError("no form to judge")
    found = [f for f in reading.findings if weighs(f)]
    whole = [f for f in reply.grave() if _whole(f)]
    pairs, extra = _pairs(case, table, submission)
    shared = _differences_of_form(table.draft.form, submission)
    taken = {entry.row for _, entry in pairs if entry is not None}
    results = []
    for place, (row, entry) in enumerate(pairs):
        rows = _rows(case, table, place, entry)
        own = [f for f in found if f.cell is not None and f.cell.row in rows]
        if entry is None and case.word:
            own = [f for f in found if f.cell is not None and f.cell.row not in taken]
        differences = shared + _differences(row.truth, entry, table.draft.form)
        codes = tuple(dict.fromkeys(f.code for f in (*own, *whole)))
        if differences and not codes and row.touched:  # a trap read as it stands: the rules may ask
            codes = _ruled(submission, rows)
        alarm = any(RULES[f.code].severity is Severity.ERROR for f in (*own, *whole))
        verdict = RIGHT if not differences else TOLD if codes else SILENT
        shown = _shown(entry)
        results.append(Result(case, row, verdict, differences, codes, alarm and verdict == RIGHT, shown))
    return results + [_extra(case, entry, reading) for entry in extra]


def _ruled(submission: Submission, rows: frozenset[int]) -> tuple[str, ...]:
    """Codes of errors and warnings that the rules of a form have for some rows."""
    problems = check_submission(submission, (), _CONTEXT)
    grave = (p for p in problems if p.severity in (Severity.ERROR, Severity.WARNING))
    return tuple(dict.fromkeys(p.code for p in grave if any(at and at.row in rows for at in (p.cell, *p.also))))


def _rows(case: Case, table: Table, place: int, entry: Entry | None) -> frozenset[int]:
    rows = frozenset() if case.word else table.grid.covering(table.at[place])
    return rows | {entry.row, entry.person_row} if entry else rows


def _pairs(case: Case, table: Table, submission: Submission) -> tuple[list[tuple[TypedRow, Entry | None]], list[Entry]]:
    """Every typed row with what was read of it, and the entries that belong to none."""
    rows, entries = table.draft.rows, list(submission.entries)
    if not case.word:
        by_row = {entry.row: entry for entry in entries}
        pairs = [(row, by_row.pop(at, None)) for row, at in zip(rows, table.at, strict=True)]
        return pairs, list(by_row.values())
    # a Word table has rows of its own: what is alike anchors, what lies between pairs in order
    meant = [_key(r.truth.days, [d for run in r.truth.runs for d in run]) if r.truth else None for r in rows]
    seen = [_key(e.days, [d for p in e.periods or () for d in p]) for e in entries]
    pairs, extra = [], []
    for kind, a, b, c, d in SequenceMatcher(None, meant, seen, autojunk=False).get_opcodes():
        here, there = rows[a:b], list(entries[c:d])
        for row in here:
            pairs.append((row, there.pop(0) if there else None))
        extra += there if kind != "equal" else []
    return pairs, extra


def _key(days: float | None, ends: list[date]) -> tuple[object, ...]:
    return days, *ends


def _extra(case: Case, entry: Entry, reading: Reading) -> Result:
    codes = tuple(f.code for f in reading.findings if weighs(f) and f.cell and f.cell.row == entry.row)
    whole = tuple(f.code for f in reading.findings if _whole(f))
    told = tuple(dict.fromkeys((*codes, *whole)))
    return Result(case, None, TOLD if told else SILENT, ("dòng thừa",), told, False, _shown(entry))


# ------------------------------------------------------------------ values


def _differences_of_form(form: Form, submission: Submission) -> tuple[str, ...]:
    wrong = []
    if submission.form != form.code:
        wrong.append("biểu")
    if submission.unit != form.unit:
        wrong.append("đơn vị")
    if form.person and submission.person_id != form.person:
        wrong.append("họ tên")
    if submission.quarter != form.quarter:
        wrong.append("quý")
    if submission.year not in (None, 2023):
        wrong.append("năm")
    return tuple(wrong)


def _differences(truth: Line | None, entry: Entry | None, form: Form) -> tuple[str, ...]:
    if entry is None:
        return ("dòng",)
    if truth is None:
        return ("không thể đúng",)
    wrong = []
    if not form.person and entry.person_id != truth.person:
        wrong.append("họ tên")
    if entry.contents != truth.contents:
        wrong.append("nội dung")
    if entry.days != truth.days:
        wrong.append("số ngày")
    if _covered(entry.periods or ()) != _covered(truth.runs):
        wrong.append("thời gian")
    if entry.places != truth.places:
        wrong.append("địa điểm")
    if _plain(entry.detail) != _plain(truth.detail):
        wrong.append("cụ thể")
    if _plain(entry.result) != _plain(truth.result):
        wrong.append("kết quả")
    return tuple(wrong)


def _covered(runs: Iterable[tuple[date, date]]) -> frozenset[int]:
    return frozenset(n for a, b in runs for n in range(a.toordinal(), b.toordinal() + 1))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _shown(entry: Entry | None) -> str:
    if entry is None:
        return "-"
    name = PEOPLE[entry.person_id].name if entry.person_id in PEOPLE else f"?{entry.person}"
    when = "; ".join(f"{a}..{b}" for a, b in entry.periods or ())
    return f"{name} | {','.join(entry.contents)} | {entry.days} | {when} | {'; '.join(entry.places)}"

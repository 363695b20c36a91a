"""The words every room shares: frozen data, no behaviour beyond arithmetic on itself.

Rows and columns are 1-based, as a spreadsheet shows them. ``None`` in a parsed value always means "could not be read";
the raw text stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Failure(Exception):  # noqa: N818 - an official's work failed, not necessarily a program
    """The command could not do its work; the text is one Vietnamese sentence that says what to do."""


class Severity(StrEnum):
    """How much a problem weighs: an error costs its row (or file), a warning only asks."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class Status(StrEnum):
    """Verdict on one submission, as the ``submissions`` export spells it."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_WARNINGS = "accepted_with_warnings"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    UNREADABLE = "unreadable"
    UNRECOGNISED = "unrecognised"


ACCEPTED = (Status.ACCEPTED, Status.ACCEPTED_WITH_WARNINGS)


class PersonStatus(StrEnum):
    """State of one person's year, first that fits in this order."""

    EXEMPT = "mien"
    TO_DECIDE = "can_xem_xet"
    MET = "dat"
    NOT_MET = "khong_dat"
    CANNOT_MEET = "khong_the_dat"
    NOT_REGISTERED = "chua_dang_ky"
    BEHIND = "cham"
    UNDER_WAY = "dang_thuc_hien"


@lru_cache(maxsize=4096)
def column_letters(column: int) -> str:
    """Column number → letters: 1 → ``A``, 28 → ``AB``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column, from 1, by its letters: ``D`` → 4."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


WORD_SHEET = "Word: "
"""How the sheets begin that are tables of Word documents; no spreadsheet allows a colon there."""


class Cell(NamedTuple):
    """One cell of one sheet, or (without sheet) a file as a whole.

    ``file`` is relative to the workspace, with ``/``. It and ``sha256`` are ``""`` until the file is taken in, so that
    equal bytes give equal results wherever they lie.
    """

    sheet: str
    row: int
    column: int
    file: str = ""
    sha256: str = ""

    @property
    def name(self) -> str:
        """The cell as Excel writes it: ``D13``."""
        return f"{column_letters(self.column)}{self.row}"

    @property
    def in_word(self) -> bool:
        """Whether the cell belongs to a table of a Word document; it then has no name, and row 0 or less is above."""
        return self.sheet.startswith(WORD_SHEET)

    @property
    def is_file(self) -> bool:
        """Whether the file as a whole is meant."""
        return not self.column


WHOLE_FILE = Cell("", 0, 0)
"""Where a fault of a whole file stands, before the file is taken in."""


class Period(NamedTuple):
    """A run of days, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Inclusive span in calendar days."""
        return (self.last - self.first).days + 1


class Finding(NamedTuple):
    """A complaint, before severity and words are put to it; each room fills in what it knows.

    ``given`` is the text as the sender typed it, ``expected`` what the plan asks for (or the value proposed). ``cell``
    is ``None`` where it is not known yet, and for a report that never came. ``day`` is the one a waiver must cover,
    ``None`` for any.
    """

    code: str = ""
    cell: Cell | None = None
    given: str = ""
    expected: str = ""
    person_id: str | None = None
    unit: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding with its severity and the sentence an official reads; ``also`` are further cells with the same one."""

    finding: Finding
    severity: Severity
    message: str
    also: tuple[Cell, ...] = ()

    @property
    def code(self) -> str:
        """The code of the rule."""
        return self.finding.code

    @property
    def cell(self) -> Cell | None:
        """The first cell (or the file) it stands in; ``None`` for a report that never came."""
        return self.finding.cell

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell it stands in; none where a file as a whole, or no file, is at fault."""
        cell = self.finding.cell
        return () if cell is None or cell.is_file else (cell, *self.also)

    @property
    def file(self) -> str:
        """The file it stands in; ``""`` for a report that never came."""
        return self.finding.cell.file if self.finding.cell else ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A department or district union (sheet ``DonVi``)."""

    code: str
    name: str
    kind: str  # thuong_truc | ban | van_phong | huyen | truc_thuoc
    leader: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the roster (sheet ``CanBo``).

    ``since`` / ``until`` bound the exemption where ``exempt`` is given, else the membership. ``group`` is ``TT``,
    ``LD``, ``CV`` or ``""`` (unknown); ``group_proposed`` says it was derived from the title and waits for a person to
    confirm.
    """

    id: str
    name: str
    title: str
    unit: str
    group: str
    exempt: str = ""
    since: date | None = None
    until: date | None = None
    group_proposed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A district- or commune-level place (sheet ``DiaBan``).

    ``canonical`` is how exports spell it: ``xã Suối Dây, huyện Tân Châu``.
    """

    kind: str  # thành phố | thị xã | huyện | phường | xã | thị trấn
    name: str  # Suối Dây
    district: str  # "huyện Tân Châu"; "" for a district itself or where districts were abolished
    since: date | None = None
    until: date | None = None
    unit_in_charge: str = ""

    @property
    def canonical(self) -> str:
        """``xã Suối Dây, huyện Tân Châu`` · ``huyện Bến Cầu``."""
        own = f"{self.kind} {self.name}"
        return f"{own}, {self.district}" if self.district else own


@dataclass(frozen=True, slots=True)
class Entry:
    """One data row of a form.

    ``person_row`` is the row in which the name stands (names are typed once for several rows). ``person_id`` is
    ``None`` where the name is in no roster or fits several people. ``days`` is the declared number (half days allowed),
    ``None`` if blank or unreadable. ``periods`` is ``None`` if unreadable or not filled in. ``places`` are canonical
    names or the free text of a place the plan does not list; ``levels`` the level of each: ``huyen``, ``xa``,
    ``chi_doan`` or ``khac``. ``raw`` maps field → text as typed.
    """

    row: int
    person_row: int
    person: str
    person_id: str | None
    title: str
    contents: tuple[str, ...]
    detail: str
    days: float | None
    periods: tuple[Period, ...] | None
    places: tuple[str, ...]
    levels: tuple[str, ...]
    result: str
    explanation: str
    stay: str
    raw: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Submission:
    """One form found on one sheet.

    ``columns`` maps field → column of the table, so the cell of any value of an entry is ``cell(field, entry.row)``.
    ``head`` maps a heading line (``person``, ``title``, ``unit``, ``year``, ``quarter``, ``dated``) to the cell in
    which it was found. ``unit``, ``person_id``, ``year``, ``quarter`` are ``None`` where the form does not say or the
    plan does not know. ``nil`` is a table that holds only KHÔNG PHÁT SINH. ``file`` and ``sha256`` are those of
    :class:`Cell`; the cells of ``head`` do without them.
    """

    form: str
    sheet: str
    columns: dict[str, int]
    header_row: int
    head: dict[str, Cell]
    unit: str | None
    person: str
    person_id: str | None
    title: str
    year: int | None
    quarter: int | None
    dated: date | None
    nil: bool
    entries: tuple[Entry, ...]
    file: str = ""
    sha256: str = ""

    def cell(self, name: str, row: int) -> Cell:
        """The cell of field ``name`` in ``row``; the first column of the table if the form lacks it."""
        column = self.columns.get(name) or min(self.columns.values())
        return Cell(self.sheet, row, column, self.file, self.sha256)

    def heading(self, *lines: str) -> Cell:
        """The cell of the first of these heading lines that was found; the file as a whole if none was."""
        found = next((self.head[line] for line in lines if line in self.head), WHOLE_FILE)
        return found._replace(file=self.file, sha256=self.sha256)


@dataclass(frozen=True, slots=True)
class Filing:
    """A submission as the ledger holds it: which bytes it came in, when, and the verdict.

    One file gives one filing per form found in it (``part`` counts them from 0); a file in which nothing was found
    gives one filing without submission. ``file`` is relative to the workspace, with ``/``. ``turn`` numbers the
    collects; two filings of one turn are ordered by the date line of the form, then by path. ``received`` is when the
    tool first saw a readable version; ``by_hand`` marks a receiving date that a person entered.
    """

    file: str
    sha256: str
    part: int
    turn: int
    received: datetime
    by_hand: bool
    status: Status
    submission: Submission | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        """How many errors the check found."""
        return sum(p.severity is Severity.ERROR for p in self.problems)

    @property
    def warnings(self) -> int:
        """How many warnings the check found."""
        return sum(p.severity is Severity.WARNING for p in self.problems)

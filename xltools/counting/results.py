"""What counting gives: entries with what they are worth, the year of each person, the forms of each unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from xltools.model import Cell, Entry, Filing, Period, Person, PersonStatus, Status


@dataclass(frozen=True, slots=True)
class Version:
    """A filing placed among the versions of the same form.

    ``number`` counts the versions of (form, unit, quarter, person) from 1; ``status`` is the filing's own verdict, or
    ``superseded``. ``first_received`` is the earliest arrival of any version of that form; ``on_time`` judges it
    (``None``: the plan gives no deadline).
    """

    filing: Filing
    number: int
    status: Status
    first_received: datetime
    on_time: bool | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class CountedEntry:
    """An entry with what it is worth.

    ``kind`` is ``registered`` or ``performed``. ``days`` is the declared number, or the computed one (``computed``).
    ``source`` tells whether the form it stands in is the one that counts for this person (a mẫu 1 is set aside once mẫu
    2 names the person). ``overlap`` are dates already claimed by an earlier row, ``outside`` the number of its dates
    outside the window. ``stays`` are the numbers (from 1) of the stays its counted dates belong to.
    """

    filing: Filing
    entry: Entry
    person_id: str | None
    unit: str | None
    kind: str
    quarter: int | None
    days: float | None
    computed: bool
    source: bool
    counted: bool
    counted_days: float
    overlap: tuple[Period, ...] = ()
    outside: int = 0
    stays: tuple[int, ...] = ()

    @property
    def cell(self) -> Cell:
        """The cell of the days column (of the time column where no days are typed)."""
        submission = self.filing.submission
        if submission is None:
            raise ValueError(f"no form in {self.filing.file}")
        return submission.cell("days" if self.entry.raw.get("days") else "time", self.entry.row)


@dataclass(frozen=True, slots=True)
class Stay:
    """A đợt: a maximal run of one person's counted periods."""

    number: int
    period: Period
    days: float
    long: bool


@dataclass(frozen=True, slots=True)
class PersonYear:
    """Everything the year's forms say of one person; the row of ``TongHop``.

    ``registered`` and ``performed`` hold the entries in force (counted or not), in the order they count. ``quarters``
    are counted days by quarter 1–4. ``unconsolidated`` are the quarters known only from the person's own report.
    ``shortfalls`` name further quotas of the plan not met yet (level → days owed). ``possible_days`` are the days left
    in the window after the as-of date. ``reports`` maps a form's period (``mau1``, ``mau2``, ``Q1`` … ``Q4``) to
    ``on_time``, ``late``, ``due_day``, ``missing``, ``unnamed`` (the unit's form is here and does not name the person),
    ``pending``, ``exempt``, ``nil`` or ``waived``.
    """

    person: Person
    registered: tuple[CountedEntry, ...]
    performed: tuple[CountedEntry, ...]
    registered_days: float
    registered_stays: int
    registered_long_stays: int
    quarters: tuple[float, float, float, float]
    performed_days: float
    stays: tuple[Stay, ...]
    missing_days: float
    contents: tuple[str, ...]
    outside_focus: tuple[str, ...]
    shortfalls: dict[str, float]
    unconsolidated: tuple[int, ...]
    possible_days: int
    can_still_meet: bool
    reports: dict[str, str]
    status: PersonStatus

    @property
    def long_stays(self) -> int:
        """Stays that reach the group's minimum length."""
        return sum(stay.long for stay in self.stays)


@dataclass(frozen=True, slots=True)
class Return:
    """One form the plan expects of one unit (and quarter), counted: a line of ``NopBaoCao``.

    ``expected`` counts forms due or open as of the date, without the exempt ones; ``missing`` only those past their
    deadline, ``pending`` those not yet due. ``received`` = on_time + late.
    """

    unit: str
    form: str
    quarter: int | None
    deadline: date | None
    expected: int
    received: int
    on_time: int
    late: int
    nil: int
    exempt: int
    waived: int
    missing: int
    pending: int
    first_received: date | None = None


@dataclass(frozen=True, slots=True)
class Year:
    """The whole assessment as of one day."""

    as_of: date
    versions: tuple[Version, ...]
    people: tuple[PersonYear, ...]
    entries: tuple[CountedEntry, ...]
    returns: tuple[Return, ...]

"""The year's plan as data: every number, date, name and wording the tool applies.

Loaded from ``KeHoach.xlsx`` (see ``load``) or from a built-in TOML file. Code elsewhere holds
no figure of any year or province.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property, lru_cache, partial

from xltools.forms.catalogue import OWN_FORMS, UNIT_FORMS
from xltools.model import Period, Person, Place, Unit
from xltools.vietnamese.dates import day_text
from xltools.vietnamese.text import fold, spelling
from xltools.vietnamese.wording import say

QUARTERS = (1, 2, 3, 4)

_say = partial(say, "plan")
_UNIT = re.compile(
    r"^(?:(?:[ivx]+|\d{1,2}|[a-h])\s*[.)/-]\s*)?"
    r"(?:ban|van phong|trung tam|thuong truc|(?:huyen|thi|thanh|tinh) doan|hoi|doan (?:khoi|truong|co quan))\b"
)


@dataclass(frozen=True, slots=True)
class Content:
    """A content code of section II.1, or a topic of 1.3 (``1.3.1`` … ``1.3.9``; ``parent`` ``1.3``).

    ``groups`` are the groups whose focus it is; empty with ``open_to_all`` means nobody is asked to explain it.
    ``phrases`` are further wordings that mean the same. ``levels`` are the place levels expected (``huyen``, ``xa``,
    ``chi_doan``); empty: any.
    """

    code: str
    name: str
    groups: tuple[str, ...] = ()
    open_to_all: bool = False
    phrases: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of cadres (section II.2) and its quotas.

    ``titles`` are title keywords in order of rank, highest first. ``level_days`` are further quotas by place level (Bà
    Rịa – Vũng Tàu: chi_doan 30, xa 20, huyen 10).
    """

    code: str
    name: str
    titles: tuple[str, ...]
    min_days: float
    min_stays: int
    long_stay_days: float = 0
    long_stays: int = 0
    level_days: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exemption:
    """A reason for exemption (section II.2, Lưu ý): ``role`` for the year, ``period`` with dates."""

    code: str
    name: str
    kind: str  # role | period
    min_months: int = 0


@dataclass(frozen=True, slots=True)
class Deadline:
    """``trước ngày`` (strict) or ``chậm nhất ngày`` (``inclusive``) for a form and quarter."""

    form: str
    quarter: int | None
    day: date
    inclusive: bool = False

    @property
    def words(self) -> str:
        """``trước ngày 15/02/2023`` or ``chậm nhất ngày 15/02/2023``."""
        return _say("due_by" if self.inclusive else "due_before", day=day_text(self.day))

    def judge(self, received: date) -> str:
        """``on_time``, ``due_day`` (strict deadline met on its own day) or ``late``."""
        if received < self.day or (self.inclusive and received == self.day):
            return "on_time"
        return "due_day" if received == self.day else "late"

    def passed(self, today: date) -> bool:
        """Whether a form not here by ``today`` is late already."""
        return today > self.day or (today == self.day and not self.inclusive)


@dataclass(frozen=True, slots=True)
class Waiver:
    """A fault accepted by somebody entitled to, for a person's id or a unit's code; it weighs as a notice."""

    rule: str
    subject: str
    since: date | None
    until: date | None
    approver: str
    reason: str


@dataclass(frozen=True, slots=True)
class Counting:
    """How days count; each is a setting of sheet ``KeHoach``.

    ``mode`` ``declared`` (the number typed is the claim), ``inclusive`` (the span is) or ``workdays``. ``stay_gap`` is
    the greatest distance in days between the end of one period and the start of the next of the same stay (1: they
    touch). ``focus`` is the severity of content outside the focus: ``off``, ``warning`` or ``error``.
    """

    mode: str = "declared"
    half_days: bool = True
    session_days: float = 0.5
    stay_gap: int = 1
    focus: str = "warning"
    report_after_stay_days: int | None = None


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Wording around the tables of the forms."""

    body: str
    union: str
    place: str
    subject: str
    report_subject: str
    number: str
    symbol: str
    signed: date | None
    issuer: str


@dataclass(frozen=True, slots=True)
class Extras:
    """Columns of ours beside the official ones, on or off."""

    mau2_days: bool = True
    explanation: bool = True
    stay: bool = False


@dataclass(frozen=True)
class Plan:
    """One year's plan of one province. ``digest`` identifies its content (sha256, hex)."""

    code: str
    year: int
    name: str
    province: str
    window: Period
    counting: Counting
    letterhead: Letterhead
    extras: Extras
    contents: tuple[Content, ...]
    groups: tuple[Group, ...]
    exemptions: tuple[Exemption, ...]
    deadlines: tuple[Deadline, ...]
    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    places: tuple[Place, ...]
    waivers: tuple[Waiver, ...]
    holidays: tuple[date, ...] = ()
    digest: str = ""

    @cached_property
    def unit_by_code(self) -> dict[str, Unit]:
        """Units by code, in plan order."""
        return {unit.code: unit for unit in self.units}

    @cached_property
    def person_by_id(self) -> dict[str, Person]:
        """Roster by ``Mã cán bộ``."""
        return {person.id: person for person in self.people}

    @cached_property
    def group_by_code(self) -> dict[str, Group]:
        """Groups by code."""
        return {group.code: group for group in self.groups}

    @cached_property
    def content_by_code(self) -> dict[str, Content]:
        """Contents and topics by code."""
        return {content.code: content for content in self.contents}

    @cached_property
    def exemption_by_code(self) -> dict[str, Exemption]:
        """Exemption reasons by code."""
        return {reason.code: reason for reason in self.exemptions}

    @cached_property
    def _deadlines(self) -> dict[tuple[str, int | None], Deadline]:
        return {(d.form, d.quarter): d for d in self.deadlines}

    # -- units as people write them

    @cached_property
    def _units_by_spelling(self) -> dict[str, str]:
        return {spelling(text): unit.code for unit in reversed(self.units) for text in (unit.name, unit.code)}

    @cached_property
    def _units_by_letters(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for unit in self.units:
            for text in (unit.code, unit.name):
                found.setdefault(fold(text), set()).add(unit.code)
        return found

    @cached_property
    def _units_by_heading(self) -> dict[str, str]:
        """Codes by heading, each with and without the province behind the name (``Ban … Tỉnh đoàn Tây Ninh``)."""
        province = f" tinh doan {_heading_key(self.province)}"
        keys = {}
        for unit in self.units:
            key = _heading_key(unit.name).removesuffix(province)
            keys[key] = keys[key + province] = unit.code
        return keys

    def find_unit(self, text: str) -> str | None:
        """The code of the unit named by code or name, ``None`` if unknown; marks and case may be missing."""
        if code := self._units_by_spelling.get(spelling(text)):
            return code
        codes = self._units_by_letters.get(fold(text), ())
        return next(iter(codes)) if len(codes) == 1 else None if codes else self.unit_in_heading(text)

    def unit_in_heading(self, text: str) -> str | None:
        """The code of the unit whose name a line of a form is, numbering and province aside; ``None`` if unknown."""
        return self._units_by_heading.get(_heading_key(text))

    def unknown_unit(self, text: str) -> str:
        """What to tell somebody who typed a unit that is not in the plan: the names most like it, or all codes."""
        near = get_close_matches(fold(text), self._units_by_letters, n=6, cutoff=0.5)
        codes = dict.fromkeys(code for key in near for code in sorted(self._units_by_letters[key]))
        nearest = [f"{code} ({self.unit_by_code[code].name})" for code in list(codes)[:3]]
        key, offer = ("unit.nearest", nearest) if nearest else ("unit.any", list(self.unit_by_code))
        return _say(key, typed=text, units=", ".join(offer))

    # -- dates

    def deadline(self, form: str, quarter: int | None) -> Deadline | None:
        """The deadline of a form, ``None`` where the plan sets none."""
        return self._deadlines.get((form, quarter))

    @property
    def registration_deadline(self) -> Deadline | None:
        """When the units' registrations are due, or those of single people where the plan says nothing of units'."""
        return self.deadline(UNIT_FORMS["registered"], None) or self.deadline(OWN_FORMS["registered"], None)

    def quarter_of(self, day: date) -> int:
        """Quarter of the calendar year, 1–4."""
        return (day.month + 2) // 3

    def quarter_period(self, quarter: int) -> Period:
        """First and last day of a quarter of the plan's year."""
        first = date(self.year, 3 * quarter - 2, 1)
        last = date(self.year, 12, 31) if quarter == 4 else date(self.year, 3 * quarter + 1, 1)
        return Period(first, last if quarter == 4 else date.fromordinal(last.toordinal() - 1))

    def quota(self, person: Person) -> Group:
        """The person's group; for an unknown group the mildest quotas common to all groups."""
        group = self.group_by_code.get(person.group)
        if group is not None:
            return group
        return Group(
            code="",
            name=_say("unknown_group"),
            titles=(),
            min_days=min((g.min_days for g in self.groups), default=0),
            min_stays=min((g.min_stays for g in self.groups), default=0),
        )


@lru_cache(maxsize=16_384)
def _heading_key(text: str) -> str:
    """A unit's name as it stands above a table: folded, punctuation and numbering away."""
    words = re.sub(r"[^\w]+", " ", fold(text)).strip()
    words = re.sub(r"^([ivx]+|\d+|[a-h]) (?=ban|van phong|thuong truc|huyen|thi|thanh)", "", words)
    return words.removesuffix(" tinh doan")


def looks_like_a_unit(folded: str) -> bool:
    """Whether a folded text begins as the name of a unit does, of the plan or not."""
    return bool(_UNIT.match(folded))

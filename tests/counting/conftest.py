from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

import pytest

from xltools.counting.results import CountedEntry, PersonYear, Year
from xltools.counting.year import assess
from xltools.forms.catalogue import CATALOGUE
from xltools.model import Cell, Entry, Filing, Finding, Period, Person, Problem, Severity, Status, Submission
from xltools.plan.plan import Plan
from xltools.plan.toml import load_builtin

WHEN = re.compile(r"(\d\d)/(\d\d)")


def day(text: str) -> date:
    """``15/06`` → 15 June 2023; ISO dates as they are."""
    match = WHEN.fullmatch(text)
    return date(2023, int(match[2]), int(match[1])) if match else date.fromisoformat(text)


def periods(text: str) -> tuple[Period, ...] | None:
    """``01/04-01/05; 03/06`` → two periods; ``-`` → none read."""
    if text in ("", "-"):
        return None
    ends = [part.strip().split("-") if "/" in part else [part.strip()] for part in text.split(";")]
    return tuple(Period(day(end[0]), day(end[-1])) for end in ends)


@dataclass
class Story:
    """A year told line by line: rows of forms, then what they come to."""

    plan: Plan
    as_of: date = date(2023, 6, 30)
    filings: list[Filing] = field(default_factory=list)
    order: list[tuple[str, int]] = field(default_factory=list)  # (file, row) as told

    def setting(self, line: str) -> bool:
        """One line that sets the scene; ``False`` if it is none."""
        words = line.split()
        person = self.plan.people[0]
        if line.startswith("as of "):
            self.as_of = day(words[2])
        elif words[0] == "group":
            self._person(replace(person, group=words[1], title={"TT": "Bí thư", "LD": "Trưởng ban"}[words[1]]))
        elif words[0] in ("exempt", "member"):
            dates = [None if word == "?" else day(word) for word in words if word == "?" or word[0].isdigit()]
            since, until = dates or (None, None)
            self._person(replace(person, exempt=words[1] if words[0] == "exempt" else "", since=since, until=until))
        elif words[0] in ("mode", "gap", "focus"):
            name = {"mode": "mode", "gap": "stay_gap", "focus": "focus"}[words[0]]
            value = int(words[1]) if words[0] == "gap" else words[1]
            self.plan = replace(self.plan, counting=replace(self.plan.counting, **{name: value}))
        else:
            return False
        return True

    def _person(self, person: Person) -> None:
        self.plan = replace(self.plan, people=(person, *self.plan.people[1:]))

    def row(self, line: str) -> None:
        """``mau3 Q2 TG @26/06 #2 rejected | contents | days | time | flags``; rows with one head are one form."""
        head, *cells = (part.strip() for part in line.split("|"))
        index = next((i for i, filing in enumerate(self.filings) if filing.file == head), None)
        if index is None:
            index = len(self.filings)
            self.filings.append(self._filing(head))
        filing = self.filings[index]
        submission = filing.submission
        assert submission is not None
        if cells and cells[0] == "KHÔNG PHÁT SINH":
            self.filings[index] = replace(filing, submission=replace(submission, nil=True))
            return
        entry, problems = self._entry(submission, len(submission.entries) + 10, cells)
        submission = replace(submission, entries=(*submission.entries, entry))
        self.filings[index] = replace(filing, submission=submission, problems=(*filing.problems, *problems))
        self.order.append((head, entry.row))

    def _filing(self, head: str) -> Filing:
        form, *rest = head.split()
        word = {w[0]: w[1:] for w in rest if w[0] in "Q@#"}
        unit = next((w for w in rest if w in self.plan.unit_by_code), "TG")
        status = next((Status(w) for w in rest if w in set(Status)), Status.ACCEPTED)
        person = next((w for w in rest if w in self.plan.person_by_id), "P1") if CATALOGUE[form].personal else None
        turn = int(word.get("#", "1"))
        received = day(word["@"]) if "@" in word else date(2023, 1, 5)
        columns = {column.field: i for i, column in enumerate(CATALOGUE[form].columns, 1)}
        quarter = int(word["Q"]) if "Q" in word else None
        dated = next((day(w[6:]) for w in rest if w.startswith("dated=")), None)
        name = self.plan.person_by_id[person].name if person else ""
        head_cells = {"person": Cell("Sheet1", 5, 2), "title": Cell("Sheet1", 6, 2)}
        submission = Submission(
            form, "Sheet1", columns, 9, head_cells, unit, name, person, "", 2023, quarter, dated, False, ()
        )
        return Filing(
            head, f"sha of {head}", 0, turn, datetime.combine(received, time(9)), False, status, submission, ()
        )

    def _entry(self, submission: Submission, row: int, cells: list[str]) -> tuple[Entry, list[Problem]]:
        contents, days, when, *flags = cells
        word = dict(flag.split(" ", 1) for flag in flags if " " in flag)
        person = None if "nobody" in flags else word.get("person", "P1")
        name = self.plan.person_by_id[person].name if person else "Người Lạ"
        level = tuple(word.get("level", "xa").split())
        raw = {"contents": contents, "days": days, "time": when, "person": name, "places": "xã Suối Dây"}
        entry = Entry(
            row, row, name, person, "", tuple(contents.split(";")), word.get("detail", ""),
            None if days == "-" else float(days.replace(",", ".")), periods(when),
            ("xã Suối Dây, huyện Tân Châu",), level, "", "", word.get("đợt", ""), raw,
        )  # fmt: skip
        found = [
            Problem(Finding(code, submission.cell("days", row)), Severity.ERROR, f"Lỗi {code}.")
            for flag in flags
            if (code := flag.removeprefix("!")) != flag
        ]
        return entry, found

    def year(self) -> Year:
        return assess(self.plan, self.filings, self.as_of)

    def told(self, year: Year) -> list[CountedEntry]:
        """The entries in the order in which the story told them."""
        found = {(entry.filing.file, entry.entry.row): entry for entry in year.entries}
        return [found[at] for at in self.order]


def show(number: float) -> str:
    return f"{number:g}".replace(".", ",")


FACTS: dict[str, Callable[[PersonYear, list[CountedEntry]], str]] = {
    "counted": lambda year, told: " ".join(show(entry.counted_days) for entry in told),
    "days": lambda year, told: " ".join("-" if e.days is None else show(e.days) for e in told),
    "computed": lambda year, told: " ".join("yes" if entry.computed else "no" for entry in told),
    "source": lambda year, told: " ".join("yes" if entry.source else "no" for entry in told),
    "outside window": lambda year, told: " ".join(str(entry.outside) for entry in told),
    "overlap": lambda year, told: " ".join(str(sum(p.days for p in entry.overlap)) for entry in told),
    "in stays": lambda year, told: " ".join("+".join(map(str, entry.stays)) or "-" for entry in told),
    "registered": lambda year, told: show(year.registered_days),
    "registered stays": lambda year, told: str(year.registered_stays),
    **{f"Q{q}": lambda year, told, q=q: show(year.quarters[q - 1]) for q in (1, 2, 3, 4)},
    "performed": lambda year, told: show(year.performed_days),
    "stays": lambda year, told: str(len(year.stays)),
    "stay days": lambda year, told: " ".join(show(stay.days) for stay in year.stays),
    "long stays": lambda year, told: str(year.long_stays),
    "missing": lambda year, told: show(year.missing_days),
    "contents": lambda year, told: ";".join(year.contents) or "-",
    "outside focus": lambda year, told: ";".join(year.outside_focus) or "-",
    "unconsolidated": lambda year, told: " ".join(map(str, year.unconsolidated)) or "-",
    "owed by level": lambda year, told: " ".join(f"{k} {show(v)}" for k, v in year.shortfalls.items()) or "-",
    "possible": lambda year, told: str(year.possible_days),
    "can still meet": lambda year, told: "yes" if year.can_still_meet else "no",
    "reports": lambda year, told: " ".join(year.reports.values()),
    "status": lambda year, told: year.status.value,
}


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The built-in plan with an invented roster of three."""
    people = (
        Person("P1", "Lê Thị Đào", "Chuyên viên", "TG", "CV"),
        Person("P2", "Trần Văn Ân", "Trưởng Ban", "TG", "LD"),
        Person("P3", "Phạm Thị Loan", "Chuyên viên", "VP", "CV"),
    )
    return replace(load_builtin("2023"), people=people)


@pytest.fixture
def story(plan: Plan) -> Story:
    return Story(plan)


@pytest.fixture
def new_story(plan: Plan) -> Callable[[], Story]:
    """For tests that need a fresh story at every draw."""
    return lambda: Story(plan)


@pytest.fixture
def tell(plan: Plan) -> Callable[[str], tuple[Story, list[tuple[str, str]]]]:
    """Read the lines of one case: the story, and the facts it claims (name, value)."""

    def read(text: str) -> tuple[Story, list[tuple[str, str]]]:
        story, claims = Story(plan), []
        for line in filter(None, (line.split("  #")[0].strip() for line in text.splitlines())):
            if line.startswith("->"):
                for claim in line[2:].split(", "):
                    name = next(n for n in sorted(FACTS, key=len, reverse=True) if claim.strip().startswith(n + " "))
                    claims.append((name, claim.strip().removeprefix(name).strip()))
            elif not story.setting(line):
                story.row(line)
        return story, claims

    return read


@pytest.fixture
def fact() -> Callable[[str, Story], str]:
    """The value of a fact about the first person of a story."""

    def value(name: str, story: Story) -> str:
        year = story.year()
        person = next(p for p in year.people if p.person.id == "P1")
        return FACTS[name](person, story.told(year))

    return value

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xltools.counting.year import assess, days_from, explain, explain_unit
from xltools.model import Period, Person, PersonStatus, Status
from xltools.plan.toml import load_builtin

DAY = st.integers(-5, 310).map(lambda n: date(2023, 1, 1) + timedelta(n))
HEADS = st.sampled_from(
    [
        f"{form} {owner} {quarter} #{turn} {status}".replace("  ", " ")
        for form, owner, quarter in [
            ("mau1", "P1", ""), ("mau1", "P2", ""), ("mau2", "TG", ""), ("mau2", "VP", ""), ("baocao", "P1", "Q1"),
            ("baocao", "P2", "Q2"), ("mau3", "TG", "Q1"), ("mau3", "TG", "Q2"), ("mau3", "VP", "Q2"),
        ]
        for turn in (1, 2)
        for status in ("accepted", "rejected")
    ]
)  # fmt: skip


@st.composite
def told_rows(draw):
    rows = []
    for _ in range(draw(st.integers(1, 10))):
        head, first = draw(HEADS), draw(DAY)
        last = first + timedelta(draw(st.integers(0, 40)))
        days = draw(st.one_of(st.just("-"), st.integers(1, 80).map(lambda n: f"{n / 2:g}".replace(".", ","))))
        flags = draw(st.sampled_from(["", "| !Q602", "| !Q701", "| nobody", "| đợt 1"]))
        own = head.split()[1] if head.startswith(("mau1", "baocao")) else None
        who = own or draw(st.sampled_from(["P1", "P2", "P3"]))
        time = f"{first:%d/%m}-{last:%d/%m}" if first.year == last.year == 2023 else "-"
        rows.append(f"{head} | 1.1 | {days} | {time} | person {who} {flags}")
    return rows


def dates(entries):
    return {
        period.first + timedelta(i)
        for entry in entries
        for period in entry.entry.periods or ()
        for i in range(period.days)
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=told_rows(), as_of=DAY, random=st.randoms())
def test_any_year(new_story, rows, as_of, random):
    story = new_story()
    plan = story.plan
    for row in rows:
        story.row(row)
    year = assess(plan, story.filings, as_of)

    shuffled = list(story.filings)
    random.shuffle(shuffled)
    assert assess(plan, shuffled, as_of) == year

    assert len(year.entries) == len(rows)
    assert {id(e.entry) for e in year.entries} == {id(e) for f in story.filings for e in f.submission.entries}
    in_force = {id(v.filing) for v in year.versions if v.in_force}
    for entry in year.entries:
        assert not entry.source or id(entry.filing) in in_force
        assert entry.counted == (entry.counted_days > 0)
        assert entry.source or not entry.counted
        assert entry.filing.status is not Status.REJECTED or not entry.counted

    for person in year.people:
        figures = figures_of(person)
        assert sum(person.quarters) == person.performed_days == sum(stay.days for stay in person.stays)
        assert person.performed_days <= len(dates(person.performed))
        assert person.registered_days <= len(dates(person.registered))
        for field, value in figures.items():
            behind = explain(plan, year, person.person.id, field)
            if field in ("stays", "long_stays", "registered_stays"):
                assert len({n for e in behind for n in e.stays}) == value
            elif field == "missing_days":
                owed = plan.quota(person.person).min_days - sum(e.counted_days for e in behind)
                assert max(owed, 0) == value
            else:
                assert sum(e.counted_days for e in behind) == value
    total = sum(e.counted_days for e in explain_unit(plan, year, "", "performed_days"))
    assert total == sum(p.performed_days for p in year.people)


def figures_of(person):
    return {
        "registered_days": person.registered_days,
        "registered_stays": person.registered_stays,
        **{f"q{i}_days": days for i, days in enumerate(person.quarters, 1)},
        "performed_days": person.performed_days,
        "stays": len(person.stays),
        "long_stays": person.long_stays,
        "missing_days": person.missing_days,
    }


def test_a_computed_number_leads_back_to_mau1(story):
    story.row("mau1 P1 | 1.1 | 30 | 01/04-01/05")
    story.row("mau2 TG | 1.1 | - | 01/04-01/05")
    story.row("mau2 TG | 1.1 | - | 01/06-10/06")
    year = story.year()
    own, first, second = story.told(year)
    assert days_from(year, first) is own
    assert days_from(year, second) is None
    assert explain(story.plan, year, "P1", "registered_days") == (first, second)


def test_contents_outside_the_focus_lead_to_their_rows(story):
    story.row("mau3 Q2 | 1.1 | 5 | 01/04-05/04")
    story.row("mau3 Q2 | 1.2 | 5 | 11/04-15/04")
    year = story.year()
    assert explain(story.plan, year, "P1", "outside_focus") == (story.told(year)[1],)
    assert explain(story.plan, year, "P1", "exempt") == ()


def test_people_come_by_unit_rank_and_name(story):
    assert [p.person.id for p in story.year().people] == ["P3", "P2", "P1"]


PLANS = Path(__file__).parents[1] / "fixtures" / "plans"


def other_plan(new_story, name):
    story = new_story()
    plan = load_builtin(str(PLANS / name))
    group = plan.groups[0].code
    people = tuple(Person(p.id, p.name, p.title, plan.units[0].code, group) for p in story.plan.people)
    story.plan = replace(plan, people=people)
    return story, plan.units[0].code


def test_days_by_level_are_owed_one_by_one(new_story):
    story, unit = other_plan(new_story, "ba-ria-vung-tau.toml")
    story.plan = replace(story.plan, year=2023, window=Period(date(2023, 1, 1), date(2023, 12, 31)))
    for row in (
        f"mau3 Q1 {unit} | 1 | 25 | 01/02-25/02 | level chi_doan",
        f"mau3 Q1 {unit} | 1 | 15 | 01/03-15/03 | level xa huyen",
        f"mau3 Q2 {unit} | 1 | 20 | 01/04-20/04 | level xa",
    ):
        story.row(row)
    person = next(p for p in story.year().people if p.person.id == "P1")
    assert person.performed_days == 60
    assert person.missing_days == 0
    assert person.shortfalls == {"chi_doan": 5}
    assert person.status is not PersonStatus.MET


def test_a_window_that_opens_in_march(new_story):
    story, unit = other_plan(new_story, "quang-tri-2020.toml")
    story.row(f"mau3 Q1 {unit} | 1 | 12 | 2020-02-25")
    submission = story.filings[0].submission
    entry = replace(submission.entries[0], periods=(Period(date(2020, 2, 25), date(2020, 3, 10)),))
    submission = replace(submission, year=2020, entries=(entry,))
    year = assess(story.plan, [replace(story.filings[0], submission=submission)], date(2020, 3, 31))
    assert (year.entries[0].counted_days, year.entries[0].outside) == (10, 5)
    person = next(p for p in year.people if p.person.id == "P1")
    assert person.possible_days == 275
    assert person.reports["Q2"] == "pending"

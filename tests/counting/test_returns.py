from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from xltools.plan.plan import Waiver


def line(year, unit, form, quarter=None):
    found = [r for r in year.returns if (r.unit, r.form, r.quarter) == (unit, form, quarter)]
    assert len(found) == 1
    names = ("expected", "received", "on_time", "late", "nil", "exempt", "waived", "missing", "pending")
    return {name: getattr(found[0], name) for name in names if getattr(found[0], name)}


def tell(story, text):
    for row in text.strip().splitlines():
        if not story.setting(row.strip()):
            story.row(row.strip())
    return story.year()


ROW = "| 1.1 | 5 | 01/03-05/03"


@pytest.mark.parametrize(
    ("text", "form", "quarter", "expected"),
    [
        ("as of 19/02", "mau2", None, {"expected": 1, "pending": 1}),
        ("as of 20/02", "mau2", None, {"expected": 1, "missing": 1}),
        (f"mau2 @19/02 {ROW}", "mau2", None, {"expected": 1, "received": 1, "on_time": 1}),
        (f"mau2 @20/02 {ROW}", "mau2", None, {"expected": 1, "received": 1, "late": 1}),
        (f"mau2 @19/02 rejected {ROW}", "mau2", None, {"expected": 1, "missing": 1}),
        ("as of 19/02", "mau1", None, {"expected": 2, "pending": 2}),
        (f"mau1 P1 @16/02 {ROW}", "mau1", None, {"expected": 2, "received": 1, "on_time": 1, "missing": 1}),
        (f"exempt van_thu\nmau1 P1 @16/02 {ROW}", "mau1", None, {"expected": 1, "missing": 1, "exempt": 1}),
        ("as of 31/03", "mau3", 2, {}),
        ("as of 01/04", "mau3", 2, {"expected": 1, "pending": 1}),
        ("as of 27/06", "mau3", 2, {"expected": 1, "missing": 1}),
        ("mau3 Q2 @26/06 | KHÔNG PHÁT SINH", "mau3", 2, {"expected": 1, "received": 1, "on_time": 1, "nil": 1}),
        (f"mau3 Q1 @28/03 {ROW}", "mau3", 1, {"expected": 1, "received": 1, "late": 1}),
    ],
)
def test_one_form_of_a_unit_of_two(story, text, form, quarter, expected):
    assert line(tell(story, text), "TG", form, quarter) == expected


def test_a_unit_whose_people_are_all_exempt_owes_nothing(story):
    people = tuple(replace(p, exempt="van_thu") if p.unit == "VP" else p for p in story.plan.people)
    story.plan = replace(story.plan, people=people)
    assert line(story.year(), "VP", "mau3", 1) == {"exempt": 1}
    assert line(story.year(), "TG", "mau3", 1) == {"expected": 1, "missing": 1}


@pytest.mark.parametrize(
    ("rule", "subject", "until", "expected"),
    [
        ("D301", "TG", None, "waived"),
        ("mau3", "P1", None, "waived"),
        ("D301", "TG", date(2023, 3, 27), "waived"),
        ("D301", "TG", date(2023, 3, 26), "missing"),
        ("D201", "TG", None, "missing"),
        ("D301", "VP", None, "missing"),
    ],
)
def test_a_waiver_excuses_what_did_not_come(story, rule, subject, until, expected):
    waiver = Waiver(rule, subject, None, until, "Bí thư", "lý do")
    story.plan = replace(story.plan, waivers=(waiver,))
    year = story.year()
    person = next(p for p in year.people if p.person.id == "P1")
    assert person.reports["Q1"] == expected
    if subject != "P1":
        assert line(year, "TG", "mau3", 1) == {"expected": 1, expected: 1}


def test_only_units_with_cadres_and_district_schedules_have_lines(story):
    year = tell(story, "lich_hop H-TANBIEN @20/03 | KHÔNG PHÁT SINH")
    assert {r.unit for r in year.returns if r.form != "lich_hop"} == {"TG", "VP"}
    assert line(year, "H-TANBIEN", "lich_hop") == {"received": 1, "on_time": 1, "nil": 1}
    assert line(year, "H-BENCAU", "lich_hop") == {}


def test_the_first_arrival_is_told(story):
    year = tell(story, f"mau3 Q1 @20/03 #1 {ROW}\nmau3 Q1 @28/03 #2 {ROW}")
    found = next(r for r in year.returns if (r.unit, r.form, r.quarter) == ("TG", "mau3", 1))
    assert (found.first_received, found.deadline) == (date(2023, 3, 20), date(2023, 3, 27))

"""The examples officials read beside reader codes are true: the parsers say exactly that."""

from __future__ import annotations

import pytest

from xltools.plan.plan import Plan
from xltools.rules.catalogue import RULES
from xltools.rules.messages import words
from xltools.vietnamese.dates import parse_periods
from xltools.vietnamese.numbers import parse_days

TIME = ["T101", "T102", "T103", "T104", "T105", "T106", "T107", "T110"]
DAYS = ["T201", "T202", "T203", "T205"]


@pytest.mark.parametrize("code", TIME)
def test_time(code: str, plan: Plan) -> None:
    assert [i.code for i in parse_periods(words(code).bad, plan.year)[1]] == [code]
    assert parse_periods(words(code).okay, plan.year)[1] == ()


@pytest.mark.parametrize("code", DAYS)
def test_days(code: str) -> None:
    assert [i.code for i in parse_days(words(code).bad)[1]] == [code]
    assert parse_days(words(code).okay)[1] == ()


def test_what_cannot_be_read_is_an_error_exactly_where_the_value_is_none(plan: Plan) -> None:
    for code in TIME:
        read = parse_periods(words(code).bad, plan.year)[0] is not None
        assert read == (RULES[code].severity != "error"), code

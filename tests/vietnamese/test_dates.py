from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.model import Period
from xltools.vietnamese.dates import (
    date_line,
    day_text,
    long_date,
    parse_periods,
    period_text,
    periods_text,
    roman,
    swap,
    swapped_dates,
)
from xltools.vietnamese.parsed import Issue

days = st.dates(date(2022, 1, 1), date(2024, 12, 31))
periods = st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))


@given(st.lists(periods, min_size=1, max_size=4))
def test_what_the_forms_print_is_read_back(found: list[Period]) -> None:
    assert parse_periods(periods_text(found), 2023) == (tuple(found), ())


@given(
    periods,
    st.sampled_from(["{} - {}", "{}-{}", "{} – {}", "{}–{}", "từ {} đến {}", "Từ ngày {}\nđến hết ngày {}", "{}→{}"]),
)
def test_every_connector_reads_alike(period: Period, wording: str) -> None:
    for form in ("%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d" if "-{}" not in wording else "%d/%m/%y"):
        typed = wording.format(*(day.strftime(form) for day in period))
        assert parse_periods(typed, 2023) == ((period,), ()), typed


@given(days.filter(lambda day: day.day > 1).map(lambda day: Period(day.replace(day=day.day // 2), day)))
def test_shared_month_and_year(period: Period) -> None:
    first, last = period
    for typed in (
        f"{first.day}-{last.day}/{last.month}/{last.year}",
        f"từ ngày {first.day} đến ngày {last.day} tháng {last.month} năm {last.year}",
        f"{first.day}/{first.month} - {day_text(last)}",
    ):
        assert parse_periods(typed, 2023).periods == (period,), typed


@given(days)
def test_real_dates_serial_numbers_and_iso_text(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for value in (
        day,
        datetime(day.year, day.month, day.day, 8, 30),
        serial,
        serial + 0.5,
        str(serial),
        f"{day} 00:00:00",
    ):
        assert parse_periods(value, 2023).periods == (Period(day, day),)


@pytest.mark.parametrize("serial", [44561, 45658])
def test_serial_numbers_far_from_the_plan_are_no_dates(serial: int) -> None:
    assert parse_periods(serial, 2023) == (None, (Issue("T101"),))


def test_a_date_kept_as_a_decimal_number_is_only_proposed() -> None:
    assert parse_periods(26.4, 2023) == (None, (Issue("T105", "Ngày 26/4/2023"),))
    assert parse_periods(1.1, 2023) == (None, (Issue("T105", "Ngày 01/01/2023 hoặc Ngày 01/10/2023"),))


@pytest.mark.parametrize("value", [None, "", "  \n "])
def test_blank_is_not_filled_in(value: str | None) -> None:
    assert parse_periods(value, 2023) == (None, (Issue("T102"),))


@given(st.text(alphabet="0123456789/.-– ,;tuừđếnngàytháquý\n", max_size=40))
def test_any_text_gets_a_verdict_and_no_period_runs_backwards(text: str) -> None:
    found = parse_periods(text, 2023)
    if found.periods is None:
        assert found.issues
    else:
        assert found.periods
        assert all(period.first <= period.last for period in found.periods)


@pytest.mark.parametrize(
    "text", ["1/" * 16000, "Từ ngày " * 4000, "\u202e" + "x" * 32767, "😀" * 400, "1-" * 490 + "1"]
)
def test_hostile_text_is_reported_at_once(text: str) -> None:
    assert parse_periods(text, 2023).periods is None


def test_dates_turned_round_by_a_program_are_found_by_their_column() -> None:
    turned = [date(2023, 1, 4), "15/6/2023", datetime(2023, 5, 6), "25/10/2023", "", date(2023, 7, 7)]
    assert swapped_dates(turned, 2023) == {0, 2}
    assert swap(date(2023, 1, 4)) == date(2023, 4, 1)
    assert swap(date(2023, 1, 25)) is None
    assert swap(date(2023, 7, 7)) is None


@pytest.mark.parametrize(
    "column",
    [
        [date(2023, 1, 4), date(2023, 5, 6)],
        [date(2023, 1, 4), "05/6/2023"],
        [date(2023, 1, 14), "15/6/2023"],
        ["15/6/2023", "25/10/2023"],
    ],
)
def test_other_columns_show_no_such_trace(column: list[object]) -> None:
    assert swapped_dates(column, 2023) == frozenset()


def test_how_the_forms_print_dates() -> None:
    assert [day_text(date(2023, month, 5)) for month in (1, 2, 3, 10)] == [
        "05/01/2023",
        "05/02/2023",
        "05/3/2023",
        "05/10/2023",
    ]
    assert long_date(date(2023, 7, 5)) == "ngày 05 tháng 7 năm 2023"
    assert period_text(Period(date(2023, 4, 1), date(2023, 5, 1))) == "Từ ngày 01/4/2023 đến ngày 01/5/2023"
    assert period_text(Period(date(2023, 4, 1), date(2023, 4, 1))) == "Ngày 01/4/2023"
    assert [roman(quarter) for quarter in (1, 2, 3, 4)] == ["I", "II", "III", "IV"]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Tây Ninh, ngày 05 tháng 7 năm 2023", date(2023, 7, 5)),
        ("Tây Ninh, 05/7/2023", date(2023, 7, 5)),
        ("Tây Ninh, ngày tháng năm 2023", None),
        ("Tây Ninh, ngày .... tháng .... năm 2023", None),
        ("Tây Ninh, ngày 31 tháng 4 năm 2023", None),
    ],
)
def test_the_date_line_of_a_form(line: str, day: date | None) -> None:
    assert date_line(line) == day

from __future__ import annotations

import re
import time
import unicodedata
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.model import Finding, Period
from xltools.vietnamese import dates
from xltools.vietnamese.dates import (
    date_line,
    day_text,
    long_date,
    parse_day,
    parse_periods,
    period_text,
    periods_text,
    roman,
    spans_text,
    swap,
    swapped_dates,
)

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
        assert parse_periods(typed, 2023)[0] == (period,), typed


HOURS = ["", "7h30 ", "14 giờ 00 phút, ", "sáng ", "08:00 "]
MARKED = ["{}", "Thời gian: {}", "{}.", "({})", "Đợt 1: {}", "\u200b{}\u00a0", "'{}", "- Từ {}", "dự kiến {}"]


@given(periods, st.sampled_from(MARKED), st.sampled_from(["đến", "–", "−", "~", "=>", "tới", "đến hết", "->"]))
def test_every_mark_around_a_period_reads_alike(period: Period, around: str, until: str) -> None:
    typed = around.format(f"ngày {day_text(period.first)} {until} ngày {day_text(period.last)}")
    for text in (typed, unicodedata.normalize("NFD", typed), typed.upper(), typed.replace(" ", "\u00a0")):
        assert parse_periods(text, 2023) == ((period,), ()), text


@given(days, st.sampled_from(HOURS), st.booleans())
def test_every_long_date_reads_alike(day: date, hour: str, full_width: bool) -> None:
    for written in (long_date(day), day_text(day), f"{day:%d.%m.%Y}", f"{day:%d - %m - %Y}", f"{day:%d. %m. %Y}"):
        digits = str.maketrans("0123456789/", "０１２３４５６７８９／") if full_width else {}
        typed = hour + ("ngày " if hour and not written.startswith("ngày") else "") + written.translate(digits)
        assert parse_periods(typed, 2023) == ((Period(day, day),), ()), typed


@given(
    st.lists(periods, min_size=2, max_size=4), st.sampled_from(["{}", "- {}", "• {}", "{n}. {}", "{n}) {}", "({n}) {}"])
)
def test_a_line_each(found: list[Period], bullet: str) -> None:
    lines = [bullet.format(period_text(period), n=number) for number, period in enumerate(found, 1)]
    assert parse_periods("\n".join(lines), 2023) == (tuple(found), ())
    rounds = [f"Đợt {number}: {period_text(period)}" for number, period in enumerate(found, 1)]
    assert parse_periods("; ".join(rounds), 2023) == (tuple(found), ())


WORDS = (
    "ngày", "tháng", "năm", "quý", "từ", "đến", "hết", "đến hết", "và", "các", "cả", "trong", "đợt 1:", "thứ 2", "CN",
    "T6", "t", "sáng", "7h30", "08:00", "12:00:00 SA", "buổi", "3 ngày", "(2 ngày)", "trừ", "tuần", "đầu", "nay",
    "kể từ", "kết thúc", "ngày về", "bắt đầu", "mùng", "âm lịch", "a)", "1.", "(1)", "- ", "–", "→", "~", "/", ".",
    ",", ";", ":", "+", "&", "\n", "(", ")", "'", "…", "½", "II", "45017", "5", "05", "12", "31", "5/4", "25/3", "4/15",
    "5-7", "1/4/2023", "05.4.2023", "6/2023", "2023", "23", "20233", "2023-04-01", "T00:00:00Z", " ",
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=8), st.sampled_from([" ", ""]))
def test_no_day_is_made_up(words: list[str], between: str) -> None:
    """The day and month of every end stand in the text, or it is told that whole months were read."""
    text = between.join(words)
    read, issues = parse_periods(text, 2023)
    assert (read, issues) == dates._parse_text.__wrapped__(text, 2023)
    if read is None:
        assert issues
        return
    numbers = {int(number) for number in re.findall(r"\d+", text)}
    coarse = any(issue.code == "T107" for issue in issues)
    serial = 45017 in numbers
    assert not between or not {"trừ", "tuần", "đầu", "âm lịch"} & set(words)
    for end in (end for period in read for end in period):
        assert coarse or (serial and end == date(2023, 4, 1)) or {end.day, end.month} <= numbers, (text, end)
        assert end.year in (2022, 2023, 2024) or end.year in numbers, (text, end)


@given(periods, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_exchanged_characters_crash_nothing(period: Period, swaps: list[tuple[int, int]]) -> None:
    letters = list(period_text(period))
    for one, two in swaps:
        one, two = one % len(letters), two % len(letters)
        letters[one], letters[two] = letters[two], letters[one]
    read, issues = parse_periods("".join(letters), 2023)
    assert read or issues


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
        assert parse_periods(value, 2023)[0] == (Period(day, day),)


@pytest.mark.parametrize("serial", [44561, 45658])
def test_serial_numbers_far_from_the_plan_are_no_dates(serial: int) -> None:
    assert parse_periods(serial, 2023) == (None, (Finding("T101"),))


def test_a_date_kept_as_a_decimal_number_is_only_proposed() -> None:
    assert parse_periods(26.4, 2023) == (None, (Finding("T105", expected="Ngày 26/4/2023"),))
    assert parse_periods(1.1, 2023) == (None, (Finding("T105", expected="Ngày 01/01/2023 hoặc Ngày 01/10/2023"),))


@pytest.mark.parametrize("value", [None, "", "  \n "])
def test_blank_is_not_filled_in(value: str | None) -> None:
    assert parse_periods(value, 2023) == (None, (Finding("T102"),))


@given(st.text(alphabet="0123456789/.-– ,;tuừđếnngàytháquý\n", max_size=40))
def test_any_text_gets_a_verdict_and_no_period_runs_backwards(text: str) -> None:
    read, issues = parse_periods(text, 2023)
    if read is None:
        assert issues
    else:
        assert read
        assert all(period.first <= period.last for period in read)


@pytest.mark.parametrize(
    "unit",
    ["1", "1/", "1-", "1. ", "1 - ", "ngày ", "tháng 4 ", "đến .", "T6/", "; ", "\n", "a) ", "3 ngày ", "7h ", " ", "(",
     "quý i ", "½", "từ 7h30 ", "\ufdfa", "01/4 - 05/4; "],
)  # fmt: skip
def test_the_longest_cell_takes_no_longer_than_its_length(unit: str) -> None:
    began = time.process_time()
    for length in (900, 32_767):
        parse_periods((unit * length)[:length], 2023)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    "text", ["1/" * 16000, "Từ ngày " * 4000, "\u202e" + "x" * 32767, "😀" * 400, "1-" * 490 + "1"]
)
def test_hostile_text_is_reported_at_once(text: str) -> None:
    assert parse_periods(text, 2023)[0] is None


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


@given(days)
def test_a_day_is_read_as_it_is_printed_anywhere(day: date) -> None:
    for text in (day_text(day), f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}", f"{day:%d. %m. %Y}", day.isoformat()):
        assert parse_day(text) == day, text


def test_a_day_is_never_guessed() -> None:
    assert parse_day("30/6") is parse_day("tháng 6/2023") is parse_day("") is None
    with pytest.raises(ValueError, match="day is out of range"):
        parse_day("31/6/2023")


def test_the_short_form_of_periods() -> None:
    both = (Period(date(2023, 4, 1), date(2023, 5, 1)), Period(date(2023, 6, 3), date(2023, 6, 3)))
    assert spans_text(both) == "01/4/2023 – 01/5/2023; 03/6/2023"

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.model import Finding
from xltools.vietnamese.numbers import days_text, parse_days

ONES = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def in_words(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [ONES[hundreds], "trăm"] if hundreds else []
    if tens:
        words += ["mười"] if tens == 1 else [ONES[tens], "mươi"]
        words += [] if not ones else ["lăm"] if ones == 5 else ["mốt"] if ones == 1 and tens > 1 else [ONES[ones]]
    elif ones or not words:
        words += ["linh", ONES[ones]] if hundreds else [ONES[ones]]
    return " ".join(words)


@given(st.integers(0, 366))
def test_numbers_in_words(number: int) -> None:
    told = (Finding("T205", expected=str(number)),)
    for typed in (f"{in_words(number)} ngày", in_words(number).upper()):
        assert parse_days(typed) == (number, told), typed
    for typed in (f"{number} ({in_words(number)}) ngày", f"{number} ngày ({in_words(number)} ngày)"):
        assert parse_days(typed) == (number, ()), typed


@given(st.integers(0, 732).map(lambda halves: halves / 2))
def test_what_is_printed_is_read_back(days: float) -> None:
    assert parse_days(days_text(days)) == (days, ())
    assert parse_days(f"{days_text(days)} ngày") == (days, ())
    assert parse_days(days) == (days, ())


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6))
def test_sums(parts: list[int]) -> None:
    assert parse_days("+".join(map(str, parts)))[0] == sum(parts)
    assert parse_days(" + ".join(f"{part} ngày" for part in parts))[0] == sum(parts)


@pytest.mark.parametrize("value", [45017, True, float("nan"), float("inf"), object()])
def test_what_is_no_count(value: object) -> None:
    assert parse_days(value) == (None, (Finding("T201"),))


def test_blank_and_the_worth_of_a_session() -> None:
    assert parse_days(None) == parse_days("") == (None, (Finding("T202"),))
    assert parse_days("3 buổi", 0.25)[0] == 0.75
    assert parse_days(-1)[0] == -1


@given(st.text(max_size=400))
def test_any_text_gets_a_verdict(text: str) -> None:
    days, issues = parse_days(text)
    assert days is not None or issues


@given(st.integers(1, 30), st.integers(2, 12), st.sampled_from(["x", "×", "*", "X"]))
def test_products_are_computed_and_told(days: int, rounds: int, times: str) -> None:
    told = (days * rounds, (Finding("T205", expected=str(days * rounds)),))
    for typed in (
        f"{days} ngày {times} {rounds} đợt",
        f"{rounds:02} đợt {times} {days} ngày",
        f"{days} ngày/đợt {times} {rounds}",
        f"{rounds} đợt, mỗi đợt {days} ngày",
        f"{days} {times} {rounds} = {days * rounds} ngày",
    ):
        assert parse_days(typed) == (told if days * rounds <= 366 else (None, (Finding("T201"),))), typed


@given(st.lists(st.integers(1, 40), min_size=2, max_size=5), st.sampled_from(["; ", ", ", "\n", " + ", "\n- ", " "]))
def test_rounds_are_added_up_and_told(parts: list[int], between: str) -> None:
    typed = between.join(f"Đợt {number}: {part} ngày" for number, part in enumerate(parts, 1))
    assert parse_days(typed) == (sum(parts), (Finding("T205", expected=str(sum(parts))),))


WORDS = (
    "15", "2", "0,5", "1/2", "½", "ngày", "buổi", "tuần", "đợt", "đợt 1:", "Đợt II", "mỗi đợt", "/đợt", "x", "+", "=",
    "và", "(", ")", "ba", "mươi", "lăm", "rưỡi", "nửa", "-", ".", ",", ";", "\n", "tổng", "số ngày:", "sáng", "30 ngày",
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=9), st.sampled_from(["", " "]))
def test_a_number_that_was_not_typed_is_told(words: list[str], between: str) -> None:
    text = between.join(words)
    days, issues = parse_days(text)
    assert issues or f"{abs(days or 0):g}" in text.replace(",", ".") or {"1/2", "½"} & set(words)
    assert days is None or -366 <= days <= 366


@pytest.mark.parametrize(
    "unit", ["1", "15+", "ba ", "(", "( ", "đợt 1: ", "toi thieu 1 ngay ", " ", "½", "x", "=", "- "]
)
def test_the_longest_cell_takes_no_longer_than_its_length(unit: str) -> None:
    began = time.process_time()
    for length in (290, 32_767):
        parse_days((unit * length)[:length])
    assert time.process_time() - began < 0.5

"""Contents as typed, from tests/cases/contents.txt."""

from __future__ import annotations

import re
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.model import Finding
from xltools.plan.contents import ContentIndex
from xltools.plan.plan import Content
from xltools.plan.toml import load_builtin

PLAN = load_builtin("2023")
INDEX = ContentIndex(PLAN.contents)


def table() -> list[list[str]]:
    text = (Path(__file__).parents[1] / "cases" / "contents.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    rows = [[cell.strip().replace("⏎", "\n") for cell in re.split(r"\s*\|\s*", line)] for line in lines]
    return [row + [""] * (3 - len(row)) for row in rows]


@pytest.mark.parametrize(("typed", "codes", "problem"), table())
def test_contents(typed: str, codes: str, problem: str) -> None:
    found, odd = INDEX.parse(typed)
    code, _, expected = problem.partition(", ")
    assert ("; ".join(found) or "-") == codes
    assert odd == ((Finding(code, expected=expected),) if code else ())


def test_a_code_kept_as_a_number_is_a_code() -> None:
    assert INDEX.parse(1.3)[0] == ("1.3",)
    assert INDEX.parse(None)[1] == (Finding("C103"),)


def test_1_10_kept_as_a_number_is_not_taken_for_1_1() -> None:
    index = ContentIndex([Content("1.1", "Một"), Content("1.10", "Mười")])
    assert index.parse(1.1)[1] == (Finding("C101", expected="1.1; 1.10"),)
    assert index.parse("1.10")[0] == ("1.10",)


@pytest.mark.parametrize("content", PLAN.contents, ids=lambda content: content.code)
def test_every_wording_of_the_plan_is_its_content(content: Content) -> None:
    for wording in (content.name, content.name.upper(), *content.phrases):
        assert INDEX.parse(wording) == ((content.parent or content.code,), ())


@given(
    st.lists(st.sampled_from(["1.1", "1.2", "1.3", "1.4", "1.5"]), min_size=1, unique=True), st.sampled_from("; ,+/")
)
def test_lists_of_codes_in_any_order(codes: list[str], separator: str) -> None:
    typed = f"{separator} ".join(codes) if separator != " " else " và ".join(codes)
    assert INDEX.parse(typed) == (tuple(sorted(codes)), ())


@given(st.text(max_size=200))
def test_any_text_gets_a_verdict(text: str) -> None:
    assert any(INDEX.parse(text))


@pytest.mark.parametrize("text", ["so " * 700, ". " * 1000, "1.1 " * 500, "i. " * 700, "kiểm tra giám sát " * 120])
def test_hostile_text_takes_no_time(text: str) -> None:
    started = process_time()
    INDEX.parse(text)
    assert process_time() - started < 2

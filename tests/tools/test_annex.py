"""The annex has every code once; the command line tells the same."""

from __future__ import annotations

import pytest

from tools.annex import render
from xltools.rules.catalogue import RULES, explain
from xltools.rules.messages import words


def test_every_code_stands_in_the_annex_once() -> None:
    text = render()
    for code in RULES:
        heads = text.count(f"#### {code} ·") + text.count(f"\n| {code} |")
        assert heads == 1, code


def test_list_has_a_line_for_every_code() -> None:
    assert [line.split()[0] for line in explain(None).splitlines()] == sorted(RULES)


@pytest.mark.parametrize("code", ["Q602", "q602", " c301 ", "F101"])
def test_one_in_full(code: str) -> None:
    text = explain(code)
    said = words(code.strip().upper())
    for part in (said.title, said.remedy, said.okay, said.bad):
        assert part in text


def test_unknown_code_names_near_ones() -> None:
    with pytest.raises(LookupError, match="Q60"):
        explain("Q699")

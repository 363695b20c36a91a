"""Every rule's docstring is run: ``Okay:`` lines do not raise its code, lines headed with the code do."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest

from tools.examples import Played, examples
from xltools.rules.catalogue import RULES
from xltools.rules.registry import Rule

FUNCTIONS = [rule for rule in RULES.values() if rule.scope != "reader"]
CASES = [(rule.code, verdict, text) for rule in FUNCTIONS for verdict, text in examples(rule)]


@pytest.mark.parametrize(("code", "verdict", "text"), CASES, ids=lambda value: str(value)[:60])
def test_example(code: str, verdict: str, text: str, play: Callable[[str], Played]) -> None:
    codes = play(text).codes
    assert "F900" not in codes
    assert (code in codes) == (verdict == code), codes


@pytest.mark.parametrize("rule", FUNCTIONS, ids=lambda rule: rule.code)
def test_rule_has_reason_and_both_examples(rule: Rule) -> None:
    doc = inspect.getdoc(rule.check) or ""
    kinds = {verdict for verdict, _ in examples(rule)}
    assert kinds == {"Okay", rule.code}
    assert doc.split("\n")[0].endswith(".")

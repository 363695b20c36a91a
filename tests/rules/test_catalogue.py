"""The catalogue is whole: every requirement has its line, every code its words, every word is Vietnamese."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

import xltools
from xltools.model import Severity
from xltools.rules import messages
from xltools.rules.catalogue import RULES, requirements
from xltools.rules.messages import sentence
from xltools.rules.registry import SCOPES, rule
from xltools.vietnamese.wording import wording

CASES = Path(__file__).parents[1] / "cases"


def table(name: str) -> list[str]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


REQUIREMENTS = [key for line in table("plan-requirements.txt") for key in line.split()]
SECTIONS = table("plan-sections.txt")
CODES = sorted(messages.all_words())
MARKS = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
ENGLISH = re.compile(r"\b(the|file|row|cell|error|warning|date|invalid|missing|please|sheet[s]? not)\b", re.IGNORECASE)


def test_every_requirement_of_the_plan_has_a_line() -> None:
    assert list(requirements()) == REQUIREMENTS


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_of_the_plan_has_a_requirement(section: str) -> None:
    named = {part.strip() for asked in requirements().values() for part in asked.section.split(";")}
    assert section in named


@pytest.mark.parametrize("key", REQUIREMENTS)
def test_requirement_says_how_it_is_met(key: str) -> None:
    asked = requirements()[key]
    assert asked.how
    assert set(asked.how) <= set(wording("rules")["ways"])
    assert asked.note.endswith((".", "…"))
    ruled = any(r.requirement == key for r in RULES.values())
    assert ruled == ("rule" in asked.how)


def test_every_rule_serves_a_requirement() -> None:
    assert {r.requirement for r in RULES.values()} <= set(requirements())


def test_words_and_rules_are_the_same_codes() -> None:
    assert set(CODES) == set(RULES) == messages.known_codes()


@pytest.mark.parametrize("code", CODES)
def test_words_are_vietnamese(code: str) -> None:
    said = messages.words(code)
    for text in (said.title, said.message, said.remedy, said.okay, said.bad):
        assert text
        assert unicodedata.is_normalized("NFC", text)
        assert not ENGLISH.search(text)
    assert MARKS.search(said.title)
    assert MARKS.search(said.message)
    assert MARKS.search(said.remedy)
    assert said.title[0].isupper()
    assert said.message[-1] in ".?"
    assert said.remedy[-1] == "."


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("given", "expected"), [("30", "31"), ("30", ""), ("", "31"), ("", ""), ("{x} [y]", "{0}")])
def test_sentence_holds_the_values(code: str, given: str, expected: str) -> None:
    text = sentence(code, given, expected)
    assert "[" not in text.replace("[y]", "")
    assert "{given}" not in text
    assert "{expected}" not in text
    if given and "{given}" in messages.words(code).message:
        assert given in text


def test_every_code_in_the_source_is_registered() -> None:
    used: set[str] = set()
    for path in Path(xltools.__file__).parent.rglob("*.py"):
        used |= set(re.findall(r'"([TCPQNFWXDH]\d{3})"', path.read_text(encoding="utf-8")))
    assert used <= set(RULES)


def test_a_code_is_given_once() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        rule("Q602", Severity.ERROR, clause="", requirement="Q6")(lambda entry, submission, lookups: iter(()))


def test_a_code_needs_words() -> None:
    with pytest.raises(ValueError, match=r"messages\.toml"):
        rule("Z999", Severity.ERROR, clause="", requirement="Q6")(lambda entry, submission, lookups: iter(()))


def test_reader_codes_have_the_severity_agreed() -> None:
    agreed = [word for line in table("reader-codes.txt") for word in line.split()]
    letters = {Severity.ERROR: "E", Severity.WARNING: "W", Severity.NOTICE: "N"}
    for code, letter in zip(agreed[::2], agreed[1::2], strict=True):
        assert letters[RULES[code].severity] == letter, code


def test_scopes_follow_the_first_parameter() -> None:
    assert {RULES[code].scope for code in ("Q602", "Q701", "Q101", "D201", "T101")} == set(SCOPES)

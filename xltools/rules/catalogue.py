"""Every code in one place, with what the plan asks; importing this module fills the registry."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path

from xltools.rules import content, days, deadlines, obligations, reader_codes, registration  # noqa: F401 - they register
from xltools.rules.messages import words
from xltools.rules.registry import REGISTRY
from xltools.vietnamese.display import SEVERITY
from xltools.vietnamese.wording import say

_say = partial(say, "rules")

RULES = REGISTRY
"""Code → rule, all of them."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement: where the plan says it, its words, how the tool meets it (``ways`` of the wording), a note."""

    id: str
    section: str
    quotation: str
    how: tuple[str, ...]
    note: str


@cache
def requirements() -> dict[str, Requirement]:
    """Id → requirement of the plan, in the order of ``requirements.toml``."""
    text = Path(__file__).with_name("requirements.toml").read_text(encoding="utf-8")
    return {
        key: Requirement(key, entry["section"], entry["quotation"], tuple(entry["how"].split("+")), entry["note"])
        for key, entry in tomllib.loads(text).items()
    }


def explain(code: str | None) -> str:
    """All rules, one a line; or one in full: clause, words of the plan, message, remedy, examples.

    ``LookupError`` with a Vietnamese sentence if there is no such code.
    """
    if code is None:
        return "\n".join(
            f"{key}  {SEVERITY[rule.severity]:<8}  {words(key).title}" for key, rule in sorted(RULES.items())
        )
    key = code.strip().upper()
    rule = RULES.get(key)
    if rule is None:
        near = get_close_matches(key, RULES, n=3, cutoff=0.5)
        hint = _say("explain.near", codes=", ".join(near)) if near else ""
        raise LookupError(_say("explain.unknown", code=code, near=hint))
    said = words(key)
    return _say(
        "explain.all",
        code=key,
        severity=SEVERITY[rule.severity],
        setting=_say("explain.setting") if rule.setting else "",
        title=said.title,
        clause=rule.clause,
        quotation=requirements()[rule.requirement].quotation,
        message=example_message(said.message),
        remedy=said.remedy,
        okay=said.okay,
        bad=said.bad,
    )


def example_message(message: str) -> str:
    """A message with its places shown as … and the optional parts kept."""
    return message.replace("{given}", "…").replace("{expected}", "…").replace("[", "").replace("]", "")

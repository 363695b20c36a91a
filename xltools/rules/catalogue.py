"""Every code in one place, with what the plan asks; importing this module fills the registry.

The codes of parsers, readers and the intake are listed here: where the plan says it, severity, what the fault costs.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path

from xltools.model import Severity, Status
from xltools.rules import content, days, deadlines, obligations, registration  # noqa: F401 - they register
from xltools.rules.messages import words
from xltools.rules.registry import REGISTRY, Rule, register
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


# ------------------------------------------------------------------ codes of the readers

_TIME = ("cột “Thời gian cụ thể” của các mẫu", "M2")
_DAYS = ("cột “Số ngày đi” của các mẫu", "M3")
_CONTENT = ("mục II.1 của Kế hoạch; cột “Nội dung” của các mẫu", "C1")
_PLACE = ("cột “Địa điểm” của các mẫu", "M4")
_OUTSIDE = ("mục I.2 của Kế hoạch", "Q5")
_NAME = ("dòng, cột “Họ và tên” của các mẫu", "M5")
_TITLE = ("dòng, cột “Chức vụ” của các mẫu", "M5")
_FORM = ("các mẫu 1, 2, 3 kèm theo Kế hoạch", "M1")
_UNIT = ("đầu các mẫu: “BAN.....”", "M1")
_YEAR = ("tên các mẫu: “năm 2023”", "M1")
_QUARTER = ("tên mẫu 3: “quý … năm 2023”", "W2")
_TOTAL = ("dòng “Tổng” của mẫu 3", "M3")

_ERRORS = (
    (_TIME, "T101 T102 T103 T104 T105 T106 T108"),
    (_DAYS, "T201 T204"),
    (_CONTENT, "C101 C103"),
    (_OUTSIDE, "Q501"),
    (_NAME, "N101 N102 N103 N106 N108 N109 F107"),
    (_UNIT, "F104"),
    (_YEAR, "F105"),
    (_QUARTER, "F106"),
    (_FORM, "F101 F102 F103 F109 F110 F114 F115 F116 F120 F126 F128 F132 F133 F135 F137"),
)
_WARNINGS = (
    (_TIME, "T107 T109 T110"),
    (_DAYS, "T202 T203 T207 T208"),
    (_CONTENT, "C102"),
    (_PLACE, "P101 P102 P103 P105"),
    (_NAME, "N105 N110"),
    (_FORM, "F112 F113 F121 F122 F124 F127 F129 F134 F136 F900"),
    (_TOTAL, "F118"),
)
_NOTICES = (
    (_DAYS, "T205"),
    (_PLACE, "P104"),
    (_TITLE, "N104"),
    (_FORM, "F108 F111 F117 F123 F125 F130 F131"),
)

_FATAL = {
    Status.UNREADABLE: "F101 F114 F115 F116 F120",
    Status.UNRECOGNISED: "F102",
    Status.REJECTED: "F103 F104 F105 F106 F107",
}
"""Faults that cost the whole file, with its verdict."""

_NEEDS_ROSTER = "N101 N102 N103 N104 N105"

_VERDICTS = {code: status for status, codes in _FATAL.items() for code in codes.split()}
for _severity, _groups in ((Severity.ERROR, _ERRORS), (Severity.WARNING, _WARNINGS), (Severity.NOTICE, _NOTICES)):
    for (_clause, _requirement), _codes in _groups:
        for _code in _codes.split():
            _roster, _fatal = _code in _NEEDS_ROSTER, _VERDICTS.get(_code)
            register(Rule(_code, _severity, "reader", _clause, _requirement, roster=_roster, fatal=_fatal))

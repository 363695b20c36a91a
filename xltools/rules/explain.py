"""The rules for an official at the command line: all of them in a list, or one in full."""

from __future__ import annotations

from difflib import get_close_matches

from xltools.rules.catalogue import RULES
from xltools.rules.messages import words
from xltools.rules.registry import Rule
from xltools.rules.requirements import requirements
from xltools.vietnamese.words import SEVERITY


def explain(code: str | None) -> str:
    """All rules, one a line; or one in full: clause, words of the plan, message, remedy, examples.

    ``LookupError`` with a Vietnamese sentence if there is no such code.
    """
    if code is None:
        return "\n".join(f"{key}  {SEVERITY[rule.severity]:<8}  {words(key).title}" for key, rule in _sorted())
    key = code.strip().upper()
    rule = RULES.get(key)
    if rule is None:
        near = get_close_matches(key, RULES, n=3, cutoff=0.5)
        hint = f"; mã gần giống: {', '.join(near)}" if near else ""
        raise LookupError(f"Không có quy tắc {code}{hint}. Gõ “xltools rules” để xem tất cả.")
    said, asked = words(key), requirements()[rule.requirement]
    setting = " (mức độ là một thiết lập của Kế hoạch)" if rule.setting else ""
    return "\n".join(
        (
            f"{key} · {SEVERITY[rule.severity]}{setting} · {said.title}",
            f"Căn cứ: {rule.clause}",
            f"Kế hoạch ghi: {asked.quotation}",
            f"Thông báo: {example_message(said.message)}",
            f"Cách sửa: {said.remedy}",
            f"Đúng: {said.okay}",
            f"Bị báo: {said.bad}",
        )
    )


def example_message(message: str) -> str:
    """A message with its places shown as … and the optional parts kept."""
    return message.replace("{given}", "…").replace("{expected}", "…").replace("[", "").replace("]", "")


def _sorted() -> list[tuple[str, Rule]]:
    return sorted(RULES.items())

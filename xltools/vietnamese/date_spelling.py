"""Text of a time cell as typed → one plain spelling: the first step before ``date_words`` finds its tokens."""

from __future__ import annotations

import re
import unicodedata

from xltools.vietnamese.text import clean_lines, unmark

_EVENING = re.compile(r"(?<!\w)tối(?!\w)", re.IGNORECASE)
_UNTIL = re.compile(r"(?<!\w)tới(?!\w)", re.IGNORECASE)
_ROMAN = re.compile(r"(?<![a-z])(?:iv|i{1,3})(?![a-z])")
_ROMAN_QUARTERS = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_BULLETS = (
    re.compile(r"\s*[-+*•●]\s*(?=\w)"),
    re.compile(r"\s*(?:\(?(?:\d{1,2}|[a-e])\)\s*|(?:\d{1,2}|[a-e])[.:]\s+)(?=\w)"),
)
# "- Từ ngày … đến ngày …", "1. Đợt 1: …"; "- 05/4" may lack its first day, "1. 4. 2023" is a date
_LONE_BULLET = re.compile(r"^(?:-|\(?(?:\d{1,2}|[a-e])[.)])\s*(?=(?:tu|dot)\b)")

_REWRITES = tuple(
    (hint, re.compile(pattern, re.MULTILINE), replacement)
    for hint, pattern, replacement in (
        ("\\", r"\\", "/"),
        ("⁄", r"(?<!\d)1⁄2(?= ?(?:ngay|buoi))", "1/2"),
        # 01. 4. 2023, 01 - 4 - 2023
        (". ", r"(?<![\d/.\-])(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})(?!\d)", r"\1.\2.\3"),
        (" - ", r"(?<![\d/.\-])(?<![\d/.\-] )(\d{1,2}) - (\d{1,2}) - (\d{4})(?![\d/.\-])", r"\1-\2-\3"),
        # T6/2023, T10: months; T2 … T7 alone are weekdays
        ("t", r"\bt\.? ?(?=\d{1,2} ?[/.] ?20\d\d\b|(?:1[0-2]|0?[189]|0[2-7])\b(?![/.\-]\d))", "thang "),
        # tháng 6-2023; ngày 05/tháng 4, năm 2023
        ("thang", r"(thang \d{1,2}) ?- ?(?=20\d\d\b(?![/.\-]))", r"\1/"),
        ("thang", r"(ngay \d{1,2}) ?[,/.\-] ?(?=thang ?\d)", r"\1 "),
        ("nam", r"(?<=\d)(?<!\d{4}) ?[,/.\-] ?(?=nam ?\d)", " "),
        # Tháng 6/2023: ngày 3, 5-7 (the month goes behind its days)
        (
            "thang",
            r"(^|; ?)(thang \d{1,2}(?: ?/ ?\d{4}| nam \d{4})?) ?[:,(]? ?((?:tu )?ngay ?\d[^;\nt]*)",
            r"\1\3 \2",
        ),
        # tháng 4: 10-14, tháng 5: 8-12; numbers without a range may be counts
        (
            "thang",
            r"(^|[;,] ?)(thang \d{1,2}(?: ?/ ?\d{4}| nam \d{4})?) ?: ?"
            r"(\d{1,2}(?: ?- ?| den )\d{1,2}(?:(?:, | va )\d{1,2}(?:(?: ?- ?| den )\d{1,2})?)*)(?=$|;|, ?thang)",
            r"\1\3 \2",
        ),
        # đến ngày .../.../...
        ("den", r"\b(den(?: het)?(?: ngay)?)[\s./_]+(?:/ ?20\d\d)?$", r"\1"),
    )
)
"""A text it must hold, what is sought, what takes its place; in this order."""


def plain(text: str) -> str:
    """Folded text of a time cell: line breaks kept, list bullets taken away, Roman quarters as digits."""
    # "tới" (until) and "tối" (evening) are one word once folded
    spelt = _UNTIL.sub("đến", _EVENING.sub("chiều", unicodedata.normalize("NFKC", text)))
    lines = [unmark(line) for line in clean_lines(spelt)]
    for bullet in _BULLETS:
        if len(lines) > 1 and all(map(bullet.match, lines)):
            lines = [bullet.sub("", line, count=1) for line in lines]
    folded = _LONE_BULLET.sub("", "\n".join(lines))
    if "quy" in folded:
        folded = _ROMAN.sub(lambda match: _ROMAN_QUARTERS[match.group()], folded)
    for hint, pattern, replacement in _REWRITES:
        if hint in folded:
            folded = pattern.sub(replacement, folded)
    return folded

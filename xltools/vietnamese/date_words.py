"""Text of a time cell → tokens: the words and marks people use around dates.

The grammar that makes periods of them is in ``dates``.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from xltools.vietnamese.text import unmark

NUMBERS = "numbers"  # a run of numbers joined by / . or - : one date or a part of one
RANGE, LIST, FROM, NOW = "range", "list", "from", "now"
DAY, MONTH, QUARTER, YEAR = "day", "month", "quarter", "year"
WEEKDAY = "weekday"
UNKNOWN = "unknown"

_LINE, _NOISE = "line", "noise"
_HOUR = r"\d{1,2}\s*(?:gio(?:\s*\d{2}(?:\s*phut|(?!\s*[/.\-\d])))?|[hg]\d{0,2}(?![a-z])|:\d{2}(?::\d{2})?)"
_TOKEN = re.compile(
    rf"""
      (?P<hours>(?:\btu\s+)?{_HOUR}\s*(?:-|den)\s*{_HOUR})
    | (?P<hour>{_HOUR})
    | (?P<count>(?:^|(?<=[(,;:\n]))\s*\d{{1,3}}\s*ngay(?=\s*(?:$|[),;:(\n]|tu\b)))
    | (?P<iso>\d{{4}}-\d{{1,2}}-\d{{1,2}}t[\d:.]+z?)
    | (?P<weekday>thu\s*(?:hai|ba|tu|nam|sau|bay|[2-7])(?![/.\-\da-z])|chu\s*nhat|\bcn\b|\bt[2-7]\b)
    | (?P<round>(?:dot|lan)\s*(?:thu\s*)?(?:\d+|[ivx]+|mot|hai|ba|nhat)(?![/.\-\da-z])\s*[:.,]?)
    | (?P<numbers>\d+(?:(?:\s*/\s*|[.\-])\d+)*)
    | (?P<range>den(?![a-z])|[-=]>|[-→⇒➔➜⟶↔~÷>]+)
    | (?P<list>va(?![a-z])|[,;&+])
    | (?P<line>\n)
    | (?P<now>nay(?![a-z]))
    | (?P<from>tu(?![a-z]))
    | (?P<day>ngay(?![a-z]))
    | (?P<month>thang(?![a-z]))
    | (?P<quarter>quy(?![a-z]))
    | (?P<year>nam(?![a-z]))
    | (?P<noise>(?:mung|mong|cac|trong|vao|luc|cho|het|tinh|ke|ca|buoi|sang|trua|chieu|du\ kien|duong\ lich)(?![a-z])
        |[()\[\]:"']|\.(?=\s|$|[,;)]))
    | (?P<unknown>[^\W\d]+|\S)
    """,
    re.VERBOSE,
)
_WEEKDAYS = {"2": 0, "hai": 0, "3": 1, "ba": 1, "4": 2, "tu": 2, "5": 3, "nam": 3, "6": 4, "sau": 4, "7": 5, "bay": 5}
_ROMAN = re.compile(r"(?<![a-z])(?:iv|i{1,3})(?![a-z])")
_ROMAN_QUARTERS = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_EVENING = re.compile(r"(?<!\w)tối(?!\w)", re.IGNORECASE)
_UNTIL = re.compile(r"(?<!\w)tới(?!\w)", re.IGNORECASE)
_LINE_BREAK = re.compile(r"[\r\n\v\f]+")
_BULLET = re.compile(r"\s*[-+*•●]\s*(?=\w)")
_ORDINAL = re.compile(r"\s*\d{1,2}[.)]\s+(?=\w)")
_BLANKS = re.compile(r"[^\S\n]+")


class Token(NamedTuple):
    """A word's meaning; ``numbers`` as typed (``("01", "4", "2023")``), or the weekday (0 = Monday)."""

    kind: str
    numbers: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Folded text of a time cell: line breaks kept, list bullets taken away, Roman quarters as digits."""
    text = unicodedata.normalize("NFC", text)
    # "tới" (until) and "tối" (evening) are one word once folded
    text = _UNTIL.sub("đến", _EVENING.sub("chiều", text))
    lines = [line for line in _LINE_BREAK.split(unmark(text)) if line.strip()]
    for bullet in (_BULLET, _ORDINAL):
        if len(lines) > 1 and all(bullet.match(line) for line in lines):
            lines = [bullet.sub("", line, count=1) for line in lines]
    folded = _BLANKS.sub(" ", "\n".join(lines)).strip()
    if "quy" in folded:
        folded = _ROMAN.sub(lambda match: _ROMAN_QUARTERS[match.group()], folded)
    return folded


def tokens(text: str) -> list[Token]:
    """The tokens of ``plain`` text, with hours, counts and noise gone and line breaks decided."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "numbers":
            found += _cluster(match.group())
        elif kind == "iso":
            found += _cluster(match.group()[:10].partition("t")[0])
        elif kind == "weekday":
            word = match.group()
            found.append(Token(WEEKDAY, (str(_WEEKDAYS.get(re.sub(r"^(thu|t)\s*", "", word), 6)),)))
        elif kind == "round":
            found.append(Token(LIST))
        elif kind not in ("hours", "hour", "count", _NOISE):
            found.append(Token(kind))
    return _decide_lines(found)


def _cluster(text: str) -> list[Token]:
    """``01/4-15/4/2023`` → two number tokens around a range: hyphens part, slashes and dots join.

    A hyphen joins only where nothing else makes sense: ``01-4-2023``, ``26/01-2023``.
    """
    groups = [tuple(re.findall(r"\d+", group)) for group in text.split("-")]
    if all(len(group) == 1 for group in groups) and len(groups) in (3, 6):
        singles = [group[0] for group in groups]
        triples = [tuple(singles[i : i + 3]) for i in range(0, len(singles), 3)]
        if all(len(triple[0]) == 4 or len(triple[2]) == 4 or len(groups) == 3 for triple in triples):
            groups = triples
    joined: list[tuple[str, ...]] = []
    for group in groups:
        if len(group) == 1 and len(group[0]) == 4 and joined and len(joined[-1]) == 2 and len(joined[-1][1]) < 3:
            joined[-1] += group
        else:
            joined.append(group)
    found: list[Token] = []
    for group in joined:
        found += [Token(RANGE), Token(NUMBERS, group)] if found else [Token(NUMBERS, group)]
    return found


def _decide_lines(found: list[Token]) -> list[Token]:
    """A line break ends a date only where the next line does not go on with it."""
    kept: list[Token] = []
    for place, token in enumerate(found):
        if token.kind == _LINE:
            following = found[place + 1].kind if place + 1 < len(found) else LIST
            before = kept[-1].kind if kept else LIST
            goes_on = following in (RANGE, LIST, YEAR) or (following == MONTH and _lone_day(kept))
            if before not in (NUMBERS, WEEKDAY) or goes_on:
                continue
            token = Token(LIST)
        if token.kind in (RANGE, LIST) and kept and kept[-1].kind == token.kind:
            continue
        kept.append(token)
    while kept and kept[-1].kind == LIST:
        kept.pop()
    return kept[1:] if kept and kept[0].kind == LIST else kept


def _lone_day(kept: list[Token]) -> bool:
    """Whether a number stands last that is a day still without its month."""
    return bool(kept) and len(kept[-1].numbers) == 1 and (len(kept) < 2 or kept[-2].kind != MONTH)

"""Plain text of a time cell → tokens: the words and marks people use around dates.

The grammar that makes points of them is in ``date_grammar``, the calendar in ``dates``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

NUMBERS = "numbers"  # a run of numbers joined by / . or - : one date or a part of one
RANGE, LIST, FROM, NOW = "range", "list", "from", "now"
DAY, MONTH, QUARTER, YEAR = "day", "month", "quarter", "year"
WEEKDAY = "weekday"
UNKNOWN = "unknown"

_LINE = "line"
_NEXT_DAY = 17  # o'clock in Greenwich: midnight in Vietnam
_HOUR = (
    r"\d{1,2}\s*(?:gio(?:\s*\d{2}(?:\s*phut|(?!\s*[/.\-\d])))?|[hg]\d{0,2}(?![a-z\d])"
    r"|:\d{2}(?::\d{2}(?:\.\d+)?)?(?!\d)(?:\s*(?:sa|ch)(?![a-z]))?)"
)
_COUNT = r"(?:\d{1,3}(?:[.,]\d{1,2})?|1/2|nua)\s*(?:ngay|buoi)"
_MAY_COUNT = re.compile(r"[\da]\s*(?:ngay|buoi)")
_TOKEN = re.compile(
    rf"""
      (?P<hours>(?:\btu\s+)?{_HOUR}\s*(?:-|den)\s*{_HOUR} | \btu\s+{_HOUR}(?=\s*\)?\s*(?:$|;)))
    | (?P<hour>{_HOUR})
    | (?P<count>(?:^|(?<=[(,;:\n]))\s*(?:trong\s+)?(?!1/2\s*\w+\s*\d){_COUNT}
        (?=\s*(?:$|[),;:(\n.]|tu\b|ke\b|ngay\b|\d)))
    | (?P<unclear>(?<![\d/.\-])1/2(?=\s*(?:ngay|buoi))|\(\d{{1,2}}\))
    | (?P<iso>\d{{4}}-\d{{1,2}}-\d{{1,2}}t(?P<clock>\d{{2}})[\d:.]*(?P<utc>z|\+00:?00)?(?:\+07:?00)?(?![\w+\-]))
    | (?P<weekday>thu\s*(?:hai|ba|tu|nam|sau|bay|[2-7])(?![/.\-\da-z])|chu\s*nhat|\bcn\b|\bt[2-7]\b)
    | (?P<round>(?:dot|lan)\s*(?:thu\s*)?(?:\d+|[ivx]+|mot|hai|ba|nhat)(?![/.\-\da-z])\s*[:.,\-]?)
    | (?P<letter>(?:^|(?<=[;,\n]))\s*[a-e]\))
    | (?P<numbers>\d+(?:(?:\s*/\s*|[.\-])\d+)*)
    | (?P<range>[,;]?\s*(?:den|het|ket\ thuc|ngay\ ve)(?![a-z])|[-=]+>|[-→⇒➔➜⟶↔~∼÷>]+)
    | (?P<list>va(?![a-z])|[,;&+])
    | (?P<line>\n)
    | (?P<now>nay(?![a-z]))
    | (?P<from>(?:tu|bat\ dau|khoi\ hanh|ngay\ di)(?![a-z]))
    | (?P<all_day>ca\ ngay(?!\s*\d))
    | (?P<day>ngay(?![a-z]))
    | (?P<month>thang(?![a-z]))
    | (?P<quarter>quy(?![a-z]))
    | (?P<year>nam(?![a-z]))
    | (?P<week>tuan(?=\s*(?:tu\b|ngay\b|(?:[6-9]|[0-3]\d)\s*-\s*\d{{1,2}}/\d{{1,2}})))
    | (?P<noise>(?:mung|mong|cac|trong|vao|luc|cho|tinh|ke|ca|buoi|sang|trua|chieu|dem|du\ kien|duong\ lich
        |thoi\ gian)(?![a-z])|[()\[\]:"']|\.(?=\s|$|[,;)]))
    | (?P<unknown>[^\W\d]+|\S)
    """,
    re.VERBOSE,
)
_NO_MEANING = frozenset(("hours", "hour", "count", "letter", "all_day", "week", "noise"))
_WEEKDAYS = {"2": 0, "hai": 0, "3": 1, "ba": 1, "4": 2, "tu": 2, "5": 3, "nam": 3, "6": 4, "sau": 4, "7": 5, "bay": 5}


class Token(NamedTuple):
    """A word's meaning; ``numbers`` as typed (``("01", "4", "2023")``), or the weekday (0 = Monday)."""

    kind: str
    numbers: tuple[str, ...] = ()


def tokens(text: str) -> list[Token]:
    """The tokens of ``plain`` text, with hours, counts and noise gone and line breaks decided."""
    found: list[Token] = []
    before = ""
    for match in _TOKEN.finditer(text):
        kind, last = match.lastgroup or "", before
        before = kind
        if kind == "numbers":
            found += _cluster(match.group())
        elif kind == "iso":
            found += _cluster(match.group().partition("t")[0]) if not _next_day(match) else [Token(UNKNOWN)]
        elif kind == "weekday":
            word = match.group()
            found.append(Token(WEEKDAY, (str(_WEEKDAYS.get(re.sub(r"^(thu|t)\s*", "", word), 6)),)))
        elif kind == "round":
            # "1 đợt 1: …" is no day before its round
            found.append(Token(UNKNOWN if found and len(found[-1].numbers) == 1 else LIST))
        elif kind == LIST and last == "hour" and found and found[-1].kind in (RANGE, FROM):
            pass  # the comma of "… đến 17h00, ngày 05/4"
        elif kind not in _NO_MEANING:
            found.append(Token(UNKNOWN if kind == "unclear" else kind))
    return _decide_lines(found)


def counts(text: str) -> str:
    """The day counts beside the dates of ``plain`` text, as a sum: ``15 ngay + 15 ngay``; ``""`` for none."""
    if not _MAY_COUNT.search(text):
        return ""
    found = (match for match in _TOKEN.finditer(text) if match.lastgroup == "count")
    return " + ".join(match.group().replace("trong", "").strip() for match in found)


def _next_day(iso: re.Match[str]) -> bool:
    """Whether ISO text of Greenwich time is already the next day in Vietnam."""
    return bool(iso["utc"]) and int(iso["clock"]) >= _NEXT_DAY


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
        if token.kind in (RANGE, LIST, FROM) and kept and kept[-1].kind == token.kind:
            continue
        kept.append(token)
    while kept and kept[-1].kind == LIST:
        kept.pop()
    return kept[1:] if kept and kept[0].kind == LIST else kept


def _lone_day(kept: list[Token]) -> bool:
    """Whether a number stands last that is a day still without its month."""
    return bool(kept) and len(kept[-1].numbers) == 1 and (len(kept) < 2 or kept[-2].kind != MONTH)

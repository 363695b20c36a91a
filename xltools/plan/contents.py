"""The content column: code, wording or paraphrase → content codes of the plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from xltools.model import Finding
from xltools.plan.plan import Content
from xltools.vietnamese.text import bracketed, clean_lines, doubted, fold

_LONGEST = 2000  # characters compared; contents are named at the beginning
_ALIKE = 0.6  # share of common words from which a wording is proposed
_BEGINNING = 4  # words from which the beginning of a wording is the wording
_DISTINCT = 4  # words a wording needs to be proposed where it stands inside other words
_FEW = 4  # words of a remark
_CODE = r"\d+(?:\.\d+)+"
_NAMED = r"(?:(?:theo|tai|thuc hien|tu)\s+)?(?:(?:cac\s+)?(?:muc|noi dung|nd|diem|khoan|so|ma)[\s:]*)*"
_LISTED = r"(?:(?:\d{1,2}|[a-hivx]+)\s*[).:/]\s+)?"
_CODE_AT_START = re.compile(rf"\W*{_LISTED}\W*{_NAMED}({_CODE})(?![\d/])\.?")
_CODE_NAMED = re.compile(rf"\b(?:muc|noi dung|nd|diem)\s*(?:so\s*)?({_CODE})(?![\d/])")
_CODE_NEXT = re.compile(rf"[^\w-]*({_CODE})(?![\d/])\.?")
_CODE_LATER = re.compile(rf"(?<![\d./,-])(?<!ngay )(?<!tu )(?<!den )({_CODE})(?![\d./]|,\d|\s*(?:-|den|ngay|buoi|km))")
_NOT_DONE = re.compile(rf"\b(?:khong|chua|hoan|huy|bo)\b[^\d\n]{{0,40}}\b({_CODE})(?![\d/])")
_RANGE = re.compile(rf"\s*(?:-|den|toi)\s*(?:{_NAMED})({_CODE})(?![\d/])\.?")
_ARROW = re.compile(rf"\s*(?:-+>|=+>|[→⇒➔➜])\s*(?:{_NAMED})({_CODE})(?![\d/])")
_BOXES = re.compile(r"[☐□▢❏❑]|\[\s*\]|\(\s+\)")  # left empty: which of several codes are ticked is not sure
_ANY_CODE = re.compile(rf"(?<![\d.]){_CODE}(?![\d/])")
_AND_OTHERS = re.compile(
    r"(?:^|\b(?:va|cung)\s|[,;+&])\s*(?:(?:cac|mot so|nhieu)\s)?"
    r"(?:(?:noi dung|cong tac|hoat dong|viec|nhiem vu)\s)?khac\W*$"
)
_BARE_NUMBER = re.compile(r"\W*\d{1,2}\W*")  # "1.2, 5": half a code
_SECTION = re.compile(r"(?<![\w.])ii\.\s?(?=\d\.\d)")  # II.1.2: the section of a plan that holds its contents
_COMMA_CODE = re.compile(r"(?:^|(?<=[;\n+&/])|(?<=va ))(\s*)(\d),(\d)(?![\d.,]|\s*(?:ngay|buoi|dot|tuan|gio|km|trieu))")
_ITEMS = re.compile(
    r"\s*(?:[;\n+&]|,(?=\s*(?:muc\s*)?\d+\.\d)|\bva\b(?=\s*(?:muc\s*|noi dung\s*)?\d+\.\d)|/(?=\s*\d+\.\d))\s*"
)
_COUNTED = re.compile(r"\s*(?:ngay|buoi)\W*")  # "1.1 ngày" in a column of codes
_UNFILLED = re.compile(r"[\s.…_,;:/\-–]*")
_LIST_MARK = re.compile(r"\W*(?:(?:\d{1,2}|[a-h]|[ivx]+)\s*[).:/-]\s*(?=[^\W\d]))?")
_DATE = re.compile(r"0?(\d{1,2})[/-]0?(\d{1,2})(?:[/-]\d{2,4})?")
_NEUTRAL = frozenset(("di", "tham", "gia", "du", "cong", "tac", "thuc", "hien", "cung", "va", "ket", "hop", "voi"))
_NEGATED = frozenset(("khong", "chua", "hoan", "huy", "mien"))
_SERIAL_DAYS = range(36526, 55154)  # the years 2000 to 2050 as a spreadsheet counts days
_DAY_ZERO = date(1899, 12, 30)


Phrase = tuple[tuple[str, ...], str, str]
"""The words of a wording; the code it stands for (of a topic the heading's); the content's name."""

Found = tuple[tuple[str, ...], tuple[Finding, ...]]
"""The content codes of a cell in the order of the plan, and what is odd about it."""


class _Item(NamedTuple):
    """What an item of a cell names: codes ``typed``, wordings, those only inside other words, what was not done."""

    typed: tuple[str, ...] = ()
    worded: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    negated: tuple[str, ...] = ()


class ContentIndex:
    """The contents of a plan, searchable as typed."""

    def __init__(self, contents: Sequence[Content]) -> None:
        self._order = {content.code: place for place, content in enumerate(contents)}
        self._names = {content.code: content.name for content in contents}
        phrases = {
            _words(wording): (_words(wording), content.parent or content.code, content.name)
            for content in contents
            for wording in (content.name, content.name.partition(":")[0], *content.phrases)
        }
        # the longest first: a topic that quotes another heading is the topic
        self._phrases = sorted(
            (phrase for words, phrase in phrases.items() if words), key=lambda phrase: (-len(phrase[0]), phrase[1])
        )
        self._memo: dict[str, Found] = {}

    def parse(self, value: str | float | None) -> Found:
        """The contents of a cell.

        A typed code counts as typed (a topic's too); a wording that the cell or an item of it begins with gives the
        heading, for a topic its parent. Issues: C101 nothing recognised, a code the plan lacks or that is a range or a
        date, C103 not filled in; with codes C102: recognised by similarity or inside other words only, or the wording
        behind a code is another content's.
        """
        if isinstance(value, str):
            text = value
        else:
            text = "" if value is None else f"{value:.10g}"
            if f"{text}0" in self._order:  # a program made 1.1 of 1.10
                either = [code for code in (text, f"{text}0") if code in self._order]
                return ((), (Finding("C101", expected="; ".join(either)),))
        found = self._memo.get(text)
        if found is None:
            found = self._memo[text] = self._parse(text)
        return found

    def _parse(self, text: str) -> Found:
        if _UNFILLED.fullmatch(text):
            return ((), (Finding("C103"),))
        folded = "\n".join(fold(line) for line in clean_lines(text[:_LONGEST]))
        if turned := self._turned(folded):
            return ((), (Finding("C101", expected="; ".join(turned)),))
        if _BOXES.search(folded) and (boxed := [c for c in _ANY_CODE.findall(folded) if c in self._order]):
            return ((), (Finding("C101", expected="; ".join(dict.fromkeys(boxed))),))
        folded = _COMMA_CODE.sub(r"\1\2.\3", _SECTION.sub("", folded))
        issues: list[Finding] = []
        items = [self._read_item(item, issues) for item in _ITEMS.split(folded) if item]
        codes = [code for item in items for code in (item.typed or item.worded)]
        if not codes and issues:
            return ((), (issues[0],))
        if not codes:  # a wording may be broken by a line or hold a semicolon itself
            items = [self._wordings(_words(_LIST_MARK.sub("", folded, count=1)))]
            codes = [*items[0].worded]
        if not any(item.typed for item in items):
            mentioned = [code for item in items for code in item.mentioned if code not in codes]
            negated = [code for item in items for code in item.negated if code not in codes]
            codes = codes or mentioned
            issues += [Finding("C102", expected=self._called(codes))] if mentioned else []
            issues += [Finding("C101", expected=self._called(negated))] if negated else []
        if not codes:
            return ((), tuple(issues)) if issues else self._by_similarity(folded)
        if any(map(_AND_OTHERS.search, _ITEMS.split(folded))) or any(map(_is_doubt, bracketed(folded))):
            issues.append(Finding("C102", expected=self._called(codes)))
        in_order = sorted(dict.fromkeys(codes), key=self._order.__getitem__)
        return tuple(in_order), tuple(dict.fromkeys(issues))

    def _turned(self, folded: str) -> list[str]:
        """Codes that a program may have turned into this date or number: 1.5 into 1 May or 5 January, 1,1 into 11."""
        if folded.isdecimal() and len(folded) == 2:
            pairs = [(folded[0], folded[1])]
        elif folded.isdecimal() and len(folded) == 5 and int(folded) in _SERIAL_DAYS:
            day = _DAY_ZERO + timedelta(days=int(folded))
            pairs = [(str(day.day), str(day.month)), (str(day.month), str(day.day))]
        elif found := _DATE.fullmatch(folded):
            pairs = [(found[1], found[2]), (found[2], found[1])]
        else:
            return []
        return [code for code in dict.fromkeys(".".join(pair) for pair in pairs) if code in self._order]

    def _called(self, codes: Sequence[str]) -> str:
        return "; ".join(f"{code} {self._names[code]}" for code in dict.fromkeys(codes))

    def _read_item(self, item: str, issues: list[Finding]) -> _Item:
        match = _CODE_AT_START.match(item)
        meant = _not_named(item, match)
        if meant is not None:
            issues.append(Finding("C101", expected=meant))
            return _Item()
        if match is None:
            typed = list(dict.fromkeys(_CODE_NAMED.findall(item)))
            rest = _LIST_MARK.sub("", item, count=1)
        else:
            typed, rest = [match[1]], item[match.end() :]
            to = _RANGE.match(rest)
            unclear = _ARROW.match(rest) or (None if to and self._neighbours(match[1], to[1]) else to)
            if unclear:
                issues.append(Finding("C101", expected=f"{match[1]}; {unclear[1]}"))
                return _Item()
            while following := to or _CODE_NEXT.match(rest):
                typed.append(following[1])
                rest, to = rest[following.end() :], None
            typed += [code for code in _CODE_NAMED.findall(rest) if code not in typed]
        known = tuple(code for code in typed if code in self._order)
        if len(known) < len(typed):
            issues.append(Finding("C101", expected="; ".join(code for code in self._order if code.count(".") == 1)))
        if typed and not known:
            return _Item()
        found = self._wordings(_words(rest))
        if not known:
            return found._replace(mentioned=(*found.mentioned, *self._begun_later(rest, found)))
        headings = {self._heading(code) for code in known}
        later = [code for code in _CODE_LATER.findall(rest) if code in self._order and code not in known]
        if found.worded and headings.isdisjoint(found.worded):
            issues.append(Finding("C102", expected=self._called(found.worded[:1])))
        elif later or rest.startswith("?"):
            issues.append(Finding("C102", expected=self._called(known)))
        return _Item(known)

    def _neighbours(self, first: str, last: str) -> bool:
        """Whether a range of codes is the same as the two: ``1.4 - 1.5``."""
        headings = [code for code in self._order if code.count(".") == first.count(".")]
        return (first, last) in pairwise(headings)

    def _heading(self, code: str) -> str:
        """``1.3.4`` → ``1.3``, if the plan has it."""
        parent = code.rpartition(".")[0]
        return parent if parent in self._order else code

    def _wordings(self, words: tuple[str, ...]) -> _Item:
        """Wordings that the words begin with, or are the beginning of; ``và`` joins more, ``đi`` changes nothing."""
        if len(words) >= _BEGINNING:
            whole = {code for begins, code, _ in self._phrases if begins[: len(words)] == words}
            if len(whole) == 1:
                return _Item(worded=tuple(whole))
        worded: list[str] = []
        mentioned: list[str] = []
        negated: list[str] = []
        reached, begun = 0, True
        for start, end, (wording, code, _) in self._places(words):
            between = words[reached:start]
            called = begun and (_NEUTRAL.issuperset(between) or (bool(worded) and between[-1] == "va"))
            if not _NEGATED.isdisjoint(between):
                negated.append(code)
            elif called:
                worded.append(code)
            elif len(wording) >= _DISTINCT:
                mentioned.append(code)
            reached, begun = end, called
        return _Item((), tuple(worded), tuple(mentioned), tuple(negated))

    def _begun_later(self, text: str, found: _Item) -> list[str]:
        begun = []
        for part in text.split(",")[1:] if found.worded else ():
            words = _words(part)
            codes = {c for begins, c, _ in self._phrases if len(words) >= _BEGINNING and begins[: len(words)] == words}
            begun += list(codes - {*found.worded, *found.mentioned}) if len(codes) == 1 else []
        return begun

    def _places(self, words: tuple[str, ...]) -> list[tuple[int, int, Phrase]]:
        taken: list[tuple[int, int, Phrase]] = []
        text = f" {' '.join(words)} "
        for phrase in self._phrases:
            wording = f" {' '.join(phrase[0])} "
            at = text.find(wording)
            while at >= 0:
                start = text[:at].count(" ")
                end = start + len(phrase[0])
                if all(end <= first or last <= start for first, last, _ in taken):
                    taken.append((start, end, phrase))
                at = text.find(wording, at + 1)
        return sorted(taken)

    def _by_similarity(self, folded: str) -> Found:
        """The one heading whose wording shares most words with the text; proposed with a warning."""
        words = set(_words(folded))
        best: dict[str, tuple[float, str]] = {}
        for phrase, code, name in self._phrases:
            wording = set(phrase)
            common = len(words & wording)
            share = 2 * common / (len(words) + len(wording))
            if common >= 3 and share >= _ALIKE and share > best.get(code, (0.0, ""))[0]:
                best[code] = share, name
        ranked = sorted(best.items(), key=lambda hit: -hit[1][0])
        if not ranked or (len(ranked) > 1 and ranked[0][1][0] - ranked[1][1][0] < 0.1):
            return ((), (Finding("C101", expected="; ".join(code for code, _ in ranked)),))
        code, (_, name) = ranked[0]
        return ((code,), (Finding("C102", expected=f"{code} {self._names.get(code, name)}"),))


def _not_named(item: str, start: re.Match[str] | None) -> str | None:
    """What may be meant by an item that names no content: half a code, or a code that was not done; else ``None``."""
    rest = item[start.end() :] if start else item
    if _BARE_NUMBER.fullmatch(rest) or (start and _COUNTED.fullmatch(rest)):
        return start[1] if start else ""
    left_out = None if start else _NOT_DONE.search(item)
    return left_out[1] if left_out else None


def _is_doubt(remark: str) -> bool:
    """Whether a few words in brackets doubt the contents; a longer bracket tells what was done."""
    return len(remark.split()) <= _FEW and doubted(remark)


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+", fold(text)))

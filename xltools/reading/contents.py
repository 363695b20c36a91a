"""The content column: code, wording or paraphrase → content codes of the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xltools.plan.plan import Content
from xltools.vietnamese.parsed import Issue
from xltools.vietnamese.text import clean_lines, fold

_LONGEST = 2000  # characters compared; contents are named at the beginning
_ALIKE = 0.6  # share of common words from which a wording is proposed
_NAMED = r"(?:(?:theo|tai|thuc hien)\s+)?(?:(?:muc|noi dung|nd|diem|khoan|so|ma)\s*(?:so\s*)?)*"
_CODE_AT_START = re.compile(rf"\W*{_NAMED}(\d+(?:\.\d+)+)(?![\d/])\.?")
_CODE_NAMED = re.compile(r"\b(?:muc|noi dung|nd|diem)\s*(?:so\s*)?(\d+(?:\.\d+)+)(?![\d/])")
_COMMA_CODE = re.compile(r"\d,\d")
_ITEMS = re.compile(
    r"\s*(?:[;\n+&]|,(?=\s*(?:muc\s*)?\d+\.\d)|\bva\b(?=\s*(?:muc\s*|noi dung\s*)?\d+\.\d)|/(?=\s*\d+\.\d))\s*"
)
_UNFILLED = re.compile(r"[\s.…_,;:/\-–]*")
_LIST_NUMBER = re.compile(r"\d{1,2}\s*[).]\s+(?=\D)")


class Contents(NamedTuple):
    """Content codes of one cell in the order of the plan, and what is odd."""

    codes: tuple[str, ...]
    issues: tuple[Issue, ...] = ()


class _Phrase(NamedTuple):
    words: tuple[str, ...]
    code: str  # of the heading, for a topic its parent
    name: str


class ContentIndex:
    """The contents of a plan, searchable as typed."""

    def __init__(self, contents: Sequence[Content]) -> None:
        self._order = {content.code: place for place, content in enumerate(contents)}
        self._names = {content.code: content.name for content in contents}
        phrases = {
            _words(wording): _Phrase(_words(wording), content.parent or content.code, content.name)
            for content in contents
            for wording in (content.name, content.name.partition(":")[0], *content.phrases)
        }
        # the longest first: a topic that quotes another heading is the topic
        self._phrases = sorted((p for words, p in phrases.items() if words), key=lambda p: (-len(p.words), p.code))
        self._memo: dict[str, Contents] = {}

    def parse(self, value: str | float | None) -> Contents:
        """The contents of a cell.

        A typed code counts as typed (a topic's too); a wording gives the heading, for a topic its
        parent. Issues: C101 nothing recognised or a code the plan lacks, C103 not filled in; with codes
        C102: recognised by similarity only, or the wording behind a code is another content's.
        """
        if isinstance(value, str):
            text = value
        else:
            text = "" if value is None else f"{value:.10g}"
            if f"{text}0" in self._order:  # a program made 1.1 of 1.10
                return Contents(
                    (), (Issue("C101", "; ".join(code for code in (text, f"{text}0") if code in self._order)),)
                )
        found = self._memo.get(text)
        if found is None:
            found = self._memo[text] = self._parse(text)
        return found

    def _parse(self, text: str) -> Contents:
        if _UNFILLED.fullmatch(text):
            return Contents((), (Issue("C103"),))
        codes: list[str] = []
        issues: list[Issue] = []
        folded = "\n".join(fold(line) for line in clean_lines(text[:_LONGEST]))
        for item in _ITEMS.split(folded):
            if item:
                self._read_item(item, codes, issues)
        if not codes:
            if issues:
                return Contents((), (issues[0],))
            # a wording may be broken by a line or hold a semicolon itself
            codes = [phrase.code for phrase in self._wordings(_words(folded))]
            if not codes:
                return self._by_similarity(folded)
        in_order = sorted(dict.fromkeys(codes), key=self._order.__getitem__)
        return Contents(tuple(in_order), tuple(dict.fromkeys(issues)))

    def _read_item(self, item: str, codes: list[str], issues: list[Issue]) -> None:
        if _COMMA_CODE.fullmatch(item):
            item = item.replace(",", ".")
        match = _CODE_AT_START.match(item)
        typed = [match.group(1)] if match else []
        typed += [code for code in _CODE_NAMED.findall(item) if code not in typed]
        known = [code for code in typed if code in self._order]
        if typed and not known:
            issues.append(Issue("C101", "; ".join(code for code in self._order if code.count(".") == 1)))
            return
        rest = item[match.end() :] if match else _LIST_NUMBER.sub("", item, count=1)
        worded = list(dict.fromkeys(phrase.code for phrase in self._wordings(_words(rest))))
        codes += known or worded
        headings = {self._heading(code) for code in known}
        if known and worded and headings.isdisjoint(worded):
            issues.append(Issue("C102", f"{worded[0]} {self._names[worded[0]]}"))

    def _heading(self, code: str) -> str:
        """``1.3.4`` → ``1.3``, if the plan has it."""
        parent = code.rpartition(".")[0]
        return parent if parent in self._order else code

    def _wordings(self, words: tuple[str, ...]) -> Iterator[_Phrase]:
        """Wordings that stand in the text whole, or of which the text is the beginning; longest first, none twice."""
        left = f" {' '.join(words)} "
        if len(words) > 2:
            whole = [phrase for phrase in self._phrases if phrase.words[: len(words)] == words]
            if len({phrase.code for phrase in whole}) == 1:
                yield whole[0]
                return
        for phrase in self._phrases:
            wording = f" {' '.join(phrase.words)} "
            if wording in left:
                left = left.replace(wording, " | ")
                yield phrase

    def _by_similarity(self, folded: str) -> Contents:
        """The one heading whose wording shares most words with the text; proposed with a warning."""
        words = set(_words(folded))
        best: dict[str, tuple[float, str]] = {}
        for phrase in self._phrases:
            wording = set(phrase.words)
            common = len(words & wording)
            share = 2 * common / (len(words) + len(wording))
            if common >= 3 and share >= _ALIKE and share > best.get(phrase.code, (0.0, ""))[0]:
                best[phrase.code] = share, phrase.name
        ranked = sorted(best.items(), key=lambda hit: -hit[1][0])
        if not ranked or (len(ranked) > 1 and ranked[0][1][0] - ranked[1][1][0] < 0.1):
            return Contents((), (Issue("C101", "; ".join(code for code, _ in ranked)),))
        code, (_, name) = ranked[0]
        return Contents((code,), (Issue("C102", f"{code} {self._names.get(code, name)}"),))


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+", fold(text)))

"""People: names matched exactly, never by similarity; titles put to groups and ranks.

``Anh`` and ``Ánh``, ``Lan`` and ``Loan`` are different people. What does not match exactly is
reported with the names the sender may have meant.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from xltools.model import Finding, Person
from xltools.vietnamese.text import clean, fold, spelling
from xltools.vietnamese.typed_names import TypedName, take_apart

Groups = Sequence[tuple[str, Sequence[str]]]
"""Group codes with their title keywords, highest rank first."""

_NEAREST = 3
_MANY = 60
_LONGEST_NAME = 6  # words
_CODES = re.compile(r"\w+(?:[-._]\w+)*")
_CLAUSES = re.compile(r"[,;]|\bkiem\b|\s-\s")
_SHORT = {
    "pcvp": "pho chanh van phong",
    "cvp": "chanh van phong",
    "vp": "van phong",
    "pbt": "pho bi thu",
    "bt": "bi thu",
}
_SHORT |= {"ptb": "pho truong ban"}
# duties that decide about exemption: with one of them a title alone settles nothing
_DUTIES = re.compile(r"\b(?:ke toan|van thu|thu quy|thi dua)\b")
# secretaries below or beside the province office
_OTHER_UNION = re.compile(
    r"\b(?:co quan|chi doan|chi bo|dang uy|doan co so|(?:huyen|thi|thanh|xa|phuong) doan|doan (?:xa|phuong|truong))\b"
)


class Match(NamedTuple):
    """The person meant, and what is odd about it."""

    person: Person | None
    issue: Finding | None = None


class NameIndex:
    """The roster, searchable by name as typed."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._everybody = list(people)
        self._by_name: dict[str, list[Person]] = {}
        self._by_letters: dict[str, list[Person]] = {}
        self._by_unit: dict[str, list[Person]] = {}
        self._by_given_name: dict[str, list[Person]] = {}
        self._by_id: dict[str, Person] = {}
        self._memo: dict[tuple[str, str | None, str], Match] = {}
        for person in self._everybody:
            self._by_name.setdefault(spelling(person.name), []).append(person)
            self._by_letters.setdefault(fold(person.name), []).append(person)
            self._by_unit.setdefault(person.unit, []).append(person)
            self._by_given_name.setdefault(fold(person.name).rpartition(" ")[2], []).append(person)
            self._by_id[person.id.casefold()] = person

    def find(self, text: str, unit: str | None, title: str = "") -> Match:
        """Who a cell names in ``unit`` (``None``: unit unknown, the whole roster is asked).

        ``title`` is what the form says elsewhere; a title or an id beside the name tells namesakes apart too.
        Issues: N101 nobody (expected: nearest names), N102 only without marks (expected: the one
        name), N103 several people and nothing settles it, N105 found in another unit, N109 several names.
        """
        key = (text, unit, title)
        found = self._memo.get(key)
        if found is None:
            found = self._memo[key] = self._find(text, unit, title)
        return found

    def _find(self, text: str, unit: str | None, title: str) -> Match:
        typed = take_apart(text)
        # as typed first: a family name may look like a form of address (Ông, Anh) or like a title (Bí)
        everywhere = self._named(clean(text), typed.joined)
        if not everywhere:
            everywhere = self._named(*typed.addressed[::-1], typed.name)
            others = (*typed.others, *self._beside(typed, everywhere))
            if others:
                names = [name for name in (typed.name, *others) if name]
                return Match(None, Finding("N109", expected="; ".join(dict.fromkeys(names))))
        candidates = [person for person in everywhere if person.unit == unit] or everywhere
        if by_id := self._by_ids(typed, everywhere):
            fitting = [person for person in everywhere if person.id in {one.id for one in by_id}]
            if not fitting and not typed.name and len(by_id) == 1:
                fitting = by_id  # the id alone
            if not fitting:
                return Match(None, Finding("N101", expected="; ".join(map(_label, [*candidates, *by_id]))))
            candidates = fitting
        if not candidates:
            return self._unknown(typed.name or clean(text), unit)
        person = _only(candidates, (title, *typed.beside))
        if person is None:
            return Match(None, Finding("N103", expected="; ".join(_label(candidate) for candidate in candidates)))
        elsewhere = unit is not None and person.unit != unit
        return Match(person, Finding("N105", expected=person.unit) if elsewhere else None)

    def _named(self, *names: str) -> list[Person]:
        return next((people for name in names if (people := self._by_name.get(spelling(name)))), [])

    def _beside(self, typed: TypedName, found: list[Person]) -> list[str]:
        """Names of other people of the roster in what stands beside the name."""
        names = {}
        for part in typed.beside:
            words = fold(part).split()
            for first in range(len(words)):
                for last in range(first + 2, min(first + _LONGEST_NAME, len(words)) + 1):
                    for person in self._by_letters.get(" ".join(words[first:last]), []):
                        names[person.name] = person
        return [name for name, person in names.items() if person not in found]

    def _by_ids(self, typed: TypedName, found: list[Person]) -> list[Person]:
        """The people whose ids stand beside the name; a bare number may be anything, and only tells namesakes apart."""
        codes = [code.casefold() for part in typed.beside for code in _CODES.findall(part)]
        known = [self._by_id[code] for code in codes if code in self._by_id]
        return [person for person in known if not person.id.isdigit() or person.id in {one.id for one in found}]

    def _unknown(self, name: str, unit: str | None) -> Match:
        bare = self._by_letters.get(fold(name), [])
        same_letters = [person for person in bare if person.unit == unit] or bare
        if len({person.id for person in same_letters}) == 1 and _lacks_marks(name, same_letters[0].name):
            return Match(None, Finding("N102", expected=same_letters[0].name))
        return Match(None, Finding("N101", expected="; ".join(self._nearest(name, unit, same_letters))))

    def _nearest(self, name: str, unit: str | None, same_letters: list[Person]) -> list[str]:
        letters = fold(name)[:80]
        people = self._by_unit.get(unit or "") or self._everybody
        if len(people) > _MANY:  # comparing with thousands of names takes too long
            people = self._by_given_name.get(letters.rpartition(" ")[2], [])[:_MANY]
        by_letters = {fold(person.name): person.name for person in people}
        near = difflib.get_close_matches(letters, by_letters, n=_NEAREST, cutoff=0.6)
        names = [person.name for person in same_letters] + [by_letters[match] for match in near]
        return list(dict.fromkeys(names))[:_NEAREST]


def _only(candidates: list[Person], titles: Iterable[str]) -> Person | None:
    if len({person.id for person in candidates}) == 1:
        return candidates[0]
    for title in titles:
        fitting = [person for person in candidates if title and titles_agree(title, person.title)]
        if len({person.id for person in fitting}) == 1:
            return fitting[0]
    return None


def _lacks_marks(typed: str, name: str) -> bool:
    """Whether a name of the same letters has no mark that the other lacks: ``Nguyen Thị Lan``, not ``Trần Ảnh``."""
    for word, full in zip(spelling(typed).split(), spelling(name).split(), strict=True):
        marks = Counter(filter(unicodedata.combining, unicodedata.normalize("NFD", word)))
        if marks - Counter(unicodedata.normalize("NFD", full)) or word.count("đ") > full.count("đ"):
            return False
    return True


def _label(person: Person) -> str:
    return f"{person.name} ({person.title}, {person.id})" if person.title else f"{person.name} ({person.id})"


@lru_cache(maxsize=4096)
def titles_agree(typed: str, roster: str) -> bool:
    """Whether one title says no more than the other: ``Trưởng ban`` and ``Trưởng Ban Tuyên giáo``."""
    short, long = sorted((_title_words(typed), _title_words(roster)), key=len)
    if not short:
        return not long
    return long[: len(short)] == short


def _title_words(title: str) -> list[str]:
    return [part for word in re.findall(r"[a-z0-9]+", fold(title)) for part in _SHORT.get(word, word).split()]


def group_from_title(title: str, groups: Groups) -> str:
    """Proposed group code, ``""`` where a person must decide.

    A title says nothing certain when it names duties that exempt (``kiêm kế toán``, ``thủ quỹ``) or
    when its parts belong to different groups.
    """
    if _DUTIES.search(fold(title)):
        return ""
    codes = {hit[0] for clause in _clauses(title) if (hit := _hit(clause, groups))}
    return codes.pop() if len(codes) == 1 else ""


def rank_of(title: str, groups: Groups) -> int:
    """Place of the title among all keywords of the groups, 0 the highest; behind all of them if none fits."""
    ranks = [hit[1] for clause in _clauses(title) if (hit := _hit(clause, groups))]
    return min(ranks, default=sum(len(titles) for _, titles in groups))


def _clauses(title: str) -> list[tuple[str, ...]]:
    clauses = [clause for clause in _CLAUSES.split(fold(title)) if not _OTHER_UNION.search(clause)]
    return [words for clause in clauses if (words := tuple(_title_words(clause)))]


def _hit(clause: tuple[str, ...], groups: Groups) -> tuple[str, int] | None:
    """(group, rank) of the longest keyword found in the clause; ``None`` if no keyword is in it."""
    best: tuple[int, str, int] | None = None
    rank = 0
    for code, titles in groups:
        for keyword in titles:
            words = tuple(_title_words(keyword))
            if _contains(clause, words) and (best is None or len(words) > best[0]):
                best = len(words), code, rank
            rank += 1
    return best[1:] if best else None


def _contains(clause: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether the words stand in the clause in their order, with at most two others in between."""
    for start, word in enumerate(clause):
        if not words or word != words[0]:
            continue
        rest = iter(clause[start : start + len(words) + 2])
        if all(word in rest for word in words):
            return True
    return False

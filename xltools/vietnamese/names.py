"""People: names matched exactly, never by similarity; titles put to groups and ranks.

``Anh`` and ``Ánh``, ``Lan`` and ``Loan`` are different people. What does not match exactly is
reported with the names the sender may have meant.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from xltools.model import Person
from xltools.vietnamese.parsed import Issue
from xltools.vietnamese.text import clean, clean_lines, fold, spelling

Groups = Sequence[tuple[str, Sequence[str]]]
"""Group codes with their title keywords, highest rank first."""

_TITLE = (
    r"(?:(?:nguyen )?(?:pho|truong|chanh|quyen|ban|uv|cvp|pcvp)\b|(?:nguyen )?bi thu|chuyen vien|can bo|can su|uy vien"
    r"|chu tich|van thu|ke toan|phu trach|thu quy|giam doc)"
)
_TITLE_LINE = re.compile(_TITLE)
_ORDINAL = re.compile(r"^\d{1,3}\s*[.)]\s*")
_ADDRESS = re.compile(
    r"^(?:đồng\s+chí|đ\s*[/.]?\s*c(?:hí)?(?=[\W_])\s*[.:]?|dong\s+chi|ông\s*/\s*bà|ông|bà|anh\s*/\s*chị|anh|chị|cô|thầy)(?=[\s:.])[\s:.]*",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"\s*(?:[(\[].*|[,;].*|\s[-–—]\s.*)$")
_NEAREST = 3
_MANY = 60
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
    issue: Issue | None = None


@lru_cache(maxsize=16384)
def clean_name(text: str) -> str:
    """The name alone, spelled as typed: without numbering, ``Đ/c``, ``Ông/Bà``, a title behind it or below it."""
    lines = clean_lines(text)
    while len(lines) > 1 and (_TITLE_LINE.match(fold(lines[-1])) or lines[-1][0] in "([-–"):
        lines.pop()
    name = _BEHIND.sub("", _ORDINAL.sub("", clean(" ".join(lines))))
    while (shorter := _ADDRESS.sub("", name)) != name:
        name = shorter
    return name.strip(" .:;,-–")


class NameIndex:
    """The roster, searchable by name as typed."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._everybody = list(people)
        self._by_name: dict[str, list[Person]] = {}
        self._by_letters: dict[str, list[Person]] = {}
        self._by_unit: dict[str, list[Person]] = {}
        self._by_given_name: dict[str, list[Person]] = {}
        self._memo: dict[tuple[str, str | None, str], Match] = {}
        for person in self._everybody:
            self._by_name.setdefault(spelling(person.name), []).append(person)
            self._by_letters.setdefault(fold(person.name), []).append(person)
            self._by_unit.setdefault(person.unit, []).append(person)
            self._by_given_name.setdefault(fold(person.name).rpartition(" ")[2], []).append(person)

    def find(self, name: str, unit: str | None, title: str = "") -> Match:
        """Who ``name`` is in ``unit`` (``None``: unit unknown, the whole roster is asked).

        Issues: N101 nobody (expected: nearest names), N102 only without marks (expected: the one
        name), N103 several people and the title does not settle it, N105 found in another unit.
        """
        key = (name, unit, title)
        found = self._memo.get(key)
        if found is None:
            found = self._memo[key] = self._find(name, unit, title)
        return found

    def _find(self, name: str, unit: str | None, title: str) -> Match:
        # as typed first: a family name may look like a form of address (Ông, Anh)
        spellings = dict.fromkeys(spelling(form) for form in (clean(name), clean_name(name)))
        everywhere = next((people for key in spellings if (people := self._by_name.get(key))), [])
        here = [person for person in everywhere if person.unit == unit]
        if candidates := here or everywhere:
            person = _only(candidates, title)
            if person is None:
                return Match(None, Issue("N103", "; ".join(_label(candidate) for candidate in candidates)))
            elsewhere = unit is not None and person.unit != unit
            return Match(person, Issue("N105", person.unit) if elsewhere else None)
        bare = self._by_letters.get(fold(clean_name(name)), [])
        same_letters = [person for person in bare if person.unit == unit] or bare
        if len({person.id for person in same_letters}) == 1:
            return Match(None, Issue("N102", same_letters[0].name))
        return Match(None, Issue("N101", "; ".join(self._nearest(name, unit, same_letters))))

    def _nearest(self, name: str, unit: str | None, same_letters: list[Person]) -> list[str]:
        letters = fold(clean_name(name))[:80]
        people = self._by_unit.get(unit or "") or self._everybody
        if len(people) > _MANY:  # comparing with thousands of names takes too long
            people = self._by_given_name.get(letters.rpartition(" ")[2], [])[:_MANY]
        by_letters = {fold(person.name): person.name for person in people}
        near = difflib.get_close_matches(letters, by_letters, n=_NEAREST, cutoff=0.6)
        names = [person.name for person in same_letters] + [by_letters[match] for match in near]
        return list(dict.fromkeys(names))[:_NEAREST]


def _only(candidates: list[Person], title: str) -> Person | None:
    if len({person.id for person in candidates}) == 1:
        return candidates[0]
    fitting = [person for person in candidates if title and titles_agree(title, person.title)]
    return fitting[0] if len(fitting) == 1 else None


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

"""Places as people type them → the plan's own names.

A place that is not found for sure keeps its text and is reported with the places it may mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from xltools.model import Finding, Place
from xltools.vietnamese.place_names import (
    BARE,
    BELOW,
    COMMUNES,
    DISTRICTS,
    DOTS,
    OUTSIDE,
    PROVINCE,
    Gazetteer,
    Mention,
    is_coarse,
    is_hamlet,
    is_institution,
    mentions,
)
from xltools.vietnamese.text import clean, fold

_LONGEST = 600  # characters; a longer text names no place
_CHANGED = re.compile(
    r"(?<=[(\[])\s*(?:đã\s+)?(?:sửa|điều chỉnh|đính chính|đổi|chuyển|thay|nhầm|đúng|phải|không phải|trước|cũ)"
    r"(?:\s+(?:lại|sang|thành|là|bằng|cho|qua|đến|đây))*\s*:?\s+(?=\w)|\s*(?:→|=+>|-+>|➔|⇒)\s*",
    re.IGNORECASE,
)
_OR = ("hoac", "hay la")
_REFERENCE = re.compile(
    r"\W*(?:n\W?t\s*[,;(:]|(?:nhu|giong|tuong tu|theo)(?: nhu)? (?:o |phia )?(?:tren|dong|hang|muc|stt|so|cot|o)\b)"
)


class Places(NamedTuple):
    """The places of one cell, the level of each (``huyen``, ``xa``, ``chi_doan``, ``khac``), and what is odd."""

    places: tuple[str, ...]
    levels: tuple[str, ...]
    issues: tuple[Finding, ...] = ()


class _Result(NamedTuple):
    place: str
    level: str
    issue: Finding | None = None


@dataclass(slots=True)
class _Chain:
    """A place whose district has not been read yet: ``ấp 3`` + ``xã Suối Dây`` and so on."""

    text: str
    communes: list[Place]
    kind: str = ""
    proposals: tuple[str, ...] = ()
    below: str = ""
    free: str = ""
    coarse: bool = False
    unlisted: Finding | None = None
    everywhere: tuple[Place, ...] = ()  # before a district in front narrowed the communes down


@lru_cache(maxsize=65_536)
def parse_places(text: str, gazetteer: Gazetteer) -> Places:
    """The places of a cell, by the names of a plan.

    Findings: P101 not filled in, P102 several places possible (or spelled otherwise in the plan), P103 too coarse, P104
    not in the plan's list (text kept), P105 a name of other years, Q501 outside the province.
    """
    typed = clean(text)
    if len(text) > _LONGEST:
        return Places((typed,), ("khac",), (Finding("P104"),))
    if _REFERENCE.match(fold(typed)) or is_coarse(typed):  # "như dòng 1": a row nobody can be sure of
        return Places((typed,), ("khac",), (Finding("P103"),))
    changed = _CHANGED.search(text)
    named = mentions(gazetteer.spelled_out(_CHANGED.sub("; ", text) if changed else text))
    unfilled = bool(DOTS.search(typed)) or len(named) == 1
    if not named or (unfilled and all(len(m.name) == 1 and m.name.isalpha() for m in named)):
        return Places((), (), (Finding("P101"),))
    results = _Reading(gazetteer, named).results()
    once = list({result.place: result for result in reversed(results)}.values())[::-1]
    issues = [result.issue for result in once if result.issue]
    doubtful = changed or any(f" {word} " in f" {fold(typed)} " for word in _OR)
    if len(once) > 1 and doubtful:
        issues.append(Finding("P102", expected=" hoặc ".join(result.place for result in once)))
    return Places(
        tuple(result.place for result in once), tuple(result.level for result in once), tuple(dict.fromkeys(issues))
    )


class _Reading:
    """The mentions of one cell put together, from the smallest to the district that closes them."""

    def __init__(self, gazetteer: Gazetteer, named: list[Mention]) -> None:
        self.gazetteer = gazetteer
        self.named = named
        self.done: list[_Result] = []
        self.waiting: list[_Chain] = []
        self.below: list[str] = []
        self.free = ""
        self.free_issue = Finding("P104")
        self.context: Place | None = None  # a district read before its communes
        self.context_used = False
        self.group_start = 0  # first result behind the last ";"

    def results(self) -> list[_Result]:
        """All places, in the order of the cell."""
        for place, mention in enumerate(self.named):
            if mention.apart:
                self._close_group()
                self.group_start = len(self.done)
            following = self.named[place + 1] if place + 1 < len(self.named) else None
            self._take(mention, following if following and not following.apart else None)
        self._close_group()
        return self.done

    def _take(self, mention: Mention, following: Mention | None) -> None:
        if mention.free:
            self._take_free(mention)
        elif mention.kind == BELOW:
            self.below.append(mention.text)
        elif mention.kind == PROVINCE:
            self._take_province(mention)
        elif mention.kind in (*DISTRICTS, OUTSIDE):
            self._take_district(mention)
        elif mention.kind in COMMUNES:
            self._take_commune(mention, following)
        else:
            self._take_bare(mention, following)

    def _take_bare(self, mention: Mention, following: Mention | None) -> None:
        found, proposals = self.gazetteer.candidates(mention)
        communes = [place for place in found if place.kind in COMMUNES]
        districts = [place for place in found if place.kind in DISTRICTS]
        if self.gazetteer.is_own_province(mention.name):
            self._take_own_province(mention.text, districts)
        elif mention.name.isdigit() and communes and not self._after("phường"):
            self._finish(_Result(mention.text, "khac", Finding("P104")))
        elif len(districts) == 1 and (not communes or self._waits_for(districts[0]) or self._lists(districts[0])):
            self._close_with(districts[0])
        elif districts and not self._lies_in(communes, following):
            self._finish(_Result(mention.text, "khac", Finding("P102", expected="; ".join(p.canonical for p in found))))
        elif communes or proposals:
            self._wait(_Chain(mention.text, communes, "", proposals))
        elif self.gazetteer.is_other_province(mention.name):
            self._close_outside(mention.text)
        else:
            self._take_free(mention)

    def _take_free(self, mention: Mention) -> None:
        self._close_free()
        self.free, self.free_issue = mention.text, self.gazetteer.unlisted(mention)

    def _take_own_province(self, text: str, districts: list[Place]) -> None:
        """Behind another place the bare name is the province, alone it may be the town."""
        if self.waiting:
            self._close_waiting(None)
        elif self.free:
            self.free += f", {text}"
        elif self.below:
            self.below.append(text)
        elif not self.context and len(self.done) == self.group_start:
            self._finish(
                _Result(text, "khac", Finding("P102", expected="; ".join(place.canonical for place in districts)))
            )

    def _take_commune(self, mention: Mention, following: Mention | None) -> None:
        listed = following is not None and following.kind in (BARE, *COMMUNES)
        if mention.several and not mention.name and listed:
            return  # "các xã: Tân Hà, Tân Hội"
        if mention.several and not listed:
            self._wait(_Chain(mention.text, [], mention.kind, coarse=True))
            return
        communes, proposals = self.gazetteer.candidates(mention)
        if not communes and not proposals and mention.text.lower().startswith("tt"):
            self._take_free(mention._replace(kind=BARE))  # a trung tâm
            return
        unlisted = None if communes or proposals else self.gazetteer.unlisted(mention)
        self._wait(_Chain(mention.text, communes, mention.kind, proposals, unlisted=unlisted))

    def _take_district(self, mention: Mention) -> None:
        found, proposals = self.gazetteer.candidates(mention)
        if mention.several and not found:
            self._finish(_Result(mention.text, "khac", Finding("P103")))
        elif len(found) == 1:
            self._close_with(found[0])
        elif self.gazetteer.is_other_province(mention.name) or mention.kind == OUTSIDE:
            self._close_outside(mention.text)
        elif proposals := proposals or self.gazetteer.near_districts(mention.name):
            text = ", ".join([*self._unclosed(), mention.text])
            self._finish(_Result(text, "khac", Finding("P102", expected="; ".join(proposals))))
        elif self.gazetteer.has_districts:
            self._close_outside(mention.text)
        else:
            self._take_free(mention)

    def _take_province(self, mention: Mention) -> None:
        if not self.gazetteer.is_own_province(mention.name):
            if self.gazetteer.is_other_province(mention.name):
                self._close_outside(mention.text)
            else:
                self._take_free(mention)
        elif not (self.waiting or self.below or self.free or self.context or self.done):
            self.done.append(_Result(mention.text, "khac", Finding("P103")))

    def _wait(self, chain: _Chain) -> None:
        chain.everywhere = tuple(chain.communes)
        if self.context:
            inside = [place for place in chain.communes if place.district == self.context.canonical]
            if inside:
                chain.communes, self.context_used = inside, True
            else:
                chain.proposals = tuple(place.canonical for place in chain.communes) or chain.proposals
                chain.communes = []  # in the district before it there is no such commune
                self._drop_context()
        chain.below, self.below = ", ".join(self.below), []
        chain.free, self.free = self.free, ""
        self.waiting.append(chain)

    def _waits_for(self, district: Place) -> bool:
        return any(p.district == district.canonical for chain in self.waiting for p in chain.everywhere)

    def _lists(self, district: Place) -> bool:
        """Whether districts are being listed: ``huyện Tân Biên, Tân Châu``."""
        before = None if self.waiting or self.below or self.free else self.context
        return before is not None and not self.context_used and before.kind == district.kind and before != district

    def _lies_in(self, communes: list[Place], following: Mention | None) -> bool:
        """Whether the next mention is the district of one of the communes: ``Tân Biên, huyện Tân Biên``."""
        if following is None or not communes:
            return False
        districts = {place.canonical for place in self.gazetteer.candidates(following)[0]}
        return any(place.district in districts for place in communes)

    def _after(self, kind: str) -> bool:
        return bool(self.waiting) and self.waiting[-1].kind in (kind, "")

    def _close_with(self, district: Place) -> None:
        if self.waiting and self.context_used and not self._waits_for(district):
            self._drop_context()  # huyện Tân Châu (Tân Hà), huyện Tân Biên (Thạnh Bình)
            self.context, self.context_used = district, False
        elif self.waiting:
            self._close_waiting(district)
        elif self.below or self.free:
            level = "chi_doan" if self.below and not self.free else "khac"
            text = f"{self.free}, {district.canonical}" if self.free else district.canonical
            self.done.append(_Result(text, level, Finding("P104") if self.free else None))
            self.below, self.free = [], ""
        else:
            self._drop_context()
            self.context, self.context_used = district, False

    def _close_waiting(self, district: Place | None) -> None:
        chains, self.waiting = self.waiting, []
        for place, chain in enumerate(chains):
            self.done.append(_resolve(chain, district, last=place + 1 == len(chains)))

    def _close_outside(self, text: str) -> None:
        texts = self._unclosed()
        if not texts and len(self.done) > self.group_start:
            texts = [self.done.pop().place]  # "xã …, huyện Châu Thành, tỉnh Long An": the province decides
        whole = ", ".join([*texts, text])
        self._finish(_Result(whole, "khac", Finding("Q501")))

    def _unclosed(self) -> list[str]:
        """Texts read but not closed; they are taken off the lists."""
        texts = [*self.below, self.free] if self.free else [*self.below]
        texts += [text for chain in self.waiting for text in (chain.below, chain.free, chain.text) if text]
        if self.context and not self.context_used:
            texts.append(self.context.canonical)
        self.waiting, self.below, self.free, self.context = [], [], "", None
        return texts

    def _finish(self, result: _Result) -> None:
        self._close_group()
        self.done.append(result)

    def _close_free(self) -> None:
        if self.free:
            self.done.append(_Result(self.free, "khac", self.free_issue))
        self.free = ""

    def _drop_context(self) -> None:
        if self.context and self.context_used:
            self._close_waiting(None)
        elif self.context:
            self.done.append(_Result(self.context.canonical, "huyen"))
        self.context = None

    def _close_group(self) -> None:
        self._close_waiting(None)
        self._drop_context()
        if self.below:
            text = ", ".join(self.below)
            known = is_institution(text) and not is_hamlet(text)
            self.done.append(_Result(text, "chi_doan", Finding("P104" if known else "P102")))
        self.below = []
        self._close_free()


def _resolve(chain: _Chain, district: Place | None, *, last: bool) -> _Result:
    """The one commune a chain means, in the district that follows it if it lies there."""
    level = "chi_doan" if chain.below else "xa"
    if chain.coarse:
        return _Result(district.canonical if district else chain.text, "huyen" if district else "khac", Finding("P103"))
    inside = [place for place in chain.communes if district and place.district == district.canonical]
    communes = inside or chain.communes
    typed = ", ".join(text for text in (chain.below, chain.free, chain.text) if text)
    if district and not inside:
        typed = f"{typed}, {district.canonical}" if last else typed
        if communes:
            return _Result(typed, level, Finding("P102", expected="; ".join(place.canonical for place in communes)))
    if len(communes) == 1:
        canonical = communes[0].canonical
        if chain.free:
            return _Result(f"{chain.free}, {canonical}", "khac", Finding("P104"))
        return _Result(canonical, level)
    proposals = tuple(place.canonical for place in communes) or chain.proposals
    if proposals:
        return _Result(typed, level, Finding("P102", expected="; ".join(proposals)))
    return _Result(typed, "khac", chain.unlisted or Finding("P104"))

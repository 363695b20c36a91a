"""The places of a plan by name: exact with marks, without marks only if nothing else fits, never by likeness."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import date

from xltools.model import Finding, Place
from xltools.vietnamese.dates import day_text
from xltools.vietnamese.place_words import BARE, COMMUNES, DISTRICTS, PROVINCES, Mention, is_institution, is_unmarked
from xltools.vietnamese.text import fold, spelling, unit_initials

# short forms that mean something only in front of a place of the plan: H Tân Biên, HĐ Tân Biên, TĐ Hòa Thành
_SHORT = re.compile(r"(?<![\w.])(h\.?đ|h|x\.?đ|x|p|tx\.?đ|tđ|tx|tp)\.?(\s*)(?=((?:[^\W\d]+ ?){1,3}))", re.IGNORECASE)
_SHORT_KINDS = {"h": "huyện", "x": "xã", "p": "phường", "tx": "thị xã", "t": "thị xã", "tp": "thành phố"}


class PlaceIndex:
    """The places of a plan by name.

    ``province`` is the plan's own. With ``year`` only places valid in some part of that year are known.
    """

    def __init__(self, places: Iterable[Place], province: str, year: int | None = None) -> None:
        self._exact: dict[str, list[Place]] = {}
        self._letters: dict[str, list[Place]] = {}
        self._districts: list[Place] = []
        # a dash in the name parts it in cells too: Bà Rịa – Vũng Tàu
        own = [province, *re.split(r"\s*[-–]\s*", province)]
        self._province = {key for name in own for key in (spelling(name), fold(name))}
        self._others = {key for name in PROVINCES for key in (spelling(name), fold(name))} - self._province
        self._other_years: dict[str, list[Place]] = {}
        for place in places:
            if year is not None and not _valid(place, year):
                self._other_years.setdefault(spelling(place.name), []).append(place)
            else:
                self._exact.setdefault(spelling(place.name), []).append(place)
                self._letters.setdefault(fold(place.name), []).append(place)
                if place.kind in DISTRICTS:
                    self._districts.append(place)

    def spelled_out(self, text: str) -> str:
        """``H Tân Biên`` → ``huyện Tân Biên``, wherever such a name follows."""
        return _SHORT.sub(self._long, text)

    def _long(self, short: re.Match[str]) -> str:
        kind = _SHORT_KINDS[re.sub(r"[.đ]", "", short[1].lower())]
        kinds = DISTRICTS if kind in DISTRICTS else COMMUNES
        words = short[3].split()
        for count in range(len(words), 0, -1):
            key = " ".join(words[:count])
            known = self._exact.get(spelling(key), []) or self._letters.get(key.lower(), [])
            if any(place.kind in kinds for place in known):
                return f"{kind} "
        return short[0]

    def candidates(self, mention: Mention) -> tuple[list[Place], tuple[str, ...]]:
        """Places the mention fits, and canonical names to propose if it fits none."""
        exact = self._exact.get(mention.name, [])
        bare = self._letters.get(fold(mention.name), [])
        known = exact or (bare if is_unmarked(mention.name) else [])
        wanted = (mention.kind,) if mention.kind != BARE else (*COMMUNES, *DISTRICTS)
        fitting = [place for place in known if place.kind in wanted]
        if fitting:
            return fitting, ()
        level = DISTRICTS if mention.kind in DISTRICTS else COMMUNES if mention.kind in COMMUNES else wanted
        return [], tuple(place.canonical for place in exact or bare if place.kind in level)

    def is_own_province(self, name: str) -> bool:
        """Whether the name is the plan's province (or left out: ``trên địa bàn tỉnh``)."""
        return not name or name in self._province

    def is_other_province(self, name: str) -> bool:
        """Whether the name is another province of the country."""
        return name in self._others

    def since(self, mention: Mention) -> str:
        """From when a place that the plan's year does not know yet bears this name, ``""`` if none does."""
        days = [p.since for p in self._other_years.get(mention.name, []) if p.since and mention.kind in (p.kind, BARE)]
        return day_text(min(days)) if days else ""

    def unlisted(self, mention: Mention) -> Finding:
        """What to say of a name the plan's list lacks: an institution may stand as it is, a place may not."""
        if since := self.since(mention):
            return Finding("P105", expected=since)
        if mention.kind == BARE and is_institution(mention.text):
            return Finding("P104")
        name = mention.name
        initials = [place.canonical for place in self._districts if fold(unit_initials(place.name)) == fold(name)]
        near = initials or _near(name, (place for group in self._exact.values() for place in group))
        return Finding("P102", expected="; ".join(near))

    def near_districts(self, name: str) -> tuple[str, ...]:
        """Districts with a name like it or with these initials, only ever to be proposed."""
        initials = [place.canonical for place in self._districts if fold(unit_initials(place.name)) == fold(name)]
        return (*initials, *_near(name, self._districts))

    @property
    def has_districts(self) -> bool:
        """Whether the plan's places have a district level."""
        return bool(self._districts)


def _valid(place: Place, year: int) -> bool:
    return (place.since or date.min).year <= year <= (place.until or date.max).year


def _near(name: str, places: Iterable[Place]) -> tuple[str, ...]:
    by_letters = {fold(place.name): place.canonical for place in places}
    return tuple(by_letters[match] for match in difflib.get_close_matches(fold(name)[:60], by_letters, 3, 0.75))

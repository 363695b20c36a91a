"""Names of places: those a cell mentions (``ấp 3`` · ``xã Suối Dây`` · ``huyện Tân Châu``), and those of a plan.

Names match exactly with marks, without marks only if nothing else fits, never by likeness. Which places a cell means is
decided in ``places``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from xltools.model import Finding, Place
from xltools.vietnamese.dates import day_text
from xltools.vietnamese.text import clean, clean_lines, fold, spelling, unit_initials, unmark

COMMUNES = ("xã", "phường", "thị trấn")
DISTRICTS = ("thành phố", "thị xã", "huyện")
PROVINCE, BELOW, BARE, OUTSIDE = "tỉnh", "below", "bare", "quận"

_KINDS = (  # level, words, abbreviations
    ("thành phố", r"thành\s+(?:phố|đoàn)|thanh\s+(?:pho|doan)|tp", r"tp\.|t\.\s?p\b\.?"),
    ("thị xã", r"thị\s+(?:xã|đoàn)|thi\s+(?:xa|doan)|tx", r"tx\.|t\.\s?x\b\.?"),
    ("thị trấn", r"thị\s+trấn|thi\s+tran|tt", r"tt\."),
    ("huyện", r"huyện|huyen|huyên", r"h\."),
    ("phường", r"phường|phuong", r"p\.|[pf]\.?(?=\s?\d)|p(?=\s[ivx]+(?!\w))"),
    ("xã", r"xã|xa", r"x\."),
    (PROVINCE, r"tỉnh|tinh(?!\s+(?:nguyen|hinh))", r"t\.(?=\s)"),
    (OUTSIDE, r"quận|quan(?=\s+\d)", r"q\."),
    (
        BELOW,
        r"chi\s+đoàn|chi\s+doan|chi\s+hội|chi\s+hoi|ấp|ap(?=\s)|khu\s+phố|khu\s+pho|kp"
        r"|tổ\s+dân\s+phố|to\s+dan\s+pho|tổ(?=\s\d)|thôn|khóm",
        r"kp\.?(?=\s?\d)",
    ),
)
_LEVELS = "|".join(
    rf"(?P<k{place}>(?<![^\W_])(?:{short}|(?:{words})(?![^\W\d_])))" for place, (_, words, short) in enumerate(_KINDS)
)
_LEXER = re.compile(
    _LEVELS
    + r"|(?P<soft>[\n,:()\[\]/&+]|(?<=\s)[-–—](?=\s)|[–—]|(?<=[^\W_]{2})\.(?=\s|$)|(?<!\w)(?:và|va|hoặc|hoac)(?!\w))"
)
# words around a name that do not change the place: the union's own bodies and offices there
_AROUND = re.compile(
    r"(?:\b(?:đoàn|doan|đtn|tncs|tn|hcm|hồ chí minh|ho chi minh|thanh niên|thanh nien|ubnd|bch|btv|vp|tại|tai|ở|thuộc"
    r"|thuoc|ban thường vụ|ban thuong vu|ban chấp hành|ban chap hanh|trong|khắp|trên|tren|toàn|toan|địa bàn|dia ban"
    r"|trụ sở|tru so|hội trường|hoi truong|văn phòng|van phong|trung tâm"
    r"|nhà văn hóa|nhà văn hoá|nha van hoa|nvh"
    r"|uỷ|ủy|uy|cơ quan|co quan|của|cua|(?:các )?cơ sở)\b"
    r"|[\s.\"'“”*-])+",
    re.IGNORECASE,
)
_AROUND_START = re.compile(rf"^\s*{_AROUND.pattern}(?=\w)", re.IGNORECASE)
_SEVERAL = re.compile(r"(?:\b(?:các|cac|những|nhung|một số|mot so|nhiều|nhieu)|\b\d{1,2})\s*$", re.IGNORECASE)
_UNION_BEHIND = re.compile(r"^\s*(?:đoàn|doan|ủy|uỷ|uy)\b", re.IGNORECASE)
_PROVINCES = """
An Giang, Bà Rịa – Vũng Tàu, Bà Rịa - Vũng Tàu, Vũng Tàu, Bạc Liêu, Bắc Giang, Bắc Kạn, Bắc Ninh, Bến Tre,
Bình Dương, Bình Định, Bình Phước, Bình Thuận, Cà Mau, Cao Bằng, Cần Thơ, Đà Nẵng, Đắk Lắk, Đắk Nông, Điện
Biên, Đồng Nai, Đồng Tháp, Gia Lai, Hà Giang, Hà Nam, Hà Nội, Hà Tĩnh, Hải Dương, Hải Phòng, Hậu Giang, Hòa
Bình, Hồ Chí Minh, HCM, TPHCM, Sài Gòn,
Hưng Yên, Khánh Hòa, Kiên Giang, Kon Tum, Lai Châu, Lạng Sơn, Lào Cai, Lâm Đồng, Long
An, Nam Định, Nghệ An, Ninh Bình, Ninh Thuận, Phú Thọ, Phú Yên, Quảng Bình, Quảng Nam, Quảng Ngãi, Quảng Ninh,
Quảng Trị, Sóc Trăng, Sơn La, Tây Ninh, Thái Bình, Thái Nguyên, Thanh Hóa, Thừa Thiên Huế, Thừa Thiên - Huế,
Tiền Giang, Trà Vinh, Tuyên Quang, Vĩnh Long, Vĩnh Phúc, Yên Bái
"""
PROVINCES = tuple(re.split(r",\s*", _PROVINCES.strip()))
"""The provinces of 2023, with the spellings in use."""
# what people and not places are called; names that hold none of it must be places of the list
_INSTITUTION = re.compile(
    r"\b(?:truong|dai hoc|cao dang|thpt|thcs|tieu hoc|mam non|cong ty|cty|doanh nghiep|hop tac xa|htx|nha may"
    r"|xi nghiep|kcn|khu|cum|nong truong|lam truong|cong an|quan su|chqs|trung doan|tieu doan|dai doi"
    r"|su doan|lu doan|don|bien phong|bo doi|cua khau|cho|benh vien|tram|trung tam|tt\w*|so|ban|phong"
    r"|chi cuc|cuc|toa an|vien|ngan hang|buu dien|kho bac|hoi|doan|doi|cau lac bo|clb|nhom|nha"
    r"|thanh that|bao tang|ho|nui|vuon|lang|di tich|can cu|mai am|co quan|don vi|ubnd|hdnd|khoi|diem|san"
    r"|cong trinh|(?:tinh|thanh|huyen) uy|quang truong)\b"
)
_HAMLET = re.compile(r"(?:chi (?:doan|hoi) )?(?:ap|khu pho|kp|to|thon|khom)\b")
_COARSE = re.compile(
    r"(?:tai |o )?(?:cac |nhieu |toan |mot so )*(?:co so|dia phuong|don vi|noi|tinh|chi doan)"
    r"(?: doan| hoi| trong tinh| truc thuoc)*"
)
_BELONGING = re.compile(r"\s+(?:thuộc|thuoc|của|cua)\s*$", re.IGNORECASE)  # xã … thuộc huyện …
_NUMBERING = re.compile(r"^(?:\d{1,2}\s*[.)]\s+|[a-h]\)\s*)(?=[^\W\d])")
_ASIDE = re.compile(  # companions, days and dates that people add to a place
    r"\(\s*(?:đi\s+)?(?:cùng|theo)\s+đoàn(?:\s+công\s+tác)?\s*\)"
    r"|[(\[]?\s*\b\d{1,3}\s*(?:ngày|ngay|buổi|buoi|đợt|lần)\b\s*[)\]]?"
    r"|[(\[]?\s*(?:\b(?:từ|tu)\s+)?(?:\b(?:ngày|ngay)\s+)?\b\d{1,2}/\d{1,2}(?:/\d{2,4})?"
    r"(?:\s*(?:đến|den|-|–)\s*(?:ngày\s+|ngay\s+)?\d{1,2}/\d{1,2}(?:/\d{2,4})?)?\s*[)\]]?",
    re.IGNORECASE,
)
_WORDS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_NUMBERS = {spelling(word): number for words in (_ROMAN, _WORDS) for number, word in enumerate(words, 1)}
DOTS = re.compile(r"\.{2,}|…|_{2,}")
# short forms that mean something only in front of a place of the plan: H Tân Biên, HĐ Tân Biên, TĐ Hòa Thành
_SHORT = re.compile(r"(?<![\w.])(h\.?đ|h|x\.?đ|x|p|tx\.?đ|tđ|tx|tp)\.?(\s*)(?=((?:[^\W\d]+ ?){1,3}))", re.IGNORECASE)
_SHORT_KINDS = {"h": "huyện", "x": "xã", "p": "phường", "tx": "thị xã", "t": "thị xã", "tp": "thành phố"}


class Mention(NamedTuple):
    """One place word with its name.

    ``kind`` is a level, ``bare`` (a name without level) or ``below`` (under a commune); ``name`` is the ``spelling``
    key, ``text`` what was typed. ``several``: ``các xã …``. ``free``: other words stand in front (a school, a company),
    so that the text itself is the place. ``apart``: a ``;`` stands before it.
    """

    kind: str
    name: str
    text: str
    several: bool = False
    free: bool = False
    apart: bool = False


def mentions(text: str) -> list[Mention]:
    """The mentions of a cell in their order; empty ones (``huyện .....``) are left out."""
    text = "\n".join(_NUMBERING.sub("", line) for line in clean_lines(_ASIDE.sub(" ", text)))
    found: list[Mention] = []
    for part in re.split(r"\s*;\s*", text):
        here = [mention for segment in _segments(part) for mention in _in_segment(segment)]
        if found and here:
            here[0] = here[0]._replace(apart=True)
        found += here
    return found


def _segments(text: str) -> Iterator[list[tuple[str, str]]]:
    """Between two separators: pairs of level (``bare`` in front) and the text that follows its word."""
    low = text.lower()
    source = text if len(low) == len(text) else low
    pieces: list[tuple[str, str]] = []
    kind, start, opened = BARE, 0, 0
    for match in _LEXER.finditer(low):
        group = match.lastgroup or ""
        pieces.append((kind, source[start : match.start()]))
        if group == "soft":
            yield [*pieces, ("", source[opened : match.start()])]
            pieces, kind, opened = [], BARE, match.end()
        else:
            kind = _KINDS[int(group[1:])][0]
        start = match.end()
    yield [*pieces, (kind, source[start:]), ("", source[opened:])]


def _in_segment(segment: list[tuple[str, str]]) -> Iterator[Mention]:
    (_, ahead), *named, (_, typed) = segment
    text = clean(typed).strip(" .,:-–")
    if not named:
        name = _name(_AROUND_START.sub("", ahead))
        if name:
            yield Mention(BARE, name, text)
        return
    several = bool(_SEVERAL.search(ahead))
    others = _SEVERAL.sub("", ahead).strip()
    free = bool(others) and not _AROUND.fullmatch(others)
    if free and named[0][0] != BELOW:
        yield Mention(BARE, spelling(text), text, free=True)
        return
    for place, (kind, wording) in enumerate(named):
        literal = _BELONGING.sub("", wording) if place + 1 < len(named) else wording
        name = _name(_UNION_BEHIND.sub("", literal.lstrip()))
        if kind == "phường":
            name = _number(name)
        if kind == BELOW and place + 1 < len(named) and named[place + 1][0] == BELOW:
            continue  # chi đoàn ấp 3: one thing below a commune
        if name or several or kind in (PROVINCE, BELOW):
            own = text if len(named) == 1 or kind == BELOW else clean(f"{kind} {literal}")
            yield Mention(kind, name, own, several and place == 0)


def _name(literal: str) -> str:
    name = DOTS.sub("", literal).strip(" .\"'“”-–*\n")
    return str(int(name)) if name.isascii() and name.isdigit() else spelling(name)


def _number(name: str) -> str:
    bare = name.removeprefix(spelling("số ")).strip()
    return str(_NUMBERS.get(bare) or (int(bare) if bare.isascii() and bare.isdigit() else name))


def is_institution(text: str) -> bool:
    """Whether a text that names no place of a list is a school, a company, an office or the like."""
    return bool(_INSTITUTION.search(fold(text)))


def is_hamlet(text: str) -> bool:
    """``ấp 3``, ``chi đoàn khu phố 2``: somewhere below a commune, which one is not said."""
    return bool(_HAMLET.match(fold(text)))


def is_coarse(text: str) -> bool:
    """``tại cơ sở``, ``các địa phương``: anywhere."""
    return bool(_COARSE.fullmatch(fold(text)))


def is_unmarked(name: str) -> bool:
    """Whether a ``spelling`` key holds no mark at all: typed without Vietnamese letters."""
    return name == unmark(name)


class Gazetteer:
    """A plan's places by name; ``province`` its own; with ``year`` only those valid in some part of it."""

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

    def unlisted(self, mention: Mention) -> Finding:
        """The finding for a name that the plan does not list: an institution may stand as it is, a place may not."""
        others = self._other_years.get(mention.name, [])
        if days := [place.since for place in others if place.since and mention.kind in (place.kind, BARE)]:
            return Finding("P105", expected=day_text(min(days)))
        if mention.kind == BARE and is_institution(mention.text):
            return Finding("P104")
        everywhere = (place for group in self._exact.values() for place in group)
        return Finding("P102", expected="; ".join(self._by_initials(mention.name) or _near(mention.name, everywhere)))

    def near_districts(self, name: str) -> tuple[str, ...]:
        """Districts with a similar name or with these initials; they may only be proposed."""
        return (*self._by_initials(name), *_near(name, self._districts))

    def _by_initials(self, name: str) -> list[str]:
        return [place.canonical for place in self._districts if fold(unit_initials(place.name)) == fold(name)]

    @property
    def has_districts(self) -> bool:
        """Whether the plan's places have a district level."""
        return bool(self._districts)


def _valid(place: Place, year: int) -> bool:
    return (place.since or date.min).year <= year <= (place.until or date.max).year


def _near(name: str, places: Iterable[Place]) -> tuple[str, ...]:
    by_letters = {fold(place.name): place.canonical for place in places}
    return tuple(by_letters[match] for match in difflib.get_close_matches(fold(name)[:60], by_letters, 3, 0.75))

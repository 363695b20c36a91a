"""Text of a place cell → mentions: ``ấp 3`` · ``xã Suối Dây`` · ``huyện Tân Châu``, and what stands between.

Which places they are is decided in ``places``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from xltools.vietnamese.text import clean, clean_lines, spelling, unmark

COMMUNES = ("xã", "phường", "thị trấn")
DISTRICTS = ("thành phố", "thị xã", "huyện")
PROVINCE, BELOW, BARE, OUTSIDE = "tỉnh", "below", "bare", "quận"

_KINDS = (  # level, words, abbreviations
    ("thành phố", r"thành\s+(?:phố|đoàn)|thanh\s+(?:pho|doan)|tp", r"tp\.|t\.\s?p\b\.?"),
    ("thị xã", r"thị\s+(?:xã|đoàn)|thi\s+(?:xa|doan)|tx", r"tx\.|t\.\s?x\b\.?"),
    ("thị trấn", r"thị\s+trấn|thi\s+tran|tt", r"tt\."),
    ("huyện", r"huyện|huyen", r"h\."),
    ("phường", r"phường|phuong", r"p\.|[pf](?=\s?\d)"),
    ("xã", r"xã|xa", r"x\."),
    (PROVINCE, r"tỉnh|tinh(?!\s+(?:nguyen|hinh))", r"t\.(?=\s)"),
    (OUTSIDE, r"quận|quan(?=\s+\d)", r"q\.(?=\s?\d)"),
    (
        BELOW,
        r"chi\s+đoàn|chi\s+doan|chi\s+hội|chi\s+hoi|ấp|ap(?=\s)|khu\s+phố|khu\s+pho|kp"
        r"|tổ\s+dân\s+phố|to\s+dan\s+pho|thôn|khóm",
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
    r"(?:\b(?:đoàn|doan|tncs|tn|hcm|hồ chí minh|ho chi minh|thanh niên|thanh nien|ubnd|bch|btv|tại|tai|ở|thuộc|thuoc"
    r"|trên|tren|toàn|toan|địa bàn|dia ban|trụ sở|tru so|hội trường|hoi truong|văn phòng|van phong|trung tâm"
    r"|uỷ|ủy|uy|cơ quan|co quan|của|cua|các cơ sở)\b"
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
Bình, Hồ Chí Minh, HCM, Hưng Yên, Khánh Hòa, Kiên Giang, Kon Tum, Lai Châu, Lạng Sơn, Lào Cai, Lâm Đồng, Long
An, Nam Định, Nghệ An, Ninh Bình, Ninh Thuận, Phú Thọ, Phú Yên, Quảng Bình, Quảng Nam, Quảng Ngãi, Quảng Ninh,
Quảng Trị, Sóc Trăng, Sơn La, Tây Ninh, Thái Bình, Thái Nguyên, Thanh Hóa, Thừa Thiên Huế, Thừa Thiên - Huế,
Tiền Giang, Trà Vinh, Tuyên Quang, Vĩnh Long, Vĩnh Phúc, Yên Bái
"""
PROVINCES = tuple(re.split(r",\s*", _PROVINCES.strip()))
"""The provinces of 2023, with the spellings in use."""
DOTS = re.compile(r"\.{2,}|…|_{2,}")


class Mention(NamedTuple):
    """One place word with its name.

    ``kind`` is a level, ``bare`` (a name without level) or ``below`` (under a commune); ``name`` is
    the ``spelling`` key, ``text`` what was typed. ``several``: ``các xã …``. ``free``: other words stand in
    front (a school, a company), so that the text itself is the place. ``apart``: a ``;`` stands before it.
    """

    kind: str
    name: str
    text: str
    several: bool = False
    free: bool = False
    apart: bool = False


def mentions(text: str) -> list[Mention]:
    """The mentions of a cell in their order; empty ones (``huyện .....``) are left out."""
    text = "\n".join(clean_lines(text))
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
    for place, (kind, literal) in enumerate(named):
        name = _name(_UNION_BEHIND.sub("", literal.lstrip()))
        if kind == BELOW and place + 1 < len(named) and named[place + 1][0] == BELOW:
            continue  # chi đoàn ấp 3: one thing below a commune
        if name or several or kind in (PROVINCE, BELOW):
            own = text if len(named) == 1 or kind == BELOW else clean(f"{kind} {literal}")
            yield Mention(kind, name, own, several and place == 0)


def _name(literal: str) -> str:
    name = DOTS.sub("", literal).strip(" .\"'“”-–*\n")
    return str(int(name)) if name.isascii() and name.isdigit() else spelling(name)


def is_unmarked(name: str) -> bool:
    """Whether a ``spelling`` key holds no mark at all: typed without Vietnamese letters."""
    return name == unmark(name)

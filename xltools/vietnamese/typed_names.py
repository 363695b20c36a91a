"""A cell of the person column taken apart: the name, what stands beside it, and what may be further people.

People write ``Đ/c``, a title, a year of birth or a phone number around a name, and now and then a second name.
Which of them is somebody of the roster is decided in ``names``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from xltools.vietnamese.remarks import doubted
from xltools.vietnamese.text import D_LOOKALIKES, clean_lines, fold


class TypedName(NamedTuple):
    """What a cell of the person column says.

    ``name`` is the name alone, spelled as typed; ``addressed`` the same with more and more forms of address
    before it, for a family name may look like one (Ông). ``beside`` are titles, units, codes and figures, ``others``
    what may be further people, ``joined`` the name with these read as its second line (``""`` if there are none).
    """

    name: str
    addressed: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    joined: str = ""

    @property
    def doubted(self) -> bool:
        """Whether a remark beside the name says that the person may not have gone: ``(nghỉ)``."""
        return any(map(doubted, self.beside))


_FRONT_TITLE = re.compile(
    r"(?:quyen )?(?:(?:truong|pho(?: truong)?) (?:ban|phong)|(?:pho )?(?:chanh )?van phong"
    r"|(?:pho )?bi thu(?: thuong truc)?(?: tinh doan)?|chuyen vien(?: chinh)?|can su|van thu|ke toan|thu quy"
    r"|cvp|pcvp|cv|ptb|tb|pbt|bt) (?=\S+ \S)"
)
_TITLE = re.compile(
    r"(?:nguyên\s+)?(?:phó\s+(?:trưởng|ban|bí|chánh|chủ|giám|văn|phòng|đoàn)"
    r"|quyền\s+(?:trưởng|chánh|phó|bí|giám)|trưởng|chánh|bí\s+thư|chuyên\s+viên|cán\s+(?:bộ|sự)|(?:uỷ|ủy)\s+viên|chủ\s+tịch|văn\s+thư"
    r"|kế\s+toán|phụ\s+trách|thủ\s+(?:quỹ|trưởng)|giám\s+đốc|đoàn\s+viên|đảng\s+viên|đội\s+trưởng|tổ\s+trưởng|ban|văn\s+phòng"
    r"|phòng|tỉnh\s+đoàn|thường\s+trực|(?:huyện|thị|thành|xã|phường)\s+đoàn|đoàn\s+(?:khối|cơ\s+sở|xã)|trung\s+tâm"
    r"|đơn\s+vị|cơ\s+quan|uv|cvp|pcvp|cv|ptb|tb|pbt|bt|vp|btv|bch|tckt|đ/?v)(?![^\W\d_])"
)
_TITLE_UNMARKED = re.compile(
    r"(?:(?:pho )?(?:truong|chanh) (?:ban|phong|van phong|doan|nhom|to|khoi)|(?:truong|pho)$"
    r"|pho (?:ban|bi thu|van phong|chu tich|giam doc)|bi thu|chuyen vien|can (?:bo|su)|uy vien|chu tich|van thu"
    r"|ke toan|phu trach|thu quy|giam doc|doan vien|dang vien|van phong|tinh doan|ban (?:to chuc|tuyen|thanh|doan))\b"
)
_LABEL = (  # no word of them alone may be a given name, as Nam or Sinh
    r"(?:ma(?: so)?(?: (?:cb|can bo))?|stt|sn|s\.n|(?:ngay|nam) sinh|sinh (?:nam|ngay)|nu|gioi tinh"
    r"|(?:so )?(?:s?d\.?t|dien thoai)|tel|phone|email|chuc (?:vu|danh)|don vi|ho va ten|ho ten|dan toc)"
)
_LABELS = re.compile(_LABEL)
_LABEL_BEHIND = re.compile(rf" {_LABEL}[ .:]*$")
_ADDRESS = re.compile(
    r"(?:các\s+)?(?:đồng\s+chí|dong\s+chi|[đd]\s*[/.]?\s*c(?:hí)?(?![^\W_])|ông\s*/\s*bà|ông|bà|anh\s*/\s*chị|anh|chị|cô|thầy"
    r"|th\.?\s?s|ts|ks|cn|bs|thạc\s+s[ĩỹ]|tiến\s+s[ĩỹ]|bác\s+s[ĩỹ]|cử\s+nhân|kỹ\s+sư)"
    r"(?![^\W_])[\s:./]*",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\b(?:va|cung|kem|voi|thay|d/c|dong chi|nguoi)\b")
_PARTS = re.compile(
    r"(?P<mark>[,;:+&()\[\]|]|\s[-–—]+\s?|[-–—]+\s|(?<=[^\W\d])[-–—](?=[^\W\d]{2,}\s)|(?<=\w\w)\s*/\s*(?=\w)"
    r"|(?<!\w)(?:và|hoặc)(?!\w))",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"[\d@]")
_CODE = re.compile(r"[^\W\d_]{1,8}[-._]?\d[\w-]*[.:)]*$")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_FAMILIES = (
    " nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn trương trịnh lâm mai đào cao lưu"
    " tô hà tạ châu thái la lương kiều thạch tăng quách phùng vương khổng từ triệu trà tống đàm quan hứa nghiêm "
)
_LONGEST = 300  # characters; a longer text is no name


@lru_cache(maxsize=16_384)
def take_apart(text: str) -> TypedName:
    """The name in a cell, and everything beside it."""
    cell = _Cell()
    for line in clean_lines(text[:_LONGEST].translate(D_LOOKALIKES)):
        cell.titled = False
        for position, (segment, bracketed, added) in enumerate(_segments(line)):
            cell.take(segment, bracketed, added, new_line=position == 0)
    forms = tuple(map(_plain, _shorter(cell.name)))[::-1]
    joined = _plain(_without_address(" ".join([cell.name, *cell.others]))) if cell.lines_only else ""
    return TypedName(forms[0], forms[1:], tuple(cell.beside), tuple(cell.others), joined)


class _Cell:
    """The segments of one cell put to what they are."""

    def __init__(self) -> None:
        self.name = ""
        self.beside: list[str] = []
        self.others: list[str] = []
        self.titled = False  # behind a title of this line
        self.lines_only = False  # all others are lines of their own

    def take(self, segment: str, bracketed: bool, added: bool, new_line: bool) -> None:
        """Put a segment to the name, beside it or to others; one ``added`` stands behind ``+`` or ``và``."""
        code, _, rest = segment.partition(" ")
        if rest and _CODE.match(code):
            self.beside.append(code)
            segment = rest
        words, behind = _cut_figures(segment)
        if behind and (added or _is_more(behind)):
            self._add_other(behind, new_line=False)
        elif behind:
            self.beside.append(behind)
        bare = _without_address(words)
        if bare:
            self._put(words, bare, bracketed, new_line)

    def _put(self, words: str, bare: str, bracketed: bool, new_line: bool) -> None:
        title, behind_title = _front_title(bare)
        is_title = _is_title(words)
        if not self.name and behind_title:
            self.beside.append(title)
            self.name = behind_title
        elif self.name and any(map(_names_somebody, (bare, behind_title))):
            self._add_other(bare, new_line)
        elif (self.titled and bare == words) or is_title or (self.name and bracketed) or _LABELS.fullmatch(fold(words)):
            self.beside.append(words)
            self.titled = self.titled or (is_title and not bracketed and bool(self.name))
        elif not self.name:
            self.name = words
        elif new_line and bare == words:
            self.name = f"{self.name} {words}"  # a name that takes two lines
        else:
            self._add_other(bare, new_line=False)

    def _add_other(self, words: str, new_line: bool) -> None:
        self.lines_only = new_line and (self.lines_only or not self.others)
        self.others.append(words)


def _front_title(words: str) -> tuple[str, str]:
    """``Chuyên viên Nguyễn Văn An`` → (``Chuyên viên``, ``Nguyễn Văn An``); two ``""`` if no title stands in front."""
    plain = words.replace(".", " ").split()
    found = _FRONT_TITLE.match(fold(" ".join(plain)))
    count = len(found[0].split()) if found else 0
    return " ".join(plain[:count]), " ".join(plain[count:]) if count else ""


def _segments(line: str) -> Iterator[tuple[str, bool, bool]]:
    """The parts of a line between separators, whether each stands in brackets, and whether ``+`` or ``và`` adds it."""
    line = re.sub(r"^[\W\d_]+(?=[^\W\d_])", "", line)  # numbering
    depth = start = 0
    added = False
    for mark in _PARTS.finditer(line):
        if mark[0] == "/" and _ADDRESS.match(line[start:]):
            continue  # Ông/Bà
        yield line[start : mark.start()].strip(), depth > 0, added
        depth = max(0, depth + (mark[0] in "([") - (mark[0] in ")]"))
        start, added = mark.end(), mark[0].lower() in ("+", "&", "và")
    yield line[start:].strip(), depth > 0, added


def _cut_figures(segment: str) -> tuple[str, str]:
    """``Nguyễn Văn An SN 1990`` → (``Nguyễn Văn An``, ``SN 1990``): names hold no figures."""
    figure = _FIGURES.search(segment)
    words = segment[: figure.start()].rpartition(" ")[0].split() if figure else segment.split()
    if label := _LABEL_BEHIND.search(fold(" ".join(words))):
        words = words[: -len(label[0].split())]
    name = " ".join(words)
    return name.strip(" .'\"*"), " ".join(segment.split())[len(name) :].strip()


def _is_more(behind: str) -> bool:
    """Whether what follows a figure says more than a code, a date or a telephone number."""
    rest = [word for word in fold(behind).split() if not _FIGURES.search(word) and _LETTERS.search(word)]
    return bool(rest) and not _LABELS.fullmatch(" ".join(rest).strip(".:")) and not _is_title(" ".join(rest))


def _is_title(words: str) -> bool:
    return bool(_TITLE.match(words.lower()) or (words.isascii() and _TITLE_UNMARKED.match(fold(words))))


def _names_somebody(words: str) -> bool:
    """Whether words look like a name of their own, not like the end of one or a remark."""
    parts = words.lower().split()
    if len(parts) < 2 or parts[:2] == ["đoàn", "kết"]:  # the ban of that name
        return False
    return f" {parts[0]} " in _FAMILIES or bool(_SEVERAL.search(fold(words)))


def _shorter(name: str) -> Iterator[str]:
    """The name, then without its form of address, then without the next one (``Đồng chí Ông …``)."""
    yield name
    while match := _ADDRESS.match(name):
        name = name[match.end() :].strip()
        yield name


def _without_address(name: str) -> str:
    return list(_shorter(name.strip()))[-1]


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[._*\"']+", " ", name).split()).strip(" -–—")

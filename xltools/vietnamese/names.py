"""People: the name in a cell, who it is, and what a title says.

Names are matched exactly, never by similarity: ``Anh`` and ``Ánh``, ``Lan`` and ``Loan`` are different people. A name
that does not match exactly is reported with the names the sender may have meant.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from xltools.model import Finding, Person
from xltools.vietnamese.text import D_LOOKALIKES, clean, clean_lines, doubted, fold, spelling

# -- The cell of a name -------------------------------------------------------------------------------

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


class TypedName(NamedTuple):
    """What a cell of the person column says.

    ``name`` is the name alone, spelled as typed; ``addressed`` the same with more and more forms of address before it,
    for a family name may look like one (Ông). ``beside`` are titles, units, codes and figures, ``others`` what may be
    further people, ``joined`` the name with these read as its second line (``""`` if there are none).
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


# -- The roster --------------------------------------------------------------------------------------

_NEAREST = 3
_MANY = 60
_LONGEST_NAME = 6  # words
_CODES = re.compile(r"\w+(?:[-._]\w+)*")

Match = tuple[Person | None, Finding | None]
"""The person meant, and what is odd about it."""


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
        """The person whom a cell names in ``unit`` (``None``: unit unknown, the whole roster is searched).

        ``title`` is what the form says elsewhere; a title or an id beside the name tells namesakes apart too. Findings:
        N101 nobody (expected: nearest names), N102 only without marks (expected: the one name), N103 several people and
        nothing decides, N105 found in another unit, N109 several names.
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
                return None, Finding("N109", expected="; ".join(dict.fromkeys(names)))
        candidates = [person for person in everywhere if person.unit == unit] or everywhere
        if by_id := self._by_ids(typed, everywhere):
            fitting = [person for person in everywhere if person.id in {one.id for one in by_id}]
            if not fitting and not typed.name and len(by_id) == 1:
                fitting = by_id  # the id alone
            if not fitting:
                return None, Finding("N101", expected="; ".join(map(_label, [*candidates, *by_id])))
            candidates = fitting
        if not candidates:
            return self._unknown(typed.name or clean(text), unit)
        person = _only(candidates, (title, *typed.beside))
        if person is None:
            return None, Finding("N103", expected="; ".join(_label(candidate) for candidate in candidates))
        elsewhere = unit is not None and person.unit != unit
        return person, Finding("N105", expected=person.unit) if elsewhere else None

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
            return None, Finding("N102", expected=same_letters[0].name)
        return None, Finding("N101", expected="; ".join(self._nearest(name, unit, same_letters)))

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


# -- Titles ------------------------------------------------------------------------------------------

Groups = Sequence[tuple[str, Sequence[str]]]
"""Group codes with their title keywords, highest rank first."""

_CLAUSES = re.compile(r"[,;]|\bkiem\b|\s-\s")
_SHORT = {"pcvp": "pho chanh van phong", "cvp": "chanh van phong", "vp": "van phong"}
_SHORT |= {"pbt": "pho bi thu", "bt": "bi thu", "ptb": "pho truong ban"}
# duties that decide about exemption: with one of them a title alone settles nothing
_DUTIES = re.compile(r"\b(?:ke toan|van thu|thu quy|thi dua)\b")
# secretaries below or beside the province office
_OTHER_UNION = re.compile(
    r"\b(?:co quan|chi doan|chi bo|dang uy|doan co so|(?:huyen|thi|thanh|xa|phuong) doan|doan (?:xa|phuong|truong))\b"
)


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
    """Proposed group; ``""`` if the title names duties that exempt (``thủ quỹ``) or parts of different groups."""
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
    for start, word in enumerate(clause):
        if not words or word != words[0]:
            continue
        rest = iter(clause[start : start + len(words) + 2])
        if all(word in rest for word in words):
            return True
    return False

"""Vietnamese text: one spelling for what is written in many ways, the order of names, remarks beside a value.

Three strengths of sameness: ``clean`` (same characters), ``spelling`` (same words, whatever the place of the tone mark
or the case), ``fold`` (same letters when all marks are gone).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from xltools.model import Finding

_RANGES = ((0, 8), (14, 27), (0x7F, 0x84), (0x86, 0x9F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F))
_INVISIBLE = dict.fromkeys([0x034F, 0xFEFF, *(code for low, high in _RANGES for code in range(low, high + 1))])
_SOFT_HYPHEN = "\u00ad"
# TCVN3 text (".VnTime" bytes shown as Latin-1) is full of these; there a soft hyphen is the letter ư.
_TCVN3 = frozenset("µ¸¶·¹¨»¾¼½Æ©®ÇËÎÏÑÖ×ØÜÞßäåæçëîïñöøûþÿ¬«")
TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of the dictionary
D_LOOKALIKES = str.maketrans("ĐÐƉðɖ", "ĐĐĐđđ")
_PLAIN = str.maketrans("đ–—−‐‑“”„‘’´`…", "d-----\"\"\"''''.")
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_WEIGHT = {ord(letter): chr(0x100 + place) for place, letter in enumerate(_ALPHABET)}
BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_REST_DAYS = r"(?:ngay )?(?:thu|t7|cn|chu nhat|le\b|tet|cuoi tuan|ngay nghi|nghi le)"
_EXPLAINS = re.compile(
    r"(?:(?:khong|chua) (?:tinh|ke|gom|bao gom)|tru|khong ke ca|tru di|tinh ca|ke ca|ca|gom ca|bao gom|lam ca)"
    rf" {_REST_DAYS}|khong (?:lien tuc|lien tiep|chuyen trach|ngay$)|ngay nghi|(?:hoi|huu) nghi|nghi (?:le|quyet|dinh)"
    r"|sua chua|hoan (?:thanh|thien)|huy (?:dong|hieu|chuong)|tru so|tang qua|thieu (?:nhi|nien)|giam (?:doc|sat)"
)
_DOUBTS = re.compile(
    r"[?]|→|=>|->"
    r"|\b(?:sua|dinh chinh|dieu chinh|thay doi|doi (?:sang|thanh|lai)|huy|hoan|sai|nham|xoa|chua|(?:khong|ko) \w+|nghi"
    r"|om|thai san|xin|de nghi|du kien|thay|tru|bot|giam|tang|thieu|tam tinh|uoc|thuc te|(?:xem|kiem tra|hoi|con) lai"
    r"|(?:dung|phai) la)\b"
    r"|^(?:theo )?(?:ke hoach|dang ky|kh)$|^(?:con|cu|bo)\b(?! doan| tri)"
)


class UnreadableError(Exception):
    """A cell cannot be read; ``finding`` has the code and what is proposed instead."""

    def __init__(self, code: str, expected: str = "") -> None:
        super().__init__(code)
        self.finding = Finding(code, expected=expected)


@lru_cache(maxsize=65536)
def clean(text: str) -> str:
    """One line of NFC text, single spaces, nothing invisible; a soft hyphen stays where TCVN3 has it for ``ư``."""
    if _SOFT_HYPHEN in text and _TCVN3.isdisjoint(text):
        text = text.replace(_SOFT_HYPHEN, "")
    return unicodedata.normalize("NFC", " ".join(text.translate(_INVISIBLE).split()))


def clean_lines(text: str) -> list[str]:
    """The lines of a cell, each cleaned; empty ones left out."""
    return [line for line in map(clean, re.split(r"[\r\n\v\f\u2028\u2029]+", text)) if line]


def unmark(text: str) -> str:
    """Lower case without marks (``đ`` → ``d``), spaces and line breaks as they are."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFD", text.translate(D_LOOKALIKES).lower())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare).translate(_PLAIN)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A key for headers and wordings: ``clean``, lower case, no marks, plain dashes and quotes."""
    return unmark(clean(text.replace(_SOFT_HYPHEN, "")))


def _split_tone(word: str) -> tuple[str, str]:
    """``hoà`` and ``hòa`` → (``hoa``, grave): a syllable is its letters and one tone."""
    letters = unicodedata.normalize("NFD", word)
    tone = "".join(letter for letter in letters if letter in TONES)
    base = "".join(letter for letter in letters if letter not in TONES)
    return unicodedata.normalize("NFC", base), tone


@lru_cache(maxsize=65536)
def spelling(text: str) -> str:
    """A key equal for spellings of the same words: case, spaces, NFC/NFD, tone place and Đ look-alikes do not count."""
    words = clean(text).translate(D_LOOKALIKES).casefold().split()
    return " ".join(base + tone for base, tone in map(_split_tone, words))


@lru_cache(maxsize=16384)
def name_sort_key(full_name: str) -> tuple[tuple[str, str], ...]:
    """Sort key of people in an office list: tên, then họ and đệm, each by letters (a ă â … d đ …), then tone."""
    words = clean(full_name).translate(D_LOOKALIKES).casefold().split()
    return tuple(_word_key(word) for word in words[-1:] + words[:-1])


@lru_cache(maxsize=16384)
def _word_key(word: str) -> tuple[str, str]:
    letters, tones = [], []
    for letter in unicodedata.normalize("NFC", word):
        base, tone = _split_tone(letter)
        letters.append(base.translate(_WEIGHT))
        tones.append(str(TONES.find(tone) + 1) if tone else "0")
    return "".join(letters), "".join(tones)


def unit_initials(name: str) -> str:
    """The code of a new unit: ``Ban Tổ chức`` → ``TC`` (eight letters at most); a first ``Ban`` is left out."""
    words: list[str] = re.findall(r"[a-z0-9]+", fold(name))
    if len(words) > 1 and words[0] == "ban":
        words = words[1:]
    return "".join(word if word.isdigit() else word[0] for word in words).upper()[:8]


def doubted(remark: str) -> bool:
    """Whether a remark doubts the value beside it: ``hủy``, ``dự kiến``, ``?`` do, ``không liên tục`` does not."""
    return bool(_DOUBTS.search(_EXPLAINS.sub(" ", fold(remark)).strip()))


def bracketed(text: str) -> list[str]:
    """The texts in round or square brackets."""
    return BRACKETS.findall(text)

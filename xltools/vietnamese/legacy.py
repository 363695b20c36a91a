"""Text typed in the codes before Unicode: TCVN3 (fonts ``.VnTime`` …) and VNI (fonts ``VNI-Times`` …).

Such text reaches us as the Latin-1 or cp1252 characters of its bytes: ``NguyÔn V¨n``, ``Nguyeãn Vaên``.
TCVN3 gives each letter one byte and has no capitals with tones: people type headings in a font whose name
ends in ``H`` and which shows every letter as a capital. VNI sets a mark behind the letter.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from xltools.vietnamese.text import D_LOOKALIKES, TONES

TCVN3, TCVN3_CAPITALS, VNI = "TCVN3", "TCVN3H", "VNI"
CODINGS = (TCVN3, TCVN3_CAPITALS, VNI)
"""The names of codings; ``TCVN3H`` is TCVN3 in a font that shows capitals."""

_TCVN3 = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®§ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢£¤¥¦\u03bc",
        "àảãáạăằẳẵắặâầẩẫấậđĐèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯà",
        strict=True,
    )
)
# Letters of one character, or seen so beside the form with a mark (ì iø, í iù, ỷ yû, ỵ yï).
_VNI_SINGLE = dict(zip("ñôöìæóíòëî", "đơưìỉĩíịỷỵ", strict=True))


def _vni() -> dict[str, str]:
    """VNI's letters of either case: a letter's case is that of its base, whatever the case of the mark."""
    marked = {
        base + mark: unicodedata.normalize("NFC", letter + tone)
        for bases, letters, marks, tones in (
            ("aeiouyôö", "aeiouyơư", "øûõùï", TONES),
            ("aeo", "âêô", "âàåãáä", ("", *TONES)),
            ("a", "ă", "êèúüéë", ("", *TONES)),
        )
        for base, letter in zip(bases, letters, strict=True)
        for mark, tone in zip(marks, tones, strict=True)
    }
    table = {}
    for code, letter in (marked | _VNI_SINGLE).items():
        for mark in {code[1:], code[1:].upper()}:
            table[code[0] + mark] = letter
            table[code[0].upper() + mark] = letter.upper()
    return table


_TABLES = {TCVN3: _TCVN3, TCVN3_CAPITALS: _TCVN3, VNI: _vni()}
_CODES = {
    coding: re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True)))
    for coding, table in _TABLES.items()
}
_UNICODE = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ\u0300-\u036f]")
_CP1252 = {code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)}
_WORD = re.compile(r"[^\s\x00-\x40\[-`{-\xa0\u2000-\u2bff]+")
_LETTER = re.compile(r"[^\W\d_ªµº]")
_NOT_OURS = re.compile("[¡-¿ÄÅÆÇËÎÏÑÖ×ØÛÜÞßäåæçëîïñö÷øûüþÿ]|[a-zß-ÿ][A-ZÀ-ÏÑ-Þ]")
_SHORT_FORM = re.compile("[BCDĐÐGHKLMNPQRSTVX]+")
_HEADERS = (
    "họ và tên", "họ tên", "chức vụ", "nội dung", "cụ thể nội dung", "số ngày", "thời gian", "địa điểm",
    "nêu khái quát", "kết quả", "giải trình", "ghi chú", "đơn vị",
)  # fmt: skip

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x"
_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu "
    "i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu y yêm yên yêng yêt yêu "
    "o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong "
    "op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut "
    "uy uya uych uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu"
)
_SYLLABLE = re.compile(f"(?:{'|'.join(_ONSETS.split())})?(?:{'|'.join(_RIMES.split())})")
_STOPPED = re.compile(r"(?:c|ch|p|t)$")
_STOPPED_TONES = {"\u0301", "\u0323", ""}  # unmarked: the tone was forgotten, the word is still one of ours

Sense = Literal["unicode", "coded", "either"]
"""In which code a text makes sense."""


@lru_cache(maxsize=65_536)
def is_syllable(word: str) -> bool:
    """Whether a word is one syllable, in lower case, capitals or capitalised; its vowels, marks and tones must fit."""
    word = unicodedata.normalize("NFC", word).translate(D_LOOKALIKES)
    if not (word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower())):
        return False
    letters = unicodedata.normalize("NFD", word.lower())
    tones = [letter for letter in letters if letter in TONES]
    bare = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in TONES))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    return not _STOPPED.search(bare) or "".join(tones) in _STOPPED_TONES


def coding_of_font(name: str) -> str | None:
    """The coding of text in a font, ``None`` for fonts of Unicode text and those not known for sure."""
    plain = name.strip().removeprefix("@").lower()
    if plain.startswith(".vn"):
        return TCVN3_CAPITALS if name.rstrip().endswith("H") else TCVN3
    return VNI if plain.startswith("vni-") else None


def is_unicode(text: str) -> bool:
    """Whether a text holds letters that only Unicode has, whatever its font says."""
    return _UNICODE.search(text) is not None


def convert(text: str, coding: str) -> str:
    """The NFC text meant by text of a coding; Unicode text is returned as it is, whatever its font says."""
    if is_unicode(text):
        return unicodedata.normalize("NFC", text)
    table = _TABLES[coding]
    letters = _CODES[coding].sub(lambda code: table[code[0]], text.translate(_CP1252))
    return unicodedata.normalize("NFC", letters.upper() if coding == TCVN3_CAPITALS else letters)


@lru_cache(maxsize=16_384)
def sense(text: str, coding: str) -> Sense:
    """Whether words make sense in Unicode or a coding (TCVN3 of ``Lê Tú`` is ``Lờ Tỳ``); ``either`` if unclear."""
    if text.isascii() or is_unicode(text):
        return "unicode"
    plain = coded = False
    for word in _marked_words(text):
        now, then = is_syllable(word), _is_coded_syllable(word, coding)
        plain |= now and not then
        coded |= then and not now
    if plain == coded:
        return "either"
    return "coded" if coded else "unicode"


@lru_cache(maxsize=65_536)
def looks_coded(text: str) -> str | None:
    """The coding of a text that is no Vietnamese as it stands and all Vietnamese when converted; else ``None``."""
    if text.isascii() or is_unicode(text):
        return None
    words = _marked_words(text)
    if all(map(is_syllable, words)):  # of no words too
        return None
    return next((coding for coding in (TCVN3, VNI) if all(_is_coded_syllable(word, coding) for word in words)), None)


@lru_cache(maxsize=65_536)
def suspected(text: str) -> str:
    """The converted text, where the text or some words of it look coded; ``""`` where nothing does."""
    coding = looks_coded(text)
    if coding is not None:
        return convert(text, coding)
    if text.isascii() or not _NOT_OURS.search(text):
        return ""
    meant = unicodedata.normalize("NFC", _WORD.sub(lambda word: _meant_alone(word[0]), text))
    return meant if meant != unicodedata.normalize("NFC", text) else ""


def known_words(text: str) -> str | None:
    """The coding of a text that begins with the words of a table's header: ``Hä vµ tªn``; ``None`` for others."""
    coding = looks_coded(text)
    if coding is not None and " ".join(convert(text, coding).lower().split()).startswith(_HEADERS):
        return coding
    return None


def _meant_alone(word: str) -> str:
    """What a word means that has a letter none of our words has, and makes sense in a code; else the word."""
    if is_unicode(word) or not (_NOT_OURS.search(word) and _LETTER.search(word)) or word.startswith("µ"):  # µm
        return word
    return next((convert(word, coding) for coding in (TCVN3, VNI) if _is_coded_syllable(word, coding)), word)


def _marked_words(text: str) -> list[str]:
    """The words that are not plain ASCII; signs that stand alone and ``ÐTN`` tell nothing."""
    words = [word for word in _WORD.findall(text) if not word.isascii() and _LETTER.search(word)]
    return [word for word in words if not _SHORT_FORM.fullmatch(word)]


def _is_coded_syllable(word: str, coding: str) -> bool:
    return _CODES[coding].sub("", word).isascii() and is_syllable(convert(word, coding))

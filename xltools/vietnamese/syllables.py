"""Whether a word can be a Vietnamese syllable: what tells text from text shown in the wrong code."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from xltools.vietnamese.text import D_LOOKALIKES, TONES

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


@lru_cache(maxsize=65_536)
def is_syllable(word: str) -> bool:
    """Whether a word of letters is one syllable in lower case, in capitals or with a first capital.

    Old and new places of the tone mark are equal. ``phÝ`` and ``NguyÔn`` are none for their capitals, ``Traàn``
    for its vowels, ``cãc`` for its tone, loan words (``moóc``, ``Krông``) for theirs.
    """
    word = unicodedata.normalize("NFC", word).translate(D_LOOKALIKES)
    if not (word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower())):
        return False
    letters = unicodedata.normalize("NFD", word.lower())
    tones = [letter for letter in letters if letter in TONES]
    bare = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in TONES))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    return not _STOPPED.search(bare) or "".join(tones) in _STOPPED_TONES

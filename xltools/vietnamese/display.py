"""File names and cell texts made fit to be shown on one line."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# controls, line and paragraph separators, direction marks, zero-width marks, lone surrogates
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


@lru_cache(maxsize=4096)
def one_line(text: str) -> str:
    """``text`` on one line, NFC, encodable as UTF-8: controls, direction marks and broken bytes become ``�``."""
    return _HARMFUL.sub("\ufffd", unicodedata.normalize("NFC", text))

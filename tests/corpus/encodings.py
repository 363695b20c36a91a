"""Text as the programs of other years coded it: Unicode in three shapes, TCVN3, VNI. Tables typed by hand."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from .grids import Cell, Grid

_TCVN3_LETTERS = (
    "àµ ả¶ ã· á¸ ạ¹ ă¨ ằ» ẳ¼ ẵ½ ắ¾ ặÆ â© ầÇ ẩÈ ẫÉ ấÊ ậË đ® èÌ ẻÎ ẽÏ éÐ ẹÑ êª ềÒ ểÓ ễÔ ếÕ ệÖ "
    "ì× ỉØ ĩÜ íÝ ịÞ òß ỏá õâ óã ọä ô« ồå ổæ ỗç ốè ộé ơ¬ ờê ởë ỡì ớí ợî ùï ủñ ũò úó ụô "
    "ư\u00ad ừõ ửö ữ÷ ứø ựù ỳú ỷû ỹü ýý ỵþ Ă¡ Â¢ Ê£ Ô¤ Ơ¥ Ư¦ Đ§"
)
_TCVN3 = {pair[0]: pair[1] for pair in _TCVN3_LETTERS.split(" ")}

_VNI_MARKS = {"\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0301": "ù", "\u0323": "ï"}
_VNI_HATS = {
    "â": "âàåãáä",
    "ă": "êèúüéë",
}
"""Second sign over a hatted letter: bare, then huyền, hỏi, ngã, sắc, nặng."""
_VNI_ALONE = {"ì": "ì", "ỉ": "æ", "ĩ": "ó", "í": "í", "ị": "ò", "đ": "ñ", "ơ": "ô", "ư": "ö", "ỵ": "î"}
_TONES = "\u0300\u0309\u0303\u0301\u0323"


def tcvn3(text: str) -> str:
    """Text in TCVN3; it has no capitals with a tone, people type the small letter."""
    text = unicodedata.normalize("NFC", text).replace("→", "->")
    return "".join(_TCVN3.get(c) or _TCVN3.get(c.lower(), c) for c in text)


def _vni_letter(letter: str) -> str:
    low = letter.lower()
    if low in _VNI_ALONE:
        code = _VNI_ALONE[low]
    else:
        plain = unicodedata.normalize("NFD", low)
        tone = next((c for c in plain if c in _TONES), "")
        base = unicodedata.normalize("NFC", plain.replace(tone, "") if tone else plain)
        if base in ("â", "ê", "ô"):
            code = {"â": "a", "ê": "e", "ô": "o"}[base] + _VNI_HATS["â"][_TONES.find(tone) + 1 if tone else 0]
        elif base == "ă":
            code = "a" + _VNI_HATS["ă"][_TONES.find(tone) + 1 if tone else 0]
        elif tone:
            code = _VNI_ALONE.get(base, base) + _VNI_MARKS[tone]
        else:
            return letter
    return code.upper() if letter != low else code


def vni(text: str) -> str:
    """Text in VNI, the code of Windows fonts."""
    text = unicodedata.normalize("NFC", text).replace("→", "->")
    return "".join(map(_vni_letter, text))


def combined(text: str) -> str:
    """Vowels with their hat, the tone as a sign of its own: as Windows-1258 and old keyboards have it."""
    shown = []
    for letter in unicodedata.normalize("NFC", text):
        plain = unicodedata.normalize("NFD", letter)
        tone = next((c for c in plain if c in _TONES), "")
        base = unicodedata.normalize("NFC", plain.replace(tone, "")) if tone else letter
        shown.append(base + tone if tone else letter)
    return "".join(shown)


def _tcvn3_cell(cell: Cell, keep_font: bool) -> Cell:
    text = str(cell.value)
    capitals = text.upper() == text and text.lower() != text
    if not keep_font:
        return cell._replace(value=tcvn3(text), font="Times New Roman")
    return cell._replace(value=tcvn3(text.lower() if capitals else text), font=".VnTimeH" if capitals else ".VnTime")


NFC, TCVN3, VNI = "Unicode dựng sẵn", "TCVN3, phông .VnTime", "VNI, phông VNI-Times"
TCVN3_LOST, VNI_LOST = "TCVN3, phông đã đổi", "VNI, phông đã đổi"

ENCODINGS: dict[str, Callable[[Cell], Cell]] = {
    NFC: lambda cell: cell,
    "Unicode tách dấu (NFD)": lambda cell: cell._replace(value=unicodedata.normalize("NFD", str(cell.value))),
    "Unicode tổ hợp": lambda cell: cell._replace(value=combined(str(cell.value))),
    TCVN3: lambda cell: _tcvn3_cell(cell, True),
    VNI: lambda cell: cell._replace(value=vni(str(cell.value)), font="VNI-Times"),
}
"""Exact classes: what the code is can be known."""

LOST: dict[str, Callable[[Cell], Cell]] = {
    TCVN3_LOST: lambda cell: _tcvn3_cell(cell, False),
    VNI_LOST: lambda cell: cell._replace(value=vni(str(cell.value)), font="Times New Roman"),
}
"""Traps: the font that told the code is gone."""


def encode(grid: Grid, code: Callable[[Cell], Cell]) -> None:
    """Put every text of a sheet, and its name, in a code."""
    for place, cell in grid.cells.items():
        if isinstance(cell.value, str):
            grid.cells[place] = code(cell)

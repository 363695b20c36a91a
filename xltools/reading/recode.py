"""Cells typed in an old code (TCVN3, VNI) turned into Unicode; what is not sure is asked about, never guessed.

Two things tell the code of a cell: its font, and for cells whose font was changed over their text the header words of
the sheet (``Hä vµ tªn``). A font alone is no proof, for people set one over Unicode text too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from xltools.model import Finding
from xltools.office.sheet import Place, Sheet
from xltools.vietnamese.legacy import TCVN3, TCVN3_CAPITALS, convert, known_words, sense, suspected

_MIN_HEADERS = 2

Meanings = dict[Place, tuple[str, str]]
"""Cell → what its text means, and the code it is in (``""``: not sure)."""


def recoded(sheet: Sheet) -> Sheet:
    """The sheet with coded text in Unicode (F123 in ``changes``); text that only may be coded stays (F124)."""
    notes = sheet.notes
    texts = {
        (row, column): value
        for row, values in enumerate(sheet.rows, 1)
        for column, value in enumerate(values, 1)
        if isinstance(value, str) and not value.isascii()
    }
    silent = [place for place in texts if place not in notes.codings and place not in notes.pieces]
    suspects = {place: meant for place in silent if (meant := suspected(texts[place]))}
    if not (notes.codings or notes.pieces or suspects):
        return sheet
    found = _of_fonts(texts, {place: coding for place, coding in notes.codings.items() if place in texts})
    for place, pieces in notes.pieces.items():
        if "".join(text for text, _ in pieces) == texts.get(place):
            found[place] = _of_pieces(pieces)
    coding = _coding_of_headers(texts[place] for place in suspects)
    found |= _of_fonts(texts, dict.fromkeys(silent, coding)) if coding else {p: (m, "") for p, m in suspects.items()}
    rows, changes = [list(row) for row in sheet.rows], dict(sheet.changes)
    for (row, column), (meant, coding) in found.items():
        typed = texts[row, column]
        if coding and meant != typed:
            rows[row - 1][column - 1] = meant
            changes[row, column] = Finding("F123", None, TCVN3 if coding == TCVN3_CAPITALS else coding)
        elif meant not in ("", typed):
            changes[row, column] = Finding("F124", None, typed, meant)
    return sheet._replace(rows=rows, changes=changes)


def _of_fonts(texts: Mapping[Place, str], codings: Mapping[Place, str]) -> Meanings:
    """The meanings of cells that share one sign of their code; those whose words do not tell follow the rest."""
    senses = {place: sense(texts[place], coding) for place, coding in codings.items()}
    unicode, coded = (one in senses.values() for one in ("unicode", "coded"))
    found = {}
    for place, one in senses.items():
        meant = convert(texts[place], codings[place])
        if one == "coded" or (one == "either" and coded and not unicode):
            found[place] = meant, codings[place]
        elif one == "either" and (coded or not unicode):
            found[place] = meant, ""
        else:
            found[place] = suspected(texts[place]), ""
    return found


def _of_pieces(pieces: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The meaning of a text of which some pieces are coded, and the code of the first that surely is."""
    senses = [(text, coding, sense(text, coding) if coding else "unicode") for text, coding in pieces]
    meant = "".join(text if one == "unicode" else convert(text, coding) for text, coding, one in senses)
    return meant, next((coding for _, coding, one in senses if one == "coded"), "")


def _coding_of_headers(texts: Iterable[str]) -> str:
    """The coding in which several cells hold the words of a table's header; ``""`` if there is none."""
    heard = Counter(filter(None, map(known_words, texts))).most_common(1)
    return heard[0][0] if heard and heard[0][1] >= _MIN_HEADERS else ""

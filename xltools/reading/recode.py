"""Cells typed in an old code (TCVN3, VNI) turned into Unicode; what is not sure is asked about, never guessed.

Two things tell the code of a cell: its font, and for cells whose font was changed over their text the header
words of the sheet (``Hä vµ tªn``). A font alone is no proof, for people set one over Unicode text too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from xltools.model import Finding
from xltools.office.sheet import Place, Sheet, Value
from xltools.vietnamese.legacy import TCVN3, TCVN3_CAPITALS, convert, known_words, sense, suspected

_MIN_HEADERS = 2


def recoded(sheet: Sheet) -> Sheet:
    """The sheet with coded text in Unicode (F123 in ``changes``); text that only may be coded stays (F124)."""
    notes = sheet.notes
    suspects = _suspects(sheet)
    if not (notes.codings or notes.pieces or suspects):
        return sheet
    texts = {
        (row, column): value
        for row, values in enumerate(sheet.rows, 1)
        for column, value in enumerate(values, 1)
        if isinstance(value, str) and not value.isascii()
    }
    by_font = {place: coding for place, coding in notes.codings.items() if place in texts}
    silent = texts.keys() - notes.codings.keys() - notes.pieces.keys()
    done = _Recoding(texts)
    done.cells(by_font)
    for place, pieces in notes.pieces.items():
        done.pieces(place, pieces)
    coding = _coding_of_headers(texts[place] for place in suspects)
    if coding:
        done.cells(dict.fromkeys(sorted(silent), coding))
    else:
        for place, meant in suspects.items():
            done.ask(place, meant)
    return sheet._replace(rows=_written(sheet.rows, done.meant), changes={**sheet.changes, **done.changes})


def _suspects(sheet: Sheet) -> dict[Place, str]:
    """The cells that look coded though no font says so, and what they may mean."""
    told = {*sheet.notes.codings, *sheet.notes.pieces}
    return {
        place: meant
        for row, values in enumerate(sheet.rows, 1)
        for column, value in enumerate(values, 1)
        if isinstance(value, str)
        and not value.isascii()
        and (place := (row, column)) not in told
        and (meant := suspected(value))
    }


class _Recoding:
    """What becomes of the cells of a sheet: the text that is meant, and what is told."""

    def __init__(self, texts: Mapping[Place, str]) -> None:
        self.texts = texts
        self.meant: dict[Place, str] = {}
        self.changes: dict[Place, Finding] = {}

    def cells(self, codings: Mapping[Place, str]) -> None:
        """Turn cells into Unicode that share one sign of their code; those whose words do not tell follow the rest."""
        senses = {place: sense(self.texts[place], coding) for place, coding in codings.items()}
        unicode, coded = (one in senses.values() for one in ("unicode", "coded"))
        for place, one in senses.items():
            meant = convert(self.texts[place], codings[place])
            if one == "coded" or (one == "either" and coded and not unicode):
                self.write(place, meant, codings[place])
            elif one == "either" and (coded or not unicode):
                self.ask(place, meant)
            else:
                self.ask(place, suspected(self.texts[place]))

    def pieces(self, place: Place, pieces: Sequence[tuple[str, str]]) -> None:
        """Turn the coded pieces of one text into Unicode."""
        if "".join(text for text, _ in pieces) != self.texts.get(place):
            return
        senses = [(text, coding, sense(text, coding) if coding else "unicode") for text, coding in pieces]
        meant = "".join(text if one == "unicode" else convert(text, coding) for text, coding, one in senses)
        coding = next((coding for _, coding, one in senses if one == "coded"), "")
        if coding:
            self.write(place, meant, coding)
        else:
            self.ask(place, meant)

    def write(self, place: Place, meant: str, coding: str) -> None:
        """Put a text in place of the coded one."""
        if meant != self.texts[place]:
            self.meant[place] = meant
            self.changes[place] = Finding("F123", None, TCVN3 if coding == TCVN3_CAPITALS else coding)

    def ask(self, place: Place, meant: str) -> None:
        """Leave a text as it is and propose what it may mean, if that is something else."""
        if meant not in ("", self.texts[place]):
            self.changes[place] = Finding("F124", None, self.texts[place], meant)


def _coding_of_headers(texts: Iterable[str]) -> str | None:
    """The coding in which several cells hold the words of a table's header."""
    heard = Counter(filter(None, map(known_words, texts))).most_common(1)
    return heard[0][0] if heard and heard[0][1] >= _MIN_HEADERS else None


def _written(rows: Sequence[Sequence[Value]], meant: Mapping[Place, str]) -> list[list[Value]]:
    new = [list(row) for row in rows]
    for (row, column), text in meant.items():
        new[row - 1][column - 1] = text
    return new

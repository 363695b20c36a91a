"""Fonts and struck text of an .ods: declared faces, styles that inherit from each other, pieces in own styles."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from xltools.office.fonts import codings_of
from xltools.office.struck import Run, is_struck
from xltools.vietnamese.legacy import coding_of_font

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_SVG_FAMILY = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}font-family"
_FO_FAMILY = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}font-family"
_LINES = (f"{_STYLE}text-line-through-style", f"{_STYLE}text-line-through-type")
_STRIKE = re.compile(rb'text-line-through-(?:style|type)="(?!none)|text-position="(?!0%)')
_FAMILY = re.compile(rb'font-family="([^"]*)"')
_LAST = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}automatic-styles"  # behind it come no more styles
_MOST_SPACES = 1_000
_DEEPEST = 20  # styles above each other


class _Look(NamedTuple):
    """What a style says of text, ``""`` where it is silent: its font, the line through it, its position."""

    font: str = ""
    line: str = ""
    position: str = ""

    def over(self, below: _Look) -> _Look:
        """What the look says, where it is silent what the one below says."""
        return _Look(self.font or below.font, self.line or below.line, self.position or below.position)

    def run(self, text: str) -> Run:
        """A piece of text of this look."""
        return Run(text, self.line not in ("", "none"), bool(self.position) and not self.position.startswith("0%"))


_SILENT = _Look()


class Fonts:
    """The fonts of a workbook; nothing is looked up unless ``old`` or ``strike``.

    ``old`` says whether any font is of an old code, ``strike`` whether any style strikes text out or raises it.
    """

    def __init__(self, content: bytes, styles: bytes) -> None:
        families = {family.decode("utf-8", "replace") for part in (content, styles) for family in _FAMILY.findall(part)}
        self.old = any(coding_of_font(_bare(family)) for family in families)
        self.strike = any(map(_STRIKE.search, (content, styles)))
        self._faces: dict[str, str] = {}
        self._looks: dict[tuple[str, str], _Look] = {}
        self._parents: dict[tuple[str, str], str] = {}
        if self.old or self.strike:
            for part in (styles, content):
                if part:
                    self._learn(part)

    def codings(self, cell_style: str, paragraphs: list[Element]) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The coding of a text in a cell of a style, or its pieces and their codings (see ``codings_of``)."""
        return codings_of((text, look.font) for text, look in self._text(cell_style, paragraphs))

    def is_struck(self, cell_style: str, paragraphs: list[Element]) -> bool:
        """Whether any text in a cell of a style is struck out or a raised figure."""
        return is_struck(look.run(text) for text, look in self._text(cell_style, paragraphs))

    def _text(self, cell_style: str, paragraphs: list[Element]) -> Iterator[tuple[str, _Look]]:
        look = self._look("table-cell", cell_style or "Default")
        for number, paragraph in enumerate(paragraphs):
            if number:
                yield "\n", look
            yield from self._runs(paragraph, look)

    def _runs(self, element: Element, around: _Look) -> Iterator[tuple[str, _Look]]:
        """Pieces of text with their looks."""
        style = element.get(f"{_TEXT}style-name", "")
        family = "paragraph" if element.tag == f"{_TEXT}p" else "text"
        own = self._look(family, style, around) if style else around
        if element.tag == f"{_TEXT}s":
            yield " " * min(_MOST_SPACES, int(element.get(f"{_TEXT}c", 1))), own
        yield element.text or "", own
        for child in element:
            yield from self._runs(child, own)
            yield child.tail or "", own

    def _look(self, family: str, style: str, around: _Look = _SILENT) -> _Look:
        found = _SILENT
        for _ in range(_DEEPEST):
            found = found.over(self._looks.get((family, style), _SILENT))
            if not style:
                break
            style = self._parents.get((family, style), "")
        return found.over(around).over(self._looks.get((family, ""), _SILENT))

    def _learn(self, part: bytes) -> None:
        # expat limits entity expansion by itself, and the size of the part was checked
        for _, element in ElementTree.iterparse(io.BytesIO(part)):  # noqa: S314
            if element.tag == _LAST:
                return
            if element.tag == f"{_STYLE}font-face":
                self._faces[element.get(f"{_STYLE}name", "")] = _bare(element.get(_SVG_FAMILY, ""))
            elif element.tag in (f"{_STYLE}style", f"{_STYLE}default-style"):
                key = element.get(f"{_STYLE}family", ""), element.get(f"{_STYLE}name", "")
                self._parents[key] = element.get(f"{_STYLE}parent-style-name", "")
                for text in element.iter(f"{_STYLE}text-properties"):
                    name = text.get(f"{_STYLE}font-name", "")
                    font = self._faces.get(name, name) or _bare(text.get(_FO_FAMILY, ""))
                    line = next((said for one in _LINES if (said := text.get(one))), "")
                    look = _Look(font, line, text.get(f"{_STYLE}text-position", ""))
                    self._looks[key] = look.over(self._looks.get(key, _SILENT))


def _bare(family: str) -> str:
    """The name of the first font of a list, without quotes."""
    return family.replace("&apos;", "'").partition(",")[0].strip(" '")

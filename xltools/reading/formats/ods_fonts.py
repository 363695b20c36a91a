"""The fonts of an .ods: declared faces, styles that inherit from each other, pieces of text in their own styles."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from xltools.reading.formats.fonts import codings_of
from xltools.vietnamese.legacy import coding_of_font

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_SVG_FAMILY = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}font-family"
_FO_FAMILY = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}font-family"
_FAMILY = re.compile(rb'font-family="([^"]*)"')
_LAST = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}automatic-styles"  # behind it come no more styles
_MOST_SPACES = 1_000
_DEEPEST = 20  # styles above each other


class Fonts:
    """The fonts of a workbook; ``old`` says whether any of them is of an old code, else nothing is looked up."""

    def __init__(self, content: bytes, styles: bytes) -> None:
        families = {family.decode("utf-8", "replace") for part in (content, styles) for family in _FAMILY.findall(part)}
        self.old = any(coding_of_font(_bare(family)) for family in families)
        self._faces: dict[str, str] = {}
        self._fonts: dict[tuple[str, str], str] = {}
        self._parents: dict[tuple[str, str], str] = {}
        if self.old:
            for part in (styles, content):
                if part:
                    self._learn(part)

    def codings(self, cell_style: str, paragraphs: list[Element]) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The coding of a text in a cell of a style, or its pieces and their codings (see ``codings_of``)."""
        font = self._font("table-cell", cell_style or "Default")
        runs = [list(self._runs(paragraph, font)) for paragraph in paragraphs]
        return codings_of(run for at, own in enumerate(runs) for run in ([("\n", font)] * bool(at) + own))

    def _runs(self, element: Element, font: str) -> Iterator[tuple[str, str]]:
        """Pieces of text with their fonts."""
        style = element.get(f"{_TEXT}style-name", "")
        family = "paragraph" if element.tag == f"{_TEXT}p" else "text"
        own = self._font(family, style, font) if style else font
        if element.tag == f"{_TEXT}s":
            yield " " * min(_MOST_SPACES, int(element.get(f"{_TEXT}c", 1))), own
        yield element.text or "", own
        for child in element:
            yield from self._runs(child, own)
            yield child.tail or "", own

    def _font(self, family: str, style: str, otherwise: str | None = None) -> str:
        for _ in range(_DEEPEST):
            if font := self._fonts.get((family, style)):
                return font
            if not style:
                break
            style = self._parents.get((family, style), "")
        return self._fonts.get((family, ""), "") if otherwise is None else otherwise

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
                    if font := self._faces.get(name, name) or _bare(text.get(_FO_FAMILY, "")):
                        self._fonts[key] = font


def _bare(family: str) -> str:
    """The name of the first font of a list, without quotes."""
    return family.replace("&apos;", "'").partition(",")[0].strip(" '")

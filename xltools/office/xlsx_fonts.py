"""Which text of an .xlsx stands in a font of an old code: fonts of cells, and of pieces of text within a cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from xml.etree import ElementTree

from xltools.office.fonts import codings_of
from xltools.office.parts import Package, Relation, local
from xltools.vietnamese.legacy import coding_of_font

Runs = tuple[tuple[str, str | None], ...]
"""Pieces of a text and their fonts, ``None`` for the font of the cell."""


class Fonts(NamedTuple):
    """Fonts of a workbook that mentions an old one.

    ``styles`` are the fonts of the cell styles, ``strings`` the shared strings that have fonts of their own.
    """

    styles: Sequence[str] = ()
    strings: Mapping[int, Runs] = {}

    @property
    def old(self) -> bool:
        """Whether the workbook has any old font outside its sheets."""
        return bool(self.styles or self.strings)

    @staticmethod
    def mentioned(content: bytes) -> bool:
        """Whether a sheet has text with fonts of its own, one of them perhaps old."""
        return b"<rFont" in content and _mentions(content)

    def of_cell(self, style: bytes, kind: bytes, body: bytes) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The coding of a text cell (``""`` for Unicode), or its pieces and their codings where they differ.

        ``kind`` and ``body`` are the cell's type and what stands between its tags.
        """
        number = int(style) if style.isdigit() else 0
        own = self.styles[number] if number < len(self.styles) else ""
        runs = self._runs(kind, body)
        if not runs:
            return coding_of_font(own) or "", ()
        return codings_of((text, own if font is None else font) for text, font in runs)

    def _runs(self, kind: bytes, body: bytes) -> Runs:
        if kind == b"s":
            index = body[body.find(b"<v>") + 3 : body.find(b"</v>")].strip()
            return self.strings.get(int(index), ()) if index.isdigit() else ()
        if kind == b"inlineStr" and b"<rFont" in body:
            try:
                return _runs(ElementTree.fromstring(body))  # noqa: S314 - a cell has no entities of its own
            except ElementTree.ParseError:
                return ()
        return ()


def read(package: Package, relations: Iterable[Relation]) -> Fonts:
    """The fonts of a workbook; none if it does not mention an old one."""
    parts = {one.kind: one.target for one in relations}
    styles, strings = (package.read(parts.get(kind, "")) for kind in ("styles", "sharedStrings"))
    if not (_mentions(styles) or _mentions(strings)):
        return Fonts()
    return Fonts(
        _styles(package.tree(parts["styles"])) if styles else (),
        {
            index: runs
            for index, item in enumerate(package.tree(parts["sharedStrings"]) if strings else ())
            if (runs := _runs(item))
        },
    )


def _mentions(content: bytes) -> bool:
    """Whether the name of an old font may stand in a part."""
    lower = content.lower()
    return b".vn" in lower or b"vni-" in lower


def _styles(root: ElementTree.Element) -> list[str]:
    """The font of each cell style."""
    fonts: list[str] = []
    styles: list[str] = []
    for group in root:
        if local(group.tag) == "fonts":
            fonts = [_value(font, "name") or "" for font in group]
        elif local(group.tag) == "cellXfs":
            numbers = [style.get("fontId", "0") for style in group]
            styles = [fonts[int(one)] if one.isdigit() and int(one) < len(fonts) else "" for one in numbers]
    return styles


def _runs(item: ElementTree.Element) -> Runs:
    """The pieces of a text that has fonts of its own; phonetic guides are no part of it."""
    pieces = []
    for run in item:
        if local(run.tag) == "r":
            font = next((_value(part, "rFont") for part in run if local(part.tag) == "rPr"), None)
            pieces.append(("".join(part.text or "" for part in run if local(part.tag) == "t"), font))
    return tuple(pieces)


def _value(element: ElementTree.Element, name: str) -> str | None:
    return next((part.get("val", "") for part in element if local(part.tag) == name), None)

"""Which cells of an .xlsx hold struck text or raised figures: by the fonts of cells and of pieces of text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from xml.etree import ElementTree

from xltools.office.parts import Package, Relation, local
from xltools.office.struck import Run, is_struck

_OFF = frozenset({"0", "false", "off"})
_LEVEL = frozenset({None, "", "baseline"})


class Struck(NamedTuple):
    """The cell styles that strike text out and the shared strings with such pieces, by their numbers as written."""

    styles: frozenset[bytes] = frozenset()
    strings: frozenset[bytes] = frozenset()

    def may_be_in(self, content: bytes) -> bool:
        """Whether a sheet may have such cells."""
        return bool(self.styles or self.strings) or _mentions(content)

    def is_cell(self, style: bytes, kind: bytes, body: bytes) -> bool:
        """Whether a cell is one; ``kind`` and ``body`` are its type and what stands between its tags."""
        if style in self.styles:
            return True
        if kind == b"s":
            return body[body.find(b"<v>") + 3 : body.find(b"</v>")].strip() in self.strings
        if kind == b"inlineStr" and _mentions(body):
            try:
                cell = ElementTree.fromstring(body)  # noqa: S314 - a cell has no entities of its own
            except ElementTree.ParseError:
                return False
            return is_struck(_runs(cell))
        return False


def read(package: Package, relations: Iterable[Relation]) -> Struck:
    """What a workbook says of such text outside its sheets; mostly nothing."""
    parts = {one.kind: one.target for one in relations}
    styles, strings = (parts.get(kind, "") for kind in ("styles", "sharedStrings"))
    return Struck(
        _styles(package.tree(styles)) if b"strike" in package.read(styles) else frozenset(),
        _strings(package.tree(strings)) if _mentions(package.read(strings)) else frozenset(),
    )


def _mentions(content: bytes) -> bool:
    return b"strike" in content or b"vertAlign" in content


def _styles(root: ElementTree.Element) -> frozenset[bytes]:
    """The cell styles whose font is struck out; a wholly raised cell reads as it stands."""
    groups = {local(group.tag): group for group in root}
    struck = {str(number) for number, font in enumerate(groups.get("fonts", ())) if _looks(font)[0]}
    styles = enumerate(groups.get("cellXfs", ()))
    return frozenset(b"%d" % number for number, style in styles if style.get("fontId", "0") in struck)


def _strings(root: ElementTree.Element) -> frozenset[bytes]:
    return frozenset(b"%d" % number for number, item in enumerate(root) if is_struck(_runs(item)))


def _runs(item: ElementTree.Element) -> Iterable[Run]:
    for run in item:
        if local(run.tag) == "r":
            text = "".join(part.text or "" for part in run if local(part.tag) == "t")
            yield Run(text, *next((_looks(part) for part in run if local(part.tag) == "rPr"), (False, False)))


def _looks(font: ElementTree.Element) -> tuple[bool, bool]:
    """Whether a font is struck out, and whether raised or lowered."""
    said = {local(part.tag): part.get("val") for part in font}
    return "strike" in said and said["strike"] not in _OFF, said.get("vertAlign") not in _LEVEL

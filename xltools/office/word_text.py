"""The text of Word paragraphs as it is seen, with its fonts: results of fields, no deleted or hidden text.

Elements go by their local names: namespaces differ between Transitional and Strict documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple
from xml.etree.ElementTree import Element

from xltools.office.parts import local

DROPPED = frozenset({"del", "moveFrom", "oMath", "oMathPara", "pPr", "rPr", "sdtPr", "rt"})
"""Elements of which nothing is shown: deletions, formulas, properties, glosses."""

_SHOWN = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_ARROWS = {0xE0: "→", 0xE8: "→", 0xF0: "→", 0xAE: "→"}  # what Word makes of "-->"
_SIGNS = {0x2D: "-", 0xB7: "•"}
_UNKNOWN_SIGN = "\ufffd"
_OFF = frozenset({"0", "false", "off"})


def child(node: Element | None, *path: str) -> Element | None:
    """The first element at the end of a path of local names."""
    for name in path:
        node = next((one for one in node if local(one.tag) == name), None) if node is not None else None
    return node


def value(node: Element | None, name: str = "val") -> str | None:
    """An attribute by its local name."""
    if node is None:
        return None
    return next((text for key, text in node.attrib.items() if key.rpartition("}")[2] == name), None)


def is_on(node: Element | None) -> bool | None:
    """A switch of Word: there without a value means on; ``None`` where it is not there."""
    return None if node is None else value(node) not in _OFF


def shown_choice(alternate: Element) -> Iterable[Element]:
    """The one of several renderings of the same thing that is read: ``mc:AlternateContent``."""
    found = {local(one.tag): one for one in reversed(alternate)}
    return found.get("Choice", found.get("Fallback", ()))


def is_placeholder(control: Element) -> bool:
    """Whether a content control still shows the words that ask for an entry."""
    return bool(is_on(child(control, "sdtPr", "showingPlcHdr")))


class Look(NamedTuple):
    """What a run's properties say, ``None`` where they are silent: font, hidden, struck out, raised or lowered."""

    font: str | None
    hidden: bool | None
    struck: bool | None
    raised: bool | None

    def over(self, below: Look) -> Look:
        """These properties, where silent those below."""
        return Look(
            below.font if self.font is None else self.font,
            below.hidden if self.hidden is None else self.hidden,
            below.struck if self.struck is None else self.struck,
            below.raised if self.raised is None else self.raised,
        )


_SILENT = Look(None, None, None, None)


class Styles:
    """The looks that styles give to text."""

    def __init__(self, root: Element | None) -> None:
        known = root if root is not None else ()
        self._styles = {value(style, "styleId") or "": style for style in known if local(style.tag) == "style"}
        self._looks: dict[str, Look] = {}
        self._basis = _look(child(root, "docDefaults", "rPrDefault", "rPr"))
        self._default = next((name for name, style in self._styles.items() if _is_default(style)), "")

    def look(self, paragraph: Element, run: Element) -> Look:
        """How a run of a paragraph looks."""
        own = child(run, "rPr")
        style = value(child(paragraph, "pPr", "pStyle"))
        look = self._style(style or self._default).over(self._basis)
        if own is None:
            return look
        return _look(own).over(self._style(value(child(own, "rStyle")) or "").over(look))

    def _style(self, name: str) -> Look:
        if name not in self._looks:
            self._looks[name] = _SILENT  # ends a chain of styles that is a ring
            style = self._styles.get(name)
            if style is not None:
                below = value(child(style, "basedOn")) or ""
                self._looks[name] = _look(child(style, "rPr")).over(self._style(below))
        return self._looks[name]


def _is_default(style: Element) -> bool:
    return value(style, "type") == "paragraph" and (value(style, "default") or "0") not in _OFF


def _look(properties: Element | None) -> Look:
    if properties is None:
        return _SILENT
    fonts = child(properties, "rFonts")
    # letters beyond ASCII are shown in the font "hAnsi"; a theme's font, which is one of Unicode, goes before
    themed = value(fonts, "hAnsiTheme") or value(fonts, "asciiTheme")
    font = "" if themed else value(fonts, "hAnsi") or value(fonts, "ascii")
    lines = [is_on(child(properties, name)) for name in ("strike", "dstrike")]
    level = value(child(properties, "vertAlign"))
    return Look(
        font,
        is_on(child(properties, "vanish")),
        None if lines == [None, None] else any(lines),
        None if level is None else level != "baseline",
    )


class Piece(NamedTuple):
    """A stretch of text and the name of its font; whether it is struck out, raised or lowered."""

    text: str
    font: str
    struck: bool = False
    raised: bool = False


def joined(pieces: Iterable[Piece]) -> list[tuple[str, str]]:
    """Texts and their fonts, neighbours of one font put together: in old codes a letter may be parted by a run."""
    groups = groupby(pieces, key=lambda piece: piece.font)
    return [("".join(piece.text for piece in group), font) for font, group in groups]


def parted(pieces: Iterable[Piece], separator: str) -> list[list[Piece]]:
    """The pieces between separators."""
    found: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *further = piece.text.split(separator)
        found[-1].append(piece._replace(text=first))
        found += [[piece._replace(text=part)] for part in further]
    return found


class Scribe:
    """Reads the paragraphs of a document in order, for a field may run over several."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[bool] = []  # of each field around: whether its result has begun
        self._pieces: list[Piece] = []
        self._boxes: list[Element] = []

    def read(self, paragraph: Element) -> tuple[list[Piece], list[Element]]:
        """The text of a paragraph, and the contents of the text boxes that hang on it."""
        self._pieces, self._boxes = [], []
        self._walk(paragraph, paragraph)
        self._fields = [begun for begun in self._fields if begun]  # instructions never run on
        return self._pieces, self._boxes

    def close_fields(self) -> None:
        """Where no field can run on: at the end of a table's cell."""
        self._fields.clear()

    def _walk(self, nodes: Iterable[Element], paragraph: Element) -> None:
        for node in nodes:
            name = local(node.tag)
            if name == "r":
                self._run(node, node, paragraph)
            elif name == "AlternateContent":
                self._walk(shown_choice(node), paragraph)
            elif name not in DROPPED and not (name == "sdt" and is_placeholder(node)):
                self._walk(node, paragraph)

    def _run(self, nodes: Iterable[Element], run: Element, paragraph: Element) -> None:
        look = self._styles.look(paragraph, run)
        for node in nodes:
            name = local(node.tag)
            if name == "fldChar":
                self._field(node)
            elif name == "AlternateContent":
                self._run(shown_choice(node), run, paragraph)
            elif name in ("drawing", "pict", "object"):
                self._boxes += _text_boxes(node)
            elif name == "ruby":
                self._walk(node, paragraph)
            elif not look.hidden and all(self._fields):
                text = _text(node, name)
                if text:
                    self._pieces.append(Piece(text, look.font or "", bool(look.struck), bool(look.raised)))

    def _field(self, mark: Element) -> None:
        kind = value(mark, "fldCharType")
        if kind == "begin":
            if all(self._fields):
                self._pieces.append(Piece(_chosen(mark), ""))
            self._fields.append(False)
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields and kind == "end":
            self._fields.pop()


def _text(node: Element, name: str) -> str:
    if name == "t":
        return (node.text or "").replace("\n", " ")
    if name == "sym":
        code = int(value(node, "char") or "0", 16) & 0xFF
        return (_ARROWS | _SIGNS).get(code, _UNKNOWN_SIGN)
    return _SHOWN.get(name, "")


def _chosen(mark: Element) -> str:
    """The line chosen in a drop-down list of a form; other form fields show their result as text."""
    choices = child(mark, "ffData", "ddList")
    if choices is None:
        return ""
    entries = [value(entry) or "" for entry in choices if local(entry.tag) == "listEntry"]
    chosen = value(child(choices, "result")) or value(child(choices, "default")) or "0"
    return entries[int(chosen)] if chosen.isdecimal() and int(chosen) < len(entries) else ""


def _text_boxes(node: Element) -> Iterator[Element]:
    for inner in shown_choice(node) if local(node.tag) == "AlternateContent" else node:
        if local(inner.tag) == "txbxContent":
            yield inner
        else:
            yield from _text_boxes(inner)

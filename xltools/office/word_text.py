"""The text of Word paragraphs as it is shown, with its looks: results of fields, no deleted or hidden text.

Elements go by their local names: namespaces differ between Transitional and Strict documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from xltools.office.container import local
from xltools.office.sheet import Look, Run

PLAIN = Look("", False, False)
"""The look of signs that stand between texts."""

DROPPED = frozenset({"del", "moveFrom", "oMath", "oMathPara", "pPr", "rPr", "sdtPr", "rt"})
"""Elements that show nothing: deletions, formulas, properties, glosses."""

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
    """The value of an attribute, by its local name; ``None`` if it is not there."""
    if node is None:
        return None
    return next((text for key, text in node.attrib.items() if key.rpartition("}")[2] == name), None)


def is_on(node: Element | None) -> bool | None:
    """Whether a property is switched on, as it is without a value; ``None`` if it is not there."""
    return None if node is None else value(node) not in _OFF


def shown_choice(alternate: Element) -> Iterable[Element]:
    """The rendering that is read of those an ``mc:AlternateContent`` offers."""
    found = {local(one.tag): one for one in reversed(alternate)}
    return found.get("Choice", found.get("Fallback", ()))


def is_placeholder(control: Element) -> bool:
    """Whether a content control still shows the words that ask for an entry."""
    return bool(is_on(child(control, "sdtPr", "showingPlcHdr")))


def _is_default(style: Element) -> bool:
    return value(style, "type") == "paragraph" and (value(style, "default") or "0") not in _OFF


def _look(properties: Element | None) -> Look:
    if properties is None:
        return Look()
    fonts = child(properties, "rFonts")
    # letters beyond ASCII are shown in the font "hAnsi"; a theme's font, which is one of Unicode, goes before
    themed = value(fonts, "hAnsiTheme") or value(fonts, "asciiTheme")
    font = "" if themed else value(fonts, "hAnsi") or value(fonts, "ascii")
    lines = [is_on(child(properties, name)) for name in ("strike", "dstrike")]
    level = value(child(properties, "vertAlign"))
    return Look(
        font,
        None if lines == [None, None] else any(lines),
        None if level is None else level != "baseline",
        is_on(child(properties, "vanish")),
    )


def split_runs(runs: Iterable[Run], separator: str) -> list[list[Run]]:
    """The runs between separators."""
    found: list[list[Run]] = [[]]
    for text, look in runs:
        first, *further = text.split(separator)
        found[-1].append((first, look))
        found += [[(part, look)] for part in further]
    return found


class ParagraphReader:
    """Reads the paragraphs of a document in order, for a field may run over several."""

    def __init__(self, styles: Element | None) -> None:
        """``styles`` is the part that defines the document's styles."""
        known = styles if styles is not None else ()
        self._styles = {value(style, "styleId") or "": style for style in known if local(style.tag) == "style"}
        self._default_style = next((name for name, style in self._styles.items() if _is_default(style)), "")
        self._default_look = _look(child(styles, "docDefaults", "rPrDefault", "rPr"))
        self._looks: dict[str, Look] = {}  # by style
        self._fields: list[bool] = []  # of each field around: whether its result has begun
        self._runs: list[Run] = []
        self._boxes: list[Element] = []

    def read(self, paragraph: Element) -> tuple[list[Run], list[Element]]:
        """The text of a paragraph, and the contents of the text boxes anchored to it."""
        self._runs, self._boxes = [], []
        self._walk(paragraph, paragraph)
        self._fields = [begun for begun in self._fields if begun]  # instructions never run on
        return self._runs, self._boxes

    def close_fields(self) -> None:
        """End all fields, as the end of a table's cell does."""
        self._fields.clear()

    def _walk(self, nodes: Iterable[Element], paragraph: Element) -> None:
        for node in nodes:
            name = local(node.tag)
            if name == "r":
                self._read_run(node, node, paragraph)
            elif name == "AlternateContent":
                self._walk(shown_choice(node), paragraph)
            elif name not in DROPPED and not (name == "sdt" and is_placeholder(node)):
                self._walk(node, paragraph)

    def _read_run(self, nodes: Iterable[Element], run: Element, paragraph: Element) -> None:
        look = self._look(paragraph, run)
        for node in nodes:
            name = local(node.tag)
            if name == "fldChar":
                self._field(node)
            elif name == "AlternateContent":
                self._read_run(shown_choice(node), run, paragraph)
            elif name in ("drawing", "pict", "object"):
                self._boxes += _text_boxes(node)
            elif name == "ruby":
                self._walk(node, paragraph)
            elif not look.hidden and all(self._fields):
                text = _text(node, name)
                if text:
                    self._runs.append((text, Look(look.font or "", bool(look.struck), bool(look.raised))))

    def _field(self, mark: Element) -> None:
        kind = value(mark, "fldCharType")
        if kind == "begin":
            if all(self._fields):
                self._runs.append((_chosen(mark), PLAIN))
            self._fields.append(False)
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields and kind == "end":
            self._fields.pop()

    def _look(self, paragraph: Element, run: Element) -> Look:
        own = child(run, "rPr")
        style = value(child(paragraph, "pPr", "pStyle"))
        look = self._style(style or self._default_style).over(self._default_look)
        if own is None:
            return look
        return _look(own).over(self._style(value(child(own, "rStyle")) or "").over(look))

    def _style(self, name: str) -> Look:
        """The look of a style, completed by the styles it is based on."""
        if name not in self._looks:
            self._looks[name] = Look()  # ends a chain of styles that is a ring
            style = self._styles.get(name)
            if style is not None:
                below = value(child(style, "basedOn")) or ""
                self._looks[name] = _look(child(style, "rPr")).over(self._style(below))
        return self._looks[name]


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

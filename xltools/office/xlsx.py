"""What calamine does not show of an .xlsx: error values, formulas never calculated, fonts of old codes, struck text.

Sheets are searched as bytes, for nearly all have nothing to say; the tags of cells are first brought into the
form that Excel writes (``<c r="A1" s="2" t="s">``), where a program writes them in another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.etree import ElementTree

from xltools.model import column_letters, column_number
from xltools.office.container import MAX_CELLS, Parts, UnsafeError, local
from xltools.office.sheet import NOTHING, Look, Notes, Place, Run, is_struck
from xltools.vietnamese.legacy import coding_of_font

_BOOK = "xl/workbook.xml"
_MANY_ROWS = 5_000
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_DECLARATION = re.compile(r"^\s*<\?xml[^<>]*\?>")
_PREFIX = re.compile(rb"<([\w.-]+:)worksheet[\s>]")
_OTHER_CELL = re.compile(rb'<c(?=[\s/>])(?! r=")')
_TAG = re.compile(rb"<(row|c)(?=[\s/>])([^<>]*?)(/?)>")
_ATTRIBUTE = re.compile(rb"""(?<![\w:])([rst]|si)\s*=\s*["']([^"'<>]*)["']""")
_PLACE = re.compile(rb"([A-Z]{1,3})(\d{1,7})")
_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"([^<>]*?)(/?)>')
_FORMULA = re.compile(rb"<f(?=[\s/>])([^<>]*?)(?:/>|>([^<]*))")
_SUSPECT = re.compile(rb'<f(?=[\s/>])| t="e"')
_VALUE = re.compile(rb"<v(?:\s[^<>]*)?>([^<]*)</v>")
_QUOTED = r'"[^"]*"|\'[^\']*\''
_REFERENCE = re.compile(_QUOTED + r"|(?<![\w.$])(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?![\w(.!])")
_WHOLE = re.compile(_QUOTED + r"|(?<![\w.])(\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d+:\$?\d+)(?!\w)")
_NOWHERE = "#REF!"
_OFF = frozenset({"0", "false", "off"})
_LEVEL = frozenset({"", "baseline"})


def notes(parts: Parts) -> dict[str, Notes]:
    """Sheet name → what its values do not show, sheets without anything left out; ``UnsafeError`` F101 or F115."""
    book = _BOOK if _BOOK in parts else parts.main()
    if book.endswith(".bin"):
        return {}
    related = list(parts.relations(book).values())
    styles = _read_styles(parts, dict(related))
    found = {}
    for kind, part in related:
        if kind == "worksheet" and (noted := _notes(_plain(parts.read(part)), styles)) != NOTHING:
            found[part] = noted
    if not found:
        return {}
    return {name: found[part] for name, part in parts.sheets(book).items() if part in found}


# -- the XML as Excel writes it ------------------------------------------------------------------------


def in_utf_8(parts: Parts) -> Parts:
    """The workbook with all parts in UTF-8; calamine reads nothing in UTF-16."""
    if not any(part.startswith(_WIDE) for part in parts.texts()):
        return parts
    import io  # hardly any file comes here
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(parts.data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, _utf_8(content) if name.lower().endswith(".xml") else content)
    return Parts(out.getvalue())


def _utf_8(content: bytes) -> bytes:
    return _DECLARATION.sub("", content.decode("utf-16"), 1).encode() if content.startswith(_WIDE) else content


def _plain(content: bytes) -> bytes:
    """A sheet's XML without prefixes, with the place first in each cell's tag."""
    prefix = _PREFIX.search(content, 0, 2_000)
    if prefix:
        content = content.replace(b"<" + prefix[1], b"<").replace(b"</" + prefix[1], b"</")
    return _numbered(content) if _OTHER_CELL.search(content) else content


def _numbered(content: bytes) -> bytes:
    """The cells' tags rewritten as Excel writes them; a cell without a place stands right of the one before."""
    row = column = 0

    def tag(found: re.Match[bytes]) -> bytes:
        nonlocal row, column
        said = dict(_ATTRIBUTE.findall(found[2]))
        if found[1] == b"row":
            row, column = (int(said[b"r"]) if said.get(b"r", b"").isdigit() else row + 1), 0
            return found[0]
        place = _PLACE.fullmatch(said.pop(b"r", b""))
        row, column = _place(place) if place else (row, column + 1)
        rest = b"".join(b' %s="%s"' % pair for pair in said.items())
        return b'<c r="%s%d"%s%s>' % (column_letters(column).encode(), row, rest, found[3])

    return _TAG.sub(tag, content)


def _place(cell: re.Match[bytes]) -> Place:
    """The place of a cell, by a match of letters and figures."""
    return int(cell[2]), column_number(cell[1].decode())


# -- what is found --------------------------------------------------------------------------------------


def _notes(content: bytes, styles: _Styles) -> Notes:
    _check_box(content)
    noted = Notes()
    _add_lost(noted, content)
    if styles.looks or styles.strings or (b"<rPr" in content and _mentions_looks(content)):
        _add_looks(noted, content, styles)
    return noted


def _check_box(content: bytes) -> None:
    """Refuse a sheet whose filled cells span more than ``MAX_CELLS``; looks closely only where it may."""
    last = content.rfind(b'<c r="')
    match = _CELL.match(content, last) if last >= 0 else None
    if match is not None and int(match[2]) <= _MANY_ROWS:
        return  # a cell far to the right costs at most its worker, whose memory is bounded
    rows: list[int] = []
    columns: list[int] = []
    for cell in _CELL.finditer(content):
        if not cell[4] and content[cell.end() : cell.end() + 4] != b"</c>":
            row, column = _place(cell)
            rows.append(row)
            columns.append(column)
    if rows and (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) > MAX_CELLS:
        raise UnsafeError("F115")


def _add_lost(noted: Notes, content: bytes) -> None:
    """Note error values, and formulas without a value."""
    if b' t="e"' not in content and not _FORMULA.search(content):
        return
    shared: dict[bytes, tuple[Place, str]] = {}
    looked = 0
    for mark in _SUSPECT.finditer(content):
        start = content.rfind(b'<c r="', looked, mark.end())  # none if the cell was looked at before
        looked = mark.end()
        cell = _CELL.match(content, start) if start >= 0 else None
        if cell is None or cell[4]:
            continue
        body, place = _body(content, cell), _place(cell)
        value = _VALUE.search(body)
        # an empty text result is a value: <c t="str"><f>…</f><v></v></c>
        empty_text = b't="str"' in cell[3] and b"<v" in body
        formula = _formula(body, place, shared)
        if b't="e"' in cell[3]:
            noted.errors[place] = _text(value[1]) if value else ""
        elif not (value and value[1]) and not empty_text:
            noted.formulas[place] = formula


def _body(content: bytes, cell: re.Match[bytes]) -> bytes:
    """The XML between the tags of a cell; nothing if the next cell begins before it ends."""
    start = cell.end()
    following = content.find(b'<c r="', start)
    end = content.find(b"</c>", start, following if following >= 0 else len(content))
    return content[start:end] if end >= 0 else b""


def _formula(body: bytes, place: Place, shared: dict[bytes, tuple[Place, str]]) -> str:
    """A cell's formula; a formula that is written once for many cells is adapted to this cell."""
    found = _FORMULA.search(body)
    if found is None:
        return ""
    said = dict(_ATTRIBUTE.findall(found[1]))
    text = _text(found[2] or b"")
    if said.get(b"t") != b"shared":
        return text
    group = said.get(b"si", b"")
    if text:
        shared[group] = place, text
    if group not in shared:
        return ""
    (row, column), text = shared[group]
    return moved(text, place[0] - row, place[1] - column)


def moved(formula: str, down: int, right: int) -> str:
    """The formula with its relative references moved; ``""`` if it names whole rows or columns, or leaves the sheet.

    ``moved("SUM(E7:$E$9)+F7", 1, 0)`` is ``SUM(E8:$E$9)+F8``.
    """
    if any(found[1] for found in _WHOLE.finditer(formula)):
        return ""

    def reference(found: re.Match[str]) -> str:
        if not found[2]:
            return found[0]
        column = column_number(found[2]) + (0 if found[1] else right)
        row = int(found[4]) + (0 if found[3] else down)
        return f"{found[1]}{column_letters(column)}{found[3]}{row}" if column > 0 and row > 0 else _NOWHERE

    new = _REFERENCE.sub(reference, formula)
    return "" if _NOWHERE in new else new


def _text(content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    for name, letter in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("apos", "'"), ("amp", "&")):
        text = text.replace(f"&{name};", letter)
    return text


# -- fonts of old codes, struck text --------------------------------------------------------------------


class _Styles(NamedTuple):
    """A workbook's looks: of cell styles in order, and the runs of shared strings by number; mostly empty."""

    looks: Sequence[Look] = ()
    strings: Mapping[int, Sequence[Run]] = {}

    def look(self, style: bytes) -> Look:
        """The look of a cell style, by its number as written."""
        number = int(style) if style.isdigit() else 0
        return self.looks[number] if number < len(self.looks) else Look()

    def runs(self, kind: bytes, body: bytes) -> Sequence[Run]:
        """The runs of a cell's text, if it has any; ``body`` is the XML between the cell's tags."""
        if kind == b"s":
            index = body[body.find(b"<v>") + 3 : body.find(b"</v>")].strip()
            return self.strings.get(int(index), ()) if index.isdigit() else ()
        if kind == b"inlineStr" and _mentions_looks(body):
            try:
                return _runs(ElementTree.fromstring(body))  # noqa: S314 - a cell has no entities of its own
            except ElementTree.ParseError:
                return ()
        return ()


def _add_looks(noted: Notes, content: bytes, styles: _Styles) -> None:
    """Note the cells with a font of an old code, and those with struck text."""
    for cell in _CELL.finditer(content):
        if cell[4]:
            continue
        attributes = dict(_ATTRIBUTE.findall(cell[3]))
        kind, own = attributes.get(b"t", b""), styles.look(attributes.get(b"s", b"0"))
        runs = styles.runs(kind, _body(content, cell))
        if runs:
            noted.add_text([(text, look.over(own)) for text, look in runs], _place(cell))
        elif kind in (b"s", b"str", b"inlineStr") and (coding := coding_of_font(own.font or "")):
            noted.codings[_place(cell)] = coding
        if own.struck:
            noted.struck.add(_place(cell))


def _read_styles(parts: Parts, part: Mapping[str, str]) -> _Styles:
    styles, strings = part.get("styles", ""), part.get("sharedStrings", "")
    looks = _cell_looks(parts.tree(styles)) if _mentions_looks(parts.read(styles)) else []
    if not any(look.struck or coding_of_font(look.font or "") for look in looks):
        looks = []
    if not (looks or _mentions_looks(parts.read(strings))):
        return _Styles()
    items = enumerate(parts.tree(strings)) if strings in parts else ()
    rich = {number: runs for number, item in items if (runs := _runs(item))}
    return _Styles(looks, {number: runs for number, runs in rich.items() if looks or _is_notable(runs)})


def _mentions_looks(content: bytes) -> bool:
    """Whether a part may name an old font, or have struck or raised text."""
    lower = content.lower()
    return b".vn" in lower or b"vni-" in lower or b"strike" in lower or b"vertalign" in lower


def _is_notable(runs: Sequence[Run]) -> bool:
    return is_struck(runs) or any(coding_of_font(look.font or "") for _, look in runs)


def _cell_looks(root: ElementTree.Element) -> list[Look]:
    """The looks of the cell styles; a wholly raised cell reads as it stands."""
    groups = {local(group.tag): group for group in root}
    fonts = [_look(font, "name")._replace(raised=None) for font in groups.get("fonts", ())]
    numbers = [style.get("fontId", "0") for style in groups.get("cellXfs", ())]
    return [fonts[int(one)] if one.isdigit() and int(one) < len(fonts) else Look() for one in numbers]


def _runs(item: ElementTree.Element) -> list[Run]:
    """The pieces of a text that has looks of its own; phonetic guides are no part of it."""
    runs = []
    for run in item:
        if local(run.tag) == "r":
            text = "".join(part.text or "" for part in run if local(part.tag) == "t")
            runs.append((text, next((_look(part, "rFont") for part in run if local(part.tag) == "rPr"), Look())))
    return runs


def _look(font: ElementTree.Element, name: str) -> Look:
    said = {local(part.tag): part.get("val", "") for part in font}
    struck = said["strike"] not in _OFF if "strike" in said else None
    return Look(said.get(name), struck, said["vertAlign"] not in _LEVEL if "vertAlign" in said else None)

"""What calamine does not show of an .xlsx: error values, formulas never calculated, fonts of old codes, struck text.

Sheets are searched as bytes, for nearly all have nothing to say; the tags of cells are first brought into the
form that Excel writes (``<c r="A1" s="2" t="s">``), where a program writes them in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltools.model import column_letters, column_number
from xltools.office import xlsx_fonts as ooxml_fonts
from xltools.office import xlsx_struck as ooxml_struck
from xltools.office.container import MAX_CELLS, UnsafeError
from xltools.office.parts import Package
from xltools.office.sheet import NOTHING, Notes, Place
from xltools.office.xlsx_fonts import Fonts
from xltools.office.xlsx_formulas import moved
from xltools.office.xlsx_struck import Struck

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


def notes(package: Package) -> dict[str, Notes]:
    """Sheet name → what its values do not show, for sheets that have any; the parts are in UTF-8.

    Raises ``UnsafeError``: F101 (no readable workbook), F115 (a sheet is too large).
    """
    book = _BOOK if _BOOK in package else package.main()
    if book.endswith(".bin"):
        return {}
    relations = package.relations(book)
    fonts, struck = ooxml_fonts.read(package, relations), ooxml_struck.read(package, relations)
    found = {}
    for one in relations:
        if one.kind == "worksheet" and (said := _notes(_plain(package.read(one.target)), fonts, struck)) != NOTHING:
            found[one.identity] = said
    if not found:
        return {}
    return {name: found[identity] for name, identity in package.sheets(book).items() if identity in found}


# ------------------------------------------------------------------ one form of many


def in_utf_8(package: Package) -> Package:
    """The workbook with its parts in UTF-8; calamine reads nothing in those of UTF-16."""
    if not any(part.startswith(_WIDE) for part in package.texts()):
        return package
    import io  # hardly any file comes here
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package.data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, _utf_8(content) if name.lower().endswith(".xml") else content)
    return Package(out.getvalue())


def _utf_8(content: bytes) -> bytes:
    return _DECLARATION.sub("", content.decode("utf-16"), 1).encode() if content.startswith(_WIDE) else content


def _plain(content: bytes) -> bytes:
    """A sheet's XML without prefixes, each cell's tag beginning with its place."""
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


# ------------------------------------------------------------------ what is found


def _notes(content: bytes, fonts: Fonts, struck: Struck) -> Notes:
    _check_box(content)
    said = _lost(content)
    if fonts.old or fonts.mentioned(content):
        said = _coded(content, fonts, said)
    if struck.may_be_in(content):
        said = said._replace(struck=frozenset(_struck(content, struck)))
    return said


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


def _lost(content: bytes) -> Notes:
    """Error values, and formulas without a value."""
    if b' t="e"' not in content and not _FORMULA.search(content):
        return NOTHING
    errors: dict[Place, str] = {}
    formulas: dict[Place, str] = {}
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
            errors[place] = _text(value[1]) if value else ""
        elif not (value and value[1]) and not empty_text:
            formulas[place] = formula
    return Notes(errors, formulas)


def _body(content: bytes, cell: re.Match[bytes]) -> bytes:
    """What stands between the tags of a cell; nothing if the next cell begins before it ends."""
    start = cell.end()
    following = content.find(b'<c r="', start)
    end = content.find(b"</c>", start, following if following >= 0 else len(content))
    return content[start:end] if end >= 0 else b""


def _formula(body: bytes, place: Place, shared: dict[bytes, tuple[Place, str]]) -> str:
    """A cell's formula; of a formula written once for many cells, what it is in this cell."""
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


def _coded(content: bytes, fonts: Fonts, said: Notes) -> Notes:
    """The notes with the text cells whose font is one of an old code."""
    codings: dict[Place, str] = {}
    pieces: dict[Place, tuple[tuple[str, str], ...]] = {}
    for cell in _CELL.finditer(content):
        kind = dict(_ATTRIBUTE.findall(cell[3]))
        if cell[4] or kind.get(b"t") not in (b"s", b"str", b"inlineStr"):
            continue
        body, place = _body(content, cell), _place(cell)
        coding, parts = fonts.of_cell(kind.get(b"s", b"0"), kind[b"t"], body)
        if coding:
            codings[place] = coding
        elif parts:
            pieces[place] = parts
    return said._replace(codings=codings, pieces=pieces)


def _struck(content: bytes, struck: Struck) -> Iterator[Place]:
    """The cells with struck text."""
    for cell in _CELL.finditer(content):
        kind = dict(_ATTRIBUTE.findall(cell[3]))
        if not cell[4] and struck.is_cell(kind.get(b"s", b"0"), kind.get(b"t", b""), _body(content, cell)):
            yield _place(cell)


def _text(content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    for name, letter in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("apos", "'"), ("amp", "&")):
        text = text.replace(f"&{name};", letter)
    return text

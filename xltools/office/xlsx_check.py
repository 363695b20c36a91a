"""Whether calamine gave every value of an .xlsx: its cells counted against those in the XML.

Calamine loses values without a word where a program writes cells in its own way: two cells of one place, a value
before its formula, a value in CDATA, an inline text without ``<is>``. Bytes are counted first; only a sheet that
seems to hold more than was read is parsed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from xltools.office.container import UnsafeError
from xltools.office.parts import Package, local
from xltools.office.sheet import Sheet


def check(package: Package, sheets: Sequence[Sheet]) -> None:
    """Refuse (F101) a workbook of which a value is missing in ``sheets``; its parts are in UTF-8."""
    parts = package.worksheets()
    usual = len(parts) == len(sheets) and all(map(_is_usual, parts))
    if usual and sum(map(_at_most, parts)) <= sum(map(_read, sheets)):
        return
    if any(b"<!" in part[part.find(b"sheetData") :] for part in parts):
        raise UnsafeError("F101")  # a comment may cut a number in two
    try:
        _check_closely(package, sheets)
    except (ElementTree.ParseError, LookupError, ValueError):
        raise UnsafeError("F101") from None


def _is_usual(part: bytes) -> bool:
    """Whether the cells of a sheet can be counted by their closing tags."""
    return part.count(b"<sheetData") == 1 and b"<!" not in part


def _at_most(part: bytes) -> int:
    """How many cells of a sheet may hold a value; shared texts may be empty, and errors are among them."""
    return part.count(b"</v>") + part.count(b"</is>") - part.count(b"<v></v>")


def _read(sheet: Sheet) -> int:
    return sum(len(row) - row.count("") for row in sheet.rows) + len(sheet.notes.errors)


def _check_closely(package: Package, sheets: Sequence[Sheet]) -> None:
    book = package.main()
    relations = package.relations(book)
    target = {one.identity: one.target for one in relations}
    shared = next((one.target for one in relations if one.kind == "sharedStrings"), "")
    texts = [_text(item) for item in package.tree(shared)] if shared in package else []
    part = {name: target[identity] for name, identity in package.sheets(book).items()}
    if len(set(part.values())) < len(part):
        raise UnsafeError("F101")  # one part under two names
    if any(_read(sheet) < _held(package.read(part[sheet.name]), texts) for sheet in sheets):
        raise UnsafeError("F101")


def _held(part: bytes, texts: Sequence[str]) -> int:
    """How many cells of a sheet hold a value, errors among them."""
    found = 0
    # expat limits entity expansion by itself, and the size of the part was checked
    for _, element in ElementTree.iterparse(io.BytesIO(part)):  # noqa: S314
        if local(element.tag) == "c":
            said = "".join(_text(child) for child in element if local(child.tag) in ("v", "is"))
            if element.get("t") == "s" and said:
                said = texts[int(said)]
            found += bool(said.strip())
        elif local(element.tag) == "row":
            element.clear()
    return found


def _text(element: Element) -> str:
    """The text of a value or of a text with its pieces, without phonetic guides."""
    if local(element.tag) == "rPh":
        return ""
    return (element.text or "") + "".join(map(_text, element))

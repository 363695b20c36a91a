"""What calamine does not show of an .xlsx: error values, formulas never calculated, fonts of old codes."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from xltools.reading import container
from xltools.reading.container import MAX_CELLS, Member, UnsafeError
from xltools.reading.sheet import NOTHING, Notes, Place

_MANY_ROWS = 5_000
_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"([^>]*?)(/?)>')
_SUSPECT = re.compile(rb' t="e"|<f[ >/]')


def notes(data: bytes) -> dict[str, Notes]:
    """Sheet name → what its values do not show, for sheets that have any; F115 if a sheet is too large."""
    found = {}
    for member in container.members(data):
        if member.name.startswith("xl/worksheets/") and member.name.endswith(".xml"):
            said = _notes(data, member)
            if said != NOTHING:
                found[member.name] = said
    return _by_name(data, found) if found else {}


def _notes(data: bytes, member: Member) -> Notes:
    content = container.inflate(data, member)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16").encode()
    _check_box(content)
    return _lost(content)


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
            rows.append(int(cell[2]))
            columns.append(_column(cell[1]))
    if rows and (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) > MAX_CELLS:
        raise UnsafeError("F115")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _lost(content: bytes) -> Notes:
    if b"<f>" not in content and b"<f " not in content and b' t="e"' not in content:
        return NOTHING
    errors: dict[Place, str] = {}
    formulas: dict[Place, str] = {}
    for mark in _SUSPECT.finditer(content):
        cell = _CELL.match(content, content.rfind(b"<c r=", 0, mark.end()))
        if cell is None or cell[4]:
            continue
        body = content[cell.end() : content.find(b"</c>", cell.end())]
        place = int(cell[2]), _column(cell[1])
        value = _between(body, b"<v>", b"</v>")
        # an empty text result is a value: <c t="str"><f>…</f><v></v></c>
        empty_text = b't="str"' in cell[3] and b"<v" in body
        if b't="e"' in cell[3]:
            errors[place] = value
        elif not value and not empty_text:
            formulas[place] = _between(body, b"<f>", b"</f>")
    return Notes(errors, formulas)


def _between(content: bytes, left: bytes, right: bytes) -> str:
    start = content.find(left)
    if start < 0:
        return ""
    return content[start + len(left) : content.find(right, start)].decode("utf-8", "replace")


def _by_name(data: bytes, found: dict[str, Notes]) -> dict[str, Notes]:
    """Parts → sheet names, by way of the workbook's relations."""
    by_name = {member.name: member for member in container.members(data)}
    try:
        book, relations = (
            # expat limits entity expansion by itself, and the size of a part was checked
            ElementTree.fromstring(container.inflate(data, by_name[name]))  # noqa: S314
            for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
        )
    except (KeyError, ElementTree.ParseError):
        raise UnsafeError("F101") from None
    target = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    named = {}
    for sheet in book.iter():
        identity = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
        part = target.get(identity, "").removeprefix("/xl/")
        if sheet.tag.endswith("}sheet") and f"xl/{part}" in found:
            named[sheet.get("name", "")] = found[f"xl/{part}"]
    return named

"""Bytes of a file: what kind they are, whether they are safe to open, and the parts of a zip.

The kind is told by content, never by the file's name. A zip is judged from its central directory: DEFLATE inflates at
most 1032-fold, so a small file cannot exceed the limits and is not inflated just to be counted.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zlib
from functools import lru_cache
from typing import NamedTuple
from xml.etree import ElementTree

MAX_FILE = 50_000_000
MAX_MEMBERS = 2_000
MAX_INFLATED = 200_000_000
MAX_RATIO = 500
MAX_CELLS = 1_000_000

_DEFLATE_LIMIT = 1032
_RATIO_FLOOR = 100_000
_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")
_READ = ("sharedstrings.xml", "workbook.xml", "styles.xml")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Member(NamedTuple):
    """A file inside a zip: how it is packed (0 stored, 8 deflated), its checksum and lengths, where it starts."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    offset: int


class UnsafeError(Exception):
    """The file cannot be read: ``code`` is the problem code, ``given`` the kind of file where that is the fault."""

    def __init__(self, code: str, given: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.given = given


def kind_of(data: bytes) -> str:
    """The kind of a file: ``xlsx``, ``docx`` (both with or without macros), ``xlsb``, ``ods``, ``xls`` or ``csv``.

    A file that cannot be read is ``encrypted``, ``doc``, ``pdf``, ``picture``, ``text``, ``archive`` or ``unknown``.
    """
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    if data.startswith(_OLE):
        return _ole_kind(data)
    if data[:1024].lstrip().startswith(b"%PDF"):
        return "pdf"
    if (
        data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*"))
        or data[4:12] == b"ftypheic"
    ):
        return "picture"
    if data.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return "archive"
    if data and (b"\x00" not in data[:4096] or data.startswith((b"\xff\xfe", b"\xfe\xff")) or wide_encoding(data)):
        return _text_kind(data)
    return "unknown"


def wide_encoding(data: bytes) -> str:
    """The UTF-16 encoding of bytes without a mark, told by the zeros of ASCII signs; ``""`` if it is none."""
    head = data[: min(4096, len(data) // 2 * 2)]
    for zeros, encoding in ((head[1::2], "utf-16-le"), (head[0::2], "utf-16-be")):
        if 4 * zeros.count(0) > len(zeros) and not _NO_TEXT.search(head.decode(encoding, "replace")):
            return encoding
    return ""


def _text_kind(data: bytes) -> str:
    """``text`` for text with a markup of its own (HTML, XML, RTF, mail), which is no table; else ``csv``."""
    begins = data[:256].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return "text" if begins.startswith((b"{\\rtf", b"<", b"MIME-Version:", b"%!PS")) else "csv"


def _zip_kind(data: bytes) -> str:
    found = {member.name: member for member in members(data)}
    names = found.keys()
    if "mimetype" in names and b"opendocument.spreadsheet" in inflate(data, found["mimetype"], 1_000):
        return "ods"
    if "xl/workbook.bin" in names and "xl/workbook.xml" not in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.startswith("word/") for name in names):
        return "docx"
    return "archive"


def _ole_kind(data: bytes) -> str:
    for stream, kind in (
        ("EncryptedPackage", "encrypted"),
        ("WordDocument", "doc"),
        ("Workbook", "xls"),
        ("Book", "xls"),
    ):
        if stream.encode("utf-16-le") in data:
            return kind
    return "unknown"


@lru_cache(maxsize=1)  # asked several times of one file
def members(data: bytes) -> tuple[Member, ...]:
    """The files of a zip, from its central directory; ``UnsafeError`` F101 or F115 where it cannot be trusted."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if end < 0 or end + _END.size > len(data):
        raise UnsafeError("F101")
    _, _, _, _, count, _, start, _ = _END.unpack_from(data, end)
    if count > MAX_MEMBERS:
        raise UnsafeError("F115")
    found: list[Member] = []
    position = start
    for _ in range(count):
        if position + _ENTRY.size > end or data[position : position + 4] != b"PK\x01\x02":
            raise UnsafeError("F101")
        fields = _ENTRY.unpack_from(data, position)
        name_length, extra, comment = fields[10:13]
        name = data[position + _ENTRY.size : position + _ENTRY.size + name_length].decode("utf-8", "replace")
        name = name.replace("\\", "/")  # as some packers of Windows write them
        found.append(Member(name, fields[4], fields[7], fields[8], fields[9], fields[16]))
        position += _ENTRY.size + name_length + extra + comment
    if len({member.name.lower() for member in found}) < len(found):
        raise UnsafeError("F101")
    if sum(member.packed for member in found) > len(data):
        raise UnsafeError("F115")
    return tuple(found)


def packed(data: bytes, member: Member) -> bytes:
    """The bytes of a member as they are packed; raises ``UnsafeError`` F101 if its header is damaged."""
    if data[member.offset : member.offset + 4] != b"PK\x03\x04":
        raise UnsafeError("F101")
    name_length, extra = struct.unpack_from("<2H", data, member.offset + 26)
    start = member.offset + 30 + name_length + extra
    return data[start : start + member.packed]


def inflate(data: bytes, member: Member, limit: int = MAX_INFLATED) -> bytes:
    """The unpacked bytes of a member; raises ``UnsafeError``: F101 if damaged, F115 beyond ``limit`` bytes."""
    content = packed(data, member)
    if member.method == 0:
        return content
    if member.method != 8:
        raise UnsafeError("F101")
    unpacker = zlib.decompressobj(-15)
    try:
        content = unpacker.decompress(content, limit)
    except zlib.error:
        raise UnsafeError("F101") from None
    if unpacker.unconsumed_tail:
        raise UnsafeError("F115")
    return content


def check_size(data: bytes) -> None:
    """Refuse a zip that unpacks beyond the limits (F115); cheap for files that cannot."""
    if len(data) > MAX_FILE:
        raise UnsafeError("F115")
    if len(data) * _DEFLATE_LIMIT <= MAX_INFLATED:
        return
    total = 0
    for member in members(data):
        size = len(inflate(data, member, MAX_INFLATED - total + 1))
        total += size
        if total > MAX_INFLATED or (size > _RATIO_FLOOR and size > MAX_RATIO * max(1, member.packed)):
            raise UnsafeError("F115")


class Parts:
    """The parts of an Office package by name, upper and lower case alike; a part is unpacked once."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._members = {member.name.lower(): member for member in members(data)}
        self._unpacked: dict[str, bytes] = {}

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._members

    def read(self, part: str) -> bytes:
        """The bytes of a part, ``b""`` if there is none; raises ``UnsafeError``."""
        key = part.lower()
        if key not in self._unpacked:
            member = self._members.get(key)
            self._unpacked[key] = inflate(self.data, member) if member else b""
        return self._unpacked[key]

    def tree(self, part: str) -> ElementTree.Element:
        """A part parsed; raises ``UnsafeError`` F101 if it is missing or no XML."""
        try:
            # expat limits entity expansion by itself, and the size of the package was checked
            return ElementTree.fromstring(self.read(part))  # noqa: S314
        except (ElementTree.ParseError, ValueError, LookupError):
            raise UnsafeError("F101") from None

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """A part's links (``""``: the package's) to others: identity → kind (``worksheet``) and part."""
        folder, rels = posixpath.dirname(part), relations_of(part)
        return {
            one.get("Id", ""): (one.get("Type", "").rpartition("/")[2], _target(folder, one.get("Target", "")))
            for one in (self.tree(rels) if rels in self else ())
            if one.get("TargetMode") != "External"
        }

    def main(self) -> str:
        """The name of the part with the workbook or document itself; ``""`` if there is none."""
        return next((target for kind, target in self.relations("").values() if kind == "officeDocument"), "")

    def sheets(self, book: str) -> dict[str, str]:
        """Name of a sheet → its part (``""`` if there is none), in the order of the tabs of the workbook ``book``."""
        relations = self.relations(book)
        found = {}
        for sheet in self.tree(book).iter():
            if local(sheet.tag) == "sheet":
                identity = next((text for key, text in sheet.attrib.items() if key.endswith("}id")), "")
                found[sheet.get("name", "")] = relations.get(identity, ("", ""))[1]
        return found

    def worksheets(self) -> list[bytes]:
        """The worksheet parts, in whatever folder they lie."""
        return [self.read(part) for part in self._members if "worksheets/" in part and part.endswith(".xml")]

    def texts(self) -> list[bytes]:
        """The parts of a workbook that are read: sheets, their names, shared texts, styles."""
        others = [part for part in self._members if part.endswith(_READ)]
        return [*self.worksheets(), *map(self.read, others)]


def relations_of(part: str) -> str:
    """The name of the part that holds the relations of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _target(folder: str, target: str) -> str:
    """The part a relation points to, from the package's root."""
    return posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")


def local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]

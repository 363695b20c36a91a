"""A small editor for OOXML packages (.xlsx, .xlsm): replace a few parts, leave every other byte alone.

Loading and saving through a spreadsheet library loses text boxes, shapes, form buttons and cached
values; here a part nobody replaced is copied as it is compressed in the original. Output depends on
nothing but the input and the edits: entries keep their order and carry one fixed date.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from io import BytesIO
from posixpath import dirname, join, normpath, relpath
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

Element = etree._Element

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "[Content_Types].xml"
_NO_RELATIONS = f'<Relationships xmlns="{_PACKAGE_RELATIONS}"/>'.encode()
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
_DATE = 0x0021  # 1980-01-01, the first a zip can hold
_UTF8 = 0x800


_LEVEL = 1  # a sheet packs three times as fast as with 6, and is a third larger


class PackageError(ValueError):
    """The bytes are no OOXML package, or the package lacks a part or sheet asked for."""


class _Stored(NamedTuple):
    """One entry as it lies in the zip: compressed bytes and what a directory says of them."""

    method: int
    crc: int
    size: int
    data: bytes


def parse_xml(data: bytes) -> Element:
    """XML of a part; entities are not resolved and nothing is fetched. Raises ``PackageError``."""
    try:
        return etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        raise PackageError(str(error)) from error


def xml_bytes(root: Element) -> bytes:
    """A part's XML with its declaration, as Office writes it."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


class Package:
    """An OOXML package held in memory. Part names are as in the zip: ``xl/worksheets/sheet1.xml``."""

    def __init__(self, data: bytes) -> None:
        """Read a package. Raises ``PackageError`` if ``data`` is none."""
        self._data = data
        try:
            self._zip = ZipFile(BytesIO(data))
        except (BadZipFile, struct.error, ValueError) as error:
            raise PackageError(str(error)) from error
        self._entries: dict[str, ZipInfo | bytes | _Stored] = {info.filename: info for info in self._zip.infolist()}
        self._read: dict[str, Element] = {}  # parts parsed to be looked at
        self._edited: dict[str, Element] = {}  # parts whose tree is newer than their bytes
        if len(self._entries) != len(self._zip.infolist()) or _CONTENT_TYPES not in self._entries:
            raise PackageError("not an OOXML package")

    # -- parts -----------------------------------------------------------------------------------

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all parts, in the order of the zip."""
        return tuple(self._entries)

    def part(self, name: str) -> bytes:
        """Bytes of a part. Raises ``PackageError`` if there is none of that name."""
        if name in self._edited:
            return xml_bytes(self._edited[name])
        entry = self._entries.get(name)
        if entry is None:
            raise PackageError(f"no part {name}")
        if isinstance(entry, bytes):
            return entry
        if isinstance(entry, _Stored):
            return entry.data if entry.method == ZIP_STORED else zlib.decompress(entry.data, -15)
        try:
            return self._zip.read(entry)
        except (BadZipFile, zlib.error, RuntimeError, NotImplementedError) as error:
            raise PackageError(f"{name}: {error}") from error

    def xml(self, name: str) -> Element:
        """A part parsed, once for all who look at it; to change it see ``edit``."""
        if name in self._edited:
            return self._edited[name]
        if name not in self._read:
            self._read[name] = parse_xml(self.part(name))
        return self._read[name]

    def edit(self, name: str) -> Element:
        """A part parsed; what is changed in the tree is changed in the package."""
        root = self._edited[name] = self.xml(name)
        return root

    def replace(self, name: str, data: bytes) -> None:
        """Put other bytes into a part that is there."""
        if name not in self._entries:
            raise PackageError(f"no part {name}")
        self._put(name, data)

    def _put(self, name: str, data: bytes | _Stored) -> None:
        self._entries[name] = data
        self._read.pop(name, None)
        self._edited.pop(name, None)

    def replace_streamed(self, name: str, chunks: Iterable[bytes]) -> None:
        """Put other bytes into a part that is there, compressed as they come: a large part is never whole in memory."""
        if name not in self._entries:
            raise PackageError(f"no part {name}")
        self._put(name, _compress(chunks))

    def remove(self, name: str) -> None:
        """Drop a part, its relationships and its content type; relationships to it are the caller's."""
        for gone in (name, _relations_of(name)):
            for parts in (self._entries, self._read, self._edited):
                parts.pop(gone, None)
        types = self.edit(_CONTENT_TYPES)
        for override in types.findall("{*}Override"):
            if override.get("PartName") == f"/{name}":
                types.remove(override)

    # -- relationships ---------------------------------------------------------------------------

    def relations(self, name: str) -> dict[str, str]:
        """Relationship id → part name (or outside address) for the relationships of a part."""
        path = _relations_of(name)
        if path not in self._entries:
            return {}
        return {r.get("Id", ""): _target(name, r) for r in self.xml(path).findall("{*}Relationship")}

    def relate(self, name: str, kind: str, targets: list[str], *, external: bool = False) -> list[str]:
        """Add relationships from part ``name`` and return their ids.

        ``kind`` is the last word of the relationship's type (``hyperlink``, ``comments``); ``targets`` are part
        names, or addresses where ``external``.
        """
        path = _relations_of(name)
        if path not in self._entries:
            self._entries[path] = _NO_RELATIONS
        root = self.edit(path)
        used = {r.get("Id") for r in root}
        ids: list[str] = []
        number = len(used)
        for target in targets:
            number += 1
            while f"rId{number}" in used:
                number += 1
            relation = etree.SubElement(root, f"{{{_PACKAGE_RELATIONS}}}Relationship")
            relation.set("Id", f"rId{number}")
            relation.set("Type", f"{RELATIONS}/{kind}")
            relation.set("Target", target if external else relpath(target, dirname(name)))
            if external:
                relation.set("TargetMode", "External")
            ids.append(f"rId{number}")
        return ids

    def unrelate(self, name: str, ids: set[str]) -> None:
        """Drop relationships of a part by id."""
        path = _relations_of(name)
        root = self.edit(path)
        for relation in list(root):
            if relation.get("Id") in ids:
                root.remove(relation)

    # -- workbook --------------------------------------------------------------------------------

    @property
    def workbook(self) -> str:
        """Name of the workbook part."""
        for relation in self.xml("_rels/.rels").findall("{*}Relationship"):
            if relation.get("Type", "").endswith("/officeDocument"):
                return _target("", relation)
        raise PackageError("no workbook part")

    def sheets(self) -> dict[str, str]:
        """Sheet name → its part, in the order of the tabs."""
        workbook = self.workbook
        relations = self.relations(workbook)
        elements = self.xml(workbook).iterfind("{*}sheets/{*}sheet")
        return {element.get("name", ""): relations[_relation_id(element)] for element in elements}

    def sheet_part(self, sheet: str) -> str:
        """Part of the sheet with that name. Raises ``PackageError`` if there is none."""
        try:
            return self.sheets()[sheet]
        except KeyError:
            raise PackageError(f"no sheet {sheet}") from None

    def remove_sheet(self, sheet: str) -> None:
        """Drop a worksheet with the names defined on it. Formulas elsewhere must not refer to it."""
        part = self.sheet_part(sheet)
        root = self.edit(self.workbook)
        elements = root.findall("{*}sheets/{*}sheet")
        index = next(i for i, s in enumerate(elements) if s.get("name") == sheet)
        self.unrelate(self.workbook, {_relation_id(elements[index])})
        elements[index].getparent().remove(elements[index])  # type: ignore[union-attr]
        for name in root.findall("{*}definedNames/{*}definedName"):
            local = name.get("localSheetId")
            if local == str(index) or (name.text or "").startswith((f"{sheet}!", f"{quoted(sheet)}!")):
                name.getparent().remove(name)  # type: ignore[union-attr]
            elif local is not None and int(local) > index:
                name.set("localSheetId", str(int(local) - 1))
        self.remove(part)

    def show_sheet(self, sheet: str) -> None:
        """Make a hidden sheet visible."""
        for element in self.edit(self.workbook).iterfind("{*}sheets/{*}sheet"):
            if element.get("name") == sheet:
                element.attrib.pop("state", "")

    def defined_names(self) -> dict[str, str]:
        """Workbook-wide name → what it refers to: ``xl_body`` → ``Mau1!$A$14:$F$14``."""
        names = self.xml(self.workbook).iterfind("{*}definedNames/{*}definedName")
        return {n.get("name", ""): n.text or "" for n in names if n.get("localSheetId") is None}

    def drop_calc_chain(self) -> None:
        """Remove the calculation chain, which must not outlive a change of formulas; Excel rebuilds it."""
        relations = self.relations(self.workbook)
        chain = {i for i, target in relations.items() if target.endswith("calcChain.xml")}
        if chain:
            self.unrelate(self.workbook, chain)
            for relation in chain:
                self.remove(relations[relation])

    # -- bytes -----------------------------------------------------------------------------------

    def to_bytes(self) -> bytes:
        """The package as a file. Parts not replaced keep their compressed bytes."""
        out = BytesIO()
        directory = []
        for name, entry in self._entries.items():
            if name in self._edited:
                entry = xml_bytes(self._edited[name])
            stored = entry if isinstance(entry, _Stored) else self._stored(entry)
            raw = name.encode()
            flags = 0 if raw.isascii() else _UTF8
            head = (20, flags, stored.method, 0, _DATE, stored.crc, len(stored.data), stored.size, len(raw), 0)
            directory.append(struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, *head, 0, 0, 0, 0, out.tell()) + raw)
            out.write(struct.pack("<4s5H3L2H", b"PK\3\4", *head) + raw + stored.data)
        start = out.tell()
        out.write(b"".join(directory))
        size = out.tell() - start
        out.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(directory), len(directory), size, start, 0))
        return out.getvalue()

    def _stored(self, info: ZipInfo | bytes) -> _Stored:
        """An entry compressed: an untouched one as it lies in the original, a new one deflated."""
        if isinstance(info, bytes):
            packed = _compress([info])
            return packed if len(packed.data) < packed.size else _Stored(ZIP_STORED, packed.crc, packed.size, info)
        at = info.header_offset
        if self._data[at : at + 4] != b"PK\3\4" or info.flag_bits & 1:
            raise PackageError(f"{info.filename}: damaged or encrypted")
        name_length, extra_length = struct.unpack_from("<2H", self._data, at + 26)
        begin = at + 30 + name_length + extra_length
        data = self._data[begin : begin + info.compress_size]
        if len(data) < info.compress_size:
            raise PackageError(f"{info.filename}: cut off")
        return _Stored(info.compress_type, info.CRC, info.file_size, data)


def quoted(sheet: str) -> str:
    """A sheet's name as formulas quote it."""
    return "'" + sheet.replace("'", "''") + "'"


def _compress(chunks: Iterable[bytes]) -> _Stored:
    """Deflate a part piece by piece."""
    worker = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    crc = size = 0
    packed = []
    for chunk in chunks:
        crc, size = zlib.crc32(chunk, crc), size + len(chunk)
        packed.append(worker.compress(chunk))
    packed.append(worker.flush())
    return _Stored(ZIP_DEFLATED, crc, size, b"".join(packed))


def _relations_of(name: str) -> str:
    folder, _, base = name.rpartition("/")
    return f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"


def _target(source: str, relation: Element) -> str:
    """Part a relationship points to, from the package's root; outside addresses as they are."""
    target = relation.get("Target", "")
    if relation.get("TargetMode") == "External":
        return target
    return target.lstrip("/") if target.startswith("/") else normpath(join(dirname(source), target))


def _relation_id(element: Element) -> str:
    """The ``r:id`` of an element, in the transitional or the strict namespace."""
    for name, value in element.attrib.items():
        if str(name).endswith("}id"):
            return str(value)
    return ""

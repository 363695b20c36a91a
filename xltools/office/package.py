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
from posixpath import dirname, relpath

from lxml import etree

from xltools.office.container import Member, Parts, UnsafeError, packed, relations_of

Element = etree._Element

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "[Content_Types].xml"
_NO_RELATIONS = f'<Relationships xmlns="{_PACKAGE_RELATIONS}"/>'.encode()
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
_STORED, _DEFLATED = 0, 8  # how a part is packed
_LEVEL = 1  # a sheet packs three times as fast as with 6, and is a third larger
_DATE = 0x0021  # 1980-01-01, the first a zip can hold
_UTF8 = 0x800


class PackageError(ValueError):
    """The bytes are no OOXML package, or the package lacks a part or sheet asked for."""


def parse_xml(data: bytes) -> Element:
    """XML of a part; entities are not resolved and nothing is fetched. Raises ``PackageError``."""
    try:
        return etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        raise PackageError(str(error)) from error


def xml_bytes(root: Element) -> bytes:
    """A part's XML with its declaration, as Office writes it."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


class Package(Parts):
    """An OOXML package to be edited in memory. Part names are as in the zip: ``xl/worksheets/sheet1.xml``."""

    def __init__(self, data: bytes) -> None:
        """Open a package. Raises ``PackageError`` if ``data`` is none."""
        try:
            super().__init__(data)
        except UnsafeError as error:
            raise PackageError(f"not an OOXML package: {error.code}") from error
        if _CONTENT_TYPES not in self:
            raise PackageError(f"not an OOXML package: no part {_CONTENT_TYPES}")
        self._written: dict[str, bytes] = {}  # parts with new bytes, packed
        self._trees: dict[str, Element] = {}  # parts parsed to be looked at
        self._edited: dict[str, Element] = {}  # parts whose tree is newer than their bytes

    # -- parts -----------------------------------------------------------------------------------

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all parts, in the order of the zip."""
        return tuple(member.name for member in self._members.values())

    def read(self, part: str) -> bytes:
        """The bytes of a part as edited so far, ``b""`` if there is none."""
        key = part.lower()
        if key in self._edited:
            return xml_bytes(self._edited[key])
        if key in self._written:
            data = self._written[key]
            return data if self._members[key].method == _STORED else zlib.decompress(data, -15)
        return super().read(part)

    def part(self, name: str) -> bytes:
        """Bytes of a part. Raises ``PackageError`` if there is none of that name."""
        self._require(name)
        return self.read(name)

    def xml(self, name: str) -> Element:
        """A part parsed, to be looked at; it is parsed once."""
        key = name.lower()
        if key not in self._trees:
            self._trees[key] = parse_xml(self.part(name))
        return self._trees[key]

    def edit(self, name: str) -> Element:
        """A part parsed, to be changed: the package is written with the tree as it is then."""
        root = self._edited[name.lower()] = self.xml(name)
        return root

    def replace(self, name: str, data: bytes) -> None:
        """Put other bytes into a part that is there."""
        self._require(name)
        self._write(*_deflate(name, [data], data))

    def replace_streamed(self, name: str, chunks: Iterable[bytes]) -> None:
        """Put other bytes into a part that is there, compressed as they come: a large part is never whole in memory."""
        self._require(name)
        self._write(*_deflate(name, chunks))

    def _require(self, name: str) -> None:
        if name not in self:
            raise PackageError(f"no part {name}")

    def _write(self, member: Member, data: bytes) -> None:
        key = member.name.lower()
        self._members[key] = member
        self._written[key] = data
        self._trees.pop(key, None)
        self._edited.pop(key, None)

    def remove(self, name: str) -> None:
        """Drop a part, its relationships and its content type; relationships to it are the caller's."""
        for gone in (name.lower(), relations_of(name).lower()):
            for parts in (self._members, self._unpacked, self._written, self._trees, self._edited):
                parts.pop(gone, None)
        types = self.edit(_CONTENT_TYPES)
        for override in types.findall("{*}Override"):
            if override.get("PartName") == f"/{name}":
                types.remove(override)

    # -- relationships ---------------------------------------------------------------------------

    def relate(self, name: str, kind: str, targets: list[str], *, external: bool = False) -> list[str]:
        """Add links of a ``kind`` (``comments``) from part ``name`` to ``targets``; their ids."""
        path = relations_of(name)
        if path not in self:
            self._write(*_deflate(path, [_NO_RELATIONS], _NO_RELATIONS))
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
        root = self.edit(relations_of(name))
        for relation in list(root):
            if relation.get("Id") in ids:
                root.remove(relation)

    # -- workbook --------------------------------------------------------------------------------

    @property
    def workbook(self) -> str:
        """Name of the workbook part."""
        part = self.main()
        if not part:
            raise PackageError("no workbook part")
        return part

    def sheet_part(self, sheet: str) -> str:
        """Part of the sheet with that name. Raises ``PackageError`` if there is none."""
        part = self.sheets(self.workbook).get(sheet)
        if not part:
            raise PackageError(f"no sheet {sheet}")
        return part

    def remove_sheet(self, sheet: str) -> None:
        """Drop a worksheet with the names defined on it. Formulas elsewhere must not refer to it."""
        part = self.sheet_part(sheet)
        root = self.edit(self.workbook)
        elements = root.findall("{*}sheets/{*}sheet")
        index = next(i for i, s in enumerate(elements) if s.get("name") == sheet)
        self.unrelate(self.workbook, {i for i, (_, target) in self.relations(self.workbook).items() if target == part})
        elements[index].getparent().remove(elements[index])  # type: ignore[union-attr]
        for name in root.findall("{*}definedNames/{*}definedName"):
            local = name.get("localSheetId")
            if local == str(index) or (name.text or "").startswith((f"{sheet}!", f"{quoted_sheet(sheet)}!")):
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
        for identity, (kind, part) in self.relations(self.workbook).items():
            if kind == "calcChain":
                self.unrelate(self.workbook, {identity})
                self.remove(part)

    # -- bytes -----------------------------------------------------------------------------------

    def to_bytes(self) -> bytes:
        """The package as a file. Parts not replaced keep their compressed bytes."""
        out = BytesIO()
        directory = []
        for key, member in self._members.items():
            if key in self._edited:
                xml = xml_bytes(self._edited[key])
                member, data = _deflate(member.name, [xml], xml)
            else:
                data = self._written[key] if key in self._written else packed(self.data, member)
            raw = member.name.encode()
            flags = 0 if raw.isascii() else _UTF8
            head = (20, flags, member.method, 0, _DATE, member.crc, len(data), member.size, len(raw), 0)
            directory.append(struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, *head, 0, 0, 0, 0, out.tell()) + raw)
            out.write(struct.pack("<4s5H3L2H", b"PK\3\4", *head) + raw + data)
        start = out.tell()
        out.write(b"".join(directory))
        size = out.tell() - start
        out.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(directory), len(directory), size, start, 0))
        return out.getvalue()


def quoted_sheet(name: str) -> str:
    """A sheet's name as formulas quote it."""
    return "'" + name.replace("'", "''") + "'"


def _deflate(name: str, chunks: Iterable[bytes], whole: bytes | None = None) -> tuple[Member, bytes]:
    """A part packed piece by piece; kept as it is where it is given ``whole`` and packing gains nothing."""
    worker = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    crc = size = 0
    pieces = []
    for chunk in chunks:
        crc, size = zlib.crc32(chunk, crc), size + len(chunk)
        pieces.append(worker.compress(chunk))
    pieces.append(worker.flush())
    data = b"".join(pieces)
    if whole is not None and len(data) >= size:
        return Member(name, _STORED, crc, size, size, 0), whole
    return Member(name, _DEFLATED, crc, len(data), size, 0), data

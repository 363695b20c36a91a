"""The parts of an Office package, found by its relations and not by where they usually lie."""

from __future__ import annotations

import posixpath
from typing import NamedTuple
from xml.etree import ElementTree

from xltools.office import container
from xltools.office.container import Member, UnsafeError

_READ = ("sharedstrings.xml", "workbook.xml", "styles.xml")


class Relation(NamedTuple):
    """What a part points at: ``kind`` is the last word of the relation's type (``worksheet``, ``styles``)."""

    identity: str
    kind: str
    target: str


class Package:
    """A zip's parts by name, whatever the case of its letters; a part is unpacked once."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._members: dict[str, Member] = {member.name.lower(): member for member in container.members(data)}
        self._parts: dict[str, bytes] = {}

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._members

    def read(self, part: str) -> bytes:
        """The bytes of a part, ``b""`` if there is none; raises ``UnsafeError``."""
        key = part.lower()
        if key not in self._parts:
            member = self._members.get(key)
            self._parts[key] = container.inflate(self.data, member) if member else b""
        return self._parts[key]

    def worksheets(self) -> list[bytes]:
        """The worksheet parts, in whatever folder they lie."""
        return [self.read(part) for part in self._members if "worksheets/" in part and part.endswith(".xml")]

    def texts(self) -> list[bytes]:
        """The parts of a workbook that are read: sheets, their names, shared texts, styles."""
        others = [part for part in self._members if part.endswith(_READ)]
        return [*self.worksheets(), *map(self.read, others)]

    def main(self) -> str:
        """The part of the workbook or document itself; ``""`` if the package names none."""
        return next((one.target for one in self.relations("") if one.kind == "officeDocument"), "")

    def sheets(self, book: str) -> dict[str, str]:
        """The relations of a workbook's sheets by the names of the sheets; F101 if the workbook is none."""
        return {
            sheet.get("name", ""): next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            for sheet in self.tree(book).iter()
            if local(sheet.tag) == "sheet"
        }

    def tree(self, part: str) -> ElementTree.Element:
        """A part of XML; F101 if it is missing or none."""
        try:
            # expat limits entity expansion by itself, and the size of the package was checked
            return ElementTree.fromstring(self.read(part))  # noqa: S314
        except (ElementTree.ParseError, ValueError, LookupError):
            raise UnsafeError("F101") from None

    def relations(self, part: str) -> list[Relation]:
        """What a part (``""`` is the package itself) points at inside the package; F101 if nothing says it."""
        folder, name = posixpath.split(part)
        return [
            Relation(
                one.get("Id", ""),
                one.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, one.get("Target", "").replace("\\", "/"))).lstrip("/"),
            )
            for one in self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
            if one.get("TargetMode") != "External"
        ]


def local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]

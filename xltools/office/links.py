"""Links from a result to the files it was made of: built from our own paths, never from a form's text."""

from __future__ import annotations

import os
from functools import lru_cache
from urllib.parse import quote

from xltools.model import Cell
from xltools.office.package import Package, quoted
from xltools.office.rows import clean_text

MOST_LINKS = 65_530
"""How many links Excel accepts on one sheet; cells beyond keep their text."""

CELL_FILES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
"""Names of files in which a link may lead to a cell; a Word document and a CSV file have no sheets to name."""

_BEFORE = (b"<printOptions", b"<pageMargins", b"<pageSetup", b"<headerFooter", b"<drawing", b"</worksheet>")


class Links:
    """The links of one sheet.

    ``base`` leads from the result's folder to the one file names start from: ``../``, or an absolute path with
    ``/`` (``//server/chung/``, ``D:/di-co-so/``).
    """

    def __init__(self, base: str) -> None:
        self._base = folder_address(base)
        self._targets: dict[str, list[tuple[str, str]]] = {}
        self._count = 0

    def add(self, cell: str, file: str, where: Cell | None) -> None:
        """Link ``cell`` to ``file`` (relative to the workspace), to the cell ``where`` in it if given."""
        if self._count == MOST_LINKS:
            return
        self._count += 1
        has_cell = where and not where.is_file and not where.in_word and file.lower().endswith(CELL_FILES)
        place = f' location="{_sheet(where.sheet)}!{where.name}"' if where and has_cell else ""
        self._targets.setdefault(file, []).append((cell, place))

    def put(self, package: Package, part: str) -> bytes:
        """Relate ``part`` to the files and return its XML with the links in it; the part itself stays as it is."""
        xml = package.part(part)
        if not self._targets:
            return xml
        targets = [self._base + path_address(file) for file in self._targets]
        ids = package.relate(part, "hyperlink", targets, external=True)
        links = "".join(
            f'<hyperlink ref="{cell}" r:id="{relation}"{place}/>'
            for relation, cells in zip(ids, self._targets.values(), strict=True)
            for cell, place in cells
        )
        after_data = xml.rindex(b"</sheetData>") if b"</sheetData>" in xml else xml.rindex(b"<sheetData/>")
        at = min(place for place in (xml.find(tag, after_data) for tag in _BEFORE) if place >= 0)
        return b"".join((xml[:at], f"<hyperlinks>{links}</hyperlinks>".encode(), xml[at:]))


def folder_address(folder: str) -> str:
    """A folder (with ``/`` at its end) as the beginning of a link's address; whole paths become ``file:``."""
    if folder.startswith("//"):
        return "file:" + path_address(folder)
    if folder[1:2] == ":":
        return f"file:///{folder[:2]}{path_address(folder[2:])}"
    return ("file://" if folder.startswith("/") else "") + path_address(folder)


def path_address(path: str) -> str:
    """A relative path as a link's address, byte by byte: names need be neither printable nor UTF-8."""
    return quote(os.fsencode(path))


@lru_cache(maxsize=1024)
def _sheet(name: str) -> str:
    """A sheet's name as an attribute holds it."""
    text = clean_text(quoted(name)).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return text.replace("\n", "&#10;").replace("\t", "&#9;")

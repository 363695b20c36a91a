"""What a workbook with macros says of itself: code names, buttons, modules; and what does not fit together."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import olefile
from lxml import etree
from oletools.olevba import VBA_Parser

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_VML = "{urn:schemas-microsoft-com:vml}"
_PUBLIC_SUB = re.compile(r"^Public Sub (\w+)\(\)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Structure:
    """Code names by workbook part and by macro project; (caption, macro) of each button; sources by module."""

    code_names: frozenset[str]
    documents: frozenset[str]
    buttons: tuple[tuple[str, str], ...]
    modules: dict[str, bytes]


def structure(path: Path) -> Structure:
    with zipfile.ZipFile(path) as members:
        parts = {name: members.read(name) for name in members.namelist()}
    with olefile.OleFileIO(parts["xl/vbaProject.bin"], raise_defects=olefile.DEFECT_POTENTIAL) as project:
        text = project.openstream("PROJECT").read().decode("ascii")
    return Structure(
        code_names=frozenset(_code_names(parts)),
        documents=frozenset(re.findall(r"^Document=(\w+)/", text, re.MULTILINE)),
        buttons=tuple(_buttons(parts)),
        modules={
            name.rpartition(".")[0]: code.encode("ascii") for _, _, name, code in VBA_Parser(str(path)).extract_macros()
        },
    )


def faults(path: Path) -> list[str]:
    """What would keep a button from working, a sentence each."""
    found = structure(path)
    subs = {sub for source in found.modules.values() for sub in _PUBLIC_SUB.findall(source.decode("ascii"))}
    clicked = {macro for _, macro in found.buttons}
    return [
        *(f"no module for code name {name}" for name in sorted(found.code_names - found.documents)),
        *(f"no sheet with code name {name}" for name in sorted(found.documents - found.code_names)),
        *(
            f"button {caption!r} calls {macro}, which there is not"
            for caption, macro in found.buttons
            if macro not in subs
        ),
        *(f"no button calls {sub}" for sub in sorted(subs - clicked)),
    ]


def _code_names(parts: dict[str, bytes]) -> Iterator[str]:
    for name, part in parts.items():
        if re.fullmatch(r"xl/(workbook|worksheets/sheet\d+)\.xml", name):
            tag = "workbookPr" if name == "xl/workbook.xml" else "sheetPr"
            yield from (element.get("codeName", "") for element in etree.fromstring(part).iter(_MAIN + tag))


def _buttons(parts: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    for name, part in sorted(parts.items()):
        if not re.fullmatch(r"xl/drawings/vmlDrawing\d+\.vml", name):
            continue
        for shape in etree.fromstring(part).iter(_VML + "shape"):
            macro = shape.findtext(f"{_EXCEL}ClientData/{_EXCEL}FmlaMacro")
            box = shape.find(f"{_VML}textbox")
            if macro is not None and box is not None:
                yield "".join(box.itertext()).strip(), macro.removeprefix("[0]!")

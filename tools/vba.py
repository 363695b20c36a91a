"""VBA modules → ``vbaProject.bin``, written by pyOpenVBA.

Only source is written, no compiled code: Office compiles the project when it opens it, and what a reader of the source
sees is what runs. The same modules give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from pyopenvba import ExcelFile
from pyopenvba.cfb import CFB

BOOK = "ThisWorkbook"
"""The code name of the workbook."""
_NO_COMPILED_CODE = bytes.fromhex("CC61FFFF000000")  # [MS-OVBA] 2.3.4.1
_BLACK = b"\x01"  # [MS-CFB] 2.6.4: no two red entries in a row; all may be black


def vba_project(sheets: Iterable[str], sources: Mapping[str, str]) -> bytes:
    """``vbaProject.bin`` with these standard modules, and an empty module for the workbook and for each sheet.

    ``sheets`` are the code names of the workbook's sheets, in their order; ``sources`` maps the name of a module to
    its text as the editor exports it. ``ValueError`` for a text that is not ASCII or does not begin with its name,
    and for a name that is taken.
    """
    for name, source in sources.items():
        _check(name, source)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsm"
        book = xlsxwriter.Workbook(path)
        book.set_vba_name(BOOK)
        for code_name in sheets:
            book.add_worksheet().set_vba_name(code_name)
        book.close()
        with ExcelFile(path) as excel:
            project = excel.add_vba_project()
            excel.remove_reference("Office")  # of one version of Office, and not needed
            for name, source in sources.items():
                project.add_module(name, source.replace("\r\n", "\n").replace("\n", "\r\n"))
            for module in project.modules:
                module.dirty = True  # written anew, without the compiled code in pyOpenVBA's template
            excel.save()
            container = CFB.from_bytes(excel.vba_project_bytes())
    container.write_stream_in_storage("VBA", "_VBA_PROJECT", _NO_COMPILED_CODE)
    for entry in container._directory:
        entry.raw = entry.raw[:67] + _BLACK + entry.raw[68:]  # pyOpenVBA leaves them all red
    return bytes(container.to_bytes())


def _check(name: str, source: str) -> None:
    lines = source.splitlines()
    named = f'Attribute VB_Name = "{name}"'
    if lines[:1] != [named]:
        raise ValueError(f"module {name} does not begin with {named}")
    for number, line in enumerate(lines, 1):
        if not line.isascii():
            raise ValueError(f"module {name}, line {number} is not ASCII: {line}")

"""A control panel of the smallest kind: its sheets, buttons, messages and macros, nothing to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

import xlsxwriter

from tools.vba import BOOK, vba_project
from xltools.faces.panel.spec import BUTTONS, MESSAGES, SHEETS, Button

MACROS = Path(__file__).parents[3] / "macros"


def sources() -> dict[str, str]:
    return {path.stem: path.read_text(encoding="ascii") for path in sorted(MACROS.glob("*.bas"))}


def small_panel(
    path: Path,
    macros: Mapping[str, str] | None = None,
    code_names: Mapping[str, str] = SHEETS,
    buttons: Sequence[Button] = BUTTONS,
) -> Path:
    """``macros``: module name → source, ``macros/*.bas`` unless told; ``code_names``: those the workbook tells."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": datetime(2023, 1, 1)})
    book.set_vba_name(BOOK)
    sheets = {}
    for name, code_name in code_names.items():
        sheets[name] = book.add_worksheet(name)
        sheets[name].set_vba_name(code_name)
    for number, button in enumerate(buttons):
        place = {"macro": button.macro, "caption": button.caption, "width": 160, "height": 30}
        sheets["DieuKhien"].insert_button(2 + 2 * number, 1, place)
    book.define_name("xl_headline", "=DieuKhien!$B$1")
    settings = {"Interpreter_Win": "", **MESSAGES}
    for row, pair in enumerate(settings.items()):
        sheets["xlwings.conf"].write_row(row, 0, pair)
    sheets["xlwings.conf"].hide()
    project = vba_project(SHEETS.values(), sources() if macros is None else macros)
    book.add_vba_project(BytesIO(project), is_stream=True)
    book.close()
    return path

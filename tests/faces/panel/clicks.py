"""LibreOffice Calc without a screen: open a workbook, click its buttons, read its cells.

Runs in the system's Python, which has UNO, apart from the tests' own: ``/usr/bin/python3 clicks.py FOLDER``. One
request a line on stdin, one answer a line on stdout, both JSON. ``FOLDER`` gets LibreOffice's profile and copies of
what it opens.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

ALWAYS_EXECUTE_NO_WARN = 4  # com.sun.star.document.MacroExecMode
USE_CONFIG_REJECT_CONFIRMATION = 5  # as a user does, who answers no when asked
START_SECONDS = 60
FORM_ROWS, FORM_COLUMNS = 40, 12  # of a form whose colours are looked at
MACROS_ALLOWED = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>0</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>false</value></prop>
</item></oor:items>
"""


class Calc:
    """A LibreOffice of its own: fresh profile, own pipe, and a PATH on which its own Python is the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.book: Any = None
        self.forms: dict[str, Any] = {}
        user = folder / "profile" / "user"
        user.mkdir(parents=True, exist_ok=True)
        registry = user / "registrymodifications.xcu"
        if not registry.exists():
            registry.write_text(MACROS_ALLOWED, encoding="utf-8")
        pipe = f"clicks{os.getpid()}"
        command = ["soffice", "--headless", "--norestore", "--nologo", "--nodefault"]
        command += [f"--accept=pipe,name={pipe};urp", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
        context = self._connected(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.toolkit = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)

    def _connected(self, address: str) -> Any:
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                return resolver.resolve(address)
            except NoConnectException:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise
                time.sleep(0.05)

    def open(self, path: str) -> list[list[str]]:
        """Opens a copy (a lock file beside the original would make the load fail); caption and macro of each button."""
        return self._opened(shutil.copy(path, self.folder), ALWAYS_EXECUTE_NO_WARN)

    def open_in_place(self, path: str) -> list[list[str]]:
        """Opens the file itself, with the security of the profile."""
        return self._opened(path, USE_CONFIG_REJECT_CONFIRMATION)

    def _opened(self, path: str, mode: int) -> list[list[str]]:
        if self.book is not None:
            self.book.close(True)
        how = PropertyValue(Name="MacroExecutionMode", Value=mode)
        self.book = self.desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, (how,))
        return [[button.Label, macro] for button, macro in self._buttons()]

    def _buttons(self) -> list[tuple[Any, str]]:
        """Every button of the first sheet with its macro, "" where LibreOffice found none of that name."""
        form = self.book.Sheets.getByIndex(0).DrawPage.Forms.getByIndex(0)
        found = []
        for number in range(form.Count):
            codes = [event.ScriptCode for event in form.getScriptEvents(number)]
            macro = codes[0].partition("?")[0].rpartition(".")[2] if codes else ""
            found.append((form.getByIndex(number), macro))
        return found

    def click(self, macro: str) -> float:
        """Clicks the button with this macro; seconds until its work is done."""
        self.book.CurrentController.Frame.activate()  # forms may have been opened since
        (button,) = [button for button, name in self._buttons() if name == macro]
        accessible = self.book.CurrentController.getControl(button).AccessibleContext
        assert accessible.AccessibleName == button.Label  # asked for first, or the action below does nothing
        start = time.monotonic()
        accessible.doAccessibleAction(0)
        for _ in range(3):  # not until idle: with a form open LibreOffice may find something to do for ever
            self.toolkit.reschedule()
        return time.monotonic() - start

    def read(self, sheet: str, cells: str) -> list[list[Any]]:
        return [list(row) for row in self.book.Sheets.getByName(sheet).getCellRangeByName(cells).DataArray]

    def write(self, sheet: str, cell: str, value: str) -> None:
        self.book.Sheets.getByName(sheet).getCellRangeByName(cell).String = value

    def put(self, name: str, rows: list[list[str | float]]) -> None:
        """Values from the defined name's first cell on."""
        if not rows:
            return
        first = self.book.NamedRanges.getByName(name).ReferredCells.RangeAddress
        sheet = self.book.Sheets.getByIndex(first.Sheet)
        right, bottom = first.StartColumn + len(rows[0]) - 1, first.StartRow + len(rows) - 1
        cells = sheet.getCellRangeByPosition(first.StartColumn, first.StartRow, right, bottom)
        cells.setDataArray(tuple(map(tuple, rows)))

    def print_sheet(self, sheet: str, path: str) -> None:
        """A PDF whose first page is the print area of a sheet, buttons included, and no more."""
        printed = self.book.Sheets.getByName(sheet)
        (area,) = printed.getPrintAreas()
        cells = printed.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
        page = self.book.StyleFamilies.getByName("PageStyles").getByName(printed.PageStyle)
        for side in ("Left", "Right", "Top", "Bottom"):
            setattr(page, f"{side}Margin", 200)  # 2 mm
        for button, _ in self._buttons():
            button.Printable = True
        page.HeaderIsOn = page.FooterIsOn = False
        page.CenterHorizontally = False
        page.Width, page.Height = cells.Size.Width + 420, cells.Size.Height + 420
        page.ScaleToPagesX = page.ScaleToPagesY = 0
        page.PageScale = 100
        self.save_as(path, "calc_pdf_Export")

    def remove_sheet(self, sheet: str) -> None:
        self.book.Sheets.removeByName(sheet)

    def named(self, name: str, rows: int = 1, columns: int = 1) -> list[list[Any]]:
        """Cells of the panel from the first of a defined name on."""
        cell = self._named(name)
        place = cell.CellAddress
        last = place.Column + columns - 1, place.Row + rows - 1
        found = cell.Spreadsheet.getCellRangeByPosition(place.Column, place.Row, *last)
        return [list(row) for row in found.DataArray]

    def fill_in(self, name: str, value: str | float) -> None:
        """A text or number into the cell of a defined name."""
        cell = self._named(name)
        if isinstance(value, str):
            cell.String = value
        else:
            cell.Value = value

    def links(self, name: str, rows: int, column: int = 0) -> list[str]:
        """Where the cells below a defined name lead, "" for nowhere."""
        first = self._named(name)
        place = first.CellAddress
        cells = [first.Spreadsheet.getCellByPosition(place.Column + column, place.Row + row) for row in range(rows)]
        return [cell.TextFields.getByIndex(0).URL if cell.TextFields.Count else "" for cell in cells]

    def formulas(self, name: str, rows: int) -> list[str]:
        """The cells below a defined name as typed: what LibreOffice would calculate begins with =."""
        cell = self._named(name)
        place = cell.CellAddress
        found = cell.Spreadsheet.getCellRangeByPosition(place.Column, place.Row, place.Column, place.Row + rows - 1)
        return [row[0] for row in found.FormulaArray]

    def _named(self, name: str) -> Any:
        return self.book.NamedRanges.getByName(name).ReferredCells.getCellByPosition(0, 0)

    def open_form(self, path: str, read_only: bool = False) -> str:
        """Opens a copy behind the panel; its title."""
        copy = shutil.copy(path, self.folder)
        how = PropertyValue(Name="ReadOnly", Value=read_only)
        form = self.desktop.loadComponentFromURL(Path(copy).as_uri(), "_blank", 0, (how,))
        self.forms[form.Title] = form
        return str(form.Title)

    def print_form(self, title: str, path: str) -> None:
        """A PDF of a form's first sheet on one page, notes shown."""
        form = self.forms[title]
        sheet = form.Sheets.getByIndex(0)
        for index in range(1, form.Sheets.Count):
            form.Sheets.getByIndex(index).setPrintAreas(())
        notes = sheet.Annotations
        for index in range(notes.Count):
            notes.getByIndex(index).IsVisible = True
        page = form.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle)
        page.PrintAnnotations = page.HeaderIsOn = page.FooterIsOn = False
        page.ScaleToPages = 1
        form.storeToURL(Path(path).as_uri(), (PropertyValue(Name="FilterName", Value="calc_pdf_Export"),))

    def close_forms(self) -> None:
        for form in self.forms.values():
            form.close(True)
        self.forms.clear()

    def marked(self, title: str) -> dict[str, list[Any]]:
        """``sheet!B7`` → [colour, note] of every cell of a form that has either."""
        found: dict[str, list[Any]] = {}
        for name in self.forms[title].Sheets.ElementNames:
            sheet = self.forms[title].Sheets.getByName(name)
            alike = sheet.getCellFormatRanges()
            for index in range(alike.Count):
                cells = alike.getByIndex(index)
                if cells.CellBackColor != -1:
                    area = cells.RangeAddress
                    for row in range(area.StartRow, min(area.EndRow, FORM_ROWS) + 1):
                        for column in range(area.StartColumn, min(area.EndColumn, FORM_COLUMNS) + 1):
                            found[f"{name}!{chr(65 + column)}{row + 1}"] = [f"{cells.CellBackColor:06X}", ""]
            notes = sheet.Annotations
            for note in map(notes.getByIndex, range(notes.Count)):
                place = f"{name}!{chr(65 + note.Position.Column)}{note.Position.Row + 1}"
                found[place] = [found.get(place, [""])[0], note.String]
        return found

    def in_form(self, title: str, sheet: str, cells: str) -> list[list[Any]]:
        return [list(row) for row in self._sheet(title, sheet).getCellRangeByName(cells).DataArray]

    def type_in(self, title: str, sheet: str, cell: str, text: str) -> None:
        self._sheet(title, sheet).getCellRangeByName(cell).Formula = text

    def paint(self, title: str, sheet: str, cell: str, colour: int, note: str) -> None:
        found = self._sheet(title, sheet).getCellRangeByName(cell)
        found.CellBackColor = colour
        found.Spreadsheet.Annotations.insertNew(found.CellAddress, note)

    def insert_rows(self, title: str, sheet: str, row: int, count: int) -> None:
        self._sheet(title, sheet).Rows.insertByIndex(row, count)

    def protect(self, title: str, sheet: str) -> None:
        """The sheet, or with "" the workbook's structure."""
        (self._sheet(title, sheet) if sheet else self.forms[title]).protect("")

    def add_sheet(self, title: str, name: str) -> None:
        self.forms[title].Sheets.insertNewByName(name, 0)

    def sheets(self, title: str) -> list[str]:
        return list(self.forms[title].Sheets.ElementNames)

    def save_form(self, title: str, path: str) -> None:
        """In its own format."""
        form = self.forms[title]
        kind = next(one.Value for one in form.Args if one.Name == "FilterName")
        form.storeToURL(Path(path).as_uri(), (PropertyValue(Name="FilterName", Value=kind),))

    def modified(self, title: str) -> bool:
        return bool(self.forms[title].isModified())

    def _sheet(self, title: str, sheet: str) -> Any:
        return self.forms[title].Sheets.getByName(sheet)

    def save_as(self, path: str, kind: str) -> None:
        """``kind`` is LibreOffice's name of a file type, such as ``calc8``."""
        self.book.storeToURL(Path(path).as_uri(), (PropertyValue(Name="FilterName", Value=kind),))

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(10)


def main() -> None:
    calc = Calc(Path(sys.argv[1]))
    try:
        for line in sys.stdin:
            method, *arguments = json.loads(line)
            try:
                answer = {"result": getattr(calc, method)(*arguments)}
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            print(json.dumps(answer), flush=True)
    finally:
        calc.end()


if __name__ == "__main__":
    main()

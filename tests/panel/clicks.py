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
START_SECONDS = 60
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
        user = folder / "profile" / "user"
        user.mkdir(parents=True, exist_ok=True)
        (user / "registrymodifications.xcu").write_text(MACROS_ALLOWED, encoding="utf-8")
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
        if self.book is not None:
            self.book.close(True)
        copy = shutil.copy(path, self.folder)
        how = PropertyValue(Name="MacroExecutionMode", Value=ALWAYS_EXECUTE_NO_WARN)
        self.book = self.desktop.loadComponentFromURL(Path(copy).as_uri(), "_blank", 0, (how,))
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
        (button,) = [button for button, name in self._buttons() if name == macro]
        accessible = self.book.CurrentController.getControl(button).AccessibleContext
        assert accessible.AccessibleName == button.Label  # asked for first, or the action below does nothing
        start = time.monotonic()
        accessible.doAccessibleAction(0)
        self.toolkit.processEventsToIdle()
        return time.monotonic() - start

    def read(self, sheet: str, cells: str) -> list[list[Any]]:
        return [list(row) for row in self.book.Sheets.getByName(sheet).getCellRangeByName(cells).DataArray]

    def write(self, sheet: str, cell: str, value: str) -> None:
        self.book.Sheets.getByName(sheet).getCellRangeByName(cell).String = value

    def remove_sheet(self, sheet: str) -> None:
        self.book.Sheets.removeByName(sheet)

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

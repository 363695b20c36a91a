"""Excel on Windows for macros only: a VBA interpreter, and a Windows that runs the command lines they make."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import VBAInt, VBAObject, VBARuntimeError, member, method, setter

FILE_NOT_FOUND = -2147024894  # 0x80070002, what WScript.Shell.Run raises for a program that is not there
BLOCKED_BY_POLICY = -2147023636  # 0x800704EC
PERMISSION_DENIED = 70  # how VBA tells 0x80070005
CANNOT_CREATE = 429  # CreateObject of something that is missing or forbidden

WINDOWS = r"C:\Windows"
FOLDER = r"P:\2-NopBai"

Run = Callable[[list[str], int], int]
"""A program with its arguments and its window style → its exit code; raises ``RefusedError`` when it does not start."""


class RefusedError(VBARuntimeError):
    """An error of Windows, by its number as VBA sees it."""

    def __init__(self, number: int) -> None:
        super().__init__(number, "Method 'Run' of object 'IWshShell3' failed")


class Excel:
    """One open workbook; ``run`` stands for Windows, ``command_lines`` and ``folders`` are what it got and where."""

    def __init__(self, path: Path, run: Run) -> None:
        self.run = run
        self.command_lines: list[str] = []
        self.folders: list[str] = []
        self.gone = ""  # a folder that is no more
        self.shell: _Shell | None = _Shell(self)
        self._excel = ExcelApplication.open(str(path))
        self._excel.interpreter.create_com = self._create  # type: ignore[method-assign]
        self._excel.application.__class__ = _with_window(type(self._excel.application))

    def _create(self, name: str) -> object:
        if name != "WScript.Shell" or self.shell is None:
            raise VBARuntimeError(CANNOT_CREATE, "ActiveX component can't create object")
        return self.shell

    def click(self, macro: str) -> None:
        self._excel.run(macro)

    def write(self, sheet: str, cell: str, value: str) -> None:
        self._excel.sheet(sheet).set_value(cell, value)

    def read(self, sheet: str, cell: str) -> str:
        return str(self._excel.sheet(sheet).value(cell) or "")

    def remove_sheet(self, sheet: str) -> None:
        self._excel.add_module(
            f'Sub Remove()\nApplication.DisplayAlerts = False\nWorksheets("{sheet}").Delete\nEnd Sub\n', name="Remover"
        )
        self._excel.run("Remove")

    @property
    def headline(self) -> str:
        return str(self._excel.sheet("DieuKhien").value("B1") or "")

    @property
    def status_bar(self) -> object:
        return self._excel.evaluate("Application.StatusBar")

    @property
    def dialogs(self) -> list[str]:
        return [text for _, text, *_ in self._excel.dialogs]


class _Shell(VBAObject):
    vba_type_name = "IWshShell3"

    def __init__(self, excel: Excel) -> None:
        self.excel = excel
        self.folder = FOLDER

    @member
    def CurrentDirectory(self) -> object:  # noqa: N802
        return self.folder

    @setter("CurrentDirectory")
    def _change(self, folder: object) -> None:
        if folder == self.excel.gone:
            raise RefusedError(FILE_NOT_FOUND)
        self.folder = str(folder)

    @method
    def ExpandEnvironmentStrings(self, text: object) -> object:  # noqa: N802
        return str(text).replace("%SystemRoot%", WINDOWS)

    @method
    def Run(self, command: object, style: object = 1, wait: object = False) -> object:  # noqa: N802
        assert wait is True
        self.excel.command_lines.append(str(command))
        self.excel.folders.append(self.folder)
        return VBAInt(self.excel.run(arguments(str(command)), int(style)), "Long")  # type: ignore[call-overload]


def _with_window(application: type[Any]) -> type[Any]:
    class WithWindow(application):  # type: ignore[misc]
        """Excel's Application with what the interpreter leaves out."""

        @member
        def Hwnd(self) -> object:  # noqa: N802
            return VBAInt(264738, "Long")

        @member
        def Path(self) -> object:  # noqa: N802
            return r"C:\Program Files\Microsoft Office\root\Office16"

    return WithWindow


def arguments(command: str) -> list[str]:
    """A command line taken apart as Windows programs do, for one without quotes or backslashes before quotes."""
    return [part.replace('"', "") for part in re.findall(r'(?:[^\s"]|"[^"]*")+', command)]

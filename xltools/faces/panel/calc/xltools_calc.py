"""Buttons of the control panel in LibreOffice Calc. Installed by ``xltools install-libreoffice``; do not edit.

Runs, with the modules of ``pythonpath`` beside it, in LibreOffice's own Python (3.7 or newer; standard library and UNO
only): reads the panel's named cells, has the interpreter named in ``xltools_calc.json`` do the work, and writes its
answer into the panel and the form. That file has the texts and figures it shares with the tool, too.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import threading
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from xltools_calc_form import DATA, Form, at, block, last_row, local_path, option, quiet, url_of, write, write_link
from xltools_calc_marks import Trouble, clear, on_panel, put

TODO_COLUMNS = 7  # the last one is a link
DATE = 2  # com.sun.star.util.NumberFormat.DATE
PATIENCE = 120  # seconds the buttons of no long work may take before LibreOffice is given back
CLOSED = 0xC000013A  # how a process ends on Windows whose console was closed


def press(button, *_):
    """Do what the button says; called by its macro."""
    # LibreOffice sets __file__ when the file has been read, and as a URL
    settings = json.loads(Path(local_path(__file__)).with_suffix(".json").read_text(encoding="utf-8"))
    panel = Panel(XSCRIPTCONTEXT, settings)  # noqa: F821 - LibreOffice puts it there
    with suppress(Exception):  # the panel may have been closed meanwhile
        try:
            _press(panel, button)
        except Trouble as trouble:
            panel.say(str(trouble))
        except Exception as fault:
            told = " ".join(f"{type(fault).__name__}: {fault}".split())[:200]
            panel.say(panel.words["fault"].format(fault=told))
        finally:
            panel.end_progress()


g_exportedScripts = (press,)  # noqa: N816 - the name LibreOffice looks for


def _press(panel, button):
    form, remarks, words = None, [], panel.settings["marks"]
    asked = {"button": button, "cells": panel.typed(), "form": "", "form_name": "", "trouble": ""}
    with tempfile.TemporaryDirectory(prefix="xltools-") as folder:
        try:
            if button in ("check", "clear"):
                form = Form(panel.form())
                clear(form, words)
                asked["form_name"] = form.title
            if button == "check":
                asked["form"] = _copy(form.book, folder)
        except Trouble as trouble:
            asked["trouble"] = str(trouble)
        answer = ask(panel, asked, button in panel.settings["long"])
    if answer["findings"]:
        try:
            remarks = put(form, answer["marks"], answer["findings"], words)
        except Trouble as trouble:
            remarks = on_panel(trouble, answer["findings"], words)
    panel.show(answer, remarks)


def _copy(form, folder):
    """The form as it stands, unsaved changes too, saved in its own format without changing it; the path."""
    how = {one.Name: one.Value for one in form.Args}
    name = Path(local_path(form.URL)).name if form.URL.startswith("file:") else "Bieu.ods"
    options = [option(key, how[key]) for key in ("FilterName", "FilterOptions") if how.get(key)]
    path = Path(folder) / name
    try:
        form.storeToURL(path.as_uri(), tuple(options or [option("FilterName", "calc8")]))
    except Exception:  # a format LibreOffice reads and does not write
        path = Path(folder) / "Bieu.ods"
        form.storeToURL(path.as_uri(), (option("FilterName", "calc8"),))
    return str(path)


class Panel:
    """The control panel by its named cells."""

    def __init__(self, context, settings):
        self.settings, self.words = settings, settings["words"]
        self.desktop = context.getDesktop()
        self.book = context.getDocument()
        self.indicator = None

    def cell(self, name):
        """The first cell of a defined name."""
        return self.book.NamedRanges.getByName(name).ReferredCells.getCellByPosition(0, 0)

    def say(self, text):
        """One line where the answer of a click stands."""
        self.cell("xl_headline").setString(text)

    def typed(self):
        """The cells of a request: name → text, number, or a day in ISO form."""
        return {name: self._typed(self.cell(name)) for name in self.settings["cells"]}

    def _typed(self, cell):
        if cell.getError() or cell.Type.value in ("TEXT", "EMPTY") or not cell.String:
            return cell.String
        if cell.Type.value == "FORMULA" and cell.FormulaResultType2 != 1:  # com.sun.star.sheet.FormulaResult.VALUE
            return cell.String
        if self.book.NumberFormats.getByKey(cell.NumberFormat).Type & DATE:
            first = self.book.NullDate
            return (date(first.Year, first.Month, first.Day) + timedelta(days=int(cell.Value))).isoformat()
        return cell.Value

    # -- the form ------------------------------------------------------------------------------

    def form(self):
        """The open form to check: the one chosen on the panel, else the only other open workbook; ``Trouble``: none."""
        others = [book for book in self._open_books() if book != self.book]
        self._list([book.Title for book in others])
        chosen = self.cell("xl_form").String.strip()
        if chosen:
            others = [book for book in others if book.Title.casefold() == chosen.casefold()]
        if chosen and not others:
            raise Trouble(self.words["form_not_open"].format(form=chosen))
        if not others:
            raise Trouble(self.words["no_form"])
        if len(others) > 1:  # which of them lies in front LibreOffice does not tell
            names = ", ".join(f"“{book.Title}”" for book in others)
            raise Trouble(self.words["same_names" if chosen else "many_forms"].format(count=len(others), names=names))
        return others[0]

    def _open_books(self):
        """Spreadsheets in a window of their own."""
        components = self.desktop.Components.createEnumeration()
        while components.hasMoreElements():
            book = components.nextElement()
            if hasattr(book, "supportsService") and book.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
                controller = book.CurrentController
                if controller is not None and controller.Frame.ContainerWindow.isVisible():
                    yield book

    def _list(self, names):
        """The names to choose from, on the hidden sheet."""
        area = self.book.NamedRanges.getByName("xl_books").ReferredCells
        area.clearContents(DATA)
        write(area.getCellByPosition(0, 0), [[name] for name in names[: area.Rows.Count]])

    # -- the answer ----------------------------------------------------------------------------

    def progress(self, line):
        """Show ``read/total`` in the status bar; LibreOffice draws its windows meanwhile."""
        read, _, total = line.partition("/")
        if not (read.isdigit() and total.isdigit()):
            return
        if self.indicator is None:
            self.indicator = self.book.CurrentController.Frame.createStatusIndicator()
            self.indicator.start("", int(total))
        self.indicator.setText(self.words["progress"].format(line=line))
        self.indicator.setValue(int(read))

    def end_progress(self):
        """Give the status bar back."""
        if self.indicator is not None:
            self.indicator.end()
            self.indicator = None

    def show(self, answer, remarks):
        """Write an answer, remarks of our own before its lines: text as text, never as a formula."""
        with quiet(self.book):
            for name, text in answer["cells"].items():
                self.cell(name).setString(text)
            self._result([*([remark, ""] for remark in remarks), *answer["lines"]])
            for name, rows in answer["tables"].items():
                if rows is not None:
                    self._table(name, rows)
            top = self.cell("xl_log")
            room = self.settings["log_rows"]
            former = [row for row in block(top, room, len(answer["log"])).DataArray if any(row)]
            write(top, [answer["log"], *former][:room])

    def _result(self, lines):
        top = self.cell("xl_result")
        room = self.settings["result_rows"]
        block(top, room, 1).clearContents(DATA)
        if len(lines) > room:
            lines = [*lines[: room - 1], [self.words["more_lines"].format(count=len(lines) - room + 1), ""]]
        for row, (text, path) in enumerate(lines):
            write_link(self.book, at(top, row), text, url_of(path))

    def _table(self, name, rows):
        top = self.cell(name)
        if name != "xl_state":  # nothing else stands below the others
            width = len(rows[0]) if rows else TODO_COLUMNS
            block(top, last_row(top.Spreadsheet) + 1, width).clearContents(DATA)
        if name != "xl_todo":
            write(top, rows)
            return
        write(top, [row[:-1] for row in rows])
        for number, row in enumerate(rows):
            if row[-1]:
                write_link(self.book, at(top, number, TODO_COLUMNS - 1), self.words["open"], url_of(row[-1]))


# ---------------------------------------------------------------------- the tool, a process of its own interpreter


def ask(panel, asked, lengthy):
    """The answer of ``python -m xltools.panel``; ``Trouble`` where it does not start or does not come to an end."""
    python, words = panel.settings["python"], panel.words
    # LibreOffice sets PYTHONPATH (on Windows PYTHONHOME too) for its own Python
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    try:
        child = subprocess.Popen(  # noqa: S603 - the interpreter recorded by our own installer
            [python, "-P", "-m", "xltools.panel"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            **_window(lengthy),
        )
    except FileNotFoundError:
        raise Trouble(words["no_python"].format(python=python)) from None
    except OSError as error:
        raise Trouble(words["Msg_Blocked"].format(error.errno)) from None
    out, told = _conversation(child, json.dumps(asked).encode("ascii"), panel, lengthy)
    with suppress(ValueError):
        return json.loads(out.decode("ascii"))
    if "No module named" in told:
        raise Trouble(words["Msg_NoTool"])
    stopped = child.returncode == 1 and "Traceback" not in told  # so ends what Windows is told to end
    if child.returncode < 0 or child.returncode == CLOSED or stopped:
        raise Trouble(words["Msg_Stopped"])
    raise Trouble(words["Msg_Failed"].format(child.returncode))


def _window(lengthy):
    """How the process shows itself on Windows: not at all, or as a minimised console."""
    if os.name != "nt":
        return {}
    if not lengthy:
        return {"creationflags": subprocess.CREATE_NO_WINDOW}
    shown = subprocess.STARTUPINFO()
    shown.dwFlags |= subprocess.STARTF_USESHOWWINDOW
    shown.wShowWindow = 7  # SW_SHOWMINNOACTIVE
    return {"creationflags": subprocess.CREATE_NEW_CONSOLE, "startupinfo": shown}


def _conversation(child, sent, panel, lengthy):
    """What the child wrote on stdout and stderr when it has ended; ``Trouble`` where it took too long."""
    out, told = [], []
    readers = [
        threading.Thread(target=lambda: out.append(child.stdout.read()), daemon=True),
        threading.Thread(target=lambda: told.extend(iter(child.stderr.readline, b"")), daemon=True),
    ]
    for reader in readers:
        reader.start()
    with suppress(OSError):  # it may have ended already
        child.stdin.write(sent)
        child.stdin.close()
    shown, steps = 0, 0
    while True:
        with suppress(subprocess.TimeoutExpired):
            child.wait(0.05)
            break
        steps += 1
        if steps * 0.05 > PATIENCE and not lengthy:
            child.kill()
            raise Trouble(panel.words["too_long"].format(seconds=PATIENCE))
        if len(told) > shown:
            shown = len(told)
            panel.progress(told[-1].decode("ascii", "replace").strip())
    for reader in readers:
        reader.join(2)  # whoever the child started may hold its pipes still
    return b"".join(out), b"".join(told).decode("utf-8", "replace")

"""Buttons of the control panel in LibreOffice Calc. Installed by ``xltools install-libreoffice``; do not edit.

Runs, with the modules of ``pythonpath`` beside it, in LibreOffice's own Python (3.7 or newer; standard library and UNO
only): reads the panel's named cells, has the interpreter named in ``xltools_calc.json`` do the work, and writes its
answer into the panel and the form.
"""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from xltools_calc_cells import DATA, at, block, last_row, local_path, option, quiet, texts, write, write_link
from xltools_calc_form import Form
from xltools_calc_tool import LENGTHY, NotDone, Trouble, ask

CELLS = ("xl_workspace", "xl_year", "xl_quarter", "xl_as_of", "xl_unit")
LINES = 10  # for the result of the last click
LOG_ROWS = 200
TODO_COLUMNS = 7  # the last one is a link
DATE = 2  # com.sun.star.util.NumberFormat.DATE


def press(button, *_):
    """Do what the button says; called by its macro."""
    panel = Panel(XSCRIPTCONTEXT)  # noqa: F821 - LibreOffice puts it there
    with suppress(Exception):  # the panel may have been closed meanwhile
        try:
            _press(panel, button)
        except NotDone as missing:
            panel.say(panel.message(missing.key, missing.detail))
        except Trouble as trouble:
            panel.say(str(trouble))
        except Exception as fault:
            told = " ".join(f"{type(fault).__name__}: {fault}".split())[:200]
            panel.say(f"LibreOffice gặp trục trặc ({told}); thử lại, nếu vẫn vậy hãy báo người phụ trách")
        finally:
            panel.end_progress()


g_exportedScripts = (press,)  # noqa: N816 - the name LibreOffice looks for


def _press(panel, button):
    form, remarks = None, []
    asked = {"button": button, "cells": panel.typed(), "form": "", "form_name": "", "trouble": ""}
    with tempfile.TemporaryDirectory(prefix="xltools-") as folder:
        try:
            if button in ("check", "clear"):
                form = Form(panel.form())
                form.clear()
                asked["form_name"] = form.book.Title
            if button == "check":
                asked["form"] = _copy(form.book, folder)
        except Trouble as trouble:
            asked["trouble"] = str(trouble)
        answer = ask(_interpreter(), asked, panel.progress, button in LENGTHY)
    if answer["findings"]:
        try:
            remarks = form.put(answer["marks"], answer["findings"])
        except Trouble as trouble:
            remarks = [f"{trouble}; các lỗi được ghi ngay dưới đây."]
            remarks += [": ".join(filter(None, finding)) for finding in answer["findings"]]
    panel.show(answer, remarks)


def _interpreter():
    """The Python that has xltools, as recorded when this script was installed."""
    # LibreOffice sets __file__ when the file has been read, and as a URL
    here = Path(local_path(__file__))
    return json.loads(here.with_suffix(".json").read_text(encoding="utf-8"))["python"]


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

    def __init__(self, context):
        self.desktop = context.getDesktop()
        self.book = context.getDocument()
        self.indicator = None

    def cell(self, name):
        """The first cell of a defined name."""
        return self.book.NamedRanges.getByName(name).ReferredCells.getCellByPosition(0, 0)

    def say(self, text):
        """One line where the answer of a click stands."""
        self.cell("xl_headline").setString(text)

    def message(self, key, detail):
        """A sentence of the hidden sheet, by which the macros speak as well."""
        words = dict(texts(self.book.Sheets.getByName("xlwings.conf"), 0, 1))
        return words.get(key, f"{key} {{0}}").replace("{0}", str(detail))

    def typed(self):
        """The cells of a request: name → text, number, or a day in ISO form."""
        return {name: self._typed(self.cell(name)) for name in CELLS}

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
            advice = "mở biểu đó, hoặc xoá trống ô “Biểu cần kiểm tra”, rồi bấm lại"
            raise Trouble(f"“{chosen}” không mở trong LibreOffice; {advice}")
        if not others:
            raise Trouble("Không có biểu nào mở phía sau bảng điều khiển; mở biểu cần kiểm tra rồi bấm lại")
        if len(others) > 1:  # which of them lies in front LibreOffice does not tell
            names = ", ".join(f"“{book.Title}”" for book in others)
            advice = "đóng bớt" if chosen else "chọn một biểu ở ô “Biểu cần kiểm tra”"
            raise Trouble(f"Có {len(others)} biểu đang mở ({names}); {advice} rồi bấm lại")
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
        self.indicator.setText(f"xltools: đã đọc {line} tệp")
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
            former = [row for row in block(top, LOG_ROWS, len(answer["log"])).DataArray if any(row)]
            write(top, [answer["log"], *former][:LOG_ROWS])

    def _result(self, lines):
        top = self.cell("xl_result")
        block(top, LINES, 1).clearContents(DATA)
        if len(lines) > LINES:
            lines = [*lines[: LINES - 1], [f"… và {len(lines) - LINES + 1} dòng nữa", ""]]
        for row, (text, path) in enumerate(lines):
            write_link(self.book, at(top, row), text, path)

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
                write_link(self.book, at(top, number, TODO_COLUMNS - 1), "Mở", row[-1])

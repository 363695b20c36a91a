"""The control panel's host in Excel: ``python -P -m xltools.buttons KEY --wb=… --from_xl=1 --app=… --hwnd=…``.

A click reads the panel's cells, asks ``panel.press`` and writes the answer into the panel, by xlwings.

Exit status: 0 the sheet says what came of it; ``UNWRITTEN`` the sheet takes nothing; ``TOO_LONG`` Excel would have
waited for ever; 1 there is no xlwings.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.faces.panel import excel_form, marks
from xltools.faces.panel.answer import Answer, Cell, Line, Row, Typed, fitting, request
from xltools.faces.panel.excel_form import link, table
from xltools.faces.panel.press import press, refused
from xltools.faces.panel.spec import BOOK_ROWS, BUTTONS, CELLS, LOG_ROWS, MESSAGES, RESULT_ROWS
from xltools.model import Failure
from xltools.vietnamese.display import one_line
from xltools.vietnamese.wording import say, wording
from xltools.workspace.layout import PANEL

if TYPE_CHECKING:
    from xlwings import Book, Range

UNWRITTEN, TOO_LONG = 74, 75

_FORM = ("check", "clear")
_LIMIT_FORM, _LIMIT_WORK = 60.0, 300.0  # seconds; Excel takes no key meanwhile
_STATE, _BOARD, _TODO, _LOG = 8, 7, 7, 6  # columns of the tables
_STEP = 0.5  # seconds between two lines of progress
_say = partial(say, "faces")
NOT_NEEDED = ("numpy", "pandas", "matplotlib", "PIL", "xlwings.pro")


@contextmanager
def without(*modules: str) -> Iterator[None]:
    """Let imports find none of these modules, which xlwings imports by itself where they are installed."""
    hidden = [name for name in modules if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def main(arguments: Sequence[str]) -> int:
    """One click; the exit status."""
    try:
        with without(*NOT_NEEDED):
            import xlwings  # noqa: F401
    except ImportError:
        return 1
    try:
        return click(arguments[0])
    except BaseException:  # a traceback nobody sees; Excel says that it failed
        return UNWRITTEN


def click(button: str, book: Book | None = None) -> int:
    """A button of ``book`` (that whose macro started us unless told), within the time Excel can wait; exit status."""
    if book is None:
        import xlwings

        book = xlwings.Book.caller()
    limit = _LIMIT_FORM if button in _FORM else _LIMIT_WORK
    with limited(None if any(one.long for one in BUTTONS if one.key == button) else limit):
        return UNWRITTEN if pressed(button, book) is None else 0


def pressed(button: str, book: Book) -> Answer | None:
    """Do what a button of ``book`` says and show there what came of it; ``None`` where the sheet takes nothing."""
    captions = {one.key: one.caption for one in BUTTONS}
    panel = Panel(book)
    if not panel.say(_say("excel.working", button=captions.get(button, button))):
        return None
    remarks: list[str] = []
    if button not in captions:
        answer = refused(button, _say("excel.other_version"))
    else:
        try:
            answer = panel.form(button, remarks) if button in _FORM else panel.work(button)
        except KeyboardInterrupt:
            answer = refused(button, MESSAGES["Msg_Stopped"])
        except Exception as fault:
            answer = refused(button, _sentence(fault))
    with suppress(Exception):
        book.app.status_bar = False
    return answer if panel.show(answer, remarks) else None


def _sentence(fault: Exception) -> str:
    if isinstance(fault, Failure):
        return str(fault)
    if isinstance(fault, marks.Trouble):
        return one_line(str(fault))
    return _say("excel.lost", fault=one_line(f"{type(fault).__name__}: {fault}"))


@contextmanager
def limited(seconds: float | None) -> Iterator[None]:
    """End the process if the block lasts longer, which harms nothing: Excel waits and nobody sees a window to close."""
    timer = threading.Timer(seconds or 0, _give_up)
    timer.daemon = True
    if seconds is not None:
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


_copies: list[Path] = []  # folders of copies of forms, to be removed even by a process that gives up


def _give_up() -> None:
    for child in multiprocessing.active_children():
        child.kill()
    for folder in _copies:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(TOO_LONG)


class Panel:
    """The panel's cells in an open workbook, by their defined names."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._read = 0  # files
        self._told = 0.0  # when

    def cell(self, name: str) -> Range:
        """The first cell of a defined name."""
        return self.book.names[name].refers_to_range[0, 0]

    def say(self, sentence: str) -> bool:
        """Write the headline; whether the sheet took it."""
        return self._shut("DieuKhien", lambda: self._text("xl_headline", sentence)) == ""

    # ---------------------------------------------------------- the work

    def work(self, button: str) -> Answer:
        """The answer to a button that works on the workspace."""
        self._seen()
        return press(request(button, self._cells()), self._progress)

    def form(self, button: str, remarks: list[str]) -> Answer:
        """The answer to a button that works on the open form, with the marks put on or taken off."""
        wanted = self.cell("xl_form").value
        book = excel_form.chosen(self.book, self._seen(), "" if wanted is None else str(wanted).strip())
        self.say(_say("excel.checking" if button == "check" else "excel.clearing", form=book.name))
        cells, form, words = self._cells(), excel_form.Form(book), wording("faces")["marks"]
        with self.book.app.properties(screen_updating=False):
            marks.clear(form, words)
            if button == "clear":
                return press(request(button, cells, form_name=book.name))
            with excel_form.copied(book) as path:
                _copies.append(path.parent)
                answer = press(request(button, cells, str(path), book.name))
            try:
                remarks += marks.put(form, answer.marks or (), answer.findings or (), words)
            except marks.Trouble as trouble:
                remarks += marks.on_panel(trouble, answer.findings or (), words)
        return answer

    def _cells(self) -> dict[str, Typed]:
        return {name: self.cell(name).value for name in CELLS}

    def _seen(self) -> list[Book]:
        """The workbooks behind the panel, whose names the list of ``xl_form`` gets."""
        seen = excel_form.others(self.book)
        names = [(book.name,) for book in seen[:BOOK_ROWS]]
        with suppress(Exception):  # a list to choose from, no more
            table(self.cell("xl_books"), names, 1, BOOK_ROWS)
        return seen

    def _progress(self, more: int, total: int) -> None:
        self._read += more
        if time.monotonic() - self._told >= _STEP:
            self._told = time.monotonic()
            with suppress(Exception):  # nothing to stop the work for
                self.book.app.status_bar = _say("excel.progress", read=self._read, total=total)

    # ---------------------------------------------------------- the answer

    def show(self, answer: Answer, remarks: Sequence[str]) -> bool:
        """Write all of an answer, the headline last; whether that was written."""
        lines = fitting((*(Line(one_line(remark)) for remark in remarks), *answer.lines))

        def front() -> None:
            self._table("xl_result", [(line.text,) for line in lines], 1, RESULT_ROWS, [line.path for line in lines])
            if answer.state is not None:
                self._table("xl_state", answer.state, _STATE, len(answer.state))
            self._text("xl_when", answer.when)

        def board() -> None:
            if answer.board is not None:
                self._table("xl_board", answer.board, _BOARD)
                self._text("xl_board_when", answer.when)

        def todo() -> None:
            if answer.todo is not None:
                paths = [str(row[-1]) for row in answer.todo]
                rows = [(*row[:-1], _say("panel.open") if row[-1] else "") for row in answer.todo]
                self._table("xl_todo", rows, _TODO, None, paths)

        def logged() -> None:
            self._table("xl_log", [answer.log, *self._log()][:LOG_ROWS], _LOG)

        parts = {"DieuKhien": front, "TinhHinh": board, "CanXuLy": todo, "NhatKy": logged}
        with self.book.app.properties(screen_updating=False):
            shut = [name for name, part in parts.items() if self._shut(name, part)]
        told = _say("excel.sheets_shut", sheets=", ".join(shut)) if shut else ""
        return self.say(answer.headline + told)

    def _shut(self, sheet: str, part: Callable[[], None]) -> str:
        """Write a part; the sheet's name if that failed."""
        try:
            part()
        except Exception:
            return sheet
        return ""

    def _log(self) -> list[Row]:
        """The clicks so far, the newest first."""
        first = self.cell("xl_log")
        height = self._height(first)
        rows = first.resize(height, _LOG).options(ndim=2).value if height else []
        return [tuple(row) for row in rows if any(row)]

    def _height(self, first: Range) -> int:
        """Rows from a cell to the last one used."""
        return max(first.sheet.used_range.last_cell.row - first.row + 1, 0)

    def _text(self, name: str, text: Cell) -> None:
        table(self.cell(name), [(text,)], 1, 1)

    def _table(
        self, name: str, rows: Sequence[Row], width: int, height: int | None = None, paths: Sequence[str] | None = None
    ) -> None:
        """A table in place of the old one, which had ``height`` rows or all to the end; ``paths``: links of its end."""
        first = self.cell(name)
        height = max(self._height(first) if height is None else height, len(rows))
        if paths is not None and height:
            column = first.offset(0, width - 1)
            linked = ((column.offset(row, 0), path) for row, path in enumerate(paths) if path)
            link(linked, column.resize(height, 1))
        table(first, rows, width, height)


# ------------------------------------------------------------------ the same buttons from a console


def press_from_console(key: str | None, ask: Callable[[], str], tell: Callable[[str], None]) -> int:
    """Press a button (``None``: one chosen from a list) of the open panel; 0, or 1 for errors in forms."""
    if sys.platform != "win32":
        raise Failure(_say("console.elsewhere"))
    book = _open_panel()
    if book is None:
        raise Failure(_say("console.no_panel", panel=PANEL))
    if key is None:
        for number, button in enumerate(BUTTONS, 1):
            tell(f"{number}. {button.caption}: {button.explanation}")
        typed = ask().strip()
        number = int(typed) if typed.isdecimal() else 0
        if not 1 <= number <= len(BUTTONS):
            raise Failure(_say("console.no_button"))
        key = BUTTONS[number - 1].key
    answer = pressed(key, book)
    if answer is None:
        raise Failure(_say("console.unwritten", panel=PANEL))
    if answer.verdict == "failed":
        raise Failure(answer.headline)
    tell(answer.headline)
    return 1 if answer.verdict == "errors" else 0


def _open_panel() -> Book | None:
    """The control panel open in Excel, the active workbook first."""
    import xlwings

    book: Book
    try:
        for book in (xlwings.books.active, *xlwings.books):
            if "xl_headline" in {name.name for name in book.names}:
                return book
    except Exception:  # no Excel, or one that answers nobody: a dialog is open
        return None
    return None

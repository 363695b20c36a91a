"""``xltools panel``: the buttons of the open control panel from a console, where macros are blocked."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from xltools.faces.panel.spec import BUTTONS
from xltools.model import Failure
from xltools.workspace.layout import PANEL

if TYPE_CHECKING:
    from xlwings import Book

_ELSEWHERE = (
    "Lệnh này dùng cho Excel trên Windows; trên máy này bấm nút trong LibreOffice Calc (xltools install-libreoffice) "
    "hoặc dùng các lệnh xltools check, collect, merge, compliance, run: kết quả như nhau"
)


def keys() -> list[str]:
    """The buttons by the names they have here."""
    return [button.key for button in BUTTONS]


def menu() -> list[str]:
    """The numbered buttons, a line each."""
    return [f"{number}. {button.caption}: {button.explanation}" for number, button in enumerate(BUTTONS, 1)]


def chosen(typed: str) -> str | None:
    """The button meant by a number of the menu, ``None`` for anything else."""
    number = int(typed) if typed.strip().isdecimal() else 0
    return BUTTONS[number - 1].key if 1 <= number <= len(BUTTONS) else None


def press(key: str | None, ask: Callable[[], str], say: Callable[[str], None]) -> int:
    """Do what a button of the active panel says, one asked for where ``key`` is ``None``; 0, or 1 for errors in forms.

    What came of it stands on the panel and is said. ``Failure`` where nothing was done: no such workbook, no Excel, no
    button chosen, or what the panel says.
    """
    if sys.platform != "win32":
        raise Failure(_ELSEWHERE)
    from xltools.faces.panel import excel as buttons

    book = _panel()
    if book is None:
        raise Failure(f"Không thấy {PANEL} đang mở trong Excel; mở tệp ấy, để nó ở trước các tệp khác, rồi chạy lại")
    if key is None:
        for line in menu():
            say(line)
        key = chosen(ask())
    if key is None:
        raise Failure("Không chọn nút nào nên không có gì được làm; chạy lại và gõ số của nút")
    answer = buttons.pressed(key, book)
    if answer is None:
        raise Failure(f"Không ghi được lên {PANEL}; đóng hộp thoại đang mở của Excel nếu có, rồi chạy lại")
    if answer.verdict == "failed":
        raise Failure(answer.headline)
    say(answer.headline)
    return 1 if answer.verdict == "errors" else 0


def _panel() -> Book | None:
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

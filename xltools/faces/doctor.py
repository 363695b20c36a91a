"""``xltools doctor``: what is installed, what is missing and how to mend it, a line for each thing looked at.

Looks only; nothing is written but a file of no name in the folders that must take files.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import NamedTuple

from xltools import __version__
from xltools.faces.panel.calc import install
from xltools.model import Failure
from xltools.vietnamese.display import one_line
from xltools.workspace.layout import Workspace, reason

_PYTHON = (3, 11)
_ROOM = 500_000_000  # bytes a year of forms, archive and results needs
_LONG_PATH = 180  # characters of a folder after which Windows may refuse what lies in it (limit 260)
_NAME = re.compile(r"[\w.-]+")
_MARKS = {True: "✓", False: "✗", None: "–"}


class Finding(NamedTuple):
    """``good``: all right, to be mended, or ``None`` for what is merely worth knowing; one Vietnamese sentence."""

    good: bool | None
    words: str

    def __str__(self) -> str:
        return f"{_MARKS[self.good]} {self.words}"


def examine(folder: Path | None = None) -> list[Finding]:
    """Everything about this machine, and about a workspace if one is named."""
    found = [*_tool(), *_office()]
    if folder is not None:
        found += _workspace(folder.absolute())
    return found


# ------------------------------------------------------------------ the tool


def _tool() -> Iterator[Finding]:
    here = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= _PYTHON:
        yield Finding(True, f"Python {here} tại {sys.executable}")
    else:
        yield Finding(False, f"Python {here} quá cũ: cài Python 3.11 trở lên rồi cài lại xltools")
    yield Finding(True, f"xltools {__version__} tại {Path(__file__).parents[1]}")
    missing = sorted(_missing())
    if missing:
        names = ", ".join(missing)
        yield Finding(False, f'Thiếu thư viện {names}: chạy "{sys.executable}" -m pip install {" ".join(missing)}')
    else:
        yield Finding(True, "Đủ các thư viện xltools cần")


def _missing() -> Iterator[str]:
    """Libraries the package asks for that are not installed."""
    try:
        asked = requires("xltools") or []
    except PackageNotFoundError:  # run from source
        return
    for one in asked:
        if "extra ==" in one:
            continue
        name = _NAME.findall(one)[0]
        try:
            version(name)
        except PackageNotFoundError:
            yield name


# ------------------------------------------------------------------ Excel, LibreOffice


def _office() -> Iterator[Finding]:
    if sys.platform == "win32":
        yield from _excel()
    else:
        yield Finding(None, "Nút bấm trong Excel chỉ chạy trên Windows; trên máy này dùng LibreOffice hoặc dòng lệnh")
    yield from _libreoffice()


def _excel() -> Iterator[Finding]:
    registered = _excel_registered()
    if registered:
        yield Finding(True, f"Microsoft Excel đã cài ({registered})")
    else:
        yield Finding(None, "Không có Microsoft Excel; dùng LibreOffice Calc hoặc dòng lệnh, kết quả như nhau")
    own = Path(os.environ.get("LOCALAPPDATA", "")) / "xltools" / "python" / "python.exe"
    known = own if own.is_file() else shutil.which("python")
    if known is None:
        yield Finding(
            False,
            "Nút bấm không tự thấy Python: mở sheet ẩn xlwings.conf của BangDieuKhien.xlsm, "
            f"ghi {sys.executable} vào ô bên phải Interpreter_Win",
        )
    elif not _same(Path(known), Path(sys.executable)):
        yield Finding(
            None,
            f"Nút bấm sẽ dùng {known}, không phải {sys.executable}; nếu xltools chỉ cài ở nơi sau, "
            "ghi đường dẫn ấy vào ô Interpreter_Win của sheet ẩn xlwings.conf",
        )
    else:
        yield Finding(True, f"Nút bấm trong Excel dùng đúng Python này ({known})")


def _excel_registered() -> str:
    """The program's name in the registry of Windows, ``""`` where there is none."""
    if sys.platform == "win32":
        import winreg

        try:
            return winreg.QueryValue(winreg.HKEY_CLASSES_ROOT, r"Excel.Application\CurVer")
        except OSError:
            return ""
    return ""


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _libreoffice() -> Iterator[Finding]:
    program = install.soffice()
    if program is None:
        yield Finding(None, "Không thấy LibreOffice; chỉ cần nếu máy này không dùng Excel")
        return
    yield Finding(True, f"LibreOffice tại {program}")
    again = "chạy: xltools install-libreoffice"
    try:
        user = install.user_folder()
    except Failure:
        yield Finding(None, f"LibreOffice chưa mở lần nào trên máy này; mở một lần, rồi nếu cần nút bấm, {again}")
        return
    started = install.interpreter(user)
    if started is None:
        yield Finding(None, f"Chưa cài phần nối với LibreOffice; nếu dùng nút bấm trong LibreOffice, {again}")
        return
    if not Path(started).is_file():
        yield Finding(False, f"Phần nối với LibreOffice gọi {started} nay không còn: {again}")
    elif not install.is_current(user):
        yield Finding(False, f"Phần nối với LibreOffice không cùng phiên bản với xltools: {again}")
    else:
        yield Finding(True, f"Phần nối với LibreOffice đã cài, dùng {started}")
    places = install.trusted(user)
    if places:
        yield Finding(True, f"Thư mục tin cậy của LibreOffice: {', '.join(places)}")
    else:
        words = "LibreOffice chưa có thư mục tin cậy nên bấm nút không có gì xảy ra: đóng LibreOffice rồi"
        yield Finding(False, f"{words} chạy: xltools install-libreoffice --trust")


# ------------------------------------------------------------------ the workspace


def _workspace(folder: Path) -> Iterator[Finding]:

    try:
        workspace = Workspace.open(folder)
    except Failure as failure:
        yield Finding(False, str(failure))
        return
    yield Finding(True, f"Thư mục làm việc {folder}")
    yield _judged(partial(_plan, workspace))
    yield _judged(partial(_ledger, workspace))
    yield _judged(partial(_lock, workspace))
    if workspace.share != workspace.root:
        yield Finding(True, f"Thư mục chung {workspace.share} mở được")
    for place in (workspace.root, workspace.results, workspace.forms, workspace.drop, workspace.replies):
        yield _judged(partial(_writable, place))
    yield _judged(partial(_room, workspace.root))
    if sys.platform == "win32":
        yield _lengths(folder)


def _judged(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except Failure as failure:
        return Finding(False, " ".join(str(failure).split()))
    except OSError as error:
        return Finding(False, f"Không mở được “{one_line(str(error.filename))}”: {reason(error)}")


def _plan(workspace: Workspace) -> Finding:
    from xltools.pipeline.state import read_plan

    plan = read_plan(workspace)
    return Finding(True, f"Đọc được {workspace.plan.name}: năm {plan.year}, {len(plan.units)} đơn vị")


def _ledger(workspace: Workspace) -> Finding:
    from xltools.workspace.ledger import versions

    if not workspace.ledger.exists():
        return Finding(None, "Chưa có sổ nhận bài; sổ được lập khi thu nhận lần đầu")
    there, newest = versions(workspace.ledger)
    if there > newest:
        return Finding(
            False,
            f"Sổ nhận bài do bản xltools mới hơn ghi (phiên bản {there}, bản này đọc đến {newest}); cài bản mới nhất",
        )
    return Finding(True, f"Mở được sổ nhận bài (phiên bản {there})")


def _lock(workspace: Workspace) -> Finding:
    from xltools.workspace.lock import writing

    try:
        with writing(workspace, 0):
            return Finding(True, "Không ai đang ghi vào thư mục làm việc")
    except Failure as held:
        return Finding(None, str(held))


def _writable(place: Path) -> Finding:
    if not place.is_dir():
        return Finding(False, f"Thiếu thư mục {place}; tạo lại thư mục ấy")
    try:
        with tempfile.TemporaryFile(dir=place, prefix="~xltools"):
            pass
    except OSError as error:
        return Finding(False, f"Không ghi được vào {place} ({reason(error)}); xin người quản trị quyền ghi")
    return Finding(True, f"Đọc và ghi được {place}")


def _room(root: Path) -> Finding:
    free = shutil.disk_usage(root).free
    words = f"Đĩa còn trống {free / 1e9:.1f} GB".replace(".", ",")
    return Finding(free >= _ROOM, words if free >= _ROOM else f"{words}; dọn bớt để còn ít nhất 0,5 GB")


def _lengths(folder: Path) -> Finding:
    """Whether paths in the workspace stay short enough for Windows."""
    length = len(str(folder))
    if length <= _LONG_PATH:
        return Finding(True, f"Đường dẫn của thư mục làm việc đủ ngắn ({length} ký tự)")
    return Finding(False, f"Đường dẫn của thư mục làm việc quá dài ({length} ký tự); chuyển đến nơi dưới {_LONG_PATH}")

"""``xltools doctor``: what is installed, what is missing and how to mend it, a line for each thing looked at.

Nothing is changed; whether a folder takes files is tried with a file that vanishes at once.
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

from xltools import __version__
from xltools.faces.panel import install
from xltools.model import Failure
from xltools.vietnamese.display import one_line
from xltools.vietnamese.wording import say
from xltools.workspace.layout import Workspace, reason

_PYTHON = (3, 11)
_ROOM = 500_000_000  # bytes a year of forms, archive and results needs
_LONG_PATH = 180  # characters of a folder after which Windows may refuse what lies in it (limit 260)
_NAME = re.compile(r"[\w.-]+")
Finding = tuple[bool | None, str]
"""Whether a thing is all right, is to be mended, or (``None``) is merely worth knowing; and one Vietnamese sentence."""


def examine(folder: Path | None = None) -> list[Finding]:
    """Everything about this machine, and about a workspace if one is named."""
    found = [*_tool(), *_office()]
    if folder is not None:
        found += _workspace(folder.absolute())
    return found


def _found(good: bool | None, key: str, **values: object) -> Finding:
    return good, say("faces", f"doctor.{key}", **values)


# ------------------------------------------------------------------ the tool


def _tool() -> Iterator[Finding]:
    here = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= _PYTHON:
        yield _found(True, "python", version=here, program=sys.executable)
    else:
        yield _found(False, "python_old", version=here)
    yield _found(True, "tool", version=__version__, folder=Path(__file__).parents[1])
    missing = sorted(_missing())
    if missing:
        names, asked = ", ".join(missing), " ".join(missing)
        yield _found(False, "libraries_missing", names=names, program=sys.executable, asked=asked)
    else:
        yield _found(True, "libraries")


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
        yield _found(None, "not_windows")
    yield from _libreoffice()


def _excel() -> Iterator[Finding]:
    registered = _excel_registered()
    yield _found(True, "excel", name=registered) if registered else _found(None, "excel_missing")
    own = Path(os.environ.get("LOCALAPPDATA", "")) / "xltools" / "python" / "python.exe"
    known = own if own.is_file() else shutil.which("python")
    if known is None:
        yield _found(False, "button_python_missing", program=sys.executable)
    elif not _same(Path(known), Path(sys.executable)):
        yield _found(None, "button_python_other", known=known, program=sys.executable)
    else:
        yield _found(True, "button_python", program=known)


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
        yield _found(None, "office_missing")
        return
    yield _found(True, "office", program=program)
    try:
        user = install.user_folder()
    except Failure:
        yield _found(None, "office_never_opened")
        return
    started = install.interpreter(user)
    if started is None:
        yield _found(None, "script_missing")
        return
    if not Path(started).is_file():
        yield _found(False, "script_program_gone", program=started)
    elif not install.is_current(user):
        yield _found(False, "script_old")
    else:
        yield _found(True, "script", program=started)
    places = install.trusted(user)
    yield _found(True, "trusted", folders=", ".join(places)) if places else _found(False, "trusted_missing")


# ------------------------------------------------------------------ the workspace


def _workspace(folder: Path) -> Iterator[Finding]:
    try:
        workspace = Workspace.open(folder)
    except Failure as failure:
        yield False, str(failure)
        return
    yield _found(True, "workspace", folder=folder)
    yield _judged(partial(_plan, workspace))
    yield _judged(partial(_ledger, workspace))
    yield _judged(partial(_lock, workspace))
    if workspace.share != workspace.root:
        yield _found(True, "share", folder=workspace.share)
    for place in (workspace.root, workspace.results, workspace.forms, workspace.drop, workspace.replies):
        yield _judged(partial(_writable, place))
    yield _judged(partial(_room, workspace.root))
    if sys.platform == "win32":
        yield _length(folder)


def _judged(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except Failure as failure:
        return False, " ".join(str(failure).split())
    except OSError as error:
        return _found(False, "not_opened", file=one_line(str(error.filename)), reason=reason(error))


def _plan(workspace: Workspace) -> Finding:
    from xltools.pipeline.state import read_plan

    plan = read_plan(workspace)
    return _found(True, "plan", file=workspace.plan.name, year=plan.year, count=len(plan.units))


def _ledger(workspace: Workspace) -> Finding:
    from xltools.workspace.ledger import versions

    if not workspace.ledger.exists():
        return _found(None, "ledger_missing")
    there, newest = versions(workspace.ledger)
    return (
        _found(False, "ledger_newer", there=there, newest=newest)
        if there > newest
        else _found(True, "ledger", there=there)
    )


def _lock(workspace: Workspace) -> Finding:
    from xltools.workspace.lock import writing

    try:
        with writing(workspace, 0):
            return _found(True, "lock_free")
    except Failure as held:
        return None, str(held)


def _writable(place: Path) -> Finding:
    if not place.is_dir():
        return _found(False, "folder_missing", folder=place)
    try:
        with tempfile.TemporaryFile(dir=place, prefix="~xltools"):
            pass
    except OSError as error:
        return _found(False, "folder_unwritable", folder=place, reason=reason(error))
    return _found(True, "folder", folder=place)


def _room(root: Path) -> Finding:
    bytes_free = shutil.disk_usage(root).free
    free = f"{bytes_free / 1e9:.1f}".replace(".", ",")
    return _found(True, "disk", free=free) if bytes_free >= _ROOM else _found(False, "disk_small", free=free)


def _length(folder: Path) -> Finding:
    """Whether paths in the workspace stay short enough for Windows."""
    length = len(str(folder))
    return (
        _found(True, "path", length=length)
        if length <= _LONG_PATH
        else _found(False, "path_long", length=length, most=_LONG_PATH)
    )

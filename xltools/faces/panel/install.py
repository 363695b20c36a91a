"""``xltools install-libreoffice``: the user script into LibreOffice's profile, the panel as .ods, the folder trusted.

LibreOffice saves an .xlsm without its buttons, so its users get the panel as .ods. With its usual security it runs no
macro of a file, and says nothing, unless the file lies in a trusted folder; that is changed only where asked for.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import escape

from xltools.faces.panel.spec import BUTTONS, CELLS, LOG_ROWS, MESSAGES, RESULT_ROWS
from xltools.model import Failure
from xltools.vietnamese.display import one_line
from xltools.vietnamese.wording import say, wording
from xltools.workspace.layout import PANEL

SCRIPT = "xltools_calc.py"
SETTINGS = "xltools_calc.json"
ODS = str(Path(PANEL).with_suffix(".ods"))

HOME = Path(PANEL).stem
"""Folder of its own for the panel: whoever can write into a trusted folder can run programs here."""

_MODULES = "pythonpath"
_REGISTRY = "registrymodifications.xcu"
_EMPTY_REGISTRY = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n</oor:items>\n'
)
_TRUSTED = re.compile(r'(<prop oor:name="SecureURL"[^>]*>\s*<value)(?:/>|>(.*?)</value>)', re.DOTALL)
_ITEM = (
    '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
    '<prop oor:name="SecureURL" oor:op="fuse"><value><it>{}</it></value></prop></item>\n'
)
_CONVERTING = 120  # seconds

_say = partial(say, "faces")


def install(folder: Path | None, profile: Path | None = None, trust: bool = False) -> list[str]:
    """Install for this interpreter; what was done and what is left to do, in Vietnamese.

    The panel goes into ``HOME`` in ``folder``, a workspace or any other; without it only the script is renewed.
    ``profile`` is LibreOffice's profile, found by itself unless told. Doing it again renews the script and leaves the
    panel and other trusted folders as they are. ``Failure`` where there is no LibreOffice or nothing may be written.
    """
    user = user_folder(profile)
    if trust and folder is None:
        raise Failure(_say("install.no_folder"))
    if trust and is_running(user):
        raise Failure(_say("install.running", lock=user.parent / ".lock"))
    home = folder.absolute() / HOME if folder else None
    try:
        lines = [_say("install.installed", folder=_copy_script(user))]
        if home is not None:
            lines += _panel(home)
        if home is not None and trust:
            _trust(user, home)
    except OSError as error:
        place = one_line(str(error.filename or home or user))
        raise Failure(_say("install.unwritten", place=place)) from error
    if home is None:
        lines.append(_say("install.no_panel"))
    elif is_trusted(user, home):
        lines.append(_say("install.trusted", folder=home))
    else:
        lines += _say("install.trust_by_hand", folder=home).splitlines()
    lines.append(_say("install.reopen"))
    return lines


def remove(profile: Path | None = None) -> list[str]:
    """Take the user script away again; the panel and trusted folders stay, as somebody may use them."""
    user = user_folder(profile)
    try:
        for path in _installed(user):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise Failure(_say("install.not_removed", file=one_line(str(error.filename)))) from error
    return _say("install.removed", folder=script_folder(user), panel=ODS).splitlines()


# ------------------------------------------------------------------ LibreOffice on this machine


def user_folder(profile: Path | None = None) -> Path:
    """The folder ``user`` of LibreOffice's profile; ``Failure`` where there is none."""
    if profile is not None:
        folder = profile if profile.name == "user" else profile / "user"
        if folder.is_dir():
            return folder
        raise Failure(_say("install.no_profile_there", folder=one_line(str(profile))))
    found = next((folder for folder in _usual_places() if folder.is_dir()), None)
    if found is None:
        raise Failure(_say("install.no_profile"))
    return found


def _usual_places() -> Iterator[Path]:
    if sys.platform == "win32":
        yield Path(os.environ.get("APPDATA", Path.home())) / "LibreOffice" / "4" / "user"
    elif sys.platform == "darwin":
        yield Path.home() / "Library" / "Application Support" / "LibreOffice" / "4" / "user"
    else:
        config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        yield config / "libreoffice" / "4" / "user"


def script_folder(user: Path) -> Path:
    """Where a profile keeps Python scripts."""
    return user / "Scripts" / "python"


def interpreter(user: Path) -> str | None:
    """The Python the installed script starts, ``None`` where none is installed."""
    try:
        return str(json.loads((script_folder(user) / SETTINGS).read_text(encoding="utf-8"))["python"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_current(user: Path) -> bool:
    """Whether the installed script is the one of this version."""
    python = interpreter(user)
    return python is not None and all(
        target.is_file() and target.read_bytes() == data for target, data in _script(user, python)
    )


def is_running(user: Path) -> bool:
    """Whether LibreOffice runs on this profile, and would write over its registry when it ends."""
    return (user.parent / ".lock").exists()


def soffice() -> Path | None:
    """LibreOffice's program, ``None`` where it is not found."""
    found = shutil.which("soffice")
    places = [Path(found)] if found else []
    if sys.platform == "win32":
        roots = (os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)"))
        places += [Path(root) / "LibreOffice" / "program" / "soffice.exe" for root in roots if root]
    elif sys.platform == "darwin":
        places.append(Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"))
    return next((place for place in places if place.is_file()), None)


# ------------------------------------------------------------------ the script


def _script(user: Path, python: str) -> Iterator[tuple[Path, bytes]]:
    """Every file of the script: where it goes, what is in it."""
    package, scripts = files("xltools.faces.panel"), script_folder(user)
    yield scripts / SCRIPT, (package / "calc" / SCRIPT).read_bytes()
    yield scripts / SETTINGS, json.dumps(_settings(python)).encode("ascii")
    yield scripts / _MODULES / "xltools_calc_form.py", (package / "calc" / "xltools_calc_form.py").read_bytes()
    yield scripts / _MODULES / "xltools_calc_marks.py", (package / "marks.py").read_bytes()


def _settings(python: str) -> dict[str, object]:
    """What the script cannot import: the interpreter to start, the panel's figures, its texts."""
    words = wording("faces")
    return {
        "python": python,
        "cells": CELLS,
        "long": [button.key for button in BUTTONS if button.long],
        "result_rows": RESULT_ROWS,
        "log_rows": LOG_ROWS,
        "marks": words["marks"],
        "words": {
            **words["calc"],
            **MESSAGES,
            **{key: words["panel"][key] for key in ("no_form", "more_lines", "open")},
        },
    }


def _installed(user: Path) -> list[Path]:
    """Files of a script of ours, whatever its version."""
    scripts = script_folder(user)
    return [scripts / SCRIPT, scripts / SETTINGS, *(scripts / _MODULES).glob("xltools_calc_*.py")]


def _copy_script(user: Path) -> Path:
    """Put the script for this interpreter in place of any former one; its folder."""
    for path in _installed(user):
        path.unlink(missing_ok=True)
    for target, data in _script(user, sys.executable):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return script_folder(user)


# ------------------------------------------------------------------ the panel


def _panel(folder: Path) -> list[str]:
    """The .ods, from the .xlsm of the folder above, else the one shipped; one that is there has somebody's settings."""
    target, own = folder / ODS, folder.parent / PANEL
    if target.exists():
        return [_say("install.panel_kept", panel=target)]
    program = soffice()
    if program is None:
        return [_say("install.no_soffice", ods=ODS, panel=PANEL)]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="xltools-") as work:
        command = [str(program), "--headless", "--norestore", f"-env:UserInstallation={(Path(work) / 'p').as_uri()}"]
        command += ["--convert-to", "ods", "--outdir", work, str(own if own.is_file() else _shipped())]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        try:
            subprocess.run(command, capture_output=True, timeout=_CONVERTING, env=environment, check=True)  # noqa: S603
            shutil.copyfile(Path(work) / ODS, target)
        except (subprocess.SubprocessError, FileNotFoundError) as error:
            raise Failure(_say("install.not_converted", ods=ODS, panel=PANEL)) from error
    return [_say("install.panel_made", file=target, panel=PANEL)]


def _shipped() -> Path:
    """The panel of the installed package, or of the checkout when run from source."""
    installed = Path(str(files("xltools") / "workbooks" / PANEL))
    return installed if installed.is_file() else Path(__file__).parents[3] / "workbooks" / PANEL


# ------------------------------------------------------------------ trusted folders


def trusted(user: Path) -> list[str]:
    """URLs of the folders a profile trusts."""
    registry = user / _REGISTRY
    found = _TRUSTED.search(registry.read_text(encoding="utf-8")) if registry.is_file() else None
    return re.findall(r"<it>(.*?)</it>", found[2] or "") if found else []


def is_trusted(user: Path, folder: Path) -> bool:
    """Whether a folder or one above it is trusted."""
    urls = [f"{url.rstrip('/')}/" for url in trusted(user)]
    return any(f"{escape(folder.as_uri())}/".startswith(url) for url in urls)


def _trust(user: Path, folder: Path) -> None:
    if is_trusted(user, folder):
        return
    registry = user / _REGISTRY
    text = registry.read_text(encoding="utf-8") if registry.is_file() else _EMPTY_REGISTRY
    url = escape(folder.as_uri())
    if found := _TRUSTED.search(text):
        new = f"{found[1]}>{found[2] or ''}<it>{url}</it></value>"
        text = text[: found.start()] + new + text[found.end() :]
    else:
        text = text.replace("</oor:items>", _ITEM.format(url) + "</oor:items>")
    fresh = registry.with_suffix(".xltools")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(registry)

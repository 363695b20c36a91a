"""The tool as a process of its own interpreter: JSON in, JSON out, progress on the way."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from contextlib import suppress

LENGTHY = ("collect", "run")  # on Windows with a minimised console: closing it stops the work
PATIENCE = 120  # seconds the other buttons may take before LibreOffice is given back
CLOSED = 0xC000013A  # how a process ends on Windows whose console was closed


class Trouble(Exception):  # noqa: N818 - told to the user, not to a programmer
    """Why a click came to nothing: a Vietnamese sentence for the panel."""


class NotDone(Exception):  # noqa: N818
    """The tool did not start or did not come to an end: key of a sentence of the panel, and what completes it."""

    def __init__(self, key, detail=""):
        super().__init__(key)
        self.key = key
        self.detail = detail


def ask(python, asked, progress, lengthy):
    """The answer of ``python -m xltools.faces.panel``; ``progress`` is called with its lines on the way."""
    # LibreOffice sets PYTHONPATH (on Windows PYTHONHOME too) for its own Python
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    try:
        child = subprocess.Popen(  # noqa: S603 - the interpreter recorded by our own installer
            [python, "-P", "-m", "xltools.faces.panel"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            **_window(lengthy),
        )
    except FileNotFoundError:
        raise Trouble(
            f"Không còn Python tại {python}; hãy mở cửa sổ lệnh, chạy: xltools install-libreoffice, rồi bấm lại"
        ) from None
    except OSError as error:
        raise NotDone("Msg_Blocked", error.errno) from None
    out, told = _conversation(child, json.dumps(asked).encode("ascii"), progress, lengthy)
    with suppress(ValueError):
        return json.loads(out.decode("ascii"))
    if "No module named" in told:
        raise NotDone("Msg_NoTool")
    stopped = child.returncode == 1 and "Traceback" not in told  # so ends what Windows is told to end
    if child.returncode < 0 or child.returncode == CLOSED or stopped:
        raise NotDone("Msg_Stopped")
    raise NotDone("Msg_Failed", child.returncode)


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


def _conversation(child, sent, progress, lengthy):
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
            raise Trouble(f"Quá {PATIENCE} giây chưa xong nên đã dừng; không có gì hỏng, hãy bấm lại")
        if len(told) > shown:
            shown = len(told)
            progress(told[-1].decode("ascii", "replace").strip())
    for reader in readers:
        reader.join(2)  # whoever the child started may hold its pipes still
    return b"".join(out), b"".join(told).decode("utf-8", "replace")

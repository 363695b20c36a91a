"""The module that LibreOffice's script starts: ``python -P -m xltools.panel``; its name stays.

The request is JSON on stdin, the answer JSON on stdout (``faces.panel.answer``); a line of progress on stderr is
``read/total`` of files. Whatever goes wrong is in the answer.
"""

from __future__ import annotations

import sys
from contextlib import redirect_stdout

from xltools.faces.panel.answer import Answer, as_json, read_json, request
from xltools.faces.panel.press import Progress, press, refused
from xltools.model import Failure


def main() -> None:
    """Answer the request on stdin."""
    data = sys.stdin.buffer.read()
    with redirect_stdout(sys.stderr):  # nothing but the answer may stand on stdout
        answer = _answer(data)
    sys.stdout.buffer.write(as_json(answer))


def _answer(data: bytes) -> Answer:
    button = ""
    try:
        asked = read_json(data)
        button = asked["button"]
        if asked["trouble"]:
            return refused(button, asked["trouble"])
        return press(request(button, asked["cells"], asked["form"], asked["form_name"]), _progress())
    except Failure as failure:
        return refused(button, str(failure))


def _progress() -> Progress:
    read = 0

    def step(more: int, total: int) -> None:
        nonlocal read
        read += more
        print(f"{read}/{total}", file=sys.stderr, flush=True)

    return step


if __name__ == "__main__":
    main()

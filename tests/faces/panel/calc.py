"""The tests' side of ``clicks.py``: a LibreOffice Calc to click in."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

SYSTEM_PYTHON = "/usr/bin/python3"  # the one python3-uno belongs to
DRIVER = Path(__file__).with_name("clicks.py")


class Calc:
    """Calls go to the driver's class of the same name: ``calc.click("XlMau2")``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scripts = folder / "profile" / "user" / "Scripts" / "python"
        self.scripts.mkdir(parents=True, exist_ok=True)
        command = [SYSTEM_PYTHON, "-P", str(DRIVER), str(folder)]
        self._driver = subprocess.Popen(
            command, env={"PATH": "/usr/bin:/bin"}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def __enter__(self) -> Calc:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._driver.communicate()  # the end of its input ends the driver, which ends LibreOffice

    def __getattr__(self, method: str) -> Any:
        def call(*arguments: Any) -> Any:
            assert self._driver.stdin is not None
            assert self._driver.stdout is not None
            self._driver.stdin.write(json.dumps([method, *map(_plain, arguments)]) + "\n")
            self._driver.stdin.flush()
            answer = json.loads(self._driver.stdout.readline())
            if "error" in answer:
                raise RuntimeError(answer["error"])
            return answer["result"]

        return call


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else value

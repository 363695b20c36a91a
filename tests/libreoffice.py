"""LibreOffice Calc as the tests use it: one profile per test process, so that parallel workers do not meet."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from .faces.panel.calc import Calc

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>
"""  # works out every formula anew instead of trusting the value saved with it


class LibreOffice:
    """Converts workbooks. The profile is made in ``folder`` at the first conversion."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def convert(self, kind: str, *sources: Path) -> list[Path]:
        """The sources saved as ``kind`` (``xls``, ``ods``, ``xlsx``), in a folder ``kind`` beside each."""
        program = shutil.which("soffice")
        assert program, "LibreOffice Calc is needed: make system"
        user = self._folder / "profile" / "user"
        if not user.exists():
            user.mkdir(parents=True)
            (user / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
        into = sources[0].parent / kind
        command = [program, f"-env:UserInstallation={user.parent.as_uri()}", "--headless", "--convert-to", kind]
        done = subprocess.run(
            [*command, "--outdir", into, *sources], check=True, capture_output=True, text=True, timeout=120
        )
        made = [into / f"{source.stem}.{kind}" for source in sources]
        assert all(path.exists() for path in made), done.stderr or done.stdout
        return made

    def calc(self, folder: Path) -> Calc:
        """A running LibreOffice Calc to click in, with its profile and copies of what it opens in ``folder``."""
        return Calc(folder)

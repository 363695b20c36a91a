"""The picture of the control panel in README: the real file, filled with what a click answers in the demo's workspace.

``python -m tests.faces.panel.picture docs/bang-dieu-khien.png``; the days of the demo up to ``AS_OF`` are played first.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from xltools.faces import demo
from xltools.faces.panel.answer import Answer, Request, fitting
from xltools.faces.panel.press import press
from xltools.pipeline import commands
from xltools.workspace.layout import PANEL

from ...on import on
from .calc import Calc

AS_OF = date(2023, 9, 30)
QUARTER = 3
WORKSPACE = Path(tempfile.gettempdir(), "CongTacCoSo-2023")  # shows in the picture
PIXELS = 1366  # width of the picture


def played(folder: Path) -> Path:
    """The demo's workspace on that day."""
    demo.begin(folder)
    for day, files in demo.rounds():
        if day <= AS_OF:
            demo.deliver(folder, day, files)
            on(folder, commands.collect, as_of=day)
    return folder


def fill(calc: Calc, answer: Answer) -> None:
    """The cells as a host writes them."""
    calc.put("xl_quarter", [["III"]])
    calc.put("xl_as_of", [[(AS_OF - date(1899, 12, 30)).days]])
    calc.put("xl_headline", [[answer.headline]])
    calc.put("xl_when", [[answer.when]])
    calc.put("xl_result", [[line.text] for line in fitting(answer.lines)])
    calc.put("xl_log", [answer.log])
    for name, rows in (("xl_state", answer.state), ("xl_board", answer.board), ("xl_todo", answer.todo)):
        calc.put(name, rows or [])


def main(target: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        pdf = Path(scratch) / "panel.pdf"
        try:
            answer = press(Request("run", str(played(WORKSPACE)), 2023, QUARTER, AS_OF))
            with Calc(Path(scratch)) as calc:
                calc.open(WORKSPACE / PANEL)
                fill(calc, answer)
                calc.print_sheet("DieuKhien", pdf)
        finally:
            shutil.rmtree(WORKSPACE)
        size = ["-scale-to-x", str(PIXELS), "-scale-to-y", "-1"]
        subprocess.run(["pdftoppm", "-png", "-singlefile", *size, pdf, target.with_suffix("")], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Pictures for the documents: the control panel of README, and marked forms for the gallery of errors.

``python -m tests.faces.panel.picture docs``. The panel is the real file, filled with what a click answers in the demo's
workspace, whose days up to ``AS_OF`` are played first; the forms are the demo's, as a click on Kiểm tra marks them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from xltools.faces import demo
from xltools.faces.panel import install
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
DEMO = Path(__file__).parents[3] / "workbooks" / "demo"
FORMS = {
    "Q501": "2023-09-25/TNCN/Mau 3 quy 3.xlsx",
    "Q602": "2023-06-26/DKTH/Mau 3 DKTH quy 2.xlsx",
    "T101": "2023-06-26/TNCN/Mau 3 quy 2.xlsx",
}
"""Code → a form of the demo that has it."""


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


def photographed(pdf: Path, target: Path, *how: str) -> None:
    subprocess.run(["pdftoppm", "-png", "-singlefile", *how, pdf, target.with_suffix("")], check=True)


def panel(scratch: Path, target: Path) -> None:
    try:
        answer = press(Request("run", str(played(WORKSPACE)), 2023, QUARTER, AS_OF))
        with Calc(scratch) as calc:
            calc.open(WORKSPACE / PANEL)
            fill(calc, answer)
            calc.print_sheet("DieuKhien", scratch / "panel.pdf")
    finally:
        shutil.rmtree(WORKSPACE)
    photographed(scratch / "panel.pdf", target, "-scale-to-x", str(PIXELS), "-scale-to-y", "-1")


def forms(scratch: Path, target: Path) -> None:
    """Forms of the demo after a click on Kiểm tra."""
    target.mkdir(exist_ok=True)
    with Calc(scratch) as calc:
        install._copy_script(scratch / "profile" / "user")
        for code, form in FORMS.items():
            calc.open(DEMO.parent / PANEL)
            title = calc.open_form(DEMO / form)
            calc.click("XlKiemTra")
            calc.print_form(title, scratch / "form.pdf")
            calc.close_forms()
            photographed(scratch / "form.pdf", target / f"{code}.png", "-r", "90")


def main(docs: Path) -> None:
    for draw, name in ((panel, "bang-dieu-khien.png"), (forms, "anh-loi")):
        with tempfile.TemporaryDirectory() as scratch:
            draw(Path(scratch), docs / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

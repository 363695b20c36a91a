"""Puts our Excel in a process that is then started as on Windows: ``python -P -m xltools.buttons KEY …``.

``PANEL_BOOKS``: workbooks to open, the last in front. ``PANEL_OUT``: a folder; at the end the front one is saved there,
and ``seconds`` says how long all that Excel does by itself took here.
"""

import atexit
import os
import sys
import time
from pathlib import Path

if "xltools.buttons" in sys.orig_argv:  # not in worker processes
    hidden = ("numpy", "pandas", "matplotlib", "PIL", "xlwings.pro")
    for name in hidden:
        sys.modules[name] = None
    began = time.perf_counter()
    import xlwings  # noqa: F401

    counted = time.perf_counter() - began
    from tests.faces.panel.engine import Excel

    for name in hidden:
        del sys.modules[name]
    excel = Excel().start()
    for book in os.environ["PANEL_BOOKS"].split(os.pathsep):
        excel.open(Path(book))
    spent = time.perf_counter() - began - counted

    @atexit.register
    def finish() -> None:
        ended = time.perf_counter()
        out = Path(os.environ["PANEL_OUT"])
        for book in excel.opened:
            book.content.save(out / book.name)
        (out / "seconds").write_text(str(spent + time.perf_counter() - ended))

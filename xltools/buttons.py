"""The module that the macros of every control panel start: ``python -P -m xltools.buttons KEY …``; its name stays."""

from __future__ import annotations

import sys

if __name__ == "__main__":  # imported there: worker processes on Windows import this module too, and need none of it
    from xltools.faces.panel.excel import main

    sys.exit(main(sys.argv[1:]))

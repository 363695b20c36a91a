"""The module that the macros of every control panel start: ``python -P -m xltools.buttons KEY …``; its name stays."""

from __future__ import annotations

import sys

from xltools.faces.panel.excel import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""``macros/NutBam.bas``: one Sub per button of the control panel."""

from __future__ import annotations

from xltools.faces.panel.spec import BUTTONS

_HEAD = """\
Attribute VB_Name = "NutBam"
Option Explicit

' One Sub per button of the control panel; the key is the button's name in the tool.
"""


def render_macros() -> str:
    """The module's source, lines ended as VBA ends them."""
    subs = (
        f'\nPublic Sub {one.macro}()\n    Press "{one.key}"{", True" if one.long else ""}\nEnd Sub\n' for one in BUTTONS
    )
    return (_HEAD + "".join(subs)).replace("\n", "\r\n")

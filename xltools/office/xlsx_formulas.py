"""A formula that is written once for many cells, as it is in one of them."""

from __future__ import annotations

import re

from xltools.model import column_letters, column_number

_QUOTED = r'"[^"]*"|\'[^\']*\''
_REFERENCE = re.compile(_QUOTED + r"|(?<![\w.$])(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?![\w(.!])")
_NOWHERE = "#REF!"
_WHOLE = re.compile(_QUOTED + r"|(?<![\w.])(\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d+:\$?\d+)(?!\w)")


def moved(formula: str, down: int, right: int) -> str:
    """The formula with its relative references moved; ``""`` if it names whole rows or columns, or leaves the sheet.

    ``moved("SUM(E7:$E$9)+F7", 1, 0)`` is ``SUM(E8:$E$9)+F8``.
    """
    if any(found[1] for found in _WHOLE.finditer(formula)):
        return ""

    def reference(found: re.Match[str]) -> str:
        if not found[2]:
            return found[0]
        column = column_number(found[2]) + (0 if found[1] else right)
        row = int(found[4]) + (0 if found[3] else down)
        return f"{found[1]}{column_letters(column)}{found[3]}{row}" if column > 0 and row > 0 else _NOWHERE

    new = _REFERENCE.sub(reference, formula)
    return "" if _NOWHERE in new else new

"""What a parser has to say about a value besides the value itself."""

from __future__ import annotations

from typing import NamedTuple


class Issue(NamedTuple):
    """A problem code and the value proposed or expected (``""``: nothing to propose)."""

    code: str
    expected: str = ""

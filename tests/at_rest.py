"""Files that have come to rest, so that nobody waits for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def at_rest() -> Iterator[None]:
    """Every file counts as resting for as long as the block runs.

    A fixture that is asked for in the midst of a test leaves the block before it hands out what it made: undone later
    than the test's own changes, this one would bring them back.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xltools.workspace.intake._YOUNG", -1)
        patch.setattr("xltools.workspace.intake._STALLED", -1)
        yield

from __future__ import annotations

from collections.abc import Callable

import pytest

from tools.examples import Played, builtin
from tools.examples import play as play_text
from xltools.plan.plan import Plan


@pytest.fixture
def play() -> Callable[[str], Played]:
    """Plays an example line: see ``tools.examples``."""
    return play_text


@pytest.fixture
def plan() -> Plan:
    return builtin()

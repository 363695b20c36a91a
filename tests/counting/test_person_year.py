from __future__ import annotations

import re
from pathlib import Path

import pytest

CASES = Path(__file__).parents[1] / "cases"


def cases(*names: str) -> list[pytest.ParameterSet]:
    found = []
    for name in names:
        text = re.sub(r"(?m)^#.*$", "", (CASES / name).read_text(encoding="utf-8"))
        for part in re.split(r"(?m)^== *", text)[1:]:
            title, _, body = part.partition("\n")
            found.append(pytest.param(body, id=title))
    return found


@pytest.mark.parametrize("body", cases("person-year.txt", "person-status.txt"))
def test_case(body, tell, fact):
    story, claims = tell(body)
    assert claims
    assert {name: fact(name, story) for name, _ in claims} == dict(claims)

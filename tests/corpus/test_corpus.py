"""Reading measured on the whole corpus: nothing is silently wrong, and careful typing is read."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from .cases import AXES
from .measure import RIGHT, SILENT, Result
from .report import page
from .run import measure_all
from .traps import TRAPS

pytestmark = [pytest.mark.slow, pytest.mark.office]

PAGE = Path(__file__).parents[2] / "docs" / "doc-hieu.md"
LEAST_WORKBOOKS, LEAST_EACH, LEAST_RIGHT = 450, 8, 0.99


@pytest.fixture(scope="module")
def results() -> list[Result]:
    return measure_all()


def test_the_corpus_is_large_and_every_way_of_typing_has_workbooks(results: list[Result]) -> None:
    files: defaultdict[object, set[str]] = defaultdict(set)
    for result in results:
        files[result.case.trap].add(result.case.name)
        if not result.case.trap:
            for axis, value in result.case.choice.items():
                files[axis, value].add(result.case.name)
    assert len({result.case.name for result in results}) >= LEAST_WORKBOOKS
    classes: list[object] = [trap.name for trap in TRAPS]
    classes += [(axis, value) for axis in AXES for value in AXES[axis]]
    assert [name for name in classes if len(files[name]) < LEAST_EACH] == []


def test_nothing_is_silently_wrong(results: list[Result]) -> None:
    silent = [result for result in results if result.verdict == SILENT]
    shown = {f"{r.case.trap or r.case.choice['dates']}: {', '.join(r.differences)}; {r.read_as}" for r in silent}
    assert sorted(shown)[:20] == [], f"{len(silent)} rows"


def test_what_a_careful_clerk_can_read_is_read(results: list[Result]) -> None:
    right: Counter[tuple[str, str]] = Counter()
    rows: Counter[tuple[str, str]] = Counter()
    for result in results:
        if not result.case.trap:
            for pair in result.case.choice.items():
                rows[pair] += 1
                right[pair] += result.verdict == RIGHT
    below = {pair: f"{right[pair]}/{rows[pair]}" for pair in rows if right[pair] < LEAST_RIGHT * rows[pair]}
    assert below == {}


def test_what_is_read_right_is_not_refused(results: list[Result]) -> None:
    refused = {(result.case.name, result.codes) for result in results if result.false_alarm and not result.case.trap}
    assert refused == set()


def test_committed_page_is_fresh(results: list[Result]) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(results), "lập lại bằng make corpus"

"""Makes every workbook of the corpus and reads it; LibreOffice converts its share meanwhile."""

from __future__ import annotations

from .cases import Case, careful, choices
from .measure import Result, measured
from .programs import PROGRAMS, Office, start_office
from .traps import trapped

_TARGETS = ("xls", "ods", "xlsx")


def measure_all() -> list[Result]:
    """The verdict on every row of every workbook, in the order of the corpus."""
    chosen = list(choices())
    recipes = [*careful(chosen), *trapped(chosen)]
    by_office = [r for r in recipes if PROGRAMS[r.choice["program"]].office]
    others = [r for r in recipes if not PROGRAMS[r.choice["program"]].office]
    converted = [r.make() for r in by_office]
    running = [_started(converted, target) for target in _TARGETS]
    results = [result for recipe in others for result in measured(recipe.make())]
    done = {name: data for office in running for name, data in office.finish().items()}
    for case in converted:
        case.data = done[case.name]
        results += measured(case)
    return sorted(results, key=lambda result: result.case.name)


def _started(cases: list[Case], target: str) -> Office:
    return start_office({case.name: case.data for case in cases if case.office == target}, target)

"""Imports go down only, and each outside library has one home."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "xltools"

LEVELS = (
    ("model", "digests"),
    ("vietnamese",),
    ("forms",),
    ("plan",),
    ("office",),
    ("workspace", "counting", "reading"),
    ("rules",),
    ("outputs",),
    ("pipeline",),
    ("frames", "faces"),
    ("buttons", "panel"),
)
"""Rooms from the ground up; a room may use those of lower floors and itself."""

HOMES = {
    "python_calamine": {"office"},
    "xlrd": {"office"},
    "sqlite3": {"workspace"},
    "openpyxl": {"outputs"},
    "xlsxwriter": {"outputs"},
    "lxml": {"office"},
    "jinja2": {"outputs", "rules"},
    "pandas": {"frames"},
    "click": {"faces"},
    "xlwings": {"faces"},
    "filelock": {"workspace"},
    "msgspec": {"workspace"},
}

FLOOR = {room: floor for floor, rooms in enumerate(LEVELS) for room in rooms}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        room = parts[0].removesuffix(".py")
        if room != "__init__":
            yield room, path


def imported(path: Path) -> Iterator[str]:
    """Full names of the modules a file imports; ``from ..model import Unit`` is ``xltools.model`` too."""
    package = ["xltools", *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names if module == "xltools")


def wrong_arrows(room: str, names: Iterator[str]) -> list[str]:
    wrong = []
    for name in names:
        parts = name.split(".")
        if parts[0] == "xltools" and len(parts) > 1 and parts[1] in FLOOR:
            other = parts[1]
            if other != room and FLOOR[other] >= FLOOR[room]:
                wrong.append(name)
        elif parts[0] in HOMES and room not in HOMES[parts[0]]:
            wrong.append(name)
    return wrong


def test_every_room_has_a_floor() -> None:
    assert {room for room, _ in modules()} == set(FLOOR)


@pytest.mark.parametrize(("room", "path"), list(modules()), ids=lambda value: str(value)[-40:])
def test_imports_go_down_only(room: str, path: Path) -> None:
    assert wrong_arrows(room, imported(path)) == []


def test_a_wrong_arrow_is_seen() -> None:
    assert wrong_arrows("plan", iter(["xltools.pipeline", "openpyxl", "xltools.model"])) == [
        "xltools.pipeline",
        "openpyxl",
    ]


def test_a_relative_import_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path)
    file = tmp_path / "plan" / "new.py"
    file.parent.mkdir()
    file.write_text(
        "from . import units\nfrom .units import U\nfrom .. import cli\nfrom ..rules.check import verdict\n"
    )
    assert list(imported(file)) == [
        "xltools.plan",
        "xltools.plan.units",
        "xltools",
        "xltools.cli",
        "xltools.rules.check",
    ]
    assert wrong_arrows("plan", imported(file)) == ["xltools.rules.check"]


def test_a_file_stays_a_room_and_not_a_house() -> None:
    long = {
        str(path.relative_to(PACKAGE)): count
        for _, path in modules()
        if (count := len(path.read_text().splitlines())) > 450
    }
    assert long == {}


def test_a_check_loads_no_slow_library() -> None:
    slow = [
        "pandas",
        "numpy",
        "openpyxl",
        "xlsxwriter",
        "lxml",
        "jinja2",
        "xlwings",
        "click",
        "xlrd",
        "msgspec",
        "filelock",
    ]
    code = (
        "import sys; from pathlib import Path; from xltools.pipeline.check import check\n"
        "from xltools.outputs.summaries import checked_text\n"
        "text = checked_text(check([Path(sys.argv[1])]))\n"
        f"print(bool(text), [m for m in {slow!r} if m in sys.modules])"
    )
    form = PACKAGE.parent / "workbooks" / "mau1.xlsx"
    done = subprocess.run([sys.executable, "-c", code, form], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True []"

"""README and CONTRIBUTING name what is there: rooms with their purposes, dependencies, files, commands of make."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def table(text: str, heading: str) -> dict[str, str]:
    """First column → second of the table under a header row."""
    rows = text.partition(f"\n| {heading} |\n")[2].partition("\n\n")[0].splitlines()[1:]
    return {first.strip("` "): second.strip() for first, second in (row.strip("| ").split(" | ", 1) for row in rows)}


def purpose(path: Path) -> str:
    """The first line of a module's docstring."""
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return doc.splitlines()[0].replace("``", "`")


def test_rooms_are_those_of_the_package_with_their_purposes() -> None:
    package = ROOT / "xltools"
    rooms = {f"{path.parent.name}/": purpose(path) for path in package.glob("*/__init__.py")}
    modules = {path.name: purpose(path) for path in package.glob("*.py") if path.name != "__init__.py"}
    assert table(README, "room | what it is for") == rooms | modules


@pytest.mark.parametrize("path", sorted((ROOT / "xltools").glob("*/__init__.py")), ids=lambda path: path.parent.name)
def test_a_room_says_in_one_sentence_what_it_is_for(path: Path) -> None:
    assert re.fullmatch(r"[A-Z].*\.", purpose(path))


def test_dependencies_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[<>=\[]", dependency)[0] for dependency in project["dependencies"]}
    assert set(table(README, "package | for")) == names


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_targets_of_make_are_there(text: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE)) <= targets


def test_files_named_are_there() -> None:
    """Paths in CONTRIBUTING that are no pattern."""
    named = re.findall(r"`((?:xltools|tools|tests|docs|macros|workbooks)/[^`*<{ ]*)`", CONTRIBUTING)
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_words_of_the_glossary_are_few_and_are_types() -> None:
    words = table(CONTRIBUTING, "word | what it is")
    assert 10 <= len(words) <= 20
    types = {
        node.name
        for path in (ROOT / "xltools").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    assert {name for word in words for name in re.split(r"`, `", word)} <= types


def test_contributing_is_one_page() -> None:
    assert len(CONTRIBUTING.splitlines()) <= 120

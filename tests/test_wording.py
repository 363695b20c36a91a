"""Texts for officials: each stands in the wording.toml of its room, is used there, and gets what it asks for."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from xltools.rules.catalogue import RULES
from xltools.vietnamese.wording import wording

PACKAGE = Path(__file__).parents[1] / "xltools"
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/wording.toml"))
LANGUAGE = ("forms", "vietnamese")  # labels of forms and grammar words are data of these rooms
VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
FEWEST_WORDS = 5  # of a sentence; shorter ones are labels


@cache
def trees(*folders: Path) -> list[tuple[Path, ast.Module]]:
    """Every module below the folders (the package unless told), parsed."""
    paths = [path for folder in folders or (PACKAGE,) for path in sorted(folder.rglob("*.py"))]
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


class Use(NamedTuple):
    """A call of ``say``: where, whose text, the key as a pattern, and the placeholders given (``None``: unknown)."""

    place: str
    room: str
    key: str
    given: frozenset[str] | None


def texts(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Every text by its dotted key; the texts of a list share one."""
    for name, value in table.items():
        key = f"{above}{name}"
        if isinstance(value, dict):
            yield from texts(value, f"{key}.")
        else:
            for text in value if isinstance(value, list) else [value]:
                yield key, str(text)


def is_named(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def constant(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def partials(tree: ast.Module) -> dict[str, str]:
    """``_say = partial(say, "faces")`` → name and room."""
    assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)]
    return {
        target.id: constant(call.args[1])
        for node in assigned
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(call := node.value, ast.Call)
        if is_named(call.func, "partial") and is_named(call.args[0], "say")
    }


def keys(node: ast.expr) -> Iterator[str]:
    """The keys an expression may stand for, as patterns: a part that is only known when run is ``.*``."""
    if isinstance(node, ast.IfExp):
        yield from keys(node.body)
        yield from keys(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(re.escape(constant(part)) or ".*" for part in node.values)
    else:
        yield re.escape(constant(node)) or ".*"


def uses() -> Iterator[Use]:
    for path, tree in trees():
        names = partials(tree)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id == "say" and len(node.args) > 1:
                room, arguments = constant(node.args[0]), node.args[1:]
            elif node.func.id in names:
                room, arguments = names[node.func.id], node.args
            else:
                continue
            given = frozenset(word.arg for word in node.keywords if word.arg)
            known = given if all(word.arg for word in node.keywords) else None
            for key in keys(arguments[0]):
                yield Use(f"{path.relative_to(PACKAGE)}:{node.lineno}", room, key, known)


def tables_taken() -> Iterator[tuple[str, str]]:
    """Room and dotted key of what is taken whole: ``wording("outputs")["reports"]``, or by a name given to it."""
    for _, tree in trees(PACKAGE, PACKAGE.parent / "tools"):
        assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
        named = {
            target.id: room for node in assigned if (room := taken_from(node.value)) for target in names(node.targets)
        }
        for node in ast.walk(tree):
            path: list[str] = []
            at = node
            while isinstance(at, ast.Subscript) and constant(at.slice):
                path.insert(0, constant(at.slice))
                at = at.value
            if path and isinstance(at, ast.expr) and (room := taken_from(at) or named.get(getattr(at, "id", ""), "")):
                yield room, ".".join(path)


def names(targets: list[ast.expr]) -> Iterator[ast.Name]:
    for target in targets:
        if isinstance(target, ast.Name):
            yield target
        elif isinstance(target, ast.Tuple):
            yield from names(target.elts)


def taken_from(node: ast.expr) -> str:
    """The room of ``wording("faces")``; ``""`` for any other expression."""
    if isinstance(node, ast.Tuple):
        return next(filter(None, map(taken_from, node.elts)), "")
    return constant(node.args[0]) if isinstance(node, ast.Call) and is_named(node.func, "wording") else ""


USES = list(uses())
TAKEN = set(tables_taken())


def placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)


def constants(room: str) -> set[str]:
    """Every string in the code of a room: a key may be chosen from a table of them."""
    return {
        node.value
        for path, tree in trees()
        if path.relative_to(PACKAGE).parts[0] == room
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("room", ROOMS)
def test_every_text_is_used(room: str) -> None:
    known = {use.key for use in USES if use.room == room and use.key != ".*"}
    taken = {key for owner, key in TAKEN if owner == room}
    named = constants(room)
    unused = [
        key
        for key in dict(texts(wording(room)))
        if not any(re.fullmatch(pattern, key) for pattern in known)
        and not any(key == table or key.startswith(f"{table}.") for table in taken)
        and key not in named
    ]
    assert unused == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_text_said_exists_and_gets_its_placeholders(room: str) -> None:
    there = list(texts(wording(room)))
    wrong = []
    for use in USES:
        if use.room == room and use.key != ".*":
            found = [text for key, text in there if re.fullmatch(use.key, key)]
            if not found:
                wrong.append(f"{use.place}: no {use.key}")
            elif use.given is not None and not any(placeholders(text) <= use.given for text in found):
                asked = " or ".join(str(sorted(placeholders(text))) for text in found)
                wrong.append(f"{use.place}: {use.key} is given {sorted(use.given)}, asks for {asked}")
    assert wrong == []


def test_every_say_names_a_room() -> None:
    assert {use.room for use in USES} <= set(ROOMS)


# ------------------------------------------------------------------ sentences in the code


def docstrings(tree: ast.Module) -> set[int]:
    found = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else []:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                found.add(id(statement.value))
    return found


def sentences(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Vietnamese texts of several words, other than docstrings, headers of columns and regular expressions."""
    passed = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Column":
            passed |= {id(argument) for argument in node.args}
        if isinstance(node, ast.JoinedStr):
            passed |= {id(part) for part in node.values}
            text = "".join(constant(part) or "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
            text = node.value
        else:
            continue
        if VIETNAMESE.search(text) and "(?:" not in text and len(re.findall(r"[^\W\d_]+", text)) >= FEWEST_WORDS:
            yield node.lineno, text


CLAUSES = [rule.clause for rule in RULES.values()]
"""Where the plan says it: a reference beside the rule, as its code is."""


def test_no_sentence_stands_in_the_code() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {' '.join(text.split())[:70]}"
        for path, tree in trees()
        if path.relative_to(PACKAGE).parts[0] not in LANGUAGE
        for line, text in sentences(tree)
        if not any(text.strip("; …") in clause for clause in CLAUSES)
    ]
    assert found == []


def test_a_sentence_is_seen() -> None:
    tree = ast.parse('def f():\n    """Không thấy tệp này ở đâu cả."""\n    return f"Không thấy tệp {f} ở đây"')
    assert [line for line, _ in sentences(tree)] == [3]

"""What goes between LibreOffice's script and the tool, and the rules for the panel's cells that both hosts share."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from xltools.faces.panel import shown, spec, typed, wire
from xltools.faces.panel.answer import Answer, Line, Mark
from xltools.faces.panel.calc import install
from xltools.faces.panel.press import refused
from xltools.model import Failure

SCRIPT = Path(install.__file__).with_name("script")
CELLS = {"xl_workspace": "", "xl_year": 2023.0, "xl_quarter": "II", "xl_as_of": "2023-06-30", "xl_unit": ""}
ASKED = {"button": "mau3", "cells": CELLS, "form": "", "form_name": "", "trouble": ""}


def constants(path: Path) -> dict[str, object]:
    """Constants of a module, read without running it."""
    found = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                continue
    return found


def asked(**changes: object) -> bytes:
    return json.dumps({**ASKED, **changes}).encode()


def test_a_request_is_read() -> None:
    read = wire.read(asked())
    assert typed.request(read.button, read.cells) == typed.Request("mau3", "", 2023, 2, date(2023, 6, 30), "")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        asked(more=1),
        asked(button="xoa"),
        asked(button=1),
        asked(cells={}),
        asked(cells={**CELLS, "xl_year": [2023]}),
        asked(cells={**CELLS, "xl_year": True}),
        asked(cells=None),
        json.dumps({"button": "mau3"}).encode(),
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(Failure, match="không cùng phiên bản"):
        wire.read(data)


@pytest.mark.parametrize(
    ("name", "value", "field", "read"),
    [
        ("xl_year", "2023", "year", 2023),
        ("xl_year", None, "year", None),
        ("xl_quarter", "theo ngày", "quarter", None),
        ("xl_quarter", "Quý iv", "quarter", 4),
        ("xl_quarter", 3.0, "quarter", 3),
        ("xl_as_of", datetime(2023, 6, 30), "as_of", date(2023, 6, 30)),
        ("xl_as_of", " 30/6/2023 ", "as_of", date(2023, 6, 30)),
        ("xl_as_of", "", "as_of", None),
        ("xl_unit", " TG ", "unit", "TG"),
    ],
)
def test_cells_as_people_fill_them(name: str, value: typed.Typed, field: str, read: object) -> None:
    assert getattr(typed.request("mau3", {**CELLS, name: value}), field) == read


@pytest.mark.parametrize(
    ("name", "value"), [("xl_year", 23.0), ("xl_quarter", "5"), ("xl_as_of", "31/6/2023"), ("xl_as_of", "6/2023")]
)
def test_a_cell_not_understood_is_named(name: str, value: typed.Typed) -> None:
    with pytest.raises(Failure, match="Không hiểu “"):
        typed.request("mau3", {**CELLS, name: value})
    typed.request("check", {**CELLS, name: value})  # which does not need it


def test_an_answer_survives_the_wire() -> None:
    answer = replace(refused("mau3", "Không được"), lines=(Line("á", "/x"),), marks=(), findings=())
    read = json.loads(wire.written(answer))
    assert read["cells"]["xl_headline"] == "Không được"
    assert (read["lines"], read["marks"], read["tables"]["xl_board"]) == ([["á", "/x"]], [], None)
    assert wire.written(answer).isascii()


def test_marks_of_a_cell_are_one() -> None:
    found = [Mark("B", 2, 1, "notice", "b"), Mark("A", 1, 1, "warning", "x"), Mark("B", 2, 1, "error", "a")] * 2
    assert shown.marks(found) == (
        Mark("A", 1, 1, "warning", "Cảnh báo: x"),
        Mark("B", 2, 1, "error", "Lỗi: a\nLưu ý: b"),
    )


def test_more_lines_than_there_is_room_for_are_counted() -> None:
    lines = tuple(Line(str(number)) for number in range(15))
    fitted = shown.lines(Answer("done", "", lines))
    assert (len(fitted), fitted[-1].text) == (spec.RESULT_ROWS, "… và 6 dòng nữa")
    assert shown.lines(Answer("done", "", lines[:10])) == lines[:10]


def test_the_process_answers_whatever_comes() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "xltools.faces.panel"], input=b"{}", capture_output=True, check=True
    )
    assert json.loads(done.stdout)["verdict"] == "failed"
    assert done.stderr == b""


# ------------------------------------------------------------------ the script in LibreOffice's Python


def test_the_script_agrees_with_the_panel() -> None:
    """It cannot import the tool, so it has these of its own."""
    main = constants(SCRIPT / "xltools_calc.py")
    form = constants(SCRIPT / "pythonpath" / "xltools_calc_form.py")
    tool = constants(SCRIPT / "pythonpath" / "xltools_calc_tool.py")
    assert (main["CELLS"], main["LINES"], main["LOG_ROWS"]) == (typed.CELLS, spec.RESULT_ROWS, spec.LOG_ROWS)
    assert (form["SHEET"], form["HEADERS"], form["KEPT"]) == (spec.CHECK_SHEET, spec.CHECK_HEADERS, spec.KEPT_HEADERS)
    assert (form["KEPT_COLUMN"], form["NOTE_MARK"], form["COLOURS"]) == (
        spec.KEPT_COLUMN, spec.NOTE_MARK, spec.MARK_COLOURS,
    )  # fmt: skip
    assert tool["LENGTHY"] == tuple(button.key for button in spec.BUTTONS if button.long)


@pytest.mark.parametrize("path", sorted(SCRIPT.rglob("*.py")), ids=lambda path: path.name)
def test_the_script_needs_python_3_7_and_nothing_else(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 7))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    own = {one.stem for one in SCRIPT.rglob("*.py")}
    foreign = {name for name in names if name.split(".")[0] not in {*sys.stdlib_module_names, *own, "uno"}}
    assert not foreign

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

from xltools.faces.panel import answer as wire
from xltools.faces.panel import install, marks, spec
from xltools.faces.panel.answer import Line, Request, Typed, fitting, request
from xltools.faces.panel.press import refused
from xltools.model import Failure

SCRIPT = [*Path(install.__file__).with_name("calc").glob("*.py"), Path(marks.__file__)]
CELLS = {"xl_workspace": "", "xl_year": 2023.0, "xl_quarter": "II", "xl_as_of": "2023-06-30", "xl_unit": ""}
ASKED = {"button": "mau3", "cells": CELLS, "form": "", "form_name": "", "trouble": ""}


def asked(**changes: object) -> bytes:
    return json.dumps({**ASKED, **changes}).encode()


def test_a_request_is_read() -> None:
    read = wire.read_json(asked())
    assert request(read["button"], read["cells"]) == Request("mau3", "", 2023, 2, date(2023, 6, 30), "")


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
        wire.read_json(data)


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
def test_cells_as_people_fill_them(name: str, value: Typed, field: str, read: object) -> None:
    assert getattr(request("mau3", {**CELLS, name: value}), field) == read


@pytest.mark.parametrize(
    ("name", "value"), [("xl_year", 23.0), ("xl_quarter", "5"), ("xl_as_of", "31/6/2023"), ("xl_as_of", "6/2023")]
)
def test_a_cell_not_understood_is_named(name: str, value: Typed) -> None:
    with pytest.raises(Failure, match="Không hiểu “"):
        request("mau3", {**CELLS, name: value})
    request("check", {**CELLS, name: value})  # which does not need it


def test_an_answer_survives_the_wire() -> None:
    answer = replace(refused("mau3", "Không được"), lines=(Line("á", "/x"),), marks=(), findings=())
    read = json.loads(wire.as_json(answer))
    assert read["cells"]["xl_headline"] == "Không được"
    assert (read["lines"], read["marks"], read["tables"]["xl_board"]) == ([["á", "/x"]], [], None)
    assert wire.as_json(answer).isascii()


def test_more_lines_than_there_is_room_for_are_counted() -> None:
    lines = tuple(Line(str(number)) for number in range(15))
    fitted = fitting(lines)
    assert (len(fitted), fitted[-1].text) == (spec.RESULT_ROWS, "… và 6 dòng nữa")
    assert fitting(lines[:10]) == lines[:10]


def test_the_process_answers_whatever_comes() -> None:
    done = subprocess.run([sys.executable, "-P", "-m", "xltools.panel"], input=b"{}", capture_output=True, check=True)
    assert json.loads(done.stdout)["verdict"] == "failed"
    assert done.stderr == b""


# ------------------------------------------------------------------ the script in LibreOffice's Python


@pytest.mark.parametrize("path", sorted(SCRIPT), ids=lambda path: path.name)
def test_the_script_needs_python_3_7_and_nothing_else(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 7))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    own = {"xltools_calc_marks", *(one.stem for one in SCRIPT)}
    foreign = {name for name in names if name.split(".")[0] not in {*sys.stdlib_module_names, *own, "uno"}}
    assert not foreign

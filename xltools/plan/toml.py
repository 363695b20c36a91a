"""Built-in plans, and any plan somebody writes as a TOML file: a new province is a file, not code.

The keys are those of ``sheets``: settings at the top (``window.first``, ``counting.mode`` …), one array
of tables per sheet (``[[units]]`` …). ``places`` names a CSV file beside the TOML file, with the keys of
sheet ``DiaBan`` as its header.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from xltools.plan.assemble import assemble
from xltools.plan.plan import Plan
from xltools.plan.records import PlanError, PlanFault, Record
from xltools.plan.sheets import PLACES, SETTINGS, TABLES, Sheet
from xltools.vietnamese.wording import say

_say = partial(say, "plan")
_BUILTIN = Path(__file__).with_name("builtin")  # importlib.resources would slow every check by its imports


def builtin_names() -> tuple[str, ...]:
    """Names of the plans that ship with the tool, sorted: ``("2023",)``."""
    return tuple(sorted(path.stem for path in _BUILTIN.glob("*.toml")))


def load_builtin(name_or_path: str) -> Plan:
    """The built-in plan of that name or in that ``.toml`` file; ``PlanError`` if unknown, unreadable or wrong."""
    if name_or_path in builtin_names():
        return _load(_BUILTIN / f"{name_or_path}.toml")
    path = Path(name_or_path)
    if path.suffix == ".toml":
        return _load(path)
    names = ", ".join(builtin_names())
    raise PlanError([PlanFault(_say("plan"), "", _say("toml.no_plan", name=name_or_path, names=names))])


def _load(source: Path) -> Plan:
    faults: list[PlanFault] = []
    try:
        content = tomllib.loads(_text(source))
    except tomllib.TOMLDecodeError as error:
        line, column = re.findall(r"\d+", str(error).rpartition("(at ")[2])[:2] or [_say("toml.end")] * 2
        raise PlanError([PlanFault(source.name, "", _say("toml.syntax", line=line, column=column))]) from None

    tables = {PLACES.name: _places(source, content.pop(PLACES.key, ""))}
    for sheet in TABLES:
        if sheet is not PLACES:
            tables[sheet.name] = _table(source.name, sheet, content.pop(sheet.key, []), faults)
    settings = _flat(content)
    known = {field.key for field in SETTINGS}
    faults += [PlanFault(source.name, key, _say("toml.unknown_setting")) for key in settings if key not in known]
    return assemble(Record(source.name, settings, str), tables, faults)


def _text(source: Path) -> str:
    try:
        return source.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PlanError([PlanFault(source.name, "", _say("toml.no_file"))]) from None
    except (OSError, UnicodeDecodeError):
        raise PlanError([PlanFault(source.name, "", _say("toml.unreadable"))]) from None


def _flat(table: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = value
    return flat


def _table(name: str, sheet: Sheet, rows: object, faults: list[PlanFault]) -> list[Record]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        faults.append(PlanFault(name, sheet.key, _say("toml.no_table", table=sheet.key)))
        return []
    known = {field.key for field in sheet.fields}
    table = []
    for number, row in enumerate(rows, 1):
        record = Record(name, row, f"{sheet.key}[{number}].{{}}".format, faults=faults)
        for field in row:
            if field not in known:
                record.blame(field, _say("toml.unknown_column"))
        table.append(record)
    return table


def _places(source: Path, file: object) -> list[Record]:
    if not file:
        return []
    place_file = source.parent / str(file)
    rows = list(csv.reader(_text(place_file).splitlines()))
    keys = rows[0] if rows else []
    return [
        Record(place_file.name, dict(zip(keys, row, strict=False)), partial(_place_cell, line))
        for line, row in enumerate(rows[1:], 2)
        if any(row)
    ]


def _place_cell(line: int, key: str) -> str:
    return _say("toml.place_line", column=key, line=line)

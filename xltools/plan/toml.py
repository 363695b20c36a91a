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
from pathlib import Path

from xltools.plan.assemble import assemble
from xltools.plan.faults import PlanError, PlanFault
from xltools.plan.plan import Plan
from xltools.plan.records import Raw
from xltools.plan.sheets import PLACES, SETTINGS, TABLES, Sheet

_BUILTIN = Path(__file__).with_name("builtin")  # importlib.resources would slow every check by its imports


def builtin_names() -> tuple[str, ...]:
    """Names of the plans that ship with the tool, sorted: ``("2023",)``."""
    return tuple(sorted(path.stem for path in _BUILTIN.glob("*.toml")))


def load_builtin(name_or_path: str) -> Plan:
    """The built-in plan of that name, or the plan in that ``.toml`` file.

    Raises ``PlanError`` for an unknown name, a file that cannot be read, and mistakes in the plan.
    """
    if name_or_path in builtin_names():
        return _load(_BUILTIN / f"{name_or_path}.toml")
    path = Path(name_or_path)
    if path.suffix == ".toml":
        return _load(path)
    names = ", ".join(builtin_names())
    message = f"không có kế hoạch “{name_or_path}”; dùng một trong: {names}, hoặc tên một tệp .toml"
    raise PlanError([PlanFault("Kế hoạch", "", message)])


def _load(source: Path) -> Plan:
    faults: list[PlanFault] = []
    try:
        content = tomllib.loads(_text(source))
    except tomllib.TOMLDecodeError as error:
        line, column = re.findall(r"\d+", str(error).rpartition("(at ")[2])[:2] or ("cuối", "cuối")
        message = f"tệp kế hoạch sai cú pháp TOML ở dòng {line}, cột {column}; sửa lại tệp"
        raise PlanError([PlanFault(source.name, "", message)]) from None

    tables = {PLACES.name: _places(source, content.pop(PLACES.key, ""))}
    for sheet in TABLES:
        if sheet is not PLACES:
            tables[sheet.name] = _table(source.name, sheet, content.pop(sheet.key, []), faults)
    settings = _flat(content)
    known = {field.key for field in SETTINGS}
    faults += [
        PlanFault(source.name, key, "không có thiết lập này; xóa hoặc sửa tên") for key in settings if key not in known
    ]
    return assemble(Raw(source.name, settings, {key: key for key in known}), tables, faults)


def _text(source: Path) -> str:
    try:
        return source.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PlanError([PlanFault(source.name, "", "không tìm thấy tệp này; kiểm tra lại đường dẫn")]) from None
    except (OSError, UnicodeDecodeError):
        raise PlanError([PlanFault(source.name, "", "không đọc được tệp này; lưu lại dạng văn bản UTF-8")]) from None


def _flat(table: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = value
    return flat


def _table(name: str, sheet: Sheet, rows: object, faults: list[PlanFault]) -> list[Raw]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        faults.append(PlanFault(name, sheet.key, f"mục này phải là danh sách bảng [[{sheet.key}]]; sửa lại"))
        return []
    known = {field.key for field in sheet.fields}
    table = []
    for number, row in enumerate(rows, 1):
        cells = {field: f"{sheet.key}[{number}].{field}" for field in known | set(row)}
        unknown = [field for field in row if field not in known]
        faults += [PlanFault(name, cells[field], "không có cột này; xóa hoặc sửa tên") for field in unknown]
        table.append(Raw(name, row, cells))
    return table


def _places(source: Path, file: object) -> list[Raw]:
    if not file:
        return []
    place_file = source.parent / str(file)
    rows = list(csv.reader(_text(place_file).splitlines()))
    keys = rows[0] if rows else []
    return [
        Raw(place_file.name, dict(zip(keys, row, strict=False)), {key: f"{key}, dòng {line}" for key in keys})
        for line, row in enumerate(rows[1:], 2)
        if any(row)
    ]

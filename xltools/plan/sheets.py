"""The sheets of KeHoach.xlsx and their cells: what a cell means as a value, and a value as a cell.

The layout is data (``sheets.toml``). Reading forgives spelling, writing has one form:
``parse(field, shown(field, value)) == value`` for every value a plan can hold.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from xltools.forms.catalogue import CATALOGUE
from xltools.model import Failure
from xltools.vietnamese.dates import parse_day
from xltools.vietnamese.text import clean, clean_lines, fold
from xltools.vietnamese.wording import say

DISTRICT_KINDS = ("thành phố", "thị xã", "huyện")
"""Kinds of places in which others lie."""

_say = partial(say, "plan")
_BLANK: dict[str, object] = {"text": "", "choice": "", "boolean": False, "lines": (), "codes": (), "dates": ()}
_YES = frozenset({"co", "x", "1", "true", "yes", "dung"})
_NO = frozenset({"khong", "0", "false", "no", "sai"})
_QUOTA = re.compile(r"(\w+)\s*[:=]\s*(.+)")


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a sheet, or one setting of sheet ``KeHoach`` (a line: key in column A, meaning, value).

    ``key`` is the attribute it fills; ``note`` tells an official what to type. ``kind`` says how a cell is read:
    ``text``, ``lines`` (one a line), ``codes`` (``1.1; 1.5``), ``date``, ``dates``, ``number``, ``integer``,
    ``boolean`` (Có/Không), ``choice`` or ``quotas`` (``chi_doan: 30`` a line). ``choices`` pairs each value with its
    label; ``source`` names the sheet whose first column lists the values. A blank cell gives ``default``. ``aliases``
    are further headers of a roster file.
    """

    key: str
    header: str
    note: str
    kind: str = "text"
    width: float = 14
    default: object = ""
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    source: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of KeHoach.xlsx: header in row 1, one line per record. ``key`` is its table in a TOML plan."""

    name: str
    key: str
    fields: tuple[Field, ...]


def _field(raw: dict[str, Any]) -> Field:
    kind = raw.get("kind", "text")
    choices = CATALOGUE if raw.get("choices") == "forms" else raw.get("choices", ())
    return Field(**{
        "width": 13 if kind == "date" else 14,
        "default": _BLANK.get(kind),
        **raw,
        "choices": tuple((one, one) if isinstance(one, str) else tuple(one) for one in choices),
        "aliases": tuple(raw.get("aliases", ())),
    })  # fmt: skip


def _sheet(raw: dict[str, Any]) -> Sheet:
    return Sheet(raw["name"], raw.get("key", ""), tuple(map(_field, raw["fields"])))


_DATA = tomllib.loads(Path(__file__).with_name("sheets.toml").read_text(encoding="utf-8"))

SETTINGS = tuple(map(_field, _DATA["settings"]))
"""Sheet ``KeHoach``, line by line: ``header`` is the key printed in column A, ``note`` the meaning in column B."""

SHEETS = tuple(map(_sheet, _DATA["sheets"]))
"""The nine sheets, in the order of the workbook."""

PLAN_SHEET, TABLES = SHEETS[0], SHEETS[1:]
"""Sheet ``KeHoach``, and the sheets that hold one record a line."""

PEOPLE = next(sheet for sheet in TABLES if sheet.key == "people")
PLACES = next(sheet for sheet in TABLES if sheet.key == "places")


def tidy(raw: object) -> str:
    """A raw cell as text: each line cleaned, empty lines dropped; a date as dd/mm/yyyy."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return _say("yes" if raw else "no")
    if isinstance(raw, float):
        return f"{raw:.10g}"
    if isinstance(raw, date):
        return f"{raw:%d/%m/%Y}"
    text = str(raw)
    return clean(text) if text.isprintable() else "\n".join(clean_lines(text))


def one_line(raw: object) -> str:
    """A raw cell as text on one line."""
    return clean(raw if isinstance(raw, str) else tidy(raw))


def parse(field: Field, raw: object) -> object:
    """The value of a cell; the field's default where it is blank. ``Failure`` says what to type instead."""
    text = clean(raw) if raw and isinstance(raw, str) else ""
    if text and field.kind == "text":
        return text
    if text or not (raw is None or raw == () or raw == [] or isinstance(raw, str)):
        return _PARSERS[field.kind](field, raw)
    if field.required:
        raise Failure(_say("typed.missing", header=field.header, note=_lower_first(field.note)))
    return default(field)


def default(field: Field) -> object:
    """The value of a blank cell."""
    return {} if field.kind == "quotas" else field.default


def shown(field: Field, value: object) -> object:
    """The value as a cell of KeHoach.xlsx holds it: text, number or date; ``""`` for an empty cell."""
    if value is None or (value == 0 and field.default == 0 and not isinstance(value, bool)):
        return ""
    if isinstance(value, bool):
        return _say("yes" if value else "no")
    if isinstance(value, dict):
        return "\n".join(f"{key}: {amount:g}" for key, amount in value.items())
    if isinstance(value, tuple):
        if field.kind == "lines":
            return "\n".join(value)
        return "; ".join(f"{item:%d/%m/%Y}" if isinstance(item, date) else item for item in value)
    return dict(field.choices).get(str(value), value) if field.kind == "choice" else value


# ------------------------------------------------------------------ a parser per kind


def _items(raw: object, separators: str) -> list[object]:
    if isinstance(raw, list | tuple):
        return list(raw)
    if isinstance(raw, str):
        return [item for item in re.split(separators, tidy(raw)) if item.strip()]
    return [raw]


def _lines(field: Field, raw: object) -> tuple[str, ...]:
    return tuple(one_line(item) for item in _items(raw, r"\n"))


def _codes(field: Field, raw: object) -> tuple[str, ...]:
    codes = [one_line(item) for item in _items(raw, r"[;,\n]")]
    if field.choices:
        codes = [_pick(field, code) for code in codes]
    return tuple(dict.fromkeys(codes))


def _date(field: Field, raw: object) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = one_line(raw)
    try:
        day = parse_day(text)
    except ValueError:
        raise Failure(_say("typed.no_such_day", text=text)) from None
    if day is None:
        raise Failure(_say("typed.no_date", text=text))
    return day


def _dates(field: Field, raw: object) -> tuple[date, ...]:
    return tuple(sorted({_date(field, item) for item in _items(raw, r"[;,\n]")}))


def _number(field: Field, raw: object) -> float:
    try:
        value = float(raw) if isinstance(raw, int | float) else float(one_line(raw).replace(",", "."))
    except ValueError:
        raise Failure(_say("typed.no_number", text=one_line(raw))) from None
    if not 0 <= value < 10_000:
        raise Failure(_say("typed.odd_number", text=one_line(raw)))
    return value


def _integer(field: Field, raw: object) -> int:
    value = _number(field, raw)
    if value != int(value):
        raise Failure(_say("typed.no_integer", text=one_line(raw)))
    if field.choices and str(int(value)) not in dict(field.choices):
        raise Failure(_say("typed.not_offered", text=str(int(value)), offer=_offer(field)))
    return int(value)


def _boolean(field: Field, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    text = fold(tidy(raw))
    if text in _YES or text in _NO:
        return text in _YES
    raise Failure(_say("typed.no_yes_or_no", text=one_line(raw)))


def _pick(field: Field, text: str) -> str:
    for value, label in field.choices:
        if fold(text) in (fold(value), fold(label)):
            return value
    raise Failure(_say("typed.not_offered", text=f"“{text}”", offer=_offer(field)))


def _quotas(field: Field, raw: object) -> dict[str, float]:
    if isinstance(raw, dict):
        pairs = [(str(key), amount) for key, amount in raw.items()]
    else:
        pairs = []
        for item in _items(raw, r"[;\n]"):
            found = _QUOTA.fullmatch(one_line(item))
            if not found:
                raise Failure(_say("typed.no_quota", text=one_line(item)))
            pairs.append((found[1], found[2]))
    return {_pick(field, key): _number(field, amount) for key, amount in pairs}


def _offer(field: Field) -> str:
    return ", ".join(label for _, label in field.choices)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


_PARSERS: dict[str, Callable[[Field, Any], object]] = {
    "text": lambda _, raw: one_line(raw),
    "lines": _lines,
    "codes": _codes,
    "date": _date,
    "dates": _dates,
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "choice": lambda field, raw: _pick(field, one_line(raw)),
    "quotas": _quotas,
}

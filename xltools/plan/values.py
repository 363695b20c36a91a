"""One cell of the plan ↔ its value: reading is forgiving on spelling, writing has one form.

``parse(field, shown(field, value)) == value`` for every value a plan can hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

from xltools.plan.sheets import Field
from xltools.vietnamese.text import clean, clean_lines, fold

_YES = frozenset({"co", "x", "1", "true", "yes", "dung"})
_NO = frozenset({"khong", "0", "false", "no", "sai"})
_DMY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_YMD = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_QUOTA = re.compile(r"(\w+)\s*[:=]\s*(.+)")


class UnreadableError(ValueError):
    """A cell that cannot be read as its field asks; the text is Vietnamese and says what to type."""


def tidy(raw: object) -> str:
    """A raw cell as text: each line cleaned, empty lines dropped; a date as dd/mm/yyyy."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "Có" if raw else "Không"
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
    """The value of a cell; the field's default where it is blank.

    Raises ``UnreadableError`` with what to type instead.
    """
    text = clean(raw) if raw and isinstance(raw, str) else ""
    if text and field.kind == "text":
        return text
    if text or not (raw is None or raw == () or raw == [] or isinstance(raw, str)):
        return _PARSERS[field.kind](field, raw)
    if field.required:
        raise UnreadableError(f"chưa điền {field.header}; {_lower_first(field.note)}")
    return {} if field.kind == "quotas" else field.default


def shown(field: Field, value: object) -> object:
    """The value as a cell of KeHoach.xlsx holds it: text, number or date; ``""`` for an empty cell."""
    if value is None or (value == 0 and field.default == 0 and not isinstance(value, bool)):
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, dict):
        return "\n".join(f"{key}: {amount:g}" for key, amount in value.items())
    if isinstance(value, tuple):
        if field.kind == "lines":
            return "\n".join(value)
        return "; ".join(f"{item:%d/%m/%Y}" if isinstance(item, date) else item for item in value)
    return dict(field.choices).get(str(value), value) if field.kind == "choice" else value


def _text(field: Field, raw: object) -> str:
    return one_line(raw)


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
    if found := _DMY.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif found := _YMD.fullmatch(text):
        year, month, day = map(int, found.groups())
    else:
        raise UnreadableError(f"không đọc được ngày “{text}”; gõ ngày/tháng/năm, ví dụ 15/02/2023")
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadableError(f"không có ngày {text} trong lịch; gõ lại ngày/tháng/năm") from None


def _dates(field: Field, raw: object) -> tuple[date, ...]:
    return tuple(sorted({_date(field, item) for item in _items(raw, r"[;,\n]")}))


def _number(field: Field, raw: object) -> float:
    try:
        value = float(raw) if isinstance(raw, int | float) else float(one_line(raw).replace(",", "."))
    except ValueError:
        raise UnreadableError(f"“{one_line(raw)}” không phải là số; gõ một số, ví dụ 30 hoặc 0,5") from None
    if not 0 <= value < 10_000:
        raise UnreadableError(f"số {one_line(raw)} không hợp lý; gõ một số từ 0 trở lên")
    return value


def _integer(field: Field, raw: object) -> int:
    value = _number(field, raw)
    if value != int(value):
        raise UnreadableError(f"“{one_line(raw)}” không phải là số nguyên; gõ một số nguyên")
    if field.choices and str(int(value)) not in dict(field.choices):
        raise UnreadableError(f"{int(value)} không được nhận; gõ một trong: {_offer(field)}")
    return int(value)


def _boolean(field: Field, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    text = fold(tidy(raw))
    if text in _YES or text in _NO:
        return text in _YES
    raise UnreadableError(f"“{one_line(raw)}” không được nhận; gõ Có hoặc Không")


def _pick(field: Field, text: str) -> str:
    for value, label in field.choices:
        if fold(text) in (fold(value), fold(label)):
            return value
    raise UnreadableError(f"“{text}” không được nhận; gõ một trong: {_offer(field)}")


def _choice(field: Field, raw: object) -> str:
    return _pick(field, one_line(raw))


def _quotas(field: Field, raw: object) -> dict[str, float]:
    if isinstance(raw, dict):
        pairs = [(str(key), amount) for key, amount in raw.items()]
    else:
        pairs = []
        for item in _items(raw, r"[;\n]"):
            found = _QUOTA.fullmatch(one_line(item))
            if not found:
                raise UnreadableError(f"không đọc được “{one_line(item)}”; gõ dạng chi_doan: 30, mỗi cấp một dòng")
            pairs.append((found[1], found[2]))
    return {_pick(field, key): _number(field, amount) for key, amount in pairs}


def _offer(field: Field) -> str:
    return ", ".join(label for _, label in field.choices)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


_PARSERS: dict[str, Callable[[Field, object], object]] = {
    "text": _text,
    "lines": _lines,
    "codes": _codes,
    "date": _date,
    "dates": _dates,
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "choice": _choice,
    "quotas": _quotas,
}

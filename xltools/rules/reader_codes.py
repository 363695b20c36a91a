"""Codes that parsers, readers and the intake emit; their severities and what they cost."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.model import Finding, Severity, Status
from xltools.rules.registry import Rule, Scope, register

_WEIGHT = {"E": Severity.ERROR, "W": Severity.WARNING, "N": Severity.NOTICE}

_TIME = ("cột “Thời gian cụ thể” của các mẫu", "M2")
_DAYS = ("cột “Số ngày đi” của các mẫu", "M3")
_CONTENT = ("mục II.1 của Kế hoạch; cột “Nội dung” của các mẫu", "C1")
_PLACE = ("cột “Địa điểm” của các mẫu", "M4")
_NAME = ("dòng, cột “Họ và tên” của các mẫu", "M5")
_FORM = ("các mẫu 1, 2, 3 kèm theo Kế hoạch", "M1")

_CODES: tuple[tuple[str, str, tuple[str, str]], ...] = (
    ("T101", "E", _TIME),
    ("T102", "E", _TIME),
    ("T103", "E", _TIME),
    ("T104", "E", _TIME),
    ("T105", "E", _TIME),
    ("T106", "E", _TIME),
    ("T107", "W", _TIME),
    ("T108", "E", _TIME),
    ("T109", "W", _TIME),
    ("T110", "W", _TIME),
    ("T201", "E", _DAYS),
    ("T202", "W", _DAYS),
    ("T203", "W", _DAYS),
    ("T204", "E", _DAYS),
    ("T205", "N", _DAYS),
    ("T207", "W", _DAYS),
    ("T208", "W", _DAYS),
    ("C101", "E", _CONTENT),
    ("C102", "W", _CONTENT),
    ("C103", "E", _CONTENT),
    ("P101", "W", _PLACE),
    ("P102", "W", _PLACE),
    ("P103", "W", _PLACE),
    ("P104", "N", _PLACE),
    ("P105", "W", _PLACE),
    ("Q501", "E", ("mục I.2 của Kế hoạch", "Q5")),
    ("N101", "E", _NAME),
    ("N102", "E", _NAME),
    ("N103", "E", _NAME),
    ("N104", "N", ("dòng, cột “Chức vụ” của các mẫu", "M5")),
    ("N105", "W", _NAME),
    ("N106", "E", _NAME),
    ("N108", "E", _NAME),
    ("N109", "E", _NAME),
    ("N110", "W", _NAME),
    ("F101", "E", _FORM),
    ("F102", "E", _FORM),
    ("F103", "E", _FORM),
    ("F104", "E", ("đầu các mẫu: “BAN.....”", "M1")),
    ("F105", "E", ("tên các mẫu: “năm 2023”", "M1")),
    ("F106", "E", ("tên mẫu 3: “quý … năm 2023”", "W2")),
    ("F107", "E", _NAME),
    ("F108", "N", _FORM),
    ("F109", "E", _FORM),
    ("F110", "E", _FORM),
    ("F111", "N", _FORM),
    ("F112", "W", _FORM),
    ("F113", "W", _FORM),
    ("F114", "E", _FORM),
    ("F115", "E", _FORM),
    ("F116", "E", _FORM),
    ("F117", "N", _FORM),
    ("F118", "W", ("dòng “Tổng” của mẫu 3", "M3")),
    ("F120", "E", _FORM),
    ("F121", "W", _FORM),
    ("F122", "W", _FORM),
    ("F123", "N", _FORM),
    ("F124", "W", _FORM),
    ("F125", "N", _FORM),
    ("F126", "E", _FORM),
    ("F127", "W", _FORM),
    ("F128", "E", _FORM),
    ("F129", "W", _FORM),
    ("F130", "N", _FORM),
    ("F131", "N", _FORM),
    ("F132", "E", _FORM),
    ("F133", "E", _FORM),
    ("F134", "W", _FORM),
    ("F135", "E", _FORM),
    ("F136", "W", _FORM),
    ("F137", "E", _FORM),
    ("F900", "W", _FORM),
)

_FATAL = {
    "F101": Status.UNREADABLE,
    "F114": Status.UNREADABLE,
    "F115": Status.UNREADABLE,
    "F116": Status.UNREADABLE,
    "F120": Status.UNREADABLE,
    "F102": Status.UNRECOGNISED,
    "F103": Status.REJECTED,
    "F104": Status.REJECTED,
    "F105": Status.REJECTED,
    "F106": Status.REJECTED,
    "F107": Status.REJECTED,
}

_NEEDS_ROSTER = frozenset(("N101", "N102", "N103", "N104", "N105"))


def _elsewhere(*_: object) -> Iterator[Finding]:
    """What the readers found is handed in; there is nothing to look for."""
    return iter(())


for _code, _weight, (_clause, _requirement) in _CODES:
    register(
        Rule(
            _code,
            _WEIGHT[_weight],
            Scope.READER,
            _clause,
            _requirement,
            _elsewhere,
            roster=_code in _NEEDS_ROSTER,
            fatal=_FATAL.get(_code),
        )
    )

"""Workbooks in .xlsb, for no program at hand makes them: records as [MS-XLSB] describes them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..zips import zipped

MAIN = "application/vnd.ms-excel."
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"


class Error(NamedTuple):
    code: int
    calculated: bool = False


class Calculated(NamedTuple):
    value: float | str | bool


class Inline(NamedTuple):
    text: str


class Text(NamedTuple):
    """A shared text with its runs (first character, font)."""

    text: str
    runs: tuple[tuple[int, int], ...] = ()


class InCell(NamedTuple):
    """A text with its runs that is not shared."""

    text: Text


class Cell(NamedTuple):
    value: object
    font: int = 0


def record(kind: int, body: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, rest = b"", len(body)
    while rest >= 0x80:
        length, rest = length + bytes([rest & 0x7F | 0x80]), rest >> 7
    return number + length + bytes([rest]) + body


def wide(text: str) -> bytes:
    coded = text.encode("utf-16-le", "surrogatepass")
    return struct.pack("<L", len(coded) // 2) + coded


def rich(text: Text) -> bytes:
    runs = b"".join(struct.pack("<2H", *run) for run in text.runs)
    counted = struct.pack("<L", len(text.runs)) + runs if text.runs else b""
    return bytes([bool(text.runs)]) + wide(text.text) + counted


def cell(column: int, value: object, font: int, shared: list[Text]) -> bytes:
    at = struct.pack("<2L", column - 1, font)
    nothing = struct.pack("<HL", 0, 0) + struct.pack("<L", 0)  # flags, an empty formula
    match value:
        case Error(code, calculated):
            return record(11 if calculated else 3, at + bytes([code]) + (nothing if calculated else b""))
        case Calculated(str() as text):
            return record(8, at + wide(text) + nothing)
        case Calculated(bool() as truth):
            return record(10, at + bytes([truth]) + nothing)
        case Calculated(number):
            return record(9, at + struct.pack("<d", number) + nothing)
        case bool():
            return record(4, at + bytes([value]))
        case int():
            return record(2, at + struct.pack("<L", value << 2 & 0xFFFFFFFF | 2))
        case float():
            return record(5, at + struct.pack("<d", value))
        case Inline(text):
            return record(6, at + wide(text))
        case InCell(text):
            return record(62, at + rich(text))
    text = value if isinstance(value, Text) else Text(str(value))
    shared.append(text)
    return record(7, at + struct.pack("<L", len(shared) - 1))


def sheet(rows: Sequence[Sequence[object]], merged: Sequence[tuple[int, int, int, int]], shared: list[Text]) -> bytes:
    """``merged`` are (top, left, bottom, right) from 1; ``None`` is no cell."""
    out = [record(129), record(148, bytes(16)), record(145)]  # the declared size says nothing
    for number, row in enumerate(rows):
        out.append(record(0, struct.pack("<2LHBBBL", number, 0, 300, 0, 0, 0, 0)))
        for column, value in enumerate(row, 1):
            one = value if isinstance(value, Cell) else Cell(value)
            if one.value is not None:
                out.append(cell(column, one.value, one.font, shared))
    out.append(record(146))
    if merged:
        boxes = [record(176, struct.pack("<4L", t - 1, b - 1, le - 1, r - 1)) for t, le, b, r in merged]
        out += [record(177, struct.pack("<L", len(merged))), *boxes, record(178)]
    return b"".join([*out, record(130)])


def styles(fonts: Sequence[str]) -> bytes:
    """One format of cells for each font."""
    shown = [record(43, bytes(21) + wide(name)) for name in fonts]
    formats = [record(47, struct.pack("<3H", 0, 0, font) + bytes(10)) for font in range(len(fonts))]
    count = struct.pack("<L", len(fonts))
    parts = [
        record(278),
        record(611, count),
        *shown,
        record(612),
        record(617, count),
        *formats,
        record(618),
        record(279),
    ]
    return b"".join(parts)


def relations(targets: Mapping[str, tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="{name}" Type="{TYPES}{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}relationships">{lines}</Relationships>'


def book(
    sheets: Mapping[str, Sequence[Sequence[object]]],
    merged: Sequence[tuple[int, int, int, int]] = (),
    fonts: Sequence[str] = ("Times New Roman",),
    hidden: Sequence[str] = (),
) -> bytes:
    """A workbook; merged cells are those of every sheet."""
    shared: list[Text] = []
    parts = {f"worksheets/sheet{at}.bin": sheet(rows, merged, shared) for at, rows in enumerate(sheets.values(), 1)}
    bundle = [
        record(156, struct.pack("<2L", name in hidden, at) + wide(f"rId{at}") + wide(name))
        for at, name in enumerate(sheets, 1)
    ]
    targets = {f"rId{at}": ("worksheet", part) for at, part in enumerate(parts, 1)}
    targets |= {"rId98": ("sharedStrings", "sharedStrings.bin"), "rId99": ("styles", "styles.bin")}
    items = [
        record(159, struct.pack("<2L", len(shared), len(shared))),
        *(record(19, rich(text)) for text in shared),
        record(160),
    ]
    types = (
        f'<Types xmlns="{PACKAGE}content-types"><Default Extension="bin" ContentType="{MAIN}sheet.binary.'
        'macroEnabled.main"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/></Types>'
    )
    return zipped(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": relations({"rId1": ("officeDocument", "xl/workbook.bin")}),
            "xl/workbook.bin": b"".join([record(131), record(143), *bundle, record(144), record(132)]),
            "xl/_rels/workbook.bin.rels": relations(targets),
            "xl/sharedStrings.bin": b"".join(items),
            "xl/styles.bin": styles(fonts),
            **{f"xl/{name}": content for name, content in parts.items()},
        }
    )

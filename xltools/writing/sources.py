"""The sheet ``NguonGoc``: for every row of the official table, the cells it was read from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from xltools.merging.rows import MergedRow, SourceCell
from xltools.model import column_letters
from xltools.writing.package import quoted
from xltools.writing.row_parts import row_parts
from xltools.writing.rows import Value, render_row
from xltools.writing.sheet_edit import Area, Move, SheetEdit
from xltools.writing.template import TableColumn, Template, move_names

_LEFT_OUT = "Các dòng không đưa vào biểu"
_MAX_LINKS = 65_000  # Excel allows 65,530 on a sheet
_PLAIN_SHEET = re.compile(r"[\w .()\-]+")
_ADDRESS = str.maketrans({c: f"%{ord(c):02X}" for c in '%# "<>[]`^{}\\?'})


class Printed(NamedTuple):
    """A merged row and where it came to stand: the person's number and the row of the form's sheet."""

    row: MergedRow
    number: int | None
    at: int | None


def fill_sources(template: Template, printed: Sequence[Printed], dropped: frozenset[str], root: str) -> None:
    """Fill ``NguonGoc`` and make it visible.

    ``dropped`` are fields whose columns the plan switched off; ``root`` leads from the result file to the folder
    that source files are relative to (``../``).
    """
    sheet, area = template.anchor("xl_source")
    section_row = template.anchor("xl_source_section")[1].top
    part = template.package.sheet_part(sheet)
    edit = SheetEdit(template.package.part(part))
    keys = {a.left: name[7:] for name, (_, a) in template.anchors.items() if name.startswith("xl_src_")}
    gone = frozenset(column for column, key in keys.items() if key in dropped)
    block = Move(area.top, section_row, 0, gone)
    stay = [column for column in range(area.left, area.right + 1) if column not in gone]
    styles = [edit.style(area.top, column) for column in stay]
    section = [edit.style(section_row, column) for column in stay]
    first = block.column(stay[0])
    widths = edit.widths(area.right, template.digit_px)
    columns = [
        TableColumn(block.column(c), keys.get(c, ""), widths[c - 1], {}, {"body": template.font(style)})
        for c, style in zip(stay, styles, strict=True)
    ]

    rows: list[str] = []
    files: dict[str, list[tuple[str, str]]] = {}
    merges: list[Area] = []
    number = area.top
    link_column = column_letters(next(column.column for column in columns if column.field == "file"))
    kept = [p for p in printed if p.row.kept]
    left = [p for p in printed if not p.row.kept]
    for group, title in ((kept, ""), (left, _LEFT_OUT)):
        if title and group:
            rows.append(render_row(number, first, [title] + [None] * (len(stay) - 1), section))
            merges.append(Area(number, first, number, first + len(stay) - 1))
            number += 1
        for item in group:
            for line in _lines(item):
                if line.file:
                    files.setdefault(line.file, []).append((f"{link_column}{number}", line.place))
                for piece in row_parts(columns, line.values, "body"):
                    values = [piece.values.get(column.field) for column in columns]
                    rows.append(render_row(number, first, values, styles, piece.height))
                    number += 1
    move = block._replace(rows=len(rows))
    edit.apply(move, rows)
    edit.set_merges(edit.merges() + merges)
    _link(template, part, edit, files, root)
    template.package.replace(part, edit.to_bytes())
    move_names(template.package, sheet, move)
    template.package.show_sheet(sheet)


class _Line(NamedTuple):
    """One line of the sheet: values by column key, the file it links to and the place in it."""

    values: dict[str, Value]
    file: str
    place: str


def _lines(item: Printed) -> list[_Line]:
    """One line per file (and sheet) that the row was read from; the days stand on the first only."""
    row = item.row
    groups: dict[tuple[str, str], list[SourceCell]] = {}
    for source in row.sources:
        groups.setdefault((source.file, source.sheet), []).append(source)
    head: dict[str, Value] = {"number": item.number, "row": item.at, "name": row.values.get("person")}
    days: dict[str, Value] = {"declared": row.values.get("days"), "counted": row.counted_days, "note": row.note}
    lines = []
    for (file, sheet), cells in groups.items() or {("", ""): []}.items():
        values: dict[str, Value] = {**head, "file": file, "sheet": sheet, **days}
        for cell in cells:
            said = f"{cell.cell}: {cell.raw}"
            known = values.get(cell.field)
            values[cell.field] = f"{known}\n{said}" if known else said
        place = f"{quoted(sheet)}!{cells[0].cell}" if cells and _PLAIN_SHEET.fullmatch(sheet) else ""
        lines.append(_Line(values, file, place))
        days = {}
    return lines


def _address(path: str) -> str:
    """A path as a link's address: relative ones as they are, whole ones (``C:/…``, ``//server/…``) as ``file:``."""
    escaped = path.translate(_ADDRESS)
    if path.startswith("//"):
        return f"file:{escaped}"
    if path.startswith("/"):
        return f"file://{escaped}"
    return f"file:///{escaped}" if path[1:2] == ":" else escaped


def _link(template: Template, part: str, edit: SheetEdit, files: dict[str, list[tuple[str, str]]], root: str) -> None:
    """Relative links to the source files: one relationship per file, addresses built from our own paths only."""
    targets = [_address(root + file) for file in files]
    relations = template.package.relate(part, "hyperlink", targets, external=True) if targets else []
    links = [
        (cell, relation, place)
        for relation, cells in zip(relations, files.values(), strict=True)
        for cell, place in cells
    ]
    edit.set_links(links[:_MAX_LINKS])

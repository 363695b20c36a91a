"""The sheet ``NguonGoc``: for every row of the official table, the cells it was read from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from xltools.counting.consolidate import MergedRow, SourceCell
from xltools.model import column_letters
from xltools.office.links import CELL_FILES, MOST_LINKS, folder_address, path_address
from xltools.office.package import quoted
from xltools.office.rows import Chunks, Value, render_row
from xltools.office.sheet_edit import Area, Move, SheetEdit
from xltools.outputs.row_parts import row_parts
from xltools.outputs.template import TableColumn, Template, move_names
from xltools.vietnamese.display import one_line

_LEFT_OUT = "Các dòng không đưa vào biểu"
_PLAIN_SHEET = re.compile(r"[\w .()\-]+")


class SourceSheet:
    """``NguonGoc`` as it is put together; ``close`` fills it and makes it visible.

    Rows that stand in no table go into ``left_out`` and are listed at the end.
    """

    def __init__(self, template: Template, dropped: frozenset[str]) -> None:
        """``dropped`` are fields whose columns the plan switched off."""
        self.left_out: list[MergedRow] = []
        self._template = template
        self._sheet, area = template.anchor("xl_source")
        self._part = template.package.sheet_part(self._sheet)
        self._edit = edit = SheetEdit(template.package.part(self._part))
        section_row = template.anchor("xl_source_section")[1].top
        keys = {a.left: name[7:] for name, (_, a) in template.anchors.items() if name.startswith("xl_src_")}
        gone = frozenset(column for column, key in keys.items() if key in dropped)
        self._block = block = Move(area.top, section_row, 0, gone)
        stay = [column for column in range(area.left, area.right + 1) if column not in gone]
        self._styles = tuple([edit.style(area.top, column) for column in stay])
        self._section_styles = tuple([edit.style(section_row, column) for column in stay])
        widths = edit.widths(area.right, template.digit_px)
        self._columns = [
            TableColumn.of(block.column(c), keys.get(c, ""), widths[c - 1], {}, {"body": template.font(style)})
            for c, style in zip(stay, self._styles, strict=True)
        ]
        self._fields = [column.field for column in self._columns]
        self._first = self._columns[0].column
        self._link_column = column_letters(next(c.column for c in self._columns if c.field == "file"))
        self._next = area.top
        self._rows = Chunks()
        self._files: dict[str, list[tuple[str, str]]] = {}

    def add(self, row: MergedRow, number: int | None, at: int | None) -> None:
        """A row of the table: the person's ``number`` and the row ``at`` which it stands in the form's sheet."""
        for line in _lines(row, number, at):
            if line.file:
                self._files.setdefault(line.file, []).append((f"{self._link_column}{self._next}", line.place))
            for piece in row_parts(self._columns, line.values, "body"):
                self._render(list(map(piece.values.get, self._fields)), self._styles, piece.height)

    def close(self, root: str) -> None:
        """``root`` leads from the result file to the folder that source files are relative to (``../``)."""
        merges = []
        if self.left_out:
            title = self._next
            merges.append(Area(title, self._first, title, self._first + len(self._columns) - 1))
            self._render([_LEFT_OUT] + [None] * (len(self._columns) - 1), self._section_styles)
            for row in self.left_out:
                self.add(row, None, None)
        move = self._block._replace(rows=self._rows.count)
        self._edit.apply(move, self._rows)
        self._edit.add_merges(merges)
        self._link(root)
        self._template.put(self._part, self._edit)
        move_names(self._template.package, self._sheet, move)
        self._template.package.show_sheet(self._sheet)

    def _render(self, values: Sequence[Value], styles: tuple[int, ...], height: float | None = None) -> None:
        self._rows.add(render_row(self._next, self._first, values, styles, height))
        self._next += 1

    def _link(self, root: str) -> None:
        """Relative links to the source files: one relationship per file, addresses built from our own paths only."""
        base = folder_address(root)
        targets = [base + path_address(file) for file in self._files]
        package = self._template.package
        relations = package.relate(self._part, "hyperlink", targets, external=True) if targets else []
        links = (
            (cell, relation, place)
            for relation, cells in zip(relations, self._files.values(), strict=True)
            for cell, place in cells
        )
        self._edit.set_links(islice(links, MOST_LINKS))


class _Line(NamedTuple):
    """One line of the sheet: values by column key, the file it links to and the place in it."""

    values: dict[str, Value]
    file: str
    place: str


def _lines(row: MergedRow, number: int | None, at: int | None) -> list[_Line]:
    """One line per file (and sheet) that the row was read from; the days stand on the first only."""
    groups: dict[tuple[str, str], list[SourceCell]] = {}
    for source in row.sources:
        groups.setdefault((source.file, source.sheet), []).append(source)
    head: dict[str, Value] = {"number": number, "row": at, "name": row.values.get("person")}
    days: dict[str, Value] = {"declared": row.values.get("days"), "counted": row.counted_days, "note": row.note}
    lines = []
    for (file, sheet), cells in groups.items() or {("", ""): []}.items():
        values: dict[str, Value] = {**head, "file": one_line(file), "sheet": sheet, **days}
        for field, _, _, cell, raw in cells:
            said = f"{cell}: {raw}"
            known = values.get(field)
            values[field] = f"{known}\n{said}" if known else said
        leads = cells and file.lower().endswith(CELL_FILES) and _beginning(sheet)
        lines.append(_Line(values, file, _beginning(sheet) + cells[0].cell if leads else ""))
        days = {}
    return lines


@lru_cache(maxsize=256)
def _beginning(sheet: str) -> str:
    """What leads a link to a sheet; nothing for names that programs quote in different ways."""
    return f"{quoted(sheet)}!" if _PLAIN_SHEET.fullmatch(sheet) else ""

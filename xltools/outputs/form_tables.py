"""The tables of a filled form as they are put together: the official one, and ``NguonGoc`` with its rows' sources."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from xltools.counting.consolidate import MergedRow, SourceCell
from xltools.model import Cell, column_letters
from xltools.office.sheet import Box
from xltools.office.sheet_edit import Move, SheetEdit, parse_area
from xltools.office.sheet_xml import Chunks, Links, Value, number_text, render_row
from xltools.outputs.printing import MAX_HEIGHT, SHORTEST, Line, page_breaks, page_height, split_text, text_height
from xltools.outputs.template import TableColumn, Template, edit_names, move_names
from xltools.vietnamese.display import one_line
from xltools.vietnamese.wording import say

_ONCE = ("number", "person", "title")  # printed once per person, merged over all of the person's rows
_LEAST_END = 60.0  # points
_PLAIN_SHEET = re.compile(r"[\w .()\-]+")  # programs quote other names in different ways
_LEAST = 20.0
"""Lowest row of a table, in points."""

Part = tuple[dict[str, Value], float]
"""The values of a table's row that stand in one row of the sheet, and the height of that in points."""


def _row_parts(
    columns: Sequence[TableColumn],
    values: Mapping[str, Value],
    look: str,
    least: float = _LEAST,
    limit: float = MAX_HEIGHT,
) -> list[Part]:
    """A row of the table, as more than one of the sheet where a text needs more height than ``limit``."""
    height = _fitting_height(columns, values, look)
    if height <= limit:
        shown: dict[str, Value] = {c.field: values.get(c.field) for c in columns}
        return [(shown, max(least, height))]
    pieces: list[dict[str, Value]] = [{}]
    for column in columns:
        value = values.get(column.field)
        texts: list[Value] = [value]
        if isinstance(value, str):
            texts = list(split_text(value, column.width_px, *column.fonts[look], limit))
        pieces += [{} for _ in range(len(texts) - len(pieces))]
        for piece, text in zip(pieces, texts, strict=False):
            piece[column.field] = text
    return [(piece, max(least, _fitting_height(columns, piece, look))) for piece in pieces]


def _fitting_height(columns: Sequence[TableColumn], values: Mapping[str, Value], look: str) -> float:
    """Height that shows every text of a row."""
    tallest = _LEAST
    for column in columns:
        value = values.get(column.field)
        if value and isinstance(value, str):
            height = column.height(look, value)
            if height > tallest:
                tallest = height
    return tallest


class FormTable:
    """The rows of a form's table as they are put together; ``close`` puts them into the sheet."""

    def __init__(self, form: Template) -> None:
        self.form = form
        self.columns = form.columns()
        self.fields = [column.field for column in self.columns]
        self.once = [column for column in self.columns if column.field in _ONCE]
        self.alone = [column for column in self.columns if column.field not in _ONCE]
        self.first = self.columns[0].column
        self.next = form.block.first
        self.rows = Chunks()
        self.lines: list[Line] = []
        self.merges: list[Box] = []
        self.whole = 0
        self.total = 0.0
        self.styles = {name: tuple([c.styles[name] for c in self.columns]) for name in self.columns[0].styles}

    # -- rows ----------------------------------------------------------------------------------------

    def add_sample(self, values: Mapping[str, str]) -> None:
        """An example row the plan prints."""
        self._put(_row_parts(self.columns, values, "sample"), "sample")

    def add_section(self, title: str) -> None:
        """A row with the name of a unit, over the whole table."""
        row = [title, *[None] * (len(self.columns) - 1)]
        width = sum(column.width_px for column in self.columns)
        height = max(_LEAST, text_height(title, width, *self.columns[0].fonts["section"]))
        self.merges.append(Box(self.next, self.first, self.next, self.columns[-1].column))
        self._render(row, "section", height, heading=True)

    def add(self, values: Mapping[str, str | float | None], least: float = _LEAST) -> int:
        """One row of the table; returns the sheet row in which it begins."""
        return self._put(_row_parts(self.columns, values, "body", least), "body")

    def add_person(self, rows: Sequence[MergedRow], number: int | None, *, last: bool = False) -> list[int]:
        """The rows of one person, name once, the ``last`` cut to fit beside the signatures; where they begin."""
        once = {field: rows[0].values.get(field) for field in _ONCE} | {"number": number}
        parts = [_row_parts(self.alone, row.values, "body") for row in rows]
        if last:
            parts[-1] = _row_parts(self.alone, rows[-1].values, "body", limit=self._end_limit())
        lacking = _fitting_height(self.once, once, "body") - sum(height for row in parts for _, height in row)
        if lacking > 0:
            values, height = parts[-1][-1]
            parts[-1][-1] = values, min(MAX_HEIGHT, height + lacking)
        parts[0][0][0].update(once)
        begin = self.next
        at = [self._put(row, "body", apart=_ONCE) for row in parts]
        if self.next - begin > 1:
            self._merge(begin, [column.column for column in self.once])
        return at

    def _put(self, parts: Sequence[Part], look: str, apart: tuple[str, ...] = ()) -> int:
        """A row; where it is taller than a sheet's row can be, as several, with cells merged that need only one."""
        begin = self.next
        for values, height in parts:
            days = values.get("days")
            if look == "body" and isinstance(days, int | float):
                self.total += days
            self._render(list(map(values.get, self.fields)), look, height)
        if len(parts) > 1:
            going_on = parts[1][0]
            self._merge(begin, [c.column for c in self.columns if c.field not in apart and c.field not in going_on])
        self.whole += 1
        return begin

    def _merge(self, begin: int, columns: Sequence[int]) -> None:
        """Merge cells from row ``begin`` to the last row."""
        self.merges += [Box(begin, column, self.next - 1, column) for column in columns]

    def _render(self, row: Sequence[Value], look: str, height: float, *, heading: bool = False) -> None:
        self.rows.add(render_row(self.next, self.first, row, self.styles[look], height))
        self.lines.append(Line(height, heading, self.whole))
        self.next += 1

    # -- the sheet -----------------------------------------------------------------------------------

    def close(self) -> None:
        """Put the rows into the sheet, move what stands below, set total, page breaks and names."""
        form, edit = self.form, self.form.edit
        move = form.block._replace(rows=self.rows.count)
        page, above, repeated, below = self._page()
        edit.apply(move, self.rows)
        edit.add_merges(self.merges)
        breaks = page_breaks(above, repeated, self.lines, below, page)
        edit.set_breaks(move.first + index - 1 for index in breaks)
        move_names(form.package, form.sheet, move)
        edit_names(form.package, lambda name, text: None if name in ("xl_sample", "xl_section") else text)

    def set_total(self) -> None:
        """The sum of the days column, as a formula; where the form has a total (after ``close``)."""
        days = next((c.column for c in self.columns if c.field == "days"), None)
        if days is None or "xl_total" not in self.form.anchors:
            return
        letters, block = column_letters(days), self.form.block
        row = self.form.anchors["xl_total"][1].top + self.rows.count - (block.last - block.first + 1)
        expression = f"SUM({letters}{block.first}:{letters}{self.next - 1})"
        self.form.edit.set_formula(row, days, expression, number_text(self.total))

    def _page(self) -> tuple[float, float, float, float]:
        """Heights in points, by the template: a page, above the rows, header rows repeated, total and signatures."""
        form, edit, block = self.form, self.form.edit, self.form.block
        header = min(area.top for name, (_, area) in form.anchors.items() if name.startswith("xl_col_"))
        end = max(area.bottom for sheet, area in form.anchors.values() if sheet == form.sheet)
        above = sum(edit.height(row) for row in range(1, block.first))
        repeated = sum(edit.height(row) for row in range(header, block.first))
        below = sum(edit.height(row) for row in range(block.last + 1, end + 1))
        return page_height(edit, sum(column.width_px for column in self.columns)), above, repeated, below

    def room(self) -> float:
        """Height in points that is free on the first page, below the rows so far and above total and signatures."""
        page, above, _, below = self._page()
        return SHORTEST * page - above - below - sum(line.height for line in self.lines)

    def _end_limit(self) -> float:
        """Height the last row may have to share a page with what follows."""
        page, _, repeated, below = self._page()
        return max(_LEAST_END, min(MAX_HEIGHT, SHORTEST * page - repeated - below))


class SourceSheet:
    """``NguonGoc`` as it is put together, rows in no table at its end; ``close`` fills it and makes it visible."""

    def __init__(self, template: Template, root: str) -> None:
        """``root`` leads from the result file to the folder that source files are relative to (``../``)."""
        self.left_out: list[MergedRow] = []
        self._template = template
        self._sheet, area = template.anchor("xl_source")
        self._part = template.package.sheet_part(self._sheet)
        self._edit = edit = SheetEdit(template.package.part(self._part))
        section_row = template.anchor("xl_source_section")[1].top
        keys = {a.left: name[7:] for name, (_, a) in template.anchors.items() if name.startswith("xl_src_")}
        dropped = template.dropped_fields()
        gone = frozenset(column for column, key in keys.items() if key in dropped)
        self._block = block = Move(area.top, section_row, 0, gone)
        stay = [column for column in range(area.left, area.right + 1) if column not in gone]
        self._styles = tuple([edit.style(area.top, column) for column in stay])
        self._section_styles = tuple([edit.style(section_row, column) for column in stay])
        widths = edit.widths(area.right, template.digit_px)
        self._columns = [
            TableColumn(block.column(c), keys.get(c, ""), widths[c - 1], {}, {"body": template.font(style)})
            for c, style in zip(stay, self._styles, strict=True)
        ]
        self._fields = [column.field for column in self._columns]
        self._first = self._columns[0].column
        self._link_column = column_letters(next(c.column for c in self._columns if c.field == "file"))
        self._next = area.top
        self._rows = Chunks()
        self._links = Links(root)

    def add(self, row: MergedRow, number: int | None, at: int | None) -> None:
        """A row of the table: the person's ``number`` and the row ``at`` which it stands in the form's sheet."""
        for values, file, where in _source_lines(row, number, at):
            if file:
                self._links.add(f"{self._link_column}{self._next}", file, where)
            for piece, height in _row_parts(self._columns, values, "body"):
                self._render(list(map(piece.get, self._fields)), self._styles, height)

    def close(self) -> None:
        """Put the rows and links into the sheet and show it."""
        merges = []
        if self.left_out:
            title = self._next
            merges.append(Box(title, self._first, title, self._first + len(self._columns) - 1))
            self._render([say("outputs", "sources.left_out")] + [None] * (len(self._columns) - 1), self._section_styles)
            for row in self.left_out:
                self.add(row, None, None)
        move = self._block._replace(rows=self._rows.count)
        self._edit.apply(move, self._rows)
        self._edit.add_merges(merges)
        self._edit.set_links(self._links.relate(self._template.package, self._part))
        self._template.put(self._part, self._edit)
        move_names(self._template.package, self._sheet, move)
        self._template.package.show_sheet(self._sheet)

    def _render(self, values: Sequence[Value], styles: tuple[int, ...], height: float | None = None) -> None:
        self._rows.add(render_row(self._next, self._first, values, styles, height))
        self._next += 1


def _source_lines(
    row: MergedRow, number: int | None, at: int | None
) -> list[tuple[dict[str, Value], str, Cell | None]]:
    """One line per file (and sheet) a row was read from, with the cell to open; days stand on the first only."""
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
        where = None
        if cells and _PLAIN_SHEET.fullmatch(sheet):
            place = parse_area(cells[0].cell)
            where = Cell(sheet, place.top, place.left)
        lines.append((values, file, where))
        days = {}
    return lines

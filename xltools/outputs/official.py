"""The official forms as files: blank ones to hand out, and mẫu 2 / mẫu 3 filled with merged rows.

Text that came out of somebody's form is only ever written as text: formulas and links are ours alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from xltools.counting.consolidate import MergedRow, Section
from xltools.forms.catalogue import FormSpec
from xltools.model import Person, Unit, column_letters
from xltools.office.package import quoted
from xltools.office.rows import Chunks, Value, number_text, render_row
from xltools.office.sheet_edit import Area, Move, SheetEdit
from xltools.outputs.printing import MAX_HEIGHT, SHORTEST, Line, page_breaks, page_height, text_height
from xltools.outputs.row_parts import LEAST, Part, fitting_height, row_parts
from xltools.outputs.sources import SourceSheet
from xltools.outputs.template import Template, edit_names, move_names
from xltools.outputs.wording import captions, issuing_unit, official_date, open_date, reference_line, signers, subtitle
from xltools.plan.plan import Plan

_ONCE = ("number", "person", "title")  # printed once per person, merged over all of the person's rows
_LEAST_END = 60.0  # points
_ROWS_A_PERSON = 2  # room for two rows each before anybody has to insert one
_SPARE_ROWS = 3  # empty rows that stay below pre-filled ones
_ENOUGH_ROWS = 7  # so many empty rows rather than a second page
_SAMPLE_YEAR = "2023"  # the year in the plan's printed examples


def blank_form(
    code: str,
    plan: Plan,
    *,
    unit: Unit,
    person: Person | None = None,
    quarter: int | None = None,
    rows: Sequence[Mapping[str, str | float | None]] = (),
    template: bytes | None = None,
) -> bytes:
    """A form to hand out.

    ``rows`` are pre-filled rows, field → value; empty ones follow. ``template`` takes the place of the official one.
    Raises ``PackageError`` if an anchor is missing from the template.
    """
    form = Template(code, plan.extras, template)
    spec = form.spec
    _heading(form, plan, unit, person, quarter)
    form.say("xl_date", open_date(plan))
    table = _Table(form)
    for sample in spec.samples:
        table.add_sample({k: v.replace(_SAMPLE_YEAR, str(plan.year)) for k, v in sample.items()})
    numbers = _numbers(spec, rows)
    for number, row in zip(numbers, rows, strict=True):
        table.add({"number": number, **row}, least=form.edit.height(form.body.top))
    height = form.edit.height(form.body.top)
    for _ in range(_blank_rows(spec, plan, unit, len(rows), int(table.room() / height))):
        table.add({}, least=height)
    table.close()
    _fill_lists(form, plan, unit)
    if "xl_source" in form.anchors:
        form.package.remove_sheet(form.anchors["xl_source"][0])
    return form.finish()


def _blank_rows(spec: FormSpec, plan: Plan, unit: Unit, filled: int, fitting: int) -> int:
    """Empty rows of a form: as many as fit on its page where that is enough, more where a unit has many people."""
    spare = max(_SPARE_ROWS if filled else 1, spec.blank_rows - filled)
    members = sum(person.unit == unit.code for person in plan.people)
    if not spec.personal and _ROWS_A_PERSON * members > spec.blank_rows:
        return max(spare, _ROWS_A_PERSON * members - filled)
    return fitting if _ENOUGH_ROWS <= fitting < spare else spare


def merged_form(
    code: str,
    plan: Plan,
    *,
    unit: Unit | None,
    quarter: int | None,
    as_of: date,
    sections: Iterable[Section],
    root: str | None = None,
    template: bytes | None = None,
) -> bytes:
    """Mẫu 2 or mẫu 3 of a unit (``None``: of the province), filled; with the sheet ``NguonGoc``.

    ``sections`` are read once, one after the other, so that those of a whole province need not exist together.
    ``root`` leads from the result file to the folder that source files are relative to (usual: the workspace, from
    ``4-TongHop`` or, for a quarter, ``4-TongHop/Quy<N>``). ``template`` takes the place of the official one.
    Raises ``PackageError`` if an anchor is missing from the template.
    """
    form = Template(code, plan.extras, template)
    _heading(form, plan, unit, None, quarter)
    form.say("xl_date", official_date(plan.letterhead.place, as_of))
    table = _Table(form)
    sources = SourceSheet(form, _dropped_fields(form))
    number = 0
    for section, is_last in _until_last(sections):
        if section.title is not None:
            table.add_section(section.title)
        kept = [row for row in section.rows if row.kept]
        for name, group in groupby(kept, key=_person):
            rows = list(group)
            number += bool(name)
            shown = number if name else None
            at = table.add_person(rows, shown, last=is_last and rows[-1] is kept[-1])
            for row, line in zip(rows, at, strict=True):
                sources.add(row, shown, line)
        sources.left_out += [row for row in section.rows if not row.kept]
    if not table.rows.count:
        table.add({})
    form.edit.drop("dataValidations")
    table.close()
    table.set_total()
    if root is None:
        root = "../../" if quarter else "../"
    sources.close(root)
    form.package.remove_sheet(form.anchor("xl_list_contents")[0])
    return form.finish()


def _until_last(sections: Iterable[Section]) -> Iterator[tuple[Section, bool]]:
    """Every section, and whether it holds the last row of the table."""
    waiting: list[Section] = []
    for section in sections:
        if any(row.kept for row in section.rows):
            yield from ((one, False) for one in waiting)
            waiting.clear()
        waiting.append(section)
    yield from ((one, one is waiting[0]) for one in waiting)


def _person(row: MergedRow) -> str:
    """What neighbouring rows of one person have in common."""
    return row.person_id or str(row.values.get("person") or "")


def _dropped_fields(form: Template) -> frozenset[str]:
    """Fields whose columns the plan switched off."""
    by_column = {area.left: name[7:] for name, (_, area) in form.anchors.items() if name.startswith("xl_col_")}
    return frozenset(by_column[column] for column in form.block.dropped)


def _numbers(spec: FormSpec, rows: Sequence[Mapping[str, str | float | None]]) -> Iterator[int | None]:
    """STT of pre-filled rows: per row, or per person where the form names people."""
    number, before = 0, None
    named = any(column.field == "person" for column in spec.columns)
    for row in rows:
        name = row.get("person")
        new = not named or not name or name != before
        number, before = number + new, name
        yield number if new else None


def _heading(form: Template, plan: Plan, unit: Unit | None, person: Person | None, quarter: int | None) -> None:
    """Letterhead, title, numbered lines and signature block."""
    spec, head = form.spec, plan.letterhead
    form.say("xl_issuer", head.body)
    form.say("xl_union", head.union)
    form.say("xl_unit", issuing_unit(plan, unit))
    form.say("xl_title", spec.title)
    form.say("xl_subtitle", subtitle(spec, plan, quarter))
    form.say("xl_reference", reference_line(head))
    known = {"person": person.name, "title": person.title} if person else {}
    for field, wording in spec.lines:
        if field in known:
            form.say(f"xl_line_{field}", f"{wording} {known[field]}")
    for side, caption, name in zip(
        ("left", "right"), captions(spec, plan, unit), signers(spec, plan, unit, person), strict=True
    ):
        form.say(f"xl_sign_{side}", caption)
        form.say(f"xl_signer_{side}", name)


def _fill_lists(form: Template, plan: Plan, unit: Unit) -> None:
    """Sheet ``DanhMuc``: what the dropdowns offer."""
    sheet, first = form.anchor("xl_list_contents")
    lists = {
        "contents": [f"{content.code} {content.name}" for content in plan.contents],
        "places": [p.canonical for p in plan.places if _valid(p.since, p.until, plan)],
        "people": [p.name for p in plan.people if p.unit == unit.code],
    }
    part = form.package.sheet_part(sheet)
    edit = SheetEdit(form.package.part(part))
    anchors = {key: form.anchor(f"xl_list_{key}")[1] for key in lists}
    left = min(area.left for area in anchors.values())
    columns = sorted((area.left, key) for key, area in anchors.items())
    styles = [edit.style(first.top, left + index) for index in range(len(columns))]
    count = max(1, *(len(items) for items in lists.values()))
    rows = Chunks()
    for i in range(count):
        items = [lists[k][i] if i < len(lists[k]) else None for _, k in columns]
        rows.add(render_row(first.top + i, left, items, styles))
    edit.apply(Move(first.top, first.top, count), rows)
    form.put(part, edit)
    names = {
        f"xl_list_{key}": f"{quoted(sheet)}!"
        + Area(first.top, area.left, first.top + max(1, len(lists[key])) - 1, area.left).absolute
        for key, area in anchors.items()
    }
    edit_names(form.package, lambda name, text: names.get(name, text))


def _valid(since: date | None, until: date | None, plan: Plan) -> bool:
    """Whether a place exists at some time of the plan's window."""
    return (since is None or since <= plan.window.last) and (until is None or until >= plan.window.first)


class _Table:
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
        self.merges: list[Area] = []
        self.whole = 0
        self.total = 0.0
        self.styles = {name: tuple([c.styles[name] for c in self.columns]) for name in self.columns[0].styles}

    # -- rows ----------------------------------------------------------------------------------------

    def add_sample(self, values: Mapping[str, str]) -> None:
        """An example row the plan prints."""
        self._put(row_parts(self.columns, values, "sample"), "sample")

    def add_section(self, title: str) -> None:
        """A row with the name of a unit, over the whole table."""
        row = [title, *[None] * (len(self.columns) - 1)]
        width = sum(column.width_px for column in self.columns)
        font = self.columns[0].fonts["section"]
        height = max(LEAST, text_height(title, width, font.size, font.bold))
        self.merges.append(Area(self.next, self.first, self.next, self.columns[-1].column))
        self._render(row, "section", height, heading=True)

    def add(self, values: Mapping[str, str | float | None], least: float = LEAST) -> int:
        """One row of the table; returns the sheet row in which it begins."""
        return self._put(row_parts(self.columns, values, "body", least), "body")

    def add_person(self, rows: Sequence[MergedRow], number: int | None, *, last: bool = False) -> list[int]:
        """All rows of one person, number and name once; returns the sheet rows in which they begin.

        The ``last`` person's last row is cut so that its end fits on a page with the signature block.
        """
        once = {field: rows[0].values.get(field) for field in _ONCE} | {"number": number}
        parts = [row_parts(self.alone, row.values, "body") for row in rows]
        if last:
            parts[-1] = row_parts(self.alone, rows[-1].values, "body", limit=self._end_limit())
        lacking = fitting_height(self.once, once, "body") - sum(part.height for row in parts for part in row)
        if lacking > 0:
            lowest = parts[-1][-1]
            parts[-1][-1] = lowest._replace(height=min(MAX_HEIGHT, lowest.height + lacking))
        parts[0][0].values.update(once)
        begin = self.next
        at = [self._put(row, "body", apart=_ONCE) for row in parts]
        if self.next - begin > 1:
            self._merge(begin, [column.column for column in self.once])
        return at

    def _put(self, parts: Sequence[Part], look: str, apart: tuple[str, ...] = ()) -> int:
        """A row; where it is taller than a sheet's row can be, as several, with cells merged that need only one."""
        begin = self.next
        for part in parts:
            days = part.values.get("days")
            if look == "body" and isinstance(days, int | float):
                self.total += days
            self._render(list(map(part.values.get, self.fields)), look, part.height)
        if len(parts) > 1:
            going_on = parts[1].values
            self._merge(begin, [c.column for c in self.columns if c.field not in apart and c.field not in going_on])
        self.whole += 1
        return begin

    def _merge(self, begin: int, columns: Sequence[int]) -> None:
        """Merge cells from row ``begin`` to the last row."""
        self.merges += [Area(begin, column, self.next - 1, column) for column in columns]

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
        """Points left on the first page for further rows, total and signature block reckoned in."""
        page, above, _, below = self._page()
        return SHORTEST * page - above - below - sum(line.height for line in self.lines)

    def _end_limit(self) -> float:
        """Height the last row may have to share a page with what follows."""
        page, _, repeated, below = self._page()
        return max(_LEAST_END, min(MAX_HEIGHT, SHORTEST * page - repeated - below))

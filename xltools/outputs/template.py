"""The templates of ``workbooks/`` and how they are filled: official forms, control panel.

A template is an ordinary workbook; everything the filler needs of it is a defined name (``xl_…``; the list is in
``tools/templates.py``). A name that a person removed from the heading or the signature block is not filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from xltools.forms.catalogue import CATALOGUE, FormSpec
from xltools.office.package import MAIN, Package, PackageError
from xltools.office.sheet import Box
from xltools.office.sheet_edit import Move, SheetEdit, parse_area
from xltools.outputs.printing import PX_PER_POINT, height_of, text_height
from xltools.plan.plan import QUARTERS, Extras, Plan

Font = tuple[float, bool]
"""Size in points and whether bold: what decides how much room a text takes."""


@lru_cache(maxsize=16)
def template_bytes(code: str) -> bytes:
    """The bytes of the template of form ``code`` (``mau2``); ``FileNotFoundError`` if there is none."""
    return shipped_bytes(f"{code}.xlsx")


def shipped_bytes(name: str) -> bytes:
    """The bytes of a file of ``workbooks/``, from the installed package or from the checkout."""
    shipped = files("xltools") / "workbooks" / name
    if shipped.is_file():
        return shipped.read_bytes()
    return (Path(__file__).parents[2] / "workbooks" / name).read_bytes()


class TableColumn(NamedTuple):
    """A column of the table as it will stand in the filled form (``column`` is 1-based).

    ``field`` is ``""`` for a column a person put in between. ``styles`` and ``fonts`` are by prototype row:
    ``body``, ``sample``, ``section``.
    """

    column: int
    field: str
    width_px: float
    styles: dict[str, int]
    fonts: dict[str, Font]

    def height(self, look: str, text: str) -> float:
        """How tall a cell must be to show ``text`` in the font of prototype row ``look``."""
        return height_of(self.width_px, *self.fonts[look])(text)


class Template:
    """A template being filled: its package, the sheet of the form, its anchors."""

    def __init__(self, code: str, extras: Extras, data: bytes | None = None) -> None:
        """Open a form's template, or ``data``; ``extras``: columns that stay. ``PackageError`` without an anchor."""
        self.spec: FormSpec = CATALOGUE[code]
        self.package = Package(template_bytes(code) if data is None else data)
        self.anchors: dict[str, tuple[str, Box]] = {}
        for name, text in self.package.defined_names().items():
            sheet, mark, reference = text.rpartition("!")
            if name.startswith("xl_") and mark and "#" not in reference:
                self.anchors[name] = _plain(sheet), parse_area(reference)
        self.sheet, self.body = self.anchor("xl_body")
        self.part = self.package.sheet_part(self.sheet)
        self.edit = SheetEdit(self.package.part(self.part))
        self.fonts, self.digit_px = _fonts(self.package)
        self.widths = self.edit.widths(self.body.right, self.digit_px)
        self.block = self._block(extras)

    def anchor(self, name: str) -> tuple[str, Box]:
        """Sheet and cells of an anchor. Raises ``PackageError`` if the template lacks it."""
        try:
            return self.anchors[name]
        except KeyError:
            raise PackageError(f"template {self.spec.code}: no defined name {name}") from None

    def say(self, name: str, text: str) -> None:
        """Put a text at an anchor of the form, where the template has it; its row grows if the text needs it."""
        if name not in self.anchors:
            return
        area = self.anchors[name][1]
        self.edit.put(area.top, area.left, text)
        over = next((m for m in self.edit.merges() if (m.top, m.left) == (area.top, area.left)), area)
        columns = set(range(over.left, over.right + 1)) - self.block.dropped
        width = sum(self.widths[column - 1] for column in columns if column <= len(self.widths))
        height = text_height(text, width, *self.font(self.edit.style(area.top, area.left)))
        if height > self.edit.height(area.top):
            self.edit.set_height(area.top, height)

    def _block(self, extras: Extras) -> Move:
        """The prototype rows (to be replaced; ``rows`` 0 for now) and the columns the plan switched off."""
        rows = [self.anchors[n][1].top for n in ("xl_sample", "xl_section", "xl_body") if n in self.anchors]
        off = [c.field for c in self.spec.columns if c.extra and not getattr(extras, c.extra) and self._has(c.field)]
        return Move(min(rows), max(rows), 0, frozenset(self.anchor(f"xl_col_{field}")[1].left for field in off))

    def columns(self) -> list[TableColumn]:
        """The table's columns that stay, left to right."""
        fields = {self.anchor(f"xl_col_{c.field}")[1].left: c.field for c in self.spec.columns if self._has(c.field)}
        rows = {n: self.anchors[f"xl_{n}"][1].top for n in ("body", "sample", "section") if f"xl_{n}" in self.anchors}
        columns = []
        for column in range(self.body.left, self.body.right + 1):
            if column not in self.block.dropped:
                styles = {name: self.edit.style(row, column) for name, row in rows.items()}
                fonts = {name: self.font(style) for name, style in styles.items()}
                place, width = self.block.column(column), self.widths[column - 1]
                columns.append(TableColumn(place, fields.get(column, ""), width, styles, fonts))
        return columns

    def dropped_fields(self) -> set[str]:
        """Fields whose columns the plan switched off."""
        places = {area.left: name for name, (_, area) in self.anchors.items() if name.startswith("xl_col_")}
        return {places[column].removeprefix("xl_col_") for column in self.block.dropped}

    def _has(self, field: str) -> bool:
        return f"xl_col_{field}" in self.anchors

    def font(self, style: int) -> Font:
        """Font of a cell format."""
        return self.fonts[style] if style < len(self.fonts) else (12.0, False)

    def finish(self) -> bytes:
        """The filled workbook as a file."""
        self.put(self.part, self.edit)
        self.package.drop_calc_chain()
        return self.package.to_bytes()

    def put(self, part: str, edit: SheetEdit) -> None:
        """Put an edited sheet into the package; its rows are gone from ``edit`` then."""
        self.package.replace_streamed(part, edit.chunks())


def move_names(package: Package, sheet: str, move: Move) -> None:
    """Let defined names (print area and print titles among them) follow the rows and columns of a sheet."""

    def moved(_name: str, text: str) -> str | None:
        parts = []
        for part in text.split(","):
            owner, mark, reference = part.rpartition("!")
            ours = mark and _plain(owner) == sheet and "#" not in reference
            parts.append(f"{owner}!{move.reference(reference)}" if ours else part)
        return None if any("#REF!" in part for part in parts) else ",".join(parts)

    edit_names(package, moved)


def edit_names(package: Package, change: Callable[[str, str], str | None]) -> None:
    """Rewrite every defined name by ``change(name, text)``; ``None`` drops it."""
    root = package.edit(package.workbook)
    for element in root.findall(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"):
        text = change(element.get("name", ""), element.text or "")
        if text is None:
            element.getparent().remove(element)  # type: ignore[union-attr]
        else:
            element.text = text
    for holder in root.findall(f"{{{MAIN}}}definedNames"):
        if not len(holder):
            root.remove(holder)


def _plain(sheet: str) -> str:
    """A sheet's name without the quotes formulas put around it."""
    if sheet.startswith("'") and sheet.endswith("'"):
        return sheet[1:-1].replace("''", "'")
    return sheet


def _fonts(package: Package) -> tuple[list[Font], float]:
    """Font of every cell format, and the width in pixels of a digit of the normal font (the unit of column widths)."""
    part = dict(package.relations(package.workbook).values()).get("styles")
    if part is None:
        return [], 7.0
    root = package.xml(part)
    fonts = []
    for font in root.iterfind(f"{{{MAIN}}}fonts/{{{MAIN}}}font"):
        size, bold = font.find(f"{{{MAIN}}}sz"), font.find(f"{{{MAIN}}}b")
        height = float(size.get("val", 11)) if size is not None else 11.0
        fonts.append((height, bold is not None and bold.get("val", "1") not in ("0", "false")))
    formats = [fonts[int(xf.get("fontId", 0))] for xf in root.iterfind(f"{{{MAIN}}}cellXfs/{{{MAIN}}}xf")]
    return formats, float(round(fonts[0][0] * PX_PER_POINT / 2))


# -- the control panel -------------------------------------------------------------------------------

UNIT_ROWS, DAY_ROWS = 200, 20
"""Number of cells in the lists ``xl_units`` and ``xl_days``; a user can still type what does not fit."""

_EPOCH = date(1899, 12, 30)


def filled_panel(panel: bytes, plan: Plan, folder: str) -> bytes:
    """The workbook ``panel`` for ``plan`` and ``folder``; ``PackageError`` if a defined name is missing."""
    package = Package(panel)
    names = package.defined_names()
    edits: dict[str, SheetEdit] = {}
    values: dict[str, Sequence[str | int]] = {
        "xl_workspace": [folder],
        "xl_year": [plan.year],
        "xl_units": [unit.name for unit in plan.units],
        "xl_days": [(day - _EPOCH).days for day in panel_days(plan)],
    }
    for name, column in values.items():
        if name not in names:
            raise PackageError(f"the panel has no defined name {name}")
        sheet, _, reference = names[name].rpartition("!")
        part = package.sheet_part(sheet.strip("'"))
        edit = edits.setdefault(part, SheetEdit(package.part(part)))
        area = parse_area(reference)
        rows = range(area.top, area.bottom + 1)
        for row, value in zip_longest(rows, column[: len(rows)], fillvalue=""):
            edit.put(int(row), area.left, value)
    for part, edit in edits.items():
        package.replace_streamed(part, edit.chunks())
    return package.to_bytes()


def panel_days(plan: Plan) -> list[date]:
    """Dates the panel offers as as-of dates, ascending: deadlines, the last day for stays, the end of each quarter."""
    ends = [date(plan.year + quarter // 4, quarter * 3 % 12 + 1, 1) - timedelta(1) for quarter in QUARTERS]
    return sorted({*ends, plan.window.last, *(deadline.day for deadline in plan.deadlines)})

"""Where the official templates are found, and the anchors by which they are filled.

A template is an ordinary workbook; everything the filler needs of it is a defined name (``xl_…``; the list is in
``build/templates.py``). A name that a person removed from the heading or the signature block is not filled in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from xltools.forms.catalogue import CATALOGUE, FormSpec
from xltools.office.package import MAIN, Package, PackageError
from xltools.office.sheet_edit import Area, Move, SheetEdit, parse_area
from xltools.outputs.printing import PX_PER_POINT, height_of, text_height
from xltools.plan.plan import Extras


@lru_cache(maxsize=16)
def template_bytes(code: str) -> bytes:
    """The template of form ``code`` (``mau2``): from the installed package, or from the checkout when run from source.

    Raises ``FileNotFoundError`` if there is none.
    """
    return shipped_bytes(f"{code}.xlsx")


def shipped_bytes(name: str) -> bytes:
    """A file of ``workbooks/``, found likewise."""
    shipped = files("xltools") / "workbooks" / name
    if shipped.is_file():
        return shipped.read_bytes()
    return (Path(__file__).parents[2] / "workbooks" / name).read_bytes()


class Font(NamedTuple):
    """What of a cell's font decides how much room its text takes."""

    size: float
    bold: bool


class TableColumn(NamedTuple):
    """A column of the table as it will stand in the filled form (``column`` is 1-based).

    ``field`` is ``""`` for a column a person put in between. ``styles`` and ``fonts`` are by prototype row:
    ``body``, ``sample``, ``section``; so are ``heights``, which tell how tall a text needs its cell to be.
    """

    column: int
    field: str
    width_px: float
    styles: dict[str, int]
    fonts: dict[str, Font]
    heights: dict[str, Callable[[str], float]]

    @classmethod
    def of(
        cls, column: int, field: str, width_px: float, styles: dict[str, int], fonts: dict[str, Font]
    ) -> TableColumn:
        """A column whose texts' ``heights`` follow from its width and fonts."""
        heights = {look: height_of(width_px, font.size, font.bold) for look, font in fonts.items()}
        return cls(column, field, width_px, styles, fonts, heights)


class Template:
    """A template being filled: its package, the sheet of the form, its anchors."""

    def __init__(self, code: str, extras: Extras, data: bytes | None = None) -> None:
        """Open the template of a form, or ``data`` in its place; ``extras`` says which of our columns stay.

        Raises ``PackageError`` if an anchor is missing.
        """
        self.spec: FormSpec = CATALOGUE[code]
        self.package = Package(template_bytes(code) if data is None else data)
        self.anchors: dict[str, tuple[str, Area]] = {}
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

    def anchor(self, name: str) -> tuple[str, Area]:
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
        self.edit.set_text(area.top, area.left, text)
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
                columns.append(TableColumn.of(place, fields.get(column, ""), width, styles, fonts))
        return columns

    def _has(self, field: str) -> bool:
        return f"xl_col_{field}" in self.anchors

    def font(self, style: int) -> Font:
        """Font of a cell format."""
        return self.fonts[style] if style < len(self.fonts) else Font(12, False)

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
    relations = package.relations(package.workbook)
    part = next((p for p in relations.values() if p.endswith("styles.xml")), None)
    if part is None:
        return [], 7.0
    root = package.xml(part)
    fonts = []
    for font in root.iterfind(f"{{{MAIN}}}fonts/{{{MAIN}}}font"):
        size, bold = font.find(f"{{{MAIN}}}sz"), font.find(f"{{{MAIN}}}b")
        height = float(size.get("val", 11)) if size is not None else 11.0
        fonts.append(Font(height, bold is not None and bold.get("val", "1") not in ("0", "false")))
    formats = [fonts[int(xf.get("fontId", 0))] for xf in root.iterfind(f"{{{MAIN}}}cellXfs/{{{MAIN}}}xf")]
    return formats, float(round(fonts[0].size * PX_PER_POINT / 2))

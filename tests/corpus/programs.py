"""The programs that save the workbooks: libraries, LibreOffice, and what other programs do differently."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree

import docx
import xlsxwriter
from docx.document import Document
from openpyxl import Workbook
from openpyxl.styles import Font

from ..office import xlsb_writer
from .grids import Cell, Grid, Part
from .official import saved
from .typing_styles import DATES

Book = Sequence[Grid]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = {
    _MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    _LINKS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


# ------------------------------------------------------------------ libraries


def by_openpyxl(book: Book) -> Workbook:
    """The sheets as an openpyxl workbook; formulas stay without a result."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for grid in book:
        sheet = made.create_sheet(grid.name)
        for (row, column), cell in grid.cells.items():
            shown = sheet.cell(row, column, f"={cell.formula}" if cell.formula else cell.value)
            if isinstance(cell.value, str) and not cell.formula:
                shown.data_type = "s"
            if isinstance(cell.value, date):
                shown.number_format = "dd/mm/yyyy"
            if cell.font or cell.struck:
                shown.font = Font(name=cell.font or None, strike=cell.struck or None)
        for top, left, bottom, right in grid.merged:
            sheet.merge_cells(None, top, left, bottom, right)
        if grid.hidden:
            sheet.sheet_state = "hidden"
    return made


def by_xlsxwriter(book: Book) -> bytes:
    """The sheets as XlsxWriter saves them; formulas with their results."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    for grid in book:
        sheet = made.add_worksheet(grid.name)
        for top, left, bottom, right in grid.merged:
            if (top, left) != (bottom, right):
                sheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, "")
        for (row, column), cell in grid.cells.items():
            look = {"num_format": "dd/mm/yyyy"} if isinstance(cell.value, date) else {}
            style = made.add_format(look | ({"font_name": cell.font} if cell.font else {}))
            at = row - 1, column - 1
            if cell.formula:
                sheet.write_formula(*at, f"={cell.formula}", style, cell.value)
            elif isinstance(cell.value, date):
                sheet.write_datetime(*at, datetime.combine(cell.value, datetime.min.time()), style)
            elif isinstance(cell.value, str):
                sheet.write_string(*at, cell.value, style)
            else:
                sheet.write_number(*at, cell.value, style)
        if grid.hidden:
            sheet.hide()
    made.get_worksheet_by_name(book[0].name).activate()
    made.close()
    return out.getvalue()


# ------------------------------------------------------------------ the same package as others write it


def _rewritten(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), change(name, old.read(name)))
    return out.getvalue()


def _parsed(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content)  # noqa: S314 - our own bytes


def _written(root: ElementTree.Element) -> bytes:
    out = io.BytesIO()
    ElementTree.ElementTree(root).write(out, "utf-8", xml_declaration=True)
    return out.getvalue()


def strict(made: Workbook) -> bytes:
    """Strict Open XML: other namespaces, dates as ISO text."""
    made.iso_dates = True

    def change(name: str, content: bytes) -> bytes:
        for old, new in _STRICT.items():
            content = content.replace(old.encode(), new.encode())
        return content

    return _rewritten(saved(made), change)


def prefixed(made: Workbook) -> bytes:
    """Every element with a namespace prefix, as some servers write it."""

    def change(name: str, content: bytes) -> bytes:
        if not name.startswith("xl/") or not name.endswith(".xml"):
            return content
        return _written(_parsed(content))

    return _rewritten(saved(made), change)


def inline(made: Workbook) -> bytes:
    """Texts inside their cells (openpyxl writes no others), no dimension: as web spreadsheets export."""

    def change(name: str, content: bytes) -> bytes:
        return re.sub(rb"<dimension[^>]*/>", b"", content) if name.startswith("xl/worksheets/") else content

    return _rewritten(saved(made), change)


def unaddressed(made: Workbook) -> bytes:
    """Rows and cells without addresses: each is where its neighbours put it."""

    def change(name: str, content: bytes) -> bytes:
        if not name.startswith("xl/worksheets/"):
            return content
        sheet = _parsed(content)
        data = next(sheet.iter(f"{{{_MAIN}}}sheetData"))
        _fill_rows(data)
        return _written(sheet)

    ElementTree.register_namespace("", _MAIN)
    return _rewritten(saved(made), change)


def _fill_rows(data: ElementTree.Element) -> None:
    rows = {int(row.get("r", "0")): row for row in data}
    for row in list(data):
        data.remove(row)
    for number in range(1, max(rows, default=0) + 1):
        row = rows.get(number, ElementTree.Element(f"{{{_MAIN}}}row"))
        cells = {_column(cell.get("r", "")): cell for cell in row}
        row.attrib.clear()
        for cell in list(row):
            row.remove(cell)
        for column in range(1, max(cells, default=0) + 1):
            cell = cells.get(column, ElementTree.Element(f"{{{_MAIN}}}c"))
            cell.attrib.pop("r", None)
            row.append(cell)
        data.append(row)


def _column(address: str) -> int:
    number = 0
    for letter in address.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number


def by_xlsb(book: Book) -> bytes:
    """The last sheet as .xlsb: values, fonts and merged cells; real dates become plain serial numbers."""
    grid = book[-1]
    width = max(column for _, column in grid.cells)
    fonts = ["Times New Roman"]
    rows: list[list[object]] = [[None] * width for _ in range(grid.last_row)]
    for (row, column), cell in grid.cells.items():
        if cell.font and cell.font not in fonts:
            fonts.append(cell.font)
        value = (cell.value - date(1899, 12, 30)).days if isinstance(cell.value, date) else cell.value
        shown = xlsb_writer.Calculated(value) if cell.formula and value is not None else value
        rows[row - 1][column - 1] = xlsb_writer.Cell(shown, fonts.index(cell.font) if cell.font else 0)
    return xlsb_writer.book({grid.name: rows}, grid.merged, fonts, [grid.name] if grid.hidden else [])


# ------------------------------------------------------------------ text files


def delimited(book: Book, delimiter: str, encoding: str) -> bytes:
    """The last sheet as a text file; real dates and decimals as the locale shows them."""
    grid = book[-1]
    width = max(column for _, column in grid.cells)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    for row in range(1, grid.last_row + 1):
        cells = (grid.cells.get((row, column)) for column in range(1, width + 1))
        writer.writerow([_shown(cell, "." if delimiter == "," else ",") for cell in cells])
    return out.getvalue().encode(encoding)


def _shown(cell: Cell | None, point: str = ",") -> str:
    if cell is None or cell.value is None:
        return ""
    if isinstance(cell.value, date):
        return DATES["tháng hai chữ số"]([(cell.value, cell.value)])
    return cell.value if isinstance(cell.value, str) else f"{cell.value:g}".replace(".", point)


def _vietnamese_ansi(book: Book) -> bytes:
    from .encodings import combined

    for grid in book:
        for place, cell in grid.cells.items():
            if isinstance(cell.value, str):
                text = combined(cell.value).replace("→", "->").replace("Ð", "Đ")
                grid.cells[place] = cell._replace(value=text)
    return delimited(book, ";", "cp1258")


# ------------------------------------------------------------------ Word


def by_word(book: Book) -> bytes:
    """The last sheets as a Word document: lines as paragraphs, the rest as tables."""
    made = docx.Document()
    for grid in book:
        for part in grid.parts:
            if part.kind == "text":
                for row in range(part.top, part.bottom + 1):
                    _paragraph(made, grid, row)
            else:
                _table(made, grid, part)
            made.add_paragraph("")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _paragraph(made: Document, grid: Grid, row: int) -> None:
    cells = [cell for (at, _), cell in sorted(grid.cells.items(), key=lambda item: item[0]) if at == row]
    run = made.add_paragraph().add_run("\t".join(_shown(cell) for cell in cells))
    if cells and cells[0].font:
        run.font.name = cells[0].font


def _table(made: Document, grid: Grid, part: Part) -> None:
    left, right = part.columns
    width, height = right - left + 1, part.bottom - part.top + 1
    table = made.add_table(height, width)
    table.style = "Table Grid"
    cells = list(table._cells)
    for (row, column), cell in grid.cells.items():
        if part.top <= row <= part.bottom:
            run = cells[(row - part.top) * width + column - left].paragraphs[0].add_run(_shown(cell))
            if cell.font:
                run.font.name = cell.font
            run.font.strike = cell.struck or None
    for top, first, bottom, last in grid.merged:
        if part.top <= top and bottom <= part.bottom and (top, first) != (bottom, last):
            start = cells[(top - part.top) * width + first - left]
            start.merge(cells[(bottom - part.top) * width + last - left])


# ------------------------------------------------------------------ LibreOffice

_FILTERS = {"xls": "xls:MS Excel 97", "ods": "ods", "xlsx": "xlsx:Calc MS Excel 2007 XML"}


@dataclass
class Office:
    """A running LibreOffice that converts a folder; ``finish`` waits for it."""

    folder: tempfile.TemporaryDirectory[str]
    target: str
    names: list[str]
    process: subprocess.Popen[bytes]

    def finish(self) -> dict[str, bytes]:
        """Name → the converted workbook."""
        said = self.process.communicate(timeout=240)[0]
        out = Path(self.folder.name, "out")
        done = {name: out / f"{name}.{self.target}" for name in self.names}
        missing = [name for name, path in done.items() if not path.exists()]
        if missing:
            raise RuntimeError(f"LibreOffice did not convert {missing}: {said.decode(errors='replace')[-400:]}")
        found = {name: path.read_bytes() for name, path in done.items()}
        self.folder.cleanup()
        return found


def start_office(files: Mapping[str, bytes], target: str) -> Office:
    """Have LibreOffice save .xlsx workbooks as ``xls``, ``ods`` or ``xlsx``: one start, a profile of its own."""
    folder = tempfile.TemporaryDirectory(prefix="corpus-")
    source = Path(folder.name, "in")
    source.mkdir()
    paths = []
    for name, data in files.items():
        path = source / f"{name}.xlsx"
        path.write_bytes(data)
        paths.append(str(path))
    command = ["soffice", f"-env:UserInstallation=file://{folder.name}/profile", "--headless"]
    command += ["--convert-to", _FILTERS[target], "--outdir", f"{folder.name}/out", *paths]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return Office(folder, target, list(files), process)


# ------------------------------------------------------------------ the list


@dataclass(frozen=True)
class Program:
    """How a program saves a book, and what it can hold.

    ``draw`` takes grids; ``repack`` takes an openpyxl workbook, so that it also saves the official forms;
    ``office`` is what LibreOffice makes of the result. ``looks`` tells whether fonts and merged cells are kept,
    ``sheets`` whether it holds several sheets, ``results`` whether formulas come with their results.
    """

    draw: Callable[[Book], bytes] | None = None
    repack: Callable[[Workbook], bytes] | None = None
    office: str = ""
    looks: bool = True
    merges: bool = True
    sheets: bool = True
    results: bool = False

    @property
    def dates(self) -> bool:
        """Whether a real date stays one."""
        return self.draw not in (by_xlsb, by_word) and self.looks

    def save(self, book: Book) -> bytes:
        """The bytes of a drawn book (before LibreOffice)."""
        if self.draw:
            return self.draw(book)
        return by_xlsxwriter(book) if self.repack is None else self.repack(by_openpyxl(book))


def _text(delimiter: str, encoding: str) -> Program:
    return Program(
        lambda book: delimited(book, delimiter, encoding), looks=False, merges=False, sheets=False, results=True
    )


WORD = ".docx"
PROGRAMS: dict[str, Program] = {
    ".xlsx (openpyxl)": Program(repack=saved),
    ".xlsx (XlsxWriter)": Program(by_xlsxwriter, results=True),
    ".xlsx (LibreOffice)": Program(office="xlsx", results=True),
    ".xls (LibreOffice)": Program(office="xls", results=True),
    ".ods (LibreOffice)": Program(office="ods", results=True),
    ".xlsx Strict Open XML": Program(repack=strict),
    ".xlsx có tiền tố không gian tên": Program(repack=prefixed),
    ".xlsx chữ nằm trong ô (kiểu Google)": Program(repack=inline),
    ".xlsx ô không ghi địa chỉ": Program(repack=unaddressed),
    ".xlsb": Program(by_xlsb, sheets=False, results=True),
    WORD: Program(by_word, sheets=False, results=True),
    ".csv UTF-8, dấu phẩy": _text(",", "utf-8"),
    ".csv UTF-8 có BOM, chấm phẩy": _text(";", "utf-8-sig"),
    ".txt UTF-16, dấu tab": _text("\t", "utf-16"),
    ".csv Windows-1258, chấm phẩy": Program(_vietnamese_ansi, looks=False, merges=False, sheets=False, results=True),
}

"""What an .ods holds beside its values: cells that stand for many, errors, styles within styles."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from xltools.office import ods
from xltools.office.container import UnsafeError
from xltools.office.read import read_book
from xltools.office.sheet import Box, Notes, Sheet

from ..zips import zipped
from .conftest import LONG

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in {
        "office": "office", "table": "table", "text": "text", "style": "style", "draw": "drawing",
        "svg": "svg-compatible", "fo": "xsl-fo-compatible",
    }.items()
)  # fmt: skip
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def packed(parts: dict[str, str]) -> bytes:
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": mimetype, "META-INF/manifest.xml": "<manifest/>", **parts})


def book(tables: str, styles: str = "", named: str = "", more: dict[str, str] | None = None) -> bytes:
    """An .ods of tables; ``styles`` are its automatic styles, ``named`` those of its second part."""
    content = (
        f"<office:document-content {NAMES} {CALC}>{styles}<office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    second = {"styles.xml": f"<office:document-styles {NAMES}>{named}</office:document-styles>"} if named else {}
    return packed({"content.xml": content, **second, **(more or {})})


def table(*rows: str, name: str = "T", before: str = "") -> str:
    return f'<table:table table:name="{name}">{before}{"".join(rows)}</table:table>'


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def text(inside: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{inside}</text:p></table:table-cell>'


def number(value: str, more: str = "", shown: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}" {more}><text:p>{shown or value}</text:p>'
        "</table:table-cell>"
    )


def error(more: str = "") -> str:
    said = f'table:formula="of:=1/0" calcext:value-type="error" {more}'
    return f"<table:table-cell {said}><text:p>#N/A</text:p></table:table-cell>"


def only(data: bytes) -> Sheet:
    (sheet,) = read_book(data)
    return sheet


def refused(data: bytes) -> str:
    with pytest.raises(UnsafeError) as found:
        read_book(data)
    return found.value.code


# ------------------------------------------------------------------ as LibreOffice writes it


def test_values_places_and_hidden_sheets(saved_by_office: dict[str, bytes]) -> None:
    sheets = read_book(saved_by_office["ods"])
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("Trang 1", False), ("Ẩn", True), ("Trống", False)]
    rows = sheets[0].rows
    assert rows[0][:2] == ["Họ và tên", 5]
    assert rows[7][:7] == [date(2023, 4, 1), datetime(2023, 4, 1, 10, 30), time(7, 30), 30, 30, 30, 30]
    assert rows[8][:7] == ["hai\ndòng", "  hai  cách ", "có chú thích", "", "trước sau", "🙂 \u200fphải", LONG]
    assert rows[32][:4] == [7, 7, 7, 7]
    assert sheets[1].rows[4][2] == "x"


def test_errors_merged_cells_and_fonts(saved_by_office: dict[str, bytes]) -> None:
    notes = read_book(saved_by_office["ods"])[0].notes
    assert notes.errors == {(1, 3): "#DIV/0!", (1, 4): "#N/A"}
    assert notes.codings == {(2, 1): "TCVN3", (2, 2): "VNI"}
    assert notes.pieces == {(2, 3): (("§oµn ", "TCVN3"), ("xã Hòa Hội", ""))}
    assert notes.merged == [Box(4, 1, 7, 1), Box(4, 2, 4, 4)]
    assert notes.formulas == {}  # an empty text is a result


# ------------------------------------------------------------------ errors and formulas


@pytest.mark.parametrize(
    "cell",
    [
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>Err:502</text:p></table:table-cell>',
        number("0", 'table:formula="of:=1/0"', "Err:502"),  # as older programs write it
        text("Err:502", 'table:formula="of:=1/0"'),
    ],
)
def test_an_error_is_no_value(cell: str) -> None:
    sheet = only(book(table(row(cell, text("x")))))
    assert sheet.notes.errors == {(1, 1): "Err:502"}
    assert sheet.rows == [["", "x"]]


def test_a_text_that_only_looks_like_an_error_is_a_text() -> None:
    sheet = only(book(table(row(text("#N/A")))))
    assert (sheet.rows, sheet.notes.errors) == ([["#N/A"]], {})


@pytest.mark.parametrize(
    ("formula", "plain"),
    [
        ("of:=SUM([.C12:.C14])", "SUM(C12:C14)"),
        ("of:=[.F7]-[.$E$7]+1", "F7-$E$7+1"),
        ("of:=SUM([.C1];[.C3];5)", "SUM(C1,C3,5)"),
        ("of:=[$Sheet2.A1]+1", "[$Sheet2.A1]+1"),
        ("oooc:=[.A1]*2", "A1*2"),
    ],
)
def test_a_formula_without_a_value_is_told_as_excel_writes_it(formula: str, plain: str) -> None:
    sheet = only(book(table(row(text("x"), f'<table:table-cell table:formula="{formula}"/>', text("y")))))
    assert sheet.notes.formulas == {(1, 2): plain}
    assert sheet.rows == [["x", "", "y"]]


# ------------------------------------------------------------------ cells that stand for many


def test_repeated_cells_are_counted_where_they_stand() -> None:
    rows = [
        row("<table:table-cell/>", more='table:number-rows-repeated="3"'),
        row(
            '<table:table-cell table:number-columns-repeated="2"/>',
            error('table:number-columns-repeated="2"'),
            text("x"),
            more='table:number-rows-repeated="2"',
        ),
    ]
    sheet = only(book(table(*rows)))
    assert sheet.notes.errors == dict.fromkeys([(4, 3), (4, 4), (5, 3), (5, 4)], "#N/A")
    assert (sheet.notes.filled, sheet.rows[4]) == (2, ["", "", "", "", "x"])


EMPTY = '<table:table-cell table:number-columns-repeated="16384"/>'


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([row(text("x")), row(EMPTY, more='table:number-rows-repeated="1048575"')], None),
        (
            [row(text("x", 'table:number-columns-repeated="16384"'), more='table:number-rows-repeated="1048576"')],
            "F115",
        ),
        ([row(EMPTY, more='table:number-rows-repeated="1048575"'), row(text("x")), row(EMPTY, text("y"))], "F115"),
        ([row(text("x", 'table:number-columns-repeated="99999999999999999999"'))], "F115"),
        ([row(text("x"), more=f'table:number-rows-repeated="{"9" * 5000}"')], "F101"),
        ([row(text("x", 'table:number-columns-repeated="nhiều"'))], "F101"),
    ],
)
def test_huge_repeats_are_not_unrolled(rows: list[str], code: str | None) -> None:
    data = book(table(*rows))
    if code is None:
        assert only(data).rows == [["x"]]
    else:
        assert refused(data) == code


# ------------------------------------------------------------------ texts


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("01/4<text:tab/>đến", "01/4 đến"),
        ("01/4<text:line-break/>đến", "01/4 đến"),
        ("01/4</text:p><text:p>đến", "01/4\nđến"),
        ('a<text:s text:c="3"/>b', "a   b"),
        ("a<text:span>b</text:span><text:a>c</text:a>d", "abcd"),
    ],
)
def test_texts(inside: str, expected: str) -> None:
    assert only(book(table(row(text(inside), text("x"))))).rows[0][0] == expected


@pytest.mark.parametrize(
    "cell",
    [
        text("<![CDATA[Việt]]>"),
        "<table:table-cell><text:p>không kiểu</text:p></table:table-cell>",
        '<table:table-cell office:value-type="float"><text:p>5</text:p></table:table-cell>',
    ],
)
def test_a_value_that_calamine_loses_refuses_the_file(cell: str) -> None:
    assert refused(book(table(row(cell, text("x"))))) == "F101"


def test_a_table_inside_a_cell_moves_nothing() -> None:
    inner = f"<table:table-cell>{table(row(number('1')), name='trong')}</table:table-cell>"
    assert ods.notes(book(table(row(inner, error()), row(error()))))["T"].errors == {(1, 2): "#N/A", (2, 1): "#N/A"}


# ------------------------------------------------------------------ fonts

FACES = (
    '<office:font-face-decls><style:font-face style:name="F1" svg:font-family="&apos;.VnTime&apos;"/>'
    '<style:font-face style:name="F2" svg:font-family="Arial"/></office:font-face-decls>'
)


def style(name: str, font: str = "", parent: str = "", family: str = "table-cell") -> str:
    said = f'<style:text-properties style:font-name="{font}"/>' if font else ""
    above = f'style:parent-style-name="{parent}"' if parent else ""
    return f'<style:style style:name="{name}" style:family="{family}" {above}>{said}</style:style>'


def automatic(*styles: str) -> str:
    return f"{FACES}<office:automatic-styles>{''.join(styles)}</office:automatic-styles>"


NAMED = f"{FACES}<office:styles>{style('Default', 'F1')}{style('Khác', 'F2')}</office:styles>"
OLD_COLUMN = '<table:table-column table:default-cell-style-name="c"/>'
CODED = {(1, 1): "TCVN3"}


@pytest.mark.parametrize(
    ("cell", "before", "styles", "named", "codings"),
    [
        ('table:style-name="c"', "", automatic(style("c", "F1")), "", CODED),
        ('table:style-name="c"', "", automatic(style("c", "F2")), "", {}),
        ('table:style-name="c"', "", automatic(style("c", parent="d"), style("d", "F1")), "", CODED),
        ('table:style-name="c"', "", automatic(style("c", parent="Default")), NAMED, CODED),
        ('table:style-name="c"', "", automatic(style("c", parent="Khác")), NAMED, {}),
        ('table:style-name="c"', "", automatic(style("c", parent="d"), style("d", parent="c")), NAMED, {}),
        ("", "", automatic(), NAMED, CODED),
        ("", '<table:table-column table:default-cell-style-name="Khác"/>', automatic(), NAMED, {}),
        ("", OLD_COLUMN, automatic(style("c", "F1")), "", CODED),
        ("", f"<table:table-column/>{OLD_COLUMN}", automatic(style("c", "F1")), "", {}),
    ],
)  # fmt: skip
def test_the_font_of_a_cell(
    cell: str, before: str, styles: str, named: str, codings: dict[tuple[int, int], str]
) -> None:
    data = book(table(row(text("§oµn", cell), number("5", cell)), before=before), styles, named)
    assert only(data).notes.codings == codings


def test_the_font_of_a_family_written_out() -> None:
    said = '<style:text-properties fo:font-family=".VnArial, serif"/>'
    own = f'<style:style style:name="c" style:family="table-cell">{said}</style:style>'
    data = book(table(row(text("§oµn", 'table:style-name="c"'))), automatic(own))
    assert only(data).notes.codings == CODED


def test_pieces_of_a_text_in_several_codes() -> None:
    inside = '§oµn<text:s text:c="2"/><text:span text:style-name="t">xã Hòa Hội</text:span></text:p><text:p>TØnh'
    data = book(
        table(row(text(inside, 'table:style-name="c"'))), automatic(style("c", "F1"), style("t", "F2", family="text"))
    )
    sheet = only(data)
    (pieces,) = sheet.notes.pieces.values()
    assert "".join(piece for piece, _ in pieces) == sheet.rows[0][0]
    assert list(pieces) == [
        ("§oµn  ", "TCVN3"),
        ("xã Hòa Hội", ""),
        ("\nTØnh", "TCVN3"),
    ]


# ------------------------------------------------------------------ what is refused


def test_two_sheets_of_one_name() -> None:
    assert refused(book(table(row(text("a"))) + table(row(text("b"))))) == "F101"


def test_a_password() -> None:
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    assert refused(packed({"content.xml": "\x00\x01", "META-INF/manifest.xml": manifest})) == "F120"


@pytest.mark.parametrize("content", ["", "<office:document-content", "x", "<a/>", "<a>" * 100_000])
def test_what_is_no_content(content: str) -> None:
    assert refused(packed({"content.xml": content})) == "F101"


def test_entities_that_multiply_are_not_unrolled() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE a [<!ENTITY e0 "aaaaaaaaaa">{levels}]>'
    assert refused(packed({"content.xml": f"{doctype}<a>&e9;</a>"})) == "F101"


def test_a_text_deep_inside_itself() -> None:
    deep = "<text:span>" * 20_000 + "§" + "</text:span>" * 20_000
    data = book(table(row(text(deep))), automatic())
    assert refused(data) == "F101"


def test_nothing_is_noted_of_a_plain_sheet() -> None:
    assert ods.notes(book(table(row(text("x"), number("5"))))) == {"T": Notes(merged=[], filled=2)}

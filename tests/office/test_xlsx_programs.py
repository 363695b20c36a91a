"""Workbooks as other programs write them: every value is read as it stands, or the file is refused.

Each case rewrites the parts of one workbook in Excel's own shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest

from xltools.office.container import UnsafeError
from xltools.office.read import read_book
from xltools.office.sheet import Value

from ..zips import zipped

Parts = dict[str, str | bytes]
SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
RELS, TEXTS = "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"


def relations(**targets: str) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{PACKAGE}relationships">{lines}</Relationships>'


PARTS: Parts = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}content-types"><Default Extension="xml" '
    'ContentType="application/xml"/></Types>',
    "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
    BOOK: f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr/><sheets>'
    '<sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
    RELS: relations(worksheet="worksheets/sheet1.xml", styles="styles.xml", sharedStrings="sharedStrings.xml"),
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    "</styleSheet>",
    TEXTS: f'<sst xmlns="{MAIN}"><si><t>Họ và tên</t></si></sst>',
    SHEET: f'<worksheet xmlns="{MAIN}"><dimension ref="A1:B3"/><sheetData>'
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>x</t></is></c></row>'
    '<row r="2"><c r="A2"><v>5</v></c><c r="B2"><f>A2*2</f></c></row>'
    '<row r="3"><c r="A3" s="1"><v>45017</v></c><c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    "</sheetData></worksheet>",
}
A2, B2 = '<c r="A2"><v>5</v></c>', '<c r="B2"><f>A2*2</f></c>'
ROWS: list[list[Value]] = [["Họ và tên", "x"], [5.0, ""], [date(2023, 4, 1), ""]]

Change = Callable[[Parts], object]


def put(part: str, old: str, new: str) -> Change:
    """Replace a piece of a part."""

    def change(parts: Parts) -> None:
        text = parts[part]
        assert isinstance(text, str)
        assert old in text
        parts[part] = text.replace(old, new)

    return change


def rewritten(part: str, how: Callable[[str], str | bytes]) -> Change:
    def change(parts: Parts) -> None:
        text = parts[part]
        assert isinstance(text, str)
        parts[part] = how(text)
        assert parts[part] != text

    return change


def moved(part: str, to: str) -> Change:
    return lambda parts: parts.update({to: parts.pop(part)})


def both(*changes: Change) -> Change:
    return lambda parts: [change(parts) for change in changes]


def prefixed(text: str) -> str:
    return re.sub(r"<(/?)(?=\w)", r"<\1x:", text).replace('xmlns="', 'xmlns:x="')


def utf_16(text: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")


def strict(parts: Parts) -> None:
    for name, text in parts.items():
        assert isinstance(text, str)
        text = text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        parts[name] = text.replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
    put(SHEET, '<c r="A3" s="1"><v>45017</v>', '<c r="A3" s="1" t="d"><v>2023-04-01</v>')(parts)


def second(name: str, identity: str = "rId9") -> Change:
    """A second sheet with 99 in A2."""
    return both(
        lambda parts: parts.update({"xl/worksheets/sheet2.xml": str(parts[SHEET]).replace("<v>5</v>", "<v>99</v>")}),
        put(BOOK, "</sheets>", f'<sheet name="{name}" sheetId="2" r:id="{identity}"/></sheets>'),
        put(RELS, "</Rel", f'<Relationship Id="rId9" Type="{OFFICE}/worksheet" Target="worksheets/sheet2.xml"/></Rel'),
    )


def packed(*changes: Change) -> bytes:
    parts = dict(PARTS)
    for change in changes:
        change(parts)
    return zipped(parts)


def test_excels_own_shape() -> None:
    (sheet,) = read_book(packed())
    assert sheet.rows == ROWS
    assert sheet.notes.errors == {(3, 2): "#DIV/0!"}
    assert sheet.notes.formulas == {(2, 2): "A2*2"}


# ------------------------------------------------------------------ read the same

EMPTY = '<c r="C2" t="s"><v>1</v></c>'
SAME = {
    "strict": strict,
    "prefixed sheet": rewritten(SHEET, prefixed),
    "prefixed workbook": rewritten(BOOK, prefixed),
    "prefixed texts": rewritten(TEXTS, prefixed),
    "sheet in UTF-16": rewritten(SHEET, utf_16),
    "texts in UTF-16": rewritten(TEXTS, utf_16),
    "byte order mark": rewritten(SHEET, lambda text: b"\xef\xbb\xbf" + text.encode()),
    "no dimension": put(SHEET, '<dimension ref="A1:B3"/>', ""),
    "wrong dimension": put(SHEET, 'ref="A1:B3"', 'ref="A1"'),
    "no texts part": both(
        lambda parts: parts.pop(TEXTS),
        put(RELS, f'<Relationship Id="rId3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>', ""),
        put(SHEET, 't="s"><v>0</v>', 't="inlineStr"><is><t>Họ và tên</t></is>'),
    ),
    "formula text": put(SHEET, 't="s"><v>0</v>', 't="str"><f>"Họ và tên"</f><v>Họ và tên</v>'),
    "absolute target": put(RELS, '"worksheets/sheet1.xml"', '"/xl/worksheets/sheet1.xml"'),
    "upper case": both(moved(SHEET, "xl/worksheets/Sheet1.xml"), put(RELS, "sheet1.xml", "Sheet1.xml")),
    "upper case in the zip only": moved(SHEET, "xl/worksheets/Sheet1.xml"),
    "odd name": both(moved(SHEET, "xl/worksheets/trang tính.xml"), put(RELS, "sheet1.xml", "trang tính.xml")),
    "odd folder": both(moved(SHEET, "xl/tờ/một.xml"), put(RELS, "worksheets/sheet1.xml", "tờ/một.xml")),
    "backslashes": lambda parts: [parts.update({name.replace("/", "\\"): parts.pop(name)}) for name in list(parts)],
    "cells without places": rewritten(SHEET, lambda text: re.sub(r' r="[A-Z]*\d"', "", text)),
    "single quotes": rewritten(SHEET, lambda text: text.replace('"', "'")),
    "attributes in another order": put(SHEET, '<c r="A3" s="1">', '<c s="1" r="A3" >'),
    "cells in another order": put(SHEET, A2 + B2, B2 + A2),
    "text in pieces with a guide": put(
        TEXTS, "<t>Họ và tên</t>", '<r><t>Họ và</t></r><r><t xml:space="preserve"> tên</t></r><rPh><t>x</t></rPh>'
    ),
    "CDATA in the texts": put(TEXTS, "Họ và tên", "<![CDATA[Họ và tên]]>"),
    "entities": put(TEXTS, "Họ và tên", "H&#7885; v&#xE0; tên"),
    "another style of escapes": put(TEXTS, "Họ và tên", "_x0048_ọ và tên"),
    "empty texts": both(put(TEXTS, "</sst>", "<si><t></t></si></sst>"), put(SHEET, B2, f"{B2}{EMPTY}")),
    "empty values": put(SHEET, B2, f'{B2}<c r="C2" t="str"><f>""</f><v></v></c>'),
    "a comment at the head": rewritten(SHEET, lambda text: "<!-- made by hand -->" + text),
}  # fmt: skip


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_read_the_same(change: Change) -> None:
    (sheet,) = read_book(packed(change))
    assert [list(row)[:2] for row in sheet.rows] == ROWS
    assert [value for row in sheet.rows for value in row[2:] if value != ""] == []
    assert sheet.notes.errors == {(3, 2): "#DIV/0!"}
    assert sheet.notes.formulas == {(2, 2): "A2*2"}


# ------------------------------------------------------------------ read as meant

MEANT = [
    (put(BOOK, "<workbookPr/>", '<workbookPr date1904="1"/>'), (3, 1), date(2027, 4, 2)),
    (put(SHEET, 's="1"><v>45017</v>', 't="d"><v>2023-04-01T10:30:00</v>'), (3, 1), datetime(2023, 4, 1, 10, 30)),
    (put(SHEET, "<v>45017</v>", "<v>45017.4375</v>"), (3, 1), datetime(2023, 4, 1, 10, 30)),
    (put(SHEET, "<v>5</v>", "<v>5E-1</v>"), (2, 1), 0.5),
    (put(SHEET, '<c r="A2"><v>5</v>', '<c r="A2" t="b"><v>1</v>'), (2, 1), True),
    (put(SHEET, '<c r="A2"><v>5</v>', '<c r="A2" t="str"><v>00123</v>'), (2, 1), "00123"),
    (put(SHEET, '<row r="2"><c r="A2">', '<row r="2"><c r="A9">'), (9, 1), 5.0),
]


@pytest.mark.parametrize(("change", "place", "value"), MEANT)
def test_read_as_meant(change: Change, place: tuple[int, int], value: Value) -> None:
    (sheet,) = read_book(packed(change))
    found = sheet.rows[place[0] - 1][place[1] - 1]
    assert (found, type(found)) == (value, type(value))


def test_two_sheets() -> None:
    found = read_book(packed(second("B")))
    assert [(sheet.name, sheet.rows[1][0]) for sheet in found] == [("A", 5.0), ("B", 99.0)]
    assert [sheet.notes.errors for sheet in found] == [{(3, 2): "#DIV/0!"}] * 2


def test_a_part_that_is_no_sheet_of_the_workbook_changes_nothing() -> None:
    data = packed(lambda parts: parts.update({"xl/worksheets/sheet7.xml": parts[SHEET]}))
    assert [sheet.rows for sheet in read_book(data)] == [ROWS]


# ------------------------------------------------------------------ refused

REFUSED = {
    "two sheets of one name": second("A"),
    "two sheets of one part": both(second("B", "rId1"), lambda parts: parts.pop("xl/worksheets/sheet2.xml")),
    "workbook in UTF-16, relations too": both(rewritten(BOOK, utf_16), rewritten(RELS, utf_16)),
    "no such part": lambda parts: parts.pop(SHEET),
    "no such text": put(SHEET, '<c r="A1" t="s"><v>0</v>', '<c r="A1" t="s"><v>7</v>'),
    "no texts": lambda parts: parts.pop(TEXTS),
    "not UTF-8": rewritten(TEXTS, lambda text: text.encode("utf-8").replace(b"t", b"\xb5", 1)),
    "another code": rewritten(
        TEXTS, lambda text: b'<?xml version="1.0" encoding="iso-8859-1"?>' + text.encode("cp1258", "replace")
    ),
    "half a sheet": rewritten(SHEET, lambda text: text[:-100]),
    "a number that is none": put(SHEET, '<c r="A2"><v>5</v>', '<c r="A2" t="n"><v>5,5</v>'),
    "a cell in row 0": put(SHEET, 'r="A2"', 'r="A0"'),
    "a value in CDATA": put(SHEET, "<v>5</v>", "<v><![CDATA[5]]></v>"),
    "a comment within a value": put(SHEET, "<v>5</v>", "<v>5<!-- x -->6</v>"),
    "an entity of its own": both(
        put(SHEET, "<worksheet", '<!DOCTYPE a [<!ENTITY e "77">]><worksheet'), put(SHEET, "<v>5</v>", "<v>&e;</v>")
    ),
    "a value before its formula": put(SHEET, "<v>5</v>", "<v>5</v><f>2+3</f>"),
    "an inline text in <v>": put(SHEET, '<c r="A2"><v>5</v>', '<c r="A2" t="inlineStr"><v>5</v>'),
    "a cell twice": put(SHEET, '<c r="B2">', '<c r="A2"><v>77</v></c><c r="B2">'),
    "a row twice": both(put(SHEET, 'r="3"', 'r="2"'), put(SHEET, "A3", "A2")),
    "two tables of cells": put(
        SHEET, "</sheetData>", '</sheetData><sheetData><row r="9"><c r="A9"><v>1</v></c></row></sheetData>'
    ),
    "a lone surrogate": put(TEXTS, "Họ", "H&#xD800;"),
}  # fmt: skip


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED)
def test_what_would_lose_a_value_is_refused(change: Change) -> None:
    with pytest.raises(UnsafeError) as refused:
        read_book(packed(change))
    assert refused.value.code == "F101"


def test_a_loss_in_a_second_sheet_is_seen_beside_empty_texts_in_the_first() -> None:
    empty = both(put(TEXTS, "</sst>", "<si><t/></si></sst>"), put(SHEET, B2, f"{B2}{EMPTY}"))
    lost = put("xl/worksheets/sheet2.xml", "<v>99</v>", "<v>99</v><f>98+1</f>")
    assert len(read_book(packed(empty, second("B")))) == 2
    with pytest.raises(UnsafeError):
        read_book(packed(empty, second("B"), lost))

"""What a Word document says, in the order in which it is read."""

from __future__ import annotations

import pytest

from xltools.office import word
from xltools.office.container import UnsafeError
from xltools.office.sheet import Block, Box, Finding, Sheet
from xltools.office.word import read_word
from xltools.reading.recode import recoded

from ..docx_parts import MAIN, STRICT, cell, document, paragraph, row, run, table
from ..zips import zipped

OLD = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'


def sheet(body: str, styles: str = "") -> Sheet:
    (found,) = read_word(document(body, styles))
    return recoded(found)


def filled(found: Sheet) -> list[str]:
    """The rows of a sheet as ``a | b``, line breaks as ``/``."""
    return [" | ".join(str(value).replace("\n", "/") for value in values).rstrip(" |") for values in found.rows]


# ------------------------------------------------------------------ the order of things


def test_paragraphs_and_tables_stand_in_their_order_on_one_sheet() -> None:
    letterhead = table(row(cell("BCH ĐOÀN TỈNH TÂY NINH", "BAN TUYÊN GIÁO"), "ĐOÀN TNCS HỒ CHÍ MINH"))
    found = sheet(letterhead + paragraph("BẢN ĐĂNG KÝ") + table(row("STT", "Nội dung"), row("1", "1.1")))
    assert (found.name, found.hidden) == ("Word: ngoài bảng", False)
    assert filled(found) == [
        "BCH ĐOÀN TỈNH TÂY NINH/BAN TUYÊN GIÁO | ĐOÀN TNCS HỒ CHÍ MINH",
        "BẢN ĐĂNG KÝ",
        "STT | Nội dung",
        "1 | 1.1",
    ]
    assert list(found.blocks) == [Block("Word: bảng 1", 1, 1, 2), Block("Word: bảng 2", 3, 4, 2)]
    assert len({len(values) for values in found.rows}) == 1


def test_two_blocks_side_by_side_are_parted_at_the_tab() -> None:
    inside = "<w:r><w:t>BAN TUYÊN GIÁO</w:t><w:tab/><w:t>Tây Ninh</w:t><w:br/><w:t>năm 2023</w:t></w:r>"
    assert filled(sheet(f"<w:p>{inside}</w:p>")) == ["BAN TUYÊN GIÁO | Tây Ninh", "năm 2023"]


@pytest.mark.parametrize("space", [MAIN, STRICT])
def test_both_kinds_of_documents(space: str) -> None:
    (found,) = read_word(document(table(row("a", "b")), "<w:style/>", space))
    assert filled(found) == ["a | b"]


def test_the_main_part_is_the_one_the_package_names() -> None:
    (found,) = read_word(document(paragraph("a"), part="word/document2.xml"))
    assert filled(found) == ["a"]


# ------------------------------------------------------------------ text


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<w:r><w:t>01/4</w:t><w:noBreakHyphen/><w:t>05/4</w:t></w:r>", "01/4-05/4"),
        ("<w:r><w:t>Tổ</w:t><w:softHyphen/><w:t>ng</w:t></w:r>", "Tổng"),
        ('<w:r><w:t>a</w:t><w:sym w:font="Wingdings" w:char="F0E0"/><w:t>b</w:t></w:r>', "a→b"),
        ('<w:r><w:t>a</w:t><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "a\ufffd"),
        ("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:cr/><w:t>c</w:t></w:r>", "a\nb\nc"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>", "a\tb"),
        ("<w:ins>" + run("thêm") + "</w:ins>", "thêm"),
        (run("a") + "<w:del><w:r><w:delText>x</w:delText></w:r></w:del>", "a"),
        ("<w:moveFrom>" + run("x") + "</w:moveFrom><w:moveTo>" + run("a") + "</w:moveTo>", "a"),
        ("<w:hyperlink>" + run("a") + "</w:hyperlink><w:smartTag>" + run("b") + "</w:smartTag>", "ab"),
        ("<w:sdt><w:sdtPr/><w:sdtContent>" + run("a") + "</w:sdtContent></w:sdt>", "a"),
        ("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + run("Bấm vào") + "</w:sdtContent></w:sdt>", ""),
        (run("a") + run("x", "<w:vanish/>") + run("b", '<w:vanish w:val="0"/>'), "ab"),
        (run("a") + "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>", "a"),
        (run("a") + '<w:r><w:footnoteReference w:id="1"/></w:r>', "a"),
        ("<w:r><w:ruby><w:rt>" + run("x") + "</w:rt><w:rubyBase>" + run("a") + "</w:rubyBase></w:ruby></w:r>", "a"),
    ],
)
def test_text(inside: str, text: str) -> None:
    assert sheet(table(row(cell(f"<w:p>{inside}</w:p>")))).rows == [[text]]


FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
BEGIN, MIDDLE, END = (FIELD.format(kind) for kind in ("begin", "separate", "end"))
CODE = "<w:r><w:instrText>DATE</w:instrText></w:r>"
CHOICES = '<w:ddList><w:result w:val="{}"/><w:listEntry w:val="1.1"/><w:listEntry w:val="1.2"/></w:ddList>'


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (BEGIN + CODE + run("x") + MIDDLE + run("30") + END + run(" ngày"), "30 ngày"),
        (BEGIN + BEGIN + CODE + MIDDLE + run("x") + END + MIDDLE + run("30") + END, "30"),
        (BEGIN + CODE + END + run("30"), "30"),
        (END + run("30"), "30"),
        ('<w:fldSimple w:instr="DATE">' + run("30") + "</w:fldSimple>", "30"),
        (BEGIN.replace("/></w:r>", f"><w:ffData>{CHOICES.format(1)}</w:ffData></w:fldChar></w:r>") + END, "1.2"),
        (BEGIN.replace("/></w:r>", f"><w:ffData>{CHOICES.format(9)}</w:ffData></w:fldChar></w:r>") + END, ""),
    ],
)
def test_of_fields_only_the_result(inside: str, text: str) -> None:
    assert sheet(table(row(cell(f"<w:p>{inside}</w:p>")))).rows == [[text]]


def test_a_field_left_open_swallows_no_other_paragraph_or_cell() -> None:
    found = sheet(table(row(cell(f"<w:p>{BEGIN}</w:p>", "a"), "b")) + paragraph("c"))
    assert filled(found) == ["/a | b", "c"]


BOX = "<mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>{}</w:txbxContent></w:drawing></mc:Choice>" + (
    "<mc:Fallback><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent>"
)


def test_a_text_box_is_read_once() -> None:
    box = f"<w:r>{BOX.format(*(paragraph('BAN TUYÊN GIÁO'),) * 2)}</w:r>"
    assert filled(sheet(paragraph("a", box) + paragraph("b"))) == ["a", "BAN TUYÊN GIÁO", "b"]
    assert filled(sheet(table(row(cell(paragraph("a", box)), "b")))) == ["a/BAN TUYÊN GIÁO | b"]


def test_a_table_in_a_text_box_is_a_table() -> None:
    found = sheet(paragraph(f"<w:r>{BOX.format(*(table(row('a', 'b')),) * 2)}</w:r>"))
    assert list(found.blocks) == [Block("Word: bảng 1", 2, 2, 2)]


def test_automatic_numbers_are_no_text() -> None:
    numbered = "<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>" + run("Kiểm tra") + "</w:p>"
    assert sheet(table(row(cell(numbered)))).rows == [["Kiểm tra"]]


# ------------------------------------------------------------------ tables


def span(text: str, columns: int) -> str:
    return cell(text, properties=f'<w:gridSpan w:val="{columns}"/>')


def merged(text: str = "", kind: str = "continue") -> str:
    return cell(*([text] if text else []), properties=f'<w:vMerge w:val="{kind}"/>')


def test_a_cell_over_several_columns_and_rows() -> None:
    found = sheet(
        table(
            row("a", "b", "c", "d"),
            row(merged("e", "restart"), span("f", 2), "g"),
            row(merged("hidden"), "h", "i", "j"),
            row(cell(properties="<w:vMerge/>"), "k", "l", "m"),
            row("n", merged("o", "restart"), "p", "q"),
        )
    )
    assert filled(found) == ["a | b | c | d", "e | f |  | g", " | h | i | j", " | k | l | m", "n | o | p | q"]
    assert sorted(found.notes.merged) == [Box(2, 1, 4, 1), Box(2, 2, 2, 3)]


def test_boxes_count_the_rows_of_the_sheet() -> None:
    found = sheet(paragraph("x") + table(row(merged("a", "restart"), "b"), row(merged(), "c")))
    assert list(found.notes.merged) == [Box(2, 1, 3, 1)]


def test_a_cell_that_continues_nothing_keeps_its_text() -> None:
    assert filled(sheet(table(row(merged("a"), "b"), row("c", merged("d"))))) == ["a | b", "c | d"]


def test_a_row_that_begins_further_right() -> None:
    found = sheet(table(row("a", "b", "c"), row("d", "e", properties='<w:gridBefore w:val="1"/>')))
    assert filled(found) == ["a | b | c", " | d | e"]


def test_cells_whose_edges_do_not_quite_meet_lie_in_the_same_column() -> None:
    # the edge between the second and the third column was drawn anew for the rows of data
    found = sheet(
        table(
            row("STT", span("Nội dung", 2), "Số ngày đi", "Thời gian"),
            row("1", "1.1", span("30", 2), "01/4/2023"),
            widths=(500, 3000, 300, 900, 2000),
        )
    )
    assert filled(found) == ["STT | Nội dung | Số ngày đi | Thời gian", "1 | 1.1 | 30 | 01/4/2023"]


def test_a_cell_parted_in_two_below_one_header_is_not_taken_for_the_next_column() -> None:
    found = sheet(
        table(
            row("STT", span("Số ngày đi", 2), "Thời gian", "Địa điểm"),
            row("1", "10", "20", span("01/4/2023", 2)),
            widths=(500, 500, 500, 2000, 2000),
        )
    )
    assert filled(found) == ["STT | Số ngày đi | Thời gian | Địa điểm", "1 | 10/20 | 01/4/2023"]


def test_a_table_in_a_cell_is_text_of_the_cell() -> None:
    assert filled(sheet(table(row(cell("a", table(row("b", "c"), row("d"))), "e")))) == ["a/b c /d | e"]


def test_rows_and_cells_in_content_controls() -> None:
    def control(content: str, properties: str = "") -> str:
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    asked = control(cell("Bấm vào đây"), "<w:showingPlcHdr/>")
    found = sheet(control(table(row("a", control(cell("b")), "c"), control(row("d", asked, "e")))))
    assert filled(found) == ["a | b | c", "d |  | e"]


def test_a_deleted_row_keeps_its_place_and_says_nothing() -> None:
    found = sheet(table(row("a", "b"), row("x", "x", properties="<w:del/>"), row("c", "d")))
    assert filled(found) == ["a | b", "", "c | d"]


# ------------------------------------------------------------------ old codes

STYLES = f"""
<w:docDefaults><w:rPrDefault><w:rPr>{{defaults}}</w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:rPr>{{normal}}</w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Old"><w:basedOn w:val="Base"/></w:style>
<w:style w:type="paragraph" w:styleId="Base"><w:basedOn w:val="Old"/><w:rPr>{OLD}</w:rPr></w:style>
<w:style w:type="character" w:styleId="OldRun"><w:rPr>{OLD}</w:rPr></w:style>
<w:style w:type="character" w:styleId="Hidden"><w:rPr><w:vanish/></w:rPr></w:style>
"""
PLAIN = STYLES.format(defaults="", normal="")
TIMES = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/>'


@pytest.mark.parametrize(
    ("inside", "styles"),
    [
        (run("Hä vµ tªn", OLD), PLAIN),
        (run("Hä v", OLD) + run("µ tªn", f"<w:b/>{OLD}"), PLAIN),
        (run("Hä vµ tªn", '<w:rStyle w:val="OldRun"/>'), PLAIN),
        ('<w:pPr><w:pStyle w:val="Old"/></w:pPr>' + run("Hä vµ tªn"), PLAIN),
        (run("Hä vµ tªn"), STYLES.format(defaults="", normal=OLD)),
        (run("Hä vµ tªn"), STYLES.format(defaults=OLD, normal="")),
        (run("Hoï vaø te", VNI := OLD.replace(".VnTime", "VNI-Times")) + run("ân", VNI), PLAIN),
    ],
)
def test_text_of_an_old_code_is_turned_into_unicode_and_told(inside: str, styles: str) -> None:
    found = sheet(table(row("STT", cell(f"<w:p>{inside}</w:p>"))), styles)
    assert filled(found) == ["STT | Họ và tên"]
    assert found.changes == {(1, 2): Finding("F123", None, "VNI" if "Hoï" in inside else "TCVN3")}


@pytest.mark.parametrize(
    "inside",
    [
        run("Lê Văn Tú", OLD),  # letters that only Unicode has, whatever the font
        run("Họ và tên", OLD),
        run("STT", OLD),
        '<w:pPr><w:pStyle w:val="Old"/></w:pPr>' + run("à la carte", TIMES),
        run("à la carte", '<w:rStyle w:val="OldRun"/>' + TIMES),
        run("à la carte", OLD.replace("/>", ' w:hAnsiTheme="minorHAnsi"/>')),
    ],
)
def test_text_in_unicode_stays(inside: str) -> None:
    found = sheet(f"<w:p>{inside}</w:p>", STYLES.format(defaults=OLD, normal=""))
    assert found.changes == {}


def test_only_the_runs_in_old_fonts_are_turned() -> None:
    found = sheet(paragraph(run("Hä vµ tªn", OLD), run(": Đỗ Thu Hà", TIMES)), PLAIN)
    assert filled(found) == ["Họ và tên: Đỗ Thu Hà"]
    assert found.changes == {(1, 1): Finding("F123", None, "TCVN3")}


def test_hidden_by_a_style() -> None:
    found = sheet(paragraph(run("x", '<w:rStyle w:val="Hidden"/>'), "a"), PLAIN)
    assert filled(found) == ["a"]


# ------------------------------------------------------------------ limits and damage


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"word/document.xml": "<x/>"},
        {"_rels/.rels": "<Relationships/>", "word/document.xml": "<x/>"},
        {"_rels/.rels": "<Relationships"},
    ],
)
def test_what_is_no_document(parts: dict[str, str]) -> None:
    with pytest.raises(UnsafeError, match="F101"):
        read_word(zipped(parts))


@pytest.mark.parametrize("body", ["<w:p>", "<w:t>&unknown;</w:t>"])
def test_a_broken_part(body: str) -> None:
    with pytest.raises(UnsafeError, match="F101"):
        read_word(document(body))


def test_a_part_that_swells_too_much() -> None:
    with pytest.raises(UnsafeError, match="F115"):
        read_word(document(" " * (word._LARGEST + 1)))


def test_more_columns_than_word_has() -> None:
    with pytest.raises(UnsafeError, match="F115"):
        read_word(document(table(row(*["a"] * 64))))


def test_more_cells_than_any_form_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "MAX_CELLS", 100)
    body = table(row(*["a"] * 10))
    assert len(sheet(body + paragraph("a") * 9).rows) == 10
    with pytest.raises(UnsafeError, match="F115"):
        sheet(body + paragraph("a") * 10)

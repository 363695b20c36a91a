from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from tools.templates import build_templates
from xltools.forms.catalogue import CATALOGUE, FormSpec
from xltools.outputs.template import template_bytes

COMMITTED = Path(__file__).parents[2] / "workbooks"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return build_templates(tmp_path_factory.mktemp("workbooks"))


def test_building_gives_the_committed_bytes(built: list[Path]) -> None:
    for path in built:
        assert path.read_bytes() == (COMMITTED / path.name).read_bytes(), f"{path.name}: run make build"
        assert path.read_bytes() == template_bytes(path.stem)


def test_every_form_has_a_template(built: list[Path]) -> None:
    assert [path.stem for path in built] == list(CATALOGUE)


@pytest.mark.parametrize("spec", CATALOGUE.values(), ids=lambda spec: spec.code)
def test_a_template_reads_as_the_plan_prints_the_form(spec: FormSpec) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_bytes(spec.code)))
    sheet = book[spec.stem]
    names = {name: defined.attr_text.partition("!")[2].replace("$", "") for name, defined in book.defined_names.items()}
    assert sheet[names["xl_title"]].value == spec.title
    assert [sheet[names[f"xl_col_{column.field}"]].value for column in spec.columns] == [c.header for c in spec.columns]
    texts = {cell.value for row in sheet.iter_rows() for cell in row if cell.value}
    printed = {text for sample in spec.samples for text in sample.values()} | {wording for _, wording in spec.lines}
    assert (printed | set(spec.signatures)) - {""} <= texts
    assert {column.number for column in spec.columns} - {""} <= texts


@pytest.mark.parametrize("spec", CATALOGUE.values(), ids=lambda spec: spec.code)
def test_a_template_prints_on_a4_one_page_wide_with_its_header_repeated(spec: FormSpec) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template_bytes(spec.code)))[spec.stem]
    margins = sheet.page_margins
    assert [round(m * 25.4) for m in (margins.top, margins.bottom, margins.left, margins.right)] == [20, 20, 30, 20]
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == ("landscape" if spec.landscape else "portrait")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows
    assert sheet.print_area
    assert "Trang &P/&N" in str(sheet.oddFooter.center.text)
    fonts = {cell.font.name for row in sheet.iter_rows() for cell in row}
    assert fonts == {"Times New Roman"}

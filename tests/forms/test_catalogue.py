"""The forms as data: what the catalogue says of them, and that nothing else knows their codes."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import xltools
from xltools.forms.catalogue import (
    CATALOGUE,
    EXPECTED,
    GATHERED_IN,
    MERGED,
    OWN_FORMS,
    REGISTRATIONS,
    REPORTS,
    UNIT_FORMS,
    FormSpec,
    form_name,
    shared_column,
    text_columns,
)
from xltools.rules.catalogue import RULES

PACKAGE = Path(xltools.__file__).parent


def literals(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_no_code_names_a_form() -> None:
    known = {path.relative_to(PACKAGE).as_posix(): literals(path) & set(CATALOGUE) for path in PACKAGE.rglob("*.py")}
    assert {path: sorted(codes) for path, codes in known.items() if codes} == {}


def test_the_forms_of_the_plan() -> None:
    assert list(CATALOGUE) == ["mau1", "mau2", "baocao", "mau3", "lich_hop"]
    assert (REGISTRATIONS, REPORTS) == (("mau1", "mau2"), ("baocao", "mau3"))
    assert GATHERED_IN == {"mau1": "mau2", "baocao": "mau3"}
    assert (OWN_FORMS["registered"], UNIT_FORMS["performed"], MERGED) == ("mau1", "mau3", ("mau2", "mau3"))
    assert list(EXPECTED) == ["mau1", "mau2", "Q1", "Q2", "Q3", "Q4"]
    assert EXPECTED["Q3"] == ("mau3", 3)


def test_a_form_is_called_as_people_call_it() -> None:
    assert form_name("mau3", 2) == "Mẫu 3 quý II"
    assert form_name("baocao", None) == "Báo cáo cá nhân"
    assert form_name("lich_hop", None) == "Lịch họp, sinh hoạt"


@pytest.mark.parametrize("spec", CATALOGUE.values(), ids=lambda spec: spec.code)
def test_a_spec_speaks_of_forms_columns_and_rules_that_exist(spec: FormSpec) -> None:
    fields = [column.field for column in spec.columns]
    assert len(set(fields)) == len(fields)
    assert all(set(sample) <= set(fields) for sample in spec.samples)
    assert {spec.gathers, spec.sent_with} - {""} <= set(CATALOGUE)
    assert spec.missing_rule in RULES if spec.expected else not spec.missing_rule
    assert bool(spec.lines) is spec.personal
    if spec.gathers:
        own = CATALOGUE[spec.gathers]
        assert own.personal
        assert not spec.personal
        assert (own.kind, own.quarterly) == (spec.kind, spec.quarterly)


def test_a_column_of_its_form_says_only_what_differs() -> None:
    shared, own = shared_column("contents"), CATALOGUE["mau2"].column("contents")
    assert (shared.header, own.header) == ("Nội dung", "Nội dung đi cơ sở")
    assert own.aliases == shared.aliases
    assert CATALOGUE["baocao"].columns == CATALOGUE["mau3"].columns
    with pytest.raises(KeyError):
        CATALOGUE["mau1"].column("meeting")


def test_every_text_of_the_plans_forms_has_a_field_of_its_own() -> None:
    assert text_columns() == ()

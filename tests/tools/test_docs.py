"""What is generated is fresh, and everything a user meets is documented."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from tools.build import ROOT, TEXTS
from tools.commands import commands
from tools.dictionary import STATUS_MEANING, TABLES, meanings
from tools.gallery import PICTURES, played, shown
from tools.gallery_forms import PEOPLE, UNSHOWN
from xltools.model import PersonStatus, Severity, Status
from xltools.outputs.exports import FIELDS
from xltools.pipeline import commands as tasks
from xltools.pipeline.check import check
from xltools.rules.catalogue import RULES

from ..at_rest import at_rest
from ..faces.panel.picture import DEMO
from ..faces.panel.picture import FORMS as PICTURED
from ..pipeline.conftest import Province

DOCS = ROOT / "docs"


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TEXTS)
def test_a_generated_text_is_fresh(name: str) -> None:
    assert (ROOT / name).read_bytes().decode() == TEXTS[name](), "lập lại bằng make build"


@pytest.mark.parametrize(("path", "command"), list(commands()), ids=lambda value: str(value))
def test_every_command_is_documented(path: str, command: click.Command) -> None:
    section = text("lenh.md").partition(f"\n## `{path}`\n")[2].partition("\n## ")[0]
    assert command.help
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.opts[0] in section
            assert option.help
        else:
            assert str(option.metavar or option.name) in section


def test_every_code_is_documented() -> None:
    gallery = text("loi.md")
    for code in RULES:
        assert gallery.count(f"\n## {code} · ") == gallery.count(f"\n| [{code}](") == 1, code


def test_every_field_and_every_status_is_documented() -> None:
    page = text("so-lieu.md")
    assert set(TABLES) == set(FIELDS) == set(meanings())
    assert [(what, field) for what, fields in meanings().items() for field in fields if field not in FIELDS[what]] == []
    for what, fields in FIELDS.items():
        section = page.partition(f"\n## `{what}`")[2].partition("\n## ")[0]
        assert [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")] == list(fields)
    assert set(STATUS_MEANING) == {*map(str, Status), *map(str, PersonStatus)}
    for word in (*Status, *PersonStatus, *Severity):
        assert f"`{word}`" in page


def test_every_document_is_in_the_index() -> None:
    index = text("README.md")
    linked = set(re.findall(r"\]\(([^)./][^)]*)\)", index))
    assert linked == {path.name for path in DOCS.iterdir() if path.is_file() and path.name != "README.md"}


def test_every_link_leads_somewhere() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.glob("*.md")):
        if page.exists():
            targets = re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
            gone = [to for to in targets if "://" not in to and not (page.parent / Path(to.partition("#")[0])).exists()]
            assert gone == [], page


# ------------------------------------------------------------------ the gallery


@pytest.mark.parametrize("code", list(RULES))
def test_the_example_of_a_code_gives_its_code(code: str) -> None:
    assert (played(code) is None) == (code in UNSHOWN)
    problems = shown(code)
    assert bool(problems) != (code in UNSHOWN)
    for problem in problems[:1]:
        assert problem.message in text("loi.md")


def test_every_anchor_of_the_table_is_a_heading() -> None:
    page = text("loi.md")
    headings = {
        re.sub(r"[^\w\- ]", "", line[3:].lower()).replace(" ", "-")
        for line in page.splitlines()
        if line.startswith("## ")
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= headings


def test_collect_tells_the_same(tmp_path: Path) -> None:
    """All files of the readers' examples dropped into one workspace get the sentences and cells the gallery shows."""
    roster = "\n".join(f"{one.id} | {one.name} | {one.title} | {one.unit} | {one.group}" for one in PEOPLE)
    with at_rest():
        province = Province(tmp_path / "tinh", roster)
        expected = {}
        for code in sorted(code for code, rule in RULES.items() if rule.scope == "reader"):
            found = played(code)
            if found and code not in ("F111", "F112", "F113", "T204"):  # the same bytes in other folders; another plan
                (file,) = found.files
                unit, _, name = file.path.rpartition("/")
                path = province.put(f"{unit}/{code} {name}" if unit else f"{code} {name}", file.data)
                problem = shown(code)[0]
                expected[code, path] = problem.message, problem.cells[:1] and problem.cells[0].name
        province.collect("2023-06-30")
    with tasks.opened(province.root) as workspace:
        filings = [version.filing for version in tasks.assess(workspace).year.versions]
    told = {
        (problem.code, filing.file): (problem.message, problem.cells[:1] and problem.cells[0].name)
        for filing in filings
        for problem in reversed(filing.problems)
    }
    assert {key: told.get(key) for key in expected} == expected


def test_a_picture_is_of_a_form_with_that_code() -> None:
    assert {path.stem for path in PICTURES.iterdir()} == set(PICTURED)
    for code, form in PICTURED.items():
        assert code in {problem.code for one in check([DEMO / form]) for problem in one.problems}

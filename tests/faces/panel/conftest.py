"""A LibreOffice Calc with our script installed, and a workspace to click at."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from xltools.faces import demo
from xltools.faces.panel import install
from xltools.pipeline import commands
from xltools.workspace.layout import PANEL as FILE

from ...libreoffice import LibreOffice
from ...on import on
from ...shared import Shared
from .calc import Calc

PANEL = Path(__file__).parents[3] / "workbooks" / FILE


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, libreoffice: LibreOffice) -> Iterator[Calc]:
    """Calc with our script installed."""
    folder = tmp_path_factory.mktemp("calc")
    with libreoffice.calc(folder) as office:
        install._copy_script(folder / "profile" / "user")
        yield office


@pytest.fixture(scope="session")
def province(shared: Shared) -> Path:
    """A year of the demo without its last round, which lies in 2-NopBai, and without results; nobody changes it."""

    def make(folder: Path) -> None:
        demo.begin(folder)
        *former, last = demo.rounds()
        for day, files in former:
            demo.deliver(folder, day, files)
            on(folder, commands.collect, as_of=day, at_rest=True)
        demo.deliver(folder, *last)

    return shared("tỉnh mẫu", make)


@pytest.fixture
def workspace(province: Path, tmp_path: Path) -> Path:
    return shutil.copytree(province, tmp_path / "tinh")


@pytest.fixture
def fresh(office: Calc) -> Iterator[Calc]:
    """The panel as handed out, with nothing else open."""
    office.open(PANEL)
    yield office
    office.close_forms()

"""What all tests share: markers, LibreOffice, a shell for the command line, a workspace it can look at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import settings

from xltools.pipeline import commands

from .at_rest import at_rest
from .cli_shell import Shell
from .filled import PLACE, VD1, done, form
from .libreoffice import LibreOffice
from .on import on
from .pipeline.conftest import Province
from .shared import Shared

settings.register_profile("suite", deadline=None)  # how long one draw takes is up to the other workers
settings.load_profile("suite")


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark ``office`` what asks for LibreOffice; slow tests first, so that no worker ends long after the others."""
    for item in items:
        if "libreoffice" in getattr(item, "fixturenames", ()):
            item.add_marker("office")
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    """Asked for by every test that needs LibreOffice, which gives it the marker ``office``."""
    return LibreOffice(tmp_path_factory.mktemp("libreoffice"))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    base = tmp_path_factory.getbasetemp()
    return Shared(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)  # a worker's own folder lies below


@pytest.fixture
def xltools(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """A workspace nobody changes: a clean form, a faulty one, a foreign file."""
    with at_rest():
        province = Province(tmp_path_factory.mktemp("dong lenh") / "tinh")
        province.put("TG/mau1.xlsx", form("mau1", "TG", [(*VD1, PLACE)], person="Phan Văn Bình"))
        rows = [
            ("Phan Văn Bình", *done("2,5", "01/4/2023 - 10/4/2023")),
            (None, *done("4", "01/5/2023 - 03/5/2023")),
        ]
        province.put("TG/mau3.xlsx", form("mau3", "TG", rows, 2))
        province.put("VP/anh.jpg", b"\xff\xd8\xff\xe0" + bytes(99))
        province.collect("2023-06-20")
        on(province.root, commands.run, quarter=2, workers=1, as_of=date(2023, 6, 30))
        yield province


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting for files to come to rest, or for Excel to let go."""
    monkeypatch.setattr("xltools.workspace.intake._YOUNG", -1)
    monkeypatch.setattr("xltools.workspace.intake._STALLED", -1)
    monkeypatch.setattr("xltools.workspace.results._PATIENCE", 0)

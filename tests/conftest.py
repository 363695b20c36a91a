"""A shell for the command line and a workspace it can look at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from xltools.pipeline import commands

from .at_rest import at_rest
from .cli_shell import Shell
from .filled import PLACE, VD1, done, form
from .pipeline.conftest import Province


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
        commands.run(province.root, quarter=2, workers=1, as_of=date(2023, 6, 30))
        yield province


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting for files to come to rest, or for Excel to let go."""
    monkeypatch.setattr("xltools.workspace.intake._YOUNG", -1)
    monkeypatch.setattr("xltools.workspace.intake._STALLED", -1)
    monkeypatch.setattr("xltools.workspace.results._PATIENCE", 0)

"""Merged forms: drawn where there is time, written when what they show has changed."""

from __future__ import annotations

from datetime import date

import pytest

from xltools.pipeline import commands, results

from ..filled import form
from .conftest import Province

DAY = date(2023, 12, 31)


def row(name: str, time: str) -> tuple[str, ...]:
    return name, "Chuyên viên", "1.1", time, "xã Suối Dây, huyện Tân Châu", "2"


def registered(province: Province) -> Province:
    province.put("TG/a.xlsx", form("mau2", "TG", [row("Phan Văn Bình", "01/4/2023 - 02/4/2023")]))
    province.put("VP/b.xlsx", form("mau2", "VP", [row("Cao Minh Trí", "05/4/2023 - 06/4/2023")]))
    province.collect()
    return province


def merged(province: Province, workers: int | None = None) -> list[str]:
    """Merge mẫu 2; the names of the files that were written."""
    with commands.opened(province.root) as workspace:
        made = results.merge(workspace, workspace.assess(DAY).year, "mau2", None, None, workers)
    return [one.path.stem for one in made if one.changed]


def test_processes_of_their_own_draw_the_same_files(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    written = merged(registered(province), 1)
    alone = province.results()
    for path in (province.root / "4-TongHop").iterdir():
        path.unlink()
    monkeypatch.setattr(results, "_MANY_ROWS", 1)
    assert merged(province, 2) == written
    assert province.results() == alone


def test_a_file_that_cannot_be_drawn_tells_why(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "_MANY_ROWS", 1)
    monkeypatch.setattr(results, "sections_of", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        merged(registered(province), 2)


def test_only_files_that_show_something_new_are_written_again(province: Province) -> None:
    assert {"Mau2-TG", "Mau2-VP", "Mau2-ToanTinh"} <= set(merged(registered(province)))
    assert merged(province) == []
    province.take("TG/c.xlsx", form("mau2", "TG", [row("Phan Văn Bình", "01/4/2023 - 03/4/2023")]), "2023-03-09")
    assert merged(province) == ["Mau2-TG", "Mau2-ToanTinh"]

"""Watching the shared folder: rounds of collect, troubles told once and outlived."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from xltools.faces import watcher
from xltools.model import Failure
from xltools.pipeline import commands
from xltools.pipeline.state import OpenWorkspace

from ..filled import done, form
from ..pipeline.conftest import Province


class Stop(BaseException):
    """Ctrl+C."""


def rounds(monkeypatch: pytest.MonkeyPatch, *steps: Callable[[], object]) -> None:
    """Do one step at each pause between two scans, then interrupt."""
    waiting = iter(steps)

    def pause(_: float) -> None:
        step = next(waiting, None)
        if step is None:
            raise Stop
        step()

    monkeypatch.setattr("xltools.faces.watcher.time.sleep", pause)


@pytest.fixture
def province(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Province:
    monkeypatch.setattr("xltools.workspace.intake._YOUNG", -1)
    return Province(tmp_path / "tinh")


def report(days: str) -> bytes:
    return form("mau3", "TG", [("Phan Văn Bình", *done(days, "01/4/2023 - 03/4/2023"))], 2)


def test_files_are_taken_in_as_they_arrive(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    province.put("TG/a.xlsx", report("3"))
    rounds(
        monkeypatch,
        lambda: None,  # nothing new: nothing is done
        lambda: province.put("TG/b.xlsx", report("2")),
        lambda: None,
        lambda: province.put("TG/b.xlsx", report("1")),
    )
    with pytest.raises(Stop):
        watcher.watch(province.root, once=False, say=said.append)
    assert [line.partition(";")[0] for line in said if line.startswith("Đã nhận")] == ["Đã nhận 1 tệp mới"] * 3
    assert province.person("TG-02")["q2_days"] == 1


def test_a_notice_is_told_once(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    province.put("TG/a.xlsx", b"")  # space reserved for a copy that does not go on
    monkeypatch.setattr("xltools.workspace.intake._PAUSE", 0)
    rounds(monkeypatch, lambda: None, lambda: province.put("TG/b.xlsx", report("3")), lambda: None)
    with pytest.raises(Stop):
        watcher.watch(province.root, once=False, say=said.append)
    notice = "2-NopBai/TG/a.xlsx: đang được ghi hoặc chép dở, để lại cho lần nhận sau"
    collected = "Đã nhận {} tệp mới; biên nhận nằm trong 3-PhanHoi."
    assert said == [collected.format(0), notice, collected.format(1)]


def test_a_share_out_of_reach_is_waited_for_and_told_once(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    away = province.root / "away"
    rounds(
        monkeypatch,
        lambda: province.drop.rename(away),
        lambda: None,
        lambda: away.rename(province.drop),
        lambda: province.put("TG/a.xlsx", report("3")),
    )
    with pytest.raises(Stop):
        watcher.watch(province.root, once=False, say=said.append)
    assert [line for line in said if "Không mở được thư mục nộp bài" in line] == said[1:2]
    assert said[-1].startswith("Đã nhận 1 tệp mới")


def test_a_plan_being_edited_is_outlived(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    plan = province.root / "KeHoach.xlsx"
    good = plan.read_bytes()
    rounds(
        monkeypatch,
        lambda: plan.write_bytes(good[:500]),
        lambda: plan.write_bytes(good),
        lambda: province.put("TG/a.xlsx", report("3")),
    )
    with pytest.raises(Stop):
        watcher.watch(province.root, once=False, say=said.append)
    assert any("không mở được tệp này" in line for line in said)
    assert said[-1].startswith("Đã nhận 1 tệp mới")


def test_a_round_that_fails_is_outlived_too(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    collect, refused = commands.collect, [Failure("Ổ đĩa đang bận; đợi rồi chạy lại")]

    def busy(workspace: OpenWorkspace) -> commands.Done:
        if province.drop.joinpath("TG/a.xlsx").exists() and refused:
            raise refused.pop()
        return collect(workspace, workers=1)

    monkeypatch.setattr("xltools.pipeline.commands.collect", busy)
    rounds(monkeypatch, lambda: province.put("TG/a.xlsx", report("3")), lambda: None)
    with pytest.raises(Stop):
        watcher.watch(province.root, once=False, say=said.append)
    assert said[1].startswith("Ổ đĩa đang bận")
    assert said[2].startswith("Đã nhận 1 tệp mới")


def test_the_first_round_may_fail(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="xltools new"):
        watcher.watch(tmp_path, once=False, say=lambda _: None)

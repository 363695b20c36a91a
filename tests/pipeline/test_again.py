"""Doing it again: nothing new changes nothing, and a changed plan is applied to what was received before."""

from __future__ import annotations

import errno
import itertools
import os
import sqlite3
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from openpyxl import load_workbook

from xltools.faces import watcher
from xltools.model import Failure
from xltools.pipeline import commands
from xltools.pipeline.check import Lookups
from xltools.pipeline.collect import Judged, Task, judge
from xltools.workspace.layout import Workspace

from ..filled import PLACE, VD1, done, form
from ..on import on, sentences, status
from .conftest import Province

DAY = date(2023, 9, 30)
COLLECT = import_module("xltools.pipeline.collect")


def files() -> dict[str, bytes]:
    """A year's worth of clean, faulty and foreign files."""
    people = ["Lê Thị Mai", "Phan Văn Bình", "Đỗ Thu Hoà"]
    made = {f"TG/{i} {name}.xlsx": form("mau1", "TG", [(*VD1, PLACE)], person=name) for i, name in enumerate(people)}
    made["TG/mau2.xlsx"] = form("mau2", "TG", [(name, "", VD1[0], VD1[2], PLACE) for name in people])
    for quarter in (1, 2, 3):
        rows = [(name, *done(str(quarter + i), f"0{quarter}/{3 * quarter}/2023 - 09/{3 * quarter}/2023"))
                for i, name in enumerate(people)]  # fmt: skip
        made[f"TG/q{quarter}.xlsx"] = form("mau3", "TG", rows, quarter)
    made["VP/q2.xlsx"] = form("mau3", "VP", [("Cao Minh Trí", *done("40", "01/4/2023 - 05/4/2023"))], 2)
    made["VP/q1.xlsx"] = form("mau3", "VP", [("Không phát sinh",)], 1)
    made["VP/anh.xlsx"] = b"\x89PNG\r\n\x1a\n" + bytes(100)
    made["VP/trung.xlsx"] = made["TG/q1.xlsx"]
    return made


@pytest.fixture(scope="module")
def year() -> dict[str, bytes]:
    return files()


def play(folder: Path, dropped: dict[str, bytes], workers: int = 1) -> Province:
    province = Province(folder / "tinh")
    for path, data in dropped.items():
        province.put(path, data)
    province.collect("2023-09-25", workers=workers)
    on(province.root, commands.run, quarter=3, workers=workers, as_of=DAY)
    return province


def test_workers_and_order_leave_no_trace(tmp_path: Path, year: dict[str, bytes]) -> None:
    one = play(tmp_path / "1", year)
    two = play(tmp_path / "2", dict(reversed(year.items())), workers=2)
    assert one.results() == two.results()
    assert one.receipts() == two.receipts()
    for what in ("entries", "people", "problems", "submissions"):
        assert one.export(what) == two.export(what)


def test_again_with_nothing_new_reads_and_writes_nothing(
    tmp_path: Path, year: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    province = play(tmp_path, year)
    before = everything(province)
    monkeypatch.setattr(COLLECT, "judge", lambda *_: pytest.fail("a file was read again"))
    collected = province.collect("2023-09-29")
    ran = on(province.root, commands.run, quarter=3, workers=1, as_of=DAY)
    assert sentences(collected)[0].startswith("Đã nhận 0 tệp mới")
    assert not [line for line in sentences(ran) if line.startswith("Đã ghi")]
    assert everything(province) == before


def everything(province: Province) -> dict[str, tuple[int, bytes]]:
    """Every file of the workspace that a person sees, with its time."""
    seen = (path for path in province.root.rglob("*") if path.is_file() and ".xltools" not in path.parts)
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in seen}


def test_another_day_of_assessment_writes_only_what_it_changes(tmp_path: Path, year: dict[str, bytes]) -> None:
    province = play(tmp_path, year)
    done_ = on(province.root, commands.compliance, as_of=date(2023, 10, 30))
    assert [line for line in sentences(done_) if line.startswith("Đã ghi")]
    province.results()
    again = on(province.root, commands.compliance, as_of=date(2023, 10, 30))
    assert [line for line in sentences(again) if line.startswith("Không đổi")]


def test_a_result_that_somebody_deleted_or_changed_is_made_again(tmp_path: Path, year: dict[str, bytes]) -> None:
    province = play(tmp_path, year)
    before = province.results()
    (province.root / "4-TongHop/TuanThu.xlsx").unlink()
    (province.root / "4-TongHop/Mau2-TG.xlsx").write_bytes(b"scribble")
    on(province.root, commands.run, quarter=3, workers=1, as_of=DAY)
    assert province.results() == before


def test_only_the_changed_file_is_read(tmp_path: Path, year: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    province = play(tmp_path, year)
    province.put("TG/q3.xlsx", form("mau3", "TG", [("Lê Thị Mai", *done("2", "01/9/2023 - 02/9/2023"))], 3))
    os.utime(province.drop / "TG/q2.xlsx")  # touched, not changed
    done_ = province.collect("2023-09-28")
    assert sentences(done_)[0].startswith("Đã nhận 1 tệp mới")
    assert province.person("TG-01")["q3_days"] == 2
    assert not on(province.root, commands.has_news)


def test_the_original_bytes_are_kept(tmp_path: Path, year: dict[str, bytes]) -> None:
    province = play(tmp_path, year)
    kept = {path.read_bytes() for path in (province.root / ".xltools/archive").rglob("*") if path.is_file()}
    assert kept == set(year.values())
    for path in (province.root / ".xltools/archive").rglob("*.*"):
        assert path.parent.name == path.stem[:2]


def test_what_was_received_stays_when_the_file_goes(province: Province) -> None:
    data = form("mau3", "TG", [("Phan Văn Bình", *done("2", "01/4/2023 - 02/4/2023"))], 2)
    file = province.take("TG/q2.xlsx", data, "2023-06-20")
    (province.drop / "TG/q2.xlsx").unlink()
    province.collect()
    assert province.only(file)["status"] == "accepted"
    assert province.person("TG-02")["q2_days"] == 2


# ------------------------------------------------------------------ a plan that changes


def edit(province: Province, sheet: str, typed: str, instead: str) -> None:
    """Replace a text in a column of KeHoach.xlsx, as an official does."""
    book = load_workbook(province.root / "KeHoach.xlsx")
    found = [cell for row in book[sheet].iter_rows() for cell in row if cell.value == typed]
    assert found
    for cell in found:
        cell.value = instead
    book.save(province.root / "KeHoach.xlsx")


@pytest.mark.parametrize("command", ["collect", "status", "export", "merge"])
def test_a_name_put_right_in_the_roster_accepts_the_form(province: Province, command: str) -> None:
    data = form("mau1", "TG", [(*VD1, PLACE)], person="Phan Văn Bính", title="Chuyên viên")
    file = province.take("TG/a.xlsx", data, "2023-02-10")
    assert province.only(file)["status"] == "rejected"
    assert "CHƯA NHẬN" in " ".join(province.receipts().values())
    edit(province, "CanBo", "Phan Văn Bình", "Phan Văn Bính")
    if command == "collect":
        province.collect("2023-03-09")
    elif command == "status":
        status(province.root)
    elif command == "export":
        province.export("people")
    else:
        on(province.root, commands.merge, "mau2", unit="TG")
    (text,) = province.receipts().values()
    assert "Đã nhận, không có lỗi" in text
    after = province.only(file)
    assert (after["status"], after["received_at"], after["version"]) == ("accepted", "2023-02-10T00:00:00", 1)
    assert after["on_time"] is True
    assert province.person("TG-02")["registered_days"] == 30


def test_the_other_way_round_too(province: Province) -> None:
    data = form("mau1", "TG", [(*VD1, PLACE)], person="Phan Văn Bình", title="Chuyên viên")
    file = province.take("TG/a.xlsx", data, "2023-02-10")
    edit(province, "CanBo", "Phan Văn Bình", "Trần Quang Tú")
    done_ = province.collect("2023-02-12")
    assert "đã xét lại 1 tệp" in " ".join(sentences(done_))
    assert province.only(file)["status"] == "rejected"
    assert done_.errors == 1


def test_a_file_is_judged_once_per_plan_even_after_going_back(province: Province) -> None:
    data = form("mau1", "TG", [(*VD1, PLACE)], person="Phan Văn Bình")
    file = province.take("TG/a.xlsx", data, "2023-02-10")
    first = province.of("problems", file)
    edit(province, "CanBo", "Phan Văn Bình", "Trần Quang Tú")
    province.collect()
    edit(province, "CanBo", "Trần Quang Tú", "Phan Văn Bình")
    province.collect()
    assert province.of("problems", file) == first
    assert len(province.export("submissions")) == 1


def test_duplicates_are_found_again_under_a_new_plan(province: Province) -> None:
    data = form("mau3", "TG", [("Phan Văn Bình", *done("2", "01/4/2023 - 02/4/2023"))], 2)
    for path in ("TG/b.xlsx", "TG/a.xlsx", "TG/c.xlsx"):
        province.take(path, data, "2023-06-20")
    before = province.export("submissions")
    edit(province, "CanBo", "Vũ Hồng Sơn", "Vũ Hồng Sang")
    assert province.export("submissions") == before
    states = {str(one["file"])[-6]: str(one["status"]) for one in before}
    assert states == {"a": "duplicate", "b": "accepted", "c": "duplicate"}


# ------------------------------------------------------------------ files that cannot be read this time


def test_a_worker_that_dies_costs_one_file(
    province: Province, year: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def deadly(state: tuple[Lookups, Workspace], task: Task) -> Judged:
        if task.path.endswith("q2.xlsx"):
            os._exit(9)
        return judge(state, task)

    monkeypatch.setattr(COLLECT, "judge", deadly)
    for path in ("TG/q1.xlsx", "TG/q2.xlsx", "TG/q3.xlsx"):
        province.put(path, year[path])
    done_ = province.collect("2023-09-20", workers=2)
    states = {str(one["file"])[-7:-5]: one["status"] for one in province.export("submissions")}
    assert states == {"q1": "accepted_with_warnings", "q2": "unreadable", "q3": "accepted_with_warnings"}
    assert province.codes("2-NopBai/TG/q2.xlsx") == {"F116"}
    assert done_.errors == 1
    assert len(province.receipts()) == 3
    kept = [path.read_bytes() for path in (province.root / ".xltools/archive").rglob("*.xlsx")]
    assert year["TG/q2.xlsx"] in kept


def test_a_file_that_vanishes_or_changes_while_read_is_left_for_next_time(
    province: Province, year: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(state: tuple[Lookups, Workspace], task: Task) -> Judged:
        if "q2" in task.path:
            state[1].path(task.path).unlink()
        if "q3" in task.path:
            state[1].path(task.path).write_bytes(b"saved again just now")
        return judge(state, task)

    for path in ("TG/q1.xlsx", "TG/q2.xlsx", "TG/q3.xlsx"):
        province.put(path, year[path])
    with monkeypatch.context() as patch:
        patch.setattr(COLLECT, "judge", slow)
        done_ = province.collect("2023-09-20")
    assert [one["file"] for one in province.export("submissions")] == ["2-NopBai/TG/q1.xlsx"]
    notices = [line for line in sentences(done_) if "để lại cho lần nhận sau" in line]
    assert sorted(line.partition(":")[0] for line in notices) == ["2-NopBai/TG/q2.xlsx", "2-NopBai/TG/q3.xlsx"]
    assert done_.errors == 0
    for path in ("TG/q2.xlsx", "TG/q3.xlsx"):
        province.put(path, year[path])
    assert sentences(province.collect("2023-09-21"))[0].startswith("Đã nhận 2 tệp mới")


def test_nothing_is_answered_that_is_not_in_the_ledger(
    province: Province, year: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    province.put("TG/q1.xlsx", year["TG/q1.xlsx"])

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("xltools.workspace.ledger.Ledger._judge", full)
        with pytest.raises(Failure, match="Không ghi được sổ nhận bài"):
            province.collect()
    assert province.receipts() == {}
    assert sentences(province.collect())[0].startswith("Đã nhận 1 tệp mới")
    assert len(province.receipts()) == 1


# ------------------------------------------------------------------ work that was interrupted


class Cut(BaseException):
    """The power goes."""


def cut(*_: object, **__: object) -> None:
    raise Cut


def test_a_receipt_not_written_for_an_interruption_is_written_by_the_next_collect(
    province: Province, year: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    province.take("TG/q1.xlsx", year["TG/q1.xlsx"])
    province.put("TG/q2.xlsx", year["TG/q2.xlsx"])
    province.put("VP/q2.xlsx", year["VP/q2.xlsx"])
    with monkeypatch.context() as patch:
        patch.setattr("xltools.pipeline.collect.write_result", cut)
        with pytest.raises(Cut):
            province.collect()
    assert len(province.receipts()) == 1
    assert on(province.root, commands.has_news)
    done_ = province.collect()
    assert sentences(done_)[0].startswith("Đã nhận 0 tệp mới")
    assert "biên nhận cho 2 tệp" in sentences(done_)[1]
    assert done_.errors == 1
    assert len(province.receipts()) == 3
    assert not on(province.root, commands.has_news)


def test_a_judgement_under_a_new_plan_that_was_not_answered_is_answered_by_the_next_collect(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Phan Văn Bính", "Lê Thị Mài"):
        province.take(f"TG/{name}.xlsx", form("mau1", "TG", [(*VD1, PLACE)], person=name))
    edit(province, "CanBo", "Phan Văn Bình", "Phan Văn Bính")
    edit(province, "CanBo", "Lê Thị Mai", "Lê Thị Mài")
    with monkeypatch.context() as patch:
        patch.setattr("xltools.pipeline.collect.write_result", cut)
        with pytest.raises(Cut):
            on(province.root, commands.merge, "mau2", unit="TG")
    assert all("CHƯA NHẬN" in text for text in province.receipts().values())
    province.collect()
    assert not any("CHƯA NHẬN" in text for text in province.receipts().values())


def test_an_archive_that_cannot_be_written_costs_no_file_its_verdict(
    province: Province, year: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    province.put("TG/q1.xlsx", year["TG/q1.xlsx"])
    with monkeypatch.context() as patch:
        patch.setattr("xltools.workspace.archive.store", full)
        done_ = province.collect()
    assert [line for line in sentences(done_) if "TG/q1.xlsx: kho lưu không dùng được (đĩa đầy)" in line]
    assert (province.export("submissions"), province.receipts()) == ([], {})
    assert sentences(province.collect())[0].startswith("Đã nhận 1 tệp mới")


def test_a_fault_of_our_own_costs_one_file_and_is_logged(
    province: Province, year: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*_: object) -> None:
        raise LookupError("no such thing")

    province.put("TG/q1.xlsx", year["TG/q1.xlsx"])
    monkeypatch.setattr("xltools.pipeline.collect.forms_in", faulty)
    province.collect()
    assert province.codes("2-NopBai/TG/q1.xlsx") == {"F116"}
    logged = (province.root / ".xltools/logs/reader.log").read_text("utf-8")
    assert "2-NopBai/TG/q1.xlsx" in logged
    assert "in faulty" in logged
    assert "LookupError: no such thing" in logged


@pytest.mark.parametrize("command", ["collect", "status"])
def test_bytes_gone_from_the_archive_block_nobody(province: Province, year: dict[str, bytes], command: str) -> None:
    for path in ("TG/q1.xlsx", "TG/q2.xlsx", "TG/q3.xlsx"):
        province.take(path, year[path])
    before = province.export("submissions")
    for path in (province.root / ".xltools/archive").rglob("*.xlsx"):
        if path.read_bytes() != year["TG/q3.xlsx"]:
            path.unlink()
    (province.drop / "TG/q2.xlsx").unlink()
    edit(province, "CanBo", "Vũ Hồng Sơn", "Vũ Hồng Sang")
    if command == "collect":
        done_ = province.collect()
        assert [line for line in sentences(done_) if line.startswith("2-NopBai/TG/q2.xlsx: bản gốc")]
    else:
        status(province.root)
    assert province.codes("2-NopBai/TG/q2.xlsx") == {"F101"}
    assert province.only("2-NopBai/TG/q2.xlsx")["status"] == "unreadable"
    others = [one for one in province.export("submissions") if one["file"] != "2-NopBai/TG/q2.xlsx"]
    assert others == [one for one in before if one["file"] != "2-NopBai/TG/q2.xlsx"]
    assert sentences(province.collect()) == ["Đã nhận 0 tệp mới; biên nhận nằm trong 3-PhanHoi."]


def test_a_file_too_large_for_a_form_is_answered(
    province: Province, year: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltools.pipeline.collect.MAX_BYTES", 1 << 20)
    monkeypatch.setattr("xltools.pipeline.collect.read_bytes", lambda *_: pytest.fail("read into memory"))
    file = province.take("TG/phim.mp4", bytes(3 << 20))
    assert province.codes(file) == {"F115"}
    assert "3 MB" in next(iter(province.receipts().values()))
    assert not on(province.root, commands.has_news)
    edit(province, "CanBo", "Vũ Hồng Sơn", "Vũ Hồng Sang")
    assert sentences(province.collect())[1].endswith("đã xét lại 1 tệp nhận trước đây.")
    assert province.codes(file) == {"F115"}


def test_watch_once_takes_what_is_there(province: Province, year: dict[str, bytes]) -> None:
    said: list[str] = []
    province.put("TG/q1.xlsx", year["TG/q1.xlsx"])
    assert watcher.watch(province.root, once=True, say=said.append) == 0
    province.put("VP/q2.xlsx", year["VP/q2.xlsx"])
    assert watcher.watch(province.root, once=True, say=said.append) == 1
    assert sum("Đã nhận 1 tệp mới" in line for line in said) == 2


def test_the_order_of_two_collects_is_the_order_of_arrival(tmp_path: Path) -> None:
    rows = {name: [("Lê Thị Mai", *done(days, "01/4/2023 - 05/4/2023"))] for name, days in (("a", "1"), ("b", "2"))}
    data = {name: form("mau3", "TG", found, 2) for name, found in rows.items()}
    for names in itertools.permutations(data):
        province = Province(tmp_path / "-".join(names))
        for name in names:
            province.take(f"TG/{name}.xlsx", data[name])
        assert province.person("TG-01")["q2_days"] == (1 if names[-1] == "a" else 2)

"""The buttons in LibreOffice Calc, clicked: the panel's cells and 4-TongHop are those of the command line."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from xltools.faces import demo
from xltools.faces.panel import install
from xltools.faces.panel.answer import Request
from xltools.faces.panel.press import press
from xltools.faces.panel.spec import BUTTONS, MESSAGES
from xltools.model import Failure
from xltools.pipeline import commands

from ...libreoffice import LibreOffice
from ...on import on, sentences
from .calc import SYSTEM_PYTHON, Calc

MACRO = {button.key: button.macro for button in BUTTONS}
END = date(2023, 12, 31)
DONE: dict[str, Callable[[Path], object]] = {
    "collect": lambda folder: on(folder, commands.collect),
    "mau2": lambda folder: on(folder, commands.merge, "mau2", as_of=END),
    "mau3": lambda folder: on(folder, commands.merge, "mau3", quarter=3, as_of=END),
    "compliance": lambda folder: on(folder, commands.compliance, END),
    "run": lambda folder: on(folder, commands.run, 3, as_of=END),
    "refresh": lambda folder: None,
}


def settings(calc: Calc, workspace: object, **more: str | float) -> Calc:
    for name, value in {"workspace": str(workspace), "year": 2023, "quarter": "III", "as_of": 45291, **more}.items():
        calc.fill_in(f"xl_{name}", value)
    return calc


def clicked(calc: Calc, key: str) -> str:
    calc.click(MACRO[key])
    return str(calc.named("xl_headline")[0][0])


def made(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def shown(calc: Calc, name: str, rows: int, columns: int) -> list[tuple[object, ...]]:
    return [tuple(row) for row in calc.named(name, rows, columns)]


# ------------------------------------------------------------------ buttons for the workspace


@pytest.mark.parametrize("key", list(DONE))
def test_a_button_does_what_the_command_does(fresh: Calc, workspace: Path, key: str) -> None:
    if key != "collect":
        on(workspace, commands.collect)
    before = shutil.copytree(workspace, workspace.with_name("truoc"))
    DONE[key](workspace)
    by_command = made(workspace / "4-TongHop"), sorted(made(workspace / "3-PhanHoi"))
    tables = press(Request("refresh", str(workspace), as_of=END))
    assert tables.board is not None
    assert tables.todo is not None
    shutil.rmtree(workspace)
    before.rename(workspace)

    headline = clicked(settings(fresh, workspace), key)

    caption = next(button.caption for button in BUTTONS if button.key == key)
    assert headline.startswith(f"{caption}: xong; còn ")
    assert (made(workspace / "4-TongHop"), sorted(made(workspace / "3-PhanHoi"))) == by_command
    assert shown(fresh, "xl_state", 6, 8) == list(tables.state or ())
    assert shown(fresh, "xl_board", len(tables.board) + 1, 7) == [*tables.board, ("",) * 7]
    todo = [(*row[:6], "Mở" if row[6] else "") for row in tables.todo]
    assert todo
    assert shown(fresh, "xl_todo", len(todo) + 1, 7) == [*todo, ("",) * 7]
    assert fresh.links("xl_todo", len(todo), 6) == [Path(str(row[6])).as_uri() if row[6] else "" for row in tables.todo]
    ((when, button, unit, seconds, verdict, told), other) = fresh.named("xl_log", 2, 6)
    assert (button, unit, verdict, told) == (caption, "", "Xong, có lỗi trong biểu", headline)
    assert not any(other)
    assert fresh.named("xl_when") == [[f"{when} · {str(seconds).replace('.', ',')} giây"]]


def test_results_are_linked(fresh: Calc, workspace: Path) -> None:
    clicked(settings(fresh, workspace), "compliance")
    assert fresh.links("xl_result", 2) == [(workspace / "4-TongHop" / "TuanThu.xlsx").as_uri(), ""]


def test_one_unit_only(fresh: Calc, workspace: Path) -> None:
    clicked(settings(fresh, workspace, unit="Ban Tuyên giáo"), "mau2")
    assert [row[0] for row in fresh.named("xl_board", 2)] == ["Ban Tuyên giáo", ""]
    assert list(made(workspace / "4-TongHop")) == ["Mau2-TG.xlsx"]


def test_the_log_has_the_newest_on_top(fresh: Calc) -> None:
    settings(fresh, "/khong/co")
    clicked(fresh, "refresh")
    clicked(fresh, "mau2")
    assert [row[1] for row in fresh.named("xl_log", 3, 6)] == ["Tổng hợp mẫu 2", "Cập nhật tình hình", ""]


def test_names_of_files_never_become_formulas(fresh: Calc, workspace: Path) -> None:
    strange = workspace / "2-NopBai" / "VP" / "=HYPERLINK(1+1).xlsx"
    shutil.copy(demo._shipped() / "CanBo.xlsx", strange)
    os.utime(strange, (0, 0))
    clicked(settings(fresh, workspace), "collect")
    texts = fresh.named("xl_todo", 40, 6)
    assert any("=HYPERLINK(1+1).xlsx" in str(row[3]) for row in texts)
    assert not [row for row in fresh.formulas("xl_todo", 40) if row.startswith("=")]


def test_a_killed_process_leaves_everything_usable(fresh: Calc, workspace: Path) -> None:
    form = next((workspace / "2-NopBai" / "TG").glob("*.xlsx"))
    for number in range(400):
        copy = shutil.copy(form, workspace / "2-NopBai" / "TG" / f"bản {number}.xlsx")
        with Path(copy).open("ab") as end:
            end.write(b"%d" % number)  # other bytes, so that every one is read
        os.utime(copy, (0, 0))
    settings(fresh, workspace)
    killer = threading.Thread(target=kill_child, args=(fresh, workspace / ".xltools" / "lock-holder"))
    killer.start()
    assert clicked(fresh, "collect") == MESSAGES["Msg_Stopped"]
    killer.join()
    assert clicked(fresh, "collect").startswith("Thu nhận: xong")
    assert sentences(on(workspace, commands.collect))[0].startswith("Đã nhận 0 tệp mới")


def kill_child(calc: Calc, holder: Path) -> None:
    """Kill the tool that this LibreOffice started, once it holds the lock."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        told = holder.read_text(encoding="utf-8") if holder.exists() else ""
        if "tiến trình " in told:
            process = int(told.split("tiến trình ")[1].split(")")[0])
            with suppress(FileNotFoundError):  # it held the lock before
                if b"xltools.panel" in Path(f"/proc/{process}/cmdline").read_bytes():
                    os.kill(process, 9)
                    return
        time.sleep(0.002)


# ------------------------------------------------------------------ what goes wrong


def newer(folder: Path) -> None:
    with sqlite3.connect(folder / ".xltools" / "ledger.db") as db:
        db.execute("PRAGMA user_version = 99")


def broken_plan(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "KeHoach.xlsx")
    book.remove(book.worksheets[0])
    book.save(folder / "KeHoach.xlsx")


@pytest.mark.parametrize(
    ("spoil", "more", "words"),
    [
        (None, {"workspace": ""}, "Chưa ghi thư mục làm việc"),
        (None, {"workspace": "/khong/co"}, "Không thấy thư mục “/khong/co”"),
        (None, {"workspace": "https://d.docs.live.net/x"}, "là địa chỉ trên mạng (OneDrive"),
        (None, {"workspace": "/"}, "không phải thư mục làm việc"),
        (newer, {}, "do bản xltools mới hơn ghi"),
        (broken_plan, {}, "KeHoach.xlsx"),
        (None, {"year": 2022}, "Thư mục này là của Kế hoạch năm 2023, bảng điều khiển ghi năm 2022"),
        (None, {"year": "năm nay"}, "Không hiểu “năm nay” ở ô “Năm”"),
        (None, {"quarter": "V"}, "Không hiểu “V” ở ô “Quý”"),
        (None, {"as_of": "hôm qua"}, "Không hiểu “hôm qua” ở ô “Tính đến ngày”"),
        (None, {"unit": "Ban Không Có"}, "Không có đơn vị “Ban Không Có” trong Kế hoạch"),
    ],
)
def test_bad_input_is_a_sentence_on_the_sheet(
    fresh: Calc, workspace: Path, spoil: Callable[[Path], None] | None, more: dict[str, str | float], words: str
) -> None:
    if spoil:
        spoil(workspace)
    before = made(workspace)
    headline = clicked(settings(fresh, **{"workspace": str(workspace), **more}), "mau3")  # type: ignore[arg-type]
    assert words in headline
    assert fresh.named("xl_log", 1, 6)[0][4:] == ["Không làm được", headline]
    assert {name for name in made(workspace) if "ledger.db-" not in name} == {
        name for name in before if "ledger.db-" not in name
    }


def test_a_day_as_text_is_a_day(fresh: Calc, workspace: Path) -> None:
    assert clicked(settings(fresh, workspace, as_of="31/12/2023"), "refresh").startswith("Cập nhật tình hình: xong")


@pytest.mark.parametrize(
    ("python", "words"),
    [("/khong/co/python", "Không còn Python tại /khong/co/python"), (SYSTEM_PYTHON, MESSAGES["Msg_NoTool"])],
)
def test_a_tool_that_is_not_there_is_told(fresh: Calc, python: str, words: str) -> None:
    recorded = fresh.scripts / install.SETTINGS
    before = recorded.read_text()
    recorded.write_text(json.dumps({**json.loads(before), "python": python}))
    try:
        assert clicked(fresh, "refresh").startswith(words)
    finally:
        recorded.write_text(before)


# ------------------------------------------------------------------ LibreOffice of a user


def test_installed_trusted_and_clicked(tmp_path: Path, workspace: Path, libreoffice: LibreOffice) -> None:
    """A profile with its usual security: nothing happens until the folder of the panel is trusted."""
    user = tmp_path / "lo" / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(install._EMPTY_REGISTRY, encoding="utf-8")
    told = install.install(workspace, user.parent)
    panel = workspace / "BangDieuKhien" / "BangDieuKhien.ods"
    assert any("Trusted Sources" in line for line in told)
    with libreoffice.calc(tmp_path / "lo") as calc:
        calc.open_in_place(panel)
        before = calc.named("xl_headline")
        calc.click(MACRO["refresh"])
        assert calc.named("xl_headline") == before
        with pytest.raises(Failure, match="LibreOffice đang mở"):
            install.install(workspace, user.parent, trust=True)
    (user.parent / ".lock").unlink()  # it was ended the hard way
    told = install.install(workspace, user.parent, trust=True)
    assert f"Thư mục tin cậy: {panel.parent}." in told
    assert install.trusted(user) == [panel.parent.as_uri()]
    with libreoffice.calc(tmp_path / "lo") as calc:
        calc.open_in_place(panel)
        calc.fill_in("xl_workspace", str(workspace))
        calc.fill_in("xl_as_of", 45291)
        assert clicked(calc, "refresh").startswith("Cập nhật tình hình: xong")


def test_the_interpreter_is_this_one(office: Calc) -> None:
    assert install.interpreter(office.scripts.parents[1]) == sys.executable

"""A click tells what was done, also where the tables beside it could not be renewed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xltools.faces.panel import press as click
from xltools.faces.panel.answer import Request
from xltools.faces.panel.press import press
from xltools.model import Failure
from xltools.pipeline import commands, state
from xltools.workspace.ledger import Ledger

from ...cli_shell import Shell
from ...filled import done, form
from ...pipeline.conftest import Province

DAY = date(2023, 6, 30)


@pytest.fixture
def province(tmp_path: Path, quick: None) -> Province:
    return Province(tmp_path / "tinh")


def test_work_that_is_done_is_told_though_the_tables_are_not_renewed(
    filled: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise Failure("Không thấy thư mục dùng chung; kiểm tra kết nối mạng")

    monkeypatch.setattr(commands, "assess", gone)
    answer = press(Request("mau2", str(filled.root), 2023, None, DAY))
    assert answer.verdict == "errors"
    assert answer.headline.startswith("Tổng hợp mẫu 2: xong, nhưng chưa cập nhật được tình hình: Không thấy")
    assert any(line.path.endswith("Mau2-ToanTinh.xlsx") for line in answer.lines)
    assert (answer.state, answer.board, answer.todo) == (None, None, None)
    refreshed = press(Request("refresh", str(filled.root), 2023, None, DAY))
    assert (refreshed.verdict, refreshed.lines) == ("failed", ())


def test_errors_beyond_the_end_of_the_table_are_counted(filled: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = press(Request("refresh", str(filled.root), 2023, None, DAY))
    monkeypatch.setattr(click, "_MOST", 1)
    cut = press(Request("refresh", str(filled.root), 2023, None, DAY))
    assert whole.todo is not None
    assert len(whole.todo) > 1
    assert cut.todo == whole.todo[:1]
    assert cut.headline == whole.headline
    errors = sum(row[0] == "Lỗi" for row in whole.todo)
    assert f"còn {errors} lỗi" in cut.headline
    assert errors > 1


@pytest.mark.parametrize("button", ["collect", "mau2", "mau3", "compliance", "run", "refresh"])
def test_a_click_reads_and_assesses_once(
    province: Province, monkeypatch: pytest.MonkeyPatch, xltools: Shell, quick: None, button: str
) -> None:
    for number in range(2):  # also where some files were answered before
        province.put(
            f"TG/{number}.xlsx", form("mau3", "TG", [("Phan Văn Bình", *done("3", "01/4/2023 - 03/4/2023"))], 2)
        )
        if not number:
            province.collect("2023-06-20")
    done_so_far: Counter[str] = Counter()

    def counted(name: str, do: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any) -> Any:
            done_so_far[name] += 1
            return do(*arguments)

        return step

    once = {"plan": 1, "filings": 1, "assessment": 1}
    monkeypatch.setattr(state, "load_plan", counted("plan", state.load_plan))
    monkeypatch.setattr(Ledger, "filings", counted("filings", Ledger.filings))
    monkeypatch.setattr(state, "assess", counted("assessment", state.assess))
    assert press(Request(button, str(province.root), 2023, 2, DAY)).state is not None
    assert done_so_far == once
    done_so_far.clear()
    if button == "run":
        assert xltools("run", province.root, "--quarter", 2, "--as-of", DAY).code < 2
        assert done_so_far == once

"""A click tells what was done, also where the tables beside it could not be renewed."""

from __future__ import annotations

from datetime import date

import pytest

from xltools.faces.panel import press as click
from xltools.faces.panel.answer import Request
from xltools.faces.panel.press import press
from xltools.model import Failure
from xltools.pipeline import commands

from ...pipeline.conftest import Province

DAY = date(2023, 6, 30)


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

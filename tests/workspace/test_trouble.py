"""Refusals of the operating system and the database, in Vietnamese."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from xltools.workspace.trouble import reason


@pytest.mark.parametrize(
    ("number", "words"), [(28, "đĩa đầy"), (13, "không có quyền"), (21, "đó là một thư mục"), (999, "số 999")]
)
def test_the_operating_system(number: int, words: str) -> None:
    assert words in reason(OSError(number, "what it says in English"))


def test_the_database(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"rubbish" * 999)
    with pytest.raises(sqlite3.Error) as failed:
        sqlite3.connect(tmp_path / "a.db").execute("SELECT * FROM x")
    assert reason(failed.value) == "tệp hỏng"
    with pytest.raises(sqlite3.Error) as failed:
        sqlite3.connect(tmp_path / "none" / "a.db")
    assert reason(failed.value) == "không có quyền mở"
    with pytest.raises(sqlite3.Error) as failed:
        sqlite3.connect(":memory:").execute("SELECT * FROM x")
    assert reason(failed.value) == "lỗi SQLite số 1"

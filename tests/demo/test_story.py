from __future__ import annotations

from datetime import date

import pytest

from tools.demo_story import read_story, story

TEXT = """
# a comment
=== 2023-02-10 TG/dang ky.xlsx
form: mau1
look: retyped
person: Trần Quý Khải
dated: 09/02/2023
| contents | days | time | places |
| 1.2 | 12 | 06/3 - 17/3/2023 | Huyện Gò Dầu |
| | 20 ngày | 15/5/2023 | |

=== 2023-02-11 TG/dang ky (1).xlsx
copy: 2023-02-10 TG/dang ky.xlsx
"""


def test_a_story_is_read_as_written() -> None:
    first, second = read_story(TEXT)
    assert (first.day, first.path, first.unit, first.form) == (date(2023, 2, 10), "TG/dang ky.xlsx", "TG", "mau1")
    assert (first.look, first.person, first.dated) == ("retyped", "Trần Quý Khải", date(2023, 2, 9))
    assert first.rows == ((1.2, 12, "06/3 - 17/3/2023", "Huyện Gò Dầu"), (None, "20 ngày", "15/5/2023", None))
    assert second.copy == (first.day, first.path)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("text before", "before the first file"),
        ("=== 2023-02-10 TG/a.xlsx\nform: mau1\n| place |\n| x |", "columns"),
        ("=== 2023-02-10 TG/a.xlsx\nform: mau1\n| days | time |\n| x |", "cells"),
        ("=== 2023-02-10 TG/a.xlsx\ncolour: red", "unknown heading colour"),
    ],
)
def test_a_slip_in_the_story_is_named(wrong: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_story(wrong)


def test_the_story_has_every_kind_of_return() -> None:
    files = story()
    assert {file.form for file in files} == {"", "mau1", "mau2", "mau3", "baocao", "lich_hop"}
    assert {file.path.rpartition(".")[2] for file in files} == {"xlsx", "xls", "ods"}
    assert {file.look for file in files} == {"form", "retyped", "moved"}
    assert any(file.copy for file in files)
    assert any(file.broken for file in files)
    senders = {(file.unit, file.quarter) for file in files if file.form == "mau3"}
    assert ("TG", 3) not in senders
    assert ("TG", 2) in senders

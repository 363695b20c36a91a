"""The requirements of the plan, from ``requirements.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WAYS = {
    "rule": "kiểm tra bằng quy tắc",
    "status": "là trạng thái hoặc cột của TuanThu.xlsx",
    "output": "là kết quả chương trình lập ra",
    "unchecked": "không kiểm tra được",
}
"""How a requirement is met, in the words of the annex."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement: where the plan says it, its words, how the tool meets it (keys of ``WAYS``), and a note."""

    id: str
    section: str
    quotation: str
    how: tuple[str, ...]
    note: str


@cache
def requirements() -> dict[str, Requirement]:
    """Id → requirement, in the order of the file."""
    text = Path(__file__).with_name("requirements.toml").read_text(encoding="utf-8")
    return {
        key: Requirement(key, entry["section"], entry["quotation"], tuple(entry["how"].split("+")), entry["note"])
        for key, entry in tomllib.loads(text).items()
    }

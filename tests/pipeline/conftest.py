"""A small province in a temporary workspace, and what is dropped into it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from xltools.outputs.exports import Record
from xltools.pipeline import commands
from xltools.workspace import intake

from ..on import on

HEADER = ("Mã cán bộ", "Họ và tên", "Chức vụ", "Đơn vị", "Đối tượng", "Miễn", "Từ ngày", "Đến ngày")
ROSTER = """
TG-01 | Lê Thị Mai     | Trưởng ban  | TG | LD
TG-02 | Phan Văn Bình  | Chuyên viên | TG | CV
TG-03 | Đỗ Thu Hoà     | Chuyên viên | TG | CV
VP-01 | Cao Minh Trí   | Chánh Văn phòng | VP | LD
VP-02 | Tạ Ngọc Diệp   | Chuyên viên | VP | CV | thai_san | 01/02/2023 | 31/12/2023
VP-03 | Vũ Hồng Sơn    | Chuyên viên | VP | CV | van_thu
"""


class Province:
    """A workspace and what people drop into it."""

    def __init__(self, folder: Path, roster: str = ROSTER, share: Path | None = None) -> None:
        self.root = folder
        self.drop = (share or folder) / "2-NopBai"
        self.replies = (share or folder) / "3-PhanHoi"
        folder.parent.mkdir(exist_ok=True)
        source = folder.with_suffix(".csv")
        lines = [[cell.strip() for cell in line.split("|")] for line in roster.strip().splitlines()]
        source.write_text("\n".join(",".join(f'"{c}"' for c in line) for line in [HEADER, *lines]), "utf-8")
        commands.new(folder, roster=source, share=share)

    def put(self, path: str, data: bytes) -> str:
        """Drop a file below 2-NopBai; its name in the workspace."""
        target = self.drop / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        return f"2-NopBai/{path}"

    def collect(self, day: str = "2023-03-01", workers: int = 1) -> commands.Done:
        return on(self.root, commands.collect, workers=workers, as_of=date.fromisoformat(day))

    def take(self, path: str, data: bytes, day: str = "2023-03-01") -> str:
        """Drop a file and collect it."""
        name = self.put(path, data)
        self.collect(day)
        return name

    def export(self, what: str, day: str = "2023-12-31") -> list[Record]:
        return on(self.root, commands.export, what, date.fromisoformat(day))

    def person(self, code: str, day: str = "2023-12-31") -> Record:
        return next(one for one in self.export("people", day) if one["person_id"] == code)

    def of(self, what: str, file: str) -> list[Record]:
        """The records of an export that stand in a file."""
        return [one for one in self.export(what) if one["file"] == file]

    def only(self, file: str) -> Record:
        """The one submission found in a file."""
        (one,) = self.of("submissions", file)
        return one

    def codes(self, file: str) -> set[str]:
        return {str(one["code"]) for one in self.of("problems", file)}

    def receipts(self) -> Mapping[str, str]:
        return {
            path.relative_to(self.replies).as_posix(): path.read_text("utf-8")
            for path in sorted(self.replies.rglob("*.txt"))
        }

    def results(self) -> Mapping[str, bytes]:
        """Every result file by name."""
        base = self.root / "4-TongHop"
        return {p.relative_to(base).as_posix(): p.read_bytes() for p in sorted(base.rglob("*")) if p.is_file()}


@pytest.fixture(autouse=True)
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file dropped has been lying there for a while."""
    monkeypatch.setattr(intake, "_YOUNG", -1)
    monkeypatch.setattr(intake, "_STALLED", -1)


@pytest.fixture
def province(tmp_path: Path) -> Province:
    return Province(tmp_path / "tinh")

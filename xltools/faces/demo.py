"""Play the year of a made-up province: forms out, filled-in files back day by day, results at each quarter's end.

The files are made by ``tools.demo`` and ship with the tool, so playing needs no LibreOffice.
"""

from __future__ import annotations

import os
import shutil
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from xltools.pipeline import commands
from xltools.vietnamese.dates import day_text, roman

DROP = "2-NopBai"
_ROSTER = "CanBo.xlsx"
_RESULTS = (
    ("4-TongHop/TuanThu.xlsx", "ai đạt, ai chưa đạt và vì sao"),
    ("4-TongHop/Mau2-ToanTinh.xlsx", "tổng hợp đăng ký toàn tỉnh"),
    ("4-TongHop/Quy4/Mau3-ToanTinh.xlsx", "tổng hợp báo cáo quý IV toàn tỉnh"),
    ("3-PhanHoi", "biên nhận và danh sách lỗi trả về từng đơn vị"),
)


class Round(NamedTuple):
    """One day on which files arrive; ``folder`` holds them by unit."""

    day: date
    folder: Path

    @property
    def quarter(self) -> int:
        """Quarter of the day, 1–4."""
        return (self.day.month + 2) // 3

    def files(self) -> list[Path]:
        """The files of the day."""
        return sorted(path for path in self.folder.rglob("*") if path.is_file())


def play(target: Path, log: Callable[[str], None]) -> None:
    """Make ``target`` the workspace of the made-up province and play its whole year; ``log`` gets Vietnamese lines.

    Raises what ``commands.new`` raises if ``target`` is something else already.
    """
    begin(target)
    log(f"Đã lập thư mục làm việc của một tỉnh giả định: {target}")
    for quarter, days in groupby(rounds(), key=lambda one: one.quarter):
        handed_out = False
        for day in days:
            if not handed_out and day.day.month == 3 * quarter:
                commands.hand_out(target, quarter)  # by now the registrations are in, which its rows start from
                handed_out = True
            deliver(target, day, day.files())
            commands.collect(target, as_of=day.day)
            log(f"{day_text(day.day)}: đã nhận {len(day.files())} tệp")
        end = quarter_end(day.day)
        commands.run(target, quarter=quarter, as_of=end)
        log(f"{day_text(end)}: đã tổng hợp quý {roman(quarter)}")
    log("Xem:")
    for name, words in _RESULTS:
        log(f"  {target / name} – {words}")


def begin(target: Path) -> None:
    """The workspace with its roster and the forms of registration handed out."""
    commands.new(target, roster=_shipped() / _ROSTER)
    commands.hand_out(target, None)


def rounds() -> Iterator[Round]:
    """The days of arrival in order."""
    for folder in sorted(path for path in _shipped().iterdir() if path.is_dir()):
        yield Round(date.fromisoformat(folder.name), folder)


def deliver(target: Path, day: Round, arrived: Iterable[Path]) -> None:
    """Copy files of a day into the drop folder, in the order given, dated that day."""
    noon = datetime.combine(day.day, time(12)).timestamp()
    for path in arrived:
        copied = target / DROP / path.relative_to(day.folder)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copied)
        os.utime(copied, (noon, noon))


def quarter_end(day: date) -> date:
    """Last day of the quarter of ``day``."""
    month = (day.month + 2) // 3 * 3
    return date(day.year, month, monthrange(day.year, month)[1])


def _shipped() -> Path:
    """The demo's files: of the installed package, or of the checkout when run from source."""
    installed = Path(str(files("xltools") / "workbooks" / "demo"))
    return installed if installed.is_dir() else Path(__file__).parents[2] / "workbooks" / "demo"

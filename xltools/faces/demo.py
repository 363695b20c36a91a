"""Play the year of a made-up province: forms out, filled-in files back day by day, results at each quarter's end.

The files are made by ``tools.demo`` and ship with the tool, so playing needs no LibreOffice.
"""

from __future__ import annotations

import os
import shutil
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from functools import partial
from importlib.resources import files
from itertools import groupby
from pathlib import Path

from xltools.pipeline import commands
from xltools.vietnamese.dates import day_text, roman
from xltools.vietnamese.wording import say, wording
from xltools.workspace.layout import DROP

_ROSTER = "CanBo.xlsx"
_say = partial(say, "faces")


def play(target: Path, tell: Callable[[str], None]) -> None:
    """Make ``target`` the made-up province's workspace and play its year; ``tell`` gets Vietnamese lines."""
    begin(target)
    tell(_say("demo.begun", folder=target))
    for quarter, days in groupby(rounds(), key=lambda one: (one[0].month + 2) // 3):
        handed_out = False
        for day, arrived in days:
            if not handed_out and day.month == 3 * quarter:
                with commands.opened(target) as workspace:  # by now the registrations are in, which its rows start from
                    commands.hand_out(workspace, quarter)
                handed_out = True
            deliver(target, day, arrived)
            with commands.opened(target) as workspace:
                commands.collect(workspace, as_of=day, at_rest=True)
            tell(_say("demo.received", day=day_text(day), count=len(arrived)))
        end = quarter_end(day)
        with commands.opened(target) as workspace:
            commands.run(workspace, quarter=quarter, as_of=end)
        tell(_say("demo.merged", day=day_text(end), quarter=roman(quarter)))
    tell(_say("demo.look"))
    for name, words in wording("faces")["demo"]["results"].items():
        tell(f"  {target / name} – {words}")


def begin(target: Path) -> None:
    """Make the workspace with its roster, and hand out the forms of registration."""
    commands.new(target, roster=_shipped() / _ROSTER)
    with commands.opened(target) as workspace:
        commands.hand_out(workspace)


def rounds() -> Iterator[tuple[date, list[Path]]]:
    """The days on which files arrive, in order, each with its files."""
    for folder in sorted(path for path in _shipped().iterdir() if path.is_dir()):
        yield date.fromisoformat(folder.name), sorted(path for path in folder.rglob("*") if path.is_file())


def deliver(target: Path, day: date, arrived: Iterable[Path]) -> None:
    """Copy files of a day into the drop folder, in the order given, dated that day."""
    noon = datetime.combine(day, time(12)).timestamp()
    for path in arrived:
        copied = target / DROP / path.relative_to(_shipped() / day.isoformat())
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

"""Measure, and print the table of README: ``python -m bench [--files 10000] [--sample 500] [--rounds 3]``."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from python_calamine import CalamineWorkbook

from bench.generate import offices, one_form, write_forms, write_roster
from bench.stopwatch import Lap, click, freeze, lap, tool

AS_OF = "2023-12-31"
QUARTER = "4"
_OLD = 1_700_000_000  # a modification time long past: nothing has to be waited for

Laps = dict[str, list[Lap]]


class Scene(NamedTuple):
    """A workspace with its drop folder filled, never touched; a folder of fewer forms; room for copies."""

    whole: Path
    tenth: Path
    sample: Path
    one: Path
    room: Path


def main() -> None:
    """Generate, measure in turns, print."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--files", type=int, default=10_000, help="forms in the workspace")
    parser.add_argument("--sample", type=int, default=500, help="forms the slow scripts read")
    parser.add_argument("--rounds", type=int, default=3, help="turns; the best of each counts")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xltools-bench-") as place:
        room = Path(place)
        freeze(room / "source")
        scene = Scene(
            whole=workspace(room / "whole", given.files),
            tenth=workspace(room / "tenth", given.files // 10),
            sample=workspace(room / "sample", given.sample) / "2-NopBai",
            one=room / "one.xlsx",
            room=room,
        )
        scene.one.write_bytes(one_form())
        laps: Laps = defaultdict(list)
        for number in range(given.rounds):
            turn(scene, laps, number)
        print(table(laps, given.files, given.sample))


def workspace(folder: Path, files: int) -> Path:
    """A workspace whose drop folder holds ``files`` forms."""
    units = offices(files)
    roster = folder.with_suffix(".csv")
    write_roster(roster, units)
    tool("new", folder, "--roster", roster, "--new-units")
    rows = CalamineWorkbook.from_path(folder / "KeHoach.xlsx").get_sheet_by_name("DonVi").to_python()
    codes = {str(row[1]): str(row[0]) for row in rows[1:]}
    write_forms(folder / "2-NopBai", codes, units, files)
    for path in (folder / "2-NopBai").rglob("*.xlsx"):
        os.utime(path, (_OLD, _OLD))
    return folder


def turn(scene: Scene, laps: Laps, number: int) -> None:
    """Everything once, ours and theirs taking turns."""

    def run(name: str, measured: Lap) -> None:
        laps[name].append(measured)

    steps, whole, tenth = (scene.room / f"{name}-{number}" for name in ("steps", "run", "tenth-run"))
    linked(scene.whole, steps)
    run("cells", plain("cells", scene.whole / "2-NopBai", scene.room))
    collected = lap(["-m", "bench.collect", str(steps), AS_OF])
    replies = float(collected.printed)
    run("collect", collected._replace(wall=collected.wall - replies))
    run("replies", collected._replace(wall=replies))
    run("pandas + openpyxl", plain("openpyxl", scene.sample, scene.room / "openpyxl.xlsx"))
    run("compliance", tool("compliance", steps, "--as-of", AS_OF))
    written = plain("writer", steps / "4-TongHop" / "TuanThu.xlsx", scene.room / "writer.xlsx")
    run("writer", written._replace(wall=float(written.printed)))
    run("merge mau2", tool("merge", steps, "--form", "mau2", "--as-of", AS_OF))
    run("merge mau3", tool("merge", steps, "--form", "mau3", "--quarter", QUARTER, "--as-of", AS_OF))
    run("pandas + calamine", plain("calamine", scene.sample, scene.room / "calamine.xlsx"))
    linked(scene.whole, whole)
    run("run", tool("run", whole, "--quarter", QUARTER, "--as-of", AS_OF))
    same_work(steps, whole)
    run("run again", tool("run", whole, "--quarter", QUARTER, "--as-of", AS_OF))
    replace_one(whole, scene.one)
    run("collect, 1 changed", tool("collect", whole, "--as-of", AS_OF))
    run("run, 1 changed", tool("run", whole, "--quarter", QUARTER, "--as-of", AS_OF))
    linked(scene.tenth, tenth)
    collected = lap(["-m", "bench.collect", str(tenth), AS_OF])
    run("collect a tenth", collected._replace(wall=collected.wall - float(collected.printed)))
    bare = "from xltools import buttons\nwith buttons.without(*buttons.NOT_NEEDED): import xlwings"
    short: dict[str, Callable[[], Lap]] = {
        "check": lambda: tool("check", scene.one),
        "click": lambda: click(scene.one, scene.room),
        "bare xlwings": lambda: lap(["-c", bare]),
        "xlwings": lambda: lap(["-c", "import xlwings"]),
    }
    for name, measure in short.items():
        run(name, min((measure() for _ in range(5)), key=lambda one: one.wall))
    for folder in (steps, whole, tenth):
        shutil.rmtree(folder)


def same_work(steps: Path, whole: Path) -> None:
    """``RuntimeError`` unless ``run`` wrote the results the single commands wrote, with as many rows."""
    one, other = (
        {path.relative_to(folder).as_posix(): _rows(path) for path in (folder / "4-TongHop").rglob("*.xlsx")}
        for folder in (steps, whole)
    )
    # problems differ: what `run` takes in arrives today, what `collect --as-of` takes in on that day
    if one != other or not any(sum(sheets.values()) for sheets in one.values()):
        differing = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
        raise RuntimeError(f"run and its steps did not do the same work: {differing[:5]}")


def _rows(path: Path) -> dict[str, int]:
    book = CalamineWorkbook.from_path(path)
    return {name: len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names if name != "VanDe"}


def plain(what: str, folder: Path, out: Path) -> Lap:
    """A script of ``bench.plain`` in a fresh process."""
    return lap(["-m", "bench.plain", what, str(folder), str(out)])


def linked(source: Path, target: Path) -> None:
    """A copy of a workspace that shares the bytes of the forms and owns the rest."""

    def copy(one: str, other: str) -> None:
        (os.link if one.endswith(".xlsx") and "2-NopBai" in one else shutil.copy2)(one, other)

    shutil.copytree(source, target, copy_function=copy)


def replace_one(folder: Path, form: Path) -> None:
    """A corrected version of one form arrives in the place of the old one."""
    target = min((folder / "2-NopBai").rglob("dang ky 02.xlsx"))
    target.unlink()
    shutil.copyfile(form, target)
    os.utime(target, (_OLD + 1, _OLD + 1))


def table(laps: Laps, files: int, sample: int) -> str:
    """The Markdown table; ratios are to calamine alone reading every cell in one process."""
    best = {name: min(all_laps, key=lambda one: one.wall) for name, all_laps in laps.items()}
    peak = {name: max(one.peak for one in all_laps) for name, all_laps in laps.items()}
    base = best["cells"].wall
    lines = [
        f"{files:,} forms, {date.today().isoformat()}, {machine()}, best of {len(laps['cells'])} turns.",
        "",
        "| what | s | ms a file | × calamine alone | peak MB |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, (words, count) in _LINES.items():
        n = count(files, sample)
        one, per_file = best[name], best[name].wall / n * 1000
        ratio = "" if n == 1 else f"{best[name].wall / n / (base / files):.2f}"
        lines.append(f"| {words.format(n=n)} | {one.wall:.2f} | {per_file:.3f} | {ratio} | {peak[name]:.0f} |")
    slow, whole = best["pandas + openpyxl"].wall / sample * files, best["run"].wall
    tenth = best["collect a tenth"].wall / (files // 10)
    lines += [
        "",
        f"- whole `run` against pandas + openpyxl on as many files: {slow / whole:.1f} × faster",
        f"- `compliance` against XlsxWriter alone writing the cells of its workbook: "
        f"{best['compliance'].wall / best['writer'].wall:.2f} × its time",
        f"- a file in a tenth of the files against a file in all: {tenth / (best['collect'].wall / files):.2f} ×",
    ]
    return "\n".join(lines)


_LINES: dict[str, tuple[str, Callable[[int, int], int]]] = {
    "cells": ("calamine alone, every cell, one process", lambda files, _: files),
    "collect": ("**`collect`**: hash, archive, read, check, record", lambda files, _: files),
    "replies": ("its replies: a receipt for every file", lambda files, _: files),
    "merge mau2": ("**`merge --form mau2`**: province and every unit", lambda files, _: files),
    "merge mau3": ("**`merge --form mau3`**: one quarter", lambda files, _: files),
    "compliance": ("**`compliance`**", lambda files, _: files),
    "writer": ("XlsxWriter alone, the cells of `TuanThu.xlsx`", lambda files, _: files),
    "run": ("**`run`**: all of it", lambda files, _: files),
    "run again": ("**`run`** again, nothing changed", lambda files, _: files),
    "collect, 1 changed": ("**`collect`**, 1 file changed", lambda files, _: files),
    "run, 1 changed": ("**`run`** after it", lambda files, _: files),
    "collect a tenth": ("**`collect`** of {n:,} files", lambda files, _: files // 10),
    "pandas + calamine": ("pandas + calamine script, no checks, {n:,} files", lambda _, sample: sample),
    "pandas + openpyxl": ("pandas + openpyxl script, no checks, {n:,} files", lambda _, sample: sample),
    "check": ("**`check FILE`**, cold start", lambda *_: 1),
    "click": ("**Kiểm tra** clicked in Excel, without Excel's own time, cold start", lambda *_: 1),
    "bare xlwings": ("of it: `import xlwings` without what it takes along", lambda *_: 1),
    "xlwings": ("`import xlwings` as it comes, with numpy and pandas", lambda *_: 1),
}


def machine() -> str:
    """Processor, cores, Python."""
    info = Path("/proc/cpuinfo")
    models = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    name = models[0].partition(":")[2].strip() if models else platform.processor() or platform.machine()
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    main()

"""Make the demo's filled-in files, ``workbooks/demo``: one folder per day of arrival, below it one per unit.

Files in the older Excel format and in OpenDocument are saved by LibreOffice; it is asked only where the sheet
behind such a file has changed, since it never writes the same bytes twice.

``python -m tools.demo`` writes into the checkout.
"""

from __future__ import annotations

import csv
import hashlib
import subprocess  # LibreOffice is a program, not a library
import tempfile
from datetime import date
from importlib.resources import files
from pathlib import Path

from openpyxl import Workbook

from tools.demo_forms import form_bytes, saved
from tools.demo_story import StoryFile, story
from xltools.plan.plan import Plan
from xltools.plan.toml import load_builtin

ROSTER = "CanBo.xlsx"
"""The roster of the invented province, beside the days' folders."""
CONVERTED = "saved-by-libreoffice.txt"
"""Digest of the sheet behind each file that LibreOffice saved."""

_PATIENCE = 120  # seconds for one conversion on a slow machine


def build_demo(target: Path) -> list[Path]:
    """Write roster and files into ``target`` and remove what the story no longer tells. Returns the files."""
    target.mkdir(parents=True, exist_ok=True)
    made = [_write(target / ROSTER, _roster())]
    told = {(file.day, file.path): file for file in story()}
    plan = load_builtin("2023")
    before = _digests(target / CONVERTED)
    after: dict[str, str] = {}
    for file in told.values():
        name = f"{file.day.isoformat()}/{file.path}"
        path = target / name
        data = _bytes(file, told, plan)
        if path.suffix == ".xlsx":
            _write(path, data)
        else:
            after[name] = hashlib.sha256(data).hexdigest()
            if before.get(name) != after[name] or not path.is_file():
                _write(path, _convert(data, path.suffix.removeprefix(".")))
        made.append(path)
    lines = "".join(f"{digest}  {name}\n" for name, digest in after.items())
    made.append(_write(target / CONVERTED, lines.encode()))
    for path in {path for path in target.rglob("*") if path.is_file()} - set(made):
        path.unlink()
    return made


def _bytes(file: StoryFile, told: dict[tuple[date, str], StoryFile], plan: Plan) -> bytes:
    if file.copy:
        return _bytes(told[file.copy], told, plan)
    if file.broken:
        whole = _bytes(told[file.broken], told, plan)
        return whole[: len(whole) // 2]
    return form_bytes(file, plan)


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _roster() -> bytes:
    text = (files("tools") / "demo_data" / "roster.csv").read_text(encoding="utf-8")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "CanBo"
    for row in csv.reader(text.splitlines()):
        sheet.append([value or None for value in row])
    for letter, width in zip("ABCDEFGH", (12, 26, 44, 10, 12, 12, 12, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    return saved(book)


def _digests(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    pairs = (line.split("  ", 1) for line in path.read_text(encoding="utf-8").splitlines())
    return {name: digest for digest, name in pairs}


def _convert(data: bytes, ending: str) -> bytes:
    """The workbook as LibreOffice saves it; ``RuntimeError`` if it does not."""
    with tempfile.TemporaryDirectory() as folder:
        source = _write(Path(folder) / "form.xlsx", data)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = ["soffice", "--headless", profile, "--convert-to", ending, "--outdir", folder, str(source)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)  # noqa: S603
        target = source.with_suffix(f".{ending}")
        if not target.is_file():
            raise RuntimeError(f"LibreOffice did not save {ending}: {done.stderr.strip() or done.stdout.strip()}")
        return target.read_bytes()


if __name__ == "__main__":
    build_demo(Path(__file__).parents[1] / "workbooks" / "demo")

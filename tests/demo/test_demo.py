from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from tools.demo import CONVERTED, build_demo
from xltools.faces import demo
from xltools.pipeline import commands

from ..at_rest import at_rest
from ..on import on

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
SHIPPED = Path(__file__).parents[2] / "workbooks" / "demo"
END = date(2023, 12, 31)
Arrange = Callable[[Iterable[Path]], list[Path]]


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def said(value: object) -> str:
    """A value as the table spells it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def spelt(record: Mapping[str, object], fields: Iterable[str]) -> dict[str, str]:
    return {field: said(record[field]) for field in fields}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    target, lines = tmp_path_factory.mktemp("demo") / "tinh", list[str]()
    with at_rest():
        demo.play(target, lines.append)
    return target, lines


def results(workspace: Path) -> dict[str, bytes]:
    folder = workspace / "4-TongHop"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def people_as(name: str, workspace: Path, day: date) -> None:
    expected = table(name)
    found = [spelt(one, expected[0]) for one in on(workspace, commands.export, "people", day)]
    assert sorted(found, key=lambda one: one["person_id"]) == expected


def test_people_are_the_table_worked_out_by_hand(played: tuple[Path, list[str]]) -> None:
    people_as("people.csv", played[0], END)


def test_entries_are_the_table_worked_out_by_hand(played: tuple[Path, list[str]]) -> None:
    expected = table("entries.csv")
    for row in expected:
        arrived = SHIPPED / row.pop("received") / row["file"].removeprefix(f"{demo.DROP}/")
        row["sha256"] = hashlib.sha256(arrived.read_bytes()).hexdigest()
    found = [spelt(one, expected[0]) for one in on(played[0], commands.export, "entries", END)]

    def place(row: dict[str, str]) -> tuple[str, str, int]:
        return row["file"], row["sha256"], int(row["row"])

    assert sorted(found, key=place) == sorted(expected, key=place)


def test_every_official_word_is_said_where_to_look(played: tuple[Path, list[str]]) -> None:
    workspace, lines = played
    shown = [line.partition(" – ")[0].strip() for line in lines[lines.index("Xem:") + 1 :]]
    assert len(shown) >= 3
    assert all(Path(path).exists() and workspace in Path(path).parents for path in shown)


def test_running_again_changes_no_byte(played: tuple[Path, list[str]]) -> None:
    before = results(played[0])
    on(played[0], commands.collect, as_of=END)
    on(played[0], commands.run, quarter=4, as_of=END)
    assert results(played[0]) == before


def days_of_the_year(target: Path, workers: int, arrange: Arrange) -> Iterator[date]:
    """The year, collected by so many workers, each day's files copied in an order of our own; each day when done."""
    demo.begin(target)
    for day, files in demo.rounds():
        demo.deliver(target, day, arrange(files))
        on(target, commands.collect, workers=workers, as_of=day, at_rest=True)
        yield day


def test_people_on_two_days_whatever_workers_and_order_of_files(tmp_path: Path) -> None:
    backwards: Arrange = lambda paths: sorted(paths, reverse=True)  # noqa: E731
    told = []
    for number, (workers, arrange) in enumerate([(1, list), (2, list), (2, backwards)]):
        workspace = tmp_path / f"{number}" / "tinh"
        for day in days_of_the_year(workspace, workers, arrange):
            if day == date(2023, 6, 29):
                people_as("people-2023-07-01.csv", workspace, date(2023, 7, 1))
            if day == date(2023, 9, 25):
                people_as("people-2023-09-30.csv", workspace, date(2023, 9, 30))
        assert day == date(2023, 12, 20)
        for quarter in (1, 2, 3, 4):
            on(workspace, commands.run, quarter=quarter, as_of=END)
        told.append(results(workspace))
    assert told[0] == told[1] == told[2]


def test_the_shipped_files_are_what_the_story_makes(tmp_path: Path) -> None:
    made = shutil.copytree(SHIPPED, tmp_path / "demo")
    build_demo(made)  # asks LibreOffice only where a sheet behind an .xls or .ods is not the one shipped
    same = {path.relative_to(made).as_posix(): path.read_bytes() for path in made.rglob("*") if path.is_file()}
    assert same == {
        path.relative_to(SHIPPED).as_posix(): path.read_bytes() for path in SHIPPED.rglob("*") if path.is_file()
    }
    assert CONVERTED in same


def test_the_shipped_files_are_small() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) < 1_500_000

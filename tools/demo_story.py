"""The story of the invented province: ``demo_data/story.txt`` read into files, headings and tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.resources import files

from xltools.forms.catalogue import CATALOGUE

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class StoryFile:
    """One file of the story: where and when it arrives, what its sender typed.

    ``path`` is ``<unit folder>/<file name>``; ``fields`` are the columns of ``rows``. ``look`` is ``form`` (the form
    as handed out), ``retyped`` or ``moved``. ``copy`` and ``broken`` name the file whose bytes this one has
    (broken: only the first half of them) as (day, path).
    """

    day: date
    path: str
    form: str = ""
    look: str = "form"
    quarter: int | None = None
    person: str = ""
    title: str = ""
    dated: date | None = None
    examples_kept: bool = False
    copy: tuple[date, str] | None = None
    broken: tuple[date, str] | None = None
    fields: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = field(default=(), repr=False)

    @property
    def unit(self) -> str:
        """Code of the unit in whose folder the file lies."""
        return self.path.partition("/")[0]


def story() -> tuple[StoryFile, ...]:
    """Every file of the demo in the order of the text; ``ValueError`` names the line that is wrong."""
    text = (files("tools") / "demo_data" / "story.txt").read_text(encoding="utf-8")
    return read_story(text)


def read_story(text: str) -> tuple[StoryFile, ...]:
    """The files a story text tells of; see the head of ``story.txt`` for how it is written."""
    blocks: list[list[str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("==="):
            blocks.append([line])
        elif line.strip() and not line.startswith("#"):
            if not blocks:
                raise ValueError(f"line {number}: text before the first file")
            blocks[-1].append(line)
    return tuple(_file(block) for block in blocks)


def _file(block: list[str]) -> StoryFile:
    day, path = _place(block[0].removeprefix("==="))
    table = [_row(line) for line in block[1:] if line.startswith("|")]
    lines = dict(_line(line) for line in block[1:] if not line.startswith("|"))
    fields = tuple(str(name) for name in table[0]) if table else ()
    if any(len(row) != len(fields) for row in table):
        raise ValueError(f"{path}: a row has not as many cells as the header")
    form = lines.pop("form", "")
    if form:
        known = {column.field for column in CATALOGUE[form].columns}
        if not known.issuperset(fields):
            raise ValueError(f"{path}: columns {set(fields) - known} are not of {form}")
    lines.pop("foreign", None)
    made = StoryFile(
        day=day,
        path=path,
        form=form,
        look=lines.pop("look", "form"),
        quarter=int(quarter) if (quarter := lines.pop("quarter", "")) else None,
        person=lines.pop("person", ""),
        title=lines.pop("title", ""),
        dated=datetime.strptime(dated, "%d/%m/%Y").date() if (dated := lines.pop("dated", "")) else None,
        examples_kept=lines.pop("examples", "") == "kept",
        copy=_place(other) if (other := lines.pop("copy", "")) else None,
        broken=_place(other) if (other := lines.pop("broken", "")) else None,
        fields=fields,
        rows=tuple(table[1:]),
    )
    if lines:
        raise ValueError(f"{path}: unknown heading {', '.join(lines)}")
    return made


def _place(text: str) -> tuple[date, str]:
    day, _, path = text.strip().partition(" ")
    return date.fromisoformat(day), path.strip()


def _line(line: str) -> tuple[str, str]:
    key, _, value = line.partition(":")
    return key.strip(), value.strip()


def _row(line: str) -> tuple[Cell, ...]:
    return tuple(_cell(text.strip()) for text in line.strip().strip("|").split("|"))


def _cell(text: str) -> Cell:
    """A bare number is typed as a number, a blank stays blank, the rest is text."""
    if not text:
        return None
    try:
        return int(text) if text.isdigit() else float(text)
    except ValueError:
        return text

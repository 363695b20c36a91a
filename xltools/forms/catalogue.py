"""The forms of the plan, read from ``forms.toml``: what a form is, and which forms there are.

A form's code stands in that file and in the plan's data only; code asks for forms by what they are for.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from dataclasses import fields as fields_of
from functools import cache
from pathlib import Path
from typing import Any

from xltools.model import Entry
from xltools.vietnamese.dates import roman


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form's table.

    ``field`` is the name of the value everywhere in the code. ``header`` and ``number`` are printed as the plan prints
    them, ``width`` is in characters. ``aliases`` are further header wordings, folded (lower case, no marks); a header
    matches when its folded text starts with the folded header or an alias. ``parts`` are headers of a part of the value
    that some people put in a column of its own (``Xã | Huyện``). ``extra`` names the switch of ``Plan.extras`` for a
    column of ours, ``""`` for the plan's own. A ``required`` column is one the table cannot do without.
    """

    field: str
    header: str
    width: float
    number: str = ""
    aliases: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    align: str = "left"
    extra: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class FormSpec:
    """A form: its names, who sends it, its heading, table and signature block.

    Names: ``code`` in data, ``name`` in lists, ``in_sentence`` within a sentence, ``stem`` at the start of file names.

    Who and when: a ``personal`` form is one person's, others are a unit's; ``unit_kinds`` are the kinds of units that
    send it (empty: all that have cadres). ``quarterly``: once a quarter, else once a year. ``kind`` is what its rows
    are: ``registered`` or ``performed`` days, ``""`` for neither. ``gathers`` is the form of single people whose rows
    a unit's form puts together; such a form is also drawn from what came in. ``expected``: the plan asks everybody
    for it. ``missing_rule`` is the rule that tells when it did not come. ``sent_with`` is the form with which it
    travels: until that one is due, it is not late.

    Heading: ``title`` and ``subtitle`` may hold ``{subject}``, ``{report_subject}``, ``{quarter}`` (Roman), ``{year}``.
    ``marks`` are folded texts, all of which must stand above the table for the form to be recognised; ``not_marks``
    must not. ``lines`` are the numbered lines above the table: (field, wording).

    Table: ``samples`` are the example rows the plan prints (field → text), ``total`` says whether a line sums up the
    days, ``blank_rows`` how many empty rows are handed out. ``signatures`` are the captions left and right below it.
    """

    code: str
    name: str
    in_sentence: str
    stem: str
    title: str
    subtitle: str
    marks: tuple[str, ...]
    columns: tuple[Column, ...]
    signatures: tuple[str, str]
    not_marks: tuple[str, ...] = ()
    landscape: bool = False
    personal: bool = False
    quarterly: bool = False
    unit_kinds: tuple[str, ...] = ()
    kind: str = ""
    gathers: str = ""
    expected: bool = False
    missing_rule: str = ""
    sent_with: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    samples: tuple[dict[str, str], ...] = ()
    total: bool = False
    blank_rows: int = 10

    @property
    def official(self) -> tuple[Column, ...]:
        """The columns the plan prints."""
        return tuple(column for column in self.columns if not column.extra)

    @property
    def short_name(self) -> str:
        """The name without what it explains: ``Mẫu 1``."""
        return self.name.partition(" – ")[0]

    def column(self, field: str) -> Column:
        """The column of a field; ``KeyError`` if the form has none."""
        for column in self.columns:
            if column.field == field:
                return column
        raise KeyError(field)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _column(own: dict[str, Any]) -> Column:
    shared = _DATA["columns"].get(own["field"], {})
    return Column(**{key: _frozen(value) for key, value in {**shared, **own}.items()})


def _form(own: dict[str, Any], tables: dict[str, dict[str, Any]]) -> FormSpec:
    own = dict(own)
    table = tables[own.pop("table_of", own["code"])]
    columns = tuple(map(_column, table["columns"]))
    own |= {"columns": columns, "samples": table.get("samples", [])}
    return FormSpec(**{key: _frozen(value) for key, value in own.items()})


_DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_name("forms.toml").read_text(encoding="utf-8"))
_TABLES = {form["code"]: form for form in _DATA["forms"]}

CATALOGUE: dict[str, FormSpec] = {form["code"]: _form(form, _TABLES) for form in _DATA["forms"]}
"""Every form by code, in the order in which a year meets them."""

REGISTRATIONS = tuple(spec.code for spec in CATALOGUE.values() if spec.kind == "registered")
"""Forms that say what somebody will do."""

REPORTS = tuple(spec.code for spec in CATALOGUE.values() if spec.kind == "performed")
"""Forms that say what somebody has done."""

WITH_DAYS = (*REGISTRATIONS, *REPORTS)
"""Forms whose rows are days at a place for contents of the plan."""

MERGED = tuple(spec.code for spec in CATALOGUE.values() if spec.gathers)
"""Forms of a unit that are drawn from what came in."""

UNIT_FORMS = {spec.kind: spec.code for spec in CATALOGUE.values() if spec.gathers}
"""The form of a unit that counts, by the kind of its rows."""

OWN_FORMS = {spec.kind: spec.gathers for spec in CATALOGUE.values() if spec.gathers}
"""The form of a single person, by the kind of its rows."""

GATHERED_IN = {spec.gathers: spec.code for spec in CATALOGUE.values() if spec.gathers}
"""For a form of one person the form in which the unit puts those of its people together."""


def _expected(spec: FormSpec) -> dict[str, tuple[str, int | None]]:
    if not spec.quarterly:
        return {spec.code: (spec.code, None)}
    prefix = "" if spec.gathers else f"{spec.code}_"
    return {f"{prefix}Q{quarter}": (spec.code, quarter) for quarter in range(1, 5)}


EXPECTED = {key: form for spec in CATALOGUE.values() if spec.expected for key, form in _expected(spec).items()}
"""What the plan asks everybody for: the key of ``PersonYear.reports`` (``mau1``, ``Q2``) → form and quarter."""


@cache
def shared_column(field: str) -> Column:
    """The column of a field as most forms have it; ``KeyError`` where no two forms share one."""
    return Column(field, **{key: _frozen(value) for key, value in _DATA["columns"][field].items()})


@cache
def text_columns() -> tuple[Column, ...]:
    """Columns of forms with days that are texts and nothing else, those ``Entry`` has a field for left out.

    Their text is ``Entry.raw[field]``.
    """
    known = {"number", "time", *(field.name for field in fields_of(Entry))}
    columns = {c.field: c for code in WITH_DAYS for c in CATALOGUE[code].columns if c.field not in known}
    return tuple(columns.values())


def form_name(form: str, quarter: int | None) -> str:
    """How a list calls a form of a quarter (``None``: of the year): ``Mẫu 3 quý II``."""
    name = CATALOGUE[form].short_name
    return f"{name} quý {roman(quarter)}" if quarter else name

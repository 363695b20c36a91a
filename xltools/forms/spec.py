"""One spec per form: it draws the blank form and it reads what comes back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form's table.

    ``field`` is the name of the value everywhere in the code. ``header`` and ``number`` are printed as
    the plan prints them. ``aliases`` are further header wordings, folded (lower case, no marks);
    a header matches when its folded text starts with the folded header or an alias.
    ``width`` is in characters.
    ``extra`` names the switch of ``Plan.extras`` for a column of ours, ``""`` for official columns.
    """

    field: str
    header: str
    width: float
    number: str = ""
    aliases: tuple[str, ...] = ()
    align: str = "left"
    extra: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class FormSpec:
    """A form: heading, table, signature block.

    ``title`` and ``subtitle`` may hold ``{subject}``, ``{report_subject}``, ``{quarter}`` (Roman) and ``{year}``.
    ``marks`` are folded texts, all of which must occur above the table for the form to be recognised;
    ``not_marks`` must not. ``lines`` are the numbered lines above the table: (field, wording).
    ``samples`` are the example rows the plan prints (by column field). ``signatures`` are the
    captions left and right below the table. ``personal``: one person per form, else one unit.
    """

    code: str
    title: str
    subtitle: str
    marks: tuple[str, ...]
    not_marks: tuple[str, ...]
    landscape: bool
    personal: bool
    quarterly: bool
    columns: tuple[Column, ...]
    signatures: tuple[str, str]
    lines: tuple[tuple[str, str], ...] = ()
    samples: tuple[dict[str, str], ...] = ()
    total: bool = False
    kind: str = ""  # registered | performed | ""
    blank_rows: int = 10

    @property
    def official(self) -> tuple[Column, ...]:
        """The columns the plan prints."""
        return tuple(column for column in self.columns if not column.extra)

    def column(self, field: str) -> Column:
        """The column of a field; ``KeyError`` if the form has none."""
        for column in self.columns:
            if column.field == field:
                return column
        raise KeyError(field)

"""Rows and cells that say what the plan prints for people to replace."""

from __future__ import annotations

import re
from functools import lru_cache

from xltools.forms.catalogue import CATALOGUE, FormSpec
from xltools.office.sheet import Value
from xltools.vietnamese.text import fold

_NUMBERED = re.compile(r"^\s*(?:vd|vi du)\s*\d*\s*[:.]")
_MARKED = re.compile(r"\W*(?:vd|vi du)\s*\d*\W*")
_DOTS = re.compile(r"\.{2,}|…|_{2,}")
_WORD = re.compile(r"\w+")
_NAMES = frozenset({"nguyen a", "nguyen van a"})


def is_example(spec: FormSpec, values: dict[str, Value]) -> bool:
    """Whether a row is a sample row as printed: nothing in it but placeholders and words of the sample."""
    if sample_cell(values):
        return not own_cells(spec, values)
    told = {field: value for field, value in values.items() if field not in ("number", "person", "title")}
    return bool(told) and all(isinstance(value, str) and _is_placeholder(spec.code, value) for value in told.values())


def sample_cell(values: dict[str, Value]) -> str:
    """The field whose cell marks a row as a sample: ``VD1: …``, ``VD`` or ``Nguyễn Văn A``; ``""`` for none."""
    contents, person, number = values.get("contents"), values.get("person"), values.get("number")
    if isinstance(contents, str) and _is_numbered(contents):
        return "contents"
    if isinstance(person, str) and fold(person).strip(" .") in _NAMES:
        return "person"
    return "number" if isinstance(number, str) and _MARKED.fullmatch(fold(number)) else ""


def own_cells(spec: FormSpec, values: dict[str, Value]) -> list[str]:
    """The fields of a sample row that say something else than the sample; its own mark aside."""
    return [
        field
        for field, value in values.items()
        if field not in ("number", "title", sample_cell(values)) and not _is_printed(spec.code, field, value)
    ]


def _is_printed(form: str, field: str, value: Value) -> bool:
    """Whether a cell holds no word that the sample does not have there; dots and blanks hold none."""
    if not isinstance(value, str):
        return False
    words = _words(value)
    return not words or any(words <= _words(text) for text in _printed(form).get(field, ()))


@lru_cache(maxsize=16_384)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text)))


@lru_cache(maxsize=16_384)
def _is_numbered(contents: str) -> bool:
    """``VD1: 1.1 Phối hợp …``."""
    return bool(_NUMBERED.match(fold(contents)))


@lru_cache(maxsize=65_536)
def _is_placeholder(form: str, text: str) -> bool:
    """Whether a text is one the plan prints for people to replace.

    Mẫu 1's sample days and dates look like real ones and are none.
    """
    if _DOTS.search(text):
        return True
    folded = fold(text)
    return any(
        folded in texts and (field in ("contents", "detail", "places") or "(" in folded)
        for field, texts in _printed(form).items()
    )


@lru_cache(maxsize=8)
def _printed(form: str) -> dict[str, frozenset[str]]:
    """Field → the texts, folded, of the plan's sample rows."""
    samples = CATALOGUE[form].samples
    fields = {field for sample in samples for field in sample}
    return {field: frozenset(fold(sample[field]) for sample in samples if field in sample) for field in fields}

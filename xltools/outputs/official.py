"""The official forms as files: blank ones to hand out, and mẫu 2 / mẫu 3 filled with merged rows.

Text that came out of somebody's form is only ever written as text: formulas and links are ours alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby

from xltools.counting.consolidate import MergedRow, Section
from xltools.forms.catalogue import FormSpec
from xltools.model import Person, Unit
from xltools.office.package import quoted_sheet
from xltools.office.sheet import Box
from xltools.office.sheet_edit import Move, SheetEdit
from xltools.office.sheet_xml import Chunks, render_row
from xltools.outputs.form_tables import FormTable, SourceSheet
from xltools.outputs.template import Template, edit_names
from xltools.plan.plan import Letterhead, Plan
from xltools.vietnamese.dates import long_date, roman
from xltools.vietnamese.wording import say, wording

_say = partial(say, "outputs")
_DOTS = "....."
_ROWS_A_PERSON = 2  # room for two rows each before anybody has to insert one
_SPARE_ROWS = 3  # empty rows that stay below pre-filled ones
_ENOUGH_ROWS = 7  # so many empty rows rather than a second page
_SAMPLE_YEAR = "2023"  # the year in the plan's printed examples


def blank_form(
    code: str,
    plan: Plan,
    *,
    unit: Unit,
    person: Person | None = None,
    quarter: int | None = None,
    rows: Sequence[Mapping[str, str | float | None]] = (),
    template: bytes | None = None,
) -> bytes:
    """A form to hand out.

    ``rows`` are pre-filled rows, field → value; empty ones follow. ``template`` takes the place of the official one.
    Raises ``PackageError`` if an anchor is missing from the template.
    """
    form = Template(code, plan.extras, template)
    spec = form.spec
    _heading(form, plan, unit, person, quarter)
    form.say("xl_date", open_date(plan))
    table = FormTable(form)
    for sample in spec.samples:
        table.add_sample({k: v.replace(_SAMPLE_YEAR, str(plan.year)) for k, v in sample.items()})
    numbers = _numbers(spec, rows)
    for number, row in zip(numbers, rows, strict=True):
        table.add({"number": number, **row}, least=form.edit.height(form.body.top))
    height = form.edit.height(form.body.top)
    for _ in range(_blank_rows(spec, plan, unit, len(rows), int(table.room() / height))):
        table.add({}, least=height)
    table.close()
    _fill_lists(form, plan, unit)
    if "xl_source" in form.anchors:
        form.package.remove_sheet(form.anchors["xl_source"][0])
    return form.finish()


def _blank_rows(spec: FormSpec, plan: Plan, unit: Unit, filled: int, fitting: int) -> int:
    """Empty rows of a form: as many as fit on its page where that is enough, more where a unit has many people."""
    spare = max(_SPARE_ROWS if filled else 1, spec.blank_rows - filled)
    members = sum(person.unit == unit.code for person in plan.people)
    if not spec.personal and _ROWS_A_PERSON * members > spec.blank_rows:
        return max(spare, _ROWS_A_PERSON * members - filled)
    return fitting if _ENOUGH_ROWS <= fitting < spare else spare


def merged_form(
    code: str,
    plan: Plan,
    *,
    unit: Unit | None,
    quarter: int | None,
    as_of: date,
    sections: Iterable[Section],
    root: str | None = None,
    template: bytes | None = None,
) -> bytes:
    """Mẫu 2 or mẫu 3 of a unit (``None``: of the province), filled; with the sheet ``NguonGoc``.

    ``sections`` are read once, one after the other, so that those of a whole province need not exist together.
    ``root`` leads from the result file to the folder that source files are relative to (usual: the workspace, from
    ``4-TongHop`` or, for a quarter, ``4-TongHop/Quy<N>``). ``template`` takes the place of the official one.
    Raises ``PackageError`` if an anchor is missing from the template.
    """
    form = Template(code, plan.extras, template)
    _heading(form, plan, unit, None, quarter)
    form.say("xl_date", official_date(plan.letterhead.place, as_of))
    table = FormTable(form)
    if root is None:
        root = "../../" if quarter else "../"
    sources = SourceSheet(form, root)
    number = 0
    for section, is_last in _until_last(sections):
        if section.title is not None:
            table.add_section(section.title)
        kept = [row for row in section.rows if row.kept]
        for name, group in groupby(kept, key=_person):
            rows = list(group)
            number += bool(name)
            shown = number if name else None
            at = table.add_person(rows, shown, last=is_last and rows[-1] is kept[-1])
            for row, line in zip(rows, at, strict=True):
                sources.add(row, shown, line)
        sources.left_out += [row for row in section.rows if not row.kept]
    if not table.rows.count:
        table.add({})
    form.edit.drop("dataValidations")
    table.close()
    table.set_total()
    sources.close()
    form.package.remove_sheet(form.anchor("xl_list_contents")[0])
    return form.finish()


def _until_last(sections: Iterable[Section]) -> Iterator[tuple[Section, bool]]:
    """Every section, and whether it holds the last row of the table."""
    waiting: list[Section] = []
    for section in sections:
        if any(row.kept for row in section.rows):
            yield from ((one, False) for one in waiting)
            waiting.clear()
        waiting.append(section)
    yield from ((one, one is waiting[0]) for one in waiting)


def _person(row: MergedRow) -> str:
    """What neighbouring rows of one person have in common."""
    return row.person_id or str(row.values.get("person") or "")


def _numbers(spec: FormSpec, rows: Sequence[Mapping[str, str | float | None]]) -> Iterator[int | None]:
    """STT of pre-filled rows: per row, or per person where the form names people."""
    number, before = 0, None
    named = any(column.field == "person" for column in spec.columns)
    for row in rows:
        name = row.get("person")
        new = not named or not name or name != before
        number, before = number + new, name
        yield number if new else None


def _fill_lists(form: Template, plan: Plan, unit: Unit) -> None:
    """Sheet ``DanhMuc``: what the dropdowns offer."""
    sheet, first = form.anchor("xl_list_contents")
    lists = {
        "contents": [f"{content.code} {content.name}" for content in plan.contents],
        "places": [p.canonical for p in plan.places if _valid(p.since, p.until, plan)],
        "people": [p.name for p in plan.people if p.unit == unit.code],
    }
    part = form.package.sheet_part(sheet)
    edit = SheetEdit(form.package.part(part))
    anchors = {key: form.anchor(f"xl_list_{key}")[1] for key in lists}
    left = min(area.left for area in anchors.values())
    columns = sorted((area.left, key) for key, area in anchors.items())
    styles = [edit.style(first.top, left + index) for index in range(len(columns))]
    count = max(1, *(len(items) for items in lists.values()))
    rows = Chunks()
    for i in range(count):
        items = [lists[k][i] if i < len(lists[k]) else None for _, k in columns]
        rows.add(render_row(first.top + i, left, items, styles))
    edit.apply(Move(first.top, first.top, count), rows)
    form.put(part, edit)
    names = {
        f"xl_list_{key}": f"{quoted_sheet(sheet)}!"
        + Box(first.top, area.left, first.top + max(1, len(lists[key])) - 1, area.left).absolute
        for key, area in anchors.items()
    }
    edit_names(form.package, lambda name, text: names.get(name, text))


def _valid(since: date | None, until: date | None, plan: Plan) -> bool:
    """Whether a place exists at some time of the plan's window."""
    return (since is None or since <= plan.window.last) and (until is None or until >= plan.window.first)


# -- the words around the table ----------------------------------------------------------------------


def official_date(place: str, day: date) -> str:
    """``Tây Ninh, ngày 05 tháng 7 năm 2023``: the day in two digits, of the months only 01 and 02."""
    return f"{place}, {long_date(day)}"


def open_date(plan: Plan) -> str:
    """The date line with day and month left to fill in by hand."""
    return _say("letterhead.open_date", place=plan.letterhead.place, year=plan.year)


def _heading(form: Template, plan: Plan, unit: Unit | None, person: Person | None, quarter: int | None) -> None:
    """Letterhead, title, numbered lines and signature block."""
    spec, head = form.spec, plan.letterhead
    form.say("xl_issuer", head.body)
    form.say("xl_union", head.union)
    form.say("xl_unit", _issuing_unit(plan, unit))
    form.say("xl_title", spec.title)
    form.say("xl_subtitle", _subtitle(spec, plan, quarter))
    form.say("xl_reference", _reference_line(head))
    known = {"person": person.name, "title": person.title} if person else {}
    for field, words in spec.lines:
        if field in known:
            form.say(f"xl_line_{field}", f"{words} {known[field]}")
    captions, signers = _captions(spec, plan, unit), _signers(spec, plan, unit, person)
    for side, caption, name in zip(("left", "right"), captions, signers, strict=True):
        form.say(f"xl_sign_{side}", caption)
        form.say(f"xl_signer_{side}", name)


def _reference_line(head: Letterhead) -> str:
    """``(Kèm theo Kế hoạch số …)``; dots where the plan's number or date is not known."""
    return _say(
        "letterhead.reference",
        number=head.number or _DOTS,
        symbol=head.symbol,
        signed=head.signed.strftime("%d/%m/%Y") if head.signed else "/".join([_DOTS] * 3),
        issuer=head.issuer,
    )


def _subtitle(spec: FormSpec, plan: Plan, quarter: int | None) -> str:
    """The line under the title, with the quarter in Roman figures."""
    head = plan.letterhead
    words = {"subject": head.subject, "report_subject": head.report_subject, "year": plan.year}
    return spec.subtitle.format_map(words | {"quarter": roman(quarter) if quarter else _DOTS})


def _merging_unit(plan: Plan) -> Unit | None:
    """The unit that merges for the province: the one the plan's own number ends with (``-KH/TĐTN-TCKT``)."""
    return plan.unit_by_code.get(plan.letterhead.symbol.rpartition("-")[2])


def _issuing_unit(plan: Plan, unit: Unit | None) -> str:
    """Second line of the left block: the unit, or for the province the one that merges."""
    return (unit.name if unit else getattr(_merging_unit(plan), "name", plan.letterhead.issuer)).upper()


def _captions(spec: FormSpec, plan: Plan, unit: Unit | None) -> tuple[str, str]:
    """Captions of the signature block; ``TRƯỞNG BAN`` in the wording of the unit's kind."""
    left, right = spec.signatures
    if unit is None:
        return _say("letterhead.on_behalf_of", issuer=plan.letterhead.issuer).upper(), _issuing_unit(plan, None)
    leaders = wording("outputs")["letterhead"]["leaders"]
    if right.casefold().startswith(leaders["ban"].casefold()):
        leader: str = leaders.get(unit.kind, leaders["ban"])
        right = leader.upper() if right[:4].isupper() else leader
    return left, right


def _signers(spec: FormSpec, plan: Plan, unit: Unit | None, person: Person | None) -> tuple[str, str]:
    """Names below the captions, where they are known: the person, or the unit's leader."""
    if spec.personal:
        return (unit.leader if unit else ""), (person.name if person else "")
    leader = unit or _merging_unit(plan)
    return "", (leader.leader if leader else "")

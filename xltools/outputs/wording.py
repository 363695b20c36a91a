"""The words around the table of an official form: letterhead, date line, reference, signature captions."""

from __future__ import annotations

from datetime import date

from xltools.forms.catalogue import FormSpec
from xltools.model import Person, Unit
from xltools.plan.plan import Letterhead, Plan
from xltools.vietnamese.dates import long_date, roman

_DOTS = "....."
_LEADERS = {
    "thuong_truc": "TM. Thường trực Tỉnh đoàn",
    "van_phong": "Chánh Văn phòng",
    "huyen": "TM. Ban Thường vụ",
    "truc_thuoc": "TM. Ban Thường vụ",
}


def official_date(place: str, day: date) -> str:
    """``Tây Ninh, ngày 05 tháng 7 năm 2023``: the day in two digits, of the months only 01 and 02."""
    return f"{place}, {long_date(day)}"


def open_date(plan: Plan) -> str:
    """The date line with day and month left to fill in by hand."""
    return f"{plan.letterhead.place}, ngày      tháng      năm {plan.year}"


def reference_line(head: Letterhead) -> str:
    """``(Kèm theo Kế hoạch số …)``; dots where the plan's number or date is not known."""
    signed = head.signed.strftime("%d/%m/%Y") if head.signed else "...../...../....."
    return f"(Kèm theo Kế hoạch số {head.number or _DOTS}{head.symbol}, ngày {signed} của {head.issuer})"


def subtitle(spec: FormSpec, plan: Plan, quarter: int | None) -> str:
    """The line under the title, with the quarter in Roman figures."""
    head = plan.letterhead
    words = {"subject": head.subject, "report_subject": head.report_subject, "year": plan.year}
    return spec.subtitle.format_map(words | {"quarter": roman(quarter) if quarter else _DOTS})


def consolidator(plan: Plan) -> Unit | None:
    """The unit that merges for the province: the one the plan's own number ends with (``-KH/TĐTN-TCKT``)."""
    return plan.unit_by_code.get(plan.letterhead.symbol.rpartition("-")[2])


def issuing_unit(plan: Plan, unit: Unit | None) -> str:
    """Second line of the left block: the unit, or for the province the one that merges."""
    name = unit.name if unit else getattr(consolidator(plan), "name", plan.letterhead.issuer)
    return name.upper()


def captions(spec: FormSpec, plan: Plan, unit: Unit | None) -> tuple[str, str]:
    """Captions of the signature block; ``TRƯỞNG BAN`` in the wording of the unit's kind."""
    left, right = spec.signatures
    if unit is None:
        return f"TM. {plan.letterhead.issuer}".upper(), issuing_unit(plan, None)
    if right.casefold().startswith("trưởng ban"):
        leader = _LEADERS.get(unit.kind, "Trưởng Ban")
        right = leader.upper() if right[:4].isupper() else leader
    return left, right


def signers(spec: FormSpec, plan: Plan, unit: Unit | None, person: Person | None) -> tuple[str, str]:
    """Names below the captions, where they are known: the person, or the unit's leader."""
    if spec.personal:
        return (unit.leader if unit else ""), (person.name if person else "")
    leader = unit or consolidator(plan)
    return "", (leader.leader if leader else "")

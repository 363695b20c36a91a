"""The order of people in every list: unit as in the plan, rank, then tên and họ đệm as Vietnamese sorts them."""

from __future__ import annotations

from xltools.model import Person
from xltools.plan.plan import Plan
from xltools.vietnamese.names import rank_of
from xltools.vietnamese.text import name_sort_key


def by_rank(plan: Plan) -> tuple[Person, ...]:
    """The roster by unit, group (as the plan lists them), rank of the title, name and id."""
    units = {code: i for i, code in enumerate(plan.unit_by_code)}
    groups = {code: i for i, code in enumerate(plan.group_by_code)}
    titles = tuple((group.code, group.titles) for group in plan.groups)
    ranks: dict[str, int] = {}

    def place(person: Person) -> tuple[int, int, int, object, str]:
        rank = ranks.get(person.title)
        if rank is None:
            rank = ranks[person.title] = rank_of(person.title, titles)
        return (
            units.get(person.unit, len(units)),
            groups.get(person.group, len(groups)),
            rank,
            name_sort_key(person.name),
            person.id,
        )

    return tuple(sorted(plan.people, key=place))

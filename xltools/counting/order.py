"""The order of people in every list: unit as in the plan, rank, then tên and họ đệm as Vietnamese sorts them."""

from __future__ import annotations

from collections.abc import Callable

from xltools.model import Person
from xltools.plan.plan import Plan
from xltools.vietnamese.names import rank_of
from xltools.vietnamese.text import name_sort_key

RankKey = tuple[int, int, tuple[tuple[str, str], ...], str]


def rank_key(plan: Plan) -> Callable[[Person], RankKey]:
    """The place of a person among colleagues: group as the plan lists them, rank of the title, name, id."""
    groups = {code: i for i, code in enumerate(plan.group_by_code)}
    titles = tuple((group.code, group.titles) for group in plan.groups)
    ranks: dict[str, int] = {}

    def key(person: Person) -> RankKey:
        rank = ranks.get(person.title)
        if rank is None:
            rank = ranks[person.title] = rank_of(person.title, titles)
        return groups.get(person.group, len(groups)), rank, name_sort_key(person.name), person.id

    return key


def by_rank(plan: Plan) -> tuple[Person, ...]:
    """The roster by unit as in the plan, then by ``rank_key``."""
    units = {code: i for i, code in enumerate(plan.unit_by_code)}
    key = rank_key(plan)
    return tuple(sorted(plan.people, key=lambda person: (units.get(person.unit, len(units)), key(person))))

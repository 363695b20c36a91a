from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.model import Place
from xltools.plan.toml import load_builtin
from xltools.vietnamese.place_names import Gazetteer
from xltools.vietnamese.places import parse_places
from xltools.vietnamese.text import fold

PLAN = load_builtin("2023")
IN_FORCE = [place for place in PLAN.places if (place.since is None or place.since.year <= 2023)]
GAZETTEER = Gazetteer(PLAN.places, PLAN.province, 2023)


@pytest.mark.parametrize("place", IN_FORCE, ids=lambda place: place.canonical)
def test_every_place_of_the_plan_reads_as_itself(place: Place) -> None:
    level = "xa" if place.district else "huyen"
    for typed in (
        place.canonical,
        place.canonical.upper(),
        place.canonical.replace(", ", " - "),
        f"Đoàn {place.canonical}",
    ):
        assert parse_places(typed, GAZETTEER) == ((place.canonical,), (level,), ()), typed


@pytest.mark.parametrize("place", IN_FORCE, ids=lambda place: place.canonical)
def test_without_marks_it_reads_as_itself_or_asks(place: Place) -> None:
    found = parse_places(fold(place.canonical), GAZETTEER)
    assert found.places == (place.canonical,) or found.issues


@given(st.lists(st.sampled_from(IN_FORCE), min_size=1, max_size=4, unique_by=lambda place: place.canonical))
def test_several_places_behind_semicolons(places: list[Place]) -> None:
    names = tuple(place.canonical for place in places)
    assert parse_places("; ".join(names), GAZETTEER).places == names
    assert parse_places(";\n".join(names), GAZETTEER).issues == ()


def test_places_of_2025_are_known_in_their_year_only() -> None:
    later = Gazetteer(PLAN.places, PLAN.province, 2026)
    assert parse_places("xã Tân Biên", later).places == ("xã Tân Biên",)
    assert parse_places("huyện Tân Biên", later).issues[0].code in ("P102", "P104")
    assert parse_places("xã Tân Biên", GAZETTEER).issues[0].code == "P102"


def test_the_own_province_may_have_a_dash() -> None:
    gazetteer = Gazetteer([Place("huyện", "Côn Đảo", "")], "Bà Rịa – Vũng Tàu")
    for typed in (
        "huyện Côn Đảo, tỉnh Bà Rịa - Vũng Tàu",
        "Huyện Côn Đảo, Bà Rịa – Vũng Tàu",
        "huyen Con Dao, tinh Ba Ria - Vung Tau",
    ):
        assert parse_places(typed, gazetteer) == (("huyện Côn Đảo",), ("huyen",), ())
    assert parse_places("tỉnh Tây Ninh", gazetteer).issues[0].code == "Q501"


@given(st.text(alphabet="xã phường huyện TP. ấp đoàn,;:()-/\n Tân Biên Suối Dây 123 các", max_size=80))
def test_any_text_gets_a_verdict(text: str) -> None:
    found = parse_places(text, GAZETTEER)
    assert found.places or found.issues
    assert len(found.places) == len(found.levels)


@pytest.mark.parametrize("text", ["xã " * 10000, "😀" * 300, "\u202e" + "Tân Biên; " * 50])
def test_hostile_text_is_kept_and_reported(text: str) -> None:
    assert parse_places(text, GAZETTEER).issues

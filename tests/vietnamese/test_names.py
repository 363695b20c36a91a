"""Any spelling of a name finds its person; another name, one mark or letter apart, never does."""

from __future__ import annotations

import unicodedata
from itertools import combinations, islice, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from xltools.model import Finding, Person
from xltools.vietnamese.names import NameIndex, take_apart
from xltools.vietnamese.text import fold, spelling

DEMO = Path(__file__).parents[2] / "workbooks" / "demo" / "CanBo.xlsx"


def demo_people() -> list[Person]:
    rows = list(load_workbook(DEMO).worksheets[0].iter_rows(min_row=2, max_col=4, values_only=True))
    return [Person(str(code), str(name), str(title), str(unit), "") for code, name, title, unit in rows]


def invented_names() -> list[str]:
    """A few hundred names, many of them one mark or one letter apart."""
    families = "Nguyễn Nguyên Trần Trân Lê Lễ Phạm Phàm Hoàng Huỳnh Hoá Võ Vũ Đỗ Dỗ Đoàn Doãn Trương Trường Ông Bùi"
    middles = "Văn Vân Thị Thi Thuý Quý Quí"
    given = "An Ân Ấn Anh Ánh Ảnh Lan Loan Hoa Hoà Hoá Hoan Hoán Thủy Thúy Thuỵ Sơn Son Tú Tư Đức Dực Nam Năm"
    parts = product(given.split(), middles.split(), families.split())
    every = [f"{family} {middle} {name}" for name, middle, family in parts]
    return list(islice(every, 0, None, 7))


PEOPLE = demo_people()
INVENTED = invented_names()
INDEX = NameIndex(PEOPLE)
CROWD = NameIndex(Person(f"X{place:03}", name, "Chuyên viên", "TG", "") for place, name in enumerate(INVENTED))

_OLD_PLACE = {  # the tone on the second vowel, as half of the offices write it
    "òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ",
    "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ",
}  # fmt: skip


def other_place(name: str) -> str:
    """The tone marks of open oa and uy put on the other letter."""
    words = []
    for word in unicodedata.normalize("NFC", name).split():
        for new, old in _OLD_PLACE.items():
            if word.lower().endswith(new) and not word.lower().startswith("q"):
                word = word[: -len(new)] + old
            elif word.lower().endswith(old) and not word.lower().startswith("q"):
                word = word[: -len(old)] + new
        words.append(word)
    return " ".join(words)


SPELLINGS = st.lists(
    st.sampled_from(
        [
            lambda name: unicodedata.normalize("NFD", name),
            lambda name: unicodedata.normalize("NFC", name),
            str.upper,
            str.lower,
            str.title,
            other_place,
            lambda name: name.replace("Đ", "Ð"),
            lambda name: name.replace("Đ", "Ɖ").replace("đ", "ð"),
            lambda name: name.replace(" ", "\u00a0"),
            lambda name: name.replace(" ", "  "),
            lambda name: name.replace(" ", " \u200b"),
        ]
    ),
    max_size=4,
)
FRONT = st.sampled_from(
    ["", "Đ/c ", "đ/c: ", "Đ.C ", "Đồng chí ", "ĐỒNG CHÍ ", "Ông/Bà: ", "1. ", "02) ", "- ", "Ông ", "Bà "]
)
BEHIND = st.sampled_from(
    [
        "",
        " ",
        ".",
        " (1990)",
        " - 0912345678",
        ", {title}",
        " ({title})",
        " – {title}",
        "\n{title}",
        "\n({title})",
        " ({id})",
    ]
)


@given(st.sampled_from(PEOPLE), SPELLINGS, FRONT, BEHIND)
def test_every_spelling_of_a_name_finds_its_person(person: Person, changes: list, front: str, behind: str) -> None:  # type: ignore[type-arg]
    name = person.name
    for change in changes:
        name = change(name)
    typed = front + name + behind.format(title=person.title, id=person.id)
    found, issue = INDEX.find(typed, person.unit)
    assert found is not None, typed
    assert (found.id, issue) == (person.id, None)


@given(st.sampled_from(INVENTED), SPELLINGS, FRONT)
def test_in_a_crowd_of_like_names_too(name: str, changes: list, front: str) -> None:  # type: ignore[type-arg]
    typed = name
    for change in changes:
        typed = change(typed)
    found, _ = CROWD.find(front + typed, "TG")
    assert found is not None, front + typed
    assert found.name == name


def test_no_two_names_find_each_other() -> None:
    names = [*INVENTED, *(person.name for person in PEOPLE)]
    assert len({spelling(name) for name in names}) == len(set(names)) > 400
    for name in names:
        without = NameIndex(p for p in (*CROWD._everybody, *PEOPLE) if spelling(p.name) != spelling(name))
        for typed in (name, name.upper(), f"Đ/c {name} (chuyên viên)", unicodedata.normalize("NFD", name)):
            assert without.find(typed, "TG")[0] is None, typed


@pytest.mark.parametrize("name", INVENTED[::3])
def test_a_name_without_marks_is_asked_about(name: str) -> None:
    found, issue = CROWD.find(fold(name), "TG")
    assert found is None
    assert issue is not None
    alike = [other for other in INVENTED if fold(other) == fold(name)]
    if len(alike) == 1:
        assert issue == Finding("N102", expected=name)
    else:
        assert issue.code == "N101"


@given(
    st.sampled_from(list(combinations(PEOPLE, 2))),
    st.sampled_from([", ", "; ", "\n", " và ", " + ", " - ", "/", " & ", " ("]),
)
def test_two_people_in_a_cell_are_never_one(pair: tuple[Person, Person], between: str) -> None:
    first, second = pair
    found, issue = INDEX.find(f"{first.name}{between}{second.name}", first.unit)
    assert found is None
    assert issue is not None
    assert issue.code == "N109"


@given(st.text(max_size=80))
def test_any_text_is_taken_apart(text: str) -> None:
    typed = take_apart(text)
    assert typed.name == typed.name.strip()
    found, issue = INDEX.find(text, "TG")
    assert found is not None or issue is not None


@pytest.mark.parametrize(
    "text", ["Đ/c " * 5000, "(" * 5000, "Nguyễn Văn " * 3000, "a-" * 5000, "1 " * 5000, ", " * 5000]
)
def test_hostile_text_takes_no_time(text: str) -> None:
    assert INDEX.find(text, "TG")[0] is None

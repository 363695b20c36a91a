"""Old codes give back what was typed in them, and Unicode text is never taken for one."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.office.container import UnsafeError
from xltools.office.read import read_book
from xltools.plan.toml import load_builtin
from xltools.vietnamese.legacy import (
    CODINGS,
    Sense,
    coding_of_font,
    convert,
    is_syllable,
    is_unicode,
    known_words,
    looks_coded,
    sense,
    suspected,
)

from ..old_fonts import cases, coded

ROOT = Path(__file__).parents[2]
LETTERS = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"


def unicode_texts() -> set[str]:
    """What is typed in Unicode: the tables of cases, the plans, the people of the demo, whole and word by word."""
    plain = [path for path in (ROOT / "tests/cases").glob("*.txt") if path.name != "legacy.txt"]
    plain += [*(ROOT / "xltools/plan").rglob("*.toml"), *(ROOT / "tests/fixtures").rglob("*.toml")]
    lines = [line for path in plain for line in path.read_text("utf-8").splitlines()]
    for path in (ROOT / "workbooks/demo").rglob("*.xlsx"):
        with suppress(UnsafeError):  # one of them is damaged
            lines += [str(value) for sheet in read_book(path.read_bytes()) for row in sheet.rows for value in row]
    parts = {part.strip() for line in lines for part in re.split(r"[|⏎\n]", line)}
    return parts | {word for part in parts for word in part.split()}


TEXTS = unicode_texts()
PEOPLE = sorted({str(row[1]) for row in read_book((ROOT / "workbooks/demo/CanBo.xlsx").read_bytes())[0].rows[1:]})
PLACES = sorted({place.name for place in load_builtin("2023").places})


@pytest.mark.parametrize(("typed", "coding", "meant"), cases())
def test_text_of_old_codes(typed: str, coding: str, meant: str) -> None:
    assert convert(typed, coding) == meant


def test_the_table_has_every_letter() -> None:
    for coding, same in (("TCVN3", {"ý"}), ("VNI", set())):
        assert {letter for letter in LETTERS if coded(letter, coding) == letter} == same
    assert {letter for letter in LETTERS.upper() if coded(letter, "VNI") == letter} == set()


@pytest.mark.parametrize(
    ("font", "coding"),
    [
        (".VnTime", "TCVN3"),
        (".VnTimeH", "TCVN3H"),
        (".VnArial", "TCVN3"),
        (".VnArial Narrow", "TCVN3"),
        (".VnArial NarrowH", "TCVN3H"),
        (".VNTIME", "TCVN3"),
        ("@.VnTime", "TCVN3"),
        ("VNI-Times", "VNI"),
        ("VNI-Helve", "VNI"),
        ("vni-helve", "VNI"),
        ("Times New Roman", None),
        (".@Times New Roman", None),
        ("VnTimes", None),  # fonts of other codes bear such names
        ("VNtimes new roman", None),
        ("Arial", None),
        ("", None),
    ],
)
def test_what_a_font_says(font: str, coding: str | None) -> None:
    assert coding_of_font(font) == coding


# ------------------------------------------------------------------ there and back


@given(st.text(alphabet=LETTERS + "abcdeghiklmnopqrstuvxy ", max_size=40))
def test_every_letter_comes_back_from_tcvn3(text: str) -> None:
    assert convert(coded(text, "TCVN3"), "TCVN3") == text
    if not coded(text, "TCVN3").isascii():
        assert convert(coded(text, "TCVN3H"), "TCVN3H") == text.upper()


@given(st.lists(st.sampled_from(sorted(filter(is_syllable, TEXTS))), max_size=8), st.sampled_from(["", "upper"]))
def test_every_word_comes_back_from_vni(words: list[str], case: str) -> None:
    text = unicodedata.normalize("NFC", " ".join(words)).replace("Ð", "Đ")
    text = text.upper() if case else text
    assert convert(coded(text, "VNI"), "VNI") == text


@pytest.mark.parametrize("coding", CODINGS)
def test_people_and_places_come_back(coding: str) -> None:
    for name in map(unicodedata.normalize, ["NFC"] * 999, PEOPLE + PLACES):
        meant = convert(coded(name, coding), coding)
        if coding == "VNI":
            assert meant == name
        else:  # small letters with tones have no capitals there, and a font of capitals shows nothing else
            assert meant.casefold() == name.casefold()
            assert coding == "TCVN3" or meant == meant.upper()


@given(st.text(max_size=60), st.sampled_from(CODINGS))
def test_every_text_gives_a_text(text: str, coding: str) -> None:
    meant = convert(text, coding)
    assert unicodedata.is_normalized("NFC", meant)
    assert sense(text, coding) in get_args(Sense)
    if text.isascii():
        assert meant == (text.upper() if coding == "TCVN3H" else text)


@pytest.mark.parametrize("byte", range(0x80, 0x100))
def test_any_byte_reads_the_same_as_latin_1_and_as_cp1252(byte: int) -> None:
    windows = bytes([byte]).decode("cp1252", "ignore")
    for coding in CODINGS:
        assert convert(f"a {chr(byte)}", coding) == convert(f"a {windows}", coding)


# ------------------------------------------------------------------ what is suspected


@pytest.mark.parametrize("name", PEOPLE + PLACES)
def test_names_are_known_for_what_they_are(name: str) -> None:
    for coding in ("TCVN3", "VNI"):
        typed = coded(name, coding)
        assert typed == name or sense(typed, coding) != "unicode"
        assert looks_coded(typed) in (coding, None)
        assert sense(name, coding) != "coded"


def test_no_unicode_text_is_suspected() -> None:
    assert len(TEXTS) > 5_000
    forms = {form for text in TEXTS for form in (text, text.upper(), text.lower(), unicodedata.normalize("NFD", text))}
    assert {text: suspected(text) for text in forms if suspected(text)} == {}


@pytest.mark.parametrize(
    "text",
    [
        "5 µ",
        "1ª", "Nº 5", "½", "2½", "45°", "100 m²", "·", "«1+2»", "© 2023", "§ 5", "Café", "Zürich", "Müller", "Noël",
        "Ð/c Lê Tú", "ÐTN", "ÐK", "Hoà", "khoá", "toán", "quý", "Êa", "Y Blô", "Krông", "à", "ý",
    ],
)  # fmt: skip
def test_signs_foreign_words_and_short_words_are_not_suspected(text: str) -> None:
    assert looks_coded(text) is None
    assert suspected(text) == ""


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("NguyÔn V¨n An", "Nguyễn Văn An"),
        ("Huyønh Ñöùc Döông", "Huỳnh Đức Dương"),
        ("Nguyễn V¨n An", "Nguyễn Văn An"),
        ("Xã Phước Vinh, huyÖn Ch©u Thành", "Xã Phước Vinh, huyện Châu Thành"),
        ("xã Hoà V¨n", "xã Hoà Văn"),
        ("Nguyễn Văn An", ""),
        ("Đi 100 m² ở Zürich, 5 µm", ""),
    ],
)
def test_what_is_proposed_for_text_in_which_some_words_look_coded(text: str, meant: str) -> None:
    assert suspected(text) == meant


@pytest.mark.parametrize("header", ["Họ và tên", "Chức vụ", "Nội dung", "Thời gian cụ thể", "Địa điểm", "Số ngày đi"])
def test_headers_are_known_in_old_codes(header: str) -> None:
    assert known_words(header) is None
    assert known_words(coded(header, "TCVN3")) == "TCVN3"
    assert known_words(coded(header, "VNI")) == "VNI"
    assert known_words(coded(header.upper(), "VNI")) == "VNI"


@pytest.mark.parametrize(
    ("text", "coding", "expected"),
    [
        ("NguyÔn V¨n An", "TCVN3", "coded"),
        ("NguyÔn V¨n An", "VNI", "either"),
        ("§KTN, xã Hµ", "TCVN3", "coded"),
        ("Lê Tú", "TCVN3", "either"),
        ("Hoà", "TCVN3", "unicode"),
        ("Nguyễn Văn An", "TCVN3", "unicode"),
        ("Khoá toán", "VNI", "either"),
        ("BCH 30", "VNI", "unicode"),
    ],
)
def test_in_which_code_a_text_makes_sense(text: str, coding: str, expected: Sense) -> None:
    assert sense(text, coding) is expected


def test_letters_of_unicode_alone_are_seen() -> None:
    assert [is_unicode(text) for text in ("Nguyễn", "Nguye\u0302\u0303n", "Lê Tú", "An")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("word", "valid"),
    [
        ("Nguyễn", True), ("NGUYỄN", True), ("khuỷu", True), ("quốc", True), ("gìn", True), ("giêng", True),
        ("hoà", True), ("hòa", True), ("Ðặng", True), ("kỳ", True), ("nghiêng", True), ("quyết", True), ("xoè", True),
        ("phÝ", False), ("NguyÔn", False), ("Traàn", False), ("cãc", False), ("Krông", False), ("V¨n", False),
        ("TâyNinh", False), ("ạ́", False), ("", False),
    ],
)  # fmt: skip
def test_syllables(word: str, valid: bool) -> None:
    assert is_syllable(word) is valid

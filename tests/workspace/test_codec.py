from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from xltools.model import WHOLE_FILE, Cell, Entry, Finding, Period, Problem, Severity, Submission
from xltools.workspace.codec import decode, encode

# any text a cell or a path can hold, lone surrogates (undecodable file names) included
texts = st.text(max_size=12)
anything = st.text(st.characters(exclude_categories=()), max_size=12)
counts = st.integers(1, 2000)
here = st.just("")
refs = st.builds(Cell, texts, counts, counts, here, here)
dates = st.dates()
periods = st.builds(Period, dates, dates)
several = st.lists(texts, max_size=3).map(tuple)
raws = st.dictionaries(st.sampled_from(["person", "title", "detail", "result", "explanation", "stay", "time"]), texts)
entries = st.builds(
    Entry,
    row=counts,
    person_row=counts,
    person=texts,
    person_id=st.none() | texts,
    title=texts,
    contents=several,
    detail=texts,
    days=st.none() | st.floats(0, 400) | st.integers(0, 400),
    periods=st.none() | st.lists(periods, max_size=3).map(tuple),
    places=several,
    levels=several,
    result=texts,
    explanation=texts,
    stay=texts,
    raw=raws,
)
submissions = st.builds(
    Submission,
    form=texts,
    sheet=texts,
    columns=st.dictionaries(texts, counts, max_size=3),
    header_row=counts,
    head=st.dictionaries(texts, refs, max_size=3),
    unit=st.none() | texts,
    person=texts,
    person_id=st.none() | texts,
    title=texts,
    year=st.none() | counts,
    quarter=st.none() | st.integers(1, 4),
    dated=st.none() | dates,
    nil=st.booleans(),
    file=here,
    sha256=here,
    entries=st.lists(entries, max_size=3).map(tuple),
)
findings = st.builds(
    Finding,
    code=texts,
    cell=st.none() | refs,
    given=anything,
    expected=anything,
    person_id=st.none() | texts,
    unit=st.none() | texts,
    day=st.none() | dates,
)
problems = st.builds(
    Problem,
    finding=findings,
    severity=st.sampled_from(Severity),
    message=texts,
    also=st.lists(refs, max_size=2).map(tuple),
)


@given(st.none() | submissions, st.lists(problems, max_size=3).map(tuple))
def test_what_goes_in_comes_out(submission: Submission | None, found: tuple[Problem, ...]) -> None:
    assert decode(encode(submission, found)) == (submission, found)


def test_a_record_holds_positions_and_takes_the_file_it_is_read_for() -> None:
    form = Submission(
        "mau2",
        "Mẫu 2",
        {"person": 2},
        8,
        {"dated": Cell("Mẫu 2", 3, 4)},
        "TG",
        "",
        None,
        "",
        2023,
        None,
        None,
        True,
        (),
    )
    found = Problem(Finding("T101", Cell("Mẫu 2", 9, 5)), Severity.ERROR, "Lỗi.", (Cell("Mẫu 2", 10, 5),))
    record = encode(replace(form, file="b.xlsx", sha256="bb"), (found,))
    assert record == encode(form, (found,))
    submission, (problem,) = decode(record, "a.xlsx", "aa")
    assert submission is not None
    assert submission.heading("dated") == Cell("Mẫu 2", 3, 4, "a.xlsx", "aa")
    assert submission.cell("person", 9) == Cell("Mẫu 2", 9, 2, "a.xlsx", "aa")
    assert problem.cells == (Cell("Mẫu 2", 9, 5, "a.xlsx", "aa"), Cell("Mẫu 2", 10, 5, "a.xlsx", "aa"))


def test_a_fault_of_a_whole_file_names_the_file() -> None:
    found = Problem(Finding("F102", WHOLE_FILE), Severity.ERROR, "Lỗi.")
    _, (problem,) = decode(encode(None, (found,)), "a.xlsx", "aa")
    assert (problem.file, problem.cells) == ("a.xlsx", ())
    assert problem.cell is not None
    assert problem.cell.is_file


def test_equal_texts_and_periods_are_kept_once_in_memory() -> None:
    raw = {"person": "Trần Thị Bưởi", "detail": "Giúp xã làm sổ đoàn viên", "result": "Mặt được: đủ sổ"}
    entry = Entry(
        row=9,
        person_row=9,
        person=raw["person"],
        person_id="C1",
        title="",
        contents=("1.1",),
        detail=raw["detail"],
        days=30.0,
        periods=(Period(date(2023, 4, 1), date(2023, 5, 1)),),
        places=("huyện Bến Cầu",),
        levels=("huyen",),
        result=raw["result"],
        explanation="",
        stay="",
        raw=raw,
    )
    form = Submission("mau3", "Mẫu 3", {"person": 2}, 8, {}, "TG", "", None, "", 2023, 2, None, False, (entry,))
    one, other = (decode(encode(form, ()), name)[0] for name in ("a.xlsx", "b.xlsx"))
    assert one is not None
    assert other is not None
    assert one.entries == other.entries == form.entries
    for name in ("person", "detail", "result"):
        assert getattr(one.entries[0], name) is one.entries[0].raw[name] is other.entries[0].raw[name]
    assert one.entries[0].periods is other.entries[0].periods
    assert one.entries[0].places is other.entries[0].places


def test_a_name_of_a_file_that_is_no_text_comes_back() -> None:
    found = Problem(Finding("F111", WHOLE_FILE, "2-NopBai/x\udcff\ud800.xlsx"), Severity.ERROR, "Trùng.")
    assert decode(encode(None, (found,))) == (None, (found,))

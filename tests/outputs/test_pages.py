from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xltools.outputs.pages import Line, page_breaks

PAGE, REPEATED, BELOW = 500.0, 60.0, 120.0


def test_a_table_that_fits_needs_no_break() -> None:
    assert page_breaks(150, REPEATED, [Line(30, whole=i) for i in range(5)], BELOW, PAGE) == []


def test_the_last_two_rows_go_with_the_signatures() -> None:
    lines = [Line(30, whole=i) for i in range(10)]  # 150 + 300 fit, 120 more do not
    assert page_breaks(150, REPEATED, lines, BELOW, PAGE) == [8]


def test_one_row_goes_if_two_are_too_tall() -> None:
    lines = [Line(30, whole=0), Line(100, whole=1), Line(205, whole=2)]
    assert page_breaks(150, REPEATED, lines, BELOW, PAGE) == [2]


def test_a_unit_s_name_is_not_left_at_the_foot_of_a_page() -> None:
    lines = [Line(30, whole=i) for i in range(10)] + [Line(20, heading=True, whole=10)]
    lines += [Line(50, whole=10 + i) for i in range(5)]
    assert 10 in page_breaks(150, REPEATED, lines, BELOW, PAGE)


@given(
    st.lists(st.tuples(st.floats(20, 250), st.booleans()), min_size=3, max_size=60),
    st.sampled_from([0.95, 0.96, 0.97, 0.98, 0.99, 1.0, 1.01, 1.02, 1.03]),
)
def test_however_pages_turn_out_the_signatures_have_rows_with_them(rows: list[tuple[float, bool]], page: float) -> None:
    lines = [Line(height, heading and i < len(rows) - 2, i) for i, (height, heading) in enumerate(rows)]
    forced = set(page_breaks(150, REPEATED, lines, BELOW, PAGE))
    used, start = 150.0, 0
    for index, line in enumerate(lines):
        if index in forced or (used + line.height > PAGE * page and index > start):
            used, start = REPEATED, index
        used += line.height
    assert used + BELOW <= PAGE * page + 1e-6
    assert start < len(lines)

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xltools.outputs.printing import MAX_HEIGHT, Line, page_breaks, split_text, text_height, wrapped_lines

WORDS = st.text("aàảấưƯĐđWi –“”.\n", max_size=300)
WIDTHS = st.floats(20, 400)


def test_lines_of_known_texts() -> None:
    cases = [  # text, width in pixels, size, lines: as LibreOffice wraps them in Liberation Serif
        ("", 100, 12, 1),
        ("STT", 45, 12, 1),
        ("Số ngày đi", 90, 12, 1),
        ("Từ ngày 01/4/2023 – 01/5/2023", 150, 12, 2),
        ("1.1 Phối hợp tổ chức, triển khai hoạt động tại cơ sở", 130, 12, 4),
        ("một\nhai\n\nbốn", 200, 12, 4),
    ]
    assert [wrapped_lines(text, width, size) for text, width, size, _ in cases] == [lines for *_, lines in cases]


@given(WORDS, WIDTHS)
def test_more_room_never_takes_more_lines(text: str, width: float) -> None:
    assert wrapped_lines(text, width + 40, 12) <= wrapped_lines(text, width, 12)


@given(st.text("aW đ\n", max_size=3000), WIDTHS)
def test_pieces_of_a_long_text_fit_and_lose_nothing(text: str, width: float) -> None:
    pieces = split_text(text, width, 12)
    assert "".join(pieces) == text
    assert all(text_height(piece.rstrip("\n"), width, 12) <= MAX_HEIGHT + 20 for piece in pieces)


def test_bold_and_larger_type_need_more() -> None:
    text = "Khảo sát tình hình đoàn viên, thanh niên trên địa bàn tỉnh " * 5
    assert text_height(text, 200, 12) < text_height(text, 200, 12, True) < text_height(text, 200, 14, True)


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

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xltools.outputs.heights import MAX_HEIGHT, split_text, text_height, wrapped_lines

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

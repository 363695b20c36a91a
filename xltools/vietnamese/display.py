"""How codes, texts, cells and sheets are shown to an official."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from xltools.model import WORD_SHEET, Cell, PersonStatus, Severity, Status

SEVERITY = {Severity.ERROR: "Lỗi", Severity.WARNING: "Cảnh báo", Severity.NOTICE: "Lưu ý"}

STATUS = {
    Status.ACCEPTED: "Hợp lệ",
    Status.ACCEPTED_WITH_WARNINGS: "Nhận, có điểm cần xem lại",
    Status.REJECTED: "Chưa nhận được, cần sửa và gửi lại",
    Status.DUPLICATE: "Trùng với tệp đã nhận",
    Status.SUPERSEDED: "Đã có bản mới hơn thay thế",
    Status.UNREADABLE: "Không mở được tệp",
    Status.UNRECOGNISED: "Không tìm thấy biểu mẫu trong tệp",
}

PERSON_STATUS = {
    PersonStatus.EXEMPT: "Miễn",
    PersonStatus.TO_DECIDE: "Cần xem xét",
    PersonStatus.MET: "Đạt",
    PersonStatus.NOT_MET: "Không đạt",
    PersonStatus.CANNOT_MEET: "Không thể đạt",
    PersonStatus.NOT_REGISTERED: "Chưa đăng ký",
    PersonStatus.BEHIND: "Chậm tiến độ",
    PersonStatus.UNDER_WAY: "Đang thực hiện",
}

# controls, line and paragraph separators, direction marks, zero-width marks, lone surrogates
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


@lru_cache(maxsize=4096)
def one_line(text: str) -> str:
    """A text on one line, NFC, encodable as UTF-8: controls, direction marks and broken bytes become ``�``."""
    return _HARMFUL.sub("\ufffd", unicodedata.normalize("NFC", text))


def cell_name(cell: Cell) -> str:
    """A cell as people find it: ``D13``; in a table of Word ``dòng 3, cột 4``, above it ``phía trên bảng``."""
    if not cell.in_word:
        return cell.name
    return f"dòng {cell.row}, cột {cell.column}" if cell.row > 0 else "phía trên bảng"


def cell_names(cells: Sequence[Cell]) -> str:
    """Several cells: ``D13, D14``; ``dòng 3, cột 4; dòng 4, cột 4``."""
    separator = "; " if any(cell.in_word for cell in cells) else ", "
    return separator.join(dict.fromkeys(map(cell_name, cells)))


def range_name(first: Cell, last: Cell) -> str:
    """Cells of one column from top to bottom: ``D5:D7``; ``dòng 5–7, cột 4``."""
    return f"dòng {first.row}–{last.row}, cột {first.column}" if first.in_word else f"{first.name}:{last.name}"


def sheet_name(sheet: str, words: str = "sheet “{}”") -> str:
    """A sheet in a sentence, by ``words``; a table of Word is ``bảng 2``."""
    return sheet.removeprefix(WORD_SHEET) if sheet.startswith(WORD_SHEET) else words.format(one_line(sheet))


def place_name(cells: Sequence[Cell], words: str = "sheet “{}”") -> str:
    """Cells (at least one) with the sheet of the first: ``sheet “Mẫu 2”, ô E9, E10``; ``bảng 2, dòng 3, cột 4``."""
    first = cells[0]
    return f"{sheet_name(first.sheet, words)}, {'' if first.in_word else 'ô '}{cell_names(cells)}"

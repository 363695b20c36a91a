"""The data dictionary (``docs/so-lieu.md``): every field of the four exports, its meaning and what it may hold."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from xltools.forms.catalogue import CATALOGUE
from xltools.model import PersonStatus, Status
from xltools.outputs.exports import COLUMNS, FIELDS
from xltools.plan import DEFAULT_PLAN
from xltools.plan.toml import load_builtin
from xltools.vietnamese.display import PERSON_STATUS, SEVERITY, STATUS

_HEAD = """\
# Số liệu xuất ra

Tài liệu này được lập tự động; không sửa trực tiếp. `xltools export DIR --what … --format csv|json` ghi bốn bảng dưới
đây; tên trường như nhau trong CSV, JSON và trong DataFrame của `xltools.frames`. Trong JSON, chỗ trống là `null`, số và
đúng/sai là số và `true`/`false`. Trong CSV, chữ mà bảng tính có thể hiểu là công thức có dấu `'` đứng trước.
"""
TABLES = {
    "entries": "mỗi dòng số liệu của biểu là một bản ghi, được tính hay không",
    "people": "mỗi cán bộ trong danh sách là một bản ghi",
    "problems": "mỗi ô có lỗi, cảnh báo hoặc lưu ý là một bản ghi",
    "submissions": "mỗi biểu đã nhận, và mỗi tệp không có biểu, là một bản ghi",
}
_KINDS_OF_VALUE = {
    "count": "số",
    "ordinal": "số",
    "days": "số",
    "percent": "số",
    "flag": "true, false",
    "date": "2023-06-26",
    "time": "2023-06-26T09:00:00",
    "periods": "2023-04-01..2023-05-01, cách nhau bằng dấu chấm phẩy, kể cả hai ngày đầu cuối",
    "codes": "mã, cách nhau bằng dấu chấm phẩy",
    "texts": "cách nhau bằng dấu chấm phẩy",
}
_KINDS = {"registered": "đăng ký", "performed": "đã thực hiện"}


def render_dictionary() -> str:
    """The page as Markdown; what ``dictionary.toml`` does not explain is told by the header of its column."""
    meaning = meanings()
    parts = [_HEAD]
    for what, fields in FIELDS.items():
        parts.append(f"\n## `{what}`: {TABLES[what]}\n\n| Trường | Nghĩa | Giá trị |\n|---|---|---|\n")
        for field in fields:
            words, values = meaning[what].get(field) or _from_column(what, field)
            listed = _LISTS.get((what, field))
            shown = "; ".join(f"`{key}` {name}" for key, name in listed) if listed else values
            parts.append(f"| `{field}` | {words} | {shown} |\n")
    parts.append(_statuses("Trạng thái của một biểu", "submissions", "status", STATUS))
    parts.append(_statuses("Trạng thái của một cán bộ (trạng thái đầu tiên đúng)", "people", "status", PERSON_STATUS))
    return "".join(parts)


def _from_column(what: str, field: str) -> tuple[str, str]:
    """The header of the column and the kind of its values."""
    column = next(column for column in COLUMNS[what] if column.field == field)
    return column.header, _KINDS_OF_VALUE.get(column.kind, "chữ")


def meanings() -> dict[str, dict[str, tuple[str, str]]]:
    """Export → field → meaning and values, in Vietnamese."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _statuses(title: str, what: str, field: str, words: Mapping[Status, str] | Mapping[PersonStatus, str]) -> str:
    lines = "".join(f"| `{key}` | {word} | {STATUS_MEANING[key]} |\n" for key, word in words.items())
    return f"\n## {title}: `{field}` của `{what}`\n\n| Giá trị | Hiện là | Khi nào |\n|---|---|---|\n{lines}"


STATUS_MEANING = {
    "accepted": "biểu không có lỗi, không có cảnh báo",
    "accepted_with_warnings": "có điều cần xem lại, hoặc có dòng lỗi; các dòng khác vẫn được tính",
    "rejected": "lỗi của cả biểu (đơn vị, năm, quý, cán bộ), hoặc không dòng nào dùng được",
    "duplicate": "giống hệt một tệp đã nhận",
    "superseded": "có bản mới hơn của cùng biểu",
    "unreadable": "không mở được tệp, hoặc loại tệp không dùng được",
    "unrecognised": "trong tệp không có biểu nào của Kế hoạch",
    "mien": "thuộc diện miễn cả thời gian của Kế hoạch",
    "can_xem_xet": "chỉ miễn một phần, hoặc lý do miễn chưa ghi đủ thời gian: do người quyết định",
    "dat": "đủ số ngày và số đợt của đối tượng",
    "khong_dat": "hết thời gian của Kế hoạch mà chưa đủ",
    "khong_the_dat": "số ngày còn lại ít hơn số ngày còn thiếu",
    "chua_dang_ky": "đã qua hạn của mẫu 2 mà chưa có đăng ký nào",
    "cham": "số ngày đã báo cáo ít hơn số ngày đăng ký trước hạn báo cáo gần nhất",
    "dang_thuc_hien": "chưa đủ nhưng không chậm",
}
"""When a submission, then a person, has a status."""


def _lists() -> dict[tuple[str, str], list[tuple[str, str]]]:
    plan = load_builtin(DEFAULT_PLAN)
    forms = [(spec.code, spec.name) for spec in CATALOGUE.values()]
    return {
        ("entries", "form"): [(code, name) for code, name in forms if CATALOGUE[code].kind],
        ("entries", "kind"): list(_KINDS.items()),
        ("people", "group"): [(group.code, group.name) for group in plan.groups],
        ("people", "exempt"): [(reason.code, reason.name) for reason in plan.exemptions],
        ("people", "status"): _pairs(PERSON_STATUS.items()),
        ("problems", "severity"): _pairs(SEVERITY.items()),
        ("submissions", "form"): forms,
        ("submissions", "status"): _pairs(STATUS.items()),
    }


def _pairs(items: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(str(key), word) for key, word in items]


_LISTS = _lists()

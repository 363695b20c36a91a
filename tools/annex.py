"""The annex of rules (``docs/phu-luc-quy-tac.md``), generated from the registry."""

from __future__ import annotations

from typing import Any

from xltools.rules.catalogue import RULES, example_message, requirements
from xltools.rules.messages import words
from xltools.rules.registry import Rule
from xltools.vietnamese.display import SEVERITY
from xltools.vietnamese.wording import wording

_PAGE = """\
# Phụ lục: quy tắc kiểm tra

Tài liệu này được lập tự động từ danh mục quy tắc; không sửa trực tiếp. Mỗi yêu cầu của Kế hoạch có một mục:
nguyên văn, cách thực hiện, các mã quy tắc với mức độ, thông báo, cách sửa và ví dụ.

- **Lỗi**: dòng (hoặc tệp, với lỗi của cả tệp) không được tính cho đến khi sửa. Riêng trùng ngày chỉ trừ các ngày trùng.
- **Cảnh báo**: vẫn được tính, cần xem lại hoặc xác nhận.
- **Lưu ý**: chỉ để biết.

Lỗi đã được chấp nhận ở sheet ChapNhan hiện thành lưu ý, ghi tên người chấp nhận.

## Các yêu cầu của Kế hoạch
{% for item in asked %}
### {{ item.id }} · {{ item.section }}

> {{ item.quotation }}

{{ item.ways }}. {{ item.note }}
{% for rule in item.rules %}
#### {{ rule.code }} · {{ rule.severity }} · {{ rule.title }}

- Căn cứ: {{ rule.clause }}
- Thông báo: {{ rule.message }}
- Cách sửa: {{ rule.remedy }}
- Đúng: {{ rule.okay }}
- Bị báo: {{ rule.bad }}
{% endfor %}{% endfor %}
## Mã khi đọc biểu
{% for topic in readers %}
### {{ topic.name }}

| Mã | Mức độ | Nội dung | Thông báo | Cách sửa | Đúng | Bị báo |
|---|---|---|---|---|---|---|
{% for rule in topic.rules -%}
| {{ rule.code }} | {{ rule.severity }} | {{ rule.title }} | {{ rule.message|cell }} | {{ rule.remedy|cell }} \
| {{ rule.okay|cell }} | {{ rule.bad|cell }} |
{% endfor %}{% endfor %}
## Những điều chương trình không kiểm tra được

| Yêu cầu | Kế hoạch ghi | Vì sao |
|---|---|---|
{% for item in unchecked -%}
| {{ item.id }} | {{ item.quotation|cell }} | {{ item.note|cell }} |
{% endfor -%}
"""

_TOPICS = {
    "T": "Thời gian và số ngày",
    "C": "Nội dung",
    "P": "Địa điểm",
    "Q": "Địa điểm ngoài tỉnh",
    "N": "Họ và tên",
    "F": "Tệp và biểu mẫu",
}


def render() -> str:
    """The annex as Markdown; the same registry gives the same text."""
    import jinja2  # only here: the check path does not pay for it

    environment = jinja2.Environment(trim_blocks=False, keep_trailing_newline=True, autoescape=False)  # noqa: S701
    environment.filters["cell"] = lambda text: text.replace("|", "\\|")
    asked = [
        {
            "id": item.id,
            "section": item.section,
            "quotation": item.quotation,
            "ways": _opening("; ".join(wording("rules")["ways"][way] for way in item.how)),
            "note": item.note,
            "how": item.how,
            "rules": [_shown(r) for r in _in_order() if r.requirement == item.id and r.scope != "reader"],
        }
        for item in requirements().values()
    ]
    readers = [
        {"name": name, "rules": [_shown(r) for r in _in_order() if r.scope == "reader" and r.code[0] == letter]}
        for letter, name in _TOPICS.items()
    ]
    unchecked = [item for item in asked if "unchecked" in item["how"]]
    return environment.from_string(_PAGE).render(asked=asked, readers=readers, unchecked=unchecked)


def _opening(text: str) -> str:
    return text[0].upper() + text[1:]


def _in_order() -> list[Rule]:
    return sorted(RULES.values(), key=lambda rule: rule.code)


def _shown(rule: Rule) -> dict[str, Any]:
    said = words(rule.code)
    return {
        "code": rule.code,
        "severity": SEVERITY[rule.severity],
        "title": said.title,
        "clause": rule.clause,
        "message": example_message(said.message),
        "remedy": said.remedy,
        "okay": said.okay,
        "bad": said.bad,
    }

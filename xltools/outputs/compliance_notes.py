"""The sheet ``GhiChu``: the plan, how days were counted, and what the words mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from xltools.forms.catalogue import form_name
from xltools.model import PersonStatus, Year
from xltools.outputs.compliance_layout import LEVEL_WORDS, REPORT_WORDS, units_in_order
from xltools.plan.plan import Group, Plan, Waiver
from xltools.vietnamese.dates import day_text
from xltools.vietnamese.numbers import days_text
from xltools.vietnamese.words import PERSON_STATUS


class Note(NamedTuple):
    """A line of ``GhiChu``; without text it is a heading."""

    name: str
    text: str = ""


_MODES = {
    "declared": (
        "Lấy số ngày do cán bộ khai; không vượt quá số ngày của khoảng thời gian đã ghi (tính cả ngày đầu và ngày cuối)"
    ),
    "inclusive": "Lấy số ngày của khoảng thời gian đã ghi, tính cả ngày đầu và ngày cuối",
    "workdays": "Chỉ tính ngày làm việc từ thứ Hai đến thứ Sáu, trừ ngày lễ",
}
_FOCUS = {
    "off": "Không nhắc",
    "warning": "Nhắc (cảnh báo); số ngày vẫn được tính",
    "error": "Là lỗi; dòng đó không được tính",
}

_STATUS_MEANING = {
    PersonStatus.EXEMPT: "Thuộc đối tượng không thực hiện chế độ đi cơ sở trong năm",
    PersonStatus.TO_DECIDE: "Chỉ được miễn một phần, hoặc chưa rõ thời gian miễn: cần người có thẩm quyền quyết định",
    PersonStatus.MET: "Đã đủ số ngày và số đợt theo Kế hoạch",
    PersonStatus.NOT_MET: "Đã hết thời gian thực hiện mà chưa đủ (hoặc còn thiếu báo cáo)",
    PersonStatus.CANNOT_MEET: "Số ngày còn lại không đủ để hoàn thành",
    PersonStatus.NOT_REGISTERED: "Đã qua hạn nộp mẫu 2 mà chưa có đăng ký nào",
    PersonStatus.BEHIND: "Theo tiến độ hiện nay thì đến hết thời gian thực hiện sẽ chưa đủ số ngày",
    PersonStatus.UNDER_WAY: "Chưa đủ nhưng kịp tiến độ",
}
_REPORT_MEANING = {
    "on_time": "Nhận trước hạn",
    "received": "Kế hoạch không đặt hạn",
    "due_day": "Nhận vào đúng ngày ghi là hạn (“trước ngày …”): cần xác nhận",
    "late": "Nhận sau hạn; số ngày vẫn được tính",
    "missing": "Đã quá hạn mà chưa nhận được",
    "unnamed": "Biểu của đơn vị đã có nhưng không có tên cán bộ này",
    "pending": "Chưa nhận được, hạn chưa đến",
    "exempt": "Cán bộ thuộc diện miễn, không phải nộp",
    "nil": "Đã nộp, nội dung là KHÔNG PHÁT SINH",
    "waived": "Việc thiếu hoặc trễ đã được người có thẩm quyền chấp nhận",
}


def notes(plan: Plan, year: Year, version: str) -> Iterator[Note]:
    """Every line of the sheet, in order."""
    yield from _about(plan, year)
    yield from _counting(plan)
    yield from _columns(plan)
    yield Note("Trạng thái của cán bộ")
    for status in PersonStatus:
        yield Note(PERSON_STATUS[status], _STATUS_MEANING[status])
    yield Note("Tình trạng nộp biểu mẫu")
    for state, meaning in _REPORT_MEANING.items():
        yield Note(REPORT_WORDS[state], meaning)
    yield Note("Đơn vị")
    for unit in units_in_order(plan, year):
        yield Note(unit.code, unit.name)
    if plan.waivers:
        yield Note("Các trường hợp được chấp nhận")
        for waiver in plan.waivers:
            yield _waiver(plan, waiver)
    yield Note("Công cụ")
    yield Note("Phiên bản", f"xltools {version}")
    if plan.digest:
        yield Note("Mã nhận dạng của Kế hoạch", plan.digest[:16])


def _about(plan: Plan, year: Year) -> Iterator[Note]:
    letterhead = plan.letterhead
    yield Note("Kế hoạch và thời điểm")
    yield Note("Tính đến ngày", day_text(year.as_of))
    yield Note("Kế hoạch", plan.name)
    number = f"{letterhead.number or '…'}{letterhead.symbol}"
    signed = f", ngày {day_text(letterhead.signed)}" if letterhead.signed else ""
    yield Note("Số, ký hiệu", f"{number}{signed} của {letterhead.issuer}")
    yield Note("Thời gian thực hiện", f"từ ngày {day_text(plan.window.first)} đến ngày {day_text(plan.window.last)}")
    for group in plan.groups:
        yield Note(f"Đối tượng {group.code}", f"{group.name}: {_quota(group)}")
    for deadline in plan.deadlines:
        yield Note(f"Hạn nộp {_lower(form_name(deadline.form, deadline.quarter))}", deadline.words)


def _quota(group: Group) -> str:
    parts = [f"tối thiểu {days_text(group.min_days)} ngày"]
    if group.min_stays:
        parts.append(f"{group.min_stays} đợt công tác")
    if group.long_stays:
        parts.append(f"trong đó {group.long_stays} đợt, mỗi đợt tối thiểu {days_text(group.long_stay_days)} ngày")
    levels = [f"{LEVEL_WORDS.get(level, level)} {days_text(days)} ngày" for level, days in group.level_days.items()]
    if levels:
        parts.append("trong đó " + ", ".join(levels))
    return ", ".join(parts)


def _counting(plan: Plan) -> Iterator[Note]:
    counting = plan.counting
    yield Note("Cách tính")
    yield Note("Số ngày", _MODES.get(counting.mode, counting.mode))
    half = (
        f"được tính; một buổi là {days_text(counting.session_days)} ngày" if counting.half_days else "không được tính"
    )
    yield Note("Nửa ngày", half[:1].upper() + half[1:])
    yield Note(
        "Chỉ tính một lần",
        "Mỗi ngày của một cán bộ chỉ tính một lần trong năm; ngày trùng bị trừ ở dòng khai sau. "
        "Ngày ngoài thời gian thực hiện không được tính.",
    )
    gap = "liền nhau hoặc trùng nhau" if counting.stay_gap <= 1 else f"cách nhau không quá {counting.stay_gap - 1} ngày"
    yield Note("Đợt", f"Các khoảng thời gian {gap} của một cán bộ được ghép thành một đợt, kể cả khi thuộc hai quý")
    yield Note("Nội dung ngoài trọng tâm", _FOCUS.get(counting.focus, counting.focus))
    if counting.report_after_stay_days is not None:
        yield Note("Báo cáo sau mỗi đợt", f"Trong vòng {counting.report_after_stay_days} ngày sau khi kết thúc đợt")
    yield Note(
        "Nguồn số liệu đăng ký",
        "Mẫu 2 của đơn vị nếu có tên cán bộ; nếu không có thì mẫu 1 của cán bộ",
    )
    yield Note(
        "Nguồn số liệu thực hiện",
        "Mẫu 3 của đơn vị trong quý nếu có tên cán bộ; "
        "nếu không có thì báo cáo cá nhân của quý đó (chưa qua tổng hợp của đơn vị)",
    )


def _columns(plan: Plan) -> Iterator[Note]:
    yield Note("Các trang tính và cột")
    yield Note(
        "TongHop",
        "Mỗi cán bộ một dòng. Số ngày đăng ký và số ngày từng quý là công thức cộng từ DuLieu; "
        "“Còn thiếu” là số ngày tối thiểu của đối tượng trừ số ngày luỹ kế; "
        "“Ngoài trọng tâm” là các nội dung không nằm trong định hướng của đối tượng; "
        "“Còn có thể” cho biết từ ngày tính đến hết thời gian thực hiện còn hoàn thành được hay không.",
    )
    yield Note(
        "TheoDonVi",
        "Đếm từ TongHop. “Thuộc diện” là số cán bộ trừ số được miễn; “Tỉ lệ đạt” là số đạt trên số thuộc diện.",
    )
    yield Note(
        "NopBaoCao",
        "Đơn vị nộp biểu mẫu nào, khi nào. “Ngày nhận” là ngày đầu tiên nhận được tệp đọc được; "
        "với mẫu 1 là của tệp đến sớm nhất.",
    )
    yield Note("VanDe", "Mọi lỗi, cảnh báo và lưu ý; nhấn vào cột “Ô” để mở tệp ở đúng ô có vấn đề.")
    yield Note(
        "DuLieu",
        "Mọi dòng đã đọc, kể cả dòng không được tính (in nghiêng, màu xám); “Đợt số” là số thứ tự đợt của cán bộ; "
        "nhấn vào cột “Ô” để mở tệp ở đúng ô ghi số ngày.",
    )
    for content in plan.contents:
        if not content.parent:
            yield Note(f"Nội dung {content.code}", content.name)


def _waiver(plan: Plan, waiver: Waiver) -> Note:
    person, unit = plan.person_by_id.get(waiver.subject), plan.unit_by_code.get(waiver.subject)
    name = person.name if person else unit.name if unit else waiver.subject
    since = f", từ ngày {day_text(waiver.since)}" if waiver.since else ""
    until = f", đến ngày {day_text(waiver.until)}" if waiver.until else ""
    reason = f"; lý do: {waiver.reason}" if waiver.reason else ""
    return Note(f"{waiver.rule}: {name}", f"Người chấp nhận: {waiver.approver}{since}{until}{reason}")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]

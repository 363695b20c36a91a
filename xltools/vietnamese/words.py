"""Vietnamese words for the codes of the tool, one place for every text an official reads."""

from __future__ import annotations

from xltools.model import PersonStatus, Severity, Status

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

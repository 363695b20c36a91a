"""The five forms: mẫu 1, 2 and 3 as the plan prints them, the cadre's quarterly report, the meeting schedule."""

from __future__ import annotations

from xltools.forms.spec import Column, FormSpec

_NUMBER = Column("number", "STT", 5, aliases=("so tt", "tt", "so thu tu"), align="center")
_PERSON = Column(
    "person", "Họ và tên", 22,
    aliases=("ho ten", "ho, ten", "ho & ten", "ten can bo", "can bo", "dong chi", "nguoi di", "nguoi thuc hien"),
)  # fmt: skip
_TITLE = Column("title", "Chức vụ", 18, aliases=("chuc danh", "chuc vu, don vi"))
_TIME_ALIASES = (
    "thoi gian", "tu ngay", "ngay di", "bat dau", "ngay bat dau", "thoi diem", "ngay thuc hien", "ngay, thang",
    "ngay thang",
)  # fmt: skip
_DAYS_ALIASES = (
    "so ngay",
    "tong so ngay",
    "tong ngay",
    "so luong ngay",
    "ngay cong tac",
    "ngay cong",
    "so ngay cong",
)
_CONTENTS_ALIASES = ("noi dung", "ma noi dung", "nd")
_PLACE_ALIASES = (
    "dia diem",
    "noi den",
    "dia ban",
    "don vi den",
    "co so den",
    "noi cong tac",
    "noi thuc hien",
    "noi di",
    "dia phuong",
)
_EXPLANATION = Column("explanation", "Giải trình", 20, aliases=("giai trinh", "ghi chu"), extra="explanation")
_STAY = Column("stay", "Đợt", 6, aliases=("dot",), align="center", extra="stay")

_MAU1 = FormSpec(
    code="mau1",
    title="BẢN ĐĂNG KÝ",
    subtitle="{subject}",
    marks=("dang ky",),
    not_marks=("tong hop dang ky", "bang tong hop", "lich hop"),
    landscape=False,
    personal=True,
    quarterly=False,
    kind="registered",
    lines=(
        ("person", "1. Họ và tên:"),
        ("title", "2. Chức vụ:"),
        ("", "3. Nội dung đăng ký cụ thể như sau:"),
    ),
    columns=(
        Column("number", "STT", 5, "(1)", _NUMBER.aliases, "center"),
        Column("contents", "Nội dung", 30, "(2)", _CONTENTS_ALIASES, required=True),
        Column("days", "Số ngày đi", 10, "(3)", _DAYS_ALIASES, "center", required=True),
        Column("time", "Thời gian cụ thể", 24, "(4)", _TIME_ALIASES, "center", required=True),
        Column("places", "Địa điểm", 24, "(5)", _PLACE_ALIASES, required=True),
        _STAY,
        _EXPLANATION,
    ),
    samples=(
        {
            "number": "1",
            "contents": "VD1: 1.1 Phối hợp tổ chức, triển khai hoạt động tại cơ sở",
            "days": "30 ngày",
            "time": "Từ ngày 01/4/2023 – 01/5/2023",
            "places": "Xã A, Huyện..... Hoặc Huyện....",
        },
        {
            "number": "2",
            "contents": "VD2: 1.3 Theo chuyên đề",
            "days": "10 ngày",
            "time": "Từ ngày 01/6/2023 – 15/6/2023",
            "places": "Xã A, Huyện..... Hoặc Huyện....",
        },
    ),
    signatures=("Lãnh đạo Ban/Văn phòng phê duyệt", "Người đăng ký"),
)

_MAU2 = FormSpec(
    code="mau2",
    title="BẢN TỔNG HỢP ĐĂNG KÝ",
    subtitle="{subject}",
    marks=("tong hop dang ky",),
    not_marks=(),
    landscape=True,
    personal=False,
    quarterly=False,
    kind="registered",
    columns=(
        _NUMBER,
        Column("person", "Họ và tên", 24, "", _PERSON.aliases, required=True),
        _TITLE,
        Column("contents", "Nội dung đi cơ sở", 34, "", _CONTENTS_ALIASES, required=True),
        Column("time", "Thời gian cụ thể", 26, "", _TIME_ALIASES, "center", required=True),
        Column("places", "Địa điểm", 26, "", _PLACE_ALIASES, required=True),
        Column("days", "Số ngày đi", 9, "", _DAYS_ALIASES, "center", extra="mau2_days"),
        _STAY,
        _EXPLANATION,
    ),
    samples=(
        {
            "number": "1",
            "person": "Nguyễn A",
            "time": "Từ ngày .../.../... đến ngày .../.../...",
            "places": "Huyện đoàn ...",
        },
    ),
    signatures=("Phê duyệt của Lãnh đạo Tỉnh đoàn", "Trưởng Ban/VP....."),
)

_RESULT_COLUMNS = (
    Column("number", "STT", 5, "(1)", _NUMBER.aliases, "center"),
    Column("person", "Họ và tên", 18, "", _PERSON.aliases, required=True),
    Column("contents", "Nội dung", 20, "(2)", _CONTENTS_ALIASES, required=True),
    Column(
        "detail",
        "Cụ thể nội dung đi cơ sở",
        22,
        "(3)",
        (
            "cu the noi dung",
            "noi dung cu the",
            "cu the",
            "noi dung chi tiet",
            "chi tiet",
            "cong viec cu the",
            "hoat dong cu the",
            "hoat dong tham gia",
            "dien giai",
        ),
        required=True,
    ),
    Column("days", "Số ngày đi", 9, "(4)", _DAYS_ALIASES, "center", required=True),
    Column("time", "Thời gian cụ thể", 20, "(5)", _TIME_ALIASES, "center", required=True),
    Column("places", "Địa điểm", 18, "(6)", _PLACE_ALIASES, required=True),
    Column(
        "result",
        "Nêu khái quát những kết quả chủ yếu (mặt được, hạn chế của từng nội dung); đề xuất, kiến nghị (nếu có)",
        32,
        "",
        ("neu khai quat", "ket qua", "nhung ket qua", "khai quat", "danh gia ket qua", "mat duoc, han che"),
        required=True,
    ),
    _STAY,
    _EXPLANATION,
)
_RESULT_SAMPLE = {
    "number": "1",
    "person": "Nguyễn Văn A",
    "contents": "Tham gia cùng cơ sở tổ chức, triển khai hoạt động công tác đoàn",
    "detail": "Đề nghị ghi rõ hoạt động tham gia",
    "days": "Số ngày (tối thiểu 30 ngày)",
    "time": "Từ ngày .../.../... đến ngày .../.../...",
}

_MAU3 = FormSpec(
    code="mau3",
    title="TỔNG HỢP BÁO CÁO",
    subtitle="{report_subject} quý {quarter} năm {year}",
    marks=("tong hop bao cao", "quy"),
    not_marks=(),
    landscape=True,
    personal=False,
    quarterly=True,
    kind="performed",
    columns=_RESULT_COLUMNS,
    samples=(_RESULT_SAMPLE,),
    signatures=("", "TRƯỞNG BAN....."),
    total=True,
)

_BAOCAO = FormSpec(
    code="baocao",
    title="BÁO CÁO",
    subtitle="{report_subject} quý {quarter} năm {year}",
    marks=("bao cao", "quy"),
    not_marks=("tong hop bao cao",),
    landscape=True,
    personal=True,
    quarterly=True,
    kind="performed",
    lines=(
        ("person", "1. Họ và tên:"),
        ("title", "2. Chức vụ:"),
        ("", "3. Kết quả cụ thể như sau:"),
    ),
    columns=_RESULT_COLUMNS,
    samples=(_RESULT_SAMPLE,),
    signatures=("Lãnh đạo Ban/Văn phòng", "Người báo cáo"),
    total=True,
)

_LICH_HOP = FormSpec(
    code="lich_hop",
    title="LỊCH HỌP, SINH HOẠT",
    subtitle="Ban Chấp hành, Ban Thường vụ, sinh hoạt chi đoàn năm {year}",
    marks=("lich hop",),
    not_marks=(),
    landscape=True,
    personal=False,
    quarterly=False,
    columns=(
        _NUMBER,
        Column("unit", "Đơn vị", 26, "", ("don vi", "to chuc", "chi doan"), required=True),
        Column("meeting", "Loại cuộc họp, sinh hoạt", 30, "", ("loai cuoc hop", "loai hop", "noi dung"), required=True),
        Column("time", "Ngày", 16, "", ("ngay", "thoi gian"), "center", required=True),
        Column("hour", "Giờ", 10, "", ("gio",), "center"),
        Column("places", "Địa điểm", 28, "", _PLACE_ALIASES),
        Column("contact", "Người liên hệ", 26, "", ("nguoi lien he", "lien he", "dien thoai")),
    ),
    signatures=("", "TM. BAN THƯỜNG VỤ"),
    blank_rows=20,
)

CATALOGUE: dict[str, FormSpec] = {spec.code: spec for spec in (_MAU1, _MAU2, _BAOCAO, _MAU3, _LICH_HOP)}
"""Every form by code."""

"""The layout of KeHoach.xlsx as data: nine sheets, their columns, and the settings of sheet ``KeHoach``.

The same fields describe a built-in plan in TOML, so whatever a plan can say is listed here once.
Headers, notes and labels are what an official reads.
"""

from __future__ import annotations

from dataclasses import dataclass

from xltools.forms.catalogue import CATALOGUE

UNIT_KINDS = ("thuong_truc", "ban", "van_phong", "huyen", "truc_thuoc")
LEVELS = ("huyen", "xa", "chi_doan", "khac")
DISTRICT_KINDS = ("thành phố", "thị xã", "huyện")
COMMUNE_KINDS = ("phường", "xã", "thị trấn")


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a sheet, or one setting of sheet ``KeHoach``.

    ``key`` is the attribute it fills. ``kind`` says how a cell is read: ``text``, ``lines`` (one a line),
    ``codes`` (``1.1; 1.5``), ``date``, ``dates``, ``number``, ``integer``, ``boolean`` (Có/Không), ``choice`` or
    ``quotas`` (``chi_doan: 30`` a line). ``choices`` pairs each value with its label; ``source`` names the sheet
    whose first column lists the values. A blank cell gives ``default``. ``aliases`` are further headers of a
    roster file.
    """

    key: str
    header: str
    note: str
    kind: str = "text"
    width: float = 14
    default: object = ""
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    source: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of KeHoach.xlsx: header in row 1, one line per record. ``key`` is its table in a TOML plan."""

    name: str
    key: str
    fields: tuple[Field, ...]


def _same(*values: str) -> tuple[tuple[str, str], ...]:
    return tuple((value, value) for value in values)


def _date(key: str, header: str, note: str, *, required: bool = False) -> Field:
    return Field(key, header, note, "date", 13, None, required)


SETTINGS = (
    Field("code", "ma_ke_hoach", "Mã ngắn của kế hoạch, ví dụ 2023", required=True),
    Field("year", "nam", "Năm thực hiện kế hoạch", "integer", required=True),
    Field("name", "ten", "Tên đầy đủ của kế hoạch", required=True),
    Field("province", "tinh", "Tên tỉnh, dùng để nhận ra địa điểm ngoài tỉnh", required=True),
    _date("window.first", "tu_ngay", "Ngày đầu của thời gian đi cơ sở", required=True),
    _date("window.last", "den_ngay", "Ngày cuối của thời gian đi cơ sở (tính cả ngày này)", required=True),
    Field("holidays", "ngay_nghi", "Ngày nghỉ lễ, tết trong năm, cách nhau bằng dấu chấm phẩy", "dates", default=()),
    Field(
        "counting.mode",
        "cach_tinh_ngay",
        "khai báo: theo số ngày ghi trong biểu; tính cả hai đầu: đếm mọi ngày từ ngày đầu đến ngày cuối; "
        "ngày làm việc: trừ thứ Bảy, Chủ nhật và ngày nghỉ",
        "choice",
        default="declared",
        choices=(("declared", "khai báo"), ("inclusive", "tính cả hai đầu"), ("workdays", "ngày làm việc")),
    ),
    Field("counting.half_days", "nua_ngay", "Có nhận nửa ngày (0,5) hay không", "boolean", default=True),
    Field("counting.session_days", "so_ngay_moi_buoi", "Một buổi tính bằng bao nhiêu ngày", "number", default=0.5),
    Field(
        "counting.stay_gap",
        "noi_dot",
        "Hai khoảng thời gian thuộc cùng một đợt khi khoảng sau bắt đầu nhiều nhất bấy nhiêu ngày sau khi khoảng trước "
        "kết thúc (1: liền nhau)",
        "integer",
        default=1,
    ),
    Field(
        "counting.focus",
        "ngoai_trong_tam",
        "Xử lý nội dung ngoài trọng tâm của đối tượng: bỏ qua, cảnh báo hoặc lỗi",
        "choice",
        default="warning",
        choices=(("off", "bỏ qua"), ("warning", "cảnh báo"), ("error", "lỗi")),
    ),
    Field(
        "counting.report_after_stay_days",
        "bao_cao_sau_dot",
        "Số ngày phải báo cáo sau khi kết thúc mỗi đợt; để trống nếu kế hoạch không quy định",
        "integer",
        default=None,
    ),
    Field("letterhead.body", "co_quan", "Tên cơ quan ở góc trái phía trên của biểu mẫu", required=True),
    Field("letterhead.union", "doan_the", "Dòng ở góc phải phía trên của biểu mẫu", default="ĐOÀN TNCS HỒ CHÍ MINH"),
    Field("letterhead.place", "dia_danh", "Địa danh trước ngày, tháng, năm", required=True),
    Field("letterhead.subject", "trich_yeu_dang_ky", "Dòng dưới tên mẫu 1 và mẫu 2", required=True),
    Field("letterhead.report_subject", "trich_yeu_bao_cao", "Dòng dưới tên mẫu 3", default="Kết quả đi công tác"),
    Field("letterhead.number", "so", "Số của kế hoạch; để trống thì biểu mẫu in dấu chấm"),
    Field("letterhead.symbol", "ky_hieu", "Ký hiệu của kế hoạch, sau số"),
    _date("letterhead.signed", "ngay_ky", "Ngày ký kế hoạch; để trống thì biểu mẫu in dấu chấm"),
    Field("letterhead.issuer", "noi_ban_hanh", "Cơ quan ban hành kế hoạch", required=True),
    Field("extras.mau2_days", "cot_so_ngay_mau2", "Mẫu 2 có thêm cột Số ngày đi hay không", "boolean", default=True),
    Field("extras.explanation", "cot_giai_trinh", "Biểu mẫu có thêm cột Giải trình hay không", "boolean", default=True),
    Field("extras.stay", "cot_dot", "Biểu mẫu có thêm cột Đợt hay không", "boolean", default=False),
)
"""Sheet ``KeHoach``, line by line: ``header`` is the key printed in column A, ``note`` the meaning in column B."""

PLAN_SHEET = Sheet(
    "KeHoach",
    "",
    (
        Field("key", "Khóa", "Tên của thiết lập, không sửa", width=24),
        Field("meaning", "Ý nghĩa", "Giải thích thiết lập và các giá trị được nhận", width=70),
        Field("value", "Giá trị", "Giá trị áp dụng cho năm nay, sửa ở cột này", width=60),
    ),
)

_CONTENTS = Sheet(
    "NoiDung",
    "contents",
    (
        Field("code", "Mã nội dung", "Mã như trong kế hoạch: 1.1 … 1.5; chuyên đề: 1.3.1, 1.3.2 …", required=True),
        Field("name", "Nội dung", "Tên nội dung đúng như kế hoạch ghi", width=60, required=True),
        Field("parent", "Thuộc mục", "Với chuyên đề: mã của nội dung lớn hơn, ví dụ 1.3", width=11, source="NoiDung"),
        Field(
            "groups",
            "Đối tượng trọng tâm",
            "Mã các đối tượng tập trung vào nội dung này, cách nhau bằng dấu chấm phẩy: TT; LD; CV",
            "codes",
            15,
            (),
            source="DoiTuong",
        ),
        Field(
            "open_to_all",
            "Mở cho tất cả",
            "Có: ai thực hiện nội dung này cũng không phải giải trình",
            "boolean",
            11,
            False,
        ),
        Field("phrases", "Cách ghi khác", "Những cách ghi khác có cùng nghĩa, mỗi cách một dòng", "lines", 60, ()),
        Field(
            "levels",
            "Cấp địa điểm",
            "Cấp của nơi đến phù hợp với nội dung: huyen; xa; chi_doan; để trống là mọi cấp",
            "codes",
            15,
            (),
            choices=_same(*LEVELS),
        ),
    ),
)

_GROUPS = Sheet(
    "DoiTuong",
    "groups",
    (
        Field("code", "Mã đối tượng", "Mã ngắn dùng trong các sheet khác: TT, LD, CV", width=12, required=True),
        Field("name", "Đối tượng", "Tên đối tượng như kế hoạch ghi", width=34, required=True),
        Field(
            "titles",
            "Chức vụ",
            "Những chức vụ thuộc đối tượng này, mỗi chức vụ một dòng, cấp cao trước; dùng để đề xuất và sắp thứ tự",
            "lines",
            34,
            (),
        ),
        Field(
            "min_days", "Số ngày tối thiểu", "Số ngày đi cơ sở tối thiểu trong năm", "number", 11, 0.0, required=True
        ),
        Field("min_stays", "Số đợt tối thiểu", "Số đợt công tác tối thiểu trong năm", "integer", 11, 0),
        Field(
            "long_stay_days",
            "Số ngày của đợt dài",
            "Số ngày tối thiểu của một đợt “cùng ăn, cùng ở, cùng làm”; để trống nếu không quy định",
            "number",
            12,
            0.0,
        ),
        Field("long_stays", "Số đợt dài tối thiểu", "Số đợt tối thiểu đạt số ngày ở cột bên trái", "integer", 12, 0),
        Field(
            "level_days",
            "Số ngày theo cấp",
            "Số ngày tối thiểu theo cấp của nơi đến, mỗi cấp một dòng, ví dụ chi_doan: 30",
            "quotas",
            18,
            None,
            choices=_same(*LEVELS),
        ),
    ),
)

_EXEMPTIONS = Sheet(
    "MienTru",
    "exemptions",
    (
        Field("code", "Mã lý do", "Mã ngắn ghi ở cột Miễn của sheet CanBo, ví dụ thai_san", width=12, required=True),
        Field("name", "Lý do", "Lý do như kế hoạch ghi", width=60, required=True),
        Field(
            "kind",
            "Hình thức",
            "cả năm: theo nhiệm vụ được giao; có thời hạn: từ ngày đến ngày ghi ở sheet CanBo",
            "choice",
            14,
            required=True,
            choices=(("role", "cả năm"), ("period", "có thời hạn")),
        ),
        Field(
            "min_months",
            "Số tháng tối thiểu",
            "Chỉ được miễn khi thời hạn từ bấy nhiêu tháng trở lên",
            "integer",
            12,
            0,
        ),
    ),
)

_DEADLINES = Sheet(
    "MocHan",
    "deadlines",
    (
        Field(
            "form",
            "Biểu mẫu",
            "mau1, mau2, mau3: mẫu của kế hoạch; baocao: báo cáo quý của cá nhân; lich_hop: lịch họp của huyện",
            "choice",
            12,
            required=True,
            choices=_same(*CATALOGUE),
        ),
        Field(
            "quarter",
            "Quý",
            "1, 2, 3 hoặc 4 với biểu nộp theo quý; để trống với biểu nộp một lần trong năm",
            "integer",
            8,
            None,
            choices=_same("1", "2", "3", "4"),
        ),
        _date("day", "Hạn nộp", "Ngày hạn, ví dụ 15/02/2023", required=True),
        Field(
            "inclusive",
            "Tính cả ngày hạn",
            "Không: “trước ngày”, nộp đúng ngày hạn là chưa kịp; Có: “chậm nhất ngày”",
            "boolean",
            11,
            False,
        ),
    ),
)

_UNITS = Sheet(
    "DonVi",
    "units",
    (
        Field(
            "code",
            "Mã đơn vị",
            "Mã ngắn, cũng là tên thư mục của đơn vị: chữ không dấu, số, gạch nối",
            width=24,
            required=True,
        ),
        Field("name", "Tên đơn vị", "Tên đầy đủ như trong văn bản", width=60, required=True),
        Field(
            "kind",
            "Loại",
            "thuong_truc: Thường trực; ban: ban; van_phong: văn phòng; huyen: huyện, thị, thành đoàn; "
            "truc_thuoc: đoàn trực thuộc",
            "choice",
            13,
            required=True,
            choices=_same(*UNIT_KINDS),
        ),
        Field("leader", "Lãnh đạo", "Họ và tên người đứng đầu đơn vị; có thể để trống", width=30),
    ),
)

PEOPLE = Sheet(
    "CanBo",
    "people",
    (
        Field(
            "id",
            "Mã cán bộ",
            "Mã riêng của mỗi người, không đổi trong năm; để trống thì được đặt theo mã đơn vị",
            width=14,
            aliases=("Mã", "Mã số", "Mã CB", "Mã số cán bộ"),
        ),
        Field(
            "name",
            "Họ và tên",
            "Họ và tên đầy đủ, có dấu",
            width=28,
            required=True,
            aliases=("Họ tên", "Họ, tên", "Tên cán bộ", "Cán bộ"),
        ),
        Field(
            "title", "Chức vụ", "Chức vụ đang giữ", width=34, required=True, aliases=("Chức danh", "Chức vụ, đơn vị")
        ),
        Field(
            "unit",
            "Đơn vị",
            "Mã đơn vị (hoặc tên đơn vị) ở sheet DonVi",
            width=18,
            required=True,
            source="DonVi",
            aliases=("Ban", "Ban, văn phòng", "Ban/Văn phòng", "Đơn vị công tác", "Mã đơn vị"),
        ),
        Field(
            "group",
            "Đối tượng",
            "Mã ở sheet DoiTuong: TT, LD, CV; ô trống nền vàng là đề xuất theo chức vụ, cần người xác nhận",
            width=11,
            source="DoiTuong",
            aliases=("Nhóm", "Mã đối tượng"),
        ),
        Field(
            "exempt",
            "Miễn",
            "Mã lý do miễn ở sheet MienTru; để trống nếu không được miễn",
            width=12,
            source="MienTru",
            aliases=("Lý do miễn", "Miễn trừ"),
        ),
        _date("since", "Từ ngày", "Ngày đầu của thời gian miễn; nếu không miễn: ngày về đơn vị"),
        _date("until", "Đến ngày", "Ngày cuối của thời gian miễn; nếu không miễn: ngày rời đơn vị"),
    ),
)

PLACES = Sheet(
    "DiaBan",
    "places",
    (
        Field(
            "kind",
            "Loại",
            "thành phố, thị xã, huyện; phường, xã, thị trấn",
            "choice",
            12,
            required=True,
            choices=_same(*DISTRICT_KINDS, *COMMUNE_KINDS),
        ),
        Field("name", "Tên", "Tên riêng, không kèm loại, ví dụ Suối Dây", width=24, required=True),
        Field(
            "district", "Thuộc", "Với phường, xã, thị trấn: huyện, thị xã, thành phố, ví dụ huyện Tân Châu", width=28
        ),
        _date("since", "Từ ngày", "Ngày bắt đầu có địa bàn này; để trống nếu đã có từ trước"),
        _date("until", "Đến ngày", "Ngày cuối còn địa bàn này; để trống nếu vẫn còn"),
        Field(
            "unit_in_charge", "Đơn vị phụ trách", "Mã đơn vị ở sheet DonVi phụ trách địa bàn", width=22, source="DonVi"
        ),
    ),
)

_WAIVERS = Sheet(
    "ChapNhan",
    "waivers",
    (
        Field(
            "rule",
            "Mã quy tắc",
            "Mã của lỗi được chấp nhận (ví dụ C301) hoặc tên biểu mẫu (ví dụ mau3)",
            width=13,
            required=True,
        ),
        Field("subject", "Cán bộ hoặc đơn vị", "Mã cán bộ hoặc mã đơn vị được áp dụng", width=22, required=True),
        _date("since", "Từ ngày", "Ngày bắt đầu áp dụng; để trống: từ đầu năm"),
        _date("until", "Đến ngày", "Ngày cuối còn áp dụng; để trống: đến hết năm"),
        Field("approver", "Người chấp nhận", "Họ tên, chức vụ người quyết định chấp nhận", width=34, required=True),
        Field("reason", "Lý do", "Vì sao chấp nhận; lý do được in ở mọi nơi áp dụng", width=60, required=True),
    ),
)

SHEETS = (PLAN_SHEET, _CONTENTS, _GROUPS, _EXEMPTIONS, _DEADLINES, _UNITS, PEOPLE, PLACES, _WAIVERS)
"""The nine sheets, in the order of the workbook."""

TABLES = SHEETS[1:]
"""The sheets that hold one record a line (all but ``KeHoach``)."""

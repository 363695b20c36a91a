"""Where and how a form stands on its sheet: the lines around it, its header, its rows."""

from __future__ import annotations

from collections.abc import Callable

from .drafts import Draft, Table, TypedRow
from .grids import Cell, Grid, Part
from .truth import PEOPLE, UNITS
from .typing_styles import without_marks

SPLIT = "hai dòng: Từ ngày, Đến ngày"

FRAMES = (
    "biểu mẫu đã gửi",
    "gõ lại, từ ô A1",
    "dời xuống C5",
    "có công văn phía trên",
    "ở trang tính thứ hai",
    "ở trang tính ẩn",
    "ghi chú và ký tên bên dưới",
    "họ tên ở ô bên cạnh",
    "nhiều biểu trên nhiều trang tính",
    "nhiều biểu nối nhau trên một trang",
)
OFFICIAL, PLAIN, SIGNED, NEXT_CELL, SEVERAL, STACKED = (FRAMES[at] for at in (0, 1, 6, 7, 8, 9))

HEADERS = (
    "như Kế hoạch in",
    "có dòng số cột",
    "chữ hoa",
    "không dấu",
    "xuống dòng trong ô",
    "tên gọi khác",
    SPLIT,
    "đổi thứ tự cột",
    "thêm cột",
)

BODIES = (
    "họ tên ghi mỗi dòng",
    "họ tên ghi một lần",
    "họ tên gộp ô",
    "“nt” ở ô giống phía trên",
    "địa điểm gộp ô",
    "có dòng nhóm",
    "có dòng Tổng cộng",
    "có dòng cộng sau mỗi người",
    "lặp lại dòng tiêu đề",
    "có dòng trống xen giữa",
    "đánh số lại từ 1",
    "không đánh số",
    "còn dòng ví dụ",
)
EVERY, ONCE, MERGED, DITTO, PLACES_MERGED, SECTIONS, TOTAL, SUBTOTALS, REPEATED, GAPS, RESTART, UNNUMBERED, EXAMPLES = (
    BODIES
)

_HEADERS = {
    "number": "STT",
    "person": "Họ và tên",
    "title": "Chức vụ",
    "contents": "Nội dung",
    "detail": "Cụ thể nội dung đi cơ sở",
    "days": "Số ngày đi",
    "time": "Thời gian cụ thể",
    "places": "Địa điểm",
    "result": "Nêu khái quát những kết quả chủ yếu (mặt được, hạn chế của từng nội dung); đề xuất, kiến nghị (nếu có)",
    "phone": "Số điện thoại",
    "vehicle": "Phương tiện",
    "remark": "Ghi chú",
}
_OTHER_NAMES = {
    "number": "TT",
    "person": "Họ tên cán bộ",
    "title": "Chức danh",
    "contents": "Nội dung công tác",
    "detail": "Nội dung cụ thể",
    "days": "Số ngày",
    "time": "Thời gian đi",
    "places": "Nơi đến",
    "result": "Kết quả đạt được",
}
_LINE_BREAKS = {
    "person": "Họ\nvà tên",
    "contents": "Nội\ndung",
    "detail": "Cụ thể nội dung\nđi cơ sở",
    "days": "Số\nngày đi",
    "time": "Thời gian\ncụ thể",
    "places": "Địa\nđiểm",
    "result": "Nêu khái quát những kết quả chủ yếu\n(mặt được, hạn chế); đề xuất, kiến nghị",
}
_ORDER = ("number", "time", "until", "places", "person", "title", "days", "contents", "detail", "result")
_TITLES = {
    "mau1": ("BẢN ĐĂNG KÝ", "Đi công tác cơ sở theo chủ trương “1+2” năm {year}"),
    "mau2": ("BẢN TỔNG HỢP ĐĂNG KÝ", "Đi công tác cơ sở theo chủ trương “1+2” năm {year}"),
    "mau3": ("TỔNG HỢP BÁO CÁO", "Kết quả đi công tác quý {quarter} năm {year}"),
    "baocao": ("BÁO CÁO", "Kết quả đi công tác quý {quarter} năm {year}"),
}
_REFERENCE = "(Kèm theo Kế hoạch số 15-KH/TĐTN-TCKT, ngày 10/01/2023 của Ban Thường vụ Tỉnh đoàn)"
_LINES = {
    "mau1": ("1. Họ và tên:", "2. Chức vụ:", "3. Nội dung đăng ký cụ thể như sau:"),
    "baocao": ("1. Họ và tên:", "2. Chức vụ:", "3. Kết quả cụ thể như sau:"),
}
_SIGNERS = {
    "mau1": ("Lãnh đạo Ban/Văn phòng phê duyệt", "Người đăng ký"),
    "mau2": ("Phê duyệt của Lãnh đạo Tỉnh đoàn", "Trưởng Ban"),
    "mau3": ("Người lập biểu", "TRƯỞNG BAN"),
    "baocao": ("Lãnh đạo Ban/Văn phòng", "Người báo cáo"),
}
_SAMPLES = {
    "mau1": {
        "contents": "VD1: 1.1 Phối hợp tổ chức, triển khai hoạt động tại cơ sở",
        "days": "30 ngày",
        "time": "Từ ngày 01/4/2023 – 01/5/2023",
        "places": "Xã A, Huyện..... Hoặc Huyện....",
    },
    "mau2": {"person": "Nguyễn A", "time": "Từ ngày .../.../... đến ngày .../.../...", "places": "Huyện đoàn ..."},
    "mau3": {
        "person": "Nguyễn Văn A",
        "contents": "Tham gia cùng cơ sở tổ chức, triển khai hoạt động công tác đoàn",
        "detail": "Đề nghị ghi rõ hoạt động tham gia",
        "days": "Số ngày (tối thiểu 30 ngày)",
        "time": "Từ ngày .../.../... đến ngày .../.../...",
    },
}
_SAMPLES["baocao"] = {field: text for field, text in _SAMPLES["mau3"].items() if field != "person"}
DITTOS = ("nt", "-nt-", "như trên", '"', "Nt")


def lay_out(draft: Draft, grid: Grid, top: int = 1, left: int = 1) -> Table:
    """Draw a form on a grid, its first line in row ``top``, its first column ``left``."""
    fields = _columns(draft)
    columns = {name: left + place for place, name in enumerate(fields)}
    row = _heading(draft, grid, top, columns)
    table = Table(draft, grid, row, columns)
    row = _header(table, row)
    table.bottom = _body(table, row)
    _close(table)
    return table


def _columns(draft: Draft) -> list[str]:
    fields = list(draft.fields)
    if any("until" in row.cells for row in draft.rows):
        fields.insert(fields.index("time") + 1, "until")
    if draft.choice["header"] == "đổi thứ tự cột":
        fields.sort(key=_ORDER.index)
    if draft.choice["header"] == "thêm cột":
        fields.insert(2, "phone")
        fields += ["vehicle", "remark"]
    return fields


def _heading(draft: Draft, grid: Grid, row: int, columns: dict[str, int]) -> int:
    """The lines above a table; the row in which its header goes."""
    form, frame = draft.form, draft.choice["frame"]
    left, right = min(columns.values()), max(columns.values())
    middle = (left + right + 1) // 2
    if frame == "có công văn phía trên":
        texts = (
            "CÔNG VĂN",
            "Kính gửi: Ban Tổ chức – Kiểm tra Tỉnh đoàn",
            "Thực hiện Kế hoạch của Ban Thường vụ Tỉnh đoàn, đơn vị gửi kèm biểu dưới đây.",
        )
        for text in texts:
            grid.put(row, left, text)
            row += 1
        grid.parts.append(Part("text", row - len(texts), row - 1, (left, right)))
        row += 1
    grid.line(row, {left: "BCH ĐOÀN TỈNH TÂY NINH", middle: "ĐOÀN TNCS HỒ CHÍ MINH"})
    grid.line(row + 1, {left: draft.unit or UNITS[form.unit], middle: "Tây Ninh, ngày 10 tháng 02 năm 2023"})
    grid.parts.append(Part("table", row, row + 1, (left, right)))
    row += 3
    start = row
    title, subtitle = _TITLES[form.code]
    quarter = ("", "I", "II", "III", "IV")[form.quarter or 0]
    for text in (title, subtitle.format(quarter=quarter, year=draft.year), _REFERENCE):
        grid.put(row, left, text)
        grid.merged.append((row, left, row, right))
        row += 1
    for wording, value in zip(_LINES.get(form.code, ()), (draft.name, draft.title, ""), strict=False):
        if frame == NEXT_CELL:
            grid.line(row, {left: wording, left + 1: value})
        else:
            grid.put(row, left, f"{wording} {value}".strip())
        row += 1
    grid.parts.append(Part("text", start, row - 1, (left, right)))
    return row


def _wording(form: str, field: str, style: str) -> str:
    text = _HEADERS[field]
    if field == "contents" and form == "mau2":
        text = "Nội dung đi cơ sở"
    if style == "tên gọi khác":
        return _OTHER_NAMES.get(field, text)
    if style == "xuống dòng trong ô":
        return _LINE_BREAKS.get(field, text)
    if style == "chữ hoa":
        return text.upper()
    return without_marks(text) if style == "không dấu" else text


def _header(table: Table, row: int) -> int:
    """The header row or rows; the row below them."""
    grid, style, form = table.grid, table.draft.choice["header"], table.draft.form.code
    two_rows = "until" in table.columns
    for field, column in table.columns.items():
        if not (two_rows and field in ("time", "until")):
            grid.put(row, column, _wording(form, field, style))
            if two_rows:
                grid.merged.append((row, column, row + 1, column))
    if two_rows:
        first = table.columns["time"]
        grid.line(row, {first: "Thời gian cụ thể"})
        grid.merged.append((row, first, row, first + 1))
        grid.line(row + 1, {first: "Từ ngày", first + 1: "Đến ngày"})
        row += 1
    if style == "có dòng số cột":
        row += 1
        numbers = [f for f in table.columns if f not in ("person", "result")]
        grid.line(row, {table.columns[field]: f"({number})" for number, field in enumerate(numbers, 1)})
    return row + 1


def _body(table: Table, row: int) -> int:
    """The rows; the first row below them."""
    draft, grid, columns = table.draft, table.grid, table.columns
    body = draft.choice["body"]
    if body == EXAMPLES:
        sample = {columns[f]: text for f, text in _SAMPLES[draft.form.code].items() if f in columns}
        grid.line(row, {columns["number"]: "1", **sample})
        row += 1
    number, before = 0, None
    for index, typed in enumerate(draft.rows):
        row = _between(table, row, index, before)
        new = before is None or before.person != typed.person
        number = 1 if body == RESTART and (new or index == len(draft.rows) // 2) else number + 1
        for field, cell in _shown(typed, before, body, index).items():
            if field in columns:
                grid.put(row, columns[field], cell)
        if body != UNNUMBERED:
            grid.put(row, columns["number"], float(number))
        if "phone" in columns:
            grid.line(row, {columns["phone"]: f"0909{index:06}", columns["vehicle"]: "Xe máy"})
        table.at.append(row)
        before = typed
        row += 1
    return row


def _between(table: Table, row: int, index: int, before: TypedRow | None) -> int:
    """What stands between two rows of data; the row for the next one."""
    draft, grid = table.draft, table.grid
    body, half = draft.choice["body"], len(draft.rows) // 2
    if body == GAPS and index in (2, 3, half + 1):
        return row + 1
    if body == REPEATED and index == half:
        return _header(table, row)
    if body == SUBTOTALS and before is not None and before.person != draft.rows[index].person:
        return _subtotal(table, row, before.person)
    if body == SECTIONS and (index == 0 or (index == half and draft.form.person)):
        name = f"Đợt {1 + (index > 0)}" if draft.form.person else UNITS[draft.form.unit].capitalize()
        left, right = min(table.columns.values()), max(table.columns.values())
        grid.put(row, left, f"{'I' if index == 0 else 'II'}. {name}")
        grid.merged.append((row, left, row, right))
        return row + 1
    return row


def _subtotal(table: Table, row: int, person: str) -> int:
    """The days of one person added up below them; the next row."""
    days = sum(r.truth.days or 0 for r in table.draft.rows if r.truth and r.person == person)
    table.grid.put(row, table.columns["person"], "Cộng")
    if days:
        table.grid.put(row, table.columns["days"], float(days))
    return row + 1


def _shown(typed: TypedRow, before: TypedRow | None, body: str, index: int) -> dict[str, Cell]:
    """The cells of a row that are written, with dittos where the cell above says the same."""
    cells = dict(typed.cells)
    if before is None:
        return cells
    same = {field for field in cells if cells[field] == before.cells[field]}
    if before.person == typed.person and body in (ONCE, MERGED):
        cells["person"] = Cell(None)
    if body == DITTO:
        for field in ("person", "contents", "places"):
            if field in same and (field != "person" or before.person == typed.person):
                cells[field] = Cell(DITTOS[index % len(DITTOS)])
    if body == PLACES_MERGED and "places" in same:
        cells["places"] = Cell(None)
    return cells


def _close(table: Table) -> None:
    """Merged cells, total row, notes and signatures; what a Word document makes of the rows."""
    draft, grid, columns = table.draft, table.grid, table.columns
    body, row = draft.choice["body"], table.bottom
    left, right = min(columns.values()), max(columns.values())
    if body == MERGED and "person" in columns:
        _merge(table, "person", lambda one, other: one.person == other.person)
    if body == PLACES_MERGED:
        _merge(table, "places", lambda one, other: one.cells["places"] == other.cells["places"])
    if body == TOTAL and "days" in columns:
        grid.put(row, left, "Tổng cộng")
        grid.put(row, columns["days"], float(sum(r.truth.days or 0 for r in draft.rows if r.truth)))
        row += 1
    grid.parts.append(Part("table", table.header_row, row - 1, (left, right)))
    if draft.choice["frame"] == PLAIN:
        return
    row += draft.choice["frame"] != SIGNED  # some leave no line between
    start = row
    if draft.choice["frame"] == SIGNED:
        for text in ("Ghi chú: lịch đi có thể thay đổi theo công việc.", "* Biểu lập thành 02 bản."):
            grid.put(row, left, text)
            row += 1
        grid.parts.append(Part("text", start, row - 1, (left, right)))
    sign = row
    one, other = _SIGNERS[draft.form.code]
    middle = (left + right + 1) // 2
    grid.line(row, {left: one, middle: other})
    grid.line(row + 1, {middle: "(Ký, ghi rõ họ tên)"})
    grid.line(row + 4, {left: PEOPLE["TG-01"].name, middle: PEOPLE["VP-01"].name})
    grid.parts.append(Part("table", sign, row + 4, (left, right)))


def _merge(table: Table, field: str, alike: Callable[[TypedRow, TypedRow], bool]) -> None:
    """Merge a column over neighbouring rows that say the same."""
    rows, column = table.draft.rows, table.columns[field]
    start = 0
    for index in range(1, len(rows) + 1):
        if index == len(rows) or not alike(rows[index - 1], rows[index]):
            if index - start > 1:
                table.grid.merged.append((table.at[start], column, table.at[index - 1], column))
            start = index


def sheets(drafts: list[Draft]) -> tuple[list[Grid], list[Table]]:
    """The sheets of a workbook with one form, or several where its frame says so."""
    frame = drafts[0].choice["frame"]
    if frame == SEVERAL:
        grids = [Grid(f"Người {number}") for number in range(1, len(drafts) + 1)]
        return grids, [lay_out(draft, grid) for draft, grid in zip(drafts, grids, strict=True)]
    grid = Grid("Biểu")
    if frame == STACKED:
        tables: list[Table] = []
        for draft in drafts:
            tables.append(lay_out(draft, grid, grid.last_row + 3 if tables else 1))
        return [grid], tables
    at = (5, 3) if frame == "dời xuống C5" else (1, 1)
    table = lay_out(drafts[0], grid, *at)
    if frame in ("ở trang tính thứ hai", "ở trang tính ẩn"):
        cover = Grid("Hướng dẫn")
        cover.line(1, {1: "HƯỚNG DẪN GHI BIỂU"})
        cover.line(2, {1: "Các đồng chí điền vào trang sau, gửi về Ban trước ngày 15/02/2023."})
        grid.hidden = frame == "ở trang tính ẩn"
        return [cover, grid], [table]
    return [grid], [table]

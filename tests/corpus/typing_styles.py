"""How people type the same thing: dates, days, names, places, contents. Written without the reader's own words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date

from xltools.model import Person

from .grids import Cell
from .truth import Line, Run

# ------------------------------------------------------------------ dates

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_EPOCH = date(1899, 12, 30)


def _vn(day: date) -> str:
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"{day.day:02}/{month}/{day.year}"


def _short(day: date) -> str:
    return f"{day.day:02}/{day.month}"


def _long(day: date) -> str:
    return f"ngày {day.day:02} tháng {day.month} năm {day.year}"


def _of_weekday(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} ngày {_vn(day)}"


def _each(span: str, single: str, show: Callable[[date], str], between: str = "; ") -> Callable[[Sequence[Run]], str]:
    """A style that writes every run alone; ``span`` and ``single`` are patterns over ``{0}`` and ``{1}``."""

    def style(runs: Sequence[Run]) -> str:
        return between.join((single if a == b else span).format(show(a), show(b)) for a, b in runs)

    return style


def _shared_month(runs: Sequence[Run]) -> str:
    parts = []
    for first, last in runs:
        if first == last:
            parts.append(f"ngày {_vn(first)}")
        elif first.month == last.month:
            parts.append(f"từ ngày {first.day:02} đến ngày {_vn(last)}")
        else:
            parts.append(f"từ ngày {_short(first)} đến ngày {_vn(last)}")
    return "; ".join(parts)


def _tersely(runs: Sequence[Run]) -> str:
    parts = []
    for first, last in runs:
        if first == last:
            parts.append(f"{first.day}/{first.month}")
        elif first.month == last.month:
            parts.append(f"{first.day}-{last.day}/{last.month}")
        else:
            parts.append(f"{first.day}/{first.month}-{last.day}/{last.month}")
    return ", ".join(parts) + f"/{runs[-1][1].year}"


def _listed(runs: Sequence[Run]) -> str:
    """Single days of one month in one list, a short run day by day."""
    months = {day.month for run in runs for day in run}
    days = [date.fromordinal(n) for a, b in runs for n in range(a.toordinal(), b.toordinal() + 1)]
    if len(months) > 1 or len(days) > 5:
        return DATES["như Kế hoạch in"](runs)
    return f"các ngày {', '.join(f'{day.day:02}' for day in days)}/{_vn(days[-1])[3:]}" if days[1:] else _vn(days[0])


def _rounds(runs: Sequence[Run]) -> str:
    return "; ".join(
        f"Đợt {number}: {_vn(a)}" if a == b else f"Đợt {number}: {_short(a)} - {_vn(b)}"
        for number, (a, b) in enumerate(runs, 1)
    )


REAL, SERIAL = "ô ngày thật", "số sê-ri dán thành số"

DATES: dict[str, Callable[[Sequence[Run]], str]] = {
    "như Kế hoạch in": _each("Từ ngày {0} – {1}", "Ngày {0}", _vn),
    "từ ngày … đến ngày …": _each("Từ ngày {0} đến ngày {1}", "Ngày {0}", _vn),
    "dấu chấm": _each("{0} - {1}", "{0}", lambda d: f"{d.day:02}.{d.month}.{d.year}"),
    "gạch ngang": _each("{0} đến {1}", "{0}", lambda d: f"{d.day:02}-{d.month}-{d.year}"),
    "không ghi năm": _each("{0} - {1}", "ngày {0}", _short),
    "chung tháng": _shared_month,
    "rút gọn, năm ở cuối": _tersely,
    "năm hai chữ số": _each("{0} - {1}", "{0}", lambda d: f"{d.day}/{d.month}/{d.year % 100}"),
    "tháng hai chữ số": _each("{0}-{1}", "{0}", lambda d: f"{d:%d/%m/%Y}"),
    "viết đầy đủ": _each("từ {0} đến {1}", "{0}", _long),
    "kiểu ISO": _each("{0} đến {1}", "{0}", lambda d: d.isoformat()),
    "kiểu ISO có giờ": _each("{0} - {1}", "{0}", lambda d: f"{d.isoformat()} 00:00:00"),
    "mũi tên": _each("{0} → {1}", "{0}", _vn),
    "xuống dòng": _each("Từ ngày {0}\nđến ngày {1}", "Ngày\n{0}", _vn, "\n"),
    "có giờ": _each("Từ 7h30 ngày {0} đến 17h00 ngày {1}", "13g30, ngày {0}", _vn),
    "có thứ": _each("Từ {0} đến {1}", "{0}", _of_weekday),
    "đến hết ngày": _each("Từ {0} đến hết ngày {1}", "Trong ngày {0}", _vn),
    "liệt kê ngày": _listed,
    "theo đợt": _rounds,
    "không dấu": _each("Tu ngay {0} den ngay {1}", "Ngay {0}", _vn),
    "chữ hoa": _each("TỪ NGÀY {0} ĐẾN NGÀY {1}", "NGÀY {0}", _vn),
    REAL: _each("{0} - {1}", "{0}", _vn),
    SERIAL: _each("{0} - {1}", "{0}", _vn),
}
"""Name of a style → runs of days as text. Styles of cells (``REAL``, ``SERIAL``) write text for what no cell holds."""


def time_cell(style: str, runs: Sequence[Run]) -> Cell:
    """The one time cell of a row."""
    (first, last), *others = runs
    if first == last and not others and style in (REAL, SERIAL):
        return day_cell(style, first)
    return Cell(DATES[style](runs))


def day_cell(style: str, day: date) -> Cell:
    """One day in a cell of its own, as under ``Từ ngày`` and ``Đến ngày``."""
    if style == REAL:
        return Cell(day)
    if style == SERIAL:
        return Cell((day - _EPOCH).days)
    if style == "theo đợt":  # a round needs both ends: in two columns people give the days alone
        return Cell(_vn(day))
    return Cell(DATES[style]([(day, day)]))


# ------------------------------------------------------------------ days

_UNITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def in_words(number: int) -> str:
    """1 … 99 in words: ``ba mươi mốt``."""
    tens, units = divmod(number, 10)
    if not tens:
        return _UNITS[units]
    said = "mười" if tens == 1 else f"{_UNITS[tens]} mươi"
    if not units:
        return said
    if units == 5:
        return f"{said} lăm"
    if units == 1 and tens > 1:
        return f"{said} mốt"
    return f"{said} {_UNITS[units]}"


def _plain(days: float) -> str:
    return f"{days:g}".replace(".", ",")


def _worded(days: float) -> str:
    whole, half = divmod(days, 1)
    if not whole:
        return "nửa ngày"
    return f"{in_words(int(whole))} ngày" + (" rưỡi" if half else "")


def _sum(days: float) -> str:
    first = days // 2
    return f"{_plain(first)}+{_plain(days - first)}" if first else _plain(days)


def _product(days: float) -> str:
    for times in (3, 2, 5):
        if days % times == 0 and days > times:
            return f"{_plain(days / times)} ngày x {times} đợt"
    return f"{_plain(days)} ngày"


CALCULATED = "công thức đã tính"

DAYS: dict[str, Callable[[float], Cell]] = {
    "ô số": Cell,
    "số dạng chữ": lambda days: Cell(_plain(days)),
    "30 ngày": lambda days: Cell(f"{_plain(days)} ngày"),
    "03 ngày": lambda days: Cell(f"{int(days):02} ngày" if days % 1 == 0 else f"{_plain(days)} ngày"),
    "dính liền, không dấu": lambda days: Cell(f"{_plain(days)}ngay"),
    "30.0": lambda days: Cell(f"{days:.1f}"),
    "bằng chữ": lambda days: Cell(_worded(days)),
    "30 (ba mươi) ngày": lambda days: Cell(
        f"{int(days)} ({in_words(int(days))}) ngày" if days % 1 == 0 else f"{_plain(days)} ngày"
    ),
    "phép cộng": lambda days: Cell(_sum(days)),
    "phép nhân": lambda days: Cell(_product(days)),
    "buổi": lambda days: Cell("01 buổi" if days == 0.5 else f"{_plain(days)} ngày"),
    CALCULATED: lambda days: Cell(days, formula=f"{days - 0.5:g}+0.5"),
}

# ------------------------------------------------------------------ names

_TONES = "\u0300\u0301\u0303\u0309\u0323"


def other_tone_place(name: str) -> str:
    """``Hoà`` ↔ ``Hòa``, ``Thúy`` ↔ ``Thuý``: the tone on the other vowel of an open oa, oe, uy."""
    words = []
    for word in name.split(" "):
        plain = unicodedata.normalize("NFD", word)
        bare = "".join(c for c in plain if c not in _TONES)
        tone = next((c for c in plain if c in _TONES), "")
        if tone and bare[-2:].lower() in ("oa", "oe", "uy") and bare[-3:-2].lower() != "q":
            after = plain.endswith(tone)
            plain = f"{bare[:-1]}{tone}{bare[-1]}" if after else f"{bare}{tone}"
        words.append(unicodedata.normalize("NFC", plain))
    return " ".join(words)


NAMES: dict[str, Callable[[Person], str]] = {
    "như danh sách": lambda who: who.name,
    "chữ hoa": lambda who: who.name.upper(),
    "chữ thường": lambda who: who.name.lower(),
    "Đ/c …": lambda who: f"Đ/c {who.name}",
    "Đồng chí …": lambda who: f"Đồng chí {who.name}",
    "dấu đặt kiểu khác": lambda who: other_tone_place(who.name),
    "thừa khoảng trắng": lambda who: f" {who.name.replace(' ', '  ', 1)}\u00a0",
    "chức vụ trong ngoặc": lambda who: f"{who.name} ({who.title})",
    "chức vụ sau gạch": lambda who: f"{who.name} - {who.title}",
    "chức vụ xuống dòng": lambda who: f"{who.name}\n{who.title}",
    "chữ Ð của bảng mã khác": lambda who: who.name.replace("Đ", "Ð"),
}

# ------------------------------------------------------------------ places

_KINDS = ("thành phố", "thị xã", "thị trấn", "huyện", "phường", "xã")
_SHORT_KINDS = {"thành phố": "TP.", "thị xã": "TX.", "huyện": "H.", "phường": "P.", "xã": "X.", "thị trấn": "TT."}
_UNIONS = {"thành phố": "Thành đoàn", "thị xã": "Thị đoàn", "huyện": "Huyện đoàn"}
_SEVERAL = ("Tân Bình",)  # communes of one name in two districts


def _parts(place: str) -> list[tuple[str, str]]:
    """``xã Suối Dây, huyện Tân Châu`` → (kind, name) of each level; empty for what no list knows."""
    parts = []
    for part in place.split(", "):
        kind = next((kind for kind in _KINDS if part.startswith(f"{kind} ")), "")
        if not kind:
            return []
        parts.append((kind, part.removeprefix(f"{kind} ")))
    return parts


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _by_level(joint: str, show: Callable[[str, str], str], end: str = "") -> Callable[[str], str]:
    """A style that writes each level by ``show`` and joins them; an unlisted place stays as it is."""

    def style(place: str) -> str:
        parts = _parts(place)
        return _first_up(joint.join(show(kind, name) for kind, name in parts) + end) if parts else place

    return style


def _full(kind: str, name: str) -> str:
    return f"{kind} {name}"


def _abbreviated(kind: str, name: str) -> str:
    return f"{_SHORT_KINDS[kind]} {name}"


def _bracketed(place: str) -> str:
    commune, comma, district = place.partition(", ")
    return _first_up(f"{commune} ({district})" if comma and _parts(place) else place)


def _bare(place: str) -> str:
    parts = _parts(place)
    if len(parts) < 2 or parts[0][1].isdigit() or parts[0][1] == parts[1][1]:
        return _first_up(place)
    return ", ".join(name for _, name in parts)


def _commune_only(place: str) -> str:
    parts = _parts(place)
    if len(parts) < 2 or parts[0][1] in _SEVERAL:
        return _first_up(place)
    return _first_up(_full(*parts[0]))


def _district_first(place: str) -> str:
    commune, comma, district = place.partition(", ")
    return _first_up(f"{district}: {commune}" if comma and _parts(place) else place)


def _union(kind: str, name: str) -> str:
    return f"{_UNIONS[kind]} {name}" if kind in _UNIONS else f"Đoàn {kind} {name}"


def without_marks(text: str) -> str:
    """``Đoàn xã`` → ``Doan xa``."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c))


PLACES: dict[str, Callable[[str], str]] = {
    "ghi đủ": _by_level(", ", _full),
    "viết tắt": _by_level(", ", _abbreviated),
    "viết tắt dính liền": _by_level(", ", lambda kind, name: f"{_SHORT_KINDS[kind]}{name}"),
    "gạch nối": _by_level(" - ", _full),
    "huyện trong ngoặc": _bracketed,
    "không ghi cấp": _bare,
    "chỉ ghi xã": _commune_only,
    "huyện trước": _district_first,
    "tên tổ chức Đoàn": _by_level(", ", _union),
    "UBND …": lambda place: f"UBND {place}" if _parts(place) else place,
    "xuống dòng": _by_level("\n", _full),
    "có tên tỉnh": _by_level(", ", _full, ", tỉnh Tây Ninh"),
    "chữ hoa": lambda place: place.upper() if _parts(place) else place,
    "không dấu": lambda place: without_marks(place) if _parts(place) else place,
}


def place_text(style: str, line: Line) -> str:
    """The place cell of a row; two communes of one district share its name."""
    show = PLACES[style]
    if line.inside and style == "huyện trước":
        commune, _, district = line.places[0].partition(", ")
        return _first_up(f"{district}: {line.inside}, {commune}")
    districts = {place.partition(", ")[2] for place in line.places}
    if style == "ghi đủ" and len(line.places) > 1 and len(districts) == 1:
        communes = ", ".join(place.partition(", ")[0] for place in line.places)
        return _first_up(f"{communes}, {districts.pop()}")
    text = "; ".join(map(show, line.places))
    return f"{line.inside}, {text}" if line.inside else text


# ------------------------------------------------------------------ contents

_WORDINGS = {
    "1.1": "Phối hợp tổ chức, triển khai hoạt động tại cơ sở",
    "1.2": "Kiểm tra, giám sát",
    "1.3": "Theo chuyên đề",
    "1.4": "Dự họp và sinh hoạt chuyên đề của hội nghị Ban Chấp hành, Ban Thường vụ",
    "1.5": "Tham dự sinh hoạt chi đoàn",
    "1.3.2": "Khảo sát tình hình hoạt động của các câu lạc bộ, tổ, đội, nhóm sở thích",
    "1.3.7": "Thẩm định việc thực hiện các mô hình Đoàn, Hội",
}
_PARAPHRASES = {
    "1.1": "Tham gia cùng cơ sở tổ chức, triển khai hoạt động công tác đoàn",
    "1.2": "Đi kiểm tra, giám sát chuyên đề tại các cơ sở",
    "1.3": "Khảo sát tình hình đoàn viên, thanh niên trên địa bàn tỉnh",
    "1.4": "Dự họp Ban Chấp hành, Ban Thường vụ huyện đoàn",
    "1.5": "Dự sinh hoạt chi đoàn",
}


def _topical(contents: Sequence[str]) -> bool:
    return any(code.count(".") > 1 for code in contents)


def _named(contents: Sequence[str], joint: str = "\n", lead: str = "") -> str:
    return joint.join(f"{lead}{code} {_WORDINGS[code]}" for code in contents)


def _wording(wordings: dict[str, str]) -> Callable[[Sequence[str]], Cell]:
    """By name only; a topic keeps its code, for its name alone says no more than the heading."""
    return lambda contents: Cell(
        _named(contents) if _topical(contents) else "; ".join(wordings[code] for code in contents)
    )


CONTENTS: dict[str, Callable[[Sequence[str]], Cell]] = {
    "mã": lambda contents: Cell("; ".join(contents)),
    "mã là ô số": lambda contents: Cell(
        "; ".join(contents) if len(contents) > 1 or _topical(contents) else float(contents[0])
    ),
    "mã và tên": lambda contents: Cell(_named(contents)),
    "tên": _wording(_WORDINGS),
    "nói cách khác": _wording(_PARAPHRASES),
    "mục … và mục …": lambda contents: Cell(" và ".join(f"mục {code}" for code in contents)),
    "gạch đầu dòng": lambda contents: Cell(_named(contents, lead="- ")),
    "mã viết dấu phẩy": lambda contents: (
        Cell("; ".join(contents) if _topical(contents) else contents[0].replace(".", ","))
        if len(contents) == 1
        else Cell(" + ".join(contents))
    ),
}

"""The page that tells how well forms are read: docs/doc-hieu.md."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from .cases import AXES
from .measure import RIGHT, SILENT, TOLD, Result

_FORMS = {"mau1": "mẫu 1", "mau2": "mẫu 2", "mau3": "mẫu 3", "baocao": "báo cáo quý của cá nhân"}
_AXES = {
    "form": "Biểu",
    "frame": "Biểu nằm ở đâu trong tệp",
    "header": "Dòng tiêu đề của bảng",
    "body": "Cách xếp các dòng",
    "program": "Loại tệp và chương trình đã lưu",
    "encoding": "Bảng mã của chữ",
    "dates": "Cách gõ thời gian",
    "days": "Cách gõ số ngày",
    "names": "Cách gõ họ và tên",
    "places": "Cách gõ địa điểm",
    "contents": "Cách gõ nội dung",
}
_HEAD = """\
# Biểu được đọc đúng đến đâu

Trang này do lệnh `make corpus` lập ra; không sửa trực tiếp. Lệnh ấy làm lại {files} tệp, đọc từng tệp bằng đúng phần
đọc biểu của chương trình rồi so từng dòng với điều người gõ muốn nói. Mọi tệp đều kể cùng một câu chuyện: một ban, một
văn phòng và mười ba cán bộ bịa ra, năm 2023. Chỉ cách kể là khác: biểu mẫu đã gửi hay gõ lại, bảng ở đâu, lưu bằng
chương trình nào, phông chữ nào, gõ ngày tháng kiểu nào. Mỗi tệp lấy của mỗi mục một cách, sao cho cách nào cũng gặp
nhiều cách khác. Chữ trong tệp do kho thử tự viết, không mượn phần đọc hay phần in của chương trình. Một dòng được coi
là:

- **đọc đúng** khi người, nội dung, số ngày, từng ngày đi, địa điểm, cụ thể, kết quả, đơn vị, quý đều đúng ý người gõ;
- **báo để xem lại** khi có điều không đúng, nhưng ngay ở dòng ấy (hoặc cả bảng, cả tệp) có lỗi hay cảnh báo;
- **sai mà không báo** khi có điều không đúng mà không ai được hỏi. Con số này phải bằng 0.

## Tệp mà người cẩn thận đọc được

Ở mỗi cách phải đọc đúng ít nhất 99 % số dòng. Cột cuối đếm dòng đọc đúng nhưng bị báo lỗi thừa.

| | Cách | Số tệp | Số dòng | Đọc đúng | Báo để xem lại | Sai mà không báo | Báo lỗi thừa |
|---|---|---|---|---|---|---|---|
"""
_TRAPS = """
## Bẫy

Ở đây có chỗ không ai đọc chắc được, hoặc máy dễ đọc nhầm, nên không đòi đọc đúng, chỉ đòi hoặc đúng, hoặc báo (khi đọc
hay khi soát theo Kế hoạch). “Dòng dính bẫy” là dòng có chỗ ấy; “dòng bên cạnh” là dòng khác của cùng tệp mà không được
đọc đúng. Cột “sai mà không báo” đếm cả hai.

| Bẫy | Số tệp | Dòng dính bẫy | Đọc đúng | Báo để xem lại | Sai mà không báo | Dòng bên cạnh | Mã đã báo |
|---|---|---|---|---|---|---|---|
"""


def page(results: Sequence[Result]) -> str:
    """The page as Markdown; the same readings give the same text."""
    careful = [r for r in results if not r.case.trap]
    trapped = [r for r in results if r.case.trap]
    parts = [_HEAD.format(files=_files(results)), _line("Tất cả", "", careful)]
    for axis, name in _AXES.items():
        groups = _by_value(careful, axis)
        for value in AXES[axis]:
            parts.append(_line(name if value == AXES[axis][0] else "", _FORMS.get(value, value), groups[value]))
    parts.append(_TRAPS)
    parts += [_trap_line(name, rows) for name, rows in _by_trap(trapped).items()]
    parts.append(_trap_line("cả phần này", trapped, with_codes=False))
    return "".join(parts)


def _by_value(results: Iterable[Result], axis: str) -> dict[str, list[Result]]:
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[result.case.choice[axis]].append(result)
    return groups


def _by_trap(results: Iterable[Result]) -> dict[str, list[Result]]:
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[result.case.trap].append(result)
    return groups


def _line(axis: str, name: str, results: Sequence[Result]) -> str:
    count = Counter(r.verdict for r in results)
    alarms = sum(r.false_alarm for r in results)
    shares = f"{_share(count[RIGHT], len(results))} | {_share(count[TOLD], len(results))}"
    return f"| {axis} | {name} | {_files(results)} | {len(results)} | {shares} | {count[SILENT]} | {alarms} |\n"


def _trap_line(name: str, results: Sequence[Result], with_codes: bool = True) -> str:
    touched = [r for r in results if r.row is not None and r.row.touched]
    near = [r for r in results if r.row is None or not r.row.touched]
    count = Counter(r.verdict for r in touched)
    silent = sum(r.verdict == SILENT for r in results)
    hurt = sum(r.verdict != RIGHT for r in near)
    codes = ", ".join(sorted({code for r in touched for code in r.codes})) if with_codes else ""
    figures = (_files(results), len(touched), count[RIGHT], count[TOLD], silent, hurt)
    return f"| {name} | {' | '.join(map(str, figures))} | {codes} |\n"


def _files(results: Iterable[Result]) -> int:
    return len({r.case.name for r in results})


def _share(part: int, whole: int) -> str:
    """``99,7 %``; only all is 100 %, only none is 0 %."""
    share = 100 * part / whole if whole else 0
    if 0 < part < whole:
        share = min(max(share, 0.1), 99.9)
    return f"{share:.1f} %".replace(".", ",").replace(",0 %", " %")

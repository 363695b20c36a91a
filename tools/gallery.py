"""The gallery of errors (``docs/loi.md``): for every code a small form, played through the tool, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from tools.examples import Arrived, Played, examples, parse_rows, play
from tools.gallery_forms import UNSHOWN, reader_example
from xltools.forms.catalogue import CATALOGUE
from xltools.model import Filing, Person, Problem, column_letters
from xltools.office.container import UnsafeError
from xltools.office.read import read_sheets
from xltools.office.sheet import raw_text
from xltools.rules.catalogue import RULES
from xltools.rules.messages import problem_text, sentence, words
from xltools.rules.registry import Rule
from xltools.vietnamese.dates import day_text
from xltools.vietnamese.display import SEVERITY

PICTURES = Path(__file__).parents[1] / "docs" / "anh-loi"
_MOST_PROBLEMS, _MOST_LINES, _LONGEST = 3, 5, 70

_HEAD = """\
# Các lỗi, mỗi mã một ví dụ

Tài liệu này được lập tự động; không sửa trực tiếp. Mỗi mã có một biểu nhỏ được đọc và xét bằng chính chương trình; dưới
biểu là nguyên văn điều người nộp nhận được. Ô bị nêu được in đậm. Căn cứ trong Kế hoạch của từng mã:
[phụ lục quy tắc](phu-luc-quy-tac.md) hoặc `xltools rules MÃ`. [Bảng tổng hợp](#bảng-tổng-hợp) ở cuối.
"""
_TABLE = """
## Bảng tổng hợp

- **Ô**: thông báo nêu đúng ô; “cả tệp” khi lỗi là của cả tệp, “–” khi không có tệp nào để chỉ vào.
- **Căn cứ**: chính thông báo nhắc tới Kế hoạch hoặc biểu mẫu; “phụ lục” khi căn cứ chỉ có ở phụ lục và `xltools rules`.
- **Cách sửa**: thông báo nói phải làm gì. **Giá trị**: thông báo nêu giá trị đúng, hoặc giá trị chương trình đã hiểu.

| Mã | Mức độ | Ô | Căn cứ | Cách sửa | Giá trị | Ảnh |
|---|---|---|---|---|---|---|
"""
_OF_THE_PLAN = re.compile(r"Kế hoạch|\bmục [IVX]+\b|\b[Mm]ẫu [123]\b")


def render_gallery() -> str:
    """The page as Markdown; the same code gives the same text."""
    rules = sorted(RULES.values(), key=lambda rule: rule.code)
    return _HEAD + "".join(map(_section, rules)) + _TABLE + "".join(map(_graded, rules))


@cache
def played(code: str) -> Played | None:
    """The example of a code as the tool judges it; ``None`` where there is none."""
    rule = RULES[code]
    return reader_example(code) if rule.scope == "reader" else play(_line(rule))


def shown(code: str) -> list[Problem]:
    """The problems of this code in its example."""
    found = played(code)
    return [problem for problem in found.problems if problem.code == code] if found else []


def _line(rule: Rule) -> str:
    """The first line of the rule's docstring that its code is told for."""
    return next(line for verdict, line in examples(rule) if verdict == rule.code)


def _section(rule: Rule) -> str:
    found, problems = played(rule.code), shown(rule.code)
    head = f"\n## {rule.code} · {SEVERITY[rule.severity]} · {words(rule.code).title}\n\n"
    if found is None:
        return f"{head}Không có ví dụ: {UNSHOWN[rule.code]}\n\n> {sentence(rule.code, '', '')}\n"
    parts = [_circumstances(rule, found), *(_file(file, found, problems) for file in found.files)]
    parts += [f"> **{_place(problem)}** {problem.message}" for problem in problems[:_MOST_PROBLEMS]]
    return head + "\n\n".join(filter(None, parts)) + "\n"


def _circumstances(rule: Rule, found: Played) -> str:
    """What one has to know besides the files."""
    said = [] if found.files else [f"Chưa nhận được tệp nào, tính đến ngày {day_text(found.year.as_of)}."]
    if rule.scope != "reader":
        rows = parse_rows(_line(rule))
        told = {key for row in rows for key in row}
        if told & {"group", "exempt", "since", "until"}:
            said.append(_person(found.year.people[0].person))
        days = next((row["after_stay"] for row in rows if "after_stay" in row), None)
        if days:
            said.append(f"Kế hoạch đặt hạn báo cáo sau đợt: {days} ngày.")
        if found.files and any("as_of" in row for row in rows):
            said.append(f"Tính đến ngày {day_text(found.year.as_of)}.")
    return " ".join(said)


def _person(person: Person) -> str:
    days = " – ".join(day_text(day) if day else "…" for day in (person.since, person.until))
    group = f"đối tượng {person.group}" if person.group else "chưa ghi đối tượng"
    exempt = f", miễn `{person.exempt}`" + (f" ({days})" if person.since or person.until else "")
    return f"{person.name}, {group}{exempt if person.exempt else ''}."


def _file(file: Arrived, found: Played, problems: Sequence[Problem]) -> str:
    """A file by name and day, and the rows of its forms."""
    name = f"2-NopBai/{file.path}"
    filings = [filing for filing in found.filings if filing.file == name]
    forms = " và ".join(CATALOGUE[one.submission.form].short_name.lower() for one in filings if one.submission)
    head = f"`{name}`{f' ({forms})' if forms else ''}, nhận ngày {day_text(file.received)}:"
    cells = {(cell.sheet, cell.row, cell.column) for one in problems for cell in one.cells if cell.file == name}
    tables = list(_tables(file, filings, cells))
    return "\n\n".join([head, *tables]) if tables else f"{head[:-1]} (không có bảng nào đọc được)."


def _tables(file: Arrived, filings: Sequence[Filing], cells: set[tuple[str, int, int]]) -> Iterator[str]:
    try:
        sheets = read_sheets(file.data)
    except UnsafeError:
        return
    for sheet in sheets:
        wanted = {row for name, row, _ in cells if name == sheet.name}
        for filing in filings:
            if (form := filing.submission) and form.sheet == sheet.name:
                wanted |= {form.header_row, *(entry.row for entry in form.entries)}
        if all(filing.submission is None for filing in filings):
            wanted |= set(range(1, _MOST_LINES + 1)) & set(range(1, len(sheet.rows) + 1))
        lines = [(number, [raw_text(value) for value in sheet.rows[number - 1]]) for number in sorted(wanted)]
        lines = [(number, texts) for number, texts in lines if any(texts)][:_MOST_LINES]
        if lines:
            yield _markdown(lines, {(row, column) for name, row, column in cells if name == sheet.name})


def _markdown(lines: Sequence[tuple[int, list[str]]], bold: set[tuple[int, int]]) -> str:
    columns = [
        number
        for number in range(1, max(len(texts) for _, texts in lines) + 1)
        if any(texts[number - 1 : number] not in ([], [""]) or (row, number) in bold for row, texts in lines)
    ]
    rows = [["", *map(column_letters, columns)], ["---"] * (len(columns) + 1)]
    for row, texts in lines:
        values = [_cell(texts[number - 1], (row, number) in bold) for number in columns]
        rows.append([str(row), *values])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(text: str, bold: bool) -> str:
    short = " ".join(text.split()).replace("|", "\\|").replace("*", "\\*")
    short = short if len(short) <= _LONGEST else short[: _LONGEST - 1] + "…"
    return f"**{short or '(trống)'}**" if bold else short


def _place(problem: Problem) -> str:
    text = problem_text(problem, most=_MOST_PROBLEMS)
    return " · ".join(filter(None, (text.severity, text.place or ("cả tệp" if problem.file else ""), text.code)))


def _graded(rule: Rule) -> str:
    problems = shown(rule.code)
    first = problems[0] if problems else None
    message = first.message if first else sentence(rule.code, "", "")
    cell = "có" if first and first.cells else "cả tệp" if first and first.file else "–"
    expected = first.finding.expected if first else ""
    picture = f"[ảnh](anh-loi/{rule.code}.png)" if (PICTURES / f"{rule.code}.png").is_file() else "–"
    marks = (
        f"[{rule.code}](#{_anchor(rule)})",
        SEVERITY[rule.severity],
        cell,
        "có" if _OF_THE_PLAN.search(message) else "phụ lục",
        "có" if words(rule.code).remedy in message else "–",
        "có" if expected and expected in message else "–",
        picture,
    )
    return f"| {' | '.join(marks)} |\n"


def _anchor(rule: Rule) -> str:
    """The anchor GitHub gives the heading of a code."""
    text = f"{rule.code} · {SEVERITY[rule.severity]} · {words(rule.code).title}".lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")

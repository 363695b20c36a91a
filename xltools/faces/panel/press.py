"""One click: a request in, an answer out; whatever goes wrong is a sentence in the answer."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from pathlib import Path

from xltools.faces.panel.answer import Answer, Line, Mark, Request, Row
from xltools.faces.panel.spec import BUTTONS
from xltools.forms.catalogue import CATALOGUE, MERGED
from xltools.model import Failure, Problem
from xltools.plan.plan import Plan
from xltools.vietnamese.display import SEVERITY, STATUS, one_line

Progress = Callable[[int, int], None]
"""Told how many more files were read, and of how many."""

_CAPTIONS = {button.key: button.caption for button in BUTTONS}
_VERDICTS = {"done": "Xong", "errors": "Xong, có lỗi trong biểu", "failed": "Không làm được"}


def press(request: Request, progress: Progress | None = None) -> Answer:
    """Do what a button says and tell what came of it.

    Never raises: a ``Failure`` is its own sentence, any other fault one sentence that names it.
    """
    began = time.monotonic()
    try:
        answer = _answer(request, progress)
    except Failure as failure:
        answer = Answer("failed", str(failure))
    except Exception as fault:
        told = one_line(f"{type(fault).__name__}: {fault}")
        answer = Answer("failed", f"Chương trình gặp trục trặc ({told}); thử lại, nếu vẫn vậy hãy báo người phụ trách")
    return _logged(answer, request.button, request.unit, time.monotonic() - began)


def refused(button: str, sentence: str) -> Answer:
    """The answer to a click that cannot even be made a request, with why not."""
    return _logged(Answer("failed", sentence), button, "", 0)


def _logged(answer: Answer, button: str, unit: str, seconds: float) -> Answer:
    moment, caption = f"{datetime.now():%d/%m/%Y %H:%M:%S}", _CAPTIONS.get(button, "")
    return replace(answer, log=(moment, caption, unit, round(seconds, 1), _VERDICTS[answer.verdict], answer.headline))


def _answer(request: Request, progress: Progress | None) -> Answer:
    if request.button == "clear":
        return Answer("done", f"Đã xoá đánh dấu của “{one_line(request.form_name)}”.", marks=(), findings=())
    if request.button == "check":
        return _check(request)
    return _work(request, progress)


# ------------------------------------------------------------------ the open form


def _check(request: Request) -> Answer:
    from xltools.pipeline.check import look_at

    if not request.form:
        raise Failure("Không có biểu nào mở phía sau bảng điều khiển; mở biểu cần kiểm tra rồi bấm lại")
    folder = _folder(request) if request.workspace.strip() else None
    forms = look_at([Path(request.form)], folder)
    marks, findings, lines = [], [], []
    for one in forms:
        name = CATALOGUE[one.submission.form].name if one.submission else "Tệp"
        lines.append(Line(f"{name}: {STATUS[one.status]}"))
        for problem in one.problems:
            marks += [
                Mark(cell.sheet, cell.row, cell.column, problem.severity.value, problem.message)
                for cell in problem.cells
            ]
            findings += [_finding(problem, *cell) for cell in _places(problem)]
    errors = sum(one.errors for one in forms)
    others = sum(len(one.problems) for one in forms) - errors  # a problem may stand in several cells
    if folder is None:
        lines.append(Line("Chưa ghi thư mục làm việc nên chưa đối chiếu danh sách cán bộ."))
    headline = f"“{one_line(request.form_name)}”: {errors} lỗi, {others} điểm khác; xem sheet KiemTra của biểu."
    if not findings:
        headline = f"“{one_line(request.form_name)}”: không có lỗi."
    return Answer("errors" if errors else "done", headline, tuple(lines), marks=tuple(marks), findings=tuple(findings))


def _places(problem: Problem) -> list[tuple[str, str]]:
    return [(cell.sheet, cell.name) for cell in problem.cells] or [("", "")]


def _finding(problem: Problem, sheet: str, cell: str) -> Row:
    return SEVERITY[problem.severity], sheet, cell, problem.code, problem.message


# ------------------------------------------------------------------ the workspace


def _folder(request: Request) -> Path:
    text = request.workspace.strip().strip('"')
    if not text:
        raise Failure("Chưa ghi thư mục làm việc; ghi vào ô “Thư mục làm việc” đường dẫn của thư mục có KeHoach.xlsx")
    if "://" in text:
        raise Failure(
            f"“{one_line(text)}” là địa chỉ trên mạng (OneDrive, SharePoint); "
            "ghi đường dẫn thư mục trên máy hoặc ổ chung vào ô “Thư mục làm việc”"
        )
    return Path(text)


def _work(request: Request, progress: Progress | None) -> Answer:
    from xltools.faces.panel import board
    from xltools.pipeline import commands
    from xltools.pipeline.state import read_plan
    from xltools.workspace.layout import Workspace

    folder = _folder(request)
    plan = read_plan(Workspace.open(folder))
    if request.year is not None and request.year != plan.year:
        raise Failure(
            f"Thư mục này là của Kế hoạch năm {plan.year}, bảng điều khiển ghi năm {request.year}; "
            "sửa ô “Năm” hoặc chọn thư mục khác"
        )
    unit = _unit(request.unit, plan)
    lines = tuple(_do(request, folder, unit, progress))
    done = f"{_CAPTIONS[request.button]}: xong"
    try:
        shown = commands.look(
            folder, lambda office, assessment: board.survey(office.workspace, assessment, unit), request.as_of
        )
    except Failure as failure:
        if request.button == "refresh":
            raise
        # the work stands; only the tables beside it are those of before
        return Answer("errors", f"{done}, nhưng chưa cập nhật được tình hình: {failure}", lines)
    headline = done + (f"; còn {shown.errors} lỗi cần xử lý." if shown.errors else ".")
    return Answer("errors" if shown.errors else "done", headline, lines, shown.state, shown.board, shown.todo)


def _unit(typed: str, plan: Plan) -> str:
    """The code of the unit chosen, ``""`` for all."""
    code = plan.find_unit(typed) if typed.strip() else ""
    if code is not None:
        return code
    raise Failure(f"Không có đơn vị “{one_line(typed)}” trong Kế hoạch; chọn trong danh sách của ô “Đơn vị”")


def _do(request: Request, folder: Path, unit: str, progress: Progress | None) -> list[Line]:
    from xltools.pipeline import commands

    button, as_of = request.button, request.as_of
    if unit and button in ("compliance", "run"):
        raise Failure("Việc này là của cả tỉnh; bỏ trống ô “Đơn vị” rồi bấm lại")
    if button == "refresh":
        return []
    if button == "collect":
        done = commands.collect(folder, None, None, progress)
    elif button in MERGED:
        done = commands.merge(folder, button, request.quarter, unit or None, as_of)
    elif button == "compliance":
        done = commands.compliance(folder, as_of)
    else:
        done = commands.run(folder, request.quarter, None, as_of, progress)
    # after an empty line comes the state of the year, which has a place of its own
    return _brief([_line(text) for text in takewhile(bool, done.lines)])


def _brief(lines: list[Line]) -> list[Line]:
    """The forms of single units merged with the province's in one line a folder, which links to it."""
    ending = "-ToanTinh.xlsx"
    merged = tuple(line.path.removesuffix(ending) + "-" for line in lines if line.path.endswith(ending))
    units = [line for line in lines if not line.path.endswith(ending) and line.path.startswith(merged)]
    folders = Counter(str(Path(line.path).parent) for line in units)
    told = [Line(f"Của từng đơn vị, {count} tệp: {folder}", folder) for folder, count in folders.items()]
    return [*(line for line in lines if line not in units), *told]


def _line(text: str) -> Line:
    """A line of a command; one that ends in the path of a result links to it."""
    path = text.partition(": ")[2]
    return Line(text, path if path and Path(path).is_absolute() and Path(path).exists() else "")

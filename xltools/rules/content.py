"""What people go for: contents, places fit for them, activity and results."""

from __future__ import annotations

from xltools.forms.catalogue import REPORTS
from xltools.model import Entry, Severity, Submission
from xltools.plan.lookups import Lookups
from xltools.rules.registry import RowFaults, days_given, rule
from xltools.vietnamese.numbers import days_text
from xltools.vietnamese.text import fold
from xltools.vietnamese.wording import wording

_FOCUS = "mục II.2 của Kế hoạch"
_SHORTCOMINGS = ("han che", "kho khan", "ton tai", "chua", "vuong mac", "bat cap", "thieu", "khong co")


@rule("C301", Severity.WARNING, clause=_FOCUS, requirement="C3", setting="focus", roster=True)
def outside_focus(entry: Entry, submission: Submission, lookups: Lookups) -> RowFaults:
    """The plan asks a group ("tập trung") to keep to its contents, it does not forbid others: a reason may be given.

    Okay: contents=1.1
    Okay: contents=1.3
    Okay: contents=1.4 | group=LD
    Okay: contents=1.4 | explanation=Theo phân công của Ban
    Okay: contents=1.4 | focus=off
    C301: contents=1.4
    C301: contents=1.1; 1.2
    C301: contents=1.1 | group=TT
    """
    if not entry.explanation:
        yield from _outside(entry, lookups)


@rule("C302", Severity.NOTICE, clause=_FOCUS, requirement="C3", roster=True)
def outside_focus_explained(entry: Entry, submission: Submission, lookups: Lookups) -> RowFaults:
    """Content outside the focus with a reason given: nothing to do, the reason travels with the row.

    Okay: contents=1.1 | explanation=Theo phân công của Ban
    Okay: contents=1.4
    Okay: contents=1.4 | explanation=Theo phân công của Ban | focus=off
    C302: contents=1.4 | explanation=Theo phân công của Ban
    """
    if entry.explanation and lookups.plan.counting.focus != "off":
        yield from _outside(entry, lookups)


def _outside(entry: Entry, lookups: Lookups) -> RowFaults:
    group = lookups.group_of.get(entry.person_id or "")
    if group is None:
        return
    focus = lookups.focus[group]
    outside = [content for content in entry.contents if content not in focus]
    if outside:
        asked = "; ".join(c.code for c in lookups.plan.contents if group in c.groups)
        yield "contents", "; ".join(outside), asked


@rule("C401", Severity.NOTICE, clause=_FOCUS, requirement="C4")
def in_no_list(entry: Entry, submission: Submission, lookups: Lookups) -> RowFaults:
    """1.3 stands in no group's list, yet the plan's own VD2 uses it: open to all.

    Okay: contents=1.1
    C401: contents=1.3
    """
    open_to_all = [content for content in entry.contents if content in lookups.in_no_list]
    if open_to_all:
        yield "contents", "; ".join(open_to_all), ""


@rule("C601", Severity.WARNING, clause="mục II.1 (1.4, 1.5) của Kế hoạch", requirement="C6")
def place_of_another_level(entry: Entry, submission: Submission, lookups: Lookups) -> RowFaults:
    """A meeting is held somewhere: content that happens at a level asks for a place of that level.

    Places outside the list (schools, companies) are left alone, and so are rows with a content that may be anywhere.

    Okay: contents=1.1 | places=huyện Tân Châu
    Okay: contents=1.5 | places=Chi đoàn ấp 3, xã Suối Dây, huyện Tân Châu
    Okay: contents=1.4 | places=huyện Tân Châu
    Okay: contents=1.1; 1.5 | places=huyện Tân Châu
    C601: contents=1.5 | places=huyện Tân Châu
    """
    if not entry.contents or not entry.levels:
        return
    expected: set[str] = set()
    for content in entry.contents:
        levels = lookups.levels.get(content)
        if levels is None:
            return
        expected |= levels
    if all(level != "khac" and level not in expected for level in entry.levels):
        names = wording("rules")["levels"]
        words = " hoặc ".join(names[level] for level in ("chi_doan", "xa", "huyen") if level in expected)
        yield "places", entry.raw.get("places", ""), words


@rule("C602", Severity.WARNING, clause="mục II.1 (1.4, 1.5) của Kế hoạch", requirement="C6")
def meeting_of_a_month(entry: Entry, submission: Submission, lookups: Lookups) -> RowFaults:
    """Meetings take hours or a day; as long as a whole long stay, something else must have been done too.

    Contents held at a given level (1.4, 1.5) are the meetings.

    Okay: contents=1.1; 1.5 | days=30 | time=01/4/2023 – 30/4/2023
    Okay: contents=1.5 | days=5 | time=01/4/2023 – 05/4/2023
    C602: contents=1.5 | days=30 | time=01/4/2023 – 30/4/2023
    """
    limit = lookups.long_stay
    if limit and entry.days is not None and entry.days >= limit and entry.contents:
        levels = lookups.levels
        if all(content in levels for content in entry.contents):
            yield "days", days_given(entry), days_text(limit)


@rule("C701", Severity.WARNING, clause="mẫu 3, cột (3)", requirement="C7", forms=REPORTS)
def no_activity(entry: Entry, submission: Submission, lookups: Lookups) -> RowFaults:
    """The report has to say what was done, not only under which heading.

    Okay: form=mau3 | detail=Cùng xã Đoàn ra quân Tháng Thanh niên
    C701: form=mau3 | detail=
    """
    if not entry.detail:
        yield "detail", "", ""


@rule("C801", Severity.WARNING, clause="mẫu 3, cột cuối", requirement="C8", forms=REPORTS)
def no_result(entry: Entry, submission: Submission, lookups: Lookups) -> RowFaults:
    """A stay without a word on its results is not reported.

    Okay: form=mau3 | result=Mặt được: kết nạp 12 đoàn viên. Hạn chế: chi đoàn ấp sinh hoạt chưa đều.
    C801: form=mau3 | result=
    """
    if not entry.result:
        yield "result", "", ""


@rule("C802", Severity.NOTICE, clause="mẫu 3, cột cuối", requirement="C8", forms=REPORTS)
def no_shortcomings(entry: Entry, submission: Submission, lookups: Lookups) -> RowFaults:
    """The form asks for shortcomings beside achievements; words alone decide, so it only says so.

    Okay: form=mau3 | result=Mặt được: kết nạp 12 đoàn viên. Hạn chế: không.
    Okay: form=mau3 | result=
    C802: form=mau3 | result=Đã kết nạp 12 đoàn viên.
    """
    if entry.result:
        folded = fold(entry.result)
        if not any(word in folded for word in _SHORTCOMINGS):
            yield "result", "", ""

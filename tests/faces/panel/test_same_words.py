"""An official reads the same words of a fault on the receipt, at a check, on the panel, in the form and in VanDe."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path

import pytest

from xltools.counting.results import Version
from xltools.faces.panel import press
from xltools.faces.panel.answer import Request
from xltools.outputs import columns
from xltools.outputs.receipts import receipt
from xltools.outputs.summaries import checked_text
from xltools.pipeline import commands
from xltools.pipeline.check import check
from xltools.rules.check import Assessment

Words = dict[tuple[str, str], tuple[str, str]]  # (code, message) → severity, place

HEADINGS = {"Lỗi cần sửa": "Lỗi", "Điểm cần xem lại": "Cảnh báo", "Lưu ý": "Lưu ý"}
IN_RECEIPT = re.compile(
    r"\d+\. (?P<message>.+)\n(?:   Tại: (?P<place>.+)\n)?(?:   Đã ghi: .+\n)?(?:   Cần: .+\n)?   Mã: (?P<code>\w+)"
)
IN_CHECK = re.compile(
    r"  (?P<severity>Lỗi|Cảnh báo|Lưu ý) · (?:(?P<place>.+?) · )?(?P<code>[A-Z]\d{3}): (?P<message>.+)"
)


@pytest.fixture(scope="module")
def assessment(province: Path) -> Assessment:
    with commands.opened(province) as workspace:
        return commands.assess(workspace, None)


def of_receipt(versions: list[Version], assessment: Assessment) -> Words:
    text = receipt(versions, assessment.plan).replace("\r\n", "\n")
    parts = re.split(rf"^({'|'.join(HEADINGS)}) \(\d+\):$", text, flags=re.MULTILINE)
    return {
        (found["code"], found["message"]): (HEADINGS[heading], found["place"] or "")
        for heading, part in zip(parts[1::2], parts[2::2], strict=True)
        for found in IN_RECEIPT.finditer(part)
    }


def of_check(file: Path, folder: Path) -> Words:
    found = map(IN_CHECK.fullmatch, checked_text(check([file], folder)).split("\n"))
    return {(one["code"], one["message"]): (one["severity"], one["place"] or "") for one in found if one}


def of_form(file: Path, folder: Path) -> dict[tuple[str, str], tuple[str, list[tuple[str, str]]]]:
    """(code, message) → severity and cells, from the list in the form."""
    rows: dict[tuple[str, str], tuple[str, list[tuple[str, str]]]] = {}
    answer = press.press(Request("check", str(folder), form=str(file), form_name=file.name))
    for severity, sheet, cell, code, message in answer.findings or ():
        rows.setdefault((str(code), str(message)), (str(severity), []))[1].append((str(sheet), str(cell)))
    notes = {mark[4] for mark in answer.marks or ()}
    assert notes == {f"{severity}: {key[1]}" for key, (severity, cells) in rows.items() if cells != [("", "")]}
    return rows


def test_receipt_check_and_form_say_the_same(province: Path, assessment: Assessment) -> None:
    compared = 0
    versions = sorted(assessment.year.versions, key=lambda v: (v.filing.file, v.filing.turn, v.filing.part))
    for (name, _), group in groupby(versions, key=lambda v: (v.filing.file, v.filing.turn)):
        told = of_receipt(list(group), assessment)
        checked, listed = of_check(province / name, province), of_form(province / name, province)
        assert {key: severity for key, (severity, _) in checked.items()} == {key: one[0] for key, one in listed.items()}
        for key in told.keys() & checked.keys():
            severity, place = told[key]
            assert checked[key][0] == severity
            spelled = re.sub("[“”]", "", place)
            assert checked[key][1] == spelled or (
                checked[key][1].endswith("…") and spelled.startswith(checked[key][1][:-1])
            )
            if "ô " in place:
                sheet, cells = place.removeprefix("sheet “").split("”, ô ")
                assert listed[key][1] == [(sheet, cell) for cell in cells.split(", ")]
            compared += 1
    assert compared > 40


def test_panel_and_compliance_workbook_say_the_same(province: Path, assessment: Assessment) -> None:
    with commands.opened(province) as workspace:
        panel = press.todo(workspace, assessment, press.waiting(assessment, ""))
    on_panel: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for severity, _, _, file, place, message, _ in panel:
        on_panel.setdefault((str(file), str(message)), set()).add((str(severity), str(place)))
    find = columns.sheet_values(columns.PROBLEMS)
    fields = [column.field for column in columns.PROBLEMS]
    compared = 0
    for row in columns.problem_rows(assessment.plan, assessment.problems):
        shown = dict(zip(fields, (value(row) for value in find), strict=True))
        message = str(shown["message"]).split(" Cũng như vậy ở ô: ")[0]
        places = on_panel.get((str(shown["file"] or ""), message), set())
        if shown["severity"] == "Lưu ý" or str(shown["code"]).startswith("X"):
            continue
        sheet, cell = shown["sheet"], shown["cell"]
        start = f"sheet “{sheet}”, ô {cell}" if sheet and "bảng" not in str(sheet) else ""
        assert any(severity == shown["severity"] and place.startswith(start) for severity, place in places), shown
        compared += 1
    assert compared > 40

"""The command line as the people who use it, and scripts, meet it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from xltools.outputs import exports
from xltools.rules.catalogue import RULES

from ..cli_shell import ENGLISH, Shell
from ..filled import PLACE, VD1, done, form
from ..pipeline.conftest import Province

COMMANDS = (
    "new", "forms", "check", "collect", "merge", "compliance", "run", "watch", "status", "trace", "export", "rules",
    "demo",
)  # fmt: skip


# ------------------------------------------------------------------ help


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_has_vietnamese_help(xltools: Shell, command: str) -> None:
    answer = xltools(*filter(None, [command]), "--help")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"Cách dùng: xltools {command}".rstrip())
    plain = re.sub(r"--[a-z-]+|\[[a-z0-9|]+\]|\b[a-z]+\|[a-z|]+|DIR|^  [a-z]+ ", "", answer.out, flags=re.MULTILINE)
    assert not ENGLISH.search(plain), ENGLISH.search(plain)


def test_no_command_shows_the_help(xltools: Shell) -> None:
    answer = xltools()
    assert answer.code == 0
    for command in COMMANDS:
        assert re.search(rf"^  {command}\s+\S", answer.out, re.MULTILINE)


# ------------------------------------------------------------------ mistyped calls

MISTYPED = """
lam-gi                                          | lam-gi
collect                                         | DIR
collect x --nhanh                               | --nhanh
collect x --as-of 30/6/2023                     | NĂM-THÁNG-NGÀY
collect x --as-of                               | --as-of
collect x --workers ba                          | --workers
collect x y z                                   | collect --help
merge x                                         | --form
merge x --form mau4                             | mau2, mau3
merge x --form mau3 --quarter 5                 | từ 1 đến 4
merge x --form mau3 --quarter II                | từ 1 đến 4
run x --as-of 2023-02-30                        | 2023-02-30
export x --what all --format csv                | entries, people, problems, submissions
export x --what people --format xml             | csv, json
export x --what people                          | --format
status x --format html                          | text, json
check                                           | TỆP
trace x                                         | Ô
rules ZZ99                                      | ZZ99
collect khong-co                                | khong-co
check khong-co.xlsx                             | khong-co.xlsx
new w --plan 1999                               | 1999
new w --plan sai.toml                           | dòng 1, cột 5
"""


@pytest.mark.parametrize(
    ("call", "names"), [line.split("|", 1) for line in MISTYPED.strip().splitlines()], ids=lambda text: text.strip()
)
def test_a_mistyped_call_is_told_in_one_line(
    xltools: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, names: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sai.toml").write_text("nam 2023")
    assert names.strip() in xltools(*call.split()).sentence
    assert [path.name for path in tmp_path.iterdir()] == ["sai.toml"]


# ------------------------------------------------------------------ exit status and streams


def test_a_year_on_the_command_line(xltools: Shell, tmp_path: Path, quick: None) -> None:
    root = tmp_path / "tinh"
    roster = tmp_path / "can bo.csv"
    roster.write_text("Họ và tên,Chức vụ,Đơn vị\nPhan Văn Bình,Chuyên viên,Ban Tuyên giáo\n", "utf-8")
    assert xltools("new", root, "--roster", roster).code == 0
    assert xltools("forms", root).code == 0
    assert (root / "1-BieuMau/TG/Mau1-PhanVanBinh.xlsx").exists()
    for name in ("TTTD", "VP", "H-TANBIEN"):
        assert (root / "2-NopBai" / name).is_dir()
    good = form("mau3", "TG", [("Phan Văn Bình", *done("3", "01/4/2023 - 03/4/2023"))], 2)
    (root / "2-NopBai/TG/a.xlsx").write_bytes(good)
    answer = xltools("collect", root, "--as-of", "2023-06-20", "--workers", 1)
    assert (answer.code, answer.out) == (0, "")
    assert "Đã nhận 1 tệp mới" in answer.err
    (root / "2-NopBai/TG/b.pdf").write_bytes(b"%PDF-1.7")
    assert xltools("collect", root, "--as-of", "2023-06-21").code == 1
    for command in (
        ("merge", root, "--form", "mau2"),
        ("merge", root, "--form", "mau3", "--quarter", 2, "--unit", "TG", "--as-of", "2023-06-30"),
        ("compliance", root, "--as-of", "2023-06-30"),
        ("run", root, "--quarter", 2, "--as-of", "2023-06-30"),
        ("watch", root, "--once"),
    ):
        if command[0] == "watch":
            (root / "2-NopBai/TG/c.pdf").write_bytes(b"%PDF-1.5")
        answer = xltools(*command)
        assert (answer.code, answer.out) == (1, ""), command
        assert not ENGLISH.search(re.sub(r"\S*/\S*|\S+\.xlsx", "", answer.err))
    assert {"Mau2-TG.xlsx", "Mau2-ToanTinh.xlsx", "TuanThu.xlsx", "Quy2"} <= {
        path.name for path in (root / "4-TongHop").iterdir()
    }


def test_a_faulty_form_is_one_a_clean_one_zero(xltools: Shell, filled: Province) -> None:
    assert xltools("check", filled.drop / "TG/mau1.xlsx").code == 0
    assert xltools("check", filled.drop / "TG/mau3.xlsx").code == 1
    assert xltools("check", filled.drop / "TG/mau1.xlsx", filled.drop / "VP/anh.jpg").code == 1
    assert xltools("status", filled.root).code == 0


# ------------------------------------------------------------------ check


def test_check_as_text(xltools: Shell, filled: Province) -> None:
    answer = xltools("check", filled.drop / "TG/mau3.xlsx", "--workspace", filled.root)
    first, *problems = answer.out.splitlines()
    assert first.endswith("mau3.xlsx: Mẫu 3 – Tổng hợp báo cáo kết quả, quý II, TG: Nhận, có điểm cần xem lại")
    assert "  Lỗi · sheet Sheet, ô E8 · Q602: Khai 4 ngày nhưng thời gian đã ghi chỉ có 3 ngày" in problems[0]
    assert answer.err == ""


def test_check_without_workspace_says_what_it_left_out(xltools: Shell, tmp_path: Path) -> None:
    stranger = tmp_path / "a.xlsx"
    stranger.write_bytes(form("mau1", "TG", [(*VD1, PLACE)], person="Người Chưa Quen"))
    answer = xltools("check", stranger)
    assert answer.code == 0
    assert "Chưa áp dụng các quy tắc cần danh sách cán bộ" in answer.err
    assert xltools("check", stranger, "--format", "json").code == 0


def test_check_as_json(xltools: Shell, filled: Province) -> None:
    files = [filled.drop / name for name in ("TG/mau3.xlsx", "VP/anh.jpg", "TG/mau1.xlsx")]
    answer = xltools("check", *files, "--workspace", filled.root, "--format", "json")
    checked = json.loads(answer.out)
    assert [one["file"] for one in checked] == [str(file) for file in files]
    assert [one["status"] for one in checked] == ["accepted_with_warnings", "unreadable", "accepted"]
    assert (checked[0]["form"], checked[0]["unit"], checked[0]["quarter"], checked[0]["person"]) == (
        "mau3",
        "TG",
        2,
        None,
    )
    assert checked[0]["problems"][-1]["cell"] == "E8"
    assert checked[1]["problems"][0]["cell"] is None


def test_check_takes_nothing_in(xltools: Shell, filled: Province) -> None:
    before = filled.export("submissions")
    xltools("check", filled.drop / "TG/mau3.xlsx", "--workspace", filled.root)
    assert filled.export("submissions") == before


# ------------------------------------------------------------------ export

KEYS = {
    "entries": "person_id person unit form kind quarter contents detail days periods places result explanation file "
    "sheet row sha256 counted counted_days",
    "people": "person_id person unit title group exempt registered_days registered_stays q1_days q2_days q3_days "
    "q4_days performed_days stays long_stays missing_days contents outside_focus status",
    "problems": "code severity file sheet cell unit person given expected message sha256",
    "submissions": "file sha256 unit form quarter person version received_at first_received_at on_time status errors "
    "warnings",
}
TEXT, NUMBER, BOOL = (str,), (int, float), (bool,)
NUMBERS = """
days row counted_days registered_days registered_stays q1_days q2_days q3_days q4_days performed_days stays
long_stays missing_days quarter version errors warnings
"""
TYPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(" ".join(KEYS.values()).split(), TEXT),
    **dict.fromkeys(NUMBERS.split(), NUMBER),
    "counted": BOOL,
    "on_time": BOOL,
}
NULLS = {
    "entries": {"person_id", "unit", "quarter", "days"},
    "people": {"exempt", "group"},
    "problems": {"file", "sheet", "cell", "unit", "person", "sha256"},
    "submissions": {"unit", "form", "quarter", "person", "on_time"},
}


@pytest.mark.parametrize("what", KEYS)
def test_json_has_the_keys_and_types_of_the_contract(xltools: Shell, filled: Province, what: str) -> None:
    answer = xltools("export", filled.root, "--what", what, "--format", "json", "--as-of", "2023-12-31")
    assert (answer.code, answer.err) == (0, "")
    records = json.loads(answer.out)
    assert records
    for record in records:
        assert " ".join(record) == KEYS[what]
        for key, value in record.items():
            if value is None:
                assert key in NULLS[what], key
            else:
                assert isinstance(value, TYPES[key]), key
                assert isinstance(value, bool) is (TYPES[key] is BOOL), key


@pytest.mark.parametrize("what", KEYS)
def test_csv_says_the_same_as_json(xltools: Shell, filled: Province, what: str, tmp_path: Path) -> None:
    call = ("export", filled.root, "--what", what, "--as-of", "2023-12-31", "--format")
    records = json.loads(xltools(*call, "json").out)
    out = tmp_path / "x.csv"
    answer = xltools(*call, "csv", "--out", out)
    assert (answer.code, answer.out) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8"))))
    assert " ".join(rows[0]) == KEYS[what]
    for row, record in zip(rows, records, strict=True):
        for key, value in record.items():
            expected = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
            assert row[key].removeprefix("'") == expected.removeprefix("'")
    assert out.read_bytes() == xltools(*call, "csv").out.encode()


def test_figures_are_numbers_as_people_write_them(filled: Province) -> None:
    days = [one["days"] for one in filled.export("entries") if one["form"] == "mau3"]
    assert json.dumps(days) == "[2.5, 4]"
    assert json.dumps(filled.person("TG-02")["performed_days"]) == "2.5"


def test_an_empty_export_still_has_its_header(xltools: Shell, tmp_path: Path) -> None:
    root = tmp_path / "moi"
    xltools("new", root)
    for what, keys in KEYS.items():
        call = ("export", root, "--what", what, "--as-of", "2023-01-05", "--format")
        assert xltools(*call, "csv").out.splitlines()[0] == keys.replace(" ", ",")
        assert isinstance(json.loads(xltools(*call, "json").out), list)


# ------------------------------------------------------------------ status, trace, rules


def test_status_as_text_and_json(xltools: Shell, filled: Province) -> None:
    text = xltools("status", filled.root, "--as-of", "2023-06-30").out
    assert text.startswith("Tình hình nộp tính đến ngày 30/6/2023\n")
    for word in ("phải nộp", "đã nhận", "đúng hạn", "trễ", "không phát sinh", "miễn", "thiếu", "Ban Tuyên giáo"):
        assert word in text
    told = json.loads(xltools("status", filled.root, "--as-of", "2023-06-30", "--format", "json").out)
    (row,) = [one for one in told["units"] if (one["unit"], one["form"], one["quarter"]) == ("TG", "mau3", 2)]
    figures = ("expected", "received", "on_time", "late", "nil", "exempt", "waived", "missing")
    assert [row[key] for key in figures] == [1, 1, 1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    "target", ["TuanThu.xlsx!TongHop!A1", "TuanThu.xlsx!KhongCo!A1", "TuanThu.xlsx!TongHop!XYZ", "TongHop!A1", "=1+1",
               "Mau3-TG.xlsx!Mau3!B9", "TuanThu.xlsx!TongHop!ZZ99999999", ""],
)  # fmt: skip
def test_a_cell_that_is_no_figure_has_no_trace(xltools: Shell, filled: Province, target: str) -> None:
    assert "TongHop" in xltools("trace", filled.root, target).sentence


def test_every_figure_of_tonghop_has_a_trace(xltools: Shell, filled: Province) -> None:
    book = load_workbook(filled.root / "4-TongHop/TuanThu.xlsx", data_only=True)
    rows = [row for row in book["TongHop"].iter_rows() if row[1].value and any(c.value == "TG-02" for c in row)]
    assert rows
    for cell in rows[0]:
        answer = xltools("trace", filled.root, f"TuanThu.xlsx!TongHop!{cell.coordinate}")
        assert answer.code == 0
        assert "Phan Văn Bình" in answer.out
        assert not ENGLISH.search(re.sub(r"\S+\.xlsx", "", answer.out)), answer.out


def test_rules_lists_and_explains(xltools: Shell) -> None:
    listed = xltools("rules").out
    assert all(re.search(rf"\b{code}\b", listed) for code in RULES)
    told = xltools("rules", "Q602").out
    assert "Q602" in told
    assert "Cách sửa:" in told
    assert xltools("rules", "q602").out == told


def test_vietnamese_survives_a_pipe_whatever_the_code_page(filled: Province) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    command = [sys.executable, "-c", "from xltools.faces.cli import main; main()", "status", str(filled.root)]
    done = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert "Mẫu 3 quý II" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("day", ["20230630", "2023-W26-5", "30/6/2023", "2023-6-30"])
def test_a_day_is_written_one_way(xltools: Shell, filled: Province, day: str) -> None:
    assert xltools("status", filled.root, "--as-of", day).code == 2


@pytest.mark.parametrize(
    ("typed", "written"),
    [("=1+1", "'=1+1"), ("tốt;=1+1", "tốt;'=1+1"), ("- tốt; - khá", "'- tốt; - khá"), ("1.1;1.5", "1.1;1.5")],
)
def test_no_text_of_an_export_runs_as_a_formula(typed: str, written: str) -> None:
    record = dict.fromkeys(exports.FIELDS["problems"], "") | {"given": typed}
    (line,) = list(csv.DictReader(io.StringIO(exports.as_csv("problems", [record]))))
    assert line["given"] == written

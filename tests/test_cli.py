"""The command line as the people who use it, and scripts, meet it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from openpyxl import load_workbook

from xltools import cli
from xltools.pipeline import commands, exports
from xltools.rules.catalogue import RULES

from .filled import PLACE, VD1, done, form
from .pipeline.conftest import Province

COMMANDS = (
    "new", "forms", "check", "collect", "merge", "compliance", "run", "watch", "status", "trace", "export", "rules",
    "build", "demo",
)  # fmt: skip
ENGLISH = re.compile(
    r"\b(usage|options?|commands?|error|missing|invalid|required|try|show|help(?!\b)|exit|no such|got|unexpected"
    r"|argument|directory|file|traceback|default|does not exist|is not|warning|notice|failed|aborted)\b",
    re.IGNORECASE,
)


class Answer(NamedTuple):
    """How a call ended."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """What went wrong: exactly one line on stderr, nothing on stdout, exit status 2."""
        assert (self.code, self.out) == (2, "")
        (line,) = self.err.splitlines()
        assert not ENGLISH.search(line), line
        return line


class Shell:
    """Calls the tool and keeps what it said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: object) -> Answer:
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main([str(argument) for argument in arguments])
        said = self.capsys.readouterr()
        return Answer(int(left.value.code or 0), said.out, said.err)


@pytest.fixture
def xltools(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """A workspace nobody changes: a clean form, a faulty one, a foreign file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xltools.workspace.intake._YOUNG", -1)
        patch.setattr("xltools.workspace.intake._STALLED", -1)
        province = Province(tmp_path_factory.mktemp("dong lenh") / "tinh")
        province.put("TG/mau1.xlsx", form("mau1", "TG", [(*VD1, PLACE)], person="Phan Văn Bình"))
        rows = [
            ("Phan Văn Bình", *done("2,5", "01/4/2023 - 10/4/2023")),
            (None, *done("4", "01/5/2023 - 03/5/2023")),
        ]
        province.put("TG/mau3.xlsx", form("mau3", "TG", rows, 2))
        province.put("VP/anh.jpg", b"\xff\xd8\xff\xe0" + bytes(99))
        province.collect("2023-06-20")
        commands.run(province.root, quarter=2, workers=1, as_of=date(2023, 6, 30))
        yield province


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting for files to come to rest, or for Excel to let go."""
    monkeypatch.setattr("xltools.workspace.intake._YOUNG", -1)
    monkeypatch.setattr("xltools.workspace.intake._STALLED", -1)
    monkeypatch.setattr("xltools.workspace.results._PATIENCE", 0)


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


# ------------------------------------------------------------------ commands that cannot do their work


def broken(filled: Province, folder: Path) -> Path:
    """A copy of the workspace to break."""
    return Path(shutil.copytree(filled.root, folder / "tinh"))


def test_a_folder_that_is_no_workspace(xltools: Shell, tmp_path: Path) -> None:
    for command in ("collect", "status", "compliance", "run", "forms"):
        assert "xltools new" in xltools(command, tmp_path).sentence
    assert list(tmp_path.iterdir()) == []


def test_new_on_something_that_is_there(xltools: Shell, filled: Province, tmp_path: Path) -> None:
    before = (filled.root / "KeHoach.xlsx").read_bytes()
    assert "đã là thư mục làm việc" in xltools("new", filled.root).sentence
    assert (filled.root / "KeHoach.xlsx").read_bytes() == before
    (tmp_path / "a.txt").write_text("của tôi")
    assert "không trống" in xltools("new", tmp_path).sentence
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("missing", "Thiếu KeHoach.xlsx"),
        ("text", "không mở được tệp này"),
        ("empty", "không mở được tệp này"),
        ("torn", "không mở được tệp này"),
        ("sheet", "CanBo"),
        ("cell", "MocHan, ô C2: không đọc được ngày “ngày rằm”"),
        ("column", "CanBo"),
    ],
)
def test_a_plan_that_cannot_be_read_stops_everything(
    xltools: Shell, filled: Province, tmp_path: Path, damage: str, words: str
) -> None:
    root = broken(filled, tmp_path)
    spoil(root / "KeHoach.xlsx", damage)
    kept = {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and path.suffix != ".db-shm"}
    for command in (("collect", root), ("status", root), ("export", root, "--what", "people", "--format", "csv")):
        sentence = xltools(*command).sentence
        assert words in sentence
    for path, data in kept.items():
        assert path.read_bytes() == data, path


def spoil(plan: Path, damage: str) -> None:
    data = plan.read_bytes()
    if damage == "missing":
        plan.unlink()
    elif damage in ("text", "empty", "torn"):
        plan.write_bytes({"text": b"Ke hoach di co so", "empty": b"", "torn": data[: len(data) // 2]}[damage])
    else:
        book = load_workbook(plan)
        if damage == "sheet":
            del book["CanBo"]
        elif damage == "column":
            book["CanBo"].delete_cols(2)
        else:
            book["MocHan"]["C2"] = "ngày rằm"
        book.save(plan)


@pytest.mark.parametrize(
    ("roster", "words"),
    [
        ("Họ và tên,Chức vụ,Đơn vị\nA B,Chuyên viên,Ban Tuyên huấn\n", "Ban Tuyên giáo"),
        ("Họ và tên,Chức vụ\nA B,Chuyên viên\n", "Đơn vị"),
        ("Họ và tên,Chức vụ,Đơn vị,Miễn\nA B,Chuyên viên,TG,om_dau\n", "om_dau"),
        ("Mã cán bộ,Họ và tên,Chức vụ,Đơn vị\nX,A B,CV,TG\nX,C D,CV,TG\n", "X"),
        ("", "không tìm thấy cột Họ và tên"),
    ],
)
def test_a_roster_with_a_mistake_makes_no_workspace(xltools: Shell, tmp_path: Path, roster: str, words: str) -> None:
    source = tmp_path / "can bo.csv"
    source.write_text(roster, "utf-8")
    assert words in xltools("new", tmp_path / "tinh", "--roster", source).sentence
    assert not (tmp_path / "tinh").exists()


def test_a_roster_that_cannot_be_opened(xltools: Shell, tmp_path: Path) -> None:
    for name, data in (("a.xlsx", b"khong phai xlsx"), ("b.xlsx", None), ("c.csv", None), ("d", b"\xff\xfe\x00")):
        if data is not None:
            (tmp_path / name).write_bytes(data)
        assert name in xltools("new", tmp_path / "tinh", "--roster", tmp_path / name).sentence
        assert not (tmp_path / "tinh").exists()
    (tmp_path / "e").mkdir()
    assert "e" in xltools("new", tmp_path / "tinh", "--roster", tmp_path / "e").sentence


def test_unknown_units_of_a_roster_become_units_where_asked(xltools: Shell, tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("Họ và tên,Chức vụ,Đơn vị\nA B,Giáo viên,Trường Đoàn Lý Tự Trọng\n", "utf-8")
    assert xltools("new", tmp_path / "tinh", "--roster", source, "--new-units").code == 0
    assert [one["unit"] for one in commands.export(tmp_path / "tinh", "people")] == ["TDLTT"]


def test_an_unknown_unit_is_named_with_those_there_are(xltools: Shell, filled: Province) -> None:
    sentence = xltools("merge", filled.root, "--form", "mau2", "--unit", "BTG").sentence
    assert "BTG" in sentence
    assert "TG" in sentence


@pytest.mark.parametrize("name", ["ledger.db", "config.json"])
def test_a_damaged_ledger_is_told(xltools: Shell, filled: Province, tmp_path: Path, name: str) -> None:
    root = broken(filled, tmp_path)
    target = root / ".xltools" / name
    data = target.read_bytes()
    for number, spoilt in enumerate((b"rubbish" * 999, data[:100] + bytes(len(data)) + b"\xff" * 4096)):
        for extra in root.glob(".xltools/ledger.db-*"):
            extra.unlink()
        target.write_bytes(spoilt)
        assert name in xltools("status", root).sentence, number


def test_a_bug_is_told_in_one_line_too(
    xltools: Shell, filled: Province, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltools.pipeline.commands.status", lambda *_, **__: 1 // 0)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    sentence = xltools("status", filled.root).sentence
    (log,) = tmp_path.iterdir()
    assert str(log) in sentence
    assert "ZeroDivisionError" in log.read_text("utf-8")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "Permission denied", "/x/4-TongHop"), "Không có quyền mở hoặc ghi “/x/4-TongHop”"),
        (FileNotFoundError(2, "No such file", "/x/a"), "Không thấy “/x/a”"),
        (OSError(28, "No space left on device"), "Đĩa đã đầy"),
        (OSError(5, "Input/output error"), "lỗi 5"),
    ],
)
def test_what_the_system_refuses(
    xltools: Shell, monkeypatch: pytest.MonkeyPatch, error: BaseException, words: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("xltools.pipeline.commands.collect", refuse)
    assert words in xltools("collect", "x").sentence


def test_an_interruption_says_that_nothing_is_lost(xltools: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("xltools.pipeline.commands.collect", interrupted)
    answer = xltools("collect", "x")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.strip().startswith("Đã dừng theo yêu cầu; việc đã ghi sổ được giữ nguyên")


def test_an_output_that_cannot_be_written(xltools: Shell, filled: Province, tmp_path: Path, quick: None) -> None:
    (tmp_path / "tep").write_text("")
    call = ("export", filled.root, "--what", "people", "--format", "csv", "--out")
    assert "Không ghi được" in xltools(*call, tmp_path / "tep" / "x.csv").sentence
    assert "đó là một thư mục" in xltools(*call, tmp_path).sentence


def test_an_output_that_is_open_elsewhere_is_said_to_lie_beside(
    xltools: Shell, filled: Province, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def busy(draft: Path, target: Path) -> Path:
        if target.name == "x.csv":
            raise PermissionError
        return replace(draft, target)

    monkeypatch.setattr(Path, "replace", busy)
    monkeypatch.setattr("xltools.workspace.results._PATIENCE", 0)
    answer = xltools("export", filled.root, "--what", "people", "--format", "csv", "--out", tmp_path / "x.csv")
    assert answer.code == 0
    assert f"Đã ghi: {tmp_path / 'x (2).csv'}" in answer.err
    assert "x.csv đang mở trong chương trình khác" in answer.err
    assert (tmp_path / "x (2).csv").exists()


def test_files_no_form_can_be_in_are_answered_one_by_one(xltools: Shell, tmp_path: Path, quick: None) -> None:
    root = tmp_path / "tinh"
    xltools("new", root)
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(210_000_000))
    files = {
        "vanban.docx.pdf": (b"%PDF-1.4\n", "F114"),
        "anh.png": (b"\x89PNG\r\n\x1a\n", "F114"),
        "rong.xlsx": (b"", "F101"),
        "rac.xlsx": (b"PK\x03\x04" + bytes(99), "F101"),
        "mat khau.xlsx": (locked, "F120"),
        "bom.xlsx": (bomb.getvalue(), "F115"),
        "la.csv": ("Họ tên;Lớp\nA;6A\n".encode(), "F114"),
    }
    for name, (data, _) in files.items():
        (root / "2-NopBai/TG" / name).write_bytes(data)
    assert xltools("collect", root, "--workers", 1).code == 1
    records = {str(one["file"]).rpartition("/")[2]: one for one in commands.export(root, "submissions")}
    problems = {str(one["file"]).rpartition("/")[2]: one for one in commands.export(root, "problems") if one["file"]}
    for name, (_, code) in files.items():
        assert records[name]["status"] == "unreadable"
        assert problems[name]["code"] == code, name
        assert not ENGLISH.search(str(problems[name]["message"]))
    assert len(list((root / "3-PhanHoi/TG").iterdir())) == len(files)


def test_vietnamese_survives_a_pipe_whatever_the_code_page(filled: Province) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    command = [sys.executable, "-c", "from xltools.cli import main; main()", "status", str(filled.root)]
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

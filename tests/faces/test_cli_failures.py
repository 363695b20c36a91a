"""Commands that cannot do their work, and files no form can be in: one Vietnamese line, nothing lost."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from xltools.pipeline import commands

from ..cli_shell import ENGLISH, Shell
from ..on import on
from ..pipeline.conftest import Province

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
    assert [one["unit"] for one in on(tmp_path / "tinh", commands.export, "people")] == ["TDLTT"]


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
    monkeypatch.setattr("xltools.pipeline.commands.assess", lambda *_, **__: 1 // 0)
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

    monkeypatch.setattr("xltools.pipeline.commands.opened", refuse)
    assert words in xltools("collect", "x").sentence


def test_an_interruption_says_that_nothing_is_lost(xltools: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("xltools.pipeline.commands.opened", interrupted)
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
        "la.xls": (b"<html><table><tr><td>STT</td></tr></table></html>", "F114"),
    }
    for name, (data, _) in files.items():
        (root / "2-NopBai/TG" / name).write_bytes(data)
    assert xltools("collect", root, "--workers", 1).code == 1
    records = {str(one["file"]).rpartition("/")[2]: one for one in on(root, commands.export, "submissions")}
    problems = {
        str(one["file"]).rpartition("/")[2]: one for one in on(root, commands.export, "problems") if one["file"]
    }
    for name, (_, code) in files.items():
        assert records[name]["status"] == "unreadable"
        assert problems[name]["code"] == code, name
        assert not ENGLISH.search(str(problems[name]["message"]))
    assert len(list((root / "3-PhanHoi/TG").iterdir())) == len(files)

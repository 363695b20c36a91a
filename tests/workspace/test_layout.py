from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from xltools.model import Failure
from xltools.workspace.layout import Workspace, reason


def made(root: Path, share: Path | None = None) -> Workspace:
    workspace = Workspace.create(root, share)
    workspace.plan.write_bytes(b"plan")
    return workspace


def listing(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*"))


def test_a_new_workspace_has_the_folders_of_the_contract(tmp_path: Path) -> None:
    workspace = made(tmp_path / "di-co-so-2023")
    assert listing(workspace.root) == [
        ".xltools",
        ".xltools/archive",
        ".xltools/config.json",
        ".xltools/logs",
        "1-BieuMau",
        "2-NopBai",
        "3-PhanHoi",
        "4-TongHop",
        "KeHoach.xlsx",
    ]
    assert Workspace.open(workspace.root) == workspace
    assert workspace.shared_results is None


def test_with_a_share_forms_submissions_and_replies_lie_there(tmp_path: Path) -> None:
    workspace = made(tmp_path / "may", tmp_path / "chung")
    assert listing(tmp_path / "chung") == ["1-BieuMau", "2-NopBai", "3-PhanHoi", "4-TongHop"]
    assert {"4-TongHop", ".xltools/archive"} < set(listing(tmp_path / "may"))
    assert "2-NopBai" not in listing(tmp_path / "may")
    opened = Workspace.open(tmp_path / "may")
    assert opened == workspace
    assert opened.path("2-NopBai/TG/a.xlsx") == tmp_path / "chung/2-NopBai/TG/a.xlsx"
    assert opened.path("4-TongHop/TuanThu.xlsx") == tmp_path / "may/4-TongHop/TuanThu.xlsx"
    assert opened.shared_copy(opened.merged("mau3", "TG", 2)) == tmp_path / "chung/4-TongHop/Quy2/Mau3-TG.xlsx"


# form, unit, quarter → file
RESULTS = [
    ("mau2", "TG", None, "4-TongHop/Mau2-TG.xlsx"),
    ("mau2", None, None, "4-TongHop/Mau2-ToanTinh.xlsx"),
    ("mau3", "H-TANBIEN", 3, "4-TongHop/Quy3/Mau3-H-TANBIEN.xlsx"),
    ("mau3", None, 4, "4-TongHop/Quy4/Mau3-ToanTinh.xlsx"),
]


@pytest.mark.parametrize(("form", "unit", "quarter", "file"), RESULTS)
def test_result_files_are_named_as_the_contract_says(
    tmp_path: Path, form: str, unit: str | None, quarter: int | None, file: str
) -> None:
    assert Workspace(tmp_path, tmp_path).merged(form, unit, quarter) == tmp_path / file


SHA = "1a2b3c4d" + "0" * 56


def test_a_receipt_lies_where_its_file_lay(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, tmp_path)
    expected = tmp_path / "3-PhanHoi/TG/quý 1/mẫu 3.xlsx.PhanHoi-1a2b3c4d.txt"
    assert workspace.receipt("2-NopBai/TG/quý 1/mẫu 3.xlsx", SHA) == expected


@pytest.mark.parametrize(
    "name", ["hai\ndòng.xlsx", "x\u202eslx.exe", "\udcff.xlsx", "ố" * 80 + ".xlsx", "ho\u0300a.xlsx"]
)
def test_a_receipt_of_any_name_can_be_written_and_told_from_others(tmp_path: Path, name: str) -> None:
    workspace = Workspace(tmp_path, tmp_path)
    receipt = workspace.receipt(f"2-NopBai/{name}", SHA)
    receipt.parent.mkdir()
    receipt.write_text("biên nhận")
    assert len(receipt.name.encode()) <= 255
    assert receipt.name.isprintable()
    assert receipt.name.endswith(".PhanHoi-1a2b3c4d.txt")
    assert receipt != workspace.receipt(f"2-NopBai/{name}x", SHA)


def spoil_no_state(space: Workspace) -> None:
    (space.root / ".xltools/config.json").unlink()
    (space.root / ".xltools/archive").rmdir()
    (space.root / ".xltools/logs").rmdir()
    (space.root / ".xltools").rmdir()


def spoil_foreign(space: Workspace) -> None:
    spoil_no_state(space)
    space.plan.unlink()


# what happened to the workspace → what the message must name
FAULTS = [
    (spoil_no_state, r"thiếu \.xltools"),
    (spoil_foreign, "không phải thư mục làm việc"),
    (lambda space: space.plan.unlink(), r"Thiếu KeHoach\.xlsx"),
    (lambda space: (space.root / ".xltools/config.json").write_text("{"), r"config\.json"),
    (lambda space: (space.root / ".xltools/config.json").write_text("[]"), r"config\.json"),
    (lambda space: (space.root / ".xltools/config.json").write_text('{"share": "/khong/co"}'), "/khong/co"),
]


@pytest.mark.parametrize(("spoil", "words"), FAULTS)
def test_a_folder_that_cannot_be_used_is_refused_in_one_sentence(tmp_path: Path, spoil: object, words: str) -> None:
    space = made(tmp_path / "w")
    assert callable(spoil)
    spoil(space)
    with pytest.raises(Failure, match=words) as refusal:
        Workspace.open(space.root)
    assert "\n" not in str(refusal.value)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="Không thấy thư mục"):
        Workspace.open(tmp_path / "nowhere")


def test_create_touches_nothing_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign/thu.docx").write_text("x")
    (tmp_path / "file").write_text("x")
    made(tmp_path / "old")
    for name, words in (("foreign", "không trống"), ("file", "là một tệp"), ("old", "đã là thư mục làm việc")):
        before = listing(tmp_path)
        with pytest.raises(Failure, match=words):
            Workspace.create(tmp_path / name)
        assert listing(tmp_path) == before


def test_an_empty_folder_becomes_a_workspace(tmp_path: Path) -> None:
    assert Workspace.create(tmp_path).drop.is_dir()


def test_a_share_in_use_or_inside_the_workspace_is_refused(tmp_path: Path) -> None:
    (tmp_path / "chung/2-NopBai/TG").mkdir(parents=True)
    for root, share, words in (
        ("a", "chung", "đã có tệp"),
        ("b", "b/chung", "lồng vào nhau"),
        ("c/may", "c", "lồng vào nhau"),
    ):
        with pytest.raises(Failure, match=words):
            Workspace.create(tmp_path / root, tmp_path / share)
        assert not (tmp_path / root).exists()


@pytest.mark.parametrize(
    ("number", "words"), [(28, "đĩa đầy"), (13, "không có quyền"), (21, "đó là một thư mục"), (999, "số 999")]
)
def test_refusals_of_the_operating_system_are_told_in_vietnamese(number: int, words: str) -> None:
    assert words in reason(OSError(number, "what it says in English"))


def test_refusals_of_the_database_are_told_in_vietnamese(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"rubbish" * 999)
    with pytest.raises(sqlite3.Error) as failed:
        sqlite3.connect(tmp_path / "a.db").execute("SELECT * FROM x")
    assert reason(failed.value) == "tệp hỏng"
    with pytest.raises(sqlite3.Error) as failed:
        sqlite3.connect(tmp_path / "none" / "a.db")
    assert reason(failed.value) == "không có quyền mở"
    with pytest.raises(sqlite3.Error) as failed:
        sqlite3.connect(":memory:").execute("SELECT * FROM x")
    assert reason(failed.value) == "lỗi SQLite số 1"

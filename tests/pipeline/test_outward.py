"""What leaves the tool: no formula or link out of somebody's form, no reason of an exemption; a shared folder."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from xltools.outputs.exports import FIELDS
from xltools.pipeline import commands

from ..at_rest import at_rest
from ..filled import PLACE, Cell, done, form
from ..on import as_csv, on, sentences, status
from .conftest import Province

DAY = date(2023, 12, 31)
ATTACKS = (
    '=HYPERLINK("http://ke-xau.example/","Bấm vào đây")',
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "-2+3",
    "http://ke-xau.example/tai-ve",
    "file:///etc/passwd",
    "\t=1+1",
    '<a href="javascript:alert(1)">x</a>{{7*7}}{% raw %}',
)
REASONS = ("thai sản", "thai_san", "văn thư", "van_thu", "kế toán", "ke_toan", "học tập", "hoc_tap", "thi_dua")


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Province:
    with at_rest():
        province = Province(tmp_path_factory.mktemp("doc") / "tinh")
        for number, text in enumerate(ATTACKS):
            province.put(f"TG/={number} {number}.xlsx", mau3(text, number))
            province.put(f"TG/dk {number}.xlsx", mau2(text, number))
        province.collect("2023-06-20")
        for quarter in (1, 2):
            on(province.root, commands.run, quarter=quarter, workers=1, as_of=DAY)
    return province


def mau3(text: str, number: int) -> bytes:
    """A mẫu 3 with the text in every cell that is free text, and once in every other cell."""
    good = ("1.1", text, "1", f"{number + 1:02}/4/2023", PLACE, text, text, text)
    rows: list[tuple[Cell, ...]] = [("Phan Văn Bình", *good)]
    for column in range(7):
        cells: list[Cell] = ["Đỗ Thu Hoà", *good]
        cells[column] = text
        rows.append(tuple(cells))
    fields = ("person", "contents", "detail", "days", "time", "places", "result", "explanation", "stay")
    return form("mau3", "TG", rows, 2 - number % 2, fields, dated=text)


def mau2(text: str, number: int) -> bytes:
    good = (text, "1.1", f"{number + 1:02}/4/2023", text)
    return form("mau2", "TG", [("Phan Văn Bình", *good), (text, *good), ("Đỗ Thu Hoà", text, text, text, text)])


def parts(data: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for name in book.namelist():
            if name.endswith((".xml", ".rels")):
                yield name, book.read(name).decode()


def test_text_of_a_form_never_becomes_a_formula_or_a_link(attacked: Province) -> None:
    results = attacked.results()
    assert {"TuanThu.xlsx", "Mau2-TG.xlsx", "Quy2/Mau3-ToanTinh.xlsx"} <= set(results)
    quoted = 0
    for data in results.values():
        for name, text in parts(data):
            assert "vbaProject" not in text
            assert "externalLink" not in name
            for formula in re.findall(r"<f[^>]*>([^<]*)</f>", text):
                assert not re.search(r"cmd|HYPERLINK\(\"http|ke-xau|passwd|^1\+1$|^2\+3$", formula)
            for target in re.findall(r'<Relationship [^>]*TargetMode="External"[^>]*>', text):
                assert "ke-xau" not in target
                assert "passwd" not in target
            quoted += "ke-xau.example" in text
    assert quoted  # the text itself is shown, as text


def test_every_table_export_is_safe_to_open(attacked: Province) -> None:
    for what in ("entries", "people", "problems", "submissions"):
        text = as_csv(attacked.root, what, DAY)
        rows = list(csv.reader(io.StringIO(text)))
        assert rows[0] == list(FIELDS[what])
        for row in rows[1:]:
            assert len(row) == len(rows[0])
            for value in row:
                number = re.fullmatch(r"-?\d+(\.\d+)?", value)
                assert number or not value.startswith(("=", "+", "-", "@", "\t", "\r")), value
    assert "'=1+1" in as_csv(attacked.root, "entries", DAY)


def test_json_says_what_was_typed(attacked: Province) -> None:
    details = {one["detail"] for one in attacked.export("entries")}
    assert {text.strip() for text in ATTACKS} <= details


def test_receipts_quote_on_one_line_and_run_nothing(attacked: Province) -> None:
    for text in attacked.receipts().values():
        assert text.startswith("\ufeffBIÊN NHẬN")
        for line in text.splitlines():
            assert not line.startswith(("=", "+", "@", "<", "\t")), line


def test_people_without_fault_still_count(attacked: Province) -> None:
    # the newest mẫu 3 of each quarter is in force; its first row is clean but for free text
    person = attacked.person("TG-02")
    assert (person["q1_days"], person["q2_days"]) == (1, 1)


# ------------------------------------------------------------------ the reason of an exemption


def words_of(province: Province, folder: Path) -> Iterator[tuple[Path, str]]:
    """Every text a person could read below a folder."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".txt":
            yield path, path.read_text("utf-8")
        elif path.suffix == ".xlsx":
            for name, text in parts(path.read_bytes()):
                if "drawing" not in name:
                    yield path, text


@pytest.fixture
def shared(tmp_path: Path) -> Province:
    province = Province(tmp_path / "may" / "tinh", share=tmp_path / "chung")
    on(province.root, commands.hand_out)
    registered = [(name, "", "1.1", "01/4/2023 - 10/4/2023", PLACE) for name in ("Tạ Ngọc Diệp", "Vũ Hồng Sơn")]
    province.put("VP/mau2.xlsx", form("mau2", "VP", registered))
    province.put("VP/dk.xlsx", form("mau1", "VP", [("1.1", "3", "01/4/2023 - 03/4/2023", PLACE)], person="Vũ Hồng Sơn"))
    rows = [(name, *done("10", "01/4/2023 - 10/4/2023")) for name in ("Cao Minh Trí", "Tạ Ngọc Diệp", "Vũ Hồng Sơn")]
    province.put("VP/mau3.xlsx", form("mau3", "VP", rows, 2))
    province.collect("2023-02-10")
    on(province.root, commands.hand_out, 2)
    on(province.root, commands.run, quarter=2, workers=1, as_of=DAY)
    return province


def test_the_reason_of_an_exemption_stays_with_the_coordinator(shared: Province) -> None:
    share = shared.drop.parent
    merged = [shared.root / "4-TongHop" / name for name in shared.results() if name.startswith(("Mau", "Quy"))]
    texts = [*words_of(shared, share), *((p, t) for p in merged for _, t in parts(p.read_bytes()))]
    texts.append((Path("status"), status(shared.root, "text", DAY)))
    texts.append((Path("status"), status(shared.root, "json", DAY)))
    assert len({path for path, _ in texts}) > 8
    blank = share / "1-BieuMau"
    for path, text in texts:
        if path.is_relative_to(shared.drop):
            continue  # what the sender wrote himself
        for reason in REASONS:
            if not (path.is_relative_to(blank) and reason == "học tập"):  # the plan's topics speak of learning
                assert reason not in text.lower(), (path, reason)


def test_nobody_exempt_for_the_year_is_handed_a_form(shared: Province) -> None:
    handed_out = [path.name for path in (shared.drop.parent / "1-BieuMau").rglob("*.xlsx")]
    assert "Mau1-CaoMinhTri.xlsx" in handed_out
    assert not [name for name in handed_out if "VuHongSon" in name]


def test_the_reason_is_in_the_export_and_in_the_compliance_workbook(shared: Province) -> None:
    assert shared.person("VP-03")["exempt"] == "van_thu"
    texts = " ".join(text for _, text in parts(shared.results()["TuanThu.xlsx"]))
    assert "Văn thư" in texts


# ------------------------------------------------------------------ a shared folder


def test_the_share_holds_what_units_need_and_no_more(shared: Province) -> None:
    share = shared.drop.parent
    assert {path.name for path in share.iterdir()} == {"1-BieuMau", "2-NopBai", "3-PhanHoi", "4-TongHop"}
    kept = {path.name for path in shared.root.iterdir()}
    assert kept == {"KeHoach.xlsx", "BangDieuKhien.xlsm", "4-TongHop", ".xltools"}
    copies = {path.relative_to(share / "4-TongHop").as_posix() for path in (share / "4-TongHop").rglob("*.xlsx")}
    assert copies == {"Mau2-TG.xlsx", "Mau2-VP.xlsx", "Quy2/Mau3-TG.xlsx", "Quy2/Mau3-VP.xlsx"}
    for name in copies:
        assert (share / "4-TongHop" / name).read_bytes() == shared.results()[name]
    assert len(shared.receipts()) == 3
    assert [path.name for path in share.rglob("*.db*")] == []


def test_file_names_do_not_depend_on_the_share(shared: Province) -> None:
    assert {one["file"] for one in shared.export("submissions")} == {
        "2-NopBai/VP/mau2.xlsx", "2-NopBai/VP/dk.xlsx", "2-NopBai/VP/mau3.xlsx",
    }  # fmt: skip


# ------------------------------------------------------------------ a result that is open in Excel


def test_a_result_open_in_excel_goes_beside_it_and_back_next_time(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    province.take("TG/a.xlsx", form("mau3", "TG", [("Phan Văn Bình", *done("3", "01/4/2023 - 03/4/2023"))], 2))
    on(province.root, commands.compliance, as_of=date(2023, 6, 1))
    before = province.results()["TuanThu.xlsx"]
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if target.name == "TuanThu.xlsx":
            raise PermissionError(13, "sharing violation", str(target))
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", held)
        patch.setattr("xltools.workspace.results._PATIENCE", 0)
        told = on(province.root, commands.compliance, as_of=DAY)
    assert province.results()["TuanThu.xlsx"] == before
    assert "TuanThu (2).xlsx" in province.results()
    assert any("đóng tệp cũ rồi chạy lại" in line for line in sentences(told))
    on(province.root, commands.compliance, as_of=DAY)
    assert province.results()["TuanThu.xlsx"] == province.results()["TuanThu (2).xlsx"] != before

"""Kinds of files, zip limits, and cells a reader would lose."""

from __future__ import annotations

import io
import random

import openpyxl
import pytest

from xltools.office import container
from xltools.office.container import UnsafeError, check_size, inflate, kind_of, members

from ..zips import unzipped, zipped


def workbook(**cells: object) -> bytes:
    book = openpyxl.Workbook()
    for name, value in cells.items():
        book.active[name] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (workbook(A1="a"), "xlsx"),
        (zipped({"word/document.xml": b"<x/>"}), "docx"),
        (zipped({"a.txt": b"x"}), "archive"),
        (OLE + "Workbook".encode("utf-16-le"), "xls"),
        (OLE + "WordDocument".encode("utf-16-le"), "doc"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (OLE, "unknown"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"Rar!\x1a\x07", "archive"),
        ("Họ và tên;Chức vụ".encode(), "csv"),
        ("Họ và tên;Chức vụ".encode("utf-16"), "csv"),
        ("STT;Họ và tên;Chức vụ".encode("utf-16-be"), "csv"),
        ("STT;Họ và tên;Chức vụ".encode("utf-8-sig"), "csv"),
        (b"\xef\xbb\xbf<html>", "text"),
        ("<html>".encode("utf-16"), "text"),
        (b"\n<?xml version='1.0'?>", "text"),
        (b"{\\rtf1", "text"),
        (b"MIME-Version: 1.0", "text"),
        (b"", "unknown"),
        (b"\x00\x01\x02", "unknown"),
    ],
)
def test_kind_is_told_by_content(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


def test_members_equal_those_of_zipfile() -> None:
    data = workbook(A1="a")
    assert [(m.name, inflate(data, m)) for m in members(data)] == list(unzipped(data).items())


@pytest.mark.parametrize("cut", [4, 100, -1, -30])
def test_a_file_cut_short_is_damaged(cut: int) -> None:
    with pytest.raises(UnsafeError) as caught:
        members(workbook(A1="a")[:cut])
    assert caught.value.code == "F101"


def test_a_member_twice_is_refused() -> None:
    data = zipped({"name1": b"", "name2": b""}).replace(b"name2", b"name1")
    with pytest.raises(UnsafeError):
        members(data)


@pytest.fixture
def low_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MAX_INFLATED", 2_000_000)


@pytest.mark.usefixtures("low_limits")
def test_a_bomb_is_refused_by_what_comes_out() -> None:
    with pytest.raises(UnsafeError) as caught:
        check_size(zipped({"xl/workbook.xml": b"\0" * 2_000_001}))
    assert caught.value.code == "F115"


@pytest.mark.usefixtures("low_limits")
def test_a_member_that_swells_too_much_is_refused() -> None:
    with pytest.raises(UnsafeError) as caught:
        check_size(zipped({"xl/workbook.xml": b"\0" * 1_900_000, "noise": random.Random(1).randbytes(1_000)}))
    assert caught.value.code == "F115"


@pytest.mark.usefixtures("low_limits")
def test_a_large_honest_file_passes() -> None:
    check_size(zipped({"xl/media/image1.png": random.Random(1).randbytes(1_900_000)}))


def test_too_many_members_are_refused() -> None:
    data = zipped({f"f{number}": b"" for number in range(container.MAX_MEMBERS + 1)})
    with pytest.raises(UnsafeError) as caught:
        members(data)
    assert caught.value.code == "F115"

"""CanXuLy links to forms, never to a file of a sender that may be a program."""

from __future__ import annotations

from pathlib import Path

import pytest

from xltools.faces.panel.press import _link

FOLDER = Path("/w/2-NopBai/TG")


@pytest.mark.parametrize("name", ["Mẫu 1.xlsx", "CU.XLS", "bảng.ods", "bao cao.docx"])
def test_a_form_opens(name: str) -> None:
    assert _link(FOLDER / name) == str(FOLDER / name)


@pytest.mark.parametrize("name", ["Mẫu 1.xlsx.exe", "mau1.lnk", "mau1.xlsx.bat", "mau1"])
def test_of_anything_else_its_folder_opens(name: str) -> None:
    assert _link(FOLDER / name) == str(FOLDER)

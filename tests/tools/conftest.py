"""The committed control panel."""

from __future__ import annotations

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from .panel_read import COMMITTED


@pytest.fixture(scope="package")
def book() -> Workbook:
    return openpyxl.load_workbook(COMMITTED, keep_vba=True)


@pytest.fixture(scope="package")
def front(book: Workbook) -> Worksheet:
    return book["DieuKhien"]

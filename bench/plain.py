"""What people would write instead: ``python -m bench.plain WHAT FOLDER OUT``; only read, join and group, no checks.

``openpyxl`` and ``calamine`` (the pandas script with that reader), ``cells`` (calamine alone, every cell of every
file), ``writer`` (XlsxWriter alone writes the cells of the workbook FOLDER; prints the seconds of the writing).
"""

from __future__ import annotations

import sys
import time
from pathlib import Path


def pandas_script(engine: str, folder: Path, out: Path) -> None:
    """Find the header row, take the table below it, put all tables together, sum the days by name, save both."""
    import pandas as pd

    frames = []
    for path in sorted(folder.rglob("*.xlsx")):
        raw = pd.read_excel(path, header=None, engine=engine)
        header = raw.index[raw.iloc[:, 0].eq("STT")][0]
        table = raw.iloc[header + 2 :].copy()
        table.columns = raw.iloc[header]
        if "Họ và tên" not in table:
            line = raw.iloc[:, 0].astype(str)
            table["Họ và tên"] = (
                line[line.str.startswith("1. Họ và tên:")].iloc[0].removeprefix("1. Họ và tên:").strip()
            )
        table["Tệp"] = path.name
        frames.append(table)
    everything = pd.concat(frames)
    everything["Ngày"] = pd.to_numeric(everything["Số ngày đi"].astype(str).str.extract(r"(\d+)")[0])
    with pd.ExcelWriter(out, engine="openpyxl") as writer:
        everything.to_excel(writer, sheet_name="DuLieu", index=False)
        everything.groupby("Họ và tên")["Ngày"].sum().to_excel(writer, sheet_name="TongHop")


def read_cells(folder: Path) -> int:
    """Read every cell of every sheet of every file; the number of cells that hold something."""
    from python_calamine import CalamineWorkbook

    count = 0
    for path in sorted(folder.rglob("*.xlsx")):
        book = CalamineWorkbook.from_path(path)
        for index in range(len(book.sheet_names)):
            rows = book.get_sheet_by_index(index).to_python(skip_empty_area=False)
            count += sum(value != "" for row in rows for value in row)
    return count


def write_cells(source: Path, out: Path) -> float:
    """Write the cells of ``source``, each with a format; the seconds from the first cell to the closed file."""
    import xlsxwriter
    from python_calamine import CalamineWorkbook

    read = CalamineWorkbook.from_path(source)
    sheets = {name: read.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in read.sheet_names}
    start = time.perf_counter()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    look = book.add_format({"font_name": "Times New Roman", "border": 1, "text_wrap": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, int | float):
                    sheet.write_number(number, column, value, look)
                elif value != "":
                    sheet.write_string(number, column, str(value), look)
                else:
                    sheet.write_blank(number, column, None, look)
    book.close()
    return time.perf_counter() - start


if __name__ == "__main__":
    what, place, result = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    if what == "cells":
        print(read_cells(place))
    elif what == "writer":
        print(write_cells(place, result))
    else:
        pandas_script(what, place, result)

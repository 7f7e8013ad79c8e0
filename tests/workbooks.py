"""What somebody does to a downloaded kertas kerja in an office program, before he brings it back."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from renkeg.papers.kertas_kerja import FIELDS

COLUMN = {name: place for place, name in enumerate(("no", *FIELDS, "sisa", "id"), 1)}


def edited(file: bytes, change: Callable[[Worksheet], object]) -> bytes:
    """The workbook after `change`, saved again by another program."""
    book = openpyxl.load_workbook(BytesIO(file))
    change(book["Rencana Kegiatan"])
    again = BytesIO()
    book.save(again)
    return again.getvalue()


def row_of(sheet: Worksheet, judul: str) -> int:
    """The number of the row with that title; the first blank row for ""."""
    first = next(cell.row for cell in sheet["A"] if cell.value == 1)
    rows = range(int(first or 1), sheet.max_row + 1)
    return next(row for row in rows if (sheet.cell(row, COLUMN["judul"]).value or "") == judul)


def put(sheet: Worksheet, judul: str, /, **cells: Any) -> int:
    """Writes cells of the row with that title; returns its number."""
    row = row_of(sheet, judul)
    for name, value in cells.items():
        sheet.cell(row, COLUMN[name]).value = value
    return row

"""Draws a daftar arsip: on paper, and as a workbook."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from xlsxwriter import Workbook

from . import pdf
from .sheet import Sheet, bytes_of, footer, sheet_name

MOST_ON_PAPER: Final = 2_000
"""Items of a list on paper; a longer one takes too long to draw and nobody leafs through it."""

_COLUMNS: Final = (
    ("No. Berkas/Item", 16.0),
    ("Kode Klasifikasi", 12.0),
    ("Uraian Informasi Arsip", 46.0),
    ("Tanggal", 18.0),
    ("Tingkat Perkembangan", 15.0),
    ("Jumlah", 11.0),
    ("Media", 17.0),
    ("Lokasi Simpan", 24.0),
    ("Akses", 14.0),
    ("Retensi", 27.0),
    ("Keterangan", 21.0),
)
_CELL: Final[Mapping[str, object]] = {"border": 1, "valign": "top", "text_wrap": True}


def as_pdf(contents: Mapping[str, Any], *, made_for: datetime, title: str) -> bytes:
    """The list on paper; the same bytes for the same contents and moment."""
    return pdf.render("daftar_arsip", contents, made_for=made_for, title=title)


def as_workbook(contents: Mapping[str, Any], *, made_for: datetime, title: str) -> bytes:
    """The list as a workbook; the same bytes for the same contents and moment, which must be aware."""

    def write(workbook: Workbook) -> None:
        sheet = Sheet(workbook, sheet_name("Daftar Arsip", set()), _COLUMNS, {})
        sheet.merged(0, sheet.last, contents["judul"], bold=True, align="center", font_size=13)
        sheet.row += 1
        for label, value in contents["kepala"]:
            sheet.merged(0, 1, label)
            sheet.merged(2, sheet.last, f": {value}")
            sheet.row += 1
        sheet.row += 1
        head = sheet.row
        sheet.head()
        sheet.sheet.freeze_panes(sheet.row, 0)
        for row in contents["baris"]:
            sheet.height(*((text, (column,)) for column, text in enumerate(row)))
            for column, text in enumerate(row):
                sheet.text(column, text, **_CELL)
            sheet.row += 1
        if contents["baris"]:
            sheet.sheet.autofilter(head, 0, sheet.row - 1, sheet.last)
        sheet.sheet.ignore_errors({"number_stored_as_text": f"A1:K{sheet.row + 1}"})
        sheet.merged(0, sheet.last, contents["jumlah"])
        sheet.row += 1
        sheet.print_setup(head, f"&L&8{footer(contents['dicetak'])}&R&8Halaman &P dari &N")

    return bytes_of(title, write, made_for=made_for)

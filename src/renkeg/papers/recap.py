"""Draws the recapitulation of a month: on paper, and as a workbook with a sheet of sums and one for each subbagian."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from xlsxwriter import Workbook

from . import pdf
from .sheet import Formats, Sheet, bytes_of, footer, sheet_name

_SUMS: Final = (
    ("No.", 5.0),
    ("Bagian", 30.0),
    ("Subbagian", 30.0),
    ("Rencana", 18.0),
    ("Terbit", 26.0),
    ("Mengetahui", 34.0),
    ("Kegiatan", 10.0),
    ("Anggaran (Rp)", 23.0),
)
_ROWS: Final = (
    ("No.", 5.0),
    ("Kode", 19.0),
    ("Judul Kegiatan", 38.0),
    ("Sasaran/Volume", 22.0),
    ("Jenis Kegiatan", 16.0),
    ("Anggaran (Rp)", 23.0),
    ("Lokus", 19.0),
    ("Tanggal Kegiatan", 21.0),
)
_GONE: Final = ("Keterangan", 26.0)
_IN_FORCE: Final = "berlaku"
_CELL: Final[Mapping[str, object]] = {"border": 1, "valign": "top", "text_wrap": True}


def as_pdf(contents: Mapping[str, Any], *, made_for: datetime, title: str) -> bytes:
    """The recapitulation on paper; the same bytes for the same contents and moment."""
    return pdf.render("rekapitulasi", contents, made_for=made_for, title=title)


def as_workbook(contents: Mapping[str, Any], *, made_for: datetime, title: str) -> bytes:
    """The recapitulation as a workbook; the same bytes for the same contents and moment, which must be aware."""

    def write(workbook: Workbook) -> None:
        formats: Formats = {}
        taken: set[str] = set()
        sums(workbook, contents, formats, taken)
        for unit in contents["rencana"]:
            name = sheet_name(unit["sub_bagian"], taken)
            gone = any("ket" in row for plan in unit["rencana"] for row in plan["kegiatan"])
            columns = (*_ROWS, _GONE) if gone else _ROWS
            _unit(Sheet(workbook, name, columns, formats), contents, unit, gone=gone)

    return bytes_of(title, write, made_for=made_for)


def sums(workbook: Workbook, contents: Mapping[str, Any], formats: Formats, taken: set[str]) -> None:
    """The sheet of sums; its name is then `taken`."""
    _sums(Sheet(workbook, sheet_name("Rekapitulasi", taken), _SUMS, formats), contents)


def _title(sheet: Sheet, contents: Mapping[str, Any], name: str) -> None:
    sheet.merged(0, sheet.last, contents["judul"], bold=True, align="center", font_size=13)
    sheet.row += 1
    sheet.merged(0, sheet.last, name, bold=True, align="center")
    sheet.row += 1
    told = f"{contents['keterangan']} {contents['dicetak']}."
    sheet.height((told, tuple(range(sheet.last + 1))))
    sheet.merged(0, sheet.last, told, text_wrap=True, font_color="#444444", valign="top")
    sheet.row += 2


def _sums(sheet: Sheet, contents: Mapping[str, Any]) -> None:
    _title(sheet, contents, f"{contents['kantor']} · Bulan {contents['bulan_tahun']}")
    head = sheet.row
    sheet.head()
    sheet.sheet.freeze_panes(sheet.row, 0)
    lines = [(bagian["nama"], line) for bagian in contents["bagian"] for line in bagian["baris"]]
    for no, (bagian, line) in enumerate(lines, 1):
        texts = (bagian, line["sub_bagian"], line["rencana"], line["terbit"], line["mengetahui"])
        sheet.height(*((text, (column,)) for column, text in enumerate(texts, 1)))
        sheet.number(0, no, **_CELL, align="center")
        for column, text in enumerate(texts, 1):
            sheet.text(column, text, **_CELL)
        sheet.number(6, line["kegiatan"], **_CELL)
        sheet.amount(7, line["total"], **_CELL)
        sheet.row += 1
    _foot(
        sheet, head + 1, contents["total"], column=7, label=f"Jumlah {contents['kantor']}", count=contents["kegiatan"]
    )
    sheet.print_setup(head, f"&L&8{footer(contents['dicetak'])}, bukan naskah bertanda tangan&R&8Halaman &P dari &N")


def _unit(sheet: Sheet, contents: Mapping[str, Any], unit: Mapping[str, Any], *, gone: bool) -> None:
    _title(sheet, contents, f"{unit['sub_bagian']} · Bulan {contents['bulan_tahun']}")
    head = sheet.row
    for place, plan in enumerate(unit["rencana"]):
        if place:
            sheet.row += 1
        told = f"{plan['rencana'].capitalize()}; terbit {plan['terbit']}. Mengetahui: {plan['mengetahui'] or '-'}."
        sheet.height((told, tuple(range(sheet.last + 1))))
        sheet.merged(0, sheet.last, told, text_wrap=True, italic=True)
        sheet.row += 1
        if not place:
            head = sheet.row
        sheet.head()
        first = sheet.row
        for row in plan["kegiatan"]:
            _kegiatan(sheet, row, gone=gone)
        _foot(sheet, first, plan["total"], column=5, label="Jumlah yang berlaku" if gone else "Jumlah", gone=gone)
    # Codes are often all digits and stay text: without this, every one of them gets a green corner.
    sheet.sheet.ignore_errors({"number_stored_as_text": f"A1:I{sheet.row + 1}"})
    left = f"{unit['sub_bagian']} · {contents['dicetak']}"
    sheet.print_setup(head, f"&L&8{footer(left)}, bukan naskah bertanda tangan&R&8Halaman &P dari &N")


def _kegiatan(sheet: Sheet, row: Mapping[str, Any], *, gone: bool) -> None:
    look = {**_CELL, **({"font_strikeout": True} if "ket" in row else {})}
    texts = ((1, "kode"), (2, "judul"), (3, "sasaran_volume"), (4, "jenis"), (6, "lokus"), (7, "tanggal"))
    heights = [(row[key], (column,)) for column, key in texts]
    sheet.height(*heights, (row.get("ket", ""), (sheet.last,)))
    sheet.number(0, row["no"], **_CELL, align="center")
    for column, key in texts:
        sheet.text(column, row[key], **look)
    sheet.amount(5, row["anggaran"], **look)
    if gone:
        sheet.text(8, row.get("ket", _IN_FORCE), **_CELL)
    sheet.row += 1


def _foot(
    sheet: Sheet, first: int, total: int, *, column: int, label: str, count: int | None = None, gone: bool = False
) -> None:
    """The sum as a formula over the rows from `first` on, with its value; only a value where it would be inexact."""
    letter = "ABCDEFGHI"[column]
    span = f"{letter}{first + 1}:{letter}{sheet.row}"
    formula = f'=SUMIF(I{first + 1}:I{sheet.row},"{_IN_FORCE}",{span})' if gone else f"=SUM({span})"
    sheet.foot(label, column, total, formula if sheet.row > first else "", count=count)

"""A small annual plan for the tests, as a workbook that somebody has filled, and its way in by the real verbs."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import openpyxl
import xlsxwriter

from renkeg.office.models import Pegawai, Unit
from renkeg.planning import actions
from renkeg.planning.models import RencanaTahunan, TahunanUpload
from tests.cast import Cast

HEAD: Sequence[str] = (
    *("No.", "Bulan", "Kode", "Judul Kegiatan", "Sasaran", "Volume", "Satuan", "Jenis Kegiatan"),
    *("Anggaran (Rp)", "Lokus", "Tanggal Kegiatan"),
)
ROWS: Sequence[Mapping[str, Any]] = (
    {
        "Bulan": "Februari",
        "Kode": "6709.QGE.001.113.A",
        "Judul Kegiatan": "Rapat koordinasi perencanaan",
        "Sasaran": "KPU kabupaten/kota",
        "Volume": 10,
        "Satuan": "orang",
        "Jenis Kegiatan": "Rapat koordinasi",
        "Anggaran (Rp)": 12_500_000,
        "Lokus": "Kota Bengkulu",
        "Tanggal Kegiatan": "15 s.d. 16 Februari 2027",
    },
    {
        "Bulan": 2,
        "Judul Kegiatan": "Rekonsiliasi data belanja",
        "Anggaran (Rp)": "3,25 juta",
        "Tanggal Kegiatan": "22-24 Feb",
    },
    {"Bulan": "Mar", "Judul Kegiatan": "Rapat koordinasi perencanaan", "Anggaran (Rp)": 12_500_000},
    {"Bulan": "Desember", "Judul Kegiatan": "Evaluasi akhir tahun", "Anggaran (Rp)": 20_000_000},
)
FIRST_ROW = 2
"""The number of the first of them in the file."""


def workbook(rows: Sequence[Mapping[str, Any]] = ROWS, head: Sequence[str] = HEAD) -> bytes:
    """Rows by the names of their columns, below a head."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Rencana")
        for place, row in enumerate([dict(zip(head, head, strict=True)), *rows]):
            sheet.write_row(place, 0, [row.get(name, "") for name in head])
    return file.getvalue()


def filled(form: bytes, rows: Sequence[Mapping[str, Any]] = ROWS) -> bytes:
    """A downloaded form after somebody wrote these rows into it."""
    book = openpyxl.load_workbook(BytesIO(form))
    sheet = book["Rencana Kegiatan"]
    first = next(int(cell.row or 0) for cell in sheet["A"] if cell.value == 1)
    names = {
        cell.value: cell.column or 0 for row in sheet.iter_rows(min_row=first - 2, max_row=first - 1) for cell in row
    }
    for place, row in enumerate(rows, first):
        for name, value in row.items():
            sheet.cell(place, names[name]).value = value
    again = BytesIO()
    book.save(again)
    return again.getvalue()


def uploaded(data: bytes, *, by: Pegawai, unit: str = "keuangan", tahun: int = 2027) -> TahunanUpload:
    """A filled form that waits to be accepted."""
    there = Unit.objects.get(pk=unit)
    return actions.upload_rencana_tahunan(data, name="Rencana contoh.xlsx", unit=there, tahun=tahun, by=by)


def planned(
    cast: Cast,
    data: bytes | None = None,
    *,
    tahun: int = 2027,
    by: Pegawai | None = None,
    unit: str = "keuangan",
    seen: str | None = None,
) -> RencanaTahunan:
    """An annual plan brought in by the kasubbag, or whoever is named."""
    by = by or cast.kasubbag
    upload = uploaded(data or workbook(), by=by, unit=unit, tahun=tahun)
    last = RencanaTahunan.objects.in_force(tahun).filter(unit=unit).first()
    known = last.pk if last else ""
    return actions.import_rencana_tahunan(upload, seen=known if seen is None else seen, by=by)

"""A small POK for the tests, as workbooks in the two habits of offices, and its way in by the real verbs."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from renkeg.office.models import Pegawai
from renkeg.planning import actions
from renkeg.planning.models import Pok, PokUpload
from tests.cast import Cast

HEAD = ["Kode", "Uraian", "Volume", "Harga Satuan", "Jumlah Biaya", "Blokir"]

LINES: Sequence[tuple[str, str, int, int]] = (
    ("CQ", "Program Penyelenggaraan Pemilu (contoh)", 100_000_000, 5_000_000),
    ("CQ.6709", "Perencanaan program dan anggaran (contoh)", 100_000_000, 5_000_000),
    ("CQ.6709.QGE", "Tata kelola kelembagaan (contoh)", 100_000_000, 5_000_000),
    ("CQ.6709.QGE.001", "Perencanaan dan penganggaran (contoh)", 100_000_000, 5_000_000),
    ("CQ.6709.QGE.001.113", "Dukungan operasional (contoh)", 100_000_000, 5_000_000),
    ("CQ.6709.QGE.001.113.A", "Pengelolaan program (contoh)", 60_000_000, 5_000_000),
    ("CQ.6709.QGE.001.113.A.521211", "Belanja bahan", 20_000_000, 5_000_000),
    ("CQ.6709.QGE.001.113.A.524114", "Paket meeting dalam kota", 40_000_000, 0),
    ("CQ.6709.QGE.001.113.B", "Sosialisasi juknis (contoh)", 40_000_000, 0),
    ("CQ.6709.QGE.001.113.B.524111", "Perjalanan dinas biasa", 40_000_000, 0),
    ("WA", "Program Dukungan Manajemen (contoh)", 50_000_000, 0),
    ("WA.3355", "Pengelolaan keuangan (contoh)", 50_000_000, 0),
    ("WA.3355.EBD", "Manajemen kinerja internal (contoh)", 50_000_000, 0),
    ("WA.3355.EBD.955", "Layanan keuangan (contoh)", 50_000_000, 0),
    ("WA.3355.EBD.955.052", "Pelaksanaan anggaran (contoh)", 50_000_000, 0),
    ("WA.3355.EBD.955.052.TA", "Rekonsiliasi (contoh)", 50_000_000, 0),
    ("WA.3355.EBD.955.052.TA.522151", "Jasa profesi", 50_000_000, 0),
)


def workbook(*rows: Sequence[Any], head: Sequence[str] = HEAD, above: int = 3, name: str = "POK") -> bytes:
    """Rows below a head, some lines of title above it."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name)
        for place in range(above):
            sheet.write_string(place, 0, "PETUNJUK OPERASIONAL KEGIATAN (CONTOH)")
        for place, row in enumerate([head, *rows], above):
            sheet.write_row(place, 0, row)
    return file.getvalue()


def full(lines: Sequence[tuple[str, str, int, int]] = LINES) -> bytes:
    """The whole code on each row."""
    return workbook(*([kode, uraian, "", "", pagu, blokir or ""] for kode, uraian, pagu, blokir in lines))


def stepped(lines: Sequence[tuple[str, str, int, int]] = LINES) -> bytes:
    """Only the segment of its level on each row, and a line of detail below each akun."""
    rows: list[Sequence[Any]] = []
    for kode, uraian, pagu, blokir in lines:
        segment = kode.rpartition(".")[2]
        rows.append([f"076.01.{segment}" if len(kode) == 2 else segment, uraian, "", "", pagu, blokir or ""])
        if len(segment) == 6:
            rows.append(["", f"- {uraian} sekretariat", "10 OB", pagu // 10, pagu, ""])
    return workbook(*rows)


LEVELS = ("Program", "Kegiatan", "KRO", "RO", "Komponen", "Sub", "Akun")


def spread(
    lines: Sequence[tuple[str, str, int, int]] = LINES,
    *,
    repeated: bool = False,
    note: str = "",
    unit: int = 1,
    numbered: bool = True,
) -> bytes:
    """As SAKTI's exports look: merged heads over three rows, a column for each level, its columns numbered.

    `repeated` writes the levels above in each row, too; `note` stands above the head; amounts are counted in `unit`.
    """
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet, middle = book.add_worksheet("POK"), book.add_format({"align": "center"})
        sheet.merge_range(0, 0, 0, 10, "RINCIAN KERTAS KERJA SATKER (CONTOH)", middle)
        sheet.write_string(1, 0, note)
        sheet.merge_range(3, 0, 3, 6, "Kode", middle)
        for column, word in enumerate(LEVELS):
            sheet.merge_range(4, column, 5, column, word, middle)
        sheet.merge_range(3, 7, 5, 7, "Uraian", middle)
        sheet.merge_range(3, 8, 3, 9, "Pagu", middle)
        for column, word in ((8, "Semula"), (9, "Menjadi")):
            sheet.merge_range(4, column, 5, column, word, middle)
        sheet.merge_range(3, 10, 5, 10, "Blokir", middle)
        if numbered:
            sheet.write_row(6, 0, [f"({number})" for number in range(1, 12)])
        for row, (kode, uraian, pagu, blokir) in enumerate(lines, 7):
            segments = (kode if "A" <= kode[:1] <= "Z" else f".{kode}").split(".")
            # Below its komponen an akun may stand at once.
            if len(segments) == 6 and len(segments[-1]) == 6:
                segments.insert(5, "")
            for column, segment in enumerate(segments):
                if segment and (repeated or column == len(segments) - 1):
                    sheet.write_string(row, column, segment)
            sheet.write_row(row, 7, [uraian, 1, pagu / unit, blokir / unit if blokir else ""])
    return file.getvalue()


def changed(**pagu: int | None) -> list[tuple[str, str, int, int]]:
    """LINES with other ceilings, by the code with "_" for "."; None leaves the row out. Sums are not carried upwards."""
    wanted = {code.replace("_", "."): amount for code, amount in pagu.items()}
    told = []
    for kode, uraian, amount, blokir in LINES:
        new = wanted.get(kode, amount)
        if new is not None:
            told.append((kode, uraian, new, min(blokir, new)))
    return told


def imported(
    cast: Cast,
    data: bytes | None = None,
    *,
    tahun: int = 2027,
    revisi: int = 0,
    by: Pegawai | None = None,
    seen: str | None = None,
) -> Pok:
    """A POK brought in by the Sekretaris, or whoever is named."""
    by = by or cast.sekretaris
    upload = uploaded(data or full(), tahun=tahun, revisi=revisi, by=by)
    last = Pok.objects.in_force(tahun).first()
    known = last.pk if last else ""
    return actions.import_pok(upload, seen=known if seen is None else seen, by=by)


def uploaded(data: bytes, *, by: Pegawai, tahun: int = 2027, revisi: int = 0) -> PokUpload:
    """A workbook that waits to be accepted."""
    return actions.upload_pok(
        data, name="POK contoh.xlsx", tahun=tahun, revisi=revisi, tanggal=date(tahun, 1, 2), by=by
    )

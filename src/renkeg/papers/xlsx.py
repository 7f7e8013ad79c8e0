"""Makes the workbook of the Rencana Kegiatan Bulanan: the SOP's form, ready to print, the same bytes for the same data."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from renkeg.papers import sheet
from renkeg.papers.sheet import TYPE, Sheet, clean

_MADE_BY: Final = b"".join(Path(one).read_bytes() for one in (__file__, sheet.__file__))
TEMPLATE_VERSION: Final = f"rencana_bulanan_xlsx-{sha256(xlsxwriter.__version__.encode() + _MADE_BY).hexdigest()[:12]}"
"""The version that is stored with a document: it changes with this module, its sheet and the library."""

_COLUMNS: Final = (
    ("No.", 5.0),
    ("Kode", 19.0),
    ("Judul Kegiatan", 38.0),
    ("Sasaran/Volume", 22.0),
    ("Jenis Kegiatan", 16.0),
    ("Anggaran (Rp)", 23.0),
    ("Lokus", 19.0),
    ("Tanggal Kegiatan", 21.0),
)
_AT_LEAST: Final = 5


def rencana_bulanan(data: Mapping[str, Any], *, made_for: datetime) -> bytes:
    """Return the workbook of the plan in `data`, byte-identical for the same input.

    `made_for` is the moment that the file names as its creation; it must be aware. Each text is a string cell, whatever
    it begins with; each amount is a number of whole rupiah, or, beyond the fifteen digits that a workbook's number
    holds, a text. A control character or half a character is shown as □. Raises `ValueError` for a naive moment or a
    text longer than a cell can be.
    """
    if made_for.tzinfo is None:
        raise ValueError("made_for must be aware")
    file = BytesIO()
    # Widths of columns count digits of the workbook's default type, so that it must be the one in use.
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_format_properties": dict(TYPE)}) as workbook:
        created = made_for.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        workbook.set_properties({"title": clean(f"{data['judul']} {data['bulan_tahun']}"), "created": created})
        _Form(workbook, data).write()
    return file.getvalue()


class _Form(Sheet):
    """The form on its sheet."""

    def __init__(self, workbook: xlsxwriter.Workbook, data: Mapping[str, Any]) -> None:
        super().__init__(workbook, "Rencana Kegiatan", _COLUMNS, {})
        self.data = data

    def write(self) -> None:
        self._opening()
        self._kegiatan()
        self._total()
        self._signatures()
        self.print_setup(self.head_row, "&L&8Rencana Kegiatan Bulanan&R&8Halaman &P dari &N")

    def _opening(self) -> None:
        title = {"bold": True, "align": "center", "font_size": 13}
        self.merged(0, self.last, self.data["judul"], **title)
        self.row += 1
        if "revisi" in self.data:
            self.merged(0, self.last, self.data["revisi"], align="center")
            self.row += 1
        if self.data["konsep"]:
            self.merged(0, self.last, "KONSEP", **title | {"font_size": 11, "font_color": "#8C1D2F"})
        self.row += 1
        region = self.data.get("label_wilayah", "PROVINSI")
        for label, key in (("BULAN/TAHUN ANGGARAN", "bulan_tahun"), (region, "provinsi"), ("SUB BAGIAN", "sub_bagian")):
            self.merged(0, 1, f"{label} :")
            self.merged(2, self.last, self.data[key])
            self.row += 1
        self.row += 1
        self.head_row = self.row
        self.head()
        self.sheet.freeze_panes(self.row, 0)

    def _kegiatan(self) -> None:
        cell = {"border": 1, "valign": "top", "text_wrap": True}
        for row in self.data["kegiatan"]:
            look = cell | ({"font_strikeout": True} if "ket" in row else {})
            # What was taken out stays readable, and says why in the cell that names it.
            kegiatan = {**row, "judul": _told(row)}
            texts = ((1, "kode"), (2, "judul"), (3, "sasaran_volume"), (4, "jenis"), (6, "lokus"), (7, "tanggal"))
            # Not every program fits the height of rows by itself when it opens a file.
            self.height(*((kegiatan[key], (column,)) for column, key in texts))
            self.number(0, kegiatan["no"], **cell | {"align": "center"})
            for column, key in texts:
                self.text(column, kegiatan[key], **(cell if key == "judul" else look))
            self.amount(5, kegiatan["anggaran"], **look)
            self.row += 1
        for no in range(len(self.data["kegiatan"]) + 1, _AT_LEAST + 1):
            self.sheet.set_row(self.row, 24)
            self.number(0, no, **cell | {"align": "center"})
            for column in range(1, self.last + 1):
                self.number(column, None, **cell)
            self.row += 1
        # Codes are often all digits and stay text: without this, every one of them gets a green corner.
        self.sheet.ignore_errors({"number_stored_as_text": f"A{self.head_row + 2}:H{self.row + 1}"})

    def _total(self) -> None:
        look = {"bold": True, "border": 1, "valign": "vcenter", "bg_color": "#F5F5F5"}
        self.sheet.set_row(self.row, 20)
        gone = any("ket" in row for row in self.data["kegiatan"])
        self.merged(0, 4, "Jumlah yang berlaku" if gone else "Jumlah", **look | {"align": "center"})
        self.amount(5, self.data["total"], **look)
        self.merged(6, self.last, "", **look)
        self.row += 2

    def _signatures(self) -> None:
        left = _block(self.data["mengetahui"], self.data["jabatan_mengetahui"], self.data["belum_mengetahui"])
        right = _block(self.data["kepala"], self.data["jabatan_kepala"], "")
        firsts = ["Mengetahui,", *left] if left[0] else [""] * 5
        looks: list[dict[str, object]] = [
            {},
            {},
            {"font_size": 9, "font_color": "#444444", "valign": "vcenter"},
            {"bold": True},
            {},
        ]
        lines = zip(firsts, [self.data["tempat_tanggal"], *right], looks, strict=True)
        for i, (first, second, look) in enumerate(lines):
            self.height((first, (0, 1, 2)), (second, (5, 6, 7)), at_least=48 if i == 2 else 15)
            self.merged(0, 2, first, **{"text_wrap": True} | look)
            self.merged(5, self.last, second, **{"text_wrap": True} | look)
            self.row += 1


def _told(kegiatan: Mapping[str, Any]) -> str:
    judul = str(kegiatan["judul"])
    return f"{judul}\n[{kegiatan['ket']}]" if "ket" in kegiatan else judul


def _block(signature: Mapping[str, Any] | None, jabatan: str, note: str) -> tuple[str, str, str, str]:
    if signature is None:
        return f"{jabatan},".removeprefix(","), note, "." * 28, ""
    nip = f"NIP {signature['nip']}" if signature["nip"] else ""
    return f"{signature['jabatan']},", signature["pernyataan"], signature["nama"], nip

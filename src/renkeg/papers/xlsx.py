"""Makes the workbook of the Rencana Kegiatan Bulanan: the SOP's form, ready to print, the same bytes for the same data."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from renkeg.papers import sheet
from renkeg.papers.sheet import Formats, Sheet

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
_AMOUNT: Final = 5
_AT_LEAST: Final = 5
_MOST_SPANS: Final = 255  # a function takes no more


def rencana_bulanan(data: Mapping[str, Any], *, made_for: datetime) -> bytes:
    """Return the workbook of the plan in `data`, byte-identical for the same input.

    `made_for` is the moment that the file names as its creation; it must be aware. Each text is a string cell, whatever
    it begins with; each amount is a number of whole rupiah, or, beyond the fifteen digits that a workbook's number
    holds, a text. A control character or half a character is shown as □. Raises `ValueError` for a naive moment or a
    text longer than a cell can be.
    """

    def write(workbook: xlsxwriter.Workbook) -> None:
        FormSheet(workbook, "Rencana Kegiatan", {}).write([data], "Rencana Kegiatan Bulanan")

    return sheet.bytes_of(f"{data['judul']} {data['bulan_tahun']}", write, made_for=made_for)


class FormSheet(Sheet):
    """The form on its sheet; several plans of one subbagian stand below each other, each with a page of its own."""

    def __init__(self, workbook: xlsxwriter.Workbook, name: str, formats: Formats) -> None:
        super().__init__(workbook, name, _COLUMNS, formats)
        self.codes: list[str] = []
        self.sums: list[int] = []

    def write(self, forms: Sequence[Mapping[str, Any]], footer: str, *, recalculating: bool = False) -> None:
        """The forms, and below several of them their sum. `recalculating`: each sum is a formula with its value."""
        starts = []
        for data in forms:
            starts.append(self.row)
            self._form(data, recalculating=recalculating)
            self.row += 2
        self.row -= 2
        if len(forms) > 1:
            self.row += 1
            told = f"Jumlah {len(forms)} rencana"
            self.foot(told, _AMOUNT, sum(data["total"] for data in forms), _sum_of(self.sums) if recalculating else "")
        # Codes are often all digits and stay text: without this, every one of them gets a green corner.
        self.sheet.ignore_errors({"number_stored_as_text": " ".join(self.codes)})
        # Neither repeated heads nor a frozen top would fit the title of the next one.
        alone = len(forms) == 1
        self.print_setup(self.head_row if alone else None, f"&L&8{footer}&R&8Halaman &P dari &N")
        if alone:
            self.sheet.freeze_panes(self.head_row + 1, 0)
        else:
            self.sheet.set_h_pagebreaks(starts[1:])

    def _form(self, data: Mapping[str, Any], *, recalculating: bool) -> None:
        self.data = data
        self._opening()
        self._kegiatan()
        self._total(recalculating=recalculating)
        self._signatures()

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

    def _kegiatan(self) -> None:
        self.in_force = [self.row + place for place, row in enumerate(self.data["kegiatan"]) if "ket" not in row]
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
            self.amount(_AMOUNT, kegiatan["anggaran"], **look)
            self.row += 1
        for no in range(len(self.data["kegiatan"]) + 1, _AT_LEAST + 1):
            self.sheet.set_row(self.row, 24)
            self.number(0, no, **cell | {"align": "center"})
            for column in range(1, self.last + 1):
                self.number(column, None, **cell)
            self.row += 1
        self.codes.append(f"A{self.head_row + 2}:H{self.row + 1}")

    def _total(self, *, recalculating: bool) -> None:
        gone = len(self.in_force) < len(self.data["kegiatan"])
        formula = _sum_of(self.in_force) if recalculating else ""
        self.sums.append(self.row)
        self.foot("Jumlah yang berlaku" if gone else "Jumlah", _AMOUNT, self.data["total"], formula)
        self.row += 1

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


def _sum_of(rows: Iterable[int]) -> str:
    """The sum over the amounts of these rows; "" where a function cannot take as many pieces."""
    # Rows that follow each other keep the same distance to their place in the list.
    pieces = [[row for _, row in same] for _, same in groupby(enumerate(rows), key=lambda one: one[1] - one[0])]
    spans = [f"F{piece[0] + 1}" + (f":F{piece[-1] + 1}" if len(piece) > 1 else "") for piece in pieces]
    return f"=SUM({','.join(spans)})" if 0 < len(spans) <= _MOST_SPANS else ""


def _told(kegiatan: Mapping[str, Any]) -> str:
    judul = str(kegiatan["judul"])
    return f"{judul}\n[{kegiatan['ket']}]" if "ket" in kegiatan else judul


def _block(signature: Mapping[str, Any] | None, jabatan: str, note: str) -> tuple[str, str, str, str]:
    if signature is None:
        return f"{jabatan},".removeprefix(","), note, "." * 28, ""
    nip = f"NIP {signature['nip']}" if signature["nip"] else ""
    return f"{signature['jabatan']},", signature["pernyataan"], signature["nama"], nip

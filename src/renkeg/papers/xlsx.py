"""Makes the workbook of the Rencana Kegiatan Bulanan: the SOP's form, ready to print, the same bytes for the same data."""

import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from renkeg.papers.pdf import MISSING, width

TEMPLATE_VERSION: Final = (
    f"rencana_bulanan_xlsx-{sha256(xlsxwriter.__version__.encode() + Path(__file__).read_bytes()).hexdigest()[:12]}"
)
"""The version that is stored with a document: it changes with this module and the library."""

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
_LAST: Final = len(_COLUMNS) - 1
_TYPE: Final[Mapping[str, object]] = {"font_name": "Arial", "font_size": 10}
_AT_LEAST: Final = 5
_RUPIAH: Final = '[$-421]"Rp"#,##0'  # 421: Indonesian, dots between the thousands
_EXACT: Final = 999_999_999_999_999  # a workbook's numbers hold fifteen digits
_HIGHEST: Final = 409.0  # points; no row can be higher


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
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_format_properties": dict(_TYPE)}) as workbook:
        created = made_for.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        workbook.set_properties({"title": _clean(f"{data['judul']} {data['bulan_tahun']}"), "created": created})
        _Sheet(workbook, data).write()
    return file.getvalue()


class _Sheet:
    """One form on one sheet: writes from the top to the bottom and remembers the row."""

    def __init__(self, workbook: xlsxwriter.Workbook, data: Mapping[str, Any]) -> None:
        self.workbook = workbook
        self.data = data
        self.sheet: Worksheet = workbook.add_worksheet("Rencana Kegiatan")
        self.row = 0
        self.formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def write(self) -> None:
        for column, (_, characters) in enumerate(_COLUMNS):
            self.sheet.set_column(column, column, characters, self._format())
        self._head()
        self._kegiatan()
        self._total()
        self._signatures()
        self._print_setup()

    def _head(self) -> None:
        title = {"bold": True, "align": "center", "font_size": 13}
        self._merged(0, _LAST, self.data["judul"], **title)
        self.row += 1
        if "revisi" in self.data:
            self._merged(0, _LAST, self.data["revisi"], align="center")
            self.row += 1
        if self.data["konsep"]:
            self._merged(0, _LAST, "KONSEP", **title | {"font_size": 11, "font_color": "#8C1D2F"})
        self.row += 1
        region = self.data.get("label_wilayah", "PROVINSI")
        for label, key in (("BULAN/TAHUN ANGGARAN", "bulan_tahun"), (region, "provinsi"), ("SUB BAGIAN", "sub_bagian")):
            self._merged(0, 1, f"{label} :")
            self._merged(2, _LAST, self.data[key])
            self.row += 1
        self.row += 1
        self.head_row = self.row
        self.sheet.set_row(self.row, 24)
        for column, (name, _) in enumerate(_COLUMNS):
            self._text(
                column, name, bold=True, border=1, align="center", valign="vcenter", bg_color="#E8E8E8", text_wrap=True
            )
        self.row += 1
        self.sheet.freeze_panes(self.row, 0)

    def _kegiatan(self) -> None:
        cell = {"border": 1, "valign": "top", "text_wrap": True}
        for row in self.data["kegiatan"]:
            look = cell | ({"font_strikeout": True} if "ket" in row else {})
            # What was taken out stays readable, and says why in the cell that names it.
            kegiatan = {**row, "judul": _told(row)}
            texts = ((1, "kode"), (2, "judul"), (3, "sasaran_volume"), (4, "jenis"), (6, "lokus"), (7, "tanggal"))
            # Not every program fits the height of rows by itself when it opens a file.
            self._height(*((kegiatan[key], (column,)) for column, key in texts))
            self.sheet.write_number(self.row, 0, kegiatan["no"], self._format(**cell | {"align": "center"}))
            for column, key in texts:
                self._text(column, kegiatan[key], **(cell if key == "judul" else look))
            self._amount(5, kegiatan["anggaran"], **look)
            self.row += 1
        for no in range(len(self.data["kegiatan"]) + 1, _AT_LEAST + 1):
            self.sheet.set_row(self.row, 24)
            self.sheet.write_number(self.row, 0, no, self._format(**cell | {"align": "center"}))
            for column in range(1, _LAST + 1):
                self.sheet.write_blank(self.row, column, None, self._format(**cell))
            self.row += 1
        # Codes are often all digits and stay text: without this, every one of them gets a green corner.
        self.sheet.ignore_errors({"number_stored_as_text": f"A{self.head_row + 2}:H{self.row + 1}"})

    def _total(self) -> None:
        look = {"bold": True, "border": 1, "valign": "vcenter", "bg_color": "#F5F5F5"}
        self.sheet.set_row(self.row, 20)
        self._merged(0, 4, "Jumlah", **look | {"align": "center"})
        self._amount(5, self.data["total"], **look)
        self._merged(6, _LAST, "", **look)
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
            self._height((first, (0, 1, 2)), (second, (5, 6, 7)), at_least=48 if i == 2 else 15)
            self._merged(0, 2, first, **{"text_wrap": True} | look)
            self._merged(5, _LAST, second, **{"text_wrap": True} | look)
            self.row += 1

    def _print_setup(self) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.center_horizontally()
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self.sheet.repeat_rows(self.head_row)
        self.sheet.print_area(0, 0, self.row - 1, _LAST)
        self.sheet.set_footer("&L&8Rencana Kegiatan Bulanan&R&8Halaman &P dari &N")

    def _height(self, *texts: tuple[str, tuple[int, ...]], at_least: float = 17) -> None:
        lines = max(_lines(text, columns) for text, columns in texts)
        self.sheet.set_row(self.row, min(_HIGHEST, max(at_least, 12.75 * lines + 4)))

    def _merged(self, first: int, last: int, text: str, **look: object) -> None:
        # merge_range() would guess the type of a text; so it merges blanks, and the text follows as a string.
        self.sheet.merge_range(self.row, first, self.row, last, "", self._format(**look))
        self._text(first, text, **look)

    def _text(self, column: int, text: str, **look: object) -> None:
        text = _clean(text)
        if text.startswith(("=", "+", "-", "@")):
            # So that it also stays a text when someone edits the cell.
            look["quote_prefix"] = True
        if self.sheet.write_string(self.row, column, text, self._format(**look)) not in (0, None):
            raise ValueError(f"the text is longer than a cell can be: {text[:60]!r}")

    def _amount(self, column: int, amount: int | None, **look: object) -> None:
        look = look | {"align": "right", "indent": 1}
        if amount is None:
            self.sheet.write_blank(self.row, column, None, self._format(**look))
        elif abs(amount) > _EXACT:
            self._text(column, f"Rp{amount:,}".replace(",", "."), **look)
        else:
            self.sheet.write_number(self.row, column, amount, self._format(**look | {"num_format": _RUPIAH}))

    def _format(self, **look: object) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format({**_TYPE, **look})
        return self.formats[key]


def _told(kegiatan: Mapping[str, Any]) -> str:
    judul = str(kegiatan["judul"])
    return f"{judul}\n[{kegiatan['ket']}]" if "ket" in kegiatan else judul


def _block(signature: Mapping[str, Any] | None, jabatan: str, note: str) -> tuple[str, str, str, str]:
    if signature is None:
        return f"{jabatan},".removeprefix(","), note, "." * 28, ""
    nip = f"NIP {signature['nip']}" if signature["nip"] else ""
    return f"{signature['jabatan']},", signature["pernyataan"], signature["nama"], nip


def _lines(text: str, columns: tuple[int, ...]) -> int:
    """Return how many lines of 10-point type `text` takes across `columns`."""
    points = sum(5.25 * _COLUMNS[column][1] + 3.75 for column in columns) - 3
    room = int(100 * points / 10)
    lines = 0
    for paragraph in text.split("\n"):
        lines += 1
        used = 0
        for word in paragraph.split(" "):
            wide = width(word)
            if used and used + wide > room:
                lines += 1
                used = 0
            lines += wide // room
            used += wide % room + width(" ")
    return lines


def _clean(text: str) -> str:
    return "".join(MISSING if _is_impossible(sign) else sign for sign in text)


def _is_impossible(sign: str) -> bool:
    return sign not in "\n\t" and (unicodedata.category(sign) in {"Cc", "Cs"} or sign in "\ufffe\uffff")

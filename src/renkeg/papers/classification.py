"""The classification codes of letters: the shipped list, or the one that the office imported; found by code or words."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db import transaction

from renkeg.lib import indonesian
from renkeg.lib.clean_text import Unclean, line_within
from renkeg.lib.digests import digest
from renkeg.lib.errors import BadInput, Problem, Stale
from renkeg.office import clock
from renkeg.office.models import Pegawai, Satker, state_of
from renkeg.trail.record import record

from .models import Klasifikasi
from .opening import MOST_BYTES, Unreadable, Value, opened

SUBJECT = "klasifikasi"
FIELDS: Mapping[str, str] = {
    "kode": "Kode",
    "uraian": "Uraian",
    "induk": "Induk",
    "berlaku_dari": "Berlaku dari",
    "dasar": "Dasar",
}
MOST_CODES = 3_000
_SHAPE = re.compile(r"[A-Z]{2,4}(?:\.[0-9]{1,3}){0,4}")
_FILE = Path(__file__).parent.parent / "data" / "klasifikasi.csv"


@dataclass(frozen=True)
class Kode:
    """A code as it is read: `row` is its row in a file, from 1."""

    kode: str
    uraian: str
    induk: str = ""
    berlaku_dari: date | None = None
    dasar: str = ""
    row: int = 0

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        day = self.berlaku_dari.isoformat() if self.berlaku_dari else ""
        return self.kode, self.uraian, self.induk, day, self.dasar


def in_force(day: date) -> list[Kode]:
    """The codes that may stand on a letter of that day, in their order."""
    return [one for one in present() if one.berlaku_dari is None or one.berlaku_dari <= day]


def present() -> Sequence[Kode]:
    """All codes: those of the last import, else the shipped ones."""
    rows = Klasifikasi.objects.values_list("kode", "uraian", "induk", "berlaku_dari", "dasar")
    return sorted((Kode(*row) for row in rows), key=_order) or shipped()


@cache
def shipped() -> Sequence[Kode]:
    """The list that comes with the program."""
    return sorted(read(_FILE.read_bytes(), _FILE.name), key=_order)


def matching(text: str, day: date, most: int) -> list[Kode]:
    """Those that begin with the code or hold all the words that were typed; codes first."""
    words = text.casefold().split()
    if not words:
        return in_force(day)[:most]
    codes = in_force(day)
    first = [one for one in codes if one.kode.casefold().startswith(words[0]) and len(words) == 1]
    told = {one.kode: f"{one.kode} {one.uraian}".casefold() for one in codes}
    others = [one for one in codes if one not in first and all(word in told[one.kode] for word in words)]
    return [*first, *others][:most]


def fault(kode: str, day: date) -> str | None:
    """Why a letter of that day cannot bear the code; None where it can."""
    found = next((one for one in present() if one.kode == kode), None)
    if found is None:
        return "Kode klasifikasi ini tidak ada dalam daftar; cari dengan kode atau kata."
    if found.berlaku_dari is not None and found.berlaku_dari > day:
        return f"Kode {kode} baru berlaku {indonesian.tanggal(found.berlaku_dari)}."
    return None


def told(kode: str) -> str:
    """What the code stands for; "" where nobody knows."""
    return next((one.uraian for one in present() if one.kode == kode), "")


def state() -> str:
    """The digest of what is there now: who imports says that he has seen it."""
    return digest([list(one.cells) for one in present()])


def read(data: bytes, name: str) -> list[Kode]:
    """The codes of a CSV or XLSX with the columns kode, uraian, induk, berlaku_dari, dasar.

    Raises BadInput: at "berkas" where it cannot be read at all, else at "baris/N/field" for each cell, rows from 1 as
    the file counts them.
    """
    if len(data) > MOST_BYTES:
        raise BadInput.at("berkas", f"Berkas ini lebih besar dari {MOST_BYTES // 1024**2} MB.")
    rows = _sheet(data) if data[:2] == b"PK" or name.lower().endswith(".xlsx") else _table(data)
    head = next((n for n, row in enumerate(rows) if {"kode", "uraian"} <= {_word(cell) for cell in row}), None)
    if head is None:
        raise BadInput.at("berkas", "Baris judul dengan kolom Kode dan Uraian tidak ditemukan.")
    columns = {name: place for place, cell in enumerate(rows[head]) if (name := _word(cell)) in FIELDS}
    reader = _Rows(columns)
    for number, row in enumerate(rows[head + 1 :], head + 2):
        if any(str(cell).strip() for cell in row):
            reader.hear(number, row)
    return reader.finish()


@transaction.atomic
def replace(satker: Satker, codes: Sequence[Kode], *, seen: str, by: Pegawai) -> int:
    """From now on these codes hold, all of them and no others; returns how many. Letters keep what they bear.

    `seen` is the state that the person compared with; raises Stale where it is another now.
    """
    Satker.objects.select_for_update(no_key=True).get(pk=satker.pk)
    if [one.cells for one in sorted(codes, key=_order)] == [one.cells for one in present()]:
        return len(codes)
    if seen != state():
        raise Stale("Sementara itu daftar klasifikasi sudah diganti orang lain. Periksa lagi perbedaannya.")
    Klasifikasi.objects.filter(satker=satker).delete()
    Klasifikasi.objects.bulk_create(
        Klasifikasi(
            satker=satker,
            kode=one.kode,
            uraian=one.uraian,
            induk=one.induk,
            berlaku_dari=one.berlaku_dari,
            dasar=one.dasar,
        )
        for one in codes
    )
    rows = Klasifikasi.objects.filter(satker=satker).order_by("kode")
    record("import_klasifikasi", SUBJECT, by=by.pk, at=clock.now(), facts={"kode": len(codes)}, state=state_of(rows))
    return len(codes)


def _order(one: Kode) -> tuple[str, list[int]]:
    letters, *numbers = one.kode.split(".")
    return letters, [int(part) for part in numbers]


def _sheet(data: bytes) -> Sequence[Sequence[Value]]:
    try:
        grids = [grid for grid in opened(data) if grid.visible]
    except Unreadable as error:
        raise BadInput.at("berkas", str(error)) from error
    return grids[0].rows if grids else []


def _table(data: bytes) -> Sequence[Sequence[Value]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput.at("berkas", "Simpan sebagai CSV UTF-8 atau sebagai Excel Workbook (.xlsx).") from error
    lines = text.splitlines()
    head = next((line for line in lines if {"kode", "uraian"} <= set(re.findall(r"\w+", line.lower()))), "")
    try:
        return list(csv.reader(lines, delimiter=max(";,\t", key=head.count)))
    except csv.Error as error:
        raise BadInput.at("berkas", "Berkas CSV ini rusak; simpan ulang, lalu unggah lagi.") from error


def _word(cell: Value) -> str:
    return "_".join(str(cell).strip().lower().split())


class _Rows:
    """Takes rows one after the other and remembers what is wrong with each."""

    def __init__(self, columns: Mapping[str, int]) -> None:
        self.columns = columns
        self.codes: dict[str, Kode] = {}
        self.problems: list[Problem] = []

    def hear(self, number: int, row: Sequence[Value]) -> None:
        kode = self._line(number, row, "kode", 20)
        uraian = self._line(number, row, "uraian", 300)
        induk = self._line(number, row, "induk", 20, required=False)
        dasar = self._line(number, row, "dasar", 200, required=False)
        if kode and not _SHAPE.fullmatch(kode):
            self._wrong(number, "kode", f"“{kode[:20]}” bukan kode klasifikasi, misalnya PR.02.2.")
        elif kode in self.codes:
            self._wrong(number, "kode", f"{kode} sudah disebut pada baris {self.codes[kode].row}.")
        elif kode:
            self.codes[kode] = Kode(kode, uraian, induk, self._day(number, row), dasar, number)

    def finish(self) -> list[Kode]:
        for one in self.codes.values():
            if one.induk and (one.induk not in self.codes or one.induk == one.kode):
                self._wrong(one.row, "induk", f"Induk {one.induk} tidak ada dalam berkas ini.")
        if not self.codes and not self.problems:
            self.problems.append(Problem("berkas", "Tidak ada kode di bawah baris judulnya."))
        if len(self.codes) > MOST_CODES:
            self.problems.append(Problem("berkas", f"Paling banyak {MOST_CODES} kode."))
        if self.problems:
            raise BadInput(sorted(self.problems, key=lambda one: _row_of(one.loc)))
        return list(self.codes.values())

    def _wrong(self, number: int, name: str, msg: str) -> None:
        self.problems.append(Problem(f"baris/{number}/{name}", msg))

    def _cell(self, row: Sequence[Value], name: str) -> Value:
        place = self.columns.get(name)
        return row[place] if place is not None and place < len(row) else ""

    def _line(self, number: int, row: Sequence[Value], name: str, longest: int, *, required: bool = True) -> str:
        text = str(self._cell(row, name))
        if not text.strip():
            if required:
                self._wrong(number, name, "Wajib diisi.")
            return ""
        try:
            return line_within(text, longest)
        except Unclean as error:
            self._wrong(number, name, str(error))
            return ""

    def _day(self, number: int, row: Sequence[Value]) -> date | None:
        cell = self._cell(row, "berlaku_dari")
        if isinstance(cell, date):
            return date(cell.year, cell.month, cell.day)
        if not str(cell).strip():
            return None
        try:
            return date.fromisoformat(str(cell).strip())
        except ValueError:
            self._wrong(number, "berlaku_dari", "Isi dengan tanggal, misalnya 2025-01-31.")
            return None


def _row_of(loc: str) -> int:
    parts = loc.split("/")
    return int(parts[1]) if len(parts) > 1 else 0

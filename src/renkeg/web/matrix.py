"""The office's year in words: a mark, a word and what belongs to it for each subbagian and month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from renkeg.lib import indonesian
from renkeg.office.calendar import Calendar
from renkeg.office.models import Pegawai, Unit
from renkeg.planning.models import Tugas
from renkeg.planning.models.usulan import Keadaan
from renkeg.planning.year import Cell, Running, Year

from . import where

_MOST_BESIDE = 3
"""So many running susulan and revisions are named one by one in a cell."""


@dataclass(frozen=True)
class Note:
    """A few small words under the word; `kind` colours them."""

    text: str
    kind: str = ""
    href: str = ""


@dataclass(frozen=True)
class Words:
    """A cell as it is read. `kind` is the class that colours it."""

    bulan: int
    kind: str
    mark: str
    text: str
    href: str = ""
    notes: Sequence[Note] = ()


@dataclass(frozen=True)
class Line:
    """A subbagian with its twelve cells."""

    unit: Unit
    tahun: int
    cells: Sequence[Words]

    @property
    def nama(self) -> str:
        return self.unit.nama.removeprefix("Subbagian ")

    @property
    def href(self) -> str:
        """Where all plans of its year are listed."""
        return f"/tautan/?tahun={self.tahun}&bulan=&unit={self.unit.pk}"


@dataclass(frozen=True)
class Reader:
    """Who reads, when, and by which hours time is told."""

    by: Pegawai
    at: datetime
    calendar: Calendar

    def groups(self, year: Year) -> Iterator[tuple[str, list[Line]]]:
        """For each bagian its name and the lines of its subbagian."""
        for bagian, rows in year.groups:
            lines = [Line(row.unit, year.tahun, [self.words(year, one) for one in row.cells]) for row in rows]
            yield (bagian.nama if bagian else ""), lines

    def words(self, year: Year, cell: Cell) -> Words:
        """What the cell says to this reader."""
        notes = [*self._beside(cell), *_susulan(year, cell)]
        bulan = cell.month.bulan
        if cell.terbit is not None:
            told = [*_acknowledged(cell), *([Note(f"revisi ke-{cell.revisi}")] if cell.revisi else []), *notes]
            return Words(bulan, "terbit", "✓", "terbit", f"/tautan/{cell.terbit}/", told)
        if cell.running is not None:
            return self._running(cell.running, cell, notes)
        if cell.month.past:
            return Words(bulan, "lalu", "–", "tidak ada", notes=notes)
        if cell.month.due is None:
            return Words(bulan, "belum", "·", "belum", notes=notes)
        if not cell.watched:
            return Words(bulan, "belum", "·", "belum terbit", notes=notes)
        return _missing(cell, notes)

    def _running(self, running: Running, cell: Cell, notes: Sequence[Note]) -> Words:
        href = running.usulan.get_absolute_url()
        if running.draft:
            return Words(cell.month.bulan, "draf", "○", "draf", href, [*_deadline(cell), *notes])
        tugas = running.tugas
        told = []
        if tugas.late(self.at):
            told.append(Note(where.time_words(tugas, self.calendar, self.at), "telat"))
        if running.late is not None:
            told.append(Note(_days("diajukan terlambat", running.late), "telat"))
        return Words(cell.month.bulan, "berjalan", "→", f"di meja {self._whose(tugas)}", href, [*told, *notes])

    def _beside(self, cell: Cell) -> Iterator[Note]:
        if len(cell.aside) > _MOST_BESIDE:
            first = cell.aside[0].usulan
            place = f"tahun={first.tahun}&bulan={first.bulan}&unit={first.unit_id}&keadaan={Keadaan.BERJALAN}"
            yield Note(f"{len(cell.aside)} lainnya berjalan", "berjalan", f"/usulan/?{place}")
            return
        for one in cell.aside:
            what = "susulan" if one.usulan.susulan else "revisi"
            place = "draf" if one.draft else f"di meja {self._whose(one.tugas)}"
            yield Note(f"{what} {place}", "berjalan", one.usulan.get_absolute_url())

    def _whose(self, tugas: Tugas) -> str:
        if tugas.turn_of(self.by, self.by.standing(self.at)):
            return "Anda"
        return next((one.nama for one in tugas.usulan.sop.pelaksana if one.post == tugas.at.post), tugas.jabatan.nama)


def _missing(cell: Cell, notes: Sequence[Note]) -> Words:
    if cell.month.late is not None:
        told = [Note("belum diusulkan"), *notes]
        return Words(cell.month.bulan, "telat", "!", _days("terlambat", cell.month.late), notes=told)
    return Words(cell.month.bulan, "belum", "·", "belum", notes=[*_deadline(cell), *notes])


def _deadline(cell: Cell) -> list[Note]:
    if cell.month.late is not None:
        return [Note(_days("terlambat", cell.month.late), "telat")]
    if cell.month.due is None:  # far ahead
        return []
    return [Note(f"batas {cell.month.due.day} {indonesian.nama_bulan(cell.month.due.month)[:3]}")]


def _acknowledged(cell: Cell) -> list[Note]:
    one = cell.mengetahui
    if one is None:
        return []
    return [Note(f"diketahui {one.jabatan.post.capitalize()}" if one.done else "belum diketahui")]


def _susulan(year: Year, cell: Cell) -> list[Note]:
    if not cell.susulan:
        return []
    address = f"/tautan/?tahun={year.tahun}&bulan={cell.month.bulan}"
    return [Note(f"+{cell.susulan} susulan", "terbit", address)]


def _days(what: str, count: int) -> str:
    return f"{what} {count} hari kerja" if count else what

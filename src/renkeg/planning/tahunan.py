"""The annual plan as a workbook: how it goes out, what a filled one says row by row, and what it would change."""

import calendar as months
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from renkeg.lib import indonesian
from renkeg.lib.errors import Problem
from renkeg.office.models import Satker, Unit
from renkeg.papers import kertas_kerja
from renkeg.papers.kertas_kerja import LABELS, FileRow, Filled, Form
from renkeg.papers.opening import Grid

from . import drafts, suggested, typed
from .models import KegiatanTahunan, RencanaTahunan

ROWS: Final = 2_000
"""The most rows of one plan."""
_ROOM: Final = 100
_NAMES: Final = tuple(name for _, name in indonesian.months())


@dataclass(frozen=True)
class Row:
    """A row of the plan; `number` is its row in the file, 0 of one that is kept."""

    bulan: int
    content: Mapping[str, Any]
    number: int = 0

    @property
    def judul(self) -> str:
        return str(self.content["judul"] or "")

    @property
    def anggaran(self) -> int:
        return int(self.content["anggaran"] or 0)


@dataclass(frozen=True)
class Note:
    """Something about one cell of the file, or about the whole row where `column` is "": "Baris 7, kolom Bulan: …"."""

    row: int
    column: str
    text: str

    def __str__(self) -> str:
        column = f", kolom {self.column}" if self.column else ""
        return f"Baris {indonesian.angka(self.row)}{column}: {self.text}" if self.row else self.text


@dataclass(frozen=True)
class Reading:
    """What a file says. With `problems` it cannot be taken; `ignored` names columns beside the form."""

    rows: tuple[Row, ...]
    problems: tuple[Note, ...]
    ignored: tuple[str, ...]

    @property
    def total(self) -> int:
        return sum(row.anggaran for row in self.rows)


@dataclass(frozen=True)
class Change:
    """What becomes of a row: before and after, None where it is not there."""

    before: Row | None
    after: Row | None

    @property
    def row(self) -> Row:
        """The one to name it by."""
        found = self.after or self.before
        if found is None:
            raise AssertionError("a change has a side")
        return found

    @property
    def fields(self) -> list[str]:
        """The names of what differs, where both are there."""
        if self.before is None or self.after is None:
            return []
        old, new = self.before.content, self.after.content
        return [name for name in kertas_kerja.FIELDS if old.get(name) != new.get(name)]


@dataclass(frozen=True)
class Difference:
    """One version against the one before it."""

    added: Sequence[Change]
    changed: Sequence[Change]
    removed: Sequence[Change]
    before: int
    after: int

    @property
    def any(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def form(unit: Unit, tahun: int, rows: Sequence[KegiatanTahunan], *, at: datetime) -> bytes:
    """The form of a unit's year to fill in anywhere, with these rows in it."""
    satker, words = Satker.objects.office(), suggested.words()
    return kertas_kerja.form(
        Form(
            judul="RENCANA KEGIATAN TAHUNAN",
            head=[
                ("TAHUN ANGGARAN", str(tahun)),
                (satker.label_wilayah, satker.nama_wilayah),
                ("SUB BAGIAN", unit.nama.removeprefix("Subbagian ").upper()),
            ],
            rows=[_printed(one) for one in rows],
            stamp={"rencana_tahunan": unit.pk, "tahun": tahun},
            choices={"bulan": _NAMES, "jenis": words["jenis"], "satuan": words["satuan"]},
            yearly=True,
            room=_ROOM,
            footer="Rencana Kegiatan Tahunan",
        ),
        made_for=at,
    )


def read(grids: Sequence[Grid], unit: Unit, tahun: int) -> Reading:
    """The rows of a filled form, each problem with its cell. Raises Unreadable where it is no form of an annual plan."""
    filled = kertas_kerja.rows_in(grids, yearly=True)
    found = typed.read([typed.Typed("", row.typed) for row in filled.rows], tahun)
    notes = [*_about(filled, unit, tahun), *(_note(filled.rows, one) for one in found.problems)]
    notes += [Note(one.row, _told(one.column), one.msg) for one in filled.faults]
    known = {(one.row, one.column) for one in notes}
    rows = []
    for row, baris in zip(filled.rows, found.rows, strict=True):
        try:
            bulan = indonesian.parse_bulan(row.bulan) if row.bulan else 0
        except ValueError as error:
            bulan = 0
            notes.append(Note(row.number, LABELS["bulan"], str(error)))
        rows.append(Row(bulan, baris.content(), row.number))
        notes += [one for one in _amiss(row, bulan, baris, tahun) if (one.row, one.column) not in known]
    return Reading(tuple(rows), tuple(sorted(notes, key=lambda one: one.row)), tuple(filled.ignored))


def as_kegiatan(rows: Iterable[Row], rencana: RencanaTahunan | None = None) -> list[KegiatanTahunan]:
    """The rows of a file in their order as they would be kept; nothing is written."""
    return [
        KegiatanTahunan(rencana=rencana, position=n, bulan=row.bulan, **{"rincian": [], **row.content})
        for n, row in enumerate(rows, 1)
    ]


def kept(rows: Iterable[KegiatanTahunan]) -> list[Row]:
    """The rows of a version, to be compared."""
    return [Row(one.bulan, one.content()) for one in rows]


def compared(before: Sequence[Row], after: Sequence[Row]) -> Difference:
    """What the later rows change; a row is the same one by its month and title, in the order of the form."""
    rest: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in before:
        rest[_key(row)].append(row)
    new = []
    # First what has not changed at all, so that a title that stands twice is not paired crosswise.
    for row in after:
        same = rest[_key(row)]
        place = next((n for n, one in enumerate(same) if one.content == row.content), None)
        if place is None:
            new.append(row)
        else:
            del same[place]
    changes = [Change(rest[_key(row)].pop(0) if rest[_key(row)] else None, row) for row in new]
    return Difference(
        added=_in_order(one for one in changes if one.before is None),
        changed=_in_order(one for one in changes if one.before is not None),
        removed=_in_order(Change(row, None) for same in rest.values() for row in same),
        before=sum(row.anggaran for row in before),
        after=sum(row.anggaran for row in after),
    )


def file_name(unit: Unit, tahun: int, what: str = "Rencana Tahunan") -> str:
    """A clean one without its ending: "Rencana Tahunan Keuangan 2027"."""
    return f"{what} {unit.nama.removeprefix('Subbagian ')} {tahun}"


def _printed(row: KegiatanTahunan) -> dict[str, str | int | None]:
    return {**typed.printed(row.content()), "anggaran": row.anggaran, "bulan": indonesian.nama_bulan(row.bulan)}


def _about(filled: Filled, unit: Unit, tahun: int) -> Iterable[Note]:
    """What is wrong with the file as a whole."""
    made_for = filled.stamp.get("rencana_tahunan")
    if made_for is not None and (made_for, filled.stamp.get("tahun")) != (unit.pk, tahun):
        of = Unit.objects.filter(pk=made_for).first()
        whose = of.nama if of else "subbagian lain"
        yield Note(0, "", f"Form ini untuk {whose} tahun {filled.stamp.get('tahun')}, bukan {unit.nama} tahun {tahun}.")
    if not filled.rows:
        yield Note(0, "", "Belum ada kegiatan yang diisi pada form ini.")
    if len(filled.rows) > ROWS:
        yield Note(0, "", f"Paling banyak {indonesian.angka(ROWS)} baris dalam satu rencana tahunan.")


def _amiss(row: FileRow, bulan: int, baris: drafts.Baris, tahun: int) -> Iterable[Note]:
    """What a row of the annual plan needs beyond a row of a usulan."""
    if not row.bulan:
        yield Note(row.number, LABELS["bulan"], "Wajib diisi, misalnya Februari atau 2.")
    if baris.judul is None:
        yield Note(row.number, LABELS["judul"], "Wajib diisi.")
    if bulan and baris.tanggal and not any(_touches(span, tahun, bulan) for span in baris.tanggal):
        msg = f"Tidak ada hari pada bulan {indonesian.nama_bulan(bulan)} {tahun}; betulkan bulannya atau tanggalnya."
        yield Note(row.number, LABELS["tanggal"], msg)


def _touches(span: tuple[date, date], tahun: int, bulan: int) -> bool:
    first, last = date(tahun, bulan, 1), date(tahun, bulan, months.monthrange(tahun, bulan)[1])
    return span[0] <= last and span[1] >= first


def _note(rows: Sequence[FileRow], problem: Problem) -> Note:
    _, place, *name = problem.loc.split("/")
    return Note(rows[int(place)].number, _told(LABELS.get(name[0], "")) if name else "", problem.msg)


def _told(label: str) -> str:
    return label.removesuffix(" (Rp)")


def _key(row: Row) -> tuple[int, str]:
    return row.bulan, row.judul.casefold()


def _in_order(changes: Iterable[Change]) -> list[Change]:
    return sorted(changes, key=lambda one: one.row.bulan)

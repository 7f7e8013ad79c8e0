"""Rows of an earlier plan, or of the annual one, that are offered for a month, and the ticked ones as typed rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from renkeg.lib import indonesian
from renkeg.office.calendar import Calendar
from renkeg.office.models import Pegawai
from renkeg.planning import carrying
from renkeg.planning.models import Kegiatan, RencanaTahunan, Usulan
from renkeg.planning.models.kertas_kerja import FormRow
from renkeg.planning.typed import printed

from .baris import Row

# What the three buttons send.
WISHES = {"isi/lalu": "lalu", "isi/tahun": "tahun", "isi/rencana": "rencana"}
TAKE = "isi"


@dataclass(frozen=True)
class Offered:
    """A row of that plan, its days already moved; `note` where they could not be."""

    key: str
    judul: str
    anggaran: int | None
    tanggal: str
    note: str
    typed: dict[str, str]


@dataclass(frozen=True)
class Offer:
    """The plan that is offered; where `rows` is empty, `nothing` says why."""

    kind: str
    name: str
    rows: list[Offered]
    month: str
    nothing: str = ""


def offer(by: Pegawai, at: datetime, unit: str, month: date, kind: str, calendar: Calendar) -> Offer:
    """The rows of the newest plan before `month`; of the same month a year before (`kind` "tahun"); or of the annual plan ("rencana")."""
    if kind == "rencana":
        return _annual(by, at, unit, month)
    name = _name(month)
    visible = Usulan.objects.visible_to(by, at).for_reading()
    found = carrying.source(visible, unit, month, year_before=kind == "tahun")
    if found is None:
        when = _name(month.replace(year=month.year - 1)) if kind == "tahun" else f"sebelum {name}"
        return Offer(kind, "", [], name, f"Belum ada rencana {when} dari subbagian ini.")
    rows = [_moved(kegiatan, found.first_day, month, calendar) for kegiatan in found.kegiatan.all()]
    return Offer(kind, _name(found.first_day), rows, name)


def _annual(by: Pegawai, at: datetime, unit: str, month: date) -> Offer:
    name, year = _name(month), month.year
    found = RencanaTahunan.objects.visible_to(by, at).in_force(year).filter(unit=unit).first()
    if found is None:
        return Offer("rencana", "", [], name, f"Rencana tahunan {year} subbagian ini belum diimpor.")
    rows = [_offered(one) for one in found.kegiatan.filter(bulan=month.month)]
    nothing = f"Rencana tahunan {year} subbagian ini tidak memuat kegiatan bulan {indonesian.nama_bulan(month.month)}."
    return Offer("rencana", f"rencana tahunan {year}", rows, name, nothing)


def _moved(kegiatan: Kegiatan, since: date, month: date, calendar: Calendar) -> Offered:
    days = carrying.moved(kegiatan.days, since, month, calendar)
    told = _offered(kegiatan)
    note = "" if days is not None else f"Dulu {told.tanggal}; isi tanggal yang baru."
    tanggal = indonesian.rentang(days) if days else ""
    return replace(told, tanggal=tanggal, note=note, typed={**told.typed, "tanggal": tanggal})


def _offered(row: FormRow) -> Offered:
    typed = printed(row.content())
    return Offered(str(row.pk), row.judul or "kegiatan tanpa judul", row.anggaran, typed["tanggal"], "", typed)


def filled(rows: Sequence[Row], offered: Offer, ticked: Sequence[str]) -> list[Row]:
    """The typed rows, and after them those ticked in the offer."""
    told = [row for row in rows if not row.blank]
    told += [
        Row(place=0, typed=one.typed, hints={"tanggal": one.note} if one.note else {})
        for one in offered.rows
        if one.key in ticked
    ]
    return [replace(row, place=place) for place, row in enumerate(told)]


def _name(month: date) -> str:
    return f"{indonesian.nama_bulan(month.month)} {month.year}"

"""Rows of an earlier plan that are offered for a new month, and the ticked ones as typed rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from renkeg.lib import indonesian
from renkeg.office.calendar import Calendar
from renkeg.office.models import Pegawai
from renkeg.planning import carrying
from renkeg.planning.models import Usulan
from renkeg.planning.typed import printed

from .baris import Row

# What the two buttons send.
WISHES = {"isi/lalu": "lalu", "isi/tahun": "tahun"}
TAKE = "isi"


@dataclass(frozen=True)
class Offered:
    """A row of the earlier plan, its days already moved; `note` where they could not be."""

    key: str
    judul: str
    anggaran: int | None
    tanggal: str
    note: str
    typed: dict[str, str]


@dataclass(frozen=True)
class Offer:
    """The earlier plan; none where `rows` is empty."""

    kind: str
    name: str
    rows: list[Offered]
    month: str


def offer(by: Pegawai, at: datetime, unit: str, month: date, kind: str, calendar: Calendar) -> Offer:
    """The rows of the newest plan before `month`, or of the same month a year before (`kind` "tahun")."""
    name = _name(month)
    visible = Usulan.objects.visible_to(by, at).for_reading()
    found = carrying.source(visible, unit, month, year_before=kind == "tahun")
    if found is None:
        return Offer(kind, _name(month.replace(year=month.year - 1)) if kind == "tahun" else "", [], name)
    rows = []
    for kegiatan in found.kegiatan.all():
        typed = printed(kegiatan.content())
        days = carrying.moved(kegiatan.days, found.first_day, month, calendar)
        note = "" if days is not None else f"Dulu {typed['tanggal']}; isi tanggal yang baru."
        typed["tanggal"] = indonesian.rentang(days) if days else ""
        judul = kegiatan.judul or "kegiatan tanpa judul"
        rows.append(Offered(kegiatan.pk, judul, kegiatan.anggaran, typed["tanggal"], note, typed))
    return Offer(kind, _name(found.first_day), rows, name)


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

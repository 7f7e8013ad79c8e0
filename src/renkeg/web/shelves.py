"""What an address of the archive asks for, the form of an item, and the line that a barcode reader or a paste brings."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.http import QueryDict

from renkeg.lib import indonesian
from renkeg.office.models import Pegawai, Unit
from renkeg.papers.models import Arsip, ArsipQuerySet
from renkeg.papers.retention import Schedule
from renkeg.planning.actions import Shelf

from . import forms, listing
from .fields import Field

PER_PAGE: Final = 50
YEARS: Final = range(2000, 2101)
EVERY: Final = "semua"
UNREGISTERED: Final = "belum"


@dataclass(frozen=True)
class Asked:
    """What was asked for; None is no condition. Who names no keadaan is shown what is active."""

    tahun: int | None = None
    unit: str | None = None
    keadaan: Arsip.Keadaan | None = Arsip.Keadaan.AKTIF
    cari: str = ""
    unregistered: bool = False
    unplaced: bool = False

    @property
    def query(self) -> str:
        """The same as the tail of an address."""
        told = QueryDict(mutable=True)
        if self.tahun:
            told["tahun"] = str(self.tahun)
        if self.unit:
            told["unit"] = self.unit
        if self.cari:
            told["cari"] = self.cari
        told["keadaan"] = self.keadaan.value if self.keadaan else EVERY
        if self.unregistered:
            told["srikandi"] = UNREGISTERED
        if self.unplaced:
            told["lokasi"] = UNREGISTERED
        return told.urlencode()

    @property
    def any(self) -> bool:
        return self != Asked()

    def to(self, **changes: object) -> str:
        """The address of the list with something else asked for."""
        return f"/arsip/?{replace(self, **changes).query}"  # type: ignore[arg-type]  # names and types are the fields'

    def of(self, arsip: ArsipQuerySet, schedule: Schedule, today: date) -> ArsipQuerySet:
        """Those of them that match."""
        rows = arsip
        if self.tahun is not None:
            rows = rows.filter(tanggal__year=self.tahun)
        if self.unit is not None:
            rows = rows.filter(unit=self.unit)
        if self.cari:
            rows = rows.matching(self.cari)
        if self.unregistered:
            rows = rows.unregistered()
        if self.unplaced:
            rows = rows.unplaced()
        return rows.in_state(self.keadaan, schedule, today) if self.keadaan else rows


def asked(query: QueryDict, units: Iterable[Unit]) -> Asked:
    """Reads it out of an address with care: an unknown word narrows nothing."""
    tahun, told = forms.whole(query.get("tahun")), query.get("keadaan")
    return Asked(
        tahun=tahun if tahun in YEARS else None,
        unit=query.get("unit") if query.get("unit") in {one.slug for one in units} else None,
        keadaan=Arsip.Keadaan.AKTIF if told is None else next((one for one in Arsip.Keadaan if one == told), None),
        cari=listing.searched(query.get("cari", "")),
        unregistered=query.get("srikandi") == UNREGISTERED,
        unplaced=query.get("lokasi") == UNREGISTERED,
    )


def units_of(by: Pegawai, at: datetime) -> list[Unit]:
    """The units of which the person reads papers, in the office's order."""
    seen = Arsip.objects.visible_to(by, at).order_by().values("unit").distinct()
    return list(Unit.objects.filter(pk__in=seen))


FIELDS: Sequence[Field] = (
    Field("klasifikasi", "Kode klasifikasi", "Misalnya PR.02.2.", longest=20),
    Field("tingkat", "Tingkat perkembangan", "Asli atau salinan.", kind="select", options=Arsip.Tingkat.choices),
    Field("jumlah", "Jumlah", "Misalnya 1 berkas, 3 lembar.", longest=60),
    Field(
        "medium",
        "Media",
        "Ada juga kertasnya? Isi tempatnya di bawah.",
        kind="select",
        options=Arsip.Medium.choices,
    ),
    Field("akses", "Klasifikasi akses", "Siapa yang boleh membacanya.", kind="select", options=Arsip.Akses.choices),
    Field("ruang", "Ruang", required=False, longest=60),
    Field("rak", "Rak", required=False, longest=60),
    Field("boks", "Boks", required=False, longest=60),
    Field("folder", "Folder", required=False, longest=60),
)


def shelf_of(typed: dict[str, str]) -> Shelf:
    """The form as plain data."""
    return Shelf(**{one.name: typed[one.name] for one in FIELDS})


@dataclass(frozen=True)
class Scanned:
    """What stands in a line that was pasted or scanned; "" where it says nothing of it."""

    nomor: str = ""
    tanggal: str = ""
    status: str = ""


def scanned(line: str) -> Scanned:
    """Reads "nomor; tanggal; status" in any order, parted by semicolon, tab or upright stroke; a single piece is the number."""
    pieces = [piece.strip() for piece in re.split(r"[;|\t]", line) if piece.strip()]
    day = next((piece for piece in pieces if _is_day(piece)), "")
    rest = [piece for piece in pieces if piece != day]
    # A number has digits; a status is words.
    nomor = next((piece for piece in rest if re.search(r"\d", piece)), rest[0] if rest else "")
    status = next((piece for piece in rest if piece != nomor), "")
    return Scanned(nomor, day, status)


def _is_day(text: str) -> bool:
    try:
        indonesian.parse_tanggal(text)
    except ValueError:
        return False
    return True

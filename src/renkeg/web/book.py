"""What the pages of the agenda book show, and the forms with which its keepers reserve, give and void numbers."""

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from renkeg.lib.keys import is_key, new_key
from renkeg.office.models import Pegawai, Satker, Unit
from renkeg.office.models.satker import JENIS, NOTA_DINAS
from renkeg.papers import agenda_book
from renkeg.papers.models import Agenda, AgendaQuerySet
from renkeg.papers.numbering import LONGEST_REASON, MOST_RESERVED, Letter
from renkeg.planning.models import Usulan

from . import forms
from .fields import Field, Reader
from .listing import searched

PER_PAGE = 50

RESERVE: Sequence[Field] = (
    Field("jenis", "Jenis naskah", kind="select", options=list(JENIS.items()), value=NOTA_DINAS, short=True),
    Field("jumlah", "Berapa nomor", f"Paling banyak {MOST_RESERVED}.", kind="whole", short=True),
    Field("tanggal", "Untuk hari", "Hari surat-surat itu ditulis di atas kertas.", kind="date", short=True),
    Field("alasan", "Alasan", "Misalnya: listrik padam, surat ditulis tangan.", longest=LONGEST_REASON),
)
VOID: Sequence[Field] = (
    Field("alasan", "Alasan dinyatakan batal", "Misalnya: tidak jadi dipakai.", longest=LONGEST_REASON),
)


@dataclass(frozen=True)
class Asked:
    """Which lines of the book an address asks for."""

    tahun: int
    jenis: str = ""
    keadaan: str = ""
    cari: str = ""

    @property
    def any(self) -> bool:
        return bool(self.jenis or self.keadaan or self.cari)

    @property
    def query(self) -> str:
        """The same as the tail of an address."""
        told = QueryDict(mutable=True)
        told["tahun"] = str(self.tahun)
        for name in ("jenis", "keadaan", "cari"):
            if value := getattr(self, name):
                told[name] = value
        return told.urlencode()

    @property
    def told(self) -> str:
        """What narrows the paper, in a sentence; "" for the whole book."""
        parts = [
            *([JENIS[self.jenis].lower()] if self.jenis else []),
            *([f"keadaan {Agenda.Keadaan(self.keadaan).label}"] if self.keadaan else []),
            *([f"memuat “{self.cari}”"] if self.cari else []),
        ]
        return f"Hanya {', '.join(parts)}." if parts else ""

    def of(self, lines: AgendaQuerySet) -> AgendaQuerySet:
        rows = lines.of(self.tahun, self.jenis).in_state(self.keadaan)
        return (rows.matching(self.cari) if self.cari else rows).in_order()


@dataclass(frozen=True)
class Line:
    """A line of the page: what became of the number, and where its usulan is, for whoever may see it."""

    line: Agenda
    keadaan: str
    href: str
    keeps: bool


def asked(query: QueryDict, today: date) -> Asked:
    """Reads it with care: what is unknown narrows nothing."""
    tahun = forms.whole(query.get("tahun"))
    return Asked(
        tahun if tahun and 2000 <= tahun <= 2100 else today.year,
        query.get("jenis", "") if query.get("jenis") in JENIS else "",
        query.get("keadaan", "") if query.get("keadaan") in Agenda.Keadaan.values else "",
        searched(query.get("cari", "")),
    )


def context(query: QueryDict, by: Pegawai, at: datetime, satker: Satker) -> dict[str, Any]:
    """All that the page shows to this person."""
    wanted = asked(query, satker.day(at))
    leaf: Page[Agenda] = Paginator(wanted.of(Agenda.objects.visible_to(by, at)), PER_PAGE).get_page(query.get("hal"))
    whole = Agenda.reads_all(by.standing(at), satker)
    refusal = Agenda.keep_refusal(by, satker, at)
    return {
        "at": at,
        "filters": wanted,
        "leaf": leaf,
        "parts": range(1, 1 + math.ceil(leaf.paginator.count / agenda_book.LINES_A_PAPER)),
        "lines": _lines(list(leaf), by, at, keeps=refusal is None),
        "whole": whole,
        "series": agenda_book.report(satker, wanted.tahun, wanted.jenis) if whole else [],
        "may_keep": refusal is None,
        "years": sorted({wanted.tahun, *agenda_book.years(satker.day(at).year)}, reverse=True),
        "kinds": JENIS.items(),
        "states": Agenda.Keadaan.choices,
    }


def recorded(number: Agenda, satker: Satker, today: date) -> list[Field]:
    """The fields by which a letter from paper is recorded under a reserved number."""
    units = [(one.pk, one.nama) for one in Unit.objects.in_use()]
    block = number.cadangan
    day = block.tanggal if block and block.tanggal <= today else today
    return [
        Field("tanggal", "Tanggal surat", kind="date", short=True, value=day.isoformat()),
        Field("hal", "Hal", "Pokok surat dalam satu baris.", longest=200),
        Field("dari", "Dari", "Jabatan penanda tangan.", longest=200),
        Field("kepada", "Kepada", longest=200, value=f"Sekretaris {satker.nama_pendek}"),
        Field(
            "klasifikasi",
            "Klasifikasi",
            "Ketik kode atau kata.",
            short=True,
            longest=20,
            value=satker.usual_klasifikasi,
        ),
        Field("unit", "Unit pemilik surat", kind="select", options=[("", "Pilih unit"), *units]),
    ]


def read_letter(told: Mapping[str, str]) -> tuple[Letter, date]:
    """The recorded letter and its day. Raises BadInput."""
    reader = Reader(told)
    day = reader.day("tanggal")
    hal, dari, kepada = (reader.line(name, longest=200) for name in ("hal", "dari", "kepada"))
    klasifikasi = reader.line("klasifikasi", longest=20)
    units = {one.pk: one for one in Unit.objects.in_use().select_related("parent__parent")}
    unit = reader.choice("unit", list(units), "Pilih unit pemilik surat.")
    reader.finish()
    return Letter(units[unit], units[unit].parent or units[unit], klasifikasi, hal, dari, kepada), day


def read_block(told: Mapping[str, str]) -> dict[str, Any]:
    """Kind, count, day and reason of a block. Raises BadInput."""
    reader = Reader(told)
    found = {
        "jenis": reader.choice("jenis", list(JENIS)),
        "count": reader.whole("jumlah"),
        "day": reader.day("tanggal"),
        "reason": reader.line("alasan", longest=LONGEST_REASON),
    }
    reader.finish()
    return found


def key_of(post: QueryDict) -> str:
    """The key that the form brought along, so that sending it twice reserves once; a new one where it brought none."""
    told = post.get("kunci", "")
    return told if is_key(told) else new_key()


def reserving(today: date) -> list[Field]:
    """The fields of a block, for today."""
    return [replace(one, value=today.isoformat()) if one.name == "tanggal" else one for one in RESERVE]


def _lines(rows: Sequence[Agenda], by: Pegawai, at: datetime, *, keeps: bool) -> list[Line]:
    keys = {row.subject: uuid.UUID(row.subject.removeprefix("usulan:")) for row in rows if row.subject}
    seen = set(Usulan.objects.visible_to(by, at).filter(pk__in=keys.values()).values_list("pk", flat=True))
    return [
        Line(
            row,
            agenda_book.keadaan(row),
            f"/usulan/{keys[row.subject]}/" if keys.get(row.subject) in seen else "",
            keeps and row.keadaan is Agenda.Keadaan.DICADANGKAN,
        )
        for row in rows
    ]

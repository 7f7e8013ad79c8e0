"""The published month of the whole office to be worked on: the forms as they are kept, and every kegiatan as a row."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final

from renkeg.lib import indonesian
from renkeg.office.models import Pegawai, Satker
from renkeg.papers.models import Document
from renkeg.papers.plain_table import Cell

from . import recap, reports
from .contents import Contents, removal
from .models import Kegiatan, Usulan

HEAD: Final = (
    "unit",
    "tahun",
    "bulan",
    "nomor nota dinas",
    "susulan",
    "revisi",
    "no",
    "kode",
    "judul",
    "sasaran",
    "volume",
    "satuan",
    "jenis",
    "anggaran",
    "lokus",
    "tanggal",
    "keadaan",
    "keterangan",
)
"""The columns of the plain table."""


def forms(tahun: int, bulan: int, by: Pegawai, at: datetime, satker: Satker) -> Contents | None:
    """The recapitulation of that month with the form of each plan in force; None where the person may read none.

    The forms are those that are kept as papers, with what is said on them.
    """
    plans = recap.plans_of(tahun, bulan, by, at)
    if not plans:
        return None
    kept = _kept([one.usulan for one in plans])
    return recap.told_of(plans, at, satker) | {
        "keterangan": (
            "Dihimpun dari rencana kegiatan bulanan yang terbit di Tautan Perencanaan Kegiatan. Lembar berikutnya memuat "
            "salinan formulir setiap subbagian untuk diolah; yang berlaku adalah rencana yang terbit di Tautan."
        ),
        "formulir": [
            {"sub_bagian": unit.nama, "rencana": [_form(one, kept[one.usulan.subject]) for one in same]}
            for unit, same in recap.by_unit(plans)
        ],
    }


def rows(tahun: int, bulan: int, by: Pegawai, at: datetime) -> Contents | None:
    """Every kegiatan of that month as a row of a plain table; None where the person may read no plan.

    The number of a nota dinas is told to those who see its usulan (the table "Who sees what" of docs/kontrak.md).
    """
    plans = recap.plans_of(tahun, bulan, by, at)
    if not plans:
        return None
    numbers = _numbers(by, at, [one.usulan for one in plans])
    return {
        "kepala": HEAD,
        "baris": [row for one in plans for row in _rows(one, numbers.get(one.usulan.pk))],
    }


def file_name(tahun: int, bulan: int) -> str:
    """A clean file name: "Rencana Kegiatan Februari 2027 seluruh kantor"."""
    return f"Rencana Kegiatan {indonesian.nama_bulan(bulan)} {tahun} seluruh kantor"


def _kept(usulan: Collection[Usulan]) -> Mapping[str, Contents]:
    papers = Document.objects.valid().filter(
        subject__in=[one.subject for one in usulan], jenis=Document.Jenis.RENCANA_XLSX
    )
    return dict(papers.values_list("subject", "contents"))


def _form(plan: reports.Plan, kept: Contents) -> Contents:
    """As the single form is, but that a susulan says so: it stands beside the others of its month here."""
    return kept | {"revisi": recap.kind(plan).capitalize()} if plan.usulan.susulan else kept


def _numbers(by: Pegawai, at: datetime, usulan: Iterable[Usulan]) -> Mapping[object, str]:
    seen = Usulan.objects.visible_to(by, at).filter(pk__in=[one.pk for one in usulan], nota_dinas__isnull=False)
    return dict(seen.values_list("pk", "nota_dinas__nomor"))


def _rows(plan: reports.Plan, nomor: str | None) -> Iterable[list[Cell]]:
    usulan = plan.usulan
    susulan = "ya" if usulan.susulan else "tidak"
    for number, row in enumerate(usulan.kegiatan.all(), 1):
        yield [
            *(usulan.unit.nama, usulan.tahun, usulan.bulan, nomor, susulan, plan.revisi),
            *(number, row.kode, row.judul, row.sasaran, row.volume, row.satuan, row.jenis, row.anggaran),
            *(", ".join(row.lokus), ", ".join(map(_span, row.tanggal)), *_what_became_of(row, usulan)),
        ]


def _span(span: Mapping[str, str]) -> str:
    """As ISO 8601 writes it: "2027-02-12/2027-02-13", one day as itself."""
    mulai, selesai = span["mulai"], span["selesai"]
    return mulai if mulai == selesai else f"{mulai}/{selesai}"


def _what_became_of(row: Kegiatan, usulan: Usulan) -> tuple[str, str]:
    gone = row.gone
    return ("berlaku", "") if gone is None else (gone.told, removal(gone, usulan.satker))

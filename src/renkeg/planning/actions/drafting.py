"""The verbs with which a usulan is begun and its words and rows are changed."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from renkeg.lib.digests import digest
from renkeg.lib.errors import BadInput, NotThere, Problem, Refused, Stale
from renkeg.office import clock
from renkeg.office.models import Pegawai, Satker, Unit
from renkeg.papers import classification
from renkeg.papers.kertas_kerja import FIELDS
from renkeg.planning import drafts
from renkeg.planning.models import Edit, Kegiatan, Tugas, Usulan
from renkeg.planning.sop import Edits, Langkah

from .rows import (
    begin,
    copy_of,
    edited,
    edited_before,
    kegiatan_of,
    lock,
    refuse,
)

NO_UNIT = "Tidak ada subbagian dengan jabatan Anda sebagai pengusul."


@transaction.atomic
def start(
    id: uuid.UUID,  # noqa: A002 - the name that the contract gives it
    awal: drafts.Awal,
    *,
    by: Pegawai,
    unit: str | None = None,
) -> tuple[Usulan, bool]:
    """A Kasubbag starts a usulan under an id of his own; returns it and whether it is new. SOP step 1.

    Raises NotThere where the person proposes for no such unit, Refused where the id stands for something else or the
    month has its main usulan, BadInput where he must say for which of his units.
    """
    at = clock.now()
    satker = Satker.objects.office()
    request = digest({"start": awal.content(), "unit": unit})
    known = Usulan.objects.for_reading().filter(pk=id).first()
    if known is not None:
        return _started_before(known, request, by=by, at=at), False
    langkah = Usulan(satker=satker, sop_slug=satker.sop).sop.first
    home = _proposing_unit(langkah, unit, by=by, at=at)
    # Two starts for one unit wait for each other here; the constraint is the last judge.
    home = Unit.objects.select_for_update(of=("self",), no_key=True).select_related("parent__parent").get(pk=home.pk)
    known = Usulan.objects.for_reading().filter(pk=id).first()
    if known is not None:
        return _started_before(known, request, by=by, at=at), False
    usulan = Usulan(
        id=id,
        satker=satker,
        unit=home,
        sop_slug=satker.sop,
        tahun=awal.tahun,
        bulan=awal.bulan,
        susulan=awal.susulan,
        hal=awal.surat.hal,
        pengantar=awal.surat.pengantar,
        **awal.surat.sifat,
    )
    # Copied rows may carry the keys of another usulan's; here each is a new one.
    rows = [kegiatan_of(usulan, place, replace(row, id=None)) for place, row in enumerate(awal.kegiatan)]
    return begin(usulan, rows, request=request, by=by, at=at, facts={}), True


@transaction.atomic
def revise(
    usulan: Usulan,
    id: uuid.UUID,  # noqa: A002 - as in `start`
    surat: drafts.Surat,
    *,
    by: Pegawai,
) -> tuple[Usulan, bool]:
    """Begins the revision of a published plan with its rows in force; returns it and whether it is new (design, decision 8).

    The plan stays published until its revision is. Raises Refused where it may not be revised.
    """
    old = lock(usulan.pk)
    at = clock.now()
    request = digest({"revise": str(old.pk), **surat.content()})
    known = Usulan.objects.for_reading().filter(pk=id).first()
    if known is not None:
        return _started_before(known, request, by=by, at=at), False
    refuse(old.amend_refusal(by, at))
    revision = Usulan(
        id=id,
        satker=old.satker,
        unit=old.unit,
        sop_slug=old.satker.sop,
        tahun=old.tahun,
        bulan=old.bulan,
        susulan=old.susulan,
        revisi_dari=old,
        revisi_ke=old.revisi_ke + 1,
        klasifikasi=old.klasifikasi,
        hal=surat.hal,
        pengantar=surat.pengantar,
        **{"keamanan": old.keamanan, "kecepatan": old.kecepatan, **surat.sifat},
    )
    rows = [copy_of(row, revision, place) for place, row in enumerate(old.in_force)]
    return begin(revision, rows, request=request, by=by, at=at, facts={"revisi_dari": str(old.pk)}), True


@transaction.atomic
def write_surat(
    usulan: Usulan, surat: drafts.Surat, *, versi: int, by: Pegawai, klasifikasi: str | None = None
) -> Usulan:
    """Changes the words of the nota dinas, and its sifat and its classification where they are named.

    Raises Refused out of turn, Stale on an older versi, BadInput at "klasifikasi".
    """
    usulan = lock(usulan.pk)
    told = {} if klasifikasi is None else {"klasifikasi": klasifikasi}
    request = digest({"surat": surat.content(), "versi": versi, **told})
    if edited_before(usulan, request, by=by):
        return usulan
    tugas, at = _editable(usulan, Edits.SURAT, versi=versi, by=by)
    content = surat.content()
    if klasifikasi is not None:
        content["klasifikasi"] = _klasifikasi(usulan, klasifikasi, at)
    if all(getattr(usulan, name) == value for name, value in content.items()):
        return _unchanged(usulan, request, by=by)
    for name, value in content.items():
        setattr(usulan, name, value)
    return edited("write_surat", usulan, tugas, request, by=by, at=at)


@transaction.atomic
def write_kegiatan(
    usulan: Usulan, rows: Sequence[drafts.Baris], *, versi: int, by: Pegawai, file: str | None = None
) -> Usulan:
    """Replaces all rows of the form; a row keeps its key where it is named. Raises Refused, Stale, BadInput.

    `file` is the SHA-256 of the workbook that brought them; the trail tells it.
    """
    usulan = lock(usulan.pk)
    request = digest({"kegiatan": [{"id": row.id, **row.content()} for row in rows], "versi": versi})
    if edited_before(usulan, request, by=by):
        return usulan
    tugas, at = _editable(usulan, Edits.KEGIATAN, versi=versi, by=by)
    present = {row.pk: row for row in usulan.kegiatan.all()}
    strange = [place for place, row in enumerate(rows) if row.id is not None and row.id not in present]
    if strange:
        raise BadInput(Problem(f"kegiatan/{place}/id", "Baris ini tidak ada pada usulan ini.") for place in strange)
    if [row.content() for row in present.values()] == [row.content() for row in rows]:
        return _unchanged(usulan, request, by=by)
    kept = {row.id for row in rows if row.id is not None}
    Kegiatan.objects.filter(usulan=usulan).exclude(pk__in=kept).delete()
    Kegiatan.objects.bulk_create(
        [kegiatan_of(usulan, place, row) for place, row in enumerate(rows)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["position", *FIELDS],
    )
    return edited("write_kegiatan", usulan, tugas, request, by=by, at=at, facts={"file": file} if file else {})


def _klasifikasi(usulan: Usulan, kode: str, at: datetime) -> str:
    """What the usulan keeps of the chosen code; a numbered letter keeps the one that its number bears. Raises BadInput."""
    if kode == usulan.letter_klasifikasi:
        return usulan.klasifikasi
    if usulan.surat is not None:
        raise BadInput.at("klasifikasi", f"Surat sudah bernomor {usulan.surat.nomor}; klasifikasinya tetap.")
    if fault := classification.fault(kode, usulan.satker.day(at)):
        raise BadInput.at("klasifikasi", fault)
    return kode


def _unchanged(usulan: Usulan, request: str, *, by: Pegawai) -> Usulan:
    """Nothing to write, but the request was taken: its repetition is known even after somebody else's change."""
    Edit.objects.create(usulan=usulan, by=by, request=request)
    return usulan


def _started_before(usulan: Usulan, request: str, *, by: Pegawai, at: datetime) -> Usulan:
    if not Usulan.objects.visible_to(by, at).filter(pk=usulan.pk).exists():
        raise NotThere("Usulan itu tidak ada.")
    if not usulan.edits.filter(versi=1, by=by, request=request).exists():
        raise Refused("Tanda pengenal ini sudah dipakai usulan lain atau isi yang lain.")
    return usulan


def _proposing_unit(langkah: Langkah, slug: str | None, *, by: Pegawai, at: datetime) -> Unit:
    units = {one.jabatan.unit_id: one.jabatan.unit for one in by.standing(at).posts if one.jabatan.post == langkah.post}
    if slug is not None:
        if slug not in units:
            raise NotThere(NO_UNIT)
        return units[slug]
    if not units:
        raise NotThere(NO_UNIT)
    if len(units) > 1:
        raise BadInput.at("unit", f"Sebutkan subbagiannya: {', '.join(sorted(units))}.")
    return next(iter(units.values()))


def _editable(usulan: Usulan, what: Edits, *, versi: int, by: Pegawai) -> tuple[Tugas, datetime]:
    at = clock.now()
    refuse(usulan.edit_refusal(what, by, at))
    tugas = usulan.open_tugas
    if tugas is None:
        raise AssertionError("edit_refusal answers for a usulan without an open tugas")
    if versi != usulan.versi:
        raise Stale(
            "Usulan ini telah diubah orang lain sejak Anda membukanya. Periksa isi yang sekarang, lalu simpan lagi."
        )
    return tugas, at

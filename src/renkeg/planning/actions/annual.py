"""The verbs that bring a subbagian's annual plan in: a file is uploaded, looked at, and accepted as a whole."""

from datetime import datetime

from django.db import transaction

from renkeg.lib.clean_text import file_name
from renkeg.lib.digests import sha256
from renkeg.lib.errors import BadInput, NotThere, Stale
from renkeg.office import clock
from renkeg.office.models import Pegawai, PenugasanJabatan, Unit, state_of
from renkeg.papers.opening import Unreadable
from renkeg.planning import tahunan
from renkeg.planning.drafts import YEARS
from renkeg.planning.models import KegiatanTahunan, RencanaTahunan, TahunanUpload
from renkeg.planning.models.pagu import IMPORTING
from renkeg.planning.models.rencana_tahunan import rows_digest
from renkeg.trail.record import record

from .kept_files import grids_of
from .rows import refuse


def upload_rencana_tahunan(data: bytes, *, name: str, unit: Unit, tahun: int, by: Pegawai) -> TahunanUpload:
    """Keeps a filled form until it is accepted; the plan itself stays as it is.

    Raises Refused, or BadInput at "berkas" or "tahun".
    """
    refuse(RencanaTahunan.import_refusal(by, unit, clock.now()))
    if not YEARS[0] <= tahun <= YEARS[1]:
        raise BadInput.at("tahun", f"Isi tahun anggaran {YEARS[0]} sampai {YEARS[1]}.")
    upload = TahunanUpload(
        by=by,
        unit=unit,
        tahun=tahun,
        name=file_name(name, otherwise="Rencana tahunan.xlsx"),
        sha256=sha256(data),
        data=data,
    )
    read_rencana_tahunan(upload)
    upload.save(force_insert=True)
    return upload


def read_rencana_tahunan(upload: TahunanUpload) -> tahunan.Reading:
    """What the file says. Raises BadInput at "berkas" where it is no form of an annual plan."""
    try:
        return tahunan.read(grids_of(bytes(upload.data)), upload.unit, upload.tahun)
    except Unreadable as error:
        raise BadInput.at("berkas", str(error)) from error


def import_rencana_tahunan(upload: TahunanUpload, *, seen: str, by: Pegawai) -> RencanaTahunan:
    """The uploaded plan is in force from now on, all of it; a repetition returns what the first one made.

    `seen` is the key of the version that was in force when the person read what would change, "" where there was none.
    Raises Refused, Stale where another one has come meanwhile, BadInput where a row cannot be taken.
    """
    if upload.accepted_as is not None:
        return upload.accepted_as
    # Before the transaction: reading a workbook takes its time, and others wait for the lock.
    found = read_rencana_tahunan(upload)
    if found.problems:
        raise BadInput.at("berkas", f"{len(found.problems)} hal pada berkas ini harus diperbaiki dahulu.")
    return _keep(upload, found, seen=seen, by=by)


@transaction.atomic
def _keep(upload: TahunanUpload, found: tahunan.Reading, *, seen: str, by: Pegawai) -> RencanaTahunan:
    # One import of a unit's plan after the other.
    unit = Unit.objects.select_for_update(no_key=True).get(pk=upload.unit_id)
    present = TahunanUpload.objects.select_for_update(of=("self",), no_key=True).filter(pk=upload.pk, by=by).first()
    if present is None:
        raise NotThere("Unggahan itu tidak ada.")
    if present.accepted_as_id is not None:
        return RencanaTahunan.objects.get(pk=present.accepted_as_id)
    at = clock.now()
    refuse(RencanaTahunan.import_refusal(by, unit, at))
    last = RencanaTahunan.objects.in_force(present.tahun).filter(unit=unit).first()
    if seen != (last.pk if last else ""):
        raise Stale(
            f"Sementara itu versi {last.urut if last else 'lain'} sudah diimpor{f' oleh {last.by.nama}' if last else ''}. "
            "Periksa dahulu perbedaannya dengan yang sekarang berlaku."
        )
    rencana = RencanaTahunan(
        unit=unit,
        tahun=present.tahun,
        urut=last.urut + 1 if last else 1,
        by=by,
        at=at,
        name=present.name,
        sha256=present.sha256,
        rows=len(found.rows),
        total=found.total,
    )
    kegiatan = tahunan.as_kegiatan(found.rows, rencana)
    rencana.digest = rows_digest(kegiatan)
    rencana.save(force_insert=True)
    KegiatanTahunan.objects.bulk_create(kegiatan)
    # The bytes have served.
    present.data, present.accepted_as = b"", rencana
    present.save(update_fields=["data", "accepted_as"])
    holding = _holding(by, unit, at)
    record(
        "import_rencana_tahunan",
        rencana.subject,
        by=by.pk,
        at=at,
        facts={
            "unit": unit.pk,
            "tahun": rencana.tahun,
            "urut": rencana.urut,
            "rows": rencana.rows,
            "total": rencana.total,
            "file": rencana.sha256,
            "jabatan": holding.jabatan_id,
            "kapasitas": str(holding.kapasitas),
            "replaces": last.pk if last else None,
        },
        state=state_of([rencana]),
    )
    return rencana


def _holding(by: Pegawai, unit: Unit, at: datetime) -> PenugasanJabatan:
    """The post by which the person imports; `import_refusal` has seen that there is one."""
    return next(
        one for one in by.standing(at).posts if one.jabatan.unit_id == unit.pk and one.jabatan.post in IMPORTING
    )

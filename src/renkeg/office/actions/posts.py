"""The verbs on posts: give one, end it, write down the surat perintah."""

from datetime import date

from django.db import transaction

from renkeg.lib import indonesian
from renkeg.lib.errors import BadInput, Refused
from renkeg.office import clock, notices
from renkeg.office.models import Absence, Jabatan, Pegawai, PenugasanJabatan

from .rows import line, record_penugasan, refuse

_DASAR, _NOMOR = 200, 100


@transaction.atomic
def appoint(
    pegawai: Pegawai,
    jabatan: Jabatan,
    *,
    kapasitas: str,
    mulai: date,
    selesai: date | None = None,
    dasar: str = "",
    nomor: str = "",
    tanggal: date | None = None,
    absence: Absence | None = None,
    by: Pegawai | None,
) -> tuple[PenugasanJabatan, bool]:
    """Gives the post to the person; returns it and whether it is new (repeating is harmless).

    `nomor` and `tanggal` are those of the surat perintah, `absence` is what a Plh. stands in for. Raises Refused where `by` may not
    (Jabatan.appoint_refusal), and where the post already has a definitive holder in that time (UU 30/2014 Ps 14 knows only one).
    """
    at = clock.now()
    # One at a time for a post: who reads the present holders must be the one who writes.
    jabatan = (
        Jabatan.objects.select_for_update(of=("self",), no_key=True).select_related("unit__parent").get(pk=jabatan.pk)
    )
    refuse(jabatan.appoint_refusal(kapasitas, by, at) if by else None)
    if selesai is not None and selesai < mulai:
        raise BadInput.at("selesai", "Tanggal selesai mendahului tanggal mulai.")
    if selesai is None and by is not None and not by.standing(at).has(Jabatan.Post.ADMIN):
        raise BadInput.at("selesai", "Isi tanggal selesai; yang tanpa batas waktu dicatat oleh admin.")
    if not pegawai.is_active:
        raise Refused(f"Akun {pegawai.nama} sudah ditutup; pilih orang lain.")
    if jabatan.unit.closed_at is not None:
        raise Refused(f"{jabatan.unit.nama} sudah ditutup; buka kembali dahulu.")
    nomor = line(nomor, "nomor", longest=_NOMOR, required=False)
    dasar = dasar or surat_perintah(nomor, tanggal)[:_DASAR]
    overlapping = jabatan.penugasan.overlapping(mulai, selesai).select_related("pegawai")
    for other in overlapping:
        if other.pegawai_id == pegawai.pk and other.kapasitas == kapasitas:
            if (other.mulai, other.selesai, other.dasar) == (mulai, selesai, dasar):
                return other, False
            raise Refused(f"{pegawai.nama} sudah memegang jabatan itu pada waktu yang bertindihan.")
        if jabatan.single and kapasitas == other.kapasitas == PenugasanJabatan.Kapasitas.DEFINITIF:
            raise Refused(f"{jabatan.nama} sudah dijabat {other.pegawai.nama}; akhiri dahulu penugasannya.")
    penugasan = PenugasanJabatan.objects.create(
        pegawai=pegawai,
        jabatan=jabatan,
        kapasitas=kapasitas,
        mulai=mulai,
        selesai=selesai,
        dasar=dasar,
        nomor=nomor,
        tanggal=tanggal,
        absence=absence,
    )
    event = record_penugasan("appoint", penugasan, by)
    if by is not None:
        notices.appointed(event, penugasan, by)
    return penugasan, True


@transaction.atomic
def relieve(penugasan: PenugasanJabatan, *, by: Pegawai | None) -> PenugasanJabatan:
    """Ends a penugasan at this instant; harmless to repeat. Raises Refused where `by` may not."""
    penugasan = PenugasanJabatan.objects.select_for_update(no_key=True).get(pk=penugasan.pk)
    if penugasan.ended_at is None:
        at = clock.now()
        refuse(penugasan.relieve_refusal(by, at) if by else None)
        end(penugasan, by)
    return penugasan


@transaction.atomic
def note_order(
    penugasan: PenugasanJabatan, *, nomor: str, tanggal: date | None, mandate: str | None = None, by: Pegawai | None
) -> PenugasanJabatan:
    """Writes down number and day of the surat perintah, which often comes after the work has begun.

    `mandate` is how it lets letters be signed (PenugasanJabatan.Mandate); None leaves that as it is. Raises BadInput, Refused.
    """
    penugasan = PenugasanJabatan.objects.select_for_update(no_key=True).get(pk=penugasan.pk)
    refuse(penugasan.order_refusal(by, clock.now()) if by else None)
    nomor = line(nomor, "nomor", longest=_NOMOR)
    mandate = _mandate(penugasan, mandate)
    if (penugasan.nomor, penugasan.tanggal, penugasan.mandate) != (nomor, tanggal, mandate):
        # A basis in other words stays; the one that was made of the number follows it.
        if penugasan.dasar in ("", surat_perintah(penugasan.nomor, penugasan.tanggal)[:_DASAR]):
            penugasan.dasar = surat_perintah(nomor, tanggal)[:_DASAR]
        penugasan.nomor, penugasan.tanggal, penugasan.mandate = nomor, tanggal, mandate
        penugasan.save(update_fields=["nomor", "tanggal", "dasar", "mandate"])
        record_penugasan("note_order", penugasan, by)
    return penugasan


def surat_perintah(nomor: str, tanggal: date | None) -> str:
    """As it is cited: "Surat Perintah Nomor 12/… tanggal 4 Januari 2027"; empty without a number."""
    if not nomor:
        return ""
    return f"Surat Perintah Nomor {nomor}" + (f" tanggal {indonesian.tanggal(tanggal)}" if tanggal else "")


def _mandate(penugasan: PenugasanJabatan, wanted: str | None) -> str:
    if wanted is None:
        return penugasan.mandate
    if wanted not in PenugasanJabatan.Mandate.values:
        raise BadInput.at("mandate", "Pilih satu dari daftar.")
    if wanted and penugasan.definitive:
        raise BadInput.at("mandate", "Pejabat definitif menandatangani dengan jabatannya sendiri.")
    return wanted


def end(penugasan: PenugasanJabatan, by: Pegawai | None) -> None:
    """Ends a locked penugasan now, whoever asks."""
    penugasan.ended_at = clock.now()
    penugasan.save(update_fields=["ended_at"])
    record_penugasan("relieve", penugasan, by)

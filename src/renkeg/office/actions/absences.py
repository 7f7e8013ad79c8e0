"""The verbs on absences: note one, change and cancel it; the superior names who stands in, or nobody."""

from datetime import date

from django.db import transaction

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import clock, notices
from renkeg.office.models import Absence, Declined, Jabatan, Pegawai, PenugasanJabatan, Satker

from .posts import appoint, end
from .rows import line, record_absence, record_penugasan, refuse

_CATATAN, _NOMOR = 300, 100
LONGEST_DAYS = 366


@transaction.atomic
def note_absence(
    pegawai: Pegawai,
    *,
    jenis: str,
    mulai: date,
    selesai: date,
    catatan: str = "",
    nomor: str = "",
    tanggal: date | None = None,
    by: Pegawai,
) -> tuple[Absence, bool]:
    """Notes that somebody is away; returns it and whether it is new. Tells his superior, who decides about a Plh."""
    at = clock.now()
    pegawai = Pegawai.objects.select_for_update(no_key=True).get(pk=pegawai.pk)
    refuse(pegawai.absence_refusal(by, at))
    _in_order(mulai, selesai)
    if selesai < Satker.objects.office().day(at):
        raise BadInput.at("selesai", "Masa itu sudah lewat; yang dicatat ialah yang sedang berjalan atau akan datang.")
    catatan = line(catatan, "catatan", longest=_CATATAN, required=False)
    nomor = line(nomor, "nomor", longest=_NOMOR, required=False)
    other = pegawai.absences.overlapping(mulai, selesai).first()
    if other is not None:
        if (other.mulai, other.selesai, other.jenis) == (mulai, selesai, jenis):
            return other, False
        raise Refused(f"Pada waktu itu sudah tercatat: {other.span}. Ubah atau batalkan yang itu.")
    absence = Absence.objects.create(
        pegawai=pegawai, jenis=jenis, mulai=mulai, selesai=selesai, catatan=catatan, nomor=nomor, tanggal=tanggal
    )
    notices.absent(record_absence("note_absence", absence, by), absence, by, at)
    return absence, True


@transaction.atomic
def change_absence(absence: Absence, *, mulai: date, selesai: date, by: Pegawai) -> Absence:
    """Other days. Who stands in does so no longer than the absence lasts; a longer one is decided anew."""
    at = clock.now()
    absence = _locked(absence)
    refuse(absence.change_refusal(by, at))
    _in_order(mulai, selesai)
    if (absence.mulai, absence.selesai) == (mulai, selesai):
        return absence
    today = Satker.objects.office().day(at)
    if mulai != absence.mulai and absence.mulai <= today:
        raise BadInput.at("mulai", "Sudah mulai; hanya tanggal selesainya yang dapat diubah.")
    other = absence.pegawai.absences.overlapping(mulai, selesai).exclude(pk=absence.pk).first()
    if other is not None:
        raise Refused(f"Pada waktu itu sudah tercatat: {other.span}. Ubah atau batalkan yang itu.")
    absence.mulai, absence.selesai = mulai, selesai
    absence.save(update_fields=["mulai", "selesai"])
    event = record_absence("change_absence", absence, by)
    _bring_in_line(absence, today, by)
    notices.absent(event, absence, by, at)
    return absence


@transaction.atomic
def cancel_absence(absence: Absence, *, by: Pegawai) -> Absence:
    """It does not take place, or is over now; whoever stands in does so no longer. Harmless to repeat."""
    at = clock.now()
    absence = _locked(absence)
    if absence.is_cancelled:
        return absence
    refuse(absence.change_refusal(by, at))
    absence.cancelled_at = at
    absence.save(update_fields=["cancelled_at"])
    event = record_absence("cancel_absence", absence, by)
    for penugasan in absence.stand_ins.filter(ended_at__isnull=True):
        end(penugasan, by)
    notices.absent(event, absence, by, at)
    return absence


@transaction.atomic
def name_stand_in(
    absence: Absence,
    jabatan: Jabatan,
    pegawai: Pegawai,
    *,
    mulai: date,
    selesai: date,
    nomor: str = "",
    tanggal: date | None = None,
    by: Pegawai,
) -> tuple[PenugasanJabatan, bool]:
    """The superior names the Plh. of an absent holder; returns it and whether it is new."""
    absence = _locked(absence)
    refuse(absence.decision_refusal(jabatan, by, clock.now()))
    if pegawai.pk == absence.pegawai_id:
        raise BadInput.at("pegawai", "Pilih orang lain: ia sendiri yang tidak di tempat.")
    if mulai < absence.mulai or selesai > absence.selesai:
        raise BadInput.at("selesai", f"Plh. menggantikan selama {absence.span}; pilih tanggal di dalamnya.")
    if pegawai.absences.overlapping(mulai, selesai).exists():
        raise Refused(f"{pegawai.nama} sendiri tidak di tempat pada waktu itu; pilih orang lain.")
    others = jabatan.penugasan.overlapping(mulai, selesai).filter(kapasitas=PenugasanJabatan.Kapasitas.PLH)
    other = others.exclude(pegawai=pegawai).select_related("pegawai").first()
    if other is not None:
        raise Refused(f"Pada waktu itu {other.pegawai.nama} sudah menjadi Plh.; akhiri dahulu penugasannya.")
    return appoint(
        pegawai,
        jabatan,
        kapasitas=PenugasanJabatan.Kapasitas.PLH,
        mulai=mulai,
        selesai=selesai,
        nomor=nomor,
        tanggal=tanggal,
        absence=absence,
        by=by,
    )


@transaction.atomic
def decline_stand_in(absence: Absence, jabatan: Jabatan, *, catatan: str, by: Pegawai) -> Declined:
    """The superior lets the post wait for its holder, and says why. Harmless to repeat."""
    at = clock.now()
    absence = _locked(absence)
    refuse(absence.decision_refusal(jabatan, by, at))
    present = absence.declined.filter(jabatan=jabatan).first()
    if present is not None:
        return present
    catatan = line(catatan, "catatan", longest=_CATATAN)
    if absence.stand_ins.filter(jabatan=jabatan, ended_at__isnull=True).exists():
        raise Refused("Plh.-nya sudah ditunjuk; akhiri dahulu penugasannya.")
    declined = Declined.objects.create(absence=absence, jabatan=jabatan, by=by, at=at, catatan=catatan)
    notices.declined(record_absence("decline_stand_in", absence, by), absence, jabatan, by)
    return declined


def _locked(absence: Absence) -> Absence:
    return Absence.objects.select_for_update(of=("self",), no_key=True).with_people().get(pk=absence.pk)


def _in_order(mulai: date, selesai: date) -> None:
    if selesai < mulai:
        raise BadInput.at("selesai", "Tanggal selesai mendahului tanggal mulai.")
    if (selesai - mulai).days >= LONGEST_DAYS:
        raise BadInput.at("selesai", "Lebih dari setahun; jabatan itu perlu pejabat baru atau Plt.")


def _bring_in_line(absence: Absence, today: date, by: Pegawai) -> None:
    """No stand-in outlasts the absence, nor begins before it. A day that is over stays as it was."""
    for penugasan in absence.stand_ins.filter(ended_at__isnull=True):
        mulai = max(penugasan.mulai, absence.mulai)
        selesai = min(penugasan.selesai or absence.selesai, absence.selesai)
        if selesai < max(mulai, today):
            end(penugasan, by)
        elif (penugasan.mulai, penugasan.selesai) != (mulai, selesai):
            penugasan.mulai, penugasan.selesai = mulai, selesai
            penugasan.save(update_fields=["mulai", "selesai"])
            record_penugasan("shorten", penugasan, by)

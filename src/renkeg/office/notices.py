"""Who is told of an absence or an appointment: messages for the outbox, written in the verb's own transaction."""

from collections.abc import Iterable
from datetime import datetime

from renkeg.lib import indonesian
from renkeg.trail.models import Event, Notification

from .models import Absence, Jabatan, Pegawai, PenugasanJabatan

ABSENCES = "/kantor/ketidakhadiran/"


def absent(event: Event, absence: Absence, by: Pegawai, at: datetime) -> None:
    """Tells the superiors, and the person where somebody else noted it. Illness is not named."""
    who, span = absence.pegawai.nama, absence.span
    if absence.is_cancelled:
        told = f"Ketidakhadiran {who}, {span}, dibatalkan."
    else:
        told = f"{who} tidak di tempat {span}."
        if absence.posts(at):
            told += " Putuskan siapa Plh.-nya."
    _tell(event, _superiors(absence, at), told, absence.get_absolute_url(), by)
    _tell(event, [absence.pegawai_id], f"Ketidakhadiran Anda dicatat oleh {by.nama}: {span}.", ABSENCES, by)


def appointed(event: Event, penugasan: PenugasanJabatan, by: Pegawai) -> None:
    """Tells the person which post waits on his desk from when on, and the one whom he stands in for."""
    until = f" s.d. {indonesian.tanggal(penugasan.selesai)}" if penugasan.selesai else ""
    span = f"mulai {indonesian.tanggal(penugasan.mulai)}{until}"
    told = f"Anda ditunjuk sebagai {penugasan.title} {span}. Yang menunggu jabatan itu tampil di Meja Kerja Anda."
    _tell(event, [penugasan.pegawai_id], told, "/", by)
    if penugasan.absence is not None:
        told = f"Selama Anda tidak di tempat, {penugasan.pegawai.nama} menjadi {penugasan.title}."
        _tell(event, [penugasan.absence.pegawai_id], told, ABSENCES, by)


def declined(event: Event, absence: Absence, jabatan: Jabatan, by: Pegawai) -> None:
    """Tells the absent one that his post waits for him."""
    _tell(event, [absence.pegawai_id], f"Tidak ditunjuk Plh. {jabatan.nama}: {absence.span}.", ABSENCES, by)


def _superiors(absence: Absence, at: datetime) -> list[str]:
    """Who holds the posts above those of the absent one; where there is none above, the admins."""
    posts = [one.jabatan for one in absence.pegawai.standing(at).posts]
    above = [one.above for one in posts]
    wanted = [one.pk for one in above if one is not None]
    active = PenugasanJabatan.objects.active(at)
    keys = list(active.filter(jabatan__in=wanted).values_list("pegawai_id", flat=True))
    if not keys:
        keys = list(active.filter(jabatan__post=Jabatan.Post.ADMIN).values_list("pegawai_id", flat=True))
    return keys


def _tell(event: Event, keys: Iterable[str], text: str, link: str, by: Pegawai) -> None:
    Notification.objects.bulk_create(
        Notification(
            event=event, to=one, text=text[:500], link=link, created_at=event.at, next_try_at=event.recorded_at
        )
        for one in sorted(set(keys) - {by.pk})
    )

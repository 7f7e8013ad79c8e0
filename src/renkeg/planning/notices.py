"""Who is told what after each verb: messages for the outbox, written in the verb's own transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from renkeg.lib import indonesian
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan
from renkeg.papers.models import BeritaAcara
from renkeg.trail.models import Event, Notification

from .models import PaperAct, Removal, Tugas, Usulan
from .sop import Verb


def announce(usulan: Usulan, event: Event, *, verb: Verb, by: Pegawai, opened: Iterable[Tugas], at: datetime) -> None:
    """Tells those whose turn it is now, and those who wait for the end; never the one who acted."""
    messages: dict[str, str] = {}
    for tugas in opened:
        for key in _holders(tugas, at):
            messages[key] = f"{_what(usulan)}: menunggu Anda, {tugas.title}."
    if verb is Verb.SEND_BACK:
        for key in list(messages):
            messages[key] = f"{_what(usulan)} dikembalikan oleh {by.nama}; menunggu Anda."
    if verb is Verb.PUBLISH:
        told = f"{_what(usulan)} sudah terbit di Tautan Perencanaan Kegiatan."
        messages |= dict.fromkeys(_took_part(usulan), told)
    if verb in (Verb.WITHDRAW, Verb.CANCEL):
        told = f"{_what(usulan)} {'ditarik kembali' if verb is Verb.WITHDRAW else 'dibatalkan'} oleh {by.nama}."
        messages = dict.fromkeys(_took_part(usulan), told) | messages
    messages.pop(by.pk, None)
    _tell(messages, usulan, event, at)


def announce_removal(usulan: Usulan, removal: Removal, event: Event, *, by: Pegawai, at: datetime) -> None:
    """Tells those who took part in a published plan that one of its kegiatan was cancelled or postponed."""
    text = f"{_what(usulan)}: kegiatan “{removal.kegiatan.judul}” {removal.told} oleh {by.nama}."
    _tell(dict.fromkeys(_took_part(usulan) - {by.pk}, text), usulan, event, at)


def announce_destruction(found: BeritaAcara, event: Event, *, by: Pegawai, at: datetime) -> None:
    """Tells the Sekretaris that papers are proposed to be destroyed, and who proposed it what was decided."""
    if found.approved is None:
        active = PenugasanJabatan.objects.active(at).filter(jabatan__post=Jabatan.Post.SEKRETARIS)
        keys = set(active.values_list("pegawai_id", flat=True))
        text = f"{found.unit.nama} mengusulkan pemusnahan {len(found.daftar)} arsip; menunggu Anda."
    else:
        keys = {found.proposed_by_id}
        text = f"Usul pemusnahan {len(found.daftar)} arsip {found.unit.nama}: {found.told}, oleh {by.nama}."
    _notify(dict.fromkeys(keys - {by.pk}, text), found.get_absolute_url(), event, at)


def announce_paper(usulan: Usulan, act: PaperAct, event: Event, *, by: Pegawai, at: datetime) -> None:
    """Tells whoever is said to have acted on paper that he is to confirm it; the recorder, where it was declined."""
    langkah = f"langkah {act.langkah}, {usulan.sop.at(act.langkah).title}"
    if act.waits:
        told = {act.by_id: f"{_what(usulan)}: {by.nama} mencatat tindakan Anda di atas kertas ({langkah}); tegaskan."}
    else:
        told = {
            key: f"{_what(usulan)}: catatan dari kertas ({langkah}) tidak dipakai, kata {by.nama}."
            for key in (act.by_id, act.recorded_by_id)
        }
    told.pop(by.pk, None)
    _tell(told, usulan, event, at)


def _tell(messages: Mapping[str, str], usulan: Usulan, event: Event, at: datetime) -> None:
    _notify(messages, usulan.get_absolute_url(), event, at)


def _notify(messages: Mapping[str, str], link: str, event: Event, at: datetime) -> None:
    Notification.objects.bulk_create(
        Notification(event=event, to=key, text=text, link=link, created_at=at, next_try_at=event.recorded_at)
        for key, text in sorted(messages.items())
    )


def _holders(tugas: Tugas, at: datetime) -> list[str]:
    if tugas.petugas_id is not None:
        return [tugas.petugas_id]
    active = PenugasanJabatan.objects.active(at).filter(jabatan=tugas.jabatan_id)
    return list(active.values_list("pegawai_id", flat=True).distinct())


def _took_part(usulan: Usulan) -> set[str]:
    rows = usulan.tugas.all()
    return {key for row in rows for key in (row.closed_by_id, row.petugas_id) if key is not None}


def _what(usulan: Usulan) -> str:
    return f"{usulan.unit.nama}, {indonesian.nama_bulan(usulan.bulan)} {usulan.tahun}"

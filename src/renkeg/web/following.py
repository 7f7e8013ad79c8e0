"""What a verb led to, told once to who did it: what happened, who has it now, whom to tell, what waits next.

All of it is read off the rows, so that the address of the answer can be opened again and still tells the truth.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.conf import settings

from renkeg.lib import indonesian
from renkeg.office.models import Pegawai
from renkeg.planning.models import Tugas, Usulan
from renkeg.planning.sop import Effect, Verb

_TOLD: Mapping[str, str] = {
    Verb.PROPOSE: "Usulan sudah Anda ajukan.",
    Verb.APPROVE: "Sudah Anda setujui.",
    Verb.SEND_BACK: "Sudah Anda kembalikan dengan alasannya.",
    Verb.DISPOSE: "Disposisi sudah Anda berikan.",
    Verb.ASSIGN: "Petugas sudah Anda tunjuk.",
    Verb.SUBMIT: "Form sudah Anda serahkan.",
    Verb.PUBLISH: "Rencana sudah terbit di Tautan.",
    Verb.ACKNOWLEDGE: "Anda sudah menyatakan mengetahui.",
    Verb.WITHDRAW: "Usulan sudah Anda tarik kembali.",
    Verb.CANCEL: "Usulan sudah Anda batalkan.",
}
_EFFECTS: Mapping[Effect, str] = {
    Effect.SIGN: "Nota dinas sudah Anda setujui dan tanda tangani.",
    Effect.DISPOSISI: "Sudah Anda setujui dengan disposisi.",
    Effect.FORM: "Form sudah Anda nyatakan sesuai.",
}


@dataclass(frozen=True)
class Following:
    """The answer to a verb. `opened` is what it opened and still waits; `mine`: for the very person who did it."""

    usulan: Usulan
    told: str
    opened: Tugas | None
    mine: bool
    backward: bool
    whatsapp: str

    @property
    def whom(self) -> str:
        """Who has it now."""
        if self.opened is None:
            return ""
        return f"{self.opened.petugas.nama}, petugas" if self.opened.petugas else self.opened.jabatan.nama


@dataclass(frozen=True)
class Next:
    """The most urgent of what else waits for the person, and how much that is in all."""

    href: str
    count: int


def of(usulan: Usulan, key: str, by: Pegawai, at: datetime) -> Following | None:
    """What `by` did with the tugas of that key; None where he did nothing with it. `usulan` is read `for_reading`."""
    row = next((one for one in usulan.tugas.all() if one.pk == key), None)
    if row is None:
        return None
    if row.is_open:
        return _reassigned(row, by, at)
    if row.closed_by_id != by.pk:
        return None
    opened = next((one for one in usulan.tugas.all() if one.origin_id == row.pk and one.is_open and not one.side), None)
    mine = opened is not None and opened.turn_of(by, by.standing(at))
    return Following(
        usulan=usulan,
        told=_told(row),
        opened=opened,
        mine=mine,
        backward=row.verb == Verb.SEND_BACK,
        whatsapp="" if mine else _whatsapp(row, opened),
    )


def next_for(by: Pegawai, at: datetime, *, without: Usulan | None = None) -> Next | None:
    """What else waits for the person; None where nothing does."""
    waiting = Tugas.objects.waiting_for(by, at).most_urgent_first()
    if without is not None:
        waiting = waiting.exclude(usulan=without.pk)
    keys = list(dict.fromkeys(waiting.values_list("usulan_id", flat=True)))
    return Next(f"/usulan/{keys[0]}/", len(keys)) if keys else None


def _reassigned(tugas: Tugas, by: Pegawai, at: datetime) -> Following | None:
    if not tugas.reassignable or tugas.refusal(Verb.ASSIGN, by, at) is not None:
        return None
    return Following(
        usulan=tugas.usulan,
        told=_TOLD[Verb.ASSIGN],
        opened=tugas,
        mine=tugas.petugas_id == by.pk,
        backward=False,
        whatsapp=_whatsapp(tugas, tugas),
    )


def _told(row: Tugas) -> str:
    way = row.way(Verb(row.verb))
    effects = way.effects if way else ()
    return next(
        (text for effect, text in _EFFECTS.items() if effect in effects and row.verb == Verb.APPROVE), _TOLD[row.verb]
    )


def _whatsapp(row: Tugas, opened: Tugas | None) -> str:
    """An address that opens WhatsApp with a text to send: no number, no money, no reason, only where to look."""
    usulan = row.usulan
    plan = f"rencana kegiatan {usulan.unit.nama} bulan {indonesian.nama_bulan(usulan.bulan)} {usulan.tahun}"
    if opened is not None:
        whom = opened.petugas.nama if opened.petugas else opened.jabatan.nama
        due = opened.due_at.astimezone(usulan.satker.tz)
        returned = "dikembalikan untuk diperbaiki" if row.verb == Verb.SEND_BACK else f"menunggu {opened.title}"
        by_when = f"batas {indonesian.hari_tanggal(usulan.satker.day(opened.due_at))} pukul {indonesian.jam(due)}"
        text = f"Yth. {whom}, usulan {plan} {returned}, {by_when}."
        path = usulan.get_absolute_url()
    elif row.verb == Verb.PUBLISH:
        text, path = f"Yth. Bapak/Ibu, {plan} sudah terbit di Tautan Perencanaan Kegiatan.", f"/tautan/{usulan.pk}/"
    else:
        return ""
    return f"https://wa.me/?text={quote(f'{text} {settings.SITE_URL}{path}', safe='')}"

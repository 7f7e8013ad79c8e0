"""The verbs on what was done on paper: recorded later, confirmed by whoever acted, or taken out again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from renkeg.lib.digests import sha256
from renkeg.lib.errors import BadInput, NotThere, Refused, Stale
from renkeg.office import clock
from renkeg.office.models import Pegawai
from renkeg.planning import drafts, notices, on_paper
from renkeg.planning.models import PaperAct, Usulan

from .rows import fresh, lock, record_usulan, refuse, same_content
from .steps import take_on_paper

MOVED = "Usulan ini sudah berada di langkah lain; catatan dari kertas ini tidak berlaku lagi. Hapus catatannya."
STUCK = "Sejak dicatat, usulan ini sudah ditindaklanjuti di sini. Hapus dahulu catatan yang tidak berlaku lagi."


@dataclass(frozen=True)
class Scan:
    """A scan of the paper, kept as PDF under the SHA-256 of its bytes."""

    sha256: str
    name: str


@transaction.atomic
def record_paper(usulan: Usulan, slip: on_paper.Slip, *, by: Pegawai, scan: Scan | None = None) -> Usulan:
    """Writes down what was done on paper. What the recorder did himself counts at once, all else when it is confirmed.

    Repeating with the same id is harmless. Raises Refused, Stale where somebody else has recorded meanwhile, BadInput at
    "oleh", "verb", "masuk", "keluar", "catatan", "instruksi", "petugas", "nomor" or "pindaian".
    """
    usulan = lock(usulan.pk)
    known = next((one for one in usulan.paper_acts.all() if one.pk == slip.id), None)
    if known is not None and known.recorded_by_id == by.pk:
        return usulan
    at = clock.now()
    refuse(usulan.record_refusal(by, at))
    one = on_paper.expected(usulan)
    if one is None:
        raise Refused(STUCK if on_paper.stuck(usulan) else "Langkah ini dilakukan di sini, tidak di atas kertas.")
    if (slip.place, slip.langkah) != (one.place, one.langkah.nomor):
        raise Stale(
            "Sementara itu langkah ini sudah dicatat atau ditindaklanjuti orang lain. Periksa yang sudah tercatat."
        )
    act = on_paper.read(slip, one, by=by, at=at, scanned=scan is not None)
    if scan is not None:
        act.scan, act.scan_name = scan.sha256, scan.name
    act.save(force_insert=True)
    usulan = _told("record_paper", fresh(usulan.pk), act, by=by, at=at)
    if act.self_recorded and usulan.unconfirmed[0].pk == act.pk:
        return _take(usulan, usulan.unconfirmed[0], seen=act.seen, at=at)
    return usulan


@transaction.atomic
def confirm_paper(act: PaperAct, *, by: Pegawai, seen: str | None) -> Usulan:
    """Whoever acted on paper says that it is as written; from then on it counts. A repeat is harmless.

    Raises Refused, Stale where the content is no longer what he read, BadInput where a rule of the step is not kept.
    """
    usulan = lock(act.usulan_id)
    act = _same(usulan, act)
    if act.confirmed_at is not None and act.by_id == by.pk:
        return usulan
    at = clock.now()
    refuse(act.confirm_refusal(by))
    same_content(usulan, seen, required=True)
    return _run_on(_take(usulan, act, seen=seen, at=at), at)


@transaction.atomic
def drop_paper(act: PaperAct, *, by: Pegawai, catatan: str | None) -> Usulan:
    """Takes out what was recorded, and what was recorded after it, with a reason; it never counts. A repeat is harmless.

    Whoever is said to have acted so declines it. Raises Refused, BadInput at "catatan".
    """
    usulan = lock(act.usulan_id)
    act = _same(usulan, act)
    if act.dropped_at is not None and act.dropped_by_id == by.pk:
        return usulan
    at = clock.now()
    refuse(act.drop_refusal(by, at))
    if act.dropped_at is not None:
        raise Refused("Catatan ini sudah dihapus.")
    reason = drafts.read_catatan(catatan, required=True)
    for one in usulan.unconfirmed:
        if one.place >= act.place:
            one.dropped_at, one.dropped_by, one.reason = at, by, reason
            one.save(update_fields=["dropped_at", "dropped_by", "reason"])
    return _told("drop_paper", fresh(usulan.pk), act, by=by, at=at, more={"catatan": sha256(reason)})


def _take(usulan: Usulan, act: PaperAct, *, seen: str | None, at: datetime) -> Usulan:
    tugas = usulan.open_tugas
    if tugas is None or tugas.langkah != act.langkah:
        raise Refused(MOVED)
    if tugas.sent is not None and tugas.sent.closed_at is not None and act.opened_at < tugas.sent.closed_at:
        raise Refused(MOVED)
    take_on_paper(usulan, tugas, act, seen=seen, landed=at)
    return fresh(usulan.pk)


def _run_on(usulan: Usulan, at: datetime) -> Usulan:
    """What follows and was recorded by the very people who did it counts now, too; where a rule says no, it waits for them."""
    while usulan.unconfirmed:
        act = usulan.unconfirmed[0]
        if not act.self_recorded or act.seen != usulan.seen:
            break
        try:
            with transaction.atomic():
                usulan = _take(usulan, act, seen=act.seen, at=at)
        except (Refused, BadInput):
            return fresh(usulan.pk)
    return usulan


def _same(usulan: Usulan, act: PaperAct) -> PaperAct:
    present = next((one for one in usulan.paper_acts.all() if one.pk == act.pk), None)
    if present is None:
        raise NotThere("Catatan itu tidak ada pada usulan ini.")
    return present


def _told(
    verb: str,
    usulan: Usulan,
    act: PaperAct,
    *,
    by: Pegawai,
    at: datetime,
    more: Mapping[str, object] | None = None,
) -> Usulan:
    usulan.versi += 1
    usulan.save(update_fields=["versi"])
    event = record_usulan(verb, usulan, by=by, at=at, facts={"paper": act.told(), **(more or {})})
    notices.announce_paper(usulan, act, event, by=by, at=at)
    return usulan

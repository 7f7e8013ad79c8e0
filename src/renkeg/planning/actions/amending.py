"""The verbs after publication: a single kegiatan of a plan is cancelled, or postponed to another month, with its reason."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from renkeg.lib import indonesian
from renkeg.lib.digests import digest, sha256
from renkeg.lib.errors import BadInput, NotThere
from renkeg.office import clock
from renkeg.office.models import Pegawai, Unit
from renkeg.planning import contents, drafts, notices
from renkeg.planning.models import Kegiatan, Removal, Usulan
from renkeg.planning.sop import Edits

from .effects import reissue_form
from .rows import begin, capacity, copy_of, edited, lock, record_usulan, refuse


@transaction.atomic
def cancel_kegiatan(kegiatan: Kegiatan, *, by: Pegawai, catatan: str | None) -> Usulan:
    """Takes a kegiatan out of its published plan for good; its money counts no more. Returns the plan (design, decision 8)."""
    usulan, kegiatan = _locked(kegiatan)
    if _repeated(kegiatan, Removal.Verb.CANCEL, by):
        return usulan
    at = clock.now()
    refuse(kegiatan.removal_refusal(by, at))
    reason = drafts.read_catatan(catatan, required=True)
    return _remove(usulan, kegiatan, Removal.Verb.CANCEL, reason, to=None, by=by, at=at)


@transaction.atomic
def postpone_kegiatan(
    kegiatan: Kegiatan, *, by: Pegawai, tanggal: Sequence[tuple[date, date]], catatan: str | None
) -> Usulan:
    """Takes a kegiatan out of its published plan and puts it, with new days, into the plan of their month.

    That is the month's main usulan while its kegiatan can be changed, a new one where there is none, else a susulan.
    Returns the published plan. Raises Refused, and BadInput on days that have passed, lie in the plan's own month, in
    another year, or in more than one month.
    """
    # Two who start the month's usulan wait for each other here, as in `start`. It comes before any plan is locked, since two
    # may postpone from one month to the other and back.
    Unit.objects.select_for_update(of=("self",), no_key=True).get(usulan=kegiatan.usulan_id)
    usulan, kegiatan = _locked(kegiatan)
    if _repeated(kegiatan, Removal.Verb.POSTPONE, by):
        return usulan
    at = clock.now()
    refuse(kegiatan.removal_refusal(by, at))
    reason = drafts.read_catatan(catatan, required=True)
    bulan = _month_of(tanggal, usulan, at)
    to = _carry_over(kegiatan, usulan, bulan, tanggal, by=by, at=at)
    return _remove(usulan, kegiatan, Removal.Verb.POSTPONE, reason, to=to, by=by, at=at)


def _locked(kegiatan: Kegiatan) -> tuple[Usulan, Kegiatan]:
    usulan = lock(kegiatan.usulan_id)
    present = next((row for row in usulan.kegiatan.all() if row.pk == kegiatan.pk), None)
    if present is None:
        raise NotThere("Kegiatan itu tidak ada pada rencana ini.")
    return usulan, present


def _repeated(kegiatan: Kegiatan, verb: Removal.Verb, by: Pegawai) -> bool:
    gone = kegiatan.gone
    return gone is not None and gone.verb == verb and gone.by_id == by.pk


def _month_of(tanggal: Sequence[tuple[date, date]], usulan: Usulan, at: datetime) -> int:
    if not tanggal:
        raise BadInput.at("tanggal", "Isi tanggal yang baru.")
    days = [day for span in tanggal for day in span]
    if any(day.year != usulan.tahun for day in days):
        raise BadInput.at("tanggal", f"Tanggal yang baru tetap dalam tahun anggaran {usulan.tahun}.")
    if min(days) < usulan.satker.day(at):
        raise BadInput.at("tanggal", "Tanggal yang baru sudah lewat.")
    months = {day.month for day in days}
    if len(months) > 1:
        raise BadInput.at("tanggal", "Semua tanggal yang baru terletak dalam satu bulan.")
    (bulan,) = months
    if bulan == usulan.bulan:
        when = indonesian.nama_bulan(bulan)
        raise BadInput.at("tanggal", f"Tanggal yang baru masih dalam bulan {when}; untuk itu susun revisi rencananya.")
    return bulan


def _carry_over(
    kegiatan: Kegiatan, usulan: Usulan, bulan: int, tanggal: Sequence[tuple[date, date]], *, by: Pegawai, at: datetime
) -> Usulan:
    """Puts the row into the plan of the month `bulan` and returns that usulan."""
    spans = [{"mulai": first.isoformat(), "selesai": last.isoformat()} for first, last in tanggal]
    request = digest({"postpone": kegiatan.pk, "tanggal": spans})
    present = Usulan.objects.filter(unit=usulan.unit).main_of([date(usulan.tahun, bulan, 1)]).first()
    if present is not None:
        present = lock(present.pk)
        tugas = present.open_tugas
        if tugas is not None and tugas.edit_refusal(Edits.KEGIATAN, by, at) is None:
            rows = present.kegiatan.all()
            row = copy_of(kegiatan, present, 1 + max((one.position for one in rows), default=-1))
            row.tanggal = spans
            row.save(force_insert=True)
            return edited("carry_over", present, tugas, request, by=by, at=at)
    month = date(usulan.tahun, bulan, 1)
    when = f"{indonesian.nama_bulan(bulan)} {usulan.tahun}"
    extra = "" if present is None else "Susulan "
    started = Usulan(
        id=uuid.uuid4(),
        satker=usulan.satker,
        unit=usulan.unit,
        sop_slug=usulan.satker.sop,
        tahun=usulan.tahun,
        bulan=bulan,
        susulan=present is not None,
        hal=f"Usulan Rencana Kegiatan {extra}Bulan {when}",
        pengantar=contents.opening(usulan.satker, f"rencana kegiatan {extra.lower()}", usulan.unit.nama, month),
    )
    row = copy_of(kegiatan, started, 0)
    row.tanggal = spans
    return begin(started, [row], request=request, by=by, at=at, facts={})


def _remove(
    usulan: Usulan,
    kegiatan: Kegiatan,
    verb: Removal.Verb,
    reason: str,
    *,
    to: Usulan | None,
    by: Pegawai,
    at: datetime,
) -> Usulan:
    first = usulan.sop.first
    holding = capacity(by, usulan.jabatan_of(first.post, first.at), at)
    removal = Removal.objects.create(
        kegiatan=kegiatan,
        verb=verb,
        at=at,
        by=by,
        jabatan=holding.jabatan,
        kapasitas=holding.kapasitas,
        catatan=reason,
        to=to,
    )
    kegiatan.removal = removal
    reissue_form(usulan, at=at)
    usulan.versi += 1
    usulan.save(update_fields=["versi"])
    facts: dict[str, object] = {
        "kegiatan": kegiatan.pk,
        "jabatan": holding.jabatan_id,
        "kapasitas": str(holding.kapasitas),
        "catatan": sha256(reason),
        "to": str(to.pk) if to else None,
    }
    event = record_usulan(f"{verb}_kegiatan", usulan, by=by, at=at, facts=facts)
    notices.announce_removal(usulan, removal, event, by=by, at=at)
    return usulan

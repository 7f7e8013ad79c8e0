"""What every verb does to rows: lock and read them, refuse, open and close tugas, record what was done."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from django.db import IntegrityError, connection, transaction

from renkeg.lib.digests import digest, sha256
from renkeg.lib.errors import BadInput, NotThere, Refused, Stale
from renkeg.office.calendar import Calendar
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan
from renkeg.planning import drafts, notices
from renkeg.planning.models import Edit, Kegiatan, Tugas, Usulan
from renkeg.planning.sop import Langkah, Verb
from renkeg.trail.models import Event
from renkeg.trail.record import record


def fresh(pk: uuid.UUID) -> Usulan:
    return Usulan.objects.for_reading().get(pk=pk)


def lock(pk: uuid.UUID) -> Usulan:
    """The usulan with all its rows, read after everybody who was writing it is done."""
    if connection.features.has_select_for_update:
        # In a statement of its own: what is read in the locking one may be older than the wait for the lock.
        Usulan.objects.select_for_update(no_key=True).only("pk").get(pk=pk)
    return fresh(pk)


def same(usulan: Usulan, tugas: Tugas) -> Tugas:
    """The tugas as it stands now, sharing the locked usulan and its rows."""
    present = next((row for row in usulan.tugas.all() if row.pk == tugas.pk), None)
    if present is None:
        raise NotThere("Tugas itu tidak ada pada usulan ini.")
    return present


def repeated(tugas: Tugas, verb: Verb, by: Pegawai) -> bool:
    return tugas.verb == verb and tugas.closed_by_id == by.pk


def edited_before(usulan: Usulan, request: str, *, by: Pegawai) -> bool:
    return usulan.edits.filter(by=by, request=request).exists()


def refuse(sentence: str | None) -> None:
    if sentence is not None:
        raise Refused(sentence)


def same_content(usulan: Usulan, seen: str | None, *, required: bool) -> None:
    if seen is None:
        if required:
            raise BadInput.at("seen", "Sertakan sidik isi (seen) yang Anda baca.")
        return
    if seen != usulan.seen:
        raise Stale("Isi usulan ini telah berubah sejak Anda membacanya. Baca dahulu isi yang sekarang.")


def capacity(by: Pegawai, jabatan: Jabatan, at: datetime) -> PenugasanJabatan:
    holding = by.standing(at).holding(jabatan.pk)
    if holding is None:
        raise Refused(f"Anda tidak memegang jabatan {jabatan.nama} saat ini.")
    return holding


def next_ordinal(usulan: Usulan) -> int:
    return max(row.ordinal for row in usulan.tugas.all()) + 1


def open_tugas(
    usulan: Usulan,
    langkah: Langkah,
    *,
    ordinal: int,
    at: datetime,
    calendar: Calendar,
    petugas: Pegawai | None = None,
    origin: Tugas | None = None,
) -> Tugas:
    tugas = Tugas.objects.create(
        usulan=usulan,
        ordinal=ordinal,
        origin=origin,
        langkah=langkah.nomor,
        jabatan=usulan.jabatan_of(langkah.post, langkah.at),
        petugas=petugas,
        opened_at=at,
        due_at=calendar.due(at, langkah.minutes),
    )
    usulan.take_up(tugas)
    return tugas


def close(
    tugas: Tugas,
    verb: Verb,
    *,
    by: Pegawai,
    holding: PenugasanJabatan,
    catatan: str,
    at: datetime,
    calendar: Calendar,
) -> None:
    usulan = tugas.usulan
    tugas.closed_at = at
    tugas.closed_by = by
    tugas.closed_as = holding.jabatan
    tugas.kapasitas = holding.kapasitas
    tugas.closed_versi = usulan.versi + 1
    tugas.verb = verb
    tugas.minutes = calendar.minutes(tugas.opened_at, at)
    tugas.catatan = catatan
    tugas.seen = usulan.seen
    tugas.save(
        update_fields=[
            "closed_at",
            "closed_by",
            "closed_as",
            "kapasitas",
            "closed_versi",
            "verb",
            "minutes",
            "catatan",
            "seen",
        ]
    )


def finish(
    verb: Verb,
    usulan: Usulan,
    closed: Sequence[Tugas],
    opened: Sequence[Tugas],
    *,
    holding: PenugasanJabatan,
    by: Pegawai,
    at: datetime,
    more: Mapping[str, object] | None = None,
) -> Usulan:
    usulan.versi += 1
    usulan.save(update_fields=["versi", "cancelled_at"])
    main = next(iter(closed), None)
    facts: dict[str, object] = {
        "closed": [row.pk for row in closed],
        "jabatan": holding.jabatan_id,
        "kapasitas": str(holding.kapasitas),
        "catatan": sha256(main.catatan) if main and main.catatan else None,
        "nomor": usulan.surat.nomor if usulan.surat else None,
        **opened_facts(opened),
        **(more or {}),
    }
    event = record_usulan(verb, usulan, by=by, at=at, facts=facts)
    notices.announce(usulan, event, verb=verb, by=by, opened=opened, at=at)
    return usulan


def edited(
    verb: str,
    usulan: Usulan,
    tugas: Tugas,
    request: str,
    *,
    by: Pegawai,
    at: datetime,
    facts: Mapping[str, object] = MappingProxyType({}),
) -> Usulan:
    usulan.versi += 1
    usulan.save(update_fields=["versi", "hal", "pengantar", "keamanan", "kecepatan", "klasifikasi"])
    if tugas.touched_at is None:
        tugas.touched_at = at
        tugas.save(update_fields=["touched_at"])
    Edit.objects.create(usulan=usulan, by=by, request=request, versi=usulan.versi)
    usulan = fresh(usulan.pk)
    record_usulan(verb, usulan, by=by, at=at, facts={"tugas": tugas.pk, **facts})
    return usulan


def record_usulan(verb: str, usulan: Usulan, *, by: Pegawai, at: datetime, facts: dict[str, object]) -> Event:
    told = {"versi": usulan.versi, "seen": usulan.seen, "keadaan": str(usulan.keadaan), **facts}
    return record(verb, usulan.subject, by=by.pk, at=at, facts=told, state=digest(usulan.snapshot()))


def opened_facts(tugas: Sequence[Tugas]) -> dict[str, object]:
    return {
        "opened": [
            {
                "tugas": row.pk,
                "langkah": row.langkah,
                "side": row.side,
                "jabatan": row.jabatan_id,
                "petugas": row.petugas_id,
            }
            for row in tugas
        ]
    }


def begin(
    usulan: Usulan, rows: Iterable[Kegiatan], *, request: str, by: Pegawai, at: datetime, facts: dict[str, object]
) -> Usulan:
    """Saves a new usulan with its rows, remembers the request that began it and opens its first tugas. SOP step 1.

    Raises Refused where the id stands for something else or the month has its main usulan.
    """
    usulan.started_by, usulan.started_at = by, at
    _insert(usulan)
    Kegiatan.objects.bulk_create(rows)
    Edit.objects.create(usulan=usulan, by=by, request=request, versi=1)
    opened = open_tugas(usulan, usulan.sop.first, ordinal=1, at=at, calendar=Calendar.of(usulan.satker))
    usulan = fresh(usulan.pk)
    told = {"unit": usulan.unit_id, "bulan": f"{usulan.tahun}-{usulan.bulan:02}", **facts, **opened_facts([opened])}
    record_usulan("start", usulan, by=by, at=at, facts=told)
    return usulan


def _insert(usulan: Usulan) -> None:
    try:
        with transaction.atomic():
            usulan.save(force_insert=True)
    except IntegrityError as error:
        taken = Usulan.objects.filter(pk=usulan.pk).exists()
        raise Refused(
            "Tanda pengenal ini sudah dipakai usulan lain."
            if taken
            else "Revisi rencana ini sudah disusun orang lain."
            if usulan.revisi_dari_id
            else f"{usulan.unit.nama} sudah memiliki usulan utama untuk bulan itu. Buat usulan susulan, atau batalkan yang ada."
        ) from error


def copy_of(row: Kegiatan, usulan: Usulan, place: int) -> Kegiatan:
    """The same kegiatan in another usulan, which remembers where it came from."""
    return Kegiatan(usulan=usulan, position=place, asal=row, **row.content())


def kegiatan_of(usulan: Usulan, place: int, row: drafts.Baris) -> Kegiatan:
    kegiatan = Kegiatan(usulan=usulan, position=place, **row.content())
    if row.id is not None:
        kegiatan.pk = row.id
    return kegiatan

"""The only writers of who holds which post, when the office is open, and which SOP it follows."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from renkeg.lib.errors import BadInput, Refused
from renkeg.trail.record import SYSTEM, record

from . import clock
from .models import ApiToken, HariLibur, Jabatan, Pegawai, PenugasanJabatan, PracticeClock, Satker, state_of


@dataclass(frozen=True)
class Libur:
    """A closed day as it is declared."""

    tanggal: date
    nama: str
    jenis: str


@transaction.atomic
def hire(
    *,
    username: str,
    nama: str,
    nip: str = "",
    email: str = "",
    password: str | None = None,
    temporary: bool = False,
    by: Pegawai | None = None,
) -> Pegawai:
    """Opens an account; without a password nobody can log in with it yet. `temporary`: its owner must change it."""
    pegawai = Pegawai(username=username, nama=nama, nip=nip, email=email, temporary_password=temporary)
    if password is None:
        pegawai.set_unusable_password()
    else:
        pegawai.set_password(password)
    pegawai.save(force_insert=True)
    _record_pegawai("hire", pegawai, by)
    return pegawai


@transaction.atomic
def disable(pegawai: Pegawai, *, by: Pegawai | None) -> Pegawai:
    """Closes an account: no log-in, no token, no post counts from now on."""
    pegawai = Pegawai.objects.select_for_update().get(pk=pegawai.pk)
    if pegawai.is_active:
        pegawai.is_active = False
        pegawai.save(update_fields=["is_active"])
        _record_pegawai("disable", pegawai, by)
    return pegawai


@transaction.atomic
def appoint(
    pegawai: Pegawai,
    jabatan: Jabatan,
    *,
    kapasitas: str,
    mulai: date,
    selesai: date | None = None,
    dasar: str = "",
    by: Pegawai | None,
) -> tuple[PenugasanJabatan, bool]:
    """Gives the post to the person; returns it and whether it is new (repeating is harmless).

    Raises Refused where the post already has a definitive holder in that time (UU 30/2014 Ps 14 knows only one).
    """
    if selesai is not None and selesai < mulai:
        raise BadInput.at("selesai", "Tanggal selesai mendahului tanggal mulai.")
    if not pegawai.is_active:
        raise Refused(f"Akun {pegawai.nama} sudah ditutup; pilih orang lain.")
    # One at a time for a post: who reads the present holders must be the one who writes.
    jabatan = Jabatan.objects.select_for_update().get(pk=jabatan.pk)
    overlapping = jabatan.penugasan.overlapping(mulai, selesai).select_related("pegawai")
    for other in overlapping:
        if other.pegawai_id == pegawai.pk and other.kapasitas == kapasitas:
            if (other.mulai, other.selesai, other.dasar) == (mulai, selesai, dasar):
                return other, False
            raise Refused(f"{pegawai.nama} sudah memegang jabatan itu pada waktu yang bertindihan.")
        if jabatan.single and kapasitas == other.kapasitas == PenugasanJabatan.Kapasitas.DEFINITIF:
            raise Refused(f"{jabatan.nama} sudah dijabat {other.pegawai.nama}; akhiri dahulu penugasannya.")
    penugasan = PenugasanJabatan.objects.create(
        pegawai=pegawai, jabatan=jabatan, kapasitas=kapasitas, mulai=mulai, selesai=selesai, dasar=dasar
    )
    _record_penugasan("appoint", penugasan, by)
    return penugasan, True


@transaction.atomic
def relieve(penugasan: PenugasanJabatan, *, by: Pegawai | None) -> PenugasanJabatan:
    """Ends a penugasan at this instant; harmless to repeat."""
    penugasan = PenugasanJabatan.objects.select_for_update().get(pk=penugasan.pk)
    if penugasan.ended_at is None:
        penugasan.ended_at = clock.now()
        penugasan.save(update_fields=["ended_at"])
        _record_penugasan("relieve", penugasan, by)
    return penugasan


@transaction.atomic
def declare_holidays(satker: Satker, days: Sequence[Libur], *, by: Pegawai | None) -> int:
    """Replaces the closed days of one year and returns that year. Raises BadInput on two years or a day named twice."""
    years = {day.tanggal.year for day in days}
    if len(years) != 1:
        raise BadInput.at("", "Daftar hari libur memuat tepat satu tahun.")
    seen: set[date] = set()
    for place, day in enumerate(days):
        if day.tanggal in seen:
            raise BadInput.at(f"{place}/tanggal", "Tanggal ini disebut dua kali.")
        seen.add(day.tanggal)
    (year,) = years
    Satker.objects.select_for_update().get(pk=satker.pk)
    present = satker.hari_libur.filter(tanggal__year=year)
    if {(row.tanggal, row.nama, row.jenis) for row in present} == {(day.tanggal, day.nama, day.jenis) for day in days}:
        return year
    present.delete()
    HariLibur.objects.bulk_create(HariLibur(satker=satker, tanggal=d.tanggal, nama=d.nama, jenis=d.jenis) for d in days)
    record(
        "declare_holidays",
        f"hari_libur:{year}",
        by=_key(by),
        at=clock.now(),
        facts={"hari": len(days)},
        state=state_of(satker.hari_libur.filter(tanggal__year=year)),
    )
    return year


@transaction.atomic
def adopt_sop(satker: Satker, slug: str, *, by: Pegawai | None) -> Satker:
    """From now on new usulan follow this SOP; running ones keep theirs."""
    satker = Satker.objects.select_for_update().get(pk=satker.pk)
    if satker.sop != slug:
        satker.sop = slug
        satker.save(update_fields=["sop"])
        record_kantor("adopt_sop", satker, by=by, facts={"sop": slug})
    return satker


@transaction.atomic
def move_clock(satker: Satker, now: datetime | None, *, by: Pegawai | None) -> datetime:
    """Sets the practice clock (None: back to real time), lets it run on from there, and returns the new office time."""
    offset = 0 if now is None else (now - timezone.now()) // timedelta(microseconds=1)
    PracticeClock.objects.update_or_create(satker=satker, defaults={"offset": offset})
    moved = clock.now()
    record("move_clock", "jam", by=_key(by), at=moved, facts={"offset": offset}, state="")
    return moved


def new_token(pegawai: Pegawai, secret: str | None = None) -> str:
    """Makes a token of the API and returns it; only its hash is kept."""
    token = secret or secrets.token_urlsafe(32)
    ApiToken.objects.get_or_create(hash=hash_of(token), defaults={"pegawai": pegawai})
    return token


def hash_of(token: str) -> str:
    """How a token is kept. A token has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def record_kantor(verb: str, satker: Satker, *, by: Pegawai | None, facts: dict[str, object]) -> None:
    """One entry for the office as such: satker, units, jabatan, hours."""
    record(verb, "kantor", by=_key(by), at=clock.now(), facts=facts, state=state_of(kantor_rows(satker)))


def kantor_rows(satker: Satker) -> Iterable[object]:
    """The rows that an entry about the office covers, in a fixed order."""
    yield satker
    yield from satker.units.order_by("slug")
    yield from Jabatan.objects.filter(unit__satker=satker).order_by("slug")
    yield from satker.jam_kerja.order_by("mode", "weekday", "mulai", "pk")
    yield from satker.ramadan.order_by("mulai", "pk")


def _record_pegawai(verb: str, pegawai: Pegawai, by: Pegawai | None) -> None:
    record(verb, f"pegawai:{pegawai.pk}", by=_key(by), at=clock.now(), state=state_of([pegawai]))


def _record_penugasan(verb: str, penugasan: PenugasanJabatan, by: Pegawai | None) -> None:
    record(
        verb,
        f"penugasan:{penugasan.pk}",
        by=_key(by),
        at=clock.now(),
        facts={
            "pegawai": penugasan.pegawai_id,
            "jabatan": penugasan.jabatan_id,
            "kapasitas": str(penugasan.kapasitas),
            "mulai": penugasan.mulai.isoformat(),
            "selesai": penugasan.selesai.isoformat() if penugasan.selesai else None,
        },
        state=state_of([penugasan]),
    )


def _key(by: Pegawai | None) -> str:
    return by.pk if by else SYSTEM

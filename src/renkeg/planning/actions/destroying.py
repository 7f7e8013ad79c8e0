"""The verbs by which two people destroy papers whose retention is over: one proposes, another approves or lets it rest."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Final

from django.db import transaction

from renkeg.lib import indonesian
from renkeg.lib.digests import digest, sha256
from renkeg.lib.errors import BadInput, Problem, Refused, Stale
from renkeg.office import clock
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan, Satker, Standing, state_of
from renkeg.papers import archive, documents
from renkeg.papers.models import Arsip, ArsipQuerySet, BeritaAcara, Document
from renkeg.papers.retention import Nasib
from renkeg.planning import archived, drafts, notices
from renkeg.planning.models import Tugas
from renkeg.trail.record import record

from .archiving import short_line
from .rows import refuse

MOST_ITEMS: Final = 500
"""Papers of one berita acara."""


@dataclass(frozen=True)
class Ground:
    """On what ground papers are destroyed: the berita acara's own number and day, and the approval from outside."""

    nomor: str
    tanggal: date
    izin_nomor: str
    izin_tanggal: date
    izin_dari: str = ""


@transaction.atomic
def propose_destruction(keys: Sequence[str], *, alasan: str, by: Pegawai) -> BeritaAcara:
    """Proposes to destroy these papers of one unit, whose retention is over; tells the Sekretaris. Harmless to repeat.

    Raises Refused where one of them may not go, BadInput at "arsip" or "catatan".
    """
    at = clock.now()
    alasan = drafts.read_catatan(alasan, required=True)
    items = _locked(keys)
    unit = items[0].unit
    holding = _own(by.standing(at), unit.pk)
    if holding is None or any(one.unit_id != unit.pk for one in items):
        raise Refused(
            "Arsip diusulkan musnah oleh Kasubbag atau petugas yang menyimpannya, untuk satu subbagian sekaligus."
        )
    rows = [archived.item(one) for one in items]
    before = items[0].berita_acara
    if before is not None and before.is_open and before.proposed_by_id == by.pk and before.daftar == rows:
        return before
    _refuse_kept(items, at, proposed=False)
    found = BeritaAcara.objects.create(
        unit=unit,
        daftar=rows,
        daftar_digest=digest(rows),
        alasan=alasan,
        proposed_by=by,
        proposed_as=holding.jabatan,
        proposed_kapasitas=holding.kapasitas,
        proposed_at=at,
    )
    Arsip.objects.filter(pk__in=[one.pk for one in items]).update(berita_acara=found)
    facts = {"unit": unit.pk, "arsip": len(rows), "daftar": found.daftar_digest}
    event = record("propose_destruction", found.subject, by=by.pk, at=at, facts=facts, state=state_of([found]))
    notices.announce_destruction(found, event, by=by, at=at)
    return found


@transaction.atomic
def destroy(found: BeritaAcara, ground: Ground, *, seen: str, by: Pegawai) -> BeritaAcara:
    """The second act: makes the berita acara; the files go after the transaction (`archive.clear`). Harmless to repeat.

    `seen` is the digest of the list that was read. Raises Refused, Stale, BadInput.
    """
    at = clock.now()
    found = _locked_act(found)
    if found.approved and found.decided_by_id == by.pk:
        return found
    refuse(found.approve_refusal(by, at))
    if seen != found.daftar_digest:
        raise Stale("Daftar arsip ini bukan yang Anda baca. Buka lagi untuk membaca yang sekarang.")
    satker = Satker.objects.office()
    ground = _grounded(ground, satker.day(at))
    items = list(_items().select_for_update(of=("self",), no_key=True).filter(berita_acara=found))
    _refuse_kept(items, at, proposed=True)
    _decide(found, by, _sekretaris(by.standing(at)), at, approved=True)
    for one in fields(ground):
        setattr(found, one.name, getattr(ground, one.name))
    found.save()
    paper = documents.issue(
        found.subject,
        Document.Jenis.BERITA_ACARA_MUSNAH,
        name=f"Berita Acara Pemusnahan Arsip {found.unit.nama.removeprefix('Subbagian ')} {indonesian.tanggal(ground.tanggal)}",
        contents=archived.berita_acara(found, satker),
        made_for=at,
        unit=found.unit,
    )
    facts = {
        "unit": found.unit_id,
        "daftar": found.daftar_digest,
        "nomor": found.nomor,
        "jabatan": found.decided_as_id,
        "kapasitas": str(found.decided_kapasitas),
        "dokumen": paper.pk,
    }
    event = record("destroy", found.subject, by=by.pk, at=at, facts=facts, state=state_of([found, paper]))
    notices.announce_destruction(found, event, by=by, at=at)
    return found


@transaction.atomic
def decline_destruction(found: BeritaAcara, *, catatan: str, by: Pegawai) -> BeritaAcara:
    """The papers stay; they may be proposed again. Harmless to repeat. Raises Refused, BadInput at "catatan"."""
    at = clock.now()
    found = _locked_act(found)
    if found.approved is False and found.decided_by_id == by.pk:
        return found
    refuse(found.decline_refusal(by, at))
    catatan = drafts.read_catatan(catatan, required=True)
    standing = by.standing(at)
    holding = _sekretaris(standing) or _own(standing, found.unit_id)
    found.catatan = catatan
    _decide(found, by, holding, at, approved=False)
    found.save()
    Arsip.objects.filter(berita_acara=found).update(berita_acara=None)
    facts = {"jabatan": found.decided_as_id, "kapasitas": str(found.decided_kapasitas), "catatan": sha256(catatan)}
    event = record("decline_destruction", found.subject, by=by.pk, at=at, facts=facts, state=state_of([found]))
    notices.announce_destruction(found, event, by=by, at=at)
    return found


def candidates(by: Pegawai, at: datetime, unit: str) -> Iterable[Arsip]:
    """What of that unit the person may propose to destroy now, the oldest first, at most as many as one berita acara takes."""
    today = Satker.objects.office().day(at)
    found = Arsip.objects.kept_by(by, at).filter(unit=unit, document__sha256__isnull=False)
    over = found.in_state(Arsip.Keadaan.LEWAT, archive.schedule(), today)
    return over.for_lines().by_berkas()[:MOST_ITEMS]


def _refuse_kept(items: Sequence[Arsip], at: datetime, *, proposed: bool) -> None:
    """Raises Refused where the JRA in force keeps one of them, or its case is still under way."""
    schedule, today = archive.schedule(), Satker.objects.office().day(at)
    for one in items:
        if not proposed and one.berita_acara is not None:
            raise Refused(f"{one.uraian}: sudah diusulkan musnah.")
        rule = schedule.rule(one.klasifikasi)
        if rule.nasib is not Nasib.MUSNAH or today <= rule.inaktif_until(one.tanggal):
            raise Refused(f"{one.uraian}: menurut JRA belum boleh dimusnahkan ({archive.retention(one, rule)}).")
        if one.document.sha256 is None:
            raise Refused(
                f"{one.uraian}: berkasnya belum pernah dibuat, sehingga sidiknya belum ada. Buka dahulu berkasnya."
            )
    subjects = (one.document.subject.partition(":") for one in items)
    cases = {uuid.UUID(key) for kind, _, key in subjects if kind == "usulan"}
    if Tugas.objects.filter(usulan_id__in=cases, closed_at__isnull=True).exists():
        raise Refused("Salah satu arsip ini masih menunggu tindak lanjut; selesaikan dahulu usulannya.")


def _locked(keys: Sequence[str]) -> list[Arsip]:
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        raise BadInput.at("arsip", "Pilih paling sedikit satu arsip.")
    if len(wanted) > MOST_ITEMS:
        raise BadInput.at("arsip", f"Satu berita acara memuat paling banyak {MOST_ITEMS} arsip.")
    found = list(_items().select_for_update(of=("self",), no_key=True).filter(pk__in=wanted).order_by("tanggal", "pk"))
    if len(found) != len(wanted):
        raise BadInput.at("arsip", "Salah satu arsip itu tidak ada; pilih lagi dari daftar.")
    return found


def _items() -> ArsipQuerySet:
    return Arsip.objects.select_related("document", "unit", "berita_acara").defer("document__contents")


def _locked_act(found: BeritaAcara) -> BeritaAcara:
    acts = BeritaAcara.objects.select_related("unit", "proposed_by", "proposed_as")
    return acts.select_for_update(of=("self",), no_key=True).get(pk=found.pk)


def _own(standing: Standing, unit: str) -> PenugasanJabatan | None:
    """The post in which the person keeps that unit's papers."""
    return next(
        (one for one in standing.posts if one.jabatan.unit_id == unit and one.jabatan.post in Jabatan.OWN), None
    )


def _sekretaris(standing: Standing) -> PenugasanJabatan | None:
    return next((one for one in standing.posts if one.jabatan.post == Jabatan.Post.SEKRETARIS), None)


def _decide(found: BeritaAcara, by: Pegawai, holding: PenugasanJabatan | None, at: datetime, *, approved: bool) -> None:
    if holding is None:
        raise AssertionError("the refusal asks for the post")
    found.approved, found.decided_at, found.decided_by = approved, at, by
    found.decided_as, found.decided_kapasitas = holding.jabatan, holding.kapasitas


def _grounded(ground: Ground, today: date) -> Ground:
    problems: list[Problem] = []
    nomor = short_line(ground.nomor, "nomor", 100, problems)
    izin_nomor = short_line(ground.izin_nomor, "izin_nomor", 100, problems)
    izin_dari = short_line(ground.izin_dari, "izin_dari", 150, problems)
    if ground.tanggal > today:
        problems.append(Problem("tanggal", "Tanggal berita acara tidak mungkin sesudah hari ini."))
    if ground.izin_tanggal > ground.tanggal:
        problems.append(Problem("izin_tanggal", "Persetujuan tertulis harus ada sebelum berita acaranya."))
    if problems:
        raise BadInput(problems)
    return Ground(nomor, ground.tanggal, izin_nomor, ground.izin_tanggal, izin_dari)

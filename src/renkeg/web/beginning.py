"""How far a new office is on its way to its first usulan, computed from facts; one thing that no table knows is confirmed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from renkeg.office import readiness
from renkeg.office.actions.rows import record_kantor
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan, Satker, Unit
from renkeg.planning.models import Usulan
from renkeg.trail.models import Event

LOOKED_THROUGH = "confirm_units"
_UNIT_VERBS = (LOOKED_THROUGH, "add_unit", "rename_unit", "move_unit", "close_unit")
_FIRST_PEOPLE = 5
"""The admin, and one person for each post of the chain."""
_CHAIN = (Jabatan.Post.KASUBBAG, Jabatan.Post.PETUGAS)


@dataclass(frozen=True)
class Step:
    """One thing to do: what, why it matters, where, and whether it is done."""

    key: str
    title: str
    why: str
    page: str
    """Name of an address; "" where the work is somebody else's."""
    action: str
    done: bool
    next: bool = False


def steps(at: datetime) -> list[Step]:
    """All of them in their order; the first that is not done is marked as the next one."""
    found = list(_steps(at))
    first = next((one.key for one in found if not one.done), None)
    return [replace(one, next=one.key == first) for one in found]


@transaction.atomic
def confirm_units(by: Pegawai) -> None:
    """The admin has compared the tree with the office; harmless to repeat."""
    satker = Satker.objects.select_for_update(no_key=True).get(pk=Satker.objects.office().pk)
    if not _units_seen():
        record_kantor(LOOKED_THROUGH, satker, by=by, facts={})


def _steps(at: datetime) -> Iterator[Step]:
    facts: dict[str, list[readiness.Fact]] = {}
    for fact in readiness.facts(at):
        facts.setdefault(fact.key, []).append(fact)
    kop, contacts, holidays = facts["kop"][0], facts["contacts"][0], facts["holidays"]
    people = Pegawai.objects.with_open_account().count()
    chain = _complete_chain(at)
    yield Step("kop", "Kop dan alamat", "Tercetak di kepala setiap nota dinas.", kop.page, "Isi kop", kop.done)
    yield Step(
        "units",
        "Bagian dan subbagian",
        "Usulan berjalan dari subbagian ke kepala bagiannya; nama dan jumlahnya harus seperti di kantor.",
        "kantor_unit",
        "Cocokkan susunan kantor",
        _units_seen(),
    )
    yield Step(
        "people",
        "Pegawai",
        "Sedikitnya seorang kasubbag, kabag, sekretaris dan petugas. Setiap orang mendapat sandi sementara.",
        "kantor_pegawai",
        "Daftarkan pegawai",
        people >= _FIRST_PEOPLE or chain is not None,
    )
    yield Step(
        "posts",
        "Jabatan",
        "Pekerjaan menunggu jabatan: tanpa pemegangnya, usulan berhenti di situ."
        + (f" Rantai {chain.nama} sudah lengkap." if chain else ""),
        "kantor_penugasan",
        "Isi jabatan",
        chain is not None,
    )
    yield Step(
        "holidays",
        "Hari libur",
        "Waktu kerja dihitung tanpa hari libur dan cuti bersama. " + " ".join(one.sentence for one in holidays),
        holidays[0].page,
        "Periksa hari libur",
        all(one.done for one in holidays),
    )
    yield Step(
        "contacts",
        "Siapa yang bisa ditanya",
        "Tampil di halaman masuk bagi yang lupa kata sandi.",
        contacts.page,
        "Isi narahubung",
        contacts.done,
    )
    yield Step(
        "first",
        "Usulan pertama",
        "Seorang kasubbag masuk, membuat sandinya sendiri, lalu menekan “Buat usulan baru”.",
        "",
        "",
        Usulan.objects.exists(),
    )


def _units_seen() -> bool:
    return Event.objects.filter(subject="kantor", verb__in=_UNIT_VERBS).exists()


def _complete_chain(at: datetime) -> Unit | None:
    """The first subbagian whose usulan finds a holder at every post of its way."""
    held = set(PenugasanJabatan.objects.active(at).values_list("jabatan__post", "jabatan__unit"))
    if not any(post == Jabatan.Post.SEKRETARIS for post, _ in held):
        return None
    for unit in Unit.objects.filter(jenis=Unit.Jenis.SUBBAGIAN, closed_at__isnull=True).select_related("parent"):
        above = unit.parent is None or unit.parent.jenis != Unit.Jenis.BAGIAN
        if all((post, unit.pk) in held for post in _CHAIN) and (above or (Jabatan.Post.KABAG, unit.parent_id) in held):
            return unit
    return None

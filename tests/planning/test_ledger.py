"""What is planned on each kode is what a recount over all usulan, one by one, comes to."""

import random
import uuid
from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkeg.office import clock
from renkeg.planning import actions, drafts, ledger
from renkeg.planning.kode import Index, ancestors, normal
from renkeg.planning.ledger import Line, draws, kept
from renkeg.planning.models import Usulan
from renkeg.planning.models.usulan import Keadaan
from renkeg.planning.sop import Verb
from tests.budget import LINES, changed, full, imported
from tests.cast import KEGIATAN, Cast, do, forward, published, start, usulan_at

A = "CQ.6709.QGE.001.113.A"
NODES = [(path, path.count(".") + 1, uraian, pagu, blokir) for path, uraian, pagu, blokir in LINES]
KODE = [path for path, *_ in LINES] + ["6709.QGE.001.113.A", "076.01.WA.3355", "3355.EBD.955", "tidak ada", "", "9999"]


def row(kode: str | None = A, anggaran: int | None = 10_000_000, **changes: Any) -> dict[str, Any]:
    return {**KEGIATAN, "kode": kode, "anggaran": anggaran, **changes}


def test_a_kode_has_the_room_that_the_plans_leave(cast: Cast) -> None:
    imported(cast)
    usulan = start(cast, kegiatan=[row(f"{A}.521211", 4_000_000), row("6709.QGE.001.113.A", 6_000_000)])
    published(cast, susulan=True, kegiatan=[row(f"{A}.521211", 3_000_000)])

    found = ledger.of_year(2027, usulan)

    bahan, above = found.room("6709.QGE.001.113.A.521211"), found.room(A)
    assert bahan is not None
    assert above is not None
    assert (bahan.pagu, bahan.blokir, bahan.planned, bahan.this) == (20_000_000, 5_000_000, 7_000_000, 4_000_000)
    assert bahan.remaining == 8_000_000
    assert (above.planned, above.this, above.remaining) == (13_000_000, 10_000_000, 42_000_000)
    assert found.over() == []


def test_over_the_ceiling_is_told_at_the_node_and_above_it(cast: Cast) -> None:
    imported(cast, full(changed(CQ_6709_QGE_001_113_B=30_000_000)))
    usulan = start(cast, kegiatan=[row("CQ.6709.QGE.001.113.B.524111", 35_000_000)])
    found = ledger.of_year(2027, usulan)
    assert [(one.path, one.short) for one in found.over_here()] == [("CQ.6709.QGE.001.113.B", 5_000_000)]
    assert found.over("6709.QGE.001.113.B.524111") == found.over_here()
    assert found.over("WA") == found.over("tidak ada") == []
    assert ledger.of_year(2027, start(cast, susulan=True, kegiatan=[row("WA", 1)])).over_here() == []


def test_a_kode_that_is_not_in_the_pok_is_counted_apart(cast: Cast) -> None:
    usulan = start(cast, kegiatan=[row("6709.qge . 001.113.a", 5), row(None, 7), row("lain", None)])
    without = ledger.of_year(2027, usulan)
    assert without.pok is None
    assert {one.kode: one.this for one in without.unknown.values()} == {"": 7, "6709.QGE.001.113.A": 5}
    imported(cast)
    assert set(ledger.of_year(2027, usulan).unknown) == {""}


def test_a_revision_counts_in_its_own_ledger_alone_and_there_instead_of_its_plan(cast: Cast) -> None:
    imported(cast)
    plan = published(cast, kegiatan=[row(anggaran=10)])
    revision, _ = actions.revise(plan, uuid.uuid4(), drafts.Surat("Usulan revisi", "Isi revisi."), by=cast.kasubbag)
    told = [{**one.content(), "anggaran": 25} for one in revision.kegiatan.all()]
    revision = actions.write_kegiatan(
        revision, drafts.read_kegiatan(told, 2027), versi=revision.versi, by=cast.kasubbag
    )

    def at(usulan: Usulan | None) -> tuple[int, int]:
        room = ledger.of_year(2027, usulan).rooms[A]
        return room.planned, room.this

    assert at(None) == (10, 0)
    assert at(plan) == (10, 10)
    assert at(revision) == (25, 25)
    while revision.open_tugas is not None:
        revision = forward(revision, cast)
    assert at(None) == (25, 0)
    assert at(revision) == (25, 25)
    assert at(Usulan.objects.get(pk=plan.pk)) == (25, 0)


def test_what_was_cancelled_or_taken_out_frees_its_money(cast: Cast) -> None:
    imported(cast)
    plan = published(cast, kegiatan=[row(anggaran=10), row(anggaran=20)])
    gone = usulan_at(2, cast, susulan=True, kegiatan=[row(anggaran=40)])
    assert ledger.of_year(2027).rooms[A].planned == 70
    assert gone.open_tugas is not None
    do(Verb.CANCEL, gone.open_tugas, cast.kasubbag, cast)
    first, second = Usulan.objects.for_reading().get(pk=plan.pk).kegiatan.all()
    actions.cancel_kegiatan(first, by=cast.kasubbag, catatan="Tidak jadi dilaksanakan.")
    assert ledger.of_year(2027).rooms[A].planned == 20
    days = [(date(2027, 3, 9), date(2027, 3, 10))]
    actions.postpone_kegiatan(second, by=cast.kasubbag, tanggal=days, catatan="Menunggu revisi POK.")
    assert ledger.of_year(2027).rooms[A].planned == 20


def test_three_queries_however_much_there_is(cast: Cast, django_assert_num_queries: Any) -> None:
    imported(cast)
    usulan = start(cast, kegiatan=[row() for _ in range(30)])
    usulan = Usulan.objects.for_reading().get(pk=usulan.pk)
    with django_assert_num_queries(3):
        ledger.of_year(2027, usulan)


def test_the_ledgers_of_a_whole_desk_cost_no_more(cast: Cast, django_assert_num_queries: Any) -> None:
    imported(cast)
    usulan = [start(cast, susulan=number > 0, kegiatan=[row()]) for number in range(6)]
    usulan = list(Usulan.objects.for_reading().filter(pk__in=[one.pk for one in usulan]))
    with django_assert_num_queries(3):
        books = ledger.of_each(usulan)
    assert {books[one.pk].rooms[A].planned for one in usulan} == {ledger.of_year(2027).rooms[A].planned}


@pytest.mark.parametrize("seed", range(3))
def test_a_recount_over_every_usulan_comes_to_the_same(cast: Cast, seed: int) -> None:
    imported(cast)
    chance = random.Random(seed)  # noqa: S311
    for _ in range(14):
        _live_on(cast, chance)
    everyone = list(Usulan.objects.for_reading())
    for usulan in (None, *everyone):
        found = ledger.of_year(2027, usulan)
        planned, this, unknown = _recount(everyone, usulan)
        assert {path: one.planned for path, one in found.rooms.items() if one.planned} == planned
        assert {path: one.this for path, one in found.rooms.items() if one.this} == this
        assert {kode: one.planned for kode, one in found.unknown.items()} == unknown
    together = ledger.of_each(everyone)
    for usulan in everyone:
        alone = ledger.of_year(2027, usulan)
        assert {one.path: one.planned for one in together[usulan.pk].over()} == {
            one.path: one.planned for one in alone.over()
        }


def _live_on(cast: Cast, chance: random.Random) -> None:
    """Something happens in the office."""
    rows = [row(chance.choice(KODE) or None, chance.choice([None, 0, 10, 999])) for _ in range(chance.randint(1, 3))]
    if chance.random() < 0.5:
        kode = [one for one in KODE if one]
        rows[0]["rincian"] = [{"kode": chance.choice(kode), "jumlah": 5}, {"kode": chance.choice(kode), "jumlah": 6}]
        rows[0]["anggaran"] = 11
    running = [one for one in Usulan.objects.for_reading() if one.keadaan is Keadaan.BERJALAN]
    plans = [one for one in Usulan.objects.for_reading() if one.keadaan is Keadaan.TERBIT]
    wish = chance.choice(["start", "publish", "cancel", "revise", "remove"])
    if wish == "start":
        start(cast, by=chance.choice([cast.kasubbag, cast.outsider]), susulan=True, kegiatan=rows)
    elif wish == "publish":
        published(cast, susulan=True, kegiatan=[_whole(one) for one in rows])
    elif wish == "cancel" and running:
        usulan = chance.choice(running)
        by = usulan.started_by
        actions.cancel(_open(usulan), by=by, catatan="Kegiatan tidak jadi dilaksanakan.")
    elif wish == "revise" and plans:
        _revise(chance.choice(plans), cast, steps=chance.choice([0, 20]))
    elif wish == "remove" and plans:
        _remove(chance.choice(plans), cast)


def _whole(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "kode": one["kode"] or "lain", "anggaran": one["anggaran"] or 3}


def _revise(plan: Usulan, cast: Cast, *, steps: int) -> None:
    if plan.amend_refusal(cast.kasubbag, clock.now()) is not None:
        return
    revision, _ = actions.revise(plan, uuid.uuid4(), drafts.Surat("Usulan revisi", "Isi revisi."), by=cast.kasubbag)
    for _ in range(steps):
        if revision.open_tugas is not None:
            revision = forward(revision, cast)


def _remove(plan: Usulan, cast: Cast) -> None:
    for one in plan.in_force[:1]:
        if one.removal_refusal(cast.kasubbag, clock.now()) is None:
            actions.cancel_kegiatan(one, by=cast.kasubbag, catatan="Tidak jadi dilaksanakan.")


def _open(usulan: Usulan) -> Any:
    tugas = usulan.open_tugas
    assert tugas is not None
    return tugas


def _counts(usulan: Usulan, seen_from: Usulan | None) -> bool:
    if usulan.keadaan not in (Keadaan.BERJALAN, Keadaan.TERBIT):
        return False
    running = seen_from is not None and seen_from.keadaan is Keadaan.BERJALAN
    if seen_from is not None and running and seen_from.revisi_dari_id == usulan.pk:
        return False
    mine = seen_from is not None and usulan.pk == seen_from.pk
    return mine or usulan.keadaan is Keadaan.TERBIT or usulan.revisi_dari_id is None


def _recount(everyone: list[Usulan], seen_from: Usulan | None) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """As one would count by hand: usulan by usulan, kegiatan by kegiatan, node by node."""
    index = Index(path for path, *_ in LINES)
    planned: dict[str, int] = defaultdict(int)
    this: dict[str, int] = defaultdict(int)
    unknown: dict[str, int] = defaultdict(int)
    for usulan in everyone:
        mine = seen_from is not None and usulan.pk == seen_from.pk
        if not _counts(usulan, seen_from):
            continue
        for one in usulan.in_force:
            for kode, jumlah in [(r["kode"], r["jumlah"]) for r in one.rincian] or [
                (one.kode or "", one.anggaran or 0)
            ]:
                path = index.found(kode)
                if not jumlah:
                    continue
                if path is None:
                    unknown[normal(kode)] += jumlah
                for place in [path, *ancestors(path)] if path else []:
                    planned[place] += jumlah
                    if mine:
                        this[place] += jumlah
    return dict(planned), dict(this), dict(unknown)


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(KODE), st.integers(0, 10**15)), max_size=40))
def test_no_rupiah_is_lost_or_doubled(drawn: list[tuple[int, str, int]]) -> None:
    lines = [Line(uuid.UUID(int=who), draws(kode, jumlah)) for who, kode, jumlah in drawn]
    found = kept(2027, None, NODES, lines, uuid.UUID(int=0))
    top = sum(found.rooms[one].planned for one in ("CQ", "WA"))
    assert top + sum(one.planned for one in found.unknown.values()) == sum(jumlah for *_, jumlah in drawn)
    assert all(0 <= one.this <= one.planned for one in found.rooms.values())
    assert all(one.remaining == one.pagu - one.blokir - one.planned for one in found.rooms.values())


def test_rincian_stands_for_kode_and_anggaran() -> None:
    assert draws("A", 10) == [("A", 10)]
    assert draws("A", 10, [{"kode": "B", "jumlah": 4}, {"kode": "C", "jumlah": 6}]) == [("B", 4), ("C", 6)]
    assert draws(None, 10) == [("", 10)]
    assert draws("A", None) == draws("A", 0) == []

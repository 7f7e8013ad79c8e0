"""Eight people plan at once: what is planned on each kode is at every moment what a recount of all rows comes to.

`--edits 1000 --seed 7` says how much they do and where their choices begin; how they meet each other is new each time.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from random import Random

import pytest
from django.db import connection

from renkeg.office import actions as office_actions
from renkeg.office.models import Jabatan
from renkeg.planning import integrity, ledger
from renkeg.planning.models import Usulan
from renkeg.trail.one_view import one_view
from tests.api.callers import Caller
from tests.budget import imported
from tests.cast import KEGIATAN, Cast, published, start
from tests.faults import recount
from tests.faults.planning_at_once import MONTHS, Writer
from tests.faults.together import at_once

WRITERS = 8
LONGEST = 0.3
"""Seconds from one look to the next."""


@pytest.mark.django_db(transaction=True)
def test_sums_equal_a_recount_while_and_after_eight_people_plan_at_once(
    cast: Cast, pytestconfig: pytest.Config
) -> None:
    seed = pytestconfig.getoption("seed")
    each = -(-pytestconfig.getoption("edits") // WRITERS)
    writers = _office_at_work(cast, seed)

    with _looking(Random(seed)) as looks:  # noqa: S311 - moments, no secrets
        at_once(lambda writer: [writer.edit() for _ in range(each)], writers)

    told: Counter[str] = sum((writer.told for writer in writers), Counter())
    met: Counter[str] = sum((writer.met for writer in writers), Counter())
    print(f"seed {seed}: {told.total()} edits {dict(told)}; met {dict(met)}; {len(looks)} looks")  # noqa: T201
    assert [fault for faults in looks for fault in faults] == []
    assert len(looks) > 1
    assert told.total() == each * WRITERS
    assert met["stale"], "the writers never met each other"
    assert _faults() == []
    _check_api(cast)
    assert integrity.check().findings == []


def _office_at_work(cast: Cast, seed: int) -> list[Writer]:
    """A POK, two published plans and drafts of three subbagian; eight desks there, some people at two of them."""
    third = office_actions.hire(username="kasubbag-umum", nama="Kasubbag Umum Contoh")
    jabatan = Jabatan.objects.get(post="kasubbag", unit="umum-logistik")
    office_actions.appoint(third, jabatan, kapasitas="definitif", mulai=date(2025, 1, 1), by=cast.admin)
    imported(cast)
    for bulan in MONTHS:
        days = [{"mulai": f"{recount.TAHUN}-{bulan:02}-10", "selesai": f"{recount.TAHUN}-{bulan:02}-11"}]
        told = {**KEGIATAN, "anggaran": 1_000_000, "tanggal": days}
        rows = [{**told, "judul": f"Rapat contoh {n}"} for n in range(8)]
        if bulan < MONTHS[-1]:
            published(cast, bulan=bulan, kegiatan=rows)
        for by in (cast.kasubbag, cast.outsider, third):
            start(cast, by=by, bulan=bulan, susulan=bulan < MONTHS[-1], kegiatan=rows[:2])
    people = [
        cast.kasubbag,
        cast.kasubbag,
        cast.petugas,
        cast.rekan,
        cast.outsider,
        cast.outsider_petugas,
        third,
        third,
    ]
    return [Writer(cast, by, seed * WRITERS + desk) for desk, by in enumerate(people)]


@contextmanager
def _looking(chance: Random) -> Iterator[list[list[str]]]:
    """Somebody looks at random moments, each time in one view of the database; gives the faults of each look."""
    looks: list[list[str]] = []
    enough = threading.Event()

    def look() -> None:
        try:
            while not enough.wait(chance.uniform(0, LONGEST)):
                with one_view():
                    looks.append(_faults(chance))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        watcher = pool.submit(look)
        try:
            yield looks
        finally:
            enough.set()
    watcher.result()


def _faults(chance: Random | None = None) -> list[str]:
    """Where the ledger, seen from nowhere and from each usulan (with `chance` from one of them), is not the recount."""
    office = recount.read()
    keys = sorted(office.usulan)
    told = [f"anggaran of {one}" for one in office.unbalanced()]
    for key in (None, *(keys if chance is None else [chance.choice(keys)])):
        usulan = Usulan.objects.for_reading().get(pk=key) if key else None
        book, count = ledger.of_year(recount.TAHUN, usulan), office.counted(key)
        rooms = book.rooms.values()
        found = {
            "planned": {one.path: one.planned for one in rooms if one.planned} == count.planned,
            "this": {one.path: one.this for one in rooms if one.this} == count.this,
            "unknown": {one.kode: one.planned for one in book.unknown.values()} == count.unknown,
            "ceiling": {one.path: one.ceiling for one in rooms} == office.nodes,
            "total": usulan is None or usulan.total == office.total(usulan.pk),
        }
        told += [f"{name} seen from {key}" for name, right in found.items() if not right]
    return told


def _check_api(cast: Cast) -> None:
    """What the API says is the recount, too."""
    office = recount.read()
    count = office.counted()
    people = [Caller(one) for one in (cast.kasubbag, cast.outsider)]
    status, pagu = people[0].get(f"/pagu?tahun={recount.TAHUN}")
    assert status == 200
    assert {one["kode"]: (one["direncanakan"], one["sisa"]) for one in pagu["items"]} == {
        path: (count.planned.get(path, 0), ceiling - count.planned.get(path, 0))
        for path, ceiling in office.nodes.items()
    }
    for caller, unit in zip(people, ("keuangan", "teknis"), strict=True):
        for key in Usulan.objects.filter(unit=unit).values_list("pk", flat=True):
            told = caller.usulan(key)
            kept = {one["id"]: one for one in office.rows if one["usulan_id"] == key}
            assert told["total"] == office.total(key)
            assert {one["id"]: one["anggaran"] for one in told["kegiatan"]} == {
                pk: one["anggaran"] for pk, one in kept.items()
            }

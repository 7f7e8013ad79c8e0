"""The office's year: what is published is told to all, what is under way only to who may see it."""

import uuid
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from renkeg.office import clock
from renkeg.office.calendar import Calendar
from renkeg.office.models import Pegawai, Unit
from renkeg.planning import actions, drafts
from renkeg.planning.models import Usulan
from renkeg.planning.year import Cell, Year, year
from tests import plans
from tests.cast import Cast, forward, published, start, usulan_at
from tests.planning.walk import open_tugas


def seen_by(person: Pegawai, cast: Cast, tahun: int = 2027) -> Year:
    return year(tahun, person, clock.now(), cast.satker, Calendar.of(cast.satker))


def cells(told: Year) -> Iterator[tuple[str, Cell]]:
    for _, rows in told.groups:
        for row in rows:
            yield from ((row.unit.pk, cell) for cell in row.cells)


def cell_of(person: Pegawai, cast: Cast, unit: str = "keuangan", bulan: int = 2) -> Cell:
    return next(cell for name, cell in cells(seen_by(person, cast)) if name == unit and cell.month.bulan == bulan)


def test_each_bagian_has_its_subbagian_in_the_order_of_the_office(cast: Cast) -> None:
    told = seen_by(cast.outsider, cast)

    assert next(bagian.nama for bagian, _ in told.groups if bagian) == "Bagian Keuangan, Umum dan Logistik"
    assert [row.unit for _, rows in told.groups for row in rows] == plans.subbagian()
    assert {len(row.cells) for _, rows in told.groups for row in rows} == {12}


def test_what_runs_is_told_only_to_who_may_see_it(cast: Cast) -> None:
    empty = {name: cell_of(person, cast) for name, person in cast.everyone().items()}
    usulan = start(cast)

    for name, person in cast.everyone().items():
        running = cell_of(person, cast).running
        own = name in ("kasubbag", "petugas", "rekan")
        assert (running is not None and running.draft) == own, name
    usulan = forward(usulan, cast)
    for name, person in cast.everyone().items():
        told = cell_of(person, cast)
        chain = name in ("kasubbag", "petugas", "rekan", "kabag", "sekretaris", "auditor")
        assert (told.running is not None) == chain, name
        assert told == empty[name] or chain
        visible = Usulan.objects.visible_to(person, clock.now()).filter(pk=usulan.pk).exists()
        assert chain == visible, name


def test_who_sees_what_is_under_way_watches_the_unit(cast: Cast) -> None:
    usulan_at(2, cast)
    for name, person in cast.everyone().items():
        for unit, cell in cells(seen_by(person, cast)):
            assert cell.watched or not (cell.running or cell.aside), (name, unit)
        watched = {unit for unit, cell in cells(seen_by(person, cast)) if cell.watched}
        everything = {one.pk for one in Unit.objects.filter(jenis="subbagian")}
        expected = {
            "kasubbag": {"keuangan"},
            "petugas": {"keuangan"},
            "rekan": {"keuangan"},
            "kabag": {"keuangan", "umum-logistik"},
            "sekretaris": everything,
            "auditor": everything,
            "outsider": {"teknis"},
            "outsider_petugas": {"teknis"},
            "outsider_kabag": {"teknis", "hukum"},
            "admin": set(),
        }
        assert watched == expected[name], name


def test_a_published_plan_says_whether_it_is_acknowledged(cast: Cast) -> None:
    usulan = published(cast)
    told = cell_of(cast.outsider, cast)
    assert (told.terbit, told.mengetahui and told.mengetahui.done, told.revisi) == (usulan.pk, False, 0)

    actions.acknowledge(usulan.sampingan[0], by=cast.kabag)

    told = cell_of(cast.outsider, cast)
    assert told.mengetahui is not None
    assert (told.mengetahui.by, told.mengetahui.title) == (cast.kabag.nama, told.mengetahui.jabatan.nama)


def test_the_last_day_and_the_working_days_since(cast: Cast) -> None:
    # February 2027 begins on a Monday; five working days before it lies Monday the 25th.
    february = cell_of(cast.kasubbag, cast).month
    assert february.due is not None
    assert (february.due.isoformat(), february.late) == ("2027-01-25", None)

    for moment, late in (("25T16:00", None), ("26T07:00", 1), ("29T09:00", 4), ("30T09:00", 4)):
        cast.at(f"2027-01-{moment}:00+07:00")
        assert cell_of(cast.kasubbag, cast).month.late == late, moment
    cast.at("2027-03-01T09:00:00+07:00")
    assert cell_of(cast.kasubbag, cast).month.past
    assert cell_of(cast.kasubbag, cast).month.late is None


def test_what_was_proposed_too_late_says_by_how_much(cast: Cast) -> None:
    cast.at("2027-01-27T09:00:00+07:00")
    usulan_at(2, cast)

    running = cell_of(cast.kabag, cast).running
    assert running is not None
    assert (running.late, running.draft) == (2, False)


def test_susulan_are_counted_and_running_ones_stand_aside(cast: Cast) -> None:
    published(cast)
    published(cast, susulan=True)
    usulan_at(3, cast, susulan=True)

    mine, others = cell_of(cast.kasubbag, cast), cell_of(cast.outsider, cast)
    assert (mine.susulan, len(mine.aside), others.susulan, len(others.aside)) == (1, 1, 1, 0)


def test_a_cancelled_usulan_leaves_its_place_open(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    actions.cancel(open_tugas(usulan), by=cast.kasubbag, catatan="Kegiatan tidak jadi dilaksanakan.")

    assert cell_of(cast.kasubbag, cast).running is None


def test_a_revision_stands_beside_the_plan_and_then_in_its_place(cast: Cast) -> None:
    first = published(cast)
    surat = drafts.Surat(hal="Revisi Rencana Kegiatan", pengantar="Bersama ini disampaikan revisinya.")
    revision, _ = actions.revise(first, uuid.uuid4(), surat, by=cast.kasubbag)
    beside = cell_of(cast.kasubbag, cast)
    assert (beside.terbit, [one.usulan.pk for one in beside.aside]) == (first.pk, [revision.pk])
    assert cell_of(cast.outsider, cast).aside == []

    while revision.open_tugas is not None:
        revision = forward(revision, cast)

    for person in (cast.kasubbag, cast.outsider):
        told = cell_of(person, cast)
        assert (told.terbit, told.revisi, told.susulan) == (revision.pk, 1, 0)


@pytest.mark.parametrize("tahun", [2000, 2026, 2100])
def test_years_far_away_are_calm(cast: Cast, tahun: int) -> None:
    told = seen_by(cast.kasubbag, cast, tahun)
    assert [one.past for one in told.months] == [tahun < 2027] * 12
    assert {one.due for one in told.months} == {None}


def test_a_closed_subbagian_stays_where_it_has_plans(cast: Cast) -> None:
    unit = Unit.objects.get(pk="umum-logistik")
    plans.fill(cast, [unit], [1])
    Unit.objects.filter(pk=unit.pk).update(closed_at=clock.now())

    assert unit.pk in {name for name, _ in cells(seen_by(cast.outsider, cast))}
    assert unit.pk not in {name for name, _ in cells(seen_by(cast.outsider, cast, 2028))}


def test_the_whole_year_asks_as_often_as_an_empty_one(cast: Cast) -> None:
    usulan_at(3, cast)
    others = [one for one in plans.subbagian() if one.pk != "keuangan"]
    plans.fill(cast, others[:1], [1], rows=1)
    with CaptureQueriesContext(connection) as few:
        seen_by(cast.sekretaris, cast)
    plans.fill(cast, others[1:], [1], rows=1)
    plans.fill(cast, others, range(2, 13), rows=1)
    with CaptureQueriesContext(connection) as many:
        told = seen_by(cast.sekretaris, cast)

    assert len(many) == len(few)
    assert sum(one.published for one in told.months) == 12 * len(others)

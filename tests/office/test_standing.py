"""Which posts a person holds at an instant: days in the office's zone, capacity, and ends."""

from datetime import timedelta

import pytest

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import actions as office_actions
from renkeg.office import clock
from renkeg.office.models import Pegawai, PenugasanJabatan, Satker
from renkeg.trail.models import Event
from tests.cast import Cast

KABAG = "kabag-keuangan-umum-logistik"
BAGIAN = "keuangan-umum-logistik"


def holds(pegawai: Pegawai, cast: Cast, moment: str) -> list[tuple[str, str]]:
    """Jabatan and capacity at that moment, best first."""
    at = cast.at(moment)
    return [(one.jabatan_id, one.kapasitas) for one in Pegawai.objects.get(pk=pegawai.pk).standing(at).posts]


def test_a_post_is_held_from_its_first_day_to_its_last_by_the_office_day(cast: Cast) -> None:
    cast.appoint(cast.outsider_petugas, "kabag", BAGIAN, "plh", "2027-01-11", "2027-01-12")
    plh = (KABAG, "plh")

    assert plh not in holds(cast.outsider_petugas, cast, "2027-01-10T23:59:59+07:00")
    assert plh in holds(cast.outsider_petugas, cast, "2027-01-11T00:00:00+07:00")
    assert plh in holds(cast.outsider_petugas, cast, "2027-01-12T23:59:50+07:00")
    assert plh not in holds(cast.outsider_petugas, cast, "2027-01-13T00:00:00+07:00")


def test_the_day_is_that_of_the_office_zone(cast: Cast) -> None:
    Satker.objects.update(zone="Asia/Jayapura")
    cast.appoint(cast.outsider_petugas, "kabag", BAGIAN, "plh", "2027-01-11", "2027-01-11")

    assert (KABAG, "plh") in holds(cast.outsider_petugas, cast, "2027-01-10T22:00:00+07:00")
    assert (KABAG, "plh") not in holds(cast.outsider_petugas, cast, "2027-01-11T22:00:00+07:00")


def test_a_relieved_person_loses_the_post_at_that_instant(cast: Cast) -> None:
    row = cast.appoint(cast.outsider_petugas, "kabag", BAGIAN, "plh", "2027-01-01", "2027-01-31")
    row = office_actions.relieve(row, by=cast.admin)
    assert row.ended_at is not None

    before = Pegawai.objects.get(pk=cast.outsider_petugas.pk).standing(row.ended_at - timedelta(microseconds=1))
    after = Pegawai.objects.get(pk=cast.outsider_petugas.pk).standing(row.ended_at)
    assert before.holding(KABAG) == row
    assert after.holding(KABAG) is None


def test_relieving_again_is_harmless(cast: Cast) -> None:
    row = cast.kabag.penugasan.get()
    first = office_actions.relieve(row, by=cast.admin)
    told = Event.objects.count()

    assert office_actions.relieve(row, by=cast.admin).ended_at == first.ended_at
    assert Event.objects.count() == told


def test_the_definitive_post_goes_before_plt_and_plt_before_plh(cast: Cast) -> None:
    cast.appoint(cast.outsider, "kasubbag", "keuangan", "plh", "2027-01-01")
    cast.appoint(cast.outsider, "kasubbag", "keuangan", "plt", "2027-01-01")
    at = clock.now()

    best = Pegawai.objects.get(pk=cast.outsider.pk).standing(at).holding("kasubbag-keuangan")
    assert best is not None
    assert best.kapasitas == "plt"
    cast.appoint(cast.kasubbag, "kasubbag", "keuangan", "plh", "2026-01-01")
    own = Pegawai.objects.get(pk=cast.kasubbag.pk).standing(at).holding("kasubbag-keuangan")
    assert own is not None
    assert own.kapasitas == "definitif"


def test_the_definitive_holder_keeps_his_post_beside_a_plh(cast: Cast) -> None:
    cast.appoint(cast.outsider, "kabag", BAGIAN, "plh", "2027-01-01", "2027-01-31")

    assert holds(cast.kabag, cast, "2027-01-06T09:00:00+07:00") == [(KABAG, "definitif")]


def test_a_disabled_account_holds_nothing(cast: Cast) -> None:
    office_actions.disable(cast.kabag, by=cast.admin)

    assert holds(cast.kabag, cast, "2027-01-06T09:00:00+07:00") == []
    assert not PenugasanJabatan.objects.active(clock.now()).filter(pegawai=cast.kabag).exists()


def test_a_post_has_one_definitive_holder_at_a_time(cast: Cast) -> None:
    with pytest.raises(Refused, match="sudah dijabat Kabag Contoh"):
        cast.appoint(cast.outsider, "kabag", BAGIAN, "definitif", "2027-01-01")
    office_actions.relieve(cast.kabag.penugasan.get(), by=cast.admin)
    assert cast.appoint(cast.outsider, "kabag", BAGIAN, "definitif", "2027-01-01").pegawai == cast.outsider


def test_many_hold_the_post_of_petugas(cast: Cast) -> None:
    assert cast.appoint(cast.outsider, "petugas", "keuangan", "definitif", "2027-01-01").kapasitas == "definitif"


def test_appointing_again_is_harmless_and_overlapping_is_refused(cast: Cast) -> None:
    first = cast.appoint(cast.outsider, "kabag", BAGIAN, "plh", "2027-01-01", "2027-01-31")
    told = Event.objects.count()

    assert cast.appoint(cast.outsider, "kabag", BAGIAN, "plh", "2027-01-01", "2027-01-31") == first
    assert Event.objects.count() == told
    with pytest.raises(Refused, match="bertindihan"):
        cast.appoint(cast.outsider, "kabag", BAGIAN, "plh", "2027-01-31", "2027-02-28")
    assert cast.appoint(cast.outsider, "kabag", BAGIAN, "plh", "2027-02-01", "2027-02-28") != first


def test_a_post_does_not_end_before_it_begins(cast: Cast) -> None:
    with pytest.raises(BadInput):
        cast.appoint(cast.outsider, "kabag", BAGIAN, "plh", "2027-01-31", "2027-01-01")


def test_the_units_of_a_person_are_those_of_the_posts_asked_for(cast: Cast) -> None:
    cast.appoint(cast.kasubbag, "kabag", BAGIAN, "plh", "2027-01-01", "2027-01-31")
    standing = Pegawai.objects.get(pk=cast.kasubbag.pk).standing(clock.now())

    assert standing.units(["kasubbag"]) == {"keuangan"}
    assert standing.units(["kasubbag", "kabag"]) == {"keuangan", BAGIAN}
    assert standing.has("kabag")
    assert not standing.has("auditor")

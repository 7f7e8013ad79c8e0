"""The verbs on posts, accounts and closed days: what they refuse, that repeating is harmless, one entry each."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import actions, clock, founding
from renkeg.office.actions import Libur
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan, Satker, Unit
from renkeg.trail.models import Event
from tests.cast import Cast


def _kabag() -> Jabatan:
    return Jabatan.objects.get(pk="kabag-keuangan-umum-logistik")


def test_a_post_has_one_definitive_holder_at_a_time(cast: Cast) -> None:
    with pytest.raises(Refused, match="sudah dijabat"):
        cast.appoint(cast.outsider, "kabag", "keuangan-umum-logistik", "definitif", "2027-01-04")
    actions.relieve(cast.kabag.penugasan.get(), by=cast.admin)
    cast.appoint(cast.outsider, "kabag", "keuangan-umum-logistik", "definitif", "2027-01-04")
    assert cast.outsider.standing(clock.now()).holding(_kabag().pk) is not None


def test_many_may_be_petugas_and_a_plh_stands_beside_the_definitive_one(cast: Cast) -> None:
    cast.appoint(cast.outsider_petugas, "petugas", "keuangan", "definitif", "2027-01-04")
    cast.appoint(cast.outsider_kabag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-08")
    at = clock.now()
    for person in (cast.kabag, cast.outsider_kabag):
        assert person.standing(at).holding(_kabag().pk) is not None


def test_appointing_again_has_no_second_effect(cast: Cast) -> None:
    first = cast.appoint(cast.outsider_kabag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-08")
    entries = Event.objects.count()
    assert (
        cast.appoint(cast.outsider_kabag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-08") == first
    )
    assert Event.objects.count() == entries
    with pytest.raises(Refused, match="bertindihan"):
        cast.appoint(cast.outsider_kabag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-05", "2027-01-09")


def test_an_end_before_the_beginning_is_refused_also_by_the_database(cast: Cast) -> None:
    with pytest.raises(BadInput) as refused:
        cast.appoint(cast.outsider, "kabag", "keuangan-umum-logistik", "plh", "2027-01-08", "2027-01-04")
    assert refused.value.problems[0].loc == "selesai"
    with pytest.raises(IntegrityError), transaction.atomic():
        PenugasanJabatan.objects.create(
            pegawai=cast.outsider, jabatan=_kabag(), kapasitas="plh", mulai=date(2027, 1, 8), selesai=date(2027, 1, 4)
        )


@pytest.mark.parametrize(
    ("moment", "held"),
    [
        ("2027-01-04T23:59:59+07:00", False),
        ("2027-01-05T00:00:00+07:00", True),
        ("2027-01-06T23:59:59+07:00", True),
        ("2027-01-07T00:00:00+07:00", False),
    ],
)
def test_a_post_is_held_on_its_days_both_included_in_the_zone_of_the_office(
    cast: Cast, moment: str, held: bool
) -> None:
    cast.appoint(cast.outsider_kabag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-05", "2027-01-06")
    standing = cast.outsider_kabag.standing(datetime.fromisoformat(moment))
    assert (standing.holding(_kabag().pk) is not None) is held


def test_relieving_ends_a_post_at_that_instant_once(cast: Cast) -> None:
    penugasan = cast.kabag.penugasan.get()
    ended = actions.relieve(penugasan, by=cast.admin)
    assert ended.ended_at is not None
    assert cast.kabag.standing(ended.ended_at - timedelta(seconds=1)).holding(_kabag().pk) is not None
    assert cast.kabag.standing(ended.ended_at).holding(_kabag().pk) is None
    entries = Event.objects.count()
    assert actions.relieve(penugasan, by=cast.admin).ended_at == ended.ended_at
    assert Event.objects.count() == entries


def test_a_closed_account_holds_no_post(cast: Cast) -> None:
    actions.disable(cast.kabag, by=cast.admin)
    assert Pegawai.objects.get(pk=cast.kabag.pk).standing(clock.now()).posts == ()


def test_a_closed_account_is_given_no_post(cast: Cast) -> None:
    actions.disable(cast.rekan, by=cast.admin)

    with pytest.raises(Refused, match="sudah ditutup"):
        cast.appoint(Pegawai.objects.get(pk=cast.rekan.pk), "kabag", "teknis-hukum", "plh", "2027-01-04", "2027-01-08")


def test_closed_days_replace_those_of_their_year_only(cast: Cast) -> None:
    other = cast.satker.hari_libur.filter(tanggal__year=2026).count()
    days = [Libur(date(2027, 3, 1), "Hari contoh", "khusus"), Libur(date(2027, 3, 2), "Hari contoh", "khusus")]
    assert actions.declare_holidays(cast.satker, days, by=cast.admin) == 2027
    assert cast.satker.hari_libur.filter(tanggal__year=2027).count() == 2
    assert cast.satker.hari_libur.filter(tanggal__year=2026).count() == other > 0
    entries = Event.objects.count()
    actions.declare_holidays(cast.satker, list(reversed(days)), by=cast.admin)
    assert Event.objects.count() == entries


@pytest.mark.parametrize(
    "days",
    [
        [],
        [date(2027, 3, 1), date(2028, 3, 1)],
        [date(2027, 3, 1), date(2027, 3, 1)],
    ],
)
def test_closed_days_of_no_one_year_or_named_twice_are_refused(cast: Cast, days: list[date]) -> None:
    with pytest.raises(BadInput):
        actions.declare_holidays(cast.satker, [Libur(day, "Hari contoh", "khusus") for day in days], by=cast.admin)


def test_the_clock_can_be_set_runs_on_and_goes_back_to_real_time(cast: Cast) -> None:
    moment = datetime.fromisoformat("2030-05-06T10:00:00+07:00")
    actions.move_clock(cast.satker, moment, by=cast.admin)
    first = clock.now()
    assert timedelta(0) <= first - moment < timedelta(seconds=5)
    assert clock.now() > first
    actions.move_clock(cast.satker, None, by=cast.admin)
    assert abs(clock.now() - datetime.now(first.tzinfo)) < timedelta(seconds=5)


def test_outside_practice_the_clock_is_the_real_one(cast: Cast, settings: object) -> None:
    actions.move_clock(cast.satker, datetime.fromisoformat("2030-05-06T10:00:00+07:00"), by=cast.admin)
    settings.DEMO = False  # type: ignore[attr-defined]
    assert clock.now().year < 2030


def test_founding_twice_leaves_the_office_as_it_stands(cast: Cast) -> None:
    entries = Event.objects.count()
    assert founding.found(founding.read("kabupaten-kota")) == cast.satker
    assert (Satker.objects.count(), Event.objects.count()) == (1, entries)


@pytest.mark.parametrize("name", ["office", "kabupaten-kota"])
def test_every_unit_has_the_posts_that_its_kind_asks_for(db: None, name: str) -> None:
    satker = founding.found(founding.read(name))
    wanted = {
        "sekretariat": {"sekretaris", "admin", "auditor"},
        "bagian": {"kabag"},
        "subbagian": {"kasubbag", "petugas"},
    }
    for unit in Unit.objects.all():
        assert set(unit.jabatan.values_list("post", flat=True)) == wanted[unit.jenis]
    assert satker.hari_libur.filter(tanggal=date(2027, 8, 17)).exists()


def test_an_office_file_that_is_not_there_is_refused(db: None) -> None:
    with pytest.raises(Refused, match="tidak dapat dibaca"):
        founding.read("/tidak/ada.toml")

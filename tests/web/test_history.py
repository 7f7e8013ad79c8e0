"""The history: every stay with its working time beside the standard, every turn back with its reason where it is mended."""

from typing import Any

from django.test import Client

from renkeg.office import clock
from renkeg.office.calendar import Calendar
from renkeg.planning.models import Usulan
from renkeg.planning.sop import Verb
from renkeg.web import history
from tests.cast import Cast, do, forward, published, usulan_at


def _way(usulan: Usulan) -> history.Way:
    found = Usulan.objects.for_reading().get(pk=usulan.pk)
    return history.of(found, Calendar.of(found.satker), clock.now())


def _returned_twice(cast: Cast) -> Usulan:
    """Step 1 in 30 minutes, returned from 2 after 90, proposed again, returned from 3."""
    usulan = usulan_at(1, cast)
    for moment, step in (
        ("09:30:30", None),
        ("11:00:40", "back"),
        ("11:20:50", None),
        ("11:30", None),
        ("11:40", "back"),
    ):
        cast.at(f"2027-01-04T{moment}+07:00")
        assert usulan.open_tugas is not None
        whose = cast.whose(usulan.open_tugas)
        usulan = do(Verb.SEND_BACK, usulan.open_tugas, whose, cast) if step else forward(usulan, cast)
    return usulan


def test_every_round_is_kept_with_its_time_beside_the_standard(cast: Cast) -> None:
    usulan = _returned_twice(cast)
    cast.at("2027-01-04T11:50:00+07:00")

    way = _way(usulan)

    first, second, third = way.stages[:3]
    assert [(leg.minutes, leg.standard, leg.over) for leg in first.legs] == [(30, 120, False), (20, 120, False)]
    assert [(leg.minutes, leg.over, leg.back) for leg in second.legs][:2] == [(90, True, True), (9, False, False)]
    assert [stage.standing for stage in (first, second, third)] == ["selesai", "sekarang", "nanti"]
    assert [(leg.tugas.verb, leg.to and leg.to.nomor) for leg in way.closed] == [
        ("propose", None),
        ("send_back", 1),
        ("propose", None),
        ("approve", None),
        ("send_back", 2),
    ]
    assert second.to_mend is not None
    assert second.to_mend.closed_by == cast.sekretaris
    assert first.to_mend is None
    assert (way.standard, way.running) == (490, True)
    assert way.minutes == sum(leg.minutes for stage in way.stages for leg in stage.legs)
    over = second.legs[0]
    assert (over.used, over.allowed) == (100, 67)
    assert (first.legs[0].used, first.legs[0].allowed) == (25, 100)


def test_the_page_tells_it_in_words(cast: Cast, client: Client) -> None:
    usulan = _returned_twice(cast)
    cast.at("2027-01-04T11:50:00+07:00")
    client.force_login(cast.kabag)

    body = client.get(usulan.get_absolute_url()).content.decode()

    for told in (
        "Kali ke-1: 1 jam 30 menit dari 1 jam",
        "lalu dikembalikan ke penyusunan usulan",
        "Perbaiki di sini. Sekretaris Contoh mengembalikannya",
        "mengembalikan ke langkah 1, penyusunan usulan",
        "8 jam 10 menit kerja menurut SOP;",
        "sampai sekarang terpakai",
    ):
        assert told in body, told
    assert " style=" not in body


def test_side_work_stands_in_the_history_but_not_in_the_sum(cast: Cast) -> None:
    usulan = published(cast)
    side = usulan.sampingan[0]
    cast.at("2027-01-04T13:30:00+07:00")
    do(Verb.ACKNOWLEDGE, side, cast.kabag, cast)

    way = _way(usulan)

    assert {stage.standing for stage in way.stages} == {"selesai"}
    assert (way.closed[-1].tugas.side, way.running) == ("acknowledge", False)
    assert way.minutes == 0


def test_a_draft_has_no_history_yet(cast: Cast, client: Client) -> None:
    usulan = usulan_at(1, cast)
    client.force_login(cast.kasubbag)

    assert "Belum ada yang bertindak." in client.get(usulan.get_absolute_url()).content.decode()
    assert [stage.standing for stage in _way(usulan).stages] == ["sekarang", *["nanti"] * 7]


def test_a_long_history_asks_no_more(cast: Cast, client: Client, django_assert_max_num_queries: Any) -> None:
    usulan = _returned_twice(cast)
    client.force_login(cast.auditor)
    client.get(usulan.get_absolute_url())

    with django_assert_max_num_queries(31):
        assert client.get(usulan.get_absolute_url()).status_code == 200

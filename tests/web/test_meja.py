"""The Meja Kerja: what waits, where the rest is, what comes, what was told; fresh, cheap, and for each post apart."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from renkeg.office import actions as office_actions
from renkeg.office.models import Pegawai
from renkeg.planning import actions
from renkeg.planning.sop import Verb
from renkeg.trail.models import Notification
from renkeg.web import sessions
from renkeg.web.desk import Desk
from tests.cast import KEGIATAN, Cast, do, draft, forward, published, start, usulan_at


@pytest.fixture
def desk(client: Client) -> Any:
    """`desk(person)`: the page as it is for that person."""

    def read(person: Pegawai, query: str = "", **headers: str) -> tuple[Desk, str]:
        client.force_login(person)
        response = client.get(f"/{query}", headers=headers)
        assert response.status_code == 200
        return response.context["desk"], response.content.decode()

    return read


def test_a_card_carries_the_facts_that_decide(cast: Cast, desk: Any) -> None:
    usulan_at(2, cast, kegiatan=[dict(KEGIATAN), {**KEGIATAN, "judul": "J" * 300, "anggaran": 0}])
    cast.at("2027-01-04T09:25:30+07:00")

    found, body = desk(cast.kabag)

    assert (found.waiting, len(found.cards), found.moving) == (1, 1, [])
    for told in (
        "Subbagian Keuangan · Februari 2027",
        "2 kegiatan · Rp12.500.000",
        "Pemeriksaan Kepala Bagian",
        "Di meja Anda sejak 09.00, batas 10.00.",
        "sisa 34 menit kerja.",
        "Kegiatan 2 tanpa anggaran (Rp0).",
        "<title>(1) Meja Kerja – Renkeg</title>",
    ):
        assert told in body, told


def test_the_most_urgent_comes_first_and_a_return_brings_its_reason(cast: Cast, desk: Any) -> None:
    returned = usulan_at(2, cast)
    assert returned.open_tugas is not None
    cast.at("2027-01-04T10:30:00+07:00")
    do(Verb.SEND_BACK, returned.open_tugas, cast.kabag, cast)
    # Somewhat more than an hour, however long the Tidak itself took.
    cast.at("2027-01-04T14:30:30+07:00")
    start(cast, susulan=True)

    found, body = desk(cast.kasubbag)

    assert [one.usulan.susulan for one in found.cards] == [False, True]
    assert [one.late for one in found.cards] == [True, False]
    assert "Dikembalikan Kabag Contoh: “Perbaiki lokus kegiatan pertama.”" in body
    assert "terlambat 1 jam" in body


def test_side_work_is_marked_and_does_not_hide_the_plan(cast: Cast, desk: Any) -> None:
    published(cast)

    found, body = desk(cast.kabag)

    assert [bool(one.tugas.side) for one in found.cards] == [True]
    assert '<span class="label">sampingan</span>' in body
    assert "Mengetahui rencana kegiatan bulanan" in body


def test_what_i_sent_on_shows_where_it_is_and_others_work_stays_away(cast: Cast, desk: Any) -> None:
    usulan_at(3, cast)

    found, body = desk(cast.kasubbag)
    assert [one.where.short for one in found.moving] == ["di meja Sekretaris"]
    assert "Di meja Sekretaris sejak 09.00, batas 10.00." in body
    assert "Terakhir dari Anda: mengajukan usulan, pukul 09.00." in body
    # A petugas who has no part in it yet is not bothered; those above see all below; the outsider nothing.
    assert desk(cast.petugas)[0].moving == []
    assert len(desk(cast.kabag)[0].moving) == 1
    for person in (cast.outsider, cast.outsider_kabag, cast.admin, cast.auditor):
        found, body = desk(person)
        assert (found.moving, found.cards) == ([], [])
        assert "Subbagian Keuangan" not in body


def test_what_is_coming_names_the_month_and_the_working_days_left(cast: Cast, desk: Any) -> None:
    found, body = desk(cast.kasubbag)
    assert [(one.month.month, one.days, one.late) for one in found.coming] == [(2, 14, False), (3, 33, False)]
    assert "14 hari kerja lagi, batas Senin 25 Januari" in body
    assert "/usulan/baru/?tahun=2027&amp;bulan=2" in body

    begun = start(cast)
    found, body = desk(cast.kasubbag)
    assert found.coming[0].draft == begun
    assert "Lanjutkan drafnya" in body
    assert len(desk(cast.sekretaris)[0].coming[0].units) == 8

    forward(begun, cast)
    cast.at("2027-02-24T09:00:00+07:00")
    assert [(one.month.month, one.days, one.late) for one in desk(cast.kasubbag)[0].coming] == [
        (3, 2, True),
        (4, 13, False),
    ]
    # Who has planned here before is told of the month that runs without a plan.
    cast.at("2027-03-03T09:00:00+07:00")
    assert [one.month.month for one in desk(cast.kasubbag)[0].coming] == [3, 4, 5]
    assert [one.month.month for one in desk(cast.outsider)[0].coming] == [4, 5]


def test_notices_are_told_until_they_are_read(cast: Cast, desk: Any, client: Client) -> None:
    usulan = published(cast)
    notice = Notification.objects.get(to=cast.kasubbag.pk, event__verb=Verb.PUBLISH)
    assert [one.pk for one in desk(cast.kasubbag)[0].notices] == [notice.pk]
    # What merely waited is told by its card, and no longer once it is done.
    assert desk(cast.sekretaris)[0].notices == list(
        Notification.objects.filter(to=cast.sekretaris.pk, event__verb="publish")
    )

    client.force_login(cast.kabag)
    client.post("/kabar/read/", {"kabar": [notice.pk]})
    notice.refresh_from_db()
    assert notice.read_at is None
    client.force_login(cast.kasubbag)
    response = client.post("/kabar/read/", {"kabar": [notice.pk], "sebagai": "kasubbag-keuangan"})
    assert (response.status_code, response["Location"]) == (302, "/?sebagai=kasubbag-keuangan")
    assert client.get("/kabar/read/").status_code == 405
    assert desk(cast.kasubbag)[0].notices == []
    assert usulan.terbitan is not None


def test_who_has_several_posts_sees_each_desk_apart_and_as_whom_he_would_act(cast: Cast, desk: Any) -> None:
    usulan_at(2, cast)
    start(cast, by=cast.outsider, kegiatan=draft()["kegiatan"])
    cast.appoint(cast.outsider, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-08")

    found, body = desk(cast.outsider)
    assert [(one.holding.kapasitas, one.count) for one in found.seats] == [("definitif", 1), ("plh", 1)]
    assert "Di meja Anda sebagai Plh. Kepala Bagian Keuangan, Umum dan Logistik" in body
    assert "Bertindak sebagai" in body

    slug = found.seats[1].holding.jabatan_id
    found, body = desk(cast.outsider, f"?sebagai={slug}")
    assert (found.count, found.waiting, found.chosen) == (1, 2, slug)
    assert [one.tugas.jabatan_id for one in found.cards] == [slug]
    assert desk(cast.outsider, "?sebagai=sekretaris-sekretariat")[0].chosen == ""
    assert "Bertindak sebagai" not in desk(cast.kabag)[1]


def test_who_proposed_it_is_told_on_the_card_that_others_decide(cast: Cast, desk: Any) -> None:
    usulan_at(2, cast)
    usulan_at(2, cast, susulan=True)
    cast.appoint(cast.kasubbag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-08")

    found, body = desk(cast.kasubbag)

    assert found.waiting == 2
    assert found.decisions == 0
    assert "Anda sendiri telah bertindak pada tahap penyusunan usulan untuk usulan ini." in body
    assert "Putuskan beberapa sekaligus" not in body
    assert "Putuskan beberapa sekaligus" in desk(cast.kabag)[1]


def test_an_empty_desk_says_what_will_come_and_what_to_do_now(cast: Cast, desk: Any) -> None:
    assert "Sementara itu Anda dapat menyusun usulan bulan berikutnya." in desk(cast.kasubbag)[1]
    assert "rencana yang sudah terbit di Tautan" in desk(cast.sekretaris)[1]
    office_actions.relieve(cast.rekan.penugasan.get(), by=cast.admin)
    assert "Anda belum memegang jabatan saat ini." in desk(cast.rekan)[1]


def test_asked_again_it_answers_only_when_something_has_changed(cast: Cast, client: Client) -> None:
    usulan_at(2, cast)
    client.force_login(cast.kabag)
    stamp = client.get("/").context["desk"].stamp
    poll = {"HX-Request": "true", sessions.UNATTENDED: "1"}

    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = client.get("/", {"stamp": stamp}, headers=poll)
    assert (response.status_code, response.content) == (204, b"")
    assert len(asked) <= 8
    # A person who opens that address sees the page.
    assert client.get("/", {"stamp": stamp}).status_code == 200

    start(cast, susulan=True)
    response = client.get("/", {"stamp": stamp}, headers=poll)
    assert response.status_code == 200
    assert response.content.decode().lstrip().startswith('<div id="meja"')
    assert "<html" not in response.content.decode()


def test_words_of_time_do_not_stand_for_ever(cast: Cast, client: Client) -> None:
    usulan_at(2, cast)
    client.force_login(cast.kabag)
    stamp = client.get("/").context["desk"].stamp
    cast.satker.practice_clock.offset += int(timedelta(minutes=10) / timedelta(microseconds=1))
    cast.satker.practice_clock.save()

    assert client.get("/", {"stamp": stamp}, headers={"HX-Request": "true"}).status_code == 200


def test_a_page_that_asks_by_itself_keeps_no_session_alive(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(cast.kabag)
    client.get("/")
    start_at = int(timezone.now().timestamp())
    for minutes in (10, 20, 29):
        monkeypatch.setattr(sessions, "now", lambda minutes=minutes: start_at + 60 * minutes)
        headers = {"HX-Request": "true", sessions.UNATTENDED: "1"}
        assert client.get("/", {"stamp": "0"}, headers=headers).status_code == 200
    monkeypatch.setattr(sessions, "now", lambda: start_at + 31 * 60)
    assert client.get("/", {"stamp": "0"}, headers={"HX-Request": "true", sessions.UNATTENDED: "1"}).status_code != 200


def test_many_cards_ask_no_more_than_few(cast: Cast, client: Client) -> None:
    client.force_login(cast.kabag)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        return len(queries)

    for n in range(2):
        usulan_at(2, cast, susulan=n > 0)
        usulan_at(3, cast, susulan=True)
    asked()
    few = asked()
    for _ in range(8):
        usulan = usulan_at(2, cast, susulan=True)
        usulan_at(4, cast, susulan=True)
        assert usulan.open_tugas is not None
        do(Verb.SEND_BACK, usulan.open_tugas, cast.kabag, cast)
    assert asked() == few
    assert few <= 38


def test_more_than_a_desk_can_hold_leads_to_the_list(cast: Cast, desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("renkeg.web.desk.MOST_CARDS", 2)
    monkeypatch.setattr("renkeg.web.desk.MOST_LINES", 1)
    for n in range(3):
        usulan_at(2, cast, susulan=n > 0)
        usulan_at(3, cast, susulan=True)

    found, body = desk(cast.kabag)

    assert (found.count, len(found.cards), found.more_cards) == (3, 2, 1)
    assert (len(found.moving), found.more_moving) == (1, 2)
    assert "Masih ada 1 lagi yang menunggu Anda" in body
    assert "Lihat semua yang sedang berjalan" in body


def test_a_double_hand_over_leaves_one_card(cast: Cast, desk: Any) -> None:
    usulan = usulan_at(6, cast)
    assert usulan.open_tugas is not None
    actions.assign(usulan.open_tugas, by=cast.kasubbag, petugas=cast.rekan.username)

    assert desk(cast.petugas)[0].cards == []
    assert len(desk(cast.rekan)[0].cards) == 1

"""The one line of truth: the same words everywhere, true for whoever reads them."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from renkeg.office import actions as office_actions
from renkeg.office import clock
from renkeg.office.models import Pegawai
from renkeg.planning import actions
from renkeg.planning.models import Usulan
from renkeg.planning.sop import Verb
from renkeg.web.where import Scene, Where, acting_as
from tests.cast import Cast, do, published, start, usulan_at


def _where(usulan: Usulan, by: Pegawai) -> Where:
    # As a page finds it: read anew, with all that it needs.
    by = Pegawai.objects.get(pk=by.pk)
    return Where.of(Usulan.objects.for_reading().get(pk=usulan.pk), Scene.of(by, clock.now()))


def test_a_running_one_lies_on_a_desk_since_and_until(cast: Cast) -> None:
    usulan = usulan_at(3, cast)

    told = _where(usulan, cast.kasubbag)

    assert told.sentence == "Di meja Sekretaris sejak 09.00, batas 10.00."
    assert (told.short, told.word, told.mine) == ("di meja Sekretaris", "berjalan", False)
    assert _where(usulan, cast.sekretaris).sentence == "Di meja Anda sejak 09.00, batas 10.00."
    assert _where(usulan, cast.sekretaris).short == "di meja Anda"


# Between the last two lies a holiday, 5 January.
@pytest.mark.parametrize(
    ("moment", "words", "late"),
    [
        ("2027-01-04T09:25:30+07:00", "sisa 34 menit kerja", False),
        ("2027-01-04T09:59:50+07:00", "sisa kurang dari satu menit kerja", False),
        ("2027-01-04T11:10:30+07:00", "terlambat 1 jam 10 menit kerja", True),
        ("2027-01-08T09:00:00+07:00", "terlambat 3 hari kerja", True),
    ],
)
def test_time_is_told_in_working_time(cast: Cast, moment: str, words: str, late: bool) -> None:
    usulan = usulan_at(3, cast)
    cast.at(moment)

    told = _where(usulan, cast.kasubbag)

    assert (told.time, told.late) == (words, late)
    assert str(told).endswith(f"{words.capitalize()}.")


def test_other_days_are_named_and_other_years_too(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    cast.at("2027-01-05T08:00:00+07:00")
    assert _where(usulan, cast.kasubbag).sentence == (
        "Di meja Sekretaris sejak Senin 4 Januari pukul 09.00, batas Senin 4 Januari pukul 10.00."
    )
    cast.at("2028-01-05T08:00:00+07:00")
    assert "sejak Senin 4 Januari 2027 pukul 09.00" in _where(usulan, cast.kasubbag).sentence


def test_the_stand_in_is_named_and_told_in_which_capacity_he_would_act(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    assert usulan.open_tugas is not None
    title = "Plh. Kepala Bagian Keuangan, Umum dan Logistik"
    assert acting_as(usulan.open_tugas, cast.kabag, clock.now()) is None
    cast.appoint(cast.outsider_kabag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-08")

    assert f"Di meja {title} (Outsider Kabag Contoh) sejak" in _where(usulan, cast.kasubbag).sentence
    assert f"Di meja Anda sebagai {title} sejak" in _where(usulan, cast.outsider_kabag).sentence
    assert "Di meja Anda sejak" in _where(usulan, cast.kabag).sentence
    found = acting_as(usulan.open_tugas, Pegawai.objects.get(pk=cast.outsider_kabag.pk), clock.now())
    assert found is not None
    assert found.title == title


def test_who_decides_for_another_reads_by_which_order(cast: Cast, client: Client) -> None:
    usulan = usulan_at(2, cast)
    penugasan = cast.appoint(cast.outsider_kabag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-08")
    client.force_login(cast.outsider_kabag)
    title = "Anda bertindak sebagai <strong>Plh. Kepala Bagian Keuangan, Umum dan Logistik</strong>"
    assert title in client.get(usulan.get_absolute_url()).content.decode()

    penugasan.nomor, penugasan.tanggal = "12/SP/2027", date(2027, 1, 3)
    penugasan.save(update_fields=["nomor", "tanggal"])
    told = f"{title} (Surat Perintah Nomor 12/SP/2027 tanggal 3 Januari 2027)"
    assert told in client.get(usulan.get_absolute_url()).content.decode()


def test_an_empty_desk_says_so(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    office_actions.relieve(cast.sekretaris.penugasan.get(), by=cast.admin)

    assert "Di meja Sekretaris (jabatannya sedang kosong) sejak" in _where(usulan, cast.kasubbag).sentence


def test_an_assigned_petugas_is_named_also_when_he_has_left(cast: Cast) -> None:
    usulan = usulan_at(6, cast)
    assert "Di meja Petugas Contoh (petugas) sejak" in _where(usulan, cast.kabag).sentence
    office_actions.relieve(cast.petugas.penugasan.get(), by=cast.admin)

    assert "Di meja Petugas Contoh (tidak lagi memegang jabatannya)" in _where(usulan, cast.kabag).sentence


def test_a_draft_a_cancelled_and_a_published_one(cast: Cast) -> None:
    draft = start(cast, bulan=3)
    assert _where(draft, cast.rekan).sentence == "Draf di Subbagian Keuangan, belum diajukan."
    assert _where(draft, cast.kasubbag).sentence == "Draf di meja Anda, belum diajukan."
    assert _where(draft, cast.rekan).proposal == "diajukan paling lambat Senin 22 Februari"
    assert draft.open_tugas is not None
    do(Verb.CANCEL, draft.open_tugas, cast.kasubbag, cast)
    assert _where(draft, cast.kasubbag).sentence == "Dibatalkan hari ini pukul 09.00."

    terbit = published(cast)
    told = _where(terbit, cast.kabag)
    assert (told.sentence, told.short, told.time) == ("Terbit di Tautan sejak 09.00.", "terbit", "")
    assert "mengetahui rencana kegiatan bulanan, di meja Anda." in str(told)
    assert "di meja Kepala Bagian Keuangan, Umum dan Logistik." in str(_where(terbit, cast.kasubbag))


def test_a_late_proposal_is_marked_and_a_return_is_known(cast: Cast) -> None:
    cast.at("2027-01-26T09:00:00+07:00")
    usulan = start(cast)
    assert _where(usulan, cast.kasubbag).proposal == "lewat batas mengajukan, Senin 25 Januari"
    assert usulan.open_tugas is not None
    usulan = actions.propose(usulan.open_tugas, by=cast.kasubbag)
    assert _where(usulan, cast.kasubbag).proposal == "terlambat diajukan"
    assert usulan.open_tugas is not None
    do(Verb.SEND_BACK, usulan.open_tugas, cast.kabag, cast)

    told = _where(usulan, cast.kasubbag)
    assert told.proposed_late
    assert told.sent_back is not None
    assert told.sent_back.catatan == "Perbaiki lokus kegiatan pertama."


def test_many_usulan_ask_the_database_no_more_than_one(cast: Cast, django_assert_num_queries: Any) -> None:
    for langkah in (2, 3, 4, 5):
        usulan_at(langkah, cast, susulan=langkah > 2)
    scene = Scene.of(cast.kabag, clock.now())
    rows = list(Usulan.objects.for_reading())
    cast.kabag.standing(scene.at)

    with django_assert_num_queries(0):
        assert len({str(Where.of(one, scene)) for one in rows}) > 2


def test_the_line_stands_on_every_page_that_names_a_usulan(cast: Cast, client: Client) -> None:
    usulan = usulan_at(3, cast)
    client.force_login(cast.kasubbag)

    for address in (
        "/",
        "/usulan/",
        *(f"{usulan.get_absolute_url()}{tail}" for tail in ("", "surat/", "kertas-kerja/")),
    ):
        assert "Di meja Sekretaris sejak 09.00, batas 10.00." in client.get(address).content.decode(), address

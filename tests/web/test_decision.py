"""The usulan page as the place of decision: what is said of it, what was typed and kept, what follows."""

import re
import uuid
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from renkeg.planning import actions, drafts
from renkeg.planning.models import Tugas, Usulan
from renkeg.planning.sop import Verb
from tests.cast import KEGIATAN, Cast, do, forward, published, start, usulan_at
from tests.planning.walk import open_tugas

TWO = [{**KEGIATAN, "judul": "Rapat koordinasi"}, {**KEGIATAN, "judul": "Bimbingan teknis"}]


def page(client: Client, usulan: Usulan, query: str = "") -> str:
    return client.get(f"{usulan.get_absolute_url()}{query}").content.decode()


def press(client: Client, tugas: Tugas, verb: str, **fields: Any) -> Any:
    return client.post(f"/tugas/{tugas.pk}/{verb}/", {"seen": tugas.usulan.seen, **fields})


def test_what_is_unusual_stands_before_the_decision(cast: Cast, client: Client) -> None:
    before = [{**KEGIATAN, "anggaran": 1_000_000, "tanggal": [{"mulai": "2027-01-18", "selesai": "2027-01-18"}]}]
    usulan_at(2, cast, bulan=1, kegiatan=before)
    usulan = usulan_at(2, cast, kegiatan=[{**KEGIATAN, "kode": None}])
    for person, told in ((cast.kabag, True), (cast.petugas, False)):
        client.force_login(person)
        body = page(client, usulan)
        assert ("Kegiatan 1 belum berkode." in body) is told
        assert ("Jumlahnya lebih dari dua kali rencana Januari 2027 (Rp1.000.000)." in body) is told


def test_ticked_kegiatan_stand_before_the_reason(cast: Cast, client: Client) -> None:
    tugas = open_tugas(usulan_at(2, cast, kegiatan=TWO))
    second = tugas.usulan.kegiatan.all()[1]
    client.force_login(cast.kabag)

    press(client, tugas, "send_back", catatan="Lokusnya belum tepat.", kegiatan=[second.pk])

    assert Tugas.objects.get(pk=tugas.pk).catatan == "Kegiatan 2 (Bimbingan teknis): Lokusnya belum tepat."
    client.force_login(cast.kasubbag)
    assert "Kegiatan 2 (Bimbingan teknis): Lokusnya belum tepat." in page(client, tugas.usulan)


def test_many_or_long_kegiatan_are_named_by_number_and_the_reason_keeps_its_room(cast: Cast, client: Client) -> None:
    rows = [{**KEGIATAN, "judul": "Rapat " * 45} for _ in range(60)]
    tugas = open_tugas(usulan_at(2, cast, kegiatan=rows))
    client.force_login(cast.kabag)
    keys = [row.pk for row in tugas.usulan.kegiatan.all()]

    response = press(client, tugas, "send_back", catatan="Lokusnya belum tepat.", kegiatan=keys)

    assert response.status_code == 302
    assert Tugas.objects.get(pk=tugas.pk).catatan.startswith("Kegiatan 1, 2, 3, 4")


def test_a_tick_is_no_reason_and_both_are_kept(cast: Cast, client: Client) -> None:
    tugas = open_tugas(usulan_at(2, cast, kegiatan=TWO))
    first = tugas.usulan.kegiatan.all()[0]
    client.force_login(cast.kabag)

    response = press(client, tugas, "send_back", catatan="ulangi", kegiatan=[first.pk])

    body = response.content.decode()
    assert response.status_code == 422
    assert '<details class="kembalikan" open>' in body
    assert ">\nulangi</textarea>" in body
    assert f'name="kegiatan" value="{first.pk}" checked>' in body
    assert re.search(r'href="#catatan"', body)
    assert 'id="catatan"' in body


def test_a_stale_tidak_shows_what_is_there_now_and_keeps_the_reason(cast: Cast, client: Client) -> None:
    tugas = open_tugas(usulan_at(2, cast, kegiatan=TWO))
    first = tugas.usulan.kegiatan.all()[0]
    client.force_login(cast.kabag)
    seen = tugas.usulan.seen
    surat = drafts.Surat(hal="Hal yang lebih baru", pengantar="Bersama ini.")
    actions.write_surat(tugas.usulan, surat, versi=tugas.usulan.versi, by=cast.kabag)

    typed = {"catatan": "Lokusnya belum tepat.", "kegiatan": [first.pk]}
    response = client.post(f"/tugas/{tugas.pk}/send_back/", {"seen": seen, **typed})

    body = response.content.decode()
    assert response.status_code == 409
    assert "Isinya sudah berubah" in body
    assert "Hal yang lebih baru" in body
    assert ">\nLokusnya belum tepat.</textarea>" in body
    assert f'value="{first.pk}" checked>' in body


def test_who_comes_too_late_reads_by_whom_and_keeps_his_words(cast: Cast, client: Client) -> None:
    tugas = open_tugas(usulan_at(2, cast))
    do(Verb.WITHDRAW, tugas, cast.kasubbag, cast)
    client.force_login(cast.kabag)

    response = press(client, tugas, "send_back", catatan="Lokusnya belum tepat.")

    body = response.content.decode()
    assert response.status_code == 409
    assert "sudah ditarik kembali oleh Kasubbag Contoh" in body
    assert "Lokusnya belum tepat." in body


def test_after_a_ya_it_is_told_who_has_it_now_and_what_is_next(cast: Cast, client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://renkeg.test"
    other = usulan_at(2, cast, susulan=True)
    tugas = open_tugas(usulan_at(2, cast))
    client.force_login(cast.kabag)

    response = press(client, tugas, "approve")

    body = client.get(response["Location"]).content.decode()
    assert "Nota dinas sudah Anda setujui dan tanda tangani." in body
    assert "Diteruskan ke Sekretaris KPU Provinsi Bengkulu. Batas pukul 10.00." in body
    assert f'href="{other.get_absolute_url()}">Berikutnya: 1 lagi</a>' in body
    link = re.search(r'href="https://wa\.me/\?text=([^"]+)" target="_blank" rel="noopener noreferrer"', body)
    assert link is not None
    text = unquote(link[1])
    assert text.startswith("Yth. Sekretaris KPU Provinsi Bengkulu, usulan rencana kegiatan Subbagian Keuangan")
    assert text.endswith(f"https://renkeg.test{tugas.usulan.get_absolute_url()}")
    assert "Rp" not in text
    query = response["Location"].partition("?")[2]
    client.force_login(cast.sekretaris)
    assert "sudah Anda" not in page(client, tugas.usulan, f"?{query}")
    assert "sudah Anda" not in page(client, other, f"?{query}")


def test_after_a_tidak_nobody_is_told_the_reason_by_whatsapp(cast: Cast, client: Client) -> None:
    tugas = open_tugas(usulan_at(3, cast))
    client.force_login(cast.sekretaris)

    response = press(client, tugas, "send_back", catatan="Anggarannya terlalu besar.")

    body = client.get(response["Location"]).content.decode()
    assert "Dikembalikan ke Kepala Bagian Keuangan, Umum dan Logistik. Batas pukul 10.00." in body
    link = re.search(r"wa\.me/\?text=([^\"]+)", body)
    assert link is not None
    assert "Anggarannya" not in unquote(link[1])
    assert "Selesai, ke Meja Kerja" in body


def test_a_disposisi_with_every_tick_taken_away_is_asked_again(cast: Cast, client: Client) -> None:
    tugas = open_tugas(usulan_at(3, cast))
    client.force_login(cast.sekretaris)

    bare = press(client, tugas, "approve", instruksi="")
    free = press(client, tugas, "approve", instruksi="", instruksi_lain="Koordinasikan dengan Bendahara")

    assert bare.status_code == 422
    assert "Centang atau tulis paling sedikit satu instruksi." in bare.content.decode()
    assert free.status_code == 302
    assert Tugas.objects.get(pk=tugas.pk).disposisi.instruksi == ["Koordinasikan dengan Bendahara"]


def test_the_petugas_named_last_is_proposed(cast: Cast, client: Client) -> None:
    first = usulan_at(5, cast)
    client.force_login(cast.kasubbag)
    assert 'value="">Pilih petugas' in page(client, first)
    assert " selected" not in page(client, first)

    actions.assign(open_tugas(first), by=cast.kasubbag, petugas=cast.rekan.username)

    assert f'value="{cast.rekan.username}" selected>' in page(client, usulan_at(5, cast, susulan=True))
    cast.rekan.is_active = False
    cast.rekan.save(update_fields=["is_active"])
    only = page(client, usulan_at(5, cast, susulan=True))
    assert f'required><option value="{cast.petugas.username}" selected>' in only


def test_a_stand_in_reads_in_which_capacity_he_acts(cast: Cast, client: Client) -> None:
    usulan = usulan_at(2, cast)
    cast.appoint(cast.outsider_kabag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-08")
    told = "Anda bertindak sebagai <strong>Plh. Kepala Bagian Keuangan, Umum dan Logistik</strong>"
    for person, said in ((cast.outsider_kabag, True), (cast.kabag, False)):
        client.force_login(person)
        assert (told in page(client, usulan)) is said


@pytest.mark.parametrize("langkah", range(1, 9))
def test_every_langkah_has_its_bar_and_its_answer(cast: Cast, client: Client, langkah: int) -> None:
    tugas = open_tugas(usulan_at(langkah, cast))
    person = cast.whose(tugas)
    client.force_login(person)
    way = next(way for way in tugas.at.ways if way.answer != "Tidak")
    fields = {"petugas": cast.petugas.username} if way.verb is Verb.ASSIGN else {}

    assert f'form="maju-{tugas.pk}" data-once>{way.label}</button>' in page(client, tugas.usulan)
    response = press(client, tugas, way.verb, **fields)

    answer = client.get(response["Location"]).context["answer"]
    present = Usulan.objects.get(pk=tugas.usulan_id)
    assert answer.opened == present.open_tugas
    assert bool(answer.whatsapp) is not answer.mine


def test_the_side_task_has_its_bar_too(cast: Cast, client: Client) -> None:
    usulan = forward(usulan_at(7, cast), cast)
    side = usulan.sampingan[0]
    client.force_login(cast.kabag)

    assert "Nyatakan mengetahui</button>" in page(client, usulan)
    response = press(client, side, "acknowledge")

    assert "Anda sudah menyatakan mengetahui." in client.get(response["Location"]).content.decode()


def test_sixty_rows_ask_as_often_as_two(
    cast: Cast, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    few, many = usulan_at(2, cast, kegiatan=TWO), usulan_at(2, cast, kegiatan=TWO * 30, susulan=True)
    client.force_login(cast.kabag)
    page(client, few)
    with django_assert_max_num_queries(40) as asked:
        page(client, few)
    with django_assert_max_num_queries(len(asked)):
        page(client, many)


def test_an_odd_key_of_the_answer_is_nothing(cast: Cast, client: Client) -> None:
    usulan = start(cast)
    client.force_login(cast.kasubbag)
    for key in ("x", "%00", "A" * 22, open_tugas(usulan).pk):
        assert client.get(f"{usulan.get_absolute_url()}?tugas={key}").context["answer"] is None


def test_a_revision_shows_what_it_changes_where_it_is_decided(cast: Cast, client: Client) -> None:
    plan = published(cast, kegiatan=TWO)
    surat = drafts.Surat(hal="Usulan revisi", pengantar="Bersama ini.")
    revision, _ = actions.revise(plan, uuid.uuid4(), surat, by=cast.kasubbag)
    first = revision.kegiatan.all()[0]
    rows = drafts.read_kegiatan([{"id": first.pk, **first.content(), "anggaran": 99_000_000}], 2027)
    revision = actions.write_kegiatan(revision, rows, versi=revision.versi, by=cast.kasubbag)
    revision = do(Verb.PROPOSE, open_tugas(revision), cast.kasubbag, cast)
    client.force_login(cast.kabag)

    for address in (revision.get_absolute_url(), "/putuskan/"):
        body = client.get(address).content.decode()
        assert "Ini revisi atas rencana yang sudah terbit." in body
        assert "Berubah dari rencana yang terbit" in body
        assert "<del>Rp12.500.000</del> menjadi <ins>Rp99.000.000</ins>" in body
        assert "<strong>Dihapus:</strong> Bimbingan teknis" in body


def test_a_kegiatan_taken_out_of_the_plan_is_struck_out(cast: Cast, client: Client) -> None:
    plan = published(cast, kegiatan=TWO)
    actions.cancel_kegiatan(plan.kegiatan.all()[0], by=cast.kasubbag, catatan="Narasumber berhalangan hadir.")
    client.force_login(cast.kabag)

    body = page(client, plan)

    assert "<s>Rapat koordinasi</s>" in body
    assert "Narasumber berhalangan hadir." in body


def test_a_disposisi_and_a_catatan_are_read_by_whom_they_are_meant_for(cast: Cast, client: Client) -> None:
    tugas = open_tugas(usulan_at(3, cast))
    usulan = actions.approve(
        tugas, by=cast.sekretaris, seen=tugas.usulan.seen, instruksi=["Setuju", "Hemat"], catatan="Awasi harganya."
    )
    client.force_login(cast.kabag)
    body = page(client, usulan)
    assert "Disposisi Sekretaris Contoh, Sekretaris KPU Provinsi Bengkulu:" in body
    assert "<blockquote>Setuju · Hemat<br>Awasi harganya.</blockquote>" in body

    judged = open_tugas(usulan_at(7, cast, susulan=True))
    usulan = actions.approve(judged, by=cast.kasubbag, seen=judged.usulan.seen, catatan="Harga hotel naik.")

    assert "Catatan Kasubbag Contoh, Kepala Subbagian Keuangan:" in page(client, usulan)
    assert "<blockquote>Harga hotel naik.</blockquote>" in page(client, usulan)

"""Several decisions at once: each with its own tick, its own `seen`, its own outcome."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from renkeg.office import clock
from renkeg.planning import actions, drafts
from renkeg.planning.models import Tugas, Usulan
from renkeg.planning.sop import Verb
from renkeg.trail.models import Event
from tests.cast import KEGIATAN, Cast, do, start, usulan_at
from tests.planning.walk import open_tugas

ADDRESS = "/putuskan/"


def waiting(cast: Cast, langkah: int, count: int, **changes: Any) -> list[Tugas]:
    return [open_tugas(usulan_at(langkah, cast, susulan=True, **changes)) for _ in range(count)]


def form(*tugas: Tugas, ticked: list[Tugas] | None = None) -> dict[str, Any]:
    """What the page sends for these tugas, all ticked unless said."""
    fields: dict[str, Any] = {"tugas": [one.pk for one in (tugas if ticked is None else ticked)]}
    for one in tugas:
        fields[f"seen-{one.pk}"] = one.usulan.seen
    return fields


def test_each_is_shown_in_full_and_none_is_ticked(cast: Cast, client: Client) -> None:
    first, second = waiting(cast, 3, 2, pengantar="Mohon persetujuan atas kegiatan ini.")
    client.force_login(cast.sekretaris)

    body = client.get(ADDRESS).content.decode()

    for one in (first, second):
        assert f'name="tugas" value="{one.pk}">' in body
        assert f'name="seen-{one.pk}" value="{one.usulan.seen}"' in body
    assert body.count("Mohon persetujuan atas kegiatan ini.") == 2
    assert body.count("Rapat koordinasi perencanaan") == 2
    assert body.count("Ini usulan susulan, di luar rencana bulanan.") == 2


def test_only_the_ticked_are_approved_each_with_what_was_seen(cast: Cast, client: Client) -> None:
    first, second, third = waiting(cast, 3, 3)
    client.force_login(cast.sekretaris)
    sent = form(first, second, third, ticked=[first, third]) | {f"instruksi-{third.pk}": "Proses sesuai ketentuan"}

    response = client.post(ADDRESS, sent)

    assert response.status_code == 302
    assert parse_qs(urlsplit(response["Location"]).query)["tugas"] == [first.pk, third.pk]
    rows = Tugas.objects.in_bulk([first.pk, second.pk, third.pk])
    assert [rows[one.pk].verb for one in (first, second, third)] == ["approve", "", "approve"]
    assert rows[third.pk].seen == third.usulan.seen
    assert rows[third.pk].disposisi.instruksi == ["Proses sesuai ketentuan"]
    assert rows[first.pk].disposisi.instruksi == ["Setuju", "Proses sesuai ketentuan"]
    body = client.get(response["Location"]).content.decode()
    assert body.count("disetujui.</li>") + body.count("disetujui. Diteruskan ke Kepala Bagian") == 2
    assert f'value="{second.pk}"' in body


def test_pressing_twice_is_harmless(cast: Cast, client: Client) -> None:
    tugas = waiting(cast, 2, 1)[0]
    client.force_login(cast.kabag)
    sent = form(tugas)

    first, second = client.post(ADDRESS, sent), client.post(ADDRESS, sent)

    assert first["Location"] == second["Location"]
    assert Event.objects.filter(verb="approve").count() == 1


def test_one_that_changed_meanwhile_is_told_and_shown_anew_and_the_rest_goes_on(cast: Cast, client: Client) -> None:
    changed, same = waiting(cast, 2, 2)
    sent = form(changed, same)
    surat = drafts.Surat(hal="Hal yang lebih baru", pengantar="Bersama ini.")
    actions.write_surat(changed.usulan, surat, versi=changed.usulan.versi, by=cast.kabag)
    client.force_login(cast.kabag)

    response = client.post(ADDRESS, sent)

    body = response.content.decode()
    assert response.status_code == 409
    assert "Isinya berubah sejak Anda membacanya" in body
    assert "Hal yang lebih baru" in body
    assert f'name="tugas" value="{changed.pk}">' in body
    assert {row.pk: row.verb for row in Tugas.objects.filter(pk__in=[changed.pk, same.pk])} == {
        changed.pk: "",
        same.pk: "approve",
    }


def test_one_that_somebody_else_has_ended_is_told_with_the_reason(cast: Cast, client: Client) -> None:
    gone = waiting(cast, 2, 1)[0]
    sent = form(gone)
    do(Verb.WITHDRAW, gone, cast.kasubbag, cast)
    client.force_login(cast.kabag)

    response = client.post(ADDRESS, sent)

    assert response.status_code == 409
    assert "ditarik kembali oleh Kasubbag Contoh" in response.content.decode()


def test_without_seen_or_without_instructions_nothing_is_approved_and_ticks_are_kept(
    cast: Cast, client: Client
) -> None:
    tugas = waiting(cast, 3, 1)[0]
    client.force_login(cast.sekretaris)

    unseen = client.post(ADDRESS, {"tugas": [tugas.pk]})
    bare = client.post(ADDRESS, form(tugas) | {f"instruksi-{tugas.pk}": ""})
    nothing = client.post(ADDRESS, form(tugas, ticked=[]))

    assert [one.status_code for one in (unseen, bare, nothing)] == [422, 422, 422]
    assert "Centang atau tulis paling sedikit satu instruksi." in bare.content.decode()
    assert f'name="tugas" value="{tugas.pk}" checked>' in bare.content.decode()
    assert "Belum ada yang dicentang" in nothing.content.decode()
    assert Tugas.objects.get(pk=tugas.pk).is_open


def test_what_asks_for_more_than_a_tick_is_opened_by_itself(cast: Cast, client: Client) -> None:
    judged = open_tugas(usulan_at(7, cast))
    client.force_login(cast.kasubbag)

    assert judged.pk not in client.get(ADDRESS).content.decode()
    response = client.post(ADDRESS, form(judged))

    assert response.status_code == 409
    assert Tugas.objects.get(pk=judged.pk).is_open


def test_who_proposed_it_is_told_to_leave_it_to_another(cast: Cast, client: Client) -> None:
    tugas = waiting(cast, 2, 1)[0]
    cast.appoint(cast.kasubbag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-08")
    client.force_login(cast.kasubbag)

    body = client.get(ADDRESS).content.decode()

    assert f'value="{tugas.pk}"' not in body
    assert "Anda sendiri telah bertindak" in body


def test_a_stand_in_reads_as_what_he_acts(cast: Cast, client: Client) -> None:
    waiting(cast, 2, 1)
    cast.appoint(cast.outsider_kabag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-08")
    client.force_login(cast.outsider_kabag)

    assert "Plh. Kepala Bagian Keuangan, Umum dan Logistik" in client.get(ADDRESS).content.decode()


def test_others_find_nothing_and_approve_nothing(cast: Cast, client: Client) -> None:
    tugas = waiting(cast, 2, 1)[0]
    for person in (cast.outsider, cast.outsider_kabag, cast.petugas, cast.auditor, cast.admin):
        client.force_login(person)
        body = client.get(ADDRESS).content.decode()
        assert "Tidak ada usulan yang menunggu persetujuan Anda." in body
        assert tugas.pk not in body
        response = client.post(ADDRESS, form(tugas))
        assert response.status_code == 409
        assert client.get(f"{ADDRESS}?tugas={tugas.pk}").status_code == 200
    assert Tugas.objects.get(pk=tugas.pk).is_open


def test_odd_keys_break_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.kabag)

    for key in ("", "x", "A" * 22, "\x00" * 22, "A" * 21 + "\x00"):
        assert client.get(ADDRESS, {"tugas": key}).status_code == 200
        assert client.post(ADDRESS, {"tugas": key, f"seen-{key}": "x"}).status_code in {409, 422}


def test_more_than_a_page_says_so_and_asks_no_more_often(
    cast: Cast, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    waiting(cast, 2, 3)
    client.force_login(cast.kabag)
    client.get(ADDRESS)
    with django_assert_max_num_queries(40) as asked:
        client.get(ADDRESS)
    for one in waiting(cast, 2, 19):
        rows = [{**KEGIATAN, "judul": f"Kegiatan ke-{n}"} for n in range(5)]
        actions.write_kegiatan(one.usulan, drafts.read_kegiatan(rows, 2027), versi=one.usulan.versi, by=cast.kabag)

    with django_assert_max_num_queries(len(asked)):
        body = client.get(ADDRESS).content.decode()

    assert body.count('name="tugas"') == 20
    assert "Masih ada 2 usulan lagi" in body


def test_an_empty_draft_among_them_is_opened_by_itself(cast: Cast, client: Client) -> None:
    tugas = waiting(cast, 2, 1)[0]
    actions.write_kegiatan(tugas.usulan, (), versi=tugas.usulan.versi, by=cast.kabag)
    client.force_login(cast.kabag)

    body = client.get(ADDRESS).content.decode()

    assert "Isinya belum lengkap." in body
    assert f'value="{tugas.pk}"' not in body
    assert start(cast) in Usulan.objects.visible_to(cast.kasubbag, clock.now())


def test_one_that_the_stand_in_has_approved_is_told_by_his_name(cast: Cast, client: Client) -> None:
    tugas = waiting(cast, 2, 1)[0]
    cast.appoint(cast.outsider_kabag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-08")
    sent = form(tugas)
    do(Verb.APPROVE, tugas, cast.outsider_kabag, cast)
    client.force_login(cast.kabag)

    response = client.post(ADDRESS, sent)

    assert response.status_code == 409
    assert "sudah disetujui oleh Outsider Kabag Contoh" in response.content.decode()
    assert Event.objects.filter(verb="approve").count() == 1

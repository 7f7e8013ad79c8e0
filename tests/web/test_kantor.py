"""The admin names a Plh. on a page, and ends it there; nobody else finds that page."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from renkeg.office import actions as office_actions
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan
from renkeg.trail.models import Event
from tests.cast import Cast, usulan_at

KABAG = "kabag-keuangan-umum-logistik"
PLH = {
    "pegawai": "outsider-kabag",
    "jabatan": KABAG,
    "kapasitas": "plh",
    "mulai": "2027-01-04",
    "selesai": "2027-01-08",
    "dasar": "Surat Perintah Nomor 1/2027",
}


@pytest.fixture
def admin(cast: Cast, client: Client) -> Client:
    """The admin at his browser."""
    client.force_login(cast.admin)
    return client


def person(pegawai: Pegawai) -> Client:
    """Another one at a browser of his own."""
    client = Client()
    client.force_login(pegawai)
    return client


def plh() -> PenugasanJabatan:
    """The one Plh. that was named."""
    return PenugasanJabatan.objects.get(kapasitas="plh")


def fields(body: str) -> dict[str, str]:
    """What stands in the form's fields, by name."""
    typed = dict(re.findall(r'<input [^>]*name="(\w+)"[^>]* value="([^"]*)"', body))
    for name, options in re.findall(r'<select [^>]*name="(\w+)"[^>]*>(.*?)</select>', body, flags=re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        typed[name] = chosen[1] if chosen else ""
    return typed


def section(body: str, jabatan: str) -> str:
    """What the list says of one jabatan."""
    found = re.search(rf"<h3>{re.escape(jabatan)}</h3>.*?</ul>", body, flags=re.DOTALL)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def test_only_the_admin_of_now_finds_the_page_and_its_menu_entry(cast: Cast) -> None:
    cast.appoint(cast.rekan, "admin", "sekretariat", "plt", "2027-02-01")
    row = cast.kabag.penugasan.get()
    for name, who in cast.everyone().items():
        client = person(who)
        entry = 'href="/kantor/"' in client.get("/").content.decode()
        expected = 200 if who == cast.admin else 404
        assert (name, client.get("/kantor/penugasan/").status_code) == (name, expected)
        assert (name, entry) == (name, expected == 200)
        if expected == 404:
            assert client.post("/kantor/penugasan/", PLH).status_code == 404
            assert client.post(f"/kantor/penugasan/{row.pk}/relieve/").status_code == 404
    assert Client().get("/kantor/penugasan/").status_code == 302
    assert not PenugasanJabatan.objects.filter(kapasitas="plh").exists()
    assert cast.kabag.penugasan.get().ended_at is None


def test_a_plh_finds_the_tugas_on_his_desk_and_approves(cast: Cast, admin: Client) -> None:
    usulan = usulan_at(2, cast)
    assert usulan.open_tugas is not None
    address = usulan.get_absolute_url()
    browser = person(cast.outsider_kabag)
    assert address not in browser.get("/").content.decode()

    told = admin.post("/kantor/penugasan/", PLH, follow=True).content.decode()

    assert "Outsider Kabag Contoh menjadi Plh. Kepala Bagian Keuangan, Umum dan Logistik mulai 4 Januari 2027" in told
    assert "sampai dengan 8 Januari 2027" in told
    assert Event.objects.get(subject=f"penugasan:{plh().pk}").by == cast.admin.pk
    assert address in browser.get("/").content.decode()
    approved = browser.post(f"/tugas/{usulan.open_tugas.pk}/approve/", {"seen": usulan.seen})
    assert approved.status_code == 302
    assert approved["Location"].startswith(address)


def test_once_ended_he_may_no_longer(cast: Cast, admin: Client) -> None:
    usulan = usulan_at(2, cast)
    assert usulan.open_tugas is not None
    admin.post("/kantor/penugasan/", PLH)
    browser = person(cast.outsider_kabag)
    assert browser.get(usulan.get_absolute_url()).status_code == 200

    button = f"/kantor/penugasan/{plh().pk}/relieve/"
    assert f'action="{button}"' in admin.get("/kantor/penugasan/").content.decode()
    told = admin.post(button, follow=True).content.decode()

    assert "Penugasan Outsider Kabag Contoh sebagai Plh. Kepala Bagian Keuangan, Umum dan Logistik sudah" in told
    assert f'action="{button}"' not in told
    answer = browser.post(f"/tugas/{usulan.open_tugas.pk}/approve/", {"seen": usulan.seen})
    assert answer.status_code == 404
    assert browser.get(usulan.get_absolute_url()).status_code == 404


def test_appointing_and_ending_twice_changes_nothing_more(cast: Cast, admin: Client) -> None:
    admin.post("/kantor/penugasan/", PLH)
    events = Event.objects.count()
    assert "Sudah tercatat sebelumnya" in admin.post("/kantor/penugasan/", PLH, follow=True).content.decode()
    assert Event.objects.count() == events

    button = f"/kantor/penugasan/{plh().pk}/relieve/"
    admin.post(button)
    first, events = plh().ended_at, Event.objects.count()
    assert admin.post(button).status_code == 302
    assert (plh().ended_at, Event.objects.count()) == (first, events)


def test_a_second_definitive_holder_is_refused_in_a_sentence_and_the_typed_stays(cast: Cast, admin: Client) -> None:
    typed = {**PLH, "kapasitas": "definitif", "selesai": ""}

    answer = admin.post("/kantor/penugasan/", typed)
    body = answer.content.decode()

    assert answer.status_code == 409
    assert "Kepala Bagian Keuangan, Umum dan Logistik sudah dijabat Kabag Contoh; akhiri dahulu" in body
    assert fields(body).items() >= typed.items()
    assert not cast.outsider_kabag.penugasan.filter(jabatan=KABAG).exists()


@pytest.mark.parametrize(
    ("name", "typed", "msg"),
    [
        ("selesai", "2027-01-03", "Tanggal selesai mendahului tanggal mulai."),
        ("mulai", "", "Tanggal wajib diisi"),
        ("mulai", "2101-01-04", "Tahun 2101 tidak masuk akal."),
        ("selesai", "besok", "Tanggal tidak dikenali"),
        ("dasar", "x" * 201, "paling banyak 200 karakter"),
        ("dasar", "Surat\x00", "karakter kendali"),
        ("dasar", "Surat\nPerintah", "hanya boleh satu baris"),
    ],
)
def test_what_is_wrong_is_named_at_its_field_and_the_typed_stays(
    name: str, typed: str, msg: str, cast: Cast, admin: Client
) -> None:
    answer = admin.post("/kantor/penugasan/", {**PLH, name: typed})
    body = answer.content.decode()

    assert answer.status_code == 422
    assert f'<a href="#{name}">' in body
    fault = re.search(rf'id="{name}-salah">([^<]*)', body)
    assert fault
    assert msg in fault[1]
    assert re.search(rf'<input [^>]*name="{name}"[^>]* aria-describedby="{name}-salah"', body)
    assert fields(body).items() >= {**PLH, name: typed}.items()
    assert not PenugasanJabatan.objects.filter(kapasitas="plh").exists()


def test_an_empty_form_is_told_all_that_it_lacks_and_lists_take_only_what_they_offer(cast: Cast, admin: Client) -> None:
    office_actions.disable(cast.rekan, by=cast.admin)
    empty = admin.post("/kantor/penugasan/")
    foreign = admin.post("/kantor/penugasan/", {**PLH, "pegawai": "rekan", "jabatan": "raja", "kapasitas": "tetap"})

    for answer, wrong in (
        (empty, ("pegawai", "jabatan", "kapasitas", "mulai")),
        (foreign, ("pegawai", "jabatan", "kapasitas")),
    ):
        assert answer.status_code == 422
        summary = re.search(r'class="kesalahan".*?</section>', answer.content.decode(), flags=re.DOTALL)
        assert summary
        assert tuple(re.findall(r'href="#(\w+)"', summary[0])) == wrong


def test_the_list_tells_who_holds_who_will_and_what_is_vacant(cast: Cast, admin: Client) -> None:
    head = "Kepala Bagian Keuangan, Umum dan Logistik"
    held = section(admin.get("/kantor/penugasan/").content.decode(), head)
    assert "Kabag Contoh definitif · sejak 1 Januari 2025" in held
    assert "Tunjuk Plh." in held
    assert "Kosong" not in held

    cast.appoint(cast.kasubbag, "kabag", "keuangan-umum-logistik", "plh", "2027-02-01", "2027-02-05")
    office_actions.relieve(cast.kabag.penugasan.get(), by=cast.admin)
    left = section(admin.get("/kantor/penugasan/").content.decode(), head)
    assert "Kosong: saat ini tidak ada yang memegang jabatan ini." in left
    assert "Kasubbag Contoh akan datang Plh. · mulai 1 Februari 2027 sampai dengan 5 Februari 2027" in left
    assert "Kabag Contoh" not in left


def test_a_closed_account_that_still_bars_a_post_can_be_ended(cast: Cast, admin: Client) -> None:
    office_actions.disable(cast.kabag, by=cast.admin)
    said = section(admin.get("/kantor/penugasan/").content.decode(), "Kepala Bagian Keuangan, Umum dan Logistik")
    assert "Kosong" in said
    assert "Kabag Contoh akun ditutup" in said

    new = {**PLH, "kapasitas": "definitif", "selesai": ""}
    assert admin.post("/kantor/penugasan/", new).status_code == 409
    admin.post(f"/kantor/penugasan/{cast.kabag.penugasan.get().pk}/relieve/")
    assert admin.post("/kantor/penugasan/", new).status_code == 302


def test_the_link_of_a_post_opens_the_form_for_it(cast: Cast, admin: Client) -> None:
    body = admin.get("/kantor/penugasan/").content.decode()
    assert f"?jabatan={KABAG}&amp;kapasitas=plh#tunjuk" in body

    offered = fields(admin.get(f"/kantor/penugasan/?jabatan={KABAG}&kapasitas=plh").content.decode())

    assert offered.items() >= {"jabatan": KABAG, "kapasitas": "plh", "mulai": "2027-01-04", "pegawai": ""}.items()


def test_the_admin_does_not_lock_himself_out(cast: Cast, admin: Client) -> None:
    own = cast.admin.penugasan.get()
    button = f"/kantor/penugasan/{own.pk}/relieve/"
    assert f'action="{button}"' not in admin.get("/kantor/penugasan/").content.decode()

    answer = admin.post(button)

    assert answer.status_code == 409
    assert "hanya dapat diakhiri oleh admin lain" in answer.content.decode()
    assert cast.admin.penugasan.get().ended_at is None


def test_a_penugasan_that_is_not_there_is_not_found_and_a_link_ends_none(cast: Cast, admin: Client) -> None:
    assert admin.post(f"/kantor/penugasan/{'A' * 22}/relieve/").status_code == 404
    assert admin.get(f"/kantor/penugasan/{cast.kabag.penugasan.get().pk}/relieve/").status_code == 405


def test_it_asks_as_often_for_fifty_people_as_for_five(
    cast: Cast, admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _crowd(5, 0)
    admin.get("/kantor/penugasan/")
    with django_assert_max_num_queries(30) as asked:
        admin.get("/kantor/penugasan/")
    _crowd(50, 5)
    with django_assert_max_num_queries(len(asked)):
        body = admin.get("/kantor/penugasan/").content.decode()
    assert body.count("Orang Contoh 4") > 10


def _crowd(upto: int, begin: int) -> None:
    post: Any = Jabatan.objects.get(pk="petugas-keuangan")
    for place in range(begin, upto):
        one = office_actions.hire(username=f"orang-{place}", nama=f"Orang Contoh {place}")
        office_actions.appoint(one, post, kapasitas="definitif", mulai=date(2026, 1, 1), by=None)

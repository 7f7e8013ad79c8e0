"""The settings of letters on their page, the sifat on the letter's page, and the example that is looked at before it is saved."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from renkeg.office import actions
from renkeg.office.models import PenugasanJabatan, Satker
from renkeg.planning import integrity
from renkeg.planning.models import Usulan
from renkeg.trail.models import Event
from renkeg.web import naskah
from tests.cast import MONDAY, Cast, start, usulan_at

PAGE = "/kantor/naskah/"
HOSTILE = '#read("/etc/passwd") *tebal* <b>x</b> {unit}'


@pytest.fixture
def admin(cast: Cast) -> Client:
    """The admin at his browser."""
    cast.at(MONDAY)
    client = Client()
    client.force_login(cast.admin)
    return client


def told(**changes: str) -> dict[str, str]:
    """The form as it would come back."""
    return {**naskah.printed(actions.Letters.of(Satker.objects.office())), **changes}


def words(response: Any) -> str:
    """What an answered PDF says."""
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("inline")
    return " ".join(" ".join(one.extract_text() for one in PdfReader(BytesIO(response.content)).pages).split())


def test_the_page_is_the_admins_and_says_what_holds(cast: Cast, admin: Client) -> None:
    body = admin.get(PAGE).content.decode()
    assert "Bersama ini disampaikan usulan {rencana} {unit}" in body
    assert re.search(r'<option value="segera" selected>Segera', body)
    assert re.search(r'id="nip_printed"[^>]*checked', body)
    assert not re.search(r'id="pangkat_printed"[^>]*checked', body)
    other = Client()
    other.force_login(cast.kabag)
    assert other.get(PAGE).status_code == other.post(PAGE, told()).status_code == 404


def test_an_example_shows_what_was_typed_before_it_is_saved_and_never_as_markup(cast: Cast, admin: Client) -> None:
    entries = Event.objects.count()
    typed = told(penutup=HOSTILE, tembusan="Ketua KPU\nArsip", pangkat_printed="ya", head_order="hal", nip_printed="")
    seen = words(admin.post(PAGE, {**typed, "pratinjau": "surat"}))
    assert '#read("/etc/passwd") *tebal* <b>x</b> Subbagian Contoh' in seen
    assert "1. Ketua KPU 2. Arsip" in seen
    assert "Rina Contoh Pembina (IV/a)" in seen
    assert "NIP" not in seen
    assert re.search("Dari : .* Hal : .* Tanggal : ", seen)
    assert "CONTOH" in seen
    assert Event.objects.count() == entries
    assert Satker.objects.office().penutup == ""


def test_the_letterhead_has_an_example_too(cast: Cast, admin: Client) -> None:
    head = {name: str(value) for name, value in vars(actions.Letterhead.of(Satker.objects.office())).items()}
    seen = words(admin.post("/kantor/kop/", {**head, "alamat": HOSTILE, "pratinjau": "surat"}))
    assert HOSTILE in seen
    assert Satker.objects.office().alamat != HOSTILE
    assert admin.post("/kantor/kop/", {**head, "alamat": "", "pratinjau": "surat"}).status_code == 422


def test_what_is_saved_is_offered_to_the_next_letter(cast: Cast, admin: Client) -> None:
    typed = told(pembuka="Dengan hormat, disampaikan {rencana} {unit} {bulan} {tahun}.", kecepatan="biasa")
    assert admin.post(PAGE, typed).status_code == 302
    kasubbag = Client()
    kasubbag.force_login(cast.kasubbag)
    body = kasubbag.get("/usulan/baru/?tahun=2027&bulan=3").content.decode()
    assert "Dengan hormat, disampaikan rencana kegiatan Subbagian Keuangan Maret 2027." in body
    usulan = usulan_at(1, cast)
    shown = kasubbag.get(usulan.get_absolute_url()).content.decode()
    assert "<dt>Sifat</dt><dd>Biasa</dd>" in shown
    assert integrity.check().findings == []


@pytest.mark.parametrize("wish", [{}, {"pratinjau": "surat"}])
def test_a_wrong_setting_keeps_what_was_typed_and_leads_to_it(cast: Cast, admin: Client, wish: dict[str, str]) -> None:
    answer = admin.post(PAGE, told(penutup="Untuk {bula}.", isi="Kosong.", kecepatan="kilat") | wish)
    body = answer.content.decode()
    assert answer.status_code == 422
    summary = re.search(r'class="kesalahan".*?</section>', body, flags=re.DOTALL)
    assert summary
    assert set(re.findall(r'href="#(\w+)"', summary[0])) == {"penutup", "isi", "kecepatan"}
    assert "Kata {bula} tidak dikenal" in body
    assert "Untuk {bula}.</textarea>" in body


def surat(usulan: Usulan, client: Client, **changes: str) -> dict[str, str]:
    """The letter's form as the page brings it."""
    body = client.get(f"{usulan.get_absolute_url()}surat/").content.decode()
    fields = dict(
        re.findall(r'<input type="hidden" name="(versi|orang|keamanan_awal|kecepatan_awal)" value="([^"]*)"', body)
    )
    return {
        **fields,
        "hal": usulan.hal,
        "pengantar": usulan.pengantar,
        "keamanan": fields["keamanan_awal"],
        "kecepatan": fields["kecepatan_awal"],
        **changes,
    }


def test_the_sifat_is_chosen_on_the_letters_page(cast: Cast) -> None:
    usulan = start(cast)
    client = Client()
    client.force_login(cast.kasubbag)
    seen = usulan.seen
    path = f"{usulan.get_absolute_url()}surat/"
    # Left as they were, nothing was said of them.
    assert client.post(path, surat(usulan, client, hal="Hal yang lain")).status_code == 302
    fresh = Usulan.objects.get(pk=usulan.pk)
    assert (fresh.keamanan, fresh.kecepatan) == ("", "")
    assert client.post(path, surat(fresh, client, keamanan="rahasia")).status_code == 302
    fresh = Usulan.objects.get(pk=usulan.pk)
    assert (fresh.keamanan, fresh.kecepatan) == ("rahasia", "")
    assert fresh.seen != seen
    assert "<dd>Rahasia/Segera</dd>" in client.get(usulan.get_absolute_url()).content.decode()
    assert client.post(path, surat(fresh, client, keamanan="x")).status_code == 422
    assert integrity.check().findings == []


def test_two_who_write_at_once_keep_each_others_choice(cast: Cast) -> None:
    usulan = start(cast)
    client = Client()
    client.force_login(cast.kasubbag)
    path = f"{usulan.get_absolute_url()}surat/"
    body = client.get(path).content.decode()
    dasar = re.search(r'name="dasar" value="([^"]*)"', body)
    assert dasar
    first, second = surat(usulan, client, kecepatan="biasa"), surat(usulan, client, keamanan="terbatas")
    base = {"dasar": dasar[1].replace("&quot;", '"')}
    assert client.post(path, {**first, **base}).status_code == 302
    assert client.post(path, {**second, **base}).status_code == 302
    fresh = Usulan.objects.get(pk=usulan.pk)
    assert (fresh.keamanan, fresh.kecepatan) == ("terbatas", "biasa")


def test_a_mandate_is_noted_with_the_surat_perintah(cast: Cast, admin: Client) -> None:
    plh = cast.appoint(cast.outsider, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-08")
    path = f"/kantor/penugasan/{plh.pk}/order/"
    assert "a.n. (atas nama)" in admin.get(path).content.decode()
    typed = {"nomor": "7/SPt/2027", "tanggal": "", "mandate": "an"}
    assert admin.post(path, typed).status_code == 302
    assert PenugasanJabatan.objects.get(pk=plh.pk).mandate == "an"
    assert admin.post(path, {**typed, "mandate": "zz"}).status_code == 422
    assert admin.post(path, {"nomor": "7/SPt/2027", "tanggal": ""}).status_code == 302
    assert PenugasanJabatan.objects.get(pk=plh.pk).mandate == "an"
    own = cast.kabag.penugasan.get()
    assert "Surat ditandatangani" not in admin.get(f"/kantor/penugasan/{own.pk}/order/").content.decode()
    assert integrity.check().findings == []


def test_a_person_has_a_pangkat(cast: Cast, admin: Client) -> None:
    path = f"/kantor/pegawai/{cast.kabag.pk}/"
    typed = {"nama": "Kabag Contoh", "nip": "", "email": "", "pangkat": "Pembina (IV/a)"}
    assert admin.post(path, typed).status_code == 302
    assert 'value="Pembina (IV/a)"' in admin.get(path).content.decode()
    assert admin.post(path, {**typed, "pangkat": "a\nb"}).status_code == 422
    assert integrity.check().findings == []

"""Signing on the page of the usulan: offered to whose turn it is, with his password, in words that he understands."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from renkeg.papers import choosing
from renkeg.papers.models import Document
from renkeg.planning import actions
from renkeg.planning.models import Usulan
from tests import bsre
from tests.cast import Cast, published, usulan_at

PASSWORD = "kata-sandi-latihan-27"


def of(pegawai: Any) -> Client:
    pegawai.set_password(PASSWORD)
    pegawai.save(update_fields=["password"])
    client = Client()
    client.force_login(pegawai)
    return client


def letter(usulan: Usulan) -> Document:
    return usulan.papers().valid().get(jenis=Document.Jenis.NOTA_DINAS)


def text(response: Any) -> str:
    return str(response.content.decode())


def words(response: Any) -> str:
    """What a reader reads, in one line."""
    return " ".join(re.sub(r"<[^>]*>", "", text(response)).split())


def test_the_page_offers_it_to_the_one_who_approved_alone(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    address = f"/dokumen/{letter(usulan).pk}/sign/"

    for person in (cast.kabag, cast.kasubbag, cast.sekretaris, cast.auditor):
        shown = text(of(person).get(usulan.get_absolute_url()))
        assert (address in shown) == (person == cast.kabag)
        assert "Menunggu tanda tangan Kabag Contoh" in shown


def test_signed_it_says_by_whom_and_with_what(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    client = of(cast.kabag)

    response = client.post(f"/dokumen/{letter(usulan).pk}/sign/", {"password": PASSWORD}, follow=True)

    shown = text(response)
    assert "Nota dinas sudah Anda tanda tangani." in shown
    assert "Ditandatangani secara elektronik (sertifikat internal kantor) oleh Kabag Contoh" in words(response)
    assert "Menunggu tanda tangan" not in shown
    assert "tersertifikasi" not in shown
    assert "BSrE" not in shown


def test_a_wrong_password_is_told_at_its_field(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    paper = letter(usulan)

    response = of(cast.kabag).post(f"/dokumen/{paper.pk}/sign/", {"password": "bukan-ini"})

    assert response.status_code == 422
    shown = text(response)
    assert f'href="#password-{paper.pk}"' in shown
    assert "Kata sandi ini tidak cocok" in shown
    assert f'<details class="lipat tandatangan" id="tanda-tangan-{paper.pk}" open>' in shown
    assert "bukan-ini" not in shown


def test_who_may_not_is_told_on_the_page(cast: Cast) -> None:
    usulan = usulan_at(3, cast)

    response = of(cast.kasubbag).post(f"/dokumen/{letter(usulan).pk}/sign/", {"password": PASSWORD})

    assert response.status_code == 409
    assert "Yang menandatangani berkas ini Kabag Contoh" in text(response)


def test_after_the_ya_the_signature_is_one_tap_away_and_nothing_waits_for_it(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    tugas = usulan.open_tugas
    assert tugas is not None

    response = of(cast.kabag).post(f"/tugas/{tugas.pk}/approve/", {"seen": usulan.seen}, follow=True)

    shown = text(response)
    paper = letter(usulan)
    assert f'href="#tanda-tangan-{paper.pk}">Tanda tangani nota dinas</a>' in shown
    again = Usulan.objects.for_reading().get(pk=usulan.pk)
    assert again.open_tugas is not None
    assert again.open_tugas.langkah == 3


def test_with_bsre_the_page_asks_for_its_passphrase_and_once_for_the_nik(cast: Cast, settings: Any) -> None:
    with bsre.running(settings):
        choosing.choose(cast.satker, "bsre", by=cast.admin)
        usulan = usulan_at(3, cast)
        client, paper = of(cast.kabag), letter(usulan)
        shown = text(client.get(usulan.get_absolute_url()))
        assert 'name="passphrase"' in shown
        assert 'name="nik"' in shown

        said = {"password": PASSWORD, "passphrase": "salah", "nik": bsre.NIK}
        response = client.post(f"/dokumen/{paper.pk}/sign/", said)
        assert response.status_code == 422
        assert "Passphrase BSrE ini salah." in text(response)
        assert bsre.NIK not in text(response)

        response = client.post(f"/dokumen/{paper.pk}/sign/", {**said, "passphrase": bsre.PASSPHRASE}, follow=True)
        assert "Ditandatangani BSrE oleh Kabag Contoh" in words(response)
        other = usulan_at(3, cast, susulan=True)
        assert 'name="nik"' not in text(client.get(other.get_absolute_url()))


def test_a_scan_is_put_in_place_on_the_page(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    client, paper = of(cast.kasubbag), letter(usulan)
    address = f"/dokumen/{paper.pk}/scan/"
    assert address in text(client.get(usulan.get_absolute_url()))
    assert client.post(address).status_code == 422
    wrong = client.post(address, {"file": SimpleUploadedFile("surat.pdf", b"<html>")})
    assert (wrong.status_code, "Unggah pindaian sebagai PDF, PNG atau JPEG." in text(wrong)) == (422, True)
    out = BytesIO()
    Image.new("RGB", (620, 877), "white").save(out, "JPEG")

    response = client.post(address, {"file": SimpleUploadedFile("surat.jpg", out.getvalue())}, follow=True)

    shown = words(response)
    assert "Pindaian naskah bertanda tangan basah, diunggah Kasubbag Contoh" in shown
    assert "Menunggu tanda tangan" not in shown


def test_the_published_plan_is_the_signed_one(cast: Cast) -> None:
    usulan = published(cast)
    form = usulan.papers().valid().get(jenis=Document.Jenis.RENCANA_PDF)

    actions.sign(form, by=cast.kasubbag)

    pdf = of(cast.outsider).get(f"/tautan/{usulan.pk}/rencana.pdf")
    assert b"/ETSI.CAdES.detached" in b"".join(pdf) if pdf.streaming else b"/ETSI.CAdES.detached" in pdf.content


def test_the_admin_chooses_how_the_office_signs(cast: Cast, settings: Any) -> None:
    admin = of(cast.admin)
    page = "/kantor/tanda-tangan/"
    assert "RENKEG_BSRE_URL" in text(admin.get(page))
    assert admin.post(page, {"signer": "bsre"}).status_code == 422

    settings.BSRE_URL = "http://127.0.0.1:9"
    assert admin.post(page, {"signer": "bsre"}, follow=True).status_code == 200
    assert choosing.signer_of(cast.satker) == "bsre"
    assert "<p>BSrE.</p>" in text(admin.get("/kantor/"))
    assert of(cast.kabag).get(page).status_code == 404


def test_the_certificate_of_the_office_can_be_taken_along(cast: Cast) -> None:
    admin = of(cast.admin)
    assert admin.get("/kantor/tanda-tangan/sertifikat.pem").status_code == 404
    actions.sign(letter(usulan_at(3, cast)), by=cast.kabag)

    response = admin.get("/kantor/tanda-tangan/sertifikat.pem")

    assert response.content.startswith(b"-----BEGIN CERTIFICATE-----")
    assert "attachment" in response.headers["Content-Disposition"]
    assert b"PRIVATE" not in response.content


@pytest.mark.parametrize("address", ["sign", "scan"])
def test_outsiders_find_nothing(cast: Cast, address: str) -> None:
    usulan = usulan_at(3, cast)

    assert of(cast.outsider).post(f"/dokumen/{letter(usulan).pk}/{address}/").status_code == 404

"""Paper mode on the pages: a kit is printed, what was done on paper is recorded, and whoever did it confirms it."""

import re
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from renkeg.papers import media_types, scans
from renkeg.planning import actions, integrity, on_paper
from renkeg.planning.models import PaperAct, Usulan
from renkeg.planning.models.usulan import Keadaan
from renkeg.trail.models import Event
from tests.cast import Cast, forward, start, usulan_at
from tests.on_paper import PNG, recorded, scan, slip

THURSDAY = "2027-01-07T10:00:00+07:00"


@pytest.fixture
def usulan(cast: Cast, settings: Any, tmp_path: Path) -> Usulan:
    """At the Kabag since Monday nine o'clock; it is Thursday."""
    settings.DATA_DIR = tmp_path
    found = usulan_at(2, cast)
    cast.at(THURSDAY)
    return found


def _fields(client: Client, usulan: Usulan) -> dict[str, str]:
    """The hidden fields of the form as it stands on the page."""
    page = client.get(f"/usulan/{usulan.pk}/catat/").content.decode()
    return dict(re.findall(r'type="hidden" name="(id|place|langkah)" value="([^"]*)"', page))


def _line(client: Client, usulan: Usulan, by: str, **changes: Any) -> dict[str, Any]:
    return {
        **_fields(client, usulan),
        "oleh": by,
        "verb": "approve",
        "masuk": "2027-01-04",
        "jam_masuk": "10:00",
        "keluar": "2027-01-04",
        "jam_keluar": "10.30",
        "pindaian": SimpleUploadedFile("lembar kendali.png", PNG),
        **changes,
    }


def test_the_kabags_paper_is_recorded_confirmed_and_marked_everywhere(
    cast: Cast, client: Client, usulan: Usulan, tmp_path: Path
) -> None:
    client.force_login(cast.petugas)
    here = f"/usulan/{usulan.pk}/catat/"
    response = client.post(here, _line(client, usulan, "kabag", catatan="Sesuai lembar kendali."), follow=True)
    assert "Menunggu penegasan Kabag Contoh" in response.content.decode()
    act = PaperAct.objects.get()

    client.force_login(cast.kabag)
    assert "Perlu Anda tegaskan · 1" in client.get("/").content.decode()
    page = client.get(f"/kertas/{act.pk}/").content.decode()
    assert "Benar, saya menyetujui" in page
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert seen is not None
    for _ in range(2):  # a double click is harmless
        answer = client.post(f"/kertas/{act.pk}/confirm/", {"seen": seen[1]}, follow=True)
        assert "sekarang berlaku" in answer.content.decode()

    page = client.get(usulan.get_absolute_url()).content.decode()
    assert page.count("dicatat kemudian") >= 4
    assert "Langkah 2 dilakukan di atas kertas dan dicatat kemudian." in page
    assert "tidak ikut dihitung" in page
    assert "Disetujui di atas kertas oleh Kabag Contoh pada 4 Januari 2027 pukul 10.30 WIB" in page
    assert integrity.check(tmp_path / "berkas").findings == []


def test_the_published_plan_says_which_steps_were_taken_on_paper(cast: Cast, client: Client) -> None:
    drafted = start(cast)
    cast.at("2027-01-07T10:00:00+07:00")
    line = slip(drafted, cast.kasubbag, "04T09:00", "04T09:30")
    actions.record_paper(drafted, line, by=cast.kasubbag, scan=scan())
    while drafted.keadaan is not Keadaan.TERBIT:
        drafted = forward(drafted, cast)

    client.force_login(cast.auditor)
    assert "dicatat kemudian" in client.get("/tautan/?tahun=2027&bulan=2").content.decode()
    page = client.get(f"/tautan/{drafted.pk}/").content.decode()
    assert "Langkah 1 dilakukan di atas kertas." in page


def test_late_marks_leave_out_what_was_recorded_later(cast: Cast, client: Client, usulan: Usulan) -> None:
    client.force_login(cast.kabag)
    # Two working days for a step of one hour.
    line = _line(client, usulan, "kabag", keluar="2027-01-06", jam_keluar="10:30")
    client.post(f"/usulan/{usulan.pk}/catat/", line)
    assert (Usulan.objects.for_reading().get(pk=usulan.pk).riwayat[-1].minutes or 0) > 60
    assert "lebih lama dari standar" not in client.get(usulan.get_absolute_url()).content.decode()


def test_all_that_is_wrong_is_told_and_what_was_typed_is_kept(cast: Cast, client: Client, usulan: Usulan) -> None:
    client.force_login(cast.kasubbag)
    here = f"/usulan/{usulan.pk}/catat/"
    told = client.post(here, _line(client, usulan, "kabag", masuk="4 Jan", jam_masuk="25:00", catatan="Sudah dibaca."))
    assert told.status_code == 422
    assert "Tulis jam seperti 10.30." in told.content.decode()
    line = _line(client, usulan, "kabag", jam_keluar="09:00", catatan="Sudah dibaca.")
    del line["pindaian"]
    told = client.post(here, line)
    page = told.content.decode()
    assert told.status_code == 422
    for text in ("Waktu keluar lebih awal", "Lampirkan pindaian", "Sudah dibaca.", 'value="09:00"'):
        assert text in page
    assert not PaperAct.objects.exists()


def test_a_scan_is_what_its_bytes_say(cast: Cast, client: Client, usulan: Usulan) -> None:
    client.force_login(cast.kasubbag)
    line = _line(client, usulan, "kabag", pindaian=SimpleUploadedFile("pindai.exe", PNG, "text/html"))
    assert client.post(f"/usulan/{usulan.pk}/catat/", line).status_code == 302
    act = PaperAct.objects.get()
    answer = client.get(f"/kertas/{act.pk}/pindaian/")
    assert (answer.content[:5], answer["Content-Type"], act.scan_name) == (b"%PDF-", media_types.PDF, "pindai.pdf")
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("data", [b"", b"<html><script>alert(1)</script>", b"MZ\x90\x00", PNG[:40], b"GIF89a%PDF-1.7"])
def test_what_is_no_scan_is_not_kept(cast: Cast, client: Client, usulan: Usulan, data: bytes, tmp_path: Path) -> None:
    client.force_login(cast.kasubbag)
    line = _line(client, usulan, "kabag", pindaian=SimpleUploadedFile("pindai.pdf", data, "application/pdf"))
    assert client.post(f"/usulan/{usulan.pk}/catat/", line).status_code == 422
    assert not PaperAct.objects.exists()
    assert not list((tmp_path / "berkas").glob("??/*"))


def test_a_scan_that_is_too_large_is_not_kept(cast: Cast, client: Client, usulan: Usulan) -> None:
    client.force_login(cast.kasubbag)
    large = PNG[:8] + bytes(scans.MOST_BYTES) + PNG[-12:]
    line = _line(client, usulan, "kabag", pindaian=SimpleUploadedFile("pindai.png", large))
    assert "lebih besar dari 10 MB" in client.post(f"/usulan/{usulan.pk}/catat/", line).content.decode()


def test_who_does_not_work_here_finds_nothing(cast: Cast, client: Client, usulan: Usulan) -> None:
    act = recorded(usulan, cast.kabag, "04T10:00", "04T10:30", by=cast.kasubbag)
    before = Event.objects.count()
    for person, found in (
        (cast.outsider, 404),
        (cast.outsider_kabag, 404),
        (cast.admin, 404),
        (cast.auditor, 200),
    ):
        client.force_login(person)
        for path in (f"/usulan/{usulan.pk}/catat/", f"/kertas/{act.pk}/", f"/kertas/{act.pk}/pindaian/"):
            assert client.get(path).status_code == found, (person, path)
        for path, told in ((f"/usulan/{usulan.pk}/catat/", {}), (f"/kertas/{act.pk}/confirm/", {"seen": usulan.seen})):
            assert client.post(path, told).status_code in (404, 409), (person, path)
        assert client.post(f"/kertas/{act.pk}/drop/", {"catatan": "Bukan tindakan saya."}).status_code in (404, 409)
    assert Event.objects.count() == before
    client.force_login(cast.auditor)
    assert client.get("/kertas/").status_code == 404


def test_the_recorder_cannot_confirm_for_the_kabag(cast: Cast, client: Client, usulan: Usulan) -> None:
    act = recorded(usulan, cast.kabag, "04T10:00", "04T10:30", by=cast.kasubbag)
    client.force_login(cast.kasubbag)
    answer = client.post(f"/kertas/{act.pk}/confirm/", {"seen": usulan.seen})
    assert answer.status_code == 409
    assert "tindakannya sendiri" in answer.content.decode()


def test_the_kabag_declines_what_he_did_not_do(cast: Cast, client: Client, usulan: Usulan) -> None:
    act = recorded(usulan, cast.kabag, "04T10:00", "04T10:30", by=cast.kasubbag)
    client.force_login(cast.kabag)
    told = client.post(f"/kertas/{act.pk}/drop/", {"catatan": "tidak"})
    assert told.status_code == 422
    answer = client.post(f"/kertas/{act.pk}/drop/", {"catatan": "Bukan tanda tangan saya."}, follow=True)
    assert "tidak ada langkah yang berubah" in answer.content.decode()
    client.force_login(cast.kasubbag)
    assert "Bukan tanda tangan saya." in client.get(f"/usulan/{usulan.pk}/catat/").content.decode()


def test_a_kit_of_a_new_usulan_begins_exactly_that_one(cast: Cast, client: Client) -> None:
    client.force_login(cast.kasubbag)
    answer = client.get("/kertas/kit.pdf?tahun=2027&bulan=5&unit=keuangan&nomor=7/PR.02.2-ND/17/2027")
    assert answer.content.startswith(b"%PDF-1.7")
    assert "Kit Kertas Keuangan Mei 2027" in answer["Content-Disposition"]
    key = uuid.uuid4()
    led = client.get(f"/kertas/{key}/?unit=keuangan&tahun=2027&bulan=5")
    asked = parse_qs(urlsplit(led["Location"]).query)
    assert (asked["id"], asked["bulan"]) == ([str(key)], ["5"])
    assert f'value="{key}"' in client.get(led["Location"]).content.decode()
    client.force_login(cast.petugas)
    assert "Kasubbag memulainya" in client.get(f"/kertas/{key}/").content.decode()
    client.force_login(cast.auditor)
    assert client.get(f"/kertas/{key}/").status_code == 404


def test_the_code_of_a_running_usulan_leads_to_its_record(cast: Cast, client: Client, usulan: Usulan) -> None:
    client.force_login(cast.petugas)
    assert client.get(f"/kertas/{usulan.pk}/")["Location"] == f"/usulan/{usulan.pk}/catat/"
    assert client.get(f"/usulan/{usulan.pk}/kit.pdf").content.startswith(b"%PDF-1.7")
    # To somebody from elsewhere it is as unknown as any.
    client.force_login(cast.outsider)
    assert client.get(f"/kertas/{usulan.pk}/")["Location"].startswith("/usulan/baru/")
    assert client.get(f"/usulan/{usulan.pk}/kit.pdf").status_code == 404


def test_a_published_plan_has_no_kit(cast: Cast, client: Client) -> None:
    usulan = start(cast)
    while usulan.open_tugas is not None:
        usulan = forward(usulan, cast)
    client.force_login(cast.kasubbag)
    assert client.get(f"/usulan/{usulan.pk}/kit.pdf").status_code == 404
    assert on_paper.expected(usulan) is None


@pytest.mark.parametrize("name", ["oleh", "verb", "masuk", "jam_masuk", "catatan", "nomor", "id", "place", "langkah"])
@pytest.mark.parametrize("text", ["\0", "a\x07b", "\u202e", "<script>alert(1)</script>", "9" * 5000])
def test_no_field_breaks_on_hostile_text(cast: Cast, client: Client, usulan: Usulan, name: str, text: str) -> None:
    client.force_login(cast.kasubbag)
    answer = client.post(f"/usulan/{usulan.pk}/catat/", {**_line(client, usulan, "kabag"), name: text})
    assert answer.status_code in (302, 409, 422)
    assert "<script>alert(1)" not in answer.content.decode()
    assert client.get("/kertas/kit.pdf", {name: text, "nomor": text}).content.startswith(b"%PDF-1.7")

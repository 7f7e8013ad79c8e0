"""The pages of the annual plans: who reads, who imports, and how a usulan is begun from one."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from renkeg.office.models import Pegawai
from renkeg.planning.models import RencanaTahunan, TahunanUpload, Usulan
from tests.annual import ROWS, filled, planned, uploaded, workbook
from tests.cast import Cast, draft, start

LIST = "/rencana-tahunan/"
PLAN = "/rencana-tahunan/keuangan/2027/"
NEW = "/rencana-tahunan/impor/"


def read(client: Client, person: Pegawai, path: str, status: int = 200) -> str:
    client.force_login(person)
    response = client.get(path)
    assert response.status_code == status, path
    return " ".join(unescape(response.content.decode()).split())


def sent(client: Client, data: bytes) -> str:
    """The address to which an upload leads."""
    response = client.post(NEW, {"tahun": "2027", "berkas": SimpleUploadedFile("Rencana kami.xlsx", data)})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def test_a_plan_goes_the_whole_way_and_a_second_click_is_harmless(cast: Cast, client: Client) -> None:
    assert "Belum ada rencana tahunan 2027." in read(client, cast.kasubbag, f"{LIST}?tahun=2027")
    form = client.get("/rencana-tahunan/form.xlsx?tahun=2027&unit=keuangan")
    assert "Form Rencana Tahunan Keuangan 2027.xlsx" in form["Content-Disposition"]
    where = sent(client, filled(form.content))
    text = read(client, cast.kasubbag, where)
    assert "4 kegiatan, setahun <strong>Rp48.250.000</strong>" in text
    assert not RencanaTahunan.objects.exists()

    for _ in range(2):
        answer = client.post(f"{where}accept/", {"berlaku": ""})
        assert (answer.status_code, answer["Location"]) == (302, PLAN)
    assert RencanaTahunan.objects.count() == 1
    assert client.get(where)["Location"] == PLAN
    text = read(client, cast.outsider, PLAN)
    assert "Rencana tahunan versi 1" in text
    assert "Evaluasi akhir tahun" in text
    text = read(client, cast.sekretaris, f"{LIST}?tahun=2027")
    assert (
        '<span class="nama-bulan">Februari</span><a href="/rencana-tahunan/keuangan/2027/#bulan-2">2 kegiatan' in text
    )
    assert "Rp15.750.000" in text


def test_rows_with_problems_are_named_and_cannot_be_accepted(cast: Cast, client: Client) -> None:
    client.force_login(cast.kasubbag)
    where = sent(
        client, workbook([*ROWS, {"Bulan": "Sept 31", "Judul Kegiatan": "Rapat", "Anggaran (Rp)": "dua juta"}])
    )
    text = read(client, cast.kasubbag, where)
    assert "2 hal harus diperbaiki" in text
    assert "Baris 6, kolom Bulan: Tulis nama bulan atau angka 1 sampai 12, bukan “Sept 31”." in text
    assert "Baris 6, kolom Anggaran: Tulis “dua juta” dengan angka saja" in text
    assert "Berlakukan" not in text
    assert client.post(f"{where}accept/", {"berlaku": ""}).status_code == 422
    assert not RencanaTahunan.objects.exists()


def test_a_new_version_shows_what_it_changes_before_and_after(cast: Cast, client: Client) -> None:
    planned(cast)
    client.force_login(cast.petugas)
    rows = [{**ROWS[0], "Anggaran (Rp)": 14_000_000}, *ROWS[2:], {"Bulan": 5, "Judul Kegiatan": "Bimbingan teknis"}]
    where = sent(client, workbook(rows))
    for path in (where, PLAN):
        text = read(client, cast.petugas, path)
        assert "Perbedaan dengan versi 1" in text
        assert "Dihapus: 1 kegiatan" in text
        assert "<del>12.500.000</del> menjadi <ins>14.000.000</ins>" in text
        assert "Ditambahkan: 1 kegiatan" in text
        client.post(f"{where}accept/", {"berlaku": RencanaTahunan.objects.earliest("urut").pk})
    assert "sudah digantikan" in read(client, cast.kabag, f"{PLAN}?versi=1")
    assert "sudah digantikan" not in read(client, cast.kabag, f"{PLAN}?versi=77")


def test_a_preview_against_an_older_version_is_refused_and_shown_anew(cast: Cast, client: Client) -> None:
    client.force_login(cast.kasubbag)
    where = sent(client, workbook(ROWS[:2]))
    first = planned(cast, by=cast.petugas)
    answer = client.post(f"{where}accept/", {"berlaku": ""})
    text = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "Sementara itu versi 1 sudah diimpor oleh" in text
    assert "Dihapus: 2 kegiatan" in text
    assert f'name="berlaku" value="{first.pk}"' in text
    assert client.post(f"{where}accept/", {"berlaku": first.pk}).status_code == 302


def test_everybody_reads_but_the_admin_and_only_the_unit_imports(cast: Cast, client: Client) -> None:
    planned(cast)
    upload = uploaded(workbook(), by=cast.kasubbag)
    own = {"kasubbag", "petugas", "rekan"}
    others = {"outsider", "outsider_petugas"}
    for name, person in cast.everyone().items():
        text = read(client, person, f"{LIST}?tahun=2027")
        assert ("48.250.000" in text) is (name != "admin"), name
        for path in (PLAN, f"{PLAN}rencana.xlsx"):
            assert client.get(path).status_code == (404 if name == "admin" else 200), (name, path)
        importing = 200 if name in own | others else 404
        for path in (NEW, "/rencana-tahunan/form.xlsx"):
            assert client.get(path).status_code == importing, (name, path)
        whose = f"{NEW}{upload.pk}/"
        assert client.get(whose).status_code == (200 if name == "kasubbag" else 404), name
        if name != "kasubbag":
            assert client.post(f"{whose}accept/", {"berlaku": ""}).status_code == 404, name
    assert RencanaTahunan.objects.count() == 1


def test_another_unit_that_is_named_in_the_form_is_not_planned_for(cast: Cast, client: Client) -> None:
    client.force_login(cast.outsider)
    file = SimpleUploadedFile("Rencana.xlsx", workbook())
    client.post(NEW, {"tahun": "2027", "unit": "keuangan", "berkas": file})
    assert [one.unit_id for one in TahunanUpload.objects.all()] == ["teknis"]


@pytest.mark.parametrize(
    ("typed", "told"), [({"berkas": ""}, "Pilih berkas Excel"), ({"tahun": "dua"}, "bilangan bulat")]
)
def test_what_is_missing_is_named(cast: Cast, client: Client, typed: dict[str, str], told: str) -> None:
    client.force_login(cast.kasubbag)
    answer = client.post(NEW, {"tahun": "2027", "berkas": SimpleUploadedFile("R.xlsx", workbook()), **typed})
    assert answer.status_code == 422
    assert told in unescape(answer.content.decode())
    assert not TahunanUpload.objects.exists()


@pytest.mark.parametrize(
    "path", [f"{LIST}?tahun=9999", "/rencana-tahunan/tidak-ada/2027/", "/rencana-tahunan/keuangan/1/"]
)
def test_odd_addresses_answer_calmly(cast: Cast, client: Client, path: str) -> None:
    client.force_login(cast.kasubbag)
    assert client.get(path).status_code in (200, 404)


def test_a_usulan_is_begun_with_ticked_rows_of_the_months_plan(cast: Cast, client: Client) -> None:
    planned(cast)
    client.force_login(cast.kasubbag)
    body = {"id": "3f0c1a52-7f5e-4a0e-9d6f-0a4a5f1f2b11", "tahun": "2027", "bulan": "2", **_letter()}
    offered = unescape(client.post("/usulan/baru/", {**body, "aksi": "isi/rencana"}).content.decode())
    keys = re.findall(r'name="isi" value="(\w+)" checked> <span>([^<]+)', offered)
    assert [judul for _, judul in keys] == ["Rapat koordinasi perencanaan", "Rekonsiliasi data belanja"]
    assert "22 s.d. 24 Februari 2027" in offered

    taken = client.post("/usulan/baru/", {**body, "aksi": "isi", "isi_dari": "rencana", "isi": [keys[1][0]]})
    text = unescape(taken.content.decode())
    assert "Rekonsiliasi data belanja" in text
    assert "Rapat koordinasi perencanaan" not in text
    assert "22 s.d. 24 Februari 2027" in text
    assert not Usulan.objects.exists()


@pytest.mark.parametrize(
    ("bulan", "told"),
    [
        ("4", "Rencana tahunan 2027 subbagian ini tidak memuat kegiatan bulan April."),
        ("2", "Rencana tahunan 2028 subbagian ini belum diimpor."),
    ],
)
def test_a_month_without_rows_says_so(cast: Cast, client: Client, bulan: str, told: str) -> None:
    planned(cast)
    client.force_login(cast.kasubbag)
    tahun = "2027" if bulan == "4" else "2028"
    answer = client.post("/usulan/baru/", {"tahun": tahun, "bulan": bulan, **_letter(), "aksi": "isi/rencana"})
    assert told in unescape(answer.content.decode())


@pytest.mark.parametrize(("who", "rows"), [("kasubbag", 2), ("outsider", 1)])
def test_a_running_form_takes_rows_of_its_own_units_plan(cast: Cast, client: Client, who: str, rows: int) -> None:
    planned(cast)
    planned(cast, workbook(ROWS[:1]), by=cast.outsider, unit="teknis")
    person = cast.everyone()[who]
    usulan = start(cast, by=person, kegiatan=[])
    client.force_login(person)
    answer = client.post(f"{usulan.get_absolute_url()}kertas-kerja/", {"aksi": "isi/rencana", "versi": usulan.versi})
    text = unescape(answer.content.decode())
    assert "Isi dari rencana tahunan 2027" in text
    assert text.count('name="isi" value=') == rows


def _letter() -> dict[str, str]:
    return {name: str(draft()[name]) for name in ("hal", "pengantar")}

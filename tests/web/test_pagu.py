"""The pages of the budget: who reads, who imports, and that nothing changes before it is accepted."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from renkeg.office.models import Pegawai, Satker
from renkeg.planning.models import Pok, PokUpload
from tests.budget import LINES, changed, full, imported, spread, uploaded, workbook
from tests.cast import KEGIATAN, Cast, published, start, usulan_at
from tests.hostile.doors import signed_in

B = "CQ.6709.QGE.001.113.B"


def read(client: Client, person: Pegawai, path: str, status: int = 200) -> str:
    client.force_login(person)
    response = client.get(path)
    assert response.status_code == status, path
    return " ".join(unescape(response.content.decode()).split())


def sent(client: Client, data: bytes, **typed: str) -> str:
    """The address to which an upload leads."""
    file = SimpleUploadedFile("POK revisi.xlsx", data)
    told = {"tahun": "2027", "revisi": "0", "tanggal": "2027-01-02", "berkas": file, **typed}
    response = client.post("/pagu/impor/", told)
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


def test_a_pok_goes_the_whole_way_and_a_second_click_is_harmless(cast: Cast, client: Client) -> None:
    client.force_login(cast.sekretaris)
    where = sent(client, full())
    text = read(client, cast.sekretaris, where)
    assert f"{len(LINES)} kode, seluruhnya <strong>Rp150.000.000</strong>" in text
    assert not Pok.objects.exists()

    for _ in range(2):
        answer = client.post(f"{where}accept/", {"berlaku": ""})
        assert answer.status_code == 302
    made = Pok.objects.get()
    assert answer["Location"] == f"/pagu/{made.pk}/perbandingan/"
    assert client.get(where).status_code == 302
    assert "Ini POK pertama tahun 2027" in read(client, cast.petugas, answer["Location"])


def test_a_row_with_a_problem_is_named_and_cannot_be_accepted(cast: Cast, client: Client) -> None:
    client.force_login(cast.sekretaris)
    where = sent(client, full([*LINES, LINES[9]]))
    text = read(client, cast.sekretaris, where)
    assert f"Baris 22, kolom Kode: {B}.524111 sudah ada pada baris 14." in text
    assert "Berlakukan" not in text
    assert client.post(f"{where}accept/", {"berlaku": ""}).status_code == 422
    assert not Pok.objects.exists()


def test_columns_that_were_not_found_are_shown_by_the_person_and_remembered(cast: Cast, client: Client) -> None:
    client.force_login(cast.sekretaris)
    rows = [[pagu, uraian, kode] for kode, uraian, pagu, _ in LINES]
    data = workbook(*rows, head=["Menjadi", "Rincian", "Rekening"])
    where = sent(client, data)
    assert "Kolom belum dikenali" in read(client, cast.sekretaris, where)
    assert client.post(f"{where}accept/", {"berlaku": ""}).status_code == 422

    wrong = client.post(where, {"lembar": "0", "judul": "4", "kode": "-", "revisi": "0", "tanggal": "2027-01-02"})
    assert wrong.status_code == 422
    told = {"lembar": "0", "judul": "4", "kode": "2", "uraian": "1", "pagu": "0", "blokir": "-", "satuan": "1"}
    assert client.post(where, {**told, "revisi": "0", "tanggal": "2027-01-02"}).status_code == 302
    assert client.post(f"{where}accept/", {"berlaku": ""}).status_code == 302

    again = sent(client, data, revisi="1")
    assert "Berlakukan Revisi ke-1" in read(client, cast.sekretaris, again)


def test_thousands_are_asked_about_before_a_pok_with_a_column_for_each_level_comes_in(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.sekretaris)
    where = sent(client, spread(note="(dalam ribuan rupiah)", unit=1_000))
    text = read(client, cast.sekretaris, where)
    assert "Baris 2, kolom Pagu: tertulis “(dalam ribuan rupiah)”; pilih satuannya" in text
    assert "A–G: satu per tingkat" in text
    assert "Berlakukan" not in text
    assert client.post(f"{where}accept/", {"berlaku": ""}).status_code == 422

    told = {"lembar": "0", "judul": "4", "kode": "tingkat", "uraian": "7", "pagu": "9", "blokir": "10"}
    told |= {"revisi": "0", "tanggal": "2027-01-02"}
    assert client.post(where, told).status_code == 422
    assert client.post(where, {**told, "judul": "8", "satuan": "1000"}).status_code == 422
    assert client.post(where, {**told, "satuan": "1000"}).status_code == 302
    text = read(client, cast.sekretaris, where)
    assert "17 kode, seluruhnya <strong>Rp150.000.000</strong>, dibaca dari jumlah dalam ribuan rupiah." in text
    assert client.post(f"{where}accept/", {"berlaku": ""}).status_code == 302
    assert Pok.objects.get().total == 150_000_000


def test_a_preview_against_an_older_pok_is_refused_and_shown_anew(cast: Cast, client: Client) -> None:
    client.force_login(cast.sekretaris)
    where = sent(client, full(changed(WA=40_000_000)), revisi="1")
    imported(cast)
    answer = client.post(f"{where}accept/", {"berlaku": ""})
    assert answer.status_code == 409
    assert "sudah diimpor oleh Sekretaris Contoh" in unescape(answer.content.decode())
    assert Pok.objects.count() == 1
    assert client.post(f"{where}accept/", {"berlaku": Pok.objects.get().pk}).status_code == 302


def test_the_plans_below_a_lower_ceiling_are_told_and_foreign_drafts_as_one_sum(cast: Cast, client: Client) -> None:
    imported(cast)
    published(cast, kegiatan=[{**KEGIATAN, "kode": f"{B}.524111", "anggaran": 20_000_000}])
    usulan_at(2, cast, susulan=True, kegiatan=[{**KEGIATAN, "kode": B, "anggaran": 3_000_000}])
    start(cast, by=cast.outsider, kegiatan=[{**KEGIATAN, "kode": B, "anggaran": 5_000_000}])
    lower = full(changed(CQ_6709_QGE_001_113_B=25_000_000))

    path = f"/pagu/impor/{uploaded(lower, revisi=1, by=cast.sekretaris).pk}/"
    text = read(client, cast.sekretaris, path)
    assert "Pagu baru (di luar blokir) Rp25.000.000, direncanakan Rp28.000.000" in text
    assert "kurang Rp3.000.000" in text
    assert "Subbagian Keuangan · Februari (susulan)" in text
    assert "Rencana yang belum diajukan: Rp5.000.000" in text
    assert "Subbagian Teknis" not in text

    second = imported(cast, lower, revisi=1)
    outside = read(client, cast.outsider_kabag, f"/pagu/{second.pk}/perbandingan/")
    assert "Rencana subbagian lain yang belum terbit: Rp8.000.000" in outside
    assert "(susulan)" not in outside


def test_a_kode_that_goes_tells_the_plans_that_rest_on_it(cast: Cast, client: Client) -> None:
    imported(cast)
    published(cast, kegiatan=[{**KEGIATAN, "kode": B, "anggaran": 5_000_000}])
    less = full(changed(CQ_6709_QGE_001_113_B=None, CQ_6709_QGE_001_113_B_524111=None))
    text = read(client, cast.sekretaris, f"/pagu/impor/{uploaded(less, revisi=1, by=cast.sekretaris).pk}/")
    assert "Pagu baru (di luar blokir) Rp0, direncanakan Rp5.000.000" in text
    assert "Dihapus: 2 kode" in text


def test_the_tree_goes_down_step_by_step_and_a_search_finds_words(cast: Cast, client: Client) -> None:
    imported(cast)
    start(cast, kegiatan=[{**KEGIATAN, "kode": "6709.QGE.001.113.B", "anggaran": 50_000_000}])
    text = read(client, cast.petugas, "/pagu/?tahun=2027")
    assert "lebih Rp10.000.000" in text
    assert "CQ.6709.QGE.001.113.A" not in text
    assert "CQ.6709.QGE.001.113.A" in read(client, cast.petugas, "/pagu/?tahun=2027&di=CQ.6709.QGE.001")
    assert "1 kode cocok" in read(client, cast.petugas, "/pagu/?tahun=2027&q=meeting+paket")
    assert "Tidak ada kode yang cocok" in read(client, cast.petugas, "/pagu/?tahun=2027&q=zzz")


def test_everybody_reads_but_the_admin_and_only_the_keepers_import(cast: Cast, client: Client) -> None:
    found = imported(cast)
    upload = uploaded(full(), revisi=1, by=cast.sekretaris)
    for name, person in cast.everyone().items():
        text = read(client, person, "/pagu/?tahun=2027")
        assert ("150.000.000" in text) is (name != "admin"), name
        seen, importing = (404 if name == "admin" else 200), (200 if name == "sekretaris" else 404)
        assert client.get(f"/pagu/{found.pk}/perbandingan/").status_code == seen, name
        assert client.get("/pagu/kode/?q=belanja&tahun=2027").status_code == seen, name
        assert signed_in(person, "api").get("/api/v1/pagu?tahun=2027").status_code == seen, name
        client.force_login(person)
        assert client.get("/pagu/impor/").status_code == importing, name
        assert client.get(f"/pagu/impor/{upload.pk}/").status_code == importing, name
    client.force_login(cast.kasubbag)
    assert client.post(f"/pagu/impor/{upload.pk}/accept/", {"berlaku": found.pk}).status_code == 404
    assert Pok.objects.count() == 1


def test_suggestions_are_at_most_twenty_with_their_room(cast: Cast, client: Client) -> None:
    lines = [*LINES, *((f"WA.3355.EBD.955.052.TA.5241{n}", f"Perjalanan {n}", 0, 0) for n in range(20, 60))]
    imported(cast, full(lines))
    client.force_login(cast.petugas)
    items = client.get("/pagu/kode/?tahun=2027&q=perjalanan").json()["items"]
    assert len(items) == 20
    (one,) = client.get("/pagu/kode/?tahun=2027&q=524114").json()["items"]
    assert one == {
        "kode": "CQ.6709.QGE.001.113.A.524114",
        "uraian": "Paket meeting dalam kota",
        "pagu": 40_000_000,
        "blokir": 0,
        "direncanakan": 0,
        "sisa": 40_000_000,
    }
    told = signed_in(cast.petugas, "api").get("/api/v1/pagu?tahun=2027&q=524114").json()
    assert told["items"] == [one]
    assert told["pok"]["total"] == 150_000_000
    assert signed_in(cast.petugas, "api").get("/api/v1/pagu?tahun=2030").json() == {
        "tahun": 2030,
        "pok": None,
        "items": [],
    }


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"berkas": ""}, "Pilih berkas Excel POK."),
        ({"tahun": "1999"}, "Isi tahun anggaran"),
        ({"revisi": "banyak"}, "Isi dengan bilangan bulat."),
        ({"tanggal": ""}, "Tanggal wajib diisi"),
    ],
)
def test_what_is_missing_is_named_and_what_was_typed_is_kept(
    cast: Cast, client: Client, typed: dict[str, str], told: str
) -> None:
    client.force_login(cast.sekretaris)
    file = SimpleUploadedFile("POK.xlsx", full())
    body = {"tahun": "2027", "revisi": "7", "tanggal": "2027-01-02", "berkas": file, **typed}
    answer = client.post("/pagu/impor/", body)
    assert answer.status_code == 422
    assert told in unescape(answer.content.decode())
    assert f'value="{body["revisi"]}"' in answer.content.decode()
    assert not PokUpload.objects.exists()


def test_the_admin_says_who_keeps_it(cast: Cast, client: Client) -> None:
    assert "Subbagian Perencanaan" in read(client, cast.admin, "/kantor/")
    assert client.post("/kantor/pok/", {"unit": "sekretariat"}).status_code == 422
    assert client.post("/kantor/pok/", {"unit": "keuangan"}).status_code == 302
    assert Satker.objects.get().pok_unit_id == "keuangan"
    read(client, cast.kasubbag, "/kantor/pok/", 404)
    assert "Impor POK" in read(client, cast.petugas, "/pagu/")

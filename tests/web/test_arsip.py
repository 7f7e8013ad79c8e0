"""The pages of the archive: who reads what, the list on paper and as a workbook, two people, and the way into SRIKANDI."""

import hashlib
import zipfile
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from pypdf import PdfReader

from renkeg.lib.keys import new_key
from renkeg.office.models import Pegawai
from renkeg.papers import archive_list, srikandi
from renkeg.papers.models import Arsip, BeritaAcara, Jra, Registration
from renkeg.planning import actions
from renkeg.web import shelves
from renkeg.web.shelves import Scanned, scanned
from tests import copies
from tests.archives import NEXT_DAY, WHY, destroyed, kept_for, keys, old, proposed
from tests.cast import Cast, published, usulan_at

GROUND = {
    "nomor": "1/TU.05-BA/17/2027",
    "tanggal": "2027-01-05",
    "izin_dari": "ANRI (contoh)",
    "izin_nomor": "B-12/CONTOH/2027",
    "izin_tanggal": "4 Januari 2027",
}
SHELF = {
    "klasifikasi": "PR.02.2",
    "tingkat": "asli",
    "jumlah": "1 berkas",
    "medium": "keduanya",
    "akses": "biasa",
    "ruang": "Ruang Arsip",
    "rak": "2",
    "boks": "7",
    "folder": "3",
}


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def read(client: Client, person: Pegawai, address: str, status: int = 200) -> str:
    client.force_login(person)
    response = client.get(address)
    assert response.status_code == status, address
    return " ".join(unescape(response.content.decode()).split())


def send(client: Client, person: Pegawai, address: str, data: dict[str, Any], status: int) -> str:
    client.force_login(person)
    response = client.post(address, data)
    assert response.status_code == status, response.content.decode()[-3000:]
    return " ".join(unescape(response.content.decode()).split())


# --- Who reads what ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("kasubbag", True),
        ("petugas", True),
        ("rekan", True),
        ("kabag", True),
        ("sekretaris", True),
        ("auditor", True),
        ("outsider", False),
        ("outsider_kabag", False),
        ("outsider_petugas", False),
        ("admin", False),
    ],
)
def test_who_sees_the_papers_of_a_unit(cast: Cast, client: Client, who: str, seen: bool) -> None:
    usulan = usulan_at(3, cast)
    item = Arsip.objects.get()
    found = proposed_by_hand(cast, item)
    status = 200 if seen else 404
    person = getattr(cast, who)
    for address in (item.get_absolute_url(), f"/usulan/{usulan.pk}/srikandi/", f"/usulan/{usulan.pk}/srikandi.zip"):
        read_bytes(client, person, address, status)
    read(client, person, found.get_absolute_url(), status)
    assert (item.uraian in read(client, person, "/arsip/?keadaan=semua")) == seen
    assert (found.get_absolute_url() in read(client, person, "/arsip/musnah/")) == seen
    client.force_login(person)
    sheet = sheet_of(client.get("/arsip/daftar.xlsx?keadaan=semua").content)
    assert any(item.uraian in str(row) for row in sheet.values) == seen


def proposed_by_hand(cast: Cast, item: Arsip) -> BeritaAcara:
    """Whatever its case is doing: only who reads it matters here."""
    found = BeritaAcara.objects.create(
        unit_id="keuangan",
        daftar=[],
        daftar_digest="x",
        alasan=WHY,
        proposed_by=cast.petugas,
        proposed_as=cast.petugas.standing(cast.at("2027-01-04T10:00:00+07:00")).posts[0].jabatan,
        proposed_kapasitas="definitif",
        proposed_at=cast.at("2027-01-04T10:00:00+07:00"),
    )
    Arsip.objects.filter(pk=item.pk).update(berita_acara=found)
    return found


def sheet_of(data: bytes) -> Any:
    """The first sheet of a workbook."""
    return openpyxl.load_workbook(BytesIO(data)).worksheets[0]


def read_bytes(client: Client, person: Pegawai, address: str, status: int) -> bytes:
    client.force_login(person)
    response = client.get(address)
    assert response.status_code == status, address
    return bytes(response.content)


def test_what_one_may_not_read_is_as_unknown_as_any(cast: Cast, client: Client) -> None:
    item = Arsip.objects.get(document__subject=usulan_at(3, cast).subject)
    found = proposed_by_hand(cast, item)
    pairs = [
        (item.get_absolute_url(), f"/arsip/{new_key()}/"),
        (found.get_absolute_url(), f"/arsip/berita-acara/{new_key()}/"),
    ]
    for mine, unknown in pairs:
        assert read(client, cast.outsider, mine, 404) == read(client, cast.outsider, unknown, 404)
        assert send(client, cast.outsider, mine + "approve/" * ("berita" in mine), {}, 404)
    assert Arsip.objects.get(pk=item.pk).ruang == ""


def test_a_foreign_paper_in_a_proposal_is_refused_and_says_nothing(cast: Cast, client: Client) -> None:
    usulan = old(cast)
    told = send(client, cast.outsider_petugas, "/arsip/musnah/", {"arsip": keys(usulan), "catatan": WHY}, 409)
    assert "Nota dinas nomor" not in told
    assert not BeritaAcara.objects.exists()


# --- The list -----------------------------------------------------------------------


def test_the_list_is_narrowed_by_its_address(cast: Cast, client: Client) -> None:
    published(cast)
    letter = Arsip.objects.get(document__jenis="nota_dinas")

    def count(query: str) -> int:
        client.force_login(cast.sekretaris)
        return int(client.get(f"/arsip/?{query}").context["leaf"].paginator.count)

    every = Arsip.objects.count()
    assert count("") == count("keadaan=semua") == count("tahun=2027&unit=keuangan") == every
    assert count("tahun=2026") == count("unit=tidak-ada&tahun=1999&tahun=2026") == 0
    assert count("keadaan=inaktif") == 0
    assert count("keadaan=semua&srikandi=belum") == 1
    assert count("cari=lembar+disposisi") == Arsip.objects.filter(document__jenis="lembar_disposisi").count() > 0
    assert count("cari=pr.02.2") == every
    Arsip.objects.filter(pk=letter.pk).update(medium="kertas")
    assert count("lokasi=belum") == 1
    cast.at("2030-01-01T09:00:00+07:00")
    assert (count(""), count("keadaan=inaktif")) == (0, every)


@pytest.mark.parametrize("query", ["tahun=abc&keadaan=%00&hal=-1", "cari=%00", "unit=' OR 1=1--&hal=99999", "hal=x"])
def test_a_strange_address_is_read_with_care(cast: Cast, client: Client, query: str) -> None:
    usulan_at(3, cast)
    client.force_login(cast.auditor)
    for path in ("/arsip/", "/arsip/daftar.pdf", "/arsip/daftar.xlsx"):
        assert client.get(f"{path}?{query}").status_code == 200


def test_the_workbook_and_the_paper_say_what_archivists_know(cast: Cast, client: Client) -> None:
    published(cast)
    letter = Arsip.objects.get(document__jenis="nota_dinas")
    client.force_login(cast.petugas)
    assert client.post(letter.get_absolute_url(), SHELF).status_code == 302
    query = "tahun=2027&unit=keuangan"
    sheet = sheet_of(client.get(f"/arsip/daftar.xlsx?{query}").content)
    rows = [[str(cell or "") for cell in row] for row in sheet.values]
    assert rows[0][0] == "DAFTAR ARSIP AKTIF"
    head = next(place for place, row in enumerate(rows) if row[1] == "Kode Klasifikasi")
    assert rows[head] == [
        "No. Berkas/Item",
        "Kode Klasifikasi",
        "Uraian Informasi Arsip",
        "Tanggal",
        "Tingkat Perkembangan",
        "Jumlah",
        "Media",
        "Lokasi Simpan",
        "Akses",
        "Retensi",
        "Keterangan",
    ]
    line = next(row for row in rows if row[2] == letter.uraian)
    assert line[6:8] == ["elektronik dan kertas", "Ruang Arsip, rak 2, boks 7, folder 3"]
    assert line[9] == "aktif s.d. 31 Desember 2029; inaktif s.d. 31 Desember 2034; musnah"
    text = "".join(
        page.extract_text() for page in PdfReader(BytesIO(client.get(f"/arsip/daftar.pdf?{query}").content)).pages
    )
    squeezed = "".join(text.split())
    assert "".join(letter.uraian.split()) in squeezed
    assert "DAFTARARSIPAKTIF" in squeezed


def test_a_formula_in_a_place_stays_a_text(cast: Cast, client: Client) -> None:
    usulan_at(3, cast)
    item = Arsip.objects.get()
    client.force_login(cast.petugas)
    client.post(item.get_absolute_url(), SHELF | {"ruang": '=HYPERLINK("http://evil.test")', "jumlah": "@SUM(1)"})
    sheet = sheet_of(client.get("/arsip/daftar.xlsx").content)
    cells = [cell for row in sheet.rows for cell in row if str(cell.value).startswith(("=", "@"))]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_list_that_is_too_long_for_paper_says_so(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    copies.of(usulan_at(3, cast), 3)
    monkeypatch.setattr(archive_list, "MOST_ON_PAPER", 3)
    assert "unduh sebagai Excel" in read(client, cast.petugas, "/arsip/daftar.pdf", 409)


def test_leaves_follow_each_other_without_a_gap(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    copies.of(published(cast), 9)
    monkeypatch.setattr(shelves, "PER_PAGE", 7)
    client.force_login(cast.sekretaris)
    last = client.get("/arsip/").context["leaf"].paginator.num_pages
    seen = [one.pk for hal in range(1, last + 1) for one in client.get(f"/arsip/?hal={hal}").context["leaf"]]
    assert len(seen) == len(set(seen))
    assert set(seen) == set(Arsip.objects.values_list("pk", flat=True))
    cases = [Arsip.objects.get(pk=pk).document.subject for pk in seen]
    # The papers of one case stand together.
    assert sum(one != other for one, other in zip(cases, ["", *cases], strict=False)) == len(set(cases))


# --- An item --------------------------------------------------------------------------


def test_who_keeps_it_writes_down_its_place_and_others_are_told_who(cast: Cast, client: Client) -> None:
    usulan_at(3, cast)
    address = Arsip.objects.get().get_absolute_url()
    send(client, cast.rekan, address, SHELF, 302)
    assert "Ruang Arsip, rak 2, boks 7, folder 3" in read(client, cast.kabag, address)
    assert "Subbagian Keuangan; Kasubbag atau petugasnya" in send(client, cast.kabag, address, SHELF, 409)
    told = send(client, cast.petugas, address, SHELF | {"klasifikasi": "PR 02"}, 422)
    assert "Tulis kodenya seperti PR.02.2" in told
    assert 'value="PR 02"' in told


# --- Two people -------------------------------------------------------------------------


def test_two_people_destroy_on_pages_and_the_paper_says_so(cast: Cast, client: Client) -> None:
    usulan = old(cast)
    told = send(client, cast.petugas, "/arsip/musnah/", {"arsip": keys(usulan), "catatan": "x"}, 422)
    assert "checked" in told
    send(client, cast.petugas, "/arsip/musnah/", {"arsip": keys(usulan), "catatan": WHY}, 302)
    found = BeritaAcara.objects.get()
    page = read(client, cast.sekretaris, found.get_absolute_url())
    assert f"Setujui dan musnahkan {len(found.daftar)} arsip" in page
    assert "Setujui dan musnahkan" not in read(client, cast.petugas, found.get_absolute_url())
    address = f"{found.get_absolute_url()}approve/"
    send(client, cast.sekretaris, address, GROUND, 409)
    send(client, cast.kabag, address, GROUND | {"seen": found.daftar_digest}, 409)
    send(client, cast.sekretaris, address, GROUND | {"seen": found.daftar_digest, "izin_nomor": ""}, 422)
    send(client, cast.sekretaris, address, GROUND | {"seen": found.daftar_digest}, 302)
    refused = read(client, cast.petugas, f"/dokumen/{keys(usulan)[0]}/", 409)
    assert "sudah dimusnahkan dengan berita acara nomor 1/TU.05-BA/17/2027 tanggal 5 Januari 2027" in refused
    assert "Sudah dimusnahkan" in read(client, cast.auditor, f"/arsip/{keys(usulan)[0]}/")
    assert "dimusnahkan" in read(client, cast.kabag, usulan.get_absolute_url())
    read(client, cast.kabag, f"/usulan/{usulan.pk}/srikandi.zip", 409)
    read(client, cast.outsider, f"/tautan/{usulan.pk}/rencana.pdf", 409)
    paper = found.get_absolute_url()
    assert "Buka PDF" in read(client, cast.auditor, paper)


def test_the_berita_acara_is_read_by_those_who_see_the_unit(cast: Cast, client: Client) -> None:
    destroyed(cast, old(cast))
    report = Arsip.objects.get(document__jenis="berita_acara_musnah")
    assert report.klasifikasi == "TU.05"
    for person, status in ((cast.petugas, 200), (cast.auditor, 200), (cast.outsider, 404), (cast.admin, 404)):
        data = read_bytes(client, person, f"/dokumen/{report.pk}/", status)
    data = read_bytes(client, cast.sekretaris, f"/dokumen/{report.pk}/", 200)
    text = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())
    assert "BERITAACARAPEMUSNAHANARSIP" in text
    assert "1/TU.05-BA/17/2027" in text


def test_a_proposal_rests_with_a_reason(cast: Cast, client: Client) -> None:
    found = proposed(cast, old(cast))
    address = f"{found.get_absolute_url()}decline/"
    send(client, cast.sekretaris, address, {"catatan": "x"}, 422)
    send(client, cast.sekretaris, address, {"catatan": "Masih diperlukan untuk audit."}, 302)
    assert "Masih diperlukan untuk audit." in read(client, cast.petugas, found.get_absolute_url())


# --- SRIKANDI ---------------------------------------------------------------------------


def test_the_package_holds_the_letter_and_what_is_typed_there(cast: Cast, client: Client) -> None:
    usulan = published(cast)
    address = f"/usulan/{usulan.pk}/srikandi.zip"
    first = read_bytes(client, cast.petugas, address, 200)
    assert first == read_bytes(client, cast.kabag, address, 200)
    with zipfile.ZipFile(BytesIO(first)) as found:
        names = found.namelist()
        assert names == [
            "01 Nota Dinas Keuangan Februari 2027.pdf",
            "02 Metadata SRIKANDI.xlsx",
            "03 Daftar periksa.txt",
            "lampiran/01 Lembar Disposisi Keuangan Februari 2027.pdf",
        ]
        letter = found.read(names[0])
        sheet = sheet_of(found.read(names[1]))
        checklist = found.read(names[2]).decode("utf-8-sig")
    said = {str(row[0]): str(row[1] or "") for row in sheet.values}
    surat = usulan.surat
    assert surat is not None
    assert said["Nomor"] == surat.nomor
    assert said["Kode klasifikasi"] == "PR.02.2"
    assert said["Kepada"] == "Sekretaris KPU Provinsi Bengkulu"
    assert said["Penanda tangan"] == cast.kabag.nama
    assert said["Tingkat keamanan"] == "Biasa/terbuka"
    assert "Rp12.500.000" in said["Ringkasan"]
    assert said["Sidik PDF (SHA-256)"] == hashlib.sha256(letter).hexdigest()
    assert surat.nomor in checklist
    assert f"/usulan/{usulan.pk}/srikandi/" in checklist


def test_a_letter_that_nobody_signed_has_no_package(cast: Cast, client: Client) -> None:
    read(client, cast.petugas, f"/usulan/{usulan_at(2, cast).pk}/srikandi.zip", 404)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("Nota\x00 Dinas\u202e", "Nota Dinas"),
        ("CON", "CON"),
        ("Sekretariat – Éfisiensi", "Sekretariat Efisiensi"),
        ("…", "Berkas"),
        ("a" * 300, "a" * 80),
        ("C:\\x\\y", "C x y"),
    ],
)
def test_names_are_safe_everywhere(name: str, safe: str) -> None:
    assert srikandi.safe(name) == safe


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("B/7/2027; 4 Januari 2027; Terdaftar", Scanned("B/7/2027", "4 Januari 2027", "Terdaftar")),
        ("Terkirim\t2027-01-04\tB/7/2027", Scanned("B/7/2027", "2027-01-04", "Terkirim")),
        ("04/01/2027|B/7/2027", Scanned("B/7/2027", "04/01/2027", "")),
        ("B/7/2027\r\n", Scanned("B/7/2027", "", "")),
        ("", Scanned()),
        (";;|", Scanned()),
    ],
)
def test_a_line_is_read_in_any_order(line: str, found: Scanned) -> None:
    assert scanned(line) == found


def test_a_number_comes_back_typed_or_scanned(cast: Cast, client: Client) -> None:
    usulan = usulan_at(3, cast)
    address = f"/usulan/{usulan.pk}/srikandi/"
    assert "belum diregistrasi" in read(client, cast.kabag, usulan.get_absolute_url())
    told = send(client, cast.petugas, address, {"baris": "B/7/2027", "status": "Terdaftar"}, 422)
    assert 'value="B/7/2027"' in told
    send(client, cast.petugas, address, {"baris": "B/7/2027;4 Januari 2027;Terdaftar"}, 302)
    assert Registration.objects.get().nomor == "B/7/2027"
    page = read(client, cast.kabag, usulan.get_absolute_url())
    assert "B/7/2027" in page
    assert "belum diregistrasi" not in page
    send(client, cast.petugas, address, {"nomor": "B/8/2027", "tanggal": "2027-01-04", "status": "Terdaftar"}, 422)
    data = {"nomor": "B/8/2027", "tanggal": "2027-01-04", "status": "Terdaftar", "catatan": "Salah ketik nomornya."}
    send(client, cast.kabag, address, data, 409)
    send(client, cast.petugas, address, data, 302)
    assert "Salah ketik nomornya." in read(client, cast.auditor, address)


# --- The JRA ------------------------------------------------------------------------------


def test_the_admin_sets_the_years_and_nobody_else_finds_the_page(cast: Cast, client: Client) -> None:
    for person in (cast.sekretaris, cast.kasubbag, cast.auditor):
        read(client, person, "/kantor/jra/", 404)
        send(client, person, "/kantor/jra/", {}, 404)
        send(client, person, "/kantor/jra/drop/", {"kode": "PR.02"}, 404)
    row = {
        "kode": "pr.02",
        "uraian": "Rencana kerja",
        "aktif": "1",
        "inaktif": "3",
        "sejak": "akhir_tahun",
        "nasib": "permanen",
        "dasar": "Keputusan kantor (contoh)",
    }
    assert "Isi dengan bilangan bulat." in send(client, cast.admin, "/kantor/jra/", row | {"aktif": "satu"}, 422)
    send(client, cast.admin, "/kantor/jra/", row, 302)
    assert Jra.objects.get().kode == "PR.02"
    usulan_at(3, cast)
    assert "inaktif s.d. 31 Desember 2031; permanen" in read(
        client, cast.petugas, Arsip.objects.get().get_absolute_url()
    )
    send(client, cast.admin, "/kantor/jra/drop/", {"kode": "PR.02"}, 302)
    assert not Jra.objects.exists()


def test_nothing_goes_by_itself(cast: Cast, client: Client) -> None:
    """Years after its retention a paper is still there, until two people have said otherwise."""
    usulan = old(cast)
    kept_for(cast, 0)
    cast.at(NEXT_DAY.replace("2027", "2060"))
    read_bytes(client, cast.petugas, f"/dokumen/{keys(usulan)[0]}/", 200)
    assert actions.candidates(cast.petugas, cast.at("2060-01-05T09:00:00+07:00"), "keuangan")

"""The classification codes: found by code or words, and replaced as a whole by a file that was looked at."""

from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from renkeg.lib.errors import BadInput, Stale
from renkeg.papers import classification
from renkeg.papers.models import Klasifikasi
from renkeg.planning import integrity
from tests.cast import Cast
from tests.hostile.doors import signed_in as person

LIST = "kode;uraian;induk;berlaku_dari;dasar\nPR.02;Rencana Kerja Tahunan;;;Contoh\nPR.02.2;Usulan;PR.02;2027-01-01;Contoh\n"


def text(data: bytes) -> str:
    return " ".join(unescape(data.decode()).split())


def sent(client: Client, data: bytes, name: str = "klasifikasi.csv") -> str:
    response = client.post("/kantor/klasifikasi/", {"berkas": SimpleUploadedFile(name, data)})
    assert response.status_code == 200, text(response.content)
    return response.content.decode()


def hidden(page: str, name: str) -> str:
    """What a page takes along under that name."""
    if f'<textarea name="{name}"' in page:
        return unescape(page.partition(f'<textarea name="{name}"')[2].partition(">\n")[2].partition("</textarea>")[0])
    return unescape(page.partition(f'name="{name}" value="')[2].partition('"')[0])


def xlsx(*rows: tuple[str | date, ...]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_the_shipped_list_holds_until_another_is_imported(cast: Cast) -> None:
    codes = {one.kode: one for one in classification.present()}
    assert codes["PR.02.2"].uraian == "Usulan Kegiatan Lembaga"
    assert all(one.induk in codes for one in codes.values() if one.induk)
    assert not Klasifikasi.objects.exists()


@pytest.mark.parametrize(
    ("typed", "first"),
    [("PR.02.2", "PR.02.2"), ("pr.02", "PR.02"), ("perjalanan", "RT.02.1"), ("dinas dalam", "RT.02.1"), ("zzz", None)],
)
def test_a_code_is_found_by_its_beginning_or_by_words(typed: str, first: str | None, cast: Cast) -> None:
    answer = person(cast.petugas).get("/klasifikasi/kode/", {"q": typed}).json()
    assert (answer["items"][0]["kode"] if answer["items"] else None) == first
    page = text(person(cast.petugas).get("/klasifikasi/", {"q": typed}).content)
    assert (first or "Tidak ada kode yang cocok.") in page


def test_suggestions_are_few_and_stand_behind_the_log_in(cast: Cast) -> None:
    assert len(person(cast.outsider).get("/klasifikasi/kode/").json()["items"]) == 20
    assert Client().get("/klasifikasi/kode/").status_code == 302


def test_a_list_is_looked_at_before_it_is_accepted(cast: Cast) -> None:
    admin = person(cast.admin)
    page = sent(admin, LIST.encode())
    assert "2 kode dalam berkas: 0 baru, 2 berubah" in text(page.encode())
    assert not Klasifikasi.objects.exists()

    taken = admin.post("/kantor/klasifikasi/", {"isi": hidden(page, "isi"), "seen": hidden(page, "seen")})
    assert taken.status_code == 302, text(taken.content)
    assert [one.cells for one in classification.present()] == [
        ("PR.02", "Rencana Kerja Tahunan", "", "", "Contoh"),
        ("PR.02.2", "Usulan", "PR.02", "2027-01-01", "Contoh"),
    ]
    assert integrity.check().findings == []
    with_tampering = Klasifikasi.objects.filter(kode="PR.02")
    with_tampering.update(uraian="Lain")
    assert [one.where for one in integrity.check().findings] == ["klasifikasi"]


def test_a_workbook_is_read_like_a_csv(cast: Cast) -> None:
    data = xlsx(("Kode", "Uraian", "Berlaku dari"), ("RT.02.1", "Perjalanan", date(2027, 1, 1)))
    (code,) = classification.read(data, "klasifikasi.xlsx")
    assert (code.kode, code.berlaku_dari, code.row) == ("RT.02.1", date(2027, 1, 1), 2)


def test_each_wrong_row_is_named_and_nothing_is_kept(cast: Cast) -> None:
    rows = "Daftar\nkode,uraian,induk,berlaku dari\nPR.02,Satu,,\nPR.02,Dua,,\nlama,Tiga,,\nPR.03.1,,PR.03,kemarin\n"
    response = person(cast.admin).post("/kantor/klasifikasi/", {"berkas": SimpleUploadedFile("k.csv", rows.encode())})
    said = text(response.content)
    assert response.status_code == 422
    for one in (
        "Baris 4, kode: PR.02 sudah disebut pada baris 3.",
        "Baris 5, kode: “lama” bukan kode klasifikasi",
        "Baris 6, uraian: Wajib diisi.",
        "Baris 6, induk: Induk PR.03 tidak ada dalam berkas ini.",
        "Baris 6, berlaku dari: Isi dengan tanggal",
    ):
        assert one in said, one


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "Baris judul"),
        (b"kode;uraian\n", "Tidak ada kode"),
        (b"\xff\xfe\x00", "CSV UTF-8"),
        (b"PK\x03\x04 rusak", "Excel"),
        (b"x" * (4 * 1024 * 1024 + 1), "lebih besar"),
    ],
)
def test_a_file_that_is_no_list_says_why(data: bytes, why: str, cast: Cast) -> None:
    with pytest.raises(BadInput) as error:
        classification.read(data, "klasifikasi.csv")
    assert why in str(error.value)


def test_a_list_that_somebody_replaced_meanwhile_is_not_overwritten_unseen(cast: Cast) -> None:
    codes = classification.read(LIST.encode(), "k.csv")
    seen = classification.state()
    classification.replace(cast.satker, codes[:1], seen=seen, by=cast.admin)
    with pytest.raises(Stale):
        classification.replace(cast.satker, codes, seen=seen, by=cast.admin)
    classification.replace(cast.satker, codes, seen=classification.state(), by=cast.admin)
    # Again is harmless, whatever was seen.
    assert classification.replace(cast.satker, codes, seen="", by=cast.admin) == 2


def test_a_code_that_is_not_in_force_yet_is_not_offered(cast: Cast) -> None:
    later = LIST.replace("2027-01-01", "2028-01-01")
    codes = classification.read(later.encode(), "k.csv")
    classification.replace(cast.satker, codes, seen=classification.state(), by=cast.admin)
    assert [one.kode for one in classification.in_force(date(2027, 1, 4))] == ["PR.02"]
    assert classification.fault("PR.02.2", date(2027, 1, 4)) == "Kode PR.02.2 baru berlaku 1 Januari 2028."


def test_only_the_admin_replaces_the_list(cast: Cast) -> None:
    for name, one in cast.everyone().items():
        expected = 200 if name == "admin" else 404
        assert (name, person(one).get("/kantor/klasifikasi/").status_code) == (name, expected)
        assert (name, person(one).get("/klasifikasi/").status_code) == (name, 200)
        if name != "admin":
            assert person(one).post("/kantor/klasifikasi/", {"isi": LIST}).status_code == 404

"""The kertas kerja goes to Excel and comes back: compared first, then accepted as a whole or not at all."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl.worksheet.worksheet import Worksheet

from renkeg.planning import actions, drafts, uploading
from renkeg.planning.models import Upload, Usulan
from renkeg.trail.models import Event
from tests.cast import KEGIATAN, Cast, start, usulan_at
from tests.workbooks import COLUMN, edited, put, row_of

ROWS: list[dict[str, Any]] = [{**KEGIATAN, "judul": f"Kegiatan {n}", "anggaran": n * 1_000_000} for n in range(1, 4)]


def _download(client: Client, usulan: Usulan) -> bytes:
    response = client.get(f"{usulan.get_absolute_url()}kertas-kerja.xlsx")
    assert response.status_code == 200
    assert "Kertas Kerja" in response["Content-Disposition"]
    return response.content


def _upload(client: Client, usulan: Usulan, file: bytes, name: str = "kertas kerja.xlsx") -> Any:
    return client.post(f"{usulan.get_absolute_url()}excel/", {"file": SimpleUploadedFile(name, file)}, follow=True)


def _titles(usulan: Usulan) -> list[tuple[str | None, int | None]]:
    return [(row.judul, row.anggaran) for row in Usulan.objects.for_reading().get(pk=usulan.pk).kegiatan.all()]


def _save(usulan: Usulan, by: Any, **changes: dict[str, Any]) -> None:
    """Somebody else saves changes of the row `Kegiatan_2`, None drops it."""
    usulan = Usulan.objects.get(pk=usulan.pk)
    rows = []
    for one in usulan.kegiatan.all():
        change = changes.get(str(one.judul).replace(" ", "_"), {})
        if change is not None:
            rows.append({"id": one.pk, **one.content(), **change})
    actions.write_kegiatan(usulan, drafts.read_kegiatan(rows, usulan.tahun), versi=usulan.versi, by=by)


def test_a_file_is_compared_first_and_saved_when_accepted(cast: Cast, client: Client) -> None:
    usulan = start(cast, kegiatan=ROWS)
    client.force_login(cast.kasubbag)

    def change(sheet: Worksheet) -> None:
        put(sheet, "Kegiatan 2", anggaran="Rp 2.500.000,-")
        put(sheet, "", judul="Kegiatan baru", anggaran="1,5 jt", tanggal="3-5 Feb")
        sheet.delete_rows(row_of(sheet, "Kegiatan 3"))

    response = _upload(client, usulan, edited(_download(client, usulan), change))
    page = response.content.decode()
    assert "1 baris ditambahkan, 1 baris diubah, 1 baris dihapus" in page
    assert "2.500.000" in page
    assert "3 s.d. 5 Februari 2027" in page
    assert _titles(usulan) == [("Kegiatan 1", 1_000_000), ("Kegiatan 2", 2_000_000), ("Kegiatan 3", 3_000_000)]

    here = response.redirect_chain[-1][0]
    for _ in range(2):  # a double click is harmless
        assert client.post(here, follow=True).status_code == 200
    assert _titles(usulan) == [("Kegiatan 1", 1_000_000), ("Kegiatan 2", 2_500_000), ("Kegiatan baru", 1_500_000)]
    written = Event.objects.filter(subject=usulan.subject, verb="write_kegiatan")
    assert [one.facts["file"] for one in written] == [Upload.objects.get().sha256]


def test_what_cannot_be_read_is_named_by_row_and_column_and_nothing_is_saved(cast: Cast, client: Client) -> None:
    usulan = start(cast, kegiatan=ROWS)
    client.force_login(cast.kasubbag)
    rows = []

    def change(sheet: Worksheet) -> None:
        rows.append(put(sheet, "Kegiatan 1", anggaran="dua juta", tanggal="03/03/26"))
        put(sheet, "Kegiatan 2", anggaran=9)

    response = _upload(client, usulan, edited(_download(client, usulan), change))
    page = response.content.decode()
    assert f"Baris {rows[0]}, kolom Anggaran: Tulis “dua juta” dengan angka saja" in page
    assert f"Baris {rows[0]}, kolom Tanggal Kegiatan: Tulis tahun dengan empat angka" in page
    assert "Terima semua perubahan" not in page
    assert client.post(response.redirect_chain[-1][0]).status_code == 422
    assert _titles(usulan)[1] == ("Kegiatan 2", 2_000_000)


def test_what_others_saved_meanwhile_is_kept_and_a_clash_is_asked_about(cast: Cast, client: Client) -> None:
    usulan = start(cast, kegiatan=ROWS)
    client.force_login(cast.kasubbag)
    file = _download(client, usulan)
    _save(usulan, cast.petugas, Kegiatan_1={"sasaran": "Seluruh satker"}, Kegiatan_2={"anggaran": 5_000_000})

    def change(sheet: Worksheet) -> None:
        put(sheet, "Kegiatan 1", anggaran=7_000_000)
        put(sheet, "Kegiatan 2", anggaran=6_000_000)

    response = _upload(client, usulan, edited(file, change))
    here = response.redirect_chain[-1][0]
    assert "Sejak berkas diunduh ada perubahan oleh Petugas Contoh" in response.content.decode()
    assert client.post(here).status_code == 409
    assert _titles(usulan)[0] == ("Kegiatan 1", 1_000_000)
    row = next(one["number"] for one in Upload.objects.get().rows if one["judul"] == "Kegiatan 2")
    assert client.post(here, {f"pilih/{row}/anggaran": "file"}).status_code == 302
    assert _titles(usulan) == [("Kegiatan 1", 7_000_000), ("Kegiatan 2", 6_000_000), ("Kegiatan 3", 3_000_000)]
    assert usulan.kegiatan.get(judul="Kegiatan 1").sasaran == "Seluruh satker"


@pytest.mark.parametrize(("side", "there"), [("file", False), ("server", True)])
def test_a_row_dropped_in_the_file_and_changed_by_another_is_asked_about(
    cast: Cast, client: Client, side: str, there: bool
) -> None:
    usulan = start(cast, kegiatan=ROWS)
    client.force_login(cast.kasubbag)
    file = edited(_download(client, usulan), lambda sheet: sheet.delete_rows(row_of(sheet, "Kegiatan 2")))
    _save(usulan, cast.petugas, Kegiatan_2={"anggaran": 5_000_000})
    here = _upload(client, usulan, file).redirect_chain[-1][0]
    key = usulan.kegiatan.get(judul="Kegiatan 2").pk
    assert client.post(here).status_code == 409
    assert client.post(here, {f"pilih/{key}/": side}).status_code == 302
    assert (("Kegiatan 2", 5_000_000) in _titles(usulan)) is there


def test_a_file_of_another_month_is_recognised_and_explained(cast: Cast, client: Client) -> None:
    january, february = start(cast, kegiatan=ROWS, bulan=1), start(cast, kegiatan=ROWS, bulan=2)
    client.force_login(cast.kasubbag)
    response = _upload(client, february, _download(client, january))
    assert response.status_code == 422
    assert "Berkas ini adalah kertas kerja Januari 2027, Subbagian Keuangan, bukan Februari 2027" in (
        response.content.decode()
    )


def test_a_file_without_its_seal_drops_nothing_and_finds_rows_by_their_title(cast: Cast, client: Client) -> None:
    usulan = start(cast, kegiatan=ROWS)
    client.force_login(cast.kasubbag)

    def change(sheet: Worksheet) -> None:
        put(sheet, "Kegiatan 2", anggaran=8_000_000)
        sheet.delete_rows(row_of(sheet, "Kegiatan 1"))
        sheet.delete_cols(COLUMN["id"])
        assert sheet.parent is not None
        sheet.parent.remove(sheet.parent["Renkeg"])

    response = _upload(client, usulan, edited(_download(client, usulan), change))
    page = response.content.decode()
    assert "bukan unduhan dari usulan ini" in page
    assert "1 baris berbenturan" in page
    row = next(one["number"] for one in Upload.objects.get().rows if one["judul"] == "Kegiatan 2")
    client.post(response.redirect_chain[-1][0], {f"pilih/{row}/anggaran": "file"})
    assert _titles(usulan) == [("Kegiatan 1", 1_000_000), ("Kegiatan 2", 8_000_000), ("Kegiatan 3", 3_000_000)]


def test_a_forged_seal_is_no_seal(cast: Cast, client: Client) -> None:
    usulan = start(cast, kegiatan=ROWS)
    client.force_login(cast.kasubbag)

    def change(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        hidden = sheet.parent["Renkeg"]
        hidden["A1"].value = str(hidden["A1"].value).replace('"cap": "', '"cap": "x')

    response = _upload(client, usulan, edited(_download(client, usulan), change))
    assert "bukan unduhan dari usulan ini" in response.content.decode()
    assert Upload.objects.get().base is None


def test_a_usulan_that_has_moved_on_takes_no_file_and_says_why(cast: Cast, client: Client) -> None:
    usulan = start(cast, kegiatan=ROWS)
    client.force_login(cast.kasubbag)
    file = _download(client, usulan)
    here = _upload(client, usulan, edited(file, lambda sheet: put(sheet, "Kegiatan 1", anggaran=5)))
    usulan = Usulan.objects.for_reading().get(pk=usulan.pk)
    assert usulan.open_tugas is not None
    actions.propose(usulan.open_tugas, by=cast.kasubbag)
    assert client.post(here.redirect_chain[-1][0]).status_code == 409
    response = _upload(client, usulan, file)
    assert response.status_code == 409
    assert _titles(usulan)[0] == ("Kegiatan 1", 1_000_000)
    assert not Upload.objects.filter(accepted_at__isnull=False).exists()


def test_only_who_uploaded_it_sees_and_accepts_it(cast: Cast, client: Client) -> None:
    usulan = start(cast, kegiatan=ROWS)
    client.force_login(cast.kasubbag)
    here = _upload(client, usulan, _download(client, usulan)).redirect_chain[-1][0]
    client.force_login(cast.petugas)
    assert client.get(here).status_code == 404
    assert client.post(here).status_code == 404
    client.force_login(cast.outsider)
    assert client.get(f"{usulan.get_absolute_url()}kertas-kerja.xlsx").status_code == 404


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (None, "Pilih dahulu berkas Excel"),
        (b"bukan excel", "bukan Excel (.xlsx)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "berformat Excel lama"),
        (b"PK\x03\x04" + b"x" * 5_000_000, "lebih besar dari 4 MB"),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(
    cast: Cast, client: Client, data: bytes | None, told: str
) -> None:
    usulan = start(cast, kegiatan=ROWS)
    client.force_login(cast.kasubbag)
    body = {} if data is None else {"file": SimpleUploadedFile("x.xlsx", data)}
    response = client.post(f"{usulan.get_absolute_url()}excel/", body)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not Upload.objects.exists()


def test_a_kegiatan_that_draws_on_several_kode_comes_back_with_them(cast: Cast, client: Client) -> None:
    usulan = start(cast, kegiatan=ROWS)
    client.force_login(cast.kasubbag)
    rincian = "521211 = 1.500.000; 524111 = 2 juta"

    def change(sheet: Worksheet) -> None:
        put(sheet, "Kegiatan 1", rincian=rincian, anggaran=None)
        put(sheet, "Kegiatan 2", rincian="521211 = 1.500.000", anggaran=7)

    response = _upload(client, usulan, edited(_download(client, usulan), change))
    assert "Anggaran tidak sama dengan jumlah rinciannya, Rp1.500.000" in response.content.decode()
    right = edited(
        _download(client, usulan), lambda sheet: put(sheet, "Kegiatan 1", rincian=rincian, anggaran=None) and None
    )
    client.post(_upload(client, usulan, right).redirect_chain[-1][0])
    kegiatan = usulan.kegiatan.get(judul="Kegiatan 1")
    assert (kegiatan.anggaran, kegiatan.rincian) == (
        3_500_000,
        [{"kode": "521211", "jumlah": 1_500_000}, {"kode": "524111", "jumlah": 2_000_000}],
    )
    again = _upload(client, usulan, _download(client, usulan))
    assert "Tidak ada perbedaan" in again.content.decode()


def test_the_petugas_brings_his_form_back_at_step_6(cast: Cast, client: Client) -> None:
    usulan = usulan_at(6, cast)
    client.force_login(cast.petugas)
    judul = str(usulan.kegiatan.all()[0].judul)
    usulan = Usulan.objects.get(pk=usulan.pk)
    file = edited(_download(client, usulan), lambda sheet: put(sheet, judul, lokus="Kota Bengkulu; Curup"))
    assert client.post(_upload(client, usulan, file).redirect_chain[-1][0]).status_code == 302
    assert usulan.kegiatan.get(judul=judul).lokus == ["Kota Bengkulu", "Curup"]


def test_a_blank_form_is_filled_and_begins_a_usulan(cast: Cast, client: Client) -> None:
    client.force_login(cast.kasubbag)
    blank = client.get("/usulan/baru/form.xlsx?tahun=2027&bulan=3")
    assert blank.status_code == 200

    def change(sheet: Worksheet) -> None:
        put(sheet, "", judul="Kegiatan dari berkas", anggaran="1,5 jt", tanggal="3-5 Mar")
        put(sheet, "", judul="Kegiatan salah", anggaran="dua juta")

    def post(file: bytes, **changes: str) -> Any:
        fields = {"aksi": "unggah", "tahun": "2027", "bulan": "3", "hal": "Usulan Maret", "pengantar": "Bersama ini."}
        typed = {"kegiatan/0/judul": "Kegiatan yang diketik", "kegiatan/1/judul": ""}
        return client.post("/usulan/baru/", {**fields, **typed, **changes, "file": SimpleUploadedFile("x.xlsx", file)})

    response = post(edited(blank.content, change))
    assert response.status_code == 422
    page = response.content.decode()
    assert "Baris 3, anggaran: Tulis “dua juta” dengan angka saja" in page
    told = [row.typed["judul"] for row in response.context["rows"] if not row.blank]
    assert told == ["Kegiatan yang diketik", "Kegiatan dari berkas", "Kegiatan salah"]
    assert not Usulan.objects.exists()

    assert "bukan Excel" in post(b"teks").content.decode()
    rows = {f"kegiatan/1/{name}": value for name, value in response.context["rows"][1].typed.items()}
    saved = post(blank.content, aksi="", **rows)
    assert saved.status_code == 302
    assert _titles(Usulan.objects.get()) == [("Kegiatan yang diketik", None), ("Kegiatan dari berkas", 1_500_000)]
    client.force_login(cast.kabag)
    assert client.get("/usulan/baru/form.xlsx").status_code == 404


def test_an_upload_that_was_left_lying_is_swept_away(cast: Cast, client: Client) -> None:
    usulan = start(cast, kegiatan=ROWS)
    client.force_login(cast.kasubbag)
    for _ in range(2):
        _upload(client, usulan, _download(client, usulan))
    old = Upload.objects.earliest("at")
    Upload.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=31))
    Upload.objects.exclude(pk=old.pk).update(at=timezone.now() - timedelta(days=29))
    assert uploading.sweep() == 1
    assert Upload.objects.exclude(pk=old.pk).count() == 1

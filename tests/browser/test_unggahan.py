"""The kertas kerja goes to Excel and back in a real browser, on a desk and on a phone."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Page, expect

from renkeg.planning.models import Usulan
from tests.browser.looking import DESK, PHONE, LogIn, check
from tests.cast import KEGIATAN, Cast, start
from tests.workbooks import edited, put, row_of

ROWS: list[dict[str, Any]] = [{**KEGIATAN, "judul": f"Kegiatan {n}", "anggaran": n * 1_000_000} for n in range(1, 4)]


def _download(page: Page, usulan: Usulan) -> bytes:
    page.goto(f"{usulan.get_absolute_url()}kertas-kerja/")
    page.get_by_role("link", name="Isi dengan Excel").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Unduh kertas kerja (Excel)").click()
    check(page)
    return Path(coming.value.path()).read_bytes()


def _upload(page: Page, file: bytes) -> None:
    excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("Berkas Excel (.xlsx)").set_input_files(
        {"name": "kertas kerja saya.xlsx", "mimeType": excel, "buffer": file}
    )
    page.get_by_role("button", name="Unggah dan bandingkan").click()


@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_two_people_fill_the_form_in_excel(cast: Cast, log_in: LogIn, viewport: Any, tmp_path: Path) -> None:
    usulan = start(cast, kegiatan=ROWS)
    mine, theirs = log_in(cast.kasubbag, viewport=viewport), log_in(cast.petugas, viewport=viewport)
    my_file, their_file = _download(mine, usulan), _download(theirs, usulan)

    def first(sheet: Worksheet) -> None:
        put(sheet, "Kegiatan 1", sasaran="Seluruh satker")
        put(sheet, "Kegiatan 2", anggaran=5_000_000)

    _upload(theirs, edited(their_file, first))
    expect(theirs.get_by_role("heading", name="Yang berubah bila diterima")).to_be_visible()
    theirs.get_by_role("button", name="Terima semua perubahan").click()
    expect(theirs.get_by_text("Isi kertas kerja saya.xlsx tersimpan")).to_be_visible()

    def second(sheet: Worksheet) -> None:
        put(sheet, "Kegiatan 1", tanggal="10-12 Feb")
        put(sheet, "Kegiatan 2", anggaran="6 juta")
        put(sheet, "", judul="Kegiatan baru", anggaran="Rp 1.500.000,-", tanggal="24/02/2027")
        sheet.delete_rows(row_of(sheet, "Kegiatan 3"))

    _upload(mine, edited(my_file, second))
    expect(
        mine.get_by_text("1 baris ditambahkan, 1 baris diubah, 1 baris dihapus, 1 baris berbenturan")
    ).to_be_visible()
    check(mine)
    mine.screenshot(path=tmp_path / "beda.png", full_page=True)
    mine.get_by_role("button", name="Terima semua perubahan").click()
    expect(mine.get_by_role("heading", name="Belum tersimpan")).to_be_visible()
    check(mine)
    mine.get_by_label("Berkas: 6.000.000").check()
    mine.get_by_role("button", name="Terima semua perubahan").click()
    expect(mine.get_by_text("Isi kertas kerja saya.xlsx tersimpan")).to_be_visible()
    rows = list(Usulan.objects.get(pk=usulan.pk).kegiatan.all())
    assert [(one.judul, one.anggaran) for one in rows] == [
        ("Kegiatan 1", 1_000_000),
        ("Kegiatan 2", 6_000_000),
        ("Kegiatan baru", 1_500_000),
    ]
    assert rows[0].sasaran == "Seluruh satker"
    assert rows[0].tanggal == [{"mulai": "2027-02-10", "selesai": "2027-02-12"}]

    _download(mine, usulan)
    _upload(mine, edited(_download(mine, usulan), lambda sheet: put(sheet, "Kegiatan 1", anggaran="dua juta")))
    expect(mine.get_by_text("kolom Anggaran: Tulis “dua juta” dengan angka saja")).to_be_visible()
    check(mine)
    mine.screenshot(path=tmp_path / "salah.png", full_page=True)

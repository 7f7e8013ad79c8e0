"""The annual plan in a real browser: brought in from Excel, and the beginning of a usulan, on a desk and on a phone."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from renkeg.planning.models import RencanaTahunan, Usulan
from tests.annual import ROWS, filled
from tests.browser.looking import DESK, PHONE, LogIn, check
from tests.cast import Cast


def _upload(page: Page, file: bytes) -> None:
    excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("Berkas Excel rencana tahunan").set_input_files(
        {"name": "Rencana kami.xlsx", "mimeType": excel, "buffer": file}
    )
    page.get_by_role("button", name="Unggah dan periksa").click()


@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_an_annual_plan_comes_in_and_a_usulan_begins_from_it(cast: Cast, log_in: LogIn, viewport: Any) -> None:
    page = log_in(cast.kasubbag, viewport=viewport)
    page.get_by_role("link", name="Pagu").click()
    page.get_by_role("link", name="Rencana tahunan").click()
    expect(page.get_by_text("Belum ada rencana tahunan 2027.")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Impor rencana tahunan").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Form 2027 Subbagian Keuangan").click()
    form = Path(coming.value.path()).read_bytes()
    check(page)

    _upload(page, filled(form, [{**ROWS[0], "Bulan": "Triwulan I"}, *ROWS[1:]]))
    expect(page.get_by_text("kolom Bulan: Tulis nama bulan atau angka 1 sampai 12")).to_be_visible()
    expect(page.get_by_role("button", name="Berlakukan rencana ini")).to_have_count(0)
    check(page)
    page.get_by_role("link", name="unggah lagi").click()
    _upload(page, filled(form))
    expect(page.get_by_text("4 kegiatan, setahun Rp48.250.000")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Berlakukan rencana ini").click()
    expect(page.get_by_role("status").filter(has_text="berlaku: 4 kegiatan, Rp48.250.000")).to_be_visible()
    assert RencanaTahunan.objects.get().by == cast.kasubbag
    check(page)

    page.get_by_role("link", name="Buat usulan Februari").click()
    expect(page.get_by_label("Bulan", exact=True)).to_have_value("2")
    page.get_by_role("button", name="Isi dari rencana tahunan").click()
    offer = page.get_by_role("group", name="Isi dari rencana tahunan 2027")
    expect(offer.get_by_role("checkbox")).to_have_count(2)
    check(page)
    offer.get_by_label("Rapat koordinasi perencanaan").uncheck()
    page.get_by_role("button", name="Tambahkan yang dicentang").click()
    page.get_by_role("button", name="Simpan usulan").click()
    expect(page.get_by_text("KONSEP", exact=True)).to_be_visible()
    (row,) = Usulan.objects.get().kegiatan.all()
    assert (row.judul, row.anggaran) == ("Rekonsiliasi data belanja", 3_250_000)
    assert row.tanggal == [{"mulai": "2027-02-22", "selesai": "2027-02-24"}]

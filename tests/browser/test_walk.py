"""Whole usulan in a real browser, by the people who do the work."""

import re

import pytest
from playwright.sync_api import Page, expect

from renkeg.planning.models import Usulan
from tests.browser.looking import PHONE, LogIn, check
from tests.cast import Cast, usulan_at


def test_four_people_walk_a_usulan_through_all_eight_langkah(cast: Cast, log_in: LogIn) -> None:
    kasubbag, kabag = log_in(cast.kasubbag), log_in(cast.kabag)
    sekretaris, petugas = log_in(cast.sekretaris), log_in(cast.petugas)

    kasubbag.get_by_role("link", name="Buat usulan baru", exact=True).click()
    check(kasubbag)
    _fill_row(kasubbag, 1, judul="Rapat koordinasi", anggaran="Rp 12.500.000", tanggal="15 s.d. 16 Februari 2027")
    expect(kasubbag.locator("[data-total]")).to_have_text("12.500.000")
    kasubbag.get_by_role("button", name="Simpan usulan").click()
    expect(kasubbag.get_by_text("KONSEP", exact=True)).to_be_visible()
    _act(kasubbag, "Ajukan ke Kepala Bagian")

    _open_waiting(kabag)
    _act(kabag, "Setujui dan tanda tangani")
    expect(kabag.get_by_text("NOMOR 1/PR.02.2-ND/17/2027")).to_be_visible()

    _open_waiting(sekretaris)
    expect(sekretaris.get_by_label("Proses sesuai ketentuan")).to_be_checked()
    _act(sekretaris, "Setujui dengan disposisi")

    _open_waiting(kabag)
    kabag.locator("summary", has_text="Disposisi").click()
    kabag.get_by_label("Instruksi lain, satu per baris").fill("Koordinasikan dengan Subbagian Umum")
    _act(kabag, "Disposisikan ke Kasubbag")

    _open_waiting(kasubbag)
    kasubbag.get_by_label("Petugas yang ditugaskan").select_option(label=cast.petugas.nama)
    _act(kasubbag, "Tugaskan petugas")

    _open_waiting(petugas)
    petugas.get_by_role("link", name="Isi kertas kerja").first.click()
    _fill_row(petugas, 1, kode="6709.QGE.001.113.A", sasaran="KPU kabupaten/kota", volume="2,5", satuan="hari")
    _fill_row(petugas, 1, jenis="Rapat koordinasi", lokus="Kota Bengkulu; Curup")
    check(petugas)
    petugas.get_by_role("button", name="Simpan kertas kerja").click()
    _act(petugas, "Serahkan untuk diperiksa")

    _open_waiting(kasubbag)
    expect(kasubbag.get_by_role("heading", name="Berubah sejak nota dinas ditandatangani")).to_be_visible()
    _act(kasubbag, "Nyatakan sesuai")

    _open_waiting(petugas)
    _act(petugas, "Terbitkan di Tautan")
    petugas.get_by_role("link", name="Lihat rencana yang terbit").click()
    expect(petugas.get_by_text("Belum dinyatakan diketahui oleh")).to_be_visible()

    _open_waiting(kabag)
    _act(kabag, "Nyatakan mengetahui")
    petugas.reload()
    expect(petugas.get_by_text(f"Diketahui {cast.kabag.nama}")).to_be_visible()
    check(petugas)
    with petugas.expect_download() as download:
        petugas.get_by_role("link", name="Unduh Excel").click()
    assert download.value.suggested_filename == "Rencana Kegiatan Keuangan Februari 2027.xlsx"
    usulan = Usulan.objects.get()
    assert (usulan.keadaan, [row.langkah for row in usulan.riwayat if not row.side]) == ("terbit", [*range(1, 9)])


@pytest.mark.once
def test_three_returns_on_a_phone(cast: Cast, log_in: LogIn) -> None:
    usulan_at(2, cast)
    pages = {
        name: log_in(getattr(cast, name), viewport=PHONE) for name in ("kasubbag", "kabag", "sekretaris", "petugas")
    }

    _send_back(pages["kabag"], "Kembalikan ke Kasubbag", "Perbaiki lokus kegiatan pertama")
    _open_waiting(pages["kasubbag"])
    expect(pages["kasubbag"].get_by_text("Perbaiki lokus kegiatan pertama").first).to_be_visible()
    _act(pages["kasubbag"], "Ajukan ke Kepala Bagian")
    _open_waiting(pages["kabag"])
    _act(pages["kabag"], "Setujui dan tanda tangani")

    _send_back(pages["sekretaris"], "Kembalikan ke Kepala Bagian", "Anggaran terlalu besar untuk satu hari")
    _open_waiting(pages["kabag"])
    _act(pages["kabag"], "Setujui dan tanda tangani")
    _open_waiting(pages["sekretaris"])
    _act(pages["sekretaris"], "Setujui dengan disposisi")
    _open_waiting(pages["kabag"])
    _act(pages["kabag"], "Disposisikan ke Kasubbag")
    _open_waiting(pages["kasubbag"])
    pages["kasubbag"].get_by_label("Petugas yang ditugaskan").select_option(label=cast.petugas.nama)
    _act(pages["kasubbag"], "Tugaskan petugas")
    _open_waiting(pages["petugas"])
    _act(pages["petugas"], "Serahkan untuk diperiksa")

    _send_back(pages["kasubbag"], "Kembalikan ke petugas", "Satuan volume belum sesuai pedoman")
    _open_waiting(pages["petugas"])
    _act(pages["petugas"], "Serahkan untuk diperiksa")
    _open_waiting(pages["kasubbag"])
    _act(pages["kasubbag"], "Nyatakan sesuai")
    _open_waiting(pages["petugas"])
    _act(pages["petugas"], "Terbitkan di Tautan")

    riwayat = [row.verb for row in Usulan.objects.get().riwayat]
    assert (riwayat.count("send_back"), riwayat[-1]) == (3, "publish")


@pytest.mark.once
def test_a_usulan_begins_and_goes_up_without_javascript(cast: Cast, log_in: LogIn) -> None:
    page = log_in(cast.kasubbag, java_script_enabled=False)

    page.get_by_role("link", name="Buat usulan baru", exact=True).click()
    _fill_row(page, 1, judul="Rapat koordinasi", anggaran="Rp 12.500.000", tanggal="15/02/2027 - 16/02/2027")
    page.get_by_role("button", name="Tambah baris").click()
    _fill_row(page, 8, judul="Rekonsiliasi laporan", anggaran="1,500,000", tanggal="17 Februari 2027")
    page.get_by_role("button", name="Simpan usulan").click()
    expect(page.get_by_label("Anggaran (Rp) baris 8")).to_have_value("1,500,000")
    expect(page.get_by_role("alert")).to_contain_text("Baris 8, anggaran")
    _fill_row(page, 8, anggaran="1.500.000")
    page.get_by_role("button", name="Simpan usulan").click()
    page.get_by_role("link", name="Isi kertas kerja").first.click()
    page.get_by_label("Hapus baris 2").check()
    page.get_by_role("button", name="Simpan kertas kerja").click()
    _act(page, "Ajukan ke Kepala Bagian")

    usulan = Usulan.objects.get()
    assert (usulan.total, usulan.open_tugas and usulan.open_tugas.langkah) == (12_500_000, 2)
    kabag = log_in(cast.kabag, java_script_enabled=False)
    kabag.locator("#menunggu ~ article a").first.click()
    kabag.locator("summary", has_text="Kembalikan ke Kasubbag").click()
    kabag.get_by_label("Alasan dikembalikan").fill("Tambahkan kegiatan kedua")
    _act(kabag, "Kembalikan ke Kasubbag")


def _open_waiting(page: Page) -> None:
    page.goto("/")
    page.locator("#menunggu ~ article a").first.click()
    expect(page.get_by_role("heading", name="Yang diminta dari Anda")).to_be_visible()
    check(page)


def _act(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("status", name="Yang baru Anda lakukan")).to_contain_text(re.compile("Anda|terbit"))
    expect(page.get_by_role("button", name=button, exact=True)).to_have_count(0)


def _send_back(page: Page, button: str, reason: str) -> None:
    _open_waiting(page)
    page.locator("summary", has_text=button).click()
    page.get_by_label("Alasan dikembalikan").fill(reason)
    _act(page, button)


def _fill_row(page: Page, number: int, **fields: str) -> None:
    labels = {
        "kode": "Kode",
        "judul": "Judul kegiatan",
        "sasaran": "Sasaran",
        "volume": "Volume",
        "satuan": "Satuan",
        "jenis": "Jenis kegiatan",
        "anggaran": "Anggaran (Rp)",
        "lokus": "Lokus",
        "tanggal": "Tanggal kegiatan",
    }
    for name, text in fields.items():
        page.get_by_label(f"{labels[name]} baris {number}", exact=True).fill(text)

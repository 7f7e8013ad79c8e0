"""The Tautan in a real browser: from the year to a month, a search, a plan and the files of the whole office."""

from playwright.sync_api import expect

from renkeg.planning import actions
from tests import plans
from tests.browser.looking import DESK, PHONE, LogIn, check
from tests.cast import KEGIATAN, Cast, published, usulan_at


def test_the_year_the_month_a_search_and_the_files(cast: Cast, log_in: LogIn) -> None:
    long = ("Rapat koordinasi penyusunan laporan keuangan bersama KPU kabupaten/kota " * 5)[:300]
    plans.fill(cast, plans.subbagian()[1:], [1, 2], rows=2, judul=long, acknowledged=False, forms=True)
    usulan = published(cast, kegiatan=[{**KEGIATAN, "judul": "Bimtek arsip"}, dict(KEGIATAN)])
    actions.cancel_kegiatan(usulan.kegiatan.all()[1], by=cast.kasubbag, catatan="Narasumber berhalangan hadir.")
    usulan_at(3, cast, susulan=True)
    cast.at("2027-01-27T09:00:00+07:00")

    page = log_in(cast.kasubbag, viewport=DESK)
    page.goto("/tautan/")
    expect(page.get_by_role("heading", name="Februari 2027")).to_be_visible()
    expect(page.get_by_text("susulan di meja Sekretaris")).to_be_visible()
    check(page)
    page.locator("#bulan-1").click()
    expect(page.get_by_role("heading", name="Januari 2027")).to_be_visible()
    assert "bulan=1" in page.url
    expect(page.locator("#bulan-1")).to_be_focused()
    page.get_by_label("Subbagian", exact=True).select_option(label="Subbagian Hukum")
    expect(page.get_by_role("article")).to_have_count(1)
    page.go_back()
    expect(page.get_by_role("article")).to_have_count(7)
    page.locator("#bulan-2").click()
    expect(page.get_by_role("heading", name="Februari 2027")).to_be_visible()
    for name, file in (
        ("Rekapitulasi Excel", "Rekapitulasi Rencana Kegiatan Februari 2027.xlsx"),
        ("Semua rencana Excel", "Rencana Kegiatan Februari 2027 seluruh kantor.xlsx"),
        ("Semua rencana CSV", "Rencana Kegiatan Februari 2027 seluruh kantor.csv"),
        ("Excel rencana Subbagian Keuangan", "Rencana Kegiatan Keuangan Februari 2027.xlsx"),
    ):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.suggested_filename == file
    paper = page.request.get(page.get_by_role("link", name="Rekapitulasi PDF").get_attribute("href") or "")
    assert (paper.status, paper.headers["content-type"]) == (200, "application/pdf")

    page.get_by_role("searchbox").fill("arsip")
    page.get_by_role("button", name="Cari").click()
    expect(page.get_by_role("status")).to_have_text("1 kegiatan cocok, seluruhnya Rp12.500.000.")
    check(page)
    page.get_by_role("link", name="Bimtek arsip").click()
    expect(page.get_by_text("1 kegiatan berlaku dari 2")).to_be_visible()
    check(page)


def test_on_a_phone_without_scripts_the_year_is_a_strip_over_one_month(cast: Cast, log_in: LogIn) -> None:
    units = plans.subbagian()
    plans.fill(cast, units, [1], rows=1)
    plans.fill(cast, units[:1], [2], rows=60, judul="Rapat" + "koordinasi" * 25)
    page = log_in(cast.outsider, viewport=PHONE, java_script_enabled=False)

    page.goto("/tautan/")
    expect(page.locator(".matriks td:visible")).to_have_count(len(units))
    page.locator("#bulan-1").click()
    expect(page.get_by_role("heading", name="Januari 2027")).to_be_visible()
    page.get_by_label("Bulan", exact=True).select_option(label="Februari")
    page.get_by_role("button", name="Tampilkan").click()
    expect(page.get_by_role("article")).to_have_count(1)
    page.get_by_role("link", name=f"Buka rencana {units[0].nama}").click()
    expect(page.get_by_text("60 kegiatan")).to_be_visible()
    assert page.locator("html").evaluate("page => page.scrollWidth <= innerWidth")


def test_on_a_phone_every_state_is_readable(cast: Cast, log_in: LogIn) -> None:
    plans.fill(cast, plans.subbagian()[1:], [2], rows=2, judul="Rapat" + "koordinasi" * 25)
    usulan_at(2, cast)
    page = log_in(cast.kabag, viewport=PHONE, color_scheme="dark")

    for address in ("/tautan/", "/tautan/?tahun=2027&bulan=9", "/tautan/?tahun=2027&bulan=", "/tautan/?cari=rapat"):
        page.goto(address)
        check(page)
    page.get_by_role("searchbox").fill("tidak ada")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Tidak ada kegiatan terbit")
    check(page)

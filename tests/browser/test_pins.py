"""The whole way of a remark in a real browser: pinned on a phone, mended and ticked at the desk, judged by its author."""

import re

from playwright.sync_api import expect

from renkeg.planning.models import Pin
from tests.browser.looking import DESK, PHONE, LogIn, check
from tests.cast import KEGIATAN, Cast, usulan_at

ROWS = [{**KEGIATAN, "judul": f"Rapat koordinasi tahap {n}", "anggaran": 1_000_000 * n} for n in range(1, 7)]


def test_a_remark_goes_down_with_the_tidak_and_comes_back_with_the_difference(cast: Cast, log_in: LogIn) -> None:
    usulan = usulan_at(2, cast, kegiatan=ROWS)
    phone = log_in(cast.kabag, viewport=PHONE, has_touch=True, is_mobile=True)
    phone.goto(usulan.get_absolute_url())
    phone.get_by_role("link", name="Beri catatan untuk kegiatan 3").tap()
    note = phone.get_by_label("Catatan untuk kegiatan 3")
    expect(note).to_be_focused()
    note.fill("Melebihi standar biaya.")
    phone.get_by_label("Tentang, kegiatan 3").select_option("Anggaran")
    phone.get_by_role("button", name="Tambah catatan lain").locator("visible=true").tap()
    expect(phone.get_by_label("Tentang, kegiatan 3")).to_have_count(2)
    phone.get_by_label("Catatan untuk kegiatan 3").last.fill("Sebutkan pesertanya.")
    check(phone)
    # A word is no reason: everything comes back as it was typed.
    phone.get_by_label("Alasan dikembalikan").fill("ulangi")
    phone.get_by_role("button", name="Kembalikan ke Kasubbag").tap()
    expect(phone.get_by_role("alert")).to_contain_text("paling sedikit dua kata")
    expect(phone.get_by_label("Catatan untuk kegiatan 3")).to_have_count(2)
    expect(phone.get_by_label("Tentang, kegiatan 3").first).to_have_value("anggaran")
    check(phone)
    phone.get_by_label("Alasan dikembalikan").fill("Anggarannya belum tepat.")
    phone.get_by_role("button", name="Kembalikan ke Kasubbag").tap()
    expect(phone.get_by_role("status", name="Yang baru Anda lakukan")).to_contain_text("Sudah Anda kembalikan")
    assert [pin.field for pin in Pin.objects.order_by("place")] == ["anggaran", ""]

    desk = log_in(cast.kasubbag, viewport=DESK)
    desk.goto(f"{usulan.get_absolute_url()}kertas-kerja/")
    expect(desk.locator(".petunjuk", has_text="Melebihi standar biaya.")).to_be_visible()
    check(desk)
    money = desk.get_by_label("Anggaran (Rp) baris 3")
    money.fill("2.500.000")
    panel = desk.get_by_role("region", name="Catatan pada kegiatan")
    panel.get_by_role("button", name="Sudah ditindaklanjuti").first.click()
    expect(panel.get_by_text("Sudah ditindaklanjuti, Kasubbag Contoh")).to_be_visible()
    expect(money).to_have_value("2.500.000")
    desk.get_by_role("button", name="Simpan kertas kerja").click()
    expect(desk.get_by_text("Kertas kerja tersimpan.")).to_be_visible()
    expect(desk.get_by_text("1 catatan pada kegiatan belum ditandai")).to_be_visible()
    check(desk)
    desk.get_by_role("button", name="Ajukan").click()
    expect(desk.get_by_role("status", name="Yang baru Anda lakukan")).to_contain_text("1 catatan pada kegiatan belum")

    phone.goto(usulan.get_absolute_url())
    changed = phone.get_by_role("region", name=re.compile("^Berubah sejak dikembalikan"))
    expect(changed).to_contain_text("Anggaran: Rp3.000.000 menjadi Rp2.500.000")
    expect(changed).to_contain_text("1 belum ditandai")
    folded = phone.get_by_text("5 kegiatan lain tidak berubah")
    expect(phone.get_by_role("rowheader", name=re.compile("tahap 1"))).to_be_hidden()
    folded.tap()
    expect(phone.get_by_role("rowheader", name=re.compile("tahap 1"))).to_be_visible()
    check(phone)


def test_without_javascript_a_remark_is_written_and_ticked(cast: Cast, log_in: LogIn) -> None:
    usulan = usulan_at(2, cast, kegiatan=ROWS)
    page = log_in(cast.kabag, viewport=PHONE, java_script_enabled=False)
    page.goto(usulan.get_absolute_url())
    page.locator("summary", has_text="Kembalikan").click()
    page.locator("summary", has_text="Beri catatan").nth(1).click()
    page.get_by_label("Catatan untuk kegiatan 2").fill("Sebutkan pesertanya.")
    page.get_by_label("Alasan dikembalikan").fill("Pesertanya belum jelas.")
    page.get_by_role("button", name="Kembalikan ke Kasubbag").click()

    page = log_in(cast.kasubbag, viewport=PHONE, java_script_enabled=False)
    page.goto(usulan.get_absolute_url())
    page.get_by_role("button", name="Sudah ditindaklanjuti").click()
    expect(page.get_by_text("Sudah ditindaklanjuti, Kasubbag Contoh").first).to_be_visible()
